package gateway_test

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/sim"
	"github.com/burncloud/burncloud/wire/anthropic"
	"github.com/burncloud/burncloud/wire/gemini"
)

const ask4o = `{"model":"gpt-4o","messages":[{"role":"user","content":"hi"}]`

// TestBalanceForTen: a thousand calls at once on a balance for exactly ten are served ten times, and not a nano-dollar is overspent.
func TestBalanceForTen(t *testing.T) {
	const calls, each = 1000, burncloud.Money(10_000_000)
	r, b, p := paidRig(t, sim.Knobs{}, burncloud.Price{PerCall: each}, 10*each)
	var served, refused atomic.Int64
	var all sync.WaitGroup
	gate := make(chan struct{}, 100)
	for range calls {
		all.Go(func() {
			gate <- struct{}{}
			defer func() { <-gate }()
			switch got := r.post(chat, ask4o+`}`); {
			case got.status == 200:
				served.Add(1)
			case got.status == 402 && strings.Contains(got.body, `"insufficient_balance"`):
				refused.Add(1)
			default:
				t.Errorf("%d %s", got.status, got.body)
			}
		})
	}
	all.Wait()
	b.idle()
	sum, n := r.charged()
	if served.Load() != 10 || refused.Load() != calls-10 || n != 10 || sum != 10*each || b.Balance("usr_1").Available != 0 {
		t.Errorf("served %d, refused %d, charged %d calls %s, left %s", served.Load(), refused.Load(), n, sum, b.Balance("usr_1").Available)
	}
	if asked := len(p.Served()); asked != 10 {
		t.Errorf("the provider was asked %d times", asked)
	}
	t.Logf("B6: served %d, refused %d, overspent %s", served.Load(), refused.Load(), -min(b.Balance("usr_1").Available, 0))
}

// TestNoFundsInEveryDialect: who has nothing is told so in the client's dialect, and nobody is asked.
func TestNoFundsInEveryDialect(t *testing.T) {
	up := newScript(t, 0, func(rawRequest) []byte { return raw(500, "application/json", "{}") })
	r := newRig(t, tongueOf(burncloud.DialectOpenAI).channel("ch_1", up), tongueOf(anthropic.Dialect).channel("ch_2", up), tongueOf(gemini.Dialect).channel("ch_3", up))
	r.cfg.Prices = []burncloud.Price{{ID: "pr_1", Model: "*", PerCall: 1_000_000, Rates: burncloud.Rates{Input: rate(t, "1"), Output: rate(t, "10")}}}
	r.reload()
	b := r.keepBooks(0)
	for _, tt := range []struct{ path, body, says string }{
		{chat, `{"model":"m",` + hello + `}`, `"code":"insufficient_balance"`},
		{"/v1/completions", `{"model":"m","prompt":"hi"}`, `"code":"insufficient_balance"`},
		{"/v1/responses", `{"model":"m","input":"hi"}`, `"code":"insufficient_balance"`},
		{"/v1/messages", `{"model":"m","max_tokens":9,` + hello + `}`, `"type":"billing_error"`},
		{"/v1beta/models/m:generateContent", `{"contents":[{"parts":[{"text":"hi"}]}]}`, `"RESOURCE_EXHAUSTED"`},
		{"/v1/images/generations", `{"model":"m","prompt":"x"}`, `"code":"insufficient_balance"`},
		{"/v1/embeddings", `{"model":"m","input":"x"}`, `"code":"insufficient_balance"`},
		{"/v1/rerank", `{"model":"m","query":"x","documents":["y"]}`, `"code":"insufficient_balance"`},
		{"/v1/moderations", `{"model":"m","input":"x"}`, `"code":"insufficient_balance"`},
		{"/v1/audio/speech", `{"model":"m","input":"x","voice":"v"}`, `"code":"insufficient_balance"`},
	} {
		if got := r.post(tt.path, tt.body); got.status != 402 || !strings.Contains(got.body, tt.says) {
			t.Errorf("%s: %d %s", tt.path, got.status, got.body)
		}
	}
	if n := len(up.all()); n != 0 || b.Totals().Holds != 0 {
		t.Errorf("upstreams were asked %d times, %+v", n, b.Totals())
	}
}

// TestRetriesAreChargedOnce: however many attempts an answer takes, there is one hold and one charge.
func TestRetriesAreChargedOnce(t *testing.T) {
	_, bad := provider(t, sim.OpenAI, channel1, sim.Knobs{})
	p, good := provider(t, sim.OpenAI, channel1, sim.Knobs{})
	first := channel("ch_1", "openai", bad, "wrong", "gpt-4o")
	first.Weight = foremost
	r := newRig(t, first, channel("ch_2", "openai", good, channel1, "gpt-4o"))
	r.cfg.Prices = []burncloud.Price{{ID: "pr_1", Model: "gpt-4o", Rates: burncloud.Rates{Input: rate(t, "1"), Output: rate(t, "10")}}}
	r.reload()
	b := r.keepBooks(1_000_000_000)
	for i := range 5 {
		if got := r.post(chat, fmt.Sprintf(ask4o+`,"user":"%d"}`, i)); got.status != 200 {
			t.Fatalf("%d %s", got.status, got.body)
		}
	}
	sum, n := r.charged()
	if n != 5 || len(p.Served()) != 5 || b.Balance("usr_1").Available != 1_000_000_000-sum {
		t.Errorf("%d charges of %s for %d answers, left %s", n, sum, len(p.Served()), b.Balance("usr_1").Available)
	}
	if c := r.calls.all()[0]; len(c.Attempts) != 2 || c.Charged() != *c.Cost {
		t.Errorf("recorded %+v", c)
	}
}

// TestNothingDeliveredCostsNothing: a call that fails gives back what it held.
func TestNothingDeliveredCostsNothing(t *testing.T) {
	for name, answer := range map[string][]byte{
		"an error": raw(500, "application/json", `{"error":{"message":"x"}}`),
		"garbage":  raw(200, "application/json", `not JSON`),
		"refusal":  raw(400, "application/json", `{"error":{"message":"no"}}`),
	} {
		t.Run(name, func(t *testing.T) {
			up := newScript(t, 0, func(rawRequest) []byte { return answer })
			r := newRig(t, tongueOf(burncloud.DialectOpenAI).channel("ch_1", up))
			r.cfg.Prices = []burncloud.Price{{ID: "pr_1", Model: "*", PerCall: 1_000_000}}
			r.reload()
			b := r.keepBooks(1_000_000_000)
			if got := r.post(chat, `{"model":"m",`+hello+`}`); got.status < 400 {
				t.Fatalf("%d %s", got.status, got.body)
			}
			c := r.lastCall()
			if c.Cost != nil || c.Charge == nil || c.Charge.Held != 1_000_000 || c.Charged() != 0 || b.Balance("usr_1").Available != 1_000_000_000 {
				t.Errorf("recorded %+v, left %s", c, b.Balance("usr_1").Available)
			}
		})
	}
}
