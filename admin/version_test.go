package admin_test

import (
	"strings"
	"testing"
)

// Of two people who change the same object, the second is told, with the object as it is now, and writes nothing.
func TestChangedMeanwhile(t *testing.T) {
	w := newWorld(t)
	user := w.do(201, "POST", "/api/users", `{"username":"lin"}`)["id"].(string)
	ch := w.channel(`{"name":"a","provider":"openai","weight":1}`)
	w.do(201, "POST", "/api/groups", `{"name":"g","description":"one"}`)
	route := w.do(201, "POST", "/api/routes", `{"model":"m"}`)["id"].(string)
	token := w.do(201, "POST", "/api/tokens", `{"name":"t","user_id":"`+user+`"}`)["id"].(string)
	for _, c := range []struct{ path, first, second string }{
		{"/api/channels/" + ch, `{"weight":2}`, `{"priority":9}`},
		{"/api/groups/g", `{"description":"two"}`, `{"price_multiplier":"2"}`},
		{"/api/routes/" + route, `{"strategy":"weighted"}`, `{"affinity":"session"}`},
		{"/api/tokens/" + token, `{"name":"two"}`, `{"strict":true}`},
		{"/api/users/" + user, `{"email":"a@example.com"}`, `{"group":"g"}`},
	} {
		read := w.do(200, "GET", c.path, "")["updated_at"].(string)
		if got := w.match("PATCH", c.path, read, c.first); got.status != 200 {
			t.Fatalf("%s first: %d %s", c.path, got.status, got.body)
		}
		late := w.match("PATCH", c.path, `W/"`+read+`"`, c.second)
		if late.status != 409 || !strings.Contains(late.body, `"current":{`) || !strings.Contains(late.body, `"kind":"conflict"`) {
			t.Fatalf("%s second: %d %s", c.path, late.status, late.body)
		}
		now := w.do(200, "GET", c.path, "")["updated_at"].(string)
		for _, version := range []string{now, "*", ""} {
			if got := w.match("PATCH", c.path, version, c.second); got.status != 200 {
				t.Errorf("%s with version %q: %d %s", c.path, version, got.status, got.body)
			}
		}
	}
	for _, version := range []string{"yesterday", `"17"`} {
		if got := w.match("PUT", "/api/groups/g", version, `{}`); got.status != 422 || !strings.Contains(got.body, `"If-Match"`) {
			t.Errorf("version %q: %d %s", version, got.status, got.body)
		}
	}
	m := w.do(201, "POST", "/api/management-tokens", `{"name":"m","user_id":"`+user+`"}`)["id"].(string)
	if got := w.match("PATCH", "/api/management-tokens/"+m, "2026-01-01T00:00:00Z", `{"name":"n"}`); got.status != 422 {
		t.Errorf("an object without versions: %d %s", got.status, got.body)
	}
}

// match sends a write with the version that its writer has read.
func (w *world) match(method, path, version, body string) answer {
	w.t.Helper()
	return w.browse("", method, path, body, "Authorization", "Bearer "+bootstrap, "If-Match", version)
}
