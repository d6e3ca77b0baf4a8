package openai

import (
	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/internal/sse"
)

// errorWords are the type and code that OpenAI's SDKs know for a kind (wire-facts §9.2). Kinds that are not listed
// are server errors without a code.
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

// AppendError appends the error as OpenAI writes it; all four members are always there.
func AppendError(dst []byte, e *burncloud.Error) []byte {
	words, ok := errorWords[e.Kind]
	if !ok {
		words.typ = "server_error"
	}
	code := words.code
	if e.Code != "" {
		code = e.Code
	}
	dst = append(dst, `{"error":{"message":`...)
	dst = rawjson.AppendString(dst, e.Message)
	dst = append(dst, `,"type":"`...)
	dst = append(dst, words.typ...)
	dst = append(dst, `","param":`...)
	dst = appendNullable(dst, e.Param)
	dst = append(dst, `,"code":`...)
	dst = appendNullable(dst, code)
	return append(dst, `}}`...)
}

func appendNullable(dst []byte, s string) []byte {
	if s == "" {
		return append(dst, "null"...)
	}
	return rawjson.AppendString(dst, s)
}

// AppendErrorEvent appends the error as an event of a stream that has begun. No [DONE] follows it.
func AppendErrorEvent(dst []byte, e *burncloud.Error) []byte {
	return sse.Append(dst, "", AppendError(nil, e))
}
