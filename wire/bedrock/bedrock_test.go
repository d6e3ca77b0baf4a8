package bedrock_test

import (
	"bytes"
	"encoding/json"
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
	"github.com/burncloud/burncloud/wire/bedrock"
)

var (
	_      llm.Back = bedrock.Back{}
	back   bedrock.Back
	claude = &llm.Target{Model: "us.anthropic.claude-haiku-4-5-20251001-v1:0"}
	nova   = &llm.Target{Model: "us.amazon.nova-2-lite-v1:0"}
)

// decode decodes a stream, cut in several ways.
func decode(t testing.TB, target *llm.Target, in string) (*llm.Response, error) {
	return wiretest.Whole(t, in, func(r io.Reader) iter.Seq2[llm.Event, error] {
		return back.DecodeStream(&llm.Request{}, target, r)
	})
}

func TestEncodeParameters(t *testing.T) {
	yes, no := true, false
	tool := llm.Tool{Name: "a", Strict: &yes, Cache: llm.Cache1h}
	const head = `{"messages":[{"role":"user","content":[{"text":"x"}]}]`
	const a = `{"toolSpec":{"name":"a","inputSchema":{"json":{"type":"object","properties":{}}},"strict":true}},{"cachePoint":{"type":"default","ttl":"1h"}}`
	budgets := &llm.Target{Model: "claude-3-7", MaxOutput: 20000, Quirks: llm.Quirks{Budgets: true}}
	set := &llm.Target{Model: "m", Quirks: llm.Quirks{Set: llm.Raw(`{"guardrailConfig":{"a":1},"inferenceConfig":{"topP":1},"additionalModelRequestFields":{"x":1}}`)}}
	required := llm.ToolChoice{Mode: llm.ChoiceRequired}
	schema := llm.Format{Kind: llm.FormatSchema, Schema: llm.Raw(`{"b":1}`)}
	for _, tt := range []struct {
		name string
		req  llm.Request
		to   *llm.Target
		want string // what follows the messages; "" = refused
		lost string
	}{
		{"nothing", llm.Request{Stream: true}, claude, `}`, ""},
		{"limit of the model", llm.Request{}, &llm.Target{Model: "m", MaxOutput: 9}, `,"inferenceConfig":{"maxTokens":9}}`, ""},
		{"set", llm.Request{MaxTokens: "5"}, set, `,"inferenceConfig":{"maxTokens":5,"topP":1},"additionalModelRequestFields":{"x":1},"guardrailConfig":{"a":1}}`, ""},
		{"sampling", llm.Request{Sampling: llm.Sampling{Temperature: "1.5", TopP: "0.5", TopK: "3", Seed: "7", Stop: []string{"<"}}}, claude, `,"inferenceConfig":{"temperature":1,"stopSequences":["<"]},"additionalModelRequestFields":{"top_k":3}}`, "temperature,top_p,seed"},
		{"both of them", llm.Request{Sampling: llm.Sampling{Temperature: "0.0", TopP: "0.5"}}, nova, `,"inferenceConfig":{"temperature":0.0,"topP":0.5}}`, ""},
		{"nova's top_k", llm.Request{Sampling: llm.Sampling{TopK: "3"}}, nova, `,"additionalModelRequestFields":{"inferenceConfig":{"topK":3}}}`, ""},
		{"two answers", llm.Request{Sampling: llm.Sampling{N: "2"}}, claude, "", "n: the upstream's dialect does not have it"},
		{"adaptive", llm.Request{Reasoning: llm.Thinking{Effort: "high"}, Sampling: llm.Sampling{Temperature: "0"}}, claude, `,"additionalModelRequestFields":{"thinking":{"type":"adaptive"},"output_config":{"effort":"high"}}}`, "temperature"},
		{"budget", llm.Request{MaxTokens: "10000", Reasoning: llm.Thinking{Effort: "medium"}}, budgets, `,"inferenceConfig":{"maxTokens":10000},"additionalModelRequestFields":{"thinking":{"type":"enabled","budget_tokens":5000}}}`, ""},
		{"budget over the limit", llm.Request{MaxTokens: "1000", Reasoning: llm.Thinking{Budget: "2000"}}, budgets, `,"inferenceConfig":{"maxTokens":3024},"additionalModelRequestFields":{"thinking":{"type":"enabled","budget_tokens":2000}}}`, "max_completion_tokens"},
		{"off", llm.Request{Reasoning: llm.Thinking{Off: true}}, claude, `,"additionalModelRequestFields":{"thinking":{"type":"disabled"}}}`, ""},
		{"nova reasons", llm.Request{Reasoning: llm.Thinking{Effort: "minimal"}}, nova, `,"additionalModelRequestFields":{"reasoningConfig":{"type":"enabled","maxReasoningEffort":"low"}}}`, ""},
		{"others reason", llm.Request{Reasoning: llm.Thinking{Effort: "max"}}, &llm.Target{Model: "openai.gpt-oss"}, `,"additionalModelRequestFields":{"reasoning_effort":"high"}}`, ""},
		{"tools", llm.Request{Tools: []llm.Tool{tool}, ToolChoice: required, ParallelTools: &no}, claude, `,"toolConfig":{"tools":[` + a + `],"toolChoice":{"any":{}}}}`, "parallel_tool_calls"},
		{"one certain tool", llm.Request{Tools: []llm.Tool{tool}, ToolChoice: llm.ToolChoice{Mode: llm.ChoiceRequired, Name: "a"}}, claude, `,"toolConfig":{"tools":[` + a + `],"toolChoice":{"tool":{"name":"a"}}}}`, ""},
		{"no tools", llm.Request{Tools: []llm.Tool{tool}, ToolChoice: llm.ToolChoice{Mode: llm.ChoiceNone}}, claude, `}`, ""},
		{"forced while thinking", llm.Request{Tools: []llm.Tool{tool}, ToolChoice: required, Reasoning: llm.Thinking{Adaptive: true}}, claude, `,"toolConfig":{"tools":[` + a + `],"toolChoice":{"auto":{}}},"additionalModelRequestFields":{"thinking":{"type":"adaptive"}}}`, "tool_choice"},
		{"schema", llm.Request{Format: schema}, claude, `,"outputConfig":{"textFormat":{"type":"json_schema","structure":{"jsonSchema":{"name":"answer","schema":"{\"b\":1}"}}}}}`, ""},
		{"schema by tool", llm.Request{Format: schema}, &llm.Target{Model: "m", Quirks: llm.Quirks{NoSchema: true}}, `,"toolConfig":{"tools":[{"toolSpec":{"name":"answer_in_format","description":"Give the answer by calling this tool; its arguments are the answer.","inputSchema":{"json":{"b":1}}}}],"toolChoice":{"tool":{"name":"answer_in_format"}}}}`, ""},
		{"JSON", llm.Request{Format: llm.Format{Kind: llm.FormatJSON}}, nova, `,"system":[{"text":"Answer with a JSON object and nothing else."}]}`, "response_format"},
		{"tier", llm.Request{ServiceTier: "flex", User: "u"}, nova, `,"serviceTier":{"type":"flex"}}`, "user"},
	} {
		tt.req.Messages = []llm.Message{{Role: llm.RoleUser, Parts: []llm.Part{llm.Text{Text: "x"}}}}
		body, lost, err := back.EncodeRequest(&tt.req, tt.to)
		if tt.want == "" {
			if err == nil || burncloud.AsError(err).Message != tt.lost {
				t.Errorf("%s: %v, want a refusal: %s", tt.name, err, tt.lost)
			}
			continue
		}
		if got := strings.TrimPrefix(string(body), head); got != tt.want || llm.Dropped(lost) != tt.lost || err != nil || !json.Valid(body) {
			t.Errorf("%s:\n got %s\nwant %s\nlost %q, want %q, %v", tt.name, got, tt.want, llm.Dropped(lost), tt.lost, err)
		}
	}
}

func TestDocumentNames(t *testing.T) {
	var parts []llm.Part
	names := []string{"report.pdf", "Q3_über  (final).DOCX", "", "资料.csv", "report.pdf", "v1.2 notes.md"}
	for _, n := range names {
		parts = append(parts, llm.Media{Kind: llm.MediaFile, Type: "text/plain", Data: "aGk=", Name: n})
	}
	req := &llm.Request{Messages: []llm.Message{{Role: llm.RoleUser, Parts: parts}}}
	body, _, err := back.EncodeRequest(req, claude)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"format":"pdf","name":"report"`, `"format":"docx","name":"Q3- ber (final)"`, `"format":"txt","name":"document"`, `"format":"csv","name":"document 2"`, `"name":"report 2"`, `"format":"md","name":"v1-2 notes"`, `{"text":"(see the document)"}`} {
		if !strings.Contains(string(body), want) {
			t.Errorf("no %s in %s", want, body)
		}
	}
}

func TestReplay(t *testing.T) {
	user := func(p ...llm.Part) llm.Message { return llm.Message{Role: llm.RoleUser, Parts: p} }
	said := func(p ...llm.Part) llm.Message { return llm.Message{Role: llm.RoleAssistant, Parts: p} }
	own, foreign := llm.Signature{Origin: llm.OriginAnthropic, Data: "EtkE"}, llm.Signature{Origin: llm.OriginGemini, Data: "x"}
	call, result := llm.ToolCall{ID: "a.b:c", Name: "f"}, llm.ToolResult{CallID: "a.b:c"}
	const use = `{"toolUse":{"toolUseId":"b64_YS5iOmM","name":"f","input":{}}}`
	for _, tt := range []struct {
		name string
		to   *llm.Target
		in   []llm.Message
		want string
	}{
		{"own", claude, []llm.Message{user(llm.Text{Text: "x"}), said(llm.Reasoning{Text: "t", Signature: own}, llm.Reasoning{Redacted: true, Signature: own}, call), user(result)}, `[{"role":"user","content":[{"text":"x"}]},{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"t","signature":"EtkE"}}},{"reasoningContent":{"redactedContent":"RXRrRQ=="}},` + use + `]},{"role":"user","content":[{"toolResult":{"toolUseId":"b64_YS5iOmM","content":[]}}]}]`},
		{"foreign", claude, []llm.Message{user(llm.Text{Text: "x"}), said(llm.Reasoning{Text: "t", Signature: foreign}), user(llm.Text{Text: "y"})}, `[{"role":"user","content":[{"text":"x"},{"text":"y"}]}]`},
		{"other model", nova, []llm.Message{user(llm.Text{Text: "x"}), said(llm.Reasoning{Text: "t", Signature: own}, llm.Text{Text: "a", Cache: llm.CacheDefault}), user(llm.Text{Text: "y"})}, `[{"role":"user","content":[{"text":"x"}]},{"role":"assistant","content":[{"text":"a"},{"cachePoint":{"type":"default"}}]},{"role":"user","content":[{"text":"y"}]}]`},
		{"blank", claude, []llm.Message{user(llm.Text{Text: "x"}), said(llm.Text{Text: " \n"}, call), user(result, llm.Text{Text: ""})}, `[{"role":"user","content":[{"text":"x"}]},{"role":"assistant","content":[` + use + `]},{"role":"user","content":[{"toolResult":{"toolUseId":"b64_YS5iOmM","content":[]}}]}]`},
	} {
		body, _, err := back.EncodeRequest(&llm.Request{Messages: tt.in}, tt.to)
		var got struct{ Messages json.RawMessage }
		if err == nil {
			err = json.Unmarshal(body, &got)
		}
		if string(got.Messages) != tt.want || err != nil {
			t.Errorf("%s:\n got %s\nwant %s\n%v", tt.name, got.Messages, tt.want, err)
		}
	}
	body, lost, err := back.EncodeRequest(&llm.Request{Reasoning: llm.Thinking{Effort: "low"}, Messages: []llm.Message{user(llm.Text{Text: "x"}), said(call), user(result)}}, claude)
	if err != nil || strings.Contains(string(body), "thinking") || llm.Dropped(lost) != "reasoning_effort" {
		t.Errorf("unsigned tool loop: %s, %v, %v", body, lost, err)
	}
}

// frames makes a stream of pairs of an event's type and payload.
func frames(pairs ...string) string {
	var b []byte
	for i := 0; i < len(pairs); i += 2 {
		b = wiretest.AppendFrame(b, []byte(pairs[i+1]), ":event-type", pairs[i], ":content-type", "application/json", ":message-type", "event")
	}
	return string(b)
}

const (
	start = `{"role":"assistant","p":"ab"}`
	usage = `{"usage":{"inputTokens":3,"outputTokens":2,"cacheReadInputTokens":5},"p":"a"}`
)

func delta(s string) string { return `{"contentBlockIndex":0,"delta":` + s + `,"p":"abc"}` }

func TestDecodeStream(t *testing.T) {
	const D, S = "contentBlockDelta", "contentBlockStop"
	end := func(reason string) string {
		return frames("messageStop", `{"stopReason":"`+reason+`"}`, "metadata", usage)
	}
	begin := frames("messageStart", start)
	exception := string(wiretest.AppendFrame(nil, []byte(`{"message":"slow down"}`), ":exception-type", "throttlingException", ":message-type", "exception"))
	failure := string(wiretest.AppendFrame(nil, nil, ":error-code", "InternalServerException", ":error-message", "x", ":message-type", "error"))
	call := frames("contentBlockStart", `{"start":{"toolUse":{"toolUseId":"c","name":"f"}},"contentBlockIndex":0}`)
	server := frames("contentBlockStart", `{"start":{"toolUse":{"toolUseId":"s","name":"g","type":"server_tool_use"}}}`, D, delta(`{"toolUse":{"input":"{\"q\":"}}`), D, delta(`{"toolUse":{"input":"1}"}}`), S, `{}`,
		"contentBlockStart", `{"start":{"toolResult":{"toolUseId":"s","status":"success"}}}`, D, delta(`{"toolResult":[{"text":"a"},{"text":"b"}]}`), S, `{}`)
	for _, tt := range []struct{ name, in, want string }{
		{"text", begin + frames(D, delta(`{"text":"a"}`), D, delta(`{"text":"b"}`), S, `{}`) + end("end_turn"), `[{ab}] end/end_turn`},
		{"two blocks", begin + frames(D, delta(`{"text":"a"}`), S, `{}`, D, delta(`{"text":"b"}`), S, `{}`) + end("end_turn"), `[{a} {b}] end/end_turn`},
		{"call", begin + call + frames(D, delta(`{"toolUse":{"input":""}}`), D, delta(`{"toolUse":{"input":"{\"a"}}`), D, delta(`{"toolUse":{"input":"\":1}"}}`), S, `{}`) + end("tool_use"), `[call{c f {"a":1}}] tool_calls/tool_use`},
		{"call without arguments, wrong reason", begin + call + frames(S, `{}`) + end("end_turn"), `[call{c f }] tool_calls/end_turn`},
		{"thinking", begin + frames(D, delta(`{"reasoningContent":{"text":"a"}}`), D, delta(`{"reasoningContent":{"signature":"s"}}`), S, `{}`, D, delta(`{"text":"b"}`), S, `{}`) + end("end_turn"), `[think{abc1.anthropic..s} {b}] end/end_turn`},
		{"signature alone", begin + frames(D, delta(`{"reasoningContent":{"signature":"s"}}`), S, `{}`) + end("end_turn"), `[think{bc1.anthropic..s}] end/end_turn`},
		{"redacted", begin + frames(D, delta(`{"reasoningContent":{"redactedContent":"RXRrRQ=="}}`), S, `{}`) + end("end_turn"), `[redacted{EtkE}] end/end_turn`},
		{"server tool", begin + server + end("end_turn"), `[toolUse{"toolUse":{"toolUseId":"s","name":"g","type":"server_tool_use","input":{"q":1}}} toolResult{"toolResult":{"toolUseId":"s","status":"success","content":[{"text":"a"},{"text":"b"}]}}] end/end_turn`},
		{"citation first", begin + frames(D, delta(`{"citation":{"title":"T","location":{"documentChar":{"start":0}}}}`), D, delta(`{"text":"a"}`), S, `{}`) + end("end_turn"), `[{a <0-0 >}] end/end_turn`},
		{"filtered", begin + end("guardrail_intervened"), `[] filtered/guardrail_intervened`},
		{"no metadata", begin + frames("messageStop", `{"stopReason":"max_tokens"}`), `[] length/max_tokens`},
		{"exception", begin + frames(D, delta(`{"text":"a"}`)) + exception, `upstream_limited`},
		{"error", begin + failure, `upstream_server`},
		{"cut", begin + frames(D, delta(`{"text":"a"}`)), `upstream_cut`},
		{"cut in a frame", begin[:20], `upstream_cut`},
		{"not a frame", "<html>bad gateway</html>", `upstream_invalid`},
		{"not JSON", frames("messageStart", `{`), `upstream_invalid`},
		{"nothing", "", `upstream_cut`},
	} {
		if got := wiretest.Show(decode(t, claude, tt.in)); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestBrokenConnection(t *testing.T) {
	reset := errors.New("connection reset")
	for _, tt := range []struct {
		in   string
		want error
	}{{frames("messageStart", start), reset}, {frames("messageStop", `{"stopReason":"end_turn"}`), nil}} {
		_, err := llm.Collect(back.DecodeStream(&llm.Request{}, claude, io.MultiReader(strings.NewReader(tt.in), iotest.ErrReader(reset))))
		if !errors.Is(err, tt.want) {
			t.Errorf("%q: %v, want %v", tt.in, err, tt.want)
		}
	}
}

func TestUsage(t *testing.T) {
	for _, tt := range []struct {
		raw  string
		want burncloud.Usage
	}{
		{`{"cacheReadInputTokenCount":2074,"cacheReadInputTokens":2074,"cacheWriteInputTokens":297,"inputTokens":3,"outputTokens":61,"totalTokens":2435}`, burncloud.Usage{Input: 3, CacheRead: 2074, CacheWrite: 297, Output: 61}},
		{`{"inputTokens":269,"outputTokens":77,"totalTokens":346}`, burncloud.Usage{Input: 269, Output: 77}},
	} {
		whole, err := back.DecodeResponse(&llm.Request{}, claude, []byte(`{"output":{"message":{"content":[]}},"stopReason":"end_turn","usage":`+tt.raw+`}`))
		streamed, err2 := decode(t, claude, frames("messageStop", `{"stopReason":"end_turn"}`, "metadata", `{"usage":`+tt.raw+`}`))
		if err != nil || err2 != nil || whole.Usage != tt.want || streamed.Usage != tt.want || string(whole.RawUsage) != tt.raw {
			t.Errorf("%s: %+v, %+v, want %+v, %v, %v", tt.raw, whole, streamed, tt.want, err, err2)
		}
	}
}

func TestDecodeError(t *testing.T) {
	for _, tt := range []struct {
		status int
		name   string
		body   string
		want   burncloud.Kind
	}{
		{403, "UnrecognizedClientException:http://internal.amazon.com/coral/", `{"message":"The security token included in the request is invalid."}`, burncloud.KindUpstreamAuth},
		{404, "ResourceNotFoundException:http://x", `{"message":"This model version has reached the end of its life."}`, burncloud.KindUpstreamMissing},
		{400, "", `{"message": "The provided model identifier is invalid."}`, burncloud.KindUpstreamMissing},
		{400, "ValidationException", `{"message":"Input is too long for requested model."}`, burncloud.KindContextTooLong},
		{400, "ValidationException", `{"message":"Malformed input request"}`, burncloud.KindBadRequest},
		{408, "ModelTimeoutException", `{"message":"x"}`, burncloud.KindUpstreamTimeout},
		{424, "ModelErrorException", `{"message":"x"}`, burncloud.KindUpstreamServer},
		{429, "ThrottlingException:http://x", `{"message":"Too many tokens"}`, burncloud.KindUpstreamLimited},
		{429, "ModelNotReadyException", `{"message":"x"}`, burncloud.KindUpstreamLimited},
		{429, "ServiceQuotaExceededException", `{"message":"x"}`, burncloud.KindUpstreamFunds},
		{500, "InternalServerException", `{"Message":"x"}`, burncloud.KindUpstreamServer},
		{403, "", `{"__type":"com.amazon.coral.service#ExpiredTokenException","message":"x"}`, burncloud.KindUpstreamAuth},
		{503, "", `<html>`, burncloud.KindUpstreamServer},
	} {
		h := http.Header{}
		h.Set("x-amzn-ErrorType", tt.name)
		if e := back.DecodeError(tt.status, h, []byte(tt.body)); e.Kind != tt.want || e.Message == "" {
			t.Errorf("%d %s %s: %+v, want %s", tt.status, tt.name, tt.body, e, tt.want)
		}
	}
}

func TestRecordings(t *testing.T) {
	for _, dir := range wiretest.Glob(t, "bedrock/converse/*") {
		name := filepath.Base(dir)
		meta, err := os.ReadFile(filepath.Join(dir, "meta.json"))
		if err != nil {
			t.Fatal(err)
		}
		bad := !bytes.Contains(meta, []byte(`"status": 200`)) || strings.Contains(name, "exception")
		var resp *llm.Response
		if b, e := os.ReadFile(filepath.Join(dir, "response.eventstream")); e == nil {
			resp, err = decode(t, claude, string(b))
		} else if b, e = os.ReadFile(filepath.Join(dir, "response.json")); e == nil {
			resp, err = back.DecodeResponse(&llm.Request{}, claude, b)
		} else { // only the payloads were kept, each in a member named for its event
			b, _ = os.ReadFile(filepath.Join(dir, "response.events.jsonl"))
			resp, err = decode(t, claude, reframed(t, b))
		}
		if (err != nil) != bad || !bad && (resp.RawUsage == nil || len(resp.Choices[0].Parts) == 0) {
			t.Errorf("%s: %s %v", name, wiretest.Show(resp, err), err)
			continue
		}
		t.Logf("%s: %.200s", name, wiretest.Show(resp, err))
	}
}

func reframed(t *testing.T, lines []byte) string {
	var pairs []string
	for line := range bytes.Lines(lines) {
		var m map[string]json.RawMessage
		if err := json.Unmarshal(line, &m); err != nil {
			t.Fatal(err)
		}
		for k, v := range m {
			pairs = append(pairs, k, string(v))
		}
	}
	return frames(pairs...)
}

func FuzzDecodeStream(f *testing.F) {
	f.Add("contentBlockDelta", delta(`{"text":"a"}`), "contentBlockDelta", delta(`{"reasoningContent":{"signature":"s"}}`))
	f.Add("contentBlockStart", `{"start":{"toolUse":{"toolUseId":"c","name":"f","type":"x"}}}`, "contentBlockStop", `{}`)
	f.Fuzz(func(t *testing.T, a, b, c, d string) {
		_, _ = decode(t, claude, frames("messageStart", start, a, b, c, d, "messageStop", `{"stopReason":"x"}`, "metadata", usage))
		_, _ = back.DecodeResponse(&llm.Request{}, claude, []byte(b))
		_ = back.DecodeError(400, nil, []byte(d))
	})
}

func BenchmarkChunk(b *testing.B) {
	const chunks = 500
	in := frames("messageStart", start) + strings.Repeat(frames("contentBlockDelta", delta(`{"text":" token"}`)), chunks-3) + frames("messageStop", `{"stopReason":"end_turn"}`, "metadata", usage)
	b.ReportAllocs()
	for b.Loop() {
		for _, err := range back.DecodeStream(&llm.Request{}, claude, strings.NewReader(in)) {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/chunks, "ns/chunk")
}
