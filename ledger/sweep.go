package ledger

import (
	"context"
	"time"

	"github.com/burncloud/burncloud"
)

const (
	sweepEvery = time.Second
	// overdueAfter is how long after its deadline a forgotten hold is settled. Doctor complains after a minute.
	overdueAfter = 30 * time.Second
)

// Run writes what could not be written when a call ended, and settles holds that were forgotten, until ctx ends.
func (l *Ledger) Run(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			l.sweep()
			return
		case <-tick.C:
			l.sweep()
		}
	}
}

// sweep looks at every open hold once.
func (l *Ledger) sweep() {
	var open []*Hold
	l.users.each(func(_ burncloud.UserID, u *userAccount) {
		u.mu.Lock()
		defer u.mu.Unlock()
		for h := u.holds; h != nil; h = h.next {
			open = append(open, h)
		}
	})
	now := l.now()
	for _, h := range open {
		if err := h.tidy(now); err != nil {
			l.log.Error("ledger: the end of a call cannot be written, will try again", "request_id", h.RequestID, "error", err)
			return // the others would fare no better
		}
	}
}

// tidy ends the hold where nobody else will.
func (h *Hold) tidy(now time.Time) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.unsaved != nil {
		return h.write(h.unsaved)
	}
	if h.ended || h.adopted || now.Before(h.Deadline.Add(overdueAfter)) {
		return nil
	}
	h.ledger.log.Warn("ledger: settling a call that did not end by its deadline", "request_id", h.RequestID)
	return h.abandon("the call did not end by its deadline")
}

// abandon settles a hold that nobody ends at its last mark. With mu.
func (h *Hold) abandon(why string) error {
	h.ended = true
	call := orphan(&h.OpenHold, why)
	if call.Cost != nil {
		h.cost = *call.Cost
	}
	return h.write(call)
}
