package conformance_test

import (
	"bytes"
	"fmt"
	"strconv"
	"testing"

	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// TestSignaturesReturn lets a client of every dialect give an answer back that an upstream of another has signed: the
// upstream must get its signatures as they were, at the thoughts and calls that they belong to.
func TestSignaturesReturn(t *testing.T) {
	for _, p := range probes(t) {
		if p.feature != "thinking signatures" {
			continue
		}
		for _, up := range dialects() {
			body, _, ok := p.Get(up.name + " answer")
			if !ok || up.name == "openai" { // which signs nothing itself
				continue
			}
			for _, cl := range dialects() {
				if p.name == "08-thinking-signatures.text" && (cl.name == "openai" || cl.name == "anthropic") {
					continue // noted: these have no place for the signature of a text
				}
				if cl.name != up.name {
					t.Run(p.name+"/"+cl.name+"-"+up.name, func(t *testing.T) { giveBack(t, cl, up, []byte(body)) })
				}
			}
		}
	}
}

func giveBack(t *testing.T, cl, up dialect, body []byte) {
	ask := &llm.Request{ID: "req1"}
	resp, err := up.back.DecodeResponse(ask, &up.target, body)
	if err != nil {
		t.Fatal(err)
	}
	again := conversation(t, cl.name, cl.front.EncodeResponse(nil, ask, resp))
	req, err := cl.front.DecodeRequest(again)
	if err != nil {
		t.Fatalf("%v: %s", err, again)
	}
	sent, lost, err := up.back.EncodeRequest(req, &up.target)
	if err != nil || len(lost) > 0 {
		t.Fatalf("%v %v: %s", lost, err, again)
	}
	back, err := up.front.DecodeRequest(sent)
	if err != nil {
		t.Fatal(err)
	}
	want, have := &meaning{}, &meaning{}
	want.message("assistant", &llm.Message{Parts: resp.Choices[0].Parts}, nil)
	for _, m := range back.Messages {
		if m.Role == llm.RoleAssistant {
			have.message("assistant", &m, nil)
		}
	}
	for _, fact := range missing(want.String(), have.String()) {
		if up.name != "gemini" || fact != "-assistant thinks: Let me think." { // which it does not sign, and is for people
			t.Errorf("%s: %s", fact, again)
		}
	}
}

// conversation goes on after an answer as clients of the dialect do: what they got, they send back.
func conversation(t *testing.T, name string, answer []byte) []byte {
	t.Helper()
	called := bytes.Contains(answer, []byte(`"call_1"`))
	next := map[string][2]string{
		"openai":    {`{"role":"user","content":"So?"}`, `{"role":"tool","tool_call_id":"call_1","content":"rain"}`},
		"responses": {`{"role":"user","content":"So?"}`, `{"type":"function_call_output","call_id":"call_1","output":"rain"}`},
		"anthropic": {`{"role":"user","content":"So?"}`, `{"role":"user","content":[{"type":"tool_result","tool_use_id":"call_1","content":"rain"}]}`},
		"gemini":    {`{"role":"user","parts":[{"text":"So?"}]}`, `{"role":"user","parts":[{"functionResponse":{"id":"call_1","name":"weather","response":{"result":"rain"}}}]}`},
	}[name]
	then := next[0]
	if called {
		then = next[1]
	}
	switch name {
	case "openai":
		return fmt.Appendf(nil, `{"model":"m","max_completion_tokens":1000,"messages":[{"role":"user","content":"Why?"},%s,%s]}`,
			at(t, answer, "choices", "0", "message"), then)
	case "responses":
		items := at(t, answer, "output")
		return fmt.Appendf(nil, `{"model":"m","max_output_tokens":1000,"input":[{"role":"user","content":"Why?"},%s,%s]}`, items[1:len(items)-1], then)
	case "anthropic":
		return fmt.Appendf(nil, `{"model":"m","max_tokens":1000,"messages":[{"role":"user","content":"Why?"},{"role":"assistant","content":%s},%s]}`,
			at(t, answer, "content"), then)
	}
	return fmt.Appendf(nil, `{"contents":[{"role":"user","parts":[{"text":"Why?"}]},%s,%s],"generationConfig":{"maxOutputTokens":1000}}`,
		at(t, answer, "candidates", "0", "content"), then)
}

// at is the value at a place of a JSON text.
func at(t *testing.T, v []byte, path ...string) []byte {
	t.Helper()
	for _, name := range path {
		var found []byte
		i := 0
		for m := rawjson.Members(v); m.Next(); i++ {
			if string(m.Key) == name || m.Key == nil && strconv.Itoa(i) == name {
				found = m.Value
			}
		}
		if v = found; v == nil {
			t.Fatalf("nothing at %q", name)
		}
	}
	return v
}
