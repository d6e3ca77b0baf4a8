package store

import (
	"context"
	"database/sql"
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

// SaveSetup keeps the hash of the one-time set-up token; the one before it is void.
func (db *DB) SaveSetup(ctx context.Context, hash burncloud.TokenHash, expires time.Time) error {
	return db.write(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM setup`); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO setup (hash, expires_us) VALUES ($1, $2)`, hexOf(hash), micros(expires))
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
	r, err := tx.ExecContext(ctx, `DELETE FROM setup WHERE hash = $1 AND expires_us > $2`, hexOf(hash), micros(now))
	if err != nil {
		return err
	}
	used, err := r.RowsAffected()
	if err == nil && used != 1 {
		return &burncloud.Error{Kind: burncloud.KindNotFound, Message: "there is no such set-up token, or it has expired"}
	}
	return err
}
