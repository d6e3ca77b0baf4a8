package responses

import (
	"bytes"
	"net/http"
	"strings"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// errorWords are the type and code that OpenAI's clients know for a kind (wire-facts §9.2); Codex acts on the code.
// Kinds that are not listed are server errors.
var errorWords = map[burncloud.Kind]struct{ typ, code string }{
	burncloud.KindBadRequest:      {"invalid_request_error", ""},
	burncloud.KindContextTooLong:  {"invalid_request_error", "context_length_exceeded"},
	burncloud.KindContentPolicy:   {"invalid_request_error", "content_filter"},
	burncloud.KindUnauthenticated: {"invalid_request_error", "invalid_api_key"},
	burncloud.KindNoFunds:         {"insufficient_quota", "insufficient_quota"},
	burncloud.KindForbidden:       {"permission_error", "permission_denied"},
	burncloud.KindNotFound:        {"invalid_request_error", "unknown_url"},
	burncloud.KindModelNotFound:   {"invalid_request_error", "model_not_found"},
	burncloud.KindMethod:          {"invalid_request_error", "method_not_supported"},
	burncloud.KindTooLarge:        {"invalid_request_error", "request_too_large"},
	burncloud.KindRateLimited:     {"rate_limit_error", "rate_limit_exceeded"},
	burncloud.KindUnsupported:     {"invalid_request_error", "not_supported"},
	burncloud.KindUpstreamLimited: {"rate_limit_error", "rate_limit_exceeded"},
	burncloud.KindUpstreamAuth:    {"api_error", "upstream_auth"},
	burncloud.KindUpstreamFunds:   {"api_error", "upstream_funds"},
	burncloud.KindUpstreamMissing: {"api_error", "upstream_model_not_found"},
	burncloud.KindUpstreamInvalid: {"server_error", "upstream_invalid"},
	burncloud.KindUpstreamCut:     {"server_error", "upstream_cut"},
	burncloud.KindUpstreamTimeout: {"server_error", "timeout"},
	burncloud.KindNoChannel:       {"server_error", "no_channel"},
	burncloud.KindOverloaded:      {"server_error", "overloaded"},
	burncloud.KindLoop:            {"invalid_request_error", "loop_detected"},
}

// wordsOf returns the type and code of an error.
func wordsOf(e *burncloud.Error) (typ, code string) {
	x, ok := errorWords[e.Kind]
	if !ok {
		x.typ = "server_error"
	}
	if e.Code != "" {
		x.code = e.Code
	}
	return x.typ, x.code
}

// EncodeError appends the body of an error response; all four members are always there.
func (Front) EncodeError(dst []byte, err *burncloud.Error) []byte {
	w := llm.Writer{Buf: dst}
	w.Buf = append(w.Buf, '{')
	writeError(&w, err)
	w.Close('}')
	return w.Buf
}

func writeError(w *llm.Writer, e *burncloud.Error) {
	typ, code := wordsOf(e)
	w.OpenKey("error", '{')
	w.Str("message", e.Message)
	w.Str("type", typ)
	nullable(w, "param", e.Param)
	nullable(w, "code", code)
	w.Close('}')
}

// nullable writes a string member, null for none.
func nullable(w *llm.Writer, name, value string) {
	if value == "" {
		w.Lit(name, "null")
		return
	}
	w.Str(name, value)
}

// report is what an upstream says of a failure, wherever it put it.
type report struct{ message, typ, code string }

// readReport looks for the error in all the shapes that hosts of this dialect use: OpenAI's {error:{…}}, xAI's
// {code, error:"text"} and Codex's {detail} (all recorded), an event of a stream, a response with status failed, and
// any of these nested in another or in an array (autogen#7136). depth bounds the nesting.
func readReport(raw []byte, depth int) report {
	var r report
	raw = bytes.TrimSpace(raw)
	if depth == 0 || len(raw) == 0 {
		return r
	}
	switch raw[0] {
	case '"':
		r.message, _ = rawjson.String(raw)
		if inner := readReport([]byte(r.message), depth-1); inner.message != "" && strings.HasPrefix(strings.TrimSpace(r.message), "{") {
			return inner
		}
	case '[':
		if c := rawjson.Members(raw); c.Next() {
			return readReport(c.Value, depth-1)
		}
	case '{':
		r.object(raw, depth)
	}
	return r
}

func (r *report) object(raw []byte, depth int) {
	var nested report
	for c := rawjson.Members(raw); c.Next(); {
		switch string(c.Key) {
		case "error", "response", "detail", "errors":
			if x := readReport(c.Value, depth-1); x != (report{}) {
				nested = x
			}
		case "message":
			if x := readReport(c.Value, depth-1); x != (report{}) {
				r.message = x.message
				r.code, r.typ = either(x.code, r.code), either(x.typ, r.typ)
			}
		case "code":
			r.code = either(r.code, word(c.Value))
		case "type":
			r.typ = either(r.typ, word(c.Value))
		}
	}
	if nested != (report{}) {
		nested.code = either(nested.code, r.code)
		nested.message = either(nested.message, r.message)
		*r = nested
	}
}

func either(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

// word reads a string. One of digits says nothing: some hosts write the status as code.
func word(raw []byte) string {
	s, err := rawjson.String(raw)
	if err != nil || strings.Trim(s, "0123456789") == "" {
		return ""
	}
	return s
}

// codes classify a failure by its code or type.
var codes = map[string]burncloud.Kind{
	"context_length_exceeded": burncloud.KindContextTooLong,
	"string_above_max_length": burncloud.KindBadRequest,

	"content_filter": burncloud.KindContentPolicy, "content_policy_violation": burncloud.KindContentPolicy,
	"moderation_blocked": burncloud.KindContentPolicy, "cyber_policy": burncloud.KindContentPolicy,
	"image_content_policy_violation": burncloud.KindContentPolicy, "bio_policy": burncloud.KindContentPolicy,

	"insufficient_quota": burncloud.KindUpstreamFunds, "billing_hard_limit_reached": burncloud.KindUpstreamFunds,
	"billing_not_active": burncloud.KindUpstreamFunds, "exceeded_current_quota_error": burncloud.KindUpstreamFunds,
	"AccountOverdueError": burncloud.KindUpstreamFunds, "usage_limit_reached": burncloud.KindUpstreamFunds,

	"rate_limit_exceeded": burncloud.KindUpstreamLimited, "rate_limit_error": burncloud.KindUpstreamLimited,
	"RateLimitReached": burncloud.KindUpstreamLimited, "rate_limit_reached_error": burncloud.KindUpstreamLimited,

	"invalid_api_key": burncloud.KindUpstreamAuth, "authentication_error": burncloud.KindUpstreamAuth,
	"account_deactivated": burncloud.KindUpstreamAuth, "permission_error": burncloud.KindUpstreamAuth,

	"model_not_found": burncloud.KindUpstreamMissing, "DeploymentNotFound": burncloud.KindUpstreamMissing,

	"server_error": burncloud.KindUpstreamServer, "internal_error": burncloud.KindUpstreamServer,
	"vector_store_timeout": burncloud.KindUpstreamServer,

	"server_is_overloaded": burncloud.KindOverloaded, "slow_down": burncloud.KindOverloaded,
	"engine_overloaded_error": burncloud.KindOverloaded, "overloaded": burncloud.KindOverloaded,
	"overloaded_error": burncloud.KindOverloaded,

	"timeout": burncloud.KindUpstreamTimeout,

	"invalid_prompt": burncloud.KindBadRequest, "invalid_request_error": burncloud.KindBadRequest,
	"invalid_image": burncloud.KindBadRequest, "invalid_image_url": burncloud.KindBadRequest,
	"invalid_base64_image": burncloud.KindBadRequest, "image_parse_error": burncloud.KindBadRequest,
	"invalid-argument": burncloud.KindBadRequest,
}

// phrases classify by the message where hosts give no better sign: xAI answers 400 to a bad key and to an unknown
// model (recorded: xai/responses).
var phrases = []struct {
	text string
	kind burncloud.Kind
}{
	{"incorrect api key", burncloud.KindUpstreamAuth},
	{"model not found", burncloud.KindUpstreamMissing},
	{"maximum context length", burncloud.KindContextTooLong},
	{"context window", burncloud.KindContextTooLong},
	{"maximum prompt length", burncloud.KindContextTooLong},
}

// failure classifies a report. status is that of the answer, at least 400, or 0 for a failure inside a stream.
func (r report) failure(status int, header http.Header) *burncloud.Error {
	kind := r.kind(status)
	if status == 0 {
		status = http.StatusOK
	}
	e := llm.Failure(kind, status, header, r.message)
	if kind == burncloud.KindBadRequest && r.code != "invalid-argument" {
		e.Code = r.code
	}
	return e
}

func (r report) kind(status int) burncloud.Kind {
	kind, ok := codes[r.code]
	if !ok {
		kind, ok = codes[r.typ]
	}
	switch {
	case ok && kind != burncloud.KindBadRequest:
		return kind
	case status == 0 && !ok:
		kind = burncloud.KindUpstreamServer
	case status != 0:
		kind = llm.KindOf(status)
	}
	if kind == burncloud.KindBadRequest {
		low := strings.ToLower(r.message)
		for _, p := range phrases {
			if strings.Contains(low, p.text) {
				return p.kind
			}
		}
	}
	return kind
}

// reportDepth is how deep errors are looked for in each other.
const reportDepth = 8

// DecodeError classifies an answer with a status of failure, and what a stream or an answer with a status of success
// says of its failure.
func (Back) DecodeError(status int, header http.Header, body []byte) *burncloud.Error {
	r := readReport(body, reportDepth)
	if r.message == "" && r.code == "" && len(body) > 0 && body[0] != '{' {
		r.message = string(body[:min(len(body), 2048)]) // a proxy's page, or text
	}
	if status < 400 {
		status = 0
	}
	return r.failure(status, header)
}
