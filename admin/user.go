package admin

import (
	"context"
	"regexp"
	"strings"
	"time"

	"github.com/burncloud/burncloud"
)

// UserStore keeps users.
type UserStore interface {
	SaveUser(ctx context.Context, u *burncloud.User) error
	User(ctx context.Context, id burncloud.UserID) (*burncloud.User, error)
	Users(ctx context.Context, p burncloud.Page) ([]burncloud.User, string, error)
	DeleteUser(ctx context.Context, id burncloud.UserID) error
}

// Balances knows what may be spent.
type Balances interface {
	Balance(id burncloud.UserID) burncloud.Balance
	// Spent is what a token's ended calls cost in the present period of its budget, and held what its running ones may cost.
	Spent(id burncloud.TokenID, period burncloud.Period) (spent, held burncloud.Money)
}

// User is the JSON form of a user.
type User struct {
	ID               burncloud.UserID `json:"id" required:"false" readOnly:"true" doc:"Identifier (usr_…)."`
	Username         string           `json:"username" minLength:"1" maxLength:"64" doc:"Login name: letters, digits, '.', '_', '@' and '-'."`
	Email            string           `json:"email" required:"false" maxLength:"254" doc:"Address, empty when unknown."`
	Role             string           `json:"role" required:"false" enum:"admin,operator,user" default:"user" doc:"admin: everything; operator: all but users and settings; user: its own account, tokens and calls."`
	Group            string           `json:"group" required:"false" maxLength:"64" default:"default" doc:"Channel group of the tokens that name none."`
	Limits           Limits           `json:"limits" required:"false" doc:"Of all tokens of the user together."`
	Enabled          *bool            `json:"enabled" required:"false" default:"true" doc:"Whether the user and all tokens of it work."`
	UnlimitedBalance *bool            `json:"unlimited_balance" required:"false" nullable:"true" doc:"Whether calls do not draw on the balance. Left out or null: true for admins and operators, false for users."`
	Balance          string           `json:"balance" required:"false" readOnly:"true" doc:"Dollars that may be spent; what running calls hold is taken off. Negative after a call that cost more than it held: no call is taken until it is made up for."`
	Held             string           `json:"held" required:"false" readOnly:"true" doc:"Dollars that running calls hold."`
	CreatedAt        *time.Time       `json:"created_at" required:"false" readOnly:"true" doc:"When it was made."`
	UpdatedAt        *time.Time       `json:"updated_at" required:"false" readOnly:"true" doc:"When it was last changed."`
}

// userName is what a user may be called.
var userName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$`)

const userNameRule = "must be 1 to 64 letters, digits, '.', '_', '@' or '-', and begin with a letter or digit"

func (s *Server) userRoutes(r *router) {
	n := &noun[burncloud.User, User]{
		s: s, plural: "users", name: "user",
		get: func(ctx context.Context, id string) (*burncloud.User, error) {
			return s.Users.User(ctx, burncloud.UserID(id))
		},
		list:    s.Users.Users,
		save:    s.Users.SaveUser,
		remove:  s.removeUser,
		show:    each(s.showUser),
		read:    s.readUser,
		id:      func(u *burncloud.User) string { return string(u.ID) },
		changed: func(u *burncloud.User) time.Time { return u.UpdatedAt },
	}
	n.readRoutes(r)
	n.createRoute(r)
	n.changeRoutes(r)
	n.deleteRoute(r)
}

func (s *Server) showUser(u *burncloud.User) User {
	b := s.Balances.Balance(u.ID)
	return User{
		UnlimitedBalance: &u.UnlimitedBalance, Balance: b.Available.String(), Held: b.Held.String(),
		ID: u.ID, Username: u.Username, Email: u.Email, Role: string(u.Role), Group: string(u.Group), Limits: Limits(u.Limits), Enabled: &u.Enabled,
		CreatedAt: timeOrNil(u.CreatedAt), UpdatedAt: timeOrNil(u.UpdatedAt),
	}
}

func (s *Server) readUser(ctx context.Context, d *User, old *burncloud.User) (*burncloud.User, error) {
	var f faults
	now := s.Now().UTC()
	u := &burncloud.User{
		ID: burncloud.UserID(burncloud.NewID("usr", now)), CreatedAt: now, UpdatedAt: now,
		Username: d.Username, Email: strings.TrimSpace(d.Email), Role: burncloud.Role(d.Role), Group: burncloud.GroupName(d.Group),
		Limits: burncloud.Limits(d.Limits), Enabled: orDefault(d.Enabled, true),
	}
	if old != nil {
		u.ID, u.CreatedAt = old.ID, old.CreatedAt
	}
	if u.Role == "" {
		u.Role = burncloud.RoleUser
	}
	u.UnlimitedBalance = orDefault(d.UnlimitedBalance, u.Role != burncloud.RoleUser)
	if u.Group == "" {
		u.Group = burncloud.DefaultGroup
	}
	if !userName.MatchString(d.Username) {
		f.add("username", userNameRule)
	}
	if u.Email != "" && !strings.Contains(u.Email, "@") {
		f.add("email", "must contain an @")
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	if old != nil && isAdmin(old) && !isAdmin(u) {
		return u, s.keepsAdmin(ctx, old.ID)
	}
	return u, nil
}

func (s *Server) removeUser(ctx context.Context, id string) error {
	u, err := s.Users.User(ctx, burncloud.UserID(id))
	if err != nil {
		return err
	}
	if isAdmin(u) {
		if err := s.keepsAdmin(ctx, u.ID); err != nil {
			return err
		}
	}
	return s.Users.DeleteUser(ctx, u.ID)
}

func isAdmin(u *burncloud.User) bool { return u.Role == burncloud.RoleAdmin && u.Enabled }

// keepsAdmin refuses to take away the last enabled admin.
func (s *Server) keepsAdmin(ctx context.Context, without burncloud.UserID) error {
	other, err := s.firstAdmin(ctx, without)
	if err == nil && other == nil {
		err = &burncloud.Error{Kind: burncloud.KindConflict, Message: "the last enabled admin cannot be removed, disabled or demoted"}
	}
	return err
}

// firstAdmin finds the oldest enabled admin apart from one, or nil.
func (s *Server) firstAdmin(ctx context.Context, without burncloud.UserID) (*burncloud.User, error) {
	p := burncloud.Page{Limit: 200}
	for {
		users, next, err := s.Users.Users(ctx, p)
		if err != nil {
			return nil, err
		}
		for i := range users { // identifiers sort by the time of making
			if isAdmin(&users[i]) && users[i].ID != without {
				return &users[i], nil
			}
		}
		if next == "" {
			return nil, nil
		}
		p.Cursor = next
	}
}

// ownerFor is the user whom a new token without an owner belongs to. The caller holds the write lock.
func (s *Server) ownerFor(ctx context.Context, c caller) (burncloud.UserID, error) {
	if c.userID != "" {
		return c.userID, nil
	}
	admin, err := s.firstAdmin(ctx, "")
	if err != nil {
		return "", err
	}
	if admin == nil {
		now := s.Now().UTC()
		admin = &burncloud.User{
			ID: burncloud.UserID(burncloud.NewID("usr", now)), Username: "admin", Role: burncloud.RoleAdmin,
			Group: burncloud.DefaultGroup, Enabled: true, UnlimitedBalance: true, CreatedAt: now, UpdatedAt: now,
		}
		if err := s.Users.SaveUser(ctx, admin); err != nil {
			return "", err
		}
	}
	return admin.ID, nil
}
