package store

import (
	"cmp"
	"context"
	"slices"

	"github.com/burncloud/burncloud"
)

// trailScan bounds the postings that are read to find what a user had left after a call.
const trailScan = 50_000

// CallPostings returns what was booked for the call, in the order of the books, each with what its user could spend after
// it, where that is found among trailScan postings. It is read as it was at one moment.
func (db *DB) CallPostings(ctx context.Context, id burncloud.RequestID) (steps []burncloud.TrailStep, err error) {
	d := new(decoder)
	err = db.read(ctx, func(q querier) error {
		all, err := rowsOf(ctx, q, d, "postings", postingColumns, selectPostings+` WHERE ref = $1 ORDER BY id`, string(id))
		if err = cmp.Or(err, d.err()); err != nil {
			return err
		}
		for i := range all {
			if all[i].Kind.OfCall() {
				steps = append(steps, burncloud.TrailStep{Posting: all[i]})
			}
		}
		return db.leave(ctx, q, steps)
	})
	return steps, err
}

// leave fills in the balances: what is left now, less what has moved since.
func (db *DB) leave(ctx context.Context, q querier, steps []burncloud.TrailStep) error {
	at := slices.IndexFunc(steps, func(s burncloud.TrailStep) bool { return s.UserID != "" })
	if at < 0 {
		return nil
	}
	user, first := steps[at].UserID, steps[0].ID
	spendable := []any{string(burncloud.UserAccount(user, burncloud.PocketAvailable)), string(burncloud.UserAccount(user, burncloud.PocketOverdraft))}
	var last int64
	var now burncloud.Money
	err := q.QueryRowContext(ctx, `SELECT (SELECT last_id FROM ledger_state WHERE id = 1), COALESCE(SUM(balance_nano), 0) FROM accounts WHERE name IN ($1, $2)`,
		spendable...).Scan(&last, &now)
	if err != nil {
		return err
	}
	query, args := `SELECT id, (CASE WHEN credit IN ($1, $2) THEN amount_nano ELSE 0 END - CASE WHEN debit IN ($1, $2) THEN amount_nano ELSE 0 END) FROM postings
		WHERE id >= $3 AND (credit IN ($1, $2) OR debit IN ($1, $2))`, append(spendable, first)
	if last-first > trailScan { // then only a user of few calls can be told
		var n int
		if err := q.QueryRowContext(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM postings WHERE user_id = $1 LIMIT $2) few`, string(user), trailScan+1).Scan(&n); err != nil || n > trailScan {
			return err
		}
		query, args = query+` AND user_id = $4`, append(args, string(user))
	}
	rows, err := q.QueryContext(ctx, query+` ORDER BY id DESC`, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	left := len(steps) - 1
	for rows.Next() {
		var id int64
		var moved burncloud.Money
		if err := rows.Scan(&id, &moved); err != nil {
			return err
		}
		for ; left >= 0 && steps[left].ID >= id; left-- {
			balance := now
			steps[left].Balance = &balance
		}
		now -= moved
	}
	for ; left >= 0; left-- { // of an account that the call did not touch
		balance := now
		steps[left].Balance = &balance
	}
	return rows.Err()
}
