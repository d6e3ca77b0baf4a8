package gateway_test

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/sim"
)

const channel2 = "k-second-0123456789"

// letsIn is a provider that lets both keys in.
func letsIn(t *testing.T, knobs sim.Knobs) string {
	p := sim.New(sim.OpenAI, sim.Options{Keys: []string{channel1, channel2}, Knobs: knobs})
	srv := httptest.NewServer(p)
	t.Cleanup(srv.Close)
	return srv.URL + "/v1"
}

// twoKeys is a channel with the keys "key_a" and "key_b", which both let in.
func twoKeys(url string) burncloud.Channel {
	ch := channel("ch_1", "openai", url, channel1, "gpt-4o")
	ch.Keys = []burncloud.ChannelKey{{ID: "key_a", Value: channel1, Enabled: true}, {ID: "key_b", Value: channel2, Enabled: true}}
	return ch
}

// keysUsed makes n calls and counts the keys that answered.
func (r *rig) keysUsed(n int) map[burncloud.KeyID]int {
	used := map[burncloud.KeyID]int{}
	for range n {
		if got := r.post(chat, plainCall); got.status == 200 {
			used[r.lastCall().KeyID]++
		} else {
			used["-"]++
		}
	}
	return used
}

// TestKeyLimits: each key of a channel has its own allowance; calls go on to the next key, and are refused after the last.
func TestKeyLimits(t *testing.T) {
	ch := twoKeys(letsIn(t, sim.Knobs{}))
	ch.Options.KeyLimits = burncloud.Limits{RPM: 5}
	r := newRig(t, ch)
	used := r.keysUsed(12)
	if used["key_a"] != 5 || used["key_b"] != 5 || used["-"] != 2 {
		t.Errorf("answers by key: %v", used)
	}
	c := r.lastCall()
	if len(c.Attempts) != 2 || c.Attempts[0].ErrorKind != burncloud.KindKeyLimited || c.ErrorKind != burncloud.KindOverloaded {
		t.Errorf("recorded %+v", c)
	}
	ch.Limits, ch.Options.KeyLimits = burncloud.Limits{Concurrency: 3}, burncloud.Limits{Concurrency: 2}
	ch.BaseURL = letsIn(t, sim.Knobs{FirstToken: 300 * time.Millisecond})
	r = newRig(t, ch)
	var all sync.WaitGroup
	for range 6 {
		all.Go(func() { r.post(chat, plainCall) })
	}
	all.Wait()
	good := 0
	for _, c := range r.calls.all() {
		if c.Status == 200 {
			good++
		}
	}
	if good != 3 {
		t.Errorf("%d of 6 calls at once got through a channel with room for 3", good)
	}
}

// TestSpentKeyCools: a key of which its provider says that nothing is left gets no calls until the reset that it names.
func TestSpentKeyCools(t *testing.T) {
	p := sim.New(sim.OpenAI, sim.Options{Keys: []string{channel1, channel2}})
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") == "Bearer "+channel1 {
			w = spent{w}
		}
		p.ServeHTTP(w, r)
	}))
	t.Cleanup(srv.Close)
	ch := twoKeys(srv.URL + "/v1")
	r := newRig(t, ch)
	if used := r.keysUsed(20); used["key_a"] != 1 || used["key_b"] != 19 {
		t.Errorf("answers by key: %v", used)
	}
	r.ahead.Add(int64(21 * time.Second))
	if used := r.keysUsed(10); used["key_a"] != 1 {
		t.Errorf("after the reset: %v", used)
	}
}

// spent writes that nothing is left.
type spent struct{ http.ResponseWriter }

func (s spent) WriteHeader(status int) {
	s.Header().Set("X-RateLimit-Remaining-Requests", "0")
	s.Header().Set("X-RateLimit-Reset-Requests", "20s")
	s.ResponseWriter.WriteHeader(status)
}
