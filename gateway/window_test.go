package gateway_test

import (
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
)

// TestLargerWindow: a prompt that is too long goes to a target that takes more, if one is known or guessed to; else the client
// gets what the first provider said.
func TestLargerWindow(t *testing.T) {
	tooLong := raw(400, "application/json", `{"error":{"message":"this model's maximum context length is 10 tokens","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}`)
	g := tongueOf(burncloud.DialectOpenAI)
	whole := raw(200, "application/json", g.plain)
	type up struct {
		model  burncloud.ModelName // upstream
		window int64               // 0 = unknown
		for2   bool                // serves the fallback model and not the first
		answer []byte
	}
	for _, tt := range []struct {
		name  string
		ups   []up
		asked string // which, in order; the last answered unless all are too small
		ok    bool
	}{
		{"known larger", []up{{"a", 10, false, tooLong}, {"b", 100, false, whole}}, "12", true},
		{"same size", []up{{"a", 10, false, tooLong}, {"a", 10, false, whole}}, "1", false},
		{"smaller", []up{{"a", 10, false, tooLong}, {"b", 5, false, whole}}, "1", false},
		{"same model, unknown", []up{{"a", 0, false, tooLong}, {"a", 0, false, whole}}, "1", false},
		{"another model, unknown", []up{{"a", 0, false, tooLong}, {"b", 0, true, whole}}, "12", true},
		{"guessed once", []up{{"a", 0, false, tooLong}, {"b", 0, true, tooLong}, {"c", 0, true, whole}}, "12", false},
		{"past a smaller one", []up{{"a", 10, false, tooLong}, {"b", 10, false, whole}, {"c", 50, true, whole}}, "13", true},
		{"none fits", []up{{"a", 10, false, tooLong}, {"b", 100, false, tooLong}}, "12", false},
		{"it fails", []up{{"a", 10, false, tooLong}, {"b", 100, false, raw(500, "application/json", `{}`)}}, "12", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var channels []burncloud.Channel
			for i, u := range tt.ups {
				s := newRawUpstream(t, u.answer, 0)
				ch := g.channel("ch_"+string(rune('1'+i)), s)
				ch.ModelMapping = map[burncloud.ModelName]burncloud.ModelName{"m": u.model, "large": u.model}
				if ch.Priority = -i; u.for2 {
					ch.Models = []burncloud.ModelName{"large"}
				}
				if u.window > 0 {
					ch.Options.ContextWindows = map[burncloud.ModelName]int64{u.model: u.window}
				}
				channels = append(channels, ch)
			}
			r := newRig(t, channels...)
			r.cfg.Routes = []burncloud.ModelRoute{{ID: "rt_1", Model: "m", Fallbacks: []burncloud.ModelName{"large"}}}
			r.reload()
			got := r.post(chat, `{"model":"m","messages":[{"role":"user","content":"hi"}]}`)
			if (got.status == 200) != tt.ok || !tt.ok && (got.status != 400 || !strings.Contains(got.body, "maximum context length is 10")) {
				t.Errorf("got %d %s", got.status, got.body)
			}
			var asked strings.Builder
			for _, a := range r.lastCall().Attempts {
				asked.WriteString(strings.TrimPrefix(string(a.ChannelID), "ch_"))
			}
			if asked.String() != tt.asked && tt.name != "it fails" || !strings.HasPrefix(asked.String(), tt.asked) {
				t.Errorf("asked %s, want %s", asked.String(), tt.asked)
			}
			if h := r.Live.Health("ch_1"); h.LastError != "" {
				t.Errorf("the first is blamed: %+v", h)
			}
		})
	}
}
