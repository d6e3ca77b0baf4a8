package gateway_test

import (
	"strings"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/sim"
	"github.com/burncloud/burncloud/wire/anthropic"
)

// TestUnpricedModelsAreRefused: nobody is asked for a model without a price, in any dialect, until it has one, is free, or
// the operator does not bill.
func TestUnpricedModelsAreRefused(t *testing.T) {
	for _, tt := range []struct{ path, body, says string }{
		{chat, `{"model":"m",` + hello + `}`, `"code":"price_not_configured"`},
		{"/v1/responses", `{"model":"m","input":"hi"}`, `"code":"price_not_configured"`},
		{"/v1/messages", `{"model":"m","max_tokens":9,` + hello + `}`, `"type":"billing_error"`},
		{"/v1beta/models/m:generateContent", `{"contents":[{"parts":[{"text":"hi"}]}]}`, `"FAILED_PRECONDITION"`},
		{"/v1/images/generations", `{"model":"m","prompt":"x"}`, `"code":"price_not_configured"`},
		{"/v1/embeddings", `{"model":"m","input":"x"}`, `"code":"price_not_configured"`},
	} {
		up := newScript(t, 0, func(rawRequest) []byte { return raw(200, "application/json", `{}`) })
		r := newRig(t, tongueOf(burncloud.DialectOpenAI).channel("ch_1", up))
		r.cfg.Settings.AllowUnpriced = false
		r.cfg.Prices = []burncloud.Price{
			{ID: "pr_1", Model: "other", PerCall: 1},
			{ID: "pr_2", Model: "m", PerCall: 1, EffectiveFrom: time.Now().Add(time.Hour)},
			{ID: "pr_3", Model: "m", PerCall: 1, EffectiveFrom: time.Unix(1, 0)},
			{ID: "pr_4", Model: "m", Retired: true, EffectiveFrom: time.Unix(2, 0)},
		}
		r.reload()
		got := r.post(tt.path, tt.body)
		c := r.lastCall()
		if got.status != 402 || !strings.Contains(strings.ReplaceAll(got.body, `": "`, `":"`), tt.says) || len(up.all()) != 0 || c.ErrorKind != burncloud.KindUnpriced || c.Cost != nil || len(c.Attempts) != 0 {
			t.Errorf("%s: %d %s, upstream asked %d times, recorded %+v", tt.path, got.status, got.body, len(up.all()), c)
		}
	}
	_, url := provider(t, sim.OpenAI, channel1, sim.Knobs{})
	r := newRig(t, channel("ch_1", "openai", url, channel1, "gpt-4o"))
	r.cfg.Settings.AllowUnpriced = false
	r.cfg.Prices = []burncloud.Price{{ID: "pr_1", Model: "gpt-*", Free: true}}
	r.reload()
	if got, c := r.post(chat, `{"model":"gpt-4o",`+hello+`}`), r.lastCall(); got.status != 200 || c.Cost == nil || *c.Cost != 0 || c.PriceID != "pr_1" {
		t.Errorf("free: %d, cost %v at %q", got.status, c.Cost, c.PriceID)
	}
	r.cfg.Prices, r.cfg.Settings.AllowUnpriced = nil, true
	r.reload()
	if got, c := r.post(chat, `{"model":"gpt-4o",`+hello+`}`), r.lastCall(); got.status != 200 || c.Cost != nil {
		t.Errorf("not billed: %d, cost %v", got.status, c.Cost)
	}
}

// TestCountingTokensNeedsNoPrice: it is never charged.
func TestCountingTokensNeedsNoPrice(t *testing.T) {
	up := newScript(t, 0, func(rawRequest) []byte { return raw(200, "application/json", `{"input_tokens":17}`) })
	r := newRig(t, tongueOf(anthropic.Dialect).channel("ch_1", up))
	r.cfg.Settings.AllowUnpriced = false
	r.reload()
	if got := r.post("/v1/messages/count_tokens", `{"model":"m",`+hello+`}`); got.status != 200 {
		t.Errorf("%d %s", got.status, got.body)
	}
}

// TestFallbacksWithoutPrice: they are passed over; an alias whose every model has none is refused.
func TestFallbacksWithoutPrice(t *testing.T) {
	bad, badURL := provider(t, sim.OpenAI, channel1, sim.Knobs{ErrorShare: 1})
	good, goodURL := provider(t, sim.OpenAI, channel1, sim.Knobs{})
	r := newRig(t, channel("ch_1", "openai", badURL, channel1, "gpt-4o"), channel("ch_2", "openai", goodURL, channel1, "gpt-4o-mini"))
	r.cfg.Settings.AllowUnpriced = false
	r.cfg.Routes = []burncloud.ModelRoute{
		{ID: "rt_1", Model: "gpt-4o", Fallbacks: []burncloud.ModelName{"gpt-4o-mini"}},
		{ID: "rt_2", Model: "alias", Fallbacks: []burncloud.ModelName{"gpt-4o-mini"}},
	}
	r.cfg.Prices = []burncloud.Price{{ID: "pr_1", Model: "gpt-4o", PerCall: 1}}
	r.reload()
	if got := r.post(chat, `{"model":"gpt-4o",`+hello+`}`); got.status != 502 && got.status != 500 || bad.Counters().Requests == 0 || good.Counters().Requests != 0 {
		t.Errorf("fell back on a model without a price: %d %s", got.status, got.body)
	}
	if got := r.post(chat, `{"model":"alias",`+hello+`}`); got.status != 402 {
		t.Errorf("alias: %d %s", got.status, got.body)
	}
	r.cfg.Prices = append(r.cfg.Prices, burncloud.Price{ID: "pr_2", Model: "gpt-4o-mini", PerCall: 2})
	r.reload()
	if got, c := r.post(chat, `{"model":"alias",`+hello+`}`), r.lastCall(); got.status != 200 || c.PriceID != "pr_2" {
		t.Errorf("alias: %d at %s", got.status, c.PriceID)
	}
}

// TestPurchaseCost: the answering attempt costs what its channel charges for the upstream's model, else its provider; the
// group's multiplier has nothing to do with it.
func TestPurchaseCost(t *testing.T) {
	for _, tt := range []struct {
		name   string
		prices []burncloud.Price
		id     burncloud.PriceID
		cost   string
	}{
		{"unknown", nil, "", ""},
		{"its own", []burncloud.Price{{ID: "pr_1", ChannelID: "ch_1", Model: "up", PerCall: 3}, {ID: "pr_2", Provider: "custom", Model: "up", PerCall: 4}}, "pr_1", "0.000000003"},
		{"its provider's", []burncloud.Price{{ID: "pr_1", ChannelID: "ch_2", Model: "up", PerCall: 3}, {ID: "pr_2", Provider: "custom", Model: "u*", PerCall: 4}}, "pr_2", "0.000000004"},
		{"another name's", []burncloud.Price{{ID: "pr_1", ChannelID: "ch_1", Model: "m", PerCall: 3}}, "", ""},
	} {
		up := newScript(t, 0, func(rawRequest) []byte {
			return raw(200, "application/json", `{"id":"x","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}}`)
		})
		r := newRig(t, tongueOf(burncloud.DialectOpenAI).channel("ch_1", up))
		r.cfg.Groups[0].Multiplier = 3 * burncloud.One
		r.cfg.Prices = append([]burncloud.Price{{ID: "pr_sale", Model: "m", PerCall: 10}}, tt.prices...)
		r.reload()
		r.post(chat, `{"model":"m",`+hello+`}`)
		c := r.lastCall()
		if c.Cost == nil || *c.Cost != 30 || c.Multiplier == nil || *c.Multiplier != 3*burncloud.One {
			t.Errorf("%s: sold for %v", tt.name, c.Cost)
		}
		got := ""
		if c.PurchaseCost != nil {
			got = c.PurchaseCost.String()
		}
		if got != tt.cost || c.PurchasePriceID != tt.id || (c.Attempts[0].PurchaseCost == nil) != (tt.cost == "") {
			t.Errorf("%s: bought for %q at %q, %+v", tt.name, got, c.PurchasePriceID, c.Attempts)
		}
	}
}

// TestPerCallPrice: an answer without a count still costs what the price asks for a call; a failure costs nothing.
func TestPerCallPrice(t *testing.T) {
	status, answer := 200, `{"id":"modr","results":[]}`
	up := newScript(t, 0, func(rawRequest) []byte { return raw(status, "application/json", answer) })
	r := newRig(t, tongueOf(burncloud.DialectOpenAI).channel("ch_1", up))
	r.cfg.Prices = []burncloud.Price{{ID: "pr_1", Model: "m", PerCall: 7}}
	r.reload()
	r.post("/v1/moderations", `{"model":"m","input":"x"}`)
	if c := r.lastCall(); c.Cost == nil || *c.Cost != 7 {
		t.Errorf("cost %v", c.Cost)
	}
	status, answer = 400, `{"error":{"message":"no"}}`
	r.post("/v1/moderations", `{"model":"m","input":"x"}`)
	if c := r.lastCall(); c.Cost != nil || c.PriceID != "" {
		t.Errorf("a refusal cost %v", c.Cost)
	}
}

// TestCheapestRoute sends calls where they are bought for less, until that place is down.
func TestCheapestRoute(t *testing.T) {
	dear, dearURL := provider(t, sim.OpenAI, channel1, sim.Knobs{})
	cheap, cheapURL := provider(t, sim.OpenAI, channel1, sim.Knobs{})
	r := newRig(t, channel("ch_1", "openai", dearURL, channel1, "gpt-4o"), channel("ch_2", "openai", cheapURL, channel1, "gpt-4o"))
	r.cfg.Routes = []burncloud.ModelRoute{{ID: "rt_1", Model: "gpt-4o", Strategy: burncloud.StrategyCheapest}}
	r.cfg.Prices = []burncloud.Price{
		{ID: "pr_1", ChannelID: "ch_1", Model: "gpt-4o", Rates: burncloud.Rates{Input: rate(t, "1"), Output: rate(t, "10")}},
		{ID: "pr_2", ChannelID: "ch_2", Model: "gpt-4o", Rates: burncloud.Rates{Input: rate(t, "2"), Output: rate(t, "2")}},
	}
	r.reload()
	for range 5 {
		r.post(chat, `{"model":"gpt-4o","max_tokens":50,`+hello+`}`)
	}
	if d, c := dear.Counters().Requests, cheap.Counters().Requests; d != 0 || c != 5 {
		t.Errorf("the dear one served %d, the cheap one %d", d, c)
	}
	long := strings.Repeat("word ", 4000) // now the input's price decides
	r.post(chat, `{"model":"gpt-4o","max_tokens":5,"messages":[{"role":"user","content":"`+long+`"}]}`)
	if d := dear.Counters().Requests; d != 1 {
		t.Errorf("the other one served %d", d)
	}
	cheap.Set(sim.Knobs{ErrorShare: 1})
	if got := r.post(chat, `{"model":"gpt-4o","max_tokens":50,`+hello+`}`); got.status != 200 || r.lastCall().ChannelID != "ch_1" {
		t.Errorf("failed over: %d", got.status)
	}
}
