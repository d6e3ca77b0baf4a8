package main

import (
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/burncloud/burncloud/admin"
)

// What the console shows of the start: where each value comes from, and no secret.
func TestEnvironmentOfTheStart(t *testing.T) {
	const token, key = "canary-token-of-the-environment", "canary-master-key-of-the-environment"
	env := map[string]string{"BURNCLOUD_ADMIN_TOKEN": token, "BURNCLOUD_MASTER_KEY": key, "BURNCLOUD_DRAIN": "5s", "BURNCLOUD_LOG_FORMAT": "json"}
	p := &program{stdout: io.Discard, stderr: io.Discard, getenv: func(k string) string { return env[k] }, command: "serve"}
	o, err := parse(p, []string{"-log-format", "text"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	got := o.environment(time.Now())
	found := map[string]admin.EnvironmentSetting{}
	for _, x := range got.Items {
		found[x.Name] = x
	}
	for name, want := range map[string][2]string{
		"BURNCLOUD_DRAIN": {"env", "5s"}, "BURNCLOUD_LOG_FORMAT": {"flag", "text"}, "BURNCLOUD_LISTEN": {"default", "127.0.0.1:3000"},
		"BURNCLOUD_ADMIN_TOKEN": {"env", ""}, "BURNCLOUD_MASTER_KEY": {"env", ""},
	} {
		if x := found[name]; x.Source != want[0] || x.Value != want[1] || x.Help == "" {
			t.Errorf("%s: %+v, want %v", name, x, want)
		}
	}
	if x := found["BURNCLOUD_ADMIN_TOKEN"]; !x.Secret || !x.Set {
		t.Errorf("a secret: %+v", x)
	}
	if len(got.Items) != len(settings()) {
		t.Errorf("%d settings, want all %d", len(got.Items), len(settings()))
	}
	if text, _ := json.Marshal(got); strings.Contains(string(text), "canary") {
		t.Errorf("it tells a secret: %s", text)
	}
	s := setting{flag: "database-url", env: "BURNCLOUD_DATABASE_URL"}
	if x := s.given("postgres://me:canary@db/x", false, true); strings.Contains(x.Value, "canary") || !strings.Contains(x.Value, "me:") {
		t.Errorf("an address with a password: %q", x.Value)
	}
}
