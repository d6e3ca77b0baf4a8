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

// regrouped is migration 15: the sums of one dimension are kept apart by group too, and are made anew of those of all dimensions.
func (db *DB) regrouped() *goose.Migration {
	return goose.NewGoMigration(15, &goose.GoFunc{RunTx: db.regroupAll}, nil)
}

func (db *DB) regroupAll(ctx context.Context, tx *sql.Tx) error {
	for _, s := range []string{bySeries, `DELETE FROM usage_rollups WHERE span > 3600 AND span <> 86400`} {
		if _, err := tx.ExecContext(ctx, s); err != nil {
			return err
		}
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
