package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// The command works beside the running program: a new link while there is no admin, a way in again afterwards.
func TestSetupLink(t *testing.T) {
	dir := t.TempDir()
	p := start(t, dir, "", "serve")
	defer p.end()
	first := p.find(`(http://\S+/setup\?token=\S+)`)
	base, _, _ := strings.Cut(first, "/setup?token=")
	env := map[string]string{"BURNCLOUD_DATA_DIR": dir, "BURNCLOUD_LISTEN": "0.0.0.0:3131"}
	run := func(code int, says string, args ...string) string {
		t.Helper()
		var out, errs bytes.Buffer
		q := &program{stdout: &out, stderr: &errs, getenv: func(name string) string { return env[name] }}
		if got := q.run(t.Context(), append([]string{"setup-link"}, args...)); got != code || !strings.Contains(out.String()+errs.String(), says) {
			t.Fatalf("setup-link %v: exit %d, %q %q", args, got, out.String(), errs.String())
		}
		_, token, _ := strings.Cut(strings.TrimSpace(out.String()), "http://127.0.0.1:3131/setup?token=")
		return token
	}
	guest := rest{t, base, ""}
	setUp := func(token string, want int) {
		guest.do("POST", "/api/setup", fmt.Sprintf(`{"token":%q,"username":"root","password":"correct horse battery"}`, token), want)
	}
	run(2, "--user needs --recover", "-user", "root")
	token := run(0, "to make the administrator")
	_, void, _ := strings.Cut(first, "token=")
	setUp(void, 401) // the new link takes the place of the one before
	setUp(token, 201)
	run(1, "there is an administrator already")
	run(1, "there is no such admin", "-recover", "-user", "nobody")
	again := run(0, "to give root a new password", "-recover")
	guest.do("POST", "/api/setup/recover", fmt.Sprintf(`{"token":%q,"password":"another good phrase"}`, again), 200)
	guest.do("POST", "/api/session", `{"username":"root","password":"correct horse battery"}`, 401)
	guest.do("POST", "/api/session", `{"username":"root","password":"another good phrase"}`, 201)
}
