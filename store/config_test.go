package store_test

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/secret"
	"github.com/burncloud/burncloud/store"
)

func TestVersionGrows(t *testing.T) {
	onEach(t, func(t *testing.T, p place, db *store.DB) {
		fill(t, db)
		version := func() int64 {
			v, err := db.ConfigVersion(ctx)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		raw := func(statement string) func() error {
			return func() error { _, err := p.raw().Exec(statement); return err }
		}
		for _, x := range []struct {
			what  string
			do    func() error
			grows bool
		}{
			{"SaveGroup", func() error { return db.SaveGroup(ctx, group("g2")) }, true},
			{"SaveChannel", func() error { return db.SaveChannel(ctx, channel("ch_1")) }, true},
			{"SaveRoute", func() error { return db.SaveRoute(ctx, route("rt_1")) }, true},
			{"SaveUser", func() error { return db.SaveUser(ctx, user("usr_1")) }, true},
			{"SaveToken", func() error { return db.SaveToken(ctx, token("tok_1")) }, true},
			{"SavePrices", func() error { return db.SavePrices(ctx, price("pr_2")) }, true},
			{"SaveSettings", func() error { return db.SaveSettings(ctx, burncloud.Settings{}) }, true},
			{"DeleteToken", func() error { return db.DeleteToken(ctx, "tok_1") }, true},
			{"edited channel", raw(`UPDATE channels SET weight = 3`), true},
			{"edited key", raw(`UPDATE channel_keys SET enabled = FALSE`), true},
			{"edited membership", raw(`DELETE FROM channel_groups WHERE group_name = 'vip'`), true},
			{"edited group", raw(`UPDATE groups SET multiplier_ppm = 2`), true},
			{"edited route", raw(`UPDATE routes SET strategy = 'weighted'`), true},
			{"edited target", raw(`UPDATE route_targets SET weight = NULL`), true},
			{"edited user", raw(`UPDATE users SET enabled = FALSE`), true},
			{"edited settings", raw(`UPDATE settings SET document = '{"max_attempts":4}'`), true},
			{"inserted price", raw(`INSERT INTO prices (id, model, input_pico, output_pico, per_call_nano, tiers, effective_us, created_us) SELECT 'pr_3', model, 1, 1, 1, tiers, 1, 1 FROM prices WHERE id = 'pr_1'`), true},
			{"Post", func() error { return db.Post(ctx, &burncloud.Batch{UpTo: 1, Calls: records(t, 1, callsUpTo(1, 1))}) }, false},
			{"SavePassword", func() error { return db.SavePassword(ctx, "usr_1", "x") }, false},
			{"SaveManagementToken", func() error { return db.SaveManagementToken(ctx, managementToken("mt_1")) }, false},
			{"SaveSetup", func() error { return db.SaveSetup(ctx, burncloud.TokenHash{}, now, "") }, false},
			{"refused write", func() error { _ = db.DeleteChannel(ctx, "ch_1"); return nil }, false},
			{"LoadConfig", func() error { _, err := db.LoadConfig(ctx); return err }, false},
		} {
			before := version()
			if err := x.do(); err != nil {
				t.Errorf("%s: %v", x.what, err)
			}
			if got := version() > before; got != x.grows {
				t.Errorf("%s: version grew: %v, want %v", x.what, got, x.grows)
			}
		}
		c, err := db.LoadConfig(ctx)
		if err != nil || c.Version != version() || c.Channels[0].Weight != 3 {
			t.Errorf("got %+v, %v", c, err)
		}
	})
}

func TestPricesAndDefaultGroupAreImmutable(t *testing.T) {
	onEach(t, func(t *testing.T, p place, db *store.DB) {
		fill(t, db)
		for _, s := range []string{`UPDATE prices SET input_pico = 0`, `DELETE FROM prices`, `DELETE FROM groups WHERE name = 'default'`} {
			if _, err := p.raw().Exec(s); err == nil {
				t.Errorf("%s: was done", s)
			}
		}
		got, err := db.Price(ctx, "pr_1")
		if err != nil {
			t.Fatal(err)
		}
		same(t, "price", got, price("pr_1"))
	})
}

func TestEditedRowsAreNamed(t *testing.T) {
	edits := []struct{ edit, field string }{
		{`UPDATE channels SET options = '{"headers":"sk-plain' WHERE id = 'ch_1'`, "channels[ch_1].options"},
		{`UPDATE channels SET options = '{"headers":123456789012}' WHERE id = 'ch_1'`, "channels[ch_1].options"},
		{`UPDATE channels SET models = 'm1,m2' WHERE id = 'ch_1'`, "channels[ch_1].models"},
		{`UPDATE channels SET models = '' WHERE id = 'ch_1'`, "channels[ch_1].models"},
		{`UPDATE channels SET model_mapping = '[1]' WHERE id = 'ch_1'`, "channels[ch_1].model_mapping"},
		{`UPDATE channels SET tags = '{"a":1}' WHERE id = 'ch_1'`, "channels[ch_1].tags"},
		{`UPDATE channels SET weight = 'sk-plain' WHERE id = 'ch_1'`, "channels[ch_1].weight"},
		{`UPDATE channels SET weight = 1.5 WHERE id = 'ch_1'`, "channels[ch_1].weight"},
		{`UPDATE channels SET enabled = 'yes' WHERE id = 'ch_1'`, "channels[ch_1].enabled"},
		{`UPDATE channels SET enabled = 2 WHERE id = 'ch_1'`, "channels[ch_1].enabled"},
		{`UPDATE channels SET created_us = '2026-01-01' WHERE id = 'ch_1'`, "channels[ch_1].created_us"},
		{`UPDATE channels SET name = 7.5 WHERE id = 'ch_1'`, ""}, // text affinity makes it text
		{`UPDATE channel_keys SET ciphertext = 'sk-plain-key' WHERE id = 'key_1ch_1'`, "channel_keys[key_1ch_1].ciphertext"},
		{`UPDATE channel_keys SET ciphertext = 'AAAA' WHERE id = 'key_1ch_1'`, "channel_keys[key_1ch_1].ciphertext"},
		{`UPDATE channel_keys SET ciphertext = '' WHERE id = 'key_1ch_1'`, "channel_keys[key_1ch_1].ciphertext"},
		{`UPDATE channel_keys SET channel_id = 'ch_2' WHERE id = 'key_1ch_1'`, "channel_keys[key_1ch_1].ciphertext"},
		{`UPDATE groups SET multiplier_ppm = 'x' WHERE name = 'vip'`, "groups[vip].multiplier_ppm"},
		{`UPDATE routes SET strategy = 'best' WHERE id = 'rt_1'`, "routes[rt_1].strategy"},
		{`UPDATE route_targets SET weight = 'x' WHERE route_id = 'rt_1'`, "route_targets[rt_1].weight"},
		{`UPDATE users SET role = 'root' WHERE id = 'usr_1'`, "users[usr_1].role"},
		{`UPDATE users SET role = '' WHERE id = 'usr_1'`, "users[usr_1].role"},
		{`UPDATE tokens SET hash = 'sk-plain' WHERE id = 'tok_1'`, "tokens[tok_1].hash"},
		{`UPDATE tokens SET hash = hash || 'ab' WHERE id = 'tok_1'`, "tokens[tok_1].hash"},
		{`UPDATE tokens SET allowed_cidrs = '["10.0.0.0/33"]' WHERE id = 'tok_1'`, "tokens[tok_1].allowed_cidrs"},
		{`UPDATE tokens SET expires_us = 'never' WHERE id = 'tok_1'`, "tokens[tok_1].expires_us"},
		{`UPDATE settings SET document = 'max_attempts: 3'`, "settings[1].document"},
	}
	onEach(t, func(t *testing.T, p place, db *store.DB) {
		fill(t, db)
		for _, x := range edits {
			p.exec(t, `INSERT INTO channels SELECT 'ch_2', name, provider, base_url, '[]', '{}', 0, 0, FALSE, '{}', '{}', '[]', 0, 0 FROM channels WHERE id = 'ch_1'`)
			p.exec(t, x.edit)
			c, err := db.LoadConfig(ctx)
			var faults burncloud.Faults
			if x.field == "" && err != nil {
				t.Errorf("%s: %v", x.edit, err)
			}
			if x.field != "" && (!errors.As(err, &faults) || c != nil || faults[0].Field != x.field) {
				t.Errorf("%s: got %+v, %v, want a fault of %s", x.edit, c, err, x.field)
			}
			if err != nil && (strings.Contains(err.Error(), "sk-plain") || strings.Contains(err.Error(), "123456789012")) {
				t.Errorf("%s: the error tells the value: %v", x.edit, err)
			}
			// What can be edited can be mended by saving it again.
			for _, err := range []error{
				db.DeleteChannel(ctx, "ch_2"), db.SaveChannel(ctx, channel("ch_1")), db.SaveGroup(ctx, group("vip")),
				db.SaveRoute(ctx, route("rt_1")), db.SaveUser(ctx, user("usr_1")), db.SaveToken(ctx, token("tok_1")),
				db.SaveSettings(ctx, burncloud.Settings{}), second(db.LoadConfig(ctx)),
			} {
				if err != nil {
					t.Fatalf("%s: mending: %v", x.edit, err)
				}
			}
		}
	})
}

func TestEveryFaultIsListed(t *testing.T) {
	onEach(t, func(t *testing.T, p place, db *store.DB) {
		fill(t, db)
		p.exec(t, `UPDATE channels SET options = 'x', weight = 'x'`, `UPDATE users SET role = 'x'`)
		_, err := db.LoadConfig(ctx)
		var faults burncloud.Faults
		if errors.As(err, &faults); len(faults) != 3 {
			t.Errorf("got %v", err)
		}
		for what, err := range map[string]error{
			"channel": second(db.Channel(ctx, "ch_1")), "channels": only(db.Channels(ctx, burncloud.Page{})),
			"user": second(db.User(ctx, "usr_1")), "users": only(db.Users(ctx, burncloud.Page{})),
		} {
			if !errors.As(err, &faults) {
				t.Errorf("%s: got %v", what, err)
			}
		}
	})
}

func second[T any](_ T, err error) error { return err }

func TestOtherMasterKeyIsTold(t *testing.T) {
	onEach(t, func(t *testing.T, p place, db *store.DB) {
		fill(t, db)
		other := p.mustOpen(t, store.Options{Keyring: newKeyring(t, strings.Repeat("x", 32)), Check: func(*burncloud.Config) error { return nil }})
		_, err := other.LoadConfig(ctx)
		var faults burncloud.Faults
		if !errors.As(err, &faults) || len(faults) != 3 || !strings.Contains(err.Error(), "of channel ch_1 does not open: sealed under another master key") {
			t.Errorf("got %v", err)
		}
		// Keys are replaced one at a time, although the configuration does not load in between.
		c := channel("ch_1")
		c.Keys[1].Value = ""
		if err := other.SaveChannel(ctx, c); err != nil {
			t.Errorf("mending the first of two: %v", err)
		}
		if _, err := other.LoadConfig(ctx); !errors.As(err, &faults) || len(faults) != 1 {
			t.Errorf("after the first: got %v", err)
		}
		if err := other.SaveChannel(ctx, channel("ch_1")); err != nil {
			t.Errorf("mending the second: %v", err)
		}
		if _, err := other.LoadConfig(ctx); err != nil {
			t.Error(err)
		}
		// A broken configuration does not let new faults in.
		p.exec(t, `UPDATE users SET role = 'x'`)
		u := user("usr_2")
		u.Role = "y"
		if err := other.SaveUser(ctx, u); !errors.As(err, &faults) || len(faults) != 1 || faults[0].Field != "users[usr_2].role" {
			t.Errorf("new fault beside an old one: got %v", err)
		}
	})
}

func TestCheckRefusesAndNothingIsLeft(t *testing.T) {
	onEach(t, func(t *testing.T, p place, plain *store.DB) {
		fill(t, plain)
		setup := secret.Hash("setup")
		for _, err := range []error{
			plain.SaveChannel(ctx, channel("ch_2")), plain.SaveGroup(ctx, group("g2")), plain.SaveUser(ctx, user("usr_2")),
			plain.SaveSetup(ctx, setup, now.Add(time.Hour), ""),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		want := burncloud.Faults{{Field: "channels[ch_1].base_url", Message: "is bad"}}
		var seen *burncloud.Config
		db := p.mustOpen(t, store.Options{Check: func(c *burncloud.Config) error { seen = c; return want }})
		before, err := db.LoadConfig(ctx)
		if err != nil {
			t.Fatal(err)
		}
		c := channel("ch_1")
		c.Name, c.Keys, c.Groups = "changed", nil, nil
		admin := user("usr_8")
		admin.Role = burncloud.RoleAdmin
		for what, write := range map[string]func() error{
			"SaveChannel":   func() error { return db.SaveChannel(ctx, c) },
			"SaveGroup":     func() error { return db.SaveGroup(ctx, group("g9")) },
			"SaveRoute":     func() error { return db.SaveRoute(ctx, route("rt_9")) },
			"SaveToken":     func() error { return db.SaveToken(ctx, token("tok_9")) },
			"SaveUser":      func() error { return db.SaveUser(ctx, user("usr_9")) },
			"SavePrices":    func() error { return db.SavePrices(ctx, price("pr_9")) },
			"SaveSettings":  func() error { return db.SaveSettings(ctx, burncloud.Settings{MaxAttempts: 9}) },
			"DeleteToken":   func() error { return db.DeleteToken(ctx, "tok_1") },
			"DeleteRoute":   func() error { return db.DeleteRoute(ctx, "rt_1") },
			"DeleteChannel": func() error { return db.DeleteChannel(ctx, "ch_2") },
			"DeleteGroup":   func() error { return db.DeleteGroup(ctx, "g2") },
			"DeleteUser":    func() error { return db.DeleteUser(ctx, "usr_2") },
			"ConsumeSetup":  func() error { return db.ConsumeSetup(ctx, setup, admin, "x", managementToken("mt_9")) },
		} {
			seen = nil
			var got burncloud.Faults
			if err := write(); !errors.As(err, &got) || got[0] != want[0] || seen == nil {
				t.Errorf("%s: got %v", what, err)
			}
		}
		if err := db.SaveChannel(ctx, c); err == nil || seen.Channels[0].Name != "changed" || seen.Version <= before.Version {
			t.Errorf("the check saw %+v", seen)
		}
		after, err := db.LoadConfig(ctx)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "config", after, before)
		if err := plain.ConsumeSetup(ctx, setup, admin, "x", managementToken("mt_9")); err != nil {
			t.Errorf("the refused set-up used its token up: %v", err)
		}
	})
}

func TestSecretsAreNotInTheFiles(t *testing.T) {
	onEach(t, func(t *testing.T, p place, db *store.DB) {
		fill(t, db)
		key := secret.NewKey("sk-")
		tok := token("tok_2")
		tok.Hash = secret.Hash(key)
		if err := db.SaveToken(ctx, tok); err != nil {
			t.Fatal(err)
		}
		var all []byte
		files, err := filepath.Glob(filepath.Join(p.dir, "*"))
		if err != nil || len(files) == 0 {
			t.Fatal(files, err)
		}
		for _, f := range files {
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			if info, _ := os.Stat(f); info.Mode().Perm() != 0o600 {
				t.Errorf("%s has mode %o", f, info.Mode().Perm())
			}
			all = append(all, b...)
		}
		if !strings.Contains(string(all), "Name of ch_1") {
			t.Fatal("the files do not hold the channel: the test looks in the wrong place")
		}
		for _, s := range []string{plainKey, hex.EncodeToString([]byte(plainKey)), key} {
			if strings.Contains(string(all), s) {
				t.Errorf("%q is in the files", s)
			}
		}
	})
}

func TestOneSetupWins(t *testing.T) {
	onEach(t, func(t *testing.T, p place, db *store.DB) {
		if needs, err := db.NeedsSetup(ctx); !needs || err != nil {
			t.Fatalf("empty: got %v, %v", needs, err)
		}
		admin := func(i int) (*burncloud.User, *burncloud.ManagementToken) {
			u := &burncloud.User{ID: burncloud.UserID(fmt.Sprintf("usr_%d", i)), Username: fmt.Sprint("admin", i), Role: burncloud.RoleAdmin}
			id := fmt.Sprintf("mt_%d", i)
			return u, &burncloud.ManagementToken{ID: burncloud.ManagementID(id), UserID: u.ID, Hash: secret.Hash(id)}
		}
		consume := func(i int, hash burncloud.TokenHash) error {
			u, mt := admin(i)
			return db.ConsumeSetup(ctx, hash, u, "encoded", mt)
		}
		old, expired, good := secret.Hash("old"), secret.Hash("expired"), secret.Hash("good")
		save := func(h burncloud.TokenHash, expires time.Time) {
			if err := db.SaveSetup(ctx, h, expires, ""); err != nil {
				t.Fatal(err)
			}
		}
		save(old, now.Add(time.Hour))
		save(expired, now)
		wantError(t, "replaced token", consume(0, old), burncloud.KindNotFound, "")
		wantError(t, "expired token", consume(0, expired), burncloud.KindNotFound, "")
		save(good, now.Add(time.Hour))
		u, mt := admin(0)
		u.Role = burncloud.RoleUser
		wantError(t, "no admin", db.ConsumeSetup(ctx, good, u, "x", mt), burncloud.KindInvalid, "role")

		var wg sync.WaitGroup
		errs := make([]error, 16)
		for i := range errs {
			wg.Go(func() { errs[i] = consume(i, good) })
		}
		wg.Wait()
		won := -1
		for i, err := range errs {
			if err == nil && won >= 0 {
				t.Errorf("%d and %d won", won, i)
			}
			if err == nil {
				won = i
				continue
			}
			wantError(t, "loser", err, burncloud.KindConflict, "")
		}
		if won < 0 {
			t.Fatal("nobody won")
		}
		wantError(t, "later", consume(17, good), burncloud.KindConflict, "")
		c, err := db.LoadConfig(ctx)
		u, mt = admin(won)
		if err != nil || len(c.Users) != 1 || c.Users[0] != *u {
			t.Errorf("users %+v, %v", c.Users, err)
		}
		if got, err := db.ManagementTokenByHash(ctx, mt.Hash); err != nil || !reflect.DeepEqual(got, mt) {
			t.Errorf("management token %+v, %v", got, err)
		}
		if needs, err := db.NeedsSetup(ctx); needs || err != nil {
			t.Errorf("after: got %v, %v", needs, err)
		}
	})
}

// TestReadersNeverWait writes from one side, reads from several, and edits from a second connection.
func TestReadersNeverWait(t *testing.T) {
	onEach(t, func(t *testing.T, p place, _ *store.DB) {
		db := p.mustOpen(t, store.Options{Check: func(*burncloud.Config) error { return nil }})
		fill(t, db)
		raw := p.raw()
		end, stop := context.WithTimeout(ctx, 1500*time.Millisecond)
		defer stop()
		var wg sync.WaitGroup
		loop := func(what string, f func(i int) error) {
			wg.Go(func() {
				for i := 0; end.Err() == nil; i++ {
					if err := f(i); err != nil {
						t.Errorf("%s %d: %v", what, i, err)
						return
					}
				}
			})
		}
		loop("save", func(int) error { return db.SaveChannel(ctx, channel("ch_1")) })
		loop("save user", func(i int) error { return db.SaveUser(ctx, user(burncloud.UserID(fmt.Sprint("usr_", i%9)))) })
		loop("post", func(i int) error {
			return db.Post(ctx, &burncloud.Batch{UpTo: uint64(i + 1), Calls: records(t, uint64(i+1), callsUpTo(i, i))})
		})
		loop("edit", func(i int) error { _, err := raw.Exec(`UPDATE channels SET weight = $1`, i); return err })
		for range 6 {
			loop("load", func(int) error {
				c, err := db.LoadConfig(ctx)
				if err == nil && (len(c.Channels[0].Keys) != 2 || len(c.Channels[0].Groups) != 2) {
					return fmt.Errorf("half a channel: %+v", c.Channels[0])
				}
				return err
			})
		}
		loop("calls", func(int) error { return second(db.TokenUse(ctx, []burncloud.TokenID{"tok_1"})) })
		wg.Wait()
	})
}

func TestNewerDatabaseIsRefused(t *testing.T) {
	onEach(t, func(t *testing.T, p place, _ *store.DB) {
		p.exec(t, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, TRUE)`)
		_, err := p.open(store.Options{Keyring: newKeyring(t, strings.Repeat("x", 32)), Now: func() time.Time { return now }})
		if err == nil || !strings.Contains(err.Error(), "999") {
			t.Errorf("got %v", err)
		}
	})
}

func TestCancelledWriteLeavesTheDatabaseUsable(t *testing.T) {
	onEach(t, func(t *testing.T, _ place, db *store.DB) {
		fill(t, db)
		gone, cancel := context.WithCancel(ctx)
		cancel()
		if err := db.SaveGroup(gone, group("g9")); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		if err := db.SaveGroup(ctx, group("g9")); err != nil {
			t.Error(err)
		}
	})
}
