package sim

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Tokens counts a text the way this package does everywhere: one token for every four bytes begun, at least one.
// A chat prompt is the sum over its messages' texts, plus the JSON of its tools; an answer is the sum over its choices of
// reasoning, text and tool calls (name and arguments), where what is absent counts nothing.
func Tokens(text string) int { return max(1, (len(text)+3)/4) }

// quoted bounds how much of a message is quoted in an answer.
const quoted = 160

// Reply is the text a model answers with: it quotes the start of the last message, whoever wrote that. Choices after the
// first say their number.
func Reply(model, last string, choice int) string {
	if len(last) > quoted {
		last = cut(last, quoted) + "..."
	}
	text := fmt.Sprintf("Simulated %s has read %q and answers in good order.", model, last)
	if choice > 0 {
		text += fmt.Sprintf(" This is choice %d.", choice)
	}
	return text
}

// thought is the reasoning before a reply.
func thought(last string) string {
	return fmt.Sprintf("The last message has %d bytes. Quoting it will do.", len(last))
}

// cut shortens a text to at most n bytes without splitting a rune.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// words splits a text into pieces that join to it again, each but the first beginning with its blank.
func words(s string) []string {
	var out []string
	for s != "" {
		i := strings.IndexByte(s[1:], ' ') + 1
		if i == 0 {
			i = len(s)
		}
		out = append(out, s[:i])
		s = s[i:]
	}
	return out
}

// filler lengthens an answer to the number of pieces asked for.
var filler = []string{" And", " the", " tide", " comes", " in", " and", " goes", " out", " again."}

// pieces are the words of a text, cut or filled up to n if n is above 0.
func pieces(text string, n int) []string {
	ws := words(text)
	if n <= 0 {
		return ws
	}
	for i := 0; len(ws) < n; i++ {
		ws = append(ws, filler[i%len(filler)])
	}
	return ws[:n]
}

// toolCall is a call the answer makes.
type toolCall struct{ id, name, args string }

// reply is one choice of an answer.
type reply struct {
	think  string
	text   []string // pieces
	calls  []toolCall
	finish string // OpenAI's word
	tokens int    // all of it
	hidden int    // of them, reasoning
}

// replyTo composes a choice.
func (x *exchange) replyTo(q *request, m Model, choice int) reply {
	last := q.Messages[len(q.Messages)-1].text()
	r := reply{finish: "stop"}
	if q.thinks(m) {
		r.think = thought(last)
	}
	if r.calls = x.calls(q, last); len(r.calls) > 0 {
		r.finish = "tool_calls"
	} else {
		text := Reply(q.Model, last, choice)
		if q.Format != nil && strings.HasPrefix(q.Format.Type, "json") {
			text = string(appendJSON([]byte(`{"reply": `), text)) + "}"
		}
		r.text = pieces(text, x.knobs.Chunks)
	}
	r.count(q.limit())
	return r
}

// count sums the tokens and cuts the reply to the limit, if there is one.
func (r *reply) count(limit int) {
	if r.think != "" {
		if limit > 0 && Tokens(r.think) > limit {
			r.think, r.text, r.calls, r.finish = cut(r.think, 4*limit), nil, nil, "length"
		}
		r.hidden = Tokens(r.think)
	}
	r.tokens = r.hidden
	for _, c := range r.calls {
		r.tokens += Tokens(c.name + c.args)
	}
	if len(r.text) == 0 {
		return
	}
	text := strings.Join(r.text, "")
	if left := limit - r.tokens; limit > 0 && Tokens(text) > left {
		text = cut(text, 4*left)
		r.text, r.finish = words(text), "length"
	}
	if text != "" {
		r.tokens += Tokens(text)
	}
}

// calls makes the calls of an answer, each with arguments that fit its tool.
func (x *exchange) calls(q *request, last string) []toolCall {
	wanted := q.wanted(last)
	out := make([]toolCall, len(wanted))
	for i, t := range wanted {
		out[i] = toolCall{id: x.callID(t.Function.Name, i), name: t.Function.Name, args: arguments(t.Function.Parameters)}
	}
	return out
}

// wanted decides which tools the answer calls: the one tool_choice names; else those whose name the last message, if it
// is the user's, contains; else the first if tool_choice is "required". With parallel_tool_calls false at most one.
func (q *request) wanted(last string) []tool {
	var choice string
	var named tool
	_ = json.Unmarshal(q.ToolChoice, &choice) // one of the two fits, or neither and there is no choice
	_ = json.Unmarshal(q.ToolChoice, &named)
	if choice == "none" || len(q.Tools) == 0 {
		return nil
	}
	fromUser := q.Messages[len(q.Messages)-1].Role == "user"
	last = strings.ToLower(last)
	var out []tool
	for _, t := range q.Tools {
		name := t.Function.Name
		if named.Function.Name == "" && name != "" && fromUser && strings.Contains(last, strings.ToLower(name)) ||
			named.Function.Name != "" && name == named.Function.Name {
			out = append(out, t)
		}
	}
	if choice == "required" && len(out) == 0 {
		out = q.Tools[:1]
	}
	if q.Parallel != nil && !*q.Parallel && len(out) > 1 {
		out = out[:1]
	}
	return out
}

func (x *exchange) callID(name string, i int) string {
	if x.p.shape.callIDNamed {
		return name + ":" + strconv.Itoa(i)
	}
	return x.p.shape.callID.make(x.p.seed+2+uint64(i), x.n, x.rec.At)
}

// schema is the part of JSON schema that arguments are made from.
type schema struct {
	Type       json.RawMessage   `json:"type"`
	Enum       []json.RawMessage `json:"enum"`
	Properties map[string]schema `json:"properties"`
	Required   []string          `json:"required"`
}

// arguments makes the arguments of a call from the tool's parameters: the required members in their order, or all by name
// if none is required; strings are "sim", numbers 1, booleans true, enums their first value.
func arguments(parameters json.RawMessage) string {
	var s schema
	_ = json.Unmarshal(parameters, &s) // parameters may be absent or odd: then there are none
	return string(s.example(nil))
}

func (s schema) example(b []byte) []byte {
	if len(s.Enum) > 0 {
		return append(b, s.Enum[0]...)
	}
	switch kind := string(s.Type); {
	case strings.Contains(kind, "string"):
		return append(b, `"sim"`...)
	case strings.Contains(kind, "integer"), strings.Contains(kind, "number"):
		return append(b, '1')
	case strings.Contains(kind, "boolean"):
		return append(b, "true"...)
	case strings.Contains(kind, "array"):
		return append(b, "[]"...)
	}
	names := s.Required
	if len(names) == 0 {
		names = slices.Sorted(maps.Keys(s.Properties))
	}
	b = append(b, '{')
	for i, name := range names {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendJSON(b, name), ':')
		b = s.Properties[name].example(b)
	}
	return append(b, '}')
}
