package anthropic

import (
	"bytes"
	"errors"
	"io"
	"iter"

	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/internal/sse"
	"github.com/burncloud/burncloud/llm"
)

// maxFrame bounds one event of a stream: results of server tools come in one piece.
const maxFrame = 32 << 20

// DecodeStream reads a stream of events.
func (Back) DecodeStream(req *llm.Request, t *llm.Target, r io.Reader) iter.Seq2[llm.Event, error] {
	return req.Unwrap(func(yield func(llm.Event, error) bool) {
		d := eventDecoder{Sink: llm.NewSink(yield), origin: originOf(t)}
		d.Fail(d.read(sse.NewReader(r, maxFrame)))
	})
}

// eventDecoder turns the dialect's events into ours.
type eventDecoder struct {
	llm.Unquoter
	llm.Sink
	origin llm.Origin

	started bool
	parts   int  // opened so far
	open    bool // a part is open
	calls   int
	stop    llm.Stop
	usage   []byte

	block []byte // the start of an opaque block, which is emitted whole at its end
	kind  string // its type
	input []byte // its input, as far as it has come
}

func (d *eventDecoder) emit(e llm.Event) error {
	e.Index = max(0, d.parts-1)
	return d.Emit(e)
}

func (d *eventDecoder) read(r *sse.Reader) error {
	for {
		ev, err := r.Next()
		if err != nil {
			if d.stop.Reason != "" { // it said why it stopped, and so it is complete
				return d.finish()
			}
			return llm.Cut(err)
		}
		if len(ev.Data) == 0 {
			continue
		}
		last, err := d.event(ev.Data)
		if err != nil {
			return err
		}
		if last {
			return d.finish()
		}
	}
}

var eventNames = rawjson.NewNames("type", "message", "content_block", "delta", "usage", "error")

const (
	eventType = iota
	eventMessage
	eventBlock
	eventDelta
	eventUsage
	eventError
	eventCount
)

// event reads one event and reports whether it is the last.
func (d *eventDecoder) event(data []byte) (last bool, err error) {
	var v [eventCount]rawjson.Span
	if _, err := rawjson.Scan(data, eventNames, v[:]); err != nil {
		return false, llm.Invalid(err)
	}
	typ := v[eventType].Of(data)
	if !d.started {
		switch string(typ) {
		case `"content_block_start"`, `"content_block_delta"`, `"message_delta"`, `"message_stop"`:
			return false, llm.Invalid(errors.New("the stream does not begin with message_start"))
		}
	}
	switch string(typ) {
	case `"content_block_delta"`:
		return false, d.delta(v[eventDelta].Of(data))
	case `"content_block_start"`:
		return false, d.begin(v[eventBlock].Of(data))
	case `"content_block_stop"`:
		return false, d.end()
	case `"message_start"`:
		return false, d.start(v[eventMessage].Of(data))
	case `"message_delta"`:
		if raw := v[eventUsage].Of(data); raw != nil && !rawjson.IsNull(raw) {
			d.usage = mergeUsage(d.usage, bytes.Clone(raw))
		}
		d.readStop(v[eventDelta].Of(data))
	case `"message_stop"`:
		return true, nil
	case `"error"`:
		return false, errorOf(0, nil, data)
	}
	if v[eventError].Present() && !rawjson.IsNull(v[eventError].Of(data)) {
		return false, errorOf(0, nil, data)
	}
	return false, nil // ping, and what is newer than this
}

// start reads message_start; some hosts repeat it (recorded: anthropic/messages).
func (d *eventDecoder) start(raw []byte) error {
	if d.started {
		return nil
	}
	d.started = true
	var s llm.Start
	if rawjson.IsNull(raw) || len(raw) == 0 {
		return d.emit(llm.Event{Kind: llm.EventStart, Start: &s})
	}
	for m := rawjson.Members(raw); m.Next(); {
		switch string(m.Key) {
		case "id":
			s.ID = llm.TextOf(m.Value)
		case "model":
			s.Model = llm.TextOf(m.Value)
		case "usage":
			if !rawjson.IsNull(m.Value) {
				d.usage = bytes.Clone(m.Value)
				s.Usage = ReadUsage(m.Value)
			}
		}
	}
	return d.emit(llm.Event{Kind: llm.EventStart, Start: &s})
}

// readStop reads the members of message_delta's delta, which a whole answer has too.
func (d *eventDecoder) readStop(raw []byte) {
	for m := rawjson.Members(raw); m.Next(); {
		switch string(m.Key) {
		case "stop_reason":
			if word := llm.TextOf(m.Value); word != "" {
				d.stop.Raw = word
				d.stop.Reason = stopReasons[word]
				if d.stop.Reason == "" {
					d.stop.Reason = llm.StopUnknown
				}
			}
		case "stop_sequence":
			d.stop.Sequence = llm.TextOf(m.Value)
		case "stop_details":
			if m.Value[0] == '{' {
				for x := rawjson.Members(m.Value); x.Next(); {
					if string(x.Key) == "explanation" {
						d.stop.Detail = llm.TextOf(x.Value)
					}
				}
			}
		}
	}
}

// begin opens the part of a block. What the start has of it already is its first delta.
func (d *eventDecoder) begin(raw []byte) error {
	if err := d.end(); err != nil {
		return err
	}
	if len(raw) == 0 || raw[0] != '{' {
		return llm.Invalid(errors.New("content_block_start without a block"))
	}
	b := readBlock(raw)
	var p llm.Part
	switch b.kind {
	case "text":
		p = llm.Text{}
	case "thinking":
		p = llm.Reasoning{}
	case "redacted_thinking":
		if llm.TextOf(b.data) == "" {
			return nil // nothing was sealed
		}
		p = llm.Reasoning{Redacted: true, Signature: llm.Signature{Origin: d.origin, Data: llm.TextOf(b.data)}}
	case "tool_use":
		c := llm.ToolCall{ID: llm.UnescapeID(llm.TextOf(b.id)), Name: llm.TextOf(b.name)}
		if c.ID == "" || c.Name == "" {
			return llm.Invalid(errors.New("a tool_use without id or name"))
		}
		d.calls++
		p = c
	default:
		d.block, d.kind, d.input = bytes.Clone(raw), b.kind, d.input[:0]
		return nil
	}
	d.parts++
	d.open = true
	if err := d.emit(llm.Event{Kind: llm.EventOpen, Part: p}); err != nil {
		return err
	}
	return d.initial(&b)
}

// initial emits what a block has at its start.
func (d *eventDecoder) initial(b *rawBlock) error {
	for _, raw := range [][]byte{b.text, b.thinking} {
		if err := d.say(d.Unquote(raw)); err != nil {
			return err
		}
	}
	if b.kind == "tool_use" && len(b.input) > 2 && llm.Raw(b.input).IsValid() {
		if err := d.say(b.input); err != nil {
			return err
		}
	}
	for _, c := range readCitations(b.citations) {
		if err := d.emit(llm.Event{Kind: llm.EventDelta, Citation: &c}); err != nil {
			return err
		}
	}
	return d.sign(b.signature)
}

func (d *eventDecoder) say(text []byte) error {
	if len(text) == 0 {
		return nil
	}
	return d.emit(llm.Event{Kind: llm.EventDelta, Text: text})
}

func (d *eventDecoder) sign(raw []byte) error {
	data := llm.TextOf(raw)
	if data == "" {
		return nil
	}
	return d.emit(llm.Event{Kind: llm.EventDelta, Signature: llm.Signature{Origin: d.origin, Data: data}})
}

func (d *eventDecoder) delta(raw []byte) error {
	for m := rawjson.Members(raw); m.Next(); {
		switch string(m.Key) {
		case "text", "thinking":
			if d.open {
				return d.say(d.Unquote(m.Value))
			}
		case "partial_json":
			if !d.open {
				d.input = append(d.input, d.Unquote(m.Value)...)
				return nil
			}
			return d.say(d.Unquote(m.Value))
		case "signature":
			if d.open {
				return d.sign(m.Value)
			}
		case "citation":
			if d.open {
				c := readCitation(m.Value)
				return d.emit(llm.Event{Kind: llm.EventDelta, Citation: &c})
			}
		case "content": // of a compaction block
			if d.block != nil {
				d.block = llm.Merge(d.block, llm.Raw(`{"content":`+string(m.Value)+`}`))
			}
		}
	}
	return nil
}

// end closes the open part, or emits the opaque block that is complete now.
func (d *eventDecoder) end() error {
	if d.open {
		d.open = false
		return d.emit(llm.Event{Kind: llm.EventClose})
	}
	if d.block == nil {
		return nil
	}
	block := llm.Raw(d.block)
	d.block = nil
	if len(d.input) > 0 && llm.Raw(d.input).IsValid() {
		block = llm.Merge(block, llm.Raw(`{"input":`+string(d.input)+`}`))
	}
	if block = llm.KeepRaw(block); block == nil {
		return llm.Invalid(errors.New("a block of type " + d.kind + " is not valid JSON"))
	}
	d.parts++
	if err := d.emit(llm.Event{Kind: llm.EventOpen, Part: llm.Opaque{From: Dialect, Kind: d.kind, Raw: block}}); err != nil {
		return err
	}
	return d.emit(llm.Event{Kind: llm.EventClose})
}

func (d *eventDecoder) finish() error {
	if err := d.end(); err != nil {
		return err
	}
	d.stop.Reason = llm.StopOf(d.stop.Reason, d.calls > 0)
	fin := llm.Finish{Stops: []llm.Stop{d.stop}}
	if d.usage != nil {
		fin.Usage, fin.RawUsage = ReadUsage(d.usage), llm.KeepRaw(d.usage)
	}
	return d.emit(llm.Event{Kind: llm.EventFinish, Finish: &fin})
}

// DecodeResponse reads a whole answer: its blocks are streams that came at once.
func (Back) DecodeResponse(req *llm.Request, t *llm.Target, body []byte) (*llm.Response, error) {
	return llm.Collect(req.Unwrap(func(yield func(llm.Event, error) bool) {
		d := eventDecoder{Sink: llm.NewSink(yield), origin: originOf(t)}
		d.Fail(d.answer(body))
	}))
}

var answerNames = rawjson.NewNames("type", "content", "error", "usage", "stop_reason")

func (d *eventDecoder) answer(body []byte) error {
	var v [5]rawjson.Span
	if _, err := rawjson.Scan(body, answerNames, v[:]); err != nil {
		return llm.Invalid(err)
	}
	if string(v[0].Of(body)) == `"error"` || v[2].Present() && !rawjson.IsNull(v[2].Of(body)) {
		return errorOf(0, nil, body)
	}
	content := v[1].Of(body)
	if len(content) == 0 || content[0] != '[' {
		return llm.Invalid(errors.New("the answer has no content"))
	}
	if err := d.start(body); err != nil {
		return err
	}
	c := rawjson.Members(content)
	for c.Next() {
		if err := d.begin(c.Value); err != nil {
			return err
		}
	}
	if c.Err() != nil {
		return llm.Invalid(c.Err())
	}
	d.readStop(body)
	return d.finish()
}
