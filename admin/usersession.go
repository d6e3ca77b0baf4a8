package admin

import (
	"context"
	"net/http"
	"reflect"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/secret"
)

// PasswordReset gives a user a new password.
type PasswordReset struct {
	Password          string `json:"password" required:"false" writeOnly:"true" maxLength:"256" doc:"The new password. Left out: one is made up, and is in the answer once."`
	ResetSecondFactor bool   `json:"reset_second_factor" required:"false" doc:"Whether the second factor is taken away, too."`
}

// PasswordResult is the answer to a reset.
type PasswordResult struct {
	Password string `json:"password" doc:"The password that was made up; empty when one was given."`
}

type userSessionInput struct {
	ID      string `path:"id" maxLength:"200" doc:"Identifier of the user."`
	Session string `path:"session" maxLength:"200" doc:"Identifier of the session."`
}

// userSessionRoutes are for admins, about other people's accounts.
func (s *Server) userSessionRoutes(r *router) {
	route(r, op{pattern: "GET /api/users/{id}/sessions", id: "list-user-sessions", summary: "List the sessions of a user"},
		func(ctx context.Context, in *idInput) (*output[Page[SessionInfo]], error) {
			if _, err := s.Users.User(ctx, burncloud.UserID(in.ID)); err != nil {
				return nil, err
			}
			return s.listSessions(ctx, burncloud.UserID(in.ID))
		})
	route(r, op{pattern: "DELETE /api/users/{id}/sessions", id: "end-user-sessions", summary: "End all sessions of a user", status: http.StatusNoContent},
		func(ctx context.Context, in *idInput) (*nothing, error) {
			if _, err := s.Users.User(ctx, burncloud.UserID(in.ID)); err != nil {
				return nil, err
			}
			return nil, s.Accounts.EndSessions(ctx, burncloud.UserID(in.ID), "")
		})
	route(r, op{pattern: "DELETE /api/users/{id}/sessions/{session}", id: "end-user-session", summary: "End one session of a user", status: http.StatusNoContent},
		func(ctx context.Context, in *userSessionInput) (*nothing, error) {
			return nil, s.Accounts.EndSession(ctx, burncloud.UserID(in.ID), burncloud.SessionID(in.Session))
		})
	route(r, op{
		pattern: "POST /api/users/{id}/reset-password", id: "reset-password", summary: "Give a user a new password, which ends the user's sessions",
		body: reflect.TypeFor[PasswordReset](), noBody: true,
	},
		func(ctx context.Context, in *idBodyInput) (*output[PasswordResult], error) {
			var d PasswordReset
			if len(in.RawBody) > 0 {
				if err := decode(r, in.RawBody, &d); err != nil {
					return nil, err
				}
			}
			return s.resetPassword(ctx, burncloud.UserID(in.ID), &d)
		})
}

func (s *Server) resetPassword(ctx context.Context, id burncloud.UserID, d *PasswordReset) (*output[PasswordResult], error) {
	user, err := s.Users.User(ctx, id)
	if err != nil {
		return nil, err
	}
	var f faults
	var out PasswordResult
	password := d.Password
	if password == "" {
		password = secret.NewCookie("")[:20] // 120 bits
		out.Password = password
	}
	f.password("password", password, user.Username)
	if err := f.err(); err != nil {
		return nil, err
	}
	if d.ResetSecondFactor {
		if err := s.Accounts.DeleteSecondFactor(unrecorded(ctx), id); err != nil {
			return nil, err
		}
	}
	about(ctx, "users/"+string(id), nil, map[string]bool{"password": true, "reset_second_factor": d.ResetSecondFactor})
	return &output[PasswordResult]{out}, s.Accounts.SavePassword(ctx, id, s.hash(password))
}
