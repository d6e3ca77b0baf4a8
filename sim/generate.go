package sim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// UnsafeWord in a prompt makes a Gemini provider block it, in whichever case it is written.
const UnsafeWord = "sim-unsafe"

// generateRequest is the part of a Gemini request that the answer depends on.
type generateRequest struct {
	Contents []geminiContent  `json:"contents"`
	System   *geminiContent   `json:"systemInstruction"`
	Tools    []geminiTool     `json:"tools"`
	Config   generationConfig `json:"generationConfig"`
	Choice   struct {
		Calling struct {
			Mode    string   `json:"mode"`
			Allowed []string `json:"allowedFunctionNames"`
		} `json:"functionCallingConfig"`
	} `json:"toolConfig"`
	Counted *generateRequest `json:"generateContentRequest"` // of countTokens
}

type generationConfig struct {
	MaxTokens   int             `json:"maxOutputTokens"`
	Temperature *float64        `json:"temperature"`
	TopP        *float64        `json:"topP"`
	Candidates  *int            `json:"candidateCount"`
	Stops       []string        `json:"stopSequences"`
	MimeType    string          `json:"responseMimeType"`
	Schema      json.RawMessage `json:"responseSchema"`
	JSONSchema  json.RawMessage `json:"responseJsonSchema"`
	Thinking    *struct {
		Include bool   `json:"includeThoughts"`
		Budget  *int   `json:"thinkingBudget"`
		Level   string `json:"thinkingLevel"`
	} `json:"thinkingConfig"`
}

type geminiContent struct {
	Role  string       `json:"role"`
	Parts []geminiPart `json:"parts"`
}

type geminiPart struct {
	Text      *string         `json:"text"`
	Thought   bool            `json:"thought"`
	Signature string          `json:"thoughtSignature"`
	Inline    json.RawMessage `json:"inlineData"`
	File      json.RawMessage `json:"fileData"`
	Call      *struct {
		Name string          `json:"name"`
		Args json.RawMessage `json:"args"`
	} `json:"functionCall"`
	Response *struct {
		Name     string          `json:"name"`
		Response json.RawMessage `json:"response"`
	} `json:"functionResponse"`
	Code    json.RawMessage `json:"executableCode"`
	CodeRes json.RawMessage `json:"codeExecutionResult"`
}

type geminiTool struct {
	Functions []struct {
		Name       string          `json:"name"`
		Parameters json.RawMessage `json:"parameters"`
		JSONSchema json.RawMessage `json:"parametersJsonSchema"`
	} `json:"functionDeclarations"`
}

// words is what a part says: its text, a call, or what a tool returned.
func (p *geminiPart) words() string {
	switch {
	case p.Thought:
		return ""
	case p.Call != nil:
		return p.Call.Name + string(p.Call.Args)
	case p.Response != nil:
		return responseText(p.Response.Response)
	case p.Text != nil:
		return *p.Text
	}
	return ""
}

// responseText is the result in a function's response: the text of its only member if it has one, or else its JSON.
func responseText(raw json.RawMessage) string {
	var members map[string]json.RawMessage
	if json.Unmarshal(raw, &members) != nil || len(members) != 1 {
		return string(raw)
	}
	for _, value := range members {
		var text string
		if json.Unmarshal(value, &text) == nil {
			return text
		}
	}
	return string(raw)
}

func (c *geminiContent) responds() bool {
	return slices.ContainsFunc(c.Parts, func(p geminiPart) bool { return p.Response != nil })
}

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
	x.v.sofar = u
	raw := x.contentUsage(u)
	if x.q.Stream {
		x.deliver(delivery{kind: x.streamKind(), frames: []frame{{form: x.framed("blocked", true), raw: raw, sofar: u}}})
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

// contentBody renders an answer in one piece.
func (x *exchange) contentBody(m Model, r reply) []byte {
	s, v := x.p.shape, x.v
	var parts []byte
	if r.think != "" && !r.omitted {
		v.think = r.think
		parts = s.part("thought_part").append(parts, &v)
	}
	if v.text = strings.Join(r.text, ""); v.text != "" {
		if x.knobs.Huge > 0 {
			v.text = strings.Repeat("x", x.knobs.Huge)
		}
		form := "text_part"
		if m.Thinks == ThinksAlways {
			form, v.signature = "signed_text", seal(geminiSeal, x.v.seed)
		}
		parts = s.part(form).append(comma(parts, len(parts)), &v)
	}
	if len(r.calls) > 0 {
		parts = append(comma(parts, len(parts)), x.callParts(r)...)
	}
	v.choices, v.native, v.finish = string(parts), x.native(r.finish), r.finish
	v.raw = x.contentUsage(x.v.usage)
	form := "last"
	if len(parts) == 0 {
		form = "empty"
	}
	return s.part(form).append(nil, &v)
}

// callParts renders the calls; only the first carries a signature.
func (x *exchange) callParts(r reply) string {
	var out []byte
	v := x.v
	for i, c := range r.calls {
		v.callName, v.args = c.name, c.args
		form := "call_part"
		if i == 0 && r.signed {
			form, v.signature = "signed_call", seal(geminiSeal, x.v.seed)
		}
		out = x.p.shape.part(form).append(comma(out, i), &v)
	}
	return string(out)
}

// frameStream sets the exchange up for a stream: events that end in two line ends each, or an array.
func (x *exchange) frameStream() {
	x.ending = ""
	if x.array {
		x.ending = "]"
		text := strings.TrimSuffix(strings.TrimPrefix(x.p.shape.wording.streamError, "data: "), "\r\n\r\n")
		x.streamError = compile("\r\n,\r\n" + text + "]")
	}
}

// framed is a part as a frame of the stream that was asked for.
func (x *exchange) framed(part string, first bool) *template {
	text := x.p.shape.wording.parts[part]
	switch {
	case !x.array:
		return compile("data: " + text + "\r\n\r\n")
	case first:
		return compile("[" + text)
	}
	return compile("\r\n,\r\n" + text)
}

// contentFrames lays out a stream. The reason to stop comes with the last piece of the text, with the calls, or, from
// Gemini 3, with an empty text that carries a signature (recorded: gemini/generateContent).
func (x *exchange) contentFrames(m Model, r reply) []frame {
	sofar := usage{prompt: x.v.usage.prompt, cached: x.v.usage.cached}
	var out []frame
	forms := make(map[string]*template)
	add := func(part string, f frame) {
		if forms[part] == nil || len(out) == 0 {
			forms[part] = x.framed(part, false)
		}
		f.form = forms[part]
		if len(out) == 0 {
			f.form = x.framed(part, true)
		}
		f.raw, f.sofar = x.contentUsage(sofar), sofar
		out = append(out, f)
	}
	if r.think != "" && !r.omitted {
		for _, w := range words(r.think) {
			add("thought", frame{think: w})
		}
	}
	sofar.reasoning, sofar.completion = r.hidden, r.hidden
	for i, w := range r.text {
		if i == len(r.text)-1 {
			sofar.completion = x.v.usage.completion
			if m.Thinks != ThinksAlways {
				break
			}
		} else {
			sofar.completion = min(sofar.completion+Tokens(w), x.v.usage.completion)
		}
		add("text", frame{text: w})
	}
	sofar = x.v.usage
	add(x.lastChunk(m, r))
	return out
}

// lastChunk is the frame with the reason to stop.
func (x *exchange) lastChunk(m Model, r reply) (string, frame) {
	f := frame{finish: r.finish}
	v := x.v
	switch n := len(r.text); {
	case len(r.calls) > 0:
		f.choices, f.call.args = x.callParts(r), callArgs(r.calls)
	case n > 0 && m.Thinks == ThinksAlways:
		v.signature = seal(geminiSeal, x.v.seed)
		f.choices = x.p.shape.part("signed_text").render(&v)
	case n > 0:
		f.text = r.text[n-1]
		return "last_text", f
	default:
		return "empty", f
	}
	return "last", f
}

// callArgs joins the arguments of calls, for the count of bytes sent.
func callArgs(calls []toolCall) string {
	var out strings.Builder
	for _, c := range calls {
		out.WriteString(c.args)
	}
	return out.String()
}

// embedContent answers one embedding or many.
func (x *exchange) embedContent(m Model, many bool) {
	type one struct {
		Content geminiContent `json:"content"`
		Dims    *int          `json:"outputDimensionality"`
	}
	var q struct {
		one
		Requests []one `json:"requests"`
	}
	if json.Unmarshal(x.body, &q) != nil {
		x.fail(x.p.shape.problem(badJSON, ""))
		return
	}
	list := q.Requests
	if !many {
		list = []one{q.one}
	}
	var data []byte
	var u usage
	for i, r := range list {
		text, dims := "", m.Dims
		for j := range r.Content.Parts {
			text += r.Content.Parts[j].words()
		}
		if r.Dims != nil {
			dims = *r.Dims
		}
		if text == "" || dims < 1 || dims > m.Dims {
			x.fail(x.p.shape.invalidAs(fmt.Sprintf("* EmbedContentRequest: entry %d has no content, or no dimensions from 1 to %d", i, m.Dims), "", ""))
			return
		}
		u.prompt += Tokens(text)
		v := values{vector: renderVector(Vector(text, dims), false)}
		data = x.p.shape.bodies.embedding.append(comma(data, i), &v)
	}
	x.account(m.as(), u)
	x.v.data = string(data)
	if !x.knobs.NoUsage {
		x.v.usageText = x.p.shape.part("embed_usage").render(&x.v)
	}
	body := x.p.shape.bodies.embeddings.append(nil, &x.v)
	if !many {
		body = fmt.Appendf(nil, `{"embedding":%s%s}`, x.v.data, x.v.usageText)
	}
	x.deliver(delivery{kind: x.p.shape.jsonType, body: body})
}
