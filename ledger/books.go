package ledger

import (
	"errors"
	"fmt"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/journal"
)

// Ways in which a record can contradict those before it. The record is passed over then.
var (
	ErrReserved = errors.New("the call has a hold already")
	ErrNoHold   = errors.New("the call has no open hold")
)

// Books is what the journal means: a state machine that turns its records, in their order, into postings. It does
// no IO and knows no time but the records'. It belongs to one goroutine.
type Books struct {
	open     map[burncloud.RequestID]*entry
	postings []burncloud.Posting
	touched  []*entry // since the last Take
	young    []*entry // that were stored and are not booked
	ended    []burncloud.RequestID
	latest   time.Time // that a record spoke of
}

// bookedAfter is how long a hold is open before the money is moved that it holds: most calls have ended by then, and need no
// more than one posting.
const bookedAfter = 2 * time.Second

// entry is an open hold.
type entry struct {
	burncloud.OpenHold
	stored  bool // it was in a batch
	touched bool
	ended   bool
}

// NewBooks goes on where a batch ended that left these holds open.
func NewBooks(open []burncloud.OpenHold) *Books {
	b := &Books{open: make(map[burncloud.RequestID]*entry, len(open))}
	for _, h := range open {
		e := &entry{OpenHold: h, stored: true}
		b.open[h.RequestID] = e
		b.see(h.Time)
		if h.Booked == 0 {
			b.young = append(b.young, e)
		}
	}
	return b
}

// see notes how late it is.
func (b *Books) see(t time.Time) {
	if t.After(b.latest) {
		b.latest = t
	}
}

// Apply takes the next record, if it is about money and does not end a hold; others mean nothing to it.
func (b *Books) Apply(lsn journal.LSN, kind journal.Kind, payload []byte) error {
	switch kind {
	case KindReserve:
		return b.reserve(lsn, payload)
	case KindProgress:
		call, tokens, cost, err := decodeProgress(payload)
		if err != nil {
			return err
		}
		e := b.open[call]
		if e == nil {
			return fmt.Errorf("progress of %s: %w", call, ErrNoHold)
		}
		e.Marked, e.Tokens, e.Cost = true, tokens, cost
		b.touch(e)
	case KindExtend:
		call, amount, deadline, err := decodeExtend(payload)
		if err != nil {
			return err
		}
		e := b.open[call]
		if e == nil {
			return fmt.Errorf("extension of %s: %w", call, ErrNoHold)
		}
		e.Amount += amount
		e.Deadline = deadline
		b.touch(e)
	}
	return nil
}

func (b *Books) reserve(lsn journal.LSN, payload []byte) error {
	h, err := decodeReserve(payload)
	if err != nil {
		return err
	}
	if b.open[h.RequestID] != nil {
		return fmt.Errorf("reserve of %s: %w", h.RequestID, ErrReserved)
	}
	h.LSN = uint64(lsn)
	e := &entry{OpenHold: h}
	b.open[h.RequestID] = e
	b.touch(e)
	b.see(h.Time)
	return nil
}

func (b *Books) touch(e *entry) {
	if !e.touched {
		e.touched = true
		b.touched = append(b.touched, e)
	}
}

// End takes the record of a finished call. Without a charge it means nothing here.
func (b *Books) End(lsn journal.LSN, c *burncloud.CallKeys) error {
	if c.Charge == nil {
		return nil
	}
	e := b.open[c.RequestID]
	if e == nil {
		return fmt.Errorf("end of %s: %w", c.RequestID, ErrNoHold)
	}
	delete(b.open, c.RequestID)
	e.ended = true
	b.see(c.Time.Add(c.Duration.Std()))
	if e.stored {
		b.ended = append(b.ended, c.RequestID)
	}
	p := burncloud.Posting{
		LSN: uint64(lsn), Time: c.Time.Add(c.Duration.Std()).UTC(), Ref: string(c.RequestID), UserID: e.UserID,
	}
	if e.Booked > 0 && e.Amount > e.Booked {
		b.book(e, p)
	}
	held, source := e.pockets()
	revenue := burncloud.RevenueAccount(e.TokenID, burncloud.DayOf(e.Time))
	charged := c.Charged()
	within := min(charged, e.Amount)
	from := source
	if e.Booked > 0 {
		from = held
		b.post(p, burncloud.PostRelease, held, source, e.Amount-within)
	}
	b.post(p, burncloud.PostSettlement, from, revenue, within)
	beyond := burncloud.UserAccount(e.UserID, burncloud.PocketOverdraft)
	if e.Unlimited {
		beyond = source
	}
	b.post(p, burncloud.PostOverage, beyond, revenue, charged-within)
	p.UserID = "" // what we pay is not on the user's statement
	for i := range c.Attempts {
		if a := &c.Attempts[i]; a.PurchaseCost != nil {
			p.Part = i
			b.post(p, burncloud.PostPurchase, burncloud.AccountPurchases, burncloud.ProviderAccount(a.ChannelID), *a.PurchaseCost)
		}
	}
	return nil
}

// pockets are where the money of a hold is and where it came from.
func (e *entry) pockets() (held, source burncloud.Account) {
	pocket := burncloud.PocketAvailable
	if e.Unlimited {
		pocket = burncloud.PocketHouse
	}
	return burncloud.UserAccount(e.UserID, burncloud.PocketHeld), burncloud.UserAccount(e.UserID, pocket)
}

// book moves what is held into the held account, as far as that has not been done.
func (b *Books) book(e *entry, p burncloud.Posting) {
	kind := burncloud.PostHold
	if e.Booked > 0 {
		kind = burncloud.PostExtension
		e.Parts++
		p.Part = e.Parts
	}
	held, source := e.pockets()
	b.post(p, kind, source, held, e.Amount-e.Booked)
	e.Booked = e.Amount
}

// post adds a posting, if it moves anything.
func (b *Books) post(p burncloud.Posting, kind burncloud.PostingKind, debit, credit burncloud.Account, amount burncloud.Money) {
	if amount <= 0 {
		return
	}
	p.Kind, p.Debit, p.Credit, p.Amount = kind, debit, credit, amount
	b.postings = append(b.postings, p)
}

// Take ends a stretch of records: it fills the batch with what they mean, and begins the next stretch.
func (b *Books) Take(into *burncloud.Batch) {
	young := b.young[:0]
	for _, e := range b.young {
		switch {
		case e.ended || e.Booked > 0:
		case b.grown(e):
			b.touch(e)
		default:
			young = append(young, e)
		}
	}
	clear(b.young[len(young):])
	b.young = young
	for _, e := range b.touched {
		e.touched = false
		if e.ended {
			continue
		}
		if e.Booked > 0 || b.grown(e) {
			b.book(e, burncloud.Posting{LSN: e.LSN, Time: e.Time, Ref: string(e.RequestID), UserID: e.UserID})
		} else if !e.stored {
			b.young = append(b.young, e)
		}
		into.Holds = append(into.Holds, e.OpenHold)
		e.stored = true
	}
	into.Postings, into.Ended = b.postings, b.ended
	clear(b.touched)
	b.postings, b.touched, b.ended = make([]burncloud.Posting, 0, len(b.postings)), b.touched[:0], nil // the next stretch is often as long
}

// grown reports whether a hold has been open for long.
func (b *Books) grown(e *entry) bool { return b.latest.Sub(e.Time) >= bookedAfter }

// Open returns the holds that have not ended, in no order.
func (b *Books) Open() []burncloud.OpenHold {
	all := make([]burncloud.OpenHold, 0, len(b.open))
	for _, e := range b.open {
		all = append(all, e.OpenHold)
	}
	return all
}
