package admin_test

import (
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
)

func (w *world) audit(query string) []any {
	w.t.Helper()
	return list(w.do(200, "GET", "/api/audit?"+query, "")["items"])
}

// One entry says who, what, before and after, from where; secrets are not in it.
func TestAuditEntry(t *testing.T) {
	w := newWorld(t)
	root := w.account("root", burncloud.RoleAdmin)
	cookie := w.signIn("root")
	ch := id(w.want(201, w.browse(cookie, "POST", "/api/channels", `{"name":"main","provider":"openai","keys":["sk-very-secret-key"]}`)).object)
	w.want(200, w.browse(cookie, "PATCH", "/api/channels/"+ch, `{"priority":7}`))
	w.want(422, w.browse(cookie, "PATCH", "/api/channels/"+ch, `{"priority":"x"}`))
	w.want(204, w.browse(cookie, "DELETE", "/api/channels/"+ch, ""))
	w.want(404, w.browse(cookie, "DELETE", "/api/channels/"+ch, ""))
	entries := w.audit("object=channels/" + ch)
	if len(entries) != 3 {
		t.Fatalf("%d entries, want 3: %v", len(entries), entries)
	}
	for i, action := range []string{"delete-channel", "merge-channel", "create-channel"} {
		w.has(entries[i].(map[string]any), `{"action":"`+action+`","ip":"127.0.0.1","actor":{"kind":"user","id":"`+string(root)+`","name":"root"}}`)
	}
	merge := entries[1].(map[string]any)
	w.has(merge["before"].(map[string]any), `{"priority":0,"name":"main"}`)
	w.has(merge["after"].(map[string]any), `{"priority":7,"name":"main"}`)
	if all, _ := json.Marshal(entries); strings.Contains(string(all), "very-secret") {
		t.Errorf("the log holds a secret: %s", all)
	}
	if _, ok := entries[0].(map[string]any)["after"]; ok {
		t.Error("something is there after it was deleted")
	}
}

// Every route that changes something leaves an entry, which names the caller.
func TestEveryWriteIsAudited(t *testing.T) {
	w := newWorld(t)
	w.account("root", burncloud.RoleAdmin)
	lin := string(w.account("lin", burncloud.RoleUser))
	w.calls()
	cookie := w.signIn("root")
	paths := map[string]string{}
	for _, c := range []struct{ method, path, body, action, keep string }{
		{"POST", "/api/groups", `{"name":"g"}`, "create-group", ""},
		{"PUT", "/api/groups/g", `{"description":"x"}`, "replace-group", ""},
		{"DELETE", "/api/groups/g", "", "delete-group", ""},
		{"POST", "/api/channels", `{"name":"c","provider":"openai","keys":["sk-key-of-channel"]}`, "create-channel", "ch"},
		{"POST", "/api/channels/bulk", `{"action":"disable","ids":["{ch}"]}`, "", ""},
		{"POST", "/api/routes", `{"model":"m"}`, "create-route", "rt"},
		{"PATCH", "/api/routes/{rt}", `{"strategy":"weighted"}`, "merge-route", ""},
		{"POST", "/api/tokens", `{"name":"t"}`, "create-token", "tok"},
		{"POST", "/api/tokens/{tok}/rotate", "", "rotate-token", ""},
		{"POST", "/api/users", `{"username":"new"}`, "create-user", "usr"},
		{"PATCH", "/api/users/{usr}", `{"role":"operator"}`, "merge-user", ""},
		{"DELETE", "/api/users/{usr}", "", "delete-user", ""},
		{"POST", "/api/users/" + lin + "/reset-password", "", "reset-password", ""},
		{"DELETE", "/api/users/" + lin + "/sessions", "", "end-user-sessions", ""},
		{"POST", "/api/prices", `{"model":"m2","input":"1","output":"1"}`, "create-price", ""},
		{"PATCH", "/api/settings", `{"max_attempts":4}`, "merge-settings", ""},
		{"PATCH", "/api/settings/access", `{"registration":"open"}`, "merge-access", ""},
		{"PATCH", "/api/settings/general", `{"name":"North"}`, "merge-general", ""},
		{"PUT", "/api/settings/notice", `{"text":"closed tonight"}`, "replace-notice", ""},
		{"PUT", "/api/overview/snooze", `{"key":"backlog","until":null}`, "snooze-attention", ""},
		{"DELETE", "/api/tokens/{tok}/old-key", "", "end-old-key-of-token", ""},
		{"POST", "/api/invitations", `{}`, "create-invitation", "inv"},
		{"DELETE", "/api/invitations/{inv}", "", "delete-invitation", ""},
		{"POST", "/api/management-tokens", `{"name":"ci"}`, "create-management-token", "mt"},
		{"PATCH", "/api/management-tokens/{mt}", `{"scopes":["read"]}`, "merge-management-token", ""},
		{"DELETE", "/api/management-tokens/{mt}", "", "delete-management-token", ""},
		{"POST", "/api/settings/views", `{"page":"logs","name":"v"}`, "create-view", ""},
		{"POST", "/api/me/tokens", `{"name":"own"}`, "create-my-token", ""},
		{"PATCH", "/api/me", `{"preferences":{"theme":"dark"}}`, "merge-me", ""},
		{"POST", "/api/me/totp", `{"password":"` + password + `"}`, "start-totp", ""},
		{"DELETE", "/api/me/sessions", "", "end-my-sessions", ""},
	} {
		fill := strings.NewReplacer("{ch}", paths["ch"], "{rt}", paths["rt"], "{tok}", paths["tok"], "{usr}", paths["usr"], "{inv}", paths["inv"], "{mt}", paths["mt"])
		before := len(w.audit("limit=200"))
		a := w.browse(cookie, c.method, fill.Replace(c.path), fill.Replace(c.body))
		if a.status >= 300 {
			t.Fatalf("%s %s = %d %s", c.method, c.path, a.status, a.body)
		}
		if c.keep != "" {
			paths[c.keep] = id(a.object)
		}
		entries := w.audit("limit=200")
		if len(entries) != before+1 {
			t.Errorf("%s %s: %d entries, want 1", c.method, c.path, len(entries)-before)
			continue
		}
		e := entries[0].(map[string]any)
		if actor := e["actor"].(map[string]any); actor["name"] != "root" || c.action != "" && e["action"] != c.action {
			t.Errorf("%s %s: entry %v", c.method, c.path, e)
		}
	}
	w.has(w.do(200, "GET", "/api/audit/verify", ""), `{"ok":true,"problem":""}`)
}

func TestAuditList(t *testing.T) {
	w := newWorld(t)
	for i := range 7 {
		w.do(201, "POST", "/api/groups", fmt.Sprintf(`{"name":"g%d","description":"=1+1"}`, i))
	}
	token, _ := w.management("other", burncloud.RoleAdmin)
	w.want(201, w.send(token, "POST", "/api/groups", `{"name":"by-other"}`))
	for query, want := range map[string]int{
		"": 8, "actor=other/other": 1, "actor=BURNCLOUD_ADMIN_TOKEN": 7, "object=groups": 8, "object=groups/g1": 1, "object=group": 0,
		"action=create-group": 8, "action=x": 0, "from=2026-05-01T00:00:00Z": 8, "to=2026-05-01T00:00:00Z": 0, "from=2030-01-01T00:00:00Z": 0,
	} {
		if got := w.audit(query); len(got) != want {
			t.Errorf("?%s finds %d, want %d", query, len(got), want)
		}
	}
	var seqs []string
	for path := "/api/audit?limit=3"; path != ""; {
		page := w.do(200, "GET", path, "")
		for _, e := range list(page["items"]) {
			seqs = append(seqs, fmt.Sprint(e.(map[string]any)["seq"]))
		}
		path = ""
		if next, ok := page["next_cursor"].(string); ok {
			path = "/api/audit?limit=3&cursor=" + next
		}
	}
	if got := strings.Join(seqs, " "); got != "8 7 6 5 4 3 2 1" {
		t.Errorf("pages hold %s", got)
	}
	w.field("GET", "/api/audit?cursor=x", "", "cursor")
	lines := strings.Split(strings.TrimSpace(w.send(bootstrap, "GET", "/api/audit/export?object=groups/g1", "").body), "\n")
	if len(lines) != 1 || !strings.Contains(lines[0], `"groups/g1"`) {
		t.Errorf("export: %q", lines)
	}
	rows, err := csv.NewReader(strings.NewReader(w.send(bootstrap, "GET", "/api/audit/export?format=csv", "").body)).ReadAll()
	if err != nil || len(rows) != 9 || rows[0][0] != "seq" || rows[8][6] != "groups/g0" {
		t.Errorf("csv: %v, %v", rows, err)
	}
}

// Whatever is done to the log behind the program's back is found.
func TestAuditIsTamperEvident(t *testing.T) {
	for name, statement := range map[string]string{
		"changed":        `UPDATE audit SET actor_name = 'nobody' WHERE seq = 2`,
		"moved in time":  `UPDATE audit SET time_us = time_us + 1 WHERE seq = 3`,
		"document":       `UPDATE audit SET after_doc = '{}' WHERE seq = 1`,
		"left out":       `DELETE FROM audit WHERE seq = 2`,
		"cut off":        `DELETE FROM audit WHERE seq = 3`,
		"cut to nothing": `DELETE FROM audit`,
		"exchanged":      `UPDATE audit SET object = CASE seq WHEN 1 THEN 'groups/g1' ELSE 'groups/g0' END WHERE seq < 3`,
		"added":          `INSERT INTO audit SELECT 4, time_us, actor_kind, actor_id, actor_name, action, object, ip, before_doc, after_doc, hash FROM audit WHERE seq = 3`,
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			for i := range 3 {
				w.do(201, "POST", "/api/groups", fmt.Sprintf(`{"name":"g%d"}`, i))
			}
			w.has(w.do(200, "GET", "/api/audit/verify", ""), `{"ok":true,"entries":3}`)
			db, err := sql.Open("sqlite", w.path)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if !strings.HasPrefix(statement, "INSERT") { // the database itself refuses
				if _, err := db.ExecContext(t.Context(), statement); err == nil || !strings.Contains(err.Error(), "append-only") {
					t.Fatalf("not refused: %v", err)
				}
			}
			for _, s := range []string{`DROP TRIGGER audit_refuses_update`, `DROP TRIGGER audit_refuses_delete`, statement} {
				if _, err := db.ExecContext(t.Context(), s); err != nil {
					t.Fatal(err)
				}
			}
			got := w.do(200, "GET", "/api/audit/verify", "")
			if got["ok"] != false || got["problem"] == "" {
				t.Errorf("not found: %v", got)
			}
		})
	}
}

// A change that is refused leaves nothing, and one that cannot be recorded is not made.
func TestNoChangeWithoutEntry(t *testing.T) {
	w := newWorld(t)
	w.do(201, "POST", "/api/groups", `{"name":"first"}`)
	w.do(409, "DELETE", "/api/groups/default", "")
	if got := w.audit(""); len(got) != 1 {
		t.Errorf("%d entries", len(got))
	}
	db, err := sql.Open("sqlite", w.path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), `ALTER TABLE audit RENAME TO elsewhere`); err != nil {
		t.Fatal(err)
	}
	w.do(500, "POST", "/api/groups", `{"name":"second"}`)
	w.do(404, "GET", "/api/groups/second", "")
}
