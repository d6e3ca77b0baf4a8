package cohere

import (
	"bytes"
	"errors"
	"io"
	"iter"
	"strconv"

	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/internal/sse"
	"github.com/burncloud/burncloud/llm"
)

// maxFrame bounds one event of a stream: citations have whole documents in them.
const maxFrame = 8 << 20

// DecodeStream reads a stream of events.
func (Back) DecodeStream(req *llm.Request, _ *llm.Target, r io.Reader) iter.Seq2[llm.Event, error] {
	return req.Unwrap(func(yield func(llm.Event, error) bool) {
		d := decoder{out: llm.NewEmitter(yield)}
		d.out.Fail(d.read(sse.NewReader(r, maxFrame)))
	})
}

// decoder turns an answer into events.
type decoder struct {
	out  *llm.Emitter
	id   string
	any  bool   // there was text or reasoning
	args []byte // of the open call, as long as they may turn out to be null
	sent bool   // arguments of the open call are out
	done bool
}

func (d *decoder) read(r *sse.Reader) error {
	for !d.done {
		ev, err := r.Next()
		switch {
		case err == io.EOF:
			return llm.Cut(io.ErrUnexpectedEOF)
		case errors.Is(err, sse.ErrTooLong):
			return llm.Invalid(err)
		case err != nil:
			return llm.Cut(err)
		case len(ev.Data) == 0 || string(ev.Data) == "[DONE]":
			continue
		}
		if err := d.event(ev.Data); err != nil {
			return err
		}
	}
	return nil
}

var eventNames = rawjson.NewNames("type", "id", "delta", "message")

const (
	eventType = iota
	eventID
	eventDelta
	eventMessage
	eventCount
)

func (d *decoder) event(data []byte) error {
	var v [eventCount]rawjson.Span
	if _, err := rawjson.Scan(data, eventNames, v[:]); err != nil {
		return llm.Invalid(err)
	}
	delta := v[eventDelta].Of(data)
	message := llm.Find(delta, "message")
	switch kind := v[eventType].Of(data); string(kind) {
	case `"message-start"`:
		d.id = llm.TextOf(v[eventID].Of(data))
		return d.out.Start(llm.Start{ID: d.id})
	case `"content-start"`:
		if err := d.out.Close(0); err != nil {
			return err
		}
		return d.content(llm.Find(message, "content"))
	case `"content-delta"`:
		return d.content(llm.Find(message, "content"))
	case `"content-end"`:
		return d.out.Close(0)
	case `"tool-plan-delta"`:
		return d.text(d.out.Unquote(llm.Find(message, "tool_plan")))
	case `"tool-call-start"`:
		return d.startCall(llm.Find(message, "tool_calls"))
	case `"tool-call-delta"`:
		return d.arguments(d.out.Unquote(llm.Find(llm.Find(llm.Find(message, "tool_calls"), "function"), "arguments")))
	case `"tool-call-end"`:
		return d.endCall()
	case `"citation-start"`:
		return d.cite(llm.Find(message, "citations"))
	case `"message-end"`:
		d.done = true
		return d.finish(llm.TextOf(llm.Find(delta, "finish_reason")), llm.Find(delta, "usage"))
	default:
		if v[eventMessage].Present() && (kind == nil || string(kind) == `"error"`) {
			return errorOf(0, nil, data)
		}
		return nil // newer than this codec, or without meaning here
	}
}

func (d *decoder) startCall(raw []byte) error {
	f := llm.Find(raw, "function")
	c := llm.ToolCall{ID: llm.TextOf(llm.Find(raw, "id")), Name: llm.TextOf(llm.Find(f, "name"))}
	if c.Name == "" {
		return llm.Invalid(errors.New("a tool call without a name"))
	}
	if c.ID == "" {
		c.ID = llm.ShortID("call_"+d.id+"_"+strconv.Itoa(d.out.Calls(0)), 40)
	}
	d.args, d.sent = d.args[:0], false
	if err := d.out.Call(0, c); err != nil {
		return err
	}
	return d.arguments(d.out.Unquote(llm.Find(f, "arguments")))
}

// arguments passes more arguments on. A call without any may have "null" for them (recorded: cohere/chat-v2), which is
// held back until it is something else.
func (d *decoder) arguments(piece []byte) error {
	if d.sent {
		return d.out.Arguments(0, piece)
	}
	d.args = append(d.args, piece...)
	if bytes.HasPrefix([]byte("null"), bytes.TrimSpace(d.args)) {
		return nil
	}
	d.sent = true
	return d.out.Arguments(0, d.args)
}

// endCall closes the call, with what was held back.
func (d *decoder) endCall() error {
	if held := bytes.TrimSpace(d.args); !d.sent && len(held) > 0 && string(held) != "null" {
		if err := d.out.Arguments(0, held); err != nil {
			return err
		}
	}
	d.args = d.args[:0]
	return d.out.Close(0)
}
