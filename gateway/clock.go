package gateway

import (
	"bytes"
	"context"
	"sync/atomic"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/upstream"
)

// Defaults of an attempt's clocks. A whole answer comes at once, so its first byte may take as long as the generation.
const (
	firstTokenStream = 60 * time.Second
	firstTokenWhole  = 300 * time.Second // and of a stream that reasons first
	firstTokenLeast  = 10 * time.Second  // of a stream that another target could take over
	idleDefault      = 30 * time.Second
	totalDefault     = 30 * time.Minute
	keepAlive        = 15 * time.Second // of silence towards the client, after which it is told that we are alive
)

// A target that others could stand in for is given so many times what it lately took at worst, and when the model
// reasons first so many times that.
const (
	slowFactor   = 3
	reasonFactor = 3
)

// firstToken is how long this attempt waits for the first content.
func (a *attempt) firstToken() time.Duration {
	c := a.call
	switch reasons := c.rec.Stream && (upstream.Reasons(a.target.UpstreamModel) || c.asksReasoning()); {
	case a.up.timeouts.FirstToken > 0:
		return a.up.timeouts.FirstToken
	case !c.rec.Stream:
		return firstTokenWhole
	case c.left > 1 && c.plan.Another(a.target):
		d := max(slowFactor*c.g.Live.SlowFirstToken(a.target, len(c.body.bytes())), firstTokenLeast)
		if reasons {
			d *= reasonFactor
		}
		return min(d, firstTokenWhole)
	case reasons:
		return firstTokenWhole
	}
	return firstTokenStream
}

// asksReasoning reports whether the request speaks of reasoning, in any dialect. A mistake makes a clock run longer.
func (c *call) asksReasoning() bool {
	b := c.body.bytes()
	return bytes.Contains(b, []byte(`"reasoning`)) || bytes.Contains(b, []byte(`"thinking`)) || bytes.Contains(b, []byte(`"enable_thinking"`))
}

// clock cuts an attempt short: when the first content is late, when nothing comes for too long afterwards, and when
// the whole takes too long. touch and content may run while the timer fires.
type clock struct {
	cancel context.CancelCauseFunc
	now    func() time.Time
	timer  *time.Timer
	began  time.Time
	first  time.Duration
	idle   time.Duration
	total  time.Duration
	pings  pinger
	sent   atomic.Int64 // when the client was last written to, since began
	last   atomic.Int64 // of the newest bytes, since began; 0 = no content yet
	rate   rate
	begun  atomic.Int64 // when the first content came, since began
	waits  atomic.Int64 // since when the client is being written to, since began
	busy   atomic.Bool  // the upstream is not waited for: its bytes are looked at, or the client is written to
	doubt  atomic.Int64 // what last was when nothing had come for too long
}

// A second look at a silence comes after this part of the time that it may take, and after secondLook at most.
const (
	secondPart = 8
	secondLook = time.Second
)

// pinger tells the client that the gateway is alive.
type pinger interface{ ping() }

// startClock starts the clocks of one attempt; zero timeouts take the defaults.
func startClock(t burncloud.Timeouts, first time.Duration, now func() time.Time, cancel context.CancelCauseFunc, p pinger) *clock {
	c := &clock{
		cancel: cancel, now: now, began: now(), first: first, pings: p,
		idle: orDefault(t.Idle, idleDefault), total: orDefault(t.Total, totalDefault),
	}
	c.rate.least = t.MinRate
	c.timer = time.AfterFunc(c.total, c.fire) // fire needs it, and must not run before it is there
	c.timer.Reset(min(first, c.total, keepAlive))
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
	c.begun.Store(int64(since))
	c.last.Store(int64(since))
	c.sent.Store(int64(since))
	next := min(c.idle, c.total-since, keepAlive)
	if c.rate.least > 0 {
		next = min(next, rateWindow)
	}
	c.timer.Reset(next)
}

// touch notes that bytes came. It costs no timer operation.
func (c *clock) touch(now time.Time) {
	if c.last.Load() != 0 {
		c.last.Store(int64(now.Sub(c.began)))
	}
}

// hold begins a write to the client, and release ends it: only then is the upstream waited for again.
func (c *clock) hold() {
	if c.rate.least > 0 {
		c.waits.Store(int64(c.now().Sub(c.began)))
	}
}

func (c *clock) release(now time.Time) {
	c.touch(now)
	if c.rate.least > 0 {
		c.rate.held.Add(int64(now.Sub(c.began)) - c.waits.Load())
	}
	c.sent.Store(int64(now.Sub(c.began)))
}

// fire finds out which clock ran out, if any, and else goes on waiting.
func (c *clock) fire() {
	busy := c.busy.Load() // before last, which is renewed before the upstream is waited for
	since, last := c.now().Sub(c.began), time.Duration(c.last.Load())
	switch {
	case since >= c.total:
		c.cancel(late("the answer took longer than " + c.total.String() + " in all"))
	case last == 0 && since < c.first:
		c.timer.Reset(min(c.first-since, c.total-since, c.alive(since)))
	case last == 0:
		c.cancel(late("the upstream sent nothing of its answer in " + since.Round(time.Millisecond).String()))
	case busy:
		c.timer.Reset(min(c.idle, c.total-since, keepAlive))
	case since-last >= c.idle && c.doubt.Swap(int64(last)) == int64(last):
		c.cancel(late("the upstream fell silent for " + c.idle.String()))
	case since-last >= c.idle: // or it was this process that stood still, and the bytes are there
		c.timer.Reset(min(c.idle/secondPart, c.total-since, secondLook))
	default:
		if slow := c.rate.check(since, time.Duration(c.begun.Load())); slow != nil {
			c.cancel(slow)
			return
		}
		next := min(last+c.idle, c.total) - since
		c.timer.Reset(c.rate.due(since, min(next, c.alive(since))))
	}
}

// alive sees to it that the client hears of us, and says when to do so again.
func (c *clock) alive(since time.Duration) time.Duration {
	if due := time.Duration(c.sent.Load()) + keepAlive - since; due > 0 {
		return due
	}
	c.pings.ping()
	c.sent.Store(int64(c.now().Sub(c.began)))
	return keepAlive
}

// quiet reports whether the client has not been written to for long.
func (c *clock) quiet() bool {
	return c.now().Sub(c.began)-time.Duration(c.sent.Load()) >= keepAlive
}

func late(msg string) *burncloud.Error {
	return &burncloud.Error{Kind: burncloud.KindUpstreamTimeout, Message: msg}
}

// stop ends the clocks.
func (c *clock) stop() { c.timer.Stop() }
