package responses_test

import (
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/wire/responses"
)

func TestDecodeRefuses(t *testing.T) {
	user := `{"role":"user","content":"x"}`
	for _, c := range []struct{ body, param string }{
		{`{`, ""},
		{`[]`, ""},
		{`{"input":"x","input":"y"}`, ""},
		{`{"input":"x","new":1,"new":2}`, "new"},
		{`{"input":[{"role":"user","role":"user","content":"x"}]}`, ""},
		{`{"model":"m"}`, "input"},
		{`{"model":1,"input":"x"}`, "model"},
		{`{"input":5}`, "input"},
		{`{"input":[5]}`, "input[0]"},
		{`{"input":[{}]}`, "input[0].type"},
		{`{"input":[{"id":"msg_1"}]}`, "input[0]"},
		{`{"input":[` + user + `,{"type":"item_reference","id":"x"}]}`, "input[1]"},
		{`{"input":[{"role":"alien","content":"x"}]}`, "input[0].role"},
		{`{"input":[{"role":"user"}]}`, "input[0].content"},
		{`{"input":[{"role":"user","content":[{"type":"hologram"}]}]}`, "input[0].content[0].type"},
		{`{"input":[{"role":"user","content":[{"type":"input_image"}]}]}`, "input[0].content[0]"},
		{`{"input":[{"role":"user","content":[{"type":"input_file","file_data":"JVBER"}]}]}`, "input[0].content[0].file_data"},
		{`{"input":[{"type":"function_call","name":"f","arguments":"{}"}]}`, "input[0].call_id"},
		{`{"input":[{"type":"function_call","call_id":"c","arguments":"{}"}]}`, "input[0].name"},
		{`{"input":[{"type":"function_call_output","call_id":"c"}]}`, "input[0].output"},
		{`{"input":"x","previous_response_id":"resp_1"}`, "previous_response_id"},
		{`{"input":"x","conversation":{"id":"c"}}`, "conversation"},
		{`{"input":"x","prompt":{"id":"p"}}`, "prompt"},
		{`{"input":"x","background":true}`, "background"},
		{`{"input":"x","max_output_tokens":-1}`, "max_output_tokens"},
		{`{"input":"x","tools":[{"name":"f"}]}`, "tools[0].type"},
		{`{"input":"x","tools":[{"type":"function"}]}`, "tools[0].name"},
		{`{"input":"x","tool_choice":"maybe"}`, "tool_choice"},
		{`{"input":"x","tool_choice":{"type":"function"}}`, "tool_choice.name"},
		{`{"input":"x","text":{"format":{"type":"json_schema"}}}`, "text.format.schema"},
		{`{"input":"x","text":{"format":{"type":"xml"}}}`, "text.format.type"},
		{`{"input":"x","stream":"yes"}`, "stream"},
		{`{"input":"x","instructions":["a"]}`, "instructions"},
	} {
		_, err := front.DecodeRequest([]byte(c.body))
		e := burncloud.AsError(err)
		if err == nil || e.Kind != burncloud.KindBadRequest || e.Param != c.param {
			t.Errorf("%s: got %v (param %q), want a refusal of %q", c.body, err, e.Param, c.param)
		}
	}
}

// TestStoredStateAbsent: what would need a store is fine where it asks for nothing.
func TestStoredStateAbsent(t *testing.T) {
	req := decode(t, `{"input":"x","previous_response_id":null,"conversation":null,"prompt":null,"background":false,"store":false,"truncation":"disabled"}`)
	if len(req.Lost) > 0 {
		t.Errorf("lost %v", req.Lost)
	}
}

// TestStrictDefault: absence means true in this dialect where the schema allows it, null means false (recorded).
func TestStrictDefault(t *testing.T) {
	closed := `{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}`
	for _, c := range []struct{ tool, want string }{
		{`"parameters":` + closed, "true"},
		{`"parameters":{"type":"object","properties":{"l":{"type":"array","items":` + closed + `}},"required":["l"],"additionalProperties":false}`, "true"},
		{`"parameters":{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":false}`, "unsaid"},
		{`"parameters":{"type":"object","properties":{"a":` + closed + `}}`, "unsaid"},
		{`"parameters":{"type":"object","properties":{"a":{"type":"object"}},"required":["a"],"additionalProperties":false}`, "unsaid"},
		{`"parameters":null`, "unsaid"},
		{`"strict":null,"parameters":` + closed, "false"},
		{`"strict":false,"parameters":` + closed, "false"},
		{`"strict":true,"parameters":{}`, "true"},
	} {
		req := decode(t, `{"input":"x","tools":[{"type":"function","name":"f",`+c.tool+`}]}`)
		got := "unsaid"
		if s := req.Tools[0].Strict; s != nil {
			got = map[bool]string{true: "true", false: "false"}[*s]
		}
		if got != c.want {
			t.Errorf("%s: strict is %s, want %s", c.tool, got, c.want)
		}
	}
}

// TestGrouping: what the model generated between two words of the user is one message, and parallel results are one.
func TestGrouping(t *testing.T) {
	req := decode(t, `{"input":[{"role":"user","content":"q"},
		{"type":"reasoning","summary":[],"encrypted_content":"E","id":"rs_1"},
		{"role":"assistant","content":[{"type":"output_text","text":"let me see"}]},
		{"type":"function_call","call_id":"a","name":"f","arguments":"{}"},
		{"type":"function_call","call_id":"b","name":"g","arguments":""},
		{"type":"function_call_output","call_id":"a","output":"1"},
		{"type":"custom_tool_call_output","call_id":"b","output":""},
		{"role":"user","content":"and?"},{"role":"developer","content":"be brief"}]}`)
	var got []string
	for _, m := range req.Messages {
		s := string(m.Role)
		for _, p := range m.Parts {
			switch p := p.(type) {
			case llm.Reasoning:
				s += " reasoning:" + p.Signature.ID
			case llm.Text:
				s += " text"
			case llm.ToolCall:
				s += " call:" + p.ID
			case llm.ToolResult:
				s += " result:" + p.CallID
			}
		}
		got = append(got, s)
	}
	want := "user text|assistant reasoning:rs_1 text call:a call:b|user result:a result:b|user text|system text"
	if s := strings.Join(got, "|"); s != want {
		t.Errorf("got  %s\nwant %s", s, want)
	}
}

// TestLonelyReasoning: a reasoning item never makes an empty message of the assistant necessary (litellm#13420): the
// part is dropped with the message by backs that cannot send it, and by this one when nothing follows it.
func TestLonelyReasoning(t *testing.T) {
	req := decode(t, `{"input":[{"role":"user","content":"q"},{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"E"},{"role":"user","content":"r"}]}`)
	body, _ := encode(t, req, target)
	if strings.Contains(body, "reasoning") || strings.Contains(body, "assistant") {
		t.Errorf("sent %s", body)
	}
}

// foreign is a request of another dialect on its way to a Responses upstream.
type foreign struct {
	name string
	req  llm.Request
	to   llm.Target
	has  []string // in the body
	not  []string
	lost string // fields
}

func (c foreign) check(t *testing.T) {
	t.Helper()
	c.req.From = burncloud.DialectOpenAI
	body, lost := encode(t, &c.req, &c.to)
	for _, s := range c.has {
		if !strings.Contains(body, s) {
			t.Errorf("%s: no %s in %s", c.name, s, body)
		}
	}
	for _, s := range c.not {
		if strings.Contains(body, s) {
			t.Errorf("%s: %s in %s", c.name, s, body)
		}
	}
	var fields []string
	for _, l := range lost {
		fields = append(fields, l.Field)
	}
	if s := strings.Join(fields, " "); s != c.lost {
		t.Errorf("%s: lost %q, want %q", c.name, s, c.lost)
	}
}

func TestForeignMessages(t *testing.T) {
	call := llm.ToolCall{ID: "toolu_1", Name: "f", Arguments: " "}
	sealed := llm.Reasoning{Text: "s", Signature: llm.Signature{Origin: llm.OriginOpenAI, ID: "rs_7", Data: "ENC"}}
	theirs := llm.Reasoning{Text: "s", Signature: llm.Signature{Origin: llm.OriginAnthropic, Data: "SIG"}}
	long := strings.Repeat("x", 80)
	for _, c := range []foreign{
		{name: "no arguments become an object", req: said(llm.RoleAssistant, call), has: []string{`"arguments":"{}"`}, not: []string{`"role"`}},
		{name: "long ids are cut alike", req: said(llm.RoleAssistant, llm.ToolCall{ID: long, Name: "f"}), has: []string{llm.ShortID(long, 64)}, not: []string{long}},
		{name: "own id beside the seal", req: said(llm.RoleAssistant, sealed, call),
			has: []string{`"id":"rs_7","summary":[{"type":"summary_text","text":"s"}],"encrypted_content":"ENC"`, `"include":["reasoning.encrypted_content"]`}},
		{name: "foreign seals stay", req: said(llm.RoleAssistant, theirs, call), not: []string{"SIG", "reasoning"}, lost: "reasoning_content"},
		{name: "hosts that want it plain", req: said(llm.RoleAssistant, theirs, call), to: llm.Target{Origin: "deepseek", Quirks: llm.Quirks{ReasoningReplay: llm.ReplayContent}},
			has: []string{`"content":[{"type":"reasoning_text","text":"s"}]`}, not: []string{"SIG", "include"}},
		{name: "error result", req: said(llm.RoleUser, llm.ToolResult{CallID: "c", IsError: true, Parts: []llm.Part{llm.Text{Text: "boom"}}}), has: []string{`"output":"Error: boom"`}},
		{name: "picture in a result", req: said(llm.RoleUser, llm.ToolResult{CallID: "c", Parts: []llm.Part{llm.Media{Kind: llm.MediaImage, Type: "image/gif", Data: "iVBORw0KGgo="}}}),
			has: []string{`"output":[{"type":"input_image","image_url":"data:image/png;base64,iVBORw0KGgo=","detail":"auto"}]`}},
		{name: "cache marks", req: llm.Request{System: []llm.Part{llm.Text{Text: "s", Cache: llm.CacheDefault}}}, has: []string{`"instructions":"s"`}, lost: "cache_control"},
		{name: "cache marks at OpenRouter (bifrost#6290)", req: llm.Request{System: []llm.Part{llm.Text{Text: "s", Cache: llm.Cache1h}}}, to: llm.Target{Quirks: llm.Quirks{CacheMarks: true}},
			has: []string{`{"type":"message","role":"developer","content":[{"type":"input_text","text":"s","cache_control":{"type":"ephemeral","ttl":"1h"}}]}`}},
		{name: "name", req: llm.Request{Messages: []llm.Message{{Role: llm.RoleUser, Name: "bob", Parts: []llm.Part{llm.Text{Text: "x"}}}}}, lost: "messages[0].name"},
	} {
		c.check(t)
	}
}

func TestForeignFields(t *testing.T) {
	yes := true
	for _, c := range []foreign{
		{name: "strict is written out", req: llm.Request{Tools: []llm.Tool{{Kind: llm.ToolFunction, Name: "f"}}},
			has: []string{`"parameters":{"type":"object","properties":{}},"strict":false`}},
		{name: "cache key (new-api#6538)", req: llm.Request{Cache: llm.CacheHints{Key: "k", Retention: "24h"}}, has: []string{`"prompt_cache_key":"k"`, `"prompt_cache_retention":"24h"`}},
		{name: "effort (litellm#12432)", req: llm.Request{Reasoning: llm.Thinking{Effort: "high"}}, has: []string{`"reasoning":{"effort":"high"}`, "encrypted_content"}},
		{name: "budget", req: llm.Request{MaxTokens: "10000", Reasoning: llm.Thinking{Budget: "2000", Display: "summarized"}}, has: []string{`"reasoning":{"effort":"low","summary":"auto"}`}},
		{name: "off", req: llm.Request{Reasoning: llm.Thinking{Off: true}}, has: []string{`"effort":"none"`}, not: []string{"include"}},
		{name: "cannot reason", req: llm.Request{Reasoning: llm.Thinking{Effort: "low"}}, to: llm.Target{Quirks: llm.Quirks{NoReasoning: true}}, not: []string{"reasoning"}, lost: "reasoning_effort"},
		{name: "hints without a home", req: llm.Request{Sampling: llm.Sampling{Seed: "1", TopK: "3", LogitBias: llm.Raw(`{}`), FrequencyPenalty: "0", N: "1"}}, lost: "top_k seed frequency_penalty logit_bias"},
		{name: "schema", req: llm.Request{Format: llm.Format{Kind: llm.FormatSchema, Schema: llm.Raw(`{"type":"object"}`), Strict: &yes}, Verbosity: "low"},
			has: []string{`"text":{"format":{"type":"json_schema","name":"answer","schema":{"type":"object"},"strict":true},"verbosity":"low"}`}},
		{name: "schema as tool", req: llm.Request{Format: llm.Format{Kind: llm.FormatSchema, Schema: llm.Raw(`{"a":1}`)}}, to: llm.Target{Quirks: llm.Quirks{NoSchema: true}},
			has: []string{`"name":"answer_in_format"`, `"tool_choice":{"type":"function","name":"answer_in_format"}`}, not: []string{`"text":{`}},
		{name: "hosted tools with an equal (new-api#7137)", req: llm.Request{Tools: []llm.Tool{{Kind: llm.ToolHosted, Name: llm.HostedWebSearch, From: "anthropic"}, {Kind: llm.ToolHosted, Name: "computer", From: "anthropic", Pos: 1}}},
			has: []string{`"tools":[{"type":"web_search"}]`}, lost: "tools[1]"},
		{name: "grammar", req: llm.Request{Tools: []llm.Tool{{Kind: llm.ToolCustom, Name: "p", Grammar: llm.Raw(`{"type":"grammar","grammar":{"definition":"d","syntax":"lark"}}`)}}},
			has: []string{`"format":{"type":"grammar","definition":"d","syntax":"lark"}`}},
		{name: "limit of the model", req: llm.Request{MaxTokens: "9000"}, to: llm.Target{MaxOutput: 4000}, has: []string{`"max_output_tokens":4000`}, lost: "max_completion_tokens"},
		{name: "fixed sampling", req: llm.Request{Sampling: llm.Sampling{Temperature: "0.5"}}, to: llm.Target{Quirks: llm.Quirks{NoSampling: true}}, not: []string{"temperature"}, lost: "temperature"},
		{name: "tool of the history", req: llm.Request{ToolChoice: llm.ToolChoice{Mode: llm.ChoiceRequired, Name: "f"}, Tools: []llm.Tool{{Kind: llm.ToolFunction, Name: "f"}}}, has: []string{`"tool_choice":{"type":"function","name":"f"}`}},
		{name: "set", req: llm.Request{}, to: llm.Target{Quirks: llm.Quirks{Set: llm.Raw(`{"store":true,"x":1}`)}}, has: []string{`"store":true`, `"x":1`}},
		{name: "seals of xAI", req: llm.Request{Reasoning: llm.Thinking{Effort: "low"}}, to: llm.Target{Origin: "xai"}, has: []string{"encrypted_content"}},
	} {
		c.check(t)
	}
}

func said(role llm.Role, parts ...llm.Part) llm.Request {
	return llm.Request{Messages: []llm.Message{{Role: role, Parts: parts}}}
}

func TestEncodeRefuses(t *testing.T) {
	for _, c := range []struct {
		name, param string
		req         llm.Request
		quirks      llm.Quirks
	}{
		{"n", "n", llm.Request{Sampling: llm.Sampling{N: "2"}}, llm.Quirks{}},
		{"stop", "stop", llm.Request{Sampling: llm.Sampling{Stop: []string{"x"}}}, llm.Quirks{}},
		{"audio out", "modalities", llm.Request{Modalities: []string{"text", "audio"}}, llm.Quirks{}},
		{"video", "messages[0]", said(llm.RoleUser, llm.Media{Kind: llm.MediaVideo, URL: "u"}), llm.Quirks{}},
		{"text only", "messages[0]", said(llm.RoleUser, llm.Media{Kind: llm.MediaImage, URL: "u"}), llm.Quirks{TextOnly: true}},
		{"no fetching", "messages[0]", said(llm.RoleUser, llm.Media{Kind: llm.MediaImage, URL: "u"}), llm.Quirks{NoMediaURL: true}},
		{"file of another provider", "messages[0].file_id", said(llm.RoleUser, llm.Media{Kind: llm.MediaFile, FileID: "f"}), llm.Quirks{}},
		{"schema beside tools", "response_format", llm.Request{Format: llm.Format{Kind: llm.FormatSchema}, Tools: []llm.Tool{{Kind: llm.ToolFunction, Name: "f"}}}, llm.Quirks{NoSchema: true}},
	} {
		c.req.From = "anthropic"
		_, _, err := responses.Back{}.EncodeRequest(&c.req, &llm.Target{Quirks: c.quirks})
		if e := burncloud.AsError(err); err == nil || e.Kind != burncloud.KindBadRequest || e.Param != c.param {
			t.Errorf("%s: got %v, want a refusal of %s", c.name, err, c.param)
		}
	}
}

// TestToolsInTheInput: tools that items bring keep their kinds (bifrost#5100), and those known are not doubled.
func TestToolsInTheInput(t *testing.T) {
	req := decode(t, `{"tools":[{"type":"function","name":"f","strict":true}],"input":[{"type":"additional_tools","role":"developer","tools":[
		{"type":"function","name":"f","strict":false},{"type":"function","name":"g","strict":true,"parameters":{"type":"object"}},{"type":"custom","name":"h"},{"type":"web_search"}]}]}`)
	var got []string
	for _, tool := range req.Tools {
		got = append(got, string(tool.Kind)+":"+tool.Name)
	}
	if s := strings.Join(got, " "); s != "function:f function:g custom:h hosted:web_search" {
		t.Errorf("got %s", s)
	}
}

// TestOpaqueItems: items of hosted tools keep their bytes and place (new-api#7137, bifrost#4780), whatever the type.
func TestOpaqueItems(t *testing.T) {
	call, out := `{"type":"tool_search_call","call_id":null,"arguments":{"q": [1.0]}}`, `{"type":"tool_search_output","tools":[]}`
	body, lost := encode(t, decode(t, `{"input":[{"role":"user","content":"x"},`+call+`,`+out+`,{"role":"user","content":"y"}]}`), target)
	if !strings.Contains(body, call+","+out) || len(lost) > 0 {
		t.Errorf("sent %s, lost %v", body, lost)
	}
}
