package admin_test

import (
	"strings"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
)

func TestManagementTokens(t *testing.T) {
	w := newWorld(t)
	w.account("root", burncloud.RoleAdmin)
	op := w.account("op", burncloud.RoleOperator)
	root := w.signIn("root")
	made := w.want(201, w.browse(root, "POST", "/api/management-tokens", `{"name":"ci","scopes":["read:logs","write:channels"],"expires_at":"2026-06-01T00:00:00Z"}`)).object
	key, one := made["key"].(string), "/api/management-tokens/"+id(made)
	w.has(made, `{"name":"ci","scopes":["read:logs","write:channels"],"expires_at":"2026-06-01T00:00:00Z"}`)
	if got := w.want(200, w.browse(root, "GET", one, "")).object; got["key"] != nil || got["key_hint"] == "" {
		t.Errorf("read: %v", got)
	}
	w.want(200, w.send(key, "GET", "/api/logs", ""))
	w.want(200, w.send(key, "GET", "/api/channels", "")) // write includes read
	w.want(201, w.send(key, "POST", "/api/channels", `{"name":"c","provider":"openai"}`))
	w.want(403, w.send(key, "GET", "/api/users", ""))
	w.want(403, w.send(key, "GET", "/api/me", ""))
	if got := w.want(200, w.browse(root, "GET", one, "")).object["last_used_at"]; got == nil {
		t.Error("its use is not noted")
	}
	w.want(200, w.browse(root, "PATCH", one, `{"scopes":["admin"]}`))
	w.want(200, w.send(key, "GET", "/api/users", ""))
	w.later(32 * 24 * time.Hour)
	w.want(401, w.send(key, "GET", "/api/logs", ""))
	root = w.signIn("root")
	oper := w.signIn("op")
	w.want(204, w.browse(root, "DELETE", one, ""))

	// An operator sees and makes own ones only, and they do what an operator may.
	own := w.want(201, w.browse(oper, "POST", "/api/management-tokens", `{"name":"mine","scopes":["admin"]}`)).object
	if own["user_id"] != string(op) {
		t.Errorf("owner %v", own["user_id"])
	}
	w.want(403, w.send(own["key"].(string), "PUT", "/api/settings", `{}`))
	others := w.want(201, w.browse(root, "POST", "/api/management-tokens", `{"name":"of root"}`)).object
	for _, method := range []string{"GET", "DELETE", "PATCH"} {
		w.want(404, w.browse(oper, method, "/api/management-tokens/"+id(others), `{}`))
	}
	if got := list(w.browse(oper, "GET", "/api/management-tokens", "").object["items"]); len(got) != 1 {
		t.Errorf("an operator sees %v", got)
	}
	w.want(422, w.browse(oper, "POST", "/api/management-tokens", `{"name":"x","user_id":"`+others["user_id"].(string)+`"}`))
	w.want(201, w.browse(root, "POST", "/api/management-tokens", `{"name":"for op","user_id":"`+string(op)+`"}`))
	w.want(422, w.browse(root, "PATCH", "/api/management-tokens/"+id(others), `{"user_id":"`+string(op)+`"}`))
}

// A token hands on what it has, for as long as it lasts, and no more.
func TestChildrenOfTokens(t *testing.T) {
	w := newWorld(t)
	w.account("root", burncloud.RoleAdmin)
	root := w.signIn("root")
	parent := w.want(201, w.browse(root, "POST", "/api/management-tokens", `{"name":"p","scopes":["write"],"expires_at":"2026-06-01T00:00:00Z"}`)).object["key"].(string)
	for _, c := range []struct{ body, field string }{
		{`{"name":"c","expires_at":"2026-05-20T00:00:00Z"}`, "scopes"},
		{`{"name":"c","scopes":["admin"],"expires_at":"2026-05-20T00:00:00Z"}`, "scopes[0]"},
		{`{"name":"c","scopes":["read","admin:users"],"expires_at":"2026-05-20T00:00:00Z"}`, "scopes[1]"},
		{`{"name":"c","scopes":["self"],"expires_at":"2026-05-20T00:00:00Z"}`, "scopes[0]"},
		{`{"name":"c","scopes":["read"]}`, "expires_at"},
		{`{"name":"c","scopes":["read"],"expires_at":"2026-06-02T00:00:00Z"}`, "expires_at"},
		{`{"name":"c","scopes":["fly"],"expires_at":"2026-05-20T00:00:00Z"}`, "scopes[0]"},
		{`{"name":"c","scopes":["read:nothing"],"expires_at":"2026-05-20T00:00:00Z"}`, "scopes[0]"},
		{`{"name":"c","scopes":["read","read"],"expires_at":"2026-05-20T00:00:00Z"}`, "scopes[1]"},
		{`{"name":" ","scopes":["read"],"expires_at":"2026-05-20T00:00:00Z"}`, "name"},
	} {
		if a := w.send(parent, "POST", "/api/management-tokens", c.body); a.status != 422 || !strings.Contains(a.body, `"field":"`+c.field+`"`) {
			t.Errorf("%s = %d %s", c.body, a.status, a.body)
		}
	}
	child := w.want(201, w.send(parent, "POST", "/api/management-tokens", `{"name":"c","scopes":["read:logs"],"expires_at":"2026-05-20T00:00:00Z"}`)).object
	w.want(200, w.send(child["key"].(string), "GET", "/api/logs", ""))
	if a := w.send(parent, "PATCH", "/api/management-tokens/"+id(child), `{"scopes":["admin"]}`); a.status != 422 {
		t.Errorf("a child grows: %d %s", a.status, a.body)
	}
}
