package gateway

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/burncloud/burncloud"
)

// Defaults of an attempt's clocks. A whole answer comes at once, so its first byte may take as long as the generation.
const (
	firstTokenStream = 60 * time.Second
	firstTokenWhole  = 300 * time.Second
	idleDefault      = 30 * time.Second
	totalDefault     = 30 * time.Minute
)

// clock cuts an attempt short: when the first content is late, when nothing comes for too long afterwards, and when
// the whole takes too long. touch and content may run while the timer fires.
type clock struct {
	cancel context.CancelCauseFunc
	now    func() time.Time
	timer  *time.Timer
	began  time.Time
	idle   time.Duration
	total  time.Duration
	last   atomic.Int64 // of the newest bytes, since began; 0 = no content yet
	held   atomic.Bool  // the client is being written to: its slowness is not the upstream's silence
}

// startClock starts the clocks of one attempt; zero timeouts take the defaults.
func startClock(t burncloud.Timeouts, stream bool, now func() time.Time, cancel context.CancelCauseFunc) *clock {
	first := firstTokenWhole
	if stream {
		first = firstTokenStream
	}
	c := &clock{cancel: cancel, now: now, began: now(), idle: orDefault(t.Idle, idleDefault), total: orDefault(t.Total, totalDefault)}
	c.timer = time.AfterFunc(min(orDefault(t.FirstToken, first), c.total), c.fire)
	return c
}

func orDefault(d, fallback time.Duration) time.Duration {
	if d > 0 {
		return d
	}
	return fallback
}

// content ends the wait for the first content.
func (c *clock) content() {
	since := c.now().Sub(c.began)
	c.last.Store(int64(since))
	c.timer.Reset(min(c.idle, c.total-since))
}

// touch notes that bytes came. It costs no timer operation.
func (c *clock) touch(now time.Time) {
	if c.last.Load() != 0 {
		c.last.Store(int64(now.Sub(c.began)))
	}
}

// hold stops the wait for the upstream's next bytes, until release begins it anew.
func (c *clock) hold() { c.held.Store(true) }

func (c *clock) release(now time.Time) {
	c.touch(now)
	c.held.Store(false)
}

// fire finds out which clock ran out, if any, and else goes on waiting.
func (c *clock) fire() {
	held := c.held.Load() // before last, which is renewed before the hold ends
	since, last := c.now().Sub(c.began), time.Duration(c.last.Load())
	switch {
	case since >= c.total:
		c.cancel(late("the answer took longer than " + c.total.String() + " in all"))
	case last == 0:
		c.cancel(late("the upstream sent nothing of its answer in " + since.Round(time.Millisecond).String()))
	case held:
		c.timer.Reset(min(c.idle, c.total-since))
	case since-last >= c.idle:
		c.cancel(late("the upstream fell silent for " + c.idle.String()))
	default:
		c.timer.Reset(min(last+c.idle, c.total) - since)
	}
}

func late(msg string) *burncloud.Error {
	return &burncloud.Error{Kind: burncloud.KindUpstreamTimeout, Message: msg}
}

// stop ends the clocks.
func (c *clock) stop() { c.timer.Stop() }
