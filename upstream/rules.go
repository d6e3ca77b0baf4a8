package upstream

import (
	"strings"

	"github.com/burncloud/burncloud"
)

// rule turns one answer into a Kind. Empty fields match everything. A text rule that costs a key its trust is bound
// to a provider and to the beginning of the text: what clients write can be quoted further on.
type rule struct {
	provider burncloud.ProviderName
	status   int    // the answer's, or the one that its body names
	code     string // the body's code or type; "x*" matches a prefix
	starts   string // the message begins so (lower case)
	has      string // the message holds this (lower case)
	kind     burncloud.Kind
}

// rules are tried in order, the first match decides. What none matches goes by its status. Sources: wire-facts §9
// and the error recordings.
var rules = []rule{
	// Money and quota, before the statuses they hide behind (400, 403, 429).
	{status: 402, kind: burncloud.KindUpstreamFunds},
	{code: "insufficient_quota", kind: burncloud.KindUpstreamFunds},
	{code: "insufficient_user_quota", kind: burncloud.KindUpstreamFunds}, // another gateway of this kind
	{code: "insufficient_balance", kind: burncloud.KindUpstreamFunds},
	{code: "billing_hard_limit_reached", kind: burncloud.KindUpstreamFunds},
	{code: "billing_not_active", kind: burncloud.KindUpstreamFunds},
	{code: "exceeded_current_quota_error", kind: burncloud.KindUpstreamFunds}, // Moonshot
	{code: "arrearage", kind: burncloud.KindUpstreamFunds},                    // DashScope, a 400
	{provider: "qwen", code: "allocationquota.freetieronly", kind: burncloud.KindUpstreamFunds},
	{provider: "qwen", code: "accessdenied.unpurchased", kind: burncloud.KindUpstreamFunds},
	{code: "accountoverdueerror", kind: burncloud.KindUpstreamFunds},     // Ark, a 403
	{provider: "zhipu", code: "1113", kind: burncloud.KindUpstreamFunds}, // a 429
	{provider: "zhipu", code: "1121", kind: burncloud.KindUpstreamFunds},
	{provider: "zhipu", code: "1308", kind: burncloud.KindUpstreamFunds}, // the plan's quota
	{provider: "zhipu", code: "1310", kind: burncloud.KindUpstreamFunds},
	{provider: "siliconflow", code: "30001", kind: burncloud.KindUpstreamFunds}, // a 403
	{provider: "minimax", code: "1008", kind: burncloud.KindUpstreamFunds},
	{provider: "xai", status: 403, starts: "your team has either used all available credits", kind: burncloud.KindUpstreamFunds},
	{code: "billing_error", kind: burncloud.KindUpstreamFunds}, // Anthropic
	{provider: "anthropic", status: 400, starts: "your credit balance is too low", kind: burncloud.KindUpstreamFunds},
	{provider: "cohere", status: 429, has: "api calls / month", kind: burncloud.KindUpstreamFunds},
	{provider: "dashscope", code: "allocationquota.freetieronly", kind: burncloud.KindUpstreamFunds},
	{provider: "dashscope", code: "accessdenied.unpurchased", kind: burncloud.KindUpstreamFunds},

	// The content, before 403 is taken for a bad key.
	{code: "content_filter", kind: burncloud.KindContentPolicy},
	{code: "content_policy_violation", kind: burncloud.KindContentPolicy},
	{code: "moderation_blocked", kind: burncloud.KindContentPolicy},
	{code: "invalid_prompt", kind: burncloud.KindContentPolicy},
	{code: "datainspectionfailed", kind: burncloud.KindContentPolicy},
	{code: "data_inspection_failed", kind: burncloud.KindContentPolicy},
	{code: "sensitivecontentdetected*", kind: burncloud.KindContentPolicy},
	{code: "inputtextsensitivecontentdetected*", kind: burncloud.KindContentPolicy},
	{provider: "zhipu", code: "1301", kind: burncloud.KindContentPolicy},
	{provider: "minimax", code: "1026", kind: burncloud.KindContentPolicy},
	{provider: "minimax", code: "1027", kind: burncloud.KindContentPolicy},
	{provider: "hunyuan", status: 400, starts: "content moderation", kind: burncloud.KindContentPolicy},
	{provider: "openrouter", status: 403, has: "flagged", kind: burncloud.KindContentPolicy},
	{provider: "openrouter", status: 403, has: "moderation", kind: burncloud.KindContentPolicy},
	{provider: "xai", status: 403, has: "usage guidelines", kind: burncloud.KindContentPolicy},

	// The prompt's length.
	{code: "context_length_exceeded", kind: burncloud.KindContextTooLong},
	{code: "exceed_context_size_error", kind: burncloud.KindContextTooLong}, // llama.cpp
	{code: "too_many_prompt_tokens", kind: burncloud.KindContextTooLong},    // Perplexity
	{provider: "zhipu", code: "1261", kind: burncloud.KindContextTooLong},
	{status: 400, has: "maximum context length", kind: burncloud.KindContextTooLong}, // OpenAI, vLLM, OpenRouter, Together
	{status: 400, has: "exceeds the available context size", kind: burncloud.KindContextTooLong},
	{status: 400, has: "exceeded model token limit", kind: burncloud.KindContextTooLong},      // Moonshot
	{status: 400, has: "exceeded max context length", kind: burncloud.KindContextTooLong},     // Ollama
	{status: 400, has: "context window exceeds limit", kind: burncloud.KindContextTooLong},    // MiniMax
	{status: 400, has: "range of input length should be", kind: burncloud.KindContextTooLong}, // DashScope
	{status: 400, has: "maximum prompt length", kind: burncloud.KindContextTooLong},           // xAI
	{status: 400, starts: "prompt is too long", kind: burncloud.KindContextTooLong},
	{status: 422, has: "maximum context length", kind: burncloud.KindContextTooLong},
	{provider: "minimax", has: "context window exceeds limit", kind: burncloud.KindContextTooLong},
	{provider: "gemini", status: 400, has: "exceeds the maximum number of tokens", kind: burncloud.KindContextTooLong},
	{provider: "vertex", status: 400, has: "exceeds the maximum number of tokens", kind: burncloud.KindContextTooLong},
	{provider: "bedrock", status: 400, has: "input is too long", kind: burncloud.KindContextTooLong},
	{provider: "bedrock", status: 400, has: "prompt is too long", kind: burncloud.KindContextTooLong},
	{provider: "cohere", status: 400, starts: "too many tokens", kind: burncloud.KindContextTooLong},

	// The key.
	{code: "invalid_api_key", kind: burncloud.KindUpstreamAuth},
	{code: "invalidapikey", kind: burncloud.KindUpstreamAuth},
	{code: "incorrect_api_key_error", kind: burncloud.KindUpstreamAuth},
	{provider: "minimax", code: "1004", kind: burncloud.KindUpstreamAuth},
	{provider: "minimax", code: "2049", kind: burncloud.KindUpstreamAuth},
	{provider: "xai", status: 400, starts: "incorrect api key provided", kind: burncloud.KindUpstreamAuth},
	{code: "authentication_error", kind: burncloud.KindUpstreamAuth},                                 // Anthropic, in streams too
	{code: "api_key_invalid", kind: burncloud.KindUpstreamAuth},                                      // Google, a 400 (recorded: gemini/models)
	{provider: "gemini", status: 400, code: "failed_precondition", kind: burncloud.KindUpstreamAuth}, // where our machine is, or billing
	{provider: "vertex", status: 400, code: "failed_precondition", kind: burncloud.KindUpstreamAuth},
	{provider: "cohere", status: 498, kind: burncloud.KindUpstreamAuth},

	// The model.
	{code: "model_not_found", kind: burncloud.KindUpstreamMissing},
	{code: "modelnotfound", kind: burncloud.KindUpstreamMissing},
	{code: "invalidendpointormodel.*", kind: burncloud.KindUpstreamMissing},             // Ark
	{provider: "qwen", code: "model.accessdenied", kind: burncloud.KindUpstreamMissing}, // the key is good for others
	{code: "invalid_model", kind: burncloud.KindUpstreamMissing},                        // Mistral
	{provider: "zhipu", code: "1211", kind: burncloud.KindUpstreamMissing},
	{provider: "siliconflow", code: "20012", kind: burncloud.KindUpstreamMissing},
	{provider: "deepseek", status: 400, starts: "the supported api model names are", kind: burncloud.KindUpstreamMissing},
	{provider: "deepseek", status: 400, starts: "model not exist", kind: burncloud.KindUpstreamMissing},
	{provider: "openrouter", status: 400, has: "is not a valid model id", kind: burncloud.KindUpstreamMissing},
	{provider: "openrouter", status: 400, starts: "model ", has: "does not exist", kind: burncloud.KindUpstreamMissing},
	{provider: "xai", status: 400, starts: "model not found", kind: burncloud.KindUpstreamMissing},
	{provider: "bedrock", status: 400, starts: "the provided model identifier is invalid", kind: burncloud.KindUpstreamMissing},
	{provider: "bedrock", status: 400, starts: "invocation of model id", kind: burncloud.KindUpstreamMissing},             // it wants an inference profile
	{provider: "bedrock", status: 403, starts: "you don't have access to the model", kind: burncloud.KindUpstreamMissing}, // the key is good for others
	{provider: "dashscope", code: "model.accessdenied", kind: burncloud.KindUpstreamMissing},
	{status: 404, kind: burncloud.KindUpstreamMissing},
	{status: 405, kind: burncloud.KindUpstreamMissing},

	{status: 401, kind: burncloud.KindUpstreamAuth},
	{status: 403, kind: burncloud.KindUpstreamAuth},

	// Too much at once.
	{status: 429, kind: burncloud.KindUpstreamLimited},
	{code: "rate_limit_exceeded", kind: burncloud.KindUpstreamLimited}, // Groq says so with 413 as well
	{code: "rate_limit_reached_error", kind: burncloud.KindUpstreamLimited},
	{code: "ratelimitexceeded.*", kind: burncloud.KindUpstreamLimited},
	{code: "throttling*", kind: burncloud.KindUpstreamLimited},
	{code: "limit_requests", kind: burncloud.KindUpstreamLimited},
	{code: "rate_limit_error", kind: burncloud.KindUpstreamLimited},    // Anthropic, in a stream
	{code: "throttlingexception", kind: burncloud.KindUpstreamLimited}, // Bedrock, in a stream
	{provider: "minimax", code: "1002", kind: burncloud.KindUpstreamLimited},
	{provider: "minimax", code: "1039", kind: burncloud.KindUpstreamLimited},
	{status: 413, kind: burncloud.KindTooLarge},

	// Time and trouble.
	{status: 408, kind: burncloud.KindUpstreamTimeout},
	{code: "timeout_error", kind: burncloud.KindUpstreamTimeout},           // Anthropic
	{code: "deadline_exceeded", kind: burncloud.KindUpstreamTimeout},       // Google
	{provider: "bedrock", status: 424, kind: burncloud.KindUpstreamServer}, // the model failed
	{provider: "cohere", status: 499, kind: burncloud.KindUpstreamServer},
	{provider: "minimax", code: "1001", kind: burncloud.KindUpstreamTimeout},
	{provider: "minimax", code: "2013", kind: burncloud.KindBadRequest},
	{status: 409, kind: burncloud.KindUpstreamServer},                                                            // a conflict of theirs: nothing of ours is kept there
	{status: 498, kind: burncloud.KindUpstreamServer},                                                            // Groq: out of capacity
	{status: 508, kind: burncloud.KindLoop},                                                                      // another gateway, or this one
	{status: 501, kind: burncloud.KindBadRequest},                                                                // llama.cpp: this server cannot
	{provider: "custom", status: 500, starts: "tools param requires", kind: burncloud.KindBadRequest},            // llama.cpp
	{provider: "custom", status: 500, starts: "cannot use both json_schema and", kind: burncloud.KindBadRequest}, // llama.cpp
	{status: 200, code: "invalid_request_error", kind: burncloud.KindBadRequest},                                 // an error event in a stream
}

func (r *rule) matches(p *Provider, a *answer) bool {
	return (r.provider == "" || r.provider == p.Name) &&
		(r.status == 0 || r.status == a.status) &&
		(r.code == "" || sameCode(r.code, a.code) || sameCode(r.code, a.typ)) &&
		strings.HasPrefix(a.lower, r.starts) && strings.Contains(a.lower, r.has)
}

func sameCode(want, got string) bool {
	if prefix, ok := strings.CutSuffix(want, "*"); ok {
		return len(got) >= len(prefix) && strings.EqualFold(got[:len(prefix)], prefix)
	}
	return strings.EqualFold(want, got)
}

// kindOf finds the Kind of a parsed answer.
func kindOf(p *Provider, a *answer) burncloud.Kind {
	for i := range rules {
		if rules[i].matches(p, a) {
			return rules[i].kind
		}
	}
	if a.status >= 400 && a.status < 500 {
		return burncloud.KindBadRequest
	}
	return burncloud.KindUpstreamServer
}

// ours says what a client is told when the trouble is between the gateway and the provider; nothing of the
// provider's own words, which speak of our account.
var ours = map[burncloud.Kind]string{
	burncloud.KindUpstreamAuth:    "the provider refused the gateway's key",
	burncloud.KindUpstreamFunds:   "the gateway's account at the provider is out of funds or quota",
	burncloud.KindUpstreamMissing: "the provider does not serve this model",
	burncloud.KindUpstreamLimited: "the provider is limiting requests; try again later",
	burncloud.KindUpstreamServer:  "the provider failed",
	burncloud.KindUpstreamTimeout: "the provider ran out of time",
	burncloud.KindLoop:            "the channel leads back to this gateway, or through too many",
}
