package llm

import "github.com/burncloud/burncloud"

// openAIWords are the type and code that OpenAI's clients know for a kind (wire-facts §9.2); Codex acts on the code.
// Kinds that are not listed are server errors without a code.
var openAIWords = map[burncloud.Kind]struct{ typ, code string }{
	burncloud.KindBadRequest:      {"invalid_request_error", ""},
	burncloud.KindContextTooLong:  {"invalid_request_error", "context_length_exceeded"},
	burncloud.KindContentPolicy:   {"invalid_request_error", "content_filter"},
	burncloud.KindUnauthenticated: {"invalid_request_error", "invalid_api_key"},
	burncloud.KindNoFunds:         {"insufficient_quota", "insufficient_quota"},
	burncloud.KindUnpriced:        {"invalid_request_error", "price_not_configured"},
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

// OpenAIWords returns the type and code of an error in OpenAI's words; code may be empty.
func OpenAIWords(e *burncloud.Error) (typ, code string) {
	x, ok := openAIWords[e.Kind]
	if !ok {
		x.typ = "server_error"
	}
	if e.Code != "" {
		x.code = e.Code
	}
	return x.typ, x.code
}

// OpenAIError writes the member "error" as OpenAI's dialects do; all four members of it are always there.
func (w *Writer) OpenAIError(e *burncloud.Error) {
	typ, code := OpenAIWords(e)
	w.OpenKey("error", '{')
	w.Str("message", e.Message)
	w.Str("type", typ)
	w.StrNull("param", e.Param)
	w.StrNull("code", code)
	w.Close('}')
}
