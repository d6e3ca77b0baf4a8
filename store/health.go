package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/burncloud/burncloud"
)

// keptChanges is how many changes of health are kept for each channel.
const keptChanges = 200

func healthColumns(d *decoder, t *burncloud.TargetHealth) []any {
	return []any{
		ident(d, "channel_id", &t.Channel), text(d, "key_id", &t.Key), text(d, "model", &t.Model),
		oneOf(d, "state", &t.State, burncloud.Healthy, burncloud.Degraded, burncloud.Dead), text(d, "reason", &t.Reason),
		instant(d, "since_us", &t.Since), instant(d, "until_us", &t.Until), number(d, "failures", &t.Failures), text(d, "last_error", &t.LastError),
	}
}

// Health returns the stored state of all targets, in order.
func (db *DB) Health(ctx context.Context) ([]burncloud.TargetHealth, error) {
	d := new(decoder)
	all, err := rowsOf(ctx, db.readers, d, "health", healthColumns, `SELECT channel_id, key_id, model, state, reason, since_us,
		until_us, failures, last_error FROM health ORDER BY channel_id, key_id, model`)
	if err != nil {
		return nil, err
	}
	return all, d.err()
}

// SaveHealth replaces the state of the targets, adds their changes to the channels' histories, of which the newest 200
// are kept, and forgets what belongs to channels and keys that are gone.
func (db *DB) SaveHealth(ctx context.Context, targets []burncloud.TargetHealth, changes []burncloud.HealthChange) error {
	return db.write(ctx, func(tx *sql.Tx) error {
		for i := range targets {
			t := &targets[i]
			_, err := tx.ExecContext(ctx, `
				INSERT INTO health (channel_id, key_id, model, state, reason, since_us, until_us, failures, last_error)
					VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
				ON CONFLICT (channel_id, key_id, model) DO UPDATE SET state = excluded.state, reason = excluded.reason,
					since_us = excluded.since_us, until_us = excluded.until_us, failures = excluded.failures, last_error = excluded.last_error`,
				t.Channel, t.Key, t.Model, t.State, t.Reason, micros(t.Since), micros(t.Until), t.Failures, t.LastError)
			if err != nil {
				return err
			}
		}
		if err := addChanges(ctx, tx, changes); err != nil {
			return err
		}
		for _, orphans := range []string{
			`DELETE FROM health WHERE channel_id NOT IN (SELECT id FROM channels)`,
			`DELETE FROM health WHERE key_id <> '' AND key_id NOT IN (SELECT id FROM channel_keys)`,
			`DELETE FROM health_changes WHERE channel_id NOT IN (SELECT id FROM channels)`,
		} {
			if _, err := tx.ExecContext(ctx, orphans); err != nil {
				return err
			}
		}
		return nil
	})
}

func addChanges(ctx context.Context, tx querier, changes []burncloud.HealthChange) error {
	last := map[burncloud.ChannelID]int64{}
	for i := range changes {
		c := &changes[i]
		if _, known := last[c.Channel]; !known {
			var n int64
			if err := tx.QueryRowContext(ctx, `SELECT COALESCE(MAX(seq), 0) FROM health_changes WHERE channel_id = $1`, c.Channel).Scan(&n); err != nil {
				return err
			}
			last[c.Channel] = n
		}
		last[c.Channel]++
		if _, err := tx.ExecContext(ctx, `INSERT INTO health_changes (channel_id, seq, key_id, model, time_us, state, reason)
			VALUES ($1, $2, $3, $4, $5, $6, $7)`, c.Channel, last[c.Channel], c.Key, c.Model, micros(c.Time), c.State, c.Reason); err != nil {
			return err
		}
	}
	for channel, n := range last {
		if _, err := tx.ExecContext(ctx, `DELETE FROM health_changes WHERE channel_id = $1 AND seq <= $2`, channel, n-keptChanges); err != nil {
			return err
		}
	}
	return nil
}

func changeColumns(d *decoder, c *burncloud.HealthChange) []any {
	return []any{
		ident(d, "channel_id", &c.Channel), text(d, "key_id", &c.Key), text(d, "model", &c.Model), instant(d, "time_us", &c.Time),
		oneOf(d, "state", &c.State, burncloud.Healthy, burncloud.Degraded, burncloud.Dead), text(d, "reason", &c.Reason),
	}
}

// HealthChanges returns the channel's history at or after from and before to, newest first. Zero times set no bound.
func (db *DB) HealthChanges(ctx context.Context, id burncloud.ChannelID, from, to time.Time) ([]burncloud.HealthChange, error) {
	query, args := `SELECT channel_id, key_id, model, time_us, state, reason FROM health_changes WHERE channel_id = $1 AND time_us >= $2`,
		[]any{id, micros(from)}
	if !to.IsZero() {
		query += ` AND time_us < $3`
		args = append(args, micros(to))
	}
	d := new(decoder)
	all, err := rowsOf(ctx, db.readers, d, "health_changes", changeColumns, query+` ORDER BY seq DESC`, args...)
	if err != nil {
		return nil, err
	}
	return all, d.err()
}

// DisableKey takes a provider key out of use until somebody enables it. It reports whether the key was in use.
func (db *DB) DisableKey(ctx context.Context, channel burncloud.ChannelID, key burncloud.KeyID, reason string) (changed bool, err error) {
	err = db.write(ctx, func(tx *sql.Tx) error {
		r, err := tx.ExecContext(ctx, `UPDATE channel_keys SET enabled = FALSE, reason = $1 WHERE id = $2 AND channel_id = $3 AND enabled`, reason, key, channel)
		if err != nil {
			return err
		}
		n, err := r.RowsAffected()
		changed = n > 0
		return err
	})
	return changed, err
}
