package store

import (
	"context"
	"database/sql"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/burncloud/burncloud"
)

// callNames are the columns of calls, in the order of callColumns and callValues.
const callNames = `request_id, time_us, user_id, token_id, channel_id, key_id, group_name, endpoint, model, upstream_model,
	dialect, upstream_dialect, stream, status, error_kind, error_message, attempts, input, cache_read, cache_write, audio_in,
	output, reasoning, audio_out, raw_usage, price_id, cost_nano, ttft_us, duration_us, overhead_us, bytes_in, bytes_out, ip,
	flags, snapshot_version`

// callWidth is the number of names in callNames.
const callWidth = 35

var calls = noun[burncloud.Call]{
	word: "call", table: "calls", id: "request_id", selects: `SELECT ` + callNames + ` FROM calls`, columns: callColumns,
}

func callColumns(d *decoder, c *burncloud.Call) []any {
	u := &c.Usage
	return []any{
		ident(d, "request_id", &c.RequestID), instant(d, "time_us", &c.Time), text(d, "user_id", &c.UserID),
		text(d, "token_id", &c.TokenID), text(d, "channel_id", &c.ChannelID), text(d, "key_id", &c.KeyID),
		text(d, "group_name", &c.Group), text(d, "endpoint", &c.Endpoint), text(d, "model", &c.Model),
		text(d, "upstream_model", &c.UpstreamModel), text(d, "dialect", &c.Dialect), text(d, "upstream_dialect", &c.UpstreamDialect),
		boolean(d, "stream", &c.Stream), number(d, "status", &c.Status), text(d, "error_kind", &c.ErrorKind),
		text(d, "error_message", &c.ErrorMessage), document(d, "attempts", &c.Attempts),
		number(d, "input", &u.Input), number(d, "cache_read", &u.CacheRead), number(d, "cache_write", &u.CacheWrite),
		number(d, "audio_in", &u.AudioIn), number(d, "output", &u.Output), number(d, "reasoning", &u.Reasoning),
		number(d, "audio_out", &u.AudioOut), text(d, "raw_usage", &c.RawUsage), text(d, "price_id", &c.PriceID),
		optional(d, "cost_nano", &c.Cost), number(d, "ttft_us", &c.TTFT), number(d, "duration_us", &c.Duration),
		number(d, "overhead_us", &c.Overhead), number(d, "bytes_in", &c.BytesIn), number(d, "bytes_out", &c.BytesOut),
		text(d, "ip", &c.IP), document(d, "flags", &c.Flags), number(d, "snapshot_version", &c.SnapshotVersion),
	}
}

// callValues appends the values of one row.
func callValues(args []any, c *burncloud.Call) ([]any, error) {
	attempts, err1 := list(c.Attempts)
	flags, err2 := list(c.Flags)
	u := &c.Usage
	return append(args, string(c.RequestID), micros(c.Time), string(c.UserID), string(c.TokenID), string(c.ChannelID), string(c.KeyID),
		string(c.Group), c.Endpoint, string(c.Model), string(c.UpstreamModel), string(c.Dialect), string(c.UpstreamDialect),
		c.Stream, c.Status, string(c.ErrorKind), c.ErrorMessage, attempts, u.Input, u.CacheRead, u.CacheWrite, u.AudioIn,
		u.Output, u.Reasoning, u.AudioOut, c.RawUsage, string(c.PriceID), c.Cost, int64(c.TTFT), int64(c.Duration),
		int64(c.Overhead), c.BytesIn, c.BytesOut, c.IP, flags, c.SnapshotVersion), firstError(err1, err2)
}

// callBatch is how many rows one INSERT carries: beyond it, building the statement costs more than it saves.
const callBatch = 50

// PostCalls writes the log rows of the journal records up to upTo and remembers upTo, in one transaction. It may be
// repeated and may overlap with what was posted before: a call that is there already is left alone and counts once.
func (db *DB) PostCalls(ctx context.Context, upTo uint64, all []burncloud.Call) error {
	return db.write(ctx, func(tx *sql.Tx) error {
		applied, err := appliedLSN(ctx, tx)
		if err != nil || upTo <= applied {
			return err
		}
		posted, err := insertCalls(ctx, tx, db.dialect.mark, all)
		if err != nil {
			return err
		}
		if err := addTokenUse(ctx, tx, posted); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE log_state SET applied_lsn = $1 WHERE id = 1`, int64(upTo))
		return err
	})
}

// insertCalls returns the calls that were not there before.
func insertCalls(ctx context.Context, tx *sql.Tx, mark func(int) string, all []burncloud.Call) (posted []*burncloud.Call, err error) {
	var full *sql.Stmt
	args := make([]any, 0, callBatch*callWidth)
	for from := 0; from < len(all); from += callBatch {
		batch := all[from:min(from+callBatch, len(all))]
		stmt := full
		if stmt == nil || len(batch) < callBatch {
			if stmt, err = tx.PrepareContext(ctx, insertCallsSQL(mark, len(batch))); err != nil {
				return nil, err
			}
			defer stmt.Close()
			full = stmt
		}
		args = args[:0]
		for i := range batch {
			if args, err = callValues(args, &batch[i]); err != nil {
				return nil, err
			}
		}
		rows, err := stmt.QueryContext(ctx, args...)
		if err != nil {
			return nil, err
		}
		if posted, err = appendPosted(posted, rows, batch); err != nil {
			return nil, err
		}
	}
	return posted, nil
}

// appendPosted adds the calls of the batch whose IDs the rows return.
func appendPosted(posted []*burncloud.Call, rows *sql.Rows, batch []burncloud.Call) ([]*burncloud.Call, error) {
	defer rows.Close()
	ids := make(map[string]bool, len(batch))
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids[id] = true
	}
	for i := range batch {
		if id := string(batch[i].RequestID); ids[id] {
			posted = append(posted, &batch[i])
			delete(ids, id) // a second record of the same call in the batch was not inserted
		}
	}
	return posted, rows.Err()
}

// insertCallsSQL is the statement for n rows; mark writes the i-th parameter.
func insertCallsSQL(mark func(i int) string, n int) string {
	b := make([]byte, 0, 1000+n*callWidth*6)
	b = append(b, `INSERT INTO calls (`+callNames+`) VALUES `...)
	for i := range n * callWidth {
		switch {
		case i == 0:
			b = append(b, '(')
		case i%callWidth == 0:
			b = append(b, "), ("...)
		default:
			b = append(b, ", "...)
		}
		b = append(b, mark(i+1)...)
	}
	return string(append(b, `) ON CONFLICT (request_id) DO NOTHING RETURNING request_id`...))
}

// AppliedLSN returns the number of the last journal record whose call is in the log, 0 before the first.
func (db *DB) AppliedLSN(ctx context.Context) (uint64, error) { return appliedLSN(ctx, db.readers) }

func appliedLSN(ctx context.Context, q querier) (uint64, error) {
	var lsn int64
	err := q.QueryRowContext(ctx, `SELECT applied_lsn FROM log_state WHERE id = 1`).Scan(&lsn)
	return uint64(lsn), err
}

// Call returns the call with the ID.
func (db *DB) Call(ctx context.Context, id burncloud.RequestID) (*burncloud.Call, error) {
	return calls.one(ctx, db.readers, new(decoder), string(id))
}

// Calls returns one page of the calls that the filter selects, newest first, and the cursor of the next page, "" when
// there is none. From is included, To is not. Page.Query does not apply.
func (db *DB) Calls(ctx context.Context, f burncloud.CallFilter, p burncloud.Page) (items []burncloud.Call, next string, err error) {
	var after callCursor
	if p.Cursor != "" {
		if after, err = parseCallCursor(p.Cursor); err != nil {
			return nil, "", err
		}
	}
	limit := pageLimit(p)
	if items, err = callsAfter(ctx, db.readers, f, after, limit+1); err != nil {
		return nil, "", err
	}
	if len(items) > limit {
		items = items[:limit]
		next = cursorOf(&items[limit-1]).String()
	}
	return items, next, nil
}

// exportPage is how many calls EachCall holds at once.
const exportPage = 500

// EachCall calls f with every call that the filter selects, newest first, and stops at the first error. However long f
// takes, no transaction is open meanwhile; newer calls that are posted meanwhile are left out.
func (db *DB) EachCall(ctx context.Context, f burncloud.CallFilter, each func(*burncloud.Call) error) error {
	var after callCursor
	for {
		items, err := callsAfter(ctx, db.readers, f, after, exportPage)
		if err != nil {
			return err
		}
		for i := range items {
			if err := each(&items[i]); err != nil {
				return err
			}
		}
		if len(items) < exportPage {
			return nil
		}
		after = cursorOf(&items[exportPage-1])
	}
}

// callsAfter reads the calls that follow the cursor, in the order of the list.
func callsAfter(ctx context.Context, q querier, f burncloud.CallFilter, after callCursor, limit int) ([]burncloud.Call, error) {
	query, args := callQuery(f, after, limit)
	d := new(decoder)
	items, err := rowsOf(ctx, q, d, calls.table, calls.columns, query, args...)
	if err != nil {
		return nil, err
	}
	return items, d.err()
}

func callQuery(f burncloud.CallFilter, after callCursor, limit int) (query string, args []any) {
	where, args := callWhere(f, after)
	return calls.selects + where + ` ORDER BY time_us DESC, request_id DESC LIMIT ` + strconv.Itoa(limit), args
}

// callWhere is the condition for a filter and a cursor. The comparisons with ” let the engine use the partial indexes.
func callWhere(f burncloud.CallFilter, after callCursor) (where string, args []any) {
	var terms []string
	add := func(wanted bool, term string, value any) {
		if wanted {
			args = append(args, value)
			terms = append(terms, strings.ReplaceAll(term, "$", "$"+strconv.Itoa(len(args))))
		}
	}
	add(!f.From.IsZero(), `time_us >= $`, micros(f.From))
	add(!f.To.IsZero(), `time_us < $`, micros(f.To))
	add(f.UserID != "", `user_id = $ AND user_id <> ''`, f.UserID)
	add(f.TokenID != "", `token_id = $ AND token_id <> ''`, f.TokenID)
	add(f.ChannelID != "", `channel_id = $ AND channel_id <> ''`, f.ChannelID)
	add(f.Model != "", `model = $ AND model <> ''`, f.Model)
	add(f.Status != 0, `status = $`, f.Status)
	add(f.RequestID != "", `request_id = $`, f.RequestID)
	if after != (callCursor{}) {
		add(true, `time_us <= $`, after.us)
		terms = append(terms, fmt.Sprintf(`(time_us < $%d OR request_id < $%d)`, len(args), len(args)+1))
		args = append(args, after.id)
	}
	if len(terms) == 0 {
		return "", nil
	}
	return ` WHERE ` + strings.Join(terms, ` AND `), args
}

// callCursor is the place of a call in the list.
type callCursor struct {
	us int64
	id string
}

func cursorOf(c *burncloud.Call) callCursor { return callCursor{micros(c.Time), string(c.RequestID)} }

// String is the opaque form.
func (c callCursor) String() string {
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(c.us, 10) + "|" + c.id))
}

func parseCallCursor(s string) (callCursor, error) {
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return callCursor{}, badCursor(err)
	}
	us, id, _ := strings.Cut(string(b), "|")
	n, err := strconv.ParseInt(us, 10, 64)
	if err != nil || id == "" {
		return callCursor{}, badCursor(err)
	}
	return callCursor{n, id}, nil
}

// PruneCalls deletes at most limit of the rows that arrived before a time, oldest first, and returns how many.
func (db *DB) PruneCalls(ctx context.Context, before time.Time, limit int) (deleted int, err error) {
	err = db.write(ctx, func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, `DELETE FROM calls WHERE request_id IN (
			SELECT request_id FROM calls WHERE time_us < $1 ORDER BY time_us LIMIT $2)`, micros(before), limit)
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		deleted = int(n)
		return err
	})
	return deleted, err
}
