package admin_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/burncloud/burncloud/internal/secret"
)

func TestSetup(t *testing.T) {
	w := newWorld(t)
	token, err := w.admin.NewSetupToken(t.Context())
	if err != nil || token == "" {
		t.Fatal(token, err)
	}
	if a := w.send("", "GET", "/setup?token="+token, ""); a.status != 200 || !strings.Contains(a.body, "<script") {
		t.Errorf("page: %d %s", a.status, a.body)
	}
	good := `{"token":"` + token + `","username":"lin","password":"correct horse battery"}`
	for _, c := range []struct {
		body string
		want int
	}{
		{`{"token":"` + secret.NewKey("set-") + `","username":"lin","password":"correct horse battery"}`, 401},
		{`{"token":"x","username":"lin","password":"correct horse battery"}`, 401},
		{`{"token":"` + token + `","username":"lin","password":"short"}`, 422},
		{`{"token":"` + token + `","username":"l n","password":"correct horse battery"}`, 422},
		{`{"token":"` + token + `","username":"lin"}`, 422},
		{good, 201},
		{good, 410},
	} {
		a := w.send("", "POST", "/api/setup", c.body)
		if a.status != c.want {
			t.Errorf("%s = %d %s, want %d", c.body, a.status, a.body, c.want)
		}
		if a.status != http.StatusCreated {
			continue
		}
		mt := a.object["management_token"].(string)
		w.has(a.object["user"].(map[string]any), `{"username":"lin","role":"admin","enabled":true}`)
		if a := w.send(mt, "POST", "/api/users", `{"username":"next"}`); a.status != 201 {
			t.Errorf("the management token of the set-up gets %d %s", a.status, a.body)
		}
	}
	if a := w.send("", "GET", "/setup?token="+token, ""); a.status != http.StatusGone || !strings.Contains(a.body, "<script") {
		t.Errorf("the page afterwards: %d %s", a.status, a.body)
	}
	for _, step := range []string{"channel", "call", "done"} { // which follow the account
		if a := w.send("", "GET", "/setup?step="+step, ""); a.status != 200 || !strings.Contains(a.body, "<script") {
			t.Errorf("the step %s: %d %s", step, a.status, a.body)
		}
	}
	if token, err := w.admin.NewSetupToken(t.Context()); token != "" || err != nil {
		t.Errorf("a set-up token when there is an admin: %q %v", token, err)
	}
	users := list(w.do(200, "GET", "/api/users?q=lin", "")["items"])
	encoded, err := w.db.Password(t.Context(), "")
	if err != nil || encoded != "" || len(users) != 1 {
		t.Errorf("%v %v %v", users, encoded, err)
	}
	for _, body := range append(w.seen, w.log.String()) {
		if strings.Contains(body, "correct horse") || strings.Contains(body, token) {
			t.Errorf("a secret is in %s", body)
		}
	}
}

func TestSetupTokenExpiresAndIsReplaced(t *testing.T) {
	w := newWorld(t)
	first, _ := w.admin.NewSetupToken(t.Context())
	second, _ := w.admin.NewSetupToken(t.Context())
	body := func(token string) string {
		return `{"token":"` + token + `","username":"lin","password":"correct horse battery"}`
	}
	if a := w.send("", "POST", "/api/setup", body(first)); a.status != 401 {
		t.Errorf("the replaced token gets %d", a.status)
	}
	w.mu.Lock()
	w.now = w.now.Add(31 * time.Minute)
	w.mu.Unlock()
	if a := w.send("", "POST", "/api/setup", body(second)); a.status != 401 {
		t.Errorf("the expired token gets %d", a.status)
	}
}

func TestSetupIsOverOnceTheBootstrapTokenNeedsAnOwner(t *testing.T) {
	w := newWorld(t)
	token, _ := w.admin.NewSetupToken(t.Context())
	w.do(201, "POST", "/api/tokens", `{"name":"ci"}`)
	if a := w.send("", "POST", "/api/setup", `{"token":"`+token+`","username":"lin","password":"correct horse battery"}`); a.status != http.StatusGone {
		t.Errorf("= %d %s", a.status, a.body)
	}
}

func TestPages(t *testing.T) {
	w := newWorld(t)
	if a := w.send("", "GET", "/console/", ""); a.status != http.StatusFound || a.header.Get("Location") != "/" {
		t.Errorf("/console/ = %d %v", a.status, a.header)
	}
	for _, path := range []string{"/", "/login", "/channels/ch_1"} {
		if a := w.send("", "GET", path, ""); a.status != 200 || !strings.Contains(a.header.Get("Content-Security-Policy"), "default-src 'self'") {
			t.Errorf("%s = %d %v", path, a.status, a.header)
		}
	}
	if a := w.send("", "GET", "/elsewhere", ""); a.status != 404 {
		t.Errorf("/elsewhere = %d", a.status)
	}
}
