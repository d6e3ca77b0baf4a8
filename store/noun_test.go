package store_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/store"
)

// wantFull fails if the sample leaves a field zero, which its round trip would then not test.
func wantFull(t *testing.T, sample any) {
	t.Helper()
	v := reflect.ValueOf(sample).Elem()
	for i := range v.NumField() {
		if v.Field(i).IsZero() {
			t.Errorf("the sample %s has no %s", v.Type(), v.Type().Field(i).Name)
		}
	}
}

func roundTrip[T any](t *testing.T, want *T, get func() (*T, error)) {
	t.Helper()
	wantFull(t, want)
	got, err := get()
	if err != nil {
		t.Errorf("%T: %v", want, err)
		return
	}
	same(t, fmt.Sprintf("%T", want), got, want)
}

func TestRoundTrips(t *testing.T) {
	onEach(t, func(t *testing.T, _ place, db *store.DB) {
		fill(t, db)
		roundTrip(t, group("vip"), func() (*burncloud.ChannelGroup, error) { return db.Group(ctx, "vip") })
		roundTrip(t, channel("ch_1"), func() (*burncloud.Channel, error) { return db.Channel(ctx, "ch_1") })
		roundTrip(t, route("rt_1"), func() (*burncloud.ModelRoute, error) { return db.Route(ctx, "rt_1") })
		roundTrip(t, user("usr_1"), func() (*burncloud.User, error) { return db.User(ctx, "usr_1") })
		roundTrip(t, token("tok_1"), func() (*burncloud.AccessToken, error) { return db.Token(ctx, "tok_1") })
		roundTrip(t, price("pr_1"), func() (*burncloud.Price, error) { return db.Price(ctx, "pr_1") })
		mt := managementToken("mt_1")
		roundTrip(t, mt, func() (*burncloud.ManagementToken, error) { return db.ManagementTokenByHash(ctx, mt.Hash) })
		want := burncloud.Settings{MaxBodyBytes: 1, MaxAttempts: 2, RetentionDays: 3, MaxConcurrentCalls: 4, RollupRetentionDays: 5, AllowUnpriced: true, Record: burncloud.RecordAll, RecordOneIn: 6, RecordUsers: []burncloud.UserID{"usr_1"}, RecordMost: 7, RecordHours: 8, RecordSpace: 9}
		roundTrip(t, &want, func() (*burncloud.Settings, error) { s, err := db.Settings(ctx); return &s, err })

		c, err := db.LoadConfig(ctx)
		if err != nil {
			t.Fatal(err)
		}
		dflt, err := db.Group(ctx, burncloud.DefaultGroup)
		if err != nil {
			t.Fatal(err)
		}
		wantFull(t, c)
		same(t, "config", c, &burncloud.Config{
			Version:  c.Version,
			Channels: []burncloud.Channel{*channel("ch_1")}, Groups: []burncloud.ChannelGroup{*dflt, *group("vip")},
			Routes: []burncloud.ModelRoute{*route("rt_1")}, Tokens: []burncloud.AccessToken{*token("tok_1")},
			Users: []burncloud.User{*user("usr_1")}, Prices: []burncloud.Price{*price("pr_1")}, Settings: want,
		})
	})
}

func TestEmptyFieldsRoundTrip(t *testing.T) {
	onEach(t, func(t *testing.T, _ place, db *store.DB) {
		c := &burncloud.Channel{ID: "ch_0"}
		u := &burncloud.User{ID: "usr_0", Role: burncloud.RoleUser}
		tok := &burncloud.AccessToken{ID: "tok_0", UserID: "usr_0"}
		r := &burncloud.ModelRoute{ID: "rt_0"}
		p := &burncloud.Price{ID: "pr_0"}
		mt := &burncloud.ManagementToken{ID: "mt_0"}
		for _, err := range []error{
			db.SaveChannel(ctx, c), db.SaveUser(ctx, u), db.SaveToken(ctx, tok), db.SaveRoute(ctx, r),
			db.SavePrices(ctx, p), db.SaveManagementToken(ctx, mt),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		gotC, _ := db.Channel(ctx, "ch_0")
		gotU, _ := db.User(ctx, "usr_0")
		gotT, _ := db.Token(ctx, "tok_0")
		gotR, _ := db.Route(ctx, "rt_0")
		gotP, _ := db.Price(ctx, "pr_0")
		gotM, _ := db.ManagementTokenByHash(ctx, mt.Hash)
		same(t, "channel", gotC, c)
		same(t, "user", gotU, u)
		same(t, "token", gotT, tok)
		same(t, "route", gotR, r)
		same(t, "price", gotP, p)
		same(t, "management token", gotM, mt)
	})
}

func TestSaveReplaces(t *testing.T) {
	onEach(t, func(t *testing.T, _ place, db *store.DB) {
		fill(t, db)
		c := channel("ch_1")
		c.Name, c.Models, c.Groups, c.Tags, c.Enabled = "other", nil, []burncloud.GroupName{"default"}, nil, false
		r := route("rt_1")
		r.Group, r.Targets = "", r.Targets[1:]
		tok := token("tok_1")
		tok.Group, tok.Models, tok.ExpiresAt = "", nil, time.Time{}
		g := group("vip")
		g.Description, g.Multiplier = "", 0
		u := user("usr_1")
		u.Group, u.Role = "", burncloud.RoleAdmin
		for _, err := range []error{db.SaveChannel(ctx, c), db.SaveRoute(ctx, r), db.SaveToken(ctx, tok), db.SaveGroup(ctx, g), db.SaveUser(ctx, u)} {
			if err != nil {
				t.Fatal(err)
			}
		}
		got, err := db.LoadConfig(ctx)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "channels", got.Channels, []burncloud.Channel{*c})
		same(t, "routes", got.Routes, []burncloud.ModelRoute{*r})
		same(t, "tokens", got.Tokens, []burncloud.AccessToken{*tok})
		same(t, "group", got.Groups[1], *g)
		same(t, "users", got.Users, []burncloud.User{*u})
	})
}

func TestKeysAreWriteOnly(t *testing.T) {
	onEach(t, func(t *testing.T, _ place, db *store.DB) {
		fill(t, db)
		c := channel("ch_1")
		c.Keys = []burncloud.ChannelKey{{ID: "key_1ch_1", Enabled: true}, {ID: "key_3", Value: "new value"}}
		if err := db.SaveChannel(ctx, c); err != nil {
			t.Fatal(err)
		}
		got, err := db.Channel(ctx, "ch_1")
		if err != nil {
			t.Fatal(err)
		}
		same(t, "keys", got.Keys, []burncloud.ChannelKey{{ID: "key_1ch_1", Value: plainKey + "-second", Enabled: true}, {ID: "key_3", Value: "new value"}})
		other := channel("ch_2")
		other.Keys = []burncloud.ChannelKey{{ID: "key_3"}}
		wantError(t, "key of another channel", db.SaveChannel(ctx, other), burncloud.KindInvalid, "keys key 1 has no value")
		other.Keys = []burncloud.ChannelKey{{ID: "key_3", Value: "x"}}
		wantError(t, "key ID of another channel", db.SaveChannel(ctx, other), burncloud.KindConflict, "")
	})
}

func TestRefusals(t *testing.T) {
	onEach(t, func(t *testing.T, _ place, db *store.DB) {
		fill(t, db)
		badGroups := channel("ch_2")
		badGroups.Groups = []burncloud.GroupName{"default", "nope"}
		twice := channel("ch_2")
		twice.Groups = []burncloud.GroupName{"default", "default"}
		badTarget := route("rt_2")
		badTarget.Targets[1].ChannelID = "ch_nope"
		sameRoute := route("rt_2")
		sameRoute.Model = route("rt_1").Model
		badUser := token("tok_2")
		badUser.UserID = "usr_nope"
		sameHash := token("tok_2")
		sameHash.Hash = token("tok_1").Hash
		sameName := user("usr_2")
		sameName.Username = strings.ToUpper(user("usr_1").Username)
		badGroup := user("usr_2")
		badGroup.Group = "nope"
		for _, x := range []struct {
			what string
			err  error
			kind burncloud.Kind
			part string
		}{
			{"channel in no group", db.SaveChannel(ctx, badGroups), burncloud.KindInvalid, `groups there is no "nope"`},
			{"channel twice in a group", db.SaveChannel(ctx, twice), burncloud.KindInvalid, `groups "default" is named twice`},
			{"route to no channel", db.SaveRoute(ctx, badTarget), burncloud.KindInvalid, `targets there is no "ch_nope"`},
			{"second route", db.SaveRoute(ctx, sameRoute), burncloud.KindConflict, "model route rt_1"},
			{"token of nobody", db.SaveToken(ctx, badUser), burncloud.KindInvalid, "user_id"},
			{"hash taken", db.SaveToken(ctx, sameHash), burncloud.KindConflict, ""},
			{"name taken", db.SaveUser(ctx, sameName), burncloud.KindConflict, "username user usr_1"},
			{"user in no group", db.SaveUser(ctx, badGroup), burncloud.KindInvalid, "group there"},
			{"price again", db.SavePrices(ctx, price("pr_1")), burncloud.KindConflict, ""},
			{"management token of nobody", db.SaveManagementToken(ctx, &burncloud.ManagementToken{ID: "mt_2", UserID: "usr_nope"}), burncloud.KindInvalid, "user_id"},
			{"password of nobody", db.SavePassword(ctx, "usr_nope", "x"), burncloud.KindInvalid, "user_id"},
			{"default group", db.DeleteGroup(ctx, "default"), burncloud.KindConflict, "default"},
			{"group of a channel", db.DeleteGroup(ctx, "vip"), burncloud.KindConflict, "channels ch_1"},
			{"channel of a route", db.DeleteChannel(ctx, "ch_1"), burncloud.KindConflict, "routes rt_1"},
			{"user of a token", db.DeleteUser(ctx, "usr_1"), burncloud.KindConflict, "tokens tok_1"},
			{"no group", db.DeleteGroup(ctx, "nope"), burncloud.KindNotFound, "nope"},
			{"no channel", db.DeleteChannel(ctx, "nope"), burncloud.KindNotFound, "nope"},
			{"no route", db.DeleteRoute(ctx, "nope"), burncloud.KindNotFound, "nope"},
			{"no token", db.DeleteToken(ctx, "nope"), burncloud.KindNotFound, "nope"},
			{"no user", db.DeleteUser(ctx, "nope"), burncloud.KindNotFound, "nope"},
			{"no management token", db.DeleteManagementToken(ctx, "nope"), burncloud.KindNotFound, "nope"},
		} {
			wantError(t, x.what, x.err, x.kind, x.part)
		}
		_, err := db.Channel(ctx, "ch_2")
		wantError(t, "refused channel", err, burncloud.KindNotFound, "ch_2")
	})
}

func TestConflictNamesFiveAndCounts(t *testing.T) {
	onEach(t, func(t *testing.T, _ place, db *store.DB) {
		fill(t, db)
		for i := range 7 {
			if err := db.SaveToken(ctx, token(burncloud.TokenID(fmt.Sprintf("tok_2%d", i)))); err != nil {
				t.Fatal(err)
			}
		}
		wantError(t, "user", db.DeleteUser(ctx, "usr_1"), burncloud.KindConflict, "tok_1, tok_20, tok_21, tok_22, tok_23 and 3 more")
	})
}

func TestDeletingInOrderEmptiesTheConfig(t *testing.T) {
	onEach(t, func(t *testing.T, p place, db *store.DB) {
		fill(t, db)
		if err := db.SavePassword(ctx, "usr_1", "encoded"); err != nil {
			t.Fatal(err)
		}
		if got, err := db.Password(ctx, "usr_1"); got != "encoded" || err != nil {
			t.Errorf("password: got %q, %v", got, err)
		}
		for i, err := range []error{
			db.DeleteRoute(ctx, "rt_1"), db.DeleteChannel(ctx, "ch_1"), db.DeleteToken(ctx, "tok_1"),
			db.DeleteUser(ctx, "usr_1"), db.DeleteGroup(ctx, "vip"),
		} {
			if err != nil {
				t.Errorf("delete %d: %v", i, err)
			}
		}
		c, err := db.LoadConfig(ctx)
		if err != nil || len(c.Channels)+len(c.Routes)+len(c.Tokens)+len(c.Users) != 0 || len(c.Groups) != 1 {
			t.Errorf("got %+v, %v", c, err)
		}
		if got, err := db.Password(ctx, "usr_1"); got != "" || err != nil {
			t.Errorf("password of a deleted user: got %q, %v", got, err)
		}
		_, err = db.ManagementTokenByHash(ctx, managementToken("mt_1").Hash)
		wantError(t, "management token of a deleted user", err, burncloud.KindNotFound, "")
		var left int
		if err := p.raw().QueryRow(`SELECT (SELECT COUNT(*) FROM channel_keys) + (SELECT COUNT(*) FROM channel_groups) + (SELECT COUNT(*) FROM route_targets)`).Scan(&left); err != nil || left != 0 {
			t.Errorf("%d rows left, %v", left, err)
		}
	})
}

func TestPages(t *testing.T) {
	onEach(t, func(t *testing.T, _ place, db *store.DB) {
		fill(t, db)
		for i := range 11 {
			c := channel(burncloud.ChannelID(fmt.Sprintf("ch_2%02d", i)))
			c.Name = []string{"100%", "a_b", `back\slash`, "Ünï"}[i%4]
			if err := db.SaveChannel(ctx, c); err != nil {
				t.Fatal(err)
			}
		}
		var got []burncloud.ChannelID
		p := burncloud.Page{Limit: 5}
		for pages := 0; pages == 0 || p.Cursor != ""; pages++ {
			items, next, err := db.Channels(ctx, p)
			if err != nil || len(items) > 5 || pages > 3 {
				t.Fatalf("page %d of %d, %v", pages, len(items), err)
			}
			for _, c := range items {
				got = append(got, c.ID)
				if len(c.Keys) != 2 || len(c.Groups) != 2 || c.Keys[0].Value != plainKey {
					t.Errorf("%s came with keys %v and groups %v", c.ID, c.Keys, c.Groups)
				}
			}
			p.Cursor = next
		}
		if len(got) != 12 || got[0] != "ch_1" || got[11] != "ch_210" {
			t.Errorf("got %v", got)
		}
		for _, x := range []struct {
			query string
			want  int
		}{{"", 12}, {"NAME OF", 1}, {"%", 3}, {"_", 4}, {`\`, 3}, {"Ünï", 2}, {"a_b", 3}, {"' OR 1=1 --", 0}} {
			items, next, err := db.Channels(ctx, burncloud.Page{Query: x.query})
			// ch_1's name has an underscore too.
			if err != nil || next != "" || len(items) != x.want {
				t.Errorf("query %q: got %d, %v, want %d", x.query, len(items), err, x.want)
			}
		}
		_, _, err := db.Tokens(ctx, burncloud.Page{Cursor: "%"})
		wantError(t, "cursor", err, burncloud.KindInvalid, "cursor")
		for what, err := range map[string]error{
			"groups": only(db.Groups(ctx, burncloud.Page{})), "routes": only(db.Routes(ctx, burncloud.Page{})),
			"tokens": only(db.Tokens(ctx, burncloud.Page{})), "users": only(db.Users(ctx, burncloud.Page{Query: "E@EXAMPLE"})),
			"prices": only(db.Prices(ctx, burncloud.Page{})), "management tokens": only(db.ManagementTokens(ctx, "", burncloud.Page{})),
		} {
			if err != nil {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}

// only wants a page that is not empty and the last.
func only[T any](items []T, next string, err error) error {
	if err == nil && (len(items) == 0 || next != "") {
		return fmt.Errorf("got %d items and next %q", len(items), next)
	}
	return err
}
