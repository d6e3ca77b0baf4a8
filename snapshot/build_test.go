package snapshot_test

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/snapshot"
)

func hash(s string) burncloud.TokenHash { return sha256.Sum256([]byte(s)) }

func ptr[T any](v T) *T { return &v }

var day0 = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// sample is a configuration without faults.
func sample() *burncloud.Config {
	return &burncloud.Config{
		Version: 7,
		Groups:  []burncloud.ChannelGroup{{Name: "default", Multiplier: burncloud.One}, {Name: "vip", Multiplier: 2 * burncloud.One}},
		Channels: []burncloud.Channel{
			{
				ID: "ch_b", Name: "b", Provider: "openai", Keys: []burncloud.ChannelKey{{ID: "key_1", Value: "v", Enabled: true}, {ID: "key_2", Enabled: false}, {ID: "key_3", Value: "v", Enabled: true}},
				Models: []burncloud.ModelName{"m", "n", "m"}, ModelMapping: map[burncloud.ModelName]burncloud.ModelName{"m": "up-m"},
				Groups: []burncloud.GroupName{"default", "vip"}, Priority: 5, Weight: 1, Enabled: true,
			},
			{ID: "ch_a", Name: "a", Provider: "ollama", Models: []burncloud.ModelName{"m"}, Groups: []burncloud.GroupName{"default"}, Priority: 5, Weight: 2, Enabled: true},
			{ID: "ch_c", Name: "c", Provider: "openai", Models: []burncloud.ModelName{"m", "off"}, Groups: []burncloud.GroupName{"default"}, Priority: 9, Weight: 1},
			{ID: "ch_d", Name: "d", Provider: "openai", Keys: []burncloud.ChannelKey{{ID: "key_4"}}, Models: []burncloud.ModelName{"keyless"}, Groups: []burncloud.GroupName{"default"}, Enabled: true},
		},
		Routes: []burncloud.ModelRoute{
			{ID: "rt_1", Model: "smart", Strategy: burncloud.StrategyRoundRobin, Targets: []burncloud.RouteTarget{
				{ChannelID: "ch_a", UpstreamModel: "x", Priority: ptr(1)}, {ChannelID: "ch_b", Weight: ptr(9)},
			}},
			{ID: "rt_2", Model: "smart", Group: "vip", Strategy: burncloud.StrategyWeighted, Targets: []burncloud.RouteTarget{{ChannelID: "ch_b", UpstreamModel: "y"}}},
		},
		Users:  []burncloud.User{{ID: "usr_1", Username: "ann", Role: burncloud.RoleAdmin, Group: "vip", Enabled: true}},
		Tokens: []burncloud.AccessToken{{ID: "tok_1", UserID: "usr_1", Name: "t", Hash: hash("1"), Enabled: true}, {ID: "tok_2", UserID: "usr_1", Name: "t", Hash: hash("2"), Group: "default"}},
		Prices: []burncloud.Price{
			{ID: "pr_1", Model: "gpt-*", EffectiveFrom: day0},
			{ID: "pr_2", Model: "gpt-4o*", EffectiveFrom: day0},
			{ID: "pr_3", Model: "gpt-4o", EffectiveFrom: day0.AddDate(0, 1, 0)},
			{ID: "pr_4", Model: "gpt-4o", EffectiveFrom: day0.AddDate(0, 2, 0)},
			{ID: "pr_5", Model: "m", EffectiveFrom: day0},
		},
	}
}

func build(t testing.TB, cfg *burncloud.Config) *snapshot.Snapshot {
	t.Helper()
	s, err := snapshot.Build(cfg, nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestBuildFaults(t *testing.T) {
	type C = burncloud.Config
	rows := []struct {
		edit func(*C)
		want string // field and the beginning of its message
	}{
		{func(c *C) { c.Groups[1].Name = "" }, "groups[].name must not be empty"},
		{func(c *C) { c.Groups[1].Name = "default" }, `groups[default].name is used twice: "default"`},
		{func(c *C) { c.Groups[0].Multiplier = -1 }, "groups[default].price_multiplier must not be negative"},
		{func(c *C) { c.Channels[0].Name = "" }, "channels[ch_b].name must not be empty"},
		{func(c *C) { c.Channels[0].Name = " b" }, "channels[ch_b].name begins or ends with a space"},
		{func(c *C) { c.Channels[0].Name = strings.Repeat("b", 257) }, "channels[ch_b].name is longer than 256 bytes"},
		{func(c *C) { c.Channels[0].Name = "a" }, `channels[ch_a].name is used twice: "a"`},
		{func(c *C) { c.Channels[0].ID = "ch_a" }, `channels[ch_a].id is used twice: "ch_a"`},
		{func(c *C) { c.Channels[0].Keys[1].ID = "key_1" }, `channels[ch_b].keys is used twice: "key_1"`},
		{func(c *C) { c.Channels[1].Groups = nil }, "channels[ch_a].groups must name at least one group"},
		{func(c *C) { c.Channels[1].Groups[0] = "nope" }, `channels[ch_a].groups names an unknown group: "nope"`},
		{func(c *C) { c.Channels[1].Weight = -1 }, "channels[ch_a].weight must be between 0 and 1000000, not -1"},
		{func(c *C) { c.Channels[1].Priority = 1 << 40 }, "channels[ch_a].priority must be between -1000000 and 1000000"},
		{func(c *C) { c.Channels[1].Models[0] = "" }, "channels[ch_a].models[0] must not be empty"},
		{func(c *C) { c.Channels[1].Models[0] = "m\n" }, `channels[ch_a].models[0] has control characters: "m\n"`},
		{func(c *C) { c.Channels[1].Models[0] = "m\xff" }, `channels[ch_a].models[0] has control characters: "m\xff"`},
		{func(c *C) { c.Channels[0].ModelMapping["m"] = "" }, "channels[ch_b].model_mapping[m] must not be empty"},
		{func(c *C) { c.Channels[0].ModelMapping[""] = "x" }, "channels[ch_b].model_mapping[] must not be empty"},
		{func(c *C) { c.Routes[0].Model = "" }, "routes[rt_1].model must not be empty"},
		{func(c *C) { c.Routes[1].Group = "" }, `routes[rt_2].model has another route in group "": "smart"`},
		{func(c *C) { c.Routes[1].Group = "nope" }, `routes[rt_2].group names an unknown group: "nope"`},
		{func(c *C) { c.Routes[0].Strategy = "dearest" }, `routes[rt_1].strategy is not a strategy: "dearest"`},
		{func(c *C) { c.Routes[0].Affinity = "luck" }, `routes[rt_1].affinity is not an affinity: "luck"`},
		{func(c *C) { c.Routes[0].Fallbacks = []burncloud.ModelName{"n", "n"} }, `routes[rt_1].fallback_models[1] is used twice: "n"`},
		{func(c *C) { c.Routes[0].Fallbacks = []burncloud.ModelName{""} }, `routes[rt_1].fallback_models[0] must not be empty`},
		{func(c *C) { c.Routes[0].Fallbacks = []burncloud.ModelName{"1", "2", "3", "4", "5", "6"} }, `routes[rt_1].fallback_models must name at most 5 models, not 6`},
		{func(c *C) { c.Routes[1].Fallbacks = []burncloud.ModelName{"smart"} }, `routes[rt_2].fallback_models lead back to "smart"`},
		{func(c *C) { chain(c, "smart", "1", "2", "3", "4", "5", "6") }, `routes[rt_1].fallback_models reach further than 5 models`},
		{func(c *C) { chain(c, "smart", "1", "2", "smart") }, `routes[rt_1].fallback_models lead back to "smart"`},
		{func(c *C) { c.Routes[0].Strategy = "luck" }, `routes[rt_1].strategy is not a strategy: "luck"`},
		{func(c *C) { c.Routes[0].Targets[0].ChannelID = "ch_x" }, `routes[rt_1].targets[0].channel_id names an unknown channel: "ch_x"`},
		{func(c *C) { c.Routes[1].Targets[0].ChannelID = "ch_a" }, `routes[rt_2].targets[0].channel_id names a channel that is not in group "vip": "ch_a"`},
		{func(c *C) { c.Routes[0].Targets[0].Weight = ptr(-1) }, "routes[rt_1].targets[0].weight must be between 0"},
		{func(c *C) { c.Routes[0].Targets[0].Priority = ptr(1 << 30) }, "routes[rt_1].targets[0].priority must be between"},
		{func(c *C) { c.Routes[0].Targets[0].UpstreamModel = "\x00" }, `routes[rt_1].targets[0].upstream_model has control`},
		{func(c *C) { c.Routes[0].Targets[1] = c.Routes[0].Targets[0] }, `routes[rt_1].targets[1] is used twice: "ch_a"`},
		{func(c *C) { c.Users[0].Username = "" }, "users[usr_1].username must not be empty"},
		{func(c *C) { c.Users[0].Group = "nope" }, `users[usr_1].group names an unknown group: "nope"`},
		{func(c *C) { c.Users[0].Role = "king" }, `users[usr_1].role is not a role: "king"`},
		{func(c *C) { c.Users = append(c.Users, c.Users[0]) }, `users[usr_1].id is used twice: "usr_1"`},
		{func(c *C) { c.Tokens[1].Hash = c.Tokens[0].Hash }, "tokens[tok_2].key is used twice"},
		{func(c *C) { c.Tokens[1].Hash = burncloud.TokenHash{} }, "tokens[tok_2].key is missing"},
		{func(c *C) { c.Tokens[1].UserID = "usr_x" }, `tokens[tok_2].user_id names an unknown user: "usr_x"`},
		{func(c *C) { c.Tokens[1].Group = "nope" }, `tokens[tok_2].group names an unknown group: "nope"`},
		{func(c *C) { c.Tokens[1].Models = []burncloud.ModelName{""} }, "tokens[tok_2].models[0] must not be empty"},
		{func(c *C) { c.Tokens[1].AllowedCIDRs = []netip.Prefix{{}} }, "tokens[tok_2].allowed_cidrs[0] is not an address range"},
		{func(c *C) { c.Prices[0].Model = "" }, "prices[pr_1].model must not be empty"},
		{func(c *C) { c.Prices[0].Model = "gpt-[" }, `prices[pr_1].model is not a valid pattern: "gpt-["`},
		{func(c *C) { c.Prices[3].EffectiveFrom = c.Prices[2].EffectiveFrom }, `prices[pr_4].effective_from is the same as of another price of "gpt-4o"`},
		{func(c *C) { c.Prices[0].Rates.CacheRead = ptr(burncloud.Rate(-1)) }, "prices[pr_1].cache_read must not be negative"},
		{func(c *C) { c.Prices[0].PerCall = -1 }, "prices[pr_1].per_call must not be negative"},
		{func(c *C) { c.Prices[0].Pictures = []burncloud.PicturePrice{{Size: "2k", Each: -1}} }, "prices[pr_1].images[0].per_image must not be negative"},
		{func(c *C) { c.Prices[0].Pictures = []burncloud.PicturePrice{{Size: "2k"}, {Size: "2k", Each: 1}} }, "prices[pr_1].images[1].size and quality are the same as of another row"},
		{func(c *C) { c.Prices[0].Tiers = []burncloud.PriceTier{{AboveTokens: 9}, {AboveTokens: 9}} }, "prices[pr_1].tiers[1].above_tokens must be more than 9, not 9"},
		{func(c *C) { c.Groups[0].Limits.RPM = -1 }, "groups[default].limits.rpm must be between 0 and"},
		{func(c *C) { c.Settings.MaxConcurrentCalls = -1 }, "settings.max_concurrent_calls must be between 0"},
		{func(c *C) { c.Settings.MaxBodyBytes = -1 }, "settings.max_body_bytes must be between 0"},
		{func(c *C) { c.Settings.MaxAttempts = 11 }, "settings.max_attempts must be between 0 and 10, not 11"},
		{func(c *C) { c.Settings.RetentionDays = -1 }, "settings.retention_days must be between 0"},
	}
	for _, row := range rows {
		cfg := sample()
		row.edit(cfg)
		s, err := snapshot.Build(cfg, nil)
		var faults burncloud.Faults
		if s != nil || !errors.As(err, &faults) {
			t.Errorf("%s: built, or error %v", row.want, err)
			continue
		}
		if !slices.ContainsFunc(faults, func(f burncloud.Fault) bool { return strings.HasPrefix(f.Field+" "+f.Message, row.want) }) {
			t.Errorf("got %v, want %s", faults, row.want)
		}
	}
}

func TestBuildReportsEveryFault(t *testing.T) {
	cfg := sample()
	cfg.Groups[1].Multiplier = -1
	cfg.Channels[0].Weight = -1
	cfg.Users[0].Role = ""
	cfg.Settings.MaxAttempts = -1
	_, err := snapshot.Build(cfg, func(ch *burncloud.Channel) []burncloud.Fault {
		return []burncloud.Fault{{Field: "base_url", Message: "is bad"}}
	})
	var faults burncloud.Faults
	if errors.As(err, &faults); len(faults) != 4+len(cfg.Channels) {
		t.Fatalf("got %d faults: %v", len(faults), faults)
	}
	if f := faults[2]; f.Field != "channels[ch_b].base_url" || f.Message != "is bad" {
		t.Errorf("the check's fault came as %v", f)
	}
}

func TestDisabledIsNoFault(t *testing.T) {
	cfg := sample()
	for i := range cfg.Channels {
		cfg.Channels[i].Enabled = false
	}
	cfg.Users[0].Enabled, cfg.Tokens[0].Enabled = false, false
	s := build(t, cfg)
	if c, ok := s.Caller(hash("1")); !ok || c.Token.Enabled || c.User.Enabled {
		t.Errorf("a disabled caller is %+v, %v", c, ok)
	}
	if p := s.Pool("default", "m"); p != nil {
		t.Errorf("disabled channels serve %+v", p)
	}
}

func show(p *snapshot.Pool) string {
	if p == nil {
		return "nil"
	}
	s := string(p.Strategy)
	for _, x := range p.Targets {
		s += fmt.Sprintf(" %s/%s/%s/%d/%d/%d", x.Channel.ID, x.Key.ID, x.UpstreamModel, x.Priority, x.Weight, x.Siblings)
	}
	return s
}

func TestPool(t *testing.T) {
	s := build(t, sample())
	for _, row := range []struct {
		group burncloud.GroupName
		model burncloud.ModelName
		want  string
	}{
		{"default", "m", "priority ch_a//m/5/2/1 ch_b/key_1/up-m/5/1/2 ch_b/key_3/up-m/5/1/2"},
		{"vip", "m", "priority ch_b/key_1/up-m/5/1/2 ch_b/key_3/up-m/5/1/2"},
		{"default", "smart", "round_robin ch_b/key_1/smart/5/9/2 ch_b/key_3/smart/5/9/2 ch_a//x/1/2/1"},
		{"vip", "smart", "weighted ch_b/key_1/y/5/1/2 ch_b/key_3/y/5/1/2"},
		{"default", "keyless", "priority"}, // enabled, but every key is off: nothing alive, not unknown
		{"default", "off", "nil"},
		{"default", "none", "nil"},
		{"nope", "m", "nil"},
	} {
		if got := show(s.Pool(row.group, row.model)); got != row.want {
			t.Errorf("Pool(%s, %s)\n got %s\nwant %s", row.group, row.model, got, row.want)
		}
	}
	if got := s.Models("default"); !slices.Equal(got, []burncloud.ModelName{"keyless", "m", "n", "smart"}) {
		t.Errorf("Models(default) = %v", got)
	}
	if got := s.Models("vip"); !slices.Equal(got, []burncloud.ModelName{"m", "n", "smart"}) {
		t.Errorf("Models(vip) = %v", got)
	}
}

func TestRouteWithoutTargetsUsesTheListingChannels(t *testing.T) {
	cfg := sample()
	cfg.Routes = []burncloud.ModelRoute{{ID: "rt_1", Model: "m", Strategy: burncloud.StrategyWeighted}, {ID: "rt_2", Model: "ghost"}}
	s := build(t, cfg)
	if got, want := show(s.Pool("vip", "m")), "weighted ch_b/key_1/up-m/5/1/2 ch_b/key_3/up-m/5/1/2"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if p := s.Pool("vip", "ghost"); p != nil {
		t.Errorf("a route that nothing serves has pool %+v", p)
	}
}

func TestCaller(t *testing.T) {
	s := build(t, sample())
	c, _ := s.Caller(hash("1"))
	if c.Group != "vip" || c.Multiplier != 2*burncloud.One || c.User.ID != "usr_1" || c.Token.ID != "tok_1" {
		t.Errorf("the user's group: %+v", c)
	}
	if c, _ := s.Caller(hash("2")); c.Group != "default" || c.Multiplier != burncloud.One {
		t.Errorf("the token's own group: %+v", c)
	}
	if c, ok := s.Caller(hash("3")); ok || c != nil {
		t.Errorf("an unknown hash: %+v", c)
	}
	cfg := sample()
	cfg.Groups, cfg.Users[0].Group = cfg.Groups[1:], ""
	if c, _ := build(t, cfg).Caller(hash("1")); c.Group != burncloud.DefaultGroup || c.Multiplier != burncloud.One {
		t.Errorf("the default group exists unstored: %+v", c)
	}
}

func TestPrice(t *testing.T) {
	s := build(t, sample())
	for _, row := range []struct {
		model burncloud.ModelName
		month int
		want  burncloud.PriceID
	}{
		{"gpt-4o", 0, "pr_2"},
		{"gpt-4o", 1, "pr_3"},
		{"gpt-4o", 2, "pr_4"},
		{"gpt-4o", 9, "pr_4"},
		{"gpt-4o-mini", 0, "pr_2"},
		{"gpt-5", 0, "pr_1"},
		{"gpt-5", -1, ""},
		{"m", 0, "pr_5"},
		{"m", -1, ""},
		{"other", 0, ""},
		{"gpt-4o*", 0, "pr_2"},
	} {
		var got burncloud.PriceID
		if p := s.Price(row.model, day0.AddDate(0, row.month, 0)); p != nil {
			got = p.ID
		}
		if got != row.want {
			t.Errorf("Price(%s, month %d) = %q, want %q", row.model, row.month, got, row.want)
		}
	}
}

func TestSettingsAndChannels(t *testing.T) {
	cfg := sample()
	s := build(t, cfg)
	if got := s.Settings(); got.MaxBodyBytes != 50<<20 || got.MaxAttempts != 3 || got.RetentionDays != 0 || got.MaxConcurrentCalls != 10_000 {
		t.Errorf("defaults are %+v", got)
	}
	if s.Channel("ch_c") == nil || s.Channel("ch_x") != nil || len(slices.Collect(s.Channels())) != 4 || s.Version != 7 {
		t.Errorf("channels %v, version %d", slices.Collect(s.Channels()), s.Version)
	}
	cfg = sample()
	cfg.Settings = burncloud.Settings{MaxBodyBytes: 9, MaxAttempts: 1, RetentionDays: 30, MaxConcurrentCalls: 4, Record: burncloud.RecordErrors, RecordOneIn: 2, RecordMost: 3, RecordHours: 5, RecordSpace: 6}
	if got := build(t, cfg).Settings(); !reflect.DeepEqual(got, cfg.Settings) {
		t.Errorf("settings are %+v", got)
	}
}

func TestLookupsAllocateNothing(t *testing.T) {
	s := build(t, sample())
	h, group, model := hash("1"), burncloud.GroupName("default"), burncloud.ModelName("m")
	if n := testing.AllocsPerRun(100, func() {
		c, _ := s.Caller(h)
		p := s.Pool(group, model)
		if c == nil || p == nil || s.Price(model, day0) == nil || s.Channel("ch_a") == nil || s.Models(group) == nil {
			t.Fatal("not found")
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// large is 10,000 tokens of 1,000 users and 200 channels of 3 keys and 50 models each.
func large() *burncloud.Config {
	cfg := &burncloud.Config{Version: 1}
	for i := range 200 {
		ch := burncloud.Channel{ID: burncloud.ChannelID(fmt.Sprintf("ch_%d", i)), Name: fmt.Sprint("c", i), Groups: []burncloud.GroupName{"default"}, Weight: 1, Enabled: true}
		for k := range 3 {
			ch.Keys = append(ch.Keys, burncloud.ChannelKey{ID: burncloud.KeyID(fmt.Sprintf("key_%d_%d", i, k)), Enabled: true})
		}
		for m := range 50 {
			ch.Models = append(ch.Models, burncloud.ModelName(fmt.Sprintf("model-%d", (i+m)%120)))
		}
		cfg.Channels = append(cfg.Channels, ch)
	}
	for i := range 1000 {
		cfg.Users = append(cfg.Users, burncloud.User{ID: burncloud.UserID(fmt.Sprintf("usr_%d", i)), Username: fmt.Sprint("u", i), Role: burncloud.RoleUser})
	}
	for i := range 10_000 {
		cfg.Tokens = append(cfg.Tokens, burncloud.AccessToken{ID: burncloud.TokenID(fmt.Sprintf("tok_%d", i)), UserID: cfg.Users[i%1000].ID, Name: "t", Hash: hash(fmt.Sprint(i))})
	}
	for i := range 300 {
		cfg.Prices = append(cfg.Prices, burncloud.Price{ID: burncloud.PriceID(fmt.Sprintf("pr_%d", i)), Model: burncloud.ModelName(fmt.Sprintf("model-%d*", i))})
	}
	return cfg
}

func TestBuildLarge(t *testing.T) {
	cfg := large()
	start := time.Now()
	build(t, cfg)
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("building 10,000 tokens and 200 channels took %v", took)
	}
}

func BenchmarkBuildLarge(b *testing.B) {
	cfg := large()
	for b.Loop() {
		build(b, cfg)
	}
}

func BenchmarkLookup(b *testing.B) {
	s := build(b, large())
	h := hash("77")
	b.ReportAllocs()
	for b.Loop() {
		c, _ := s.Caller(h)
		if s.Pool(c.Group, "model-7") == nil {
			b.Fatal("no pool")
		}
	}
}

// chain makes the first model fall back on the second, that on the third, and so on.
func chain(c *burncloud.Config, models ...burncloud.ModelName) {
	for i, m := range models[1:] {
		fallback := []burncloud.ModelName{m}
		if i == 0 {
			c.Routes[0].Fallbacks = fallback
			continue
		}
		c.Routes = append(c.Routes, burncloud.ModelRoute{ID: burncloud.RouteID(fmt.Sprintf("rt_1%d", i)), Model: models[i], Fallbacks: fallback})
	}
}

func TestFallbacks(t *testing.T) {
	cfg := sample()
	cfg.Routes = append(
		cfg.Routes,
		burncloud.ModelRoute{ID: "rt_3", Model: "alias", Fallbacks: []burncloud.ModelName{"second", "n", "unheard-of"}, Affinity: burncloud.AffinitySession},
		burncloud.ModelRoute{ID: "rt_4", Model: "second", Fallbacks: []burncloud.ModelName{"smart", "n"}},
		burncloud.ModelRoute{ID: "rt_5", Model: "n", Fallbacks: []burncloud.ModelName{"m"}},
		burncloud.ModelRoute{ID: "rt_6", Model: "nothing", Fallbacks: []burncloud.ModelName{"unheard-of"}},
	)
	s := build(t, cfg)
	for _, tt := range []struct {
		group burncloud.GroupName
		model burncloud.ModelName
		want  string
	}{
		{"default", "alias", "n smart m"}, // of "second" there is nothing but what it falls back on
		{"default", "second", "smart n m"},
		{"default", "n", "m"},
		{"vip", "alias", "n smart m"},
	} {
		p := s.Pool(tt.group, tt.model)
		if p == nil {
			t.Errorf("%s has no pool for %s", tt.model, tt.group)
			continue
		}
		var got []string
		for _, f := range p.Fallback {
			got = append(got, string(f.Model))
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s for %s falls back on %v, want %s", tt.model, tt.group, got, tt.want)
		}
	}
	if s.Pool("default", "nothing") != nil {
		t.Error("a model that nobody serves and that falls back on nothing has a pool")
	}
	if p := s.Pool("default", "alias"); len(p.Targets) != 0 || p.Affinity != burncloud.AffinitySession || !slices.Contains(s.Models("default"), "alias") {
		t.Errorf("alias: %+v", p)
	}
}
