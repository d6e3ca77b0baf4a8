package responses

import (
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// hosted are the canonical names of the hosted tools that other dialects have too.
var hosted = []struct{ own, name string }{
	{"web_search", llm.HostedWebSearch},
	{"web_search_preview", llm.HostedWebSearch},
	{"web_search_preview_2025_03_11", llm.HostedWebSearch},
	{"web_search_2025_08_26", llm.HostedWebSearch},
	{"code_interpreter", llm.HostedCode},
}

func hostedName(own string) string {
	for _, h := range hosted {
		if h.own == own {
			return h.name
		}
	}
	return own
}

// rawTool is a tool as it is written: flat.
type rawTool struct {
	kind, name, description string
	parameters, grammar     llm.Raw
	strict                  *bool
	strictSaid              bool
	mark                    llm.CacheMark
}

func (d *requestDecoder) tool(at string, i int, v []byte) {
	var t rawTool
	d.Object("", at, v, func(k, v []byte) {
		switch name := string(k); name {
		case "type":
			t.kind = d.String(at, name, v)
		case "name":
			t.name, _ = rawjson.String(v) // hosted tools may have anything here
		case "description":
			t.description, _ = rawjson.String(v)
		case "parameters":
			t.parameters = d.Raw(at, name, v)
		case "format":
			t.grammar = d.Raw(at, name, v)
		case "strict":
			t.strict, t.strictSaid = d.Flag(at, name, v), true
		case "cache_control":
			t.mark = d.CacheControl(at, name, v)
		}
	})
	tool := llm.Tool{Name: t.name, Description: t.description, Cache: t.mark, Pos: i}
	switch t.kind {
	case "function":
		tool.Kind, tool.Schema, tool.Strict = llm.ToolFunction, t.parameters, t.strictness()
	case "custom":
		tool.Kind, tool.Grammar = llm.ToolCustom, nestGrammar(t.grammar)
	case "":
		d.Fault(at, "type", "is required")
		return
	default:
		tool = llm.Tool{Kind: llm.ToolHosted, Name: hostedName(t.kind), From: Dialect, Raw: d.Raw("", at, v), Pos: i}
	}
	if tool.Name == "" {
		d.Fault(at, "name", "is required")
	}
	d.req.Tools = append(d.req.Tools, tool)
}

// moreTools reads tools that items of the input bring along; those that are known already are left out.
func (d *requestDecoder) moreTools(at string, v []byte) {
	d.Array(at, "tools", v, func(_ int, v []byte) {
		n := len(d.req.Tools)
		d.tool(at+".tools", n, v)
		if len(d.req.Tools) == n {
			return
		}
		for _, t := range d.req.Tools[:n] {
			if t.Name == d.req.Tools[n].Name {
				d.req.Tools = d.req.Tools[:n]
				return
			}
		}
	})
}

// strictness is what the dialect means by the member: null is false, and absence is true, for which OpenAI rewrites
// the schema (recorded: openai/responses). Nobody rewrites it here, so absence is strict only where the schema is fit
// for it as it is.
func (t *rawTool) strictness() *bool {
	strict := false
	switch {
	case t.strict != nil:
		return t.strict
	case !t.strictSaid:
		if !fitsStrict(t.parameters) {
			return nil
		}
		strict = true
	}
	return &strict
}

// fitsStrict reports whether all objects of a schema are closed and demand all of their properties.
func fitsStrict(schema []byte) bool {
	if len(schema) == 0 {
		return false
	}
	var properties, required, closed []byte
	object := false
	for c := rawjson.Members(schema); c.Next(); {
		switch string(c.Key) {
		case "type":
			object = string(c.Value) == `"object"`
		case "properties":
			properties = c.Value
		case "required":
			required = c.Value
		case "additionalProperties":
			closed = c.Value
		case "items":
			if len(c.Value) > 0 && c.Value[0] == '{' && !fitsStrict(c.Value) {
				return false
			}
		case "anyOf", "oneOf", "allOf", "$defs", "definitions":
			if !allFit(c.Value) {
				return false
			}
		}
	}
	if !object && properties == nil {
		return true
	}
	return string(closed) == "false" && elements(properties) == elements(required) && allFit(properties)
}

func allFit(schemas []byte) bool {
	if len(schemas) == 0 {
		return true
	}
	for c := rawjson.Members(schemas); c.Next(); {
		if len(c.Value) > 0 && c.Value[0] == '{' && !fitsStrict(c.Value) {
			return false
		}
	}
	return true
}

func elements(raw []byte) int {
	n := 0
	if len(raw) > 0 {
		for c := rawjson.Members(raw); c.Next(); {
			n++
		}
	}
	return n
}

// nestGrammar writes a format of this dialect as chat completions have it, where a grammar is an object of its own.
func nestGrammar(format llm.Raw) llm.Raw {
	if llm.Find(format, "definition") == nil {
		return format
	}
	w := llm.Writer{}
	w.Open('{')
	w.Str("type", "grammar")
	w.OpenKey("grammar", '{')
	for c := rawjson.Members(format); c.Next(); {
		if k := string(c.Key); k == "syntax" || k == "definition" {
			w.Raw(k, llm.Raw(c.Value))
		}
	}
	w.Close('}')
	w.Close('}')
	return w.Buf
}

// flatGrammar is the inverse of nestGrammar.
func flatGrammar(format llm.Raw) llm.Raw {
	grammar := llm.Find(format, "grammar")
	if grammar == nil {
		return format
	}
	w := llm.Writer{}
	w.Open('{')
	w.Str("type", "grammar")
	for c := rawjson.Members(grammar); c.Next(); {
		if k := string(c.Key); k == "syntax" || k == "definition" {
			w.Raw(k, llm.Raw(c.Value))
		}
	}
	w.Close('}')
	return w.Buf
}

// choice reads tool_choice.
func (d *requestDecoder) choice(v []byte) {
	const at = "tool_choice"
	c := &d.req.ToolChoice
	if rawjson.IsNull(v) {
		return
	}
	if len(v) > 0 && v[0] == '"' {
		switch mode := d.String("", at, v); mode {
		case "auto", "none", "required":
			c.Mode = llm.ChoiceMode(mode)
		default:
			d.Fault("", at, "must be none, auto, required or an object")
		}
		return
	}
	var kind, name, mode string
	var allow []string
	d.Object("", at, v, func(k, v []byte) {
		switch field := string(k); field {
		case "type":
			kind = d.String(at, field, v)
		case "name":
			name = d.String(at, field, v)
		case "mode":
			mode = d.String(at, field, v)
		case "tools":
			allow = d.allowed(v)
		}
	})
	switch {
	case kind == "allowed_tools":
		c.Mode, c.Allow = llm.ChoiceAuto, allow
		if mode == "required" {
			c.Mode = llm.ChoiceRequired
		}
	case kind == "":
		d.Fault(at, "type", "is required")
	case name == "" && (kind == "function" || kind == "custom"):
		d.Fault(at, "name", "is required")
	case kind == "function" || kind == "custom":
		c.Mode, c.Name = llm.ChoiceRequired, name
	default:
		c.Mode, c.Name = llm.ChoiceRequired, hostedName(kind)
	}
}

func (d *requestDecoder) allowed(v []byte) []string {
	const at = "tool_choice.tools"
	allow := []string{}
	d.Array("", at, v, func(_ int, v []byte) {
		var kind, name string
		d.Object("", at, v, func(k, v []byte) {
			switch string(k) {
			case "type":
				kind = d.String(at, "type", v)
			case "name":
				name = d.String(at, "name", v)
			}
		})
		if name == "" {
			name = hostedName(kind)
		}
		allow = append(allow, name)
	})
	return allow
}
