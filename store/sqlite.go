package store

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/pressly/goose/v3"
	driver "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// sqliteReaders is how many queries run at once. More gain nothing: they are short, and the disk is the limit.
const sqliteReaders = 4

// sqlite is the engine of the single machine: one file, one writer, readers that never wait for it.
var sqlite = dialect{
	goose:    goose.DialectSQLite3,
	open:     openSQLite,
	snapshot: sql.LevelDefault,
	// SQLite takes $i for a name and looks names up one after the other: with a thousand, that is most of the time.
	mark:       func(int) string { return "?" },
	counted:    countSQLite,
	refused:    refuseSQLite,
	guards:     []string{"postings_refuses_update", "postings_refuses_delete", "postings_once"},
	guarded:    `SELECT COUNT(*) FROM sqlite_master WHERE name = $1`,
	constraint: constraintSQLite,
}

func openSQLite(path string) (writer, readers *sql.DB, err error) {
	// SQLite makes files that others may read, and gives the files beside it the mode of the first.
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, nil, err
	}
	if err := f.Close(); err != nil {
		return nil, nil, err
	}
	// These characters mean something in SQLite's URIs.
	uri := "file:" + strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(filepath.ToSlash(path)) +
		"?_pragma=busy_timeout(10000)&_pragma=foreign_keys(1)"
	// Full: what is committed survives a power cut, because the journal drops what it was told is posted, and a credit has
	// no journal at all.
	// What a statement may have to undo and checkpoints: in memory, and seldom; on the disk they cost a fifth of a post.
	// Immediate: a transaction that reads before it writes would otherwise be refused when another process wrote meanwhile.
	writer, err = sql.Open("sqlite", uri+"&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=temp_store(MEMORY)&_pragma=wal_autocheckpoint(4000)&_pragma=cache_size(-6000)&_txlock=immediate")
	if err != nil {
		return nil, nil, err
	}
	readers, err = sql.Open("sqlite", uri+"&_pragma=query_only(1)")
	if err != nil {
		return nil, nil, errors.Join(err, writer.Close())
	}
	writer.SetMaxOpenConns(1)
	readers.SetMaxOpenConns(sqliteReaders)
	readers.SetMaxIdleConns(sqliteReaders)
	return writer, readers, nil
}

func countSQLite(table string) (statements []string) {
	for _, operation := range []string{"INSERT", "UPDATE", "DELETE"} {
		statements = append(statements, fmt.Sprintf(
			`CREATE TRIGGER %s_counts_%s AFTER %s ON %s BEGIN UPDATE config_version SET version = version + 1; END`,
			table, strings.ToLower(operation), operation, table))
	}
	return statements
}

func refuseSQLite(table, operation, condition, message string) string {
	return fmt.Sprintf(`CREATE TRIGGER %s_refuses_%s BEFORE %s ON %s WHEN %s BEGIN SELECT RAISE(ABORT, '%s'); END`,
		table, strings.ToLower(operation), operation, table, condition, message)
}

func constraintSQLite(err error) string {
	var e *driver.Error
	if !errors.As(err, &e) {
		return ""
	}
	switch e.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		return "something else has the same name or identifier"
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return "it is in use, or refers to what is not there"
	case sqlite3.SQLITE_CONSTRAINT_TRIGGER:
		return "it must not be changed"
	}
	return ""
}
