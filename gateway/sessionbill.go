package gateway

import (
	"io"

	"github.com/burncloud/burncloud"
)

// sessionBill holds more for a WebSocket as its responses use up what is held, and ends it when there is no more.
type sessionBill struct {
	call   *call
	client io.Closer
	meter  *sessionMeter
	seen   burncloud.Usage
}

// Write takes the next bytes of the upstream. An error ends the session.
func (s *sessionBill) Write(b []byte) (int, error) {
	was := s.meter.answering
	n, err := s.meter.Write(b)
	if s.meter.answering != was {
		s.call.g.sessions.answering(s.client, !was)
	}
	if err != nil || s.meter.usage == s.seen {
		return n, err
	}
	s.seen = s.meter.usage
	return n, s.call.renew(s.seen)
}

// renew marks what a session has used, and holds for what may come next.
func (c *call) renew(used burncloud.Usage) error {
	b := &c.bill
	if b.hold == nil {
		return nil
	}
	cost, err := b.price.Cost(used, c.caller.Multiplier)
	if err == nil {
		err = b.hold.Progress(used.Completion(), cost)
	}
	if err != nil {
		c.g.Logger.Debug("a session could not be marked", "request_id", c.rec.RequestID, "error", err)
	}
	held := b.hold.Held()
	more := cost + c.atMost(b.price, &b.most) - held
	if more <= 0 {
		return nil
	}
	if err := b.hold.Extend(more, c.g.Now().Add(sessionLife)); err != nil && cost >= held {
		c.flag(burncloud.FlagShortened)
		return err
	}
	return nil
}
