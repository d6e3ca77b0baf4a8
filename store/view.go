package store

import (
	"context"
	"database/sql"

	"github.com/burncloud/burncloud"
)

var views = noun[burncloud.View]{
	word: "view", table: "views", id: "id", search: "name",
	selects: `SELECT id, user_id, page, name, query, shared, created_us, updated_us FROM views`,
	columns: func(d *decoder, v *burncloud.View) []any {
		return []any{
			ident(d, "id", &v.ID), text(d, "user_id", &v.UserID), text(d, "page", &v.Page), text(d, "name", &v.Name), text(d, "query", &v.Query),
			boolean(d, "shared", &v.Shared), instant(d, "created_us", &v.CreatedAt), instant(d, "updated_us", &v.UpdatedAt),
		}
	},
	key: func(v *burncloud.View) string { return string(v.ID) },
}

// SaveView inserts the view, or replaces the one with its ID.
func (db *DB) SaveView(ctx context.Context, v *burncloud.View) error {
	return db.write(ctx, func(tx *sql.Tx) error {
		if err := userExists(ctx, tx, v.UserID); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `
			INSERT INTO views (id, user_id, page, name, query, shared, created_us, updated_us) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
			ON CONFLICT (id) DO UPDATE SET page = excluded.page, name = excluded.name, query = excluded.query, shared = excluded.shared,
				updated_us = excluded.updated_us`,
			v.ID, v.UserID, v.Page, v.Name, v.Query, v.Shared, micros(v.CreatedAt), micros(v.UpdatedAt))
		return err
	})
}

// View returns the view with the ID.
func (db *DB) View(ctx context.Context, id burncloud.ViewID) (*burncloud.View, error) {
	return views.one(ctx, db.readers, new(decoder), string(id))
}

// Views returns one page of the views that a user sees: the own ones and the shared ones.
func (db *DB) Views(ctx context.Context, user burncloud.UserID, p burncloud.Page) (items []burncloud.View, next string, err error) {
	return views.pageOf(ctx, db.readers, new(decoder), p, `(user_id = $3 OR shared)`, user)
}

// DeleteView deletes the view with the ID.
func (db *DB) DeleteView(ctx context.Context, id burncloud.ViewID) error {
	return db.write(ctx, func(tx *sql.Tx) error { return views.remove(ctx, tx, string(id)) })
}
