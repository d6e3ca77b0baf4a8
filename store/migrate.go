package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"

	"github.com/burncloud/burncloud"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the tables to the version of the program.
func (db *DB) migrate(ctx context.Context) error {
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(db.dialect.goose, db.writer, dir,
		goose.WithDisableGlobalRegistry(true), goose.WithExcludeNames([]string{ledgerTables}),
		goose.WithGoMigrations(db.triggers(), db.books(), db.accounts(), db.regrouped(), db.costed()))
	if err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return err
	}
	has, knows, err := p.GetVersions(ctx)
	if err != nil {
		return err
	}
	if has > knows {
		return fmt.Errorf("its tables have version %d, this program knows %d: run the newer program", has, knows)
	}
	return nil
}

// triggers is migration 2: what the engines write differently, and the group that always exists.
// The tables are listed here and not shared, because a migration never changes.
func (db *DB) triggers() *goose.Migration {
	return goose.NewGoMigration(2, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
		statements := []string{
			db.dialect.refused("prices", "UPDATE", "TRUE", "a price is immutable"),
			db.dialect.refused("prices", "DELETE", "TRUE", "a price is immutable"),
			db.dialect.refused("groups", "DELETE", "OLD.name = 'default'", "the default group always exists"),
		}
		for _, table := range []string{
			"settings", "groups", "channels", "channel_keys", "channel_groups", "routes",
			"route_targets", "users", "tokens", "prices",
		} {
			statements = append(statements, db.dialect.counted(table)...)
		}
		for _, s := range statements {
			if _, err := tx.ExecContext(ctx, s); err != nil {
				return err
			}
		}
		now := db.now()
		return saveGroup(ctx, tx, &burncloud.ChannelGroup{Name: burncloud.DefaultGroup, Multiplier: burncloud.One, CreatedAt: now, UpdatedAt: now})
	}}, nil)
}
