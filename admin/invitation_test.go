package admin_test

import (
	"strings"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
)

func TestRegistration(t *testing.T) {
	w := newWorld(t)
	fresh := newWorld(t)
	w.account("root", burncloud.RoleAdmin)
	w.do(201, "POST", "/api/groups", `{"name":"guests"}`)
	register := func(name, invitation string) answer {
		return w.browse("", "POST", "/api/register", `{"username":"`+name+`","password":"`+password+`","invitation":"`+invitation+`"}`)
	}
	invite := func(body string) (code string) {
		a := w.do(201, "POST", "/api/invitations", body)
		if !strings.HasSuffix(a["link"].(string), "/invite?code="+a["code"].(string)) {
			t.Errorf("link %v", a["link"])
		}
		return a["code"].(string)
	}
	code := invite(`{"note":"for lin","role":"operator"}`)
	w.want(403, register("lin", code)) // off
	w.do(200, "PATCH", "/api/settings/access", `{"registration":"invitation","registration_group":"guests"}`)
	w.want(422, register("lin", ""))
	w.want(422, register("lin", "inv-wrong"))
	w.later(time.Hour)
	w.want(422, register("lin", strings.Replace(code, "inv-", "inv-x", 1)))
	if a := w.browse("", "POST", "/api/register", `{"username":"lin","password":"short","invitation":"`+code+`"}`); a.status != 422 || !strings.Contains(a.body, `"password"`) {
		t.Errorf("= %d %s", a.status, a.body)
	}
	a := w.want(201, register("lin", code))
	w.has(a.object["user"].(map[string]any), `{"username":"lin","role":"operator","group":"guests"}`)
	w.has(a.object, `{"method":"invitation"}`)
	w.want(200, w.browse(a.cookie(), "GET", "/api/channels", ""))
	w.want(422, register("mei", code)) // once
	w.later(time.Hour)
	expired := invite(`{"expires_at":"2026-05-02T00:00:00Z"}`)
	w.later(24 * time.Hour)
	w.want(422, register("mei", expired))
	w.field("POST", "/api/invitations", `{"expires_at":"2026-05-01T00:00:00Z"}`, "expires_at")
	w.field("POST", "/api/invitations", `{"group":"nowhere"}`, "group")

	vip := invite(`{"group":"default"}`) // two at once: one gets it
	statuses := make(chan answer)
	for _, name := range []string{"a1", "a2", "a3"} {
		go func() {
			o := &world{t: t, url: w.url}
			statuses <- o.browse("", "POST", "/api/register", `{"username":"`+name+`","password":"`+password+`","invitation":"`+vip+`"}`)
		}()
	}
	in := 0
	for range 3 {
		if a := <-statuses; a.status == 201 {
			in++
			w.has(a.object["user"].(map[string]any), `{"role":"user","group":"default"}`)
		}
	}
	if in != 1 {
		t.Errorf("one invitation made %d accounts", in)
	}
	w.later(time.Hour)
	w.do(200, "PATCH", "/api/settings/access", `{"registration":"open"}`)
	w.has(w.want(200, w.browse("", "GET", "/api/session/options", "")).object, `{"registration":"open","setup_needed":false,"oidc":false}`)
	w.has(w.want(201, register("mei", "")).object["user"].(map[string]any), `{"role":"user","group":"guests"}`)
	w.want(409, register("MEI", ""))

	// One address does not make accounts without end.
	made := 0
	for i := range 20 {
		if a := w.browse("", "POST", "/api/register", `{"username":"n`+string(rune('a'+i))+`","password":"`+password+`"}`, "X-Forwarded-For", "203.0.113.7"); a.status == 201 {
			made++
		}
	}
	if made > 4 {
		t.Errorf("%d accounts at once", made)
	}
	fresh.want(403, fresh.browse("", "POST", "/api/register", `{"username":"lin","password":"`+password+`"}`))
	fresh.do(200, "PATCH", "/api/settings/access", `{"registration":"open"}`)
	fresh.want(403, fresh.browse("", "POST", "/api/register", `{"username":"lin","password":"`+password+`"}`)) // not before the set-up
}

func TestAccessSettings(t *testing.T) {
	w := newWorld(t)
	w.has(w.do(200, "GET", "/api/settings/access", ""), `{"registration":"off","registration_group":"default","session_hours":168,"public_url":""}`)
	for body, field := range map[string]string{
		`{"registration":"maybe"}`: "registration", `{"registration_group":"nowhere"}`: "group", `{"session_hours":0}`: "session_hours",
		`{"public_url":"ftp://x"}`: "public_url", `{"public_url":"https://x/y"}`: "public_url", `{"oidc":{"issuer":"x"}}`: "oidc.issuer",
		`{"oidc":{"issuer":"https://idp.example"}}`: "oidc.client_id", `{"oidc":{"roles":{"a":"king"}}}`: "oidc.roles.a",
		`{"oidc":{"issuer":"https://u:p@idp.example","client_id":"x"}}`: "oidc.issuer",
	} {
		a := w.send(bootstrap, "PATCH", "/api/settings/access", body)
		if a.status != 422 || !strings.Contains(a.body, field) {
			t.Errorf("%s = %d %s", body, a.status, a.body)
		}
	}
	got := w.do(200, "PUT", "/api/settings/access", `{"oidc":{"issuer":"https://idp.example","client_id":"c","client_secret":"`+oidcSecret+`"}}`)
	w.has(got["oidc"].(map[string]any), `{"client_secret_set":true,"issuer":"https://idp.example"}`)
	w.do(200, "PATCH", "/api/settings/access", `{"session_hours":1}`)
	kept, err := w.db.Access(t.Context())
	if err != nil || kept.OIDC.ClientSecret.Reveal() != oidcSecret {
		t.Errorf("the secret is gone: %v", err)
	}
	w.account("lin", burncloud.RoleUser)
	cookie := w.signIn("lin")
	w.later(61 * time.Minute)
	w.want(401, w.browse(cookie, "GET", "/api/me", ""))
	got = w.do(200, "PATCH", "/api/settings/access", `{"oidc":{"client_secret":""}}`)
	w.has(got["oidc"].(map[string]any), `{"client_secret_set":false}`)
	for _, body := range w.seen {
		if strings.Contains(body, oidcSecret) {
			t.Fatalf("the secret is in an answer: %s", body)
		}
	}
}
