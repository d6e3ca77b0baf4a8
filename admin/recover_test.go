package admin_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/secret"
)

// The set-up ends signed in, and says before and after what a link is good for.
func TestSetupSignsIn(t *testing.T) {
	w := newWorld(t)
	state := func(token string) map[string]any {
		return w.want(200, w.browse("", "GET", "/api/setup?token="+token, "")).object
	}
	token, err := w.admin.NewSetupToken(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	w.has(state(""), `{"needed":true,"valid":false,"recovers":""}`)
	w.has(state(token), `{"needed":true,"valid":true,"recovers":""}`)
	w.has(state(token+"x"), `{"needed":true,"valid":false}`)
	w.has(w.browse("", "GET", "/api/session/options", "").object, `{"setup_needed":true,"oidc":false,"registration":"off"}`)
	w.want(422, w.browse("", "POST", "/api/setup", `{"token":"`+token+`","username":"lin","password":"password123"}`))
	w.want(401, w.browse("", "POST", "/api/setup/recover", `{"token":"`+token+`","password":"`+password+`"}`))
	a := w.want(201, w.browse("", "POST", "/api/setup", `{"token":"`+token+`","username":"lin","password":"`+password+`"}`))
	w.has(w.want(200, w.browse(a.cookie(), "GET", "/api/session", "")).object, `{"method":"setup"}`)
	w.has(state(token), `{"needed":false,"valid":false}`)
	w.signIn("lin")
	entry := w.audit("action=setup")
	if len(entry) != 1 {
		t.Errorf("the set-up has %d entries in the audit log", len(entry))
	}
}

// Who has the machine gets in again: a new password, no second factor, none of the sessions.
func TestRecover(t *testing.T) {
	w := newWorld(t)
	lin := w.account("lin", burncloud.RoleAdmin)
	w.account("mei", burncloud.RoleUser)
	_, _, cookie := w.enrol(w.signIn("lin"))
	for range 12 { // and it was locked from outside
		w.browse("", "POST", "/api/session", `{"username":"lin","password":"guess"}`, "X-Forwarded-For", "203.0.113.9")
		w.later(31 * time.Second)
	}
	if _, _, err := w.admin.NewRecoveryToken(t.Context(), "mei"); err == nil {
		t.Error("a link for somebody who is no admin")
	}
	token, name, err := w.admin.NewRecoveryToken(t.Context(), "")
	if err != nil || name != "lin" {
		t.Fatal(name, err)
	}
	w.has(w.want(200, w.browse("", "GET", "/api/setup?token="+token, "")).object, `{"needed":false,"valid":true,"recovers":"lin"}`)
	w.want(200, w.browse("", "GET", "/setup?token="+token, ""))
	w.want(http.StatusGone, w.browse("", "GET", "/setup?token=x", ""))
	w.want(http.StatusGone, w.browse("", "POST", "/api/setup", `{"token":"`+token+`","username":"evil","password":"`+password+`"}`))
	w.want(401, w.browse("", "POST", "/api/setup/recover", `{"token":"`+secret.NewKey("set-")+`","password":"`+password+`"}`))
	if a := w.browse("", "POST", "/api/setup/recover", `{"token":"`+token+`","password":"short"}`); a.status != 422 || !strings.Contains(a.body, `"password"`) {
		t.Errorf("= %d %s", a.status, a.body)
	}
	a := w.want(200, w.browse("", "POST", "/api/setup/recover", `{"token":"`+token+`","password":"a new good phrase"}`))
	w.has(w.want(200, w.browse(a.cookie(), "GET", "/api/me", "")).object, `{"id":"`+string(lin)+`","second_factor":false}`)
	w.want(401, w.browse(cookie, "GET", "/api/me", ""))
	w.want(201, w.browse("", "POST", "/api/session", `{"username":"lin","password":"a new good phrase"}`))
	w.want(401, w.browse("", "POST", "/api/setup/recover", `{"token":"`+token+`","password":"`+password+`"}`)) // once

	old, _, err := w.admin.NewRecoveryToken(t.Context(), "LIN")
	if err != nil {
		t.Fatal(err)
	}
	w.later(31 * time.Minute)
	w.want(401, w.browse("", "POST", "/api/setup/recover", `{"token":"`+old+`","password":"`+password+`"}`))
}
