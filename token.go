package burncloud

import (
	"net/netip"
	"slices"
	"time"
)

// TokenHash is the SHA-256 of a credential; the credential itself is never stored.
type TokenHash [32]byte

// AccessToken lets a program call models. Its key is shown once, when it is made.
type AccessToken struct {
	ID           TokenID
	UserID       UserID
	Name         string
	Hash         TokenHash
	KeyHint      string
	Old          OldKey         // the key before, while it still works; the zero value = none
	Group        GroupName      // "" = the user's group
	Models       []ModelName    // empty = all
	AllowedCIDRs []netip.Prefix // empty = from anywhere
	ExpiresAt    time.Time      // zero = never
	Unlimited    bool           // the budget does not bind
	Budget       *Money         // what its calls may cost in a period; nil = no budget
	BudgetPeriod Period         // "" = total
	Limits       Limits
	Strict       bool // losses in translation are refused
	Enabled      bool
	CreatedAt    time.Time
	UpdatedAt    time.Time
}

// OldKey is a key that was replaced and works until a moment, so that programs can be given the new one meanwhile.
type OldKey struct {
	Hash  TokenHash
	Hint  string
	Until time.Time
}

// Works reports whether there is such a key and its time is not over.
func (k *OldKey) Works(now time.Time) bool { return now.Before(k.Until) }

// Allows reports whether the token may use the model.
func (t *AccessToken) Allows(m ModelName) bool {
	return len(t.Models) == 0 || slices.Contains(t.Models, m)
}

// AllowsFrom reports whether the token may be used from the address.
func (t *AccessToken) AllowsFrom(ip netip.Addr) bool {
	if len(t.AllowedCIDRs) == 0 {
		return true
	}
	ip = ip.Unmap()
	return slices.ContainsFunc(t.AllowedCIDRs, func(p netip.Prefix) bool { return p.Contains(ip) })
}

// Expired reports whether the token's time is over.
func (t *AccessToken) Expired(now time.Time) bool {
	return !t.ExpiresAt.IsZero() && !now.Before(t.ExpiresAt)
}

// ManagementToken is a credential for the control plane.
type ManagementToken struct {
	ID        ManagementID
	UserID    UserID
	Name      string
	Hash      TokenHash
	KeyHint   string
	Scopes    []string  // what it may do of what its user may; empty = all
	ExpiresAt time.Time // zero = never
	LastUsed  time.Time // to the minute; zero = never
	CreatedAt time.Time
}

// TokenUse is what a token was used for, by the calls in the log so far.
type TokenUse struct {
	LastUsed time.Time // arrival of the newest call; zero = never
	Spent    Money
	Calls    int64
}
