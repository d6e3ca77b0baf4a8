package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/burncloud/burncloud"
)

// Post writes the log rows and postings of the journal records up to b.UpTo and remembers it, in one transaction. It may
// be repeated: a batch that was applied, or a call of it, counts once. Calls are in the order of their numbers, and have
// none above UpTo; a batch that carries money begins where another ended.
func (db *DB) Post(ctx context.Context, b *burncloud.Batch) error {
	if err := db.keep(ctx, &intoCalls, &intoPostings, &intoAccounts, &intoHolds, &intoParts, &intoWords, &intoTokenUse); err != nil {
		return err
	}
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
			func() error { return db.addTokenUse(ctx, tx, all) },
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

// insertRows is how many rows one INSERT carries, at most: beyond it, building the statement costs more than it saves.
const insertRows = 50

// keptRows are the numbers of rows for which statements are kept.
var keptRows = [...]int{insertRows, 8, 1}

// kept identifies a statement that is kept from one transaction to the next: to the engine, reading the text of a long one is
// more work than what it says.
type kept struct {
	into string
	rows int
}

// keep prepares what every post inserts. It must not be called within a transaction.
func (db *DB) keep(ctx context.Context, all ...*insert) error {
	for _, into := range all {
		for _, rows := range keptRows {
			k := kept{into.into, rows}
			if _, ok := db.statements.Load(k); ok {
				continue
			}
			stmt, err := db.writer.PrepareContext(ctx, into.statement(db.dialect.mark, rows))
			if err != nil {
				return err
			}
			if _, there := db.statements.LoadOrStore(k, stmt); there {
				_ = stmt.Close() // somebody else was faster
			}
		}
	}
	return nil
}

// insertAll inserts n rows, whose values add appends.
func (db *DB) insertAll(ctx context.Context, tx *sql.Tx, into insert, n int, add func(args []any, i int) []any) error {
	args := make([]any, 0, min(n, insertRows)*into.width)
	for from := 0; from < n; {
		stmt, rows, err := db.insertion(ctx, tx, &into, n-from)
		if err != nil {
			return err
		}
		for to := from + rows; to <= n; from, to = to, to+rows {
			args = args[:0]
			for i := from; i < to; i++ {
				args = add(args, i)
			}
			if _, err := stmt.ExecContext(ctx, args...); err != nil {
				return errors.Join(err, stmt.Close())
			}
		}
		if err := stmt.Close(); err != nil {
			return err
		}
	}
	return nil
}

// insertion is a statement for n rows, or for as many of them as one carries: one that is kept, if there is.
func (db *DB) insertion(ctx context.Context, tx *sql.Tx, into *insert, n int) (stmt *sql.Stmt, rows int, err error) {
	for _, rows := range keptRows {
		if rows > n {
			continue
		}
		if s, ok := db.statements.Load(kept{into.into, rows}); ok {
			return tx.StmtContext(ctx, s.(*sql.Stmt)), rows, nil
		}
	}
	rows = min(n, insertRows)
	stmt, err = tx.PrepareContext(ctx, into.statement(db.dialect.mark, rows))
	return stmt, rows, err
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
