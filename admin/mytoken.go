package admin

import (
	"context"
	"net/http"
	"time"

	"github.com/burncloud/burncloud"
)

// OwnTokens lists the tokens of one user.
type OwnTokens interface {
	UserTokens(ctx context.Context, user burncloud.UserID, p burncloud.Page) ([]burncloud.AccessToken, string, error)
}

// maxOwnTokens is how many tokens a user may make alone.
const maxOwnTokens = 100

// MyToken is the JSON form of a token for its owner. Whose it is, its group and its limits are not the owner's to choose.
type MyToken struct {
	ID           burncloud.TokenID `json:"id" required:"false" readOnly:"true" doc:"Identifier (tok_…)."`
	Name         string            `json:"name" minLength:"1" maxLength:"100" doc:"What it is for."`
	Models       []string          `json:"models" required:"false" nullable:"false" maxItems:"5000" doc:"Models that it may use; empty for all."`
	AllowedCIDRs []string          `json:"allowed_cidrs" required:"false" nullable:"false" maxItems:"1000" doc:"Networks (or addresses) that it may be used from; empty for anywhere."`
	ExpiresAt    *time.Time        `json:"expires_at" required:"false" nullable:"true" doc:"When it stops working; null for never."`
	Budget       *string           `json:"budget" required:"false" nullable:"true" doc:"Dollars that it may spend; null for as much as the balance has."`
	BudgetPeriod string            `json:"budget_period" required:"false" enum:"total,day,month" default:"total" doc:"Span of time that the budget is for."`
	Strict       bool              `json:"strict" required:"false" doc:"Refuse calls that would lose something between two dialects."`
	Enabled      *bool             `json:"enabled" required:"false" default:"true" doc:"Whether it works."`
	Group        string            `json:"group" required:"false" readOnly:"true" doc:"Channel group; empty for the user's. An operator chooses it."`
	Limits       Limits            `json:"limits" required:"false" readOnly:"true" doc:"Of this token. An operator chooses them."`
	KeyHint      string            `json:"key_hint" required:"false" readOnly:"true" doc:"The last characters of the key."`
	Key          string            `json:"key,omitempty" required:"false" readOnly:"true" doc:"The key; in the answer to creating and rotating only."`
	OldKeyHint   string            `json:"old_key_hint" required:"false" readOnly:"true" doc:"The last characters of the key before, while it still works; empty otherwise."`
	OldKeyUntil  *time.Time        `json:"old_key_until" required:"false" readOnly:"true" nullable:"true" doc:"When the key before stops working; null when there is none that works."`
	Spent        string            `json:"spent" required:"false" readOnly:"true" doc:"Dollars spent with it."`
	Remaining    *string           `json:"remaining" required:"false" readOnly:"true" nullable:"true" doc:"Dollars left of the budget; null without one."`
	Calls        int64             `json:"calls" required:"false" readOnly:"true" doc:"Calls made with it."`
	LastUsedAt   *time.Time        `json:"last_used_at" required:"false" readOnly:"true" nullable:"true" doc:"When it was last used; left out when never."`
	CreatedAt    *time.Time        `json:"created_at" required:"false" readOnly:"true" doc:"When it was made."`
	UpdatedAt    *time.Time        `json:"updated_at" required:"false" readOnly:"true" doc:"When it was last changed."`
}

func (s *Server) myTokenRoutes(r *router) {
	n := &noun[burncloud.AccessToken, MyToken]{
		s: s, plural: "my-tokens", name: "my-token", base: "/api/me/tokens", stored: "tokens",
		get: s.myToken,
		list: func(ctx context.Context, p burncloud.Page) ([]burncloud.AccessToken, string, error) {
			return s.Own.UserTokens(ctx, callerOf(ctx).userID, p)
		},
		save:    s.Tokens.SaveToken,
		remove:  func(ctx context.Context, id string) error { return s.Tokens.DeleteToken(ctx, burncloud.TokenID(id)) },
		show:    s.showMyTokens,
		read:    s.readMyToken,
		id:      func(t *burncloud.AccessToken) string { return string(t.ID) },
		changed: func(t *burncloud.AccessToken) time.Time { return t.UpdatedAt },
	}
	show := func(d *MyToken, key string) { d.Key = key }
	n.readRoutes(r)
	n.changeRoutes(r)
	n.deleteRoute(r)
	rotateRoutes(r, n, show)
	taking(r, op{
		pattern: "POST /api/me/tokens", id: "create-my-token", summary: "Create an own token; its key is in this response only", status: http.StatusCreated,
	}, func(ctx context.Context, d *MyToken) (*output[MyToken], error) {
		s.write.Lock()
		defer s.write.Unlock()
		all, _, err := s.Own.UserTokens(ctx, callerOf(ctx).userID, burncloud.Page{Limit: maxOwnTokens})
		if err != nil {
			return nil, err
		}
		if len(all) >= maxOwnTokens {
			return nil, &burncloud.Error{Kind: burncloud.KindConflict, Message: "you have as many tokens as one may have: delete some"}
		}
		t, err := s.readMyToken(ctx, d, nil)
		if err != nil {
			return nil, err
		}
		return commitNewKey(ctx, n, nil, t, show)
	})
}

// myToken finds a token of the caller. One of somebody else is not there.
func (s *Server) myToken(ctx context.Context, id string) (*burncloud.AccessToken, error) {
	t, err := s.Tokens.Token(ctx, burncloud.TokenID(id))
	if err == nil && t.UserID != callerOf(ctx).userID {
		return nil, missing("token", id)
	}
	return t, err
}

func (s *Server) showMyTokens(ctx context.Context, ts []burncloud.AccessToken) ([]MyToken, error) {
	all, err := s.showTokens(ctx, ts)
	if err != nil {
		return nil, err
	}
	out := make([]MyToken, len(all))
	for i, t := range all {
		out[i] = MyToken{
			ID: t.ID, Name: t.Name, Models: t.Models, AllowedCIDRs: t.AllowedCIDRs, ExpiresAt: t.ExpiresAt, Budget: t.Budget, BudgetPeriod: t.BudgetPeriod,
			Strict: t.Strict, Enabled: t.Enabled, Group: t.Group, Limits: t.Limits, KeyHint: t.KeyHint, OldKeyHint: t.OldKeyHint, OldKeyUntil: t.OldKeyUntil, Spent: t.Spent, Remaining: t.Remaining,
			Calls: t.Calls, LastUsedAt: t.LastUsedAt, CreatedAt: t.CreatedAt, UpdatedAt: t.UpdatedAt,
		}
	}
	return out, nil
}

// readMyToken reads what an owner may write. Everything else is as it was, or as it is for a new token.
func (s *Server) readMyToken(ctx context.Context, d *MyToken, old *burncloud.AccessToken) (*burncloud.AccessToken, error) {
	whole := &Token{UserID: string(callerOf(ctx).userID)}
	if old != nil {
		was, err := s.showTokens(ctx, []burncloud.AccessToken{*old})
		if err != nil {
			return nil, err
		}
		whole = &was[0]
	}
	whole.Name, whole.Models, whole.AllowedCIDRs, whole.ExpiresAt = d.Name, d.Models, d.AllowedCIDRs, d.ExpiresAt
	whole.Budget, whole.BudgetPeriod, whole.Strict, whole.Enabled = d.Budget, d.BudgetPeriod, d.Strict, d.Enabled
	return s.readToken(ctx, whole, old)
}
