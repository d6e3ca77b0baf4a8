package gateway_test

import (
	"os"
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
)

// TestLiveGemini and TestLiveClaude make two small calls to the real provider, in OpenAI's dialect.
func TestLiveGemini(t *testing.T) { liveCalls(t, "gemini", "GEMINI_API_KEY", "gemini-2.5-flash") }

func TestLiveClaude(t *testing.T) { liveCalls(t, "anthropic", "ANTHROPIC_API_KEY", "claude-haiku-4-5") }

func liveCalls(t *testing.T, provider, env string, model burncloud.ModelName) {
	t.Helper()
	key := os.Getenv(env)
	if key == "" {
		t.Skip("set " + env + " to call the real provider")
	}
	r := newRig(t, channel("ch_1", provider, "", key, model))
	a := askerNamed("openai")
	for _, stream := range []bool{false, true} {
		path, body := a.call(stream)
		body = strings.Replace(body, `"m"`, `"`+string(model)+`"`, 1)
		body = strings.Replace(body, `"hi"`, `"Answer with the one word: ok"`, 1)
		got := r.askWith(a, path, body)
		text, _, err := a.read(stream, got.body)
		c := r.lastCall()
		if got.status != 200 || err != nil || !strings.Contains(strings.ToLower(text), "ok") || c.Usage.Prompt() == 0 || c.Usage.Completion() == 0 || c.ErrorKind != "" {
			t.Errorf("stream %v: %d %q (%v), recorded %+v", stream, got.status, text, err, c.Usage)
		}
		r.tight("live", got)
	}
}
