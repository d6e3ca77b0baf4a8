package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/burncloud/burncloud"
)

// Difference is what the account of a user's available money has stored, and what its postings add up to.
func (db *DB) Difference(ctx context.Context, id burncloud.UserID) (stored, posted burncloud.Money, err error) {
	err = db.read(ctx, func(q querier) error {
		stored, posted, err = difference(ctx, q, id)
		return err
	})
	return stored, posted, err
}

func difference(ctx context.Context, q querier, id burncloud.UserID) (stored, posted burncloud.Money, err error) {
	name := burncloud.UserAccount(id, burncloud.PocketAvailable)
	if stored, err = balance(ctx, q, name); err != nil {
		return 0, 0, err
	}
	err = q.QueryRowContext(ctx, `SELECT COALESCE(SUM(CASE WHEN credit = $1 THEN amount_nano ELSE 0 END), 0)
		- COALESCE(SUM(CASE WHEN debit = $1 THEN amount_nano ELSE 0 END), 0) FROM postings WHERE credit = $1 OR debit = $1`, string(name)).Scan(&posted)
	return stored, posted, err
}

// PostCorrection explains the difference between a user's stored balance and its postings by a posting against the adjustments, which
// alone are moved by it. Where the postings are right a second one, of both, gives the user what they say. It returns what the
// user may spend then. Errors: KindConflict when the difference is another one by now, KindInvalid when a balance would be below zero.
func (db *DB) PostCorrection(ctx context.Context, c *burncloud.Correction) (spendable burncloud.Money, err error) {
	err = db.write(ctx, func(tx *sql.Tx) error {
		stored, posted, err := difference(ctx, tx, c.UserID)
		if err != nil {
			return err
		}
		if diff := stored - posted; diff != c.Difference || diff == 0 {
			return &burncloud.Error{Kind: burncloud.KindConflict, Message: fmt.Sprintf("the difference is $%s now", diff)}
		}
		if c.Posted && posted < 0 {
			return &burncloud.Error{Kind: burncloud.KindInvalid, Param: "keep", Message: "the postings add up to less than zero: keep the balance"}
		}
		if err := db.explain(ctx, tx, c); err != nil {
			return err
		}
		if c.Posted {
			if err := db.postMoney(ctx, tx, []burncloud.Posting{db.adjustment(c, -c.Difference, "balance")}); err != nil {
				return err
			}
		}
		available, err := balance(ctx, tx, burncloud.UserAccount(c.UserID, burncloud.PocketAvailable))
		if err != nil {
			return err
		}
		overdraft, err := balance(ctx, tx, burncloud.UserAccount(c.UserID, burncloud.PocketOverdraft))
		spendable = available + overdraft
		return err
	})
	return spendable, err
}

// explain posts the difference without moving the user's stored balance, which has it already.
func (db *DB) explain(ctx context.Context, tx *sql.Tx, c *burncloud.Correction) error {
	p := db.adjustment(c, c.Difference, "explain")
	if err := db.postMoney(ctx, tx, []burncloud.Posting{p}); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `UPDATE accounts SET balance_nano = balance_nano - $1 WHERE name = $2`,
		int64(c.Difference), string(burncloud.UserAccount(c.UserID, burncloud.PocketAvailable)))
	return err
}

func (db *DB) adjustment(c *burncloud.Correction, amount burncloud.Money, step string) burncloud.Posting {
	p := burncloud.Posting{
		Time: db.now(), Debit: burncloud.AccountAdjustments, Credit: burncloud.UserAccount(c.UserID, burncloud.PocketAvailable), Amount: amount,
		Kind: burncloud.PostAdjustment, Ref: "doctor/" + c.EventID + "/" + step, UserID: c.UserID, Actor: c.Actor, Reason: c.Reason,
	}
	if amount < 0 {
		p.Debit, p.Credit, p.Amount = p.Credit, p.Debit, -amount
	}
	return p
}
