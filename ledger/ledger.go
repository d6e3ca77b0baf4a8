package ledger

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/journal"
)

// Journal is the commit point.
type Journal interface {
	Append(kind journal.Kind, payload []byte) (journal.LSN, error)
	Enqueue(kind journal.Kind, payload []byte) (journal.Pending, error)
	Wait(ctx context.Context, lsn journal.LSN) error
	Healthy() error
}

// Calls writes the record that ends a hold, as calllog.Log does. When Record returns nil the record survives the death of
// the process; CatchUp returns when everything recorded so far is in the store.
type Calls interface {
	Record(*burncloud.Call) error
	CatchUp(ctx context.Context) error
}

// Store has the books in SQL.
type Store interface {
	// Balances calls user with what each user may spend, and spent with what the calls of a token cost that arrived on a day.
	Balances(ctx context.Context, user func(burncloud.UserID, burncloud.Money), spent func(burncloud.TokenID, burncloud.Day, burncloud.Money)) error
	OpenHolds(ctx context.Context) ([]burncloud.OpenHold, error)
	// PostCredit books a credit unless it was booked before.
	PostCredit(ctx context.Context, c *burncloud.Credit) (posted bool, err error)
	// Posted reports whether a credit was booked.
	Posted(ctx context.Context, c *burncloud.Credit) (bool, error)
}

// Options are the parts of a Ledger. All are required but Logger, Now, and Budget where nobody is Living.
type Options struct {
	Journal Journal
	Calls   Calls
	Store   Store
	Logger  *slog.Logger     // nil = silent
	Now     func() time.Time // nil = time.Now
	// Living says that the process lives that the books are taken over from: the open holds are adopted, not settled. It
	// must send what it writes on to Keep, and its end must be told to Orphan.
	Living bool
	// Budget is a token's, nil = none, for the holds of a living process.
	Budget func(burncloud.TokenID) (*burncloud.Money, burncloud.Period, error)
}

// Ledger is what decides whether money may be spent. See the package comment.
type Ledger struct {
	journal Journal
	calls   Calls
	store   Store
	log     *slog.Logger
	now     func() time.Time
	users   shards[burncloud.UserID, userAccount]
	tokens  shards[burncloud.TokenID, tokenAccount]
	buffers sync.Pool // of *[]byte
	budget  func(burncloud.TokenID) (*burncloud.Money, burncloud.Period, error)
	adopted map[burncloud.RequestID]*Hold // belongs to who calls Keep and Orphan
}

// Open settles the holds that a dead process left open, or adopts those of a living one, and reads the balances. Until it
// returns nobody may hold or post.
func Open(ctx context.Context, o Options) (*Ledger, error) {
	l := &Ledger{journal: o.Journal, calls: o.Calls, store: o.Store, log: o.Logger, now: o.Now, budget: o.Budget}
	if l.log == nil {
		l.log = slog.New(slog.DiscardHandler)
	}
	if l.now == nil {
		l.now = time.Now
	}
	l.users.init()
	l.tokens.init()
	open, err := l.recover(ctx, o.Living)
	if err != nil {
		return nil, fmt.Errorf("recover the ledger: %w", err)
	}
	today := burncloud.DayOf(l.now())
	err = o.Store.Balances(ctx,
		func(id burncloud.UserID, spendable burncloud.Money) { l.users.get(id).spendable = spendable },
		func(id burncloud.TokenID, day burncloud.Day, spent burncloud.Money) {
			l.tokens.get(id).restore(today, day, spent)
		})
	if err != nil {
		return nil, fmt.Errorf("read the balances: %w", err)
	}
	l.adopt(open)
	return l, nil
}

// FlagRecovered is on the record of a call that was settled at its last mark, because its end is unknown.
const FlagRecovered = "recovered"

// diedWith is what the record of a call says that ended with its process.
const diedWith = "the gateway died before the call ended"

// recover ends the holds of calls that died with their process. It returns those whose process lives.
func (l *Ledger) recover(ctx context.Context, living bool) ([]burncloud.OpenHold, error) {
	if err := l.calls.CatchUp(ctx); err != nil {
		return nil, err
	}
	open, err := l.store.OpenHolds(ctx)
	if err != nil || len(open) == 0 || living {
		return open, err
	}
	for i := range open {
		if err := l.calls.Record(orphan(&open[i], diedWith)); err != nil {
			return nil, err
		}
	}
	l.log.Warn("ledger: settled calls that ended with the process", "calls", len(open))
	return nil, l.calls.CatchUp(ctx)
}

// orphan is the record of a call of which only the hold is known: charged to its last mark, nothing without one.
func orphan(h *burncloud.OpenHold, why string) *burncloud.Call {
	c := &burncloud.Call{
		RequestID: h.RequestID, Time: h.Time, UserID: h.UserID, TokenID: h.TokenID, Group: h.Group, Endpoint: h.Endpoint, Model: h.Model,
		Status: burncloud.KindInternal.Status(), ErrorKind: burncloud.KindInternal, ErrorMessage: why,
		PriceID: h.PriceID, Charge: &burncloud.Charge{Held: h.Amount, Unlimited: h.Unlimited}, Flags: []string{FlagRecovered},
	}
	if h.Marked {
		cost, factor := h.Cost, h.Factor
		c.Usage.Output = h.Tokens
		c.Cost, c.Multiplier = &cost, &factor
	}
	return c
}

// Balance is what a user has, by memory: nothing that was decided is missing.
func (l *Ledger) Balance(id burncloud.UserID) burncloud.Balance {
	u := l.users.find(id)
	if u == nil {
		return burncloud.Balance{}
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	return burncloud.Balance{Available: u.spendable, Held: u.held}
}

// Spent is what the ended calls of a token cost in the present period, and held what its running ones may cost.
func (l *Ledger) Spent(id burncloud.TokenID, period burncloud.Period) (spent, held burncloud.Money) {
	t := l.tokens.find(id)
	if t == nil {
		return 0, 0
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	w := t.window(period, burncloud.DayOf(l.now()))
	return w.spent, w.held
}

// Totals are sums over all users, for metrics and tests.
type Totals struct {
	Users int
	Holds int
	Held  burncloud.Money
}

// Totals adds up what is held in memory.
func (l *Ledger) Totals() (t Totals) {
	l.users.each(func(_ burncloud.UserID, u *userAccount) {
		u.mu.Lock()
		defer u.mu.Unlock()
		t.Users++
		t.Held += u.held
		for h := u.holds; h != nil; h = h.next {
			t.Holds++
		}
	})
	return t
}

// Check compares every account in memory with its open holds, and names those that nobody ends.
func (l *Ledger) Check() (drift []burncloud.Drift) {
	now := l.now()
	l.users.each(func(id burncloud.UserID, u *userAccount) {
		u.mu.Lock()
		defer u.mu.Unlock()
		var sum burncloud.Money
		for h := u.holds; h != nil; h = h.next {
			if !h.Unlimited {
				sum += h.taken
			}
			if due := h.due.Load(); now.UnixNano() > due+int64(time.Minute) {
				drift = append(drift, burncloud.Drift{
					Check: "overdue hold", Where: "hold of " + string(h.RequestID), Want: "an end by " + time.Unix(0, due).UTC().Format(time.RFC3339), Got: "none",
				})
			}
		}
		if sum != u.held {
			drift = append(drift, burncloud.Drift{
				Check: "memory", Where: string(burncloud.UserAccount(id, burncloud.PocketHeld)), Want: sum.String(), Got: u.held.String(),
			})
		}
	})
	return drift
}

// refused turns a journal that takes nothing into an answer.
func refused(err error) error {
	message := "the journal takes no new calls"
	if errors.Is(err, journal.ErrFull) {
		message = "the journal's disk is full"
	}
	return &burncloud.Error{Kind: burncloud.KindOverloaded, Message: message, Err: err}
}
