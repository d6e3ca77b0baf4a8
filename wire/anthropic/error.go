package anthropic

import (
	"net/http"
	"strings"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// errorTypes are the types that Anthropic's SDKs know for a kind (wire-facts §9.2). Kinds that are not listed are
// api_error.
var errorTypes = map[burncloud.Kind]string{
	burncloud.KindBadRequest:      "invalid_request_error",
	burncloud.KindContextTooLong:  "invalid_request_error",
	burncloud.KindContentPolicy:   "invalid_request_error",
	burncloud.KindUnauthenticated: "authentication_error",
	burncloud.KindNoFunds:         "billing_error",
	burncloud.KindUnpriced:        "billing_error",
	burncloud.KindForbidden:       "permission_error",
	burncloud.KindNotFound:        "not_found_error",
	burncloud.KindModelNotFound:   "not_found_error",
	burncloud.KindMethod:          "invalid_request_error",
	burncloud.KindTooLarge:        "request_too_large",
	burncloud.KindRateLimited:     "rate_limit_error",
	burncloud.KindUnsupported:     "invalid_request_error",
	burncloud.KindUpstreamLimited: "rate_limit_error",
	burncloud.KindUpstreamTimeout: "timeout_error",
	burncloud.KindNoChannel:       "overloaded_error",
	burncloud.KindOverloaded:      "overloaded_error",
	burncloud.KindLoop:            "invalid_request_error",
}

// AppendError appends the error as Anthropic writes it.
func AppendError(dst []byte, e *burncloud.Error) []byte {
	typ, ok := errorTypes[e.Kind]
	if !ok {
		typ = "api_error"
	}
	message := e.Message
	if e.Kind == burncloud.KindContextTooLong && !strings.Contains(message, tooLong) {
		message = tooLong + ": " + message // clients match these words
	}
	w := llm.Writer{Buf: append(dst, '{')}
	w.Str("type", "error")
	w.OpenKey("error", '{')
	w.Str("type", typ)
	w.Str("message", message)
	w.Close('}')
	w.Lit("request_id", "null")
	w.Close('}')
	return w.Buf
}

// tooLong begins the message for a prompt that does not fit (recorded: anthropic/messages).
const tooLong = "prompt is too long"

// AppendErrorEvent appends the error as an event of a stream that has begun, its last.
func AppendErrorEvent(dst []byte, e *burncloud.Error) []byte {
	dst = append(dst, "event: error\ndata: "...)
	dst = AppendError(dst, e)
	return append(dst, "\n\n"...)
}

// EncodeError appends the body of an error response.
func (Front) EncodeError(dst []byte, err *burncloud.Error) []byte { return AppendError(dst, err) }

// DecodeError classifies an answer with a status of failure.
func (Back) DecodeError(status int, header http.Header, body []byte) *burncloud.Error {
	return errorOf(status, header, body)
}

// kinds classify an error's type; those that are not listed leave it to the status.
var kinds = map[string]burncloud.Kind{
	"invalid_request_error": burncloud.KindBadRequest,
	"authentication_error":  burncloud.KindUpstreamAuth,
	"billing_error":         burncloud.KindUpstreamFunds,
	"permission_error":      burncloud.KindUpstreamAuth,
	"not_found_error":       burncloud.KindUpstreamMissing,
	"request_too_large":     burncloud.KindTooLarge,
	"rate_limit_error":      burncloud.KindUpstreamLimited,
	"timeout_error":         burncloud.KindUpstreamTimeout,
	"overloaded_error":      burncloud.KindUpstreamServer,
	"api_error":             burncloud.KindUpstreamServer,
}

// errorOf classifies an error body; status is 0 for an error inside a 200.
func errorOf(status int, header http.Header, body []byte) *burncloud.Error {
	typ, message := readError(body)
	kind, ok := kinds[typ]
	if !ok {
		kind = llm.KindOf(max(status, http.StatusBadRequest))
		if status == 0 {
			kind = burncloud.KindUpstreamServer
		}
	}
	low := strings.ToLower(message)
	switch {
	case kind == burncloud.KindBadRequest && strings.Contains(low, tooLong):
		kind = burncloud.KindContextTooLong
	case kind == burncloud.KindBadRequest && strings.Contains(low, "credit balance"):
		kind = burncloud.KindUpstreamFunds
	}
	if message == "" && len(body) > 0 && body[0] != '{' {
		message = string(body)
	}
	return llm.Failure(kind, status, header, message)
}

// readError finds the type and message of an error, in Anthropic's envelope or in one like OpenAI's.
func readError(body []byte) (typ, message string) {
	for m := rawjson.Members(body); m.Next(); {
		switch string(m.Key) {
		case "error":
			if m.Value[0] == '{' {
				return readError(m.Value)
			}
			message = llm.TextOf(m.Value)
		case "type":
			typ = llm.TextOf(m.Value)
		case "message":
			message = llm.TextOf(m.Value)
		}
	}
	return typ, message
}
