package store

import (
	"context"
	"database/sql"
	"encoding/base64"
	"fmt"

	"github.com/burncloud/burncloud"
)

// factorSecret is the keyring's purpose for the keys of one-time passwords.
const factorSecret = "second factor"

var factors = noun[burncloud.SecondFactor]{
	word: "second factor", table: "second_factors", id: "user_id",
	selects: `SELECT user_id, sealed, confirmed, last_step, created_us FROM second_factors`,
	columns: func(d *decoder, f *burncloud.SecondFactor) []any {
		return []any{
			ident(d, "user_id", &f.UserID), text(d, "sealed", &f.Secret), boolean(d, "confirmed", &f.Confirmed),
			number(d, "last_step", &f.LastStep), instant(d, "created_us", &f.CreatedAt),
		}
	},
}

// SecondFactor returns the second factor of a user, confirmed or not; KindNotFound when there is none.
func (db *DB) SecondFactor(ctx context.Context, user burncloud.UserID) (*burncloud.SecondFactor, error) {
	f, err := factors.one(ctx, db.readers, new(decoder), string(user))
	if err != nil {
		return nil, err
	}
	sealed, err := base64.StdEncoding.DecodeString(f.Secret.Reveal())
	if err != nil {
		return nil, fmt.Errorf("second factor of %s: it is not base64", user)
	}
	plain, err := db.keys.Open(factorSecret, string(user), sealed)
	if err != nil {
		return nil, fmt.Errorf("second factor of %s: %w", user, err)
	}
	f.Secret = burncloud.Secret(plain)
	return f, nil
}

// SaveSecondFactor keeps a user's second factor. Recovery codes, if there are any, take the place of those before.
func (db *DB) SaveSecondFactor(ctx context.Context, f *burncloud.SecondFactor, recovery []burncloud.TokenHash) error {
	sealed, err := db.keys.Seal(factorSecret, string(f.UserID), []byte(f.Secret.Reveal()))
	if err != nil {
		return fmt.Errorf("sealing the second factor of %s: %w", f.UserID, err)
	}
	return db.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO second_factors (user_id, sealed, confirmed, last_step, created_us) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (user_id) DO UPDATE SET sealed = excluded.sealed, confirmed = excluded.confirmed, last_step = excluded.last_step,
				created_us = excluded.created_us`,
			f.UserID, base64.StdEncoding.EncodeToString(sealed), f.Confirmed, f.LastStep, micros(f.CreatedAt))
		if err != nil || len(recovery) == 0 {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM recovery_codes WHERE user_id = $1`, f.UserID); err != nil {
			return err
		}
		for _, h := range recovery {
			if _, err := tx.ExecContext(ctx, `INSERT INTO recovery_codes (user_id, hash) VALUES ($1, $2)`, f.UserID, hexOf(h)); err != nil {
				return err
			}
		}
		return nil
	})
}

// UseSecondFactor notes the time step of a code that was shown, or uses up a recovery code where step is 0. It is
// KindNotFound when the step or the code was used before, so of two requests with one code one succeeds.
func (db *DB) UseSecondFactor(ctx context.Context, user burncloud.UserID, step int64, recovery burncloud.TokenHash) error {
	return db.write(ctx, func(tx *sql.Tx) error {
		query, args := `UPDATE second_factors SET last_step = $2 WHERE user_id = $1 AND last_step < $2`, []any{user, step}
		if step == 0 {
			query, args = `DELETE FROM recovery_codes WHERE user_id = $1 AND hash = $2`, []any{user, hexOf(recovery)}
		}
		r, err := tx.ExecContext(ctx, query, args...)
		if err != nil {
			return err
		}
		used, err := r.RowsAffected()
		if err == nil && used == 0 {
			return factors.missing(string(user))
		}
		return err
	})
}

// DeleteSecondFactor takes a user's second factor and its recovery codes away.
func (db *DB) DeleteSecondFactor(ctx context.Context, user burncloud.UserID) error {
	return db.write(ctx, func(tx *sql.Tx) error { return deleteFactor(ctx, tx, user) })
}

func deleteFactor(ctx context.Context, tx querier, user burncloud.UserID) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM recovery_codes WHERE user_id = $1`, user); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM second_factors WHERE user_id = $1`, user)
	return err
}

// RecoveryCodes counts the recovery codes that a user has left.
func (db *DB) RecoveryCodes(ctx context.Context, user burncloud.UserID) (left int, err error) {
	err = db.readers.QueryRowContext(ctx, `SELECT COUNT(*) FROM recovery_codes WHERE user_id = $1`, user).Scan(&left)
	return left, err
}
