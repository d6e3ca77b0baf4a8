package gateway_test

import (
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/alone"
	"github.com/burncloud/burncloud/sim"
)

// chaosEnv asks for the long forms of the fault runs.
const chaosEnv = "BURNCLOUD_CHAOS"

// long is the length of a run: its short form, or the long one.
func long(short, whole time.Duration) time.Duration {
	if os.Getenv(chaosEnv) != "" {
		return whole
	}
	return short
}

// seen is what one client of a load saw.
type seen struct {
	status int
	body   string
	took   time.Duration
	at     time.Time
}

// good reports whether the answer is whole.
func (s *seen) good() bool {
	return s.status == 200 && !strings.Contains(s.body, `"error"`) && strings.Contains(s.body, "[DONE]")
}

// load makes streamed calls at a steady rate, and returns what became of them when all are over.
func (r *rig) load(rate int, during time.Duration) []seen {
	var mu sync.Mutex
	var all []seen
	var calls sync.WaitGroup
	end := time.Now().Add(during)
	for tick := time.NewTicker(time.Second / time.Duration(rate)); time.Now().Before(end); <-tick.C {
		calls.Go(func() {
			began := time.Now()
			s := seen{at: began}
			req, _ := http.NewRequest("POST", r.url+chat, strings.NewReader(streamCall))
			req.Header.Set("Authorization", "Bearer "+r.key)
			if resp, err := r.http.Do(req); err == nil {
				b, _ := io.ReadAll(resp.Body) // what is cut is not whole
				_ = resp.Body.Close()
				s.status, s.body = resp.StatusCode, string(b)
			}
			s.took = time.Since(began)
			mu.Lock()
			defer mu.Unlock()
			all = append(all, s)
		})
	}
	calls.Wait()
	return all
}

// percentile of a list of durations.
func percentile(all []time.Duration, p float64) time.Duration {
	slices.Sort(all)
	return all[int(p*float64(len(all)-1))]
}

// TestChaosOneOfFourDies is row P1: one of four channels dies under 300 calls a second.
func TestChaosOneOfFourDies(t *testing.T) {
	for _, tt := range []struct {
		name  string
		knobs sim.Knobs
	}{
		{"500", sim.Knobs{ErrorShare: 1}},
		{"reset", sim.Knobs{Reset: true}},
		{"cut before content", sim.Knobs{CutAfter: 1}},
		{"hang", sim.Knobs{Hang: true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var providers []*sim.Provider
			var channels []burncloud.Channel
			for _, id := range []string{"ch_1", "ch_2", "ch_3", "ch_4"} {
				p, url := provider(t, sim.OpenAI, channel1, sim.Knobs{FirstToken: 20 * time.Millisecond})
				ch := channel(id, "openai", url, channel1, "gpt-4o")
				ch.Options.Timeouts.FirstToken = 500 * time.Millisecond
				providers, channels = append(providers, p), append(channels, ch)
			}
			r := newRig(t, channels...)
			var died, ejected atomic.Int64
			during := long(2*time.Second, 12*time.Second)
			go func() {
				time.Sleep(during / 4)
				died.Store(time.Now().UnixNano())
				providers[0].Set(tt.knobs)
				for end := time.Now().Add(during); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
					if r.Live.Health("ch_1").State == burncloud.Dead {
						ejected.Store(time.Now().UnixNano())
						return
					}
				}
			}()
			all := r.load(300, during)
			bad := 0
			for i := range all {
				if !all[i].good() {
					bad++
				}
			}
			eject := time.Duration(ejected.Load() - died.Load())
			t.Logf("P1 %s: %d calls, %d client errors (%.3f %%), ejected after %v", tt.name, len(all), bad, 100*float64(bad)/float64(len(all)), eject)
			most, late := max(.001*float64(len(all)), 3), 2*time.Second
			if !alone.Here() { // where calls wait for the processor, the budget of retries and the clocks take it for the channels' fault
				most, late = .1*float64(len(all)), during
			}
			if float64(bad) > most || ejected.Load() == 0 || eject > late {
				t.Error("want at most 0.1 % and 2 s")
			}
		})
	}
}

// TestChaosEverythingDown is row P2: all channels fail, and come back.
func TestChaosEverythingDown(t *testing.T) {
	var providers []*sim.Provider
	var channels []burncloud.Channel
	for _, id := range []string{"ch_1", "ch_2", "ch_3", "ch_4"} {
		p, url := provider(t, sim.OpenAI, channel1, sim.Knobs{ErrorShare: 1, ErrorStatus: 503})
		providers, channels = append(providers, p), append(channels, channel(id, "openai", url, channel1, "gpt-4o"))
	}
	r := newRig(t, channels...)
	asked := func() (n int) {
		for _, c := range r.calls.all() {
			n += len(c.Attempts)
		}
		return n
	}
	all := r.load(100, long(2*time.Second, 60*time.Second))
	var refused []time.Duration
	for i := range all {
		if all[i].status == 503 {
			refused = append(refused, all[i].took)
		}
	}
	share := float64(asked()) / float64(len(all))
	p99 := percentile(refused, .99)
	for _, p := range providers {
		p.Set(sim.Knobs{})
	}
	healed := time.Now()
	before := asked()
	var well time.Duration
	after := r.load(20, long(5*time.Second, 20*time.Second))
	for i := range after {
		if after[i].good() {
			if d := after[i].at.Sub(healed); well == 0 || d < well {
				well = d
			}
		}
	}
	recovering := float64(asked()-before) / float64(len(after))
	t.Logf("P2: %d calls, %.2f upstream calls each, refusals p50 %v p99 %v; first good answer %v after the fault, %.2f upstream calls each while recovering",
		len(all), share, percentile(refused, .5), p99, well, recovering)
	if share > 1.2 || p99 > 50*time.Millisecond && alone.Here() || well == 0 || well >= 5*time.Second || recovering > 1.2 {
		t.Error("want at most 1.2, 50 ms and 5 s")
	}
}
