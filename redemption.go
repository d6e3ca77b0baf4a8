package burncloud

import "time"

// Redemption is a batch of codes, each of which gives its amount to whoever redeems it first.
type Redemption struct {
	ID        RedemptionID
	Name      string
	Amount    Money // of each code
	Count     int
	ExpiresAt time.Time // zero = never
	CreatedBy UserID    // "" = the bootstrap token
	CreatedAt time.Time
	Redeemed  int // of the codes; read-only
	Disabled  int
}

// RedemptionCode is one code of a batch. The code itself is not kept.
type RedemptionCode struct {
	ID           CodeID
	RedemptionID RedemptionID
	Hash         TokenHash
	Hint         string
	State        CodeState
	UserID       UserID    // who redeemed it
	RedeemedAt   time.Time // zero = it was not
}

// CodeState is what became of a code.
type CodeState string

// States of a code. An open one of an expired batch cannot be redeemed.
const (
	CodeOpen     CodeState = "open"
	CodeRedeemed CodeState = "redeemed"
	CodeDisabled CodeState = "disabled"
)
