package gateway

import (
	"slices"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
)

// splice joins a second answer to the part of the first that the client has.
type splice struct {
	expect []byte // what the second has to say first: the client has it
	opened bool   // its text has begun
	shift  int    // of the indexes of its parts, when it has no text to go on with
	joined bool   // all that was expected came
}

// differs ends a continuation. It is nobody's fault: models seldom say the same twice.
func differs() *burncloud.Error {
	return &burncloud.Error{Kind: burncloud.KindUnsupported, Message: "its answer differs from what the client has already"}
}

// pass takes out of an event what the client has. The events that are left are to be encoded.
func (s *splice) pass(e *llm.Event) ([]llm.Event, *burncloud.Error) {
	if s.joined {
		e.Index += s.shift
		return []llm.Event{*e}, nil
	}
	switch e.Kind {
	case llm.EventStart:
		return nil, nil
	case llm.EventDelta:
		return s.delta(e)
	case llm.EventOpen:
		if _, text := e.Part.(llm.Text); text && e.Choice == 0 && e.Index == 0 {
			s.opened = true
			return nil, nil
		}
		if _, call := e.Part.(llm.ToolCall); !call {
			return nil, differs()
		}
	}
	if len(s.expect) > 0 || e.Choice != 0 || e.Index > 0 {
		return nil, differs()
	}
	s.joined = true
	if s.opened {
		return []llm.Event{*e}, nil
	}
	closed := llm.Event{Kind: llm.EventClose} // of the text that the client has
	s.shift = 1
	e.Index += s.shift
	return []llm.Event{closed, *e}, nil
}

// delta swallows text as long as it is what the client has.
func (s *splice) delta(e *llm.Event) ([]llm.Event, *burncloud.Error) {
	if !s.opened || e.Choice != 0 || e.Index != 0 || e.Citation != nil && len(s.expect) > 0 {
		return nil, differs()
	}
	n := same(e.Text, s.expect)
	if n < len(e.Text) && n < len(s.expect) {
		return nil, differs()
	}
	s.expect = s.expect[n:]
	if len(s.expect) > 0 {
		return nil, nil
	}
	e.Text, e.Logprobs = e.Text[n:], nil
	if len(e.Text) == 0 && e.Citation == nil && e.Signature.IsZero() {
		return nil, nil
	}
	s.joined = true
	return []llm.Event{*e}, nil
}

// same is how many bytes two texts have in common at their beginning.
func same(a, b []byte) int {
	n := min(len(a), len(b))
	if slices.Equal(a[:n], b[:n]) {
		return n
	}
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}
