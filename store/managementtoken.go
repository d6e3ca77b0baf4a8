package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/burncloud/burncloud"
)

var managementTokens = noun[burncloud.ManagementToken]{
	word: "management token", table: "management_tokens", id: "id", search: "name",
	selects: `SELECT id, user_id, name, hash, key_hint, scopes, expires_us, last_us, created_us FROM management_tokens`,
	columns: func(d *decoder, t *burncloud.ManagementToken) []any {
		return []any{
			ident(d, "id", &t.ID), text(d, "user_id", &t.UserID), text(d, "name", &t.Name), digest(d, "hash", &t.Hash),
			text(d, "key_hint", &t.KeyHint), document(d, "scopes", &t.Scopes), instant(d, "expires_us", &t.ExpiresAt),
			instant(d, "last_us", &t.LastUsed), instant(d, "created_us", &t.CreatedAt),
		}
	},
	key: func(t *burncloud.ManagementToken) string { return string(t.ID) },
}

// SaveManagementToken inserts the management token, or replaces the one with its ID. One with a user goes when the user
// is deleted. The data plane does not see management tokens, so no new configuration begins.
func (db *DB) SaveManagementToken(ctx context.Context, t *burncloud.ManagementToken) error {
	return db.write(ctx, func(tx *sql.Tx) error {
		if t.UserID != "" {
			if err := userExists(ctx, tx, t.UserID); err != nil {
				return err
			}
		}
		return saveManagementToken(ctx, tx, t)
	})
}

func saveManagementToken(ctx context.Context, tx querier, t *burncloud.ManagementToken) error {
	scopes, err := list(t.Scopes)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO management_tokens (id, user_id, name, hash, key_hint, scopes, expires_us, last_us, created_us)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (id) DO UPDATE SET user_id = excluded.user_id, name = excluded.name, hash = excluded.hash, key_hint = excluded.key_hint,
			scopes = excluded.scopes, expires_us = excluded.expires_us, created_us = excluded.created_us`,
		t.ID, orNull(t.UserID), t.Name, hexOf(t.Hash), t.KeyHint, scopes, micros(t.ExpiresAt), micros(t.LastUsed), micros(t.CreatedAt))
	return err
}

// ManagementTokenByHash returns the management token whose key has the hash.
func (db *DB) ManagementTokenByHash(ctx context.Context, hash burncloud.TokenHash) (*burncloud.ManagementToken, error) {
	return managementTokens.first(ctx, db.readers, new(decoder), `hash = $1`, hexOf(hash))
}

// ManagementToken returns the management token with the ID.
func (db *DB) ManagementToken(ctx context.Context, id burncloud.ManagementID) (*burncloud.ManagementToken, error) {
	return managementTokens.one(ctx, db.readers, new(decoder), string(id))
}

// TouchManagementToken notes that a management token was used.
func (db *DB) TouchManagementToken(ctx context.Context, id burncloud.ManagementID, now time.Time) error {
	return db.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE management_tokens SET last_us = $2 WHERE id = $1`, id, micros(now))
		return err
	})
}

// ManagementTokens returns one page of the management tokens, and the cursor of the next page, "" when there is none. They
// are those of one user, where it is named.
func (db *DB) ManagementTokens(ctx context.Context, user burncloud.UserID, p burncloud.Page) (items []burncloud.ManagementToken, next string, err error) {
	return managementTokens.pageOf(ctx, db.readers, new(decoder), p, `($3 = '' OR user_id = $3)`, string(user))
}

// DeleteManagementToken deletes the management token with the ID.
func (db *DB) DeleteManagementToken(ctx context.Context, id burncloud.ManagementID) error {
	return db.write(ctx, func(tx *sql.Tx) error { return managementTokens.remove(ctx, tx, string(id)) })
}
