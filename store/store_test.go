package store_test

import (
	"context"
	"database/sql"
	"errors"
	"net/netip"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/emptydb"
	"github.com/burncloud/burncloud/internal/secret"
	"github.com/burncloud/burncloud/store"
)

// place is one empty database.
type place struct {
	open func(store.Options) (*store.DB, error)
	raw  func() *sql.DB // a connection as an operator's shell would have it
	dir  string         // where its files are
}

// sqliteFile has the characters that mean something in a URI.
const sqliteFile = "a b%20?#.db"

// dialects are the engines that the suite runs on: each makes an empty database.
var dialects = []struct {
	name string
	make func(testing.TB) place
}{
	{"sqlite", func(t testing.TB) place {
		dir := t.TempDir()
		path := filepath.Join(dir, sqliteFile)
		emptydb.At(t, path)
		return place{
			dir: dir,
			open: func(o store.Options) (*store.DB, error) {
				o.Path = path
				return store.Open(context.Background(), o)
			},
			raw: func() *sql.DB {
				db, err := sql.Open("sqlite", "file:"+strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path)+"?_pragma=busy_timeout(10000)")
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = db.Close() })
				return db
			},
		}
	}},
}

// onEach runs the test on every engine, with an open database that accepts everything.
func onEach(t *testing.T, test func(*testing.T, place, *store.DB)) {
	t.Helper()
	for _, x := range dialects {
		t.Run(x.name, func(t *testing.T) {
			p := x.make(t)
			test(t, p, p.mustOpen(t, store.Options{}))
		})
	}
}

func (p place) mustOpen(t testing.TB, o store.Options) *store.DB {
	t.Helper()
	if o.Keyring == nil {
		o.Keyring = newKeyring(t, "master key of the tests, 32 bytes or more")
	}
	if o.Now == nil {
		o.Now = func() time.Time { return now }
	}
	db, err := p.open(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func (p place) exec(t *testing.T, statements ...string) {
	t.Helper()
	raw := p.raw()
	for _, s := range statements {
		if _, err := raw.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

func newKeyring(t testing.TB, master string) *secret.Keyring {
	t.Helper()
	k, err := secret.NewKeyring([]byte(master))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

var (
	ctx = context.Background()
	now = time.Date(2026, 3, 1, 12, 0, 0, 123456000, time.UTC)
)

func ptr[T any](v T) *T { return &v }

var limits = burncloud.Limits{RPM: 60, TPM: 1_000_000, Concurrency: 7}

const plainKey = "sk-plain-provider-key-0123456789"

func group(name burncloud.GroupName) *burncloud.ChannelGroup {
	return &burncloud.ChannelGroup{Name: name, Description: "d", Multiplier: 1_250_000, Limits: limits, CreatedAt: now, UpdatedAt: now.Add(time.Second)}
}

func channel(id burncloud.ChannelID) *burncloud.Channel {
	return &burncloud.Channel{
		ID: id, Name: "Name of " + string(id), Provider: "deepseek", BaseURL: "https://example.com/v1",
		Keys: []burncloud.ChannelKey{
			{ID: "key_2" + burncloud.KeyID(id), Value: plainKey, Enabled: true},
			{ID: "key_1" + burncloud.KeyID(id), Value: plainKey + "-second", Reason: "refused"},
		},
		Models:       []burncloud.ModelName{"m1", "日本"},
		ModelMapping: map[burncloud.ModelName]burncloud.ModelName{"m1": "up1"},
		Groups:       []burncloud.GroupName{"vip", "default"},
		Priority:     -3, Weight: 7, Enabled: true,
		Options: burncloud.ChannelOptions{
			Workspace: "w", Organization: "o", Project: "p", Headers: map[string]string{"X-A": "b\x00\n"},
			ProxyURL: "socks5://127.0.0.1:1", Timeouts: burncloud.Timeouts{Connect: 1, FirstToken: 2, Idle: time.Second, Total: time.Hour, MinRate: 3},
			ContinuesPrefill: ptr(false), ContextWindows: map[burncloud.ModelName]int64{"up1": 9},
		},
		Limits: limits, Tags: []string{"a", "b"}, CreatedAt: now, UpdatedAt: now.Add(time.Second),
	}
}

func user(id burncloud.UserID) *burncloud.User {
	return &burncloud.User{
		ID: id, Username: "Name " + string(id), Email: "e@example.com", Role: burncloud.RoleOperator,
		Group: "vip", Limits: limits, Enabled: true, UnlimitedBalance: true, CreatedAt: now, UpdatedAt: now.Add(time.Second),
	}
}

func token(id burncloud.TokenID) *burncloud.AccessToken {
	return &burncloud.AccessToken{
		ID: id, UserID: "usr_1", Name: "n", Hash: secret.Hash(string(id)), KeyHint: "…wxyz", Group: "vip",
		Old:    burncloud.OldKey{Hash: secret.Hash("old " + string(id)), Hint: "…abcd", Until: now.Add(time.Minute)},
		Models: []burncloud.ModelName{"m1"}, AllowedCIDRs: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128")},
		ExpiresAt: now.Add(time.Hour), Unlimited: true, Budget: new(burncloud.Money(25)), BudgetPeriod: burncloud.PeriodMonth, Limits: limits, Strict: true, Enabled: true, CreatedAt: now, UpdatedAt: now.Add(time.Second),
	}
}

func route(id burncloud.RouteID) *burncloud.ModelRoute {
	return &burncloud.ModelRoute{
		ID: id, Model: "m " + burncloud.ModelName(id), Group: "vip", Strategy: burncloud.StrategyCheapest, Affinity: burncloud.AffinitySession, Fallbacks: []burncloud.ModelName{"a", "b"}, LeaveCut: true,
		Targets:   []burncloud.RouteTarget{{ChannelID: "ch_1", UpstreamModel: "u", Weight: ptr(0), Priority: ptr(-1)}, {ChannelID: "ch_1", When: &burncloud.Condition{Tools: ptr(true), Images: ptr(false), MinTokens: 3, MaxTokens: 5}}},
		CreatedAt: now, UpdatedAt: now.Add(time.Second),
	}
}

func price(id burncloud.PriceID) *burncloud.Price {
	all := burncloud.Rates{
		CacheWrite1h: ptr(burncloud.Rate(6)), Image: ptr(burncloud.Rate(7)), ImageIn: ptr(burncloud.Rate(8)), ImageOut: ptr(burncloud.Rate(9)),
		Input: 1, Output: 2, CacheRead: ptr(burncloud.Rate(3)), CacheWrite: ptr(burncloud.Rate(4)),
		Reasoning: ptr(burncloud.Rate(5)), AudioIn: ptr(burncloud.Rate(0)), AudioOut: ptr(burncloud.Rate(1 << 62)),
	}
	return &burncloud.Price{
		ID: id, ChannelID: "ch_1", Provider: "openai", Model: "gpt-4o*", Free: true, Retired: true, Rates: all, PerCall: 8,
		Units:         burncloud.Units{Image: 10, Second: 11, Character: 12},
		Pictures:      []burncloud.PicturePrice{{Size: "1024x1024", Quality: "hd", Each: 80_000_000_000}, {Size: "2k", Each: 1}, {Quality: "low"}},
		Tiers:         []burncloud.PriceTier{{AboveTokens: 128_000, Rates: all}, {AboveTokens: 256_000, Rates: burncloud.Rates{Input: 9}}},
		EffectiveFrom: now, CreatedAt: now.Add(time.Second),
	}
}

func managementToken(id burncloud.ManagementID) *burncloud.ManagementToken {
	return &burncloud.ManagementToken{ID: id, UserID: "usr_1", Name: "n", Hash: secret.Hash(string(id)), KeyHint: "…wxyz", Scopes: []string{"read"}, ExpiresAt: now.Add(time.Hour), LastUsed: now, CreatedAt: now}
}

// fill saves one of everything.
func fill(t testing.TB, db *store.DB) {
	t.Helper()
	for i, err := range []error{
		db.SaveGroup(ctx, group("vip")),
		db.SaveChannel(ctx, channel("ch_1")),
		db.SaveRoute(ctx, route("rt_1")),
		db.SaveUser(ctx, user("usr_1")),
		db.SaveToken(ctx, token("tok_1")),
		db.SavePrices(ctx, price("pr_1")),
		db.SaveManagementToken(ctx, managementToken("mt_1")),
		db.SaveSettings(ctx, burncloud.Settings{MaxBodyBytes: 1, MaxAttempts: 2, RetentionDays: 3, MaxConcurrentCalls: 4, RollupRetentionDays: 5, AllowUnpriced: true, Record: burncloud.RecordAll, RecordOneIn: 6, RecordUsers: []burncloud.UserID{"usr_1"}, RecordMost: 7, RecordHours: 8, RecordSpace: 9}),
	} {
		if err != nil {
			t.Fatalf("save %d: %v", i, err)
		}
	}
}

// wantError wants an error of the kind whose field or message has the part.
func wantError(t *testing.T, what string, err error, kind burncloud.Kind, part string) {
	t.Helper()
	var e *burncloud.Error
	if !errors.As(err, &e) || e.Kind != kind || !strings.Contains(e.Param+" "+e.Message, part) {
		t.Errorf("%s: got %v, want %s with %q", what, err, kind, part)
	}
}

func same[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\ngot  %#v\nwant %#v", what, got, want)
	}
}
