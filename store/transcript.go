package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/secret"
)

// pruneTranscripts is how many are deleted at once.
const pruneTranscripts = 200

// sealedTranscript is what the keyring calls a kept transcript.
const sealedTranscript = "transcript"

// transcriptTables are those of the file for transcripts. Pages that are free go back to the file system.
const transcriptTables = `
	CREATE TABLE IF NOT EXISTS transcripts (request_id TEXT PRIMARY KEY, time_us INTEGER NOT NULL, sealed BLOB NOT NULL);
	CREATE INDEX IF NOT EXISTS transcripts_by_time ON transcripts (time_us)`

// Transcripts keep what was said in calls, each sealed, in a SQLite file of their own, whatever engine has the rest: neither
// the books nor their backups have to do with it. The file is made with the first transcript.
type Transcripts struct {
	path    string
	keys    *secret.Keyring
	mu      sync.Mutex
	writer  *sql.DB // nil = not open
	readers *sql.DB
}

// NewTranscripts returns the transcripts in the file, which may not exist yet.
func NewTranscripts(path string, keys *secret.Keyring) *Transcripts {
	return &Transcripts{path: path, keys: keys}
}

// open opens the file, which it makes if it is to be written.
func (t *Transcripts) open(ctx context.Context, write bool) (writer, readers *sql.DB, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.writer != nil {
		return t.writer, t.readers, nil
	}
	if _, err := os.Stat(t.path); err != nil && (!write || !errors.Is(err, fs.ErrNotExist)) {
		return nil, nil, err
	}
	writer, readers, err = openSQLite(t.path)
	if err != nil {
		return nil, nil, err
	}
	if err := prepareTranscripts(ctx, writer); err != nil {
		return nil, nil, errors.Join(fmt.Errorf("opening the bodies of calls: %w", err), writer.Close(), readers.Close())
	}
	t.writer, t.readers = writer, readers
	return writer, readers, nil
}

// prepareTranscripts makes the tables. Free pages go back to the file system: the file has a header by now, and takes that
// up when it is written anew, which costs nothing while it is empty.
func prepareTranscripts(ctx context.Context, writer *sql.DB) error {
	const incremental = 2
	var vacuum int
	if err := writer.QueryRowContext(ctx, `PRAGMA auto_vacuum`).Scan(&vacuum); err != nil {
		return err
	}
	statements := []string{`PRAGMA synchronous = NORMAL`, transcriptTables}
	if vacuum != incremental {
		statements = append(statements, `PRAGMA auto_vacuum = INCREMENTAL`, `VACUUM`)
	}
	for _, s := range statements {
		if _, err := writer.ExecContext(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// Close closes the file.
func (t *Transcripts) Close() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.writer == nil {
		return nil
	}
	return errors.Join(t.readers.Close(), t.writer.Close())
}

// PutTranscripts keeps some, in one transaction.
func (t *Transcripts) PutTranscripts(ctx context.Context, all []burncloud.PackedTranscript) error {
	writer, _, err := t.open(ctx, true)
	if err != nil {
		return err
	}
	tx, err := writer.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	for _, x := range all {
		sealed, err := t.keys.Seal(sealedTranscript, string(x.RequestID), x.Packed)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO transcripts (request_id, time_us, sealed) VALUES ($1, $2, $3)
			ON CONFLICT (request_id) DO UPDATE SET sealed = excluded.sealed`, string(x.RequestID), micros(x.Time), sealed); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// Transcript returns one as it was packed, nil if there is none.
func (t *Transcripts) Transcript(ctx context.Context, id burncloud.RequestID) ([]byte, error) {
	_, readers, err := t.open(ctx, false)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var sealed []byte
	err = readers.QueryRowContext(ctx, `SELECT sealed FROM transcripts WHERE request_id = $1`, string(id)).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return t.keys.Open(sealedTranscript, string(id), sealed)
}

// PruneTranscripts deletes a slice of those that arrived before a time, or of the oldest while all together take more than
// most bytes, and reports whether there are more.
func (t *Transcripts) PruneTranscripts(ctx context.Context, before time.Time, most int64) (more bool, err error) {
	writer, _, err := t.open(ctx, false)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	late, err := lateTranscripts(ctx, writer, before, most)
	if late == 0 || err != nil {
		return false, err
	}
	if _, err := writer.ExecContext(ctx, `DELETE FROM transcripts WHERE request_id IN (
		SELECT request_id FROM transcripts ORDER BY time_us LIMIT $1)`, min(late, pruneTranscripts)); err != nil {
		return false, err
	}
	_, err = writer.ExecContext(ctx, `PRAGMA incremental_vacuum`)
	return true, err
}

// lateTranscripts is how many of the oldest are to be deleted: where there is too much, about as many as are too many.
func lateTranscripts(ctx context.Context, q querier, before time.Time, most int64) (late int64, err error) {
	used, err := usedBytes(ctx, q)
	if err != nil {
		return 0, err
	}
	if used > most {
		var all int64
		err := q.QueryRowContext(ctx, `SELECT COUNT(*) FROM transcripts`).Scan(&all)
		return max(all*(used-most)/used, min(all, 1)), err
	}
	err = q.QueryRowContext(ctx, `SELECT COUNT(*) FROM transcripts WHERE time_us < $1`, before.UnixMicro()).Scan(&late)
	return late, err
}

// TranscriptSpace tells what all of them take.
func (t *Transcripts) TranscriptSpace(ctx context.Context) (s burncloud.TranscriptSpace, err error) {
	_, readers, err := t.open(ctx, false)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return s, err
	}
	var oldest sql.NullInt64
	if err := readers.QueryRowContext(ctx, `SELECT COUNT(*), MIN(time_us) FROM transcripts`).Scan(&s.Calls, &oldest); err != nil {
		return s, err
	}
	if oldest.Valid {
		s.Oldest = fromMicros(oldest.Int64)
	}
	s.Bytes, err = usedBytes(ctx, readers)
	return s, err
}

// usedBytes is the size of the file without its free pages.
func usedBytes(ctx context.Context, q querier) (n int64, err error) {
	err = q.QueryRowContext(ctx, `SELECT (p.page_count - f.freelist_count) * s.page_size
		FROM pragma_page_count p, pragma_freelist_count f, pragma_page_size s`).Scan(&n)
	return n, err
}
