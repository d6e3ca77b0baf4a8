package admin_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/snapshot"
)

// tenant is a user with one of everything that a user can have.
type tenant struct {
	cookie string
	user   burncloud.UserID
	paths  []string // of the objects
}

func (w *world) tenant(name string) tenant {
	w.t.Helper()
	user := w.account(name, burncloud.RoleUser)
	t := tenant{cookie: w.signIn(name), user: user}
	token := w.want(201, w.browse(t.cookie, "POST", "/api/me/tokens", `{"name":"of `+name+`"}`)).object
	view := w.want(201, w.browse(t.cookie, "POST", "/api/settings/views", `{"page":"logs","name":"v","query":"model=m"}`)).object
	session := list(w.browse(t.cookie, "GET", "/api/me/sessions", "").object["items"])[0].(map[string]any)
	call := "req_" + name
	cost := burncloud.Money(12)
	w.post(burncloud.Call{
		RequestID: burncloud.RequestID(call), Time: w.clock(), UserID: user, TokenID: burncloud.TokenID(id(token)), ChannelID: "ch_secret", Model: "m",
		UpstreamModel: "upstream-secret", Status: 502, ErrorKind: burncloud.KindUpstreamServer, ErrorMessage: "ch_secret is down", Cost: &cost,
		Attempts: []burncloud.Attempt{{
			ChannelID: "ch_secret", KeyID: "key_secret", UpstreamModel: "upstream-secret", ErrorKind: burncloud.KindUpstreamServer,
			ErrorMessage: "key_secret", Duration: 1500,
		}},
	})
	t.paths = []string{
		"/api/me/tokens/" + id(token), "/api/me/tokens/" + id(token) + "/rotate", "/api/settings/views/" + id(view),
		"/api/me/sessions/" + id(session), "/api/me/logs/" + call, "/api/me/logs/" + call + "/bodies",
	}
	return t
}

// What is another tenant's is not there, whatever is done to it, and nothing of it is in any list.
func TestTenantsAreApart(t *testing.T) {
	w := newWorld(t)
	a, b := w.tenant("alpha"), w.tenant("beta")
	cells, leaks := 0, 0
	for _, path := range a.paths {
		for method, body := range map[string]string{
			"GET": "", "PUT": map[bool]string{true: `{"name":"mine","page":"logs"}`, false: `{"name":"mine"}`}[strings.Contains(path, "views")], "PATCH": `{"name":"mine"}`, "DELETE": "", "POST": "{}",
		} {
			cells++
			got := w.browse(b.cookie, method, path, body)
			if got.status != 404 && got.status != 403 && got.status != 405 {
				leaks++
				t.Errorf("%s %s as another user = %d %s", method, path, got.status, got.body)
			}
		}
	}
	for _, path := range []string{
		"/api/me", "/api/me/tokens", "/api/me/logs", "/api/me/sessions", "/api/settings/views", "/api/me/models", "/api/session",
		"/api/me/tokens?q=alpha", "/api/me/logs?request_id=req_alpha", "/api/me/logs?token_id=" + strings.TrimPrefix(a.paths[0], "/api/me/tokens/"),
	} {
		cells++
		got := w.want(200, w.browse(b.cookie, "GET", path, ""))
		if strings.Contains(got.body, "alpha") || strings.Contains(got.body, string(a.user)) {
			leaks++
			t.Errorf("%s shows %s", path, got.body)
		}
	}
	for _, path := range a.paths { // all is as it was
		if got := w.browse(a.cookie, "GET", path, ""); !strings.HasSuffix(path, "/rotate") && !strings.Contains(path, "sessions") && got.status != 200 {
			t.Errorf("%s is gone: %d", path, got.status)
		}
	}
	t.Logf("S5: %d leaks in %d cells between two tenants", leaks, cells)
}

// A user sees of a call what it cost and how it went, and nothing of what stands behind the gateway.
func TestOwnCallsHideUpstreams(t *testing.T) {
	w := newWorld(t)
	a := w.tenant("alpha")
	for _, path := range []string{"/api/me/logs", "/api/me/logs/req_alpha"} {
		got := w.want(200, w.browse(a.cookie, "GET", path, ""))
		for _, hidden := range []string{"secret", "channel", "purchase", "decision", "overhead", "upstream_model"} {
			if strings.Contains(strings.ReplaceAll(got.body, "upstream_server", ""), hidden) {
				t.Errorf("%s shows %q: %s", path, hidden, got.body)
			}
		}
	}
	w.has(w.browse(a.cookie, "GET", "/api/me/logs/req_alpha", "").object,
		`{"model":"m","cost":"0.000000012","error_kind":"upstream_server","error_message":"","attempts":[{"number":1,"failed":true,"duration_ms":1.5}]}`)
}

// Members that decide what somebody may do cannot be smuggled into what one may write oneself.
func TestMassAssignment(t *testing.T) {
	w := newWorld(t)
	a := w.tenant("alpha")
	w.do(201, "POST", "/api/groups", `{"name":"vip"}`)
	b := w.account("beta", burncloud.RoleUser)
	token := a.paths[0]
	for _, c := range []struct{ method, path, body, field string }{
		{"PATCH", "/api/me", `{"role":"admin"}`, "role"},
		{"PATCH", "/api/me", `{"group":"vip"}`, "group"},
		{"PATCH", "/api/me", `{"email":"admin@example.com"}`, "email"},
		{"PATCH", "/api/me", `{"preferences":{"role":"admin"}}`, "preferences.role"},
		{"PATCH", "/api/me", `{"unlimited_balance":true}`, "unlimited_balance"},
		{"POST", "/api/me/tokens", `{"name":"n","user_id":"` + string(b) + `"}`, "user_id"},
		{"POST", "/api/me/tokens", `{"name":"n","unlimited":true}`, "unlimited"},
		{"PATCH", token, `{"user_id":"` + string(b) + `"}`, "user_id"},
		{"PUT", token, `{"name":"n","unlimited":true}`, "unlimited"},
		{"POST", "/api/register", `{"username":"n","password":"` + password + `","role":"admin"}`, "role"},
		{"POST", "/api/register", `{"username":"n","password":"` + password + `","group":"vip"}`, "group"},
		{"POST", "/api/session", `{"username":"n","password":"x","role":"admin"}`, "role"},
		{"POST", "/api/settings/views", `{"page":"logs","name":"n","shared":true}`, "shared"},
	} {
		got := w.browse(a.cookie, c.method, c.path, c.body)
		if got.status != 422 || !strings.Contains(got.body, `"field":"`+c.field+`"`) {
			t.Errorf("%s %s %s = %d %s", c.method, c.path, c.body, got.status, got.body)
		}
	}
	// What can be read may be written back, and changes nothing that is not the owner's to choose.
	made := w.want(201, w.browse(a.cookie, "POST", "/api/me/tokens", `{"name":"n","group":"vip","limits":{"rpm":9},"spent":"0","calls":7,"key":"sk-mine"}`)).object
	w.has(made, `{"group":"","limits":{"rpm":0,"tpm":0,"concurrency":0},"calls":0}`)
	if made["key"] == "sk-mine" {
		t.Error("the key was chosen by the caller")
	}
	one := "/api/me/tokens/" + id(made)
	w.do(200, "PATCH", "/api/tokens/"+id(made), `{"group":"vip","limits":{"rpm":5}}`) // an operator does
	w.has(w.want(200, w.browse(a.cookie, "PATCH", one, `{"group":"","limits":{"rpm":9999},"name":"again"}`)).object, `{"name":"again","group":"vip","limits":{"rpm":5,"tpm":0,"concurrency":0}}`)
	w.has(w.do(200, "GET", "/api/tokens/"+id(made), ""), `{"group":"vip","unlimited":false,"user_id":"`+string(a.user)+`"}`)
}

func TestOwnTokens(t *testing.T) {
	w := newWorld(t)
	a := w.tenant("alpha")
	made := w.want(201, w.browse(a.cookie, "POST", "/api/me/tokens", `{"name":"ci","models":["m"],"expires_at":"2027-01-01T00:00:00Z"}`)).object
	one := "/api/me/tokens/" + id(made)
	if key, _ := made["key"].(string); !strings.HasPrefix(key, "sk-") {
		t.Errorf("key %q", key)
	}
	rotated := w.want(200, w.browse(a.cookie, "POST", one+"/rotate", "")).object
	if rotated["key"] == made["key"] || rotated["key_hint"] == made["key_hint"] || rotated["name"] != "ci" {
		t.Errorf("rotated: %v", rotated)
	}
	if got := w.want(200, w.browse(a.cookie, "GET", one, "")).object; got["key"] != nil {
		t.Error("the key is shown again")
	}
	w.want(204, w.browse(a.cookie, "DELETE", one, ""))
	for i := range 99 {
		w.want(201, w.browse(a.cookie, "POST", "/api/me/tokens", fmt.Sprintf(`{"name":"t%d"}`, i)))
	}
	w.want(409, w.browse(a.cookie, "POST", "/api/me/tokens", `{"name":"one too many"}`))
	w.want(404, w.send(bootstrap, "GET", "/api/tokens/tok_x", "")) // the bootstrap token has no own tokens
	w.want(403, w.send(bootstrap, "GET", "/api/me/tokens", ""))
}

type loaded struct{ s *snapshot.Snapshot }

func (l loaded) Load() *snapshot.Snapshot { return l.s }

func TestOwnModels(t *testing.T) {
	w := newWorld(t)
	now := w.clock()
	rate := burncloud.Rate(250_000)
	s, err := snapshot.Build(&burncloud.Config{
		Groups:   []burncloud.ChannelGroup{{Name: "default", Multiplier: burncloud.One * 3 / 2}, {Name: "vip", Multiplier: burncloud.One}},
		Channels: []burncloud.Channel{{ID: "ch_1", Name: "secret", Provider: "custom", BaseURL: "http://127.0.0.1:1", Models: []burncloud.ModelName{"free", "m"}, Groups: []burncloud.GroupName{"default"}, Weight: 1, Enabled: true, Keys: []burncloud.ChannelKey{{ID: "key_1", Value: "k", Enabled: true}}}, {ID: "ch_2", Name: "other", Provider: "custom", BaseURL: "http://127.0.0.1:1", Models: []burncloud.ModelName{"vip-only"}, Groups: []burncloud.GroupName{"vip"}, Weight: 1, Enabled: true}},
		Prices:   []burncloud.Price{{ID: "pr_1", Model: "m", Rates: burncloud.Rates{Input: 1_000_000, Output: 4_000_000, CacheRead: &rate}, PerCall: 1000, Tiers: []burncloud.PriceTier{{AboveTokens: 200, Rates: burncloud.Rates{Input: 2_000_000, Output: 8_000_000}}}, EffectiveFrom: now.Add(-time.Hour)}},
	}, func(*burncloud.Channel) []burncloud.Fault { return nil })
	if err != nil {
		t.Fatal(err)
	}
	w.admin.Snapshots = loaded{s}
	w.do(200, "PATCH", "/api/groups/default", `{"price_multiplier":"1.5"}`)
	w.account("lin", burncloud.RoleUser)
	got := w.want(200, w.browse(w.signIn("lin"), "GET", "/api/me/models", ""))
	items := list(got.object["items"])
	if len(items) != 2 || strings.Contains(got.body, "secret") || strings.Contains(got.body, "ch_1") {
		t.Fatalf("models: %s", got.body)
	}
	w.has(items[0].(map[string]any), `{"model":"free","priced":false,"available":true,"input":"0.000000000"}`)
	w.has(items[1].(map[string]any), `{"model":"m","priced":true,"available":true,"input":"1.500000000","output":"6.000000000","cache_read":"0.375000000",
		"cache_write":"1.500000000","reasoning":"6.000000000","per_call":"0.000001500","tiers":[{"above_tokens":200,"input":"3.000000000","output":"12.000000000"}]}`)
}

func TestViews(t *testing.T) {
	w := newWorld(t)
	w.account("op", burncloud.RoleOperator)
	w.account("lin", burncloud.RoleUser)
	op, lin := w.signIn("op"), w.signIn("lin")
	shared := "/api/settings/views/" + id(w.want(201, w.browse(op, "POST", "/api/settings/views", `{"page":"logs","name":"failures","query":"status=500","shared":true}`)).object)
	own := "/api/settings/views/" + id(w.want(201, w.browse(op, "POST", "/api/settings/views", `{"page":"logs","name":"mine"}`)).object)
	if got := list(w.browse(lin, "GET", "/api/settings/views", "").object["items"]); len(got) != 1 {
		t.Errorf("lin sees %v", got)
	}
	w.want(200, w.browse(lin, "GET", shared, ""))
	w.want(404, w.browse(lin, "GET", own, ""))
	w.want(403, w.browse(lin, "PATCH", shared, `{"name":"x"}`))
	w.want(403, w.browse(lin, "DELETE", shared, ""))
	w.has(w.want(200, w.browse(op, "PATCH", shared, `{"query":"status=429"}`)).object, `{"name":"failures","query":"status=429","shared":true}`)
	w.want(422, w.browse(op, "PATCH", shared, `{"query":"%zz"}`))
	w.want(422, w.browse(op, "PATCH", shared, `{"page":"../logs"}`))
	w.want(204, w.browse(op, "DELETE", shared, ""))
}
