package gateway

import (
	"context"
	"net/http"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
)

// translateAnswer reads a whole answer of the upstream's dialect and sends it in the client's.
func (a *attempt) translateAnswer(ctx context.Context, resp *http.Response) *burncloud.Error {
	c := a.call
	buf, failure := a.whole(ctx, resp)
	defer buf.release()
	if failure != nil {
		return failure
	}
	answer, err := a.out.back.DecodeResponse(c.request, &a.out.target, buf.b)
	if err != nil {
		return a.scrubbed(err)
	}
	a.note(&llm.Outcome{Usage: answer.Usage, RawUsage: answer.RawUsage})
	return c.sendWhole(jsonHeader, c.ep.front.EncodeResponse(nil, c.request, answer))
}

// translation turns the events of one upstream's stream into the client's dialect. What is encoded waits until the
// decoder wants to read more, so that it is sent in as few writes as the upstream's bytes came in reads.
type translation struct {
	sink
	resp    *http.Response
	encoder llm.StreamEncoder
	out     []byte  // encoded, not yet sent
	splice  *splice // of an answer that goes on with another
	begun   bool    // content came
	failed  *burncloud.Error
}

// translateStream translates until the stream ends. An error before the first content leaves the client untouched.
func (a *attempt) translateStream(ctx context.Context, resp *http.Response) *burncloud.Error {
	c := a.call
	if err := a.expect(resp, a.out.media); err != nil {
		return err
	}
	s := &translation{sink: sink{attempt: a}, resp: resp}
	if c.broken != nil {
		s.encoder, s.out, s.splice = c.broken.encoder, c.broken.out, &splice{expect: a.out.expect}
	} else {
		s.encoder = c.ep.front.EncodeStream(c.request)
	}
	for event, err := range a.out.back.DecodeStream(c.request, &a.out.target, s) {
		if err != nil {
			return s.ended(s.cause(ctx, err))
		}
		if err := s.event(&event); err != nil {
			return s.ended(err)
		}
	}
	s.drain(resp, nil)
	return nil
}

// event takes one event of the upstream. Of an answer that goes on with another it encodes what the client does not have.
func (s *translation) event(e *llm.Event) *burncloud.Error {
	switch e.Kind {
	case llm.EventStart:
		s.note(&llm.Outcome{Usage: e.Start.Usage})
	case llm.EventFinish:
		s.note(&llm.Outcome{Usage: e.Finish.Usage, RawUsage: e.Finish.RawUsage})
	}
	if e.HasContent() {
		s.clock.rate.count(len(e.Text))
	}
	if s.splice == nil {
		return s.encode(e)
	}
	if !s.begun && e.HasContent() {
		s.begun = true
		s.resume()
	}
	events, err := s.splice.pass(e)
	if len(events) > 0 {
		s.call.flag(burncloud.FlagContinued)
	}
	for i := range events {
		if err := s.encode(&events[i]); err != nil {
			return err
		}
	}
	return err
}

// encode encodes one event, and sends the head once there is something to see. The call is recorded before its last
// bytes are sent.
func (s *translation) encode(e *llm.Event) *burncloud.Error {
	if e.Kind == llm.EventFinish {
		e.Finish.Usage = s.charged(e.Finish.Usage)
	}
	s.out = s.encoder.Encode(s.out, *e)
	if !s.call.committed && e.HasContent() {
		s.commit(s.call.ep.streams)
	}
	s.remember(e)
	if e.Kind != llm.EventFinish {
		return nil
	}
	s.call.hearEvents(s.out)
	s.call.rec.BytesOut += int64(len(s.out))
	s.call.record(http.StatusOK, nil)
	return s.flush()
}

// remember keeps what the client gets, in case another upstream has to go on with it.
func (s *translation) remember(e *llm.Event) {
	said := &s.call.said
	switch e.Kind {
	case llm.EventOpen:
		if _, text := e.Part.(llm.Text); !text || e.Choice != 0 || e.Index != 0 {
			said.add(s.call.g, nil, false)
		}
	case llm.EventDelta:
		said.add(s.call.g, e.Text, e.Citation == nil && e.Logprobs == nil && e.Signature.IsZero())
	case llm.EventClose:
		said.add(s.call.g, nil, false)
	}
}

// flush sends what is encoded, if the client may see it.
func (s *translation) flush() *burncloud.Error {
	if !s.call.committed || len(s.out) == 0 {
		return nil
	}
	s.call.hearEvents(s.out)
	err := s.write(s.out)
	if !s.call.recorded {
		s.call.rec.BytesOut += int64(len(s.out))
	}
	s.out = s.out[:0]
	return err
}

// Read gives the decoder the upstream's bytes, after the client has what was made of those before.
func (s *translation) Read(b []byte) (int, error) {
	if s.failed = s.flush(); s.failed != nil {
		return 0, s.failed
	}
	if len(s.out) > maxPending {
		s.failed = &burncloud.Error{Kind: burncloud.KindUpstreamInvalid, Message: "the upstream sent too much before any content"}
		return 0, s.failed
	}
	return s.read(s.resp.Body, b)
}

// cause tells why the decoder gave up: the client or a bound (Read said so), a clock or the network, or the bytes.
func (s *translation) cause(ctx context.Context, err error) *burncloud.Error {
	switch {
	case s.failed != nil:
		return s.failed
	case s.call.gone() || context.Cause(ctx) != nil:
		return s.broken(ctx, err)
	}
	return s.scrubbed(err)
}

// ended closes a stream that failed: with the dialect's error event if the client already has a part of the answer.
func (s *translation) ended(err *burncloud.Error) *burncloud.Error {
	if !s.call.committed {
		s.note(&llm.Outcome{})
	}
	tell, result := s.closing(err)
	if tell && !s.call.interrupt(s.attempt, err, s.encoder, s.out) {
		s.tell(err, s.encoder.Fail(s.out, forClient(err)))
	}
	return result
}
