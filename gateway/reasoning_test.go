package gateway_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/wire/anthropic"
	"github.com/burncloud/burncloud/wire/gemini"
	"github.com/burncloud/burncloud/wire/responses"
)

// canary is a signature that must come back to its provider and to nobody else.
const canary = "Q0FOQVJZLU9GLUEtU0lHTkFUVVJFLTAxMjM0NTY3ODk="

// thoughtful are answers of upstreams that thought, with the canary for a signature.
var thoughtful = map[burncloud.Dialect]string{
	anthropic.Dialect: `{"id":"msg_1","type":"message","role":"assistant","model":"a","content":[{"type":"thinking","thinking":"hm","signature":"` + canary + `"},{"type":"redacted_thinking","data":"` + canary + `"},{"type":"text","text":"Hello"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":9,"output_tokens":2}}`,
	gemini.Dialect:    `{"candidates":[{"content":{"parts":[{"text":"hm","thought":true},{"text":"Hello","thoughtSignature":"` + canary + `"}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":2,"totalTokenCount":11},"modelVersion":"a","responseId":"r1"}`,
	responses.Dialect: `{"id":"resp_1","object":"response","created_at":1,"status":"completed","model":"a","output":[{"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"hm"}],"encrypted_content":"` + canary + `"},{"type":"message","id":"msg_1","status":"completed","role":"assistant","content":[{"type":"output_text","text":"Hello","annotations":[]}]}],"usage":{"input_tokens":9,"output_tokens":2,"total_tokens":11}}`,
}

// follow makes the next turn of a conversation out of the answer, as a client of the dialect does.
func (a *asker) follow(t *testing.T, model, answer string) (path, body string) {
	t.Helper()
	var got map[string]json.RawMessage
	if err := json.Unmarshal([]byte(answer), &got); err != nil {
		t.Fatal(err)
	}
	var choices []struct{ Message, Content json.RawMessage }
	switch a.name {
	case "openai":
		_ = json.Unmarshal(got["choices"], &choices)
		return chat, fmt.Sprintf(`{"model":%q,"messages":[{"role":"user","content":"hi"},%s,{"role":"user","content":"go on"}]}`, model, choices[0].Message)
	case "responses":
		items := strings.TrimSuffix(strings.TrimPrefix(string(got["output"]), "["), "]")
		return a.path, fmt.Sprintf(`{"model":%q,"include":["reasoning.encrypted_content"],"input":[{"role":"user","content":"hi"},%s,{"role":"user","content":"go on"}]}`, model, items)
	case "anthropic":
		return a.path, fmt.Sprintf(`{"model":%q,"max_tokens":3000,"thinking":{"type":"enabled","budget_tokens":2000},"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":%s},{"role":"user","content":"go on"}]}`, model, got["content"])
	}
	_ = json.Unmarshal(got["candidates"], &choices)
	return "/v1beta/models/" + model + ":generateContent", fmt.Sprintf(`{"contents":[{"role":"user","parts":[{"text":"hi"}]},%s,{"role":"user","parts":[{"text":"go on"}]}]}`, choices[0].Content)
}

var encoded = regexp.MustCompile(`[A-Za-z0-9+/_-]{16,}`)

// hides reports whether the canary is in a body, plainly or encoded once more.
func hides(body []byte) bool {
	if strings.Contains(string(body), strings.TrimRight(canary, "=")) || strings.Contains(string(body), "bc1.") {
		return true
	}
	for _, word := range encoded.FindAll(body, -1) {
		for _, enc := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			if b, _ := enc.DecodeString(string(word)); strings.Contains(string(b), "CANARY-OF-A") || strings.Contains(string(b), canary[:20]) {
				return true
			}
		}
	}
	return false
}

// TestSignaturesStayHome: through every client's dialect, a signature of one provider comes back to it in the next turn,
// and never reaches another provider, whatever the two speak.
func TestSignaturesStayHome(t *testing.T) {
	for _, front := range []string{"openai", "responses", "anthropic", "gemini"} {
		a := askerNamed(front)
		for wire, body := range thoughtful {
			if wire == responses.Dialect && front != "responses" {
				continue // asked as chat completions, which have no signatures
			}
			home := tongueOf(wire)
			for i := range tongues {
				away := &tongues[i]
				if away.dialect == wire {
					continue
				}
				name := front + ": " + string(wire) + ", then " + string(away.dialect)
				one := newRawUpstream(t, raw(200, "application/json", body), 0)
				two := newScript(t, 0, func(q rawRequest) []byte {
					if away.dialect == responses.Dialect && !strings.HasSuffix(q.target, "/responses") {
						return tongueOf(burncloud.DialectOpenAI).whole(false)
					}
					return away.whole(false)
				})
				first, second := home.channel("ch_1", one), away.channel("ch_2", two)
				first.Models, first.ModelMapping = []burncloud.ModelName{"m"}, nil
				second.Models, second.ModelMapping = []burncloud.ModelName{"other"}, nil
				r := newRig(t, first, second)
				got := r.ask(a, false)
				if got.status != 200 {
					t.Fatalf("%s: %d %s", name, got.status, got.body)
				}
				path, next := a.follow(t, "other", got.body)
				if back := r.askWith(a, path, next); back.status != 200 {
					t.Errorf("%s: %d %s\n%s", name, back.status, back.body, next)
				}
				for _, q := range two.all() {
					if hides(q.body) {
						t.Errorf("%s: the signature is in %s", name, q.body)
					}
				}
				if wire == gemini.Dialect && (front == "openai" || front == "anthropic") {
					continue // texts have no place for a signature there, and need none
				}
				path, next = a.follow(t, "m", got.body)
				if back := r.askWith(a, path, next); back.status != 200 {
					t.Errorf("%s: %d %s\n%s", name, back.status, back.body, next)
				}
				if seen := one.all(); len(seen) != 2 || !strings.Contains(string(seen[1].body), canary) {
					t.Errorf("%s: the signature did not come back: %s\nfrom %s", name, seen[len(seen)-1].body, next)
				}
			}
		}
	}
}

// TestCallSignatures: the signature of Gemini's call, which OpenAI's dialect carries on the call, comes back to Gemini and
// does not reach OpenAI.
func TestCallSignatures(t *testing.T) {
	g := tongueOf(gemini.Dialect)
	one := newRawUpstream(t, raw(200, "application/json", `{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{}},"thoughtSignature":"`+canary+`"}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":2,"totalTokenCount":11}}`), 0)
	two := newRawUpstream(t, tongueOf(burncloud.DialectOpenAI).whole(false), 0)
	first, second := g.channel("ch_1", one), channel("ch_2", "openai", two.url, "upstream-key-2", "other")
	first.Models, first.ModelMapping = []burncloud.ModelName{"m"}, nil
	r := newRig(t, first, second)
	const tools = `"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{}}}}],`
	got := r.post(chat, `{"model":"m",`+tools+hello+`}`)
	var resp struct {
		Choices []struct {
			Message json.RawMessage
		}
	}
	var message struct {
		Calls []struct{ ID string } `json:"tool_calls"`
	}
	if json.Unmarshal([]byte(got.body), &resp) != nil || json.Unmarshal(resp.Choices[0].Message, &message) != nil || len(message.Calls) != 1 || !strings.Contains(got.body, canary) {
		t.Fatalf("%d %s", got.status, got.body)
	}
	for _, model := range []string{"other", "m"} {
		next := fmt.Sprintf(`{"model":%q,%s"messages":[{"role":"user","content":"hi"},%s,{"role":"tool","tool_call_id":%q,"content":"ok"}]}`, model, tools, resp.Choices[0].Message, message.Calls[0].ID)
		if back := r.post(chat, next); back.status != 200 && model == "other" {
			t.Errorf("%d %s", back.status, back.body)
		}
	}
	if seen := one.all(); len(seen) != 2 || !strings.Contains(string(seen[1].body), canary) {
		t.Errorf("the signature did not come back: %s", seen[len(seen)-1].body)
	}
	if seen := two.all(); len(seen) != 1 || hides(seen[0].body) {
		t.Errorf("the signature is in %s", seen)
	}
}
