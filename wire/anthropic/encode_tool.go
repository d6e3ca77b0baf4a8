package anthropic

import (
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// tools writes the tools and what the model may do with them. Tools that only the history knows are declared again.
func (e *requestEncoder) tools() {
	list, choice := e.req.Allowed(), e.req.ToolChoice
	if e.format {
		tool, forced := e.req.FormatAsTool()
		list, choice = []llm.Tool{tool}, forced
	}
	if len(e.req.Tools) == 0 {
		list = append(list, e.req.HistoryTools()...)
	}
	start := len(e.Buf)
	e.OpenKey("tools", '[')
	empty := len(e.Buf)
	for i := range list {
		e.tool(&list[i])
	}
	if len(e.Buf) == empty {
		e.Buf = e.Buf[:start]
		return
	}
	e.Close(']')
	if len(e.req.Tools) > 0 || e.format {
		e.choice(choice)
	}
}

func (e *requestEncoder) tool(t *llm.Tool) {
	if t.Kind == llm.ToolHosted {
		e.hosted(t)
		return
	}
	schema := []byte(llm.NoParameters) // the member is required
	switch {
	case t.Kind == llm.ToolCustom:
		schema = []byte(llm.CustomParameters)
		if t.Grammar != nil {
			e.lost.DropAt(e.req.ToolPath(t), "custom.format", "the upstream has no grammars")
		}
	case t.Schema != nil:
		var ok bool
		if schema, ok = objectSchema(t.Schema); !ok {
			e.lost.Refuse(e.req.ToolPath(t)+".function.parameters", "must be the schema of an object")
			return
		}
	}
	e.Open('{')
	e.Str("name", t.Name)
	e.StrIf("description", t.Description)
	e.Raw("input_schema", schema)
	e.Flag("strict", t.Strict)
	e.mark(t.Cache)
	e.Close('}')
}

// objectSchema returns the schema with the type that must stand there, if it can have it.
func objectSchema(schema llm.Raw) ([]byte, bool) {
	if schema.Kind() != '{' {
		return nil, false
	}
	for m := rawjson.Members(schema); m.Next(); {
		if string(m.Key) == "type" {
			return schema, string(m.Value) == `"object"`
		}
	}
	return llm.Merge(schema, llm.Raw(`{"type":"object"}`)), true
}

// hosted writes a tool that the provider runs: this dialect's own, or its equal of another's.
func (e *requestEncoder) hosted(t *llm.Tool) {
	switch {
	case t.From == Dialect:
		e.Elem(t.Raw)
	case t.Name == llm.HostedWebSearch:
		e.lost.DropOptions(*t)
		e.Elem([]byte(`{"type":"web_search_20250305","name":"web_search"}`))
	default:
		e.lost.DropTool(t)
	}
}

func (e *requestEncoder) choice(c llm.ToolChoice) {
	kind := ""
	switch c.Mode {
	case llm.ChoiceAuto, llm.ChoiceNone:
		kind = string(c.Mode)
	case llm.ChoiceRequired:
		kind = "any"
		if c.Name != "" {
			kind = "tool"
		}
		if e.thinks || e.target.Quirks.NoForcedTool && !e.req.Reasoning.IsOff() && !e.format {
			kind = "auto"
			e.lost.Change(llm.FieldToolChoice, "the model cannot be made to call a tool while it thinks")
		}
	}
	single := e.req.ParallelTools != nil && !*e.req.ParallelTools
	if kind == "" && single {
		kind = "auto"
	}
	if kind == "" {
		return
	}
	e.OpenKey("tool_choice", '{')
	e.Str("type", kind)
	if kind == "tool" {
		e.Str("name", c.Name)
	}
	if single && kind != "none" {
		e.Bool("disable_parallel_tool_use", true)
	}
	e.Close('}')
}

// unknownKeywords are what the compiler of schemas refuses; they only narrow what is valid.
var unknownKeywords = map[string]bool{
	"minimum": true, "maximum": true, "exclusiveMinimum": true, "exclusiveMaximum": true, "multipleOf": true,
	"minLength": true, "maxLength": true, "maxItems": true, "uniqueItems": true, "minProperties": true, "maxProperties": true,
}

// namedSchemas are the keywords whose members are schemas by name.
var namedSchemas = map[string]bool{"properties": true, "$defs": true, "definitions": true}

// maxSchemaDepth bounds the descent into a schema; below it the schema stays as it is.
const maxSchemaDepth = 64

// appendClosed appends a schema as structured output wants it: every object is closed with additionalProperties:false
// and keywords that are refused are left out. Order and literals stay.
func appendClosed(dst []byte, schema []byte, depth int) []byte {
	if len(schema) == 0 || depth > maxSchemaDepth || schema[0] != '{' && schema[0] != '[' {
		return append(dst, schema...)
	}
	w := llm.Writer{Buf: append(dst, schema[0])}
	object, closed := false, schema[0] == '['
	for m := rawjson.Members(schema); m.Next(); {
		if schema[0] == '[' {
			w.Elem(appendClosed(nil, m.Value, depth+1))
			continue
		}
		key := string(m.Key)
		switch {
		case unknownKeywords[key]:
			continue
		case key == "additionalProperties":
			closed = true
			m.Value = []byte("false")
		case key == "type" && string(m.Value) == `"object"` || key == "properties":
			object = true
		}
		w.AnyKey(key)
		switch {
		case namedSchemas[key]:
			w.Buf = appendNamed(w.Buf, m.Value, depth+1)
		case key == "enum" || key == "const" || key == "default" || key == "examples" || key == "required":
			w.Buf = append(w.Buf, m.Value...)
		default:
			w.Buf = appendClosed(w.Buf, m.Value, depth+1)
		}
	}
	if object && !closed {
		w.Bool("additionalProperties", false)
	}
	w.Close(schema[0] + 2) // ']' and '}' are two after their opening brackets
	return w.Buf
}

// appendNamed closes the schemas that are members of an object.
func appendNamed(dst []byte, object []byte, depth int) []byte {
	if len(object) == 0 || object[0] != '{' {
		return append(dst, object...)
	}
	w := llm.Writer{Buf: append(dst, '{')}
	for m := rawjson.Members(object); m.Next(); {
		w.AnyKey(string(m.Key))
		w.Buf = appendClosed(w.Buf, m.Value, depth)
	}
	w.Close('}')
	return w.Buf
}
