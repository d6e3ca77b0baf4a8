package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/burncloud/burncloud"
)

// BeginRepeat keeps a call by its user and key until it expires. It returns the call that is there already, and nil if there is none.
func (db *DB) BeginRepeat(ctx context.Context, r *burncloud.Repeat) (first *burncloud.Repeat, err error) {
	err = db.write(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM repeats WHERE expires_us <= $1`, micros(db.now())); err != nil {
			return err
		}
		first, err = findRepeat(ctx, tx, r)
		if err != nil || first != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO repeats (user_id, key, fingerprint, request_id, expires_us, status, content_type, body) VALUES ($1, $2, $3, $4, $5, 0, '', NULL)`,
			r.UserID, r.Key, r.Fingerprint, r.RequestID, micros(r.Expires))
		return err
	})
	return first, err
}

func findRepeat(ctx context.Context, q querier, r *burncloud.Repeat) (*burncloud.Repeat, error) {
	f := burncloud.Repeat{UserID: r.UserID, Key: r.Key}
	var body sql.NullString
	err := q.QueryRowContext(ctx, `SELECT fingerprint, request_id, status, content_type, body FROM repeats WHERE user_id = $1 AND key = $2`, r.UserID, r.Key).
		Scan(&f.Fingerprint, &f.RequestID, &f.Status, &f.ContentType, &body)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if body.Valid {
		f.Body = []byte(body.String)
	}
	return &f, err
}

// EndRepeat keeps what came of a call; without a status it is forgotten, and may be made again.
func (db *DB) EndRepeat(ctx context.Context, r *burncloud.Repeat) error {
	return db.write(ctx, func(tx *sql.Tx) error {
		if r.Status == 0 {
			_, err := tx.ExecContext(ctx, `DELETE FROM repeats WHERE user_id = $1 AND key = $2 AND request_id = $3`, r.UserID, r.Key, r.RequestID)
			return err
		}
		body := sql.NullString{String: string(r.Body), Valid: r.Body != nil}
		_, err := tx.ExecContext(ctx, `UPDATE repeats SET status = $1, content_type = $2, body = $3 WHERE user_id = $4 AND key = $5 AND request_id = $6`,
			r.Status, r.ContentType, body, r.UserID, r.Key, r.RequestID)
		return err
	})
}

// RecoverRepeats ends the calls that a dead process left running, once the log is complete: those that were charged stay, without
// their answers, the others may be made again.
func (db *DB) RecoverRepeats(ctx context.Context) error {
	return db.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE repeats SET status = 200 WHERE status = 0 AND EXISTS (
			SELECT 1 FROM postings p WHERE p.ref = repeats.request_id AND p.kind = 'settle')`)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM repeats WHERE status = 0`)
		return err
	})
}
