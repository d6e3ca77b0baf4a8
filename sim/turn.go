package sim

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode"
)

// turn is what an answer depends on, in whichever dialect it was asked for.
type turn struct {
	name     string   // of the model, as the request gives it
	last     string   // text of the last message, parts joined as the dialect counts them
	lines    []string // its parts
	fromUser bool     // it is a user's words, not the result of a tool
	tools    []offered
	choice   string // "none", "required", or else as the model likes
	named    string // the one tool to call
	single   bool   // one call at most
	think    bool
	format   textFormat
	stops    []string
	limit    int // tokens; 0 = none
}

// offered is a tool the request declares.
type offered struct {
	name       string
	parameters json.RawMessage // JSON schema, or nothing
}

// textFormat is what the answer's text has to be; the zero value lets it be prose.
type textFormat struct {
	json   bool
	schema json.RawMessage // of the JSON, or nothing
}

// asksThought says whether the words of a user ask for reasoning: they contain the word "think".
func asksThought(text string) bool {
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
		if strings.EqualFold(w, "think") {
			return true
		}
	}
	return false
}

// compose makes one choice of an answer.
func (x *exchange) compose(t *turn, choice int) reply {
	r := reply{finish: "stop"}
	if t.think {
		r.think = thought(t.last)
	}
	for i, c := range t.wanted() {
		c.id = x.callID(c.name, i)
		r.calls = append(r.calls, c)
	}
	if len(r.calls) > 0 {
		r.finish = "tool_calls"
	} else {
		r.text = pieces(t.text(choice), x.knobs.Chunks)
	}
	r.count(t.limit)
	r.stopAt(t.stops)
	return r
}

// text is what the choice says.
func (t *turn) text(choice int) string {
	text := Reply(t.name, t.last, choice)
	switch {
	case len(t.format.schema) > 0:
		return arguments(t.format.schema)
	case t.format.json:
		return string(appendJSON([]byte(`{"reply": `), text)) + "}"
	}
	return text
}

// stopAt cuts the text before the first stop sequence in it.
func (r *reply) stopAt(stops []string) {
	text := strings.Join(r.text, "")
	at := len(text)
	for _, s := range stops {
		if i := strings.Index(text[:at], s); s != "" && i >= 0 {
			at, r.stopped, r.finish = i, s, "stop"
		}
	}
	if r.stopped == "" {
		return
	}
	r.tokens -= Tokens(text)
	if r.text = words(text[:at]); at > 0 {
		r.tokens += Tokens(text[:at])
	}
}

// wanted decides what the answer calls: what the user's call lines say; else the one tool that is named; else the tools
// whose name the user's words contain; else the first tool if one is required.
func (t *turn) wanted() []toolCall {
	if t.choice == "none" || len(t.tools) == 0 {
		return nil
	}
	var out []toolCall
	if t.fromUser {
		out = t.ordered()
	}
	if len(out) == 0 {
		last := strings.ToLower(t.last)
		for _, o := range t.tools {
			if t.named == "" && o.name != "" && t.fromUser && strings.Contains(last, strings.ToLower(o.name)) ||
				t.named != "" && o.name == t.named {
				out = append(out, toolCall{name: o.name, args: arguments(o.parameters)})
			}
		}
	}
	if t.choice == "required" && len(out) == 0 {
		out = []toolCall{{name: t.tools[0].name, args: arguments(t.tools[0].parameters)}}
	}
	if t.single && len(out) > 1 {
		out = out[:1]
	}
	return out
}

// ordered reads the call lines among the user's words: "call NAME {json}", or "call NAME" for made-up arguments. A line
// that names no offered tool, or not the one tool that is named, or whose JSON is no object, is prose.
func (t *turn) ordered() []toolCall {
	var out []toolCall
	for _, part := range t.lines {
		for line := range strings.Lines(part) {
			rest, ok := strings.CutPrefix(strings.TrimSpace(line), "call ")
			if !ok {
				continue
			}
			name, args, _ := strings.Cut(strings.TrimSpace(rest), " ")
			for _, o := range t.tools {
				if o.name != name || t.named != "" && t.named != name {
					continue
				}
				if args = strings.TrimSpace(args); args == "" {
					args = arguments(o.parameters)
				}
				if strings.HasPrefix(args, "{") && json.Valid([]byte(args)) {
					out = append(out, toolCall{name: name, args: args})
				}
				break
			}
		}
	}
	return out
}

func (x *exchange) callID(name string, i int) string {
	if x.p.shape.callIDNamed {
		return name + ":" + strconv.Itoa(i)
	}
	return x.p.shape.callID.make(x.p.seed+2+uint64(i), x.n, x.rec.At)
}

// turn reads a chat request as a turn of a model.
func (q *request) turn(m Model) turn {
	last := q.Messages[len(q.Messages)-1]
	lines, _ := textParts(last.Content)
	t := turn{
		name: q.Model, last: strings.Join(lines, ""), lines: lines, fromUser: last.Role == "user",
		single: q.Parallel != nil && !*q.Parallel, limit: q.limit(),
	}
	t.think = q.thinks(m) || t.fromUser && m.Thinks == ThinksIfAsked && !q.unthinking() && asksThought(t.last)
	t.format.json = q.Format != nil && strings.HasPrefix(q.Format.Type, "json")
	t.choice, t.named = choiceOf(q.ToolChoice)
	for _, o := range q.Tools {
		t.tools = append(t.tools, offered{name: o.Function.Name, parameters: o.Function.Parameters})
	}
	return t
}

// choiceOf reads OpenAI's tool_choice: a word, or the tool to call, named inside function or beside type.
func choiceOf(raw json.RawMessage) (choice, named string) {
	var n struct {
		Name     string `json:"name"`
		Function struct {
			Name string `json:"name"`
		} `json:"function"`
	}
	_ = json.Unmarshal(raw, &choice) // one of the two fits, or neither and there is no choice
	_ = json.Unmarshal(raw, &n)
	return choice, or(n.Function.Name, n.Name)
}
