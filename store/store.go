package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/secret"
)

// Options say where the database is and what guards it.
type Options struct {
	Path    string          // the SQLite file; it is made, readable by its owner only, when there is none
	Keyring *secret.Keyring // seals the provider keys
	Now     func() time.Time
	// Check judges the configuration as it would be after a write, before the write is committed; its error refuses
	// the write and is returned as it is. It is called within the write's transaction, so it must not use the DB.
	// Nil accepts everything.
	Check func(*burncloud.Config) error
}

// DB is an open database. It is safe for concurrent use.
type DB struct {
	writer     *sql.DB // one connection: writes queue here instead of failing as busy
	readers    *sql.DB
	dialect    dialect
	keys       *secret.Keyring
	now        func() time.Time
	verdict    func(*burncloud.Config) error
	statements sync.Map     // kept → *sql.Stmt of the writer
	pending    atomic.Int64 // about how many calls the sums lack; see fold
}

// Open opens the database, and makes or migrates its tables where needed. A database that was written by a newer version
// is refused.
func Open(ctx context.Context, o Options) (*DB, error) {
	return open(ctx, sqlite, o)
}

func open(ctx context.Context, d dialect, o Options) (*DB, error) {
	db := &DB{dialect: d, keys: o.Keyring, now: o.Now, verdict: o.Check}
	var err error
	if db.writer, db.readers, err = d.open(o.Path); err != nil {
		return nil, fmt.Errorf("opening the database: %w", err)
	}
	if err := db.migrate(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("migrating the database: %w", err), db.Close())
	}
	return db, nil
}

// Close waits for what is under way and closes the database.
func (db *DB) Close() error {
	// The writer goes last, so that it finds nobody reading and can fold the write-ahead log into the file.
	db.statements.Range(func(_, s any) bool { _ = s.(*sql.Stmt).Close(); return true })
	return errors.Join(db.readers.Close(), db.writer.Close())
}

// querier is a database or a transaction.
type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// write runs f in one transaction, and records it in the audit log if the context says on whose behalf it is.
func (db *DB) write(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := db.writer.BeginTx(ctx, nil)
	if err != nil {
		return db.failure(err)
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	if err := f(tx); err != nil {
		return db.failure(err)
	}
	if err := db.appendAudit(ctx, tx); err != nil {
		return err
	}
	return db.failure(tx.Commit())
}

// change runs f in one transaction that is committed only if the configuration it makes is accepted.
func (db *DB) change(ctx context.Context, f func(*sql.Tx) error) error {
	return db.write(ctx, func(tx *sql.Tx) error {
		if err := f(tx); err != nil {
			return err
		}
		return db.check(ctx, tx)
	})
}

// check asks the verdict on the configuration as the transaction sees it.
//
// Rows that do not decode refuse the write only if it is the write that broke them: with two such rows, or with all the
// keys of a lost master key, they could never be mended one at a time otherwise.
func (db *DB) check(ctx context.Context, tx *sql.Tx) error {
	if db.verdict == nil {
		return nil
	}
	c, err := db.loadConfig(ctx, tx)
	var faults burncloud.Faults
	if errors.As(err, &faults) {
		return db.newFaults(ctx, faults)
	}
	if err != nil {
		return err
	}
	return db.verdict(c)
}

// newFaults returns those that the committed configuration does not have, nil if there are none.
func (db *DB) newFaults(ctx context.Context, faults burncloud.Faults) error {
	_, err := db.LoadConfig(ctx)
	var old burncloud.Faults
	if err != nil && !errors.As(err, &old) {
		return err
	}
	faults = slices.DeleteFunc(faults, func(f burncloud.Fault) bool { return slices.Contains(old, f) })
	if len(faults) == 0 {
		return nil
	}
	return faults
}

// failure gives a broken constraint its kind. Whatever else went wrong stays unclassified.
func (db *DB) failure(err error) error {
	var known *burncloud.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	if message := db.dialect.constraint(err); message != "" {
		return &burncloud.Error{Kind: burncloud.KindConflict, Message: message, Err: err}
	}
	return err
}
