package sim

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"net/http"
	"slices"
	"strings"
)

// converseRequest is the part of a Converse request that the answer depends on.
type converseRequest struct {
	Messages []converseTurn  `json:"messages"`
	System   []converseBlock `json:"system"`
	Config   struct {
		MaxTokens   int      `json:"maxTokens"`
		Temperature *float64 `json:"temperature"`
		Stops       []string `json:"stopSequences"`
	} `json:"inferenceConfig"`
	Tools *struct {
		Tools []struct {
			Spec struct {
				Name   string `json:"name"`
				Schema struct {
					JSON json.RawMessage `json:"json"`
				} `json:"inputSchema"`
			} `json:"toolSpec"`
		} `json:"tools"`
		Choice map[string]struct {
			Name string `json:"name"`
		} `json:"toolChoice"`
	} `json:"toolConfig"`
	More struct {
		Thinking *anthropicThinking `json:"thinking"`
	} `json:"additionalModelRequestFields"`
}

type converseTurn struct {
	Role    string          `json:"role"`
	Content []converseBlock `json:"content"`
}

type converseBlock struct {
	Text *string `json:"text"`
	Use  *struct {
		ID    string          `json:"toolUseId"`
		Name  string          `json:"name"`
		Input json.RawMessage `json:"input"`
	} `json:"toolUse"`
	Result *struct {
		ID      string `json:"toolUseId"`
		Content []struct {
			Text string          `json:"text"`
			JSON json.RawMessage `json:"json"`
		} `json:"content"`
	} `json:"toolResult"`
	Reasoning *struct {
		Text *struct {
			Signature string `json:"signature"`
		} `json:"reasoningText"`
	} `json:"reasoningContent"`
}

// words is what a block says: its text, a call, or the result of one.
func (b *converseBlock) words() string {
	switch {
	case b.Text != nil:
		return *b.Text
	case b.Use != nil:
		return b.Use.Name + string(b.Use.Input)
	case b.Result != nil:
		text := ""
		for _, c := range b.Result.Content {
			text += c.Text + string(c.JSON)
		}
		return text
	}
	return ""
}

// bedrockTarget takes a path of Bedrock's apart: /model/ID/OPERATION, where the id may have slashes.
func bedrockTarget(route string) (model, operation string) {
	rest, ok := strings.CutPrefix(route, "/model/")
	at := strings.LastIndexByte(rest, '/')
	if !ok || at < 0 {
		return "", ""
	}
	return rest[:at], rest[at+1:]
}

// awsKey is a Bearer key, or the access key of a signature, which is not checked.
func awsKey(r *http.Request) string {
	_, credential, ok := strings.Cut(r.Header.Get("Authorization"), "Credential=")
	if !ok {
		return bearer(r)
	}
	key, _, _ := strings.Cut(credential, "/")
	return key
}

// dispatchBedrock picks the operation of Bedrock's dialect.
func (x *exchange) dispatchBedrock() {
	model, operation := bedrockTarget(x.route)
	if x.r.Method != http.MethodPost || operation != "converse" && operation != "converse-stream" {
		x.fail(x.p.shape.problem(noRoute, ""))
		return
	}
	m, ok := x.p.model(model)
	if !ok {
		x.fail(x.p.shape.problem(noModel, model))
		return
	}
	q := &converseRequest{}
	if json.Unmarshal(x.body, q) != nil {
		x.fail(x.p.shape.problem(badJSON, ""))
		return
	}
	if says := q.fault(); says != "" {
		x.fail(x.p.shape.invalidAs(says, "", ""))
		return
	}
	x.converse(q, m)
}

// fault says what is wrong with a request; empty if nothing is.
func (q *converseRequest) fault() string {
	if len(q.Messages) == 0 {
		return "The value at messages is empty. Provide at least one message."
	}
	if t := q.Config.Temperature; t != nil && (*t < 0 || *t > 1) {
		return "The value at inferenceConfig.temperature must be from 0 to 1."
	}
	var open []string
	tooled := false
	for i, t := range q.Messages {
		want := []string{"user", "assistant"}[i%2]
		if t.Role != want {
			return "A conversation must alternate between user and assistant roles, and begin with a user message."
		}
		var calls []string
		for j, b := range t.Content {
			switch {
			case b.Text != nil && strings.TrimSpace(*b.Text) == "":
				return fmt.Sprintf("The text field in the ContentBlock object at messages.%d.content.%d is blank. Add text to the text field, and try again.", i, j)
			case b.Use != nil:
				calls = append(calls, b.Use.ID)
			case b.Result != nil:
				k := slices.Index(open, b.Result.ID)
				if k < 0 {
					return fmt.Sprintf("The toolResult blocks at messages.%d.content have no toolUse block of the previous turn: %s.", i, b.Result.ID)
				}
				open = slices.Delete(open, k, k+1)
			case b.Reasoning != nil && b.Reasoning.Text != nil && !sealed(anthropicSeal, b.Reasoning.Text.Signature):
				return fmt.Sprintf("messages.%d.content.%d: Invalid `signature` in `thinking` block", i, j)
			}
		}
		if len(open) > 0 {
			return fmt.Sprintf("Expected toolResult blocks at messages.%d.content for the following Ids: %s", i, strings.Join(open, ", "))
		}
		open = calls
		tooled = tooled || len(calls) > 0
	}
	if tooled && q.Tools == nil {
		return "The toolConfig field must be defined when using toolUse and toolResult content blocks."
	}
	return ""
}

// turn reads a request as a turn of a model.
func (q *converseRequest) turn(name string, m Model) turn {
	last := &q.Messages[len(q.Messages)-1]
	results := slices.ContainsFunc(last.Content, func(b converseBlock) bool { return b.Result != nil })
	t := turn{name: name, fromUser: last.Role == "user" && !results, limit: q.Config.MaxTokens, stops: q.Config.Stops}
	for i := range last.Content {
		if !results || last.Content[i].Result != nil {
			t.lines = append(t.lines, last.Content[i].words())
		}
	}
	t.last = strings.Join(t.lines, "")
	if q.Tools != nil {
		for _, o := range q.Tools.Tools {
			if o.Spec.Name != "" {
				t.tools = append(t.tools, offered{name: o.Spec.Name, parameters: o.Spec.Schema.JSON})
			}
		}
		if _, any := q.Tools.Choice["any"]; any {
			t.choice = "required"
		}
		t.named = q.Tools.Choice["tool"].Name
	}
	th := q.More.Thinking
	t.think = m.Thinks != "" && (th != nil && th.Type != "disabled" || th == nil && t.fromUser && asksThought(t.last))
	return t
}

// converse answers, in one piece or as events.
func (x *exchange) converse(q *converseRequest, m Model) {
	t := q.turn(x.q.Model, m)
	r := x.compose(&t, 0)
	if r.stopped != "" {
		r.finish = "stop_sequence"
	}
	u := usage{completion: r.tokens, reasoning: r.hidden}
	for _, msg := range append(slices.Clone(q.Messages), converseTurn{Content: q.System}) {
		for i := range msg.Content {
			if text := msg.Content[i].words(); text != "" {
				u.prompt += Tokens(text)
			}
		}
	}
	for _, o := range t.tools {
		u.prompt += Tokens(o.name + string(o.parameters))
	}
	x.account(m.as(), u)
	if !x.knobs.NoUsage {
		x.v.raw = x.p.shape.part("usage").render(&x.v)
	}
	if !x.q.Stream || x.knobs.Garbage == JSONForStream {
		x.deliver(delivery{kind: x.p.shape.jsonType, body: x.converseBody(r), pieces: longest([]reply{r}), text: textBytes([]reply{r})})
		return
	}
	exception := appendEvent(nil, "exception", "throttlingException", []byte(x.p.shape.wording.streamError))
	x.streamError = &template{lits: []string{string(exception)}} // checksums are no text to compile
	x.deliver(delivery{kind: x.p.shape.streamType, frames: x.converseFrames(r)})
}

func (x *exchange) converseBody(r reply) []byte {
	s, v := x.p.shape, x.v
	var content []byte
	add := func(part string) { content = s.part(part).append(comma(content, len(content)), &v) }
	if r.think != "" {
		v.think, v.signature = r.think, seal(anthropicSeal, x.v.seed)
		add("reasoning_block")
	}
	if v.text = strings.Join(r.text, ""); v.text != "" {
		if x.knobs.Huge > 0 {
			v.text = strings.Repeat("x", x.knobs.Huge)
		}
		add("text_block")
	}
	for _, c := range r.calls {
		v.callID, v.callName, v.args = c.id, c.name, c.args
		add("tool_block")
	}
	v.choices, v.native = string(content), x.native(r.finish)
	return s.bodies.answer.append(nil, &v)
}

// converseFrames lays out a stream. Only calls have an event at their start (recorded: bedrock/converse).
func (x *exchange) converseFrames(r reply) []frame {
	out := []frame{{event: "messageStart", form: x.p.shape.part("messageStart")}}
	index := 0
	add := func(event, part string, f frame) {
		f.event, f.form, f.index = event, x.p.shape.part(part), index
		out = append(out, f)
	}
	stop := func() {
		add("contentBlockStop", "contentBlockStop", frame{})
		index++
	}
	if r.think != "" {
		for _, w := range words(r.think) {
			add("contentBlockDelta", "reasoning", frame{think: w})
		}
		add("contentBlockDelta", "signature", frame{raw: seal(anthropicSeal, x.v.seed)})
		stop()
	}
	if len(r.text) > 0 {
		for _, w := range r.text {
			add("contentBlockDelta", "text", frame{text: w})
		}
		stop()
	}
	for _, c := range r.calls {
		add("contentBlockStart", "toolUse", frame{call: toolCall{id: c.id, name: c.name}})
		for _, piece := range argPieces(c.args) {
			add("contentBlockDelta", "input", frame{call: toolCall{args: piece}})
		}
		stop()
	}
	add("messageStop", "messageStop", frame{finish: r.finish})
	add("metadata", "metadata", frame{raw: x.v.raw})
	return out
}

// appendEvent appends a frame of AWS's event stream: lengths, their checksum, headers, payload, checksum. The kind is
// event or exception, and the name the type of it.
func appendEvent(b []byte, kind, name string, payload []byte) []byte {
	var headers []byte
	for _, h := range [][2]string{{":" + kind + "-type", name}, {":content-type", "application/json"}, {":message-type", kind}} {
		headers = append(append(headers, byte(len(h[0]))), h[0]...)
		headers = binary.BigEndian.AppendUint16(append(headers, 7), uint16(len(h[1]))) // 7: a string
		headers = append(headers, h[1]...)
	}
	begin := len(b)
	b = binary.BigEndian.AppendUint32(b, uint32(16+len(headers)+len(payload)))
	b = binary.BigEndian.AppendUint32(b, uint32(len(headers)))
	b = binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[begin:]))
	b = append(append(b, headers...), payload...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[begin:]))
}
