package store

import (
	"context"
	"database/sql"
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/burncloud/burncloud"
)

// callRow is a call with its place in the log.
type callRow struct {
	burncloud.Call
	lsn int64
}

// selectCalls reads callRows from calls c.
const selectCalls = `SELECT c.request_id, c.lsn, c.record FROM `

var calls = noun[callRow]{word: "call", table: "calls", id: "request_id", selects: selectCalls + `calls c`, columns: callColumns}

func callColumns(d *decoder, r *callRow) []any {
	return []any{ident(d, "request_id", &r.RequestID), number(d, "lsn", &r.lsn), column{d, "record", func(value any) string {
		s, fault := asText(value)
		if fault == "" && json.Unmarshal([]byte(s), &r.Call) != nil {
			return "is not the JSON of a call"
		}
		return fault
	}}}
}

// Call returns the call with the ID.
func (db *DB) Call(ctx context.Context, id burncloud.RequestID) (*burncloud.Call, error) {
	row, err := calls.one(ctx, db.readers, new(decoder), string(id))
	if err != nil {
		return nil, err
	}
	return &row.Call, nil
}

// Calls returns one page of the calls that the filter selects, those that ended last first, and the cursor of the next
// page, "" when there is none. From is included, To is not. Page.Query does not apply.
func (db *DB) Calls(ctx context.Context, f burncloud.CallFilter, p burncloud.Page) (items []burncloud.Call, next string, err error) {
	var after int64
	if p.Cursor != "" {
		if after, err = parseCallCursor(p.Cursor); err != nil {
			return nil, "", err
		}
	}
	limit := pageLimit(p)
	rows, err := callsAfter(ctx, db.readers, f, after, limit+1)
	if err != nil {
		return nil, "", err
	}
	if len(rows) > limit {
		rows = rows[:limit]
		next = callCursor(rows[limit-1].lsn)
	}
	for i := range rows {
		items = append(items, rows[i].Call)
	}
	return items, next, nil
}

// exportPage is how many calls EachCall holds at once.
const exportPage = 500

// EachCall calls f with every call that the filter selects, in the order of Calls, and stops at the first error. However
// long f takes, no transaction is open meanwhile; newer calls that are posted meanwhile are left out.
func (db *DB) EachCall(ctx context.Context, f burncloud.CallFilter, each func(*burncloud.Call) error) error {
	after := int64(0)
	for {
		rows, err := callsAfter(ctx, db.readers, f, after, exportPage)
		if err != nil {
			return err
		}
		for i := range rows {
			if err := each(&rows[i].Call); err != nil {
				return err
			}
		}
		if len(rows) < exportPage {
			return nil
		}
		after = rows[exportPage-1].lsn
	}
}

// callsAfter reads the calls that follow the one with the number after, in the order of the list; 0 = from the first.
func callsAfter(ctx context.Context, q querier, f burncloud.CallFilter, after int64, limit int) ([]callRow, error) {
	query, args := callQuery(f, after, limit)
	d := new(decoder)
	rows, err := rowsOf(ctx, q, d, calls.table, calls.columns, query, args...)
	if err != nil {
		return nil, err
	}
	return rows, d.err()
}

// callQuery looks at the blocks in which all the words of the filter occur, newest first, and in these at the calls. A
// CROSS JOIN makes SQLite take the tables in the order in which they are written.
func callQuery(f burncloud.CallFilter, after int64, limit int) (query string, args []any) {
	w := &conditions{}
	from, order := `calls c`, `c.lsn DESC`
	if f.RequestID != "" { // there is one
		w.add(true, `c.request_id = $`, f.RequestID)
	} else {
		from, order = w.addBlocks(f, after)+` CROSS JOIN calls c`, `b0.block DESC, c.lsn DESC`
		first := `b0.block * ` + strconv.Itoa(blockCalls)
		w.terms = append(w.terms, `c.lsn >= `+first, `c.lsn < `+first+` + `+strconv.Itoa(blockCalls))
	}
	w.add(!f.From.IsZero(), `c.time_us >= $`, micros(f.From))
	w.add(!f.To.IsZero(), `c.time_us < $`, micros(f.To))
	w.add(f.UserID != "", `c.user_id = $`, f.UserID)
	w.add(f.TokenID != "", `c.token_id = $`, f.TokenID)
	w.add(f.ChannelID != "", `c.channel_id = $`, f.ChannelID)
	w.add(f.Model != "", `c.model = $`, f.Model)
	w.add(f.Status != 0, `c.status = $`, f.Status)
	w.add(after != 0, `c.lsn < $`, after)
	return selectCalls + from + ` WHERE ` + strings.Join(w.terms, ` AND `) + ` ORDER BY ` + order + ` LIMIT ` + strconv.Itoa(limit), w.args
}

// conditions collects the terms of a WHERE and their values.
type conditions struct {
	terms []string
	args  []any
}

func (w *conditions) add(wanted bool, term string, value any) {
	if wanted {
		w.args = append(w.args, value)
		w.terms = append(w.terms, strings.ReplaceAll(term, "$", "$"+strconv.Itoa(len(w.args))))
	}
}

// addBlocks adds what selects the blocks b0, b1, … of the filter's words, and returns the tables. The word of the fewest
// calls should be b0: what a filter names first here is guessed to be it.
func (w *conditions) addBlocks(f burncloud.CallFilter, after int64) (from string) {
	var words []string
	add := func(prefix, word string) {
		if word != "" {
			words = append(words, prefix+word)
		}
	}
	add(wordToken, string(f.TokenID))
	add(wordUser, string(f.UserID))
	if f.Status != 0 {
		add(wordStatus, statusText(f.Status))
	}
	add(wordModel, string(f.Model))
	add(wordChannel, string(f.ChannelID))
	if len(words) == 0 {
		words = []string{""}
	}
	var tables []string
	for i, word := range words {
		b := "b" + strconv.Itoa(i)
		tables = append(tables, `call_blocks `+b)
		w.add(true, b+`.word = $`, word)
		if i > 0 {
			w.terms = append(w.terms, b+`.block = b0.block`)
		}
		w.add(!f.From.IsZero(), b+`.last_us >= $`, micros(f.From))
		w.add(!f.To.IsZero(), b+`.first_us < $`, micros(f.To))
	}
	w.add(after != 0, `b0.block <= $`, after/blockCalls)
	return strings.Join(tables, ` CROSS JOIN `)
}

// callCursor is the opaque form of a call's number.
func callCursor(lsn int64) string {
	return base64.RawURLEncoding.EncodeToString(strconv.AppendInt(nil, lsn, 10))
}

func parseCallCursor(s string) (lsn int64, err error) {
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return 0, badCursor(err)
	}
	if lsn, err = strconv.ParseInt(string(b), 10, 64); err != nil || lsn <= 0 {
		return 0, badCursor(err)
	}
	return lsn, nil
}

// PruneCalls deletes at most limit of the rows that arrived before a time, oldest first, and returns how many.
func (db *DB) PruneCalls(ctx context.Context, before time.Time, limit int) (deleted int, err error) {
	err = db.write(ctx, func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, `DELETE FROM calls WHERE lsn IN (
			SELECT c.lsn FROM call_blocks b0 CROSS JOIN calls c
			WHERE b0.word = '' AND b0.first_us < $1 AND c.lsn >= b0.block * `+strconv.Itoa(blockCalls)+` AND c.lsn < b0.block * `+
			strconv.Itoa(blockCalls)+` + `+strconv.Itoa(blockCalls)+` AND c.time_us < $2 ORDER BY b0.block, c.lsn LIMIT $3)`,
			micros(before), micros(before), limit)
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
		// All that arrived before are gone, and with them what the blocks say of them.
		_, err = tx.ExecContext(ctx, `DELETE FROM call_blocks WHERE last_us < $1`, micros(before))
		return err
	})
	return deleted, err
}
