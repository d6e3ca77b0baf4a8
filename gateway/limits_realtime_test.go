package gateway_test

import (
	"io"
	"testing"

	"github.com/burncloud/burncloud"
)

// TestSessionsHoldTheirPlace: a realtime session counts until it ends, at its token and at its channel.
func TestSessionsHoldTheirPlace(t *testing.T) {
	s := newSocket(t, text(done(100, 40, 20)))
	ch := channel("ch_1", "openai", s.url+"/v1", "sk-upstream-0123456789", "gpt-realtime")
	ch.Limits.Concurrency = 1
	r := newRig(t, ch)
	r.cfg.Tokens[0].Limits = burncloud.Limits{Concurrency: 1}
	for i, tokens := range []int64{600, 100_000} { // a session reserves 512
		r.cfg.Tokens[0].Limits.TPM = tokens
		r.reload()
		resp, conn, in := r.dial("?model=gpt-realtime", "Authorization", "Bearer "+r.key)
		if resp.StatusCode != 101 {
			t.Fatalf("session %d: %s", i, resp.Status)
		}
		second, _, _ := r.dial("?model=gpt-realtime", "Authorization", "Bearer "+r.key)
		if second.StatusCode != 429 || second.Header.Get("Retry-After") == "" {
			t.Errorf("beside session %d: %s", i, second.Status)
		}
		if _, err := conn.Write(frame(0x81, []byte(`{}`), true)); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadAll(in); err != nil {
			t.Fatal(err)
		}
		wait(t, "the record", func() bool { return len(r.calls.all()) == 2*i+2 })
	}
}
