package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/burncloud/burncloud"
)

// Vitals is how the database does.
type Vitals struct {
	Took     time.Duration // to answer
	Tables   int64         // version of its tables
	Config   int64         // version of the stored configuration
	Newest   time.Time     // when the newest call in the log arrived; zero = there is none
	Channels []burncloud.ChannelID
}

// Vitals asks the database how it does. Channels are the enabled ones.
func (db *DB) Vitals(ctx context.Context) (v Vitals, err error) {
	begin := time.Now()
	if v.Config, err = db.ConfigVersion(ctx); err != nil {
		return v, err
	}
	v.Took = time.Since(begin)
	if err = db.readers.QueryRowContext(ctx, `SELECT MAX(version_id) FROM goose_db_version`).Scan(&v.Tables); err != nil {
		return v, err
	}
	var us int64
	err = db.readers.QueryRowContext(ctx, `SELECT time_us FROM calls ORDER BY lsn DESC LIMIT 1`).Scan(&us)
	switch {
	case err == nil:
		v.Newest = time.UnixMicro(us)
	case !errors.Is(err, sql.ErrNoRows):
		return v, err
	}
	rows, err := db.readers.QueryContext(ctx, `SELECT id FROM channels WHERE enabled ORDER BY id`)
	if err != nil {
		return v, err
	}
	defer rows.Close()
	for rows.Next() {
		var id burncloud.ChannelID
		if err := rows.Scan(&id); err != nil {
			return v, err
		}
		v.Channels = append(v.Channels, id)
	}
	return v, rows.Err()
}
