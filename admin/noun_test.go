package admin_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
)

// One row is one resource through its whole life: made, read, replaced, merged, listed, deleted.
func TestLife(t *testing.T) {
	for _, c := range []struct {
		path, key                       string // key: the member that identifies it
		create, created, replace        string
		replaced, merge, merged, search string
	}{
		{
			"/api/channels", "id",
			`{"name":"main","provider":"openai","keys":["sk-secret-number-one"],"models":["gpt-4o"],"priority":3,"weight":0,"options":{"headers":{"X-A":"1","X-B":"2"},"timeouts":{"connect":"3s","min_tokens_per_second":5},"continues_prefill":false,"context_windows":{"up":8192}},"tags":["eu"]}`,
			`{"name":"main","provider":"openai","base_url":"","models":["gpt-4o"],"model_mapping":{},"groups":["default"],"priority":3,"weight":0,"enabled":true,"tags":["eu"],"limits":{"rpm":0,"tpm":0,"concurrency":0},"health":{"state":"degraded","reason":"one key refused","since":"2026-05-01T00:00:00Z","last_error":""}}`,
			`{"name":"second","provider":"custom","base_url":"http://127.0.0.1:9/v1","limits":{"rpm":9,"tpm":8}}`,
			`{"name":"second","provider":"custom","base_url":"http://127.0.0.1:9/v1","models":[],"priority":0,"weight":1,"tags":[],"limits":{"rpm":9,"tpm":8,"concurrency":0}}`,
			`{"enabled":false,"weight":7,"model_mapping":{"a":"b"},"options":{"headers":{"X-C":"3"}},"limits":{"tpm":null,"concurrency":7}}`,
			`{"name":"second","enabled":false,"limits":{"rpm":9,"tpm":0,"concurrency":7},"weight":7,"model_mapping":{"a":"b"},"options":{"workspace":"","api_version":"","region":"","project":"","organization":"","headers":{"X-C":"3"},"proxy_url":"","key_limits":{"rpm":0,"tpm":0,"concurrency":0},"probe":"free","timeouts":{"connect":"","first_token":"","idle":"","total":"","min_tokens_per_second":0},"continues_prefill":null,"context_windows":{}}}`, "SECO",
		},
		{
			"/api/groups", "name",
			`{"name":"vip","description":"paying","price_multiplier":"1.25"}`, `{"name":"vip","description":"paying","price_multiplier":"1.25"}`,
			`{"price_multiplier":"0.5","limits":{"concurrency":3}}`, `{"name":"vip","description":"","price_multiplier":"0.5","limits":{"rpm":0,"tpm":0,"concurrency":3}}`,
			`{"description":"again","price_multiplier":null}`, `{"description":"again","price_multiplier":"1.0","limits":{"rpm":0,"tpm":0,"concurrency":3}}`, "ViP",
		},
		{
			"/api/routes", "id",
			`{"model":"gpt-4o","strategy":"round_robin"}`, `{"model":"gpt-4o","group":"","strategy":"round_robin","targets":[],"affinity":"none","fallback_models":[],"continue_streams":true}`,
			`{"model":"gpt-4o","group":"default","continue_streams":false}`, `{"group":"default","strategy":"priority","continue_streams":false}`,
			`{"strategy":"weighted","group":null}`, `{"group":"","strategy":"weighted","continue_streams":false}`, "4O",
		},
		{
			"/api/tokens", "id",
			`{"name":"ci","models":["gpt-4o"],"allowed_cidrs":["10.1.2.3/8","::1"],"expires_at":"2027-01-01T00:00:00Z","strict":true}`,
			`{"name":"ci","models":["gpt-4o"],"allowed_cidrs":["10.0.0.0/8","::1/128"],"expires_at":"2027-01-01T00:00:00Z","strict":true,"enabled":true,"unlimited":false,"budget":null,"budget_period":"total","spent":"0.000000000","remaining":null,"last_used_at":null,"group":""}`,
			`{"name":"ci2","unlimited":true,"limits":{"rpm":60,"tpm":1000000000,"concurrency":2}}`, `{"limits":{"rpm":60,"tpm":1000000000,"concurrency":2},"name":"ci2","models":[],"allowed_cidrs":[],"expires_at":null,"strict":false,"unlimited":true}`,
			`{"enabled":false,"unlimited":false,"budget":"25.5","budget_period":"month","expires_at":"2028-01-01T00:00:00+02:00"}`, `{"name":"ci2","enabled":false,"budget":"25.500000000","budget_period":"month","remaining":"25.500000000","expires_at":"2027-12-31T22:00:00Z"}`, "I2",
		},
		{
			"/api/users", "id",
			`{"username":"lin","email":"lin@example.com","role":"operator"}`, `{"username":"lin","email":"lin@example.com","role":"operator","group":"default","enabled":true,"unlimited_balance":true,"balance":"0.000000000","held":"0.000000000"}`,
			`{"username":"lin2","limits":{"rpm":7}}`, `{"username":"lin2","limits":{"rpm":7,"tpm":0,"concurrency":0},"email":"","role":"user","unlimited_balance":false}`,
			`{"role":"admin"}`, `{"username":"lin2","role":"admin"}`, "LIN2",
		},
	} {
		t.Run(c.path, func(t *testing.T) {
			w := newWorld(t)
			w.management("root", burncloud.RoleAdmin)
			made := w.do(201, "POST", c.path, c.create)
			w.has(made, c.created)
			one := c.path + "/" + made[c.key].(string)
			w.has(w.do(200, "GET", one, ""), c.created)

			put := w.do(200, "PUT", one, c.replace)
			w.has(put, c.replaced)
			if put[c.key] != made[c.key] || put["created_at"] != made["created_at"] || put["updated_at"] == made["updated_at"] {
				t.Errorf("after PUT: %v, was %v", put, made)
			}
			w.has(w.do(200, "PATCH", one, c.merge), c.merged)
			now := w.do(200, "GET", one, "")
			w.has(now, c.merged)

			again, _ := json.Marshal(now)
			then := w.do(200, "PUT", one, string(again)) // what is read may be written
			delete(now, "updated_at")
			whole, _ := json.Marshal(now)
			w.has(then, string(whole))

			if got := list(w.do(200, "GET", c.path+"?q="+c.search, "")["items"]); len(got) != 1 {
				t.Errorf("?q=%s finds %v", c.search, got)
			}
			if got := w.do(200, "GET", c.path+"?q=no-such-name", ""); len(list(got["items"])) != 0 || got["items"] == nil || got["next_cursor"] != nil {
				t.Errorf("an empty list is %v", got)
			}
			w.do(204, "DELETE", one, "")
			for _, method := range []string{"GET", "PATCH", "DELETE"} {
				w.do(404, method, one, "{}")
			}
			w.do(404, "PUT", one, c.create)
			if w.reloadCount() != 5 {
				t.Errorf("%d reloads after 5 writes", w.reloadCount())
			}
		})
	}
}

func TestBadChannels(t *testing.T) {
	w := newWorld(t)
	ch := `{"name":"n","provider":"openai",`
	for _, c := range []badValue{
		{"POST", "/api/channels", ch + `"nmae":"x"}`, "nmae"},
		{"POST", "/api/channels", ch + `"Priority":1}`, "Priority"},
		{"POST", "/api/channels", ch + `"options":{"timeouts":{"first":"1s"}}}`, "options.timeouts.first"},
		{"POST", "/api/channels", `{"provider":"openai"}`, "name"},
		{"POST", "/api/channels", `{"name":"  ","provider":"openai"}`, "name"},
		{"POST", "/api/channels", `{"name":"n","provider":"nobody"}`, "provider"},
		{"POST", "/api/channels", ch + `"base_url":"ftp://x"}`, "base_url"},
		{"POST", "/api/channels", ch + `"base_url":"https://u:p@x"}`, "base_url"},
		{"POST", "/api/channels", ch + `"weight":-1}`, "weight"},
		{"POST", "/api/channels", ch + `"priority":"high"}`, "priority"},
		{"POST", "/api/channels", ch + `"models":["a",""]}`, "models[1]"},
		{"POST", "/api/channels", ch + `"models":["a"," a"]}`, "models[1]"},
		{"POST", "/api/channels", ch + `"models":"a"}`, "models"},
		{"POST", "/api/channels", ch + `"groups":["nowhere"]}`, "groups"},
		{"POST", "/api/channels", ch + `"keys":[""]}`, "keys[0]"},
		{"POST", "/api/channels", ch + `"keys":["k-one-key","k-one-key"]}`, "keys[1]"},
		{"POST", "/api/channels", ch + `"keys":[{"id":"key_x"}]}`, "keys[0]"},
		{"POST", "/api/channels", ch + `"options":{"timeouts":{"idle":"soon"}}}`, "options.timeouts.idle"},
		{"POST", "/api/channels", ch + `"options":{"timeouts":{"idle":3}}}`, "options.timeouts.idle"},
		{"POST", "/api/channels", ch + `"options":{"timeouts":{"min_tokens_per_second":-1}}}`, "options.timeouts.min_tokens_per_second"},
		{"POST", "/api/channels", ch + `"options":{"context_windows":{"m":0}}}`, "options.context_windows"},
		{"POST", "/api/channels", ch + `"options":{"continues_prefill":"yes"}}`, "options.continues_prefill"},
		{"POST", "/api/channels", ch + `"options":{"headers":{"a b":"c"}}}`, "options.headers"},
		{"POST", "/api/channels", ch + `"options":{"proxy_url":"x"}}`, "options.proxy_url"},
		{"POST", "/api/channels", ch + `"options":{"region":"e\u0001u"}}`, "options.region"},
		{"POST", "/api/channels", ch + `"limits":{"rpm":-1}}`, "limits.rpm"},
		{"POST", "/api/channels/bulk", `{"action":"explode","ids":["x"]}`, "action"},
		{"POST", "/api/channels/bulk", `{"action":"enable","ids":["ch_x"]}`, "ids[0]"},
		{"POST", "/api/channels/bulk", `{"action":"enable","ids":[]}`, "ids"},
	} {
		w.field(c.method, c.path, c.body, c.field)
	}
	if n := w.reloadCount(); n > 0 {
		t.Errorf("refused writes caused %d reloads", n)
	}
}

// badValue is a request and the field that is at fault.
type badValue struct{ method, path, body, field string }

func TestBadValues(t *testing.T) {
	w := newWorld(t)
	tok, usr, pr := `{"name":"n",`, `{"username":"n",`, `{"model":"m","input":"1","output":"2",`
	for _, c := range []badValue{
		{"POST", "/api/groups", `{"name":"a b"}`, "name"},
		{"POST", "/api/groups", `{"name":"a","price_multiplier":"much"}`, "price_multiplier"},
		{"POST", "/api/groups", `{"name":"a","price_multiplier":1}`, "price_multiplier"},
		{"PATCH", "/api/groups/default", `{"name":"other"}`, "name"},
		{"PATCH", "/api/groups/default", `{"nmae":null}`, "nmae"},
		{"PATCH", "/api/groups/default", `[]`, ""},
		{"POST", "/api/tokens", tok + `"budget":"-25.00"}`, "budget"},
		{"POST", "/api/tokens", tok + `"budget":"1e3"}`, "budget"},
		{"POST", "/api/tokens", tok + `"budget":"0.0000000001"}`, "budget"},
		{"POST", "/api/tokens", tok + `"budget":25}`, "budget"},
		{"POST", "/api/tokens", tok + `"budget_period":"year"}`, "budget_period"},
		{"POST", "/api/tokens", tok + `"limits":{"concurrency":1000000001}}`, "limits.concurrency"},
		{"POST", "/api/tokens", tok + `"allowed_cidrs":["10.0.0.0/8","home"]}`, "allowed_cidrs[1]"},
		{"POST", "/api/tokens", tok + `"expires_at":"tomorrow"}`, "expires_at"},
		{"POST", "/api/tokens", tok + `"user_id":"usr_x"}`, "user_id"},
		{"POST", "/api/tokens", tok + `"group":"nowhere"}`, "group"},
		{"POST", "/api/users", `{"username":"a b"}`, "username"},
		{"POST", "/api/users", usr + `"limits":{"tpm":"1"}}`, "limits.tpm"},
		{"POST", "/api/groups", `{"name":"a","limits":{"rps":1}}`, "limits.rps"},
		{"PUT", "/api/settings", `{"max_concurrent_calls":-1}`, "max_concurrent_calls"},
		{"POST", "/api/users", usr + `"role":"king"}`, "role"},
		{"POST", "/api/users", usr + `"email":"nowhere"}`, "email"},
		{"POST", "/api/users", usr + `"unlimited_balance":"yes"}`, "unlimited_balance"},
		{"POST", "/api/users", usr + `"password":"x"}`, "password"},
		{"POST", "/api/prices", `{"model":"m","input":"1"}`, "output"},
		{"POST", "/api/prices", pr + `"cache_read":"-1"}`, "cache_read"},
		{"POST", "/api/prices", pr + `"per_call":"0.0000000001"}`, "per_call"},
		{"POST", "/api/prices", pr + `"input_in":"1"}`, "input_in"},
		{"POST", "/api/prices", pr + `"image":"1.0000001"}`, "image"},
		{"POST", "/api/prices", pr + `"per_image":"0.0000000000001"}`, "per_image"},
		{"POST", "/api/prices", pr + `"per_second":"-0.1"}`, "per_second"},
		{"POST", "/api/prices", pr + `"per_character":"1e-6"}`, "per_character"},
		{"POST", "/api/prices", pr + `"per_image":"10001"}`, "per_image"},
		{"POST", "/api/prices", pr + `"per_call":"99999999999999999999"}`, "per_call"},
		{"POST", "/api/prices", pr + `"per_call":0.5}`, "per_call"},
		{"POST", "/api/prices", pr + `"reasoning":"100001"}`, "reasoning"},
		{"POST", "/api/prices", pr + `"free":true}`, "free"},
		{"POST", "/api/prices", pr + `"retired":true}`, "free"},
		{"POST", "/api/prices", `{"model":"m","free":true,"retired":true}`, "retired"},
		{"POST", "/api/prices", pr + `"kind":"purchase"}`, "channel_id"},
		{"POST", "/api/prices", pr + `"kind":"sale","provider":"openai"}`, "kind"},
		{"POST", "/api/prices", pr + `"provider":"nobody"}`, "provider"},
		{"POST", "/api/prices", pr + `"channel_id":"ch_x"}`, "channel_id"},
		{"POST", "/api/prices", pr + `"channel_id":"ch_x","provider":"openai"}`, "provider"},
		{"POST", "/api/prices", pr + `"effective_from":"1999-12-31T00:00:00Z"}`, "effective_from"},
		{"POST", "/api/prices", pr + `"effective_from":"2999-12-31T00:00:00Z"}`, "effective_from"},
		{"POST", "/api/prices/bulk", `{"items":[]}`, "items"},
		{"POST", "/api/prices/bulk", `{"items":[{"model":"a","free":true},{"model":"m","input":"x","output":"1"}]}`, "items[1].input"},
		{"POST", "/api/prices/bulk", `{"items":[{"model":"a","free":true},{"model":"a","free":true}]}`, "items[1].model"},
		{"POST", "/api/prices/bulk", `{"items":[{"model":"m","input":"1","output":"1","tiers":[{"above_tokens":5,"input":"-1","output":"1"}]}]}`, "items[0].tiers[0].input"},
		{"POST", "/api/prices/import", `{}`, "provider"},
		{"POST", "/api/prices/import", `{"provider":"nobody"}`, "provider"},
		{"POST", "/api/prices/import", `{"models":["both"]}`, "models[0]"},
		{"POST", "/api/prices/import", `{"models":["none"]}`, "models[0]"},
		{"POST", "/api/prices/import", `{"models":["old"]}`, "models[0]"},
		{"POST", "/api/prices/import", `{"models":["m-up","m-up"]}`, "models[1]"},
		{"POST", "/api/prices/import", `{"models":["m-up"],"multiplier":"0"}`, "multiplier"},
		{"POST", "/api/prices/import", `{"models":["m-up"],"multiplier":"1.0000001"}`, "multiplier"},
		{"POST", "/api/prices/import", `{"provider":"custom","models":["both"]}`, "models"},
		{"POST", "/api/prices/import", `{"provider":"custom","cny_per_usd":"x"}`, "cny_per_usd"},
		{"POST", "/api/prices", `{"model":"[","input":"1","output":"1"}`, "model"},
		{"POST", "/api/prices", pr + `"tiers":[{"above_tokens":9,"input":"1","output":"x"}]}`, "tiers[0].output"},
		{"POST", "/api/prices", pr + `"tiers":[{"above_tokens":9,"input":"1","output":"1"},{"above_tokens":9,"input":"1","output":"1"}]}`, "tiers[1].above_tokens"},
		{"PUT", "/api/settings", `{"max_attempts":-1}`, "max_attempts"},
		{"PATCH", "/api/settings", `{"max":1}`, "max"},
		{"PATCH", "/api/settings", `{"bodies":"some"}`, "bodies"},
		{"PATCH", "/api/settings", `{"bodies_max_bytes":16777217}`, "bodies_max_bytes"},
		{"PATCH", "/api/settings", `{"bodies_one_in":-1}`, "bodies_one_in"},
		{"PATCH", "/api/settings", `{"bodies_retention_hours":"1"}`, "bodies_retention_hours"},
		{"PATCH", "/api/settings", `{"bodies_users":["usr_nobody"]}`, "bodies_users[0]"},
	} {
		w.field(c.method, c.path, c.body, c.field)
	}
	if n := w.reloadCount(); n > 1 { // the owner of the tokens above may have been made
		t.Errorf("refused writes caused %d reloads", n)
	}
}

func TestBadQueries(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct{ method, path, body, field string }{
		{"GET", "/api/channels?limit=0", "", "limit"},
		{"GET", "/api/channels?limit=x", "", "limit"},
		{"GET", "/api/channels?cursor=!", "", "cursor"},
		{"GET", "/api/logs?form=2026", "", "form"},
		{"GET", "/api/logs?from=yesterday", "", "from"},
		{"GET", "/api/logs/export?format=xml", "", "format"},
	} {
		w.field(c.method, c.path, c.body, c.field)
	}
}

func TestBadRoutes(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct{ path, body, field string }{
		{"/api/routes", `{"model":"m","strategy":"random"}`, "strategy"},
		{"/api/routes", `{"model":"m","fallback_models":["x","x"]}`, "fallback_models[1]"},
		{"/api/routes", `{"model":"m","fallback_models":["1","2","3","4","5","6"]}`, "fallback_models"},
		{"/api/routes", `{"model":"m","affinity":"luck"}`, "affinity"},
		{"/api/routes", `{"model":"m","targets":[{"channel_id":"ch_x","when":{"min_tokens":9,"max_tokens":8}}]}`, "targets[0].when.max_tokens"},
		{"/api/routes", `{"model":"m","targets":[{"channel_id":"ch_x","when":{"tool":true}}]}`, "targets[0].when.tool"},
		{"/api/routes/decide", `{"group":"default"}`, "model"},
		{"/api/routes", `{"model":"m","targets":[{"channel_id":"ch_x"}]}`, "targets"},
		{"/api/routes", `{"model":"m","targets":[{"chanel":"x","channel_id":"ch_x"}]}`, "targets[0].chanel"},
		{"/api/routes", `{"model":"m","targets":[{}]}`, "targets[0].channel_id"},
		{"/api/routes", `{"model":"m","group":"nowhere"}`, "group"},
		{"/api/routes", `{"model":"m","targets":[{"channel_id":"ch_x","when":{"tools":"yes"}}]}`, "targets[0].when.tools"},
	} {
		w.field("POST", c.path, c.body, c.field)
	}
}

func TestPaging(t *testing.T) {
	w := newWorld(t)
	for i := range 7 {
		w.channel(fmt.Sprintf(`{"name":"c%d","provider":"openai"}`, i))
	}
	var seen []string
	path := "/api/channels?limit=3"
	for pages := 0; path != "" && pages < 5; pages++ {
		page := w.do(200, "GET", path, "")
		for _, c := range list(page["items"]) {
			seen = append(seen, c.(map[string]any)["name"].(string))
		}
		path = ""
		if next, ok := page["next_cursor"].(string); ok {
			path = "/api/channels?limit=3&cursor=" + next
		}
	}
	if got := strings.Join(seen, " "); got != "c0 c1 c2 c3 c4 c5 c6" {
		t.Errorf("pages hold %s", got)
	}
}

func TestConfigurationFaults(t *testing.T) {
	w := newWorld(t)
	ch := w.channel(`{"name":"n","provider":"openai"}`)
	w.mu.Lock()
	w.refuse = burncloud.Faults{{Field: "channels[" + ch + "].models", Message: "are none"}, {Field: "routes[rt_1].model", Message: "is odd"}}
	w.mu.Unlock()
	a := w.send(bootstrap, "PATCH", "/api/channels/"+ch, `{"priority":9}`)
	if a.status != 422 || !strings.Contains(a.body, `"field":"models"`) || !strings.Contains(a.body, `"field":"routes[rt_1].model"`) {
		t.Errorf("= %d %s", a.status, a.body)
	}
	w.mu.Lock()
	w.refuse = nil
	w.mu.Unlock()
	w.has(w.do(200, "GET", "/api/channels/"+ch, ""), `{"priority":0}`)
}

func TestReload(t *testing.T) {
	w := newWorld(t)
	before := w.do(200, "POST", "/api/internal/reload", "")["version"].(float64)
	ch := w.channel(`{"name":"n","provider":"openai"}`)
	if after := w.do(200, "POST", "/api/internal/reload", "")["version"].(float64); after <= before {
		t.Errorf("version %v after %v", after, before)
	}
	w.mu.Lock()
	w.broken = burncloud.Faults{{Field: "a", Message: "x"}, {Field: "b", Message: "y"}}
	w.mu.Unlock()
	if got := w.do(422, "POST", "/api/internal/reload", ""); len(list(got["errors"])) != 2 {
		t.Errorf("faults: %v", got)
	}
	w.do(500, "PATCH", "/api/channels/"+ch, `{"priority":1}`) // committed: not the request's fault
	w.mu.Lock()
	w.broken = errors.New("disk on fire")
	w.mu.Unlock()
	if a := w.send(bootstrap, "POST", "/api/internal/reload", ""); a.status != 500 || strings.Contains(a.body, "fire") {
		t.Errorf("= %d %s", a.status, a.body)
	}
}

// Writes of many clients to one object are all kept.
func TestConcurrentMerges(t *testing.T) {
	w := newWorld(t)
	ch := w.channel(`{"name":"n","provider":"openai"}`)
	done := make(chan struct{})
	for i := range 8 {
		go func() {
			defer func() { done <- struct{}{} }()
			other := &world{t: t, url: w.url}
			other.do(200, "PATCH", "/api/channels/"+ch, fmt.Sprintf(`{"model_mapping":{"m%d":"u"}}`, i))
		}()
	}
	for range 8 {
		<-done
	}
	if m := w.do(200, "GET", "/api/channels/"+ch, "")["model_mapping"].(map[string]any); len(m) != 8 {
		t.Errorf("%d of 8 merges are kept: %v", len(m), m)
	}
}
