package upstream

import (
	"path"
	"strings"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
)

// Target says what a translator into the dialect must know of the model at this upstream.
func (u *Upstream) Target(wire burncloud.Dialect, model burncloud.ModelName) llm.Target {
	p, name := u.Provider, family(model)
	t := llm.Target{Model: model, Origin: p.Origin, Usage: wire == burncloud.DialectOpenAI && p.StreamUsage == StreamUsageAsked}
	for i := range hosts {
		if h := &hosts[i]; h.provider == p.Name && (h.wire == "" || h.wire == wire) && (h.models == nil || forModel(h.models, name)) {
			t.Quirks = h.quirks
			break
		}
	}
	for i := range families {
		f := &families[i]
		if !forModel(f.models, name) {
			continue
		}
		t.MaxOutput = f.maxOutput
		if p.ModelOrigin {
			t.Origin = f.origin
		}
		t.Quirks = withFamily(t.Quirks, f.quirks)
		break
	}
	if t.Origin == "" {
		t.Origin = llm.Origin(p.Name)
	}
	return t
}

// withFamily joins what is true of a host with what is true of a model wherever it is.
func withFamily(q, f llm.Quirks) llm.Quirks {
	q.NoSampling = q.NoSampling || f.NoSampling
	q.NoSchema = q.NoSchema || f.NoSchema
	q.NoForcedTool = q.NoForcedTool || f.NoForcedTool
	q.NoPrefill = q.NoPrefill || f.NoPrefill
	q.Budgets = q.Budgets || f.Budgets
	q.NoReasoning = q.NoReasoning || f.NoReasoning
	q.TextOnly = q.TextOnly || f.TextOnly
	return q
}

// family is a model's name without what hosts put around it: in lower case, without namespaces, and for Claude with
// hyphens only ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "anthropic/claude-sonnet-4.5").
func family(model burncloud.ModelName) string {
	name := strings.ToLower(string(model))
	name = strings.TrimPrefix(name[strings.LastIndexByte(name, '/')+1:], "ft:") // fine-tuned, at OpenAI
	if i := strings.Index(name, "claude"); i >= 0 {
		return strings.ReplaceAll(name[i:], ".", "-")
	}
	for _, maker := range []string{"amazon.", "meta.", "mistral.", "deepseek.", "cohere.", "openai.", "qwen.", "moonshot.", "minimax.", "google."} { // Bedrock
		if _, rest, ok := strings.Cut(name, maker); ok {
			return rest
		}
	}
	return name
}

// forModel reports whether one of the patterns matches the family name, and none that begins with "!".
func forModel(patterns []string, name string) bool {
	matched, wanted := false, false
	for _, p := range patterns {
		not, negative := strings.CutPrefix(p, "!")
		ok, _ := path.Match(not, name) // the patterns of our tables are well-formed: a test
		if negative && ok {
			return false
		}
		wanted = wanted || !negative
		matched = matched || ok && !negative
	}
	return matched || !wanted
}

// host is what a provider's implementation of a dialect does differently.
type host struct {
	provider burncloud.ProviderName
	wire     burncloud.Dialect // "" = all
	models   []string          // patterns of family names; nil = all
	quirks   llm.Quirks
}

// oldTokens is the name that all but OpenAI's own newer models have for the limit of output.
const oldTokens = "max_tokens"

// reasoners are OpenAI's models that refuse max_tokens and sampling (wire-facts §13; recorded:
// openai/chat/vercel-reasoning-model-legacy-parameter-error).
var reasoners = []string{"o[1-9]*", "gpt-5*", "gpt-6*", "codex-*", "!gpt-5-chat*"}

// thinkers are models that reason before they answer, unless they are told not to.
var thinkers = append([]string{
	"deepseek-r1*", "deepseek-reasoner*", "qwq*", "*thinking*", "magistral*", "gemini-2.5-pro*", "gemini-3*", "grok-4*",
	"kimi-k2-thinking*", "*-reasoner*", "minimax-m*", "!*non-reasoning*",
}, reasoners...)

// Reasons reports whether the model usually reasons before it answers.
func Reasons(model burncloud.ModelName) bool { return forModel(thinkers, family(model)) }

// hosts: the first row that matches decides. A host without a row speaks as the dialect's inventor does. Sources:
// wire-facts §6 (how reasoning is asked for), §7 (who wants it back), §10, §13.
var hosts = []host{
	{provider: "azure", wire: burncloud.DialectOpenAI, models: reasoners},
	{provider: "azure", wire: burncloud.DialectOpenAI, quirks: llm.Quirks{MaxTokensField: oldTokens}}, // dated versions know nothing newer
	{provider: "bedrock", quirks: llm.Quirks{NoMediaURL: true}},
	{provider: "custom", quirks: llm.Quirks{MaxTokensField: oldTokens}},
	{provider: "deepseek", wire: burncloud.DialectOpenAI, quirks: llm.Quirks{
		MaxTokensField: oldTokens, Effort: llm.EffortThinking, ReasoningReplay: llm.ReplayContent,
		TextOnly: true, NoForcedTool: true, NoSchema: true, // recorded: deepseek/chat/rig-wire-shape-matrix-forced-tool-choice…
	}},
	{provider: "deepseek", quirks: llm.Quirks{TextOnly: true, NoForcedTool: true}},
	{provider: "doubao", wire: burncloud.DialectOpenAI, quirks: llm.Quirks{MaxTokensField: oldTokens, Effort: llm.EffortThinking}},
	{provider: "fireworks", quirks: llm.Quirks{MaxTokensField: oldTokens}},
	{provider: "groq", quirks: llm.Quirks{ReasoningReplay: llm.ReplayPlain}},
	{provider: "hunyuan", quirks: llm.Quirks{MaxTokensField: oldTokens, Effort: llm.EffortNone}},
	{provider: "minimax", wire: burncloud.DialectOpenAI, quirks: llm.Quirks{
		MaxTokensField: oldTokens, Effort: llm.EffortNone, ReasoningReplay: llm.ReplayDetails, Set: llm.Raw(`{"reasoning_split":true}`),
	}},
	{provider: "mistral", quirks: llm.Quirks{MaxTokensField: oldTokens, ToolIDs: llm.IDsMistral, PrefillMark: "prefix"}},
	{provider: "moonshot", wire: burncloud.DialectOpenAI, quirks: llm.Quirks{
		MaxTokensField: oldTokens, Effort: llm.EffortThinking, ReasoningReplay: llm.ReplayContent, NoMediaURL: true, PrefillMark: "partial",
	}},
	{provider: "ollama", quirks: llm.Quirks{MaxTokensField: oldTokens, ReasoningReplay: llm.ReplayPlain, NoMediaURL: true}},
	{provider: "openrouter", wire: burncloud.DialectOpenAI, quirks: llm.Quirks{
		MaxTokensField: oldTokens, Effort: llm.EffortObject, ReasoningReplay: llm.ReplayDetails, CacheMarks: true,
	}},
	{provider: "qwen", wire: burncloud.DialectOpenAI, quirks: llm.Quirks{
		MaxTokensField: oldTokens, Effort: llm.EffortEnable, ReasoningReplay: llm.ReplayContent, PrefillMark: "partial",
	}},
	{provider: "siliconflow", wire: burncloud.DialectOpenAI, quirks: llm.Quirks{MaxTokensField: oldTokens, Effort: llm.EffortEnable}},
	{provider: "together", quirks: llm.Quirks{MaxTokensField: oldTokens}},
	{provider: "vertex", wire: WireAnthropic, quirks: llm.Quirks{
		ModelInURL: true, NoMediaURL: true, Set: llm.Raw(`{"anthropic_version":"vertex-2023-10-16"}`),
	}},
	{provider: "vllm", wire: burncloud.DialectOpenAI, quirks: llm.Quirks{MaxTokensField: oldTokens, ReasoningReplay: llm.ReplayPlain}},
	{provider: "zhipu", wire: burncloud.DialectOpenAI, quirks: llm.Quirks{
		MaxTokensField: oldTokens, Effort: llm.EffortThinking, ReasoningReplay: llm.ReplayContent, NoSchema: true,
	}},
}

// models is what is true of a family of models wherever it is served.
type models struct {
	models    []string // patterns of family names
	maxOutput int64    // tokens; 0 = unknown
	origin    llm.Origin
	quirks    llm.Quirks
}

// families: the first row that matches decides. Claude's and Gemini's limits are those of recorded model lists
// (anthropic/models/rig-models-list-models-smoke, gemini/models), the groq row's of groq/models; OpenAI's, Claude 3's
// and Nova's are the vendors' documentation. Claude from 4.6 on reasons adaptively; from Opus 4.7 on, and in
// generations 5 and later, it refuses sampling parameters and prefills (wire-facts §1.1, §6).
var families = []models{
	{models: []string{"claude-opus-4-[7-9]*"}, maxOutput: 128000, origin: llm.OriginAnthropic, quirks: llm.Quirks{NoSampling: true, NoPrefill: true}},
	{models: []string{"claude-opus-4-6*", "claude-sonnet-4-[6-9]*"}, maxOutput: 128000, origin: llm.OriginAnthropic},
	{models: []string{"claude-haiku-4-[6-9]*"}, maxOutput: 64000, origin: llm.OriginAnthropic},
	{models: []string{"claude-opus-4-5*", "claude-sonnet-4-5*", "claude-haiku-4-5*"}, maxOutput: 64000, origin: llm.OriginAnthropic, quirks: llm.Quirks{Budgets: true}},
	{models: []string{"claude-opus-4-1*"}, maxOutput: 32000, origin: llm.OriginAnthropic, quirks: llm.Quirks{Budgets: true}},
	{models: []string{"claude-opus-4", "claude-opus-4-0*", "claude-opus-4-2*", "claude-opus-4@*"}, maxOutput: 32000, origin: llm.OriginAnthropic, quirks: llm.Quirks{Budgets: true, NoSchema: true}},
	{models: []string{"claude-sonnet-4", "claude-sonnet-4-0*", "claude-sonnet-4-2*", "claude-sonnet-4@*"}, maxOutput: 64000, origin: llm.OriginAnthropic, quirks: llm.Quirks{Budgets: true, NoSchema: true}},
	{models: []string{"claude-3-7*"}, maxOutput: 64000, origin: llm.OriginAnthropic, quirks: llm.Quirks{Budgets: true, NoSchema: true}},
	{models: []string{"claude-3-5*"}, maxOutput: 8192, origin: llm.OriginAnthropic, quirks: llm.Quirks{Budgets: true, NoSchema: true, NoReasoning: true}},
	{models: []string{"claude-3-*", "claude-2*", "claude-instant*"}, maxOutput: 4096, origin: llm.OriginAnthropic, quirks: llm.Quirks{Budgets: true, NoSchema: true, NoReasoning: true}},
	{models: []string{"claude-*"}, maxOutput: 64000, origin: llm.OriginAnthropic, quirks: llm.Quirks{NoSampling: true, NoPrefill: true}},

	{models: []string{"gemini-*-tts*"}, maxOutput: 16384, origin: llm.OriginGemini, quirks: llm.Quirks{NoReasoning: true}},
	{models: []string{"gemini-2.5-flash-image*"}, maxOutput: 32768, origin: llm.OriginGemini, quirks: llm.Quirks{NoReasoning: true}},
	{models: []string{"gemini-3-pro-image*"}, maxOutput: 32768, origin: llm.OriginGemini},
	{models: []string{"gemini-2.5*"}, maxOutput: 65536, origin: llm.OriginGemini, quirks: llm.Quirks{Budgets: true}},
	{models: []string{"gemini-2.0*", "gemini-1.5*"}, maxOutput: 8192, origin: llm.OriginGemini, quirks: llm.Quirks{NoReasoning: true}},
	{models: []string{"gemini-*"}, maxOutput: 65536, origin: llm.OriginGemini},
	{models: []string{"gemma-*"}, maxOutput: 32768, origin: llm.OriginGemini},

	{models: []string{"gpt-5-chat*"}, maxOutput: 16384, origin: llm.OriginOpenAI, quirks: llm.Quirks{NoReasoning: true}},
	{models: []string{"gpt-5*", "gpt-6*", "codex-*"}, maxOutput: 128000, origin: llm.OriginOpenAI, quirks: llm.Quirks{NoSampling: true}},
	{models: []string{"o1-preview*"}, maxOutput: 32768, origin: llm.OriginOpenAI, quirks: llm.Quirks{NoSampling: true, NoSchema: true}},
	{models: []string{"o1-mini*"}, maxOutput: 65536, origin: llm.OriginOpenAI, quirks: llm.Quirks{NoSampling: true, NoSchema: true}},
	{models: []string{"o[1-9]*"}, maxOutput: 100000, origin: llm.OriginOpenAI, quirks: llm.Quirks{NoSampling: true}},
	{models: []string{"gpt-4.1*"}, maxOutput: 32768, origin: llm.OriginOpenAI, quirks: llm.Quirks{NoReasoning: true}},
	{models: []string{"gpt-4o*", "chatgpt-4o*"}, maxOutput: 16384, origin: llm.OriginOpenAI, quirks: llm.Quirks{NoReasoning: true}},
	{models: []string{"gpt-4*", "gpt-3.5*"}, maxOutput: 4096, origin: llm.OriginOpenAI, quirks: llm.Quirks{NoReasoning: true, NoSchema: true}},
	{models: []string{"gpt-oss*"}, maxOutput: 65536, origin: llm.OriginOpenAI},

	{models: []string{"nova-2*"}, maxOutput: 65535},
	{models: []string{"nova-*"}, maxOutput: 5000, quirks: llm.Quirks{NoReasoning: true}},
	{models: []string{"command-a-reasoning*"}, maxOutput: 32768},
	{models: []string{"command-*", "c4ai-*"}, quirks: llm.Quirks{NoReasoning: true}},
	{models: []string{"llama*", "*non-reasoning*"}, quirks: llm.Quirks{NoReasoning: true}},
	{models: []string{"deepseek-r1*", "deepseek-reasoner*", "deepseek-v4*"}, quirks: llm.Quirks{NoForcedTool: true}},
}
