package sim

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Flavor names the provider whose wire habits are imitated.
type Flavor string

// The flavours there are. What makes each different is data: one literal in the file of its name.
const (
	OpenAI     Flavor = "openai"
	DeepSeek   Flavor = "deepseek"
	Qwen       Flavor = "qwen" // DashScope's compatible mode
	Groq       Flavor = "groq"
	Moonshot   Flavor = "moonshot"
	OpenRouter Flavor = "openrouter"
	Anthropic  Flavor = "anthropic"
	Gemini     Flavor = "gemini"
	Ollama     Flavor = "ollama"
	Bedrock    Flavor = "bedrock" // Converse
)

// Kind is what a model does.
type Kind string

// The kinds of model.
const (
	ChatModel       Kind = "chat"
	CompletionModel Kind = "completion" // legacy text completion
	EmbeddingModel  Kind = "embedding"
	ImageModel      Kind = "image"
	SpeechModel     Kind = "speech"     // text to audio
	TranscriptModel Kind = "transcript" // audio to text
	ModerationModel Kind = "moderation"
	RealtimeModel   Kind = "realtime"
)

// Thinking says when a model spends tokens on reasoning.
type Thinking string

// The habits of reasoning models; the zero value never reasons.
const (
	ThinksAlways  Thinking = "always"
	ThinksIfAsked Thinking = "asked" // by thinking, enable_thinking, reasoning or reasoning_effort in the request
)

// Model is one entry of a provider's model list.
type Model struct {
	ID     string
	As     string // the name answers carry, where it differs (gpt-4o answers as gpt-4o-2024-08-06)
	Kind   Kind   // empty means [ChatModel]
	Thinks Thinking
	Dims   int // of an embedding
}

func (m Model) kind() Kind {
	if m.Kind == "" {
		return ChatModel
	}
	return m.Kind
}

func (m Model) as() string {
	if m.As == "" {
		return m.ID
	}
	return m.As
}

// wording is a flavour as a table: text with placeholders (see [placeholders]), in which {delta} and {usage} stand for
// the parts given beside it. Empty texts fall back as their comments say.
type wording struct {
	dialect           dialect
	bases             []string // below the provider's root, longest first
	models            []Model
	completes, embeds bool
	whole             bool // every endpoint OpenAI has
	id, requestID     idStyle
	print             string // system fingerprint

	headers     [][2]string // of answers; values are templates
	errHeaders  [][2]string // of errors
	jsonType    string
	streamType  string
	errType     string
	bodyEnd     string // after a JSON body
	indent      string // of a JSON body; empty = one line
	errIndent   string
	keepAlive   string // comment while waiting
	ending      string // of a stream, after its last frame
	lateInBody  bool   // when to come back is said in the body of an error, not in a header
	preamble    string // comments before the first frame
	hidesThink  bool   // reasoning is counted, not shown
	masksFront  bool   // only the end of a wrong key is told back
	strictNames bool   // unknown request members are refused

	// A stream's frames.
	chunk, firstChunk                  string // firstChunk: empty = chunk
	finishBare, finishUsage, finishAsk string // finish chunk without usage; with; with when include_usage was given (empty = finishUsage = finishBare)
	last                               string // a further chunk with usage; empty = none
	lastAlways                         bool   // sent even if nobody asked
	first, firstThink, firstCall       string // deltas of the first chunk; empty = first; none = every delta names the role
	text, textThought, think           string // textThought: text after reasoning; empty = text
	nextCall, args, wholeCall          string // wholeCall: set where calls come in one piece
	finish, finishCalls, finishThought string // deltas of the finish chunk; empty = finish
	streamError                        string // whole frames
	usage, streamUsage                 string // streamUsage: empty = usage
	native                             map[string]string
	answer, choice, choiceCalls, call  string // in one piece; choiceCalls has <calls>
	thinkMember, noThink               string // member with <THINK>, or what stands there instead
	callID                             idStyle
	callIDNamed                        bool // call ids are name:index (moonshot)
	completion, completionChoice       string
	completionChunk, completionUsage   string // completionUsage: the last chunk
	embedding, embeddings              string
	modelEntry, modelList              string
	errorBody                          string
	parts                              map[string]string // what only some dialect or endpoint has, by name
	problems                           map[problemKind]problem
	statuses                           map[int]problem
}

// shape is a wording compiled.
type shape struct {
	wording
	frames frameSet
	bodies bodySet
	parts  map[string]*template
}

// dialect is the family of endpoints a flavour serves.
type dialect int

const (
	openAIDialect dialect = iota
	anthropicDialect
	geminiDialect
	ollamaDialect
	bedrockDialect
)

// part returns a compiled part. A part that is not there is a mistake in a table of this package, hence the panic.
func (s *shape) part(name string) *template {
	t, ok := s.parts[name]
	if !ok {
		panic("sim: no part " + name)
	}
	return t
}

// bodySet holds the parts of answers in one piece.
type bodySet struct {
	answer, choice, choiceCalls, call, usage, think *template
	completion, completionChoice, completionChunk   *template
	completionUsage, plainUsage, promptUsage        *template
	embedding, embeddings                           *template
	modelEntry, modelList                           *template
	failure                                         *template
}

// frameSet holds the frames of chat streams, ready but for their values.
type frameSet struct {
	first, firstThink, firstCall *template
	text, textThought, think     *template
	nextCall, args, wholeCall    *template
	finish                       map[finishForm]*template
	last, streamError            *template
}

// finishForm picks a finish chunk: by what came before it and by how it carries usage.
type finishForm struct {
	after string // "", "calls", "thought"
	usage string // "bare", "usage", "asked"
}

func shapeOf(f Flavor) *shape {
	w := openAI
	switch f {
	case DeepSeek:
		w = deepSeek
	case Qwen:
		w = qwen
	case Groq:
		w = groq
	case Moonshot:
		w = moonshot
	case OpenRouter:
		w = openRouter
	case Anthropic:
		w = anthropic
	case Gemini:
		w = gemini
	case Ollama:
		w = ollama
	case Bedrock:
		w = bedrock
	}
	if w.dialect == openAIDialect {
		w.ending = done
	}
	w.headers, w.errHeaders = canonical(w.headers), canonical(w.errHeaders)
	s := &shape{wording: w, frames: w.frames(), bodies: w.bodies(), parts: make(map[string]*template, len(w.parts))}
	for name, text := range w.parts {
		s.parts[name] = compile(text)
	}
	if w.whole {
		for name, text := range realtimeParts {
			s.parts["realtime "+name] = compile(text)
		}
	}
	return s
}

// canonical copies a list of headers with their names as [http.Header] wants them.
func canonical(list [][2]string) [][2]string {
	out := make([][2]string, len(list))
	for i, kv := range list {
		out[i] = [2]string{http.CanonicalHeaderKey(kv[0]), kv[1]}
	}
	return out
}

// bodies compiles the parts of answers in one piece.
func (w *wording) bodies() bodySet {
	return bodySet{
		answer:           compile(w.answer),
		choice:           compile(w.choice),
		choiceCalls:      compile(w.choiceCalls),
		call:             compile(w.call),
		usage:            compile(`,"usage":` + w.usage),
		think:            compile(w.thinkMember),
		completion:       compile(w.completion),
		completionChoice: compile(w.completionChoice),
		completionChunk:  compile("data: " + w.completionChunk + "\n\n"),
		completionUsage:  compile("data: " + w.completionUsage + "\n\n"),
		plainUsage:       compile(`,"usage":{"prompt_tokens":<prompt>,"completion_tokens":<completion>,"total_tokens":<total>}`),
		promptUsage:      compile(`,"usage":{"prompt_tokens":<prompt>,"total_tokens":<total>}`),
		embedding:        compile(w.embedding),
		embeddings:       compile(w.embeddings),
		modelEntry:       compile(w.modelEntry),
		modelList:        compile(w.modelList),
		failure:          compile(w.errorBody),
	}
}

// frames puts deltas and usage into the chunks and compiles them.
func (w *wording) frames() frameSet {
	usage := or(w.streamUsage, w.usage)
	frame := func(chunk, delta string) *template {
		if chunk == "" {
			return compile("")
		}
		return compile("data: " + strings.NewReplacer("{delta}", delta, "{usage}", usage).Replace(chunk) + "\n\n")
	}
	first := or(w.firstChunk, w.chunk)
	fs := frameSet{
		text:        frame(w.chunk, w.text),
		textThought: frame(w.chunk, or(w.textThought, w.text)),
		think:       frame(w.chunk, w.think),
		nextCall:    frame(w.chunk, w.nextCall),
		args:        frame(w.chunk, w.args),
		last:        frame(w.last, ""),
		streamError: compile(w.streamError),
		finish:      make(map[finishForm]*template),
	}
	if w.first != "" {
		fs.first, fs.firstThink = frame(first, w.first), frame(first, or(w.firstThink, w.first))
	}
	if w.firstCall != "" {
		fs.firstCall = frame(first, w.firstCall)
	}
	if w.wholeCall != "" {
		fs.wholeCall = frame(w.chunk, w.wholeCall)
	}
	withUsage := or(w.finishUsage, w.finishBare)
	deltas := map[string]string{"": w.finish, "calls": or(w.finishCalls, w.finish), "thought": or(w.finishThought, w.finish)}
	for after, delta := range deltas {
		fs.finish[finishForm{after, "bare"}] = frame(w.finishBare, delta)
		fs.finish[finishForm{after, "usage"}] = frame(withUsage, delta)
		fs.finish[finishForm{after, "asked"}] = frame(or(w.finishAsk, withUsage), delta)
	}
	return fs
}

func or(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}

// route returns the part of a path below the flavour's base, or "" if it is not below it.
func (w *wording) route(path string) string {
	for _, base := range w.bases {
		if rest, ok := strings.CutPrefix(path, base); ok && strings.HasPrefix(rest, "/") {
			return rest
		}
	}
	return ""
}

// mask hides a key as OpenAI does, or as DeepSeek does (recorded: openai/chat and deepseek/chat, status 401).
func (w *wording) mask(key string) string {
	tail := key[max(0, len(key)-4):]
	if w.masksFront {
		return "****" + tail
	}
	if len(key) <= 12 {
		return strings.Repeat("*", len(key))
	}
	return key[:8] + strings.Repeat("*", len(key)-12) + tail
}

// idStyle says what a flavour's identifiers look like.
type idStyle struct {
	prefix string
	stamp  bool // the time in seconds and a hyphen after the prefix
	uuid   bool
	digits int // otherwise: so many characters of the alphabet
	hex    bool
}

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// make derives the identifier of request n.
func (s idStyle) make(seed, n uint64, now time.Time) string {
	h := mix(seed<<20 ^ n)
	b := append(make([]byte, 0, 64), s.prefix...)
	if s.stamp {
		b = fmt.Appendf(b, "%d-", now.Unix())
	}
	if s.uuid {
		g := mix(h)
		return string(fmt.Appendf(b, "%08x-%04x-%04x-%04x-%012x", h>>32, h>>16&0xffff, 0x9000|h&0xfff, 0x8000|g>>48&0x3fff, g&0xffffffffffff))
	}
	alphabet := base62
	if s.hex {
		alphabet = "0123456789abcdef"
	}
	for range s.digits {
		h = mix(h)
		b = append(b, alphabet[h%uint64(len(alphabet))])
	}
	return string(b)
}

// problemKind is what a request can do wrong.
type problemKind int

const (
	noKey problemKind = iota
	wrongKey
	badJSON
	tooLarge
	noModel
	noRoute
	invalid
)

// problem is an error answer. In the tables, message may have one %s.
type problem struct {
	status                     int
	message, kind, param, code string
	body                       string // a template in place of the flavour's errorBody
	contentType                string // in place of the flavour's errType; "-" = no such header
}

// problem returns the flavour's answer to a mistake.
func (s *shape) problem(kind problemKind, detail string) problem {
	pr, ok := s.problems[kind]
	if !ok {
		pr = openAI.problems[kind]
	}
	if strings.Contains(pr.message, "%s") {
		pr.message = fmt.Sprintf(pr.message, detail)
	}
	return pr
}

// invalidAs is the flavour's answer to a request member it refuses.
func (s *shape) invalidAs(message, param, code string) problem {
	pr := s.problems[invalid]
	pr.message = message
	pr.param = or(pr.param, param)
	if pr.code == "" {
		pr.code = code
	}
	if pr.param == "-" {
		pr.param = ""
	}
	return pr
}

// failure is the flavour's error of a given status.
func (s *shape) failure(status int) problem {
	pr, ok := s.statuses[status]
	if !ok {
		pr = problem{message: http.StatusText(status), kind: "server_error", code: s.problems[invalid].code}
		if s.dialect != openAIDialect {
			pr.kind = s.statuses[http.StatusInternalServerError].kind
		}
	}
	pr.status = status
	return pr
}
