package store

import (
	"context"
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/burncloud/burncloud"
)

// noun is how one kind of thing is read.
type noun[T any] struct {
	word    string // in messages: "channel"
	table   string
	id      string // the column that identifies a row
	search  string // the SQL expression that Page.Query looks into
	selects string // SELECT … FROM table
	columns func(*decoder, *T) []any
	key     func(*T) string
}

// one reads the row with the id.
func (n noun[T]) one(ctx context.Context, q querier, d *decoder, id string) (*T, error) {
	items, err := rowsOf(ctx, q, d, n.table, n.columns, n.selects+` WHERE `+n.id+` = $1`, id)
	if err != nil {
		return nil, err
	}
	if len(items) == 0 {
		return nil, n.missing(id)
	}
	return &items[0], d.err()
}

// first reads the row for which the condition holds.
func (n noun[T]) first(ctx context.Context, q querier, d *decoder, condition string, args ...any) (*T, error) {
	items, err := rowsOf(ctx, q, d, n.table, n.columns, n.selects+` WHERE `+condition, args...)
	if err != nil {
		return nil, err
	}
	if len(items) == 0 {
		return nil, &burncloud.Error{Kind: burncloud.KindNotFound, Message: "there is no such " + n.word}
	}
	return &items[0], d.err()
}

// all reads the whole table, in the order of identifiers.
func (n noun[T]) all(ctx context.Context, q querier, d *decoder) ([]T, error) {
	return rowsOf(ctx, q, d, n.table, n.columns, n.selects+` ORDER BY `+n.id)
}

// page reads one page of the list, and the cursor of the next.
func (n noun[T]) page(ctx context.Context, q querier, d *decoder, p burncloud.Page) (items []T, next string, err error) {
	return n.pageOf(ctx, q, d, p, "")
}

// pageOf is page of the rows for which the condition, with parameters from $3, holds.
func (n noun[T]) pageOf(ctx context.Context, q querier, d *decoder, p burncloud.Page, condition string, more ...any) (items []T, next string, err error) {
	after, err := base64.RawURLEncoding.DecodeString(p.Cursor)
	if err != nil {
		return nil, "", badCursor(err)
	}
	limit := pageLimit(p)
	query, args := n.selects+` WHERE `+n.id+` > $1`, append([]any{string(after), limit + 1}, more...)
	if condition != "" {
		query += ` AND ` + condition
	}
	if p.Query != "" {
		query += fmt.Sprintf(` AND LOWER(%s) LIKE LOWER($%d) ESCAPE '\'`, n.search, len(args)+1)
		args = append(args, "%"+strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(p.Query)+"%")
	}
	items, err = rowsOf(ctx, q, d, n.table, n.columns, query+` ORDER BY `+n.id+` LIMIT $2`, args...)
	if err != nil {
		return nil, "", err
	}
	if len(items) > limit {
		items = items[:limit]
		next = base64.RawURLEncoding.EncodeToString([]byte(n.key(&items[limit-1])))
	}
	return items, next, d.err()
}

// remove deletes the row with the id.
func (n noun[T]) remove(ctx context.Context, q querier, id string) error {
	r, err := q.ExecContext(ctx, `DELETE FROM `+n.table+` WHERE `+n.id+` = $1`, id)
	if err != nil {
		return err
	}
	gone, err := r.RowsAffected()
	if err == nil && gone == 0 {
		return n.missing(id)
	}
	return err
}

func (n noun[T]) missing(id string) error {
	return &burncloud.Error{Kind: burncloud.KindNotFound, Message: fmt.Sprintf("there is no %s %q", n.word, id)}
}

// Sizes of a page.
const (
	defaultPage = 50
	maxPage     = 200
)

// pageLimit is the size of the page; what is not asked for or out of range is put right.
func pageLimit(p burncloud.Page) int {
	if p.Limit < 1 {
		return defaultPage
	}
	return min(p.Limit, maxPage)
}

func badCursor(err error) error {
	return &burncloud.Error{Kind: burncloud.KindInvalid, Param: "cursor", Message: "it is not a cursor of this list", Err: err}
}

// exists refuses a reference to what is not there; param is the caller's name of the field. The database would refuse it
// as well, without saying which of several it was.
func exists[R ~string](ctx context.Context, q querier, param, query string, refs ...R) error {
	for i, ref := range refs {
		var n int
		if err := q.QueryRowContext(ctx, query, string(ref)).Scan(&n); err != nil {
			return err
		}
		if n == 0 {
			return &burncloud.Error{Kind: burncloud.KindInvalid, Param: param, Message: fmt.Sprintf("there is no %q", ref)}
		}
		for _, before := range refs[:i] {
			if before == ref {
				return &burncloud.Error{Kind: burncloud.KindInvalid, Param: param, Message: fmt.Sprintf("%q is named twice", ref)}
			}
		}
	}
	return nil
}

// maxNamed is how many of those that use a thing a conflict names.
const maxNamed = 5

// unused refuses to delete what the query still finds in use; the query selects the identifiers of what uses it.
func unused(ctx context.Context, q querier, what, kind, query string, args ...any) error {
	ids, err := rowsOf(ctx, q, new(decoder), kind, func(d *decoder, s *string) []any { return []any{text(d, "id", s)} }, query, args...)
	if err != nil || len(ids) == 0 {
		return err
	}
	names := strings.Join(ids[:min(len(ids), maxNamed)], ", ")
	if more := len(ids) - maxNamed; more > 0 {
		names += fmt.Sprintf(" and %d more", more)
	}
	return &burncloud.Error{Kind: burncloud.KindConflict, Message: fmt.Sprintf("%s is used by %s %s", what, kind, names)}
}
