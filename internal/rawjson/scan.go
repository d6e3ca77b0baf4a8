// Package rawjson reads and edits JSON without decoding it: a strict scan of
// the top level of an object, typed readers of single values, and edits that
// leave every other byte as it was.
package rawjson

import "bytes"

// Span is a range of bytes of a scanned text. The zero value means absent: no
// value of an object can end at offset 0.
type Span struct{ Start, End int }

// Present reports whether the span was found.
func (s Span) Present() bool { return s.End != 0 }

// Of returns the bytes of the span, nil if it is absent. b must be the text
// that was scanned; the result is a view into it.
func (s Span) Of(b []byte) []byte {
	if s.End == 0 {
		return nil
	}
	return b[s.Start:s.End]
}

// Layout tells where the members of a scanned object may be inserted.
type Layout struct {
	Open  int  // offset of the opening brace
	Close int  // offset of the closing brace
	Empty bool // there are no members
}

// Scan walks the top level of the one object in b and stores in out[i] the
// span of the value of the i-th name; absent names get the zero span. out must
// be at least as long as names. Nothing is allocated unless Scan fails, with an
// *Error; out means nothing then.
//
// No two readers of an accepted text can disagree about a known key: it
// appears once, in one spelling of its case, compared unescaped, and nothing
// follows the object. Keys must be well-formed UTF-8 without half surrogate
// pairs, and so must the values of known keys that are strings. All scalars of
// the top level are checked. Nested values are only checked for ended strings
// and matching brackets, and not for UTF-8: what is wrong in there, the
// receiver of the bytes will say.
func Scan(b []byte, names *Names, out []Span) (Layout, error) {
	out = out[:names.Len()]
	clear(out)
	start := skipSpace(b, 0)
	if err := checkStart(b, start); err != nil {
		return Layout{}, err
	}
	c := Cursor{b: b, i: start + 1, close: '}'}
	for c.step() {
		i, err := known(&c, names)
		if err == nil {
			err = checkValue(&c, i >= 0)
		}
		if err != nil {
			return Layout{}, err
		}
		if i < 0 {
			continue
		}
		if out[i].Present() {
			return Layout{}, &Error{KindDuplicate, c.key.Start - 1, names.list[i], "duplicate key " + quoted(names.list[i])}
		}
		out[i] = c.value
	}
	if c.err != nil {
		return Layout{}, c.err
	}
	return Layout{Open: start, Close: c.i, Empty: !c.any}, nil
}

// checkStart refuses a text whose first byte after white space, at i, does not
// open an object.
func checkStart(b []byte, i int) error {
	switch {
	case i == len(b):
		return &Error{Kind: KindEmpty, text: "invalid JSON: the text is empty"}
	case b[i] == '{':
		return nil
	case bytes.HasPrefix(b, []byte("\xef\xbb\xbf")):
		return &Error{Kind: KindBOM, text: "invalid JSON: the text starts with a byte order mark"}
	}
	end, f := skipValue(b, i, MaxDepth)
	if f.kind == 0 && skipSpace(b, end) < len(b) {
		f = fault{KindTrailing, skipSpace(b, end), "more text after the value"}
	}
	if f.kind != 0 {
		return f.err(nil)
	}
	return &Error{Kind: KindNotObject, Offset: i, text: "the JSON must be an object, not " + typeOf(b[i])}
}

// known returns the index of the key of the current member, -1 if it is not
// one of names.
func known(c *Cursor, names *Names) (int, error) {
	var buf [maxRawKey]byte
	key := c.key.Of(c.b)
	if bytes.IndexByte(key, '\\') >= 0 {
		if len(key) > maxRawKey {
			return -1, nil // no spelling of a name is that long
		}
		key = appendText(buf[:0], key)
	}
	i, exact := names.find(key)
	if i < 0 || exact {
		return i, nil
	}
	text := "key " + quoted(shown(key)) + " differs from " + quoted(names.list[i]) + " only by case"
	return i, &Error{KindCaseVariant, c.key.Start - 1, shown(key), text}
}

// checkValue looks inside the current value if it is a string: skipValue has
// checked the rest.
func checkValue(c *Cursor, strict bool) error {
	if c.b[c.value.Start] != '"' {
		return nil
	}
	text := c.b[c.value.Start+1 : c.value.End-1]
	if f := checkText(text, c.value.Start+1, strict); f.kind != 0 {
		return f.err(c.key.Of(c.b))
	}
	return nil
}
