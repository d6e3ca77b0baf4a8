package llm

import "errors"

// Emitter yields the events of one answer for a decoder and puts in what Check demands: the start before all, the
// opening and closing of parts as their kind changes, the correction of stop reasons. Make it with NewEmitter.
//
// A method that fails with an error of the decoder's own making or because the consumer wants no more ends the
// decoder's work; Fail tells the two apart.
type Emitter struct {
	Unquoter
	sink    Sink
	started bool
	choices []emitted
}

// emitted is the state of one choice.
type emitted struct {
	parts  int
	open   saying
	signed bool // the open part has its signature: no text may follow
	calls  int  // of tools that the client runs
}

type saying uint8

const (
	saysNothing saying = iota
	saysText
	saysThought
	saysCall
)

// NewEmitter makes an Emitter for the yield function of a sequence.
func NewEmitter(yield func(Event, error) bool) *Emitter { return &Emitter{sink: NewSink(yield)} }

// Fail ends the sequence with an error, unless it is over. It takes nil and the errors of the Emitter itself.
func (m *Emitter) Fail(err error) { m.sink.Fail(err) }

// Start yields the start of the answer; only the first call counts.
func (m *Emitter) Start(s Start) error {
	if m.started {
		return nil
	}
	m.started = true
	return m.sink.Emit(Event{Kind: EventStart, Start: &s})
}

// Text yields more text; a Text part is opened if none is open.
func (m *Emitter) Text(choice int, text []byte) error { return m.say(choice, saysText, text) }

// Thought yields more reasoning; a Reasoning part is opened if none is open.
func (m *Emitter) Thought(choice int, text []byte) error { return m.say(choice, saysThought, text) }

// Sign yields the signature of the open reasoning. Without any it is a signature of its own.
func (m *Emitter) Sign(choice int, sig Signature) error {
	if err := m.turn(choice, saysThought); err != nil {
		return err
	}
	m.choices[choice].signed = true
	return m.delta(choice, Event{Signature: sig})
}

// Cite yields a citation of the open text. Without any it becomes a part of its own, about the text before.
func (m *Emitter) Cite(choice int, c Citation) error {
	if err := m.turn(choice, saysText); err != nil {
		return err
	}
	return m.delta(choice, Event{Citation: &c})
}

// Logprobs yields text with its probabilities.
func (m *Emitter) Logprobs(choice int, text []byte, probs []Logprob) error {
	if len(probs) == 0 {
		return m.Text(choice, text)
	}
	if err := m.turn(choice, saysText); err != nil {
		return err
	}
	return m.delta(choice, Event{Text: text, Logprobs: probs})
}

// Call opens a tool call, with the arguments that are known already.
func (m *Emitter) Call(choice int, c ToolCall) error {
	args := c.Arguments
	c.Arguments = ""
	if err := m.begin(choice, saysCall, c); err != nil {
		return err
	}
	m.choices[choice].calls++
	return m.Arguments(choice, []byte(args))
}

// Arguments yields more arguments of the open call; it does nothing if no call is open.
func (m *Emitter) Arguments(choice int, text []byte) error {
	if len(text) == 0 || choice >= len(m.choices) || m.choices[choice].open != saysCall {
		return nil
	}
	return m.delta(choice, Event{Text: text})
}

// Whole yields a part that is complete.
func (m *Emitter) Whole(choice int, p Part) error {
	if err := m.begin(choice, saysText, p); err != nil {
		return err
	}
	return m.Close(choice)
}

// Close closes the open part of a choice, if there is one.
func (m *Emitter) Close(choice int) error {
	if choice >= len(m.choices) || m.choices[choice].open == saysNothing {
		return nil
	}
	c := &m.choices[choice]
	c.open, c.signed = saysNothing, false
	return m.sink.Emit(Event{Kind: EventClose, Choice: choice, Index: c.parts - 1})
}

// Calls counts the tool calls of a choice so far.
func (m *Emitter) Calls(choice int) int {
	if choice >= len(m.choices) {
		return 0
	}
	return m.choices[choice].calls
}

// Finish closes what is open and yields the end. Reasons are corrected as StopOf does; a choice without one stopped
// for an unknown reason.
func (m *Emitter) Finish(f Finish) error {
	if err := m.Start(Start{}); err != nil {
		return err
	}
	for len(f.Stops) < max(len(m.choices), 1) {
		f.Stops = append(f.Stops, Stop{})
	}
	for i := range f.Stops {
		if err := m.Close(i); err != nil {
			return err
		}
		f.Stops[i].Reason = StopOf(f.Stops[i].Reason, m.Calls(i) > 0)
	}
	return m.sink.Emit(Event{Kind: EventFinish, Finish: &f})
}

func (m *Emitter) say(choice int, k saying, text []byte) error {
	if len(text) == 0 {
		return nil
	}
	if err := m.turn(choice, k); err != nil {
		return err
	}
	return m.delta(choice, Event{Text: text})
}

// turn makes sure that a part of the kind is open and can take more.
func (m *Emitter) turn(choice int, k saying) error {
	if choice < len(m.choices) && m.choices[choice].open == k && !m.choices[choice].signed {
		return nil
	}
	if k == saysThought {
		return m.begin(choice, k, Reasoning{})
	}
	return m.begin(choice, k, Text{})
}

// begin opens a part in place of the open one.
func (m *Emitter) begin(choice int, k saying, p Part) error {
	if choice < 0 || choice >= MaxChoices {
		return Invalid(errors.New("too many choices"))
	}
	if err := m.Start(Start{}); err != nil {
		return err
	}
	if err := m.Close(choice); err != nil {
		return err
	}
	for choice >= len(m.choices) {
		m.choices = append(m.choices, emitted{})
	}
	c := &m.choices[choice]
	c.open, c.parts = k, c.parts+1
	return m.sink.Emit(Event{Kind: EventOpen, Choice: choice, Index: c.parts - 1, Part: p})
}

func (m *Emitter) delta(choice int, e Event) error {
	e.Kind, e.Choice, e.Index = EventDelta, choice, m.choices[choice].parts-1
	return m.sink.Emit(e)
}
