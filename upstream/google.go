package upstream

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
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/burncloud/burncloud"
)

// What a service account asks for, and where, unless its file says otherwise (RFC 7523; Google's OAuth 2.0 for servers).
const (
	googleScope    = "https://www.googleapis.com/auth/cloud-platform"
	googleTokenURI = "https://oauth2.googleapis.com/token"
	grantJWT       = "urn:ietf:params:oauth:grant-type:jwt-bearer"
	assertionLife  = time.Hour
	exchangeTime   = 10 * time.Second // bounds one exchange
	maxTokenAnswer = 64 << 10         // bytes
)

// account is a service account's key file.
type account struct {
	Email    string `json:"client_email"`
	KeyID    string `json:"private_key_id"`
	PEM      string `json:"private_key"`
	Project  string `json:"project_id"`
	TokenURI string `json:"token_uri"`

	key *rsa.PrivateKey
}

// isServiceAccount tells a service account's key file from an API key.
func isServiceAccount(s string) bool { return strings.HasPrefix(strings.TrimSpace(s), "{") }

// parseAccount reads a key file. Its errors are in words for the operator and hold nothing of the file.
func parseAccount(s string) (*account, error) {
	var a account
	if json.Unmarshal([]byte(s), &a) != nil {
		return nil, errors.New("is not a service account's JSON")
	}
	if a.Email == "" || a.PEM == "" {
		return nil, errors.New("is a JSON without client_email or private_key: not that of a service account")
	}
	block, _ := pem.Decode([]byte(a.PEM))
	if block == nil {
		return nil, errors.New("has a private_key that is not PEM")
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		parsed, err = x509.ParsePKCS1PrivateKey(block.Bytes)
	}
	key, ok := parsed.(*rsa.PrivateKey)
	if err != nil || !ok {
		return nil, errors.New("has a private_key that is not an RSA key")
	}
	a.key = key
	if a.TokenURI == "" {
		a.TokenURI = googleTokenURI
	}
	if u, err := url.Parse(a.TokenURI); err != nil || acceptableToken(u) != nil {
		return nil, errors.New("has a token_uri that cannot be used")
	}
	return &a, nil
}

// acceptableToken refuses addresses to which no assertion is sent: all without TLS but loopback, which only tests use.
func acceptableToken(u *url.URL) error {
	if ip, err := netip.ParseAddr(u.Hostname()); u.Scheme != "https" && (err != nil || !ip.IsLoopback()) {
		return errors.New("is not an https URL")
	}
	return acceptable(u, u.Scheme+"://"+u.Host)
}

// googleKey buys tokens with a service account's key; an API key is sent as it is.
type googleKey struct {
	tokens     *tokens
	transports *Transports
	class      TransportClass
}

func (g googleKey) sign(ctx context.Context, r *http.Request, key burncloud.Secret, body []byte) error {
	if !isServiceAccount(key.Reveal()) {
		return headerKeys[AuthGoogle].sign(ctx, r, key, body)
	}
	token, err := g.tokens.get(ctx, key, g.transports.now, func(ctx context.Context) (token, error) { return g.exchange(ctx, key) })
	if err != nil {
		return err
	}
	return headerKeys[AuthBearer].sign(ctx, r, token, body)
}

// exchange trades a signed assertion for a token.
func (g googleKey) exchange(ctx context.Context, key burncloud.Secret) (token, error) {
	a, err := parseAccount(key.Reveal())
	if err != nil {
		return token{}, refusedAccount(fmt.Errorf("the key %w", err))
	}
	if strings.HasPrefix(a.TokenURI, "http://") && !g.transports.plainTokens {
		return token{}, refusedAccount(errors.New("the key has a token_uri that is not https"))
	}
	now := g.transports.now()
	assertion, err := a.assertion(now)
	if err != nil {
		return token{}, refusedAccount(err)
	}
	ctx, cancel := context.WithTimeout(ctx, exchangeTime)
	defer cancel()
	form := url.Values{"grant_type": {grantJWT}, "assertion": {assertion}}.Encode()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, a.TokenURI, strings.NewReader(form))
	if err != nil {
		return token{}, refusedAccount(errors.New("the key has a token_uri that cannot be used"))
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	transport, err := g.transports.Get(g.class)
	if err != nil {
		return token{}, unreachedToken(err)
	}
	resp, err := transport.RoundTrip(r)
	if err != nil {
		return token{}, unreachedToken(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxTokenAnswer))
	if err != nil {
		return token{}, unreachedToken(err)
	}
	return readToken(resp.StatusCode, answer, now, a.secrets(key)...)
}

// readToken reads what a token address answered.
func readToken(status int, body []byte, now time.Time, secrets ...burncloud.Secret) (token, error) {
	var got struct {
		Token   string  `json:"access_token"`
		Expires float64 `json:"expires_in"` // seconds
		Error   string  `json:"error"`
		Reason  string  `json:"error_description"`
	}
	err := json.Unmarshal(body, &got)
	said := fmt.Errorf("the token address answered %d: %s", status, cut(Scrub(strings.TrimSpace(got.Error+" "+got.Reason), secrets), 256))
	switch {
	case status >= 500 || status == http.StatusTooManyRequests:
		return token{}, unreachedToken(said)
	case status != http.StatusOK:
		return token{}, refusedAccount(said)
	case err != nil || got.Token == "" || !plainKey(got.Token):
		return token{}, refusedAccount(errors.New("the token address gave no access token"))
	}
	life := assertionLife
	if got.Expires > 0 {
		life = time.Duration(min(got.Expires, assertionLife.Seconds()*24) * float64(time.Second))
	}
	return newToken(got.Token, now, life), nil
}

// assertion is the JWT that proves who asks, signed with RS256.
func (a *account) assertion(now time.Time) (string, error) {
	head, err := json.Marshal(map[string]string{"alg": "RS256", "typ": "JWT", "kid": a.KeyID})
	if err != nil {
		return "", err
	}
	claims, err := json.Marshal(map[string]any{
		"iss": a.Email, "scope": googleScope, "aud": a.TokenURI, "iat": now.Unix(), "exp": now.Add(assertionLife).Unix(),
	})
	if err != nil {
		return "", err
	}
	text := base64.RawURLEncoding.EncodeToString(head) + "." + base64.RawURLEncoding.EncodeToString(claims)
	sum := sha256.Sum256([]byte(text))
	sig, err := rsa.SignPKCS1v15(rand.Reader, a.key, crypto.SHA256, sum[:])
	if err != nil {
		return "", errors.New("the private key cannot sign")
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(sig), nil
}

// secrets are what must not be seen of the key file, apart from the whole.
func (a *account) secrets(key burncloud.Secret) []burncloud.Secret {
	return []burncloud.Secret{key, burncloud.Secret(a.PEM), burncloud.Secret(a.KeyID)}
}

func refusedAccount(err error) *burncloud.Error {
	return &burncloud.Error{Kind: burncloud.KindUpstreamAuth, Message: "the gateway's service account was refused", Err: err}
}

func unreachedToken(err error) *burncloud.Error {
	return &burncloud.Error{Kind: burncloud.KindUpstreamConnect, Message: "the address that gives the provider's access tokens could not be used", Err: err}
}
