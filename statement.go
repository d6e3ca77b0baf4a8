package burncloud

import "time"

// Statement is what happened to a user's balance in a stretch of time. Money that calls hold counts as the user's.
type Statement struct {
	From, To time.Time
	Opening  Money
	Lines    []StatementLine // Opening and all amounts give Closing
	Closing  Money
}

// StatementLine is one credit, or what the calls of one day (UTC) cost together.
type StatementLine struct {
	Time    time.Time // of a credit; the beginning of the day for calls
	Kind    PostingKind
	Calls   int64 // how many, 0 for credits
	Amount  Money // negative for what was taken
	Balance Money // after the line
	Ref     string
	Actor   string
	Reason  string
}
