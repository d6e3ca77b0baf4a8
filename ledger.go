package burncloud

import (
	"strings"
	"time"
)

// Account names one side of a posting. Its balance is what was credited to it minus what was debited.
type Account string

// Accounts of the house. What users pay comes from the first ones, with a negative balance.
const (
	AccountTopUps      Account = "topups"
	AccountPromotions  Account = "promotions"
	AccountAdjustments Account = "adjustments"
	AccountPurchases   Account = "purchases" // what upstreams cost, with a negative balance; they are owed it in Provider(…)
	AccountSuspense    Account = "suspense"  // what nobody could say yet where it belongs
)

// Pockets of a user's account.
const (
	PocketAvailable = "available" // may be spent; never negative
	PocketHeld      = "held"      // promised to calls that have not ended
	PocketLeased    = "leased"    // lent to nodes for spending
	PocketOverdraft = "overdraft" // what calls cost beyond their holds; never positive. Nothing is held until available covers it
	PocketHouse     = "house"     // what a user of unlimited balance used; never positive
)

const (
	accountUser     = "user:"
	accountRevenue  = "revenue:"
	accountProvider = "provider:"
)

// UserAccount is a pocket of a user's account.
func UserAccount(id UserID, pocket string) Account {
	return Account(accountUser + string(id) + "/" + pocket)
}

// RevenueAccount takes what calls of a token cost that arrived on a day (UTC). A token's budget is measured by it: a day's
// by one account, a month's and the total by the sum of several. Calls without a token have the token "".
func RevenueAccount(token TokenID, day Day) Account {
	return Account(accountRevenue + string(token) + "/" + day.String())
}

// ProviderAccount is what is owed to the provider behind a channel.
func ProviderAccount(id ChannelID) Account { return Account(accountProvider + string(id)) }

// User returns the user and the pocket of the account, if it is a user's.
func (a Account) User() (id UserID, pocket string, ok bool) {
	owner, pocket, ok := a.split(accountUser)
	return UserID(owner), pocket, ok
}

// Revenue returns the token and the day of the account, if it takes what a token's calls cost.
func (a Account) Revenue() (token TokenID, day Day, ok bool) {
	owner, rest, ok := a.split(accountRevenue)
	if !ok {
		return "", 0, false
	}
	t, err := time.Parse(time.DateOnly, rest)
	return TokenID(owner), DayOf(t), err == nil
}

// IsProvider reports whether the account is a provider's.
func (a Account) IsProvider() bool { return strings.HasPrefix(string(a), accountProvider) }

func (a Account) split(prefix string) (owner, rest string, ok bool) {
	s, ok := strings.CutPrefix(string(a), prefix)
	if !ok {
		return "", "", false
	}
	at := strings.LastIndexByte(s, '/')
	if at < 0 {
		return "", "", false
	}
	return s[:at], s[at+1:], true
}

// Day is a day in UTC, counted from 1970-01-01.
type Day int32

// DayOf returns the day of a time.
func DayOf(t time.Time) Day {
	s := t.Unix()
	return Day((s - ((s%86400)+86400)%86400) / 86400)
}

// Time returns the beginning of the day.
func (d Day) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// Month returns the first day of the day's month.
func (d Day) Month() Day {
	t := d.Time()
	return d - Day(t.Day()-1)
}

// String returns the day as 2006-01-02.
func (d Day) String() string { return d.Time().Format(time.DateOnly) }

// Period is how long a token's budget lasts until it starts anew, in UTC.
type Period string

// Periods of a budget.
const (
	PeriodTotal Period = "total"
	PeriodDay   Period = "day"
	PeriodMonth Period = "month"
)

// PostingKind says why money moved.
type PostingKind string

// Kinds of postings. Ref is the RequestID for those of calls; there is one of each kind for a call, but for extensions.
const (
	PostHold       PostingKind = "hold"     // available → held; only of calls that outlast the batch that books them
	PostExtension  PostingKind = "extend"   // available → held, by Part
	PostSettlement PostingKind = "settle"   // held or available → revenue
	PostRelease    PostingKind = "release"  // held → available, what a call did not need
	PostOverage    PostingKind = "overage"  // overdraft → revenue, what a call cost beyond its hold
	PostPurchase   PostingKind = "purchase" // purchases → provider
	PostTopUp      PostingKind = "topup"    // topups → available
	PostPromotion  PostingKind = "promotion"
	PostRedemption PostingKind = "redeem" // a code; from promotions
	PostAdjustment PostingKind = "adjust" // by hand, either way
	PostRepayment  PostingKind = "repay"  // available → overdraft, together with a credit
)

// Counterpart is the account that a credit of the kind comes from, "" if the kind is no credit.
func (k PostingKind) Counterpart() Account {
	switch k {
	case PostTopUp:
		return AccountTopUps
	case PostPromotion, PostRedemption:
		return AccountPromotions
	case PostAdjustment:
		return AccountAdjustments
	}
	return ""
}

// OfCall reports whether calls make postings of the kind.
func (k PostingKind) OfCall() bool {
	switch k {
	case PostHold, PostExtension, PostSettlement, PostRelease, PostOverage, PostPurchase:
		return true
	}
	return false
}

// TrailStep is a posting of a call and what its user could spend afterwards; nil = it is not known.
type TrailStep struct {
	Posting
	Balance *Money
}

// Posting is one movement of money: Amount is taken from Debit and given to Credit. Postings are never changed.
type Posting struct {
	ID     int64  // 1, 2, 3, … without a hole
	LSN    uint64 // of the journal record that says so; 0 = made through the API
	Time   time.Time
	Debit  Account
	Credit Account
	Amount Money // > 0
	Kind   PostingKind
	Ref    string // RequestID, or source/event: with Kind and Part it is unique
	Part   int
	UserID UserID // whose statement it is on; "" = nobody's
	Actor  string // who did it, where a person did
	Reason string
}

// Charge is how the hold of a finished call ended. A call with a Charge is what closes its RESERVE: the caller pays its
// Cost, and of one without a Cost the hold was voided.
type Charge struct {
	Held      Money `json:"held"`                // in the end, extensions included
	Unlimited bool  `json:"unlimited,omitempty"` // the user's balance was not drawn on
}

// OpenHold is money promised to a call that has not ended.
type OpenHold struct {
	RequestID RequestID
	UserID    UserID
	TokenID   TokenID
	Time      time.Time // arrival of the call
	Amount    Money     // held in all
	Booked    Money     // of it, what postings have moved; the journal has the rest
	Parts     int       // extensions that were booked
	Unlimited bool      // taken from the house, not from the user
	PriceID   PriceID
	Factor    Factor
	Deadline  time.Time
	Model     ModelName
	Group     GroupName
	Endpoint  string
	Marked    bool  // there was a PROGRESS
	Tokens    int64 // delivered at the last one
	Cost      Money // at the last one
	LSN       uint64
}

// Batch is what a stretch of the journal means: log rows and postings that are stored in one transaction.
type Batch struct {
	UpTo     uint64 // the last record of the stretch
	Calls    []CallRecord
	Postings []Posting   // without IDs
	Holds    []OpenHold  // opened or changed, still open
	Ended    []RequestID // stored before, closed now
}

// Credit is money given to a user, or taken where Amount is negative.
type Credit struct {
	UserID  UserID
	Amount  Money
	Kind    PostingKind // with a Counterpart
	Source  string      // who says so ("api", "code", "stripe", …); with EventID it counts once
	EventID string
	Actor   string
	Reason  string
}

// Balance is what the ledger says of a user.
type Balance struct {
	Available Money // what may be spent; negative while calls that cost more than they held are not made up for
	Held      Money // promised to calls that have not ended, and not in Available
}

// Drift is one place where the books do not agree.
type Drift struct {
	Check string `json:"check"` // which invariant
	Where string `json:"where"` // the account, call or record
	Want  string `json:"want"`
	Got   string `json:"got"`
}

// CheckScope says how the books are checked.
type CheckScope struct {
	Full bool      // from the beginning; else from the last checkpoint
	Mark bool      // let it be a checkpoint, if all agrees
	Now  time.Time // by which holds should have ended; zero = when the newest call in the log arrived
	// Step is told what is about to be checked, and how many steps of how many are done; nil = nobody wants to know.
	Step func(CheckStep)
}

// CheckStep is how far a check has come.
type CheckStep struct {
	Name        string // "postings", "calls", …
	Done, Steps int
}

// CheckReport is the outcome of checking the books.
type CheckReport struct {
	Time     time.Time
	Full     bool // false = since the last checkpoint only
	Accounts int64
	Entries  int64
	LSN      uint64 // applied
	Durable  uint64 // newest record of the journal on the disk
	Drift    []Drift
	Duration time.Duration
}

// OK reports whether all agrees.
func (r *CheckReport) OK() bool { return len(r.Drift) == 0 }
