package llm

import (
	"fmt"
	"strings"
)

// Said returns the result as text, for dialects whose results are text only, and the media that it cannot hold.
func (r ToolResult) Said() (said string, media []Part) {
	var text []string
	for _, p := range r.Parts {
		switch p := p.(type) {
		case Text:
			text = append(text, p.Text)
		case Media:
			media = append(media, p)
		}
	}
	said = strings.Join(text, "\n")
	if said == "" && len(media) > 0 {
		said = "(see the attachment)"
	}
	if r.IsError {
		said = "Error: " + said // there is no flag for it
	}
	return said, media
}

// FlatTurn is an earlier turn of the model, for dialects that write one text of it.
type FlatTurn struct {
	Text    string // refusals included
	Thought string
	Calls   []ToolCall
}

// IsEmpty reports whether there is nothing to write: a thought alone is no turn.
func (t *FlatTurn) IsEmpty() bool { return t.Text == "" && len(t.Calls) == 0 }

// FlatTurn takes an earlier message of the model apart and notes what is lost. replays says that the upstream wants
// reasoning back; unmark is told of the cache mark of each part.
func (l *Losses) FlatTurn(m *Message, replays bool, unmark func(CacheMark)) FlatTurn {
	var text, thought strings.Builder
	var calls []ToolCall
	for _, p := range m.Parts {
		unmark(CacheOf(p))
		switch p := p.(type) {
		case Text:
			text.WriteString(p.Text)
		case Refusal:
			text.WriteString(p.Text)
		case Reasoning:
			thought.WriteString(p.Text)
			if !replays || p.Text == "" {
				l.DropThought(p)
			}
		case ToolCall:
			calls = append(calls, p)
		case Media:
			l.DropAt(l.req.Path(m), "content.media", "the upstream takes no media in earlier answers")
		case Opaque:
			l.DropOpaque(m, p)
		}
	}
	return FlatTurn{text.String(), thought.String(), calls}
}

// CallText returns the arguments of a call as JSON text of an object, for dialects that have functions only. What the
// model wrote is given back as it is.
func (l *Losses) CallText(m *Message, c ToolCall) string {
	if !c.Custom && strings.TrimSpace(c.Arguments) != "" {
		return c.Arguments
	}
	obj, ok := c.Object()
	if !ok {
		l.Refuse(l.req.Path(m), fmt.Sprintf("the input of the tool call %q is not valid text", c.ID))
	}
	return string(obj)
}
