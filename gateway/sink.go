package gateway

import (
	"cmp"
	"net/http"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/onewrite"
)

// writeWait is how long a client may take to read one write.
const writeWait = 30 * time.Second

const (
	serverBuffer = 4000    // what net/http writes in one piece, with what it puts around it; a little less than its buffer
	chunkEnds    = 1 << 10 // what it puts around a chunk: the head of the answer before the first
)

// tailWait is how long an upstream may take to close a stream that has said that it is over.
const tailWait = 500 * time.Millisecond

// sink is the client's end of an attempt's stream.
type sink struct {
	*attempt
	deadline time.Time // of the client's writes, in force
}

// commit sends the head: from here on there is no other target. An error says that nothing may be sent.
func (s *sink) commit(media string) *burncloud.Error {
	c := s.call
	if err := c.gate(); err != nil {
		return err
	}
	s.clock.content()
	now := c.g.Now()
	c.g.Live.Begin(s.target, now.Sub(s.began))
	c.plan.Begun()
	c.rec.TTFT = burncloud.ToMicros(now.Sub(c.start))
	if c.rec.Stream {
		c.g.Live.NoteFirstToken(s.target, len(c.body.bytes()), now.Sub(s.began))
	}
	s.pen.Lock()
	h := c.w.Header()
	h["Content-Type"] = []string{media}
	h["Cache-Control"] = []string{"no-cache, no-transform"}
	h["X-Accel-Buffering"] = []string{"no"}
	c.commit(http.StatusOK)
	s.pinging = media == c.ep.streams && len(c.ep.ping) > 0
	s.pen.Unlock()
	return nil
}

// resume ends the wait for the first content of an attempt that goes on with an answer.
func (s *sink) resume() {
	c := s.call
	s.clock.content()
	c.g.Live.Begin(s.target, c.g.Now().Sub(s.began))
	c.plan.Begun()
}

// ping tells the client of a silent stream that the gateway is alive. It is called by the clock, on its goroutine: the pen
// keeps it from a client that is being written to, and from one whose answer is over.
func (a *attempt) ping() {
	a.pen.Lock()
	defer a.pen.Unlock()
	if !a.pinging || !a.clock.quiet() {
		return
	}
	c := a.call
	_ = c.control.SetWriteDeadline(c.g.Now().Add(writeWait))
	_, _ = c.w.Write(c.ep.ping) // a client that left is noticed elsewhere
	_ = c.control.Flush()
}

// hush ends the pings.
func (a *attempt) hush() {
	a.pen.Lock()
	defer a.pen.Unlock()
	a.pinging = false
}

// write sends and flushes. Its time is not the upstream's silence.
func (s *sink) write(b []byte) *burncloud.Error {
	c := s.call
	s.clock.hold()
	s.pen.Lock()
	defer s.pen.Unlock()
	if c.detached.Load() {
		s.at = c.g.Now()
		s.clock.release(s.at)
		return nil
	}
	s.extendDeadline()
	err := s.send(b)
	s.at = c.g.Now()
	c.tape.told(b, s.at)
	s.clock.release(s.at)
	if err != nil && s.lasts {
		s.detach()
		return nil
	}
	if err != nil {
		return &burncloud.Error{Kind: burncloud.KindCanceled, Message: "the client stopped reading", Err: err}
	}
	return nil
}

// send writes and flushes, in one packet where it would be several.
func (s *sink) send(b []byte) (err error) {
	c := s.call
	if len(b) > serverBuffer {
		conn, buf := onewrite.Of(c.r.Context()), c.g.buffers.get(len(b)+chunkEnds)
		conn.Hold(buf.b)
		defer func() {
			err = cmp.Or(conn.Release(), err)
			buf.release()
		}()
	}
	if _, err := c.w.Write(b); err != nil {
		return err
	}
	return c.control.Flush()
}

// extendDeadline keeps the client's write deadline ahead, touching the connection only every few seconds.
func (s *sink) extendDeadline() {
	if s.deadline.Sub(s.at) < writeWait/2 { // what was read last came just now
		s.deadline = s.call.g.Now().Add(writeWait)
		_ = s.call.control.SetWriteDeadline(s.deadline)
	}
}

// closing settles how a stream that failed is closed. It reports whether the client is to be told, with the dialect's
// error event: it already has a part of the answer, and is still there.
func (s *sink) closing(err *burncloud.Error) (tell bool, result *burncloud.Error) {
	c := s.call
	switch {
	case !c.committed: // what it counted was for nobody
		return false, err
	case c.recorded: // the answer was whole; only its delivery failed
		return false, nil
	case err.Kind == burncloud.KindCanceled:
		_ = c.record(statusClientLeft, err)
		return false, err
	}
	return true, err
}

// tell records the failure and sends the error event.
func (s *sink) tell(err *burncloud.Error, event []byte) {
	s.call.rec.BytesOut += int64(len(event))
	_ = s.call.record(http.StatusOK, err)
	_ = s.write(event)
}

// drain reads what follows the last event into buf, so that the upstream's connection can be used again. The client has
// everything already; the wait is short.
func (a *attempt) drain(resp *http.Response, buf []byte) {
	stop := time.AfterFunc(tailWait, func() { a.clock.cancel(late("the upstream did not close its stream")) })
	defer stop.Stop()
	_, _ = readUpTo(resp.Body, buf, maxErrorBody)
}
