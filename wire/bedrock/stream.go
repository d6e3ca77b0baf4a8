package bedrock

import (
	"bytes"
	"errors"
	"io"
	"iter"

	"github.com/burncloud/burncloud/internal/eventstream"
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// DecodeStream reads a stream of binary frames.
func (Back) DecodeStream(req *llm.Request, t *llm.Target, r io.Reader) iter.Seq2[llm.Event, error] {
	return req.Unwrap(func(yield func(llm.Event, error) bool) {
		d := decoder{out: llm.NewEmitter(yield), origin: originOf(t)}
		d.out.Fail(d.read(eventstream.NewReader(r)))
	})
}

// decoder turns an answer into events.
type decoder struct {
	out    *llm.Emitter
	origin llm.Origin
	stop   llm.Stop
	usage  []byte
	server *serverBlock
	done   bool
}

// serverBlock is a block of a tool that the provider runs, as it grows.
type serverBlock struct {
	kind  string
	start []byte // its members so far
	more  []byte // input text, or elements of content
}

func (d *decoder) read(r *eventstream.Reader) error {
	for !d.done {
		m, err := r.Next()
		switch {
		case errors.Is(err, eventstream.ErrFrame):
			return llm.Invalid(err)
		case err != nil && d.stop.Reason != "": // all was said but the usage
			return d.finish()
		case err == io.EOF:
			return llm.Cut(io.ErrUnexpectedEOF)
		case err != nil:
			return llm.Cut(err)
		}
		if err := d.message(&m); err != nil {
			return err
		}
	}
	return nil
}

// message reads a frame. Payloads are padded with a member "p", against eavesdroppers who count bytes.
func (d *decoder) message(m *eventstream.Message) error {
	switch string(m.Get(":message-type")) {
	case "event":
	case "exception":
		return errorOf(0, nil, string(m.Get(":exception-type")), llm.TextOf(llm.Find(m.Payload, "message")))
	case "error":
		return errorOf(0, nil, string(m.Get(":error-code")), string(m.Get(":error-message")))
	default:
		return nil // newer than this codec
	}
	if c := rawjson.Members(m.Payload); !c.Next() && c.Err() != nil {
		return llm.Invalid(c.Err())
	}
	switch string(m.Get(":event-type")) {
	case "messageStart":
		return d.out.Start(llm.Start{})
	case "contentBlockStart":
		return d.blockStart(llm.Find(m.Payload, "start"))
	case "contentBlockDelta":
		return d.delta(llm.Find(m.Payload, "delta"))
	case "contentBlockStop":
		return d.blockStop()
	case "messageStop":
		d.stop = stopOf(llm.TextOf(llm.Find(m.Payload, "stopReason")))
		return nil
	case "metadata":
		if d.stop.Reason == "" {
			return llm.Invalid(errors.New("metadata before the stop"))
		}
		d.done = true
		d.usage = llm.Find(m.Payload, "usage")
		return d.finish()
	}
	return nil
}

// blockStart reads the start of a call; text and reasoning have none.
func (d *decoder) blockStart(raw []byte) error {
	m := rawjson.Members(raw)
	if !m.Next() {
		return nil
	}
	kind := string(m.Key)
	if t := llm.TextOf(llm.Find(m.Value, "type")); kind == "toolUse" && (t == "" || t == "tool_use") {
		return d.toolUse(m.Value, nil)
	}
	if kind == "toolUse" || kind == "toolResult" {
		d.server = &serverBlock{kind: kind, start: bytes.Clone(m.Value)}
	}
	return nil
}

func (d *decoder) delta(raw []byte) error {
	m := rawjson.Members(raw)
	if !m.Next() {
		return nil
	}
	switch string(m.Key) {
	case "text":
		return d.out.Text(0, d.out.Unquote(m.Value))
	case "toolUse":
		piece := d.out.Unquote(llm.Find(m.Value, "input"))
		if d.server != nil {
			return d.grow(piece)
		}
		return d.out.Arguments(0, piece)
	case "toolResult":
		for e := rawjson.Members(m.Value); d.server != nil && e.Next(); {
			if len(d.server.more) > 0 {
				d.server.more = append(d.server.more, ',')
			}
			if err := d.grow(e.Value); err != nil {
				return err
			}
		}
	case "reasoningContent":
		return d.thoughtDelta(m.Value)
	case "citation":
		return d.cite(m.Value)
	}
	return nil
}

// maxServerBlock bounds what a block of the provider's own tools may have, in bytes.
const maxServerBlock = 8 << 20

func (d *decoder) grow(piece []byte) error {
	if d.server.more = append(d.server.more, piece...); len(d.server.more) > maxServerBlock {
		return llm.Invalid(errors.New("a server tool's block is too long"))
	}
	return nil
}

func (d *decoder) thoughtDelta(raw []byte) error {
	for m := rawjson.Members(raw); m.Next(); {
		var err error
		switch string(m.Key) {
		case "text":
			err = d.out.Thought(0, d.out.Unquote(m.Value))
		case "signature":
			err = d.sign(m.Value)
		case "redactedContent":
			err = d.redacted(m.Value)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// blockStop closes the open part, and puts a server tool's block together as it is in whole answers.
func (d *decoder) blockStop() error {
	b := d.server
	if b == nil {
		return d.out.Close(0)
	}
	d.server = nil
	name, value := "content", append(append([]byte{'['}, b.more...), ']')
	if b.kind == "toolUse" {
		if name, value = "input", b.more; !llm.Raw(value).IsValid() {
			value = rawjson.AppendString(nil, string(b.more))
		}
	}
	w := llm.Writer{}
	w.Open('{')
	w.Raw(name, value)
	w.Close('}')
	whole := llm.Merge(b.start, w.Buf)
	w = llm.Writer{}
	w.Open('{')
	w.Raw(b.kind, whole)
	w.Close('}')
	return d.opaque(b.kind, w.Buf)
}
