package admin_test

import (
	"encoding/base32"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/secret"
)

// code is what the app shows now for the key that it was given.
func (w *world) code(text string) string {
	key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(text)
	if err != nil {
		w.t.Fatal(err)
	}
	return secret.TOTP(key, w.clock().Unix()/30)
}

func (w *world) enrol(cookie string) (key string, codes []any, fresh string) {
	w.t.Helper()
	key = w.want(200, w.browse(cookie, "POST", "/api/me/totp", `{"password":"`+password+`"}`)).object["secret"].(string)
	a := w.want(200, w.browse(cookie, "POST", "/api/me/totp/confirm", `{"code":"`+w.code(key)+`"}`))
	return key, list(a.object["recovery_codes"]), a.cookie()
}

func login(code string) string {
	return fmt.Sprintf(`{"username":"lin","password":%q,"code":%q}`, password, code)
}

// Absent, pending, on: every action in every state.
func TestSecondFactorStates(t *testing.T) {
	w := newWorld(t)
	w.account("lin", burncloud.RoleAdmin)
	cookie := w.signIn("lin")
	do := func(want int, action, body string) answer {
		t.Helper()
		return w.want(want, w.browse(cookie, "POST", "/api/me/totp"+action, body))
	}
	start, good := `{"password":"`+password+`"}`, func(key string) string { return `{"code":"` + w.code(key) + `"}` }

	for _, action := range []string{"/confirm", "/disable", "/recovery-codes"} { // absent
		do(409, action, `{"code":"123456"}`)
	}
	do(422, "", `{"password":"wrong"}`)
	first := do(200, "", start).object["secret"].(string)
	made := do(200, "", start).object // pending is begun anew at will
	key := made["secret"].(string)
	if u, err := url.Parse(made["url"].(string)); err != nil || u.Scheme != "otpauth" || u.Query().Get("secret") != key || u.Path != "/BurnCloud:lin" {
		t.Errorf("url %s, %v", made["url"], err)
	}
	w.want(201, w.browse("", "POST", "/api/session", login(""))) // pending guards nothing
	do(409, "/recovery-codes", good(key))
	do(422, "/confirm", good(first))
	do(422, "/confirm", `{"code":"000000"}`)
	do(422, "/confirm", `{"code":""}`)
	a := do(200, "/confirm", good(key))
	if len(list(a.object["recovery_codes"])) != 10 {
		t.Errorf("recovery codes: %d", len(list(a.object["recovery_codes"])))
	}
	w.want(401, w.browse(cookie, "GET", "/api/me", "")) // a session from before is over
	cookie = a.cookie()
	w.has(w.want(200, w.browse(cookie, "GET", "/api/me", "")).object, `{"second_factor":true,"recovery_codes":10}`)

	do(409, "", start) // on
	do(409, "/confirm", good(key))
	do(422, "/disable", `{"code":"000000"}`)
	w.later(30 * time.Second)
	renewed := do(200, "/recovery-codes", good(key)).object["recovery_codes"]
	do(422, "/disable", `{"code":"`+list(a.object["recovery_codes"])[0].(string)+`"}`)
	do(200, "/disable", `{"code":"`+strings.ToUpper(list(renewed)[0].(string))+`"}`)
	w.has(w.want(200, w.browse(cookie, "GET", "/api/me", "")).object, `{"second_factor":false,"recovery_codes":0}`)
	w.want(201, w.browse("", "POST", "/api/session", login("")))
}

func TestSignInWithSecondFactor(t *testing.T) {
	w := newWorld(t)
	lin := w.account("lin", burncloud.RoleAdmin)
	key, codes, _ := w.enrol(w.signIn("lin"))
	a := w.want(401, w.browse("", "POST", "/api/session", login("")))
	w.has(a.object, `{"kind":"second_factor_required"}`)
	if a.cookie() != "" {
		t.Error("a session without the code")
	}
	w.want(401, w.browse("", "POST", "/api/session", `{"username":"lin","password":"x","code":"`+w.code(key)+`"}`))
	w.want(401, w.browse("", "POST", "/api/session", login(w.code(key)))) // it confirmed the factor already
	w.later(30 * time.Second)
	now := w.code(key)
	w.want(201, w.browse("", "POST", "/api/session", login(now[:3]+" "+now[3:])))
	w.want(401, w.browse("", "POST", "/api/session", login(now))) // once
	w.later(5 * time.Minute)
	w.want(401, w.browse("", "POST", "/api/session", login(now)))
	w.later(time.Hour)
	recovery := codes[3].(string)
	w.want(201, w.browse("", "POST", "/api/session", login(recovery)))
	w.want(401, w.browse("", "POST", "/api/session", login(recovery)))
	w.later(time.Hour)

	statuses := make(chan int) // of many requests with one code, one signs in
	code := w.code(key)
	for range 3 {
		go func() {
			statuses <- (&world{t: t, url: w.url}).browse("", "POST", "/api/session", login(code)).status
		}()
	}
	in := 0
	for range 3 {
		if <-statuses == 201 {
			in++
		}
	}
	if in != 1 {
		t.Errorf("one code signed in %d times", in)
	}

	w.later(time.Hour)
	wrong := 0 // guessing codes is guessing
	for range 10 {
		if a := w.browse("", "POST", "/api/session", login("000000"), "X-Forwarded-For", "203.0.113.1"); a.status == 401 {
			wrong++
		}
		w.later(31 * time.Second)
	}
	if a := w.browse("", "POST", "/api/session", login(w.code(key)), "X-Forwarded-For", "203.0.113.1"); wrong != 10 || a.status != 429 {
		t.Errorf("after %d wrong codes a good one gets %d", wrong, a.status)
	}
	w.do(200, "POST", "/api/users/"+string(lin)+"/reset-password", `{"password":"`+password+`","reset_second_factor":true}`)
	w.want(201, w.browse("", "POST", "/api/session", login("")))
}
