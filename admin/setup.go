package admin

import (
	"context"
	"net/http"
	"reflect"
	"time"
	"unicode/utf8"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/secret"
)

// SetupStore makes the first admin, once.
type SetupStore interface {
	// SaveSetup replaces the set-up token by one that is good until expires.
	SaveSetup(ctx context.Context, hash burncloud.TokenHash, expires time.Time) error
	// ConsumeSetup creates the admin and its management token, and destroys the set-up token, all or nothing. It
	// fails with KindNotFound when the token is unknown, used or expired.
	ConsumeSetup(ctx context.Context, hash burncloud.TokenHash, admin *burncloud.User, passwordHash string, mt *burncloud.ManagementToken) error
	// NeedsSetup reports whether no admin exists.
	NeedsSetup(ctx context.Context) (bool, error)
}

const (
	setupPrefix   = "set-"
	setupLifetime = 30 * time.Minute
	minPassword   = 10  // characters
	maxPassword   = 256 // bytes; bounds the work of the hash
)

// NewSetupToken makes the one-time token for /setup?token=…, which lives for 30 minutes and replaces the one before.
// It is "" when an admin exists. Handler must have been called.
func (s *Server) NewSetupToken(ctx context.Context) (string, error) {
	needed, err := s.Setup.NeedsSetup(ctx)
	if err != nil || !needed {
		return "", err
	}
	token := secret.NewKey(setupPrefix)
	return token, s.Setup.SaveSetup(ctx, secret.Hash(token), s.Now().UTC().Add(setupLifetime))
}

// SetupRequest makes the first admin.
type SetupRequest struct {
	Token    string `json:"token" maxLength:"200" doc:"The one-time token of the set-up link."`
	Username string `json:"username" maxLength:"64" doc:"Login name of the first admin."`
	Password string `json:"password" writeOnly:"true" maxLength:"256" doc:"At least 10 characters."`
}

// SetupResult is the first admin with a management token.
type SetupResult struct {
	User            User   `json:"user" doc:"The admin."`
	ManagementToken string `json:"management_token" doc:"Credential for this API. It is shown once."`
}

func (s *Server) setupRoutes(r *router) {
	route(r, op{
		pattern: "POST /api/setup", id: "setup", summary: "Create the first admin with the one-time set-up token",
		body: reflect.TypeFor[SetupRequest](), status: http.StatusCreated,
	},
		func(ctx context.Context, in *bodyInput) (*output[SetupResult], error) {
			var d SetupRequest
			if err := s.setupOpen(ctx); err != nil {
				return nil, err
			}
			if err := decode(r, in.RawBody, &d); err != nil {
				return nil, err
			}
			s.write.Lock() // also one password hash at a time: it is 64 MiB of memory
			defer s.write.Unlock()
			return s.setUp(ctx, &d)
		})
}

// setupOpen fails with 410 when an admin exists.
func (s *Server) setupOpen(ctx context.Context) error {
	needed, err := s.Setup.NeedsSetup(ctx)
	if err != nil {
		return err
	}
	if !needed {
		return &Problem{Title: http.StatusText(http.StatusGone), Status: http.StatusGone, Kind: string(burncloud.KindNotFound), Detail: "set-up is done"}
	}
	return nil
}

func (s *Server) setUp(ctx context.Context, d *SetupRequest) (*output[SetupResult], error) {
	refused := &burncloud.Error{Kind: burncloud.KindUnauthenticated, Message: "the set-up token is wrong, used or expired"}
	if !secret.ValidKey(d.Token) {
		return nil, refused
	}
	var f faults
	if !userName.MatchString(d.Username) {
		f.add("username", userNameRule)
	}
	if n := utf8.RuneCountInString(d.Password); n < minPassword || len(d.Password) > maxPassword {
		f.add("password", "must have at least %d characters and at most %d bytes", minPassword, maxPassword)
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	password := secret.HashPassword(d.Password)
	now := s.Now().UTC()
	admin := &burncloud.User{
		ID: burncloud.UserID(burncloud.NewID("usr", now)), Username: d.Username, Role: burncloud.RoleAdmin,
		Group: burncloud.DefaultGroup, Enabled: true, UnlimitedBalance: true, CreatedAt: now, UpdatedAt: now,
	}
	key := secret.NewKey(managementPrefix)
	mt := &burncloud.ManagementToken{
		ID: burncloud.ManagementID(burncloud.NewID("mt", now)), UserID: admin.ID, Name: "set-up", Hash: secret.Hash(key),
		KeyHint: burncloud.Secret(key).Hint(), CreatedAt: now,
	}
	if err := s.Setup.ConsumeSetup(ctx, secret.Hash(d.Token), admin, password, mt); err != nil {
		if open := s.setupOpen(ctx); open != nil { // somebody else was first
			return nil, open
		}
		return nil, orRefused(err, refused)
	}
	if err := s.reload(ctx); err != nil {
		return nil, err
	}
	return &output[SetupResult]{SetupResult{User: s.showUser(admin), ManagementToken: key}}, nil
}

// setupPage serves the page of the set-up link while there is something to set up.
func (s *Server) setupPage(pages http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch err := s.setupOpen(r.Context()); {
		case err == nil:
			pages.ServeHTTP(w, r)
		default:
			p := problem(err, "")
			if p.Status >= http.StatusInternalServerError {
				s.Log.ErrorContext(r.Context(), "set-up page", "err", err)
			}
			w.Header().Set("X-Content-Type-Options", "nosniff")
			http.Error(w, p.Detail, p.Status)
		}
	})
}
