package admin

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/secret"
	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

const (
	oidcCookie   = "-oidc" // after the name of the session's
	oidcLifetime = 10 * time.Minute
	oidcTimeout  = 15 * time.Second
	homePage     = "/"
	loginPage    = "/login"
)

// pending is a sign-in that the browser has taken to the provider. It stays in a cookie of the browser, so that nobody
// can finish in it what was begun in another.
type pending struct {
	State    string `json:"s"`
	Nonce    string `json:"n"`
	Verifier string `json:"v"` // PKCE
	ReturnTo string `json:"r"`
}

// issuers remembers what the provider says about itself. The zero value is ready.
type issuers struct {
	mu       sync.Mutex
	provider *oidc.Provider
	issuer   string
	until    time.Time
}

type oidcStartInput struct {
	ReturnTo string `query:"return_to" maxLength:"500" doc:"Path of the console to go to afterwards; empty for its first page."`
}

type oidcCallbackInput struct {
	Code  string `query:"code" maxLength:"4000" doc:"What the provider gives for the tokens."`
	State string `query:"state" maxLength:"200" doc:"What was sent to the provider."`
	Error string `query:"error" maxLength:"200" doc:"Why the provider refused."`

	ErrorDescription string `query:"error_description" maxLength:"2000" doc:"The same in words; not used."`
	ErrorURI         string `query:"error_uri" maxLength:"2000" doc:"The same as a page; not used."`
	Issuer           string `query:"iss" maxLength:"500" doc:"Who answers (RFC 9207); it must be the issuer, where it is there."`
	SessionState     string `query:"session_state" maxLength:"500" doc:"State of the session at the provider; not used."`
	Scope            string `query:"scope" maxLength:"2000" doc:"Scopes that were granted; not used."`
	AuthUser         string `query:"authuser" maxLength:"100" doc:"Sent by Google; not used."`
	Prompt           string `query:"prompt" maxLength:"100" doc:"Sent by Google; not used."`
	HD               string `query:"hd" maxLength:"300" doc:"Sent by Google; not used."`
}

// redirect sends the browser on.
type redirect struct {
	Status   int
	Location string `header:"Location" doc:"Where the browser goes."`
}

func (s *Server) oidcRoutes(r *router) {
	route(r, op{pattern: "GET /api/session/oidc/start", id: "start-oidc", summary: "Send the browser to the OpenID Connect provider", status: http.StatusFound},
		func(ctx context.Context, in *oidcStartInput) (*redirect, error) {
			to, err := s.startOIDC(ctx, in.ReturnTo)
			if err != nil {
				return nil, err
			}
			return &redirect{http.StatusFound, to}, nil
		})
	route(r, op{
		pattern: "GET /api/session/oidc/callback", id: "finish-oidc", status: http.StatusFound,
		summary: "Where the provider sends the browser back to; it goes on to the console, to /login?sign_in= and a reason when that failed",
	},
		func(ctx context.Context, in *oidcCallbackInput) (*redirect, error) {
			v := visitOf(ctx)
			p, ok := v.takePending()
			ctx = burncloud.WithChange(ctx, &burncloud.Change{Actor: burncloud.Actor{Kind: "guest"}, Action: "finish-oidc", IP: v.address()})
			var err error = errState
			if ok && p.State == in.State && in.State != "" {
				err = s.finishOIDC(ctx, in, p)
			}
			if err == nil {
				return &redirect{http.StatusFound, p.ReturnTo}, nil
			}
			reason := "failed"
			var known oidcError
			if errors.As(err, &known) {
				reason = string(known)
			}
			s.Log.WarnContext(ctx, "sign-in at the OIDC provider failed", "reason", reason, "err", err)
			return &redirect{http.StatusFound, loginPage + "?sign_in=" + reason}, nil
		})
}

// oidcError is why somebody is not signed in, as the console's address says it.
type oidcError string

const (
	errState    oidcError = "expired"    // it was begun elsewhere, or long ago
	errDenied   oidcError = "denied"     // the provider refused
	errUnknown  oidcError = "no_account" // nobody here, and accounts are not made
	errDisabled oidcError = "disabled"   // the user is
	errAdmin    oidcError = "last_admin" // the provider would demote the last admin
)

func (e oidcError) Error() string { return "sign-in: " + string(e) }

// startOIDC is the address of the provider's page.
func (s *Server) startOIDC(ctx context.Context, returnTo string) (string, error) {
	access, provider, err := s.provider(ctx)
	if err != nil {
		return "", err
	}
	if !ownPage(returnTo) {
		returnTo = homePage
	}
	p := pending{State: secret.NewCookie(""), Nonce: secret.NewCookie(""), Verifier: oauth2.GenerateVerifier(), ReturnTo: returnTo}
	visitOf(ctx).setPending(p)
	return s.client(ctx, access, provider).AuthCodeURL(p.State, oidc.Nonce(p.Nonce), oauth2.S256ChallengeOption(p.Verifier)), nil
}

// provider asks the provider about itself, once an hour.
func (s *Server) provider(ctx context.Context) (*burncloud.Access, *oidc.Provider, error) {
	access, err := s.Access.Access(ctx)
	if err != nil {
		return nil, nil, err
	}
	if access.OIDC.Issuer == "" {
		return nil, nil, &burncloud.Error{Kind: burncloud.KindNotFound, Message: "there is no OpenID Connect provider"}
	}
	i := &s.issuers
	i.mu.Lock()
	defer i.mu.Unlock()
	if now := s.Now(); i.provider == nil || i.issuer != access.OIDC.Issuer || !now.Before(i.until) {
		// The provider's keys are read with this context later on, so it must not end with the request.
		p, err := oidc.NewProvider(oidcContext(context.Background()), access.OIDC.Issuer)
		if err != nil {
			s.Log.ErrorContext(ctx, "OIDC provider", "err", err)
			return nil, nil, &burncloud.Error{Kind: burncloud.KindUpstreamConnect, Message: "the OpenID Connect provider does not answer as one", Err: err}
		}
		i.provider, i.issuer, i.until = p, access.OIDC.Issuer, now.Add(time.Hour)
	}
	return access, i.provider, nil
}

// oidcContext bounds how long the provider may take.
func oidcContext(ctx context.Context) context.Context {
	return oidc.ClientContext(ctx, &http.Client{Timeout: oidcTimeout})
}

func (s *Server) client(ctx context.Context, access *burncloud.Access, provider *oidc.Provider) *oauth2.Config {
	scopes := access.OIDC.Scopes
	if len(scopes) == 0 {
		scopes = []string{"profile", "email"}
	}
	return &oauth2.Config{
		ClientID: access.OIDC.ClientID, ClientSecret: access.OIDC.ClientSecret.Reveal(), Endpoint: provider.Endpoint(),
		RedirectURL: publicURL(ctx, access) + "/api/session/oidc/callback", Scopes: append([]string{oidc.ScopeOpenID}, scopes...),
	}
}

// finishOIDC signs in whom the provider vouches for.
func (s *Server) finishOIDC(ctx context.Context, in *oidcCallbackInput, p pending) error {
	access, provider, err := s.provider(ctx)
	if err != nil {
		return err
	}
	if in.Error != "" || in.Issuer != "" && in.Issuer != access.OIDC.Issuer {
		return errDenied
	}
	tokens, err := s.client(ctx, access, provider).Exchange(oidcContext(ctx), in.Code, oauth2.VerifierOption(p.Verifier))
	if err != nil {
		return quiet(err)
	}
	raw, _ := tokens.Extra("id_token").(string)
	id, err := provider.Verifier(&oidc.Config{ClientID: access.OIDC.ClientID, Now: s.Now}).Verify(oidcContext(ctx), raw)
	if err != nil {
		return err
	}
	if id.Nonce != p.Nonce {
		return errState
	}
	var claims map[string]any
	if err := id.Claims(&claims); err != nil {
		return err
	}
	user, err := s.oidcUser(ctx, access, burncloud.Identity{Issuer: id.Issuer, Subject: id.Subject}, claims)
	if err != nil {
		return err
	}
	_, err = s.begin(ctx, user, "oidc")
	return err
}

// quiet leaves out what the provider's token endpoint has answered: it may hold a secret.
func quiet(err error) error {
	var re *oauth2.RetrieveError
	if errors.As(err, &re) {
		return errors.New("the provider refuses the code: " + re.ErrorCode)
	}
	return err
}

// setPending keeps the sign-in in the browser. Lax, because the provider's page leads back here.
func (v *visit) setPending(p pending) {
	b, _ := json.Marshal(p) // four texts
	http.SetCookie(v.w, &http.Cookie{
		Name: v.cookieName() + oidcCookie, Value: base64.RawURLEncoding.EncodeToString(b), Path: "/", MaxAge: int(oidcLifetime.Seconds()),
		Secure: v.secure(), HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// takePending reads the sign-in that the browser has begun, and takes it away.
func (v *visit) takePending() (p pending, ok bool) {
	name := v.cookieName() + oidcCookie
	c, err := v.r.Cookie(name)
	if err != nil {
		return p, false
	}
	http.SetCookie(v.w, &http.Cookie{Name: name, Path: "/", MaxAge: -1, Secure: v.secure(), HttpOnly: true, SameSite: http.SameSiteLaxMode})
	b, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil || json.Unmarshal(b, &p) != nil {
		return p, false
	}
	return p, ownPage(p.ReturnTo) // a cookie is the browser's word
}

// ownPage reports whether an address is a page of the console, and not one of another host by some browser's reading.
func ownPage(to string) bool {
	u, err := url.Parse(to)
	return err == nil && u.Host == "" && u.Scheme == "" && strings.HasPrefix(to, "/") && !strings.HasPrefix(to, "//") && !strings.ContainsAny(to, "\\\r\n\t")
}
