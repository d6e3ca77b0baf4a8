package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/burncloud/burncloud/sim"
)

// TestRefusedKeyIsShownAndHealed: a provider refuses a key. It is disabled, with an alert, and stays so over a restart,
// until a test of it succeeds; the calls go elsewhere meanwhile.
func TestRefusedKeyIsShownAndHealed(t *testing.T) {
	bad, good := sim.New(sim.DeepSeek, sim.Options{Keys: []string{"provider-key-1"}}), sim.New(sim.DeepSeek, sim.Options{Keys: []string{"provider-key-2"}})
	providers, err := sim.Start(bad, good)
	if err != nil {
		t.Fatal(err)
	}
	defer providers.Close()
	dir := t.TempDir()
	const token = "bootstrap-token-123456"
	p := start(t, dir, token, "serve")
	admin := rest{t, p.find(`url=(\S+)`), token}
	var paths []string
	for i, provider := range []*sim.Provider{bad, good} {
		ch := admin.do("POST", "/api/channels", fmt.Sprintf(`{"name":"c%d","provider":"deepseek","base_url":%q,"keys":["provider-key-%d"],"models":["deepseek-chat"],"priority":%d}`,
			i, providers.URL(provider), i+1, -i), 201)
		paths = append(paths, "/api/channels/"+ch["id"].(string))
	}
	admin.do("POST", "/api/prices", `{"model":"*","input":"1","output":"2"}`, 201)
	user := rest{t, admin.base, admin.do("POST", "/api/tokens", `{"name":"first","unlimited":true}`, 201)["key"].(string)}
	call := func() {
		user.do("POST", "/v1/chat/completions", `{"model":"deepseek-chat","messages":[{"role":"user","content":"hi"}]}`, 200)
	}

	call()
	bad.Set(sim.Knobs{ErrorShare: 1, ErrorStatus: 401})
	call()
	key := wait(t, "the key is disabled", func() map[string]any {
		if k := admin.do("GET", paths[0], "", 200)["keys"].([]any)[0].(map[string]any); k["status"] == "disabled" {
			return k
		}
		return nil
	})
	if reason := key["reason"].(string); !strings.Contains(reason, "upstream_auth") {
		t.Errorf("reason %q", reason)
	}
	p.find(`level=WARN.*(provider key disabled)`)
	served := len(bad.Served())
	call()
	if len(bad.Served()) != served {
		t.Error("the disabled key is still asked")
	}
	rows := waitForRows(t, admin, 3)
	detail := admin.do("GET", "/api/logs/"+rows[1].(map[string]any)["id"].(string), "", 200)
	if d := detail["decision"].(map[string]any); d["total"] != 2.0 || d["candidates"].([]any)[0].(map[string]any)["skipped"] != "excluded after upstream_auth" {
		t.Errorf("decision %v", d)
	}
	p.end()

	p = start(t, dir, token, "serve")
	admin = rest{t, p.find(`url=(\S+)`), token}
	h := admin.do("GET", paths[0]+"/health", "", 200)
	if h["state"] != "dead" || len(h["history"].([]any)) == 0 || len(h["targets"].([]any)) != 1 {
		t.Errorf("after the restart: %v", h)
	}
	plan := admin.do("POST", "/api/routes/decide", `{"model":"deepseek-chat"}`, 200)
	if plan["total"] != 1.0 {
		t.Errorf("plan %v", plan)
	}
	if r := admin.do("POST", paths[0]+"/test", `{}`, 200); r["ok"] != false {
		t.Errorf("test of a refused key: %v", r)
	}
	bad.Set(sim.Knobs{})
	if r := admin.do("POST", paths[0]+"/test", `{}`, 200); r["ok"] != true {
		t.Errorf("test of a good key: %v", r)
	}
	if ch := admin.do("GET", paths[0], "", 200); ch["health"].(map[string]any)["state"] != "healthy" || ch["keys"].([]any)[0].(map[string]any)["status"] != "enabled" {
		t.Errorf("healed: %v", ch)
	}
	served, user.base = len(bad.Served()), admin.base
	call()
	if len(bad.Served()) != served+1 {
		t.Error("the enabled key is not asked")
	}
	wait(t, "the recovery is in the history", func() map[string]any {
		if changes := admin.do("GET", paths[0]+"/health", "", 200)["history"].([]any); changes[0].(map[string]any)["state"] == "healthy" {
			return changes[0].(map[string]any)
		}
		return nil
	})
	p.end()
}

// wait asks until there is something.
func wait(t *testing.T, what string, f func() map[string]any) map[string]any {
	t.Helper()
	for range 300 {
		if got := f(); got != nil {
			return got
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("waited in vain until %s", what)
	return nil
}
