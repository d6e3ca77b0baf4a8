package sim

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// responsesRequest is the part of a request for a response that the answer depends on.
type responsesRequest struct {
	Model       string          `json:"model"`
	Input       json.RawMessage `json:"input"`
	Instruct    json.RawMessage `json:"instructions"`
	Stream      bool            `json:"stream"`
	Store       *bool           `json:"store"`
	Previous    string          `json:"previous_response_id"`
	Include     []string        `json:"include"`
	MaxTokens   *int            `json:"max_output_tokens"`
	Temperature *float64        `json:"temperature"`
	TopP        *float64        `json:"top_p"`
	Tools       []responsesTool `json:"tools"`
	ToolChoice  json.RawMessage `json:"tool_choice"`
	Parallel    *bool           `json:"parallel_tool_calls"`
	Reasoning   struct {
		Effort  *string `json:"effort"`
		Summary *string `json:"summary"`
	} `json:"reasoning"`
	Text struct {
		Format *outputFormat `json:"format"`
	} `json:"text"`
	StreamOptions *streamOptions `json:"stream_options"`

	items []responsesItem // of the remembered response and the input
	raw   []json.RawMessage
}

type responsesTool struct {
	Type       string          `json:"type"`
	Name       string          `json:"name"`
	Parameters json.RawMessage `json:"parameters"`
}

// responsesItem is an item of input or output.
type responsesItem struct {
	Type      string          `json:"type"`
	ID        string          `json:"id"`
	Role      string          `json:"role"`
	Content   json.RawMessage `json:"content"`
	CallID    string          `json:"call_id"`
	Name      string          `json:"name"`
	Arguments looseText       `json:"arguments"`
	Input     string          `json:"input"`
	Output    json.RawMessage `json:"output"`
	Encrypted *string         `json:"encrypted_content"`
}

// looseText is text, or the JSON of anything else that stands in its place.
type looseText string

func (t *looseText) UnmarshalJSON(raw []byte) error {
	var text string
	if json.Unmarshal(raw, &text) != nil {
		text = string(raw)
	}
	*t = looseText(text)
	return nil
}

// isResult says whether the item is what a tool returned.
func (it *responsesItem) isResult() bool { return strings.HasSuffix(it.Type, "_output") }

// words is what an item says, part by part.
func (it *responsesItem) words() []string {
	raw := it.Content
	switch {
	case it.isResult():
		raw = it.Output
	case strings.HasSuffix(it.Type, "_call"):
		return []string{it.Name + string(it.Arguments) + it.Input}
	case it.Type == "reasoning":
		return nil
	}
	parts, _ := textParts(raw)
	return parts
}

// respond answers a request for a response.
func (x *exchange) respond() {
	x.v.id = idStyle{prefix: "resp_", digits: 50, hex: true}.make(x.p.seed, x.n, x.rec.At)
	x.note(func(s *Served) { s.AnswerID = x.v.id })
	q, m, pr := x.parseResponses()
	if pr != nil {
		x.fail(*pr)
		return
	}
	t := q.turn(m)
	r := x.compose(&t, 0)
	x.account(m.as(), usage{prompt: q.tokens(), completion: r.tokens, reasoning: r.hidden})
	if q.StreamOptions != nil {
		x.v.unpadded = q.StreamOptions.Obfuscation != nil && !*q.StreamOptions.Obfuscation
	}
	x.v.echo = q.echo(x.body, m)
	out := x.output(q, r)
	if q.Store == nil || *q.Store {
		x.p.memory.keep(x.v.id, q, out)
	}
	status := "completed"
	if r.finish == "length" {
		status = "incomplete"
	}
	if !q.Stream || x.knobs.Garbage == JSONForStream {
		body := x.response(status, out, `"billing":{"payer":"developer"},`)
		x.deliver(delivery{kind: x.p.shape.jsonType, body: []byte(body), pieces: longest([]reply{r}), text: textBytes([]reply{r})})
		return
	}
	x.ending, x.streamError = "", x.p.shape.part("response_error")
	x.v.failed = x.response("failed", nil, "")
	x.deliver(delivery{kind: x.p.shape.streamType, frames: x.responseFrames(status, r, out)})
}

// turn reads a request as a turn of a model. Results that come last together are quoted together.
func (q *responsesRequest) turn(m Model) turn {
	last := &q.items[len(q.items)-1]
	t := turn{
		name: q.Model, fromUser: last.Role == "user", lines: last.words(), single: q.Parallel != nil && !*q.Parallel,
		think: m.Thinks == ThinksAlways && (q.Reasoning.Effort == nil || *q.Reasoning.Effort != "none"),
	}
	if last.isResult() {
		first := len(q.items) - 1
		for first > 0 && q.items[first-1].isResult() {
			first--
		}
		t.lines = nil
		for i := first; i < len(q.items); i++ {
			t.lines = append(t.lines, q.items[i].words()...)
		}
	}
	t.last = strings.Join(t.lines, "")
	if q.MaxTokens != nil {
		t.limit = *q.MaxTokens
	}
	t.choice, t.named = choiceOf(q.ToolChoice)
	for _, o := range q.Tools {
		if o.Name != "" {
			t.tools = append(t.tools, offered{name: o.Name, parameters: o.Parameters})
		}
	}
	if f := q.Text.Format; f != nil && strings.HasPrefix(f.Type, "json") {
		t.format = textFormat{json: true, schema: f.Schema}
	}
	return t
}

// tokens counts the prompt as [Tokens] says: instructions, every item with words, and each tool's name and parameters.
func (q *responsesRequest) tokens() int {
	n := 0
	add := func(text string) {
		if text != "" {
			n += Tokens(text)
		}
	}
	instructions, _ := contentText(q.Instruct)
	add(instructions)
	for i := range q.items {
		add(strings.Join(q.items[i].words(), ""))
	}
	for _, t := range q.Tools {
		add(t.Name + string(t.Parameters))
	}
	return n
}

// echo is what the response repeats of the request, with the values that absent members stand for.
func (q *responsesRequest) echo(body []byte, m Model) map[string]string {
	e := map[string]string{
		"parallel_tool_calls": "true", "service_tier": `"default"`, "store": "true", "temperature": "1.0", "top_p": "1.0",
		"tool_choice": `"auto"`, "tools": "[]", "truncation": `"disabled"`, "metadata": "{}", "format": `{"type":"text"}`,
	}
	if m.Thinks == ThinksAlways {
		e["effort"] = `"medium"`
	}
	take := func(raw json.RawMessage, names ...string) {
		var members map[string]json.RawMessage
		_ = json.Unmarshal(raw, &members) // absent or odd: nothing to repeat
		for _, name := range names {
			var b bytes.Buffer
			if value, ok := members[name]; ok && string(value) != "null" && json.Compact(&b, value) == nil {
				e[name] = b.String()
			}
		}
		if raw, ok := members["reasoning"]; ok && slices.Contains(names, "tools") {
			e["reasoning"] = string(raw)
		}
		if raw, ok := members["text"]; ok && slices.Contains(names, "tools") {
			e["text"] = string(raw)
		}
	}
	take(body, "instructions", "max_output_tokens", "max_tool_calls", "parallel_tool_calls", "previous_response_id",
		"prompt_cache_key", "prompt_cache_retention", "safety_identifier", "store", "temperature", "tool_choice", "tools", "top_p",
		"truncation", "user", "metadata")
	take(json.RawMessage(e["reasoning"]), "effort", "summary")
	take(json.RawMessage(e["text"]), "format")
	return e
}

// response renders the response at some stage.
func (x *exchange) response(status string, out []outputItem, more string) string {
	v := x.v
	v.echo, v.finish, v.raw = make(map[string]string, len(x.v.echo)+3), status, more
	for name, value := range x.v.echo {
		v.echo[name] = value
	}
	switch status {
	case "in_progress":
		v.echo["service_tier"] = `"auto"`
	case "failed":
		v.echo["error"] = `{"code":"server_error","message":"The model failed to generate a response."}`
	case "incomplete":
		v.echo["incomplete_details"] = `{"reason":"max_output_tokens"}`
	}
	if (status == "completed" || status == "incomplete") && !x.knobs.NoUsage {
		v.echo["usage"] = x.p.shape.part("response_usage").render(&x.v)
	}
	items := make([]string, len(out))
	for i := range out {
		items[i] = out[i].whole
	}
	v.choices = strings.Join(items, ",")
	return x.p.shape.part("response").render(&v)
}

// outputItem is an item of the answer, rendered at its beginning and at its end.
type outputItem struct {
	kind, id     string // kind: the part it is rendered with
	begun, whole string
	call         toolCall
}

// output renders the items of an answer.
func (x *exchange) output(q *responsesRequest, r reply) []outputItem {
	var out []outputItem
	add := func(kind, prefix string, v values, begun func(*values)) {
		v.item = idStyle{prefix: prefix, digits: 50, hex: true}.make(x.p.seed+uint64(len(out))+9, x.n, x.rec.At)
		it := outputItem{kind: kind, id: v.item, whole: x.p.shape.part(kind).render(&v)}
		begun(&v)
		it.begun = x.p.shape.part(kind).render(&v)
		out = append(out, it)
	}
	v := x.v
	v.finish = "completed"
	if r.think != "" {
		if slices.Contains(q.Include, "reasoning.encrypted_content") {
			v.raw = `,"encrypted_content":"` + seal(openAISeal, x.v.seed) + `"`
		}
		if v.think = r.think; q.Reasoning.Summary != nil {
			v.choices = x.p.shape.part("summary_part").render(&v)
		}
		add("reasoning_item", "rs_", v, func(v *values) { v.choices = "" })
	}
	if text := strings.Join(r.text, ""); text != "" {
		v.text = text
		if x.knobs.Huge > 0 {
			v.text = strings.Repeat("x", x.knobs.Huge)
		}
		if v.choices = x.p.shape.part("text_part").render(&v); r.finish == "length" {
			v.finish = "incomplete"
		}
		add("message_item", "msg_", v, func(v *values) { v.choices, v.finish = "", "in_progress" })
	}
	for _, c := range r.calls {
		v.callID, v.callName, v.args = c.id, c.name, c.args
		kind, prefix := "call_item", "fc_"
		if slices.ContainsFunc(q.Tools, func(t responsesTool) bool { return t.Name == c.name && t.Type == "custom" }) {
			kind, prefix, v.args = "custom_item", "ctc_", customInput(c.args)
		}
		add(kind, prefix, v, func(v *values) { v.args, v.finish = "", "in_progress" })
		out[len(out)-1].call = toolCall{id: c.id, name: c.name, args: v.args}
	}
	return out
}

// customInput is what a custom tool, which takes text, is called with: the member named input, or else the JSON.
func customInput(args string) string {
	var a struct {
		Input *string `json:"input"`
	}
	if json.Unmarshal([]byte(args), &a) != nil || a.Input == nil {
		return args
	}
	return *a.Input
}

// responseFrames lays out a stream.
func (x *exchange) responseFrames(status string, r reply, out []outputItem) []frame {
	s := x.p.shape
	begun := x.response("in_progress", nil, "")
	list := []frame{{form: s.part("response.created"), raw: begun}, {form: s.part("response.in_progress"), raw: begun}}
	for i, it := range out {
		from := len(list)
		event := func(name string, f frame) {
			f.form = s.part("response." + name)
			list = append(list, f)
		}
		event("output_item.added", frame{raw: it.begun})
		switch it.kind {
		case "reasoning_item":
			x.summaryFrames(it, r, event)
		case "message_item":
			event("content_part.added", frame{})
			for _, w := range r.text {
				event("output_text.delta", frame{text: w})
			}
			v := values{text: strings.Join(r.text, "")}
			event("output_text.done", frame{raw: string(appendJSON(nil, v.text))})
			event("content_part.done", frame{raw: s.part("text_part").render(&v)})
		default:
			name := "function_call_arguments"
			if it.kind == "custom_item" {
				name = "custom_tool_call_input"
			}
			half := len(cut(it.call.args, len(it.call.args)/2))
			event(name+".delta", frame{call: toolCall{args: it.call.args[:half]}})
			event(name+".delta", frame{call: toolCall{args: it.call.args[half:]}})
			event(name+".done", frame{raw: string(appendJSON(nil, it.call.args))})
		}
		event("output_item.done", frame{raw: it.whole})
		for j := from; j < len(list); j++ {
			list[j].index, list[j].item = i, it.id
		}
	}
	return append(list, frame{form: s.part("response." + status), raw: x.response(status, out, "")})
}

// summaryFrames lays out the summary of a reasoning item, if it has one.
func (x *exchange) summaryFrames(it outputItem, r reply, event func(string, frame)) {
	if it.begun == it.whole {
		return
	}
	v := values{think: r.think}
	event("reasoning_summary_part.added", frame{})
	for _, w := range words(r.think) {
		event("reasoning_summary_text.delta", frame{think: w})
	}
	event("reasoning_summary_text.done", frame{raw: string(appendJSON(nil, r.think))})
	event("reasoning_summary_part.done", frame{raw: x.p.shape.part("summary_part").render(&v)})
}

// appendCompletedAt writes when the response was completed, if it was.
func appendCompletedAt(b []byte, v *values) []byte {
	if v.finish != "completed" {
		return append(b, "null"...)
	}
	return strconv.AppendInt(b, v.created, 10)
}
