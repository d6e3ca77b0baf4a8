package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/journal"
)

// Bounds of what is held, and how often output is marked.
const (
	maxHold      burncloud.Money = 100_000_000_000_000 // a hundred thousand dollars for one call
	defaultLife                  = time.Hour
	markInterval                 = time.Second
	markTokens                   = 256
)

// ErrEnded says that the hold was settled or voided before.
var ErrEnded = errors.New("the hold has ended")

// Request says what to hold for a call.
type Request struct {
	Call      burncloud.RequestID
	User      burncloud.UserID
	Token     burncloud.TokenID
	Time      time.Time        // arrival: the day whose budget is used
	Amount    burncloud.Money  // the most that the call can cost; beyond $100,000 that much is held
	Unlimited bool             // the user's balance is not drawn on
	Budget    *burncloud.Money // of the token; nil = none, or it is unlimited
	Period    burncloud.Period // of the budget
	Price     burncloud.PriceID
	Factor    burncloud.Factor // the group's multiplier
	Deadline  time.Time        // when the call has surely ended; zero = an hour from now
	Model     burncloud.ModelName
	Group     burncloud.GroupName
	Endpoint  string
}

func (r *Request) limits() limits { return limits{r.Unlimited, r.Budget, r.Period} }

// Hold is money promised to a call. Exactly one of Settle and Void must follow.
type Hold struct {
	burncloud.OpenHold // without Booked and Parts
	ledger             *Ledger
	user               *userAccount
	token              *tokenAccount // nil without a token
	lim                limits
	day                burncloud.Day
	taken              burncloud.Money // = Amount, under user.mu
	prev, next         *Hold           // in user.holds, under user.mu
	due                atomic.Int64    // Deadline, in nanoseconds since 1970, for who does not have mu
	adopted            bool            // another process runs the call; under mu

	mu      sync.Mutex      // of what follows and of OpenHold's Amount, Deadline, Marked, Tokens, Cost
	begun   journal.Pending // the record of the hold
	markAt  time.Time
	markEnd int64 // tokens at which to mark again
	ended   bool
	over    burncloud.Money // taken beyond Amount for an end that is being written
	unsaved *burncloud.Call // the end, if it could not be written
	charge  burncloud.Charge
	cost    burncloud.Money
}

// Hold takes the amount and writes it down. It fails with a *burncloud.Error: KindNoFunds when the user's balance or
// the token's budget does not cover it, KindOverloaded when the journal takes no new calls.
func (l *Ledger) Hold(r *Request) (*Hold, error) {
	if r.Amount < 0 {
		return nil, &burncloud.Error{Kind: burncloud.KindInternal, Message: "internal error", Err: fmt.Errorf("hold of %s", r.Amount)}
	}
	o := burncloud.OpenHold{
		RequestID: r.Call, UserID: r.User, TokenID: r.Token, Time: r.Time, Amount: min(r.Amount, maxHold), Unlimited: r.Unlimited,
		PriceID: r.Price, Factor: r.Factor, Deadline: r.Deadline, Model: r.Model, Group: r.Group, Endpoint: r.Endpoint,
	}
	if o.Deadline.IsZero() {
		o.Deadline = l.now().Add(defaultLife)
	}
	h := l.newHold(&o, r.limits())
	if err := h.reserve(); err != nil {
		return nil, err
	}
	return h, nil
}

// newHold is a hold of which nothing is taken yet.
func (l *Ledger) newHold(o *burncloud.OpenHold, lim limits) *Hold {
	h := &Hold{
		OpenHold: *o, ledger: l, user: l.users.get(o.UserID), lim: lim, day: burncloud.DayOf(o.Time), markAt: l.now(), markEnd: markTokens,
		begun: journal.Written(journal.LSN(o.LSN)),
	}
	if o.TokenID != "" {
		h.token = l.tokens.get(o.TokenID)
	}
	h.due.Store(h.Deadline.UnixNano())
	return h
}

// reserve takes the amount and writes it down.
func (h *Hold) reserve() error {
	l := h.ledger
	// The room that is left on a full disk is for the ends of calls. Of other troubles Append knows more.
	if err := l.journal.Healthy(); errors.Is(err, journal.ErrFull) {
		return refused(err)
	}
	// Until the record is written nobody else may end it.
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.take(h.Amount, true); err != nil {
		return err
	}
	if err := h.record(); err != nil {
		h.ended = true
		h.give(0)
		return refused(err)
	}
	return nil
}

// record has the journal take the record of the hold, which is written before anything that comes of it. With mu.
func (h *Hold) record() (err error) {
	l := h.ledger
	buf := l.buffer()
	defer l.buffers.Put(buf)
	*buf = appendReserve((*buf)[:0], &h.OpenHold)
	var begun journal.Pending
	if h.adopted { // its process will not wait for it
		var lsn journal.LSN
		lsn, err = l.journal.Append(KindReserve, *buf)
		begun, h.LSN = journal.Written(lsn), uint64(lsn)
	} else {
		begun, err = l.journal.Enqueue(KindReserve, *buf)
	}
	if err == nil {
		h.begun = begun
	}
	return err
}

// again has the journal take the record of the hold once more, if it failed with what was written together with it: what ends or
// changes the hold would mean nothing without it. With mu.
func (h *Hold) again() error {
	if h.begun.Failed() {
		return h.record()
	}
	return nil
}

// Affordable is the largest amount that Hold would grant now for the request, whatever its Amount; at most $100,000.
func (l *Ledger) Affordable(r *Request) burncloud.Money {
	u := l.users.get(r.User)
	var t *tokenAccount
	u.mu.Lock()
	defer u.mu.Unlock()
	if r.Token != "" {
		t = l.tokens.get(r.Token)
		t.mu.Lock()
		defer t.mu.Unlock()
	}
	amount, _ := left(u, t, r.limits(), burncloud.DayOf(r.Time))
	return max(amount, 0)
}

// append writes a record that encode builds.
func (l *Ledger) append(kind journal.Kind, encode func([]byte) []byte) (journal.LSN, error) {
	buf := l.buffer()
	defer l.buffers.Put(buf)
	*buf = encode((*buf)[:0])
	return l.journal.Append(kind, *buf)
}

func (l *Ledger) buffer() *[]byte {
	buf, _ := l.buffers.Get().(*[]byte)
	if buf == nil {
		buf = new([]byte)
	}
	return buf
}

// take moves an amount from the balance and the budget into the hold, of both or of none.
func (h *Hold) take(amount burncloud.Money, link bool) error {
	u, t := h.user, h.token
	u.mu.Lock()
	defer u.mu.Unlock()
	if t != nil {
		t.mu.Lock()
		defer t.mu.Unlock()
	}
	if has, code := left(u, t, h.lim, h.day); amount > has {
		return noFunds(code, amount, has)
	}
	if !h.Unlimited {
		u.spendable -= amount
		u.held += amount
	}
	if t != nil {
		t.add(h.day, 0, amount)
	}
	h.taken += amount
	if link {
		u.link(h)
	}
	return nil
}

// give ends the hold in memory: what was not spent comes back. What was spent beyond it has been taken already.
func (h *Hold) give(spent burncloud.Money) {
	u, t := h.user, h.token
	u.mu.Lock()
	defer u.mu.Unlock()
	if t != nil {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.add(h.day, spent-h.over, -h.taken)
	}
	if !h.Unlimited {
		u.held -= h.taken
		u.spendable += h.taken - min(spent, h.taken)
	}
	h.taken = 0
	u.unlink(h)
}

// takeOver takes what a call costs beyond its hold, before that is written; nothing can refuse it. A negative amount undoes it.
func (h *Hold) takeOver(amount burncloud.Money) {
	if amount == 0 {
		return
	}
	h.over += amount
	u, t := h.user, h.token
	u.mu.Lock()
	defer u.mu.Unlock()
	if !h.Unlimited {
		u.spendable -= amount
	}
	if t != nil {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.add(h.day, amount, 0)
	}
}

// Wait returns nil when the hold is as durable as the journal makes it. Nothing of a success may be delivered before.
func (h *Hold) Wait(ctx context.Context) error {
	h.mu.Lock()
	err := h.again()
	begun := h.begun
	h.mu.Unlock()
	var lsn journal.LSN
	if err == nil {
		lsn, err = begun.Wait(ctx)
	}
	if err == nil {
		err = h.ledger.journal.Wait(ctx, lsn)
	}
	if err != nil {
		return refused(err)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.begun = journal.Written(lsn)
	return nil
}

// Held is the amount that is held now.
func (h *Hold) Held() burncloud.Money {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.Amount
}

// Progress says how many tokens were delivered so far and what the call costs up to here. It is written down once a second
// or every 256 tokens; should the process die, the call is charged to the last mark. An error means that a mark could
// not be written, which takes nothing from the call.
func (h *Hold) Progress(tokens int64, cost burncloud.Money) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.ended {
		return ErrEnded
	}
	if tokens < h.markEnd {
		if now := h.ledger.now(); tokens <= h.Tokens || now.Sub(h.markAt) < markInterval {
			return nil
		}
	}
	h.markAt, h.markEnd = h.ledger.now(), tokens+markTokens
	_, err := h.ledger.append(KindProgress, func(b []byte) []byte { return appendProgress(b, h.RequestID, tokens, cost) })
	if err == nil {
		h.Marked, h.Tokens, h.Cost = true, tokens, cost
	}
	return err
}

// Extend holds more for the call, and lets it last until a later deadline; zero keeps the one it has. It fails as Hold does,
// and changes nothing then: the call goes on with what it has.
func (h *Hold) Extend(amount burncloud.Money, deadline time.Time) error {
	if amount < 0 || amount > maxHold {
		return &burncloud.Error{Kind: burncloud.KindInternal, Message: "internal error", Err: fmt.Errorf("extension by %s", amount)}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.ended {
		return ErrEnded
	}
	if deadline.Before(h.Deadline) {
		deadline = h.Deadline
	}
	_, err := h.extend(amount, deadline)
	return err
}

// extend takes more and writes it down. With mu.
func (h *Hold) extend(amount burncloud.Money, deadline time.Time) (journal.LSN, error) {
	if err := h.take(amount, false); err != nil {
		return 0, err
	}
	var lsn journal.LSN
	err := h.again()
	if err == nil {
		lsn, err = h.ledger.append(KindExtend, func(b []byte) []byte { return appendExtend(b, h.RequestID, amount, deadline) })
	}
	if err != nil {
		h.untake(amount)
		return 0, refused(err)
	}
	h.Amount += amount
	h.Deadline = deadline
	h.due.Store(deadline.UnixNano())
	return lsn, nil
}

// untake undoes a take that could not be written.
func (h *Hold) untake(amount burncloud.Money) {
	u, t := h.user, h.token
	u.mu.Lock()
	defer u.mu.Unlock()
	if !h.Unlimited {
		u.spendable += amount
		u.held -= amount
	}
	if t != nil {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.add(h.day, 0, -amount)
	}
	h.taken -= amount
}

// Settle ends the hold: the call costs cost. It completes the call with its charge and records it. On an error other than
// ErrEnded the record is not written, the money stays held, and Run goes on trying.
func (h *Hold) Settle(call *burncloud.Call, cost burncloud.Money) error {
	return h.end(call, &cost)
}

// Void ends the hold of a call that delivered nothing and costs nothing.
func (h *Hold) Void(call *burncloud.Call) error { return h.end(call, nil) }

func (h *Hold) end(call *burncloud.Call, cost *burncloud.Money) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.ended {
		return ErrEnded
	}
	h.ended = true
	h.charge = burncloud.Charge{Held: h.Amount, Unlimited: h.Unlimited}
	h.identify(call)
	if cost != nil {
		h.cost = min(max(*cost, 0), maxHold)
		call.Cost = &h.cost
	}
	return h.write(call)
}

// identify makes the record this hold's.
func (h *Hold) identify(call *burncloud.Call) {
	call.RequestID, call.UserID, call.TokenID, call.Time = h.RequestID, h.UserID, h.TokenID, h.Time
	if call.PriceID == "" {
		call.PriceID = h.PriceID
	}
	call.Charge, call.Cost = &h.charge, nil
}

// write records the end and, when that has succeeded, ends the hold in memory. With mu.
func (h *Hold) write(call *burncloud.Call) error {
	h.takeOver(max(h.cost-h.Amount, 0) - h.over)
	err := h.again()
	if err == nil {
		err = h.ledger.calls.Record(call)
	}
	if err != nil {
		if h.unsaved == nil {
			h.unsaved = keep(call)
		}
		return refused(err)
	}
	h.unsaved = nil
	h.give(h.cost)
	return nil
}

// keep copies a call that its owner is about to reuse.
func keep(call *burncloud.Call) *burncloud.Call {
	c := *call
	c.Attempts, c.Losses, c.Flags = slices.Clone(c.Attempts), slices.Clone(c.Losses), slices.Clone(c.Flags)
	if c.Decision != nil {
		d := *c.Decision
		d.Candidates = slices.Clone(d.Candidates)
		c.Decision = &d
	}
	return &c
}
