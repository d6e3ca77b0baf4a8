package anthropic

import (
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
)

// EncodeStream makes the encoder of one streamed answer.
func (Front) EncodeStream(req *llm.Request) llm.StreamEncoder { return &eventEncoder{req: req} }

// eventEncoder writes events as this dialect has them. A block is begun when it has something to say, so that there
// are no empty ones.
type eventEncoder struct {
	req     *llm.Request
	part    llm.Part
	begun   bool // the open part's block has started
	index   int  // of the next block
	refusal []byte
	custom  []byte // the free text of the open call, which becomes an object at its end
}

// Encode appends the frames for the event.
func (n *eventEncoder) Encode(dst []byte, e llm.Event) []byte {
	switch {
	case e.Choice != 0:
		return dst // a message has one choice
	case e.Kind == llm.EventStart:
		return n.start(dst, e.Start)
	case e.Kind == llm.EventOpen:
		return n.open(dst, e.Part)
	case e.Kind == llm.EventDelta:
		return n.delta(dst, &e)
	case e.Kind == llm.EventClose:
		return n.close(dst)
	case e.Kind == llm.EventFinish:
		return n.finish(dst, e.Finish)
	}
	return dst
}

// Fail appends the error event, the last of the stream.
func (n *eventEncoder) Fail(dst []byte, err *burncloud.Error) []byte {
	return AppendErrorEvent(dst, err)
}

// start writes message_start. Its usage must be there even where the counts come at the end (wire-facts §1.4).
func (n *eventEncoder) start(dst []byte, s *llm.Start) []byte {
	w := llm.Writer{Buf: append(dst, "event: message_start\ndata: {"...)}
	w.Str("type", "message_start")
	w.OpenKey("message", '{')
	writeHead(&w, n.req, s.ID, s.Model)
	w.Lit("content", "[]")
	w.Lit("stop_reason", "null")
	w.Lit("stop_sequence", "null")
	writeUsage(&w, s.Usage)
	w.Buf = append(w.Buf, "}}\n\n"...)
	return w.Buf
}

func (n *eventEncoder) open(dst []byte, p llm.Part) []byte {
	n.part, n.begun = p, false
	switch p := p.(type) {
	case llm.Reasoning:
		if p.Redacted {
			return n.whole(dst, p)
		}
	case llm.ToolCall:
		if !p.Signature.IsZero() {
			dst = n.whole(dst, llm.Reasoning{Signature: p.Signature})
		}
		n.begun = true
		w := n.blockStart(dst)
		writeCallHead(&w, p)
		w.Lit("input", "{}")
		return append(w.Buf, "}}\n\n"...)
	case llm.Opaque:
		if p.From == Dialect {
			return n.whole(dst, p)
		}
	}
	return dst
}

// blockStart begins the frame of content_block_start, up to the opening of its block.
func (n *eventEncoder) blockStart(dst []byte) llm.Writer {
	dst = append(dst, "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":"...)
	return llm.Writer{Buf: append(strconv.AppendInt(dst, int64(n.index), 10), `,"content_block":{`...)}
}

// whole writes a block that comes in one piece.
func (n *eventEncoder) whole(dst []byte, p llm.Part) []byte {
	dst = append(dst, "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":"...)
	w := llm.Writer{Buf: append(strconv.AppendInt(dst, int64(n.index), 10), `,"content_block":`...)}
	if r, ok := p.(llm.Reasoning); ok && !r.Redacted {
		w.Buf = append(w.Buf, "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}}\n\n"...)
		w.Buf = n.field(w.Buf, "signature_delta", "signature", []byte(r.Signature.Tag(llm.OriginAnthropic)))
		return n.stop(w.Buf)
	}
	writePart(&w, n.req, p)
	return n.stop(append(w.Buf, "}\n\n"...))
}

// begin starts the block of the open part, if it has not been.
func (n *eventEncoder) begin(dst []byte) []byte {
	if n.begun {
		return dst
	}
	n.begun = true
	w := n.blockStart(dst)
	if _, ok := n.part.(llm.Reasoning); ok {
		w.Buf = append(w.Buf, `"type":"thinking","thinking":"","signature":""`...)
	} else {
		w.Buf = append(w.Buf, `"type":"text","text":""`...)
	}
	return append(w.Buf, "}}\n\n"...)
}

func (n *eventEncoder) delta(dst []byte, e *llm.Event) []byte {
	kind, field := "text_delta", "text"
	switch n.part.(type) {
	case llm.Text:
	case llm.Reasoning:
		if hides(n.req) {
			e.Text = nil
		}
		kind, field = "thinking_delta", "thinking"
	case llm.Refusal:
		n.refusal = append(n.refusal, e.Text...)
	case llm.ToolCall:
		if n.part.(llm.ToolCall).Custom {
			n.custom = append(n.custom, e.Text...)
			return dst
		}
		kind, field = "input_json_delta", "partial_json"
	default:
		return dst
	}
	if len(e.Text) > 0 {
		dst = n.field(n.begin(dst), kind, field, e.Text)
	}
	if _, ok := n.part.(llm.Reasoning); ok && !e.Signature.IsZero() {
		dst = n.field(n.begin(dst), "signature_delta", "signature", []byte(e.Signature.Tag(llm.OriginAnthropic)))
	}
	if e.Citation != nil {
		dst = n.frame(n.begin(dst), "citations_delta", "citation")
		dst = append(appendCitation(dst, e.Citation), "}}\n\n"...)
	}
	return dst
}

// frame begins a content_block_delta, up to the value of its delta's one member.
func (n *eventEncoder) frame(dst []byte, kind, field string) []byte {
	dst = append(dst, "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":"...)
	dst = strconv.AppendInt(dst, int64(n.index), 10)
	dst = append(append(dst, `,"delta":{"type":"`...), kind...)
	return append(append(append(dst, `","`...), field...), `":`...)
}

// field writes a content_block_delta with a string.
func (n *eventEncoder) field(dst []byte, kind, field string, value []byte) []byte {
	dst, _ = jsontext.AppendQuote(n.frame(dst, kind, field), value) // the only error is bad UTF-8, which is replaced
	return append(dst, "}}\n\n"...)
}

func (n *eventEncoder) close(dst []byte) []byte {
	if c, ok := n.part.(llm.ToolCall); ok && c.Custom {
		c.Arguments, n.custom = string(n.custom), n.custom[:0]
		if input, ok := c.Object(); ok {
			dst = n.field(dst, "input_json_delta", "partial_json", input)
		}
	}
	begun := n.begun
	n.part, n.begun = nil, false
	if !begun {
		return dst
	}
	return n.stop(dst)
}

// stop ends a block.
func (n *eventEncoder) stop(dst []byte) []byte {
	dst = append(dst, "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":"...)
	dst = strconv.AppendInt(dst, int64(n.index), 10)
	n.index++
	return append(dst, "}\n\n"...)
}

func (n *eventEncoder) finish(dst []byte, f *llm.Finish) []byte {
	w := llm.Writer{Buf: append(dst, "event: message_delta\ndata: {"...)}
	w.Str("type", "message_delta")
	w.OpenKey("delta", '{')
	writeStop(&w, f.Stops[0], string(n.refusal))
	w.Close('}')
	writeUsage(&w, f.Usage)
	w.Buf = append(w.Buf, "}\n\n"...)
	return append(w.Buf, "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"...)
}
