package cohere

import (
	"github.com/burncloud/burncloud/llm"
)

// unforced reports whether the model cannot be made to call a tool.
func (e *requestEncoder) unforced() bool {
	return e.target.Quirks.NoForcedTool && !e.req.Reasoning.IsOff()
}

// tools writes the tools and how free the model is to call them. One certain tool is forced by offering no other.
func (e *requestEncoder) tools() {
	list, choice := e.req.Allowed(), e.req.ToolChoice
	if e.format {
		tool, forced := e.req.FormatAsTool()
		list, choice = []llm.Tool{tool}, forced
	}
	var kept []llm.Tool
	for _, t := range list {
		switch {
		case t.Kind == llm.ToolHosted:
			e.lost.DropTool(&t)
		case choice.Mode == llm.ChoiceRequired && choice.Name != "" && choice.Name != t.Name && !e.unforced():
		default:
			kept = append(kept, t)
		}
	}
	if len(kept) == 0 {
		return
	}
	strict := allStrict(kept)
	e.OpenKey("tools", '[')
	for i := range kept {
		e.tool(&kept[i], strict)
	}
	e.Close(']')
	if strict {
		e.Bool("strict_tools", true)
	}
	e.choice(choice)
	if p := e.req.ParallelTools; p != nil && !*p {
		e.lost.Drop(llm.FieldParallelTools, llm.NotInDialect)
	}
}

// allStrict reports whether every tool is strict: there is one switch for all.
func allStrict(tools []llm.Tool) bool {
	for _, t := range tools {
		if t.Strict == nil || !*t.Strict {
			return false
		}
	}
	return true
}

func (e *requestEncoder) tool(t *llm.Tool, strict bool) {
	schema := e.lost.Parameters(t)
	if t.Strict != nil && *t.Strict && !strict {
		e.lost.DropAt(e.req.ToolPath(t), llm.FieldStrictTool, "the upstream is strict about all tools or none")
	}
	if t.Cache != "" {
		e.lost.DropAt(e.req.ToolPath(t), llm.FieldCacheMark, llm.NotInDialect)
	}
	e.Function(t, schema)
}

// choice writes "REQUIRED" or "NONE"; absence is the model's own choice (recorded: cohere/chat-v2).
func (e *requestEncoder) choice(c llm.ToolChoice) {
	switch {
	case c.Mode == llm.ChoiceNone:
		e.Str("tool_choice", "NONE")
	case c.Mode != llm.ChoiceRequired:
	case e.unforced():
		e.lost.Change(llm.FieldToolChoice, "the model cannot be made to call a tool while it reasons")
	default:
		e.Str("tool_choice", "REQUIRED")
	}
}
