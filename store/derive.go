package store

import (
	"context"
	"database/sql"

	"github.com/go-json-experiment/json"

	"github.com/burncloud/burncloud"
)

// DeriveCalls derives from calls what an older version that posted them did not, at most limit of them, newest first, and
// reports whether there are more.
func (db *DB) DeriveCalls(ctx context.Context, limit int) (more bool, err error) {
	err = db.write(ctx, func(tx *sql.Tx) error {
		var upTo int64
		if err := tx.QueryRowContext(ctx, `SELECT underived_lsn FROM log_state WHERE id = 1`).Scan(&upTo); err != nil || upTo == 0 {
			return err
		}
		rows, err := rowsOf(ctx, tx, new(decoder), "calls", recordColumns,
			`SELECT lsn, record FROM calls WHERE lsn <= $1 ORDER BY lsn DESC LIMIT $2`, upTo, limit)
		if err != nil {
			return err
		}
		upTo = 0
		if more = len(rows) == limit; more {
			upTo = int64(rows[limit-1].LSN) - 1
		}
		if err := db.derive(ctx, tx, rows); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE log_state SET underived_lsn = $1 WHERE id = 1`, upTo)
		return err
	})
	return more, err
}

// recordColumns leaves the keys of a record that is no JSON empty: it counts as a call of nobody.
func recordColumns(d *decoder, r *burncloud.CallRecord) []any {
	return []any{column{d, "lsn", func(value any) string {
		n, ok := value.(int64)
		r.LSN = uint64(n)
		if !ok {
			return "is not an integer"
		}
		return ""
	}}, column{d, "record", func(value any) string {
		s, fault := asText(value)
		if fault == "" && json.Unmarshal([]byte(s), &r.CallKeys) != nil {
			return "is not the JSON of a call"
		}
		return fault
	}}}
}
