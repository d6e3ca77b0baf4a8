package responses_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/burncloud/burncloud/llm"
)

// TestSignaturesRoundTrip: what a client of this dialect gives back is what another dialect's upstream signed, in place
// and under its origin: reasoning, redacted reasoning, empty signed reasoning, texts and calls (wire-facts §0.10, bifrost#5093).
func TestSignaturesRoundTrip(t *testing.T) {
	sig := func(o llm.Origin, data string) llm.Signature { return llm.Signature{Origin: o, Data: data} }
	own := llm.Signature{Origin: llm.OriginOpenAI, ID: "rs_42", Data: "ENC"}
	for _, parts := range [][]llm.Part{
		{llm.Reasoning{Text: "think", Signature: sig(llm.OriginAnthropic, "SIG==")}, llm.Text{Text: "t"}},
		{llm.Reasoning{Signature: sig(llm.OriginAnthropic, "SIG==")}, llm.ToolCall{ID: "a", Name: "f", Arguments: "{}"}},
		{llm.Reasoning{Redacted: true, Signature: sig(llm.OriginAnthropic, "RED")}, llm.Text{Text: "t"}},
		{llm.Reasoning{Text: "t1"}, llm.ToolCall{ID: "a.b:c", Name: "f", Arguments: "{}", Signature: sig(llm.OriginGemini, "G1")}, llm.ToolCall{ID: "b", Name: "f", Arguments: `{"a":1}`}},
		{llm.Text{Text: "t", Signature: sig(llm.OriginGemini, "G2")}, llm.ToolCall{ID: "b", Name: "f", Arguments: `{}`, Signature: sig(llm.OriginGemini, "G3")}},
		{llm.Reasoning{Redacted: true, Signature: own}, llm.ToolCall{ID: "b", Name: "f", Arguments: "x", Custom: true}},
		{llm.Reasoning{Text: "sum", Signature: own}, llm.Refusal{Text: "no"}},
	} {
		req := &llm.Request{ID: "r", Model: "m"}
		resp := &llm.Response{ID: "up", Choices: []llm.Choice{{Parts: parts, Stop: llm.Stop{Reason: llm.StopEnd}}}}
		events := parse(t, play(req, resp))
		streamed := events[len(events)-1].str("response", "output")
		whole := str(front.EncodeResponse(nil, req, resp), "output")
		if streamed != whole {
			t.Errorf("stream and whole answer differ\n%s\n%s", streamed, whole)
		}
		back := decode(t, `{"input":`+whole+`}`)
		if got := back.Messages[0].Parts; !reflect.DeepEqual(got, parts) {
			t.Errorf("came back as\n%+v\nnot\n%+v\nby %s", got, parts, whole)
		}
	}
}

// TestOwnIDs: OpenAI's sealed reasoning is refused under another id than its own (bifrost#5186).
func TestOwnIDs(t *testing.T) {
	body, _ := encode(t, decode(t, `{"input":[{"role":"user","content":"q"},{"type":"reasoning","id":"rs_abc","summary":[],"encrypted_content":"E"},{"type":"function_call","call_id":"c","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"c","output":"1"}]}`), target)
	if !strings.Contains(body, `{"type":"reasoning","id":"rs_abc","summary":[],"encrypted_content":"E"}`) {
		t.Errorf("sent %s", body)
	}
}
