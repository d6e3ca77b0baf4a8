package admin_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/admin"
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

// public are the routes that anybody may use, before and after the set-up. Each checks a credential of its own.
var public = []string{
	"GET /api/session/options", "GET /api/setup", "POST /api/session", "POST /api/setup", "POST /api/setup/recover",
	"POST /api/register", "GET /api/session/oidc/start", "GET /api/session/oidc/callback",
}

// actor is somebody who makes requests, and what is expected of the scopes that the table of access names.
type actor struct {
	name    string
	session burncloud.Role // signed in with a session
	role    burncloud.Role // or with a management token of such a user
	grants  []string
	expired bool
	token   string // or with this
	status  int    // of what is refused
	allowed string // scopes, between spaces
}

var actors = []actor{
	{name: "nobody", status: 401},
	{name: "a wrong token", token: "mt-wrong", status: 401},
	{name: "an unknown token", token: secret.NewKey("mt-"), status: 401},
	{name: "a key of the data plane", token: secret.NewKey("sk-"), status: 401},
	{name: "the bootstrap token", token: bootstrap, status: 403, allowed: " read write admin member "},
	{name: "a user", session: "user", status: 403, allowed: " self session member "},
	{name: "an operator", session: "operator", status: 403, allowed: " self session read write member "},
	{name: "an admin", session: "admin", status: 403, allowed: " self session read write admin member "},
	{name: "a user's token", role: "user", status: 403, allowed: " self member "},
	{name: "an operator's token", role: "operator", status: 403, allowed: " self read write member "},
	{name: "an operator's token for all", role: "operator", grants: []string{"admin"}, status: 403, allowed: " self read write member "},
	{name: "an admin's token", role: "admin", status: 403, allowed: " self read write admin member "},
	{name: "an admin's token for all", role: "admin", grants: []string{"admin"}, status: 403, allowed: " self read write admin member "},
	{name: "an admin's token to write", role: "admin", grants: []string{"write"}, status: 403, allowed: " read write member "},
	{name: "an admin's token to read", role: "admin", grants: []string{"read"}, status: 403, allowed: " read member "},
	{name: "an admin's token for himself", role: "admin", grants: []string{"self"}, status: 403, allowed: " self member "},
	{name: "an admin's token to read logs", role: "admin", grants: []string{"read:logs"}, status: 403, allowed: " read:logs "},
	{name: "an expired token", role: "admin", expired: true, status: 401},
}

// credential makes one for the actor: a management token, or the cookie of a session.
func (w *world) credential(a actor) (token, cookie string) {
	w.t.Helper()
	name := fmt.Sprintf("u%d", w.clock().UnixNano())
	switch {
	case a.session != "":
		cookie, _ = w.session(name, a.session)
	case a.role != "":
		token, _ = w.management(name, a.role)
		mt, err := w.db.ManagementTokenByHash(w.t.Context(), secret.Hash(token))
		if err != nil {
			w.t.Fatal(err)
		}
		mt.Scopes = a.grants
		if a.expired {
			mt.ExpiresAt = w.clock()
		}
		if err := w.db.SaveManagementToken(w.t.Context(), mt); err != nil {
			w.t.Fatal(err)
		}
	default:
		token = a.token
	}
	return token, cookie
}

// Every cell of role × route × method is tried over HTTP. What the table does not allow is refused, and what it does
// allow is answered by the route.
func TestAccessMatrix(t *testing.T) {
	w := newWorld(t)
	cells, leaks := 0, 0
	table := admin.RouteScopes()
	tokens, cookies := make([]string, len(actors)), make([]string, len(actors))
	for i, a := range actors {
		tokens[i], cookies[i] = w.credential(a)
	}
	for pattern, need := range table {
		method, path, ok := strings.Cut(pattern, " ")
		if !ok {
			method, path = "GET", pattern
		}
		path = strings.NewReplacer("{id}", "x", "{session}", "x").Replace(path)
		if strings.HasSuffix(path, "/") {
			path += "x"
		}
		noun := strings.Split(strings.TrimPrefix(path, "/api/"), "/")[0]
		for i, a := range actors {
			cells++
			var got answer
			if cookies[i] == "" {
				got = w.send(tokens[i], method, path, "{}")
			} else if got = w.browse(cookies[i], method, path, "{}"); method == "DELETE" { // which may have ended the session
				_, cookies[i] = w.credential(a)
			}
			refused := got.status == 401 || got.status == 403
			allowed := strings.Contains(a.allowed, " "+need+" ") || strings.Contains(a.allowed, " "+need+":"+noun+" ")
			switch {
			case need == "public":
				if refused != (path == "/api/session" && method == "POST" || path == "/api/register") && got.status != 422 {
					t.Errorf("%s %s as %s = %d", method, path, a.name, got.status)
				}
			case !allowed && got.status != a.status:
				leaks++
				t.Errorf("%s %s as %s = %d %s, want %d", method, path, a.name, got.status, got.body, a.status)
			case allowed && refused:
				t.Errorf("%s %s as %s = %d %s, allowed by %s", method, path, a.name, got.status, got.body, need)
			case got.status == 401 && (got.header.Get("WWW-Authenticate") == "" || got.header.Get("Content-Type") != "application/problem+json"):
				t.Errorf("%s %s: 401 with headers %v", method, path, got.header)
			}
		}
	}
	t.Logf("S5: %d leaks in %d cells: %d routes, %d actors", leaks, cells, len(table), len(actors))
}

// Before the set-up, and for strangers ever after, nothing is open but what the set-up and signing in need.
func TestOpenRoutes(t *testing.T) {
	w := newWorld(t)
	open := 0
	for _, o := range append(w.operations(), [2]string{"GET", "/api/openapi.json"}, [2]string{"GET", "/api/nothing"}, [2]string{"TRACE", "/api/channels"}) {
		if a := w.send("", o[0], o[1], ""); a.status != http.StatusUnauthorized && !slices.Contains(public, o[0]+" "+o[1]) {
			open++
			t.Errorf("%s %s is open: %d", o[0], o[1], a.status)
		}
	}
	for pattern, need := range admin.RouteScopes() {
		if need == "public" && !slices.Contains(public, pattern) || need == "" {
			t.Errorf("%s is %q", pattern, need)
		}
	}
	if got := len(w.operations()); got < 60 {
		t.Errorf("%d operations are documented, expected all of them", got)
	}
	t.Logf("S10: open routes = %d of %d", open, len(w.operations()))
}

// What is documented is in the table of access, and what is in the table is answered.
func TestEveryOperationHasAScope(t *testing.T) {
	w := newWorld(t)
	table := admin.RouteScopes()
	documented := map[string]bool{"GET /api/openapi.json": true, "GET /metrics": true}
	var doc struct {
		Paths map[string]map[string]any `json:"paths"`
	}
	if err := json.Unmarshal([]byte(w.send(bootstrap, "GET", "/api/openapi.json", "").body), &doc); err != nil {
		t.Fatal(err)
	}
	for path, methods := range doc.Paths {
		for method := range methods {
			pattern := strings.ToUpper(method) + " " + path
			documented[pattern] = true
			if table[pattern] == "" {
				t.Errorf("%s has no scope", pattern)
			}
		}
	}
	for pattern := range table {
		method, path, ok := strings.Cut(pattern, " ")
		if ok && !documented[pattern] && w.send(bootstrap, method, strings.ReplaceAll(path, "{id}", "x"), "{}").status != 501 {
			t.Errorf("%s is neither documented nor absent", pattern)
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
		{user, "GET", "/api/channels", "", 403},
		{user, "GET", "/api/me", "", 200},
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
