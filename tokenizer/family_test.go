package tokenizer_test

import (
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/tokenizer"
)

func TestFor(t *testing.T) {
	for _, c := range []struct {
		model   burncloud.ModelName
		dialect burncloud.Dialect
		family  string
		exact   bool
	}{
		{"gpt-4o", "openai", "openai", true},
		{"gpt-4o-mini-2024-07-18", "openai", "gpt-4o-mini", true},
		{"openai/gpt-4.1-mini", "openai", "gpt-4.1-mini", true},
		{"gpt-4-0613", "openai", "gpt-4", true},
		{"gpt-35-turbo", "openai", "gpt-4", true},
		{"gpt-3.5-turbo", "openai", "gpt-4", true},
		{"text-embedding-3-large", "openai", "gpt-4", true},
		{"gpt-5", "responses", "gpt-5", true},
		{"gpt-5-mini", "responses", "gpt-5-mini", true},
		{"gpt-5.2", "responses", "gpt-5.1 and later", true},
		{"o3", "openai", "o-series", true},
		{"openai/o1-pro", "openai", "o-series", true},
		{"o4-mini", "openai", "o4-mini", true},
		{"olmo-2", "openai", "other", false},
		{"claude-3-5-haiku-latest", "anthropic", "claude", false},
		{"us.anthropic.claude-haiku-4-5-20251001-v1:0", "bedrock", "claude 4.5 and 4.6", false},
		{"claude-opus-4-8", "anthropic", "claude 4.7 and later", false},
		{"my-deployment", "anthropic", "claude", false},
		{"my-deployment", "openai", "other", false},
		{"Gemini-2.5-Flash", "gemini", "gemini", false},
		{"gemini-3-pro-preview", "gemini", "gemini 3", false},
		{"Qwen/Qwen3-32B", "openai", "qwen", false},
		{"deepseek-ai/DeepSeek-V3", "openai", "deepseek", false},
		{"deepseek-r1-distill-llama-70b", "openai", "deepseek", false},
		{"meta-llama/Llama-3.3-70B", "openai", "llama", false},
		{"", "", "other", false},
	} {
		if f := tokenizer.For(c.model, c.dialect); f.Name != c.family || f.Exact != c.exact {
			t.Errorf("%s in %s: %s, exact %v; want %s, %v", c.model, c.dialect, f.Name, f.Exact, c.family, c.exact)
		}
	}
}

// TestToolsInChat: the same tool counts more in chat completions of GPT-5, as recorded, and nowhere else.
func TestToolsInChat(t *testing.T) {
	r := &llm.Request{Messages: []llm.Message{{Role: llm.RoleUser, Parts: []llm.Part{llm.Text{Text: "Hi"}}}}}
	for model, more := range map[burncloud.ModelName]int64{"gpt-5": 82, "gpt-5-mini": 82, "gpt-5.2": 82, "gpt-4o": 0, "o3": 0, "openai/gpt-5": 0} {
		chat, other := tokenizer.For(model, burncloud.DialectOpenAI), tokenizer.For(model, "responses")
		r.Tools = nil
		plain := chat.Prompt(r).Tokens - other.Prompt(r).Tokens
		r.Tools = []llm.Tool{{Kind: llm.ToolFunction, Name: "weather"}}
		if got := chat.Prompt(r).Tokens - other.Prompt(r).Tokens; got != more || plain != 0 {
			t.Errorf("%s: %d more in chat, %d without tools; want %d and 0", model, got, plain, more)
		}
	}
}

// TestFamilies prints how far the estimates are from the tokenizers that the families' owners have published, and holds them
// to bounds. The corpus is not what the weights were fitted to; half of it is made to be difficult.
func TestFamilies(t *testing.T) {
	table, err := os.ReadFile("testdata/families.tsv")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(table)), "\n")
	names := strings.Split(lines[0], "\t")[1:]
	models := map[string]burncloud.ModelName{"qwen": "qwen3", "deepseek": "deepseek-v3", "gemini": "gemini-2.5-pro", "llama": "llama-3.1"}
	everyday := map[string]bool{"english": true, "chinese": true, "code": true, "json": true, "mixed": true}
	mean, worst, usual := make([]float64, len(names)), make([]float64, len(names)), make([]float64, len(names))
	var b strings.Builder
	fmt.Fprintf(&b, "%-12s%12s%12s%12s%12s\n", "corpus", names[0], names[1], names[2], names[3])
	for _, line := range lines[1:] {
		cells := strings.Split(line, "\t")
		text, err := os.ReadFile("testdata/corpus/" + cells[0] + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%-12s", cells[0])
		for i, name := range names {
			want, _ := strconv.ParseFloat(cells[1+i], 64)
			off := float64(tokenizer.For(models[name], "").Count(string(text)))/want - 1
			fmt.Fprintf(&b, "%+11.1f%%", 100*off)
			mean[i] += math.Abs(off) / float64(len(lines)-1)
			worst[i] = max(worst[i], math.Abs(off))
			if everyday[cells[0]] {
				usual[i] += math.Abs(off) / float64(len(everyday))
			}
		}
		b.WriteByte('\n')
	}
	for what, row := range map[string][]float64{"mean": mean, "worst": worst, "everyday": usual} {
		fmt.Fprintf(&b, "%-12s%11.1f%%%11.1f%%%11.1f%%%11.1f%%\n", what, 100*row[0], 100*row[1], 100*row[2], 100*row[3])
	}
	t.Logf("estimates by published tokenizers:\n%s", &b)
	for i, name := range names {
		if mean[i] > 0.08 || worst[i] > 0.18 || usual[i] > 0.06 {
			t.Errorf("%s: mean %.3f, worst %.3f, everyday %.3f", name, mean[i], worst[i], usual[i])
		}
	}
}
