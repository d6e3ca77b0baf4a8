package gateway

import (
	"context"
	"sync"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/limit"
	"github.com/burncloud/burncloud/upstream"
)

// Bounds of reading an answer that nobody waits for any more, for the sake of its usage.
const (
	drainLongest = 10 * time.Minute
	drainMost    = 64 << 20 // bytes
)

// outlives reports whether the attempt goes on when the client leaves: its provider makes and bills the whole answer in any
// case, and only its end says for how much.
func (a *attempt) outlives() bool {
	c := a.call
	return c.ep.logged && c.ep.op != upstream.Realtime && a.up.BillsOn(c.rec.Stream)
}

// outlive sees to an attempt whose context is not the client's: it ends with the process, and is detached when the client
// leaves. The function that it returns must be called at the attempt's end.
func (a *attempt) outlive() (end func()) {
	client := a.call.r.Context()
	joined := make(chan struct{})
	stop := context.AfterFunc(client, func() {
		defer close(joined)
		if !a.call.gone() {
			a.clock.cancel(context.Cause(client)) // the gateway ends
			return
		}
		a.pen.Lock()
		defer a.pen.Unlock()
		a.detach()
	})
	return func() {
		if !stop() {
			<-joined
		}
		if a.bound != nil {
			a.bound.Stop()
		}
	}
}

// detach lets the client go: its connection and its places are free from here on, and nothing more is written. What it gets
// back of its tokens waits for nobody: the reservation stands. The pen is held.
func (a *attempt) detach() {
	c := a.call
	if c.detached.Swap(true) {
		return
	}
	a.pinging = false
	c.places.Lock()
	c.slot.Release(limit.Unknown)
	c.seat.Release(limit.Unknown)
	c.places.Unlock()
	a.bound = time.AfterFunc(drainLongest, func() { a.clock.cancel(late("the answer was not complete long after the client had left")) })
	c.g.drains.begin(c, a.clock.cancel)
	if conn, _, err := c.control.Hijack(); err == nil { // else it ends with the handler
		_ = conn.Close()
	}
}

// swallow counts what is read for nobody.
func (a *attempt) swallow(n int) {
	if a.drained += n; a.drained > drainMost {
		a.clock.cancel(late("too much of the answer was left when the client had gone"))
	}
}

// drains are the calls whose clients have left and whose upstreams are read to their usage. The HTTP server knows nothing of
// them.
type drains struct {
	mu    sync.Mutex
	over  bool
	open  map[*call]context.CancelCauseFunc
	empty chan struct{} // closed when open is; nil = nobody waits
}

func (d *drains) begin(c *call, cancel context.CancelCauseFunc) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.open == nil {
		d.open = map[*call]context.CancelCauseFunc{}
	}
	d.open[c] = cancel
	if d.over {
		cancel(ShuttingDown())
	}
}

// end forgets a call, which is recorded.
func (d *drains) end(c *call) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.open, c)
	if len(d.open) == 0 && d.empty != nil {
		close(d.empty)
		d.empty = nil
	}
}

// wait returns when none is open.
func (d *drains) wait() {
	d.mu.Lock()
	if len(d.open) > 0 && d.empty == nil {
		d.empty = make(chan struct{})
	}
	empty := d.empty
	d.mu.Unlock()
	if empty != nil {
		<-empty
	}
}

// cut ends those that are open, and all that are still to come.
func (d *drains) cut() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.over = true
	for _, cancel := range d.open {
		cancel(ShuttingDown())
	}
}

// EndDrains waits until no upstream is read any more for a client that has left, for so long at most; what is left then is
// cut. It returns when all of them are recorded. It is for the end of the process, before the recorder is closed.
func (g *Gateway) EndDrains(atMost time.Duration) {
	cut := time.AfterFunc(atMost, g.drains.cut)
	defer cut.Stop()
	g.drains.wait()
}

// drainedRecord is how a call is recorded whose client left and whose answer came all the same.
func (c *call) drainedRecord(err *burncloud.Error) (status int, left *burncloud.Error) {
	if err == nil {
		c.flag(burncloud.FlagDrained)
	}
	return statusClientLeft, c.leftEarly(nil)
}
