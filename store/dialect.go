package store

import (
	"database/sql"

	"github.com/pressly/goose/v3"
)

// dialect is what one engine does in its own way.
type dialect struct {
	goose goose.Dialect
	// open returns the handle for writing and the one for reading; on some engines they may be one.
	open     func(path string) (writer, readers *sql.DB, err error)
	snapshot sql.IsolationLevel // at which a transaction sees one moment
	// mark writes the i-th parameter of a statement with hundreds of them, in order. Elsewhere it is $i.
	mark func(i int) string
	// counted returns the statements that make every change of the table count in config_version.
	counted func(table string) []string
	// refused returns the statement that makes an operation ("UPDATE", "DELETE") on a table fail, where the condition
	// on the row OLD holds.
	refused func(table, operation, condition, message string) string
	// guards are the triggers and indexes without which postings would not be what they are; guarded counts those of a name.
	guards  []string
	guarded string
	// constraint says which kind of constraint err broke, in words; "" if none.
	constraint func(err error) string
}
