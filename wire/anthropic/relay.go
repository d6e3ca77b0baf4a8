package anthropic

import (
	"bytes"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/internal/sse"
	"github.com/burncloud/burncloud/llm"
)

var relayNames = llm.WithQuantities("model", "stream")

// Relay is one call whose bytes are forwarded in the dialect they came in. Nothing but the model name is ever changed:
// usage is in every stream of this dialect.
type Relay struct {
	body  []byte
	head  llm.Head
	model rawjson.Span
}

// Peek reads the request's head. The errors are KindBadRequest and name the field.
func Peek(body []byte) (*Relay, error) {
	var v [2 + llm.QuantityCount]rawjson.Span
	if _, err := rawjson.Scan(body, relayNames, v[:]); err != nil {
		return nil, llm.BadRequest("", err.Error())
	}
	r := &Relay{body: body, model: v[0]}
	raw := v[0].Of(body)
	if raw == nil {
		return nil, llm.BadRequest("model", "model: field required")
	}
	model, err := rawjson.String(raw)
	if err != nil {
		return nil, llm.BadRequest("model", "model: "+err.Error())
	}
	if model == "" {
		return nil, llm.BadRequest("model", "model must not be empty")
	}
	r.head.Model = burncloud.ModelName(model)
	if raw = v[1].Of(body); raw != nil && !rawjson.IsNull(raw) {
		if r.head.Stream, err = rawjson.Bool(raw); err != nil {
			return nil, llm.BadRequest("stream", "stream: "+err.Error())
		}
	}
	if err = llm.CheckQuantities(body, v[2:]); err != nil {
		return nil, err
	}
	return r, nil
}

// Head returns what routing needs.
func (r *Relay) Head() llm.Head { return r.head }

// Body returns the bytes for an upstream that calls the model by the given name. Without an edit it is the client's
// own slice.
func (r *Relay) Body(model burncloud.ModelName, _ bool) []byte {
	if model == r.head.Model {
		return r.body
	}
	edit := rawjson.Edit{At: r.model, With: rawjson.AppendString(nil, string(model))}
	return rawjson.Apply(make([]byte, 0, len(r.body)+len(model)), r.body, []rawjson.Edit{edit})
}

// Answer reads a whole answer that will be forwarded untouched.
func (r *Relay) Answer(body []byte) (llm.Outcome, error) {
	var v [5]rawjson.Span
	if _, err := rawjson.Scan(body, answerNames, v[:]); err != nil {
		return llm.Outcome{}, err
	}
	if string(v[0].Of(body)) == `"error"` || v[2].Present() && !rawjson.IsNull(v[2].Of(body)) {
		return llm.Outcome{ErrorBody: body}, nil
	}
	if raw := v[1].Of(body); len(raw) == 0 || raw[0] != '[' {
		return llm.Outcome{}, llm.Invalid(nil)
	}
	out := llm.Outcome{Finished: true}
	if raw := v[3].Of(body); len(raw) > 0 && raw[0] == '{' {
		out.Usage, out.RawUsage = ReadUsage(raw), raw
	}
	return out, nil
}

// Stream reads the events of one attempt's stream.
func (r *Relay) Stream() llm.Frames { return &Stream{} }

// Stream judges the events of a relayed stream one by one.
type Stream struct {
	begun   bool // content was seen
	typ     []byte
	part    []byte // of the event judged last: its delta or block
	blocks  int    // begun, as far as Text was asked
	scratch []byte
	out     llm.Outcome
}

// Outcome is what the events so far have told.
func (s *Stream) Outcome() *llm.Outcome { return &s.out }

// Frame judges one event. Nothing is allocated for a delta.
func (s *Stream) Frame(frame []byte) llm.Verdict {
	ev, scratch := sse.Parse(frame, s.scratch)
	s.scratch = scratch
	data := ev.Data
	s.typ, s.part = nil, nil
	if len(data) == 0 {
		return 0
	}
	var v [eventCount]rawjson.Span
	if _, err := rawjson.Scan(data, eventNames, v[:]); err != nil {
		return llm.Broken
	}
	s.typ = v[eventType].Of(data)
	switch string(s.typ) {
	case `"content_block_delta"`:
		s.begun = true
		s.part = v[eventDelta].Of(data)
	case `"content_block_start"`:
		s.part = v[eventBlock].Of(data)
		s.begun = s.begun || speaks(s.part)
	case `"message_start"`:
		s.start(v[eventMessage].Of(data))
	case `"message_delta"`:
		s.begun = true
		s.out.Finished = true
		s.usage(v[eventUsage].Of(data))
	case `"message_stop"`:
		s.out.Finished = true
		return llm.Content | llm.Last
	case `"error"`:
		s.out.ErrorBody = bytes.Clone(data)
		return llm.Failed
	}
	if s.begun {
		return llm.Content
	}
	return 0
}

// Text is the text that the event judged last adds to the only block.
func (s *Stream) Text() (quoted []byte, plain bool) {
	want := `"text"`
	switch string(s.typ) {
	case "", `"message_start"`, `"ping"`, `"message_delta"`, `"message_stop"`:
		return nil, true
	case `"content_block_start"`:
		if plain, s.blocks = s.blocks == 0, s.blocks+1; !plain {
			return nil, false
		}
	case `"content_block_delta"`:
		want = `"text_delta"`
	default:
		return nil, false
	}
	for m := rawjson.Members(s.part); m.Next(); {
		switch string(m.Key) {
		case "type":
			plain = string(m.Value) == want
		case "text":
			if len(m.Value) > 2 {
				quoted = m.Value[1 : len(m.Value)-1]
			}
		case "citations":
			if string(m.Value) != "null" && string(m.Value) != "[]" {
				return nil, false
			}
		}
	}
	return quoted, plain
}

// speaks reports whether a block has content at its start: those of text and thinking are empty then.
func speaks(block []byte) bool {
	for m := rawjson.Members(block); m.Next(); {
		if string(m.Key) == "type" {
			return string(m.Value) != `"text"` && string(m.Value) != `"thinking"`
		}
	}
	return false
}

func (s *Stream) start(message []byte) {
	if len(message) == 0 || message[0] != '{' {
		return
	}
	for m := rawjson.Members(message); m.Next(); {
		if string(m.Key) == "usage" {
			s.usage(m.Value)
		}
	}
}

// usage takes counts over those that were told before: they are cumulative.
func (s *Stream) usage(raw []byte) {
	if len(raw) == 0 || raw[0] != '{' {
		return
	}
	s.out.RawUsage = mergeUsage(s.out.RawUsage, bytes.Clone(raw))
	s.out.Usage = ReadUsage(s.out.RawUsage)
}
