package llm

import "github.com/burncloud/burncloud"

// Target is what a back must know of the upstream it writes for.
type Target struct {
	Model     burncloud.ModelName // as the upstream calls it
	MaxOutput int64               // the most tokens the model can write; 0 = unknown
	Origin    Origin              // whose signatures it understands; "" = those of the dialect's inventor
	Usage     bool                // ask for usage in streams whether or not the client did
	Quirks    Quirks
}

// Quirks are the ways in which upstreams of one dialect differ. The zero value is the dialect as its inventor speaks
// it; a provider's row in a table sets what is different (wire-facts §13).
type Quirks struct {
	MaxTokensField  string          // OpenAI family: "max_tokens"; "" = "max_completion_tokens"
	SystemRole      string          // OpenAI family: "developer"; "" = "system"
	Effort          EffortStyle     // OpenAI family: how reasoning is asked for
	ReasoningReplay ReasoningReplay // how earlier reasoning is given back, where its form is not the dialect's own
	TopK            bool            // OpenAI family: top_k is understood
	CacheMarks      bool            // OpenAI family, DashScope: cache_control is understood
	ToolIDs         IDStyle         // what tool call ids must look like
	TextOnly        bool            // takes no media at all
	NoMediaURL      bool            // takes media inline only
	NoSampling      bool            // refuses temperature, top_p and what else steers sampling
	NoSchema        bool            // has no json_schema output: a forced tool stands in, or it is refused
	NoForcedTool    bool            // refuses a required tool choice while reasoning is on
	PrefillMark     string          // OpenAI family: member of a last message of the assistant that is to be gone on with; "" = none
	NoPrefill       bool            // refuses a conversation that ends with the assistant
	Budgets         bool            // Anthropic, Gemini, Bedrock: reasoning is steered by token budgets, not by effort or level
	ModelInURL      bool            // neither model nor stream are in the body (Claude at Bedrock and Vertex)
	NoReasoning     bool            // the model does not reason: asking for it is an error
	Set             Raw             // members merged into every request, an object; nil = none
}

// EffortStyle is how a host of the OpenAI family is asked to reason.
type EffortStyle string

// Styles.
const (
	EffortField    EffortStyle = ""                // reasoning_effort (OpenAI, xAI, Groq, Mistral)
	EffortThinking EffortStyle = "thinking"        // thinking:{type} beside reasoning_effort (DeepSeek, GLM, Ark, Kimi)
	EffortEnable   EffortStyle = "enable_thinking" // enable_thinking and thinking_budget (Qwen)
	EffortObject   EffortStyle = "reasoning"       // reasoning:{effort|max_tokens|enabled} (OpenRouter)
	EffortNone     EffortStyle = "none"            // there is no way to ask
)

// ReasoningReplay is how a host wants earlier reasoning back: of the OpenAI family, and in the dialects that took over its
// members.
type ReasoningReplay string

// Ways.
const (
	ReplayNone    ReasoningReplay = ""                  // not at all
	ReplayContent ReasoningReplay = "reasoning_content" // DeepSeek, GLM, Kimi, Qwen
	ReplayPlain   ReasoningReplay = "reasoning"         // vLLM, Groq
	ReplayDetails ReasoningReplay = "reasoning_details" // OpenRouter, MiniMax: with signatures
)

// IDStyle is the form that an upstream demands of tool call ids.
type IDStyle string

// Styles.
const (
	IDsPlain   IDStyle = ""  // as the dialect has it
	IDsMistral IDStyle = "9" // exactly nine letters and digits
)
