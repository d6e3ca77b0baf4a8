package store

import (
	"context"
	"database/sql"
	"strings"

	"github.com/pressly/goose/v3"
)

// ledgerTables is the text of migration 3. Goose does not read it, because the triggers belong to the same migration.
const ledgerTables = "00003_ledger.sql"

// books is migration 3: the ledger's tables, and what keeps postings as they are.
func (db *DB) books() *goose.Migration {
	return goose.NewGoMigration(3, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
		text, err := migrations.ReadFile("migrations/" + ledgerTables)
		if err != nil {
			return err
		}
		_, up, _ := strings.Cut(string(text), "-- +goose Up\n")
		statements := []string{
			up,
			db.dialect.refused("postings", "UPDATE", "TRUE", "a posting is never changed"),
			db.dialect.refused("postings", "DELETE", "TRUE", "a posting is never deleted"),
		}
		for _, s := range statements {
			if _, err := tx.ExecContext(ctx, s); err != nil {
				return err
			}
		}
		return nil
	}}, nil)
}
