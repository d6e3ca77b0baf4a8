package gateway_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/sim"
)

// TestIdempotencyKey: of calls with one key one is made and charged, whoever asks again and whenever.
func TestIdempotencyKey(t *testing.T) {
	r, b, p := paidRig(t, sim.Knobs{}, burncloud.Price{PerCall: 1_000_000}, 1_000_000_000)
	ask := func(key, body string) answer {
		return r.send("POST", chat, body, "Authorization", "Bearer "+r.key, "Idempotency-Key", key)
	}
	first := ask("k1", ask4o+`}`)
	again := ask("k1", ask4o+`}`)
	if first.status != 200 || again.status != 200 || again.body != first.body || again.header.Get("X-Burncloud-Replayed") != first.header.Get("X-Request-Id") {
		t.Errorf("%d %s, again %d %s %v", first.status, first.body, again.status, again.body, again.header)
	}
	if got := ask("k1", ask4o+`,"n":2}`); got.status != 422 || !strings.Contains(got.body, "idempotency_key_reused") {
		t.Errorf("another body: %d %s", got.status, got.body)
	}
	stream := ask("k2", ask4o+`,"stream":true}`)
	if got := ask("k2", ask4o+`,"stream":true}`); stream.status != 200 || got.status != 409 || !strings.Contains(got.body, stream.header.Get("X-Request-Id")) {
		t.Errorf("a stream again: %d %s", got.status, got.body)
	}
	if got := ask(strings.Repeat("k", 256), ask4o+`}`); got.status != 400 {
		t.Errorf("a long key: %d %s", got.status, got.body)
	}
	for range 2 {
		if got := r.post(chat, ask4o+`}`); got.status != 200 {
			t.Errorf("without a key: %d %s", got.status, got.body)
		}
	}
	b.idle()
	sum, n := r.charged()
	t.Logf("B18: %d calls asked for 8 times, doubled %d", n, n-4)
	if n != 4 || sum != 4_000_000 || len(p.Served()) != 4 {
		t.Errorf("%d charges of %s, the provider served %d", n, sum, len(p.Served()))
	}
}

// TestIdempotencyKeyOfRunningAndFailed: while the first runs, others are told to wait; a first that failed does not count.
func TestIdempotencyKeyOfRunningAndFailed(t *testing.T) {
	r, _, p := paidRig(t, sim.Knobs{FirstToken: 300 * time.Millisecond}, burncloud.Price{PerCall: 1_000_000}, 1_000_000_000)
	var mu sync.Mutex
	got := map[int]int{}
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			a := r.send("POST", chat, ask4o+`}`, "Authorization", "Bearer "+r.key, "Idempotency-Key", "k")
			mu.Lock()
			defer mu.Unlock()
			got[a.status]++
			if a.status == 409 && a.header.Get("Retry-After") == "" {
				t.Errorf("no Retry-After: %s", a.body)
			}
		})
	}
	all.Wait()
	if got[200]+got[409] != 20 || got[200] == 0 || len(p.Served()) != 1 {
		t.Errorf("%v, the provider served %d", got, len(p.Served()))
	}
	p.Set(sim.Knobs{ErrorShare: 1, ErrorStatus: 400})
	failed := r.send("POST", chat, ask4o+`}`, "Authorization", "Bearer "+r.key, "Idempotency-Key", "f")
	p.Set(sim.Knobs{})
	if a := r.send("POST", chat, ask4o+`}`, "Authorization", "Bearer "+r.key, "Idempotency-Key", "f"); failed.status < 400 || a.status != 200 {
		t.Errorf("failed %d, then %d %s", failed.status, a.status, a.body)
	}
}
