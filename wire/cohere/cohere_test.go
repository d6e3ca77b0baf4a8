package cohere_test

import (
	"fmt"
	"io"
	"iter"
	"net/http"
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/wiretest"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/wire/cohere"
)

var (
	_       llm.Back = cohere.Back{}
	back    cohere.Back
	command = &llm.Target{Model: "command-a"}
)

// decode decodes a stream, cut in several ways.
func decode(t testing.TB, req *llm.Request, in string) (*llm.Response, error) {
	return wiretest.Whole(t, in, func(r io.Reader) iter.Seq2[llm.Event, error] { return back.DecodeStream(req, command, r) })
}

func user(parts ...llm.Part) []llm.Message { return []llm.Message{{Role: llm.RoleUser, Parts: parts}} }

func TestEncodeParameters(t *testing.T) {
	yes, no := true, false
	one, two := llm.Tool{Name: "a", Strict: &yes}, llm.Tool{Name: "b", Pos: 1}
	const head = `{"model":"command-a","messages":[{"role":"user","content":"x"}]`
	const a, b = `{"type":"function","function":{"name":"a","parameters":{"type":"object","properties":{}}}}`, `{"type":"function","function":{"name":"b","parameters":{"type":"object","properties":{}}}}`
	noSchema := &llm.Target{Model: "command-a", Quirks: llm.Quirks{NoSchema: true}}
	for _, tt := range []struct {
		name string
		req  llm.Request
		to   *llm.Target
		want string // what follows the messages; "" = refused
		lost string
	}{
		{"nothing", llm.Request{}, command, `}`, ""},
		{"stream", llm.Request{Stream: true}, command, `,"stream":true}`, ""},
		{"sampling", llm.Request{Sampling: llm.Sampling{Temperature: "0.0", TopP: "0.5", TopK: "3", Seed: "7", FrequencyPenalty: "0.1", PresencePenalty: "0.2", Stop: []string{"<"}, N: "1"}, MaxTokens: "5"}, command, `,"temperature":0.0,"p":0.5,"k":3,"frequency_penalty":0.1,"presence_penalty":0.2,"seed":7,"stop_sequences":["<"],"max_tokens":5}`, ""},
		{"two answers", llm.Request{Sampling: llm.Sampling{N: "2"}}, command, "", "n: the upstream answers once"},
		{"logprobs", llm.Request{Sampling: llm.Sampling{Logprobs: true}}, command, "", "logprobs: the upstream's probabilities are of groups of tokens"},
		{"required", llm.Request{Tools: []llm.Tool{one, two}, ToolChoice: llm.ToolChoice{Mode: llm.ChoiceRequired}, ParallelTools: &no}, command, `,"tools":[` + a + `,` + b + `],"tool_choice":"REQUIRED"}`, "tools[0].strict,parallel_tool_calls"},
		{"one certain", llm.Request{Tools: []llm.Tool{one, two}, ToolChoice: llm.ToolChoice{Mode: llm.ChoiceRequired, Name: "a"}}, command, `,"tools":[` + a + `],"strict_tools":true,"tool_choice":"REQUIRED"}`, ""},
		{"none", llm.Request{Tools: []llm.Tool{two}, ToolChoice: llm.ToolChoice{Mode: llm.ChoiceNone}}, command, `,"tools":[` + b + `],"tool_choice":"NONE"}`, ""},
		{"hosted", llm.Request{Tools: []llm.Tool{{Kind: llm.ToolHosted, Name: "web_search"}}}, command, `}`, "tools[0]"},
		{"effort", llm.Request{Reasoning: llm.Thinking{Effort: "high"}, MaxTokens: "10000"}, command, `,"max_tokens":10000,"thinking":{"type":"enabled","token_budget":8000}}`, ""},
		{"adaptive", llm.Request{Reasoning: llm.Thinking{Adaptive: true}}, command, `,"thinking":{"type":"enabled"}}`, ""},
		{"off", llm.Request{Reasoning: llm.Thinking{Off: true}}, command, `,"thinking":{"type":"disabled"}}`, ""},
		{"schema", llm.Request{Format: llm.Format{Kind: llm.FormatSchema, Schema: llm.Raw(`{"b":1,"a":2}`)}}, command, `,"response_format":{"type":"json_object","json_schema":{"b":1,"a":2}}}`, ""},
		{"schema by tool", llm.Request{Format: llm.Format{Kind: llm.FormatSchema, Schema: llm.Raw(`{}`)}}, noSchema, `,"tools":[{"type":"function","function":{"name":"answer_in_format","description":"Give the answer by calling this tool; its arguments are the answer.","parameters":{}}}],"tool_choice":"REQUIRED"}`, ""},
		{"no schema", llm.Request{Format: llm.Format{Kind: llm.FormatSchema}, Tools: []llm.Tool{two}}, noSchema, "", "response_format: the upstream cannot hold an answer to a schema"},
		{"hints", llm.Request{User: "u", Metadata: llm.Raw("{}"), Verbosity: "low"}, command, `}`, "verbosity,user,metadata"},
	} {
		tt.req.Messages = user(llm.Text{Text: "x"})
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

// frames makes a stream of the data of events.
func frames(data ...string) string {
	var b strings.Builder
	for _, d := range data {
		fmt.Fprintf(&b, "data: %s\n\n", d)
	}
	return b.String()
}

const (
	start = `{"type":"message-start","id":"i","delta":{"message":{"role":"assistant"}}}`
	end   = `{"type":"message-end","delta":{"finish_reason":"COMPLETE","usage":{"tokens":{"input_tokens":3,"output_tokens":1}}}}`
)

func content(kind, s string) string {
	return fmt.Sprintf(`{"type":"content-delta","index":0,"delta":{"message":{"content":{%q:%q}}}}`, kind, s)
}

func TestDecodeStream(t *testing.T) {
	call := func(args string) string {
		return `{"type":"tool-call-start","index":0,"delta":{"message":{"tool_calls":{"id":"c","function":{"name":"f","arguments":"` + args + `"}}}}}`
	}
	more := func(args string) string {
		return fmt.Sprintf(`{"type":"tool-call-delta","index":0,"delta":{"message":{"tool_calls":{"function":{"arguments":%q}}}}}`, args)
	}
	const stop, callEnd = `{"type":"content-end","index":0}`, `{"type":"tool-call-end","index":0}`
	cite := func(kind string) string {
		return `{"type":"citation-start","delta":{"message":{"citations":{"start":1,"end":2,"type":"` + kind + `","sources":[{"id":"doc:0","document":{"title":"T"}},{"id":"doc:1"}]}}}}`
	}
	for _, tt := range []struct{ name, in, want string }{
		{"text", frames(start, content("text", "a"), content("text", "b"), stop, end, "[DONE]"), `[{ab}] end/COMPLETE`},
		{"thinking, text", frames(start, content("thinking", "a"), stop, content("text", "b"), stop, end), `[think{a} {b}] end/COMPLETE`},
		{"call", frames(start, call(""), more(`{"a`), more(`":1}`), callEnd, end), `[call{c f {"a":1}}] tool_calls/COMPLETE`},
		{"null arguments", frames(start, call(""), more("nu"), more("ll"), callEnd, end), `[call{c f }] tool_calls/COMPLETE`},
		{"arguments like null", frames(start, call("n"), more("ot"), callEnd, call("nul"), callEnd, end), `[call{c f not} call{c f nul}] tool_calls/COMPLETE`},
		{"citation", frames(start, content("text", "ab"), cite("TEXT_CONTENT"), cite("PLAN"), stop, end), `[{ab <1-2 doc:0>}] end/COMPLETE`},
		{"late citation", frames(start, content("text", "ab"), stop, cite("TEXT_CONTENT"), end), `[{ab} { <1-2 doc:0>}] end/COMPLETE`},
		{"toxic", frames(start, content("text", "a"), strings.Replace(end, "COMPLETE", "ERROR_TOXIC", 1)), `[{a}] filtered/ERROR_TOXIC`},
		{"failed", frames(start, strings.Replace(end, "COMPLETE", "ERROR", 1)), `upstream_server`},
		{"timed out", frames(start, strings.Replace(end, "COMPLETE", "TIMEOUT", 1)), `upstream_timeout`},
		{"broken", frames(start, content("text", "a"), strings.Replace(end, "COMPLETE", "ERROR", 1)), `[{a}] broken_call/ERROR`},
		{"cut", frames(start, content("text", "a"), stop), `upstream_cut`},
		{"error", frames(start, `{"id":"x","message":"internal error"}`), `upstream_server`},
		{"unknown event", frames(start, `{"type":"debug","prompt":"x"}`, end), `[] end/COMPLETE`},
		{"nameless call", frames(start, `{"type":"tool-call-start","delta":{}}`), `upstream_invalid`},
		{"not JSON", frames(`{`), `upstream_invalid`},
	} {
		if got := wiretest.Show(decode(t, &llm.Request{}, tt.in)); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestUnwrap(t *testing.T) {
	req := &llm.Request{Format: llm.Format{Kind: llm.FormatSchema}}
	resp, err := back.DecodeResponse(req, command, []byte(`{"id":"i","finish_reason":"TOOL_CALL","message":{"tool_calls":[{"id":"c","function":{"name":"answer_in_format","arguments":"{\"a\":1}"}}]}}`))
	if got := wiretest.Show(resp, err); got != `[{{"a":1}}] end/TOOL_CALL` {
		t.Error(got)
	}
}

func TestUsage(t *testing.T) {
	for _, tt := range []struct {
		raw  string
		want burncloud.Usage
	}{
		{`{"billed_units":{"input_tokens":10,"output_tokens":1},"cached_tokens":448,"tokens":{"input_tokens":505,"output_tokens":9}}`, burncloud.Usage{Input: 57, CacheRead: 448, Output: 9}},
		{`{"billed_units":{"input_tokens":267,"output_tokens":52},"tokens":{"input_tokens":34,"output_tokens":56,"reasoning_tokens":0,"image_tokens":259},"cached_tokens":0}`, burncloud.Usage{Input: 34, ImageIn: 259, Output: 56}},
		{`{"tokens":{"input_tokens":508,"output_tokens":86,"reasoning_tokens":28},"cached_tokens":144}`, burncloud.Usage{Input: 364, CacheRead: 144, Output: 58, Reasoning: 28}},
		{`{"billed_units":{"input_tokens":5.0,"output_tokens":2.0}}`, burncloud.Usage{Input: 5, Output: 2}},
		{`{"tokens":{"input_tokens":5,"output_tokens":2,"reasoning_tokens":9},"cached_tokens":9}`, burncloud.Usage{CacheRead: 5, Reasoning: 2}},
	} {
		whole, err := back.DecodeResponse(&llm.Request{}, command, []byte(`{"id":"i","message":{"content":[]},"finish_reason":"COMPLETE","usage":`+tt.raw+`}`))
		streamed, err2 := decode(t, &llm.Request{}, frames(start, `{"type":"message-end","delta":{"finish_reason":"COMPLETE","usage":`+tt.raw+`}}`))
		if err != nil || err2 != nil || whole.Usage != tt.want || streamed.Usage != tt.want || string(whole.RawUsage) != tt.raw {
			t.Errorf("%s: %+v, %+v, want %+v, %v, %v", tt.raw, whole, streamed, tt.want, err, err2)
		}
	}
}

func TestDecodeError(t *testing.T) {
	for _, tt := range []struct {
		status int
		body   string
		want   burncloud.Kind
	}{
		{422, `{"id":"d","message":"invalid request: message must be at least 1 token long"}`, burncloud.KindBadRequest},
		{429, `{"id":"d","message":"You are using a Trial key, which is limited to 40 API calls / minute."}`, burncloud.KindUpstreamLimited},
		{429, `{"id":"d","message":"You are using a Trial key, which is limited to 1000 API calls / month."}`, burncloud.KindUpstreamFunds},
		{404, `{"id":"d","message":"model 'x' not found, make sure the correct model ID was used"}`, burncloud.KindUpstreamMissing},
		{400, `{"message":"too many tokens: the total number of tokens in the prompt exceeds the limit"}`, burncloud.KindContextTooLong},
		{401, `{"message":"invalid api token"}`, burncloud.KindUpstreamAuth},
		{402, `{"message":"x"}`, burncloud.KindUpstreamFunds},
		{498, `{"message":"x"}`, burncloud.KindContentPolicy},
		{500, `{"message":"too many tokens"}`, burncloud.KindUpstreamServer},
		{503, `gone`, burncloud.KindUpstreamServer},
	} {
		if e := back.DecodeError(tt.status, http.Header{}, []byte(tt.body)); e.Kind != tt.want || e.Message == "" {
			t.Errorf("%d %s: %+v, want %s", tt.status, tt.body, e, tt.want)
		}
	}
}

func TestRecordings(t *testing.T) {
	for _, rec := range wiretest.Load(t, "cohere/chat-v2") {
		var resp *llm.Response
		var err error
		if rec.Stream != nil {
			resp, err = decode(t, &llm.Request{}, string(rec.Stream))
		} else {
			resp, err = back.DecodeResponse(&llm.Request{}, command, rec.Response)
		}
		if bad := strings.Contains(rec.Name, "error"); (err != nil) != bad || !bad && (resp.ID == "" || resp.Usage.IsZero() || len(resp.Choices[0].Parts) == 0) {
			t.Errorf("%s: %s %v", rec.Name, wiretest.Show(resp, err), err)
			continue
		}
		t.Logf("%s: %s", rec.Name, wiretest.Show(resp, err))
	}
}

func FuzzDecodeStream(f *testing.F) {
	f.Add(frames(start, content("text", "a"), content("thinking", "b"), end))
	f.Add(frames(`{"type":"tool-call-start","delta":{"message":{"tool_calls":{"function":{"name":"f"}}}}}`, end))
	f.Fuzz(func(t *testing.T, in string) {
		_, _ = decode(t, &llm.Request{}, in)
		_, _ = back.DecodeResponse(&llm.Request{}, command, []byte(in))
		_ = back.DecodeError(400, nil, []byte(in))
	})
}

func BenchmarkChunk(b *testing.B) {
	const chunks = 500
	list := []string{start}
	for len(list) < chunks-1 {
		list = append(list, content("text", " token"))
	}
	in := frames(append(list, end)...)
	b.ReportAllocs()
	for b.Loop() {
		for _, err := range back.DecodeStream(&llm.Request{}, command, strings.NewReader(in)) {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/chunks, "ns/chunk")
}
