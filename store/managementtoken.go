package store

import (
	"context"
	"database/sql"

	"github.com/burncloud/burncloud"
)

var managementTokens = noun[burncloud.ManagementToken]{
	word: "management token", table: "management_tokens", id: "id", search: "name",
	selects: `SELECT id, user_id, name, hash, key_hint, created_us FROM management_tokens`,
	columns: func(d *decoder, t *burncloud.ManagementToken) []any {
		return []any{
			ident(d, "id", &t.ID), text(d, "user_id", &t.UserID), text(d, "name", &t.Name), digest(d, "hash", &t.Hash),
			text(d, "key_hint", &t.KeyHint), instant(d, "created_us", &t.CreatedAt),
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
	_, err := tx.ExecContext(ctx, `
		INSERT INTO management_tokens (id, user_id, name, hash, key_hint, created_us) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (id) DO UPDATE SET user_id = excluded.user_id, name = excluded.name, hash = excluded.hash,
			key_hint = excluded.key_hint, created_us = excluded.created_us`,
		t.ID, orNull(t.UserID), t.Name, hexOf(t.Hash), t.KeyHint, micros(t.CreatedAt))
	return err
}

// ManagementTokenByHash returns the management token whose key has the hash.
func (db *DB) ManagementTokenByHash(ctx context.Context, hash burncloud.TokenHash) (*burncloud.ManagementToken, error) {
	d := new(decoder)
	found, err := rowsOf(ctx, db.readers, d, managementTokens.table, managementTokens.columns,
		managementTokens.selects+` WHERE hash = $1`, hexOf(hash))
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, &burncloud.Error{Kind: burncloud.KindNotFound, Message: "there is no such management token"}
	}
	return &found[0], d.err()
}

// ManagementTokens returns one page of the management tokens, and the cursor of the next page, "" when there is none.
func (db *DB) ManagementTokens(ctx context.Context, p burncloud.Page) (items []burncloud.ManagementToken, next string, err error) {
	return managementTokens.page(ctx, db.readers, new(decoder), p)
}

// DeleteManagementToken deletes the management token with the ID.
func (db *DB) DeleteManagementToken(ctx context.Context, id burncloud.ManagementID) error {
	return db.write(ctx, func(tx *sql.Tx) error { return managementTokens.remove(ctx, tx, string(id)) })
}
