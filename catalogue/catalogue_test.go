package catalogue_test

import (
	"encoding/json"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/catalogue"
	"github.com/burncloud/burncloud/snapshot"
	"github.com/burncloud/burncloud/upstream"
)

// hosts are where providers publish prices: these, and what is below them.
var hosts = map[burncloud.ProviderName][]string{
	"anthropic": {"platform.claude.com"}, "azure": {"azure.microsoft.com"}, "bedrock": {"aws.amazon.com"}, "cohere": {"cohere.com"},
	"dashscope": {"help.aliyun.com", "www.alibabacloud.com"}, "deepseek": {"api-docs.deepseek.com"}, "doubao": {"www.volcengine.com"},
	"fireworks": {"fireworks.ai"}, "gemini": {"ai.google.dev"}, "groq": {"groq.com"}, "hunyuan": {"cloud.tencent.com"},
	"minimax": {"platform.minimax.io", "platform.minimaxi.com"}, "mistral": {"mistral.ai"}, "moonshot": {"platform.kimi.com", "platform.kimi.ai"},
	"openai": {"developers.openai.com"}, "openrouter": {"openrouter.ai"}, "qwen": {"help.aliyun.com", "www.alibabacloud.com"},
	"siliconflow": {"siliconflow.cn", "siliconflow.com"}, "together": {"together.ai"}, "vertex": {"cloud.google.com"}, "xai": {"docs.x.ai"},
	"zhipu": {"docs.z.ai", "docs.bigmodel.cn"},
}

// unpublished says why a provider has no entries.
var unpublished = map[burncloud.ProviderName]string{
	"custom": "any address", "ollama": "runs on the operator's machines", "vllm": "runs on the operator's machines",
}

func load(t *testing.T) []catalogue.Entry {
	t.Helper()
	entries, err := catalogue.Load()
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

// TestWhatIsBuiltIn holds every entry to what an entry is: sourced at its provider, dated, sane, and once.
func TestWhatIsBuiltIn(t *testing.T) {
	ids := map[burncloud.PriceID]bool{}
	for _, e := range load(t) {
		p := &e.Price
		if p.Kind() != burncloud.PricePurchase || ids[p.ID] {
			t.Errorf("%s: kind %s, twice %v", p.ID, p.Kind(), ids[p.ID])
		}
		ids[p.ID] = true
		if !atProvider(e.Source, hosts[p.Provider]) {
			t.Errorf("%s: %q is no page of the provider", p.ID, e.Source)
		}
		if e.Date.Year() < 2025 || e.Date.After(time.Now()) {
			t.Errorf("%s: date %s", p.ID, e.Date)
		}
		if e.Verified != catalogue.Seen && e.Verified != catalogue.Reported || (e.By == "") != (e.Verified == catalogue.Seen) {
			t.Errorf("%s: %s by %q", p.ID, e.Verified, e.By)
		}
		if e.Currency != catalogue.USD && e.Currency != catalogue.CNY {
			t.Errorf("%s: in %q", p.ID, e.Currency)
		}
		if e.MaxOutput > e.Context || e.Context != 0 && e.Context < 512 || len(p.Tiers) > 0 && e.Context != 0 && p.Tiers[len(p.Tiers)-1].AboveTokens >= e.Context {
			t.Errorf("%s: %d tokens, %d of them written, tiers %+v", p.ID, e.Context, e.MaxOutput, p.Tiers)
		}
		checkAmounts(t, p)
	}
}

func atProvider(source string, hosts []string) bool {
	u, err := url.Parse(source)
	if err != nil || u.Scheme != "https" {
		return false
	}
	for _, h := range hosts {
		if u.Host == h || strings.HasSuffix(u.Host, "."+h) {
			return true
		}
	}
	return false
}

// checkAmounts finds amounts that stand in the wrong place.
func checkAmounts(t *testing.T, p *burncloud.Price) {
	t.Helper()
	byUnit := p.PerCall > 0 || p.Units.Image > 0 || p.Units.Second > 0 || p.Units.Character > 0 || len(p.Pictures) > 0
	if p.Free == (byUnit || p.Rates.Input > 0) {
		t.Errorf("%s: free %v, and %+v", p.ID, p.Free, p.Rates)
	}
	all, above := []burncloud.PriceTier{{AboveTokens: 0, Rates: p.Rates}}, int64(0)
	for _, tier := range p.Tiers {
		if tier.AboveTokens <= above {
			t.Errorf("%s: the tiers do not ascend", p.ID)
		}
		above = tier.AboveTokens
		last := &all[len(all)-1].Rates
		if tier.Rates.Input <= last.Input || tier.Rates.Output <= last.Output || !sameKinds(&tier.Rates, last) {
			t.Errorf("%s: the tier does not fit: %+v", p.ID, tier)
		}
		all = append(all, tier)
	}
	for i := range all {
		r := &all[i].Rates
		if r.Output != 0 && r.Output < r.Input || r.CacheRead != nil && *r.CacheRead > r.Input || r.CacheWrite != nil && *r.CacheWrite > 2*r.Input ||
			r.CacheWrite1h != nil && (r.CacheWrite == nil || *r.CacheWrite1h < *r.CacheWrite || *r.CacheWrite1h > 2*r.Input) {
			t.Errorf("%s: are the amounts in the right places? %+v", p.ID, r)
		}
	}
}

// sameKinds reports whether two tiers price the same kinds of tokens.
func sameKinds(a, b *burncloud.Rates) bool {
	for i, x := range a.Optional() {
		if (*x.Rate == nil) != (*b.Optional()[i].Rate == nil) {
			return false
		}
	}
	return true
}

// TestExactDecimals: every amount is written one way, with no digit that does not count.
func TestExactDecimals(t *testing.T) {
	file, err := os.ReadFile("prices.json")
	if err != nil {
		t.Fatal(err)
	}
	type amounts struct{ Amounts map[string]string }
	var pages []struct {
		Models []struct {
			amounts
			Model string
			Tiers []amounts
		}
	}
	if err := json.Unmarshal(file, &pages); err != nil {
		t.Fatal(err)
	}
	exact, n := regexp.MustCompile(`^(0|[1-9][0-9]*)(\.[0-9]*[1-9])?$`), 0
	for _, p := range pages {
		for _, m := range p.Models {
			for _, a := range append(m.Tiers, m.amounts) {
				for name, amount := range a.Amounts {
					if n++; !exact.MatchString(amount) {
						t.Errorf("%s: %s is %q", m.Model, name, amount)
					}
				}
			}
		}
	}
	t.Logf("%d amounts", n)
}

// TestOnePriceAtATime: a name has one price of a provider in a currency, on any day.
func TestOnePriceAtATime(t *testing.T) {
	by := map[string][]catalogue.Entry{}
	for _, e := range load(t) {
		name := string(e.Price.Provider) + " " + string(e.Price.Model) + " in " + e.Currency
		for _, o := range by[name] {
			if e.InForce(o.From) && o.InForce(e.From) || e.InForce(o.From) && o.From.After(e.From) || o.InForce(e.From) && e.From.After(o.From) {
				t.Errorf("%s has two prices", name)
			}
		}
		by[name] = append(by[name], e)
	}
}

// TestEveryProvider: whoever is in the table of providers is listed, or it is said why not. It prints what there is.
func TestEveryProvider(t *testing.T) {
	type sum struct {
		entries, seen, yuan int
		oldest, newest      time.Time
	}
	var total sum
	listed := map[burncloud.ProviderName]sum{}
	for _, e := range load(t) {
		s := listed[e.Price.Provider]
		s.entries, total.entries = s.entries+1, total.entries+1
		if e.Verified == catalogue.Seen {
			s.seen, total.seen = s.seen+1, total.seen+1
		}
		if e.Currency == catalogue.CNY {
			s.yuan, total.yuan = s.yuan+1, total.yuan+1
		}
		if s.oldest.IsZero() || e.Date.Before(s.oldest) {
			s.oldest = e.Date
		}
		if e.Date.After(s.newest) {
			s.newest = e.Date
		}
		listed[e.Price.Provider] = s
	}
	t.Logf("%-12s %7s %5s %8s %4s  dates", "provider", "entries", "seen", "reported", "yuan")
	for _, p := range upstream.All() {
		s, ok := listed[p.Name]
		why, none := unpublished[p.Name]
		if ok == none {
			t.Errorf("%s: listed %v, reason not to be: %q", p.Name, ok, why)
		}
		delete(listed, p.Name)
		if none {
			t.Logf("%-12s none: %s", p.Name, why)
			continue
		}
		t.Logf("%-12s %7d %5d %8d %4d  %s to %s", p.Name, s.entries, s.seen, s.entries-s.seen, s.yuan, s.oldest.Format(time.DateOnly), s.newest.Format(time.DateOnly))
	}
	for name := range listed {
		t.Errorf("there is no provider %q", name)
	}
	t.Logf("%-12s %7d %5d %8d %4d", "all", total.entries, total.seen, total.entries-total.seen, total.yuan)
	if total.entries < 600 || total.seen < 150 || total.yuan < 100 {
		t.Errorf("the catalogue has shrunk: %+v", total)
	}
}

// TestAsPurchasePrices looks up what the catalogue says of names as channels send them.
func TestAsPurchasePrices(t *testing.T) {
	cfg := &burncloud.Config{Prices: catalogue.List(load(t))}
	for _, p := range upstream.All() {
		cfg.Channels = append(cfg.Channels, burncloud.Channel{ID: burncloud.ChannelID("ch_" + p.Name), Name: string(p.Name), Provider: p.Name, Groups: []burncloud.GroupName{"default"}})
	}
	s, err := snapshot.Build(cfg, nil)
	if err != nil {
		t.Fatal(err)
	}
	late, next := time.Date(2026, 12, 31, 23, 59, 59, 0, time.UTC), time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		provider, model string
		at              time.Time
		input           burncloud.Rate
	}{
		{"anthropic", "claude-opus-5-5-20260922", late, 4_000_000},
		{"anthropic", "claude-opus-5", late, 5_000_000},
		{"gemini", "gemini-3.8-flash", late, 750_000},
		{"gemini", "gemini-3.8-flash", next, 1_500_000},
		{"bedrock", "eu.anthropic.claude-opus-4-8", late, 5_500_000},
		{"bedrock", "global.anthropic.claude-opus-4-8", late, 5_000_000},
		{"bedrock", "us.amazon.nova-lite-v1:0", late, 60_000},
		{"deepseek", "deepseek-flash", late, 300_000},
		{"zhipu", "glm-5.3", late, 1_400_000},
		{"openai", "gpt-6-luna", late, 100_000},
	} {
		p := s.Purchase(burncloud.ChannelID("ch_"+c.provider), burncloud.ModelName(c.model), c.at)
		if p == nil || p.Rates.Input != c.input {
			t.Errorf("%s %s at %s: %+v", c.provider, c.model, c.at, p)
		}
	}
	for _, c := range [][2]string{{"groq", "llama-3.1-8b-instant"}, {"doubao", "doubao-seed-2-1-pro-260915"}, {"openai", "gpt-7"}} {
		if p := s.Purchase(burncloud.ChannelID("ch_"+c[0]), burncloud.ModelName(c[1]), late); p != nil {
			t.Errorf("%s %s has the price %+v", c[0], c[1], p)
		}
	}
}

func TestDollars(t *testing.T) {
	entries, err := catalogue.Read([]byte(`[{"provider":"p","also":["q"],"source":"https://example.com","date":"2026-01-02","verified":"reported","by":"a list","currency":"CNY","models":[{"model":"m","context":1000,"max_output":100,"amounts":{"input":"7","output":"14","per_call":"0.07"}},{"model":"gift","free":true}]}]`))
	if err != nil || len(entries) != 4 || entries[2].Price.Provider != "q" || entries[0].By != "a list" || entries[0].Context != 1000 || entries[0].MaxOutput != 100 {
		t.Fatalf("%+v, %v", entries, err)
	}
	if list := catalogue.List(entries); len(list) != 2 || list[0].Model != "gift" {
		t.Errorf("%+v", list)
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
	for _, models := range []string{
		`[{"model":"m","amounts":{"inptu":"1"}}]`, `[{"model":"m","amounts":{"input":"1.0000001"}}]`, `[{"model":"m","amounts":{"input":1}}]`, `[{"model":"m","price":"1"}]`, `[{"model":"m","tiers":[{"above_tokens":1,"amounts":{"per_image":"1"}}]}]`, `[{"model":"m","date":"2026-02-30"}]`,
		`[{"model":"m","images":[{"size":"2k"}]}]`, `[{"model":"m","images":[{"size":"2k","per_image":"0.0000000000001"}]}]`, `[{"model":"m","images":[{"height":2,"per_image":"1"}]}]`,
	} {
		if _, err := catalogue.Read([]byte(`[{"provider":"p","date":"2026-01-02","models":` + models + `}]`)); err == nil {
			t.Errorf("%s was read", models)
		}
	}
	for _, dates := range []string{`"date":"soon"`, `"from":"2026-01-02"`, `"date":"2026-01-02","from":"soon"`, `"date":"2026-01-02","until":"soon"`} {
		if _, err := catalogue.Read([]byte(`[{"provider":"p",` + dates + `,"models":[{"model":"m"}]}]`)); err == nil {
			t.Errorf("%s was read", dates)
		}
	}
}

// TestInForce: what a provider is known not to charge any more, or not yet, prices nothing.
func TestInForce(t *testing.T) {
	entries, err := catalogue.Read([]byte(`[
		{"provider":"p","source":"https://example.com","date":"2026-01-02","verified":"seen","currency":"USD","until":"2026-02-01","models":[{"model":"gone","amounts":{"input":"7","output":"14"}},{"model":"raised","amounts":{"input":"7","output":"14"}}]},
		{"provider":"p","source":"https://example.com","date":"2026-01-02","verified":"seen","currency":"USD","from":"2026-02-01","models":[{"model":"raised","amounts":{"input":"9","output":"14"}}]}]`))
	if err != nil {
		t.Fatal(err)
	}
	cfg := &burncloud.Config{Channels: []burncloud.Channel{{ID: "ch_1", Name: "c", Provider: "p", Groups: []burncloud.GroupName{"default"}}}, Prices: catalogue.List(entries)}
	s, err := snapshot.Build(cfg, nil)
	if err != nil {
		t.Fatal(err)
	}
	end := time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)
	if s.Purchase("ch_1", "gone", end.Add(-time.Second)) == nil || s.Purchase("ch_1", "gone", end) != nil || !entries[0].InForce(end.Add(-1)) || entries[0].InForce(end) {
		t.Errorf("%+v", entries[0])
	}
	before, after := s.Purchase("ch_1", "raised", end.Add(-time.Second)), s.Purchase("ch_1", "raised", end)
	if before == nil || before.Rates.Input != 7_000_000 || after == nil || after.Rates.Input != 9_000_000 || entries[2].InForce(end.Add(-1)) || !entries[2].InForce(end) {
		t.Errorf("%+v, then %+v", before, after)
	}
}
