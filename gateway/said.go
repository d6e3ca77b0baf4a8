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

// said is the plain text of which the client has the beginning, in case another upstream has to go on with it.
type said struct {
	over   bool // it is something else than plain text, too long, or nobody wants to know
	quoted bool // text is the inside of a JSON string
	text   *buffer
	head   *buffer // of a relayed stream: its events up to the first content
	last   int64   // number of its newest event, in dialects that have numbers
}

// begin forgets an answer that came to nothing. wanted says whether the next one is to be remembered.
func (s *said) begin(wanted, quoted bool) {
	s.forget()
	s.over, s.quoted = !wanted, quoted
}

func (s *said) forget() {
	s.text.release()
	s.head.release()
	s.text, s.head = nil, nil
}

// add remembers more of the text.
func (s *said) add(g *Gateway, text []byte, plain bool) {
	if s.over {
		return
	}
	if !plain || len(s.text.bytes())+len(text) > maxSaid {
		s.over = true
		s.forget()
		return
	}
	s.text = g.buffers.append(s.text, text)
}

// keepHead remembers the events up to the first content, once.
func (s *said) keepHead(g *Gateway, events []byte) {
	if s.over || s.head != nil {
		return
	}
	if len(events) > maxHead {
		s.over = true
		s.forget()
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
		}
	}
	return utf8.Valid(s.text.bytes())
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
