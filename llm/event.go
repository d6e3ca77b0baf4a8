package llm

import (
	"github.com/burncloud/burncloud"
)

// EventKind is the kind of an Event.
type EventKind uint8

// Kinds of events, in the order of their grammar: Start (Open Delta* Close)* Finish.
const (
	EventStart EventKind = iota + 1
	EventOpen
	EventDelta
	EventClose
	EventFinish
)

// Event is one step of an answer. What it carries:
//
//   - EventStart: Start.
//   - EventOpen: Choice, Index and Part. A Text, Reasoning, Refusal or ToolCall opens with its Text, Citations,
//     Logprobs or Arguments empty: they come in deltas. A ToolCall has its ID, Name and Signature already; Reasoning
//     has Redacted, and then its Signature. Media may have its Data or get it in deltas. Any other part is whole.
//   - EventDelta: Choice and Index of the open part and at least one of: Text (more of its text, arguments or base64
//     data), Signature (of Text or Reasoning, once, after all of its text), Citation, Logprobs (of Text).
//   - EventClose: Choice and Index.
//   - EventFinish: Finish.
//
// Index counts the parts of a choice from 0 without gaps. Text is valid only until the next event is asked for; all
// else may be kept.
type Event struct {
	Kind      EventKind
	Choice    int
	Index     int
	Part      Part
	Text      []byte
	Signature Signature
	Citation  *Citation
	Logprobs  []Logprob
	Start     *Start
	Finish    *Finish
}

// Start is what is known of an answer before its first part.
type Start struct {
	ID    string
	Model string
	Usage burncloud.Usage // of the prompt, if the provider tells it so early; Finish has the final word
}

// Finish is how an answer ended.
type Finish struct {
	Stops    []Stop // one for each choice
	Usage    burncloud.Usage
	RawUsage Raw // nil = the provider gave none, and Usage is to be estimated
}

// HasContent reports whether the client can see something of the answer in the event: from here on the call is
// committed. Start, Close and the opening of a part that is still empty have none.
func (e *Event) HasContent() bool {
	switch e.Kind {
	case EventDelta, EventFinish:
		return true
	case EventOpen:
		switch p := e.Part.(type) {
		case Text, Refusal:
			return false
		case Reasoning:
			return p.Redacted
		}
		return true
	}
	return false
}
