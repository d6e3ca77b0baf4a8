package gemini

import (
	"slices"
	"strings"

	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// schemaTypes are in the order of their numbers.
var schemaTypes = []string{"", "STRING", "NUMBER", "INTEGER", "BOOLEAN", "ARRAY", "OBJECT", "NULL"}

// jsonSchema makes JSON Schema of Google's subset of OpenAPI: types are written in capitals or as numbers, null is
// allowed by nullable, 64-bit integers are strings, and propertyOrdering is what order means elsewhere. What is not
// schema is left as it is; nil stays nil.
func jsonSchema(raw llm.Raw) llm.Raw {
	if raw.Kind() != '{' {
		return raw
	}
	w := llm.Writer{Buf: make([]byte, 0, len(raw))}
	writeSchema(&w, raw)
	if out := llm.Raw(w.Buf); out.IsValid() {
		return out
	}
	return raw // two spellings of one keyword
}

// writeSchema writes one schema as an element or after a key.
func writeSchema(w *llm.Writer, raw []byte) {
	if llm.Raw(raw).Kind() != '{' {
		w.Elem(raw)
		return
	}
	nullable, order := false, []string(nil)
	for c := rawjson.Members(raw); c.Next(); {
		switch camel(c.Key) {
		case "nullable":
			nullable = string(c.Value) == "true"
		case "propertyOrdering":
			for s := rawjson.Members(c.Value); s.Next(); {
				order = append(order, llm.TextOf(s.Value))
			}
		}
	}
	w.Open('{')
	for c := rawjson.Members(raw); c.Next(); {
		if !rawjson.IsNull(c.Value) {
			writeKeyword(w, camel(c.Key), c.Value, nullable, order)
		}
	}
	w.Close('}')
}

func writeKeyword(w *llm.Writer, name string, v []byte, nullable bool, order []string) {
	switch name {
	case "nullable", "propertyOrdering":
	case "type":
		writeType(w, v, nullable)
	case "properties", "defs", "$defs":
		w.OpenKey(name, '{')
		for _, p := range ordered(v, order) {
			w.AnyKey(p.Name)
			writeSchema(w, p.Value)
		}
		w.Close('}')
	case "items", "additionalProperties":
		w.Key(name)
		writeSchema(w, v)
	case "anyOf", "oneOf", "allOf", "prefixItems":
		w.OpenKey(name, '[')
		for c := rawjson.Members(v); c.Next(); {
			writeSchema(w, c.Value)
		}
		w.Close(']')
	case "minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties":
		if n := len(v); n > 2 && v[0] == '"' {
			v = v[1 : n-1]
		}
		w.Raw(name, v)
	case "format":
		if string(v) != `"enum"` {
			w.Raw(name, v)
		}
	case "enum":
		w.OpenKey(name, '[')
		for c := rawjson.Members(v); c.Next(); {
			w.Elem(c.Value)
		}
		if nullable {
			w.Elem([]byte("null"))
		}
		w.Close(']')
	default:
		w.AnyKey(name)
		w.Buf = append(w.Buf, v...)
	}
}

// writeType writes the type of a schema; a list of types is JSON Schema already.
func writeType(w *llm.Writer, v []byte, nullable bool) {
	if len(v) > 0 && v[0] == '[' {
		w.Raw("type", v)
		return
	}
	t := strings.ToLower(enum(v, "", schemaTypes))
	switch {
	case t == "" || t == "type_unspecified":
	case nullable:
		w.OpenKey("type", '[')
		w.StrElem(t)
		w.StrElem("null")
		w.Close(']')
	default:
		w.Str("type", t)
	}
}

// ordered returns the members of an object, those of the list first.
func ordered(raw []byte, order []string) []llm.Member {
	var list []llm.Member
	for c := rawjson.Members(raw); c.Next(); {
		list = append(list, llm.Member{Name: string(c.Key), Value: c.Value})
	}
	if order == nil {
		return list
	}
	rank := func(m llm.Member) int {
		if i := slices.Index(order, m.Name); i >= 0 {
			return i
		}
		return len(order)
	}
	slices.SortStableFunc(list, func(a, b llm.Member) int { return rank(a) - rank(b) })
	return list
}
