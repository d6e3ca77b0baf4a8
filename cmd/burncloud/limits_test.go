package main

import (
	"fmt"
	"testing"

	"github.com/burncloud/burncloud/sim"
)

// TestLimitsFromTheAPIToTheCaller sets each limit through the API: the next call meets it, and a call after it was lifted
// does not.
func TestLimitsFromTheAPIToTheCaller(t *testing.T) {
	provider := sim.New(sim.OpenAI, sim.Options{})
	providers, err := sim.Start(provider)
	if err != nil {
		t.Fatal(err)
	}
	defer providers.Close()
	p := start(t, t.TempDir(), "bootstrap-token-123456", "serve")
	admin := rest{t, p.find(`url=(\S+)`), "bootstrap-token-123456"}
	channel := admin.do("POST", "/api/channels", fmt.Sprintf(`{"name":"c","provider":"openai","base_url":%q,"keys":["k-0123456789"],"models":["gpt-4o-mini"]}`, providers.URL(provider)), 201)
	admin.do("POST", "/api/prices", `{"model":"*","input":"1","output":"2"}`, 201)
	token := admin.do("POST", "/api/tokens", `{"name":"t","unlimited":true}`, 201)
	client := rest{t, admin.base, token["key"].(string)}
	const hello = `{"model":"gpt-4o-mini","max_tokens":20,"messages":[{"role":"user","content":"hi"}]}`
	for _, x := range []struct {
		path   string
		status int
	}{
		{"/api/tokens/" + token["id"].(string), 429},
		{"/api/users/" + token["user_id"].(string), 429},
		{"/api/groups/default", 429},
		{"/api/channels/" + channel["id"].(string), 503},
	} {
		admin.do("PATCH", x.path, `{"limits":{"rpm":1}}`, 200)
		client.do("POST", "/v1/chat/completions", hello, 200)
		client.do("POST", "/v1/chat/completions", hello, x.status)
		if got := fmt.Sprint(admin.do("GET", x.path, "", 200)["limits"]); got != "map[concurrency:0 rpm:1 tpm:0]" {
			t.Errorf("%s reads back %s", x.path, got)
		}
		admin.do("PATCH", x.path, `{"limits":null}`, 200)
		client.do("POST", "/v1/chat/completions", hello, 200)
	}
	if got := admin.do("PATCH", "/api/settings", `{"max_concurrent_calls":5}`, 200)["max_concurrent_calls"]; got != 5.0 {
		t.Errorf("the setting reads back %v", got)
	}
	client.do("POST", "/v1/chat/completions", hello, 200)
	p.end()
}
