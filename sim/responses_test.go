package sim_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/burncloud/burncloud/sim"
)

const orTools = `"tools":[{"type":"function","name":"f","parameters":{"type":"object","properties":{"a":{"type":"integer"}}}},{"type":"function","name":"g"},{"type":"custom","name":"patch"}]`

var openAIRecordings = []recording{
	{sim.OpenAI, "/responses", `{"model":"gpt-4o","stream":true,"input":"hi"}`, "openai/responses/lingua-responsestoolsearchinputparam-responses-followup-stream/response.sse", "k", true, "phase context tools"},
	{sim.OpenAI, "/responses", `{"model":"gpt-4o","stream":true,"input":"call f {}",` + orTools + `}`, "openai/responses/pyai-openai-client-tool-search-streaming-2of3/response.sse", "k", true, "tools namespace"},
	{sim.OpenAI, "/responses", `{"model":"gpt-5","stream":true,"input":"call f {}","reasoning":{"summary":"auto"},"include":["reasoning.encrypted_content"],` + orTools + `}`, "openai/responses/vercel-openai-reasoning-encrypted-content-1-stream/response.sse", "k", false, "tools output completed_at frequency_penalty moderation presence_penalty"},
	{sim.OpenAI, "/responses", `{"model":"gpt-4o","input":"hi"}`, "openai/responses/ellmer-structured-data-parallel-missing-2-1of4/response.json", "k", false, "phase context mode tool_usage cache_write_tokens format tools"},
	{sim.OpenAI, "/responses", `{"model":"gpt-5-mini","max_output_tokens":16,"input":"` + strings.Repeat("hi ", 99) + `"}`, "openai/responses/mira-openai-responses-handles-refusal-for-call/response.json", "k", false, "moderation tool_choice tools"},
	{sim.OpenAI, "/responses", `{"model":"gpt-4o","input":"hi"}`, "openai/responses/mira-authentication-error-openai-gpt-4o-responses/response.json", "wrong-key-of-some-length", false, ""},
	{sim.OpenAI, "/responses", `{"model":"nope","input":"hi"}`, "openai/responses/pyai-inferred-model-name-suggestion/response.json", "k", true, ""},
}

// orAnswer is a response as a client reads it.
type orAnswer struct {
	ID, Status string
	Previous   *string                 `json:"previous_response_id"`
	Incomplete struct{ Reason string } `json:"incomplete_details"`
	Output     []orItem
	Usage      struct {
		Input  int `json:"input_tokens"`
		Output int `json:"output_tokens"`
		Total  int `json:"total_tokens"`
	}
}

type orItem struct {
	Type, ID, Status, Name, Arguments, Input string
	CallID                                   string  `json:"call_id"`
	Encrypted                                *string `json:"encrypted_content"`
	Content, Summary                         []struct{ Type, Text string }
}

func orAsk(t *testing.T, url, body string) (int, orAnswer, string) {
	t.Helper()
	status, b := ask(t, url+"/responses", "k", body)
	var a orAnswer
	if err := json.Unmarshal(b, &a); err != nil {
		t.Fatalf("%v in %s", err, b)
	}
	return status, a, string(b)
}

// orStream reads a stream, checks that its events agree with each other, and returns the response it ends with.
func orStream(t *testing.T, url, body string) orAnswer {
	t.Helper()
	_, b := ask(t, url+"/responses", "k", body)
	var last orAnswer
	text := make(map[int]string)
	n := 0
	for frame := range strings.SplitSeq(strings.TrimSuffix(string(b), "\n\n"), "\n\n") {
		head, data, _ := strings.Cut(frame, "\ndata: ")
		var e struct {
			Type     string
			Number   int `json:"sequence_number"`
			Index    int `json:"output_index"`
			Delta    string
			Response orAnswer
			Item     orItem
		}
		if err := json.Unmarshal([]byte(data), &e); err != nil || head != "event: "+e.Type || e.Number != n {
			t.Fatalf("frame %d %q: %v", n, frame, err)
		}
		n++
		switch {
		case strings.HasSuffix(e.Type, ".delta"):
			text[e.Index] += e.Delta
		case e.Type == "response.output_item.done":
			said := e.Item.Arguments + e.Item.Input
			for _, part := range append(e.Item.Content, e.Item.Summary...) {
				said += part.Text
			}
			if said != text[e.Index] {
				t.Errorf("item %d says %q, its deltas %q", e.Index, said, text[e.Index])
			}
		case e.Response.ID != "":
			last = e.Response
		}
	}
	return last
}

// TestResponsesLoop plays a client in both ways to go on: from the remembered response, and with the items sent back.
func TestResponsesLoop(t *testing.T) {
	p := sim.New(sim.OpenAI, sim.Options{})
	url := serve(t, p)
	first := orStream(t, url, `{"model":"gpt-5","stream":true,"include":["reasoning.encrypted_content"],"reasoning":{"summary":"auto"},`+
		`"input":[{"role":"user","content":[{"type":"input_text","text":"call f {\"a\":2}\ncall patch {\"input\":\"*** Begin\"}"}]}],`+orTools+`}`)
	if len(first.Output) != 3 || first.Output[0].Encrypted == nil || len(first.Output[0].Summary) != 1 || first.Output[1].Arguments != `{"a":2}` ||
		first.Output[2].Type != "custom_tool_call" || first.Output[2].Input != "*** Begin" || first.Status != "completed" {
		t.Fatalf("%+v", first)
	}
	s := settled(t, p)
	if s.AnswerID != first.ID || s.PromptTokens != first.Usage.Input || s.CompletionTokens != first.Usage.Output || !s.Finished || !s.Stream {
		t.Errorf("record %+v of %+v", s, first.Usage)
	}
	results := `{"type":"function_call_output","call_id":"` + first.Output[1].CallID + `","output":"four"},` +
		`{"type":"custom_tool_call_output","call_id":"` + first.Output[2].CallID + `","output":[{"type":"input_text","text":"teen"}]}`
	want := sim.Reply("gpt-4o", "fourteen", 0)
	status, second, raw := orAsk(t, url, `{"model":"gpt-4o","previous_response_id":"`+first.ID+`","input":[`+results+`],`+orTools+`}`)
	if status != 200 || second.Output[0].Content[0].Text != want || second.Previous == nil || second.Usage.Input <= first.Usage.Input {
		t.Errorf("remembered: %d %s", status, raw)
	}
	back := func(sealed string) string {
		return `{"model":"gpt-4o","store":false,"input":[{"role":"user","content":"x"},{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"` + sealed + `"},` +
			`{"type":"function_call","call_id":"` + first.Output[1].CallID + `","name":"f","arguments":"{}"},` +
			`{"type":"custom_tool_call","call_id":"` + first.Output[2].CallID + `","name":"patch","input":"x"},` + results + `],` + orTools + `}`
	}
	status, third, raw := orAsk(t, url, back(*first.Output[0].Encrypted))
	if status != 200 || third.Output[0].Content[0].Text != want {
		t.Errorf("sent back: %d %s", status, raw)
	}
	known := `{"model":"gpt-5","input":[{"type":"reasoning","id":"` + first.Output[0].ID + `","summary":[]},{"role":"user","content":"x"}]}`
	if status, _, raw := orAsk(t, url, known); status != 200 {
		t.Errorf("item by its id: %d %s", status, raw)
	}
	if status, _, raw := orAsk(t, url, back("bm90IG91cnM=")); status != 400 || !strings.Contains(raw, "invalid_encrypted_content") {
		t.Errorf("another's reasoning: %d %s", status, raw)
	}
	if status, _, raw := orAsk(t, url, `{"model":"gpt-4o","previous_response_id":"`+third.ID+`","input":"x"}`); status != 400 || !strings.Contains(raw, "previous_response_not_found") {
		t.Errorf("not stored: %d %s", status, raw)
	}
}

// TestResponsesRefused is a table of requests that are refused, or answered in a way of their own.
func TestResponsesRefused(t *testing.T) {
	url := serve(t, sim.New(sim.OpenAI, sim.Options{}))
	for _, row := range []struct {
		body   string
		status int
		says   string
	}{
		{`{"model":`, 400, "parse"},
		{`{"input":"hi"}`, 400, "'model'"},
		{`{"model":"gpt-4o"}`, 400, "'input'"},
		{`{"model":"gpt-4o","input":7}`, 400, "invalid_type"},
		{`{"model":"gpt-4o","input":[]}`, 400, "must be provided"},
		{`{"model":"gpt-4o","messages":[],"input":"x"}`, 400, "Unknown parameter: 'messages'."},
		{`{"model":"gpt-4o","input":"x","temperature":3}`, 400, "temperature"},
		{`{"model":"gpt-5","input":"x","temperature":1}`, 400, "not supported with this model"},
		{`{"model":"gpt-4o","input":"x","reasoning":{"effort":"low"}}`, 400, "reasoning.effort"},
		{`{"model":"gpt-4o","input":"x","max_output_tokens":9}`, 400, ">= 16"},
		{`{"model":"gpt-4o","input":"x","tools":[{"type":"function","function":{"name":"f"}}]}`, 400, "tools[0].name"},
		{`{"model":"gpt-4o","input":"x","tool_choice":{"type":"function","name":"h"}}`, 400, "not found in"},
		{`{"model":"gpt-4o","input":[{"role":"tool","content":"x"}]}`, 400, "input[0].role"},
		{`{"model":"gpt-4o","input":[{"role":"user","content":[{"type":"text","text":"x"}]}]}`, 400, "input[0].content[0]"},
		{`{"model":"gpt-4o","input":[{"type":"function_call_output","call_id":"c","output":"x"}]}`, 400, "No tool call found"},
		{`{"model":"gpt-4o","input":[{"type":"function_call","call_id":"c","name":"f","arguments":"{}"}]}`, 400, "No tool output found"},
		{`{"model":"gpt-4o","input":[{"type":"reasoning","id":"rs_1","summary":[]}]}`, 400, "not found"},
		{`{"model":"text-embedding-3-small","input":"x"}`, 400, "does not exist"},
		{`{"model":"gpt-4o","input":"a","text":{"format":{"type":"json_schema","name":"n","schema":{"type":"object","properties":{"b":{"type":"boolean"}}}}}}`, 200, `{\"b\":true}`},
		{`{"model":"gpt-4o","input":"use g",` + orTools + `}`, 200, `"name": "g"`},
		{`{"model":"gpt-4o","input":"x","metadata":{"k":"<v>"},"instructions":"be\nbrief","temperature":0.5}`, 200, `"instructions": "be\nbrief"`},
	} {
		status, _, raw := orAsk(t, url, row.body)
		if status != row.status || !strings.Contains(raw, row.says) {
			t.Errorf("%s: %d, want %d with %q\n%s", row.body, status, row.status, row.says, raw)
		}
	}
	long := orStream(t, url, `{"model":"gpt-4o","stream":true,"max_output_tokens":16,"input":"`+strings.Repeat("hi ", 99)+`"}`)
	if long.Status != "incomplete" || long.Incomplete.Reason != "max_output_tokens" || long.Usage.Output != 16 || long.Output[0].Status != "incomplete" {
		t.Errorf("limited: %+v", long)
	}
}
