package llm

import (
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
)

// Reader reads the JSON of a request member by member and remembers the first fault, with its place in the caller's
// words. After a fault it goes on with zero values, so that decoders need not look after each step. null reads as
// absent. The zero value is ready.
type Reader struct{ fault *burncloud.Error }

// Err returns the first fault, nil if there is none.
func (r *Reader) Err() error {
	if r.fault == nil {
		return nil
	}
	return r.fault
}

// Fault notes that the field at path at.name is wrong. Either part of the path may be empty.
func (r *Reader) Fault(at, name, message string) {
	if r.fault != nil {
		return
	}
	if at != "" && name != "" {
		at += "."
	}
	param := at + name
	if param != "" {
		message = param + ": " + message
	}
	r.fault = BadRequest(param, message)
}

// Object calls f for each member. key is unescaped.
func (r *Reader) Object(at, name string, raw []byte, f func(key, value []byte)) {
	r.walk(at, name, raw, '{', "an object", func(c *rawjson.Cursor, _ int) { f(c.Key, c.Value) })
}

// Array calls f for each element.
func (r *Reader) Array(at, name string, raw []byte, f func(i int, value []byte)) {
	r.walk(at, name, raw, '[', "an array", func(c *rawjson.Cursor, i int) { f(i, c.Value) })
}

func (r *Reader) walk(at, name string, raw []byte, kind jsontext.Kind, want string, f func(*rawjson.Cursor, int)) {
	if rawjson.IsNull(raw) {
		return
	}
	if Raw(raw).Kind() != kind {
		r.Fault(at, name, "must be "+want)
		return
	}
	c := rawjson.Members(raw)
	for i := 0; c.Next(); i++ {
		f(&c, i)
	}
	if err := c.Err(); err != nil {
		r.Fault(at, name, err.Error())
	}
}

// String reads a string.
func (r *Reader) String(at, name string, raw []byte) string {
	if rawjson.IsNull(raw) {
		return ""
	}
	s, err := rawjson.String(raw)
	if err != nil {
		r.Fault(at, name, err.Error())
	}
	return s
}

// Bool reads true or false.
func (r *Reader) Bool(at, name string, raw []byte) bool {
	if rawjson.IsNull(raw) {
		return false
	}
	b, err := rawjson.Bool(raw)
	if err != nil {
		r.Fault(at, name, err.Error())
	}
	return b
}

// Flag reads true or false where absence means something else than either.
func (r *Reader) Flag(at, name string, raw []byte) *bool {
	if rawjson.IsNull(raw) {
		return nil
	}
	b := r.Bool(at, name, raw)
	return &b
}

// Number reads the literal of a number.
func (r *Reader) Number(at, name string, raw []byte) Number {
	if rawjson.IsNull(raw) {
		return ""
	}
	if v := Raw(raw); v.Kind() != '0' || !v.IsValid() {
		r.Fault(at, name, "must be a number")
		return ""
	}
	return Number(raw)
}

// Whole reads the literal of an integer that is not negative.
func (r *Reader) Whole(at, name string, raw []byte) Number {
	n := r.Number(at, name, raw)
	if i, ok := n.Int(); n != "" && (!ok || i < 0) {
		r.Fault(at, name, "must be an integer that is not negative")
		return ""
	}
	return n
}

// Strings reads an array of strings.
func (r *Reader) Strings(at, name string, raw []byte) []string {
	var out []string
	r.Array(at, name, raw, func(i int, v []byte) {
		out = append(out, r.String(at, name+"["+strconv.Itoa(i)+"]", v))
	})
	return out
}

// Raw keeps a value as it is, once it is known to be JSON without duplicate names.
func (r *Reader) Raw(at, name string, raw []byte) Raw {
	if rawjson.IsNull(raw) {
		return nil
	}
	if !Raw(raw).IsValid() {
		r.Fault(at, name, "is not valid JSON, or has a name twice")
		return nil
	}
	return Raw(raw).Clone()
}

// CacheControl reads a cache_control in the words of Anthropic, which OpenRouter and LiteLLM have taken over.
func (r *Reader) CacheControl(at, name string, raw []byte) CacheMark {
	if rawjson.IsNull(raw) {
		return ""
	}
	m := CacheDefault
	r.Object(at, name, raw, func(k, v []byte) {
		if string(k) == "ttl" {
			m = CacheMark(r.String(at, name+".ttl", v))
		}
	})
	return m
}

// Hint reads a member that is called alike in OpenAI's dialects and does not change the meaning of the answer. It
// reports whether the name is of such a member.
func (r *Reader) Hint(req *Request, name string, raw []byte) bool {
	switch name {
	case "user", "safety_identifier":
		if s := r.String("", name, raw); req.User == "" {
			req.User = s
		}
	case "metadata":
		req.Metadata = r.Raw("", name, raw)
	case "service_tier":
		req.ServiceTier = r.String("", name, raw)
	case "prompt_cache_key":
		req.Cache.Key = r.String("", name, raw)
	case "prompt_cache_retention":
		req.Cache.Retention = r.String("", name, raw)
	case "cache_control": // OpenRouter
		req.Cache.Mark = r.CacheControl("", name, raw)
	default:
		return false
	}
	return true
}

// Content reads a string or an array, whose elements part reads; it returns nil for what is no part of its own.
func (r *Reader) Content(at, name string, raw []byte, part func(at string, raw []byte) Part) []Part {
	if len(raw) > 0 && raw[0] == '"' {
		return []Part{Text{Text: r.String(at, name, raw)}}
	}
	if at != "" {
		name = at + "." + name
	}
	var parts []Part
	r.Array(name, "", raw, func(i int, v []byte) {
		if p := part(name+"["+strconv.Itoa(i)+"]", v); p != nil {
			parts = append(parts, p)
		}
	})
	return parts
}

// Extra keeps a member that the dialect's codec does not know.
func (r *Reader) Extra(x *Extra, key, raw []byte) {
	for _, m := range x.Members {
		if m.Name == string(key) {
			r.Fault("", string(key), "is given twice")
			return
		}
	}
	if v := r.Raw("", string(key), raw); v != nil {
		x.Members = append(x.Members, Member{Name: string(key), Value: v})
	}
}
