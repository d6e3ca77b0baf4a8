package llm

import (
	"iter"

	"github.com/burncloud/burncloud/internal/rawjson"
)

// FormatTool is the name of the tool that stands in for a json_schema output where the upstream has none: the model is
// made to call it, and Unwrap turns the call back into text.
const FormatTool = "answer_in_format"

// FormatAsTool returns that tool and the choice that forces it.
func (r *Request) FormatAsTool() (Tool, ToolChoice) {
	t := Tool{
		Kind: ToolFunction, Name: FormatTool, Schema: r.Format.Schema,
		Description: "Give the answer by calling this tool; its arguments are the answer.",
	}
	return t, ToolChoice{Mode: ChoiceRequired, Name: FormatTool}
}

// Schemas that stand where a tool declares none.
const (
	NoParameters = `{"type":"object","properties":{}}`
	// CustomParameters is that of the function that stands for a custom tool; Unwrap turns its calls back.
	CustomParameters = `{"type":"object","properties":{"input":{"type":"string"}},"required":["input"]}`
)

// Parameters returns the schema to declare a tool with where each has one and there are functions only, and notes that
// free text is not held to its grammar there.
func (l *Losses) Parameters(t *Tool) Raw {
	switch {
	case t.Kind == ToolCustom:
		if t.Grammar != nil {
			l.DropAt(l.req.ToolPath(t), "format", "the upstream does not hold free text to a grammar")
		}
		return Raw(CustomParameters)
	case t.Schema == nil:
		return Raw(NoParameters)
	}
	return t.Schema
}

// wraps reports whether answers to the request may have to be unwrapped.
func (r *Request) wraps() bool {
	if r.Format.Kind == FormatSchema {
		return true
	}
	for _, t := range r.Tools {
		if t.Kind == ToolCustom {
			return true
		}
	}
	return false
}

// isCustom reports whether the client declared the tool as one that takes free text.
func (r *Request) isCustom(name string) bool {
	for _, t := range r.Tools {
		if t.Kind == ToolCustom && t.Name == name {
			return true
		}
	}
	return false
}

// Unwrap undoes what a back had to do to the tools of a request: calls of FormatTool become text, and calls of
// functions that stand for custom tools get their free text back. seq must be as Check demands.
func (r *Request) Unwrap(seq iter.Seq2[Event, error]) iter.Seq2[Event, error] {
	if !r.wraps() {
		return seq
	}
	return func(yield func(Event, error) bool) {
		u := unwrapper{req: r, yield: yield}
		for e, err := range seq {
			if err != nil || !u.event(e) {
				if err != nil {
					yield(Event{}, err)
				}
				return
			}
		}
	}
}

type unwrapper struct {
	req    *Request
	yield  func(Event, error) bool
	format bool            // FormatTool was called
	calls  int             // of the client's tools
	custom map[int]*[]byte // arguments of the open custom call, by choice
}

func (u *unwrapper) event(e Event) bool {
	switch e.Kind {
	case EventOpen:
		e.Part = u.open(e)
	case EventDelta:
		if args := u.custom[e.Choice]; args != nil {
			*args = append(*args, e.Text...)
			return true
		}
	case EventClose:
		if args := u.custom[e.Choice]; args != nil {
			delete(u.custom, e.Choice)
			text := customText(*args)
			if len(text) > 0 && !u.yield(Event{Kind: EventDelta, Choice: e.Choice, Index: e.Index, Text: text}, nil) {
				return false
			}
		}
	case EventFinish:
		e.Finish = u.finish(e.Finish)
	}
	return u.yield(e, nil)
}

func (u *unwrapper) open(e Event) Part {
	c, ok := e.Part.(ToolCall)
	switch {
	case !ok:
		return e.Part
	case c.Name == FormatTool:
		u.format = true
		return Text{}
	case u.req.isCustom(c.Name):
		if u.custom == nil {
			u.custom = map[int]*[]byte{}
		}
		u.custom[e.Choice] = new([]byte)
		c.Custom = true
	}
	u.calls++
	return c
}

// finish does not let the stand-in count as a tool call (wire-facts §0.7).
func (u *unwrapper) finish(f *Finish) *Finish {
	if !u.format || u.calls > 0 {
		return f
	}
	fixed := *f
	fixed.Stops = append([]Stop(nil), f.Stops...)
	for i := range fixed.Stops {
		fixed.Stops[i].Reason = StopOf(fixed.Stops[i].Reason, false)
	}
	return &fixed
}

// customText takes the text out of {"input": text}; other arguments are the text.
func customText(args []byte) []byte {
	for c := rawjson.Members(args); c.Next(); {
		if string(c.Key) == "input" {
			if s, err := rawjson.String(c.Value); err == nil {
				return []byte(s)
			}
		}
	}
	return args
}
