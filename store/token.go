package store

import (
	"context"
	"database/sql"

	"github.com/burncloud/burncloud"
)

var tokens = noun[burncloud.AccessToken]{
	word: "token", table: "tokens", id: "id", search: "name",
	selects: `SELECT id, user_id, name, hash, key_hint, group_name, models, allowed_cidrs, expires_us, unlimited, budget_nano, budget_period, limits,
		strict, enabled, created_us, updated_us, old_hash, old_key_hint, old_until_us FROM tokens`,
	columns: func(d *decoder, t *burncloud.AccessToken) []any {
		return []any{
			ident(d, "id", &t.ID), text(d, "user_id", &t.UserID), text(d, "name", &t.Name), digest(d, "hash", &t.Hash),
			text(d, "key_hint", &t.KeyHint), text(d, "group_name", &t.Group), document(d, "models", &t.Models),
			document(d, "allowed_cidrs", &t.AllowedCIDRs), instant(d, "expires_us", &t.ExpiresAt),
			boolean(d, "unlimited", &t.Unlimited), optional(d, "budget_nano", &t.Budget),
			oneOf(d, "budget_period", &t.BudgetPeriod, "", burncloud.PeriodTotal, burncloud.PeriodDay, burncloud.PeriodMonth),
			document(d, "limits", &t.Limits), boolean(d, "strict", &t.Strict), boolean(d, "enabled", &t.Enabled),
			instant(d, "created_us", &t.CreatedAt), instant(d, "updated_us", &t.UpdatedAt),
			digestOrNone(d, "old_hash", &t.Old.Hash), text(d, "old_key_hint", &t.Old.Hint), instant(d, "old_until_us", &t.Old.Until),
		}
	},
	key: func(t *burncloud.AccessToken) string { return string(t.ID) },
}

// SaveToken inserts the token, or replaces the one with its ID. Its user must be there.
func (db *DB) SaveToken(ctx context.Context, t *burncloud.AccessToken) error {
	return db.change(ctx, func(tx *sql.Tx) error {
		if err := userExists(ctx, tx, t.UserID); err != nil {
			return err
		}
		if err := groupExists(ctx, tx, t.Group); err != nil {
			return err
		}
		return saveToken(ctx, tx, t)
	})
}

func saveToken(ctx context.Context, tx querier, t *burncloud.AccessToken) error {
	models, err1 := list(t.Models)
	cidrs, err2 := list(t.AllowedCIDRs)
	limits, err3 := object(t.Limits)
	if err := firstError(err1, err2, err3); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `
		INSERT INTO tokens (id, user_id, name, hash, key_hint, group_name, models, allowed_cidrs, expires_us, unlimited, limits,
			strict, enabled, created_us, updated_us, budget_nano, budget_period, old_hash, old_key_hint, old_until_us)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
		ON CONFLICT (id) DO UPDATE SET user_id = excluded.user_id, name = excluded.name, hash = excluded.hash,
			key_hint = excluded.key_hint, group_name = excluded.group_name, models = excluded.models,
			allowed_cidrs = excluded.allowed_cidrs, expires_us = excluded.expires_us, unlimited = excluded.unlimited, limits = excluded.limits,
			strict = excluded.strict, enabled = excluded.enabled, created_us = excluded.created_us, updated_us = excluded.updated_us,
			budget_nano = excluded.budget_nano, budget_period = excluded.budget_period,
			old_hash = excluded.old_hash, old_key_hint = excluded.old_key_hint, old_until_us = excluded.old_until_us`,
		t.ID, t.UserID, t.Name, hexOf(t.Hash), t.KeyHint, orNull(t.Group), models, cidrs, micros(t.ExpiresAt),
		t.Unlimited, limits, t.Strict, t.Enabled, micros(t.CreatedAt), micros(t.UpdatedAt),
		t.Budget, t.BudgetPeriod, hexOrNone(t.Old.Hash), t.Old.Hint, micros(t.Old.Until))
	return err
}

// Token returns the token with the ID.
func (db *DB) Token(ctx context.Context, id burncloud.TokenID) (*burncloud.AccessToken, error) {
	return tokens.one(ctx, db.readers, new(decoder), string(id))
}

// Tokens returns one page of the tokens, and the cursor of the next page, "" when there is none.
func (db *DB) Tokens(ctx context.Context, p burncloud.Page) (items []burncloud.AccessToken, next string, err error) {
	return tokens.page(ctx, db.readers, new(decoder), p)
}

// UserTokens returns one page of a user's tokens, and the cursor of the next page, "" when there is none.
func (db *DB) UserTokens(ctx context.Context, user burncloud.UserID, p burncloud.Page) (items []burncloud.AccessToken, next string, err error) {
	return tokens.pageOf(ctx, db.readers, new(decoder), p, `user_id = $3`, user)
}

// DeleteToken deletes the token with the ID. What it used stays counted.
func (db *DB) DeleteToken(ctx context.Context, id burncloud.TokenID) error {
	return db.change(ctx, func(tx *sql.Tx) error { return tokens.remove(ctx, tx, string(id)) })
}
