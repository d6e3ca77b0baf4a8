package responses

import (
	"github.com/burncloud/burncloud/llm"
)

func (e *requestEncoder) tools() {
	if e.formatAsTool() {
		t, choice := e.req.FormatAsTool()
		e.OpenKey("tools", '[')
		e.function(&t)
		e.Close(']')
		e.choice(choice)
		return
	}
	mark := len(e.Buf)
	e.OpenKey("tools", '[')
	empty := len(e.Buf)
	for i := range e.req.Tools {
		e.tool(&e.req.Tools[i])
	}
	if len(e.Buf) == empty {
		e.Buf = e.Buf[:mark]
		return
	}
	e.Close(']')
	e.choice(e.req.ToolChoice)
	e.Flag("parallel_tool_calls", e.req.ParallelTools)
}

func (e *requestEncoder) tool(t *llm.Tool) {
	switch t.Kind {
	case llm.ToolFunction:
		e.function(t)
	case llm.ToolCustom:
		e.Open('{')
		e.Str("type", "custom")
		e.Str("name", t.Name)
		e.StrIf("description", t.Description)
		e.Raw("format", flatGrammar(t.Grammar))
		e.mark(t.Cache)
		e.Close('}')
	case llm.ToolHosted:
		e.hosted(t)
	}
}

// function writes strict always where the caller's dialect has another default than this one (wire-facts §3.1).
func (e *requestEncoder) function(t *llm.Tool) {
	e.Open('{')
	e.Str("type", "function")
	e.Str("name", t.Name)
	e.StrIf("description", t.Description)
	if t.Schema == nil {
		e.Lit("parameters", llm.NoParameters)
	} else {
		e.Raw("parameters", t.Schema)
	}
	if t.Strict != nil || e.req.From != Dialect {
		e.Bool("strict", t.Strict != nil && *t.Strict)
	}
	e.mark(t.Cache)
	e.Close('}')
}

// equals are the definitions of this dialect for hosted tools that came in another one.
var equals = map[string]string{
	llm.HostedWebSearch: `{"type":"web_search"}`,
	llm.HostedCode:      `{"type":"code_interpreter","container":{"type":"auto"}}`,
}

// hosted writes a tool that the provider runs: as it came, or the equal of another dialect's.
func (e *requestEncoder) hosted(t *llm.Tool) {
	switch {
	case t.From == Dialect:
		e.Elem(t.Raw)
	case exists(t):
		e.lost.DropOptions(*t)
		e.Elem([]byte(equals[t.Name]))
	default:
		e.lost.DropTool(t)
	}
}

// exists reports whether this dialect has the tool.
func exists(t *llm.Tool) bool {
	return t.Kind != llm.ToolHosted || t.From == Dialect || equals[t.Name] != ""
}

// find is the request's tool of that name that this dialect has; nil = there is none, or it is one that the caller
// did not declare, of which the upstream will tell.
func (e *requestEncoder) find(name string) (t *llm.Tool, lost bool) {
	for i := range e.req.Tools {
		if t := &e.req.Tools[i]; t.Name == name {
			return t, !exists(t)
		}
	}
	return nil, false
}

func (e *requestEncoder) choice(c llm.ToolChoice) {
	if c.Mode == llm.ChoiceRequired && e.target.Quirks.NoForcedTool && !e.req.Reasoning.IsOff() {
		e.lost.Change(llm.FieldToolChoice, "the model does not take a forced tool while it reasons")
		c.Mode, c.Name = llm.ChoiceAuto, ""
	}
	switch {
	case c.Allow != nil:
		e.allowed(c)
	case c.Name != "":
		t, lost := e.find(c.Name)
		if lost {
			e.lost.Drop(llm.FieldToolChoice, "the upstream does not have the tool "+c.Name)
			return
		}
		e.OpenKey("tool_choice", '{')
		e.named(t, c.Name)
		e.Close('}')
	case c.Mode != llm.ChoiceAny:
		e.Str("tool_choice", string(c.Mode))
	}
}

func (e *requestEncoder) allowed(c llm.ToolChoice) {
	e.OpenKey("tool_choice", '{')
	e.Str("type", "allowed_tools")
	e.Str("mode", string(c.Mode))
	e.OpenKey("tools", '[')
	for _, name := range c.Allow {
		if t, lost := e.find(name); !lost {
			e.Open('{')
			e.named(t, name)
			e.Close('}')
		}
	}
	e.Close(']')
	e.Close('}')
}

// named writes the members that point at a tool.
func (e *requestEncoder) named(t *llm.Tool, name string) {
	switch {
	case t != nil && t.Kind == llm.ToolHosted:
		e.Str("type", ownName(t))
		return
	case t != nil && t.Kind == llm.ToolCustom:
		e.Str("type", "custom")
	default:
		e.Str("type", "function")
	}
	e.Str("name", name)
}

// ownName is the type of a hosted tool in this dialect.
func ownName(t *llm.Tool) string {
	if t.From == Dialect {
		if own := unquoted(llm.Find(t.Raw, "type")); own != nil {
			return string(own)
		}
	}
	if t.Name == llm.HostedCode {
		return "code_interpreter"
	}
	return t.Name
}
