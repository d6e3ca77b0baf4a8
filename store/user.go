package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/burncloud/burncloud"
)

var users = noun[burncloud.User]{
	word: "user", table: "users", id: "id", search: "username || ' ' || email",
	selects: `SELECT id, username, email, role, group_name, limits, enabled, unlimited_balance, created_us, updated_us FROM users`,
	columns: func(d *decoder, u *burncloud.User) []any {
		return []any{
			ident(d, "id", &u.ID), text(d, "username", &u.Username), text(d, "email", &u.Email),
			oneOf(d, "role", &u.Role, burncloud.RoleAdmin, burncloud.RoleOperator, burncloud.RoleUser),
			text(d, "group_name", &u.Group), document(d, "limits", &u.Limits), boolean(d, "enabled", &u.Enabled), boolean(d, "unlimited_balance", &u.UnlimitedBalance),
			instant(d, "created_us", &u.CreatedAt), instant(d, "updated_us", &u.UpdatedAt),
		}
	},
	key: func(u *burncloud.User) string { return string(u.ID) },
}

// SaveUser inserts the user, or replaces the one with its ID. Usernames that differ in case only are the same. A new role
// and being disabled end the user's sessions.
func (db *DB) SaveUser(ctx context.Context, u *burncloud.User) error {
	return db.change(ctx, func(tx *sql.Tx) error {
		if err := endDemoted(ctx, tx, u); err != nil {
			return err
		}
		return saveUser(ctx, tx, u)
	})
}

func saveUser(ctx context.Context, tx querier, u *burncloud.User) error {
	if err := groupExists(ctx, tx, u.Group); err != nil {
		return err
	}
	var other string
	err := tx.QueryRowContext(ctx, `SELECT id FROM users WHERE LOWER(username) = LOWER($1) AND id <> $2`, u.Username, u.ID).Scan(&other)
	if err == nil {
		return &burncloud.Error{Kind: burncloud.KindConflict, Param: "username", Message: fmt.Sprintf("user %s has this name", other)}
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	limits, err := object(u.Limits)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO users (id, username, email, role, group_name, limits, enabled, unlimited_balance, created_us, updated_us)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (id) DO UPDATE SET username = excluded.username, email = excluded.email, role = excluded.role,
			group_name = excluded.group_name, limits = excluded.limits, enabled = excluded.enabled, unlimited_balance = excluded.unlimited_balance,
			created_us = excluded.created_us, updated_us = excluded.updated_us`,
		u.ID, u.Username, u.Email, u.Role, orNull(u.Group), limits, u.Enabled, u.UnlimitedBalance, micros(u.CreatedAt), micros(u.UpdatedAt))
	return err
}

// User returns the user with the ID.
func (db *DB) User(ctx context.Context, id burncloud.UserID) (*burncloud.User, error) {
	return users.one(ctx, db.readers, new(decoder), string(id))
}

// Users returns one page of the users, and the cursor of the next page, "" when there is none. The query looks into
// usernames and addresses.
func (db *DB) Users(ctx context.Context, p burncloud.Page) (items []burncloud.User, next string, err error) {
	return users.page(ctx, db.readers, new(decoder), p)
}

// DeleteUser deletes a user without access tokens. The user's password and management tokens go as well.
func (db *DB) DeleteUser(ctx context.Context, id burncloud.UserID) error {
	return db.change(ctx, func(tx *sql.Tx) error {
		if err := unused(ctx, tx, "user "+string(id), "tokens", `SELECT id FROM tokens WHERE user_id = $1 ORDER BY id`, id); err != nil {
			return err
		}
		return users.remove(ctx, tx, string(id))
	})
}

func userExists(ctx context.Context, q querier, id burncloud.UserID) error {
	return exists(ctx, q, "user_id", `SELECT COUNT(*) FROM users WHERE id = $1`, id)
}

// UserByName returns the user of that name, in any case.
func (db *DB) UserByName(ctx context.Context, name string) (*burncloud.User, error) {
	return users.first(ctx, db.readers, new(decoder), `LOWER(username) = LOWER($1)`, name)
}

// SavePassword keeps the encoded hash of a user's password, and ends the user's sessions.
func (db *DB) SavePassword(ctx context.Context, id burncloud.UserID, encoded string) error {
	return db.write(ctx, func(tx *sql.Tx) error {
		if err := userExists(ctx, tx, id); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, id, ""); err != nil {
			return err
		}
		return savePassword(ctx, tx, id, encoded)
	})
}

func savePassword(ctx context.Context, tx querier, id burncloud.UserID, encoded string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO passwords (user_id, encoded) VALUES ($1, $2)
		ON CONFLICT (user_id) DO UPDATE SET encoded = excluded.encoded`, id, encoded)
	return err
}

// Password returns the encoded hash of a user's password, "" when the user has none or is not there.
func (db *DB) Password(ctx context.Context, id burncloud.UserID) (encoded string, err error) {
	err = db.readers.QueryRowContext(ctx, `SELECT encoded FROM passwords WHERE user_id = $1`, id).Scan(&encoded)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return encoded, err
}
