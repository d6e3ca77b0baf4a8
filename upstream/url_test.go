package upstream_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/upstream"
)

const openAI = burncloud.DialectOpenAI

// options reads "name=value name=value".
func options(t testing.TB, ch *burncloud.Channel, text string) {
	t.Helper()
	o := &ch.Options
	fields := map[string]*string{"region": &o.Region, "project": &o.Project, "api_version": &o.APIVersion, "workspace": &o.Workspace}
	for _, pair := range strings.Fields(text) {
		name, v, _ := strings.Cut(pair, "=")
		if fields[name] == nil {
			t.Fatalf("no option %q", name)
		}
		*fields[name] = v
	}
}

// Short names for the tables.
const (
	gen, models, embed, count = upstream.Generate, upstream.Models, upstream.Embed, upstream.CountTokens
	resp, am, gg, bc          = upstream.WireResponses, upstream.WireAnthropic, upstream.WireGemini, upstream.WireBedrock
	co, ds, ol                = upstream.WireCohere, upstream.WireDashScope, upstream.WireOllama
)

// urlRow is what one request comes to.
type urlRow struct {
	provider burncloud.ProviderName
	base     string
	options  string
	op       upstream.Operation
	wire     burncloud.Dialect
	model    burncloud.ModelName // "+" at the end = streamed
	want     string              // "" = not served
}

func TestURLs(t *testing.T) {
	for _, row := range []urlRow{
		{"openai", "", "", gen, openAI, "gpt-4o", "POST https://api.openai.com/v1/chat/completions"},
		{"openai", "", "", gen, openAI, "gpt-4o+", "POST https://api.openai.com/v1/chat/completions"},
		{"openai", "https://api.openai.com/v1/responses", "", gen, resp, "gpt-5", "POST https://api.openai.com/v1/responses"},
		{"openai", "", "", count, resp, "gpt-5", "POST https://api.openai.com/v1/responses/input_tokens"},
		{"openai", "", "", upstream.Complete, openAI, "", "POST https://api.openai.com/v1/completions"},
		{"openai", "", "", upstream.ImageGenerate, openAI, "", "POST https://api.openai.com/v1/images/generations"},
		{"openai", "", "", upstream.ImageEdit, openAI, "", "POST https://api.openai.com/v1/images/edits"},
		{"openai", "", "", upstream.Speech, openAI, "", "POST https://api.openai.com/v1/audio/speech"},
		{"openai", "", "", upstream.Transcribe, openAI, "", "POST https://api.openai.com/v1/audio/transcriptions"},
		{"openai", "", "", upstream.Translate, openAI, "", "POST https://api.openai.com/v1/audio/translations"},
		{"openai", "", "", upstream.Moderate, openAI, "", "POST https://api.openai.com/v1/moderations"},
		{"openai", "", "", upstream.Realtime, openAI, "gpt realtime&x", "GET wss://api.openai.com/v1/realtime?model=gpt+realtime%26x"},
		{"openai", "http://127.0.0.1:9/v1", "", upstream.Realtime, openAI, "m", "GET ws://127.0.0.1:9/v1/realtime?model=m"},
		{"openai", "", "", upstream.Rerank, openAI, "m", ""},
		{"openai", "", "", gen, am, "m", ""},
		{"custom", "http://h:1", "", upstream.Rerank, openAI, "m", "POST http://h:1/v1/rerank"},

		{"azure", "https://r.openai.azure.com", "", gen, openAI, "dep", "POST https://r.openai.azure.com/openai/v1/chat/completions"},
		{"azure", "https://r.openai.azure.com/", "api_version=v1", gen, resp, "dep", "POST https://r.openai.azure.com/openai/v1/responses"},
		{"azure", "https://r.openai.azure.com/openai", "api_version=preview", gen, openAI, "dep", "POST https://r.openai.azure.com/openai/v1/chat/completions?api-version=preview"},
		{"azure", "https://r.openai.azure.com/openai/v1/chat/completions", "", embed, openAI, "dep", "POST https://r.openai.azure.com/openai/v1/embeddings"},
		{"azure", "https://r.openai.azure.com/openai/v1", "api_version=2024-10-21", gen, openAI, "dep", "POST https://r.openai.azure.com/openai/v1/chat/completions"},
		{"azure", "https://r.openai.azure.com", "api_version=2024-10-21", gen, openAI, "my dep", "POST https://r.openai.azure.com/openai/deployments/my%20dep/chat/completions?api-version=2024-10-21"},
		{"azure", "https://r.openai.azure.com/openai/deployments/d/chat/completions", "api_version=2024-10-21", embed, openAI, "e", "POST https://r.openai.azure.com/openai/deployments/e/embeddings?api-version=2024-10-21"},
		{"azure", "https://r.openai.azure.com", "api_version=2024-10-21", models, openAI, "", "GET https://r.openai.azure.com/openai/models?api-version=2024-10-21"},
		{"azure", "https://r.openai.azure.com", "api_version=2024-10-21", gen, resp, "dep", ""},
		{"azure", "https://r.services.ai.azure.com/models", "", gen, openAI, "grok", "POST https://r.services.ai.azure.com/models/chat/completions?api-version=2024-05-01-preview"},
		{"azure", "https://r.services.ai.azure.com", "", gen, am, "claude-opus-4-8", "POST https://r.services.ai.azure.com/anthropic/v1/messages"},
		{"azure", "https://r.services.ai.azure.com", "", gen, openAI, "claude-opus-4-8", ""},
		{"azure", "https://r.openai.azure.com", "", upstream.Realtime, openAI, "rt", "GET wss://r.openai.azure.com/openai/v1/realtime?model=rt"},

		{"anthropic", "", "", gen, am, "c", "POST https://api.anthropic.com/v1/messages"},
		{"anthropic", "https://api.anthropic.com/v1", "", count, am, "c", "POST https://api.anthropic.com/v1/messages/count_tokens"},
		{"anthropic", "https://api.anthropic.com/v1/messages", "", models, am, "", "GET https://api.anthropic.com/v1/models?limit=1000"},
		{"anthropic", "https://gw.example/anthropic/", "", gen, am, "c", "POST https://gw.example/anthropic/v1/messages"},

		{"gemini", "", "", gen, gg, "gemini-2.5-pro", "POST https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-pro:generateContent"},
		{"gemini", "", "", gen, gg, "gemini-2.5-pro+", "POST https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-pro:streamGenerateContent?alt=sse"},
		{"gemini", "https://generativelanguage.googleapis.com/v1beta/", "", gen, gg, "models/g", "POST https://generativelanguage.googleapis.com/v1beta/models/g:generateContent"},
		{"gemini", "https://generativelanguage.googleapis.com/v1beta/models/g:generateContent", "api_version=v1", count, gg, "g", "POST https://generativelanguage.googleapis.com/v1/models/g:countTokens"},
		{"gemini", "https://gw.example/g", "", embed, gg, "e", "POST https://gw.example/g/v1beta/models/e:batchEmbedContents"},
		{"gemini", "", "", upstream.EmbedOne, gg, "e", "POST https://generativelanguage.googleapis.com/v1beta/models/e:embedContent"},
		{"gemini", "", "", models, gg, "", "GET https://generativelanguage.googleapis.com/v1beta/models?pageSize=1000"},
		{"gemini", "", "", gen, gg, "a/../b?x#y", "POST https://generativelanguage.googleapis.com/v1beta/models/a%2F..%2Fb%3Fx%23y:generateContent"},

		{"vertex", "", "project=p", gen, gg, "gemini-3-pro", "POST https://aiplatform.googleapis.com/v1/projects/p/locations/global/publishers/google/models/gemini-3-pro:generateContent"},
		{"vertex", "", "project=p region=us-east5", gen, gg, "google/gemini-x+", "POST https://us-east5-aiplatform.googleapis.com/v1/projects/p/locations/us-east5/publishers/google/models/google%2Fgemini-x:streamGenerateContent?alt=sse"},
		{"vertex", "", "project=p region=us-east5", gen, am, "claude-3-7-sonnet@20250219", "POST https://us-east5-aiplatform.googleapis.com/v1/projects/p/locations/us-east5/publishers/anthropic/models/claude-3-7-sonnet@20250219:rawPredict"},
		{"vertex", "", "project=p region=us-east5", gen, am, "claude-3-7-sonnet@20250219+", "POST https://us-east5-aiplatform.googleapis.com/v1/projects/p/locations/us-east5/publishers/anthropic/models/claude-3-7-sonnet@20250219:streamRawPredict"},
		{"vertex", "", "project=p", gen, gg, "claude-opus-4-8", ""},
		{"vertex", "", "project=p", gen, am, "gemini-3-pro", ""},
		{"vertex", "", "", gen, gg, "gemini-3-pro", "POST https://aiplatform.googleapis.com/v1/publishers/google/models/gemini-3-pro:generateContent"},
		{"vertex", "", "", gen, am, "claude-opus-4-8", ""},
		{"vertex", "https://gw.example/v", "project=p api_version=v1beta1", count, gg, "g", "POST https://gw.example/v/v1beta1/projects/p/locations/global/publishers/google/models/g:countTokens"},

		{"bedrock", "", "region=us-east-1", gen, bc, "us.anthropic.claude-sonnet-4-5-20250929-v1:0", "POST https://bedrock-runtime.us-east-1.amazonaws.com/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse"},
		{"bedrock", "", "region=us-east-1", gen, bc, "arn:aws:bedrock:us-east-1:1:inference-profile/x+", "POST https://bedrock-runtime.us-east-1.amazonaws.com/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fx/converse-stream"},
		{"bedrock", "https://bedrock-runtime.eu-west-1.amazonaws.com/model/x/converse", "", count, bc, "m", "POST https://bedrock-runtime.eu-west-1.amazonaws.com/model/m/count-tokens"},
		{"bedrock", "", "region=us-east-1", models, bc, "", ""},

		{"cohere", "", "", gen, co, "command-a", "POST https://api.cohere.com/v2/chat"},
		{"cohere", "https://api.cohere.com/v2/chat", "", embed, co, "e", "POST https://api.cohere.com/v2/embed"},
		{"cohere", "https://api.cohere.com/v2", "", upstream.Rerank, co, "r", "POST https://api.cohere.com/v2/rerank"},
		{"cohere", "", "", models, co, "", "GET https://api.cohere.com/v1/models?page_size=1000"},

		{"dashscope", "", "", gen, ds, "qwen-max", "POST https://dashscope.aliyuncs.com/api/v1/services/aigc/text-generation/generation"},
		{"dashscope", "https://dashscope-intl.aliyuncs.com", "", upstream.GenerateMedia, ds, "qwen-vl-plus", "POST https://dashscope-intl.aliyuncs.com/api/v1/services/aigc/multimodal-generation/generation"},
		{"dashscope", "", "", embed, ds, "text-embedding-v4", "POST https://dashscope.aliyuncs.com/api/v1/services/embeddings/text-embedding/text-embedding"},
		{"dashscope", "", "", upstream.Rerank, ds, "gte-rerank", "POST https://dashscope.aliyuncs.com/api/v1/services/rerank/text-rerank/text-rerank"},
	} {
		row.check(t)
	}
}

func TestURLsOfFurtherDialects(t *testing.T) {
	for _, row := range []urlRow{
		{"ollama", "http://h:11434", "", gen, openAI, "m", "POST http://h:11434/v1/chat/completions"},
		{"ollama", "http://h:11434", "", gen, am, "m", "POST http://h:11434/v1/messages"},
		{"ollama", "http://h:11434", "", gen, ol, "m", ""},
		{"ollama", "http://h:11434/api/", "", gen, ol, "m", "POST http://h:11434/api/chat"},
		{"ollama", "http://h:11434/api/chat", "", models, ol, "m", "GET http://h:11434/api/tags"},
		{"ollama", "http://h:11434/api", "", gen, openAI, "m", ""},

		{"deepseek", "", "", gen, am, "m", "POST https://api.deepseek.com/anthropic/v1/messages"},
		{"deepseek", "https://api.deepseek.com/anthropic", "", gen, openAI, "m", "POST https://api.deepseek.com/v1/chat/completions"},
		{"deepseek", "https://api.deepseek.com/beta", "", gen, am, "m", "POST https://api.deepseek.com/anthropic/v1/messages"},
		{"deepseek", "https://api.deepseek.com", "", gen, am, "m", "POST https://api.deepseek.com/anthropic/v1/messages"},
		{"deepseek", "https://gw.example/x/v1", "", gen, am, "m", ""},  // who knows what else is there
		{"deepseek", "https://gw.example/other", "", gen, am, "m", ""}, // nobody knows where
		{"deepseek", "", "", gen, resp, "m", "POST https://api.deepseek.com/v1/responses"},
		{"qwen", "https://ws.cn-beijing.maas.aliyuncs.com", "", gen, resp, "m", "POST https://ws.cn-beijing.maas.aliyuncs.com/compatible-mode/v1/responses"},
		{"qwen", "", "", gen, am, "m", "POST https://dashscope.aliyuncs.com/apps/anthropic/v1/messages"},
		{"moonshot", "https://api.moonshot.ai/v1", "", gen, am, "m", "POST https://api.moonshot.ai/anthropic/v1/messages"},
		{"zhipu", "https://api.z.ai/api/coding/paas/v4", "", gen, am, "m", "POST https://api.z.ai/api/anthropic/v1/messages"},
		{"zhipu", "", "", gen, resp, "m", "POST https://open.bigmodel.cn/api/v1/responses"},
		{"minimax", "", "", gen, am, "m", "POST https://api.minimaxi.com/anthropic/v1/messages"},
		{"doubao", "", "", gen, am, "m", ""},
		{"doubao", "https://ark.cn-beijing.volces.com/api/coding/v3", "", gen, am, "m", "POST https://ark.cn-beijing.volces.com/api/coding/v1/messages"},
		{"doubao", "https://ark.cn-beijing.volces.com/api/coding/v3", "", gen, openAI, "m", "POST https://ark.cn-beijing.volces.com/api/coding/v3/chat/completions"},
		{"openrouter", "", "", gen, am, "m", "POST https://openrouter.ai/api/v1/messages"},
		{"xai", "", "", gen, resp, "m", "POST https://api.x.ai/v1/responses"},
		{"vllm", "", "", gen, am, "m", "POST http://127.0.0.1:8000/v1/messages"},
		{"siliconflow", "", "", gen, am, "m", "POST https://api.siliconflow.cn/v1/messages"},
		{"groq", "", "", gen, resp, "m", ""},
	} {
		row.check(t)
	}
}

func (row urlRow) check(t *testing.T) {
	t.Helper()
	ch := channel(row.provider, row.base)
	options(t, ch, row.options)
	model, stream := strings.CutSuffix(string(row.model), "+")
	u := compile(t, ch)
	r, err := u.Request(t.Context(), upstream.Ask{Operation: row.op, Wire: row.wire, Model: burncloud.ModelName(model), Stream: stream, Key: "k"})
	got := ""
	if err == nil {
		got = r.Method + " " + r.URL.String()
	} else if e := burncloud.AsError(err); e.Kind != burncloud.KindUpstreamMissing {
		t.Errorf("%s: %v", row.provider, err)
	}
	if got != row.want {
		t.Errorf("%s %q %q %s in %s of %q\n got %q\nwant %q", row.provider, row.base, row.options, row.op, row.wire, row.model, got, row.want)
	}
	again := channel(row.provider, u.BaseURL())
	options(t, again, row.options)
	if back := compile(t, again).BaseURL(); back != u.BaseURL() {
		t.Errorf("%s: base %s comes to %s", row.provider, u.BaseURL(), back)
	}
}

func TestModelsThatCannotBeInAnAddress(t *testing.T) {
	u := compile(t, channel("gemini", ""))
	for _, model := range []burncloud.ModelName{"", ".", "..", "models/..", "a\nb", "models/"} {
		_, err := u.Request(t.Context(), upstream.Ask{Operation: upstream.Generate, Wire: upstream.WireGemini, Model: model})
		if burncloud.AsError(err).Kind != burncloud.KindUpstreamMissing {
			t.Errorf("%q: %v", model, err)
		}
	}
}

func TestWireFor(t *testing.T) {
	for _, row := range []struct {
		provider burncloud.ProviderName
		base     string
		op       upstream.Operation
		model    burncloud.ModelName
		client   burncloud.Dialect
		want     burncloud.Dialect // "" = no way
	}{
		{"openai", "", upstream.Generate, "m", openAI, openAI},
		{"openai", "", upstream.Generate, "m", upstream.WireResponses, upstream.WireResponses},
		{"openai", "", upstream.Generate, "m", upstream.WireAnthropic, openAI},
		{"openai", "", upstream.Rerank, "m", openAI, ""},
		{"openai", "", upstream.CountTokens, "m", upstream.WireAnthropic, upstream.WireResponses},
		{"groq", "", upstream.CountTokens, "m", upstream.WireAnthropic, ""},
		{"deepseek", "", upstream.Generate, "m", upstream.WireAnthropic, upstream.WireAnthropic},
		{"deepseek", "https://gw.example/other", upstream.Generate, "m", upstream.WireAnthropic, openAI},
		{"anthropic", "", upstream.Generate, "m", openAI, upstream.WireAnthropic},
		{"vertex", "", upstream.Generate, "gemini-3-pro", openAI, upstream.WireGemini},
		{"vertex", "", upstream.Generate, "claude-opus-4-8", upstream.WireGemini, upstream.WireAnthropic},
		{"azure", "https://r.services.ai.azure.com", upstream.Generate, "claude-opus-4-8", openAI, upstream.WireAnthropic},
		{"azure", "https://r.services.ai.azure.com", upstream.Generate, "gpt-5", upstream.WireAnthropic, openAI},
		{"ollama", "", upstream.Generate, "m", upstream.WireGemini, openAI},
		{"ollama", "http://h/api", upstream.Generate, "m", openAI, upstream.WireOllama},
	} {
		ch := channel(row.provider, row.base)
		if row.provider == "vertex" {
			ch.Options.Project = "p"
		}
		wire, native, ok := compile(t, ch).WireFor(row.op, row.model, row.client)
		if wire != row.want || ok != (row.want != "") || native != (ok && wire == row.client) {
			t.Errorf("%s %q %s of %q for %s: %q, %v, %v; want %q", row.provider, row.base, row.op, row.model, row.client, wire, native, ok, row.want)
		}
	}
}

func TestHeaders(t *testing.T) {
	type H = http.Header
	for _, row := range []struct {
		provider burncloud.ProviderName
		base     string
		ask      upstream.Ask
		channel  map[string]string
		client   H
		want     string // beside User-Agent, by name
	}{
		{"anthropic", "", upstream.Ask{Wire: upstream.WireAnthropic, Stream: true}, nil, nil, "Accept=application/json Anthropic-Version=2023-06-01 X-Api-Key=sk-123"},
		{"anthropic", "", upstream.Ask{Wire: upstream.WireAnthropic}, nil, H{"Anthropic-Version": {"2026-10-21"}, "Anthropic-Beta": {"a,b", "c"}, "X-Api-Key": {"theirs"}, "Cookie": {"x"}}, "Accept=application/json Anthropic-Beta=a,b,c Anthropic-Version=2026-10-21 X-Api-Key=sk-123"},
		{"anthropic", "", upstream.Ask{Wire: upstream.WireAnthropic}, map[string]string{"anthropic-beta": "x, A", "anthropic-version": "2099-01-01"}, H{"Anthropic-Version": {"2026-10-21"}, "Anthropic-Beta": {"a,b"}}, "Accept=application/json Anthropic-Beta=x,A,b Anthropic-Version=2099-01-01 X-Api-Key=sk-123"},
		{"anthropic", "", upstream.Ask{Wire: upstream.WireAnthropic}, nil, H{"Anthropic-Beta": {"a\r\nX: y"}}, "Accept=application/json Anthropic-Version=2023-06-01 X-Api-Key=sk-123"},
		{"openai", "", upstream.Ask{Wire: openAI}, nil, H{"Openai-Beta": {"x"}, "Openai-Organization": {"theirs"}, "Authorization": {"Bearer theirs"}}, "Accept=application/json Authorization=Bearer sk-123 Openai-Beta=x"},
		{"openai", "", upstream.Ask{Wire: openAI, Operation: upstream.Speech, Body: []byte("{}")}, nil, nil, "Accept=*/* Authorization=Bearer sk-123 Content-Type=application/json"},
		{"openai", "", upstream.Ask{Wire: openAI, Operation: upstream.Transcribe, Body: []byte("x"), ContentType: "multipart/form-data; boundary=q"}, nil, nil, "Accept=application/json Authorization=Bearer sk-123 Content-Type=multipart/form-data; boundary=q"},
		{"openai", "", upstream.Ask{Wire: openAI, Operation: upstream.Realtime}, nil, H{"Openai-Beta": {"realtime=v1"}}, "Authorization=Bearer sk-123 Openai-Beta=realtime=v1"},
		{"azure", "https://r.openai.azure.com", upstream.Ask{Wire: openAI}, nil, nil, "Accept=application/json Api-Key=sk-123"},
		{"azure", "https://r.services.ai.azure.com", upstream.Ask{Wire: upstream.WireAnthropic, Model: "claude-x"}, nil, nil, "Accept=application/json Anthropic-Version=2023-06-01 Api-Key=sk-123"},
		{"gemini", "", upstream.Ask{Wire: upstream.WireGemini}, nil, nil, "Accept=application/json X-Goog-Api-Key=sk-123"},
		{"vertex", "", upstream.Ask{Wire: upstream.WireGemini}, nil, nil, "Accept=application/json X-Goog-Api-Key=sk-123"},
		{"bedrock", "https://bedrock-runtime.us-east-1.amazonaws.com", upstream.Ask{Wire: upstream.WireBedrock}, nil, nil, "Accept=application/json Authorization=Bearer sk-123"},
		{"bedrock", "https://bedrock-runtime.us-east-1.amazonaws.com", upstream.Ask{Wire: upstream.WireBedrock, Stream: true}, nil, nil, "Accept=application/vnd.amazon.eventstream Authorization=Bearer sk-123"},
		{"cohere", "", upstream.Ask{Wire: upstream.WireCohere}, nil, nil, "Accept=application/json Authorization=Bearer sk-123"},
		{"dashscope", "", upstream.Ask{Wire: upstream.WireDashScope, Stream: true}, nil, nil, "Accept=application/json Authorization=Bearer sk-123 X-Dashscope-Sse=enable"},
		{"deepseek", "", upstream.Ask{Wire: upstream.WireAnthropic}, nil, nil, "Accept=application/json Anthropic-Version=2023-06-01 X-Api-Key=sk-123"},
		{"moonshot", "", upstream.Ask{Wire: upstream.WireAnthropic}, nil, nil, "Accept=application/json Anthropic-Version=2023-06-01 Authorization=Bearer sk-123"},
	} {
		ch := channel(row.provider, row.base)
		ch.Options.Headers = row.channel
		ask := row.ask
		ask.Key, ask.Header = "sk-123", row.client
		if ask.Operation == "" {
			ask.Operation = upstream.Generate
		}
		if ask.Model == "" {
			ask.Model = "m"
		}
		r, err := compile(t, ch).Request(t.Context(), ask)
		if err != nil {
			t.Errorf("%s: %v", row.provider, err)
			continue
		}
		delete(r.Header, "User-Agent")
		var got []string
		for _, name := range slices.Sorted(maps.Keys(r.Header)) {
			got = append(got, name+"="+strings.Join(r.Header[name], "|"))
		}
		if s := strings.Join(got, " "); s != row.want {
			t.Errorf("%s %s\n got %s\nwant %s", row.provider, row.ask.Wire, s, row.want)
		}
	}
}
