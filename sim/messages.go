package sim

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

// messagesRequest is the part of an Anthropic request that the answer depends on.
type messagesRequest struct {
	Model         string             `json:"model"`
	MaxTokens     *int               `json:"max_tokens"`
	Messages      []anthropicTurn    `json:"messages"`
	System        blocks             `json:"system"`
	Stream        bool               `json:"stream"`
	Temperature   *float64           `json:"temperature"`
	TopP          *float64           `json:"top_p"`
	StopSequences []string           `json:"stop_sequences"`
	Tools         []anthropicTool    `json:"tools"`
	ToolChoice    anthropicChoice    `json:"tool_choice"`
	Thinking      *anthropicThinking `json:"thinking"`
	Cache         *cacheControl      `json:"cache_control"`
	Output        struct {
		Format *outputFormat `json:"format"`
	} `json:"output_config"`
	Format *outputFormat `json:"output_format"`
}

type anthropicTurn struct {
	Role    string `json:"role"`
	Content blocks `json:"content"`
}

type anthropicTool struct {
	Type   string          `json:"type"`
	Name   string          `json:"name"`
	Schema json.RawMessage `json:"input_schema"`
	Cache  *cacheControl   `json:"cache_control"`
}

type anthropicChoice struct {
	Type   string `json:"type"`
	Name   string `json:"name"`
	Single bool   `json:"disable_parallel_tool_use"`
}

type anthropicThinking struct {
	Type    string `json:"type"`
	Budget  *int   `json:"budget_tokens"`
	Display string `json:"display"`
}

type cacheControl struct {
	Type string `json:"type"`
	TTL  string `json:"ttl"`
}

type outputFormat struct {
	Type   string          `json:"type"`
	Schema json.RawMessage `json:"schema"`
}

// blocks is content: a string stands for one text block.
type blocks []block

type block struct {
	Type      string          `json:"type"`
	Text      string          `json:"text"`
	Thinking  string          `json:"thinking"`
	Signature *string         `json:"signature"`
	ID        string          `json:"id"`
	Name      string          `json:"name"`
	Input     json.RawMessage `json:"input"`
	ToolUseID string          `json:"tool_use_id"`
	Content   json.RawMessage `json:"content"`
	Cache     *cacheControl   `json:"cache_control"`
}

func (b *blocks) UnmarshalJSON(raw []byte) error {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		*b = nil
		if text != "" {
			*b = blocks{{Type: "text", Text: text}}
		}
		return nil
	}
	return json.Unmarshal(raw, (*[]block)(b)) //nolint:wrapcheck // the caller is encoding/json itself
}

// words is what a block says: its text, or that of a tool's result, or a call.
func (b *block) words() string {
	switch b.Type {
	case "tool_result":
		text, _ := contentText(b.Content)
		return text
	case "tool_use":
		return b.Name + string(b.Input)
	}
	return b.Text
}

func (t *anthropicTurn) has(kind string) bool {
	return slices.ContainsFunc(t.Content, func(b block) bool { return b.Type == kind })
}

// thinking says whether the request turns reasoning on.
func (q *messagesRequest) thinking() bool {
	return q.Thinking != nil && q.Thinking.Type != "disabled"
}

// dispatchAnthropic picks the endpoint of Anthropic's dialect.
func (x *exchange) dispatchAnthropic() {
	if x.r.Header.Get("Anthropic-Version") == "" {
		x.fail(x.p.shape.invalidAs("anthropic-version: header is required", "", ""))
		return
	}
	id, isModel := strings.CutPrefix(x.route, "/v1/models/")
	switch at := x.r.Method + " " + x.route; {
	case at == "POST /v1/messages":
		x.messages()
	case at == "POST /v1/messages/count_tokens":
		x.countTokens()
	case at == "GET /v1/models":
		x.list()
	case x.r.Method == http.MethodGet && isModel:
		x.retrieve(id)
	default:
		x.fail(x.p.shape.problem(noRoute, ""))
	}
}

// parseMessages reads and checks the body; counting says that only its tokens are wanted.
func (x *exchange) parseMessages(counting bool) (*messagesRequest, Model, *problem) {
	q := &messagesRequest{}
	if err := json.Unmarshal(x.body, q); err != nil {
		pr := x.mistyped(err)
		return nil, Model{}, &pr
	}
	if says := q.fault(x.body, counting); says != "" {
		pr := x.p.shape.invalidAs(says, "", "")
		return nil, Model{}, &pr
	}
	m, ok := x.p.model(q.Model)
	if !ok {
		pr := x.p.shape.problem(noModel, q.Model)
		return nil, Model{}, &pr
	}
	if says := q.thinkingFault(m); says != "" {
		pr := x.p.shape.invalidAs(says, "", "")
		return nil, Model{}, &pr
	}
	return q, m, nil
}

// countTokens answers with the number of tokens a message would have as its prompt.
func (x *exchange) countTokens() {
	q, _, pr := x.parseMessages(true)
	if pr != nil {
		x.fail(*pr)
		return
	}
	x.v.usage.prompt = q.prefix(x.q.Model).tokens
	x.deliver(delivery{kind: x.p.shape.jsonType, body: x.p.shape.part("count").append(nil, &x.v)})
}

// messages answers a message.
func (x *exchange) messages() {
	q, m, pr := x.parseMessages(false)
	if pr != nil {
		x.fail(*pr)
		return
	}
	t := q.turn(m)
	r := x.compose(&t, 0)
	if r.stopped != "" {
		r.finish = "stop_sequence"
	}
	u := usage{completion: r.tokens, reasoning: r.hidden}
	x.p.cache.use(q.prefix(m.ID), &u)
	x.account(m.as(), u)
	x.v.stopped = r.stopped
	if q.Thinking != nil && q.Thinking.Display == "omitted" {
		r.omitted = true
	}
	if !q.Stream || x.knobs.Garbage == JSONForStream {
		x.deliver(delivery{kind: x.p.shape.jsonType, body: x.messageBody(r), pieces: longest([]reply{r}), text: textBytes([]reply{r})})
		return
	}
	x.deliver(delivery{kind: x.p.shape.streamType, frames: x.messageFrames(r)})
}

// account fixes and records the usage of an answer.
func (x *exchange) account(model string, u usage) {
	u.cached = max(u.cached, min(x.knobs.Cached, u.prompt-u.written))
	x.v.model, x.v.usage = model, u
	x.note(func(s *Served) {
		s.PromptTokens, s.CachedTokens, s.CompletionTokens, s.WrittenTokens = u.prompt, u.cached, u.completion, u.written
	})
}

// turn reads a request as a turn of a model.
func (q *messagesRequest) turn(m Model) turn {
	last := q.Messages[len(q.Messages)-1]
	t := turn{
		name: q.Model, fromUser: last.Role == "user" && !last.has("tool_result"),
		named: q.ToolChoice.Name, single: q.ToolChoice.Single, stops: q.StopSequences,
	}
	for i := range last.Content {
		if b := &last.Content[i]; t.fromUser || b.Type == "tool_result" || last.Role == "assistant" {
			t.lines = append(t.lines, b.words())
		}
	}
	t.last = strings.Join(t.lines, "")
	if q.MaxTokens != nil {
		t.limit = *q.MaxTokens
	}
	switch q.ToolChoice.Type {
	case "any":
		t.choice = "required"
	case "none":
		t.choice = "none"
	}
	for _, o := range q.Tools {
		t.tools = append(t.tools, offered{name: o.Name, parameters: o.Schema})
	}
	if f := q.Output.Format; f != nil || q.Format != nil {
		if f == nil {
			f = q.Format
		}
		t.format = textFormat{json: true, schema: f.Schema}
	}
	off := q.Thinking != nil && q.Thinking.Type == "disabled"
	t.think = m.Thinks != "" && (q.thinking() || t.fromUser && !off && asksThought(t.last))
	return t
}

// messageBody renders a message in one piece.
func (x *exchange) messageBody(r reply) []byte {
	s := x.p.shape
	var content []byte
	add := func(part string, v *values) {
		content = s.part(part).append(comma(content, len(content)), v)
	}
	v := x.v
	if r.think != "" {
		v.think, v.signature = r.shownThought(), seal(anthropicSeal, x.v.seed)
		add("thinking_block", &v)
	}
	if v.text = strings.Join(r.text, ""); v.text != "" {
		if x.knobs.Huge > 0 {
			v.text = strings.Repeat("x", x.knobs.Huge)
		}
		add("text_block", &v)
	}
	for _, c := range r.calls {
		v.callID, v.callName, v.args = c.id, c.name, c.args
		add("tool_use_block", &v)
	}
	x.v.choices, x.v.native = string(content), x.native(r.finish)
	if !x.knobs.NoUsage {
		x.v.usageText = s.part("body_usage").render(&x.v)
	}
	return s.bodies.answer.append(nil, &x.v)
}

// shownThought is the reasoning that the answer shows.
func (r *reply) shownThought() string {
	if r.omitted {
		return ""
	}
	return r.think
}

// messageFrames lays out a stream.
func (x *exchange) messageFrames(r reply) []frame {
	s := x.p.shape
	told := func(part string) string {
		if x.knobs.NoUsage {
			return ""
		}
		return s.part(part).render(&x.v)
	}
	out := []frame{{form: s.part("message_start"), raw: told("start_usage")}}
	index := 0
	open := func(f frame) {
		out = append(out, f)
		if index == 0 {
			out = append(out, frame{form: s.part("ping")})
		}
	}
	shut := func(from int) {
		out = append(out, frame{form: s.part("content_block_stop")})
		for i := from; i < len(out); i++ {
			out[i].index = index
		}
		index++
	}
	if r.think != "" {
		from := len(out)
		open(frame{form: s.part("thinking")})
		for _, w := range words(r.shownThought()) {
			out = append(out, frame{form: s.part("thinking_delta"), think: w})
		}
		out = append(out, frame{form: s.part("signature_delta"), raw: seal(anthropicSeal, x.v.seed)})
		shut(from)
	}
	if len(r.text) > 0 {
		from := len(out)
		open(frame{form: s.part("text")})
		for _, w := range r.text {
			out = append(out, frame{form: s.part("text_delta"), text: w})
		}
		shut(from)
	}
	for _, c := range r.calls {
		from := len(out)
		open(frame{form: s.part("tool_use"), call: toolCall{id: c.id, name: c.name}})
		for _, piece := range argPieces(c.args) {
			out = append(out, frame{form: s.part("input_json_delta"), call: toolCall{args: piece}})
		}
		shut(from)
	}
	return append(out, frame{form: s.part("message_delta"), finish: r.finish, raw: told("delta_usage")})
}

// argPieces cuts arguments as Anthropic sends them: the first piece is empty, and a call without arguments has no other
// (recorded: anthropic/messages, tool-no-args).
func argPieces(args string) []string {
	if args == "{}" {
		return []string{""}
	}
	half := len(cut(args, len(args)/2))
	return []string{"", args[:half], args[half:]}
}
