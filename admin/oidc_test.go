package admin_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
)

const oidcSecret = "oidc-client-secret-5521"

// idp is a small OpenID Connect provider: real HTTP, real RS256.
type idp struct {
	t         *testing.T
	url       string
	key       *rsa.PrivateKey
	claims    map[string]any    // of the next identity token, beside the usual ones
	challenge map[string]string // by code
	nonce     map[string]string
	wrong     func(claims map[string]any) // spoils the token
	forge     bool                        // signs with another key
}

func newIDP(t *testing.T) *idp {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p := &idp{t: t, key: key, challenge: map[string]string{}, nonce: map[string]string{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]any{
			"issuer": p.url, "authorization_endpoint": p.url + "/authorize", "token_endpoint": p.url + "/token", "jwks_uri": p.url + "/keys",
			"id_token_signing_alg_values_supported": []string{"RS256"},
		})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]any{"keys": []any{map[string]string{
			"kty": "RSA", "kid": "1", "alg": "RS256", "use": "sig", "n": b64(key.N.Bytes()), "e": b64(big.NewInt(int64(key.E)).Bytes()),
		}}})
	})
	mux.HandleFunc("POST /token", p.token)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	p.url = server.URL
	return p
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// authorize is what the person at the provider's page does: it takes the address of the page and gives the way back.
func (p *idp) authorize(page string) (back url.Values) {
	p.t.Helper()
	u, err := url.Parse(page)
	if err != nil || !strings.HasPrefix(page, p.url+"/authorize?") {
		p.t.Fatalf("sent to %s, %v", page, err)
	}
	q := u.Query()
	if q.Get("response_type") != "code" || q.Get("client_id") != "burncloud" || q.Get("code_challenge_method") != "S256" || q.Get("scope") != "openid profile email" {
		p.t.Errorf("asked with %v", q)
	}
	code := fmt.Sprintf("code-%d", len(p.challenge))
	p.challenge[code], p.nonce[code] = q.Get("code_challenge"), q.Get("nonce")
	return url.Values{"code": {code}, "state": {q.Get("state")}}
}

func (p *idp) token(w http.ResponseWriter, r *http.Request) {
	id, secret, _ := r.BasicAuth()
	code := r.PostFormValue("code")
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	if id != "burncloud" || secret != oidcSecret || p.challenge[code] == "" || p.challenge[code] != b64(sum[:]) {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"error":"invalid_grant","error_description":"` + oidcSecret + `"}`))
		return
	}
	delete(p.challenge, code)
	claims := map[string]any{
		"iss": p.url, "aud": "burncloud", "nonce": p.nonce[code], "iat": 1777636800, "exp": 4102444800,
		"sub": "subject-1", "preferred_username": "lin", "email": "lin@example.com", "email_verified": true,
	}
	for k, v := range p.claims {
		claims[k] = v
	}
	if p.wrong != nil {
		p.wrong(claims)
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"access_token": "at", "token_type": "Bearer", "id_token": p.sign(claims)})
}

func (p *idp) sign(claims map[string]any) string {
	body, err := json.Marshal(claims)
	if err != nil {
		p.t.Error(err)
	}
	text := b64([]byte(`{"alg":"RS256","kid":"1"}`)) + "." + b64(body)
	sum := sha256.Sum256([]byte(text))
	key := p.key
	if p.forge {
		if key, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
			p.t.Error(err)
		}
	}
	sig, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	if err != nil {
		p.t.Error(err)
	}
	return text + "." + b64(sig)
}

// pendingOf is the cookie of a sign-in that is under way.
func pendingOf(a answer) *http.Cookie {
	for _, c := range (&http.Response{Header: a.header}).Cookies() {
		if c.Name == cookieName+"-oidc" {
			return c
		}
	}
	return &http.Cookie{}
}

// through signs in at the provider and returns the last answer.
func (w *world) through(p *idp, returnTo string) answer {
	w.t.Helper()
	start := w.want(302, w.browse("", "GET", "/api/session/oidc/start?return_to="+url.QueryEscape(returnTo), ""))
	back := p.authorize(start.header.Get("Location"))
	return w.callback(pendingOf(start).Value, back)
}

func (w *world) callback(pending string, back url.Values) answer {
	w.t.Helper()
	return w.want(302, w.browse("", "GET", "/api/session/oidc/callback?"+back.Encode(), "", "Cookie", cookieName+"-oidc="+pending, "Sec-Fetch-Site", "cross-site", "Origin", ""))
}

func (w *world) withIDP(t *testing.T, more string) *idp {
	t.Helper()
	p := newIDP(t)
	w.do(200, "PUT", "/api/settings/access", `{"oidc":{"issuer":"`+p.url+`","client_id":"burncloud","client_secret":"`+oidcSecret+`"`+more+`}}`)
	return p
}

func TestOIDC(t *testing.T) {
	w := newWorld(t)
	w.account("root", burncloud.RoleAdmin)
	w.want(404, w.browse("", "GET", "/api/session/oidc/start", ""))
	w.do(201, "POST", "/api/groups", `{"name":"staff"}`)
	p := w.withIDP(t, `,"role_claim":"roles","roles":{"ops":"operator","boss":"admin"},"group_claim":"team","groups":{"blue":"staff"}`)
	w.has(w.browse("", "GET", "/api/session/options", "").object, `{"oidc":true,"oidc_label":"`+strings.TrimPrefix(p.url, "http://")+`"}`)
	failed := func(reason string, a answer) {
		t.Helper()
		if got := a.header.Get("Location"); got != "/login?sign_in="+reason || a.cookie() != "" {
			t.Errorf("goes to %s, want the reason %s", got, reason)
		}
	}
	failed("no_account", w.through(p, ""))
	w.do(200, "PATCH", "/api/settings/access", `{"oidc":{"allow_create":true}}`)
	p.claims = map[string]any{"roles": []string{"x", "ops"}, "team": "blue"}
	a := w.through(p, "/logs?x=1")
	if a.header.Get("Location") != "/logs?x=1" {
		t.Errorf("goes to %s", a.header.Get("Location"))
	}
	me := w.want(200, w.browse(a.cookie(), "GET", "/api/session", "")).object
	w.has(me, `{"method":"oidc"}`)
	w.has(me["user"].(map[string]any), `{"username":"lin","role":"operator","group":"staff"}`)
	p.claims = map[string]any{"roles": "boss"} // the role follows the provider
	b := w.through(p, "//evil.example/")
	if b.header.Get("Location") != "/" {
		t.Errorf("goes to %s", b.header.Get("Location"))
	}
	again := w.want(200, w.browse(b.cookie(), "GET", "/api/session", "")).object["user"].(map[string]any)
	if again["role"] != "admin" || id(again) != id(me["user"].(map[string]any)) {
		t.Errorf("the second time: %v", again)
	}
	w.want(401, w.browse(a.cookie(), "GET", "/api/session", "")) // the session of the other role is over
	p.claims = map[string]any{"sub": "subject-2"}                // somebody else of the same name
	c := w.want(200, w.browse(w.through(p, "").cookie(), "GET", "/api/session", "")).object["user"].(map[string]any)
	w.has(c, `{"username":"lin-2","role":"user"}`)
	w.do(200, "PATCH", "/api/users/"+id(c), `{"enabled":false}`)
	failed("disabled", w.through(p, ""))
	if got := w.audit("action=finish-oidc"); len(got) < 6 {
		t.Errorf("%d entries in the audit log", len(got))
	}
	for _, text := range append(w.seen, w.log.String()) {
		if strings.Contains(text, oidcSecret) {
			t.Fatal("the client's secret is seen")
		}
	}
}

// What is forged, replayed, begun elsewhere or for another signs nobody in.
func TestOIDCRefuses(t *testing.T) {
	w := newWorld(t)
	root := w.account("root", burncloud.RoleAdmin)
	p := w.withIDP(t, `,"allow_create":true`)
	for name, wrong := range map[string]func(map[string]any){
		"another audience": func(c map[string]any) { c["aud"] = "other" },
		"another issuer":   func(c map[string]any) { c["iss"] = "https://evil.example" },
		"expired":          func(c map[string]any) { c["exp"] = 1700000000 },
		"another nonce":    func(c map[string]any) { c["nonce"] = "x" },
		"forged":           func(map[string]any) { p.forge = true },
	} {
		p.wrong = wrong
		if a := w.through(p, ""); a.cookie() != "" || !strings.HasPrefix(a.header.Get("Location"), "/login?sign_in=") {
			t.Errorf("%s: %v", name, a.header)
		}
		p.wrong, p.forge = nil, false
	}
	start := w.want(302, w.browse("", "GET", "/api/session/oidc/start", ""))
	mine := pendingOf(start)
	if !mine.HttpOnly || !mine.Secure || mine.SameSite != http.SameSiteLaxMode || mine.MaxAge != 600 {
		t.Errorf("cookie of the sign-in: %v", mine)
	}
	back := p.authorize(start.header.Get("Location"))
	other := pendingOf(w.want(302, w.browse("", "GET", "/api/session/oidc/start", "")))
	for name, a := range map[string]answer{
		"no cookie":           w.callback("", back),
		"another browser":     w.callback(other.Value, back),
		"no state":            w.callback(mine.Value, url.Values{"code": back["code"]}),
		"an unknown code":     w.callback(mine.Value, url.Values{"code": {"x"}, "state": back["state"]}),
		"refused by provider": w.callback(mine.Value, url.Values{"error": {"access_denied"}, "state": back["state"]}),
		"another issuer":      w.callback(mine.Value, url.Values{"code": back["code"], "state": back["state"], "iss": {"https://evil.example"}}),
	} {
		if a.cookie() != "" {
			t.Errorf("%s: signed in", name)
		}
	}
	if a := w.callback(mine.Value, back); a.cookie() == "" {
		t.Errorf("the good one fails: %v %s", a.header, w.log)
	}
	if a := w.callback(mine.Value, back); a.cookie() != "" {
		t.Error("a code signs in twice")
	}

	// An address is believed when it is verified and the operator says so.
	w.do(200, "PATCH", "/api/users/"+string(root), `{"email":"Root@example.com"}`)
	user := func() string {
		a := w.through(p, "")
		got, _ := w.browse(a.cookie(), "GET", "/api/session", "").object["user"].(map[string]any)
		return id(got)
	}
	p.claims = map[string]any{"sub": "subject-r", "email": "root@example.com"}
	if user() == string(root) {
		t.Error("linked although it is off")
	}
	w.do(200, "PATCH", "/api/settings/access", `{"oidc":{"link_by_email":true}}`)
	w.do(200, "PATCH", "/api/users/"+string(root), `{"email":"Chief@example.com"}`)
	p.claims = map[string]any{"sub": "subject-s", "email": "chief@example.com", "email_verified": false}
	if user() == string(root) {
		t.Error("linked by an address that is not verified")
	}
	w.do(200, "PATCH", "/api/settings/access", `{"oidc":{"role_claim":"roles"}}`)
	p.claims = map[string]any{"sub": "subject-t", "email": "chief@example.com"}
	if a := w.through(p, ""); a.header.Get("Location") != "/login?sign_in=last_admin" {
		t.Errorf("the last admin: %s", a.header.Get("Location"))
	}
	w.do(200, "PATCH", "/api/settings/access", `{"oidc":{"role_claim":""}}`)
	if user() != string(root) {
		t.Error("a verified address does not sign in its user")
	}
}
