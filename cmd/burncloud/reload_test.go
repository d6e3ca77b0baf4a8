package main

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"github.com/burncloud/burncloud/sim"
)

// TestConfigurationFollowsTheDatabase edits the database as an operator with a SQL client would: what is sound takes
// effect within two seconds, what is not leaves the old configuration serving and is told at a reload.
func TestConfigurationFollowsTheDatabase(t *testing.T) {
	provider := sim.New(sim.OpenAI, sim.Options{})
	providers, err := sim.Start(provider)
	if err != nil {
		t.Fatal(err)
	}
	defer providers.Close()
	dir := t.TempDir()
	p := start(t, dir, "bootstrap-token-123456", "serve")
	admin := rest{t, p.find(`url=(\S+)`), "bootstrap-token-123456"}
	admin.do("POST", "/api/channels", fmt.Sprintf(`{"name":"c","provider":"openai","base_url":%q,"keys":["k-0123456789"],"models":["gpt-4o-mini"]}`, providers.URL(provider)), 201)
	admin.do("POST", "/api/prices", `{"model":"*","input":"1","output":"2"}`, 201)
	client := rest{t, admin.base, admin.do("POST", "/api/tokens", `{"name":"t","unlimited":true}`, 201)["key"].(string)}
	const hello = `{"model":"gpt-4o-mini","messages":[{"role":"user","content":"hi"}]}`
	client.do("POST", "/v1/chat/completions", hello, 200)

	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "burncloud.db")+"?_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	edit := func(statement string) {
		t.Helper()
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	within := func(what string, done func() bool) {
		t.Helper()
		for began := time.Now(); !done(); time.Sleep(20 * time.Millisecond) {
			if time.Since(began) > 2*time.Second {
				t.Fatalf("%s: not in effect after two seconds", what)
			}
		}
	}
	models := func() int { return len(client.do("GET", "/v1/models", "", 200)["data"].([]any)) }

	edit(`UPDATE channels SET enabled = FALSE`)
	within("disabled", func() bool { return models() == 0 })
	edit(`UPDATE channels SET enabled = TRUE`)
	within("enabled", func() bool { return models() == 1 })

	edit(`UPDATE channels SET provider = 'nobody'`)
	problem := admin.do("POST", "/api/internal/reload", "", 422)
	if faults, ok := problem["errors"].([]any); !ok || len(faults) != 1 {
		t.Errorf("the reload must tell the fault: %v", problem)
	}
	time.Sleep(1200 * time.Millisecond) // longer than the polling
	client.do("POST", "/v1/chat/completions", hello, 200)
	edit(`UPDATE channels SET provider = 'openai'`)
	if v := admin.do("POST", "/api/internal/reload", "", 200)["version"]; v == nil {
		t.Error("the reload must tell its version")
	}
	p.end()
}
