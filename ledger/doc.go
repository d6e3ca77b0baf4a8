// Package ledger decides what calls may cost, holds the money while they run, and books what they cost, so that nothing is
// overspent at any concurrency and no crash loses or doubles a charge.
//
// # Using it for a call
//
//	hold, err := books.Hold(ledger.Request{…})   // before dispatch. err is a *burncloud.Error: 402 or 503
//	… send the call upstream at once …
//	err = hold.Wait(ctx)                         // before the first byte of a success goes to the client
//	hold.Progress(tokens, cost)                  // as output passes by; cheap, writes once a second or 256 tokens
//	err = hold.Extend(more, time.Time{})         // when cost comes near hold.Amount(); refused → end with "length"
//	err = hold.Settle(&call, cost)               // instead of recording the call; before the last byte goes out
//	err = hold.Void(&call)                       // or this, where nothing was delivered
//
// Hold takes an upper bound of the cost from the user's balance and the token's budget, in memory, and writes a RESERVE
// record: one write(2), shared with whoever writes at the same time. Affordable tells the largest amount that Hold would
// grant, to clamp a call's output by. A call whose model is free, or that is refused before it costs anything, needs no
// hold: it is recorded by calllog.Log.Record as it is. A model without a price must be refused by the caller of Hold.
//
// Wait is the gate: with durability "disk" it returns when the disk has the RESERVE, which took as long as the model
// took to begin, with "process" at once. After an error of Wait nothing may be delivered; Void the hold.
//
// Exactly one of Settle and Void ends a hold, on every way out of a call; a second one returns ErrEnded and does
// nothing. Both complete the call with its charge (Cost, Charge, PriceID where it is empty) and write it as the one record
// that is its log row and its settlement at once: a call writes RESERVE and that. The call may be reused when they
// return. After another error the hold stays, and Run goes on trying to write the same record; do not deliver the end of
// the answer. Retries and fallbacks of a call share its hold: the last word counts.
//
// What it costs: Hold and Settle a few hundred nanoseconds beside their writes; Progress ten, and a write a second.
//
// # Concurrency
//
// A Ledger and its Holds may be used by many goroutines. Of one hold, Progress, Extend, Settle and Void exclude each
// other. A hold that is forgotten is settled at its last Progress by Run, half a minute after its deadline.
//
// # Where money is
//
// Memory decides (accounts by user and token, one lock each). The journal is the commit point. SQL has double-entry
// postings, which Books derives from the journal and calllog stores together with the log rows and the position in the
// journal, in one transaction. Money is taken in memory before it is written, and given back after: so for every prefix of
// the journal the balance in SQL is at least the one in memory, and never negative.
//
// A hold becomes a posting only if its call outlasts the batch that books it; of others only the settlement is posted.
// Thus at every position of the journal a user's held account is exactly the sum of the rows in holds, which are the
// RESERVEs without an end. What a call costs beyond its hold goes to the user's overdraft; nothing more is held for that
// user until available covers it. Users of unlimited balance draw on the house.
//
// A token's budget is measured by the revenue accounts of its days (UTC); a call belongs to the day it arrived on.
//
// # Taking over from a living process
//
// With Options.Living the open holds are adopted: they are another process's, which sends its records to Keep. They do not
// fall due here. Orphan settles what is left when that process has ended.
//
// # Credits
//
// Credit posts through SQL and then raises the balance in memory; debits go the other way. Receive is for whatever has to
// change state together with its posting, such as a redemption code.
package ledger
