package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/burncloud/burncloud"
)

var sessions = noun[burncloud.Session]{
	word: "session", table: "sessions", id: "id",
	selects: `SELECT id, user_id, hash, role, method, ip, agent, created_us, seen_us, expires_us FROM sessions`,
	columns: func(d *decoder, s *burncloud.Session) []any {
		return []any{
			ident(d, "id", &s.ID), text(d, "user_id", &s.UserID), digest(d, "hash", &s.Hash), text(d, "role", &s.Role),
			text(d, "method", &s.Method), text(d, "ip", &s.IP), text(d, "agent", &s.Agent),
			instant(d, "created_us", &s.CreatedAt), instant(d, "seen_us", &s.SeenAt), instant(d, "expires_us", &s.ExpiresAt),
		}
	},
	key: func(s *burncloud.Session) string { return string(s.ID) },
}

// maxSessions is how many a user may have. The ones seen longest ago make room.
const maxSessions = 50

// StartSession keeps a new session, and forgets those that are over.
func (db *DB) StartSession(ctx context.Context, s *burncloud.Session) error {
	return db.write(ctx, func(tx *sql.Tx) error { return db.startSession(ctx, tx, s) })
}

func (db *DB) startSession(ctx context.Context, tx querier, s *burncloud.Session) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM sessions WHERE expires_us <= $1`, micros(db.now())); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM sessions WHERE user_id = $1 AND id NOT IN
		(SELECT id FROM sessions WHERE user_id = $1 ORDER BY seen_us DESC LIMIT $2)`, s.UserID, maxSessions-1); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO sessions (id, user_id, hash, role, method, ip, agent, created_us, seen_us, expires_us)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		s.ID, s.UserID, hexOf(s.Hash), s.Role, s.Method, s.IP, s.Agent, micros(s.CreatedAt), micros(s.SeenAt), micros(s.ExpiresAt))
	return err
}

// SessionByHash returns the session whose cookie has the hash, be it over or not.
func (db *DB) SessionByHash(ctx context.Context, hash burncloud.TokenHash) (*burncloud.Session, error) {
	return sessions.first(ctx, db.readers, new(decoder), `hash = $1`, hexOf(hash))
}

// TouchSession notes that a session was seen.
func (db *DB) TouchSession(ctx context.Context, id burncloud.SessionID, now time.Time) error {
	return db.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE sessions SET seen_us = $2 WHERE id = $1`, id, micros(now))
		return err
	})
}

// Sessions returns the sessions of a user that are not over, the one seen last first.
func (db *DB) Sessions(ctx context.Context, user burncloud.UserID) ([]burncloud.Session, error) {
	d := new(decoder)
	all, err := rowsOf(ctx, db.readers, d, sessions.table, sessions.columns,
		sessions.selects+` WHERE user_id = $1 AND expires_us > $2 ORDER BY seen_us DESC, id`, user, micros(db.now()))
	if err != nil {
		return nil, err
	}
	return all, d.err()
}

// EndSession ends one session of a user.
func (db *DB) EndSession(ctx context.Context, user burncloud.UserID, id burncloud.SessionID) error {
	return db.write(ctx, func(tx *sql.Tx) error {
		r, err := tx.ExecContext(ctx, `DELETE FROM sessions WHERE id = $1 AND user_id = $2`, id, user)
		if err != nil {
			return err
		}
		gone, err := r.RowsAffected()
		if err == nil && gone == 0 {
			return sessions.missing(string(id))
		}
		return err
	})
}

// EndSessions ends the sessions of a user, but one if keep names it.
func (db *DB) EndSessions(ctx context.Context, user burncloud.UserID, keep burncloud.SessionID) error {
	return db.write(ctx, func(tx *sql.Tx) error { return endSessions(ctx, tx, user, keep) })
}

func endSessions(ctx context.Context, tx querier, user burncloud.UserID, keep burncloud.SessionID) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM sessions WHERE user_id = $1 AND id <> $2`, user, keep)
	return err
}

// endDemoted ends the sessions of a user who is about to get another role or to be disabled.
func endDemoted(ctx context.Context, tx querier, u *burncloud.User) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM sessions WHERE user_id = $1 AND (role <> $2 OR NOT $3)`, u.ID, u.Role, u.Enabled)
	return err
}
