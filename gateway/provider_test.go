package gateway_test

import (
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/sim"
)

const hello = `"messages":[{"role":"user","content":"hello there"}]`

// TestDeepSeekProxy sends calls through a DeepSeek channel: header, path, body, stream and usage are DeepSeek's.
func TestDeepSeekProxy(t *testing.T) {
	p, url := provider(t, sim.DeepSeek, "ds-secret-key-1", sim.Knobs{Cached: 2})
	r := newRig(t, channel("ch_ds", "deepseek", url, "ds-secret-key-1", "deepseek-chat", "deepseek-reasoner"))

	request := `{ "model":"deepseek-chat", "zz_unknown":{"b":1.10,"a":2}, ` + hello + ` }`
	a := r.post("/v1/chat/completions", request)
	if a.status != 200 || !strings.Contains(a.body, `"prompt_cache_hit_tokens":2`) {
		t.Fatalf("%d %s", a.status, a.body)
	}
	got := p.Served()[0]
	if got.Path != "/v1/chat/completions" || got.Header.Get("Authorization") != "Bearer ds-secret-key-1" || string(got.Body) != request {
		t.Errorf("the provider saw %s, %q, %s", got.Path, got.Header.Get("Authorization"), got.Body)
	}
	want := burncloud.Usage{Input: int64(got.PromptTokens - 2), CacheRead: 2, Output: int64(got.CompletionTokens)}
	if c := r.lastCall(); c.Usage != want || c.Status != 200 || c.ChannelID != "ch_ds" || c.UpstreamModel != "deepseek-chat" {
		t.Errorf("recorded %+v, want usage %+v", c, want)
	}

	a = r.post("/v1/chat/completions", `{"model":"deepseek-reasoner","stream":true,`+hello+`}`)
	if a.status != 200 || !strings.HasSuffix(a.body, "data: [DONE]\n\n") || strings.Index(a.body, `"reasoning_content":"`) > strings.LastIndex(a.body, `"content":"`) {
		t.Fatalf("%d %s", a.status, a.body)
	}
	got = p.Served()[1]
	if string(got.Body) != `{"model":"deepseek-reasoner","stream":true,`+hello+`}` {
		t.Errorf("DeepSeek reports usage unasked, so nothing is to be injected: %s", got.Body)
	}
	if c := r.lastCall(); !c.Stream || c.Usage.Reasoning == 0 || c.Usage.Completion() != int64(got.CompletionTokens) || c.Usage.Prompt() != int64(got.PromptTokens) || c.TTFT == 0 {
		t.Errorf("recorded %+v, served %d/%d", c, got.PromptTokens, got.CompletionTokens)
	}
}

// TestQwenProxy sends calls through a DashScope channel in compatible mode, with a workspace.
func TestQwenProxy(t *testing.T) {
	p, url := provider(t, sim.Qwen, "qw-secret-key-1", sim.Knobs{})
	ch := channel("ch_qw", "qwen", url, "qw-secret-key-1", "qwen-plus")
	ch.Options.Workspace = "ws-42"
	r := newRig(t, ch)

	a := r.post("/v1/chat/completions", `{"model":"qwen-plus","stream":true,`+hello+`}`)
	if a.status != 200 || !strings.HasSuffix(a.body, "data: [DONE]\n\n") {
		t.Fatalf("%d %s", a.status, a.body)
	}
	if strings.Contains(a.body, `"choices":[],`) {
		t.Errorf("the usage chunk was not asked for by the client: %s", a.body)
	}
	got := p.Served()[0]
	if got.Path != "/compatible-mode/v1/chat/completions" || got.Header.Get("Authorization") != "Bearer qw-secret-key-1" || got.Header.Get("X-Dashscope-Workspace") != "ws-42" {
		t.Errorf("the provider saw %s %v", got.Path, got.Header)
	}
	if want := `{"model":"qwen-plus","stream":true,` + hello + `,"stream_options":{"include_usage":true}}`; string(got.Body) != want {
		t.Errorf("sent %s\nwant %s", got.Body, want)
	}
	if c := r.lastCall(); c.Usage.Prompt() != int64(got.PromptTokens) || c.Usage.Completion() != int64(got.CompletionTokens) {
		t.Errorf("recorded %+v, served %d/%d", c.Usage, got.PromptTokens, got.CompletionTokens)
	}

	a = r.post("/v1/chat/completions", `{"model":"qwen-plus","stream":true,"stream_options":{"include_usage":true},`+hello+`}`)
	if !strings.Contains(a.body, `"choices":[],`) || !strings.Contains(a.body, `"usage":{`) {
		t.Errorf("the client asked for the usage chunk: %s", a.body)
	}
	a = r.post("/v1/chat/completions", `{"model":"qwen-plus",`+hello+`}`)
	if c := r.lastCall(); a.status != 200 || c.Usage.IsZero() || c.Stream {
		t.Errorf("%d, recorded %+v", a.status, c)
	}
}
