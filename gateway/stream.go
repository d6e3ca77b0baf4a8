package gateway

import (
	"context"
	"io"
	"net/http"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/sse"
	"github.com/burncloud/burncloud/llm"
)

const (
	streamBuffer = 32 << 10 // to begin with
	maxPending   = 1 << 20  // one event, or everything before the first content
	maxPicture   = 32 << 20 // the same where pictures come in one event
)

// stream relays one upstream's events to the client. Whole events are forwarded as they came, in as few writes as
// they came in reads.
type stream struct {
	sink
	resp   *http.Response
	scan   llm.Frames
	split  sse.Splitter
	buf    *buffer
	sent   int // buf.b[:sent] is done with
	parsed int // buf.b[sent:parsed] is whole events, to be sent
	last   bool
	torn   bool // the event being judged lacks its end: it is sent only if it ends the answer
}

// relayStream relays until the stream ends. An error before the first content leaves the client untouched.
func (a *attempt) relayStream(ctx context.Context, resp *http.Response) *burncloud.Error {
	if err := a.expect(resp, eventStream); err != nil {
		return err
	}
	s := &stream{sink: sink{attempt: a}, resp: resp, scan: a.call.relay.Stream(), buf: a.call.g.buffers.get(streamBuffer)}
	defer func() { s.buf.release() }()
	for {
		n, err := s.fill()
		if n > 0 {
			if failure := s.events(); failure != nil {
				return s.ended(failure)
			}
		}
		if s.last {
			s.drain(s.resp, s.buf.b[:0])
			return nil
		}
		if err == io.EOF {
			return s.eof()
		}
		if err != nil {
			return s.ended(s.broken(ctx, err))
		}
		if len(s.buf.b)-s.sent >= a.call.ep.longest {
			return s.ended(&burncloud.Error{Kind: burncloud.KindUpstreamInvalid, Message: "the upstream sent an event that is too long"})
		}
	}
}

// fill reads once into the buffer, after making room.
func (s *stream) fill() (int, error) {
	b := s.buf.b
	if s.sent > 0 && s.sent == len(b) {
		b, s.parsed, s.sent = b[:0], 0, 0
	}
	if len(b) == cap(b) {
		b = s.makeRoom(b)
	}
	n, err := s.read(s.resp.Body, b[len(b):cap(b)])
	s.buf.b = b[:len(b)+n]
	return n, err
}

// makeRoom moves what is pending to the front, or into a larger buffer.
func (s *stream) makeRoom(b []byte) []byte {
	old, pending := s.buf, b[s.sent:]
	if len(pending) > cap(b)/2 {
		s.buf = s.call.g.buffers.get(2 * cap(b))
		b = s.buf.b
	}
	b = append(b[:0], pending...)
	s.buf.b = b
	if s.buf != old {
		old.release()
	}
	s.parsed -= s.sent
	s.sent = 0
	return b
}

// events judges the whole events that have arrived and forwards them once content was among them.
func (s *stream) events() *burncloud.Error {
	for !s.last {
		n, ok := s.split.Next(s.buf.b[s.parsed:])
		if !ok {
			break
		}
		if err := s.event(n); err != nil {
			return err
		}
	}
	return s.flush()
}

// event judges the n bytes at parsed.
func (s *stream) event(n int) *burncloud.Error {
	v := s.scan.Frame(s.buf.b[s.parsed : s.parsed+n])
	switch {
	case v&llm.Failed != 0:
		if err := s.flush(); err != nil {
			return err
		}
		return s.up.classify(s.resp, s.scan.Outcome().ErrorBody, s.target.Key.Value)
	case v&(llm.Drop|llm.Broken) != 0:
		s.remove(n)
		return nil
	case v&llm.Content != 0 && !s.call.committed && !s.torn:
		s.commit(s.call.ep.streams)
	}
	s.last = v&llm.Last != 0
	s.parsed += n
	s.hear(v, n)
	return nil
}

// hear remembers and counts what the event judged last said, where anybody wants to know. It has n bytes.
func (s *stream) hear(v llm.Verdict, n int) {
	said, floor := &s.call.said, s.clock.rate.least > 0
	if said.over && !floor || s.torn {
		return
	}
	text, plain := s.scan.Text()
	said.add(s.call.g, text, plain)
	if floor && v&llm.Content != 0 {
		if plain {
			n = len(text)
		}
		s.clock.rate.count(n)
	}
}

// remove takes the event at parsed out of the stream, keeping what is pending before and behind it.
func (s *stream) remove(n int) {
	b := s.buf.b
	s.buf.b = append(b[:s.parsed], b[s.parsed+n:]...)
}

// flush writes the pending events to the client if the call is committed. The call is recorded before its last event.
func (s *stream) flush() *burncloud.Error {
	c := s.call
	if s.last && !c.committed {
		s.commit(s.call.ep.streams) // a stream may end without having said anything
	}
	if !c.committed {
		return nil
	}
	pending := s.buf.b[s.sent:s.parsed]
	c.hearEvents(pending)
	c.rec.BytesOut += int64(len(pending)) // before they are sent, because the record is
	if s.last {
		s.note(s.scan.Outcome())
		c.record(http.StatusOK, nil)
	}
	if len(pending) == 0 {
		return nil
	}
	s.sent = s.parsed
	c.said.keepHead(c.g, pending)
	return s.write(pending)
}

// eof ends a stream whose upstream closed it. The last event may lack its blank line.
func (s *stream) eof() *burncloud.Error {
	if rest := len(s.buf.b) - s.parsed; rest > 0 {
		s.torn = true
		if err := s.event(rest); err != nil {
			return s.ended(err)
		}
	}
	if !s.scan.Outcome().Finished {
		return s.ended(&burncloud.Error{Kind: burncloud.KindUpstreamCut, Message: "the upstream ended the stream before the answer was complete"})
	}
	s.last = true
	if err := s.flush(); err != nil {
		return s.ended(err)
	}
	return nil
}

// ended closes a stream that failed: with the dialect's error event if the client already has a part of the answer.
func (s *stream) ended(err *burncloud.Error) *burncloud.Error {
	if s.call.committed && !s.call.recorded {
		s.note(s.scan.Outcome())
	}
	if numbered, ok := s.scan.(llm.Numbered); ok {
		s.call.said.last = numbered.Sequence()
	}
	tell, result := s.closing(err)
	if tell && !s.call.interrupt(s.attempt, err, nil, nil) {
		s.tell(err, s.call.ep.front.EncodeStream(&llm.Request{}).Fail(nil, forClient(err)))
	}
	return result
}
