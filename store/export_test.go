package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/burncloud/burncloud"
)

// PostBare is Post without the words and sums that pages are made of: what they cost can be measured by it.
func (db *DB) PostBare(ctx context.Context, b *burncloud.Batch) error {
	return errors.Join(db.keep(ctx, &intoCalls, &intoPostings, &intoAccounts, &intoHolds), db.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE log_state SET applied_lsn = $1 WHERE id = 1`, int64(b.UpTo))
		return errors.Join(db.insertCalls(ctx, tx, b.Calls), db.addTokenUse(ctx, tx, b.Calls), db.postMoney(ctx, tx, b.Postings), err)
	}))
}

// Regroup makes the sums of one dimension anew.
func (db *DB) Regroup(ctx context.Context) error {
	return db.write(ctx, func(tx *sql.Tx) error { return db.regroupAll(ctx, tx) })
}

// AddCosted undoes migration 19, and does it again.
func (db *DB) AddCosted(ctx context.Context) error {
	return db.write(ctx, func(tx *sql.Tx) error {
		for _, column := range sumColumns[uncostedAt:] {
			if _, err := tx.ExecContext(ctx, `ALTER TABLE usage_rollups DROP COLUMN `+column); err != nil {
				return err
			}
		}
		return db.addCosted(ctx, tx)
	})
}
