package sim

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

// UnsafeWord in a prompt makes a Gemini provider block it, in whichever case it is written.
const UnsafeWord = "sim-unsafe"

// geminiTarget takes a path of Gemini's apart: /v1beta/models/MODEL:METHOD.
func geminiTarget(route string) (model, method string) {
	rest, ok := strings.CutPrefix(route, "/v1beta/models/")
	if !ok {
		return "", ""
	}
	model, method, _ = strings.Cut(rest, ":")
	return model, method
}

// dispatchGemini picks the endpoint of Gemini's dialect.
func (x *exchange) dispatchGemini() {
	model, method := geminiTarget(x.route)
	if method == "streamGenerateContent" {
		x.array = x.r.URL.Query().Get("alt") != "sse"
		if !x.array {
			x.errType = x.p.shape.streamType // though the error is no event (recorded: gemini/generateContent, status 404)
		}
	}
	if x.r.Method == http.MethodGet {
		switch {
		case x.route == "/v1beta/models":
			x.list()
		case model != "" && method == "":
			x.retrieve(model)
		default:
			x.fail(x.p.shape.problem(noRoute, ""))
		}
		return
	}
	m, ok := x.p.model(model)
	switch {
	case model == "" || x.r.Method != http.MethodPost:
		x.fail(x.p.shape.problem(noRoute, ""))
	case !ok || (m.kind() == EmbeddingModel) != strings.Contains(method, "mbedContent") && method != "countTokens":
		x.fail(x.p.noMethod(model, method))
	case method == "generateContent" || method == "streamGenerateContent":
		x.generate(m)
	case method == "countTokens":
		x.countPrompt()
	case method == "embedContent" || method == "batchEmbedContents":
		x.embedContent(m, method == "batchEmbedContents")
	default:
		x.fail(x.p.shape.problem(noRoute, ""))
	}
}

// noMethod is the answer to a model that is not there, or not for this.
func (p *Provider) noMethod(model, method string) problem {
	pr := p.shape.problem(noModel, model)
	if strings.Contains(method, "mbedContent") {
		pr.message = strings.Replace(pr.message, "for generateContent", "for embedContent", 1)
	}
	return pr
}

// parseGenerate reads and checks the body.
func (x *exchange) parseGenerate(m Model) (*generateRequest, *problem) {
	q := &generateRequest{}
	if err := json.Unmarshal(x.body, q); err != nil {
		pr := x.p.shape.problem(badJSON, "")
		pr.message += " " + mistypedIn(err)
		return nil, &pr
	}
	if pr := x.unknownNames(q); pr != nil {
		return nil, pr
	}
	if says := q.fault(m); says != "" {
		pr := x.p.shape.invalidAs(says, "", "")
		return nil, &pr
	}
	return q, nil
}

// countPrompt answers with the number of tokens of a prompt.
func (x *exchange) countPrompt() {
	q := &generateRequest{}
	if json.Unmarshal(x.body, q) != nil {
		x.fail(x.p.shape.problem(badJSON, ""))
		return
	}
	if q.Counted != nil {
		q = q.Counted
	}
	x.v.usage.prompt = q.tokens()
	x.deliver(delivery{kind: x.p.shape.jsonType, body: x.p.shape.part("count").append(nil, &x.v)})
}

// tokens counts the prompt as [Tokens] says: every part with words, and each function's name and schema.
func (q *generateRequest) tokens() int {
	n := 0
	add := func(text string) {
		if text != "" {
			n += Tokens(text)
		}
	}
	contents := q.Contents
	if q.System != nil {
		contents = append(slices.Clone(contents), *q.System)
	}
	for _, c := range contents {
		for i := range c.Parts {
			add(c.Parts[i].words())
		}
	}
	for _, t := range q.Tools {
		for _, f := range t.Functions {
			add(f.Name + string(f.Parameters) + string(f.JSONSchema))
		}
	}
	return n
}

// generate answers with content, in one piece, as events, or as an array.
func (x *exchange) generate(m Model) {
	q, pr := x.parseGenerate(m)
	if pr != nil {
		x.fail(*pr)
		return
	}
	if x.q.Stream {
		x.frameStream()
	}
	u := usage{prompt: q.tokens()}
	if q.unsafe() {
		x.account(m.as(), u)
		x.deliverBlocked(u)
		return
	}
	t := q.turn(x.q.Model, m)
	r := x.compose(&t, 0)
	u.completion, u.reasoning = r.tokens, r.hidden
	x.account(m.as(), u)
	r.omitted = q.Config.Thinking == nil || !q.Config.Thinking.Include
	r.signed = q.signs(m)
	if !x.q.Stream || x.knobs.Garbage == JSONForStream {
		x.deliver(delivery{kind: x.p.shape.jsonType, body: x.contentBody(m, r), pieces: longest([]reply{r}), text: textBytes([]reply{r})})
		return
	}
	x.deliver(delivery{kind: x.streamKind(), frames: x.contentFrames(m, r)})
}

// signs says whether the answer's calls carry a signature: always from Gemini 3, else unless reasoning is off.
func (q *generateRequest) signs(m Model) bool {
	th := q.Config.Thinking
	return m.Thinks == ThinksAlways || th == nil || th.Budget == nil || *th.Budget != 0
}

func (x *exchange) streamKind() string {
	if x.array {
		return x.p.shape.jsonType
	}
	return x.p.shape.streamType
}

// unsafe says whether the prompt has the [UnsafeWord].
func (q *generateRequest) unsafe() bool {
	for _, c := range q.Contents {
		for i := range c.Parts {
			if strings.Contains(strings.ToLower(c.Parts[i].words()), UnsafeWord) {
				return true
			}
		}
	}
	return false
}

// deliverBlocked answers that the prompt was blocked: no candidates, and usage for the prompt only.
func (x *exchange) deliverBlocked(u usage) {
	raw := x.contentUsage(u)
	if x.q.Stream {
		x.deliver(delivery{kind: x.streamKind(), frames: []frame{{form: x.framed("blocked", true), raw: raw}}})
		return
	}
	x.v.raw = raw
	x.deliver(delivery{kind: x.p.shape.jsonType, body: x.p.shape.part("blocked").append(nil, &x.v)})
}

// contentUsage renders the usage up to some point of an answer.
func (x *exchange) contentUsage(u usage) string {
	if x.knobs.NoUsage {
		return ""
	}
	v := x.v
	v.sofar = u
	return x.p.shape.part("usage").render(&v)
}

// turn reads a request as a turn of a model.
func (q *generateRequest) turn(name string, m Model) turn {
	last := &q.Contents[len(q.Contents)-1]
	t := turn{name: name, fromUser: last.Role != "model" && !last.responds(), stops: q.Config.Stops, limit: q.Config.MaxTokens}
	for i := range last.Parts {
		if t.fromUser || last.Parts[i].Response != nil || last.Role == "model" {
			t.lines = append(t.lines, last.Parts[i].words())
		}
	}
	t.last = strings.Join(t.lines, "")
	switch calling := q.Choice.Calling; {
	case calling.Mode == "NONE":
		t.choice = "none"
	case calling.Mode == "ANY" && len(calling.Allowed) == 1:
		t.named = calling.Allowed[0]
	case calling.Mode == "ANY":
		t.choice = "required"
	}
	for _, tool := range q.Tools {
		for _, f := range tool.Functions {
			o := offered{name: f.Name, parameters: f.Parameters}
			if len(f.JSONSchema) > 0 {
				o.parameters = f.JSONSchema
			}
			t.tools = append(t.tools, o)
		}
	}
	t.format = textFormat{json: q.Config.MimeType == "application/json", schema: q.Config.Schema}
	if len(q.Config.JSONSchema) > 0 {
		t.format.schema = q.Config.JSONSchema
	}
	th := q.Config.Thinking
	off := th != nil && th.Budget != nil && *th.Budget == 0 && m.Thinks != ThinksAlways
	asked := th != nil && (th.Include || th.Budget != nil || th.Level != "")
	t.think = m.Thinks == ThinksAlways || m.Thinks != "" && !off && (asked || t.fromUser && asksThought(t.last))
	return t
}
