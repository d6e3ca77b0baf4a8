package gemini

import (
	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
)

// streamEncoder writes a stream in which each chunk is a GenerateContentResponse with what is new. It ends without a
// mark when the last chunk has said why (never with [DONE]).
type streamEncoder struct {
	req     *llm.Request
	array   bool
	begun   bool // a chunk was written
	hide    bool // thoughts are not shown
	model   string
	id      string
	parts   int
	choices []answer
}

// answer is a choice of the stream.
type answer struct {
	open    llm.Part
	buf     []byte // arguments or data of the open part: calls and media are written whole
	content bool
	fresh   bool // nothing was said yet in the open part
	grounding
}

// EncodeStream makes the encoder of one streamed answer.
func (f Front) EncodeStream(req *llm.Request) llm.StreamEncoder {
	return &streamEncoder{req: req, array: f.Array, hide: hidesThoughts(req)}
}

// Encode appends the chunks for the event.
func (s *streamEncoder) Encode(dst []byte, e llm.Event) []byte {
	for e.Kind != llm.EventStart && e.Kind != llm.EventFinish && e.Choice >= len(s.choices) {
		s.choices = append(s.choices, answer{})
	}
	switch e.Kind {
	case llm.EventStart:
		s.model, s.id = names(s.req, e.Start.Model, e.Start.ID)
	case llm.EventOpen:
		return s.start(dst, e)
	case llm.EventDelta:
		return s.delta(dst, e)
	case llm.EventClose:
		return s.close(dst, e)
	case llm.EventFinish:
		return s.finish(dst, e.Finish)
	}
	return dst
}

// Fail appends the error as the last chunk.
func (s *streamEncoder) Fail(dst []byte, err *burncloud.Error) []byte {
	dst = Front{}.EncodeError(s.frame(dst), err)
	return s.last(s.endFrame(dst))
}

func (s *streamEncoder) frame(dst []byte) []byte {
	begun := s.begun
	s.begun = true
	switch {
	case !s.array:
		return append(dst, "data: "...)
	case begun:
		return append(dst, ",\r\n"...)
	}
	return append(dst, '[')
}

func (s *streamEncoder) endFrame(dst []byte) []byte {
	if s.array {
		return append(dst, "\r\n"...)
	}
	return append(dst, "\r\n\r\n"...)
}

func (s *streamEncoder) last(dst []byte) []byte {
	if s.array {
		return append(dst, ']')
	}
	return dst
}

// begin appends a chunk up to its first part.
func (s *streamEncoder) begin(dst []byte) llm.Writer {
	return llm.Writer{Buf: append(s.frame(dst), `{"candidates":[{"content":{"parts":[`...)}
}

// end appends what follows the last part of a chunk.
func (s *streamEncoder) end(w llm.Writer, choice int, probs []llm.Logprob) []byte {
	w.Buf = append(w.Buf, `],"role":"model"}`...)
	w.Int("index", int64(choice))
	writeLogprobs(&w, probs)
	w.Buf = append(w.Buf, `}]`...)
	return s.seal(w)
}

// seal appends the names of the answer, and ends the chunk.
func (s *streamEncoder) seal(w llm.Writer) []byte {
	w.Str("modelVersion", s.model)
	w.Str("responseId", s.id)
	w.Close('}')
	return s.endFrame(w.Buf)
}

func (s *streamEncoder) start(dst []byte, e llm.Event) []byte {
	a := &s.choices[e.Choice]
	a.open, a.buf, a.fresh = e.Part, a.buf[:0], true
	s.parts++
	switch p := e.Part.(type) {
	case llm.Reasoning:
		if !p.Redacted {
			return dst
		}
	case llm.Opaque:
		if p.From != Dialect {
			return dst
		}
	default:
		return dst
	}
	return s.part(dst, e.Choice, e.Part)
}

// part appends a chunk with a part that is whole.
func (s *streamEncoder) part(dst []byte, choice int, p llm.Part) []byte {
	w := s.begin(dst)
	s.choices[choice].content = writePart(&w, p, s.hide) || s.choices[choice].content
	return s.end(w, choice, nil)
}

func (s *streamEncoder) delta(dst []byte, e llm.Event) []byte {
	a := &s.choices[e.Choice]
	thought := false
	switch a.open.(type) {
	case llm.Text:
		if len(e.Text) > 0 && a.fresh {
			a.base, a.fresh = len(a.kept), false
		}
		a.text(e.Text)
		if e.Citation != nil {
			a.cite(*e.Citation)
		}
	case llm.Reasoning:
		thought = true
		if s.hide {
			e.Text = nil
		}
	case llm.ToolCall, llm.Media:
		a.buf = append(a.buf, e.Text...)
		return dst
	}
	if len(e.Text) == 0 && e.Signature.IsZero() && len(e.Logprobs) == 0 {
		return dst
	}
	a.content = true
	w := s.begin(dst)
	writeText(&w, e.Text, thought, e.Signature)
	return s.end(w, e.Choice, e.Logprobs)
}

func (s *streamEncoder) close(dst []byte, e llm.Event) []byte {
	a := &s.choices[e.Choice]
	p := a.open
	a.open = nil
	switch p := p.(type) {
	case llm.ToolCall:
		p.Arguments = string(a.buf)
		return s.part(dst, e.Choice, p)
	case llm.Media:
		p.Data += string(a.buf)
		return s.part(dst, e.Choice, p)
	}
	return dst
}

// finish appends the last chunk, with the end of each candidate and the usage.
func (s *streamEncoder) finish(dst []byte, f *llm.Finish) []byte {
	for len(s.choices) < len(f.Stops) {
		s.choices = append(s.choices, answer{})
	}
	w := llm.Writer{Buf: append(s.frame(dst), '{')}
	if isBlocked(f.Stops, s.parts, f.Usage.Completion()) {
		writeBlock(&w, f.Stops[0])
	} else {
		w.OpenKey("candidates", '[')
		for i, stop := range f.Stops {
			w.Open('{')
			w.Raw("content", llm.Raw(`{"parts":[{"text":""}],"role":"model"}`))
			writeEnd(&w, stop, s.choices[i].content)
			w.Int("index", int64(i))
			s.choices[i].write(&w)
			w.Close('}')
		}
		w.Close(']')
	}
	writeUsage(&w, f.Usage)
	return s.last(s.seal(w))
}
