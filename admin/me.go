package admin

import (
	"context"
	"net/http"
	"reflect"
	"time"

	"github.com/burncloud/burncloud"
)

// Me is what a user sees of the own account.
type Me struct {
	ID            burncloud.UserID `json:"id" doc:"Identifier (usr_…)."`
	Username      string           `json:"username" doc:"Login name."`
	Email         string           `json:"email" doc:"Address, empty when unknown."`
	Role          string           `json:"role" enum:"admin,operator,user" doc:"What the user may do."`
	Group         string           `json:"group" doc:"Channel group of the user."`
	Limits        Limits           `json:"limits" doc:"Of all tokens of the user together."`
	Preferences   Preferences      `json:"preferences" doc:"How the user likes the console."`
	HasPassword   bool             `json:"has_password" doc:"Whether the user can sign in with a password."`
	SecondFactor  bool             `json:"second_factor" doc:"Whether signing in with the password needs a code, too."`
	RecoveryCodes int              `json:"recovery_codes" doc:"Recovery codes that were not used yet."`
	CreatedAt     *time.Time       `json:"created_at" required:"false" doc:"When the account was made."`
}

// Preferences are how a user likes the console.
type Preferences struct {
	Language string `json:"language" required:"false" enum:",en,zh-CN" doc:"Language of the console; empty for the browser's."`
	Theme    string `json:"theme" required:"false" enum:",light,dark,system" doc:"Colours of the console; empty for the system's."`
	Density  string `json:"density" required:"false" enum:",comfortable,compact" doc:"How close together rows are; empty for comfortable."`
}

// MeChange is what users may change of their own accounts.
type MeChange struct {
	Preferences Preferences `json:"preferences" required:"false" doc:"How the user likes the console."`
}

// PasswordChange is a user's own change of the password.
type PasswordChange struct {
	CurrentPassword string `json:"current_password" required:"false" writeOnly:"true" maxLength:"256" doc:"The password until now; left out by a user who has none."`
	NewPassword     string `json:"new_password" writeOnly:"true" maxLength:"256" doc:"The password from now on, of at least 10 characters."`
}

func (s *Server) meRoutes(r *router) {
	route(r, op{pattern: "GET /api/me", id: "get-me", summary: "Read the own account"},
		func(ctx context.Context, _ *nothing) (*output[Me], error) { return s.showMe(ctx) })
	route(r, op{
		pattern: "PATCH /api/me", id: "merge-me", summary: "Merge into the own account (RFC 7396): the preferences", body: reflect.TypeFor[MeChange](), merge: true,
	},
		func(ctx context.Context, in *bodyInput) (*output[Me], error) {
			s.write.Lock()
			defer s.write.Unlock()
			user := callerOf(ctx).userID
			p, err := s.Accounts.Preferences(ctx, user)
			if err != nil {
				return nil, err
			}
			d := MeChange{Preferences(p)}
			if err := merge(r, in.RawBody, &d); err != nil {
				return nil, err
			}
			about(ctx, "users/"+string(user), MeChange{Preferences(p)}, d)
			if err := s.Accounts.SavePreferences(ctx, user, burncloud.Preferences(d.Preferences)); err != nil {
				return nil, err
			}
			return s.showMe(ctx)
		})
	taking(r, op{pattern: "POST /api/me/password", id: "change-my-password", summary: "Change the own password, which ends all other sessions"}, s.changePassword)
	s.mySessionRoutes(r)
}

func (s *Server) mySessionRoutes(r *router) {
	route(r, op{pattern: "GET /api/me/sessions", id: "list-my-sessions", summary: "List the own sessions"},
		func(ctx context.Context, _ *nothing) (*output[Page[SessionInfo]], error) {
			return s.listSessions(ctx, callerOf(ctx).userID)
		})
	route(r, op{pattern: "DELETE /api/me/sessions", id: "end-my-sessions", summary: "End all own sessions but this one", status: http.StatusNoContent},
		func(ctx context.Context, _ *nothing) (*nothing, error) {
			c := callerOf(ctx)
			about(ctx, "users/"+string(c.userID), nil, nil)
			return nil, s.Accounts.EndSessions(ctx, c.userID, c.session)
		})
	route(r, op{pattern: "DELETE /api/me/sessions/{id}", id: "end-my-session", summary: "End one of the own sessions", status: http.StatusNoContent},
		func(ctx context.Context, in *idInput) (*nothing, error) {
			c := callerOf(ctx)
			about(ctx, "users/"+string(c.userID), nil, nil)
			return nil, s.Accounts.EndSession(ctx, c.userID, burncloud.SessionID(in.ID))
		})
}

func (s *Server) showMe(ctx context.Context) (*output[Me], error) {
	user, err := s.Users.User(ctx, callerOf(ctx).userID)
	if err != nil {
		return nil, err
	}
	p, err := s.Accounts.Preferences(ctx, user.ID)
	if err != nil {
		return nil, err
	}
	password, err := s.Accounts.Password(ctx, user.ID)
	if err != nil {
		return nil, err
	}
	on, err := s.factorOn(ctx, user.ID)
	if err != nil {
		return nil, err
	}
	left, err := s.Accounts.RecoveryCodes(ctx, user.ID)
	if err != nil {
		return nil, err
	}
	return &output[Me]{Me{
		ID: user.ID, Username: user.Username, Email: user.Email, Role: string(user.Role), Group: string(user.Group), Limits: Limits(user.Limits),
		Preferences: Preferences(p), HasPassword: password != "", SecondFactor: on, RecoveryCodes: left, CreatedAt: timeOrNil(user.CreatedAt),
	}}, nil
}

func (s *Server) changePassword(ctx context.Context, d *PasswordChange) (*output[Session], error) {
	user, err := s.Users.User(ctx, callerOf(ctx).userID)
	if err != nil {
		return nil, err
	}
	var f faults
	f.password("new_password", d.NewPassword, user.Username)
	if err := f.err(); err != nil {
		return nil, err
	}
	if err := s.confirmPassword(ctx, user.ID, "current_password", d.CurrentPassword); err != nil {
		return nil, err
	}
	about(ctx, "users/"+string(user.ID), nil, map[string]bool{"password": true})
	if err := s.Accounts.SavePassword(ctx, user.ID, s.hash(d.NewPassword)); err != nil {
		return nil, err
	}
	return s.begin(unrecorded(ctx), user, "password")
}

// confirmPassword has the user of a session show the password again. One who has none need not.
func (s *Server) confirmPassword(ctx context.Context, user burncloud.UserID, field, password string) error {
	encoded, err := s.Accounts.Password(ctx, user)
	if err != nil || encoded == "" {
		return err
	}
	v := visitOf(ctx)
	key := v.attemptKey("password of " + string(user))
	if err := s.attempts.begin(key, v.local()); err != nil {
		return err
	}
	if !s.verify(encoded, password) {
		return newProblem(burncloud.KindInvalid, "the request has invalid fields", FieldError{field, "is not the password"})
	}
	s.attempts.right(key)
	return nil
}
