package llm

import (
	"slices"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/burncloud/burncloud/internal/rawjson"
)

// Writer appends JSON. It puts the commas itself; that brackets and keys pair is the caller's affair.
type Writer struct{ Buf []byte }

// comma separates from what precedes, if anything does.
func (w *Writer) comma() {
	if n := len(w.Buf); n > 0 {
		switch w.Buf[n-1] {
		case '{', '[', ':', ' ':
		default:
			w.Buf = append(w.Buf, ',')
		}
	}
}

// Open begins an object or array as an element, given its bracket.
func (w *Writer) Open(bracket byte) {
	w.comma()
	w.Buf = append(w.Buf, bracket)
}

// Close ends it.
func (w *Writer) Close(bracket byte) { w.Buf = append(w.Buf, bracket) }

// Key begins a member. The name must need no escapes.
func (w *Writer) Key(name string) {
	w.comma()
	w.Buf = append(append(append(w.Buf, '"'), name...), `":`...)
}

// OpenKey begins an object or array as a member.
func (w *Writer) OpenKey(name string, bracket byte) {
	w.Key(name)
	w.Buf = append(w.Buf, bracket)
}

// Str writes a member whose value is a string.
func (w *Writer) Str(name, value string) {
	w.Key(name)
	w.Buf = rawjson.AppendString(w.Buf, value)
}

// StrIf is Str unless the value is empty.
func (w *Writer) StrIf(name, value string) {
	if value != "" {
		w.Str(name, value)
	}
}

// StrNull is Str, but an empty value becomes null.
func (w *Writer) StrNull(name, value string) {
	if value == "" {
		w.Lit(name, "null")
		return
	}
	w.Str(name, value)
}

// Text writes a member whose value is a string given as bytes. What is not UTF-8 becomes U+FFFD.
func (w *Writer) Text(name string, value []byte) {
	w.Key(name)
	w.Buf, _ = jsontext.AppendQuote(w.Buf, value) // the only error is bad UTF-8, which is replaced
}

// Lit writes a member whose value is JSON already.
func (w *Writer) Lit(name, json string) {
	w.Key(name)
	w.Buf = append(w.Buf, json...)
}

// Num writes a number member unless it is absent.
func (w *Writer) Num(name string, n Number) {
	if n != "" {
		w.Lit(name, string(n))
	}
}

// Raw writes a member whose value is JSON already, unless it is absent.
func (w *Writer) Raw(name string, v Raw) {
	if v != nil {
		w.Key(name)
		w.Buf = append(w.Buf, v...)
	}
}

// Int writes an integer member.
func (w *Writer) Int(name string, n int64) {
	w.Key(name)
	w.Buf = strconv.AppendInt(w.Buf, n, 10)
}

// Bool writes a member that is true or false.
func (w *Writer) Bool(name string, b bool) {
	w.Key(name)
	w.Buf = strconv.AppendBool(w.Buf, b)
}

// Flag is Bool unless it is absent.
func (w *Writer) Flag(name string, b *bool) {
	if b != nil {
		w.Bool(name, *b)
	}
}

// Elem writes an element that is JSON already.
func (w *Writer) Elem(v []byte) {
	w.comma()
	w.Buf = append(w.Buf, v...)
}

// StrElem writes an element that is a string.
func (w *Writer) StrElem(s string) {
	w.comma()
	w.Buf = rawjson.AppendString(w.Buf, s)
}

// Strs writes a member that is an array of strings, unless there are none.
func (w *Writer) Strs(name string, list []string) {
	if len(list) == 0 {
		return
	}
	w.OpenKey(name, '[')
	for _, s := range list {
		w.StrElem(s)
	}
	w.Close(']')
}

// Extra writes the members that own's front did not know.
func (w *Writer) Extra(x Extra) {
	for _, m := range x.Members {
		w.AnyKey(m.Name)
		w.Buf = append(w.Buf, m.Value...)
	}
}

// CacheControl writes a cache mark in the words of Anthropic, which OpenRouter and LiteLLM have taken over.
func (w *Writer) CacheControl(m CacheMark) {
	w.OpenKey("cache_control", '{')
	w.Str("type", "ephemeral")
	if m != CacheDefault {
		w.Str("ttl", string(m))
	}
	w.Close('}')
}

// Merge returns the object with the members of set in place of its own or added to them. An absent set changes nothing.
func Merge(object []byte, set Raw) []byte {
	if set == nil {
		return object
	}
	w := Writer{Buf: make([]byte, 0, len(object)+len(set))}
	w.Open('{')
	for c := rawjson.Members(object); c.Next(); {
		if Find(set, string(c.Key)) == nil {
			w.member(c.Key, c.Value)
		}
	}
	for c := rawjson.Members(set); c.Next(); {
		w.member(c.Key, c.Value)
	}
	w.Close('}')
	return w.Buf
}

// Without returns the object without some of its members; that of an absent one is absent.
func Without(object Raw, names ...string) Raw {
	if object == nil {
		return nil
	}
	var w Writer
	w.Open('{')
	for c := rawjson.Members(object); c.Next(); {
		if !slices.Contains(names, string(c.Key)) {
			w.member(c.Key, c.Value)
		}
	}
	w.Close('}')
	return w.Buf
}

func (w *Writer) member(key, value []byte) {
	w.AnyKey(string(key))
	w.Buf = append(w.Buf, value...)
}

// AnyKey is Key for a name that may need escapes.
func (w *Writer) AnyKey(name string) {
	w.comma()
	w.Buf = append(rawjson.AppendString(w.Buf, name), ':')
}
