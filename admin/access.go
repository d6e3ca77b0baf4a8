package admin

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net/http"
	"strings"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/secret"
)

// scope is what a route asks of its caller.
type scope int

const (
	scopeNone   scope = iota // nobody: a route missing in the table
	scopePublic              // anybody; the route checks a credential of its own
	scopeRead                // admins and operators
	scopeWrite               // admins and operators
	scopeAdmin               // admins
)

// scopes is the whole access policy. Keys are the patterns of the mux; a pattern that is missing here is refused.
var scopes = map[string]scope{
	"GET /api/openapi.json": scopeRead,
	"POST /api/setup":       scopePublic,

	"GET /api/channels":                      scopeRead,
	"POST /api/channels":                     scopeWrite,
	"POST /api/channels/bulk":                scopeWrite,
	"GET /api/channels/{id}":                 scopeRead,
	"PUT /api/channels/{id}":                 scopeWrite,
	"PATCH /api/channels/{id}":               scopeWrite,
	"DELETE /api/channels/{id}":              scopeWrite,
	"POST /api/channels/{id}/test":           scopeWrite, // costs money upstream
	"GET /api/channels/{id}/upstream-models": scopeRead,
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

	"GET /api/tokens":              scopeRead,
	"POST /api/tokens":             scopeWrite,
	"GET /api/tokens/{id}":         scopeRead,
	"PUT /api/tokens/{id}":         scopeWrite,
	"PATCH /api/tokens/{id}":       scopeWrite,
	"DELETE /api/tokens/{id}":      scopeWrite,
	"POST /api/tokens/{id}/rotate": scopeWrite,

	"GET /api/users":                      scopeRead,
	"POST /api/users":                     scopeAdmin,
	"GET /api/users/{id}":                 scopeRead,
	"PUT /api/users/{id}":                 scopeAdmin,
	"PATCH /api/users/{id}":               scopeAdmin,
	"DELETE /api/users/{id}":              scopeAdmin,
	"POST /api/users/{id}/credit":         scopeAdmin,
	"POST /api/users/{id}/reset-password": scopeAdmin,

	"GET /api/prices":           scopeRead,
	"POST /api/prices":          scopeWrite,
	"GET /api/prices/{id}":      scopeRead,
	"GET /api/prices/catalogue": scopeRead,
	"POST /api/prices/bulk":     scopeWrite,
	"POST /api/prices/import":   scopeWrite,

	"GET /api/logs":        scopeRead,
	"GET /api/logs/{id}":   scopeRead,
	"GET /api/logs/export": scopeRead,

	"GET /metrics":             scopeRead,
	"GET /api/logs/histogram":  scopeRead,
	"GET /api/usage":           scopeRead,
	"GET /api/overview":        scopeRead,
	"GET /api/models":          scopeRead,
	"GET /api/events":          scopeRead,
	"GET /api/channels/health": scopeRead,
	"GET /api/doctor":          scopeRead,
	"POST /api/doctor":         scopeWrite, // it changes nothing, but reads everything
	"GET /api/journal":         scopeRead,

	"GET /api/providers":        scopeRead,
	"GET /api/settings":         scopeRead,
	"PUT /api/settings":         scopeAdmin,
	"PATCH /api/settings":       scopeAdmin,
	"POST /api/internal/reload": scopeWrite,

	"/api/redemptions": scopeRead, "/api/redemptions/": scopeRead,
	"/api/audit": scopeRead, "/api/audit/": scopeRead,
	"/api/session": scopeRead, "/api/session/": scopeRead,
	"/api/me": scopeRead, "/api/me/": scopeRead,
}

// ManagementStore finds management tokens. An unknown hash is KindNotFound.
type ManagementStore interface {
	ManagementTokenByHash(ctx context.Context, hash burncloud.TokenHash) (*burncloud.ManagementToken, error)
}

// caller is who a management token speaks for.
type caller struct {
	userID burncloud.UserID // "" for the bootstrap token
	role   burncloud.Role
}

func (c caller) may(need scope) bool {
	switch need {
	case scopePublic:
		return true
	case scopeRead, scopeWrite:
		return c.role == burncloud.RoleAdmin || c.role == burncloud.RoleOperator
	case scopeAdmin:
		return c.role == burncloud.RoleAdmin
	default:
		return false
	}
}

// guard lets a request through to the route it matches when its caller may use that route. Unmatched requests are
// answered only to callers who are known.
func (s *Server) guard(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-store")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		h.Set("Referrer-Policy", "no-referrer")
		r.Body = http.MaxBytesReader(w, r.Body, maxBody+1) // one more, so that the reader sees its own limit first

		handler, pattern := mux.Handler(r)
		need, known := scopes[pattern]
		if need != scopePublic {
			c, err := s.authenticate(r.Context(), r.Header.Get("Authorization"))
			if err != nil {
				s.refuse(w, r, err)
				return
			}
			if known && !c.may(need) {
				writeProblem(w, newProblem(burncloud.KindForbidden, "your role may not do this"))
				return
			}
		}
		if !known {
			s.unmatched(w, r, handler)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

func (s *Server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	p := problem(err, "")
	if p.Status >= http.StatusInternalServerError {
		s.Log.ErrorContext(r.Context(), "management token not checked", "err", err)
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

// authenticate resolves an Authorization header. Every refusal is the same 401: it does not tell an unknown token
// from a disabled user.
func (s *Server) authenticate(ctx context.Context, header string) (caller, error) {
	refused := &burncloud.Error{Kind: burncloud.KindUnauthenticated, Message: "a valid management token is required"}
	scheme, token, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") || token == "" {
		return caller{}, refused
	}
	hash := burncloud.TokenHash(sha256.Sum256([]byte(token)))
	if s.AdminToken != "" && subtle.ConstantTimeCompare(hash[:], s.adminHash[:]) == 1 {
		return caller{role: burncloud.RoleAdmin}, nil
	}
	if !strings.HasPrefix(token, managementPrefix) || !secret.ValidKey(token) {
		return caller{}, refused
	}
	mt, err := s.Management.ManagementTokenByHash(ctx, hash)
	if err != nil {
		return caller{}, orRefused(err, refused)
	}
	user, err := s.Users.User(ctx, mt.UserID)
	if err != nil {
		return caller{}, orRefused(err, refused)
	}
	c := caller{userID: user.ID, role: user.Role}
	if !user.Enabled || !c.may(scopeRead) {
		return caller{}, refused
	}
	return c, nil
}

// orRefused keeps failures of the store apart from tokens that are not there.
func orRefused(err error, refused *burncloud.Error) error {
	var e *burncloud.Error
	if errors.As(err, &e) && e.Kind == burncloud.KindNotFound {
		return refused
	}
	return err
}
