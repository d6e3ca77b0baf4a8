package store

import (
	"context"
	"database/sql"

	"github.com/burncloud/burncloud"
)

// Post writes the log rows and postings of the journal records up to b.UpTo and remembers it, in one transaction. It may
// be repeated: a batch that was applied, or a call of it, counts once. Calls are in the order of their numbers, and have
// none above UpTo; a batch that carries money begins where another ended.
func (db *DB) Post(ctx context.Context, b *burncloud.Batch) error {
	return db.write(ctx, func(tx *sql.Tx) error {
		applied, err := appliedLSN(ctx, tx)
		if err != nil || b.UpTo <= applied {
			return err
		}
		all := b.Calls
		for len(all) > 0 && all[0].LSN <= applied {
			all = all[1:]
		}
		for _, post := range []func() error{
			func() error { return db.insertCalls(ctx, tx, all) },
			func() error { return db.derive(ctx, tx, all) },
			func() error { return addTokenUse(ctx, tx, all) },
			func() error { return db.postMoney(ctx, tx, b.Postings) },
			func() error { return db.saveHolds(ctx, tx, b.Holds) },
			func() error { return dropHolds(ctx, tx, b.Ended) },
		} {
			if err := post(); err != nil {
				return err
			}
		}
		_, err = tx.ExecContext(ctx, `UPDATE log_state SET applied_lsn = $1 WHERE id = 1`, int64(b.UpTo))
		return err
	})
}

// AppliedLSN returns the number of the last journal record whose call is in the log, 0 before the first.
func (db *DB) AppliedLSN(ctx context.Context) (uint64, error) { return appliedLSN(ctx, db.readers) }

func appliedLSN(ctx context.Context, q querier) (uint64, error) {
	var lsn int64
	err := q.QueryRowContext(ctx, `SELECT applied_lsn FROM log_state WHERE id = 1`).Scan(&lsn)
	return uint64(lsn), err
}

// insert is an INSERT of many rows.
type insert struct {
	into  string // table and columns
	width int    // of a row
	then  string // what follows the rows
}

var intoCalls = insert{`calls (lsn, request_id, time_us, user_id, token_id, channel_id, model, status, record)`, 9, ``}

// insertRows is how many rows one INSERT carries: beyond it, building the statement costs more than it saves.
const insertRows = 50

// insertAll inserts n rows, whose values add appends.
func (db *DB) insertAll(ctx context.Context, tx *sql.Tx, into insert, n int, add func(args []any, i int) []any) error {
	var full *sql.Stmt
	args := make([]any, 0, min(n, insertRows)*into.width)
	for from := 0; from < n; from += insertRows {
		rows := min(n-from, insertRows)
		args = args[:0]
		for i := range rows {
			args = add(args, from+i)
		}
		stmt := full
		if stmt == nil || rows < insertRows {
			var err error
			if stmt, err = tx.PrepareContext(ctx, into.statement(db.dialect.mark, rows)); err != nil {
				return err
			}
			defer stmt.Close()
			full = stmt
		}
		if _, err := stmt.ExecContext(ctx, args...); err != nil {
			return err
		}
	}
	return nil
}

// statement is the SQL for n rows; mark writes the i-th parameter.
func (into insert) statement(mark func(i int) string, n int) string {
	b := append(make([]byte, 0, 500+n*into.width*6), `INSERT INTO `+into.into+` VALUES `...)
	for i := range n * into.width {
		switch {
		case i == 0:
			b = append(b, '(')
		case i%into.width == 0:
			b = append(b, "), ("...)
		default:
			b = append(b, ", "...)
		}
		b = append(b, mark(i+1)...)
	}
	return string(append(append(b, ')'), into.then...))
}

func (db *DB) insertCalls(ctx context.Context, tx *sql.Tx, all []burncloud.CallRecord) error {
	return db.insertAll(ctx, tx, intoCalls, len(all), func(args []any, i int) []any {
		c := &all[i]
		return append(args, int64(c.LSN), string(c.RequestID), micros(c.Time), string(c.UserID), string(c.TokenID),
			string(c.ChannelID), string(c.Model), c.Status, string(c.JSON))
	})
}
