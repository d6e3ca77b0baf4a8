package llm

import (
	"fmt"
	"iter"

	"github.com/burncloud/burncloud"
)

// Check passes a sequence on and ends it with an error at the first event out of order, or when it ends without
// Finish or error. The error is KindUpstreamInvalid: what a decoder made of an upstream's answer is not an answer.
func Check(seq iter.Seq2[Event, error]) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		var c checker
		for e, err := range seq {
			if err == nil {
				err = c.step(&e)
			}
			if err != nil {
				yield(Event{}, err)
				return
			}
			if !yield(e, nil) {
				return
			}
		}
		if !c.finished {
			yield(Event{}, disorder("the sequence ends without finish"))
		}
	}
}

func disorder(format string, args ...any) error {
	return &burncloud.Error{
		Kind: burncloud.KindUpstreamInvalid, Message: "the upstream's answer is out of order",
		Err: fmt.Errorf(format, args...),
	}
}

// MaxChoices bounds how many choices an answer may have.
const MaxChoices = 128

// checker is the grammar as a state machine.
type checker struct {
	started, finished bool
	choices           []choiceState
}

type choiceState struct {
	parts  int  // opened so far
	open   Part // nil = none
	signed bool // the open part has its signature
}

func (c *checker) step(e *Event) error {
	switch {
	case c.finished:
		return disorder("event %d after finish", e.Kind)
	case e.Kind == EventStart:
		if c.started || e.Start == nil {
			return disorder("a second start, or one without content")
		}
		c.started = true
		return nil
	case !c.started:
		return disorder("event %d before start", e.Kind)
	case e.Kind == EventFinish:
		return c.finish(e)
	case e.Choice < 0 || e.Choice >= MaxChoices:
		return disorder("choice %d", e.Choice)
	}
	for e.Choice >= len(c.choices) {
		c.choices = append(c.choices, choiceState{})
	}
	s := &c.choices[e.Choice]
	switch e.Kind {
	case EventOpen:
		return s.start(e)
	case EventDelta:
		return s.delta(e)
	case EventClose:
		if s.open == nil || e.Index != s.parts-1 {
			return disorder("close of part %d, which is not open", e.Index)
		}
		s.open = nil
		return nil
	}
	return disorder("unknown event %d", e.Kind)
}

func (c *checker) finish(e *Event) error {
	if e.Finish == nil || len(e.Finish.Stops) == 0 || len(e.Finish.Stops) < len(c.choices) {
		return disorder("finish without a stop for each of %d choices", len(c.choices))
	}
	for i := range c.choices {
		if c.choices[i].open != nil {
			return disorder("finish while a part of choice %d is open", i)
		}
	}
	for _, s := range e.Finish.Stops {
		if s.Reason == "" {
			return disorder("stop without a reason")
		}
	}
	c.finished = true
	return nil
}

func (s *choiceState) start(e *Event) error {
	if s.open != nil || e.Part == nil || e.Index != s.parts {
		return disorder("open of part %d after %d parts, one still open: %v", e.Index, s.parts, s.open != nil)
	}
	ok := true
	switch p := e.Part.(type) {
	case Text:
		ok = p.Text == "" && p.Citations == nil && p.Logprobs == nil && p.Signature.IsZero()
	case Reasoning:
		ok = p.Text == "" && p.Redacted != p.Signature.IsZero()
	case Refusal:
		ok = p.Text == ""
	case ToolCall:
		ok = p.Arguments == "" && p.ID != "" && p.Name != ""
	case ToolResult:
		ok = false
	}
	if !ok {
		return disorder("part %d opens with the wrong content: %T", e.Index, e.Part)
	}
	s.open, s.signed = e.Part, false
	s.parts++
	return nil
}

func (s *choiceState) delta(e *Event) error {
	if s.open == nil || e.Index != s.parts-1 {
		return disorder("delta of part %d, which is not open", e.Index)
	}
	if len(e.Text) == 0 && e.Signature.IsZero() && e.Citation == nil && e.Logprobs == nil {
		return disorder("delta of part %d says nothing", e.Index)
	}
	if s.signed && len(e.Text) > 0 {
		return disorder("text of part %d after its signature", e.Index)
	}
	ok := true
	switch p := s.open.(type) {
	case Text:
	case Reasoning:
		ok = !p.Redacted && e.Citation == nil && e.Logprobs == nil
	case Refusal, ToolCall, Media:
		ok = e.Signature.IsZero() && e.Citation == nil && e.Logprobs == nil
	default:
		ok = false
	}
	if !ok || s.signed && !e.Signature.IsZero() {
		return disorder("delta that does not fit the open %T", s.open)
	}
	s.signed = s.signed || !e.Signature.IsZero()
	return nil
}
