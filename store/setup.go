package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/burncloud/burncloud"
)

// NeedsSetup reports whether nobody can administer the gateway yet: no user is an admin.
func (db *DB) NeedsSetup(ctx context.Context) (bool, error) { return needsSetup(ctx, db.readers) }

func needsSetup(ctx context.Context, q querier) (bool, error) {
	var admins int
	err := q.QueryRowContext(ctx, `SELECT COUNT(*) FROM users WHERE role = $1`, burncloud.RoleAdmin).Scan(&admins)
	return admins == 0, err
}

// SaveSetup keeps the hash of the one-time set-up token; the one before it is void. With a user it does not make the first
// admin but gives that admin a new password.
func (db *DB) SaveSetup(ctx context.Context, hash burncloud.TokenHash, expires time.Time, recovers burncloud.UserID) error {
	return db.write(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM setup`); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO setup (hash, expires_us, user_id) VALUES ($1, $2, $3)`, hexOf(hash), micros(expires), recovers)
		return err
	})
}

// ConsumeSetup uses up the set-up token and makes the first admin, with a password and a management token. Of any number
// of attempts one succeeds: once there is an admin it is a conflict. A token that is not there, was used or has expired
// is not found.
func (db *DB) ConsumeSetup(ctx context.Context, hash burncloud.TokenHash, admin *burncloud.User, passwordHash string, mt *burncloud.ManagementToken) error {
	if admin.Role != burncloud.RoleAdmin {
		return &burncloud.Error{Kind: burncloud.KindInvalid, Param: "role", Message: "the first user must be an admin"}
	}
	return db.change(ctx, func(tx *sql.Tx) error {
		if err := consumeSetup(ctx, tx, hash, db.now()); err != nil {
			return err
		}
		if err := saveUser(ctx, tx, admin); err != nil {
			return err
		}
		if err := savePassword(ctx, tx, admin.ID, passwordHash); err != nil {
			return err
		}
		return saveManagementToken(ctx, tx, mt)
	})
}

func consumeSetup(ctx context.Context, tx querier, hash burncloud.TokenHash, now time.Time) error {
	needed, err := needsSetup(ctx, tx)
	if err != nil {
		return err
	}
	if !needed {
		return &burncloud.Error{Kind: burncloud.KindConflict, Message: "the set-up is done"}
	}
	r, err := tx.ExecContext(ctx, `DELETE FROM setup WHERE hash = $1 AND expires_us > $2 AND user_id = ''`, hexOf(hash), micros(now))
	if err != nil {
		return err
	}
	used, err := r.RowsAffected()
	if err == nil && used != 1 {
		return noSetup()
	}
	return err
}

// SetupUser returns the admin whom the token lets in again, "" for one that makes the first admin. A token that is not
// there or has expired is not found.
func (db *DB) SetupUser(ctx context.Context, hash burncloud.TokenHash) (user burncloud.UserID, err error) {
	err = db.readers.QueryRowContext(ctx, `SELECT user_id FROM setup WHERE hash = $1 AND expires_us > $2`, hexOf(hash), micros(db.now())).Scan(&user)
	if errors.Is(err, sql.ErrNoRows) {
		return "", noSetup()
	}
	return user, err
}

// RecoverAdmin uses up a recovery token: the admin gets the password, is enabled, and loses the second factor and all
// sessions.
func (db *DB) RecoverAdmin(ctx context.Context, hash burncloud.TokenHash, user burncloud.UserID, passwordHash string) error {
	return db.change(ctx, func(tx *sql.Tx) error {
		r, err := tx.ExecContext(ctx, `DELETE FROM setup WHERE hash = $1 AND expires_us > $2 AND user_id = $3 AND user_id <> ''`,
			hexOf(hash), micros(db.now()), user)
		if err != nil {
			return err
		}
		if used, err := r.RowsAffected(); err != nil || used != 1 {
			return firstError(err, noSetup())
		}
		if _, err := tx.ExecContext(ctx, `UPDATE users SET enabled = TRUE WHERE id = $1`, user); err != nil {
			return err
		}
		return firstError(deleteFactor(ctx, tx, user), endSessions(ctx, tx, user, ""), savePassword(ctx, tx, user, passwordHash))
	})
}

func noSetup() error {
	return &burncloud.Error{Kind: burncloud.KindNotFound, Message: "there is no such set-up token, or it has expired"}
}
