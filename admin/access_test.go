package admin_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/secret"
)

// operations lists every method and path of the OpenAPI document.
func (w *world) operations() [][2]string {
	w.t.Helper()
	var doc struct {
		Paths map[string]map[string]json.RawMessage `json:"paths"`
	}
	if err := json.Unmarshal([]byte(w.send(bootstrap, "GET", "/api/openapi.json", "").body), &doc); err != nil {
		w.t.Fatal(err)
	}
	w.admin.Hub.Close() // or the stream of events would not end
	var out [][2]string
	for path, methods := range doc.Paths {
		for method := range methods {
			out = append(out, [2]string{strings.ToUpper(method), strings.ReplaceAll(path, "{id}", "x")})
		}
	}
	return out
}

// absent are the paths that are answered although they are not in the document.
var absent = [][2]string{
	{"GET", "/api/openapi.json"},
	{"GET", "/api/nothing"},
	{"TRACE", "/api/channels"},
	{"GET", "/api/../api/channels"},
	{"POST", "/api/users/x/credit"},
	{"POST", "/api/users/x/reset-password"},
	{"GET", "/api/redemptions"},
	{"POST", "/api/redemptions"},
	{"GET", "/api/audit"},
	{"POST", "/api/session"},
	{"GET", "/api/me/tokens"},
	{"POST", "/api/me/redeem"},
}

func TestEveryRouteNeedsACredential(t *testing.T) {
	w := newWorld(t)
	open := map[string]bool{}
	for _, o := range append(w.operations(), absent...) {
		for _, token := range []string{"", "wrong", "mt-wrong", secret.NewKey("mt-"), secret.NewKey("sk-")} {
			a := w.send(token, o[0], o[1], "")
			if a.status != http.StatusUnauthorized {
				open[o[0]+" "+o[1]] = true
				continue
			}
			if a.header.Get("WWW-Authenticate") == "" || a.header.Get("Content-Type") != "application/problem+json" {
				t.Errorf("%s %s: 401 with headers %v", o[0], o[1], a.header)
			}
		}
	}
	delete(open, "POST /api/setup") // checks a token of its own
	delete(open, "GET /api/../api/channels")
	if len(open) != 0 {
		t.Errorf("open without a credential: %v", open)
	}
	if got := len(w.operations()); got < 40 {
		t.Errorf("%d operations are documented, expected all of them", got)
	}
}

func TestEveryOperationHasAScope(t *testing.T) {
	w := newWorld(t)
	for _, o := range w.operations() {
		if a := w.send(bootstrap, o[0], o[1], "{}"); a.status == http.StatusForbidden || a.status == http.StatusMethodNotAllowed || strings.Contains(a.body, "no such path") {
			t.Errorf("%s %s = %d for an admin: no scope", o[0], o[1], a.status)
		}
	}
}

func TestRoles(t *testing.T) {
	w := newWorld(t)
	admin, adminID := w.management("root", burncloud.RoleAdmin)
	operator, _ := w.management("op", burncloud.RoleOperator)
	user, _ := w.management("someone", burncloud.RoleUser)
	for _, c := range []struct {
		token, method, path, body string
		want                      int
	}{
		{admin, "GET", "/api/channels", "", 200},
		{admin, "PUT", "/api/settings", "{}", 200},
		{admin, "POST", "/api/users", `{"username":"new"}`, 201},
		{operator, "GET", "/api/users", "", 200},
		{operator, "POST", "/api/groups", `{"name":"g"}`, 201},
		{operator, "POST", "/api/users", `{"username":"new2"}`, 403},
		{operator, "PATCH", "/api/users/" + string(adminID), `{"enabled":false}`, 403},
		{operator, "DELETE", "/api/users/" + string(adminID), "", 403},
		{operator, "PUT", "/api/settings", "{}", 403},
		{operator, "PATCH", "/api/settings", "{}", 403},
		{operator, "POST", "/api/users/x/credit", "{}", 403},
		{admin, "POST", "/api/users/x/credit", "{}", 501},
		{user, "GET", "/api/channels", "", 401},
		{bootstrap, "GET", "/api/redemptions", "", 501},
		{bootstrap, "GET", "/api/me/tokens", "", 501},
		{bootstrap, "GET", "/api/nothing", "", 404},
		{bootstrap, "PUT", "/api/channels", "{}", 405},
	} {
		if a := w.send(c.token, c.method, c.path, c.body); a.status != c.want {
			t.Errorf("%s %s = %d %s, want %d", c.method, c.path, a.status, a.body, c.want)
		}
	}
	w.do(200, "PATCH", "/api/users/"+string(adminID), `{"enabled":true}`)
}

func TestDisabledUserIsOut(t *testing.T) {
	w := newWorld(t)
	w.management("root", burncloud.RoleAdmin)
	token, userID := w.management("second", burncloud.RoleAdmin)
	if a := w.send(token, "GET", "/api/channels", ""); a.status != 200 {
		t.Fatal(a)
	}
	w.do(200, "PATCH", "/api/users/"+string(userID), `{"enabled":false}`)
	if a := w.send(token, "GET", "/api/channels", ""); a.status != 401 {
		t.Errorf("a disabled admin gets %d", a.status)
	}
}

func TestAccessTokenOpensNothing(t *testing.T) {
	w := newWorld(t)
	key := w.do(201, "POST", "/api/tokens", `{"name":"t"}`)["key"].(string)
	if a := w.send(key, "GET", "/api/channels", ""); a.status != 401 {
		t.Errorf("a key of the data plane gets %d", a.status)
	}
}

func TestHeadersAndLimits(t *testing.T) {
	w := newWorld(t)
	a := w.send(bootstrap, "GET", "/api/channels", "")
	for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"} {
		if got := a.header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	big := `{"name":"` + strings.Repeat("x", 1<<20) + `"}`
	if a := w.send(bootstrap, "POST", "/api/channels", big); a.status != http.StatusRequestEntityTooLarge {
		t.Errorf("a body over 1 MiB gets %d", a.status)
	}
	for _, body := range []string{"{", "{} {}", "nonsense"} {
		if a := w.send(bootstrap, "POST", "/api/groups", body); a.status != http.StatusBadRequest {
			t.Errorf("%q gets %d %s", body, a.status, a.body)
		}
	}
	if a := w.send(bootstrap, "POST", "/api/groups", ""); a.status != http.StatusBadRequest {
		t.Errorf("no body gets %d", a.status)
	}
}

func TestInternalErrorsSayNothing(t *testing.T) {
	w := newWorld(t)
	_ = w.db.Close()
	for _, path := range []string{"/api/channels", "/api/logs", "/api/logs/export?format=csv", "/setup"} {
		a := w.send(bootstrap, "GET", path, "")
		if a.status != 500 || strings.Contains(a.body, "sql") || strings.Contains(a.body, "closed") {
			t.Errorf("%s = %d %s", path, a.status, a.body)
		}
	}
	if a := w.send(secret.NewKey("mt-"), "GET", "/api/channels", ""); a.status != 500 {
		t.Errorf("a token that cannot be checked gets %d", a.status)
	}
	if !strings.Contains(w.log.String(), "closed") {
		t.Errorf("the cause is not logged: %s", w.log)
	}
}
