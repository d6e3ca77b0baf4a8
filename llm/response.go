package llm

import (
	"bytes"

	"github.com/burncloud/burncloud"
)

// StopReason is why an answer ended.
type StopReason string

// Reasons (wire-facts §5). StopToolCalls is decided by what was emitted: see StopOf.
const (
	StopEnd       StopReason = "end"           // naturally
	StopSequence  StopReason = "stop_sequence" // a stop string was hit
	StopLength    StopReason = "length"        // the limit on output tokens
	StopContext   StopReason = "context"       // the context window is full
	StopToolCalls StopReason = "tool_calls"    // the client is to run tools
	StopFiltered  StopReason = "filtered"      // cut by a content filter
	StopRefusal   StopReason = "refusal"       // the model declined
	StopBroken    StopReason = "broken_call"   // the model's tool call was malformed
	StopPaused    StopReason = "paused"        // a server-side loop wants the conversation back as it is
	StopUnknown   StopReason = "unknown"       // the provider said something new; Raw has it
)

// Stop is why a choice ended, in canonical and in the provider's words.
type Stop struct {
	Reason   StopReason
	Raw      string // the provider's word; never empty in an answer that gave one
	Sequence string // the stop string that was hit, if the provider told
	Detail   string // its explanation, if it gave one
}

// Choice is one answer to the request.
type Choice struct {
	Parts []Part
	Stop  Stop
}

// Response is a complete answer.
type Response struct {
	ID       string
	Model    string // as the upstream calls itself; "" = it did not say
	Choices  []Choice
	Usage    burncloud.Usage
	RawUsage Raw // the provider's own words; nil = it gave none
}

// StopOf corrects a reason by what was emitted: a natural end after a call that the client must run is StopToolCalls,
// and StopToolCalls without any such call is an end (wire-facts §0.7).
func StopOf(reason StopReason, calls bool) StopReason {
	switch {
	case calls && (reason == StopEnd || reason == StopUnknown || reason == ""):
		return StopToolCalls
	case !calls && reason == StopToolCalls:
		return StopEnd
	case reason == "":
		return StopUnknown
	}
	return reason
}

// KeepRaw copies JSON that an upstream sent, to be passed on: on one line, since in an event stream a line break would
// end the field. nil if it is not valid JSON.
func KeepRaw(raw []byte) Raw {
	v := Raw(raw)
	if !v.IsValid() {
		return nil
	}
	v = v.Clone()
	if bytes.ContainsAny(v, "\r\n") {
		if err := v.Compact(); err != nil {
			return nil
		}
	}
	return v
}
