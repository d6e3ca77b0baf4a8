package openai

import (
	"bytes"
	"strconv"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/internal/sse"
	"github.com/burncloud/burncloud/llm"
)

// EncodeStream makes the encoder of one streamed answer.
func (f Front) EncodeStream(req *llm.Request) llm.StreamEncoder {
	return &chunkEncoder{req: req, created: f.created()}
}

// chunkEncoder writes events as chunks.
type chunkEncoder struct {
	req     *llm.Request
	created int64
	start   llm.Start
	head    []byte // of every chunk, up to the index of its choice
	choices []choiceEncoder
}

// choiceEncoder is what has been written of one choice.
type choiceEncoder struct {
	greeted bool // has its role
	part    llm.Part
	calls   int    // begun
	args    bool   // the open call has arguments
	thought []byte // of the open reasoning, for its signature
	details int
	cites   []llm.Citation
	start   int // characters of content before the open text
	runes   int // characters of content
	refused bool
}

// Encode appends the chunks for the event.
func (c *chunkEncoder) Encode(dst []byte, e llm.Event) []byte {
	switch e.Kind {
	case llm.EventStart:
		c.start = *e.Start
		c.begin()
		return c.greet(dst, 0)
	case llm.EventFinish:
		return c.finish(dst, e.Finish)
	}
	dst = c.greet(dst, e.Choice)
	s := &c.choices[e.Choice]
	switch e.Kind {
	case llm.EventOpen:
		return c.open(dst, e.Choice, s, e.Part)
	case llm.EventDelta:
		return c.delta(dst, s, &e)
	case llm.EventClose:
		return c.close(dst, e.Choice, s)
	}
	return dst
}

// Fail appends the error frame. No [DONE] follows it.
func (c *chunkEncoder) Fail(dst []byte, err *burncloud.Error) []byte {
	return AppendErrorEvent(dst, err)
}

// Resume takes over when the upstream says that the answer was made.
func (c *chunkEncoder) Resume(head []byte, _ int64) {
	ev, err := sse.NewReader(bytes.NewReader(head), len(head)).Next()
	if err != nil {
		return
	}
	if n, err := rawjson.Int(llm.Find(ev.Data, "created")); err == nil {
		c.created = n
		c.begin()
	}
}

func (c *chunkEncoder) begin() {
	w := llm.Writer{Buf: append(make([]byte, 0, 160), "data: {"...)}
	w.Str("id", answerID(c.start.ID, c.req))
	w.Str("object", "chat.completion.chunk")
	w.Int("created", c.created)
	w.Str("model", answerModel(c.start.Model, c.req))
	c.head = append(w.Buf, `,"choices":[`...)
}

// greet gives a choice its role chunk, and room.
func (c *chunkEncoder) greet(dst []byte, choice int) []byte {
	for choice >= len(c.choices) {
		c.choices = append(c.choices, choiceEncoder{})
	}
	if c.choices[choice].greeted {
		return dst
	}
	c.choices[choice].greeted = true
	return c.tail(append(c.lead(dst, choice), `"role":"assistant","content":"","refusal":null`...))
}

// lead and tail frame what stands in a delta.
func (c *chunkEncoder) lead(dst []byte, choice int) []byte {
	dst = append(append(dst, c.head...), `{"index":`...)
	return append(strconv.AppendInt(dst, int64(choice), 10), `,"delta":{`...)
}

func (c *chunkEncoder) tail(dst []byte) []byte {
	return append(dst, "},\"logprobs\":null,\"finish_reason\":null}]}\n\n"...)
}

func (c *chunkEncoder) open(dst []byte, choice int, s *choiceEncoder, p llm.Part) []byte {
	s.part = p
	switch p := p.(type) {
	case llm.Text:
		s.start = s.runes
	case llm.Reasoning:
		s.thought = s.thought[:0]
		if p.Redacted {
			return c.detail(dst, choice, s, p)
		}
	case llm.ToolCall:
		s.calls++
		s.args = false
		w := llm.Writer{Buf: c.lead(dst, choice)}
		if c.req.Legacy {
			w.OpenKey("function_call", '{')
			w.Str("name", p.Name)
			w.Str("arguments", "")
			w.Close('}')
			return c.tail(w.Buf)
		}
		w.OpenKey("tool_calls", '[')
		w.Open('{')
		w.Int("index", int64(s.calls-1))
		writeCall(&w, p, "")
		w.Close('}')
		w.Close(']')
		return c.tail(w.Buf)
	}
	return dst
}

// detail writes sealed or signed reasoning.
func (c *chunkEncoder) detail(dst []byte, choice int, s *choiceEncoder, r llm.Reasoning) []byte {
	w := llm.Writer{Buf: c.lead(dst, choice)}
	w.OpenKey("reasoning_details", '[')
	writeDetail(&w, r, s.details)
	s.details++
	w.Close(']')
	return c.tail(w.Buf)
}

// delta is the hot path: a text delta is the chunk's head, a member and the text.
func (c *chunkEncoder) delta(dst []byte, s *choiceEncoder, e *llm.Event) []byte {
	if e.Citation != nil {
		s.cites = append(s.cites, *e.Citation)
	}
	switch s.part.(type) {
	case llm.Text:
		if len(e.Text) == 0 && e.Logprobs == nil {
			return dst
		}
		s.runes += utf8.RuneCount(e.Text)
		dst = quote(append(c.lead(dst, e.Choice), `"content":`...), e.Text)
		if e.Logprobs != nil {
			w := llm.Writer{Buf: append(dst, '}')}
			writeLogprobs(&w, e.Logprobs)
			return append(w.Buf, ",\"finish_reason\":null}]}\n\n"...)
		}
		return c.tail(dst)
	case llm.Reasoning:
		s.thought = append(s.thought, e.Text...)
		if len(e.Text) > 0 {
			dst = c.tail(quote(append(c.lead(dst, e.Choice), `"reasoning_content":`...), e.Text))
		}
		if !e.Signature.IsZero() {
			return c.detail(dst, e.Choice, s, llm.Reasoning{Text: string(s.thought), Signature: e.Signature})
		}
	case llm.Refusal:
		s.refused = true
		return c.tail(quote(append(c.lead(dst, e.Choice), `"refusal":`...), e.Text))
	case llm.ToolCall:
		return c.arguments(dst, e.Choice, s, e.Text)
	case llm.Media:
		m := s.part.(llm.Media)
		m.Data += string(e.Text)
		s.part = m
	}
	return dst
}

// arguments writes more of the open call's arguments. Continuations have no id, type and name (wire-facts §1.4).
func (c *chunkEncoder) arguments(dst []byte, choice int, s *choiceEncoder, text []byte) []byte {
	s.args = true
	dst = c.lead(dst, choice)
	if c.req.Legacy {
		return c.tail(append(quote(append(dst, `"function_call":{"arguments":`...), text), '}'))
	}
	dst = strconv.AppendInt(append(dst, `"tool_calls":[{"index":`...), int64(s.calls-1), 10)
	if call, ok := s.part.(llm.ToolCall); ok && call.Custom {
		dst = append(dst, `,"custom":{"input":`...)
	} else {
		dst = append(dst, `,"function":{"arguments":`...)
	}
	return c.tail(append(quote(dst, text), `}}]`...))
}

func (c *chunkEncoder) close(dst []byte, choice int, s *choiceEncoder) []byte {
	part := s.part
	s.part = nil
	switch p := part.(type) {
	case llm.Text:
		if len(s.cites) == 0 {
			return dst
		}
		w := llm.Writer{Buf: c.lead(dst, choice)}
		for i := range s.cites {
			s.cites[i] = placed(s.cites[i], s.start, s.runes)
		}
		n := len(w.Buf)
		writeAnnotations(&w, s.cites)
		s.cites = nil
		if len(w.Buf) == n {
			return dst
		}
		return c.tail(w.Buf)
	case llm.ToolCall:
		if !s.args && !p.Custom {
			s.part = p
			dst = c.arguments(dst, choice, s, []byte("{}"))
			s.part = nil
		}
	case llm.Media:
		if p.Kind != llm.MediaImage {
			return dst
		}
		w := llm.Writer{Buf: c.lead(dst, choice)}
		w.OpenKey("images", '[')
		writeImage(&w, p)
		w.Close(']')
		return c.tail(w.Buf)
	}
	return dst
}

func (c *chunkEncoder) finish(dst []byte, f *llm.Finish) []byte {
	for i, stop := range f.Stops {
		dst = c.greet(dst, i)
		w := llm.Writer{Buf: append(c.lead(dst, i), `},"logprobs":null`...)}
		writeFinish(&w, c.req, stop, c.choices[i].refused)
		dst = append(w.Buf, "}]}\n\n"...)
	}
	if c.req.IncludeUsage {
		dst = append(append(dst, c.head...), `],"usage":`...)
		dst = append(appendUsage(dst, f.Usage), "}\n\n"...)
	}
	return append(dst, "data: [DONE]\n\n"...)
}

// quote appends a JSON string; what is not UTF-8 becomes U+FFFD.
func quote(dst, s []byte) []byte {
	dst, _ = jsontext.AppendQuote(dst, s) // the only error is bad UTF-8
	return dst
}
