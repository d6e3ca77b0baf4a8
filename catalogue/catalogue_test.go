package catalogue_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/catalogue"
	"github.com/burncloud/burncloud/snapshot"
	"github.com/burncloud/burncloud/upstream"
)

// TestWhatIsBuiltIn holds every entry to what an entry is: of a provider that there is, sourced, dated, sane, and once.
func TestWhatIsBuiltIn(t *testing.T) {
	entries, err := catalogue.Load()
	if err != nil {
		t.Fatal(err)
	}
	providers := map[burncloud.ProviderName]bool{}
	for _, p := range upstream.All() {
		providers[p.Name] = true
	}
	names := map[string]bool{}
	ids, listed := map[burncloud.PriceID]bool{}, map[burncloud.ProviderName]int{}
	for _, e := range entries {
		p := e.Price
		if !providers[p.Provider] || p.Kind() != burncloud.PricePurchase || ids[p.ID] {
			t.Errorf("%s: provider %q, seen %v", p.ID, p.Provider, ids[p.ID])
		}
		ids[p.ID] = true
		listed[p.Provider]++
		if u, err := url.Parse(e.Source); err != nil || u.Scheme != "https" {
			t.Errorf("%s: source %q", p.ID, e.Source)
		}
		if e.Date.Year() < 2025 || e.Date.After(time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)) {
			t.Errorf("%s: date %s", p.ID, e.Date)
		}
		if e.Verified != catalogue.Seen && e.Verified != catalogue.Reported || e.Currency != catalogue.USD && e.Currency != catalogue.CNY {
			t.Errorf("%s: %s in %s", p.ID, e.Verified, e.Currency)
		}
		r := p.Rates
		if p.PerCall == 0 && r.Input == 0 || r.CacheRead != nil && *r.CacheRead > r.Input || r.CacheWrite != nil && *r.CacheWrite > 2*r.Input || r.Output != 0 && r.Output < r.Input {
			t.Errorf("%s: are the amounts in the right places? %+v", p.ID, r)
		}
		for _, tier := range p.Tiers {
			if tier.Rates.Input <= r.Input || tier.Rates.Output <= r.Output || (tier.Rates.CacheRead == nil) != (r.CacheRead == nil) || (tier.Rates.CacheWrite == nil) != (r.CacheWrite == nil) {
				t.Errorf("%s: the tier does not fit: %+v", p.ID, tier)
			}
		}
	}
	for _, e := range entries {
		if !e.OutOfDate(time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)) {
			if name := string(e.Price.Provider) + " " + string(e.Price.Model); names[name] {
				t.Errorf("%s has two prices", name)
			} else {
				names[name] = true
			}
		}
	}
	if len(entries) < 100 || len(listed) < 15 {
		t.Errorf("%d entries of %d providers", len(entries), len(listed))
	}
	cfg := &burncloud.Config{Prices: catalogue.List(entries)}
	if _, err := snapshot.Build(cfg, nil); err != nil {
		t.Errorf("as prices: %v", err)
	}
	t.Logf("%d entries of %d providers", len(entries), len(listed))
}

func TestDollars(t *testing.T) {
	entries, err := catalogue.Read([]byte(`[{"provider":"p","source":"https://example.com","date":"2026-01-02","verified":"seen","currency":"CNY","models":[{"model":"m","amounts":{"input":"7","output":"14","per_call":"0.07"}}]}]`))
	if err != nil || len(entries) != 1 || len(catalogue.List(entries)) != 0 {
		t.Fatalf("%+v, %v", entries, err)
	}
	if _, err := entries[0].InDollars(0); err == nil || !strings.Contains(err.Error(), "cny_per_usd") {
		t.Errorf("without a rate: %v", err)
	}
	p, err := entries[0].InDollars(7 * burncloud.One)
	if err != nil || p.Rates.Input != 1_000_000 || p.Rates.Output != 2_000_000 || p.PerCall != 10_000_000 || entries[0].Price.Rates.Input != 7_000_000 {
		t.Errorf("%+v, %v", p, err)
	}
}

func TestReadRefuses(t *testing.T) {
	for _, models := range []string{`[{"model":"m","amounts":{"inptu":"1"}}]`, `[{"model":"m","amounts":{"input":"1.0000001"}}]`, `[{"model":"m","amounts":{"input":1}}]`, `[{"model":"m","price":"1"}]`, `[{"model":"m","tiers":[{"above_tokens":1,"amounts":{"per_image":"1"}}]}]`} {
		if _, err := catalogue.Read([]byte(`[{"provider":"p","date":"2026-01-02","models":` + models + `}]`)); err == nil {
			t.Errorf("%s was read", models)
		}
	}
	if _, err := catalogue.Read([]byte(`[{"provider":"p","date":"soon","models":[{"model":"m"}]}]`)); err == nil {
		t.Error("a date that is none was read")
	}
}

// TestOutOfDate: what a provider is known not to charge any more prices nothing.
func TestOutOfDate(t *testing.T) {
	entries, err := catalogue.Read([]byte(`[{"provider":"p","source":"https://example.com","date":"2026-01-02","verified":"seen","currency":"USD","until":"2026-02-01","models":[{"model":"m","amounts":{"input":"7","output":"14"}}]}]`))
	if err != nil {
		t.Fatal(err)
	}
	cfg := &burncloud.Config{Channels: []burncloud.Channel{{ID: "ch_1", Name: "c", Provider: "p", Groups: []burncloud.GroupName{"default"}}}, Prices: catalogue.List(entries)}
	s, err := snapshot.Build(cfg, nil)
	if err != nil {
		t.Fatal(err)
	}
	end := time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)
	if s.Purchase("ch_1", "m", end.Add(-time.Second)) == nil || s.Purchase("ch_1", "m", end) != nil || entries[0].OutOfDate(end.Add(-1)) || !entries[0].OutOfDate(end) {
		t.Errorf("%+v", entries[0])
	}
}
