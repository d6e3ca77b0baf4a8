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
	out     []byte // encoded, not yet sent
	failed  *burncloud.Error
}

// translateStream translates until the stream ends. An error before the first content leaves the client untouched.
func (a *attempt) translateStream(ctx context.Context, resp *http.Response) *burncloud.Error {
	c := a.call
	if err := a.expect(resp, a.out.media); err != nil {
		return err
	}
	s := &translation{sink: sink{attempt: a}, resp: resp, encoder: c.ep.front.EncodeStream(c.request)}
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

// event encodes one event, and sends the head once there is something to see. The call is recorded before its last
// bytes are sent.
func (s *translation) event(e *llm.Event) *burncloud.Error {
	s.out = s.encoder.Encode(s.out, *e)
	if !s.call.committed && e.HasContent() {
		s.commit(s.call.ep.streams)
	}
	if e.Kind == llm.EventStart {
		s.note(&llm.Outcome{Usage: e.Start.Usage})
	}
	if e.Kind != llm.EventFinish {
		return nil
	}
	s.note(&llm.Outcome{Usage: e.Finish.Usage, RawUsage: e.Finish.RawUsage})
	s.call.hearEvents(s.out)
	s.call.rec.BytesOut += int64(len(s.out))
	s.call.record(http.StatusOK, nil)
	return s.flush()
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
	if tell {
		s.tell(err, s.encoder.Fail(s.out, forClient(err)))
	}
	return result
}
