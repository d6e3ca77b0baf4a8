package admin

import (
	"cmp"
	"context"
	"net/http"
	"net/netip"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/secret"
)

// TokenStore keeps access tokens.
type TokenStore interface {
	SaveToken(ctx context.Context, t *burncloud.AccessToken) error
	Token(ctx context.Context, id burncloud.TokenID) (*burncloud.AccessToken, error)
	Tokens(ctx context.Context, p burncloud.Page) ([]burncloud.AccessToken, string, error)
	DeleteToken(ctx context.Context, id burncloud.TokenID) error
}

// UseSource knows what tokens have done. Tokens that were never used may be missing in the map.
type UseSource interface {
	TokenUse(ctx context.Context, ids []burncloud.TokenID) (map[burncloud.TokenID]burncloud.TokenUse, error)
}

// Prefixes of the credentials that the gateway makes.
const (
	accessPrefix     = "sk-"
	managementPrefix = "mt-"
)

// Token is the JSON form of an access token.
type Token struct {
	ID           burncloud.TokenID `json:"id" required:"false" readOnly:"true" doc:"Identifier (tok_…)."`
	Name         string            `json:"name" minLength:"1" maxLength:"100" doc:"Name shown to operators."`
	UserID       string            `json:"user_id" required:"false" maxLength:"200" doc:"Owner. Left out: the caller, or the first admin for the bootstrap management token; on changes, the present owner."`
	Group        string            `json:"group" required:"false" maxLength:"64" doc:"Channel group; empty for the owner's."`
	Models       []string          `json:"models" required:"false" nullable:"false" maxItems:"5000" doc:"Models that it may use; empty for all."`
	AllowedCIDRs []string          `json:"allowed_cidrs" required:"false" nullable:"false" maxItems:"1000" doc:"Networks (or addresses) that it may be used from; empty for anywhere."`
	ExpiresAt    *time.Time        `json:"expires_at" required:"false" nullable:"true" doc:"When it stops working; null for never."`
	Unlimited    bool              `json:"unlimited" required:"false" doc:"Whether its budget does not bind."`
	Budget       *string           `json:"budget" required:"false" nullable:"true" maxLength:"30" doc:"Dollars that its calls may cost in a period; null for no budget. It must not be below what is spent."`
	BudgetPeriod string            `json:"budget_period" required:"false" enum:"total,day,month" doc:"When the budget starts anew (UTC); a call belongs to the period that it arrived in."`
	Limits       Limits            `json:"limits" required:"false" doc:"Beside those of its user and its group."`
	Strict       bool              `json:"strict" required:"false" doc:"Whether calls that would lose fields in translation are refused."`
	Enabled      *bool             `json:"enabled" required:"false" default:"true" doc:"Whether it works."`
	Key          string            `json:"key,omitempty" readOnly:"true" doc:"The credential. It is shown once, when it is made or rotated."`
	KeyHint      string            `json:"key_hint" required:"false" readOnly:"true" doc:"The end of the credential."`
	OldKeyHint   string            `json:"old_key_hint" required:"false" readOnly:"true" doc:"The end of the credential before, while it still works; empty otherwise."`
	OldKeyUntil  *time.Time        `json:"old_key_until" required:"false" readOnly:"true" nullable:"true" doc:"When the credential before stops working; null when there is none that works."`
	Spent        string            `json:"spent" required:"false" readOnly:"true" doc:"Dollars spent with it, of its budget in the present period; without a budget, ever."`
	Remaining    *string           `json:"remaining" required:"false" readOnly:"true" nullable:"true" doc:"What is left of its budget in the present period, without what running calls hold; null without one that binds."`
	Calls        int64             `json:"calls" required:"false" readOnly:"true" doc:"Calls made with it."`
	LastUsedAt   *time.Time        `json:"last_used_at" required:"false" readOnly:"true" nullable:"true" doc:"When it was last used; left out when never."`
	CreatedAt    *time.Time        `json:"created_at" required:"false" readOnly:"true" doc:"When it was made."`
	UpdatedAt    *time.Time        `json:"updated_at" required:"false" readOnly:"true" doc:"When it was last changed."`
}

func (s *Server) tokenRoutes(r *router) {
	n := &noun[burncloud.AccessToken, Token]{
		s: s, plural: "tokens", name: "token",
		get: func(ctx context.Context, id string) (*burncloud.AccessToken, error) {
			return s.Tokens.Token(ctx, burncloud.TokenID(id))
		},
		list:    s.Tokens.Tokens,
		save:    s.Tokens.SaveToken,
		remove:  func(ctx context.Context, id string) error { return s.Tokens.DeleteToken(ctx, burncloud.TokenID(id)) },
		show:    s.showTokens,
		read:    s.readToken,
		id:      func(t *burncloud.AccessToken) string { return string(t.ID) },
		changed: func(t *burncloud.AccessToken) time.Time { return t.UpdatedAt },
	}
	n.readRoutes(r)
	n.changeRoutes(r)
	n.deleteRoute(r)
	s.createTokenRoute(r, n)
	rotateRoutes(r, n, showKey)
}

func showKey(d *Token, key string) { d.Key = key }

func (s *Server) createTokenRoute(r *router, n *noun[burncloud.AccessToken, Token]) {
	taking(r, op{
		pattern: "POST /api/tokens", id: "create-token", summary: "Create a token; its key is in this response only", status: http.StatusCreated,
	}, func(ctx context.Context, d *Token) (*output[Token], error) {
		s.write.Lock()
		defer s.write.Unlock()
		if d.UserID == "" {
			owner, err := s.ownerFor(ctx, callerOf(ctx))
			if err != nil {
				return nil, err
			}
			d.UserID = string(owner)
		}
		t, err := s.readToken(ctx, d, nil)
		if err != nil {
			return nil, err
		}
		return commitNewKey(ctx, n, nil, t, showKey)
	})
}

// commitNewKey gives the token a new key, commits it, and shows the key in this one response. old is nil when the token
// is new.
func commitNewKey[D any](ctx context.Context, n *noun[burncloud.AccessToken, D], old, t *burncloud.AccessToken, show func(*D, string)) (*output[D], error) {
	key := secret.NewKey(accessPrefix)
	t.Hash, t.KeyHint = secret.Hash(key), burncloud.Secret(key).Hint()
	if err := n.about(ctx, old, t); err != nil {
		return nil, err
	}
	out, err := n.commit(ctx, t)
	if err != nil {
		return nil, err
	}
	show(&out.Body, key)
	return out, nil
}

func (s *Server) showTokens(ctx context.Context, ts []burncloud.AccessToken) ([]Token, error) {
	var use map[burncloud.TokenID]burncloud.TokenUse
	if s.Use != nil && len(ts) > 0 {
		ids := make([]burncloud.TokenID, len(ts))
		for i := range ts {
			ids[i] = ts[i].ID
		}
		var err error
		if use, err = s.Use.TokenUse(ctx, ids); err != nil {
			return nil, err
		}
	}
	out := make([]Token, len(ts))
	for i := range ts {
		out[i] = s.showToken(&ts[i], use[ts[i].ID])
	}
	return out, nil
}

func (s *Server) showToken(t *burncloud.AccessToken, use burncloud.TokenUse) Token {
	cidrs := make([]string, len(t.AllowedCIDRs))
	for i, p := range t.AllowedCIDRs {
		cidrs[i] = p.String()
	}
	spent := use.Spent
	var budget, remaining *string
	if t.Budget != nil {
		var held burncloud.Money
		spent, held = s.Balances.Spent(t.ID, t.BudgetPeriod)
		budget = new(t.Budget.String())
		if !t.Unlimited {
			remaining = new(max(*t.Budget-spent-held, 0).String())
		}
	}
	out := Token{
		Budget: budget, Remaining: remaining,
		ID: t.ID, Name: t.Name, UserID: string(t.UserID), Group: string(t.Group), Models: names[string](t.Models), AllowedCIDRs: cidrs,
		ExpiresAt: timeOrNil(t.ExpiresAt), Unlimited: t.Unlimited, Limits: Limits(t.Limits), BudgetPeriod: string(cmp.Or(t.BudgetPeriod, burncloud.PeriodTotal)), Strict: t.Strict, Enabled: &t.Enabled,
		KeyHint: t.KeyHint, Spent: spent.String(), Calls: use.Calls, LastUsedAt: timeOrNil(use.LastUsed),
		CreatedAt: timeOrNil(t.CreatedAt), UpdatedAt: timeOrNil(t.UpdatedAt),
	}
	if t.Old.Works(s.Now()) {
		out.OldKeyHint, out.OldKeyUntil = t.Old.Hint, timeOrNil(t.Old.Until)
	}
	return out
}

func (s *Server) readToken(_ context.Context, d *Token, old *burncloud.AccessToken) (*burncloud.AccessToken, error) {
	var f faults
	now := s.Now().UTC()
	t := &burncloud.AccessToken{ID: burncloud.TokenID(burncloud.NewID("tok", now)), CreatedAt: now}
	if old != nil {
		t = &burncloud.AccessToken{ID: old.ID, UserID: old.UserID, Hash: old.Hash, KeyHint: old.KeyHint, Old: old.Old, CreatedAt: old.CreatedAt}
	}
	if d.UserID != "" {
		t.UserID = burncloud.UserID(d.UserID)
	}
	t.Name, t.Group, t.Models = d.Name, burncloud.GroupName(d.Group), names[burncloud.ModelName](d.Models)
	t.AllowedCIDRs = readCIDRs(d.AllowedCIDRs, &f)
	if d.ExpiresAt != nil {
		t.ExpiresAt = d.ExpiresAt.UTC()
	}
	t.Limits = burncloud.Limits(d.Limits)
	t.Unlimited, t.Strict, t.Enabled, t.UpdatedAt = d.Unlimited, d.Strict, orDefault(d.Enabled, true), now

	f.name("name", d.Name)
	f.checkNames("models", d.Models)
	t.BudgetPeriod = cmp.Or(burncloud.Period(d.BudgetPeriod), burncloud.PeriodTotal)
	if d.Budget != nil {
		t.Budget = s.readBudget(&f, *d.Budget, t, old)
	}
	return t, f.err()
}

// readBudget reads a budget, which must leave room for what is spent already.
func (s *Server) readBudget(f *faults, text string, t, old *burncloud.AccessToken) *burncloud.Money {
	budget, err := burncloud.ParseMoney(text)
	if err != nil {
		f.add("budget", "%v", err)
		return nil
	}
	if budget < 0 {
		f.add("budget", "must not be negative")
		return nil
	}
	same := old != nil && old.Budget != nil && *old.Budget == budget && old.BudgetPeriod == t.BudgetPeriod // it may be exceeded
	if spent, _ := s.Balances.Spent(t.ID, t.BudgetPeriod); budget < spent && !t.Unlimited && !same {
		f.add("budget", "must not be below the $%s spent in the present period", spent)
	}
	return &budget
}

// readCIDRs reads networks; a bare address is a network of one.
func readCIDRs(in []string, f *faults) []netip.Prefix {
	var out []netip.Prefix
	for i, v := range in {
		p, err := netip.ParsePrefix(v)
		if addr, aerr := netip.ParseAddr(v); err != nil && aerr == nil && addr.Zone() == "" {
			p, err = addr.Prefix(addr.BitLen())
		}
		if err != nil {
			f.add(at("allowed_cidrs", i), "must be a network such as 10.0.0.0/8 or an address")
			continue
		}
		out = append(out, p.Masked())
	}
	return out
}
