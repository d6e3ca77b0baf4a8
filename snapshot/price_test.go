package snapshot_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/snapshot"
)

// held is a configuration in memory.
type held struct{ cfg *burncloud.Config }

func (h held) LoadConfig(context.Context) (*burncloud.Config, error) { return h.cfg, nil }
func (h held) ConfigVersion(context.Context) (int64, error)          { return h.cfg.Version, nil }

func TestMostSpecificPriceWins(t *testing.T) {
	from := func(day int) time.Time { return day0.AddDate(0, 0, day) }
	cfg := sample()
	cfg.Prices = []burncloud.Price{
		{ID: "any", Model: "*"},
		{ID: "long", Model: "*-preview-with-a-long-tail"},
		{ID: "family", Model: "gpt-*"},
		{ID: "mini", Model: "gpt-4o-*i*"},
		{ID: "exact", Model: "gpt-4o-mini"},
		{ID: "old", Model: "o3*", EffectiveFrom: from(1)},
		{ID: "gone", Model: "o3*", Retired: true, EffectiveFrom: from(2)},
		{ID: "back", Model: "o3*", EffectiveFrom: from(3)},
		{ID: "theirs", Provider: "openai", Model: "gpt-4o-mini"},
		{ID: "one", ChannelID: "ch_a", Model: "gpt-4o-mini"},
	}
	s := build(t, cfg)
	for _, row := range []struct {
		model burncloud.ModelName
		day   int
		want  burncloud.PriceID
	}{
		{"gpt-4o-mini", 9, "exact"},
		{"gpt-4o-mini-2", 9, "mini"},
		{"gpt-4.1", 9, "family"},
		{"claude", 9, "any"},
		{"x-preview-with-a-long-tail", 9, "long"},
		{"gpt-4o-mini-preview-with-a-long-tail", 9, "mini"},
		{"o3-mini", 0, "any"},
		{"o3-mini", 1, "old"},
		{"o3-mini", 2, "any"}, // retired: what is less specific holds again
		{"o3-mini", 3, "back"},
	} {
		if p := s.Price(row.model, from(row.day)); p == nil || p.ID != row.want {
			t.Errorf("%s on day %d: %+v, want %s", row.model, row.day, p, row.want)
		}
	}
}

func TestPurchasePrices(t *testing.T) {
	cfg := sample()
	provider := burncloud.ProviderName("openai")
	for i := range cfg.Channels {
		cfg.Channels[i].Provider = provider
	}
	cfg.Prices = []burncloud.Price{
		{ID: "sale", Model: "*"}, {ID: "own", ChannelID: "ch_a", Model: "up-1"}, {ID: "theirs", Provider: provider, Model: "up-*"},
	}
	list := []burncloud.Price{{ID: "list-1", Provider: provider, Model: "up-1"}, {ID: "list-2", Provider: provider, Model: "other"}, {ID: "list-3", Provider: "nobody", Model: "m"}}
	h := snapshot.NewHolder(snapshot.Options{Source: held{cfg}, List: list, Logger: slog.New(slog.DiscardHandler)})
	if _, err := h.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	s := h.Load()
	for _, row := range []struct {
		channel burncloud.ChannelID
		model   burncloud.ModelName
		want    burncloud.PriceID
	}{
		{"ch_a", "up-1", "own"},
		{"ch_a", "up-2", "theirs"},
		{"ch_a", "other", "list-2"},
		{"ch_a", "m", ""},
		{"ch_none", "up-1", ""},
	} {
		var got burncloud.PriceID
		if p := s.Purchase(row.channel, row.model, day0); p != nil {
			got = p.ID
		}
		if got != row.want {
			t.Errorf("%s asked for %s: %q, want %q", row.channel, row.model, got, row.want)
		}
	}
}

func TestPurchaseOfTargets(t *testing.T) {
	cfg := sample()
	cfg.Prices = append(cfg.Prices, burncloud.Price{ID: "buy", ChannelID: "ch_a", Model: "*", EffectiveFrom: day0.Add(time.Hour)})
	s := build(t, cfg)
	found := false
	for _, m := range s.Models("default") {
		for i := range s.Pool("default", m).Targets {
			target := &s.Pool("default", m).Targets[i]
			if target.Channel.ID == "ch_a" {
				found = true
				if target.Purchase(day0) != nil || target.Purchase(day0.Add(time.Hour)).ID != "buy" || s.Purchase("ch_a", target.UpstreamModel, day0.Add(time.Hour)).ID != "buy" {
					t.Errorf("%s at ch_a: %+v", m, target.Purchase(day0.Add(time.Hour)))
				}
			} else if target.Purchase(day0.Add(time.Hour)) != nil {
				t.Errorf("%s at %s has a price", m, target.Channel.ID)
			}
		}
	}
	if !found {
		t.Error("the sample has no target at ch_a")
	}
}

func TestPriceFaults(t *testing.T) {
	cfg := sample()
	cfg.Prices = append(cfg.Prices,
		burncloud.Price{ID: "pr_a", ChannelID: "ch_a", Provider: "openai", Model: "x"},
		burncloud.Price{ID: "pr_b", Model: "y", Units: burncloud.Units{Second: -1}},
		burncloud.Price{ID: "pr_c", Model: "z", Rates: burncloud.Rates{Output: -1}},
		burncloud.Price{ID: "pr_d", Model: "twice", ChannelID: "ch_a"}, burncloud.Price{ID: "pr_e", Model: "twice", Provider: "openai"}, burncloud.Price{ID: "pr_f", Model: "twice"},
	)
	_, err := snapshot.Build(cfg, nil)
	faults, ok := err.(burncloud.Faults)
	if !ok || len(faults) != 3 || faults[0].Field != "prices[pr_a].provider" || faults[1].Field != "prices[pr_b].per_second" || faults[2].Field != "prices[pr_c].output" {
		t.Errorf("%v", err)
	}
}
