package responses

import (
	"bytes"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/internal/sse"
	"github.com/burncloud/burncloud/llm"
)

// Members of a request that the gateway reads or edits.
var headNames = llm.WithQuantities("model", "stream")

const (
	headModel = iota
	headStream
	headQuantities
	headCount = headQuantities + llm.QuantityCount
)

// Relay is one call whose bytes are forwarded in the dialect they came in. Nothing but the model name is ever changed.
type Relay struct {
	body  []byte
	head  llm.Head
	spans [headCount]rawjson.Span
}

// Peek reads the request's head. The errors are KindBadRequest and name the field.
func Peek(body []byte) (*Relay, error) {
	r := &Relay{body: body}
	if _, err := rawjson.Scan(body, headNames, r.spans[:]); err != nil {
		return nil, faulty("", err)
	}
	raw := r.spans[headModel].Of(body)
	if raw == nil {
		return nil, llm.BadRequest("model", "you must provide a model parameter")
	}
	model, err := rawjson.String(raw)
	if err != nil {
		return nil, faulty("model", err)
	}
	if model == "" {
		return nil, llm.BadRequest("model", "model must not be empty")
	}
	r.head.Model = burncloud.ModelName(model)
	if raw = r.spans[headStream].Of(body); raw != nil && !rawjson.IsNull(raw) {
		if r.head.Stream, err = rawjson.Bool(raw); err != nil {
			return nil, faulty("stream", err)
		}
	}
	if err = llm.CheckQuantities(body, r.spans[headQuantities:]); err != nil {
		return nil, err
	}
	return r, nil
}

func faulty(param string, err error) error {
	msg := err.Error()
	if param != "" {
		msg = param + ": " + msg
	}
	return llm.BadRequest(param, msg)
}

// Head returns what routing needs.
func (r *Relay) Head() llm.Head { return r.head }

// Body returns the bytes for an upstream that calls the model by the given name. Without an edit it is the client's
// own slice. Usage need not be asked for in this dialect: the last event of a stream always has it.
func (r *Relay) Body(model burncloud.ModelName, _ bool) []byte {
	if model == r.head.Model {
		return r.body
	}
	edit := rawjson.Edit{At: r.spans[headModel], With: rawjson.AppendString(nil, string(model))}
	return rawjson.Apply(make([]byte, 0, len(r.body)+64), r.body, []rawjson.Edit{edit})
}

// Members of answers that the gateway reads.
var answerNames = rawjson.NewNames("output", "usage", "error", "status")

const (
	ansOutput = iota
	ansUsage
	ansError
	ansStatus
	ansCount
)

// Answer reads a whole answer that will be forwarded untouched. One with status failed carries its error in spite of
// its HTTP status.
func (r *Relay) Answer(body []byte) (llm.Outcome, error) {
	var v [ansCount]rawjson.Span
	if _, err := rawjson.Scan(body, answerNames, v[:]); err != nil {
		return llm.Outcome{}, llm.Invalid(err)
	}
	var out llm.Outcome
	if raw := v[ansUsage].Of(body); raw != nil && !rawjson.IsNull(raw) {
		out.Usage, out.RawUsage = ReadUsage(raw), raw
	}
	if raw := v[ansError].Of(body); raw != nil && !rawjson.IsNull(raw) {
		out.ErrorBody = body
		return out, nil
	}
	if v[ansOutput].Of(body) == nil {
		return out, &burncloud.Error{Kind: burncloud.KindUpstreamInvalid, Message: "the answer has no output"}
	}
	switch status, _ := rawjson.String(v[ansStatus].Of(body)); status {
	case "failed":
		out.ErrorBody = body
	case "queued", "in_progress": // in the background: the answer is fetched later
	default:
		out.Finished = true
	}
	return out, nil
}

// Stream reads the events of one attempt's stream.
func (r *Relay) Stream() llm.Frames { return &Stream{} }

// Stream judges the events of a relayed stream one by one.
type Stream struct {
	begun   bool // content was seen
	typ     []byte
	data    []byte // of the event judged last
	last    int64  // its number, once Text was asked
	items   int    // begun, as far as Text was asked
	scratch []byte
	raw     []byte
	out     llm.Outcome
}

// Outcome is what the events so far have told.
func (s *Stream) Outcome() *llm.Outcome { return &s.out }

// Members of events that the relay reads.
var relayNames = rawjson.NewNames("type", "response", "error", "item")

const (
	relType = iota
	relResponse
	relError
	relItem
	relCount
)

// Frame judges one event. Nothing is allocated for one without usage or error. Until the first content the upstream
// has only said that it began, and another may still be tried.
func (s *Stream) Frame(frame []byte) llm.Verdict {
	ev, scratch := sse.Parse(frame, s.scratch)
	s.scratch = scratch
	data := ev.Data
	s.typ, s.data = nil, nil
	if len(data) == 0 {
		return 0
	}
	if string(data) == "[DONE]" { // OpenAI sends none, others do (recorded: openrouter/responses)
		return llm.Last
	}
	var v [relCount]rawjson.Span
	if _, err := rawjson.Scan(data, relayNames, v[:]); err != nil {
		return llm.Broken
	}
	typ := unquoted(v[relType].Of(data))
	if typ == nil {
		typ = ev.Name
	}
	s.typ, s.data = typ, data
	switch string(typ) {
	case "error", "response.failed":
		return s.failed(data, v[relResponse].Of(data))
	case "response.completed", "response.incomplete":
		return s.finished(v[relResponse].Of(data))
	case "response.created", "response.in_progress", "response.queued", "keepalive":
		return s.sofar()
	case "response.output_item.added":
		return s.added(v[relItem].Of(data))
	}
	if raw := v[relError].Of(data); raw != nil && !rawjson.IsNull(raw) {
		return s.failed(data, nil)
	}
	if bytes.HasPrefix(typ, []byte("response.")) && !bytes.HasSuffix(typ, []byte("_part.added")) {
		s.begun = true
	}
	return s.sofar()
}

func (s *Stream) sofar() llm.Verdict {
	if s.begun {
		return llm.Content
	}
	return 0
}

// added judges the beginning of an item: messages and reasoning are still empty then, anything else says something.
func (s *Stream) added(item []byte) llm.Verdict {
	switch string(llm.Find(item, "type")) {
	case `"message"`, `"reasoning"`:
	default:
		s.begun = true
	}
	return s.sofar()
}

// failed keeps the error; the usage of what failed may be charged.
func (s *Stream) failed(data, response []byte) llm.Verdict {
	s.usage(response)
	s.out.ErrorBody = bytes.Clone(data)
	return llm.Failed
}

func (s *Stream) finished(response []byte) llm.Verdict {
	s.usage(response)
	s.out.Finished = true
	return llm.Content | llm.Last
}

func (s *Stream) usage(response []byte) {
	if raw := llm.Find(response, "usage"); raw != nil && !rawjson.IsNull(raw) {
		s.raw = append(s.raw[:0], raw...)
		s.out.Usage, s.out.RawUsage = ReadUsage(s.raw), s.raw
	}
}

// unquoted is the text of a string without escapes, nil for anything else; it is a view into the string.
func unquoted(raw []byte) []byte {
	if len(raw) < 2 || raw[0] != '"' || bytes.IndexByte(raw, '\\') >= 0 {
		return nil
	}
	return raw[1 : len(raw)-1]
}
