package gateway_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/sim"
)

// stumbling starts a provider whose first calls are answered with the status, and the others well.
func stumbling(t *testing.T, status int, calls int64, retryAfter string) string {
	t.Helper()
	p := sim.New(sim.OpenAI, sim.Options{Keys: []string{channel1}})
	var seen atomic.Int64
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if seen.Add(1) > calls {
			p.ServeHTTP(w, r)
			return
		}
		if retryAfter != "" {
			w.Header().Set("Retry-After", retryAfter)
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(`{"error":{"message":"x","type":"x"}}`))
	}))
	t.Cleanup(srv.Close)
	return srv.URL + "/v1"
}

// TestRepeat: a target whose tier has no other is asked once more, where that may help; then comes the next tier.
func TestRepeat(t *testing.T) {
	for _, tt := range []struct {
		name       string
		status     int
		calls      int64
		retryAfter string
		asked      string // channels in order
		atLeast    time.Duration
	}{
		{"500 once", 500, 1, "", "ch_1 ch_1", 0},
		{"500 twice", 500, 2, "", "ch_1 ch_1 ch_2", 0},
		{"408", 408, 1, "", "ch_1 ch_1", 0},
		{"409", 409, 1, "", "ch_1 ch_1", 0},
		{"429", 429, 1, "", "ch_1 ch_1", 0},
		{"429 for a second", 429, 1, "1", "ch_1 ch_1", time.Second},
		{"429 for long", 429, 1, "6", "ch_1 ch_2", 0},
		{"401", 401, 1, "", "ch_1 ch_2", 0},
		{"404", 404, 1, "", "ch_1 ch_2", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			first := channel("ch_1", "openai", stumbling(t, tt.status, tt.calls, tt.retryAfter), channel1, "gpt-4o")
			first.Priority = 1
			r := newRig(t, first, channel("ch_2", "openai", stumbling(t, 0, 0, ""), channel1, "gpt-4o"))
			began := time.Now()
			got := r.post(chat, plainCall)
			took := time.Since(began)
			var asked []string
			for _, a := range r.lastCall().Attempts {
				asked = append(asked, string(a.ChannelID))
			}
			if s := strings.Join(asked, " "); got.status != 200 || s != tt.asked {
				t.Errorf("%d, asked %s, want %s", got.status, s, tt.asked)
			}
			if took < tt.atLeast || took > tt.atLeast+2*time.Second {
				t.Errorf("took %v, want %v or little more", took, tt.atLeast)
			}
			if c := r.lastCall(); time.Duration(c.Overhead)*time.Microsecond > took/2 && took > 200*time.Millisecond {
				t.Errorf("the pause is counted as our overhead: %d of %d µs", c.Overhead, c.Duration)
			}
		})
	}
}

// TestTimeoutIsNotRepeated: where a clock ran out, the same target is not asked again, even if there is no other.
func TestTimeoutIsNotRepeated(t *testing.T) {
	_, hung := provider(t, sim.OpenAI, channel1, sim.Knobs{Hang: true})
	ch := channel("ch_1", "openai", hung, channel1, "gpt-4o")
	ch.Options.Timeouts = quick
	r := newRig(t, ch)
	r.cfg.Settings.MaxAttempts = 3
	r.reload()
	if got, c := r.post(chat, plainCall), r.lastCall(); got.status != 504 || len(c.Attempts) != 1 || c.ErrorKind != burncloud.KindUpstreamTimeout {
		t.Errorf("%d, %d attempts, %s", got.status, len(c.Attempts), c.ErrorKind)
	}
}
