package gateway_test

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/sim"
)

// TestMoneySessionRenews: a WebSocket holds more as its responses use up what it holds, and ends when there is no more. Nothing is
// overspent but by what the provider had sent by then.
func TestMoneySessionRenews(t *testing.T) {
	const each, responses = 3000, 40 // tokens of a response, in and out
	for name, balance := range map[string]burncloud.Money{"enough": 100_000_000, "too little": 30 * 3000 * 101} {
		t.Run(name, func(t *testing.T) {
			var frames []byte
			for range responses {
				frames = append(frames, text(done(each, 0, each))...)
			}
			frames = append(frames, frame(0x88, []byte{3, 232}, false)...)
			s := newSocket(t, frames)
			s.pace = 100 * time.Microsecond
			r := newRig(t, channel("ch_1", "openai", s.url+"/v1", "sk-upstream-0123456789", "gpt-realtime"))
			p := tokenPrice(t) // 1 and 100 nano a token
			p.ID, p.Model = "pr_1", "*"
			r.cfg.Prices = []burncloud.Price{p}
			r.reload()
			b := r.keepBooks(balance)
			resp, conn, in := r.dial("?model=gpt-realtime", "Authorization", "Bearer "+r.key)
			if resp.StatusCode != 101 {
				t.Fatal(resp.Status)
			}
			_, err := conn.Write(frame(0x81, []byte(`{"type":"response.create"}`), true))
			must(t, err)
			got, _ := io.ReadAll(in)
			_ = conn.Close()
			wait(t, "the record", func() bool { return len(r.calls.all()) == 1 })
			c := r.lastCall()
			received := int64(strings.Count(string(got), `"response.done"`))
			left, cost := b.Balance("usr_1").Available, c.Usage.Output*100+c.Usage.Input
			t.Logf("%s: the provider sent %d responses, the client got %d, charged %d; left %s", name, responses, received, c.Usage.Output/each, left)
			if c.Charge == nil || int64(c.Charged()) != cost || left != balance-c.Charged() || left < 0 || c.Usage.Output < received*each {
				t.Errorf("charged %+v for %+v", c.Charge, c.Usage)
			}
			switch short := slices.Contains(c.Flags, burncloud.FlagShortened); {
			case name == "enough" && (short || received != responses || c.Charge.Held < burncloud.Money(cost)):
				t.Errorf("got %d responses, %v, held %s", received, c.Flags, c.Charge.Held)
			case name == "too little" && (!short || received == responses || c.Usage.Output/each < 20):
				t.Errorf("got %d responses, %v", received, c.Flags)
			}
		})
	}
}

// TestMoneyDearerFallback: before a fallback model that costs more is asked, its price is held. Where the balance does not
// cover it the model is not asked.
func TestMoneyDearerFallback(t *testing.T) {
	const cheap, dear = burncloud.Money(1_000_000), burncloud.Money(9_000_000)
	for name, balance := range map[string]burncloud.Money{"covered": dear, "not covered": dear - 1} {
		t.Run(name, func(t *testing.T) {
			bad, badURL := provider(t, sim.OpenAI, channel1, sim.Knobs{ErrorShare: 1})
			good, goodURL := provider(t, sim.OpenAI, channel1, sim.Knobs{})
			r := newRig(t, channel("ch_1", "openai", badURL, channel1, "gpt-4o-mini"), channel("ch_2", "openai", goodURL, channel1, "gpt-4o"))
			r.cfg.Routes = []burncloud.ModelRoute{{ID: "rt_1", Model: "gpt-4o-mini", Fallbacks: []burncloud.ModelName{"gpt-4o"}}}
			r.cfg.Prices = []burncloud.Price{{ID: "pr_1", Model: "gpt-4o-mini", PerCall: cheap}, {ID: "pr_2", Model: "gpt-4o", PerCall: dear}}
			r.reload()
			b := r.keepBooks(balance)
			got := r.post(chat, `{"model":"gpt-4o-mini",`+hello+`}`)
			b.idle()
			c, sold, asked := r.lastCall(), good.Counters().Requests, bad.Counters().Requests
			left := b.Balance("usr_1").Available
			t.Logf("%s: status %d, the dear provider served %d, charged %s of %s held", name, got.status, sold, c.Charged(), c.Charge.Held)
			if asked == 0 {
				t.Error("the first was not asked")
			}
			if name == "covered" {
				if got.status != 200 || sold != 1 || c.Charged() != dear || c.Charge.Held != dear || left != 0 || c.PriceID != "pr_2" {
					t.Errorf("%d %s, %+v, left %s", got.status, got.body, c.Charge, left)
				}
			} else if got.status < 400 || sold != 0 || c.Charged() != 0 || left != balance {
				t.Errorf("%d %s, %+v, left %s", got.status, got.body, c.Charge, left)
			}
		})
	}
}

// TestMoneyThreeAttempts is row B17: an error, a reset connection, and an answer. One charge, and each attempt with what it cost.
func TestMoneyThreeAttempts(t *testing.T) {
	const calls = 20
	_, broken := provider(t, sim.OpenAI, channel1, sim.Knobs{ErrorShare: 1})
	_, reset := provider(t, sim.OpenAI, channel1, sim.Knobs{Reset: true})
	p, good := provider(t, sim.OpenAI, channel1, sim.Knobs{})
	channels := []burncloud.Channel{channel("ch_1", "openai", broken, channel1, "gpt-4o"), channel("ch_2", "openai", reset, channel1, "gpt-4o"), channel("ch_3", "openai", good, channel1, "gpt-4o")}
	channels[0].Weight, channels[1].Weight = foremost*foremost, foremost
	r := newRig(t, channels...)
	price := tokenPrice(t)
	price.ID, price.Model = "pr_1", "gpt-4o"
	bought := tokenPrice(t)
	bought.ID, bought.Model, bought.Provider = "pr_2", "gpt-4o", "openai"
	r.cfg.Prices = []burncloud.Price{price, bought}
	r.reload()
	b := r.keepBooks(1_000_000_000)
	received, attempts := 0, 0
	for i := range calls {
		got := r.post(chat, fmt.Sprintf(ask4o+`,"user":"%d"}`, i))
		if got.status == 200 {
			received++
		}
		c := r.lastCall()
		attempts = max(attempts, len(c.Attempts))
		for j, a := range c.Attempts {
			if last := j == len(c.Attempts)-1; last != (a.PurchaseCost != nil && *a.PurchaseCost > 0 && a.ErrorKind == "") {
				t.Errorf("attempt %d of %d: %+v", j+1, len(c.Attempts), a)
			}
		}
		if c.PurchaseCost == nil || *c.PurchaseCost != c.Charged() {
			t.Errorf("bought for %v, sold for %s", c.PurchaseCost, c.Charged())
		}
	}
	b.idle()
	served := p.Served()
	var owed burncloud.Money
	for _, s := range served {
		owed += burncloud.Money(s.PromptTokens + 100*s.CompletionTokens)
	}
	sum, n := r.charged()
	t.Logf("B17: %d served, %d received, %d charged after up to %d attempts: doubled %d, %s too much", len(served), received, n, attempts, n-received, sum-owed)
	if len(served) != calls || received != calls || n != calls || sum != owed || b.Balance("usr_1").Available != 1_000_000_000-owed || attempts < 3 {
		t.Errorf("charged %s, want %s", sum, owed)
	}
}

// TestMoneyGivenUp: an attempt that took too long is on the books with its prompt where the provider bills what it went on to make. The
// customer pays for the answer alone.
func TestMoneyGivenUp(t *testing.T) {
	for name, want := range map[burncloud.ProviderName]burncloud.Money{"groq": 8, "openai": 0} {
		_, slow := provider(t, sim.OpenAI, channel1, sim.Knobs{FirstToken: 2 * time.Second})
		p, good := provider(t, sim.OpenAI, channel1, sim.Knobs{})
		first := channel("ch_1", string(name), slow, channel1, "gpt-4o")
		first.Weight = foremost
		first.Options.Timeouts.FirstToken = 200 * time.Millisecond
		r := newRig(t, first, channel("ch_2", "custom", good, channel1, "gpt-4o"))
		sold, bought := tokenPrice(t), tokenPrice(t)
		sold.ID, sold.Model = "pr_1", "gpt-4o"
		bought.ID, bought.Model, bought.Provider = "pr_2", "gpt-4o", name
		r.cfg.Prices = []burncloud.Price{sold, bought}
		r.reload()
		b := r.keepBooks(1_000_000_000)
		got := r.post(chat, ask4o+`,"stream":true}`)
		b.idle()
		c, served := r.lastCall(), p.Served()[0]
		owed := burncloud.Money(served.PromptTokens + 100*served.CompletionTokens)
		if got.status != 200 || len(c.Attempts) != 2 || c.Attempts[0].ErrorKind != burncloud.KindUpstreamTimeout || c.Charged() != owed {
			t.Fatalf("%s: %d, %+v", name, got.status, c)
		}
		paid := burncloud.Money(0)
		if c.PurchaseCost != nil {
			paid = *c.PurchaseCost
		}
		if paid != want || (c.PurchaseCost == nil) != (want == 0) || c.Attempts[1].PurchaseCost != nil {
			t.Errorf("%s: bought for %s, %+v; want %s", name, paid, c.Attempts, want)
		}
	}
}
