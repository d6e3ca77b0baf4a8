package gateway

import (
	"unicode/utf8"

	"github.com/burncloud/burncloud/internal/rawjson"
)

// Bounds of what is remembered of an answer under way.
const (
	maxSaid = 256 << 10 // text; a longer one cannot be gone on with
	maxHead = 64 << 10  // of the relayed events up to the first content
)

// said is the plain text of which the client has the beginning: what another upstream has to go on with, and what is counted,
// should the stream break before its upstream has said what it used.
type said struct {
	over   bool // the answer is something else than plain text, or too long: text is its beginning
	mute   bool // nobody may go on with it
	quoted bool // text is the inside of a JSON string
	text   *buffer
	sent   int     // bytes of text that were written to the client before the newest events
	head   *buffer // of a relayed stream: its events up to the first content
	last   int64   // number of its newest event, in dialects that have numbers
}

// begin forgets an answer that came to nothing. wanted says whether others may go on with the next one.
func (s *said) begin(wanted, quoted bool) {
	s.forget()
	s.over, s.mute, s.quoted = false, !wanted, quoted
}

// lost reports whether nobody can go on with the answer.
func (s *said) lost() bool { return s.over || s.mute }

func (s *said) forget() {
	s.text.release()
	s.head.release()
	s.text, s.head, s.sent = nil, nil, 0
}

// add remembers more of the text.
func (s *said) add(g *Gateway, text []byte, plain bool) {
	if s.over {
		return
	}
	if !plain || len(s.text.bytes())+len(text) > maxSaid {
		s.over = true
		return
	}
	s.text = g.buffers.append(s.text, text)
}

// keepHead remembers the events up to the first content, once.
func (s *said) keepHead(g *Gateway, events []byte) {
	if s.lost() || s.head != nil {
		return
	}
	if len(events) > maxHead {
		s.mute = true
		return
	}
	s.head = g.buffers.append(nil, events)
}

// unquote makes the text what it says. ok is false if it ends within a character.
func (s *said) unquote() (ok bool) {
	if s.quoted {
		b := make([]byte, 0, len(s.text.bytes())+2)
		b = append(append(append(b, '"'), s.text.bytes()...), '"')
		text, err := rawjson.String(b)
		if err != nil {
			return false
		}
		s.quoted = false
		if s.text != nil {
			s.text.b = append(s.text.b[:0], text...)
			s.sent = len(s.text.b)
		}
	}
	return utf8.Valid(s.text.bytes())
}

// flushed notes that the client has all of the text, or is about to.
func (s *said) flushed() {
	if !s.over {
		s.sent = len(s.text.bytes())
	}
}

// plain is the text that the client has, up to where it was something else.
func (s *said) plain() string {
	text := s.text.bytes()[:s.sent]
	if s.quoted {
		b := make([]byte, 0, len(text)+2)
		b = append(append(append(b, '"'), text...), '"')
		if whole, err := rawjson.String(b); err == nil {
			return whole
		}
	}
	return string(text)
}

// append adds to a buffer, which grows by classes; nil is an empty one.
func (p *buffers) append(to *buffer, b []byte) *buffer {
	if len(b) == 0 {
		return to
	}
	if to == nil || len(to.b)+len(b) > cap(to.b) {
		more := p.get(len(to.bytes()) + len(b))
		more.b = append(more.b, to.bytes()...)
		to.release()
		to = more
	}
	to.b = append(to.b, b...)
	return to
}
