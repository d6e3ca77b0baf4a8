package store

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/burncloud/burncloud"
)

// decoder fills structs from rows. A value that does not decode, because somebody edited the row, is noted with its
// table, row and column, and never with itself: it may be a secret.
type decoder struct {
	table  string
	id     string // of the row being decoded; the first column
	faults burncloud.Faults
}

func (d *decoder) fault(column, message string) {
	d.faults = append(d.faults, burncloud.Fault{Field: fmt.Sprintf("%s[%s].%s", d.table, d.id, column), Message: message})
}

// err returns the faults, if there are any.
func (d *decoder) err() error {
	if len(d.faults) == 0 {
		return nil
	}
	return d.faults
}

// column decodes one value; it is a sql.Scanner that never fails.
type column struct {
	d    *decoder
	name string
	set  func(value any) (fault string)
}

// Scan is called by database/sql.
func (c column) Scan(value any) error {
	if fault := c.set(value); fault != "" {
		c.d.fault(c.name, fault)
	}
	return nil
}

// asText returns a text, or the fault. NULL is the empty text.
func asText(value any) (s, fault string) {
	switch v := value.(type) {
	case nil:
		return "", ""
	case string:
		return v, ""
	case []byte:
		return string(v), ""
	}
	return "", "is not text"
}

func text[T ~string](d *decoder, name string, dst *T) column {
	return column{d, name, func(value any) string {
		s, fault := asText(value)
		*dst = T(s)
		return fault
	}}
}

// ident is the row's identifier; it comes first, so that the faults of the other columns can name the row.
func ident[T ~string](d *decoder, name string, dst *T) column {
	return column{d, name, func(value any) string {
		s, fault := asText(value)
		d.id, *dst = s, T(s)
		return fault
	}}
}

// oneOf is a text from a closed list.
func oneOf[T ~string](d *decoder, name string, dst *T, allowed ...T) column {
	return column{d, name, func(value any) string {
		s, fault := asText(value)
		*dst = T(s)
		if fault == "" && !slices.Contains(allowed, T(s)) {
			return fmt.Sprintf("is none of %v", allowed)
		}
		return fault
	}}
}

func number[T ~int | ~int64 | ~uint64](d *decoder, name string, dst *T) column {
	return column{d, name, func(value any) string {
		n, ok := value.(int64)
		if !ok {
			return "is not an integer"
		}
		*dst = T(n)
		return ""
	}}
}

// optional is a number that may be NULL.
func optional[T ~int | ~int64](d *decoder, name string, dst **T) column {
	return column{d, name, func(value any) string {
		if value == nil {
			return ""
		}
		*dst = new(T)
		return number(d, name, *dst).set(value)
	}}
}

func boolean(d *decoder, name string, dst *bool) column {
	return column{d, name, func(value any) string {
		switch value {
		case true, int64(1):
			*dst = true
		case false, int64(0):
		default:
			return "is neither true nor false"
		}
		return ""
	}}
}

func instant(d *decoder, name string, dst *time.Time) column {
	return column{d, name, func(value any) string {
		us, ok := value.(int64)
		if !ok {
			return "is not a number of microseconds"
		}
		*dst = fromMicros(us)
		return ""
	}}
}

func digest(d *decoder, name string, dst *burncloud.TokenHash) column {
	return column{d, name, func(value any) string {
		s, fault := asText(value)
		if n, err := hex.Decode(dst[:], []byte(s[:min(len(s), 2*len(dst))])); err != nil || n != len(dst) || len(s) != 2*n {
			return "is not a SHA-256 in hexadecimal"
		}
		return fault
	}}
}

// digestOrNone is a digest that may be missing.
func digestOrNone(d *decoder, name string, dst *burncloud.TokenHash) column {
	return column{d, name, func(value any) string {
		if s, fault := asText(value); s == "" {
			return fault
		}
		return digest(d, name, dst).set(value)
	}}
}

// document is JSON text. An empty list or object leaves dst as it is.
func document(d *decoder, name string, dst any) column {
	return column{d, name, func(value any) string {
		s, fault := asText(value)
		if fault != "" || s == "[]" || s == "{}" {
			return fault
		}
		return jsonFault(json.Unmarshal([]byte(s), dst))
	}}
}

// jsonFault says where JSON is wrong, without quoting it.
func jsonFault(err error) string {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case err == nil:
		return ""
	case errors.As(err, &syntax):
		return fmt.Sprintf("is not JSON: error at byte %d", syntax.Offset)
	case errors.As(err, &kind):
		return fmt.Sprintf("is JSON of another shape: %s does not fit at byte %d", strings.Fields(kind.Value + " value")[0], kind.Offset)
	}
	return "is JSON of another shape"
}

// rowsOf runs a query and decodes its rows. Faults are left with the decoder; the error is the database's.
func rowsOf[T any](ctx context.Context, q querier, d *decoder, table string, columns func(*decoder, *T) []any, query string, args ...any) ([]T, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", table, err)
	}
	defer rows.Close()
	var row T
	into := columns(d, &row)
	var all []T
	for rows.Next() {
		row = *new(T)
		d.table, d.id = table, ""
		if err := rows.Scan(into...); err != nil {
			return nil, fmt.Errorf("reading %s: %w", table, err)
		}
		all = append(all, row)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("reading %s: %w", table, err)
	}
	return all, nil
}

// micros is the form of a time in a column.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func fromMicros(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

// list is the JSON of a list, "[]" when there is none.
func list[T any](items []T) (string, error) {
	if len(items) == 0 {
		return "[]", nil
	}
	b, err := json.Marshal(items)
	return string(b), err
}

// object is the JSON of a struct or map, "{}" when it is nil.
func object(v any) (string, error) {
	b, err := json.Marshal(v)
	if string(b) == "null" {
		return "{}", err
	}
	return string(b), err
}

// orNull is a reference that may be absent.
func orNull[T ~string](s T) any {
	if s == "" {
		return nil
	}
	return string(s)
}

func hexOf(h burncloud.TokenHash) string { return hex.EncodeToString(h[:]) }

// hexOrNone is "" for the zero hash.
func hexOrNone(h burncloud.TokenHash) string {
	if h == (burncloud.TokenHash{}) {
		return ""
	}
	return hexOf(h)
}
