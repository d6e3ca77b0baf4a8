package llm

import (
	"fmt"
	"strconv"
	"strings"
)

// Turns returns the conversation in strictly alternating turns of RoleUser and RoleAssistant, as Anthropic, Gemini and
// Bedrock want it: neighbours of one role are merged, blank texts dropped, tool results come first in their turn,
// later system messages become user text. Every call must have its result in the turn that follows and every result
// its call, else the request is refused; ids that repeat within a turn are made different at both ends. The request
// is not changed.
func (r *Request) Turns(l *Losses) []Message {
	t := turner{req: r, losses: l}
	for i := range r.Messages {
		t.add(&r.Messages[i])
	}
	t.endTurn()
	t.complete()
	return t.turns
}

type turner struct {
	req     *Request
	losses  *Losses
	turns   []Message
	calls   []openCall // of the last assistant turn
	results int        // of the user turn being built: they are its first parts
}

// openCall is a call of the last assistant turn.
type openCall struct {
	id, renamed string
	answered    bool
	path        string
}

func (t *turner) add(m *Message) {
	role := m.Role
	if role == RoleSystem {
		role = RoleUser
		t.losses.DropAt(t.req.Path(m), "role", "instructions in the middle of the conversation become the user's words")
	}
	if m.Name != "" {
		t.losses.DropAt(t.req.Path(m), FieldName, "the upstream's dialect has no names of participants")
	}
	parts := spoken(m.Parts)
	if len(parts) == 0 {
		return
	}
	if n := len(t.turns); n == 0 || t.turns[n-1].Role != role {
		t.endTurn()
		t.turns = append(t.turns, Message{Role: role, Pos: m.Pos})
		t.results = 0
	}
	turn := &t.turns[len(t.turns)-1]
	for _, p := range parts {
		switch p := p.(type) {
		case ToolCall:
			turn.Parts = append(turn.Parts, t.call(m, p))
		case ToolResult:
			turn.Parts = append(turn.Parts, nil)
			copy(turn.Parts[t.results+1:], turn.Parts[t.results:])
			turn.Parts[t.results] = t.result(m, p)
			t.results++
		default:
			turn.Parts = append(turn.Parts, p)
		}
	}
}

// spoken leaves out texts that say nothing: upstreams refuse them (recorded: anthropic/messages).
func spoken(parts []Part) []Part {
	out := make([]Part, 0, len(parts))
	for _, p := range parts {
		if x, ok := p.(Text); ok && strings.TrimSpace(x.Text) == "" && x.Signature.IsZero() {
			continue
		}
		out = append(out, p)
	}
	return out
}

func (t *turner) call(m *Message, p ToolCall) ToolCall {
	c := openCall{id: p.ID, renamed: p.ID, path: t.req.Path(m)}
	for n := 2; t.taken(c.renamed); n++ {
		c.renamed = p.ID + "_" + strconv.Itoa(n)
	}
	t.calls = append(t.calls, c)
	p.ID = c.renamed
	return p
}

func (t *turner) taken(id string) bool {
	for _, c := range t.calls {
		if c.renamed == id {
			return true
		}
	}
	return false
}

func (t *turner) result(m *Message, p ToolResult) ToolResult {
	for i := range t.calls {
		if c := &t.calls[i]; c.id == p.CallID && !c.answered {
			c.answered = true
			p.CallID = c.renamed
			return p
		}
	}
	param := t.req.Path(m) + "." + t.req.Word(FieldToolCallID)
	t.losses.Refuse(param, fmt.Sprintf("no tool call with id %q is waiting for this result", p.CallID))
	return p
}

// endTurn is called before a turn of the other role begins: after a user turn no call may be left open.
func (t *turner) endTurn() {
	if n := len(t.turns); n > 0 && t.turns[n-1].Role == RoleUser {
		t.complete()
	}
}

// complete refuses a conversation with unanswered calls, and forgets the answered ones.
func (t *turner) complete() {
	for _, c := range t.calls {
		if !c.answered {
			t.losses.Refuse(c.path, fmt.Sprintf("the tool call with id %q has no result in the messages that follow", c.id))
			break
		}
	}
	t.calls = t.calls[:0]
}

// ToolName returns the name of the tool that a result is from: the result's own, or that of the call with its id.
func (r *Request) ToolName(res ToolResult) string {
	if res.Name != "" {
		return res.Name
	}
	for i := len(r.Messages) - 1; i >= 0; i-- {
		for _, p := range r.Messages[i].Parts {
			if c, ok := p.(ToolCall); ok && c.ID == res.CallID {
				return c.Name
			}
		}
	}
	return ""
}

// HistoryTools returns declarations, without schema, for the tools that were called in the conversation but that the
// request does not declare; some upstreams refuse such history without them.
func (r *Request) HistoryTools() []Tool {
	var out []Tool
	known := map[string]bool{}
	for _, t := range r.Tools {
		known[t.Name] = true
	}
	for _, m := range r.Messages {
		for _, p := range m.Parts {
			if c, ok := p.(ToolCall); ok && !known[c.Name] {
				known[c.Name] = true
				out = append(out, Tool{Kind: ToolFunction, Name: c.Name})
			}
		}
	}
	return out
}
