package admin

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/secret"
)

// ManagementStore keeps management tokens. An unknown hash is KindNotFound.
type ManagementStore interface {
	ManagementTokenByHash(ctx context.Context, hash burncloud.TokenHash) (*burncloud.ManagementToken, error)
	TouchManagementToken(ctx context.Context, id burncloud.ManagementID, now time.Time) error
	ManagementTokens
}

// ManagementTokens is the list of management tokens.
type ManagementTokens interface {
	SaveManagementToken(ctx context.Context, t *burncloud.ManagementToken) error
	ManagementToken(ctx context.Context, id burncloud.ManagementID) (*burncloud.ManagementToken, error)
	// ManagementTokens lists those of one user, or all for "".
	ManagementTokens(ctx context.Context, user burncloud.UserID, p burncloud.Page) ([]burncloud.ManagementToken, string, error)
	DeleteManagementToken(ctx context.Context, id burncloud.ManagementID) error
}

// ManagementToken is the JSON form of a credential for this API.
type ManagementToken struct {
	ID         burncloud.ManagementID `json:"id" required:"false" readOnly:"true" doc:"Identifier (mt_…)."`
	Name       string                 `json:"name" minLength:"1" maxLength:"100" doc:"What it is for; shown in the audit log."`
	UserID     string                 `json:"user_id" required:"false" maxLength:"200" doc:"Whose role it has. Left out: the caller's. It cannot be changed, and only admins make tokens of others."`
	Scopes     []string               `json:"scopes" required:"false" nullable:"false" maxItems:"50" doc:"What it may do of what its user may: read, write (includes read), admin (everything), self (the user's own account); each may be narrowed to one resource, such as read:logs. Empty for everything."`
	ExpiresAt  *time.Time             `json:"expires_at" required:"false" nullable:"true" doc:"When it stops working; null for never."`
	KeyHint    string                 `json:"key_hint" required:"false" readOnly:"true" doc:"The last characters of the key."`
	Key        string                 `json:"key,omitempty" required:"false" readOnly:"true" doc:"The key; in the answer to creating it only."`
	LastUsedAt *time.Time             `json:"last_used_at" required:"false" readOnly:"true" nullable:"true" doc:"When it was last used, to the minute; left out when never."`
	CreatedAt  *time.Time             `json:"created_at" required:"false" readOnly:"true" doc:"When it was made."`
}

func (s *Server) managementRoutes(r *router) {
	n := &noun[burncloud.ManagementToken, ManagementToken]{
		s: s, plural: "management-tokens", name: "management-token",
		get: s.managementToken,
		list: func(ctx context.Context, p burncloud.Page) ([]burncloud.ManagementToken, string, error) {
			return s.Management.ManagementTokens(ctx, managed(callerOf(ctx)), p)
		},
		save: s.Management.SaveManagementToken,
		remove: func(ctx context.Context, id string) error {
			return s.Management.DeleteManagementToken(ctx, burncloud.ManagementID(id))
		},
		show: each(showManagement),
		read: s.readManagement,
		id:   func(t *burncloud.ManagementToken) string { return string(t.ID) },
	}
	n.readRoutes(r)
	n.changeRoutes(r)
	n.deleteRoute(r)
	taking(r, op{
		pattern: "POST /api/management-tokens", id: "create-management-token", summary: "Create a management token; its key is in this response only", status: http.StatusCreated,
	}, func(ctx context.Context, d *ManagementToken) (*output[ManagementToken], error) {
		s.write.Lock()
		defer s.write.Unlock()
		t, err := s.readManagement(ctx, d, nil)
		if err != nil {
			return nil, err
		}
		key := secret.NewKey(managementPrefix)
		t.Hash, t.KeyHint = secret.Hash(key), burncloud.Secret(key).Hint()
		if err := n.about(ctx, nil, t); err != nil {
			return nil, err
		}
		out, err := n.commit(ctx, t)
		if err != nil {
			return nil, err
		}
		out.Body.Key = key
		return out, nil
	})
}

// managed is whose management tokens the caller sees: an admin everybody's.
func managed(c caller) burncloud.UserID {
	if c.role == burncloud.RoleAdmin {
		return ""
	}
	return c.userID
}

// managementToken finds a token that the caller sees.
func (s *Server) managementToken(ctx context.Context, id string) (*burncloud.ManagementToken, error) {
	t, err := s.Management.ManagementToken(ctx, burncloud.ManagementID(id))
	if owner := managed(callerOf(ctx)); err == nil && owner != "" && t.UserID != owner {
		return nil, missing("management token", id)
	}
	return t, err
}

// missing is the answer about what is not there for the caller, be it somebody else's.
func missing(word, id string) error {
	return &burncloud.Error{Kind: burncloud.KindNotFound, Message: fmt.Sprintf("there is no %s %q", word, id)}
}

func showManagement(t *burncloud.ManagementToken) ManagementToken {
	return ManagementToken{
		ID: t.ID, Name: t.Name, UserID: string(t.UserID), Scopes: orEmpty(t.Scopes), ExpiresAt: timeOrNil(t.ExpiresAt), KeyHint: t.KeyHint,
		LastUsedAt: timeOrNil(t.LastUsed), CreatedAt: timeOrNil(t.CreatedAt),
	}
}

func (s *Server) readManagement(ctx context.Context, d *ManagementToken, old *burncloud.ManagementToken) (*burncloud.ManagementToken, error) {
	var f faults
	c, now := callerOf(ctx), s.Now().UTC()
	t := &burncloud.ManagementToken{ID: burncloud.ManagementID(burncloud.NewID("mt", now)), UserID: burncloud.UserID(d.UserID), CreatedAt: now}
	if old != nil {
		*t = *old
		if d.UserID != "" && d.UserID != string(old.UserID) {
			f.add("user_id", "cannot be changed")
		}
	} else if t.UserID == "" {
		owner, err := s.ownerFor(ctx, c)
		if err != nil {
			return nil, err
		}
		t.UserID = owner
	}
	if t.UserID != c.userID && c.role != burncloud.RoleAdmin {
		f.add("user_id", "only admins make tokens of others")
	}
	t.Name, t.Scopes, t.ExpiresAt = d.Name, d.Scopes, time.Time{}
	if d.ExpiresAt != nil {
		t.ExpiresAt = d.ExpiresAt.UTC()
	}
	f.name("name", d.Name)
	f.grants(d.Scopes, c.scopes)
	if !c.expires.IsZero() && (t.ExpiresAt.IsZero() || t.ExpiresAt.After(c.expires)) {
		f.add("expires_at", "must not be after the token's that makes it")
	}
	return t, f.err()
}

// grants adds what is wrong with the scopes of a token that is made by a caller with those of parent: it can hand on
// what it has and no more.
func (f *faults) grants(scopes, parent []string) {
	if len(scopes) == 0 && len(parent) > 0 {
		f.add("scopes", "must be named: your token does not have all")
	}
	for i, sc := range scopes {
		grant, noun, narrowed := strings.Cut(sc, ":")
		switch {
		case included[grant] == nil || narrowed && !nounInTable(noun):
			f.add(at("scopes", i), "must be read, write, admin or self, or one of these with a resource, such as read:logs")
		case slices.Contains(scopes[:i], sc):
			f.add(at("scopes", i), "is listed twice")
		case len(parent) > 0 && !slices.ContainsFunc(included[grant], func(g string) bool {
			return slices.Contains(parent, g) || narrowed && slices.Contains(parent, g+":"+noun)
		}):
			f.add(at("scopes", i), "is more than your token has")
		}
	}
}

// nounInTable reports whether some route is about the noun.
func nounInTable(noun string) bool {
	for pattern := range scopes {
		if nounOf(pattern) == noun {
			return true
		}
	}
	return false
}
