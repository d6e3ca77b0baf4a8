package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/burncloud/burncloud"
)

// read runs f in one transaction that sees the database as it is at one moment.
func (db *DB) read(ctx context.Context, f func(querier) error) error {
	tx, err := db.readers.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: db.dialect.snapshot})
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // there is nothing to commit
	return f(tx)
}

// LoadConfig reads the whole configuration as it is at one moment, with the provider keys decrypted. If rows do not
// decode, the error is a burncloud.Faults that names every one of them, and there is no configuration.
func (db *DB) LoadConfig(ctx context.Context) (c *burncloud.Config, err error) {
	err = db.read(ctx, func(q querier) error {
		c, err = db.loadConfig(ctx, q)
		return err
	})
	return c, err
}

func (db *DB) loadConfig(ctx context.Context, q querier) (*burncloud.Config, error) {
	var c burncloud.Config
	var err error
	d := new(decoder)
	for _, load := range []func(){
		func() { c.Version, err = configVersion(ctx, q) },
		func() { c.Settings, err = settings(ctx, q, d) },
		func() { c.Groups, err = groups.all(ctx, q, d) },
		func() { c.Channels, err = channels.all(ctx, q, d) },
		func() { err = db.fillChannels(ctx, q, d, c.Channels) },
		func() { c.Routes, err = routes.all(ctx, q, d) },
		func() { err = fillRoutes(ctx, q, d, c.Routes) },
		func() { c.Users, err = users.all(ctx, q, d) },
		func() { c.Tokens, err = tokens.all(ctx, q, d) },
		func() { c.Prices, err = prices.all(ctx, q, d) },
	} {
		if load(); err != nil {
			return nil, fmt.Errorf("loading the configuration: %w", err)
		}
	}
	if err := d.err(); err != nil {
		return nil, err
	}
	return &c, nil
}

// ConfigVersion returns the number that grows with every change of the configuration, by whatever means it was made.
func (db *DB) ConfigVersion(ctx context.Context) (int64, error) {
	return configVersion(ctx, db.readers)
}

func configVersion(ctx context.Context, q querier) (version int64, err error) {
	err = q.QueryRowContext(ctx, `SELECT version FROM config_version WHERE id = 1`).Scan(&version)
	return version, err
}

// firstError returns the first that is not nil.
func firstError(all ...error) error {
	for _, err := range all {
		if err != nil {
			return err
		}
	}
	return nil
}

// Settings returns the settings.
func (db *DB) Settings(ctx context.Context) (burncloud.Settings, error) {
	d := new(decoder)
	s, err := settings(ctx, db.readers, d)
	return s, errors.Join(err, d.err())
}

func settings(ctx context.Context, q querier, d *decoder) (s burncloud.Settings, err error) {
	rows, err := rowsOf(ctx, q, d, "settings", func(d *decoder, s *burncloud.Settings) []any {
		return []any{ident(d, "id", new(string)), document(d, "document", s)}
	}, `SELECT CAST(id AS TEXT), document FROM settings WHERE id = 1`)
	if len(rows) > 0 {
		s = rows[0]
	}
	return s, err
}

// SaveSettings replaces the settings.
func (db *DB) SaveSettings(ctx context.Context, s burncloud.Settings) error {
	document, err := object(s)
	if err != nil {
		return err
	}
	return db.change(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO settings (id, document) VALUES (1, $1)
			ON CONFLICT (id) DO UPDATE SET document = excluded.document`, document)
		return err
	})
}
