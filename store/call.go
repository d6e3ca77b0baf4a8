package store

import (
	"context"
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
// page, "" when there is none. A search that takes long returns what it has found, be it nothing, and goes on at the
// cursor. Page.Query does not apply.
func (db *DB) Calls(ctx context.Context, f burncloud.CallFilter, p burncloud.Page) (items []burncloud.Call, next string, err error) {
	var after int64
	if p.Cursor != "" {
		if after, err = parseCallCursor(p.Cursor); err != nil {
			return nil, "", err
		}
	}
	limit := pageLimit(p)
	s := search{filter: f, limit: limit + 1, until: time.Now().Add(searchTime)}
	if err := s.run(ctx, db.readers, after); err != nil {
		return nil, "", err
	}
	rows := s.found
	switch {
	case len(rows) > limit:
		rows = rows[:limit]
		next = callCursor(rows[limit-1].lsn)
	case s.stoppedAt != 0:
		next = callCursor(s.stoppedAt)
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
		s := search{filter: f, limit: exportPage}
		if err := s.run(ctx, db.readers, after); err != nil {
			return err
		}
		for i := range s.found {
			if err := each(&s.found[i].Call); err != nil {
				return err
			}
		}
		if len(s.found) < exportPage {
			return nil
		}
		after = s.found[exportPage-1].lsn
	}
}

// CallsAfter returns calls that were posted after the one with the number, oldest first, each with its own number: those
// that the filter selects of the next limit. more says that there are others behind them.
func (db *DB) CallsAfter(ctx context.Context, f burncloud.CallFilter, after uint64, limit int) (calls []burncloud.PostedCall, more bool, err error) {
	d := new(decoder)
	rows, err := rowsOf(ctx, db.readers, d, "calls", callColumns, selectCalls+`calls c WHERE c.lsn > $1 ORDER BY c.lsn LIMIT $2`, int64(after), limit+1)
	if err != nil {
		return nil, false, err
	}
	if more = len(rows) > limit; more {
		rows = rows[:limit]
	}
	for i := range rows {
		if r := &rows[i]; f.Matches(&r.Call) {
			calls = append(calls, burncloud.PostedCall{LSN: uint64(r.lsn), Call: &r.Call})
		}
	}
	return calls, more, d.err()
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

func (w *conditions) and() string { return strings.Join(w.terms, ` AND `) }

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
