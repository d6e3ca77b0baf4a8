package llm

import "github.com/burncloud/burncloud"

// Head is what the gateway must know of a request, read from the very bytes that will be forwarded.
type Head struct {
	Model  burncloud.ModelName
	Stream bool
}

// Verdict says what one event of a stream means to a relay that forwards it untouched.
type Verdict uint8

// Verdicts. Content and Last may come together.
const (
	Content Verdict = 1 << iota // carries something of the answer: from here on the call is committed
	Last                        // the dialect's end of the stream
	Drop                        // was asked for by the gateway, not by the client: not forwarded
	Failed                      // the upstream reports an error inside the stream
	Broken                      // not a frame of the dialect
)

// Outcome is what the gateway learnt of an answer while relaying it.
type Outcome struct {
	Usage     burncloud.Usage
	RawUsage  []byte // the provider's own words; nil = it gave none
	Finished  bool   // the answer said that it is complete
	ErrorBody []byte // an error that the answer carried in spite of its status, to be classified
}

// Frames judges the events of one relayed stream, one by one and in order.
type Frames interface {
	// Frame judges one whole event with its blank line.
	Frame(frame []byte) Verdict
	// Outcome is what the events so far have told.
	Outcome() *Outcome
	// Text is what the event judged last adds to the answer, as it stands inside the quotes of a JSON string, valid until
	// the next event. plain is false when it told anything else than text of the first choice, or the end of that text:
	// then no other upstream can go on with the answer.
	Text() (quoted []byte, plain bool)
}

// Numbered is a Frames of a dialect that numbers its events.
type Numbered interface {
	// Sequence is the number of the event that Text was asked about last.
	Sequence() int64
}
