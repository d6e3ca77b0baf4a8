package bedrock

import (
	"github.com/burncloud/burncloud/llm"
)

// unforced reports whether the model cannot be made to call a tool: Claude cannot while it thinks.
func (e *requestEncoder) unforced() bool {
	return e.thinks && (e.target.Quirks.NoForcedTool || e.origin == llm.OriginAnthropic)
}

// toolConfig writes the tools. With calls in the history there must be some (wire-facts §13), even where the model is to
// call none, for which there is no word.
func (e *requestEncoder) toolConfig() {
	list, choice := e.req.Allowed(), e.req.ToolChoice
	history := e.req.HistoryTools()
	if e.format {
		tool, forced := e.req.FormatAsTool()
		list, choice = []llm.Tool{tool}, forced
	}
	if choice.Mode == llm.ChoiceNone {
		if !e.called() {
			return
		}
		e.lost.Change(llm.FieldToolChoice, "the upstream cannot keep the model from calling the tools of the conversation")
		choice = llm.ToolChoice{}
	}
	var kept []llm.Tool
	for _, t := range append(list[:len(list):len(list)], history...) {
		if t.Kind == llm.ToolHosted {
			e.lost.DropTool(&t)
			continue
		}
		kept = append(kept, t)
	}
	if len(kept) == 0 {
		return
	}
	e.OpenKey("toolConfig", '{')
	e.OpenKey("tools", '[')
	for i := range kept {
		e.tool(&kept[i])
	}
	e.Close(']')
	e.choice(choice)
	e.Close('}')
	if p := e.req.ParallelTools; p != nil && !*p {
		e.lost.Drop(llm.FieldParallelTools, llm.NotInDialect)
	}
}

// called reports whether tools were called in the conversation.
func (e *requestEncoder) called() bool {
	for i := range e.turns {
		for _, p := range e.turns[i].Parts {
			if _, ok := p.(llm.ToolCall); ok {
				return true
			}
		}
	}
	return false
}

func (e *requestEncoder) tool(t *llm.Tool) {
	schema := e.lost.Parameters(t)
	e.Open('{')
	e.OpenKey("toolSpec", '{')
	e.Str("name", t.Name)
	e.StrIf("description", t.Description)
	e.OpenKey("inputSchema", '{')
	e.Raw("json", schema)
	e.Close('}')
	if t.Strict != nil && *t.Strict { // recorded: bedrock/converse
		e.Bool("strict", true)
	}
	e.Close('}')
	e.Close('}')
	e.mark(t.Cache)
}

func (e *requestEncoder) choice(c llm.ToolChoice) {
	if c.Mode == llm.ChoiceAny {
		return
	}
	if c.Mode == llm.ChoiceRequired && e.unforced() {
		e.lost.Change(llm.FieldToolChoice, "the model cannot be made to call a tool while it reasons")
		c = llm.ToolChoice{Mode: llm.ChoiceAuto}
	}
	e.OpenKey("toolChoice", '{')
	switch {
	case c.Mode != llm.ChoiceRequired:
		e.Lit("auto", "{}")
	case c.Name != "":
		e.OpenKey("tool", '{')
		e.Str("name", c.Name)
		e.Close('}')
	default:
		e.Lit("any", "{}")
	}
	e.Close('}')
}
