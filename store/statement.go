package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/burncloud/burncloud"
)

// ownPockets are the accounts that make up what a user has.
func ownPockets(id burncloud.UserID) []any {
	own := make([]any, 0, 4)
	for _, pocket := range []string{burncloud.PocketAvailable, burncloud.PocketHeld, burncloud.PocketLeased, burncloud.PocketOverdraft} {
		own = append(own, string(burncloud.UserAccount(id, pocket)))
	}
	return own
}

// gained is the SQL for what a posting adds to the pockets in $1 to $4.
const gained = `(CASE WHEN credit IN ($1, $2, $3, $4) THEN amount_nano ELSE 0 END - CASE WHEN debit IN ($1, $2, $3, $4) THEN amount_nano ELSE 0 END)`

// creditKinds is the SQL list of the kinds of credits.
func creditKinds() string {
	var in []string
	for _, k := range []burncloud.PostingKind{burncloud.PostTopUp, burncloud.PostPromotion, burncloud.PostRedemption, burncloud.PostAdjustment} {
		in = append(in, "'"+string(k)+"'")
	}
	return "(" + strings.Join(in, ", ") + ")"
}

// Statement returns the user's statement of account from a time on and before another, calls summed up by day. It is
// read as it was at one moment.
func (db *DB) Statement(ctx context.Context, id burncloud.UserID, from, to time.Time) (*burncloud.Statement, error) {
	s := &burncloud.Statement{From: from, To: to}
	args := append(ownPockets(id), string(id), micros(from), micros(to))
	err := db.read(ctx, func(q querier) error {
		var err error
		if s.Opening, err = balanceBefore(ctx, q, args[:6]); err != nil {
			return err
		}
		if err := creditLines(ctx, q, s, args); err != nil {
			return err
		}
		return callLines(ctx, q, s, args)
	})
	if err != nil {
		return nil, fmt.Errorf("statement of %s: %w", id, err)
	}
	slices.SortStableFunc(s.Lines, func(a, b burncloud.StatementLine) int {
		return cmp.Or(cmp.Compare(burncloud.DayOf(a.Time), burncloud.DayOf(b.Time)), cmp.Compare(a.Calls, b.Calls))
	})
	s.Closing = s.Opening
	for i := range s.Lines {
		s.Closing += s.Lines[i].Amount
		s.Lines[i].Balance = s.Closing
	}
	return s, nil
}

// balanceBefore is what the user in $5 had before the time in $6: what there is now, less what came since. Statements are asked for of
// late, so that is less to read than everything before.
func balanceBefore(ctx context.Context, q querier, args []any) (before burncloud.Money, err error) {
	var since burncloud.Money
	if err = q.QueryRowContext(ctx, `SELECT COALESCE(SUM(balance_nano), 0) FROM accounts WHERE name IN ($1, $2, $3, $4)`, args[:4]...).Scan(&before); err == nil {
		err = q.QueryRowContext(ctx, `SELECT COALESCE(SUM`+gained+`, 0) FROM postings WHERE user_id = $5 AND time_us >= $6`, args...).Scan(&since)
	}
	return before - since, err
}

// creditLines adds the credits, in the order of time.
func creditLines(ctx context.Context, q querier, s *burncloud.Statement, args []any) error {
	d := new(decoder)
	lines, err := rowsOf(ctx, q, d, "postings", func(d *decoder, l *burncloud.StatementLine) []any {
		return []any{
			ident(d, "id", new(string)), instant(d, "time_us", &l.Time), text(d, "kind", &l.Kind), number(d, "amount_nano", &l.Amount),
			text(d, "ref", &l.Ref), text(d, "actor", &l.Actor), text(d, "reason", &l.Reason),
		}
	}, `SELECT CAST(id AS TEXT), time_us, kind, `+gained+`, ref, actor, reason FROM postings
		WHERE user_id = $5 AND time_us >= $6 AND time_us < $7 AND kind IN `+creditKinds()+` ORDER BY time_us, id`, args...)
	s.Lines = append(s.Lines, lines...)
	return cmp.Or(err, d.err())
}

// callLines adds what calls cost, by day.
func callLines(ctx context.Context, q querier, s *burncloud.Statement, args []any) error {
	rows, err := q.QueryContext(ctx, `SELECT time_us / 86400000000, SUM`+gained+`, COUNT(DISTINCT ref) FROM postings
		WHERE user_id = $5 AND time_us >= $6 AND time_us < $7 AND kind NOT IN `+creditKinds()+`
		GROUP BY time_us / 86400000000 ORDER BY 1`, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		l := burncloud.StatementLine{Kind: burncloud.PostSettlement}
		var day burncloud.Day
		if err := rows.Scan(&day, &l.Amount, &l.Calls); err != nil {
			return err
		}
		l.Time = day.Time()
		s.Lines = append(s.Lines, l)
	}
	return rows.Err()
}
