package store

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"strings"

	"github.com/pressly/goose/v3"
)

// bySeries finds the sums of one user, token or channel without reading everybody's.
const bySeries = `CREATE INDEX IF NOT EXISTS usage_by_series ON usage_rollups (series, span, start_s) WHERE span > 60`

// regrouped is migration 15: the sums of one dimension are kept apart by group too. Migration 19 makes them.
func (db *DB) regrouped() *goose.Migration {
	return goose.NewGoMigration(15, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, bySeries)
		return err
	}}, nil)
}

// wasUncosted is what the sums of all dimensions of an older version tell of calls whose cost is not known: that nothing was
// paid for what was used.
const wasUncosted = `purchase_nano = 0 AND (cost_nano <> 0 OR input + cache_read + cache_write + cache_write_1h + audio_in + image_in +
	output + reasoning + audio_out + image_out + images + seconds + characters > 0)`

// costed is migration 19: the margin is that of calls whose cost is known, and the others are counted. The sums of one dimension
// are made anew of those of all dimensions, since they mix both.
func (db *DB) costed() *goose.Migration {
	return goose.NewGoMigration(19, &goose.GoFunc{RunTx: db.addCosted}, nil)
}

func (db *DB) addCosted(ctx context.Context, tx *sql.Tx) error {
	for _, s := range []string{
		`ALTER TABLE usage_rollups ADD COLUMN uncosted BIGINT NOT NULL DEFAULT 0`,
		`ALTER TABLE usage_rollups ADD COLUMN uncovered_nano BIGINT NOT NULL DEFAULT 0`,
		`ALTER TABLE usage_rollups ADD COLUMN margin_nano BIGINT NOT NULL DEFAULT 0`,
		`UPDATE usage_rollups SET uncosted = calls, uncovered_nano = cost_nano WHERE ` + wasUncosted,
		`UPDATE usage_rollups SET margin_nano = cost_nano - purchase_nano WHERE NOT (` + wasUncosted + `)`,
	} {
		if _, err := tx.ExecContext(ctx, s); err != nil {
			return err
		}
	}
	return db.regroupAll(ctx, tx)
}

// regroupAll makes the sums of one dimension of those of all.
func (db *DB) regroupAll(ctx context.Context, tx *sql.Tx) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM usage_rollups WHERE span > 3600 AND span <> 86400`); err != nil {
		return err
	}
	for _, span := range []int64{hour, day} {
		if err := db.regroup(ctx, tx, span); err != nil {
			return err
		}
	}
	return nil
}

// regroup makes the sums of one dimension for hours or days, a few of them at a time.
func (db *DB) regroup(ctx context.Context, tx *sql.Tx, span int64) error {
	for from := int64(math.MinInt64); ; {
		var first sql.NullInt64
		if err := tx.QueryRowContext(ctx, `SELECT MIN(start_s) FROM usage_rollups WHERE span = $1 AND start_s >= $2`, span, from).Scan(&first); err != nil || !first.Valid {
			return err
		}
		from = first.Int64 + 24*span
		s := newSums()
		if err := s.readAlone(ctx, tx, span, first.Int64, from); err != nil {
			return err
		}
		if err := db.insertSums(ctx, tx, s); err != nil {
			return err
		}
	}
}

// readAlone adds up what there is of all dimensions in a range, by one of them at a time.
func (s *sums) readAlone(ctx context.Context, tx *sql.Tx, span, from, to int64) error {
	rows, err := tx.QueryContext(ctx, `SELECT r.start_s, s.model, s.channel_id, s.key_id, s.user_id, s.token_id, s.group_name, s.outcome, `+strings.Join(sumColumns, ", ")+`
		FROM usage_rollups r JOIN usage_series s ON s.id = r.series WHERE r.span = $1 AND r.start_s >= $2 AND r.start_s < $3`, span, from, to)
	if err != nil {
		return err
	}
	defer rows.Close()
	var start int64
	var of series
	var numbers [sumCount]int64
	into := []any{&start}
	for i := range of {
		into = append(into, &of[i])
	}
	for i := range numbers {
		into = append(into, &numbers[i])
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return fmt.Errorf("reading usage: %w", err)
		}
		for place := range outcomeAt {
			s.addTo(cell{alone(span, place), start, s.idOf(of.only(place))}, &numbers)
		}
	}
	return rows.Err()
}
