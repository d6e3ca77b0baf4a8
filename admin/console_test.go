package admin_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/admin"
	"github.com/burncloud/burncloud/internal/secret"
	"github.com/burncloud/burncloud/ledger"
)

func TestGeneral(t *testing.T) {
	w := newWorld(t)
	w.account("root", burncloud.RoleAdmin)
	tenant, _ := w.session("someone", burncloud.RoleUser)
	w.has(w.do(200, "GET", "/api/settings/general", ""), `{"name":"","balance_alert":"5.000000000","currency":{"code":"","rate":"","date":""}}`)
	w.do(200, "PATCH", "/api/settings/general", `{"name":" North ","base_url":"https://ai.example.com/","language":"zh-CN","theme":"dark","balance_alert":"2.5","currency":{"code":"CNY","rate":"7.28"}}`)
	w.has(w.do(200, "GET", "/api/settings/general", ""), `{"name":"North","base_url":"https://ai.example.com","balance_alert":"2.500000000","currency":{"code":"CNY","rate":"7.28","date":"2026-05-01"}}`)
	w.has(w.want(200, w.browse(tenant, "GET", "/api/console", "")).object, `{"name":"North","base_url":"https://ai.example.com","notice":null,"currency":{"code":"CNY","rate":"7.28","date":"2026-05-01"}}`)
	w.has(w.want(200, w.browse("", "GET", "/api/session/options", "")).object, `{"name":"North","language":"zh-CN","theme":"dark"}`)
	for body, field := range map[string]string{
		`{"base_url":"ai.example.com"}`:                                      "base_url",
		`{"base_url":"https://ai.example.com/v1"}`:                           "base_url",
		`{"language":"fr"}`:                                                  "language",
		`{"name":"` + strings.Repeat("x", 61) + `"}`:                         "name",
		`{"balance_alert":"-1"}`:                                             "balance_alert",
		`{"balance_alert":"much"}`:                                           "balance_alert",
		`{"currency":{"code":"USD","rate":"1"}}`:                             "currency.code",
		`{"currency":{"code":"yuan","rate":"7"}}`:                            "currency.code",
		`{"currency":{"code":"EUR","rate":"0"}}`:                             "currency.rate",
		`{"currency":{"code":"EUR","rate":"1e3"}}`:                           "currency.rate",
		`{"currency":{"code":"EUR","rate":"0.9","date":"2026-05-09"}}`:       "currency.date",
		`{"currency":{"code":"EUR","rate":"0.9","date":"the first of May"}}`: "currency.date",
	} {
		w.field("PATCH", "/api/settings/general", body, field)
	}
	w.has(w.do(200, "PATCH", "/api/settings/general", `{"currency":{"code":""}}`), `{"name":"North","currency":{"code":"","rate":"","date":""}}`)
	entries := w.audit("object=settings/general")
	w.has(entries[1].(map[string]any)["after"].(map[string]any), `{"name":"North"}`)
}

func TestNotice(t *testing.T) {
	w := newWorld(t)
	operator, _ := w.session("op", burncloud.RoleOperator)
	tenant, _ := w.session("someone", burncloud.RoleUser)
	until := w.clock().Add(time.Hour).Format(time.RFC3339)
	const text = `<b>closed</b> "tonight"`
	body, _ := json.Marshal(map[string]string{"text": text, "tone": "warning", "until": until})
	w.has(w.want(200, w.browse(operator, "PUT", "/api/settings/notice", string(body))).object, `{"tone":"warning","set_by":"op"}`)
	shown := w.want(200, w.browse(tenant, "GET", "/api/console", "")).object["notice"].(map[string]any)
	if shown["text"] != text || shown["set_by"] != "" || shown["set_at"] == nil {
		t.Errorf("a user is told %v", shown)
	}
	w.want(403, w.browse(tenant, "PUT", "/api/settings/notice", `{"text":"mine"}`))
	w.field("PUT", "/api/settings/notice", `{"text":"x","until":"2026-04-01T00:00:00Z"}`, "until")
	w.field("PUT", "/api/settings/notice", `{"text":"`+strings.Repeat("x", 501)+`"}`, "text")
	w.later(time.Hour)
	if n := w.do(200, "GET", "/api/console", "")["notice"]; n != nil {
		t.Errorf("after its time: %v", n)
	}
	w.has(w.do(200, "GET", "/api/settings/notice", ""), `{"tone":"warning"}`)
	w.do(200, "PUT", "/api/settings/notice", `{"text":"still here"}`)
	w.do(200, "PATCH", "/api/settings/general", `{"name":"kept apart"}`)
	if n := w.do(200, "GET", "/api/console", "")["notice"].(map[string]any); n["text"] != "still here" {
		t.Errorf("after other settings were changed: %v", n)
	}
	w.do(200, "PUT", "/api/settings/notice", `{}`)
	if n := w.do(200, "GET", "/api/console", "")["notice"]; n != nil {
		t.Errorf("taken away: %v", n)
	}
}

func TestEnvironment(t *testing.T) {
	w := newWorld(t)
	w.admin.Environment = admin.Environment{Items: []admin.EnvironmentSetting{{Name: "BURNCLOUD_LISTEN", Source: "env"}}, Go: "go"}
	got := w.do(200, "GET", "/api/settings/environment", "")
	if items := list(got["items"]); len(items) != 0 { // it was taken when the routes were made
		w.has(items[0].(map[string]any), `{"name":"BURNCLOUD_LISTEN","source":"env"}`)
	}
	w.has(got, `{"version":"dev"}`)
}

type matter struct {
	Key, Kind, Model, User, Token, Amount, Reason string
	Until                                         *time.Time `json:"snoozed_until"`
	Ends                                          *time.Time `json:"ends_at"`
}

// matters reads the attention list as a visitor of the browser, "" for the token of the environment.
func (w *world) matters(t *testing.T, cookie string) map[string]matter {
	t.Helper()
	var o struct{ Attention []matter }
	if cookie == "" {
		w.get(t, "/api/overview", &o)
	} else if err := json.Unmarshal([]byte(w.want(200, w.browse(cookie, "GET", "/api/overview", "")).body), &o); err != nil {
		t.Fatal(err)
	}
	all := map[string]matter{}
	for _, m := range o.Attention {
		all[m.Key] = m
	}
	return all
}

func TestSnooze(t *testing.T) {
	w, first, _ := traffic(t)
	one, _ := w.session("one", burncloud.RoleOperator)
	two, _ := w.session("two", burncloud.RoleOperator)
	key := "channel_degraded|" + first
	if _, ok := w.matters(t, one)[key]; !ok {
		t.Fatal(w.matters(t, one))
	}
	put := func(key string, until time.Time) string {
		b, _ := json.Marshal(map[string]any{"key": key, "until": until})
		return string(b)
	}
	w.want(204, w.browse(one, "PUT", "/api/overview/snooze", put(key, w.clock().Add(30*time.Minute))))
	if m := w.matters(t, one)[key]; m.Until == nil || m.Until.Sub(w.clock()) > time.Hour {
		t.Errorf("put off: %+v", m)
	}
	if m := w.matters(t, two)[key]; m.Until != nil {
		t.Errorf("somebody else's: %+v", m)
	}
	w.want(204, w.browse(two, "PUT", "/api/overview/snooze", put(key, w.clock().Add(2*time.Hour))))
	w.want(204, w.browse(two, "PUT", "/api/overview/snooze", `{"key":"`+key+`","until":null}`))
	if a, b := w.matters(t, one)[key], w.matters(t, two)[key]; a.Until == nil || b.Until != nil {
		t.Errorf("taken up again by the second: %+v %+v", a, b)
	}
	w.later(30 * time.Minute)
	if m := w.matters(t, one)[key]; m.Until != nil || m.Kind == "" {
		t.Errorf("after its time: %+v", m)
	}
	for _, until := range []time.Time{w.clock().Add(-time.Minute), w.clock().Add(31 * 24 * time.Hour)} {
		w.field("PUT", "/api/overview/snooze", put(key, until), "until")
	}
	w.field("PUT", "/api/overview/snooze", `{"key":""}`, "key")
	entry := w.audit("object=attention/" + key)[2].(map[string]any)
	if entry["action"] != "snooze-attention" || entry["actor"].(map[string]any)["name"] != "one" {
		t.Errorf("the audit log says %v", entry)
	}
}

func TestMoneyNeedsAttention(t *testing.T) {
	w, _, _ := traffic(t)
	user := id(list(w.do(200, "GET", "/api/users?q=ada", "")["items"])[0].(map[string]any))
	tok := w.do(201, "POST", "/api/tokens", `{"name":"nearly","user_id":"`+user+`","budget":"1"}`)
	w.do(201, "POST", "/api/prices", `{"model":"m-up","provider":"openai","input":"9","output":"9","effective_from":"2026-04-01T00:00:00Z"}`)
	all := w.matters(t, "")
	if m := all["balance_low|||"+user]; m.User != "ada" || m.Amount != "0.000000000" {
		t.Errorf("low balance: %+v of %v", m, all)
	}
	w.do(200, "PATCH", "/api/settings/general", `{"balance_alert":"0"}`)
	if _, ok := w.matters(t, "")["balance_low|||"+user]; ok {
		t.Error("switched off, a low balance is told")
	}
	budget := burncloud.Money(1_000_000_000)
	h, err := w.books.Hold(&ledger.Request{
		Call: "req_1", User: burncloud.UserID(user), Token: burncloud.TokenID(id(tok)), Time: time.Now(), Amount: 950_000_000,
		Unlimited: true, Budget: &budget, Period: burncloud.PeriodTotal, Factor: burncloud.One,
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Settle(&burncloud.Call{Status: 200}, 950_000_000); err != nil {
		t.Fatal(err)
	}
	if m := w.matters(t, "")["budget_low|||"+user+"|"+id(tok)]; m.Token != "nearly" || m.Amount != "0.050000000" {
		t.Errorf("low budget: %+v", m)
	}
	paid, cost := burncloud.Money(2_000_000_000), burncloud.Money(500_000_000)
	w.postCall(t, 50, burncloud.Call{Time: w.clock(), Model: "m", Status: 200, Cost: &cost, PurchaseCost: &paid})
	if m := w.matters(t, "")["price_below_cost||m"]; m.Amount != "1.500000000" {
		t.Errorf("below cost: %+v", m)
	}
}

func TestEndsNeedAttention(t *testing.T) {
	w, first, second := traffic(t)
	const day = 24 * time.Hour
	ends := func(path, name string, after time.Duration) string {
		return id(w.do(201, "POST", path, `{"name":"`+name+`","expires_at":"`+w.clock().Add(after).Format(time.RFC3339)+`"}`))
	}
	soon, managed := ends("/api/tokens", "soon", 20*day), ends("/api/management-tokens", "robot", 20*day)
	off := ends("/api/tokens", "off", 20*day)
	quiet := []string{ends("/api/tokens", "later", 30*day), off}
	w.do(200, "PATCH", "/api/tokens/"+off, `{"enabled":false}`)
	w.later(14 * day)
	quiet = append(quiet, ends("/api/tokens", "for some days only", 5*day))
	cert := func(from, until time.Duration) *burncloud.Certificate {
		return &burncloud.Certificate{Host: "api.example.com", From: w.clock().Add(from), Until: w.clock().Add(until)}
	}
	w.shown = map[burncloud.ChannelID]*burncloud.Certificate{
		burncloud.ChannelID(first):  cert(-77*day, 13*day), // a seventh of 90 days is left
		burncloud.ChannelID(second): cert(-4*day, 2*day),   // a third of six days is left
	}
	told := func(all map[string]matter, kind, of string) matter {
		for key, m := range all {
			if m.Kind == kind && strings.Contains(key+"|", "|"+of+"|") {
				return m
			}
		}
		return matter{}
	}
	all := w.matters(t, "")
	for kind, of := range map[string]string{"token_expiring": soon, "management_token_expiring": managed, "certificate_expiring": first} {
		if m := told(all, kind, of); m.Ends == nil || m.Ends.Before(w.clock()) || m.Ends.Sub(w.clock()) > 13*day {
			t.Errorf("%s: %+v of %v", kind, m, all)
		}
	}
	if m := told(all, "certificate_expiring", first); !strings.Contains(m.Reason, "api.example.com") {
		t.Errorf("certificate: %+v", m)
	}
	for _, of := range quiet {
		if m := told(all, "token_expiring", of); m.Kind != "" {
			t.Errorf("told: %+v", m)
		}
	}
	if m := told(all, "certificate_expiring", second); m.Kind != "" {
		t.Errorf("one that is renewed late by intention: %+v", m)
	}
	operator, _ := w.session("op", burncloud.RoleOperator)
	if all := w.matters(t, operator); told(all, "management_token_expiring", managed).Kind != "" || told(all, "token_expiring", soon).Kind == "" {
		t.Errorf("an operator is told %v", all)
	}
	w.later(7 * day)
	if all = w.matters(t, ""); told(all, "token_expiring", soon).Kind != "" || told(all, "management_token_expiring", managed).Kind != "" {
		t.Errorf("what is over is told: %v", all)
	}
}

func TestRotateWithOverlap(t *testing.T) {
	w := newWorld(t)
	made := w.do(201, "POST", "/api/tokens", `{"name":"t"}`)
	path := "/api/tokens/" + id(made)
	keys := []any{made["key"]}
	lives := func() (alive int) {
		for _, key := range keys {
			c, ok := w.Load().Caller(secret.Hash(key.(string)))
			if ok && !c.Over(w.clock()) {
				alive++
			}
		}
		return alive
	}
	turn := func(body string) map[string]any {
		made = w.do(200, "POST", path+"/rotate", body)
		keys = append(keys, made["key"])
		return made
	}
	if got := turn(`{"overlap_hours":24}`); got["old_key_until"] == nil || got["old_key_hint"] == got["key_hint"] || lives() != 2 {
		t.Errorf("overlapping: %v, %d keys work", got, lives())
	}
	w.do(200, "PATCH", path, `{"name":"t2"}`)
	if got := w.do(200, "GET", path, ""); got["old_key_until"] == nil || lives() != 2 {
		t.Errorf("after a change: %v, %d keys work", got, lives())
	}
	if turn(`{"overlap_hours":1}`); lives() != 2 {
		t.Errorf("after another: %d keys work, want the newest two", lives())
	}
	w.later(time.Hour)
	if got := w.do(200, "GET", path, ""); got["old_key_until"] != nil || got["old_key_hint"] != "" || lives() != 1 {
		t.Errorf("after its time: %v, %d keys work", got, lives())
	}
	if turn(`{"overlap_hours":720}`); lives() != 2 {
		t.Errorf("a month: %d keys work", lives())
	}
	if got := w.do(200, "DELETE", path+"/old-key", ""); got["old_key_until"] != nil || lives() != 1 {
		t.Errorf("ended: %v, %d keys work", got, lives())
	}
	if got := turn(""); got["old_key_until"] != nil || lives() != 1 {
		t.Errorf("at once: %v, %d keys work", got, lives())
	}
	for _, body := range []string{`{"overlap_hours":721}`, `{"overlap_hours":-1}`, `{"overlap_hours":"1"}`} {
		w.field("POST", path+"/rotate", body, "overlap_hours")
	}
	for _, e := range w.audit("object=tokens/" + id(made)) {
		for _, key := range keys {
			if text, _ := json.Marshal(e); strings.Contains(string(text), key.(string)) {
				t.Errorf("the audit log has the key: %s", text)
			}
		}
	}
}
