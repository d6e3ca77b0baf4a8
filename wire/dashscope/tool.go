package dashscope

import (
	"github.com/burncloud/burncloud/llm"
)

// unforced reports whether the model cannot be made to call a tool.
func (e *requestEncoder) unforced() bool {
	return e.target.Quirks.NoForcedTool && !e.req.Reasoning.IsOff()
}

// tools writes the tools and how free the model is to call them. The provider's own web search is a parameter.
func (e *requestEncoder) tools() {
	list, choice := e.req.Allowed(), e.req.ToolChoice
	if e.format {
		tool, forced := e.req.FormatAsTool()
		list, choice = []llm.Tool{tool}, forced
	}
	var kept []llm.Tool
	for _, t := range list {
		switch {
		case t.Kind != llm.ToolHosted:
			kept = append(kept, t)
		case t.Name == llm.HostedWebSearch:
			e.Bool("enable_search", true)
			e.lost.DropOptions(t)
		default:
			e.lost.DropTool(&t)
		}
	}
	if len(kept) == 0 {
		return
	}
	e.OpenKey("tools", '[')
	for i := range kept {
		e.tool(&kept[i])
	}
	e.Close(']')
	e.choice(choice, kept)
	e.Flag("parallel_tool_calls", e.req.ParallelTools)
}

func (e *requestEncoder) tool(t *llm.Tool) {
	schema := e.lost.Parameters(t)
	if t.Strict != nil && *t.Strict {
		e.lost.DropAt(e.req.ToolPath(t), llm.FieldStrictTool, llm.NotInDialect)
	}
	if t.Cache != "" {
		e.lost.DropAt(e.req.ToolPath(t), llm.FieldCacheMark, llm.NotInDialect)
	}
	e.Function(t, schema)
}

// choice writes "auto", "none" or one tool; there is no word for any tool (documented).
func (e *requestEncoder) choice(c llm.ToolChoice, kept []llm.Tool) {
	name := c.Name
	if name == "" && len(kept) == 1 {
		name = kept[0].Name
	}
	switch {
	case c.Mode == llm.ChoiceAny:
	case c.Mode != llm.ChoiceRequired:
		e.Str("tool_choice", string(c.Mode))
	case e.unforced():
		e.lost.Change(llm.FieldToolChoice, "the model cannot be made to call a tool while it reasons")
		e.Str("tool_choice", "auto")
	case name == "":
		e.lost.Change(llm.FieldToolChoice, "the upstream can be made to call one certain tool, but not any")
		e.Str("tool_choice", "auto")
	default:
		e.OpenKey("tool_choice", '{')
		e.Str("type", "function")
		e.OpenKey("function", '{')
		e.Str("name", name)
		e.Close('}')
		e.Close('}')
	}
}
