package sim_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/burncloud/burncloud/sim"
)

const claudeTools = `"messages":[{"role":"user","content":"the get_weather please"}],"tools":[{"name":"get_weather",` +
	`"input_schema":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}]}`

var anthropicRecordings = []recording{
	{sim.Anthropic, "/v1/messages", `{"model":"claude-haiku-4-5","max_tokens":99,"stream":true,` + hi, "anthropic/messages/llm-fixed-version-tool-chain-with-thinking-display-regression-2of2/response.sse", "k", false, ""},
	{sim.Anthropic, "/v1/messages", `{"model":"claude-opus-4-6","max_tokens":99,"stream":true,"thinking":{"type":"adaptive"},` + hi, "anthropic/messages/rig-raw-stream-capture-matrix-terminal-raw-round-trips-for-thinking-stream/response.sse", "k", true, ""},
	{sim.Anthropic, "/v1/messages", `{"model":"claude-haiku-4-5","max_tokens":99,"stream":true,` + claudeTools, "anthropic/messages/llm-anthropic-test-tools-1of2/response.sse", "k", false, "stop_details output_tokens_details inference_geo caller"},
	{sim.Anthropic, "/v1/messages", `{"model":"claude-sonnet-4-5","max_tokens":99,` + hi, "anthropic/messages/pyai-multimodal-tool-return-matrix-direct-uploaded-file-image-anthropic-2of2/response.json", "k", true, ""},
	{sim.Anthropic, "/v1/messages", `{"model":"claude-sonnet-4-5","max_tokens":99,` + claudeTools, "anthropic/messages/mira-anthropic-beta-claude-sonnet-4-0-async/response.json", "k", false, "stop_details inference_geo input"},
	{sim.Anthropic, "/v1/messages", `{"model":"claude-sonnet-4-5","max_tokens":2000,"thinking":{"type":"enabled","budget_tokens":1024},` + hi, "anthropic/messages/vercel-anthropic-clear-thinking-1/response.json", "k", false, "stop_details inference_geo output_tokens_details context_management"},
	{sim.Anthropic, "/v1/messages", `{"model":"nope","max_tokens":99,` + hi, "anthropic/messages/mira-anthropic-wraps-api-errors-on-stream-call/response.json", "k", false, ""},
	{sim.Anthropic, "/v1/messages", `{"model":"nope","max_tokens":99,` + hi, "anthropic/messages/rig-error-identity-edge-streamed-agent-run-failure-exposes-error-identity-accessors/response.json", "wrong", true, ""},
	{sim.Anthropic, "/v1/messages/count_tokens", `{"model":"claude-opus-4-6",` + hi, "anthropic/count_tokens/pyai-anthropic-count-tokens-with-adaptive-thinking-and-output-tools-1of2/response.json", "k", false, ""},
	{sim.Anthropic, "/v1/messages/count_tokens", `{"model":"nope",` + hi, "anthropic/count_tokens/pyai-anthropic-count-tokens-error/response.json", "k", true, ""},
	{sim.Anthropic, "/v1/models", "", "anthropic/models/rig-models-list-models-smoke/response.json", "k", true, ""},
}

// claude sends a body to a provider and returns what it answered.
func claude(t *testing.T, url, body string) (int, string) {
	t.Helper()
	status, b := ask(t, url+"/v1/messages", "k", body)
	return status, string(b)
}

// claudeBody is a request with these messages and further members.
func claudeBody(messages, more string) string {
	return `{"model":"claude-sonnet-4-5","max_tokens":2000,"messages":[` + messages + `]` + more + `}`
}

const (
	aTool     = `,"tools":[{"name":"f","input_schema":{"type":"object"}},{"name":"g","input_schema":{"type":"object"}}]`
	aThinking = `,"thinking":{"type":"enabled","budget_tokens":1024}`
	aUser     = `{"role":"user","content":"hi"}`
	aCall     = `{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"f","input":{}}]}`
	aResult   = `{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"42"}]}`
)

// anthropicRows are requests and what they are refused with; where nothing is said, they are answered.
var anthropicRows = []struct{ body, says string }{
	{claudeBody(aUser, ``), ""},
	{`{"model":"claude-sonnet-4-5",` + hi, "max_tokens: Field required"},
	{`{"model":"claude-sonnet-4-5","max_tokens":0,` + hi, "max_tokens"},
	{`{"max_tokens":9,` + hi, "model: Field required"},
	{`{"model":`, "not valid JSON"},
	{claudeBody(aUser, `,"n":2`), "n: Extra inputs"},
	{claudeBody(aUser, `,"temperature":1.5`), "temperature: range"},
	{claudeBody(aUser, `,"temperature":"hot"`), "temperature: Input should be"},
	{claudeBody(aUser, `,"top_p":2`), "top_p: range"},
	{claudeBody(``, ``), "at least one message"},
	{claudeBody(`{"role":"assistant","content":"x"}`, ``), "first message"},
	{claudeBody(`{"role":"king","content":"x"}`, ``), "messages.0.role"},
	{claudeBody(`{"role":"system","content":"x"}`, ``), "Unexpected role"},
	{claudeBody(`{"role":"user","content":""}`, ``), "non-empty content"},
	{claudeBody(`{"role":"user","content":[{"type":"text","text":""}]}`, ``), "messages.0.content.0: text content blocks must be non-empty"},
	{claudeBody(`{"role":"user","content":[{"type":"text","text":" "}]}`, ``), "non-whitespace"},
	{claudeBody(`{"role":"user","content":[{"type":"image_url"}]}`, ``), "Input tag 'image_url'"},
	{claudeBody(aUser+`,{"role":"assistant","content":"so "}`, ``), "trailing whitespace"},
	{claudeBody(aUser, `,"tools":[{"name":"a b","input_schema":{"type":"object"}}]`), "tools.0.custom.name"},
	{claudeBody(aUser, `,"tools":[{"name":"a"}]`), "tools.0.custom.input_schema: Field required"},
	{claudeBody(aUser, `,"tools":[{"name":"a","input_schema":{"type":"string"}}]`), "should be 'object'"},
	{claudeBody(aUser, `,"tools":[{"type":"web_search_20250305","name":"web_search"}]`), ""},
	{claudeBody(aUser, `,"tool_choice":{"type":"auto"}`), "only be specified"},
	{claudeBody(aUser, `,"tool_choice":{"type":"tool","name":"x"}`+aTool), "not found in provided tools"},
	{claudeBody(aUser+`,`+aCall+`,`+aResult, aTool), ""},
	{claudeBody(aUser+`,`+aCall+`,`+aResult, ``), "must define tools"},
	{claudeBody(aUser+`,`+aCall+`,`+aUser, aTool), "messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: t1"},
	{claudeBody(aUser+`,`+aCall, aTool), "without `tool_result`"},
	{claudeBody(aUser+`,`+aCall+`,{"role":"user","content":[{"type":"text","text":"x"},{"type":"tool_result","tool_use_id":"t1"}]}`, aTool), "without `tool_result`"},
	{claudeBody(aResult, aTool), "unexpected `tool_use_id`"},
	{claudeBody(aUser, `,"thinking":{"type":"enabled"}`), "budget_tokens: Field required"},
	{claudeBody(aUser, `,"thinking":{"type":"enabled","budget_tokens":9}`), "1024"},
	{claudeBody(aUser, `,"thinking":{"type":"enabled","budget_tokens":2000}`), "must be greater than"},
	{claudeBody(aUser, `,"thinking":{"type":"adaptive"}`), "adaptive"},
	{claudeBody(aUser, `,"temperature":0.5`+aThinking), "only be set to 1"},
	{claudeBody(aUser, `,"tool_choice":{"type":"any"}`+aThinking+aTool), "forces tool use"},
	{claudeBody(aUser+`,`+aCall+`,`+aResult, aThinking+aTool), "messages.1.content.0.type: Expected `thinking` or `redacted_thinking`, but found `tool_use`"},
	{claudeBody(aUser+`,{"role":"assistant","content":[{"type":"thinking","thinking":"x","signature":"bogus"}]},`+aUser, aThinking), "messages.1.content.0: Invalid `signature`"},
	{claudeBody(aUser+`,{"role":"assistant","content":[{"type":"thinking","thinking":"x"}]},`+aUser, aThinking), "signature: Field required"},
}

// TestAnthropicRefused wants refusals in the provider's shape.
func TestAnthropicRefused(t *testing.T) {
	p := sim.New(sim.Anthropic, sim.Options{Keys: []string{"k"}})
	url := serve(t, p)
	for _, row := range anthropicRows {
		status, b := claude(t, url, row.body)
		if row.says == "" {
			if status != 200 {
				t.Errorf("%s: %d %s", row.body, status, b)
			}
			continue
		}
		var e struct {
			Type  string
			Error struct{ Type, Message string }
			ID    string `json:"request_id"`
		}
		if err := json.Unmarshal([]byte(b), &e); err != nil || status != 400 || e.Type != "error" || e.Error.Type != "invalid_request_error" ||
			!strings.HasPrefix(e.ID, "req_") || !strings.Contains(e.Error.Message, row.says) {
			t.Errorf("%s: %d, want 400 with %q\n%s", row.body, status, row.says, b)
		}
	}
}

// TestAnthropicHeaders wants a key in either header, and the version.
func TestAnthropicHeaders(t *testing.T) {
	p := sim.New(sim.Anthropic, sim.Options{Keys: []string{"k"}})
	url := serve(t, p)
	for _, row := range []struct {
		name, value, version string
		status               int
	}{
		{"X-Api-Key", "k", "2023-06-01", 200},
		{"Authorization", "Bearer k", "2023-06-01", 200},
		{"X-Api-Key", "other", "2023-06-01", 401},
		{"X-Other", "k", "2023-06-01", 401},
		{"X-Api-Key", "k", "", 400},
	} {
		req := newRequest(t, url+"/v1/models/claude-haiku-4-5-20251001", "", "")
		req.Header.Set(row.name, row.value)
		req.Header.Set("Anthropic-Version", row.version)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if s := settled(t, p); res.StatusCode != row.status || row.status == 200 && s.Key != "k" {
			t.Errorf("%+v: status %d, record %+v", row, res.StatusCode, s)
		}
	}
}

// claudeAnswer is a message as a client reads it.
type claudeAnswer struct {
	ID, StopReason string
	Stopped        *string
	Content        []claudeBlock
	Usage          map[string]any
}

type claudeBlock struct {
	Type, Text, Thinking, Signature, ID, Name string
	Input                                     json.RawMessage
}

// assembled puts a message together again from a stream, and checks the order of its events.
func assembled(t *testing.T, stream string) claudeAnswer {
	t.Helper()
	var a claudeAnswer
	open, ended := false, false
	for frame := range strings.SplitSeq(strings.TrimSuffix(stream, "\n\n"), "\n\n") {
		head, data, ok := strings.Cut(frame, "\ndata: ")
		var e struct {
			Type    string
			Index   int
			Message struct{ ID string }
			Block   claudeBlock `json:"content_block"`
			Delta   struct {
				Type, Text, Thinking, Signature string
				JSON                            string  `json:"partial_json"`
				Reason                          string  `json:"stop_reason"`
				Stopped                         *string `json:"stop_sequence"`
			}
			Usage map[string]any
		}
		if err := json.Unmarshal([]byte(data), &e); err != nil || !ok || head != "event: "+e.Type || ended {
			t.Fatalf("frame %q: %v", frame, err)
		}
		switch e.Type {
		case "message_start":
			a.ID = e.Message.ID
		case "content_block_start":
			if open || e.Index != len(a.Content) {
				t.Fatalf("block %d out of order in %s", e.Index, stream)
			}
			e.Block.Input, open = nil, true
			a.Content = append(a.Content, e.Block)
		case "content_block_delta":
			b := &a.Content[e.Index]
			b.Text, b.Thinking, b.Signature = b.Text+e.Delta.Text, b.Thinking+e.Delta.Thinking, b.Signature+e.Delta.Signature
			b.Input = append(b.Input, e.Delta.JSON...)
		case "content_block_stop":
			open = false
		case "message_delta":
			a.StopReason, a.Stopped, a.Usage = e.Delta.Reason, e.Delta.Stopped, e.Usage
		case "message_stop":
			ended = true
		}
	}
	if !ended || open {
		t.Errorf("not ended: %s", stream)
	}
	return a
}

// TestAnthropicLoop plays a client: two calls at once with reasoning, their results, and the end; streamed or not.
func TestAnthropicLoop(t *testing.T) {
	p := sim.New(sim.Anthropic, sim.Options{Now: func() time.Time { return clock }})
	url := serve(t, p)
	ordered := `{"role":"user","content":[{"type":"text","text":"<note>so</note>"},{"type":"text","text":"call f {\"a\": [1, \"x\"]}\ncall g"}]}`
	status, stream := claude(t, url, claudeBody(ordered, `,"stream":true`+aThinking+aTool))
	a := assembled(t, stream)
	if status != 200 || len(a.Content) != 3 || a.StopReason != "tool_use" || a.Content[0].Signature == "" || a.Content[0].Thinking == "" ||
		a.Content[1].Name != "f" || string(a.Content[1].Input) != `{"a": [1, "x"]}` || a.Content[2].Name != "g" || len(a.Content[2].Input) != 0 {
		t.Fatalf("%d %+v", status, a)
	}
	if s := settled(t, p); !s.Finished || s.AnswerID != a.ID || !s.Stream || a.Usage["output_tokens"] != float64(s.CompletionTokens) || a.Usage["input_tokens"] != float64(s.PromptTokens) {
		t.Errorf("record %+v of %+v", s, a.Usage)
	}
	turn := func(signature string) string {
		history := `{"role":"assistant","content":[{"type":"thinking","thinking":"` + a.Content[0].Thinking + `","signature":"` + signature + `"},` +
			`{"type":"tool_use","id":"` + a.Content[1].ID + `","name":"f","input":{"a":[1,"x"]}},{"type":"tool_use","id":"` + a.Content[2].ID + `","name":"g","input":{}}]}`
		results := `{"role":"user","content":[{"type":"tool_result","tool_use_id":"` + a.Content[1].ID + `","content":"forty"},` +
			`{"type":"tool_result","tool_use_id":"` + a.Content[2].ID + `","content":[{"type":"text","text":" two, call f"}]},{"type":"text","text":"call f"}]}`
		return claudeBody(ordered+","+history+","+results, aThinking+aTool)
	}
	var end struct {
		Content []claudeBlock
		Reason  string `json:"stop_reason"`
	}
	if status, b := claude(t, url, turn(a.Content[0].Signature)); status != 200 || json.Unmarshal([]byte(b), &end) != nil ||
		len(end.Content) != 2 || end.Content[1].Text != sim.Reply("claude-sonnet-4-5", "forty two, call f", 0) || end.Reason != "end_turn" {
		t.Errorf("%d %s", status, b)
	}
	if status, b := claude(t, url, turn(strings.ToLower(a.Content[0].Signature))); status != 400 || !strings.Contains(b, "Invalid `signature`") {
		t.Errorf("wrong signature: %d %s", status, b)
	}
}

// TestAnthropicStops is a table of how an answer ends and whether it shows reasoning.
func TestAnthropicStops(t *testing.T) {
	url := serve(t, sim.New(sim.Anthropic, sim.Options{}))
	for _, row := range []struct{ more, text, want string }{
		{`,"stop_sequences":["zzz"]`, "hi", `"stop_reason":"end_turn","stop_sequence":null`},
		{`,"stop_sequences":["zzz"," has read"]`, "hi", `"stop_reason":"stop_sequence","stop_sequence":" has read"`},
		{`,"output_config":{"format":{"type":"json_schema","schema":{"type":"object","properties":{"a":{"type":"integer"}}}}}`, "hi", `"text":"{\"a\":1}"`},
		{``, "think about it", `"type":"thinking","thinking":"The`},
		{`,"thinking":{"type":"disabled"}`, "think about it", `"content":[{"type":"text"`},
		{`,"thinking":{"type":"enabled","budget_tokens":1024,"display":"omitted"}`, "hi", `"type":"thinking","thinking":"","signature":"`},
		{aTool + `,"tool_choice":{"type":"any"}`, "hi", `"name":"f","input":{}}],"stop_reason":"tool_use"`},
		{aTool + `,"tool_choice":{"type":"tool","name":"g"}`, "hi", `"name":"g"`},
		{aTool + `,"tool_choice":{"type":"none"}`, "call f", `"end_turn"`},
		{aTool + `,"tool_choice":{"type":"auto","disable_parallel_tool_use":true}`, `call f\ncall g`, `"name":"f","input":{}}],"stop_reason"`},
		{aTool, `call unknown {}`, `"end_turn"`},
	} {
		_, b := claude(t, url, claudeBody(`{"role":"user","content":"`+row.text+`"}`, row.more))
		if !strings.Contains(b, row.want) {
			t.Errorf("%q with %s: no %s in %s", row.text, row.more, row.want, b)
		}
	}
	if _, b := claude(t, url, `{"model":"claude-sonnet-4-5","max_tokens":3,`+hi); !strings.Contains(b, `"stop_reason":"max_tokens"`) || !strings.Contains(b, `"output_tokens":3`) {
		t.Errorf("limited: %s", b)
	}
}

// TestAnthropicCache wants a prompt written to the cache the first time and read from it after that, with the prompt's
// parts adding up.
func TestAnthropicCache(t *testing.T) {
	p := sim.New(sim.Anthropic, sim.Options{})
	url := serve(t, p)
	const system = `,"system":[{"type":"text","text":"sixteen bytes ok","cache_control":{"type":"ephemeral","ttl":"1h"}}]`
	for i, row := range []struct {
		text, more         string
		fresh, wrote, read int
		hour               float64
	}{
		{"hi", system, 1, 4, 0, 4},
		{"hi", system, 1, 0, 4, 0},
		{"hi", system + `,"cache_control":{"type":"ephemeral"}`, 0, 1, 4, 0},
		{"ho", system + `,"cache_control":{"type":"ephemeral"}`, 0, 1, 4, 0},
		{"hi", system + `,"cache_control":{"type":"ephemeral"}`, 0, 0, 5, 0},
		{"hi", ``, 1, 0, 0, 0},
	} {
		_, b := claude(t, url, claudeBody(`{"role":"user","content":"`+row.text+`"}`, row.more))
		var a struct {
			Usage struct {
				Input int `json:"input_tokens"`
				Wrote int `json:"cache_creation_input_tokens"`
				Read  int `json:"cache_read_input_tokens"`
				By    struct {
					Hour float64 `json:"ephemeral_1h_input_tokens"`
				} `json:"cache_creation"`
			}
		}
		if err := json.Unmarshal([]byte(b), &a); err != nil {
			t.Fatal(err)
		}
		u := a.Usage
		if u.Input != row.fresh || u.Wrote != row.wrote || u.Read != row.read || u.By.Hour != row.hour {
			t.Errorf("row %d: %+v, want %+v", i, u, row)
		}
		if s := settled(t, p); s.PromptTokens != u.Input+u.Wrote+u.Read || s.CachedTokens != u.Read || s.WrittenTokens != u.Wrote {
			t.Errorf("row %d: record %+v", i, s)
		}
	}
}
