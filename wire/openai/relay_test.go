package openai_test

import (
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/wire/openai"
)

func TestBodyEdits(t *testing.T) {
	const inject = `"stream_options":{"include_usage":true}`
	for _, tt := range []struct{ name, in, model, want string }{
		{"untouched", `{"model":"a", "x":1}`, "a", `{"model":"a", "x":1}`},
		{"mapped", `{ "x":1.10,"model" : "a","y":[1 , 2]}`, "b/c", `{ "x":1.10,"model" : "b/c","y":[1 , 2]}`},
		{"mapped escaped", `{"model":"\u0061"}`, "a\"b", `{"model":"a\"b"}`},
		{"same though escaped", `{"model":"\u0061"}`, "a", `{"model":"\u0061"}`},
		{"usage asked for", `{"model":"a","stream":true}`, "a", `{"model":"a","stream":true,` + inject + `}`},
		{"usage where null", `{"stream_options":null,"model":"a","stream":true}`, "a", `{` + inject + `,"model":"a","stream":true}`},
		{"usage where empty", `{"stream_options":{ },"model":"a","stream":true}`, "a", `{"stream_options":{ "include_usage":true},"model":"a","stream":true}`},
		{"usage where false", `{"stream_options":{"include_usage":false},"model":"a","stream":true}`, "a", `{` + inject + `,"model":"a","stream":true}`},
		{"usage where null member", `{"stream_options":{"include_usage":null},"model":"a","stream":true}`, "a", `{` + inject + `,"model":"a","stream":true}`},
		{"other options kept", `{"stream_options":{"x":1},"model":"a","stream":true}`, "b", `{"stream_options":{"x":1,"include_usage":true},"model":"b","stream":true}`},
		{"asked already", `{"stream_options":{"include_usage":true},"model":"a","stream":true}`, "a", `{"stream_options":{"include_usage":true},"model":"a","stream":true}`},
		{"not a stream", `{"model":"a","stream":false}`, "a", `{"model":"a","stream":false}`},
		{"stream null", `{"model":"a","stream":null}`, "a", `{"model":"a","stream":null}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, err := openai.Peek(openai.ShapeChoices, []byte(tt.in))
			if err != nil {
				t.Fatal(err)
			}
			if got := string(r.Body(burncloud.ModelName(tt.model), true)); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestPeekRefuses(t *testing.T) {
	for _, tt := range []struct{ in, param, says string }{
		{``, "", "empty"},
		{`[1]`, "", "object"},
		{`{"model":"a"`, "", "JSON"},
		{`{"model":"a"} x`, "", "JSON"},
		{`{"model":"a","model":"b"}`, "", `"model"`},
		{`{"model":"a","Model":"b"}`, "", `"Model"`},
		{`{"model":"a","stream":true,"strea\u006d":false}`, "", `"stream"`},
		{`{"messages":[]}`, "model", "model"},
		{`{"model":7}`, "model", "string"},
		{`{"model":""}`, "model", "empty"},
		{`{"model":"a","stream":"yes"}`, "stream", "true or false"},
		{`{"model":"a","stream_options":[]}`, "stream_options", "object"},
		{`{"model":"a","stream_options":{"include_usage":1}}`, "stream_options.include_usage", "true or false"},
	} {
		_, err := openai.Peek(openai.ShapeChoices, []byte(tt.in))
		e := burncloud.AsError(err)
		if err == nil || e.Kind != burncloud.KindBadRequest || e.Param != tt.param || !strings.Contains(e.Message, tt.says) {
			t.Errorf("%s: got %v (param %q), want param %q and %q", tt.in, err, e.Param, tt.param, tt.says)
		}
	}
}

func TestFrames(t *testing.T) {
	const plain, asked = `{"model":"a","stream":true}`, `{"model":"a","stream":true,"stream_options":{"include_usage":true}}`
	for _, tt := range []struct {
		name, request, frame string
		want                 llm.Verdict
	}{
		{"role only", plain, `data: {"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}`, 0},
		{"comment", plain, `: OPENROUTER PROCESSING`, 0},
		{"text", plain, `data: {"choices":[{"delta":{"content":"x"}}]}`, llm.Content},
		{"thinking", plain, `data: {"choices":[{"delta":{"content":null,"reasoning_content":"x"}}]}`, llm.Content},
		{"tool call", plain, `data: {"choices":[{"delta":{"tool_calls":[{"index":0}]}}]}`, llm.Content},
		{"unknown member", plain, `data: {"choices":[{"delta":{"hologram":"x"}}]}`, llm.Content},
		{"completion text", plain, `data: {"choices":[{"text":"x","index":0}]}`, llm.Content},
		{"finish alone", plain, `data: {"choices":[{"delta":{},"finish_reason": "stop"}]}`, llm.Content},
		{"azure prelude", plain, `data: {"choices":[],"prompt_filter_results":[]}`, 0},
		{"usage we asked for", plain, `data: {"choices":[],"usage":{"prompt_tokens":1}}`, llm.Drop},
		{"usage it asked for", asked, `data: {"choices":[],"usage":{"prompt_tokens":1}}`, 0},
		{"usage unasked", plain, `data: {"choices":[],"usage":{"prompt_tokens":1}}`, 0},
		{"usage null", plain, `data: {"choices":[],"usage":null}`, 0},
		{"done", plain, `data: [DONE]`, llm.Last},
		{"error", plain, `data: {"error":{"message":"x"}}`, llm.Failed},
		{"error event", plain, "event: error\ndata: {\"error\":{\"message\":\"x\"}}", llm.Failed},
		{"minimax error", plain, `data: {"choices":null,"base_resp":{"status_code":1002,"status_msg":"x"}}`, llm.Failed},
		{"minimax fine", plain, `data: {"choices":[{"delta":{"content":"x"}}],"base_resp":{"status_code":0}}`, llm.Content},
		{"not JSON", plain, `data: <html>`, llm.Broken},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, err := openai.Peek(openai.ShapeChoices, []byte(tt.request))
			if err != nil {
				t.Fatal(err)
			}
			r.Body("a", !strings.Contains(tt.name, "unasked"))
			if got := r.Stream().Frame([]byte(tt.frame + "\n\n")); got != tt.want {
				t.Errorf("%s: got %b, want %b", tt.frame, got, tt.want)
			}
		})
	}
}

func TestFrameAllocatesNothing(t *testing.T) {
	r, err := openai.Peek(openai.ShapeChoices, []byte(`{"model":"a","stream":true}`))
	if err != nil {
		t.Fatal(err)
	}
	s := r.Stream()
	s.Frame([]byte(`data: {"choices":[{"delta":{"content":"x"}}]}` + "\n\n"))
	frame := []byte(`data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"hello"},"logprobs":null,"finish_reason":null}],"usage":null}` + "\n\n")
	if n := testing.AllocsPerRun(100, func() { s.Frame(frame) }); n != 0 {
		t.Errorf("%v allocations per chunk, want 0", n)
	}
}

func BenchmarkFrame(b *testing.B) {
	r, err := openai.Peek(openai.ShapeChoices, []byte(`{"model":"a","stream":true}`))
	if err != nil {
		b.Fatal(err)
	}
	s := r.Stream()
	s.Frame([]byte(`data: {"choices":[{"delta":{"content":"x"}}]}` + "\n\n"))
	frame := []byte(`data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"hello"},"logprobs":null,"finish_reason":null}],"usage":null}` + "\n\n")
	for b.Loop() {
		s.Frame(frame)
	}
}

// Usage as providers report it and the disjoint buckets it comes to. The shapes are recorded (wire-facts §8).
func TestReadUsage(t *testing.T) {
	for _, tt := range []struct {
		name, raw string
		want      burncloud.Usage
	}{
		{"openai", `{"prompt_tokens":100,"completion_tokens":20,"total_tokens":120,"prompt_tokens_details":{"cached_tokens":64,"audio_tokens":6},"completion_tokens_details":{"reasoning_tokens":12,"audio_tokens":3}}`, burncloud.Usage{Input: 30, CacheRead: 64, AudioIn: 6, Output: 5, Reasoning: 12, AudioOut: 3}},
		{"cache write", `{"prompt_tokens":100,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":60,"cache_write_tokens":30}}`, burncloud.Usage{Input: 10, CacheRead: 60, CacheWrite: 30, Output: 1}},
		{"deepseek", `{"prompt_tokens":12,"completion_tokens":9,"total_tokens":21,"prompt_cache_hit_tokens":8,"prompt_cache_miss_tokens":4,"completion_tokens_details":{"reasoning_tokens":4}}`, burncloud.Usage{Input: 4, CacheRead: 8, Output: 5, Reasoning: 4}},
		{"deepseek, both spellings", `{"prompt_tokens":12,"completion_tokens":9,"prompt_tokens_details":{"cached_tokens":8},"prompt_cache_hit_tokens":8}`, burncloud.Usage{Input: 4, CacheRead: 8, Output: 9}},
		{"moonshot", `{"prompt_tokens":12,"completion_tokens":9,"cached_tokens":10}`, burncloud.Usage{Input: 2, CacheRead: 10, Output: 9}},
		{"xai counts reasoning apart", `{"prompt_tokens":10,"completion_tokens":5,"total_tokens":40,"completion_tokens_details":{"reasoning_tokens":25}}`, burncloud.Usage{Input: 10, Output: 5, Reasoning: 25}},
		{"details above their whole", `{"prompt_tokens":5,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":9},"completion_tokens_details":{"reasoning_tokens":7}}`, burncloud.Usage{CacheRead: 5, Reasoning: 2}},
		{"null details", `{"prompt_tokens":5,"completion_tokens":2,"prompt_tokens_details":null}`, burncloud.Usage{Input: 5, Output: 2}},
		{"insane", `{"prompt_tokens":-5,"completion_tokens":"many","total_tokens":1e99}`, burncloud.Usage{}},
		{"embeddings", `{"prompt_tokens":8,"total_tokens":8}`, burncloud.Usage{Input: 8}},
	} {
		if got := openai.ReadUsage([]byte(tt.raw)); got != tt.want {
			t.Errorf("%s: got %+v, want %+v", tt.name, got, tt.want)
		}
	}
}

func TestUsageInStreams(t *testing.T) {
	for _, tt := range []struct{ name, frame string }{
		{"own chunk", `data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2}}`},
		{"finish chunk", `data: {"choices":[{"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":2}}`},
		{"in the choice", `data: {"choices":[{"delta":{},"finish_reason":"stop","usage":{"prompt_tokens":3,"completion_tokens":2}}]}`},
		{"groq", `data: {"choices":[{"delta":{},"finish_reason":"stop"}],"x_groq":{"id":"r","usage":{"prompt_tokens":3,"completion_tokens":2}}}`},
	} {
		r, err := openai.Peek(openai.ShapeChoices, []byte(`{"model":"a","stream":true}`))
		if err != nil {
			t.Fatal(err)
		}
		s := r.Stream()
		s.Frame([]byte(tt.frame + "\n\n"))
		if got, want := s.Outcome().Usage, (burncloud.Usage{Input: 3, Output: 2}); got != want {
			t.Errorf("%s: got %+v, want %+v", tt.name, got, want)
		}
	}
}

func TestAppendErrorIsWhole(t *testing.T) {
	got := string(openai.AppendError(nil, &burncloud.Error{Kind: burncloud.KindBadRequest, Message: "bad \"n\"\n", Param: "n"}))
	want := `{"error":{"message":"bad \"n\"\n","type":"invalid_request_error","param":"n","code":null}}`
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
