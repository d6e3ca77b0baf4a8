package ollama_test

import (
	"errors"
	"io"
	"iter"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/wiretest"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/wire/ollama"
)

var (
	_     llm.Back = ollama.Back{}
	back  ollama.Back
	local = &llm.Target{Model: "qwen3"}
)

// decode decodes a stream, cut in several ways.
func decode(t testing.TB, in string) (*llm.Response, error) {
	return wiretest.Whole(t, in, func(r io.Reader) iter.Seq2[llm.Event, error] {
		return back.DecodeStream(&llm.Request{ID: "r"}, local, r)
	})
}

func TestEncodeParameters(t *testing.T) {
	yes, no := true, false
	tool := llm.Tool{Name: "a", Strict: &yes}
	const head = `{"model":"qwen3","messages":[{"role":"user","content":"x"}]`
	const a = `,"tools":[{"type":"function","function":{"name":"a","parameters":{"type":"object","properties":{}}}}]`
	set := &llm.Target{Model: "qwen3", Quirks: llm.Quirks{Set: llm.Raw(`{"keep_alive":"1h","options":{"num_ctx":8192,"seed":1}}`)}}
	for _, tt := range []struct {
		name string
		req  llm.Request
		to   *llm.Target
		want string // what follows the messages; "" = refused
		lost string
	}{
		{"nothing", llm.Request{}, local, `,"stream":false,"options":{}}`, ""},
		{"stream", llm.Request{Stream: true}, local, `,"stream":true,"options":{}}`, ""},
		{"set", llm.Request{Sampling: llm.Sampling{Seed: "9", TopP: "1"}}, set, `,"stream":false,"options":{"top_p":1,"num_ctx":8192,"seed":1},"keep_alive":"1h"}`, ""},
		{"options", llm.Request{MaxTokens: "5", Sampling: llm.Sampling{Temperature: "0.0", TopP: "0.5", TopK: "3", Seed: "7", FrequencyPenalty: "0.1", PresencePenalty: "0.2", Stop: []string{"<"}, N: "1", LogitBias: llm.Raw("{}")}}, local, `,"stream":false,"options":{"num_predict":5,"temperature":0.0,"top_p":0.5,"top_k":3,"frequency_penalty":0.1,"presence_penalty":0.2,"seed":7,"stop":["<"]}}`, "logit_bias"},
		{"two answers", llm.Request{Sampling: llm.Sampling{N: "2"}}, local, "", "n: the upstream answers once"},
		{"logprobs", llm.Request{Sampling: llm.Sampling{Logprobs: true, TopLogprobs: "2"}}, local, `,"stream":false,"options":{},"logprobs":true,"top_logprobs":2}`, ""},
		{"tools", llm.Request{Tools: []llm.Tool{tool}, ParallelTools: &no}, local, `,"stream":false` + a + `,"options":{}}`, "parallel_tool_calls,tools[0].strict"},
		{"no tools", llm.Request{Tools: []llm.Tool{tool}, ToolChoice: llm.ToolChoice{Mode: llm.ChoiceNone}}, local, `,"stream":false,"options":{}}`, ""},
		{"forced", llm.Request{Tools: []llm.Tool{{Name: "b"}, {Name: "a"}}, ToolChoice: llm.ToolChoice{Mode: llm.ChoiceRequired, Name: "a"}}, local, `,"stream":false` + a + `,"options":{}}`, "tool_choice"},
		{"effort", llm.Request{Reasoning: llm.Thinking{Effort: "xhigh"}}, local, `,"stream":false,"think":"high","options":{}}`, ""},
		{"budget", llm.Request{Reasoning: llm.Thinking{Budget: "9"}}, local, `,"stream":false,"think":true,"options":{}}`, "reasoning_effort"},
		{"off", llm.Request{Reasoning: llm.Thinking{Effort: "none"}}, local, `,"stream":false,"think":false,"options":{}}`, ""},
		{"json", llm.Request{Format: llm.Format{Kind: llm.FormatJSON}}, local, `,"stream":false,"format":"json","options":{}}`, ""},
		{"schema", llm.Request{Format: llm.Format{Kind: llm.FormatSchema, Schema: llm.Raw(`{"b":1,"a":2}`)}}, local, `,"stream":false,"format":{"b":1,"a":2},"options":{}}`, ""},
	} {
		tt.req.Messages = []llm.Message{{Role: llm.RoleUser, Parts: []llm.Part{llm.Text{Text: "x"}}}}
		body, lost, err := back.EncodeRequest(&tt.req, tt.to)
		if tt.want == "" {
			if err == nil || burncloud.AsError(err).Message != tt.lost {
				t.Errorf("%s: %v, want a refusal: %s", tt.name, err, tt.lost)
			}
			continue
		}
		if got := strings.TrimPrefix(string(body), head); got != tt.want || llm.Dropped(lost) != tt.lost || err != nil {
			t.Errorf("%s:\n got %s\nwant %s\nlost %q, want %q, %v", tt.name, got, tt.want, llm.Dropped(lost), tt.lost, err)
		}
	}
}

func message(members string) string {
	return `{"model":"m","created_at":"t","message":{"role":"assistant",` + members + `},"done":false}` + "\n"
}

const done = `{"model":"m","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","prompt_eval_count":3,"eval_count":2}`

func TestDecodeStream(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"text", message(`"content":"a"`) + message(`"content":"b"`) + done + "\n", `[{ab}] end/stop`},
		{"no line break at the end", message(`"content":"a"`) + done, `[{a}] end/stop`},
		{"blank lines, CRLF", "\r\n" + message(`"content":"a"`) + "\r\n" + done + "\r\n", `[{a}] end/stop`},
		{"thinking", message(`"content":"","thinking":"a"`) + message(`"content":"b"`) + done, `[think{a} {b}] end/stop`},
		{"both in a line", message(`"content":"b","thinking":"a"`) + done, `[think{a} {b}] end/stop`},
		{"calls", message(`"content":"","tool_calls":[{"id":"c","function":{"index":0,"name":"f","arguments":{"b":1.0,"a":"ü"}}},{"function":{"name":"g","arguments":{}}}]`) + done, `[call{c f {"b":1.0,"a":"ü"}} call{call_r_1 g {}}] tool_calls/stop`},
		{"arguments as text", message(`"tool_calls":[{"function":{"name":"f","arguments":"{\"a\":1}"}}]`) + done, `[call{call_r_0 f {"a":1}}] tool_calls/stop`},
		{"length", message(`"content":"a"`) + strings.Replace(done, "stop", "length", 1), `[{a}] length/length`},
		{"load", strings.Replace(done, "stop", "load", 1), `[] unknown/load`},
		{"old version", message(`"content":"a"`) + strings.Replace(done, `"done_reason":"stop",`, "", 1), `[{a}] end/`},
		{"error line", message(`"content":"a"`) + `{"error":"an error was encountered while running the model"}`, `upstream_server`},
		{"cut between lines", message(`"content":"a"`), `upstream_cut`},
		{"cut in a line", message(`"content":"a"`) + done[:40], `upstream_cut`},
		{"nothing", "", `upstream_cut`},
		{"not JSON", "<html>\n" + done + "\n", `upstream_invalid`},
		{"nameless call", message(`"tool_calls":[{"function":{}}]`) + done, `upstream_invalid`},
		{"more after the end", done + "\n{", `[] end/stop`},
	} {
		if got := wiretest.Show(decode(t, tt.in)); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestBrokenConnection(t *testing.T) {
	reset := errors.New("connection reset")
	r := io.MultiReader(strings.NewReader(message(`"content":"a"`)+`{"mod`), iotest.ErrReader(reset))
	_, err := llm.Collect(back.DecodeStream(&llm.Request{}, local, r))
	if !errors.Is(err, reset) || burncloud.AsError(err).Kind != burncloud.KindUpstreamCut {
		t.Error(err)
	}
}

func TestLongLine(t *testing.T) {
	_, err := llm.Collect(back.DecodeStream(&llm.Request{}, local, strings.NewReader(strings.Repeat(" ", 9<<20)+done)))
	if burncloud.AsError(err).Kind != burncloud.KindUpstreamInvalid {
		t.Error(err)
	}
}

func TestUsage(t *testing.T) {
	for _, tt := range []struct {
		counts string
		want   burncloud.Usage
		raw    string
	}{
		{`"prompt_eval_count":15,"eval_count":50`, burncloud.Usage{Input: 15, Output: 50}, `{"prompt_eval_count":15,"eval_count":50}`},
		{`"eval_count":50`, burncloud.Usage{Output: 50}, `{"eval_count":50}`},
		{`"x":1`, burncloud.Usage{}, ``},
	} {
		resp, err := back.DecodeResponse(&llm.Request{}, local, []byte(`{"message":{"content":"x"},"done":true,`+tt.counts+`}`))
		if err != nil || resp.Usage != tt.want || string(resp.RawUsage) != tt.raw {
			t.Errorf("%s: %+v, %v", tt.counts, resp, err)
		}
	}
}

func TestDecodeError(t *testing.T) {
	for _, tt := range []struct {
		status int
		body   string
		want   burncloud.Kind
	}{
		{404, `{"error":"model 'nonexistent-model:latest' not found"}`, burncloud.KindUpstreamMissing},
		{400, `{"error":"registry.ollama.ai/library/x:latest does not support tools"}`, burncloud.KindBadRequest},
		{400, `{"error":"the input length exceeds maximum context length"}`, burncloud.KindContextTooLong},
		{500, `{"error":"model requires more system memory"}`, burncloud.KindUpstreamServer},
		{503, `{"error":"server busy, please try again.  maximum pending requests exceeded"}`, burncloud.KindUpstreamServer},
		{401, `{"error":{"message":"unauthorized"}}`, burncloud.KindUpstreamAuth},
		{502, `bad gateway`, burncloud.KindUpstreamServer},
	} {
		if e := back.DecodeError(tt.status, http.Header{}, []byte(tt.body)); e.Kind != tt.want || e.Message == "" {
			t.Errorf("%d %s: %+v, want %s", tt.status, tt.body, e, tt.want)
		}
	}
}

func TestRecordings(t *testing.T) {
	for _, dir := range wiretest.Glob(t, "ollama/chat/*") {
		var err error
		var resp *llm.Response
		name := filepath.Base(dir)
		if b, e := os.ReadFile(filepath.Join(dir, "response.ndjson")); e == nil {
			resp, err = decode(t, string(b))
		} else if b, e = os.ReadFile(filepath.Join(dir, "response.json")); e == nil {
			resp, err = back.DecodeResponse(&llm.Request{}, local, b)
		} else {
			t.Errorf("%s: no answer", name)
			continue
		}
		if bad := strings.Contains(name, "error"); (err != nil) != bad || !bad && (resp.Model == "" || resp.Usage.IsZero() || len(resp.Choices[0].Parts) == 0) {
			t.Errorf("%s: %s %v", name, wiretest.Show(resp, err), err)
		}
	}
}

func FuzzDecodeStream(f *testing.F) {
	f.Add(message(`"content":"a","thinking":"b"`) + done)
	f.Add(message(`"tool_calls":[{"function":{"name":"f"}}]`) + `{"error":"x"}`)
	f.Fuzz(func(t *testing.T, in string) {
		_, _ = decode(t, in)
		_, _ = back.DecodeResponse(&llm.Request{}, local, []byte(in))
		_ = back.DecodeError(400, nil, []byte(in))
	})
}

func BenchmarkChunk(b *testing.B) {
	const chunks = 500
	in := strings.Repeat(message(`"content":" token"`), chunks-1) + done
	b.ReportAllocs()
	for b.Loop() {
		for _, err := range back.DecodeStream(&llm.Request{}, local, strings.NewReader(in)) {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/chunks, "ns/chunk")
}
