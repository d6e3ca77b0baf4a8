package store

import (
	"context"
	"database/sql"
	"math"
	"time"
)

// PruneCalls deletes at most limit of the rows that arrived before a time, oldest first, and returns how many.
func (db *DB) PruneCalls(ctx context.Context, before time.Time, limit int) (deleted int, err error) {
	err = db.write(ctx, func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, `DELETE FROM calls WHERE lsn IN (
			SELECT c.lsn FROM call_parts p CROSS JOIN calls c
			WHERE p.first_us < $1 AND c.lsn >= p.part * 1024 AND c.lsn < p.part * 1024 + 1024 AND c.time_us < $2
			ORDER BY p.part, c.lsn LIMIT $3)`, micros(before), micros(before), limit)
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		if deleted = int(n); err != nil || deleted == 0 {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE log_state SET pruned_us = $1 WHERE pruned_us < $2`, micros(before), micros(before))
		if err != nil || deleted == limit {
			return err
		}
		// All that arrived before are gone, and with them what the parts say of them.
		_, err = tx.ExecContext(ctx, `DELETE FROM call_parts WHERE last_us < $1`, micros(before))
		return err
	})
	return deleted, err
}

// PruneWords deletes what the next limit words behind after say of parts of the log that are gone, and returns the last of
// them; "" when there are no more.
func (db *DB) PruneWords(ctx context.Context, after string, limit int) (last string, err error) {
	err = db.write(ctx, func(tx *sql.Tx) error {
		var oldest int64
		if err := tx.QueryRowContext(ctx, `SELECT COALESCE(MIN(part), $1) FROM call_parts`, int64(math.MaxInt64)).Scan(&oldest); err != nil {
			return err
		}
		last = after
		for range limit {
			var word sql.NullString
			if err := tx.QueryRowContext(ctx, `SELECT MIN(word) FROM call_words WHERE word > $1`, last).Scan(&word); err != nil {
				return err
			}
			if last = word.String; !word.Valid {
				return nil
			}
			if _, err := tx.ExecContext(ctx, `DELETE FROM call_words WHERE word = $1 AND part < $2`, last, oldest); err != nil {
				return err
			}
		}
		return nil
	})
	return last, err
}

// PruneUsage deletes a slice of the sums that are not kept any longer, oldest first, and reports whether there are more.
// Sums of days before the time go too; the zero time keeps them.
func (db *DB) PruneUsage(ctx context.Context, before time.Time) (more bool, err error) {
	now := db.now()
	err = db.write(ctx, func(tx *sql.Tx) error {
		type table struct {
			name        string
			span, slice int64 // the slice is so many spans
			before      time.Time
		}
		all := []table{
			{"usage_rollups", minute, 15, now.Add(-keepMinutes)},
			{"usage_rollups", hour, 6, now.Add(-keepHours)},
			{"usage_rollups", day, 2, before},
			{"attempt_rollups", quarter, 96, now.Add(-keepQuarters)},
			{"attempt_rollups", day, 30, before},
		}
		for place := range outcomeAt {
			all = append(all, table{"usage_rollups", alone(hour, place), 48, now.Add(-keepHours)}, table{"usage_rollups", alone(day, place), 30, before})
		}
		for _, x := range all {
			if x.before.IsZero() {
				continue
			}
			left, err := pruneSpan(ctx, tx, x.name, x.span, x.slice, startOf(x.before, lengthOf(x.span)))
			if more = more || left; err != nil {
				return err
			}
		}
		return nil
	})
	return more, err
}

func pruneSpan(ctx context.Context, tx *sql.Tx, table string, span, slice, before int64) (more bool, err error) {
	var first int64
	err = tx.QueryRowContext(ctx, `SELECT COALESCE(MIN(start_s), $1) FROM `+table+` WHERE span = $2`, before, span).Scan(&first)
	if err != nil || first >= before {
		return false, err
	}
	until := min(before, first+slice*lengthOf(span))
	_, err = tx.ExecContext(ctx, `DELETE FROM `+table+` WHERE span = $1 AND start_s < $2`, span, until)
	return until < before, err
}
