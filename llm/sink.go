package llm

import "errors"

// Sink passes a decoder's events on until the consumer has had enough. Make it with NewSink.
type Sink struct {
	yield func(Event, error) bool
	over  bool // nothing may be yielded any more
}

// errStopped unwinds a decoder when the consumer has had enough.
var errStopped = errors.New("the consumer wants no more events")

// NewSink makes a Sink for the yield function of a sequence.
func NewSink(yield func(Event, error) bool) Sink { return Sink{yield: yield} }

// Emit yields an event. It fails if the consumer wants no more, which ends the decoder's work.
func (s *Sink) Emit(e Event) error {
	if !s.over && s.yield(e, nil) {
		return nil
	}
	s.over = true
	return errStopped
}

// Fail ends the sequence with an error, unless it is over. It takes nil and the errors of Emit.
func (s *Sink) Fail(err error) {
	if err == nil || s.over {
		return
	}
	s.over = true
	s.yield(Event{}, err)
}
