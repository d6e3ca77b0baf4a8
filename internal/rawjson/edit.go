package rawjson

import (
	"slices"
	"unicode/utf8"
)

// Edit replaces the bytes of a span. An empty span with a positive offset is
// an insertion before that offset.
type Edit struct {
	At   Span
	With []byte
}

// Apply appends b with the edits made to dst, which must not overlap b, and
// returns the result; it grows dst at most once. Edits must be sorted and must
// not overlap, and their spans must be present: Apply panics otherwise, since
// the bytes would go to an upstream unseen.
func Apply(dst, b []byte, edits []Edit) []byte {
	size := len(b)
	for _, e := range edits {
		if !e.At.Present() {
			panic("rawjson: edit of an absent span")
		}
		size += len(e.With) - (e.At.End - e.At.Start)
	}
	dst = slices.Grow(dst, max(size, 0))
	done := 0
	for _, e := range edits {
		dst = append(dst, b[done:e.At.Start]...)
		dst = append(dst, e.With...)
		done = e.At.End
	}
	return append(dst, b[done:]...)
}

// AtStart returns the edit that inserts members as the first of the object.
// members is JSON text such as `"stream":true`, several separated by commas;
// the edit's bytes are appended to scratch, which may be nil. An object takes
// one insertion: where there are several members to add, join them.
func (l Layout) AtStart(scratch, members []byte) Edit {
	n := len(scratch)
	scratch = append(scratch, members...)
	if !l.Empty {
		scratch = append(scratch, ',')
	}
	return Edit{Span{l.Open + 1, l.Open + 1}, scratch[n:]}
}

// AtEnd is AtStart for the last place of the object.
func (l Layout) AtEnd(scratch, members []byte) Edit {
	n := len(scratch)
	if !l.Empty {
		scratch = append(scratch, ',')
	}
	return Edit{Span{l.Close, l.Close}, append(scratch, members...)[n:]}
}

// AppendString appends s as a JSON string. Only what JSON demands is escaped,
// so <, > and & stay as they are; bytes that are not UTF-8 become U+FFFD.
func AppendString(dst []byte, s string) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	done := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && n == 1 {
				dst = append(append(dst, s[done:i]...), "\uFFFD"...)
				done = i + 1
			}
			i += n
			continue
		}
		if c >= ' ' && c != '"' && c != '\\' {
			i++
			continue
		}
		dst = append(dst, s[done:i]...)
		switch c {
		case '"', '\\':
			dst = append(dst, '\\', c)
		case '\n':
			dst = append(dst, `\n`...)
		case '\r':
			dst = append(dst, `\r`...)
		case '\t':
			dst = append(dst, `\t`...)
		default:
			dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
		i++
		done = i
	}
	return append(append(dst, s[done:]...), '"')
}

func quoted(s string) string { return string(AppendString(nil, s)) }
