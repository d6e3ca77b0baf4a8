package burncloud

import "slices"

// bookChecks are the invariants of the books, by the names that Drift.Check has.
var bookChecks = []string{
	"sum of balances", "balance", "sign of a balance", "numbering of postings", "amount", "accounts of a posting", "record of a posting",
	"posted twice", "held", "open hold", "overdue hold", "end of a hold", "record of a call", "row", "charge", "log row of a posting", "cost",
	"price", "purchase", "spend of a token", "leases", "guard", "memory", "applied", "journal",
}

// BookChecks returns the names of the invariants of the books, in the order in which they are shown.
func BookChecks() []string { return slices.Clone(bookChecks) }

// PartState is how a part of the machine does.
type PartState string

// States of a part.
const (
	PartOK   PartState = "ok"
	PartWarn PartState = "warn" // it works, and somebody should look at it
	PartBad  PartState = "bad"  // calls fail, or money is at stake
	PartOff  PartState = "off"  // not known, or not in use
)

// Part is how one part of the machine does, as the doctor sees it.
type Part struct {
	Name    string // "books", "journal", "disk", …
	State   PartState
	Figures []Figure
	Finding string // what is to be looked at, as a short name; "" = nothing
	Advice  string // the same as a sentence that says what to do
}

// Figure is one thing that was measured: a number of a unit, or a text.
type Figure struct {
	Name   string
	Number int64
	Unit   string // "count", "bytes", "us" (microseconds), "time" (seconds since 1970); "" = Text
	Text   string
}

// Correction explains a difference between a user's stored balance and its postings by a posting, in somebody's name.
type Correction struct {
	UserID     UserID
	Difference Money // stored less posted, as whoever corrects it saw it
	Posted     bool  // the postings are right: the balance becomes their sum; else it stays as it is stored
	EventID    string
	Actor      string
	Reason     string
}

// Correctable returns the user whose balance a Correction can explain, "" where the drift is of another kind.
func (d *Drift) Correctable() UserID {
	id, pocket, ok := Account(d.Where).User()
	if !ok || d.Check != "balance" || pocket != PocketAvailable {
		return ""
	}
	return id
}
