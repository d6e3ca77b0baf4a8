package admin

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/secret"
)

const (
	sessionPrefix = "ses-"
	sessionHours  = 168                // the default; a setting changes it
	idleLimit     = 3 * 24 * time.Hour // a session that is not used for so long is over
	seenEvery     = time.Minute        // how exactly the latest use of credentials is known
	maxAgent      = 200                // bytes of what a browser calls itself that are kept
)

// SignIn is what one signs in with.
type SignIn struct {
	Username string `json:"username" maxLength:"64" doc:"Login name, in any case."`
	Password string `json:"password" writeOnly:"true" maxLength:"256" doc:"The password."`
	Code     string `json:"code" required:"false" writeOnly:"true" maxLength:"40" doc:"Code of the second factor, or a recovery code. Needed when the answer without it is a 401 of the kind second_factor_required."`
}

// Session says who is signed in.
type Session struct {
	ID        burncloud.SessionID `json:"id" doc:"Identifier (ses_…); empty for a management token."`
	User      SessionUser         `json:"user" doc:"Who makes the request."`
	Method    string              `json:"method" doc:"How the session was begun: password, setup, recovery, registration, invitation or oidc; token for a management token."`
	Scopes    []string            `json:"scopes" nullable:"false" doc:"What the management token was given; empty for all that the role may."`
	CreatedAt *time.Time          `json:"created_at" required:"false" doc:"When the session began."`
	ExpiresAt *time.Time          `json:"expires_at" required:"false" doc:"When it ends at the latest."`
}

// SessionUser is the user of a session.
type SessionUser struct {
	ID          burncloud.UserID `json:"id" doc:"Identifier (usr_…)."`
	Username    string           `json:"username" doc:"Login name."`
	Role        string           `json:"role" enum:"admin,operator,user" doc:"What the user may do: see the role of users."`
	Group       string           `json:"group" doc:"Channel group of the user."`
	Preferences Preferences      `json:"preferences" doc:"How the user likes the console."`
}

// SessionOptions say, before anybody is signed in, how one can come in.
type SessionOptions struct {
	SetupNeeded  bool   `json:"setup_needed" doc:"Whether the first admin is still to be made, with the one-time link."`
	Registration string `json:"registration" enum:"off,invitation,open" doc:"Who may make an account."`
	OIDC         bool   `json:"oidc" doc:"Whether one can sign in at an OpenID Connect provider: send the browser to /api/session/oidc/start."`
	OIDCLabel    string `json:"oidc_label" doc:"Text of the button for it."`
	Name         string `json:"name" doc:"What this gateway is called."`
	Language     string `json:"language" enum:",en,zh-CN" doc:"Language for people who have chosen none; empty for the browser's."`
	Theme        string `json:"theme" enum:",light,dark,system" doc:"Colours for people who have chosen none; empty for the system's."`
}

// SessionInfo is one session in a list.
type SessionInfo struct {
	ID        burncloud.SessionID `json:"id" doc:"Identifier (ses_…)."`
	Method    string              `json:"method" doc:"How it was begun."`
	IP        string              `json:"ip" doc:"Address that it was begun from."`
	Agent     string              `json:"agent" doc:"What the browser calls itself."`
	Current   bool                `json:"current" doc:"Whether it is the one that asks."`
	CreatedAt time.Time           `json:"created_at" doc:"When it was begun."`
	SeenAt    time.Time           `json:"seen_at" doc:"Its latest request, to the minute."`
	ExpiresAt time.Time           `json:"expires_at" doc:"When it ends at the latest."`
}

func (s *Server) sessionRoutes(r *router) {
	route(r, op{pattern: "GET /api/session/options", id: "session-options", summary: "How one can sign in; for everybody"},
		func(ctx context.Context, _ *nothing) (*output[SessionOptions], error) { return s.sessionOptions(ctx) })
	taking(r, op{
		pattern: "POST /api/session", id: "sign-in", summary: "Sign in; the answer sets the session's cookie", status: http.StatusCreated,
	}, func(ctx context.Context, d *SignIn) (*output[Session], error) {
		user, err := s.checkPassword(ctx, d)
		if err != nil {
			return nil, err
		}
		return s.begin(ctx, user, "password")
	})
	route(r, op{pattern: "GET /api/session", id: "get-session", summary: "Who makes this request"},
		func(ctx context.Context, _ *nothing) (*output[Session], error) { return s.showSession(ctx) })
	route(r, op{pattern: "DELETE /api/session", id: "sign-out", summary: "Sign out", status: http.StatusNoContent},
		func(ctx context.Context, _ *nothing) (*nothing, error) {
			v := visitOf(ctx)
			about(ctx, "users/"+string(v.caller.userID), nil, nil)
			v.setCookie("", time.Time{})
			return nil, s.Accounts.EndSession(ctx, v.caller.userID, v.caller.session)
		})
	s.userSessionRoutes(r)
}

func (s *Server) sessionOptions(ctx context.Context) (*output[SessionOptions], error) {
	needed, err := s.Setup.NeedsSetup(ctx)
	if err != nil {
		return nil, err
	}
	a, err := s.Access.Access(ctx)
	if err != nil {
		return nil, err
	}
	c, err := s.Console.Console(ctx)
	if err != nil {
		return nil, err
	}
	out := SessionOptions{
		SetupNeeded: needed, Registration: showAccess(a).Registration, OIDC: a.OIDC.Issuer != "" && !needed,
		Name: cmp.Or(c.Name, defaultName), Language: c.Language, Theme: c.Theme,
	}
	if u, err := url.Parse(a.OIDC.Issuer); out.OIDC && err == nil {
		out.OIDCLabel = cmp.Or(a.OIDC.Label, u.Host)
	}
	return &output[SessionOptions]{out}, nil
}

// wrongLogin is the one answer to a wrong name, a wrong password, a disabled user and one without a password.
func wrongLogin() error {
	return &burncloud.Error{Kind: burncloud.KindUnauthenticated, Message: "the name or the password is wrong"}
}

// kindSecondFactor is the kind of the 401 that asks for a code.
const kindSecondFactor = "second_factor_required"

// checkPassword finds the user who may sign in. It takes as long for users who are not there.
func (s *Server) checkPassword(ctx context.Context, d *SignIn) (*burncloud.User, error) {
	v := visitOf(ctx)
	key := v.attemptKey(d.Username)
	if err := s.attempts.begin(key, v.local()); err != nil {
		return nil, err
	}
	encoded := ""
	user, err := s.Accounts.UserByName(ctx, d.Username)
	switch {
	case err == nil:
		encoded, err = s.Accounts.Password(ctx, user.ID)
	case isNotFound(err):
		err = nil
	}
	if err != nil {
		return nil, err
	}
	if !s.verify(encoded, d.Password) || user == nil || !user.Enabled {
		s.Log.WarnContext(ctx, "sign-in refused", "ip", v.address())
		return nil, wrongLogin()
	}
	on, ok, err := s.checkFactor(ctx, user.ID, d.Code)
	switch {
	case err != nil:
		return nil, err
	case on && d.Code == "":
		s.attempts.undo(key)
		return nil, &Problem{Title: http.StatusText(http.StatusUnauthorized), Status: http.StatusUnauthorized, Kind: kindSecondFactor, Detail: "a code of the second factor is needed"}
	case on && !ok:
		return nil, &burncloud.Error{Kind: burncloud.KindUnauthenticated, Message: "the code is wrong or was used"}
	}
	s.attempts.right(key)
	return user, nil
}

// begin starts a session of the user and gives it to the browser. A session that the browser has already ends.
func (s *Server) begin(ctx context.Context, user *burncloud.User, method string) (*output[Session], error) {
	v := visitOf(ctx)
	if old := v.cookie(); old != "" {
		ses, err := s.Accounts.SessionByHash(ctx, secret.Hash(old))
		if err == nil {
			err = s.Accounts.EndSession(unrecorded(ctx), ses.UserID, ses.ID)
		}
		if err != nil && !isNotFound(err) {
			return nil, err
		}
	}
	access, err := s.Access.Access(ctx)
	if err != nil {
		return nil, err
	}
	lifetime := time.Duration(cmp.Or(access.SessionHours, sessionHours)) * time.Hour
	cookie, now := secret.NewCookie(sessionPrefix), s.Now().UTC()
	agent := v.r.UserAgent()
	ses := &burncloud.Session{
		ID: burncloud.SessionID(burncloud.NewID("ses", now)), UserID: user.ID, Hash: secret.Hash(cookie), Role: user.Role, Method: method,
		IP: v.address(), Agent: agent[:min(len(agent), maxAgent)], CreatedAt: now, SeenAt: now, ExpiresAt: now.Add(lifetime),
	}
	actor := burncloud.Actor{Kind: "user", ID: string(user.ID), Name: user.Username}
	if c := burncloud.ChangeOf(ctx); c != nil {
		c.Actor, c.Object = actor, "users/"+string(user.ID)
	}
	if err := s.Accounts.StartSession(ctx, ses); err != nil {
		return nil, err
	}
	v.setCookie(cookie, ses.ExpiresAt)
	v.caller = caller{userID: user.ID, role: user.Role, session: ses.ID, actor: actor}
	return s.describe(ctx, user, ses)
}

// unrecorded is for writes that are a part of a change which is recorded elsewhere.
func unrecorded(ctx context.Context) context.Context { return burncloud.WithChange(ctx, nil) }

func (s *Server) showSession(ctx context.Context) (*output[Session], error) {
	c := callerOf(ctx)
	user, err := s.Users.User(ctx, c.userID)
	if err != nil {
		return nil, err
	}
	if c.session == "" {
		out, err := s.describe(ctx, user, &burncloud.Session{Method: "token"})
		if err == nil {
			out.Body.Scopes = orEmpty(c.scopes)
		}
		return out, err
	}
	all, err := s.Accounts.Sessions(ctx, c.userID)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].ID == c.session {
			return s.describe(ctx, user, &all[i])
		}
	}
	return nil, &burncloud.Error{Kind: burncloud.KindUnauthenticated, Message: "the session has just ended"}
}

func (s *Server) describe(ctx context.Context, user *burncloud.User, ses *burncloud.Session) (*output[Session], error) {
	p, err := s.Accounts.Preferences(ctx, user.ID)
	if err != nil {
		return nil, err
	}
	return &output[Session]{Session{
		ID: ses.ID, Method: ses.Method, Scopes: []string{}, CreatedAt: timeOrNil(ses.CreatedAt), ExpiresAt: timeOrNil(ses.ExpiresAt),
		User: SessionUser{ID: user.ID, Username: user.Username, Role: string(user.Role), Group: string(user.Group), Preferences: Preferences(p)},
	}}, nil
}

func (s *Server) listSessions(ctx context.Context, user burncloud.UserID) (*output[Page[SessionInfo]], error) {
	all, err := s.Accounts.Sessions(ctx, user)
	if err != nil {
		return nil, err
	}
	out := make([]SessionInfo, len(all))
	for i, x := range all {
		out[i] = SessionInfo{x.ID, x.Method, x.IP, x.Agent, x.ID == callerOf(ctx).session, x.CreatedAt, x.SeenAt, x.ExpiresAt}
	}
	return newPage(out, ""), nil
}
