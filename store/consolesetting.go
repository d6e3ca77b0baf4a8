package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/burncloud/burncloud"
)

// Console returns how the console presents itself.
func (db *DB) Console(ctx context.Context) (c burncloud.Console, err error) {
	d := new(decoder)
	rows, err := rowsOf(ctx, db.readers, d, "console_settings", func(d *decoder, c *burncloud.Console) []any {
		return []any{ident(d, "id", new(string)), document(d, "document", c)}
	}, `SELECT CAST(id AS TEXT), document FROM console_settings WHERE id = 1`)
	if len(rows) > 0 {
		c = rows[0]
	}
	return c, errors.Join(err, d.err())
}

// SaveConsole replaces how the console presents itself.
func (db *DB) SaveConsole(ctx context.Context, c burncloud.Console) error {
	document, err := object(c)
	if err != nil {
		return err
	}
	return db.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO console_settings (id, document) VALUES (1, $1)
			ON CONFLICT (id) DO UPDATE SET document = excluded.document`, document)
		return err
	})
}

// Snoozes returns until when a user has put what off. Those whose time is over may be among them.
func (db *DB) Snoozes(ctx context.Context, user burncloud.UserID) (map[string]time.Time, error) {
	rows, err := db.readers.QueryContext(ctx, `SELECT matter, until_us FROM snoozes WHERE user_id = $1`, user)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	all := map[string]time.Time{}
	for rows.Next() {
		var matter string
		var us int64
		if err := rows.Scan(&matter, &us); err != nil {
			return nil, err
		}
		all[matter] = fromMicros(us)
	}
	return all, rows.Err()
}

// SaveSnooze puts a matter off for a user, or with the zero time takes it up again. What is over by now is forgotten.
func (db *DB) SaveSnooze(ctx context.Context, user burncloud.UserID, matter string, until, now time.Time) error {
	return db.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM snoozes WHERE until_us <= $1 OR (user_id = $2 AND matter = $3)`, micros(now), user, matter)
		if err != nil || until.IsZero() {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO snoozes (user_id, matter, until_us) VALUES ($1, $2, $3)`, user, matter, micros(until))
		return err
	})
}
