package sim

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
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
	think   string
	text    []string // pieces
	calls   []toolCall
	finish  string // OpenAI's word
	stopped string // the stop sequence that ended the text
	omitted bool   // reasoning is not shown
	signed  bool   // calls carry a signature
	tokens  int    // all of it
	hidden  int    // of them, reasoning
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
	switch kind := strings.ToLower(string(s.Type)); { // Gemini writes types in capitals
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
