// Package openai is the wire format of OpenAI's chat, completions and embeddings, which most providers speak.
package openai

import (
	"bytes"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/internal/sse"
	"github.com/burncloud/burncloud/llm"
)

// Shape says which member an answer of an endpoint cannot be without.
type Shape string

// Shapes of the relayed endpoints.
const (
	ShapeChoices Shape = "choices" // chat completions, completions
	ShapeData    Shape = "data"    // embeddings
)

// Members of a request that the gateway reads or edits.
var requestNames = llm.WithQuantities("model", "stream", "stream_options")

const (
	reqModel = iota
	reqStream
	reqStreamOptions
	reqQuantities
	reqCount = reqQuantities + llm.QuantityCount
)

var optionNames = rawjson.NewNames("include_usage")

// Relay is one call whose bytes are forwarded in the dialect they came in. Nothing but the model name and
// stream_options.include_usage is ever changed.
type Relay struct {
	body      []byte
	shape     Shape
	head      llm.Head
	layout    rawjson.Layout
	spans     [reqCount]rawjson.Span
	askedWell bool // the client itself asked for the usage chunk
	injected  bool // the body of the attempt under way asks for it on the client's behalf
}

// Peek reads the request's head. The errors are KindBadRequest and name the field.
func Peek(shape Shape, body []byte) (*Relay, error) {
	r := &Relay{body: body, shape: shape}
	var err error
	if r.layout, err = rawjson.Scan(body, requestNames, r.spans[:]); err != nil {
		return nil, badRequest("", err)
	}
	if err = r.readHead(); err != nil {
		return nil, err
	}
	if err = llm.CheckQuantities(body, r.spans[reqQuantities:]); err != nil {
		return nil, err
	}
	return r, nil
}

func (r *Relay) readHead() error {
	raw := r.spans[reqModel].Of(r.body)
	if raw == nil {
		return &burncloud.Error{Kind: burncloud.KindBadRequest, Message: "you must provide a model parameter", Param: "model"}
	}
	model, err := rawjson.String(raw)
	if err != nil {
		return badRequest("model", err)
	}
	if model == "" {
		return &burncloud.Error{Kind: burncloud.KindBadRequest, Message: "model must not be empty", Param: "model"}
	}
	r.head.Model = burncloud.ModelName(model)
	if raw = r.spans[reqStream].Of(r.body); raw != nil && !rawjson.IsNull(raw) {
		if r.head.Stream, err = rawjson.Bool(raw); err != nil {
			return badRequest("stream", err)
		}
	}
	return r.readOptions()
}

// readOptions refuses stream_options that the edit could not be made in.
func (r *Relay) readOptions() error {
	raw := r.spans[reqStreamOptions].Of(r.body)
	if raw == nil || rawjson.IsNull(raw) {
		return nil
	}
	var v [1]rawjson.Span
	if _, err := rawjson.Scan(raw, optionNames, v[:]); err != nil {
		return badRequest("stream_options", err)
	}
	if usage := v[0].Of(raw); usage != nil && !rawjson.IsNull(usage) {
		asked, err := rawjson.Bool(usage)
		if err != nil {
			return badRequest("stream_options.include_usage", err)
		}
		r.askedWell = asked
	}
	return nil
}

func badRequest(param string, err error) error {
	msg := err.Error()
	if param != "" {
		msg = param + ": " + msg
	}
	return &burncloud.Error{Kind: burncloud.KindBadRequest, Message: msg, Param: param}
}

// Head returns what routing needs.
func (r *Relay) Head() llm.Head { return r.head }

// Body returns the bytes for an upstream that calls the model by the given name. usage asks the upstream to report
// usage at the end of a stream. Without an edit it is the client's own slice.
func (r *Relay) Body(model burncloud.ModelName, usage bool) []byte {
	var edits [2]rawjson.Edit
	n := 0
	if model != r.head.Model {
		edits[n] = rawjson.Edit{At: r.spans[reqModel], With: rawjson.AppendString(nil, string(model))}
		n++
	}
	if r.injected = usage && r.head.Stream && !r.askedWell; r.injected {
		edits[n] = r.usageEdit()
		n++
	}
	if n == 0 {
		return r.body
	}
	if n == 2 && edits[1].At.Start < edits[0].At.Start {
		edits[0], edits[1] = edits[1], edits[0]
	}
	return rawjson.Apply(make([]byte, 0, len(r.body)+96), r.body, edits[:n])
}

// usageEdit turns on stream_options.include_usage, whatever the client wrote there.
func (r *Relay) usageEdit() rawjson.Edit {
	const member, object = `"include_usage":true`, `{"include_usage":true}`
	at := r.spans[reqStreamOptions]
	raw := at.Of(r.body)
	if raw == nil {
		return r.layout.AtEnd(nil, []byte(`"stream_options":`+object))
	}
	if rawjson.IsNull(raw) {
		return rawjson.Edit{At: at, With: []byte(object)}
	}
	var v [1]rawjson.Span
	inner, err := rawjson.Scan(raw, optionNames, v[:])
	if err != nil { // readOptions has scanned the same bytes
		return rawjson.Edit{At: at, With: []byte(object)}
	}
	var e rawjson.Edit
	if v[0].Present() {
		e = rawjson.Edit{At: v[0], With: []byte("true")}
	} else {
		e = inner.AtEnd(nil, []byte(member))
	}
	e.At.Start += at.Start
	e.At.End += at.Start
	return e
}

// Members of answers and of stream chunks that the gateway reads.
var answerNames = rawjson.NewNames("choices", "data", "usage", "error", "base_resp", "x_groq")

const (
	ansChoices = iota
	ansData
	ansUsage
	ansError
	ansBaseResp // MiniMax reports errors inside a 200 (documented shape)
	ansXGroq    // Groq repeats the usage here (recorded: groq/chat)
	ansCount
)

// Answer reads a whole answer that will be forwarded untouched.
func (r *Relay) Answer(body []byte) (llm.Outcome, error) {
	var v [ansCount]rawjson.Span
	if _, err := rawjson.Scan(body, answerNames, v[:]); err != nil {
		return llm.Outcome{}, err
	}
	out := llm.Outcome{ErrorBody: errorIn(body, &v)}
	if out.ErrorBody != nil {
		return out, nil
	}
	need := v[ansChoices]
	if r.shape == ShapeData {
		need = v[ansData]
	}
	if raw := need.Of(body); raw == nil || rawjson.IsNull(raw) {
		return out, &burncloud.Error{Kind: burncloud.KindUpstreamInvalid, Message: "the answer has no " + string(r.shape)}
	}
	if raw := v[ansUsage].Of(body); raw != nil && !rawjson.IsNull(raw) {
		out.Usage, out.RawUsage = ReadUsage(raw), raw
	}
	out.Finished = true
	return out, nil
}

// errorIn returns the error that an answer carries in spite of its status, nil for none.
func errorIn(body []byte, v *[ansCount]rawjson.Span) []byte {
	if raw := v[ansError].Of(body); raw != nil && !rawjson.IsNull(raw) {
		return body
	}
	if raw := v[ansBaseResp].Of(body); raw != nil {
		for c := rawjson.Members(raw); c.Next(); {
			if string(c.Key) == "status_code" && string(c.Value) != "0" {
				return body
			}
		}
	}
	return nil
}

// Stream reads the events of the stream that answers the last Body.
func (r *Relay) Stream() llm.Frames { return &Stream{drop: r.injected} }

// Stream judges the events of a relayed stream one by one.
type Stream struct {
	drop    bool // remove the usage chunk, which only the gateway asked for
	begun   bool // content was seen
	told    bool // the last event told the usage or the end
	plain   pattern
	frame   []byte // judged last, unless it fitted the pattern
	choices []byte // of it
	learned bool   // the pattern is that frame
	scratch []byte
	raw     []byte
	out     llm.Outcome
}

// Outcome is what the events so far have told.
func (s *Stream) Outcome() *llm.Outcome { return &s.out }

// Frame judges one event. Nothing is allocated for an event without usage.
func (s *Stream) Frame(frame []byte) llm.Verdict {
	if s.plain.fits(frame) {
		s.frame = nil
		return llm.Content
	}
	s.frame, s.choices, s.learned = frame, nil, false
	ev, scratch := sse.Parse(frame, s.scratch)
	s.scratch = scratch
	v := s.Event(ev)
	if v == llm.Content && !s.told {
		s.plain.learn(frame)
		s.learned = true
	}
	return v
}

// Event is Frame for an event that is already parsed.
func (s *Stream) Event(ev sse.Event) llm.Verdict {
	data := ev.Data
	s.told = false
	if len(data) == 0 {
		return 0
	}
	if string(data) == "[DONE]" {
		s.out.Finished = true
		return llm.Last
	}
	var v [ansCount]rawjson.Span
	if _, err := rawjson.Scan(data, answerNames, v[:]); err != nil {
		return llm.Broken
	}
	if raw := errorIn(data, &v); raw != nil {
		s.out.ErrorBody = bytes.Clone(raw)
		return llm.Failed
	}
	choices := v[ansChoices].Of(data)
	s.choices = choices
	asked := s.readUsage(data, choices, &v)
	if asked && s.drop && isEmptyArray(choices) {
		return llm.Drop
	}
	return s.content(choices)
}

// readUsage takes the usage wherever this provider puts it, and reports whether it is the chunk's own member.
func (s *Stream) readUsage(data, choices []byte, v *[ansCount]rawjson.Span) (own bool) {
	raw := v[ansUsage].Of(data)
	if own = raw != nil && !rawjson.IsNull(raw); !own {
		raw = nestedUsage(v[ansXGroq].Of(data))
	}
	if raw == nil {
		raw = nestedUsage(first(choices))
	}
	if raw != nil {
		s.told = true
		s.raw = append(s.raw[:0], raw...)
		s.out.Usage, s.out.RawUsage = ReadUsage(s.raw), s.raw
	}
	return own
}

// nestedUsage is the usage member of a value, nil if it has none. Moonshot puts it into the choice (recorded:
// moonshot/chat), Groq into x_groq.
func nestedUsage(value []byte) []byte {
	if !bytes.Contains(value, []byte(`"usage"`)) {
		return nil
	}
	raw := llm.Find(value, "usage")
	if rawjson.IsNull(raw) {
		return nil
	}
	return raw
}

// content looks for the first content and for the finish reason.
func (s *Stream) content(choices []byte) llm.Verdict {
	if finishes(choices) {
		s.out.Finished = true
		s.begun, s.told = true, true
		return llm.Content
	}
	if !s.begun {
		s.begun = hasContent(choices)
	}
	if s.begun {
		return llm.Content
	}
	return 0
}

// finishes reports whether a choice carries a finish reason. Inside a JSON string the quotes would be escaped, so the
// first match is a member.
func finishes(choices []byte) bool {
	const key = `"finish_reason"`
	i := bytes.Index(choices, []byte(key))
	if i < 0 {
		return false
	}
	rest := bytes.TrimLeft(choices[i+len(key):], " \t\r\n:")
	return len(rest) > 1 && rest[0] == '"' && rest[1] != '"'
}

// hasContent reports whether any choice says anything but its role.
func hasContent(choices []byte) bool {
	for c := rawjson.Members(choices); c.Next(); {
		for m := rawjson.Members(c.Value); m.Next(); {
			switch string(m.Key) {
			case "text":
				if !isEmpty(m.Value) {
					return true
				}
			case "delta", "message":
				if deltaSpeaks(m.Value) {
					return true
				}
			}
		}
	}
	return false
}

func deltaSpeaks(delta []byte) bool {
	for c := rawjson.Members(delta); c.Next(); {
		if string(c.Key) != "role" && !isEmpty(c.Value) {
			return true
		}
	}
	return false
}

func isEmpty(v []byte) bool {
	switch string(v) {
	case "null", `""`, "[]", "{}":
		return true
	}
	return false
}

func isEmptyArray(v []byte) bool {
	return len(v) >= 2 && v[0] == '[' && len(bytes.TrimSpace(v[1:len(v)-1])) == 0
}
