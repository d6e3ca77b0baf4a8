package admin

import (
	"context"
	"net/http"
	"reflect"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/secret"
)

// SetupStore makes the first admin, once.
type SetupStore interface {
	// SaveSetup replaces the set-up token by one that is good until expires. With a user it lets that admin in again.
	SaveSetup(ctx context.Context, hash burncloud.TokenHash, expires time.Time, recovers burncloud.UserID) error
	// ConsumeSetup creates the admin and its management token, and destroys the set-up token, all or nothing. It
	// fails with KindNotFound when the token is unknown, used or expired.
	ConsumeSetup(ctx context.Context, hash burncloud.TokenHash, admin *burncloud.User, passwordHash string, mt *burncloud.ManagementToken) error
	// NeedsSetup reports whether no admin exists.
	NeedsSetup(ctx context.Context) (bool, error)
	RecoveryStore
}

// RecoveryStore lets an admin in again who has lost the password.
type RecoveryStore interface {
	// SetupUser is the admin whom the token lets in again, "" for one that makes the first; KindNotFound when it is wrong.
	SetupUser(ctx context.Context, hash burncloud.TokenHash) (burncloud.UserID, error)
	// RecoverAdmin uses the token up, sets the password, and takes the second factor and the sessions away.
	RecoverAdmin(ctx context.Context, hash burncloud.TokenHash, user burncloud.UserID, passwordHash string) error
}

const (
	setupPrefix   = "set-"
	setupLifetime = 30 * time.Minute
)

// NewSetupToken makes the one-time token for /setup?token=…, which lives for 30 minutes and replaces the one before.
// It is "" when an admin exists.
func (s *Server) NewSetupToken(ctx context.Context) (string, error) {
	needed, err := s.Setup.NeedsSetup(ctx)
	if err != nil || !needed {
		return "", err
	}
	token := secret.NewKey(setupPrefix)
	return token, s.Setup.SaveSetup(ctx, secret.Hash(token), s.Now().UTC().Add(setupLifetime), "")
}

// SetupPath is where the token of NewSetupToken or NewRecoveryToken is used.
func SetupPath(token string) string { return "/setup?token=" + token }

// NewRecoveryToken makes the one-time token with which an admin gets a new password, on /setup?token=… as well. Without a
// name it is the oldest enabled admin's. Whoever can call this has the machine.
func (s *Server) NewRecoveryToken(ctx context.Context, username string) (token, name string, err error) {
	var user *burncloud.User
	if username == "" {
		user, err = s.firstAdmin(ctx, "")
	} else {
		user, err = s.Accounts.UserByName(ctx, username)
	}
	if err != nil && !isNotFound(err) {
		return "", "", err
	}
	if user == nil || user.Role != burncloud.RoleAdmin {
		return "", "", &burncloud.Error{Kind: burncloud.KindNotFound, Message: "there is no such admin"}
	}
	token = secret.NewKey(setupPrefix)
	return token, user.Username, s.Setup.SaveSetup(ctx, secret.Hash(token), s.Now().UTC().Add(setupLifetime), user.ID)
}

// SetupRequest makes the first admin.
type SetupRequest struct {
	Token    string `json:"token" maxLength:"200" doc:"The one-time token of the set-up link."`
	Username string `json:"username" maxLength:"64" doc:"Login name of the first admin."`
	Password string `json:"password" writeOnly:"true" maxLength:"256" doc:"At least 10 characters."`
}

// SetupState says what a set-up link is good for.
type SetupState struct {
	Needed   bool   `json:"needed" doc:"Whether the first admin is still to be made."`
	Valid    bool   `json:"valid" doc:"Whether the token that was sent is good: not used, not expired."`
	Recovers string `json:"recovers" doc:"Name of the admin whom the token lets in again; empty for one that makes the first."`
}

// RecoverRequest gives an admin a new password.
type RecoverRequest struct {
	Token    string `json:"token" maxLength:"200" doc:"The one-time token of the link that burncloud setup-link --recover has printed."`
	Password string `json:"password" writeOnly:"true" maxLength:"256" doc:"The password from now on, of at least 10 characters."`
}

type setupInput struct {
	Token string `query:"token" maxLength:"200" doc:"The one-time token of the link."`
}

// SetupResult is the first admin with a management token.
type SetupResult struct {
	User            User   `json:"user" doc:"The admin."`
	ManagementToken string `json:"management_token" doc:"Credential for this API. It is shown once."`
}

func (s *Server) setupRoutes(r *router) {
	route(r, op{
		pattern: "POST /api/setup", id: "setup", summary: "Create the first admin with the one-time set-up token, and sign in",
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
			return s.setUp(ctx, &d)
		})
	route(r, op{pattern: "GET /api/setup", id: "get-setup", summary: "What a set-up link is good for"},
		func(ctx context.Context, in *setupInput) (*output[SetupState], error) {
			return s.setupState(ctx, in.Token)
		})
	taking(r, op{
		pattern: "POST /api/setup/recover", id: "recover", summary: "Give an admin a new password with the one-time token; the second factor and all sessions go",
	}, s.recover)
}

func (s *Server) setupState(ctx context.Context, token string) (*output[SetupState], error) {
	var st SetupState
	var err error
	if st.Needed, err = s.Setup.NeedsSetup(ctx); err != nil {
		return nil, err
	}
	id, err := s.Setup.SetupUser(ctx, secret.Hash(token))
	switch {
	case isNotFound(err):
		return &output[SetupState]{st}, nil
	case err != nil:
		return nil, err
	case id == "":
		st.Valid = st.Needed
		return &output[SetupState]{st}, nil
	}
	user, err := s.Users.User(ctx, id)
	if err != nil {
		return nil, err
	}
	st.Valid, st.Recovers = true, user.Username
	return &output[SetupState]{st}, nil
}

// recover lets an admin in again.
func (s *Server) recover(ctx context.Context, d *RecoverRequest) (*output[Session], error) {
	refused := &burncloud.Error{Kind: burncloud.KindUnauthenticated, Message: "the token is wrong, used or expired"}
	id, err := s.Setup.SetupUser(ctx, secret.Hash(d.Token))
	if err != nil {
		return nil, orRefused(err, refused)
	}
	if id == "" {
		return nil, refused
	}
	user, err := s.Users.User(ctx, id)
	if err != nil {
		return nil, err
	}
	var f faults
	f.password("password", d.Password, user.Username)
	if err := f.err(); err != nil {
		return nil, err
	}
	about(ctx, "users/"+string(id), nil, map[string]bool{"password": true, "reset_second_factor": true})
	if err := s.Setup.RecoverAdmin(ctx, secret.Hash(d.Token), id, s.hash(d.Password)); err != nil {
		return nil, orRefused(err, refused)
	}
	if err := s.reload(ctx); err != nil {
		return nil, err
	}
	s.attempts.right(visitOf(ctx).attemptKey(user.Username))
	return s.begin(unrecorded(ctx), user, "recovery")
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
	f.password("password", d.Password, d.Username)
	if err := f.err(); err != nil {
		return nil, err
	}
	password := s.hash(d.Password)
	s.write.Lock()
	defer s.write.Unlock()
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
	about(ctx, "users/"+string(admin.ID), nil, s.showUser(admin))
	if err := s.Setup.ConsumeSetup(ctx, secret.Hash(d.Token), admin, password, mt); err != nil {
		if open := s.setupOpen(ctx); open != nil { // somebody else was first
			return nil, open
		}
		return nil, orRefused(err, refused)
	}
	if err := s.reload(ctx); err != nil {
		return nil, err
	}
	if _, err := s.begin(unrecorded(ctx), admin, "setup"); err != nil {
		return nil, err
	}
	return &output[SetupResult]{SetupResult{User: s.showUser(admin), ManagementToken: key}}, nil
}
