package store

import (
	"context"
	"database/sql"
	_ "embed"

	"github.com/pressly/goose/v3"
)

//go:embed accounts.sql
var accountTables string

// accounts is migration 5: who comes in and how, and what they did.
func (db *DB) accounts() *goose.Migration {
	return goose.NewGoMigration(5, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
		for _, s := range []string{
			accountTables,
			db.dialect.refused("audit", "UPDATE", "TRUE", "the audit log is append-only"),
			db.dialect.refused("audit", "DELETE", "TRUE", "the audit log is append-only"),
		} {
			if _, err := tx.ExecContext(ctx, s); err != nil {
				return err
			}
		}
		return nil
	}}, nil)
}
