package rawjson

import "bytes"

// Cursor walks the members of one object or the elements of one array:
//
//	for c := rawjson.Members(frame); c.Next(); {
//		if string(c.Key) == "usage" { ... c.Value ... }
//	}
//
// It allocates nothing unless a key has escapes, and is meant for small texts
// such as the events of a stream. Duplicate keys are returned as they come.
type Cursor struct {
	Key   []byte // unescaped key of the member, nil in an array; a view into the text unless it had escapes
	Value []byte // raw JSON of the member, a view into the text

	b     []byte
	i     int
	key   Span // between the quotes
	value Span
	close byte // the bracket that ends the walk; 0 if it is over
	any   bool // a member has been seen
	err   *Error
}

// Members starts a walk over value, which must be an object or array with
// nothing but white space around it; null has no members. The text must not
// change during the walk.
func Members(value []byte) Cursor {
	c := Cursor{b: value, i: skipSpace(value, 0)}
	switch {
	case c.i == len(value):
		c.err = &Error{Kind: KindEmpty, text: "invalid JSON: the text is empty"}
	case value[c.i] == '{':
		c.close = '}'
	case value[c.i] == '[':
		c.close = ']'
	case !IsNull(bytes.TrimSpace(value)):
		c.err = typeError("an object or array", value[c.i:])
	}
	c.i++
	return c
}

// Next moves to the next member, and reports whether there is one.
func (c *Cursor) Next() bool {
	if !c.step() {
		return false
	}
	c.Value = c.value.Of(c.b)
	if c.close == ']' {
		return true
	}
	c.Key = c.key.Of(c.b)
	if bytes.IndexByte(c.Key, '\\') >= 0 {
		c.Key = appendText(nil, c.Key)
	}
	return true
}

// Err returns what ended the walk before the end of the value, as an *Error,
// or nil. Members returned before may be used, with the care due to a broken text.
func (c *Cursor) Err() error {
	if c.err == nil {
		return nil
	}
	return c.err
}

// step reads one member into c.key and c.value.
func (c *Cursor) step() bool {
	if c.close == 0 {
		return false
	}
	b, i := c.b, skipSpace(c.b, c.i)
	if i < len(b) && b[i] == c.close {
		return c.end(i)
	}
	if c.any {
		if i >= len(b) || b[i] != ',' {
			return c.fail(c.separatorFault(i))
		}
		i = skipSpace(b, i+1)
	}
	c.any = true
	if c.close == '}' {
		var f fault
		if i, f = c.readKey(i); f.kind != 0 {
			return c.fail(f)
		}
	}
	end, f := skipValue(b, i, MaxDepth-1)
	if f.kind != 0 {
		return c.fail(f)
	}
	c.value = Span{i, end}
	c.i = end
	return true
}

// readKey reads a key and its colon, and returns where the value starts.
func (c *Cursor) readKey(i int) (int, fault) {
	c.key = Span{}
	if i >= len(c.b) || c.b[i] != '"' {
		return i, unexpected(c.b, i, "a key")
	}
	end := stringEnd(c.b, i+1)
	if end < 0 {
		return i, truncated(c.b)
	}
	c.key = Span{i + 1, end}
	if text := c.b[i+1 : end]; !plain(text) {
		if f := checkText(text, i+1, true); f.kind != 0 {
			return i, f
		}
	}
	i = skipSpace(c.b, end+1)
	if i >= len(c.b) || c.b[i] != ':' {
		return i, unexpected(c.b, i, "a colon")
	}
	return skipSpace(c.b, i+1), fault{}
}

func (c *Cursor) separatorFault(i int) fault {
	if i < len(c.b) && (c.b[i] == '}' || c.b[i] == ']') {
		return fault{KindBrackets, i, "mismatched brackets"}
	}
	return unexpected(c.b, i, "a comma")
}

// end closes the walk at the bracket at i.
func (c *Cursor) end(i int) bool {
	c.i = i
	if rest := skipSpace(c.b, i+1); rest < len(c.b) {
		c.key = Span{}
		return c.fail(fault{KindTrailing, rest, "more text after the value"})
	}
	c.close = 0
	return false
}

func (c *Cursor) fail(f fault) bool {
	c.err = f.err(c.key.Of(c.b))
	c.close = 0
	return false
}
