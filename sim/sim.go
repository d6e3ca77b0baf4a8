// Package sim serves simulated model providers that answer on the wire as the real ones do: same members in the same
// order, same framing, same errors. The demo, the tests and the benchmark call them in place of the internet.
//
// Nothing is intelligent here and nothing is random: an answer quotes the last message it was sent (see [Reply]), tokens
// are counted by bytes (see [Tokens]), and identifiers come from a seed, so that whoever asks can predict the answer.
//
// # Driving a model
//
// In every dialect the words of the user, when they come last, say what the model does:
//
//   - A line "call NAME {json}" makes it call the offered tool of that name with those arguments, as they are written;
//     without the JSON, with made-up arguments that fit the tool. Several such lines are calls in parallel.
//   - Without such a line, it calls the tools whose names the words contain, with made-up arguments.
//   - The word "think" makes it reason, if it can and the request does not forbid it; so does the dialect's own switch.
//   - The [UnsafeWord] makes Gemini block the prompt, and OpenAI's moderation flag it.
//
// The request's choice of tools (none, one by name, any, one at a time) has its usual force. When the results of tools
// come last, the model answers with text that quotes them, whatever words stand beside them; so an agent's loop ends.
// Where a JSON schema is asked for (Responses, Anthropic, Gemini), the text is the least JSON that fits it.
//
// What a provider makes the client bring back is checked: Anthropic's signatures, Gemini 3's, and OpenAI's encrypted
// reasoning are seals that only their own dialect accepts, and that no change survives.
package sim

import (
	"encoding/json"
	"errors"
	"hash/fnv"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Options says how a provider is made. The zero value is useful: any key is let in and nothing misbehaves.
type Options struct {
	// Name is the path prefix under which [Start] serves the provider; empty means the flavour's name.
	Name string
	// Keys are the keys let in; empty lets in every key, though not a request without one (but to Ollama).
	Keys []string
	// Models are served in addition to the flavour's own.
	Models []Model
	// Knobs are the first settings; see [Provider.Set].
	Knobs Knobs
	// Now dates answers and records; nil means [time.Now].
	Now func() time.Time
	// Seed fixes, together with Name, identifiers and which requests ErrorShare hits.
	Seed uint64
	// Keep is how many requests [Provider.Served] remembers; 0 means 512, less than 0 none (for benchmarks).
	Keep int
}

// maxBody bounds a request body; the real providers refuse at about the same size.
const maxBody = 64 << 20

// Provider is one simulated provider: an [http.Handler] for every endpoint below the flavour's base paths.
// It may be used by many goroutines.
type Provider struct {
	flavor Flavor
	shape  *shape
	opts   Options
	models []Model
	seed   uint64

	settings atomic.Pointer[settings]
	setting  sync.Mutex // held by writers of settings

	requests atomic.Uint64 // numbers requests from 1; the ids of answers derive from it
	log      served
	cache    promptCache    // of Anthropic's dialect
	memory   responseMemory // of OpenAI's
}

// New makes a provider of a flavour listed by [Flavors]; any other flavour answers as OpenAI does.
func New(flavor Flavor, opts Options) *Provider {
	s := shapeOf(flavor)
	if opts.Name == "" {
		opts.Name = string(flavor)
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	p := &Provider{flavor: flavor, shape: s, opts: opts, models: append(slices.Clone(s.models), opts.Models...)}
	h := fnv.New64a()
	_, _ = h.Write([]byte(opts.Name)) // a hash never fails
	p.seed = opts.Seed ^ h.Sum64()
	p.log.keep = opts.Keep
	p.settings.Store(&settings{base: opts.Knobs})
	return p
}

// Flavor returns the flavour the provider was made with.
func (p *Provider) Flavor() Flavor { return p.flavor }

// Models returns what the provider serves, in the order of its model list.
func (p *Provider) Models() []Model { return slices.Clone(p.models) }

// model finds a served model by the name a request gives, which may be the one that answers carry.
func (p *Provider) model(id string) (Model, bool) {
	i := slices.IndexFunc(p.models, func(m Model) bool { return m.ID == id })
	if i < 0 {
		i = slices.IndexFunc(p.models, func(m Model) bool { return id != "" && m.As == id })
	}
	if i < 0 {
		return Model{}, false
	}
	return p.models[i], true
}

// exchange is one request while it is being answered.
type exchange struct {
	p     *Provider
	w     http.ResponseWriter
	rc    *http.ResponseController
	r     *http.Request
	n     uint64 // number of the request, from 1
	route string // path below the base, such as /chat/completions
	body  []byte
	knobs Knobs
	q     request // what of the body could be read

	ending      string    // of a stream
	streamError *template // whole frames
	errType     string    // of errors
	array       bool      // an array was asked for, errors too

	form     map[string]string // fields of a multipart body
	fileName string            // of its file
	fileSize int

	parseErr error
	rec      *Served
	v        values
	buf      []byte

	chunks, sentBytes int    // sent so far
	fault             string // the knob that spoilt the answer
}

// ServeHTTP answers one request and records it.
func (p *Provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := &exchange{p: p, w: w, rc: http.NewResponseController(w), r: r, n: p.requests.Add(1)}
	var err error
	x.body, err = readBody(w, r)
	x.begin()
	defer x.end()
	if err != nil {
		x.fail(p.shape.problem(bodyProblem(err)))
		return
	}
	if x.misbehaveEarly() {
		return
	}
	if pr := x.authorize(); pr != nil {
		x.fail(*pr)
		return
	}
	x.dispatch()
}

// readBody reads the whole body, at once into a buffer of the right size if the length is given.
func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	body := http.MaxBytesReader(w, r.Body, maxBody)
	if r.ContentLength < 0 || r.ContentLength > maxBody {
		return io.ReadAll(body)
	}
	b := make([]byte, r.ContentLength)
	n, err := io.ReadFull(body, b)
	return b[:n], err
}

func bodyProblem(err error) (problemKind, string) {
	if tooBig := (*http.MaxBytesError)(nil); errors.As(err, &tooBig) {
		return tooLarge, ""
	}
	return badJSON, ""
}

// begin fills what every answer needs and opens the record.
func (x *exchange) begin() {
	now := x.p.opts.Now()
	seed := x.p.seed
	x.v = values{
		id:      x.p.shape.id.make(seed, x.n, now),
		request: x.p.shape.requestID.make(seed+1, x.n, now),
		created: now.Unix(),
		print:   x.p.shape.print,
		seed:    seed + x.n,
	}
	x.ending, x.streamError, x.errType = x.p.shape.ending, x.p.shape.frames.streamError, x.p.shape.errType
	x.route = x.p.shape.route(x.r.URL.Path)
	x.identify()
	x.knobs = x.p.Knobs(x.q.Model)
	x.rec = x.p.log.begin(Served{
		ID: x.n, At: now, Method: x.r.Method, Path: x.r.URL.Path, Model: x.q.Model, Key: x.key(),
		Header: x.r.Header, Body: x.body, Stream: x.q.Stream, AnswerID: x.v.id,
	})
}

// identify reads as much of the request as the knobs and the record need. What is wrong with it is answered for later,
// in the provider's words.
func (x *exchange) identify() {
	if x.r.Method != http.MethodPost {
		if x.route == "/realtime" {
			x.q.Model = x.r.URL.Query().Get("model")
		}
		return
	}
	switch x.p.shape.dialect {
	case anthropicDialect:
		var q struct {
			Model  string `json:"model"`
			Stream bool   `json:"stream"`
		}
		_ = json.Unmarshal(x.body, &q) // see above
		x.q.Model, x.q.Stream = q.Model, q.Stream
	case ollamaDialect:
		var q ollamaRequest
		_ = json.Unmarshal(x.body, &q) // see above
		x.q.Model, x.q.Stream = q.Model, x.route == "/api/chat" && (q.Stream == nil || *q.Stream)
	case bedrockDialect:
		var operation string
		x.q.Model, operation = bedrockTarget(x.route)
		x.q.Stream = operation == "converse-stream"
	case geminiDialect:
		var method string
		x.q.Model, method = geminiTarget(x.route)
		x.q.Stream = method == "streamGenerateContent"
	default:
		if !x.readForm() {
			x.parseErr = json.Unmarshal(x.body, &x.q)
		}
	}
}

// end closes the record; it also runs when the connection is aborted by a panic with [http.ErrAbortHandler].
func (x *exchange) end() {
	now := x.p.opts.Now()
	gone := x.r.Context().Err() != nil
	x.note(func(s *Served) { s.Chunks, s.SentBytes, s.Fault = x.chunks, x.sentBytes, x.fault })
	x.p.log.end(x.rec, now, gone)
}

// note changes the record under its lock.
func (x *exchange) note(f func(*Served)) { x.p.log.update(x.rec, f) }

// key is the key the request carries, where the dialect looks for it.
func (x *exchange) key() string {
	switch x.p.shape.dialect {
	case anthropicDialect:
		return or(x.r.Header.Get("X-Api-Key"), bearer(x.r))
	case bedrockDialect:
		return awsKey(x.r)
	case geminiDialect:
		return or(x.r.Header.Get("X-Goog-Api-Key"), x.r.URL.Query().Get("key"))
	}
	if x.route == "/realtime" {
		// Browsers cannot set headers on a WebSocket; the key is then one of the subprotocols.
		for _, p := range strings.Split(x.r.Header.Get("Sec-WebSocket-Protocol"), ",") {
			if key, ok := strings.CutPrefix(strings.TrimSpace(p), "openai-insecure-api-key."); ok {
				return key
			}
		}
	}
	return bearer(x.r)
}

// authorize applies the provider's rule about keys.
func (x *exchange) authorize() *problem {
	key := x.key()
	if key == "" && x.p.shape.dialect == ollamaDialect && len(x.p.opts.Keys) == 0 {
		return nil // a local engine asks for none
	}
	if key == "" {
		pr := x.p.shape.problem(noKey, "")
		return &pr
	}
	if len(x.p.opts.Keys) > 0 && !slices.Contains(x.p.opts.Keys, key) {
		pr := x.p.shape.problem(wrongKey, x.p.shape.mask(key))
		return &pr
	}
	return nil
}

// bearer returns the key of the Authorization header, or nothing.
func bearer(r *http.Request) string {
	kind, key, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(kind, "Bearer") {
		return ""
	}
	return strings.TrimSpace(key)
}

// dispatch picks the endpoint.
func (x *exchange) dispatch() {
	switch x.p.shape.dialect {
	case anthropicDialect:
		x.dispatchAnthropic()
		return
	case geminiDialect:
		x.dispatchGemini()
		return
	case ollamaDialect:
		x.dispatchOllama()
		return
	case bedrockDialect:
		x.dispatchBedrock()
		return
	}
	id, isModel := strings.CutPrefix(x.route, "/models/")
	switch at := x.r.Method + " " + x.route; {
	case at == "POST /chat/completions":
		x.chat()
	case at == "POST /completions" && x.p.shape.completes:
		x.complete()
	case at == "POST /embeddings" && x.p.shape.embeds:
		x.embed()
	case at == "GET /models":
		x.list()
	case x.r.Method == http.MethodGet && isModel:
		x.retrieve(id)
	case x.p.shape.whole && x.special(at):
	default:
		x.fail(x.p.shape.problem(noRoute, x.r.Method+" "+x.r.URL.Path))
	}
}
