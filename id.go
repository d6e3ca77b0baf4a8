package burncloud

import (
	"crypto/rand"
	"time"
)

// Identifiers are prefixed strings ("ch_…"), unique across a deployment and never reused.
type (
	// ChannelID names a Channel ("ch_…").
	ChannelID string
	// KeyID names one provider key of a channel ("key_…").
	KeyID string
	// GroupName names a ChannelGroup. It is chosen by the operator and doubles as the identifier.
	GroupName string
	// RouteID names a ModelRoute ("rt_…").
	RouteID string
	// TokenID names an AccessToken ("tok_…").
	TokenID string
	// UserID names a User ("usr_…").
	UserID string
	// PriceID names one immutable version of a Price ("pr_…").
	PriceID string
	// ManagementID names a ManagementToken ("mt_…").
	ManagementID string
	// SessionID names a Session ("ses_…"). It is not its cookie.
	SessionID string
	// InvitationID names an Invitation ("inv_…").
	InvitationID string
	// RedemptionID names a Redemption ("rdm_…").
	RedemptionID string
	// CodeID names a RedemptionCode ("rc_…"). It is not the code.
	CodeID string
	// ViewID names a View ("vw_…").
	ViewID string
	// ModelName is a model as clients ask for it, or as an upstream calls it.
	ModelName string
	// RequestID names one call ("req_…"). It is made by the gateway, never taken from the client.
	RequestID string
)

// DefaultGroup is the group of everything that names none. It always exists.
const DefaultGroup GroupName = "default"

// NewID returns prefix + "_" + 26 characters: 48 bits of the millisecond time and 80 random bits in
// lower-case base 32, so identifiers sort by creation time.
func NewID(prefix string, now time.Time) string {
	var b [16]byte
	ms := uint64(now.UnixMilli())
	for i := range 6 {
		b[i] = byte(ms >> (8 * (5 - i)))
	}
	_, _ = rand.Read(b[6:]) // crypto/rand.Read never fails: it crashes the program instead
	return prefix + "_" + encodeID(b[:])
}

// encodeID writes base 32 in Crockford's alphabet, which keeps the order of the bytes and avoids letters that are
// misread. The last bits are filled up with zeros.
func encodeID(b []byte) string {
	const alphabet = "0123456789abcdefghjkmnpqrstvwxyz"
	out := make([]byte, 0, (len(b)*8+4)/5)
	var acc, n uint
	for _, c := range b {
		acc, n = acc<<8|uint(c), n+8
		for ; n >= 5; n -= 5 {
			out = append(out, alphabet[acc>>(n-5)&31])
		}
	}
	if n > 0 {
		out = append(out, alphabet[acc<<(5-n)&31])
	}
	return string(out)
}
