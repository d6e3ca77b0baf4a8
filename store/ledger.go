package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/burncloud/burncloud"
)

var (
	intoPostings = insert{`postings (id, lsn, time_us, debit, credit, amount_nano, kind, ref, part, user_id, actor, reason)`, 12, ``}
	intoAccounts = insert{
		`accounts (name, balance_nano, checked_nano)`, 3,
		` ON CONFLICT (name) DO UPDATE SET balance_nano = accounts.balance_nano + excluded.balance_nano`,
	}
)

// postMoney writes postings and moves the balances of their accounts.
func (db *DB) postMoney(ctx context.Context, tx *sql.Tx, all []burncloud.Posting) error {
	if len(all) == 0 {
		return nil
	}
	var last int64
	if err := tx.QueryRowContext(ctx, `SELECT last_id FROM ledger_state WHERE id = 1`).Scan(&last); err != nil {
		return err
	}
	moved := make(map[burncloud.Account]burncloud.Money)
	err := db.insertAll(ctx, tx, intoPostings, len(all), func(args []any, i int) []any {
		p := &all[i]
		moved[p.Debit] -= p.Amount
		moved[p.Credit] += p.Amount
		return append(args, last+int64(i)+1, int64(p.LSN), micros(p.Time), string(p.Debit), string(p.Credit), int64(p.Amount),
			string(p.Kind), p.Ref, p.Part, string(p.UserID), p.Actor, p.Reason)
	})
	if err != nil {
		return err
	}
	names := make([]burncloud.Account, 0, len(moved))
	for name := range moved {
		names = append(names, name)
	}
	slices.Sort(names) // two transactions that lock rows in one order cannot wait for each other
	err = db.insertAll(ctx, tx, intoAccounts, len(names), func(args []any, i int) []any {
		return append(args, string(names[i]), int64(moved[names[i]]), int64(0))
	})
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE ledger_state SET last_id = $1 WHERE id = 1`, last+int64(len(all)))
	return err
}

// Balances calls user with what each user may spend, and spent with what the calls of a token cost that arrived on a day.
func (db *DB) Balances(ctx context.Context, user func(burncloud.UserID, burncloud.Money), spent func(burncloud.TokenID, burncloud.Day, burncloud.Money)) error {
	rows, err := db.readers.QueryContext(ctx, `SELECT name, balance_nano FROM accounts ORDER BY name`)
	if err != nil {
		return err
	}
	defer rows.Close()
	spendable := make(map[burncloud.UserID]burncloud.Money)
	for rows.Next() {
		var name burncloud.Account
		var balance burncloud.Money
		if err := rows.Scan(&name, &balance); err != nil {
			return err
		}
		if id, pocket, ok := name.User(); ok && (pocket == burncloud.PocketAvailable || pocket == burncloud.PocketOverdraft) {
			spendable[id] += balance
		}
		if token, day, ok := name.Revenue(); ok && token != "" {
			spent(token, day, balance)
		}
	}
	for id, amount := range spendable {
		user(id, amount)
	}
	return rows.Err()
}

// PostCredit books a credit unless one of its kind, source and event was booked before. It pays back overdraft first.
func (db *DB) PostCredit(ctx context.Context, c *burncloud.Credit) (posted bool, err error) {
	err = db.write(ctx, func(tx *sql.Tx) error {
		posted, err = db.postCredit(ctx, tx, c)
		return err
	})
	return posted && err == nil, err
}

// creditRef is what makes a credit count once.
func creditRef(c *burncloud.Credit) string { return c.Source + "/" + c.EventID }

func (db *DB) postCredit(ctx context.Context, tx *sql.Tx, c *burncloud.Credit) (posted bool, err error) {
	if posted, err := creditPosted(ctx, tx, c); err != nil || posted {
		return false, err
	}
	if err := userExists(ctx, tx, c.UserID); err != nil {
		return false, err
	}
	available := burncloud.UserAccount(c.UserID, burncloud.PocketAvailable)
	p := burncloud.Posting{
		Time: db.now(), Debit: c.Kind.Counterpart(), Credit: available, Amount: c.Amount, Kind: c.Kind, Ref: creditRef(c),
		UserID: c.UserID, Actor: c.Actor, Reason: c.Reason,
	}
	if c.Amount < 0 {
		p.Debit, p.Credit, p.Amount = p.Credit, p.Debit, -p.Amount
	}
	all := []burncloud.Posting{p}
	overdraft := burncloud.UserAccount(c.UserID, burncloud.PocketOverdraft)
	owed, err := balance(ctx, tx, overdraft)
	if err != nil {
		return false, err
	}
	if repaid := min(-owed, c.Amount); repaid > 0 {
		p.Kind, p.Debit, p.Credit, p.Amount = burncloud.PostRepayment, available, overdraft, repaid
		all = append(all, p)
	}
	return true, db.postMoney(ctx, tx, all)
}

// Posted reports whether a credit of the kind, source and event was booked.
func (db *DB) Posted(ctx context.Context, c *burncloud.Credit) (bool, error) {
	return creditPosted(ctx, db.writer, c)
}

func creditPosted(ctx context.Context, q querier, c *burncloud.Credit) (bool, error) {
	var n int
	err := q.QueryRowContext(ctx, `SELECT COUNT(*) FROM postings WHERE ref = $1 AND kind = $2`, creditRef(c), string(c.Kind)).Scan(&n)
	return n > 0, err
}

// balance is an account's, 0 if nothing was ever posted to it.
func balance(ctx context.Context, q querier, name burncloud.Account) (amount burncloud.Money, err error) {
	err = q.QueryRowContext(ctx, `SELECT balance_nano FROM accounts WHERE name = $1`, string(name)).Scan(&amount)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return amount, err
}

const selectPostings = `SELECT CAST(id AS TEXT), id, lsn, time_us, debit, credit, amount_nano, kind, ref, part, user_id, actor, reason FROM postings`

func postingColumns(d *decoder, p *burncloud.Posting) []any {
	return []any{
		ident(d, "id", new(string)), number(d, "id", &p.ID), number(d, "lsn", &p.LSN), instant(d, "time_us", &p.Time),
		text(d, "debit", &p.Debit), text(d, "credit", &p.Credit), number(d, "amount_nano", &p.Amount), text(d, "kind", &p.Kind),
		text(d, "ref", &p.Ref), number(d, "part", &p.Part), text(d, "user_id", &p.UserID), text(d, "actor", &p.Actor), text(d, "reason", &p.Reason),
	}
}

// UserPostings returns at most limit of a user's postings from a time on and before another, in the order of time, those
// first that follow the one with the time and ID of after (its zero value: from the beginning).
func (db *DB) UserPostings(ctx context.Context, id burncloud.UserID, from, to time.Time, after burncloud.Posting, limit int) ([]burncloud.Posting, error) {
	d := new(decoder)
	start := max(micros(from), micros(after.Time))
	rows, err := rowsOf(ctx, db.readers, d, "postings", postingColumns, selectPostings+`
		WHERE user_id = $1 AND time_us >= $2 AND time_us < $3 AND (time_us > $4 OR id > $5)
		ORDER BY time_us, id LIMIT $6`, string(id), start, micros(to), micros(after.Time), after.ID, limit)
	if err != nil {
		return nil, err
	}
	return rows, d.err()
}

// UserBalance is what a user had at a time, open holds included and the house left out, by the postings before it.
func (db *DB) UserBalance(ctx context.Context, id burncloud.UserID, at time.Time) (sum burncloud.Money, err error) {
	return balanceBefore(ctx, db.readers, append(ownPockets(id), string(id), micros(at)))
}

const holdFields = `request_id, lsn, user_id, token_id, time_us, amount_nano, booked_nano, parts, unlimited, price_id, factor_ppm,
	deadline_us, model, group_name, endpoint, marked, tokens, cost_nano`

var intoHolds = insert{`holds (` + holdFields + `)`, 18, ` ON CONFLICT (request_id) DO UPDATE SET amount_nano = excluded.amount_nano,
	booked_nano = excluded.booked_nano, parts = excluded.parts, deadline_us = excluded.deadline_us, marked = excluded.marked,
	tokens = excluded.tokens, cost_nano = excluded.cost_nano`}

// saveHolds keeps open holds as they are now.
func (db *DB) saveHolds(ctx context.Context, tx *sql.Tx, all []burncloud.OpenHold) error {
	return db.insertAll(ctx, tx, intoHolds, len(all), func(args []any, i int) []any {
		h := &all[i]
		return append(args, string(h.RequestID), int64(h.LSN), string(h.UserID), string(h.TokenID), micros(h.Time), int64(h.Amount),
			int64(h.Booked), h.Parts, h.Unlimited, string(h.PriceID), int64(h.Factor), micros(h.Deadline), string(h.Model), string(h.Group),
			h.Endpoint, h.Marked, h.Tokens, int64(h.Cost))
	})
}

// dropHolds deletes holds that have ended.
func dropHolds(ctx context.Context, tx *sql.Tx, ended []burncloud.RequestID) error {
	for some := range slices.Chunk(ended, maxPage) {
		marks, args := make([]string, len(some)), make([]any, len(some))
		for i, id := range some {
			marks[i], args[i] = fmt.Sprintf("$%d", i+1), string(id)
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM holds WHERE request_id IN (`+strings.Join(marks, ", ")+`)`, args...); err != nil {
			return err
		}
	}
	return nil
}

// OpenHolds returns the holds that had not ended at AppliedLSN, oldest first.
func (db *DB) OpenHolds(ctx context.Context) ([]burncloud.OpenHold, error) {
	d := new(decoder)
	rows, err := rowsOf(ctx, db.readers, d, "holds", holdColumns, `SELECT `+holdFields+` FROM holds ORDER BY lsn`)
	if err != nil {
		return nil, err
	}
	return rows, d.err()
}

func holdColumns(d *decoder, h *burncloud.OpenHold) []any {
	return []any{
		ident(d, "request_id", &h.RequestID), number(d, "lsn", &h.LSN), text(d, "user_id", &h.UserID), text(d, "token_id", &h.TokenID),
		instant(d, "time_us", &h.Time), number(d, "amount_nano", &h.Amount), number(d, "booked_nano", &h.Booked), number(d, "parts", &h.Parts),
		boolean(d, "unlimited", &h.Unlimited), text(d, "price_id", &h.PriceID), number(d, "factor_ppm", &h.Factor),
		instant(d, "deadline_us", &h.Deadline), text(d, "model", &h.Model), text(d, "group_name", &h.Group), text(d, "endpoint", &h.Endpoint),
		boolean(d, "marked", &h.Marked), number(d, "tokens", &h.Tokens), number(d, "cost_nano", &h.Cost),
	}
}
