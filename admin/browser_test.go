package admin_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/secret"
)

const cookieName = "__Host-burncloud"

// browse makes a request as a page of the console does, with a session's cookie; "" = without.
func (w *world) browse(cookie, method, path, body string, headers ...string) answer {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), method, w.url+path, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	req.Header.Set("Origin", w.url)
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	for i := 0; i+1 < len(headers); i += 2 {
		if req.Header.Del(headers[i]); headers[i+1] != "" {
			req.Header.Set(headers[i], headers[i+1])
		}
	}
	if cookie != "" {
		req.AddCookie(&http.Cookie{Name: cookieName, Value: cookie})
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := readWhole(res)
	if err != nil {
		w.t.Fatal(err)
	}
	a := answer{status: res.StatusCode, header: res.Header, body: string(b)}
	_ = json.Unmarshal(b, &a.object)
	w.mu.Lock()
	w.seen = append(w.seen, a.body)
	w.mu.Unlock()
	return a
}

// cookie is the session that an answer gives to the browser.
func (a answer) cookie() string {
	for _, c := range (&http.Response{Header: a.header}).Cookies() {
		if c.Name == cookieName {
			return c.Value
		}
	}
	return ""
}

const password = "correct horse battery"

// account makes a user of the role with the password.
func (w *world) account(name string, role burncloud.Role) burncloud.UserID {
	w.t.Helper()
	id := burncloud.UserID(burncloud.NewID("usr", w.clock()))
	err := w.db.SaveUser(w.t.Context(), &burncloud.User{ID: id, Username: name, Role: role, Group: burncloud.DefaultGroup, Enabled: true, CreatedAt: w.clock(), UpdatedAt: w.clock()})
	if err == nil {
		err = w.db.SavePassword(w.t.Context(), id, secret.HashPassword(password))
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

// session makes a user of the role, without a password, who is signed in.
func (w *world) session(name string, role burncloud.Role) (cookie string, user burncloud.UserID) {
	w.t.Helper()
	_, user = w.management(name, role)
	cookie = secret.NewCookie("ses-")
	now := w.clock()
	err := w.db.StartSession(w.t.Context(), &burncloud.Session{
		ID: burncloud.SessionID(burncloud.NewID("ses", now)), UserID: user, Hash: secret.Hash(cookie), Role: role, Method: "password",
		CreatedAt: now, SeenAt: now, ExpiresAt: now.Add(time.Hour),
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return cookie, user
}

// signIn signs a user in who has the password.
func (w *world) signIn(name string) (cookie string) {
	w.t.Helper()
	a := w.browse("", "POST", "/api/session", `{"username":"`+name+`","password":"`+password+`"}`)
	if a.status != 201 || a.cookie() == "" {
		w.t.Fatalf("sign-in as %s = %d %s", name, a.status, a.body)
	}
	return a.cookie()
}

// want checks a status.
func (w *world) want(status int, a answer) answer {
	w.t.Helper()
	if a.status != status {
		w.t.Fatalf("= %d %s, want %d", a.status, a.body, status)
	}
	return a
}
