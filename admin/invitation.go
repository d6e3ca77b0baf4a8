package admin

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/secret"
)

// InvitationStore keeps invitations.
type InvitationStore interface {
	SaveInvitation(ctx context.Context, i *burncloud.Invitation) error
	Invitation(ctx context.Context, id burncloud.InvitationID) (*burncloud.Invitation, error)
	DeleteInvitation(ctx context.Context, id burncloud.InvitationID) error
	Registrations
}

// Registrations make accounts without an admin.
type Registrations interface {
	Invitations(ctx context.Context, p burncloud.Page) ([]burncloud.Invitation, string, error)
	// OpenInvitation is KindNotFound when the code is unknown, used or expired.
	OpenInvitation(ctx context.Context, hash burncloud.TokenHash) (*burncloud.Invitation, error)
	// Register makes the user and uses up the invitation, if there is one; KindNotFound when somebody else has.
	Register(ctx context.Context, u *burncloud.User, passwordHash string, invitation burncloud.InvitationID) error
}

const (
	invitationPrefix   = "inv-"
	invitationLifetime = 7 * 24 * time.Hour
)

// Invitation is the JSON form of an invitation.
type Invitation struct {
	ID        burncloud.InvitationID `json:"id" required:"false" readOnly:"true" doc:"Identifier (inv_…)."`
	Note      string                 `json:"note" required:"false" maxLength:"200" doc:"Whom it is for."`
	Role      string                 `json:"role" required:"false" enum:"admin,operator,user" default:"user" doc:"Role of the account that is made with it."`
	Group     string                 `json:"group" required:"false" maxLength:"64" doc:"Channel group of the account; empty for the one of those who register."`
	ExpiresAt *time.Time             `json:"expires_at" required:"false" doc:"Until when it can be used; in seven days when left out."`
	Code      string                 `json:"code,omitempty" required:"false" readOnly:"true" doc:"The code; in the answer to creating it only."`
	Link      string                 `json:"link,omitempty" required:"false" readOnly:"true" doc:"Where it is used, with the code; in the answer to creating it only."`
	CodeHint  string                 `json:"code_hint" required:"false" readOnly:"true" doc:"The last characters of the code."`
	CreatedBy string                 `json:"created_by" required:"false" readOnly:"true" doc:"User who made it; empty for the bootstrap token."`
	UsedAt    *time.Time             `json:"used_at" required:"false" readOnly:"true" nullable:"true" doc:"When it was used; left out when it was not."`
	UsedBy    string                 `json:"used_by" required:"false" readOnly:"true" doc:"User who was made with it."`
	CreatedAt *time.Time             `json:"created_at" required:"false" readOnly:"true" doc:"When it was made."`
}

// RegisterRequest makes an account.
type RegisterRequest struct {
	Username   string `json:"username" maxLength:"64" doc:"Login name: letters, digits, '.', '_', '@' and '-'."`
	Password   string `json:"password" writeOnly:"true" maxLength:"256" doc:"At least 10 characters."`
	Email      string `json:"email" required:"false" maxLength:"254" doc:"Address, empty when it is not to be known."`
	Invitation string `json:"invitation" required:"false" writeOnly:"true" maxLength:"200" doc:"Code of the invitation. Needed unless registration is open to everybody."`
}

func (s *Server) invitationRoutes(r *router) {
	n := &noun[burncloud.Invitation, Invitation]{
		s: s, plural: "invitations", name: "invitation",
		get: func(ctx context.Context, id string) (*burncloud.Invitation, error) {
			return s.Invitations.Invitation(ctx, burncloud.InvitationID(id))
		},
		list: s.Invitations.Invitations,
		save: s.Invitations.SaveInvitation,
		remove: func(ctx context.Context, id string) error {
			return s.Invitations.DeleteInvitation(ctx, burncloud.InvitationID(id))
		},
		show: each(showInvitation),
		id:   func(i *burncloud.Invitation) string { return string(i.ID) },
	}
	n.readRoutes(r)
	n.deleteRoute(r)
	taking(r, op{
		pattern: "POST /api/invitations", id: "create-invitation", summary: "Invite one person; the code is in this response only", status: http.StatusCreated,
	}, func(ctx context.Context, d *Invitation) (*output[Invitation], error) {
		return s.invite(ctx, n, d)
	})
	taking(r, op{
		pattern: "POST /api/register", id: "register", summary: "Make an account, with an invitation or where registration is open, and sign in", status: http.StatusCreated,
	}, s.register)
}

func showInvitation(i *burncloud.Invitation) Invitation {
	return Invitation{
		ID: i.ID, Note: i.Note, Role: string(i.Role), Group: string(i.Group), ExpiresAt: timeOrNil(i.ExpiresAt), CodeHint: i.CodeHint,
		CreatedBy: string(i.CreatedBy), UsedAt: timeOrNil(i.UsedAt), UsedBy: string(i.UsedBy), CreatedAt: timeOrNil(i.CreatedAt),
	}
}

func (s *Server) invite(ctx context.Context, n *noun[burncloud.Invitation, Invitation], d *Invitation) (*output[Invitation], error) {
	now := s.Now().UTC()
	code := secret.NewKey(invitationPrefix)
	i := &burncloud.Invitation{
		ID: burncloud.InvitationID(burncloud.NewID("inv", now)), Hash: secret.Hash(code), CodeHint: burncloud.Secret(code).Hint(), Note: d.Note,
		Role: burncloud.Role(d.Role), Group: burncloud.GroupName(d.Group), CreatedBy: callerOf(ctx).userID, ExpiresAt: now.Add(invitationLifetime), CreatedAt: now,
	}
	if i.Role == "" {
		i.Role = burncloud.RoleUser
	}
	if d.ExpiresAt != nil {
		i.ExpiresAt = d.ExpiresAt.UTC()
	}
	var f faults
	if !i.ExpiresAt.After(now) {
		f.add("expires_at", "must be in the future")
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	access, err := s.Access.Access(ctx)
	if err != nil {
		return nil, err
	}
	if err := n.about(ctx, nil, i); err != nil {
		return nil, err
	}
	if err := n.save(ctx, i); err != nil {
		return nil, err
	}
	out := showInvitation(i)
	out.Code, out.Link = code, publicURL(ctx, access)+"/invite?code="+code
	return &output[Invitation]{out}, nil
}

// register makes an account as the invitation says, or as the settings do for everybody.
func (s *Server) register(ctx context.Context, d *RegisterRequest) (*output[Session], error) {
	v := visitOf(ctx)
	key := v.attemptKey("registration")
	if err := s.attempts.begin(key, v.local()); err != nil {
		return nil, err
	}
	access, err := s.Access.Access(ctx)
	if err != nil {
		return nil, err
	}
	invitation, err := s.admission(ctx, access, d.Invitation)
	if err != nil {
		return nil, err
	}
	var f faults
	if !userName.MatchString(d.Username) {
		f.add("username", userNameRule)
	}
	if d.Email != "" && !strings.Contains(d.Email, "@") {
		f.add("email", "must contain an @")
	}
	f.password("password", d.Password, d.Username)
	if err := f.err(); err != nil {
		return nil, err
	}
	user := s.newUser(d.Username, access)
	user.Email = d.Email
	method := "registration"
	if invitation.ID != "" {
		user.Role, method = invitation.Role, "invitation"
		if invitation.Group != "" {
			user.Group = invitation.Group
		}
	}
	encoded := s.hash(d.Password)
	s.write.Lock()
	defer s.write.Unlock()
	about(ctx, "users/"+string(user.ID), nil, s.showUser(user))
	if err := s.Invitations.Register(ctx, user, encoded, invitation.ID); err != nil {
		if isNotFound(err) {
			err = wrongInvitation()
		}
		return nil, err
	}
	if err := s.reload(ctx); err != nil {
		return nil, err
	}
	if invitation.ID != "" {
		s.attempts.right(key)
	}
	return s.begin(unrecorded(ctx), user, method)
}

// newUser is somebody who comes without an admin.
func (s *Server) newUser(name string, access *burncloud.Access) *burncloud.User {
	now := s.Now().UTC()
	u := &burncloud.User{
		ID: burncloud.UserID(burncloud.NewID("usr", now)), Username: name, Role: burncloud.RoleUser, Group: access.RegistrationGroup,
		Enabled: true, CreatedAt: now, UpdatedAt: now,
	}
	if u.Group == "" {
		u.Group = burncloud.DefaultGroup
	}
	return u
}

// admission decides whether somebody may register. The invitation is empty where none is needed.
func (s *Server) admission(ctx context.Context, access *burncloud.Access, code string) (*burncloud.Invitation, error) {
	needed, err := s.Setup.NeedsSetup(ctx)
	switch {
	case err != nil:
		return nil, err
	case needed, access.Registration != burncloud.RegistrationInvitation && access.Registration != burncloud.RegistrationOpen:
		return nil, &burncloud.Error{Kind: burncloud.KindForbidden, Message: "registration is off"}
	case code == "" && access.Registration == burncloud.RegistrationOpen:
		return new(burncloud.Invitation), nil
	case !secret.ValidKey(code):
		return nil, wrongInvitation()
	}
	i, err := s.Invitations.OpenInvitation(ctx, secret.Hash(code))
	if isNotFound(err) {
		err = wrongInvitation()
	}
	return i, err
}

func wrongInvitation() error {
	return newProblem(burncloud.KindInvalid, "the request has invalid fields", FieldError{"invitation", "is wrong, used or expired"})
}
