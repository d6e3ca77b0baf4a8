package gateway

import (
	"net/http"
	"strings"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/upstream"
	"github.com/burncloud/burncloud/wire/anthropic"
	"github.com/burncloud/burncloud/wire/gemini"
	"github.com/burncloud/burncloud/wire/openai"
	"github.com/burncloud/burncloud/wire/responses"
)

// endpoint is one row of the data plane's table.
type endpoint struct {
	name       string // method and path, for the log
	method     string
	dialect    burncloud.Dialect
	front      llm.Front // speaks the dialect: its errors, and where calls may be translated its requests and answers
	op         upstream.Operation
	logged     bool       // one log row per request
	streams    string     // media type of its streams
	ping       []byte     // what keeps its clients waiting; nil = nothing may be put in
	longest    int        // bound of one event of its streams, in bytes
	anyMedia   bool       // answers may be something else than JSON
	translates bool       // even where the upstream speaks the dialect
	embed      embedFront // for vectors
	peek       func(*call) (relay, error)
	serve      func(*call) *burncloud.Error
}

// relay reads and edits one call's bytes without translating them.
type relay interface {
	Head() llm.Head
	Body(model burncloud.ModelName, usage bool) []byte
	Answer(body []byte) (llm.Outcome, error)
	Stream() llm.Frames
}

// unknown stands for paths that are not in the table, by the dialect of their prefix.
var (
	unknownOpenAI    = endpoint{name: "unknown", dialect: burncloud.DialectOpenAI, front: openai.Front{}}
	unknownAnthropic = endpoint{name: "unknown", dialect: anthropic.Dialect, front: anthropic.Front{}}
	unknownGemini    = endpoint{name: "unknown", dialect: gemini.Dialect, front: gemini.Front{}}
)

// endpoints is the data plane by path.
var endpoints = map[string]*endpoint{
	"/v1/chat/completions":      generated("/v1/chat/completions", burncloud.DialectOpenAI, openai.Front{}, openaiPeek(openai.ShapeChoices)),
	"/v1/responses":             generated("/v1/responses", responses.Dialect, responses.Front{}, responsesPeek),
	"/v1/messages":              generated("/v1/messages", anthropic.Dialect, anthropic.Front{}, anthropicPeek),
	"/v1/completions":           relayed("/v1/completions", upstream.Complete, openaiPeek(openai.ShapeChoices)),
	"/v1/embeddings":            vectors("/v1/embeddings", burncloud.DialectOpenAI, openai.Front{}, upstream.Embed, embedOpenAI, openaiPeek(openai.ShapeData)),
	"/v1/moderations":           relayed("/v1/moderations", upstream.Moderate, plainPeek),
	"/v1/rerank":                relayed("/v1/rerank", upstream.Rerank, plainPeek),
	"/v1/images/generations":    plain("/v1/images/generations", upstream.ImageGenerate, plainPeek),
	"/v1/images/edits":          plain("/v1/images/edits", upstream.ImageEdit, formPeek),
	"/v1/images/variations":     plain("/v1/images/variations", upstream.ImageVary, formPeek),
	"/v1/audio/speech":          plain("/v1/audio/speech", upstream.Speech, plainPeek),
	"/v1/audio/transcriptions":  plain("/v1/audio/transcriptions", upstream.Transcribe, formPeek),
	"/v1/audio/translations":    plain("/v1/audio/translations", upstream.Translate, formPeek),
	"/v1/messages/count_tokens": counted("/v1/messages/count_tokens", anthropic.Dialect, anthropic.Front{}, countPeek),
	"/v1/realtime":              live("/v1/realtime"),
	"/v1/models":                listing("/v1/models", burncloud.DialectOpenAI, openai.Front{}, (*call).listModels),
	"/v1beta/models":            listing("/v1beta/models", gemini.Dialect, gemini.Front{}, (*call).listGemini),

	"/v1/dashboard/billing/subscription": listing("/v1/dashboard/billing/subscription", burncloud.DialectOpenAI, openai.Front{}, (*call).subscription),
	"/v1/dashboard/billing/usage":        listing("/v1/dashboard/billing/usage", burncloud.DialectOpenAI, openai.Front{}, (*call).billed),
	"/v1/usage":                          listing("/v1/usage", burncloud.DialectOpenAI, openai.Front{}, (*call).budgeted),
}

// Paths with a parameter; model names may contain slashes.
const (
	modelPath  = "/v1/models/"
	geminiPath = "/v1beta/models/"
)

var (
	oneModel    = listing("/v1/models/{id}", burncloud.DialectOpenAI, openai.Front{}, (*call).showModel)
	oneGemini   = listing("/v1beta/models/{id}", gemini.Dialect, gemini.Front{}, (*call).showGemini)
	geminiArray = inArray(generated("/v1beta/models/{model}:streamGenerateContent", gemini.Dialect, gemini.Front{Array: true}, geminiPeek))
)

// geminiVerbs are what can be asked of a model in a Gemini path.
var geminiVerbs = map[string]*endpoint{
	"generateContent":       generated("/v1beta/models/{model}:generateContent", gemini.Dialect, gemini.Front{}, geminiPeek),
	"streamGenerateContent": generated("/v1beta/models/{model}:streamGenerateContent", gemini.Dialect, gemini.Front{}, geminiPeek),
	"embedContent":          vectors("/v1beta/models/{model}:embedContent", gemini.Dialect, gemini.Front{}, upstream.EmbedOne, embedGemini, geminiPeek),
	"batchEmbedContents":    vectors("/v1beta/models/{model}:batchEmbedContents", gemini.Dialect, gemini.Front{}, upstream.Embed, embedBatch, geminiPeek),
	"countTokens":           counted("/v1beta/models/{model}:countTokens", gemini.Dialect, gemini.Front{}, geminiPeek),
}

// generated is an endpoint whose calls go to upstreams of any dialect.
func generated(path string, d burncloud.Dialect, front llm.Front, peek func(*call) (relay, error)) *endpoint {
	e := &endpoint{
		name: "POST " + path, method: http.MethodPost, dialect: d, front: front, op: upstream.Generate, logged: true,
		streams: eventStream + "; charset=utf-8", longest: maxPending, peek: peek, serve: (*call).relayed,
	}
	e.ping = []byte(": keep-alive\n\n")
	if d == anthropic.Dialect {
		e.ping = []byte("event: ping\ndata: {\"type\": \"ping\"}\n\n")
	}
	if d == responses.Dialect || d == gemini.Dialect {
		e.longest = maxPicture
	}
	return e
}

// inArray makes an endpoint stream one JSON array, as Gemini does without alt=sse.
func inArray(e *endpoint) *endpoint {
	e.streams, e.translates, e.ping = jsonMedia, true, nil
	return e
}

// relayed is an endpoint of OpenAI's family whose calls go to upstreams that have it too.
func relayed(path string, op upstream.Operation, peek func(*call) (relay, error)) *endpoint {
	e := generated(path, burncloud.DialectOpenAI, openai.Front{}, peek)
	e.op = op
	return e
}

// counted is an endpoint that counts tokens: never a generation, never charged.
func counted(path string, d burncloud.Dialect, front llm.Front, peek func(*call) (relay, error)) *endpoint {
	e := generated(path, d, front, peek)
	e.op, e.logged, e.serve = upstream.CountTokens, false, (*call).countTokens
	return e
}

// vectors is an endpoint for embeddings, to upstreams of any dialect that has them.
func vectors(path string, d burncloud.Dialect, front llm.Front, op upstream.Operation, embed embedFront, peek func(*call) (relay, error)) *endpoint {
	e := generated(path, d, front, peek)
	e.op, e.embed = op, embed
	return e
}

// live is the WebSocket endpoint.
func live(path string) *endpoint {
	return &endpoint{name: "GET " + path, method: http.MethodGet, dialect: burncloud.DialectOpenAI, front: openai.Front{}, op: upstream.Realtime, logged: true, serve: (*call).realtime}
}

func listing(path string, d burncloud.Dialect, front llm.Front, serve func(*call) *burncloud.Error) *endpoint {
	return &endpoint{name: "GET " + path, method: http.MethodGet, dialect: d, front: front, serve: serve}
}

func openaiPeek(shape openai.Shape) func(*call) (relay, error) {
	return func(c *call) (relay, error) { return openai.Peek(shape, c.body.b) }
}

// plain is relayed for answers that may be anything: sound, text, pictures.
func plain(path string, op upstream.Operation, peek func(*call) (relay, error)) *endpoint {
	e := relayed(path, op, peek)
	e.anyMedia, e.longest = true, maxPicture
	return e
}

func plainPeek(c *call) (relay, error) { return openai.PeekPlain(c.body.b) }
func formPeek(c *call) (relay, error) {
	return openai.PeekForm(c.r.Header.Get("Content-Type"), c.body.b)
}
func responsesPeek(c *call) (relay, error) { return responses.Peek(c.body.b) }
func anthropicPeek(c *call) (relay, error) { return anthropic.Peek(c.body.b) }
func geminiPeek(c *call) (relay, error)    { return gemini.Peek(c.body.b, c.urlModel, c.urlStream) }

// find looks the request up in the table. Along with an error it returns the endpoint whose dialect to tell it in.
func (c *call) find() (*endpoint, *burncloud.Error) {
	path := c.r.URL.Path
	ep := endpoints[path]
	switch {
	case ep != nil:
	case strings.HasPrefix(path, geminiPath):
		ep = c.findGemini(path[len(geminiPath):])
	case strings.HasPrefix(path, modelPath) && strings.Contains(path, ":") && c.r.Method == http.MethodPost:
		ep = c.findGemini(path[len(modelPath):])
	case strings.HasPrefix(path, modelPath) && len(path) > len(modelPath):
		ep = oneModel
	}
	if ep == nil {
		return unknownFor(path), &burncloud.Error{Kind: burncloud.KindNotFound, Message: "unknown request URL: " + c.r.Method + " " + clip(path, 200)}
	}
	if c.r.Method != ep.method {
		return ep, &burncloud.Error{Kind: burncloud.KindMethod, Message: "use " + ep.method + " for " + ep.name}
	}
	if ep.op == "" && c.r.Header.Get("Anthropic-Version") != "" {
		return inAnthropic(ep), nil
	}
	return ep, nil
}

// findGemini splits "model:verb"; without a verb it is a question about the model.
func (c *call) findGemini(rest string) *endpoint {
	model, verb, asked := cutLast(rest, ':')
	if !asked {
		return oneGemini
	}
	c.urlModel = burncloud.ModelName(model)
	c.urlStream = verb == "streamGenerateContent"
	if c.urlStream && c.r.URL.Query().Get("alt") != "sse" {
		return geminiArray
	}
	return geminiVerbs[verb]
}

func cutLast(s string, sep byte) (before, after string, found bool) {
	i := strings.LastIndexByte(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+1:], true
}

func unknownFor(path string) *endpoint {
	switch {
	case strings.HasPrefix(path, "/v1beta/"):
		return &unknownGemini
	case strings.HasPrefix(path, "/v1/messages"):
		return &unknownAnthropic
	}
	return &unknownOpenAI
}
