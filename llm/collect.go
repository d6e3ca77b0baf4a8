package llm

import (
	"iter"
)

// Collect makes the whole answer of a sequence that Check would pass.
func Collect(seq iter.Seq2[Event, error]) (*Response, error) {
	c := collector{resp: &Response{}}
	for e, err := range seq {
		if err != nil {
			return nil, err
		}
		c.add(&e)
		if e.Kind == EventFinish {
			return c.resp, nil
		}
	}
	return nil, disorder("the sequence ends without finish")
}

type collector struct {
	resp *Response
	text [][]byte // of the open part of each choice
}

func (c *collector) add(e *Event) {
	switch e.Kind {
	case EventStart:
		c.resp.ID, c.resp.Model, c.resp.Usage = e.Start.ID, e.Start.Model, e.Start.Usage
	case EventFinish:
		c.grow(len(e.Finish.Stops) - 1)
		for i, s := range e.Finish.Stops {
			c.resp.Choices[i].Stop = s
		}
		c.resp.Usage, c.resp.RawUsage = e.Finish.Usage, e.Finish.RawUsage
	case EventOpen:
		c.grow(e.Choice)
		ch := &c.resp.Choices[e.Choice]
		ch.Parts = append(ch.Parts, e.Part)
		c.text[e.Choice] = c.text[e.Choice][:0]
	case EventDelta:
		c.text[e.Choice] = append(c.text[e.Choice], e.Text...)
		c.enrich(e)
	case EventClose:
		c.close(e)
	}
}

func (c *collector) grow(choice int) {
	for len(c.resp.Choices) <= choice {
		c.resp.Choices = append(c.resp.Choices, Choice{})
		c.text = append(c.text, nil)
	}
}

// last is the part that is open.
func (c *collector) last(e *Event) *Part {
	parts := c.resp.Choices[e.Choice].Parts
	return &parts[len(parts)-1]
}

// enrich adds what a delta has beside text.
func (c *collector) enrich(e *Event) {
	if e.Signature.IsZero() && e.Citation == nil && e.Logprobs == nil {
		return
	}
	switch p := (*c.last(e)).(type) {
	case Text:
		if e.Citation != nil {
			p.Citations = append(p.Citations, *e.Citation)
		}
		p.Logprobs = append(p.Logprobs, e.Logprobs...)
		if !e.Signature.IsZero() {
			p.Signature = e.Signature
		}
		*c.last(e) = p
	case Reasoning:
		p.Signature = e.Signature
		*c.last(e) = p
	}
}

func (c *collector) close(e *Event) {
	if len(c.text[e.Choice]) == 0 {
		return
	}
	text := string(c.text[e.Choice])
	switch p := (*c.last(e)).(type) {
	case Text:
		p.Text = text
		*c.last(e) = p
	case Reasoning:
		p.Text = text
		*c.last(e) = p
	case Refusal:
		p.Text = text
		*c.last(e) = p
	case ToolCall:
		p.Arguments = text
		*c.last(e) = p
	case Media:
		p.Data += text
		*c.last(e) = p
	}
}

// Events is the inverse of Collect: one delta for the text of each part.
func (r *Response) Events() iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		start := Start{ID: r.ID, Model: r.Model, Usage: r.Usage}
		if !yield(Event{Kind: EventStart, Start: &start}, nil) {
			return
		}
		fin := Finish{Usage: r.Usage, RawUsage: r.RawUsage}
		for i, ch := range r.Choices {
			fin.Stops = append(fin.Stops, ch.Stop)
			for k, p := range ch.Parts {
				if !playPart(Event{Choice: i, Index: k}, p, yield) {
					return
				}
			}
		}
		if len(fin.Stops) == 0 {
			fin.Stops = []Stop{{Reason: StopUnknown}}
		}
		yield(Event{Kind: EventFinish, Finish: &fin}, nil)
	}
}

// playPart yields the events of one part; at has its place.
func playPart(at Event, p Part, yield func(Event, error) bool) bool {
	var text string
	var sig Signature
	var cites []Citation
	var probs []Logprob
	switch x := p.(type) {
	case Text:
		text, sig, cites, probs = x.Text, x.Signature, x.Citations, x.Logprobs
		p = Text{Cache: x.Cache}
	case Reasoning:
		if !x.Redacted {
			text, sig = x.Text, x.Signature
			p = Reasoning{}
		}
	case Refusal:
		text, p = x.Text, Refusal{}
	case ToolCall:
		text, x.Arguments = x.Arguments, ""
		p = x
	}
	emit := func(e Event) bool {
		e.Choice, e.Index = at.Choice, at.Index
		return yield(e, nil)
	}
	if !emit(Event{Kind: EventOpen, Part: p}) {
		return false
	}
	if (text != "" || probs != nil) && !emit(Event{Kind: EventDelta, Text: []byte(text), Logprobs: probs}) {
		return false
	}
	for i := range cites {
		if !emit(Event{Kind: EventDelta, Citation: &cites[i]}) {
			return false
		}
	}
	if !sig.IsZero() && !emit(Event{Kind: EventDelta, Signature: sig}) {
		return false
	}
	return emit(Event{Kind: EventClose})
}
