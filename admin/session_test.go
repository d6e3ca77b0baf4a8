package admin_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/secret"
)

func (w *world) later(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

func TestSignIn(t *testing.T) {
	w := newWorld(t)
	lin := w.account("lin", burncloud.RoleOperator)
	a := w.want(201, w.browse("", "POST", "/api/session", `{"username":"LIN","password":"`+password+`"}`, "User-Agent", strings.Repeat("u", 300)))
	w.has(a.object["user"].(map[string]any), `{"id":"`+string(lin)+`","username":"lin","role":"operator","group":"default"}`)
	raw := a.header.Get("Set-Cookie")
	for _, part := range []string{"__Host-burncloud=ses-", "Path=/", "HttpOnly", "Secure", "SameSite=Strict", "Expires="} {
		if !strings.Contains(raw, part) {
			t.Errorf("cookie %q lacks %s", strings.ReplaceAll(raw, a.cookie(), "…"), part)
		}
	}
	if strings.Contains(raw, "Domain") || strings.Contains(a.body, a.cookie()) || len(a.cookie()) < len("ses-")+43 {
		t.Error("the cookie has a domain, is in the body or is short")
	}
	me := w.want(200, w.browse(a.cookie(), "GET", "/api/session", ""))
	w.has(me.object, `{"id":"`+id(a.object)+`","method":"password","scopes":[]}`)
	list := w.want(200, w.browse(a.cookie(), "GET", "/api/me/sessions", "")).object["items"].([]any)
	w.has(list[0].(map[string]any), `{"current":true,"ip":"127.0.0.1","agent":"`+strings.Repeat("u", 200)+`"}`)
	w.want(200, w.browse(a.cookie(), "GET", "/api/channels", ""))

	out := w.want(204, w.browse(a.cookie(), "DELETE", "/api/session", ""))
	if !strings.Contains(out.header.Get("Set-Cookie"), "Max-Age=0") {
		t.Errorf("sign-out sets %q", out.header.Get("Set-Cookie"))
	}
	w.want(401, w.browse(a.cookie(), "GET", "/api/session", ""))
}

// Over plain HTTP on a network browsers refuse Secure cookies, so there it has another name. Each is taken where it is set.
func TestCookieOfPlainHTTP(t *testing.T) {
	w := newWorld(t)
	w.account("lin", burncloud.RoleUser)
	body := `{"username":"lin","password":"` + password + `"}`
	host := "gateway.lan:3000"
	a := w.browseHost(host, "", "POST", "/api/session", body)
	if raw := a.header.Get("Set-Cookie"); a.status != 201 || !strings.HasPrefix(raw, "burncloud=ses-") || strings.Contains(raw, "Secure") || !strings.Contains(raw, "HttpOnly") {
		t.Fatalf("= %d %s", a.status, raw)
	}
	cookie := strings.TrimPrefix(strings.Split(a.header.Get("Set-Cookie"), ";")[0], "burncloud=")
	if a := w.browseHost(host, "burncloud="+cookie, "GET", "/api/session", ""); a.status != 200 {
		t.Errorf("the plain cookie gets %d", a.status)
	}
	if a := w.browseHost("localhost:1", "burncloud="+cookie, "GET", "/api/session", ""); a.status != 401 {
		t.Errorf("the plain cookie where the other is due gets %d", a.status)
	}
	if a := w.browseHost(host, "", "POST", "/api/session", body, "X-Forwarded-Proto", "https"); !strings.HasPrefix(a.header.Get("Set-Cookie"), "__Host-burncloud=") {
		t.Errorf("behind TLS: %s", a.header.Get("Set-Cookie"))
	}
}

// browseHost is a request whose Host is another than the address that is called.
func (w *world) browseHost(host, cookie, method, path, body string, headers ...string) answer {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), method, w.url+path, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	req.Host = host
	if cookie != "" {
		req.Header.Set("Cookie", cookie)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	_ = res.Body.Close()
	return answer{status: res.StatusCode, header: res.Header}
}

// A wrong name, a wrong password, a disabled user and one without a password are told apart neither by the answer nor,
// within what a loaded machine allows, by the time that it takes.
func TestRefusalsAreAlike(t *testing.T) {
	w := newWorld(t)
	w.account("lin", burncloud.RoleAdmin)
	w.management("passwordless", burncloud.RoleAdmin)
	off := w.account("off", burncloud.RoleUser)
	w.do(200, "PATCH", "/api/users/"+string(off), `{"enabled":false}`)
	answers := map[string][]string{}
	fastest := map[string]time.Duration{}
	for name, body := range map[string]string{
		"wrong password": `{"username":"lin","password":"x"}`, "no such user": `{"username":"nobody","password":"x"}`,
		"disabled": `{"username":"off","password":"` + password + `"}`, "no password": `{"username":"passwordless","password":""}`,
		"long": `{"username":"lin","password":"` + strings.Repeat("é", 200) + `"}`,
	} {
		for range 3 {
			start := time.Now()
			a := w.want(401, w.browse("", "POST", "/api/session", body))
			if d := time.Since(start); fastest[name] == 0 || d < fastest[name] {
				fastest[name] = d
			}
			answers[a.body] = append(answers[a.body], name)
			w.later(time.Hour)
		}
	}
	if len(answers) != 1 {
		t.Errorf("the answers differ: %v", answers)
	}
	delete(fastest, "long") // is told from its length alone, whoever is meant
	for name, d := range fastest {
		if d < fastest["wrong password"]/3 {
			t.Errorf("%s is answered in %v, a wrong password in %v", name, d, fastest["wrong password"])
		}
	}
	t.Logf("fastest answers: %v", fastest)
}

// From the fourth wrong attempt on one has to wait, after the tenth for a quarter of an hour; but only there, and never
// for long on the machine itself.
func TestGuessing(t *testing.T) {
	w := newWorld(t)
	w.account("lin", burncloud.RoleAdmin)
	wrong, right := `{"username":"lin","password":"guess"}`, `{"username":"Lin","password":"`+password+`"}`
	proxied := []string{"X-Forwarded-For", "203.0.113.9"} // so it is not the machine itself
	var waits []string
	tried := 0
	for tried < 10 {
		a := w.browse("", "POST", "/api/session", wrong, proxied...)
		if a.status == 401 {
			tried++
			continue
		}
		w.want(429, a)
		waits = append(waits, a.header.Get("Retry-After"))
		wait, err := time.ParseDuration(a.header.Get("Retry-After") + "s")
		if err != nil || wait <= 0 {
			t.Fatal(a.header)
		}
		w.later(wait)
	}
	if got := strings.Join(waits, " "); got != "1 2 4 8 16 30" {
		t.Errorf("waits: %s", got)
	}
	a := w.want(429, w.browse("", "POST", "/api/session", right, proxied...))
	if got := a.header.Get("Retry-After"); got != "900" || !strings.Contains(a.body, "too many attempts") {
		t.Errorf("locked for %s: %s", got, a.body)
	}
	if !strings.Contains(a.body, "try again in 15 minutes, or sign in from the machine itself") {
		t.Errorf("locked: %s", a.body)
	}
	locked := a.body
	w.later(14 * time.Minute)
	w.want(429, w.browse("", "POST", "/api/session", right, proxied...))
	w.later(time.Minute)
	w.want(201, w.browse("", "POST", "/api/session", right, proxied...))
	w.want(401, w.browse("", "POST", "/api/session", wrong, proxied...)) // counted from the beginning
	w.want(201, w.browse("", "POST", "/api/session", right, proxied...))

	for i := range 30 { // on the machine itself
		if a := w.browse("", "POST", "/api/session", wrong); a.status != 401 {
			t.Fatalf("attempt %d: %d %s", i, a.status, a.body)
		}
		w.later(30 * time.Second)
	}
	w.want(201, w.browse("", "POST", "/api/session", right))
	w.later(time.Hour)
	for range 10 { // names that are not there lock in the same way
		w.browse("", "POST", "/api/session", `{"username":"nobody","password":"guess"}`, proxied...)
		w.later(31 * time.Second)
	}
	if a := w.want(429, w.browse("", "POST", "/api/session", `{"username":"nobody","password":"guess"}`, proxied...)); !strings.Contains(a.body, "too many attempts") {
		t.Errorf("a name that is not there: %s", a.body)
	}
	w.later(time.Hour)
	for range 10 { // and are answered with the same words
		w.want(401, w.browse("", "POST", "/api/session", `{"username":"nobody","password":"guess"}`, proxied...))
		w.later(30 * time.Second)
	}
	w.later(-30 * time.Second)
	if a := w.want(429, w.browse("", "POST", "/api/session", `{"username":"nobody","password":"guess"}`, proxied...)); a.body != locked {
		t.Errorf("a name that is not there is told %s, one that is %s", a.body, locked)
	}
}

// Many attempts at once are no way around the count.
func TestGuessingAtOnce(t *testing.T) {
	w := newWorld(t)
	w.account("lin", burncloud.RoleAdmin)
	statuses := make(chan int)
	for i := range 40 {
		go func() {
			other := &world{t: t, url: w.url}
			statuses <- other.browse("", "POST", "/api/session", fmt.Sprintf(`{"username":"lin","password":"guess%d"}`, i), "X-Forwarded-For", "203.0.113.9").status
		}()
	}
	count := map[int]int{}
	for range 40 {
		count[<-statuses]++
	}
	if count[401] > 10 || count[401]+count[429] != 40 {
		t.Errorf("statuses: %v", count)
	}
	t.Logf("S10: of 40 attempts at once %d were checked", count[401])
}

// A cookie that was there before signing in is not the one afterwards, whoever put it there.
func TestFixation(t *testing.T) {
	w := newWorld(t)
	w.account("lin", burncloud.RoleAdmin)
	planted := secret.NewCookie("ses-")
	body := `{"username":"lin","password":"` + password + `"}`
	a := w.want(201, w.browse(planted, "POST", "/api/session", body))
	if a.cookie() == planted {
		t.Error("the planted cookie became the session")
	}
	w.want(401, w.browse(planted, "GET", "/api/session", ""))
	b := w.want(201, w.browse(a.cookie(), "POST", "/api/session", body))
	w.want(401, w.browse(a.cookie(), "GET", "/api/session", "")) // the one before has ended
	w.want(200, w.browse(b.cookie(), "GET", "/api/session", ""))
}

func TestCrossSite(t *testing.T) {
	w := newWorld(t)
	w.account("lin", burncloud.RoleAdmin)
	cookie := w.signIn("lin")
	for _, c := range []struct {
		name         string
		site, origin string
		method, path string
		want         int
	}{
		{"own page", "same-origin", "self", "POST", "/api/groups", 201},
		{"another site", "cross-site", "https://evil.example", "POST", "/api/groups", 403},
		{"a page of another host of the site", "same-site", "https://evil.example", "PATCH", "/api/settings", 403},
		{"an old browser at another site", "", "https://evil.example", "POST", "/api/groups", 403},
		{"a page without an origin", "", "null", "DELETE", "/api/me/sessions", 403},
		{"signing in from another site", "cross-site", "https://evil.example", "POST", "/api/session", 403},
		{"set-up from another site", "cross-site", "https://evil.example", "POST", "/api/setup", 403},
		{"reading", "cross-site", "https://evil.example", "GET", "/api/groups", 200}, // the cookie is Strict: a browser would not send it
	} {
		if c.origin == "self" {
			c.origin = w.url
		}
		if a := w.browse(cookie, c.method, c.path, `{"name":"g"}`, "Sec-Fetch-Site", c.site, "Origin", c.origin); a.status != c.want {
			t.Errorf("%s: %d %s, want %d", c.name, a.status, a.body, c.want)
		}
	}
	if a := w.browse(cookie, "GET", "/api/groups", "", "Origin", "https://evil.example"); a.header.Get("Access-Control-Allow-Origin") != "" {
		t.Error("another site may read answers")
	}
}

// What ends a session ends it for the next request already.
func TestRevocation(t *testing.T) {
	w := newWorld(t)
	w.account("root", burncloud.RoleAdmin)
	var slowest time.Duration
	for name, end := range map[string]func(user burncloud.UserID, cookie string){
		"a new role":   func(u burncloud.UserID, _ string) { w.do(200, "PATCH", "/api/users/"+string(u), `{"role":"operator"}`) },
		"disabled":     func(u burncloud.UserID, _ string) { w.do(200, "PATCH", "/api/users/"+string(u), `{"enabled":false}`) },
		"deleted":      func(u burncloud.UserID, _ string) { w.do(204, "DELETE", "/api/users/"+string(u), "") },
		"password":     func(u burncloud.UserID, _ string) { w.do(200, "POST", "/api/users/"+string(u)+"/reset-password", `{}`) },
		"all sessions": func(u burncloud.UserID, _ string) { w.do(204, "DELETE", "/api/users/"+string(u)+"/sessions", "") },
		"signed out":   func(_ burncloud.UserID, cookie string) { w.want(204, w.browse(cookie, "DELETE", "/api/session", "")) },
		"one session": func(u burncloud.UserID, _ string) {
			one := list(w.do(200, "GET", "/api/users/"+string(u)+"/sessions", "")["items"])[0].(map[string]any)
			w.do(204, "DELETE", "/api/users/"+string(u)+"/sessions/"+id(one), "")
		},
		"ended from another session": func(_ burncloud.UserID, cookie string) {
			other := w.signIn("user-ended-from-another-session")
			for _, x := range list(w.browse(other, "GET", "/api/me/sessions", "").object["items"]) {
				if s := x.(map[string]any); s["current"] == false {
					w.want(204, w.browse(other, "DELETE", "/api/me/sessions/"+id(s), ""))
				}
			}
		},
		"the others ended": func(burncloud.UserID, string) {
			w.want(204, w.browse(w.signIn("user-the-others-ended"), "DELETE", "/api/me/sessions", ""))
		},
		"expired": func(burncloud.UserID, string) { w.later(168 * time.Hour) },
		"unused":  func(burncloud.UserID, string) { w.later(73 * time.Hour) },
		"the role is changed behind the program's back": func(u burncloud.UserID, _ string) {
			user, err := w.db.User(t.Context(), u)
			if err != nil {
				t.Fatal(err)
			}
			user.Role = burncloud.RoleUser
			if err := w.db.SaveUser(t.Context(), user); err != nil {
				t.Fatal(err)
			}
		},
	} {
		login := "user-" + strings.NewReplacer(" ", "-", "'", "").Replace(name)
		user := w.account(login, burncloud.RoleAdmin)
		cookie := w.signIn(login)
		w.want(200, w.browse(cookie, "GET", "/api/channels", ""))
		end(user, cookie)
		start := time.Now()
		if a := w.browse(cookie, "GET", "/api/channels", ""); a.status != 401 {
			t.Errorf("%s: the session still gets %d", name, a.status)
		}
		slowest = max(slowest, time.Since(start))
	}
	t.Logf("S10: revocation is in effect with the next request, answered after %v at most", slowest)
}

func TestOwnPassword(t *testing.T) {
	w := newWorld(t)
	w.account("lin", burncloud.RoleUser)
	first, other := w.signIn("lin"), w.signIn("lin")
	for body, field := range map[string]string{
		`{"current_password":"wrong","new_password":"another good phrase"}`:               "current_password",
		`{"current_password":"` + password + `","new_password":"short"}`:                  "new_password",
		`{"current_password":"` + password + `","new_password":"Password1234!"}`:          "new_password",
		`{"current_password":"` + password + `","new_password":"aaaaaaaaaaaaaa"}`:         "new_password",
		`{"current_password":"` + password + `","new_password":"lin"}`:                    "new_password",
		`{"current_password":"` + password + `","new_password":"another","role":"admin"}`: "role",
	} {
		if a := w.browse(first, "POST", "/api/me/password", body); a.status != 422 || !strings.Contains(a.body, `"field":"`+field+`"`) {
			t.Errorf("%s = %d %s", body, a.status, a.body)
		}
	}
	a := w.want(200, w.browse(first, "POST", "/api/me/password", `{"current_password":"`+password+`","new_password":"another good phrase"}`))
	w.want(401, w.browse(first, "GET", "/api/me", ""))
	w.want(401, w.browse(other, "GET", "/api/me", ""))
	w.want(200, w.browse(a.cookie(), "GET", "/api/me", ""))
	w.want(401, w.browse("", "POST", "/api/session", `{"username":"lin","password":"`+password+`"}`))
	w.want(201, w.browse("", "POST", "/api/session", `{"username":"lin","password":"another good phrase"}`))
}

func TestResetPassword(t *testing.T) {
	w := newWorld(t)
	lin := string(w.account("lin", burncloud.RoleUser))
	made := w.do(200, "POST", "/api/users/"+lin+"/reset-password", "")["password"].(string)
	w.want(401, w.browse("", "POST", "/api/session", `{"username":"lin","password":"`+password+`"}`))
	w.want(201, w.browse("", "POST", "/api/session", `{"username":"lin","password":"`+made+`"}`))
	if got := w.do(200, "POST", "/api/users/"+lin+"/reset-password", `{"password":"chosen for them"}`)["password"]; got != "" {
		t.Errorf("a chosen password is shown again: %q", got)
	}
	w.want(201, w.browse("", "POST", "/api/session", `{"username":"lin","password":"chosen for them"}`))
	w.field("POST", "/api/users/"+lin+"/reset-password", `{"password":"short"}`, "password")
	w.do(404, "POST", "/api/users/usr_x/reset-password", "")
	w.do(404, "GET", "/api/users/usr_x/sessions", "")
}

func TestPreferences(t *testing.T) {
	w := newWorld(t)
	w.account("lin", burncloud.RoleUser)
	cookie := w.signIn("lin")
	w.want(200, w.browse(cookie, "PATCH", "/api/me", `{"preferences":{"language":"zh-CN","theme":"dark"}}`))
	a := w.want(200, w.browse(cookie, "PATCH", "/api/me", `{"preferences":{"density":"compact","theme":null}}`))
	w.has(a.object, `{"username":"lin","role":"user","has_password":true,"second_factor":false,"recovery_codes":0,
		"preferences":{"language":"zh-CN","theme":"","density":"compact"}}`)
	w.want(422, w.browse(cookie, "PATCH", "/api/me", `{"preferences":{"theme":"pink"}}`))
}
