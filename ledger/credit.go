package ledger

import (
	"context"
	"fmt"

	"github.com/burncloud/burncloud"
)

// Bounds of balances: sums of them stay far from what 64 bits hold.
const (
	maxCredit  burncloud.Money = 1_000_000_000_000_000_000     // a billion dollars at once
	maxBalance burncloud.Money = 4 * 1_000_000_000_000_000_000 // of one user
)

// Credit gives money to a user, or takes it where the amount is negative. What was posted before under the same kind,
// source and event is not posted again: posted is false then. Errors: KindInvalid with the field's name (an amount of zero
// or too large, or more than the user may spend), or the store's.
func (l *Ledger) Credit(ctx context.Context, c *burncloud.Credit) (posted bool, err error) {
	if err := validCredit(c); err != nil {
		return false, err
	}
	u := l.users.get(c.UserID)
	u.moving.Lock()
	defer u.moving.Unlock()
	if c.Amount > 0 {
		if err := u.fits(c.Amount); err != nil {
			return false, err
		}
		if posted, err = l.store.PostCredit(ctx, c); posted {
			u.add(c.Amount)
		}
		return posted, err
	}
	if err := u.debit(-c.Amount); err != nil {
		return false, err
	}
	posted, err = l.store.PostCredit(ctx, c)
	if err != nil {
		// It may have been committed nevertheless. Where that cannot be found out, the money stays taken until the restart.
		if found, perr := l.store.Posted(context.WithoutCancel(ctx), c); perr == nil && !found {
			u.add(-c.Amount)
		}
		return false, err
	}
	if !posted {
		u.add(-c.Amount)
	}
	return posted, nil
}

// Receive gives a user what post returns when it has booked it, in a transaction of its own together with whatever state it
// changes: store.PostCredit's parts are there for it. Meanwhile no other credit of this user is posted. Zero is no credit.
func (l *Ledger) Receive(ctx context.Context, id burncloud.UserID, post func(ctx context.Context) (burncloud.Money, error)) error {
	u := l.users.get(id)
	u.moving.Lock()
	defer u.moving.Unlock()
	if err := u.fits(maxCredit); err != nil {
		return err
	}
	amount, err := post(ctx)
	if err != nil {
		return err
	}
	u.add(amount)
	return nil
}

func validCredit(c *burncloud.Credit) error {
	switch {
	case c.Amount == 0:
		return invalid("amount", "must not be zero")
	case c.Amount > maxCredit || c.Amount < -maxCredit:
		return invalid("amount", fmt.Sprintf("must not exceed $%s", maxCredit))
	case c.Kind.Counterpart() == "":
		return invalid("kind", fmt.Sprintf("%q is no kind of credit", c.Kind))
	case c.UserID == "" || c.Source == "" || c.EventID == "":
		return invalid("event_id", "a credit needs a user, a source and an event")
	}
	return nil
}

func invalid(param, message string) error {
	return &burncloud.Error{Kind: burncloud.KindInvalid, Param: param, Message: message}
}

// fits refuses a credit that would make the balance absurd.
func (u *userAccount) fits(amount burncloud.Money) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.spendable+u.held > maxBalance-amount {
		return invalid("amount", fmt.Sprintf("the balance would exceed $%s", maxBalance))
	}
	return nil
}

func (u *userAccount) add(amount burncloud.Money) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.spendable += amount
}

// debit takes what the user may spend.
func (u *userAccount) debit(amount burncloud.Money) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.spendable < amount {
		return invalid("amount", fmt.Sprintf("only $%s can be taken", max(u.spendable, 0)))
	}
	u.spendable -= amount
	return nil
}
