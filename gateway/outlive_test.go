package gateway_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/alone"
	"github.com/burncloud/burncloud/sim"
)

// leaveAfter starts a call and leaves it after so long.
func (r *rig) leaveAfter(body string, d time.Duration) {
	r.t.Helper()
	ctx, leave := context.WithTimeout(context.Background(), d)
	defer leave()
	req, err := http.NewRequestWithContext(ctx, "POST", r.url+chat, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+r.key)
	if resp, err := r.http.Do(req); err == nil {
		_, _ = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
	}
}

// TestDrained is row B10: the client leaves, and the provider makes and bills the answer all the same. The upstream is read to
// its usage; the client's place is free at once.
func TestDrained(t *testing.T) {
	unbilled := 0
	for _, tt := range []struct {
		name  string
		body  string
		knobs sim.Knobs
		after time.Duration
	}{
		{"in one piece", plainCall, sim.Knobs{FirstToken: 700 * time.Millisecond}, 150 * time.Millisecond},
		{"before the first token", streamCall, sim.Knobs{FirstToken: 700 * time.Millisecond}, 150 * time.Millisecond},
		{"while it flows", streamCall, sim.Knobs{Gap: 10 * time.Millisecond, Chunks: 80}, 200 * time.Millisecond},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, url := provider(t, sim.OpenAI, channel1, tt.knobs)
			ch := channel("ch_1", "groq", url, channel1, "gpt-4o")
			r := newRig(t, ch)
			r.cfg.Tokens[0].Limits = burncloud.Limits{Concurrency: 1}
			price := tokenPrice(t)
			price.ID, price.Model = "pr_1", "gpt-4o"
			r.cfg.Prices = []burncloud.Price{price}
			r.reload()
			b := r.keepBooks(1_000_000_000)
			r.leaveAfter(tt.body, tt.after)
			p.Set(sim.Knobs{})
			wait(t, "the place of the call that was left", func() bool { return r.post(chat, plainCall).status == 200 })
			if served := p.Served(); len(served) != 2 || !served[0].Done.IsZero() {
				t.Errorf("the place was free after the answer: %+v", served)
			}
			wait(t, "the records", func() bool { return len(r.calls.all()) >= 2 && !p.Served()[0].Done.IsZero() && count(r, 499) == 1 })
			served := p.Served()[0]
			for _, c := range r.calls.all() {
				if c.Status != 499 {
					continue
				}
				owed := burncloud.Money(served.PromptTokens + 100*served.CompletionTokens)
				if c.Charge == nil || c.Charged() != owed {
					unbilled++
					t.Errorf("the provider bills %s, charged %+v", owed, c.Charge)
				}
				if !served.Finished || c.ErrorKind != burncloud.KindCanceled || fmt.Sprint(c.Flags) != "[drained]" || len(c.Attempts) != 1 || c.Attempts[0].ErrorKind != "" || c.Attempts[0].Usage != c.Usage {
					t.Errorf("served %+v, recorded %+v", served, c)
				}
			}
			b.idle()
			if sum, n := r.charged(); n != 2 || b.Balance("usr_1").Available != 1_000_000_000-sum {
				t.Errorf("%d charges of %s, left %+v", n, sum, b.Balance("usr_1"))
			}
			if h := r.Live.Health("ch_1"); h.State != burncloud.Healthy || h.LastError != "" {
				t.Errorf("health %+v", h)
			}
		})
	}
	if t.Logf("B10: 3 ways to leave, %d with tokens that nobody is charged for", unbilled); unbilled > 0 {
		t.Error("tokens were lost")
	}
}

func count(r *rig, status int) (n int) {
	for _, c := range r.calls.all() {
		if c.Status == status {
			n++
		}
	}
	return n
}

// TestDrainTranslated: the same across dialects, and where the upstream fails after the client has left.
func TestDrainTranslated(t *testing.T) {
	flags := map[string]string{"whole": burncloud.FlagDrained, "cut": burncloud.FlagEstimated}
	for name, knobs := range map[string]sim.Knobs{"whole": {Gap: 10 * time.Millisecond, Chunks: 50}, "cut": {Gap: 10 * time.Millisecond, CutAfter: 40, Chunks: 50}} {
		_, url := provider(t, sim.Gemini, channel1, knobs)
		r := newRig(t, channel("ch_1", "gemini", url, channel1, "gemini-2.5-flash"))
		r.leaveAfter(`{"model":"gemini-2.5-flash","stream":true,`+hello+`}`, 120*time.Millisecond)
		wait(t, "the record", func() bool { return len(r.calls.all()) == 1 })
		c := r.lastCall()
		if c.Status != 499 || !slices.Equal(c.Flags, []string{flags[name]}) || c.Usage.Output == 0 {
			t.Errorf("%s: recorded %+v", name, c)
		}
	}
}

// TestEndDrains: the end of the process waits for drains for so long, and then cuts and records them.
func TestEndDrains(t *testing.T) {
	p, url := provider(t, sim.OpenAI, channel1, sim.Knobs{Gap: 20 * time.Millisecond, Chunks: 10_000})
	r := newRig(t, channel("ch_1", "groq", url, channel1, "gpt-4o"))
	r.leaveAfter(streamCall, 150*time.Millisecond)
	wait(t, "the call", func() bool { return len(p.Served()) == 1 })
	time.Sleep(200 * time.Millisecond) // the gateway learns that the client has left
	began := time.Now()
	r.EndDrains(300 * time.Millisecond)
	if took := time.Since(began); took < 250*time.Millisecond || took > 3*time.Second || len(r.calls.all()) != 1 {
		t.Errorf("after %v, recorded %+v", took, r.calls.all())
	}
	if c := r.lastCall(); c.Status != 499 || !slices.Equal(c.Flags, []string{burncloud.FlagEstimated}) {
		t.Errorf("recorded %+v", c)
	}
	wait(t, "the provider to be left", func() bool { return !p.Served()[0].Gone.IsZero() })
	r.EndDrains(0) // there are none
}

// TestChaosLeft measures how soon the upstream is left when the client leaves: the bar is 50 ms for 99 of 100.
func TestChaosLeft(t *testing.T) {
	var took []time.Duration
	for range int(long(30, 200)) {
		took = append(took, leaveOnce(t, streamCall, sim.Knobs{Gap: 5 * time.Millisecond, Chunks: 2000}, true))
	}
	t.Logf("left after p50 %v p99 %v, of %d", percentile(took, .5), percentile(took, .99), len(took))
	if percentile(took, .5) > 50*time.Millisecond && alone.Here() {
		t.Error("the upstream was kept")
	}
}
