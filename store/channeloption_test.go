package store_test

import (
	"strings"
	"testing"

	"github.com/burncloud/burncloud/store"
)

// TestCredentialsAmongOptionsAreSealed: who has a copy of the database has no header's credential and no proxy's password;
// what an operator writes by hand is taken as it is.
func TestCredentialsAmongOptionsAreSealed(t *testing.T) {
	onEach(t, func(t *testing.T, p place, db *store.DB) {
		fill(t, db)
		c := channel("ch_1")
		c.Options.Headers = map[string]string{"X-Relay-Token": "header-canary", "X-Plain": "shown"}
		c.Options.ProxyURL = "http://user:proxy-canary@127.0.0.1:1"
		if err := db.SaveChannel(ctx, c); err != nil {
			t.Fatal(err)
		}
		var stored string
		if err := p.raw().QueryRow(`SELECT options FROM channels WHERE id = 'ch_1'`).Scan(&stored); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(stored, "canary") || !strings.Contains(stored, "shown") {
			t.Errorf("stored %s", stored)
		}
		got, err := db.Channel(ctx, "ch_1")
		if err != nil || got.Options.Headers["X-Relay-Token"] != "header-canary" || got.Options.ProxyURL != c.Options.ProxyURL {
			t.Errorf("read back %+v, %v", got, err)
		}
		for _, tt := range []struct{ options, fault string }{
			{`{"proxy_url":"http://u:p@h"}`, ""},
			{`{"proxy_url":"sealed:!"}`, "proxy_url does not open: it is not base64"},
			{`{"headers":{"X-Token":"sealed:AAAA"}}`, "header X-Token does not open"},
		} {
			if _, err := p.raw().Exec(`UPDATE channels SET options = $1 WHERE id = 'ch_1'`, tt.options); err != nil {
				t.Fatal(err)
			}
			if _, err := db.Channel(ctx, "ch_1"); (err == nil) != (tt.fault == "") || err != nil && !strings.Contains(err.Error(), tt.fault) {
				t.Errorf("%s: %v", tt.options, err)
			}
		}
	})
}
