package admin

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/secret"
)

// scope is what a route asks of its caller.
type scope int

const (
	scopeNone    scope = iota // nobody: a route missing in the table
	scopePublic               // anybody; the route checks a credential of its own
	scopeSession              // a user in a browser, about the user's own account
	scopeSelf                 // a user, about the user's own things
	scopeMember               // anybody who is known
	scopeRead                 // admins and operators
	scopeWrite                // admins and operators
	scopeAdmin                // admins
)

// requirements say what each scope asks: the least role of the user, and what a management token must have been given.
var requirements = map[scope]requirement{
	scopeSession: {role: burncloud.RoleUser, owned: true, session: true},
	scopeSelf:    {role: burncloud.RoleUser, grant: grantSelf, owned: true},
	scopeMember:  {role: burncloud.RoleUser, grant: grantMember},
	scopeRead:    {role: burncloud.RoleOperator, grant: grantRead},
	scopeWrite:   {role: burncloud.RoleOperator, grant: grantWrite},
	scopeAdmin:   {role: burncloud.RoleAdmin, grant: grantAdmin},
}

type requirement struct {
	role    burncloud.Role
	grant   string
	owned   bool // the caller is a user: the bootstrap token is nobody's
	session bool // no management token
}

// Grants of management tokens. admin includes write and self, write includes read. Each may be narrowed to one noun: "read:logs".
const (
	grantSelf   = "self"
	grantMember = "member" // any other: nobody is given this
	grantRead   = "read"
	grantWrite  = "write"
	grantAdmin  = "admin"
)

// included are the grants that do as well as the one that is asked for.
var included = map[string][]string{
	grantSelf:   {grantSelf, grantAdmin},
	grantMember: {grantSelf, grantRead, grantWrite, grantAdmin},
	grantRead:   {grantRead, grantWrite, grantAdmin},
	grantWrite:  {grantWrite, grantAdmin},
	grantAdmin:  {grantAdmin},
}

// ranks order the roles.
var ranks = map[burncloud.Role]int{burncloud.RoleUser: 1, burncloud.RoleOperator: 2, burncloud.RoleAdmin: 3}

// scopes is the whole access policy. Keys are the patterns of the mux; a pattern that is missing here is refused.
var scopes = map[string]scope{
	"GET /api/openapi.json":    scopeRead,
	"GET /api/setup":           scopePublic,
	"POST /api/setup":          scopePublic,
	"POST /api/setup/recover":  scopePublic,
	"GET /api/session/options": scopePublic,
	"POST /api/session":        scopePublic,
	"GET /api/session":         scopeSelf,
	"DELETE /api/session":      scopeSession,

	"POST /api/register":                 scopePublic,
	"GET /api/session/oidc/start":        scopePublic,
	"GET /api/session/oidc/callback":     scopePublic,
	"GET /api/management-tokens":         scopeRead,
	"POST /api/management-tokens":        scopeWrite,
	"GET /api/management-tokens/{id}":    scopeRead,
	"PUT /api/management-tokens/{id}":    scopeWrite,
	"PATCH /api/management-tokens/{id}":  scopeWrite,
	"DELETE /api/management-tokens/{id}": scopeWrite,
	"GET /api/invitations":               scopeAdmin,
	"POST /api/invitations":              scopeAdmin,
	"GET /api/invitations/{id}":          scopeAdmin,
	"DELETE /api/invitations/{id}":       scopeAdmin,
	"GET /api/settings/access":           scopeAdmin,
	"PUT /api/settings/access":           scopeAdmin,
	"PATCH /api/settings/access":         scopeAdmin,
	"GET /api/console":                   scopeMember,
	"GET /api/settings/general":          scopeRead,
	"PUT /api/settings/general":          scopeAdmin,
	"PATCH /api/settings/general":        scopeAdmin,
	"GET /api/settings/notice":           scopeRead,
	"PUT /api/settings/notice":           scopeWrite,
	"GET /api/settings/environment":      scopeAdmin,
	"GET /api/settings/views":            scopeSelf,
	"POST /api/settings/views":           scopeSelf,
	"GET /api/settings/views/{id}":       scopeSelf,
	"PUT /api/settings/views/{id}":       scopeSelf,
	"PATCH /api/settings/views/{id}":     scopeSelf,
	"DELETE /api/settings/views/{id}":    scopeSelf,
	"GET /api/audit":                     scopeAdmin,
	"GET /api/audit/export":              scopeAdmin,
	"GET /api/audit/verify":              scopeAdmin,

	"GET /api/me/tokens":                 scopeSelf,
	"POST /api/me/tokens":                scopeSelf,
	"GET /api/me/tokens/{id}":            scopeSelf,
	"PUT /api/me/tokens/{id}":            scopeSelf,
	"PATCH /api/me/tokens/{id}":          scopeSelf,
	"DELETE /api/me/tokens/{id}":         scopeSelf,
	"DELETE /api/me/tokens/{id}/old-key": scopeSelf,
	"POST /api/me/tokens/{id}/rotate":    scopeSelf,
	"GET /api/me/logs":                   scopeSelf,
	"GET /api/me/logs/{id}":              scopeSelf,
	"GET /api/me/logs/{id}/bodies":       scopeSelf,
	"GET /api/me/models":                 scopeSelf,
	"GET /api/me":                        scopeSelf,
	"PATCH /api/me":                      scopeSession,
	"POST /api/me/password":              scopeSession,
	"GET /api/me/sessions":               scopeSession,
	"DELETE /api/me/sessions":            scopeSession,
	"DELETE /api/me/sessions/{id}":       scopeSession,
	"POST /api/me/totp":                  scopeSession,
	"POST /api/me/totp/confirm":          scopeSession,
	"POST /api/me/totp/disable":          scopeSession,
	"POST /api/me/totp/recovery-codes":   scopeSession,

	"GET /api/channels":                      scopeRead,
	"POST /api/channels":                     scopeWrite,
	"POST /api/channels/bulk":                scopeWrite,
	"GET /api/channels/{id}":                 scopeRead,
	"PUT /api/channels/{id}":                 scopeWrite,
	"PATCH /api/channels/{id}":               scopeWrite,
	"DELETE /api/channels/{id}":              scopeWrite,
	"POST /api/channels/{id}/test":           scopeWrite, // costs money upstream
	"GET /api/channels/{id}/upstream-models": scopeRead,
	"POST /api/channels/{id}/balance":        scopeWrite, // makes a call upstream, with a key
	"POST /api/channels/test":                scopeWrite, // costs money upstream
	"POST /api/channels/upstream-models":     scopeWrite, // goes to any address
	"GET /api/channels/{id}/costs":           scopeRead,
	"GET /api/channels/{id}/health":          scopeRead,

	"GET /api/groups":         scopeRead,
	"POST /api/groups":        scopeWrite,
	"GET /api/groups/{id}":    scopeRead,
	"PUT /api/groups/{id}":    scopeWrite,
	"PATCH /api/groups/{id}":  scopeWrite,
	"DELETE /api/groups/{id}": scopeWrite,

	"GET /api/routes":         scopeRead,
	"POST /api/routes":        scopeWrite,
	"POST /api/routes/decide": scopeRead, // it changes nothing
	"GET /api/routes/{id}":    scopeRead,
	"PUT /api/routes/{id}":    scopeWrite,
	"PATCH /api/routes/{id}":  scopeWrite,
	"DELETE /api/routes/{id}": scopeWrite,

	"GET /api/tokens":                 scopeRead,
	"POST /api/tokens":                scopeWrite,
	"GET /api/tokens/{id}":            scopeRead,
	"PUT /api/tokens/{id}":            scopeWrite,
	"PATCH /api/tokens/{id}":          scopeWrite,
	"DELETE /api/tokens/{id}":         scopeWrite,
	"DELETE /api/tokens/{id}/old-key": scopeWrite,
	"POST /api/tokens/{id}/rotate":    scopeWrite,

	"GET /api/users":                      scopeRead,
	"POST /api/users":                     scopeAdmin,
	"GET /api/users/{id}":                 scopeRead,
	"PUT /api/users/{id}":                 scopeAdmin,
	"PATCH /api/users/{id}":               scopeAdmin,
	"DELETE /api/users/{id}":              scopeAdmin,
	"POST /api/users/{id}/credit":         scopeAdmin,
	"POST /api/users/{id}/reset-password": scopeAdmin,

	"GET /api/users/{id}/sessions":              scopeAdmin,
	"DELETE /api/users/{id}/sessions":           scopeAdmin,
	"DELETE /api/users/{id}/sessions/{session}": scopeAdmin,

	"GET /api/prices":           scopeRead,
	"POST /api/prices":          scopeWrite,
	"GET /api/prices/{id}":      scopeRead,
	"GET /api/prices/catalogue": scopeRead,
	"POST /api/prices/bulk":     scopeWrite,
	"POST /api/prices/import":   scopeWrite,

	"GET /api/logs":             scopeRead,
	"GET /api/logs/{id}":        scopeRead,
	"GET /api/logs/{id}/around": scopeRead,
	"GET /api/logs/{id}/bodies": scopeRead,
	"GET /api/logs/bodies":      scopeRead,
	"DELETE /api/logs/bodies":   scopeAdmin, // nothing brings them back
	"GET /api/logs/export":      scopeRead,

	"GET /metrics":             scopeRead,
	"GET /api/logs/histogram":  scopeRead,
	"GET /api/usage":           scopeRead,
	"GET /api/overview":        scopeRead,
	"PUT /api/overview/snooze": scopeWrite,
	"GET /api/models":          scopeRead,
	"GET /api/events":          scopeRead,
	"GET /api/channels/health": scopeRead,
	"GET /api/doctor":          scopeRead,
	"POST /api/doctor":         scopeWrite, // it changes nothing, but reads everything

	"POST /api/doctor/adjustments": scopeAdmin, // it is money
	"GET /api/journal":             scopeRead,

	"GET /api/providers":        scopeRead,
	"GET /api/settings":         scopeRead,
	"PUT /api/settings":         scopeAdmin,
	"PATCH /api/settings":       scopeAdmin,
	"POST /api/internal/reload": scopeWrite,

	"GET /api/redemptions":               scopeRead,
	"POST /api/redemptions":              scopeAdmin, // it is money
	"GET /api/redemptions/{id}":          scopeRead,
	"GET /api/redemptions/{id}/codes":    scopeRead,
	"POST /api/redemptions/{id}/disable": scopeAdmin,
	"POST /api/redemptions/{id}/enable":  scopeAdmin,

	"GET /api/users/{id}/statement":        scopeRead,
	"GET /api/users/{id}/statement/export": scopeRead,
	"GET /api/me/balance":                  scopeSelf,
	"GET /api/me/statement":                scopeSelf,
	"GET /api/me/statement/export":         scopeSelf,
	"POST /api/me/redeem":                  scopeSelf,

	"GET /api/me/usage": scopeSelf,
}

// caller is who makes a request.
type caller struct {
	userID  burncloud.UserID // "" for the bootstrap token
	role    burncloud.Role
	actor   burncloud.Actor
	session burncloud.SessionID // "" for tokens
	scopes  []string            // of a management token; empty = all that the role may
	expires time.Time           // of a management token; zero = never
}

// may reports whether the caller may use a route of the noun ("channels") that asks for the scope.
func (c caller) may(need scope, noun string) bool {
	if need == scopePublic {
		return true
	}
	q, ok := requirements[need]
	switch {
	case !ok, ranks[c.role] < ranks[q.role], q.owned && c.userID == "", q.session && c.session == "":
		return false
	case len(c.scopes) == 0:
		return true
	}
	return slices.ContainsFunc(included[q.grant], func(grant string) bool {
		return slices.Contains(c.scopes, grant) || slices.Contains(c.scopes, grant+":"+noun)
	})
}

// guard lets a request through to the route it matches when its caller may use that route. Unmatched requests are
// answered only to callers who are known.
func (s *Server) guard(mux *http.ServeMux) http.Handler {
	origin := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-store")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		h.Set("Referrer-Policy", "no-referrer")
		r.Body = http.MaxBytesReader(w, r.Body, maxBody+1) // one more, so that the reader sees its own limit first

		v := &visit{w: w, r: r}
		handler, pattern := mux.Handler(r)
		need, known := scopes[pattern]
		// Without a header of its own the request may have been made by another site, on the strength of a cookie.
		if r.Header.Get("Authorization") == "" && origin.Check(r) != nil {
			writeProblem(w, newProblem(burncloud.KindForbidden, "requests from other sites are refused"))
			return
		}
		if need != scopePublic {
			var err error
			if v.caller, err = s.authenticate(v); err != nil {
				s.refuse(w, r, err)
				return
			}
			if known && !v.caller.may(need, nounOf(pattern)) {
				writeProblem(w, newProblem(burncloud.KindForbidden, "your role, or the scopes of your token, do not allow this"))
				return
			}
		}
		if !known {
			s.unmatched(w, r, handler)
			return
		}
		mux.ServeHTTP(w, r.WithContext(v.context(r)))
	})
}

// context carries the visit, and what is to be recorded if the request changes something.
func (v *visit) context(r *http.Request) context.Context {
	ctx := context.WithValue(r.Context(), visitKey{}, v)
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return ctx
	}
	actor := v.caller.actor
	if actor.Kind == "" {
		actor.Kind = "guest"
	}
	object := strings.Split(strings.TrimPrefix(r.URL.Path, "/api/"), "/")
	return burncloud.WithChange(ctx, &burncloud.Change{Actor: actor, Object: strings.Join(object[:min(2, len(object))], "/"), IP: v.address()})
}

// nounOf is the first word of a route's path: "channels".
func nounOf(pattern string) string {
	_, path, _ := strings.Cut(pattern, "/api/")
	noun, _, _ := strings.Cut(path, "/")
	return noun
}

func (s *Server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	p := problem(err, "")
	if p.Status >= http.StatusInternalServerError {
		s.Log.ErrorContext(r.Context(), "credential not checked", "err", err)
	}
	if p.Status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Bearer realm="burncloud"`)
	}
	writeProblem(w, p)
}

// unmatched tells a wrong method from an unknown path by asking the mux's own answer.
func (s *Server) unmatched(w http.ResponseWriter, r *http.Request, answer http.Handler) {
	probe := statusProbe{header: http.Header{}}
	answer.ServeHTTP(&probe, r)
	if probe.status == http.StatusMethodNotAllowed {
		w.Header()["Allow"] = probe.header["Allow"]
		writeProblem(w, newProblem(burncloud.KindMethod, "this path does not take that method"))
		return
	}
	writeProblem(w, newProblem(burncloud.KindNotFound, "no such path"))
}

// statusProbe keeps the status and headers of an answer and drops its body.
type statusProbe struct {
	header http.Header
	status int
}

func (p *statusProbe) Header() http.Header         { return p.header }
func (p *statusProbe) Write(b []byte) (int, error) { return len(b), nil }
func (p *statusProbe) WriteHeader(status int)      { p.status = status }

// authenticate finds out who makes the request. Every refusal is the same 401: it does not tell an unknown token from a
// disabled user.
func (s *Server) authenticate(v *visit) (caller, error) {
	refused := &burncloud.Error{Kind: burncloud.KindUnauthenticated, Message: "sign in, or send a valid management token"}
	header := v.r.Header.Get("Authorization")
	if header == "" {
		return s.bySession(v, refused)
	}
	scheme, token, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") || token == "" {
		return caller{}, refused
	}
	hash := burncloud.TokenHash(sha256.Sum256([]byte(token)))
	if s.AdminToken != "" && subtle.ConstantTimeCompare(hash[:], s.adminHash[:]) == 1 {
		return caller{role: burncloud.RoleAdmin, actor: burncloud.Actor{Kind: "bootstrap", Name: "BURNCLOUD_ADMIN_TOKEN"}}, nil
	}
	if !strings.HasPrefix(token, managementPrefix) || !secret.ValidKey(token) {
		return caller{}, refused
	}
	ctx := v.r.Context()
	mt, err := s.Management.ManagementTokenByHash(ctx, hash)
	if err != nil {
		return caller{}, orRefused(err, refused)
	}
	now := s.Now()
	if !mt.ExpiresAt.IsZero() && !now.Before(mt.ExpiresAt) {
		return caller{}, refused
	}
	user, err := s.Users.User(ctx, mt.UserID)
	if err != nil {
		return caller{}, orRefused(err, refused)
	}
	if !user.Enabled {
		return caller{}, refused
	}
	if now.Sub(mt.LastUsed) >= seenEvery {
		if err := s.Management.TouchManagementToken(ctx, mt.ID, now); err != nil {
			s.Log.WarnContext(ctx, "use of a management token not noted", "err", err)
		}
	}
	return caller{
		userID: user.ID, role: user.Role, scopes: mt.Scopes, expires: mt.ExpiresAt,
		actor: burncloud.Actor{Kind: "token", ID: string(mt.ID), Name: user.Username + "/" + mt.Name},
	}, nil
}

// bySession resolves the browser's cookie.
func (s *Server) bySession(v *visit, refused *burncloud.Error) (caller, error) {
	cookie := v.cookie()
	if !strings.HasPrefix(cookie, sessionPrefix) {
		return caller{}, refused
	}
	ctx := v.r.Context()
	ses, err := s.Accounts.SessionByHash(ctx, secret.Hash(cookie))
	if err != nil {
		return caller{}, orRefused(err, refused)
	}
	user, err := s.Users.User(ctx, ses.UserID)
	if err != nil {
		return caller{}, orRefused(err, refused)
	}
	now := s.Now()
	if !user.Enabled || user.Role != ses.Role || !now.Before(ses.ExpiresAt) || now.Sub(ses.SeenAt) > idleLimit {
		return caller{}, refused
	}
	if now.Sub(ses.SeenAt) >= seenEvery {
		if err := s.Accounts.TouchSession(ctx, ses.ID, now); err != nil {
			s.Log.WarnContext(ctx, "use of a session not noted", "err", err)
		}
	}
	return caller{
		userID: user.ID, role: user.Role, session: ses.ID,
		actor: burncloud.Actor{Kind: "user", ID: string(user.ID), Name: user.Username},
	}, nil
}

// orRefused keeps failures of the store apart from tokens that are not there.
func orRefused(err error, refused *burncloud.Error) error {
	var e *burncloud.Error
	if errors.As(err, &e) && e.Kind == burncloud.KindNotFound {
		return refused
	}
	return err
}
