package upstream_test

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/upstream"
)

// clock is a time that tests move.
type clock struct{ at atomic.Int64 }

func (c *clock) now() time.Time       { return time.Unix(c.at.Load(), 0) }
func (c *clock) pass(d time.Duration) { c.at.Add(int64(d / time.Second)) }

// office is a loopback token server and a vertex channel whose key is for it.
type office struct {
	*httptest.Server
	clock      clock
	key        *rsa.PrivateKey
	pem        string
	account    burncloud.Secret
	transports *upstream.Transports
	asked      atomic.Int64
	assertion  atomic.Value // string
	answer     atomic.Value // func(http.ResponseWriter)
}

func openOffice(t *testing.T) *office {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	o := &office{key: key, pem: string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))}
	o.clock.at.Store(1795500000)
	o.grant(3600)
	o.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil || r.Method != http.MethodPost || r.Form.Get("grant_type") != "urn:ietf:params:oauth:grant-type:jwt-bearer" {
			t.Errorf("%s %v: %v", r.Method, r.Form, err)
		}
		o.assertion.Store(r.Form.Get("assertion"))
		o.asked.Add(1)
		o.answer.Load().(func(http.ResponseWriter))(w)
	}))
	t.Cleanup(o.Close)
	o.account = o.file(t, o.URL+"/token")
	o.transports = &upstream.Transports{Now: o.clock.now}
	o.transports.AllowPlainTokens()
	t.Cleanup(o.transports.Close)
	return o
}

// file is a service account's key file, as Google writes it.
func (o *office) file(t *testing.T, tokenURI string) burncloud.Secret {
	t.Helper()
	b, err := json.MarshalIndent(map[string]string{
		"type": "service_account", "project_id": "proj-1", "private_key_id": "kid-0123456789", "private_key": o.pem,
		"client_email": "robot@proj-1.iam.gserviceaccount.com", "token_uri": tokenURI,
	}, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return burncloud.Secret(b)
}

// grant makes the server give tokens numbered by the request, for so many seconds.
func (o *office) grant(seconds int) {
	o.reply(func(w http.ResponseWriter) {
		fmt.Fprintf(w, `{"access_token":"token-%d","expires_in":%d,"token_type":"Bearer"}`, o.asked.Load(), seconds)
	})
}

func (o *office) reply(f func(http.ResponseWriter)) { o.answer.Store(f) }

func (o *office) channel(key burncloud.Secret) *burncloud.Channel {
	ch := channel("vertex", "")
	ch.Keys[0].Value = key
	return ch
}

// bearer makes a request and returns its credential.
func (o *office) bearer(ctx context.Context, key burncloud.Secret) (string, error) {
	u, err := upstream.Compile(o.channel(key), o.transports) // as after each change of the configuration
	if err != nil {
		return "", err
	}
	r, err := u.Request(ctx, upstream.Ask{Operation: upstream.Generate, Wire: upstream.WireGemini, Model: "gemini-3-pro", Key: key, Body: []byte("{}")})
	if err != nil {
		return "", err
	}
	if got := r.URL.String(); !strings.Contains(got, "/v1/projects/proj-1/locations/global/publishers/google/") {
		return "", errors.New("the project is not the account's: " + got)
	}
	return r.Header.Get("Authorization"), nil
}

func TestServiceAccount(t *testing.T) {
	o := openOffice(t)
	got, err := o.bearer(t.Context(), o.account)
	if err != nil || got != "Bearer token-1" {
		t.Fatalf("%q, %v", got, err)
	}
	parts := strings.Split(o.assertion.Load().(string), ".")
	if len(parts) != 3 {
		t.Fatalf("assertion of %d parts", len(parts))
	}
	var head, claims map[string]any
	for i, to := range []*map[string]any{&head, &claims} {
		b, err := base64.RawURLEncoding.DecodeString(parts[i])
		if err != nil || json.Unmarshal(b, to) != nil {
			t.Fatalf("part %d: %v", i, err)
		}
	}
	sig, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if err := rsa.VerifyPKCS1v15(&o.key.PublicKey, crypto.SHA256, sum[:], sig); err != nil {
		t.Error(err)
	}
	if head["alg"] != "RS256" || head["typ"] != "JWT" || head["kid"] != "kid-0123456789" {
		t.Errorf("head %v", head)
	}
	if claims["iss"] != "robot@proj-1.iam.gserviceaccount.com" || claims["aud"] != o.URL+"/token" || claims["iat"] != 1795500000.0 ||
		claims["exp"] != 1795503600.0 || claims["scope"] != "https://www.googleapis.com/auth/cloud-platform" {
		t.Errorf("claims %v", claims)
	}
}

func TestTokensAreKeptUntilShortlyBeforeTheirEnd(t *testing.T) {
	o := openOffice(t)
	for _, step := range []struct {
		pass time.Duration
		want string
	}{
		{0, "token-1"}, {0, "token-1"}, {54 * time.Minute, "token-1"}, {2 * time.Minute, "token-2"}, {time.Minute, "token-2"}, {2 * time.Hour, "token-3"},
	} {
		o.clock.pass(step.pass)
		if got, err := o.bearer(t.Context(), o.account); err != nil || got != "Bearer "+step.want {
			t.Errorf("after %v more: %q, %v; want %s", step.pass, got, err, step.want)
		}
	}
	o.clock.pass(56 * time.Minute)
	o.reply(func(w http.ResponseWriter) { w.WriteHeader(http.StatusInternalServerError) })
	if got, err := o.bearer(t.Context(), o.account); err != nil || got != "Bearer token-3" { // renewing failed, but the old one is good
		t.Errorf("%q, %v", got, err)
	}
	o.grant(3600)
	o.transports.Retain([]*burncloud.Channel{o.channel(o.account)})
	if got, _ := o.bearer(t.Context(), o.account); got != "Bearer token-3" {
		t.Errorf("a key that is in use was forgotten: %q", got)
	}
	o.transports.Retain(nil)
	if got, _ := o.bearer(t.Context(), o.account); got != "Bearer token-5" {
		t.Errorf("a key that is gone was kept: %q", got)
	}
}

func TestOneExchangeForAKeyAtATime(t *testing.T) {
	o := openOffice(t)
	release := make(chan struct{})
	o.reply(func(w http.ResponseWriter) {
		<-release
		fmt.Fprint(w, `{"access_token":"the-token","expires_in":3600}`)
	})
	left, leave := context.WithCancel(t.Context())
	impatient := make(chan error, 1)
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if got, err := o.bearer(t.Context(), o.account); err != nil || got != "Bearer the-token" {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
	for o.asked.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	go func() { _, err := o.bearer(left, o.account); impatient <- err }()
	leave()
	if err := <-impatient; burncloud.AsError(err).Kind != burncloud.KindUpstreamConnect || !errors.Is(err, context.Canceled) {
		t.Errorf("who left got %v", err)
	}
	close(release)
	all.Wait()
	if n := o.asked.Load(); n != 1 {
		t.Errorf("%d exchanges", n)
	}
}

func TestWhoBuysMayLeave(t *testing.T) {
	o := openOffice(t)
	release := make(chan struct{})
	defer close(release)
	o.reply(func(http.ResponseWriter) { <-release })
	ctx, leave := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { _, err := o.bearer(ctx, o.account); done <- err }()
	for o.asked.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	leave()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	o.grant(3600)
	if got, err := o.bearer(t.Context(), o.account); err != nil || got != "Bearer token-2" { // the failure was the caller's own
		t.Errorf("%q, %v", got, err)
	}
}

func TestTokenFailures(t *testing.T) {
	o := openOffice(t)
	for _, row := range []struct {
		status int
		body   string
		want   burncloud.Kind
	}{
		{400, `{"error":"invalid_grant","error_description":"Invalid JWT Signature for kid-0123456789 eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln"}`, burncloud.KindUpstreamAuth},
		{401, `no JSON -----BEGIN PRIVATE KEY-----`, burncloud.KindUpstreamAuth},
		{200, `{"id_token":"x"}`, burncloud.KindUpstreamAuth},
		{200, `{"access_token":"a\r\nb"}`, burncloud.KindUpstreamAuth},
		{429, `{}`, burncloud.KindUpstreamConnect},
		{503, `<html>`, burncloud.KindUpstreamConnect},
	} {
		o.clock.pass(3 * time.Second) // the last failure is forgotten
		o.reply(func(w http.ResponseWriter) { w.WriteHeader(row.status); fmt.Fprint(w, row.body) })
		before := o.asked.Load()
		for range 3 {
			_, err := o.bearer(t.Context(), o.account)
			e := burncloud.AsError(err)
			if e.Kind != row.want {
				t.Errorf("%d %s: %v, want %s", row.status, row.body, err, row.want)
			}
			for _, secret := range []string{"kid-0123456789", "eyJ", "BEGIN", "PRIVATE", "c2ln"} {
				if strings.Contains(e.Error(), secret) {
					t.Errorf("%v shows %s", e, secret)
				}
			}
		}
		if n := o.asked.Load() - before; n != 1 {
			t.Errorf("%d: asked %d times at once", row.status, n)
		}
	}
}

func TestTokenAddresses(t *testing.T) {
	o := openOffice(t)
	closed := httptest.NewServer(nil)
	closed.Close()
	for _, row := range []struct {
		uri  string
		want burncloud.Kind // "" = refused by Check
	}{
		{"http://169.254.169.254/token", ""},
		{"https://[::ffff:169.254.169.254]/token", ""},
		{"ftp://x", ""},
		{"ftp://127.0.0.1", ""},
		{"http://oauth2.googleapis.com/token", ""},
		{"https://u:p@x", ""},
		{"%", ""},
		{closed.URL, burncloud.KindUpstreamConnect},
	} {
		key := o.file(t, row.uri)
		faults := upstream.Check(o.channel(key))
		if (row.want == "") != (len(faults) == 1) {
			t.Errorf("%s: %v", row.uri, faults)
		}
		if row.want == "" {
			continue
		}
		if _, err := o.bearer(t.Context(), key); burncloud.AsError(err).Kind != row.want {
			t.Errorf("%s: %v", row.uri, err)
		}
	}
	strict := &upstream.Transports{}
	u, err := upstream.Compile(o.channel(o.account), strict)
	if err != nil {
		t.Fatal(err)
	}
	_, err = u.Request(t.Context(), upstream.Ask{Operation: upstream.Generate, Wire: upstream.WireGemini, Model: "g", Key: o.account})
	if e := burncloud.AsError(err); e.Kind != burncloud.KindUpstreamAuth || !strings.Contains(e.Error(), "https") || o.asked.Load() != 0 {
		t.Errorf("a token was bought in the clear: %v", err)
	}
	bad := burncloud.Secret(`{"client_email":"x","private_key":"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"}`)
	if faults := upstream.Check(o.channel(bad)); len(faults) != 1 || strings.Contains(faults[0].Message, "AAAA") {
		t.Errorf("%v", faults)
	}
}
