package main

import (
	"encoding/base32"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/burncloud/burncloud/internal/secret"
)

// accounts makes people with passwords, sessions, second factors, invitations and an OIDC client, shows all of their
// secrets to the program, good and bad, and reads what it says about them. Answers to their owners are no places.
func (h *hunt) accounts(base string, auth ...string) {
	password := h.canary("user's password")
	h.call("PUT", base+"/api/settings/access", fmt.Sprintf(`{"registration":"invitation","oidc":{"issuer":"http://127.0.0.1:1","client_id":"c","client_secret":%q}}`,
		h.canary("OIDC client secret")), auth...)
	h.call("PATCH", base+"/api/settings/access", fmt.Sprintf(`{"oidc":{"client_secret":[%q]}}`, canary("OIDC client secret")), auth...)
	h.call("GET", base+"/api/session/oidc/start", "")
	h.call("GET", base+"/api/session/oidc/callback?code="+h.canary("OIDC code")+"&state=x", "", "Cookie", "__Host-burncloud-oidc="+h.canary("OIDC state"))

	code := h.member("invitation code", "code", "POST", base+"/api/invitations", `{"note":"n","role":"admin"}`, auth...)
	register := fmt.Sprintf(`{"username":"mei","password":%q,"invitation":%q}`, password, code)
	h.call("POST", base+"/api/register", strings.Replace(register, "mei", "no good name!", 1))
	cookie := h.cookie("session of the invitation", base+"/api/register", register)
	h.call("POST", base+"/api/register", register)
	key := h.member("named management token", "key", "POST", base+"/api/management-tokens", `{"name":"ci","scopes":["read"]}`, cookie...)
	h.member("own token", "key", "POST", base+"/api/me/tokens", `{"name":"own"}`, cookie...)
	h.call("GET", base+"/api/users", "", "Authorization", "Bearer "+key)

	login := func(password, code string) string {
		return fmt.Sprintf(`{"username":"mei","password":%q,"code":%q}`, password, code)
	}
	h.call("POST", base+"/api/session", login(h.canary("wrong password"), ""))
	h.call("POST", base+"/api/session", fmt.Sprintf(`{"username":"mei","password":[%q]}`, password))
	h.call("POST", base+"/api/session", login(password, "")+"x")
	h.call("POST", base+"/api/session", login(password, ""), "Origin", "https://evil.example")

	shown := h.member("TOTP key", "secret", "POST", base+"/api/me/totp", fmt.Sprintf(`{"password":%q}`, password), cookie...)
	raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(shown)
	if err != nil {
		h.t.Fatal(err)
	}
	h.know("TOTP key, raw", string(raw))
	h.call("POST", base+"/api/me/totp/confirm", `{"code":"000000"}`, cookie...)
	_, dump, answer := h.fetch("POST", base+"/api/me/totp/confirm", `{"code":"`+secret.TOTP(raw, time.Now().Unix()/30)+`"}`, cookie...)
	var made struct {
		Codes []string `json:"recovery_codes"`
	}
	if json.Unmarshal(answer, &made) != nil || len(made.Codes) == 0 {
		h.t.Fatalf("second factor: %s", dump)
	}
	for i, c := range made.Codes {
		h.know(fmt.Sprintf("recovery code %d", i), c)
	}
	h.call("POST", base+"/api/session", login(password, ""))
	h.cookie("session by a recovery code", base+"/api/session", login(password, made.Codes[0]))
	h.call("POST", base+"/api/session", login(password, made.Codes[0]))
	cookie = h.cookie("session by another", base+"/api/session", login(password, made.Codes[1]))
	for _, path := range []string{
		"/api/session", "/api/me", "/api/me/sessions", "/api/me/tokens", "/api/me/logs", "/api/me/models", "/api/management-tokens", "/api/invitations",
		"/api/settings/access", "/api/settings/views", "/api/audit?limit=200", "/api/audit/export?format=csv", "/api/audit/export", "/api/audit/verify",
		"/api/users?limit=200", "/api/setup?token=" + code, "/api/nothing",
	} {
		h.call("GET", base+path, "", cookie...)
		h.call("GET", base+path, "", auth...)
		h.call("GET", base+path, "", "Cookie", cookie[1]+"x")
	}
	h.call("POST", base+"/api/me/password", fmt.Sprintf(`{"current_password":%q,"new_password":"short"}`, password), cookie...)
	h.call("DELETE", base+"/api/session", "", cookie...)
}

// member makes something and returns the secret that its owner is shown once.
func (h *hunt) member(name, member, method, address, body string, header ...string) string {
	h.t.Helper()
	_, dump, answer := h.fetch(method, address, body, header...)
	var made map[string]any
	_ = json.Unmarshal(answer, &made)
	v, _ := made[member].(string)
	if v == "" {
		h.t.Fatalf("no %s: %s", name, dump)
	}
	h.know(name, v)
	return v
}

// cookie signs in, and returns the header for further requests. The cookie is the browser's to know.
func (h *hunt) cookie(name, address, body string) []string {
	h.t.Helper()
	_, dump, _ := h.fetch("POST", address, body)
	_, rest, ok := strings.Cut(string(dump), "__Host-burncloud=")
	value, _, _ := strings.Cut(rest, ";")
	if !ok || value == "" {
		h.t.Fatalf("no %s: %s", name, dump)
	}
	h.know(name, value)
	return []string{"Cookie", "__Host-burncloud=" + value}
}
