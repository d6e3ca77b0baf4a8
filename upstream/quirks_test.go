package upstream_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/upstream"
)

// told writes a target in few words: the quirks that are set, the limit and the origin.
func told(t llm.Target) string {
	q := t.Quirks
	var out []string
	add := func(on bool, word string) {
		if on {
			out = append(out, word)
		}
	}
	add(q.MaxTokensField != "", q.MaxTokensField)
	add(q.Effort != "", "effort:"+string(q.Effort))
	add(q.ReasoningReplay != "", "replay:"+string(q.ReasoningReplay))
	add(q.ToolIDs != "", "ids:"+string(q.ToolIDs))
	add(q.CacheMarks, "marks")
	add(q.TextOnly, "text")
	add(q.NoMediaURL, "inline")
	add(q.NoSampling, "nosampling")
	add(q.NoSchema, "noschema")
	add(q.NoForcedTool, "noforce")
	add(q.NoPrefill, "noprefill")
	add(q.Budgets, "budgets")
	add(q.ModelInURL, "url")
	add(q.NoReasoning, "noreasoning")
	add(q.Set != nil, string(q.Set))
	add(t.Usage, "usage")
	add(t.MaxOutput != 0, fmt.Sprint(t.MaxOutput))
	return strings.Join(append(out, string(t.Origin)), " ")
}

func TestTarget(t *testing.T) {
	const am, gg, bc = upstream.WireAnthropic, upstream.WireGemini, upstream.WireBedrock
	for _, row := range []struct {
		provider burncloud.ProviderName
		wire     burncloud.Dialect
		model    burncloud.ModelName
		want     string
	}{
		{"openai", openAI, "gpt-4o", "noreasoning usage 16384 openai"},
		{"openai", openAI, "gpt-4o-mini-2024-07-18", "noreasoning usage 16384 openai"},
		{"openai", openAI, "gpt-5.2", "nosampling usage 128000 openai"},
		{"openai", openAI, "gpt-5-chat-latest", "noreasoning usage 16384 openai"},
		{"openai", upstream.WireResponses, "o4-mini", "nosampling 100000 openai"},
		{"openai", openAI, "omni-x", "usage openai"},
		{"openai", openAI, "ft:gpt-4.1:acme", "noreasoning usage 32768 openai"},
		{"azure", openAI, "gpt-4o", "max_tokens noreasoning usage 16384 openai"},
		{"azure", openAI, "o3", "nosampling usage 100000 openai"},
		{"azure", openAI, "gpt-5-chat", "max_tokens noreasoning usage 16384 openai"},
		{"azure", openAI, "prod", "max_tokens usage azure"},
		{"azure", am, "claude-opus-4-8", "nosampling noprefill 128000 anthropic"},

		{"anthropic", am, "claude-fable-5", "nosampling noprefill 64000 anthropic"},
		{"anthropic", am, "claude-opus-4-7", "nosampling noprefill 128000 anthropic"},
		{"anthropic", am, "claude-sonnet-5", "nosampling noprefill 64000 anthropic"},
		{"anthropic", am, "claude-opus-4-6", "128000 anthropic"},
		{"anthropic", am, "claude-sonnet-4-6", "128000 anthropic"},
		{"anthropic", am, "claude-sonnet-4-5-20250929", "budgets 64000 anthropic"},
		{"anthropic", am, "claude-opus-4-1-20250805", "budgets 32000 anthropic"},
		{"anthropic", am, "claude-opus-4-20250514", "noschema budgets 32000 anthropic"},
		{"anthropic", am, "claude-sonnet-4-0", "noschema budgets 64000 anthropic"},
		{"anthropic", am, "claude-3-7-sonnet-latest", "noschema budgets 64000 anthropic"},
		{"anthropic", am, "claude-3-5-haiku-latest", "noschema budgets noreasoning 8192 anthropic"},
		{"anthropic", am, "claude-3-opus-20240229", "noschema budgets noreasoning 4096 anthropic"},

		{"vertex", am, "claude-sonnet-4@20250514", `inline noschema budgets url {"anthropic_version":"vertex-2023-10-16"} 64000 anthropic`},
		{"vertex", gg, "gemini-2.5-pro", "budgets 65536 gemini"},
		{"gemini", gg, "gemini-3-pro-preview", "65536 gemini"},
		{"gemini", gg, "models/gemini-2.0-flash", "noreasoning 8192 gemini"},
		{"gemini", gg, "gemini-2.5-flash-preview-tts", "noreasoning 16384 gemini"},
		{"bedrock", bc, "us.anthropic.claude-sonnet-4-5-20250929-v1:0", "inline budgets 64000 anthropic"},
		{"bedrock", bc, "arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-opus-4-6-v1", "inline 128000 anthropic"},
		{"bedrock", bc, "us.amazon.nova-2-lite-v1:0", "inline 65535 bedrock"},
		{"bedrock", bc, "amazon.nova-micro-v1:0", "inline noreasoning 5000 bedrock"},

		{"openrouter", openAI, "anthropic/claude-sonnet-4.5", "max_tokens effort:reasoning replay:reasoning_details marks budgets usage 64000 openrouter"},
		{"openrouter", openAI, "openai/o3", "max_tokens effort:reasoning replay:reasoning_details marks nosampling usage 100000 openrouter"},
		{"deepseek", openAI, "deepseek-v4-pro", "max_tokens effort:thinking replay:reasoning_content text noschema noforce deepseek"},
		{"deepseek", am, "deepseek-v4-pro", "text noforce deepseek"},
		{"mistral", openAI, "mistral-large", "max_tokens ids:9 mistral"},
		{"minimax", openAI, "MiniMax-M2", `max_tokens effort:none replay:reasoning_details {"reasoning_split":true} usage minimax`},
		{"qwen", openAI, "qwen3-max", "max_tokens effort:enable_thinking replay:reasoning_content usage qwen"},
		{"zhipu", openAI, "glm-5", "max_tokens effort:thinking replay:reasoning_content noschema zhipu"},
		{"moonshot", openAI, "kimi-k2-thinking", "max_tokens effort:thinking replay:reasoning_content inline moonshot"},
		{"groq", openAI, "openai/gpt-oss-120b", "replay:reasoning usage 65536 groq"},
		{"xai", openAI, "grok-4-1-fast-non-reasoning", "noreasoning usage xai"},
		{"custom", openAI, "m", "max_tokens usage custom"},
	} {
		ch := channel(row.provider, "")
		ch.Options.Region = map[burncloud.ProviderName]string{"bedrock": "us-east-1"}[row.provider]
		if row.provider == "azure" || row.provider == "custom" {
			ch.BaseURL = "https://r.example"
		}
		got := compile(t, ch).Target(row.wire, row.model)
		if told(got) != row.want || got.Model != row.model {
			t.Errorf("%s in %s of %q\n got %s\nwant %s", row.provider, row.wire, row.model, told(got), row.want)
		}
	}
}
