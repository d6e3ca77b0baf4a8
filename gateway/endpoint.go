package gateway

import (
	"net/http"
	"strings"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/upstream"
	"github.com/burncloud/burncloud/wire/openai"
)

// endpoint is one row of the data plane's table.
type endpoint struct {
	name    string // method and path, for the log
	method  string
	dialect burncloud.Dialect
	logged  bool // one log row per request
	op      upstream.Operation
	peek    func(body []byte) (relay, error)
	serve   func(*call) *burncloud.Error
}

// relay reads and edits one call's bytes without translating them.
type relay interface {
	Head() llm.Head
	Body(model burncloud.ModelName, usage bool) []byte
	Answer(body []byte) (llm.Outcome, error)
	Stream() *openai.Stream
}

// unknown stands for a path that is not in the table.
var unknown = endpoint{name: "unknown", dialect: burncloud.DialectOpenAI}

// endpoints is the data plane by path.
var endpoints = map[string]*endpoint{
	"/v1/chat/completions": relayed("/v1/chat/completions", upstream.Generate, openai.ShapeChoices),
	"/v1/completions":      relayed("/v1/completions", upstream.Complete, openai.ShapeChoices),
	"/v1/embeddings":       relayed("/v1/embeddings", upstream.Embed, openai.ShapeData),
	"/v1/models":           {name: "GET /v1/models", method: http.MethodGet, dialect: burncloud.DialectOpenAI, serve: (*call).listModels},
}

// modelPath is the one endpoint whose path has a parameter; model names may contain slashes.
const modelPath = "/v1/models/"

var oneModel = endpoint{name: "GET /v1/models/{id}", method: http.MethodGet, dialect: burncloud.DialectOpenAI, serve: (*call).showModel}

func relayed(path string, op upstream.Operation, shape openai.Shape) *endpoint {
	return &endpoint{
		name: "POST " + path, method: http.MethodPost, dialect: burncloud.DialectOpenAI, logged: true, op: op,
		peek:  func(body []byte) (relay, error) { return openai.Peek(shape, body) },
		serve: (*call).relayed,
	}
}

// find looks the request up in the table.
func find(r *http.Request) (*endpoint, *burncloud.Error) {
	ep := endpoints[r.URL.Path]
	if ep == nil && strings.HasPrefix(r.URL.Path, modelPath) && len(r.URL.Path) > len(modelPath) {
		ep = &oneModel
	}
	if ep == nil {
		return nil, &burncloud.Error{Kind: burncloud.KindNotFound, Message: "unknown request URL: " + r.Method + " " + clip(r.URL.Path, 200)}
	}
	if r.Method != ep.method {
		return nil, &burncloud.Error{Kind: burncloud.KindMethod, Message: "use " + ep.method + " for " + ep.name}
	}
	return ep, nil
}
