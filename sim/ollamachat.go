package sim

import (
	"encoding/json"
	"strconv"
	"strings"
)

// ollamaRequest is the part of an Ollama request that the answer depends on.
type ollamaRequest struct {
	Model    string `json:"model"`
	Messages []struct {
		Role    string `json:"role"`
		Content string `json:"content"`
		Calls   []struct {
			Function struct {
				Name      string          `json:"name"`
				Arguments json.RawMessage `json:"arguments"`
			} `json:"function"`
		} `json:"tool_calls"`
	} `json:"messages"`
	Stream  *bool           `json:"stream"`
	Tools   []tool          `json:"tools"`
	Format  json.RawMessage `json:"format"`
	Think   json.RawMessage `json:"think"`
	Options struct {
		Limit int             `json:"num_predict"`
		Stop  json.RawMessage `json:"stop"`
	} `json:"options"`
	Input json.RawMessage `json:"input"`
	Dims  *int            `json:"dimensions"`
}

// dispatchOllama picks the endpoint of Ollama's dialect.
func (x *exchange) dispatchOllama() {
	q := &ollamaRequest{}
	at := x.r.Method + " " + x.route
	if at == "GET /api/tags" {
		x.list()
		return
	}
	if at != "POST /api/chat" && at != "POST /api/embed" {
		x.fail(x.p.shape.problem(noRoute, ""))
		return
	}
	if err := json.Unmarshal(x.body, q); err != nil {
		x.fail(x.p.shape.invalidAs(err.Error(), "", ""))
		return
	}
	kind := ChatModel
	if at == "POST /api/embed" {
		kind = EmbeddingModel
	}
	m, ok := x.p.model(q.Model)
	switch {
	case !ok:
		x.fail(x.p.shape.problem(noModel, q.Model))
	case m.kind() != kind:
		x.fail(x.p.shape.invalidAs(strconv.Quote(q.Model)+" does not support "+string(kind), "", ""))
	case kind == EmbeddingModel:
		x.ollamaEmbed(q, m)
	default:
		x.ollamaChat(q, m)
	}
}

// ollamaChat answers a chat, line by line unless the request says otherwise.
func (x *exchange) ollamaChat(q *ollamaRequest, m Model) {
	if says := q.fault(m); says != "" {
		x.fail(x.p.shape.invalidAs(says, "", ""))
		return
	}
	t := q.turn(m)
	r := x.compose(&t, 0)
	u := usage{completion: r.tokens, reasoning: r.hidden}
	for _, msg := range q.Messages {
		for _, c := range msg.Calls {
			u.prompt += Tokens(c.Function.Name + string(c.Function.Arguments))
		}
		if msg.Content != "" {
			u.prompt += Tokens(msg.Content)
		}
	}
	for _, o := range t.tools {
		u.prompt += Tokens(o.name + string(o.parameters))
	}
	x.account(q.Model, u)
	usage := ""
	if !x.knobs.NoUsage {
		usage = x.p.shape.part("usage").render(&x.v)
	}
	if !x.q.Stream || x.knobs.Garbage == JSONForStream {
		x.deliver(delivery{kind: x.p.shape.jsonType, body: x.ollamaBody(r, usage), pieces: longest([]reply{r}), text: textBytes([]reply{r})})
		return
	}
	var frames []frame
	for _, w := range words(r.think) {
		frames = append(frames, frame{form: x.p.shape.part("thinking"), think: w})
	}
	for _, w := range r.text {
		frames = append(frames, frame{form: x.p.shape.part("text"), text: w})
	}
	if len(r.calls) > 0 {
		frames = append(frames, frame{form: x.p.shape.part("calls"), choices: x.ollamaCalls(r), call: toolCall{args: callArgs(r.calls)}})
	}
	frames = append(frames, frame{form: x.p.shape.part("done"), finish: r.finish, raw: usage})
	x.deliver(delivery{kind: x.p.shape.streamType, frames: frames})
}

// fault says what is wrong with a request; empty if nothing is.
func (q *ollamaRequest) fault(m Model) string {
	if len(q.Messages) == 0 {
		return "messages is required"
	}
	if string(q.Think) == "true" && m.Thinks == "" {
		return strconv.Quote(q.Model) + " does not support thinking"
	}
	for _, msg := range q.Messages {
		switch msg.Role {
		case "system", "user", "assistant", "tool":
		default:
			return "invalid role " + strconv.Quote(msg.Role)
		}
		for _, c := range msg.Calls {
			if len(c.Function.Arguments) == 0 || c.Function.Arguments[0] != '{' {
				return "json: cannot unmarshal string into Go struct field ChatRequest.messages.tool_calls.function.arguments"
			}
		}
	}
	return ""
}

// turn reads a request as a turn of a model.
func (q *ollamaRequest) turn(m Model) turn {
	last := q.Messages[len(q.Messages)-1]
	t := turn{name: q.Model, last: last.Content, lines: []string{last.Content}, fromUser: last.Role == "user", limit: max(0, q.Options.Limit)}
	think := string(q.Think)
	asked := think != "" && think != "null" && think != "false"
	t.think = m.Thinks != "" && (asked || think != "false" && t.fromUser && asksThought(t.last))
	for _, o := range q.Tools {
		t.tools = append(t.tools, offered{name: o.Function.Name, parameters: o.Function.Parameters})
	}
	switch {
	case string(q.Format) == `"json"`:
		t.format.json = true
	case strings.HasPrefix(string(q.Format), "{"):
		t.format.schema = q.Format
	}
	t.stops, _ = texts(q.Options.Stop)
	return t
}

func (x *exchange) ollamaBody(r reply, usage string) []byte {
	v := x.v
	v.text, v.think, v.native, v.raw = strings.Join(r.text, ""), r.think, x.native(r.finish), usage
	if x.knobs.Huge > 0 && v.text != "" {
		v.text = strings.Repeat("x", x.knobs.Huge)
	}
	if r.think != "" {
		v.thinkText = x.p.shape.bodies.think.render(&v)
	}
	if len(r.calls) > 0 {
		v.calls = `,"tool_calls":[` + x.ollamaCalls(r) + `]`
	}
	return x.p.shape.bodies.answer.append(nil, &v)
}

func (x *exchange) ollamaCalls(r reply) string {
	var out []byte
	v := x.v
	for i, c := range r.calls {
		v.call, v.callID, v.callName, v.args = i, c.id, c.name, c.args
		out = x.p.shape.part("call").append(comma(out, i), &v)
	}
	return string(out)
}

// ollamaEmbed answers with the embeddings of one text or many.
func (x *exchange) ollamaEmbed(q *ollamaRequest, m Model) {
	inputs, ok := texts(q.Input)
	dims := m.Dims
	if q.Dims != nil {
		dims = *q.Dims
	}
	if !ok || dims < 1 || dims > m.Dims {
		x.fail(x.p.shape.invalidAs("invalid input type", "", ""))
		return
	}
	var u usage
	list := make([]string, len(inputs))
	for i, text := range inputs {
		u.prompt += Tokens(text)
		list[i] = renderVector(Vector(text, dims), false)
	}
	x.account(q.Model, u)
	x.v.data = strings.Join(list, ",")
	x.deliver(delivery{kind: x.p.shape.jsonType, body: x.p.shape.part("vectors").append(nil, &x.v)})
}
