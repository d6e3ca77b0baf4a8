package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/burncloud/burncloud"
)

const selectAudit = `SELECT CAST(seq AS TEXT), seq, time_us, actor_kind, actor_id, actor_name, action, object, ip, before_doc, after_doc, hash FROM audit`

func auditColumns(d *decoder, e *burncloud.AuditEntry) []any {
	return []any{
		ident(d, "seq", new(string)), number(d, "seq", &e.Seq), instant(d, "time_us", &e.Time), text(d, "actor_kind", &e.Actor.Kind),
		text(d, "actor_id", &e.Actor.ID), text(d, "actor_name", &e.Actor.Name), text(d, "action", &e.Action), text(d, "object", &e.Object),
		text(d, "ip", &e.IP), raw(d, "before_doc", &e.Before), raw(d, "after_doc", &e.After), text(d, "hash", &e.Hash),
	}
}

// raw is JSON that is passed on as it is; the empty text is none.
func raw(d *decoder, name string, dst *json.RawMessage) column {
	return column{d, name, func(value any) string {
		s, fault := asText(value)
		*dst = nil
		if fault == "" && s != "" {
			*dst = json.RawMessage(s)
		}
		return fault
	}}
}

// appendAudit records in the transaction what it does, as the context's change says. Without a change there is nothing to
// record: it is the program's own work.
func (db *DB) appendAudit(ctx context.Context, tx querier) error {
	c := burncloud.ChangeOf(ctx)
	if c == nil {
		return nil
	}
	e := burncloud.AuditEntry{Time: fromMicros(micros(db.now())), Actor: c.Actor, Action: c.Action, Object: c.Object, IP: c.IP}
	before, err := auditDocument(c.Before)
	if err != nil {
		return err
	}
	after, err := auditDocument(c.After)
	if err != nil {
		return err
	}
	e.Before, e.After = json.RawMessage(before), json.RawMessage(after)
	var last string
	// The row stays locked until the end of the transaction, so the chain cannot fork.
	if err := tx.QueryRowContext(ctx, `UPDATE audit_head SET seq = seq + 1 WHERE id = 1 RETURNING seq, hash`).Scan(&e.Seq, &last); err != nil {
		return fmt.Errorf("audit log: %w", err)
	}
	e.Hash = auditHash(last, &e)
	_, err = tx.ExecContext(ctx, `INSERT INTO audit (seq, time_us, actor_kind, actor_id, actor_name, action, object, ip, before_doc, after_doc, hash)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		e.Seq, micros(e.Time), e.Actor.Kind, e.Actor.ID, e.Actor.Name, e.Action, e.Object, e.IP, before, after, e.Hash)
	if err != nil {
		return fmt.Errorf("audit log: %w", err)
	}
	if _, err = tx.ExecContext(ctx, `UPDATE audit_head SET hash = $1 WHERE id = 1`, e.Hash); err != nil {
		return fmt.Errorf("audit log: %w", err)
	}
	return nil
}

// NoteAudit appends an entry for the context's change: of what is to be accounted for though it changes nothing.
func (db *DB) NoteAudit(ctx context.Context) error {
	return db.write(ctx, func(*sql.Tx) error { return nil })
}

func auditDocument(v any) (string, error) {
	if v == nil {
		return "", nil
	}
	b, err := json.Marshal(v)
	return string(b), err
}

// auditHash chains an entry to the one before. Each part is preceded by its length, so that none can pass for another.
func auditHash(last string, e *burncloud.AuditEntry) string {
	h := sha256.New()
	for _, part := range []string{
		last, strconv.FormatInt(e.Seq, 10), strconv.FormatInt(micros(e.Time), 10), e.Actor.Kind, e.Actor.ID, e.Actor.Name,
		e.Action, e.Object, e.IP, string(e.Before), string(e.After),
	} {
		fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Audit returns one page of the entries that the filter selects, newest first, and the cursor of the next page, "" when
// there is none. An object selects those below it, too: "channels" is all channels.
func (db *DB) Audit(ctx context.Context, f burncloud.AuditFilter, p burncloud.Page) (items []burncloud.AuditEntry, next string, err error) {
	var before int64 = 1<<63 - 1
	if p.Cursor != "" {
		if before, err = strconv.ParseInt(p.Cursor, 10, 64); err != nil || before < 1 {
			return nil, "", badCursor(err)
		}
	}
	limit := pageLimit(p)
	items, err = auditBefore(ctx, db.readers, f, before, limit+1)
	if err != nil {
		return nil, "", err
	}
	if len(items) > limit {
		items = items[:limit]
		next = strconv.FormatInt(items[limit-1].Seq, 10)
	}
	return items, next, nil
}

func auditBefore(ctx context.Context, q querier, f burncloud.AuditFilter, before int64, limit int) ([]burncloud.AuditEntry, error) {
	w := &conditions{}
	w.add(true, `seq < $`, before)
	w.add(f.Action != "", `action = $`, f.Action)
	w.add(!f.From.IsZero(), `time_us >= $`, micros(f.From))
	w.add(!f.To.IsZero(), `time_us < $`, micros(f.To))
	w.add(f.Actor != "", `(actor_id = $ OR actor_name = $)`, f.Actor)
	w.add(f.Object != "", `(object = $ OR (object > $ || '/' AND object < $ || '0'))`, f.Object) // '0' follows '/'
	w.args = append(w.args, limit)
	d := new(decoder)
	items, err := rowsOf(ctx, q, d, "audit", auditColumns, selectAudit+` WHERE `+strings.Join(w.terms, ` AND `)+` ORDER BY seq DESC LIMIT $`+strconv.Itoa(len(w.args)), w.args...)
	if err != nil {
		return nil, err
	}
	return items, d.err()
}

// EachAudit calls f with every entry that the filter selects, newest first, and stops at the first error.
func (db *DB) EachAudit(ctx context.Context, f burncloud.AuditFilter, each func(*burncloud.AuditEntry) error) error {
	var before int64 = 1<<63 - 1
	for {
		items, err := auditBefore(ctx, db.readers, f, before, exportPage)
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
		before = items[exportPage-1].Seq
	}
}

// VerifyAudit reads the whole chain as it is at one moment and returns how many entries it has. The error names the first
// that was changed, left out or cut off. Whoever can write to the database can make a chain anew: keep the last hash elsewhere.
func (db *DB) VerifyAudit(ctx context.Context) (entries int64, last string, err error) {
	err = db.read(ctx, func(q querier) error {
		entries, last, err = verifyAudit(ctx, q)
		return err
	})
	return entries, last, err
}

func verifyAudit(ctx context.Context, q querier) (entries int64, last string, err error) {
	for {
		d := new(decoder)
		items, err := rowsOf(ctx, q, d, "audit", auditColumns, selectAudit+` WHERE seq > $1 ORDER BY seq LIMIT $2`, entries, exportPage)
		if err := firstError(err, d.err()); err != nil {
			return entries, last, err
		}
		for i := range items {
			e := &items[i]
			if e.Seq != entries+1 {
				return entries, last, fmt.Errorf("audit log: entry %d is missing", entries+1)
			}
			if e.Hash != auditHash(last, e) {
				return entries, last, fmt.Errorf("audit log: entry %d is not what was written", e.Seq)
			}
			entries, last = e.Seq, e.Hash
		}
		if len(items) < exportPage {
			break
		}
	}
	var head int64
	var hash string
	err = q.QueryRowContext(ctx, `SELECT seq, hash FROM audit_head WHERE id = 1`).Scan(&head, &hash)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return entries, last, err
	}
	if head != entries || hash != last {
		return entries, last, fmt.Errorf("audit log: it ends at entry %d, entry %d was the last", entries, head)
	}
	return entries, last, nil
}
