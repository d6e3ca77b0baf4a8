package ledger

import (
	"fmt"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/journal"
)

// adopt takes the open holds of a living process into memory. The balances were read: what is booked of a hold is not in them.
func (l *Ledger) adopt(open []burncloud.OpenHold) {
	l.adopted = make(map[burncloud.RequestID]*Hold, len(open))
	for i := range open {
		o := &open[i]
		h := l.newHold(o, limits{unlimited: o.Unlimited})
		h.adopted = true
		l.adopted[h.RequestID] = h
		h.bring(o.Booked)
	}
}

// bring takes the amount of a hold of which a part has left the balance before.
func (h *Hold) bring(booked burncloud.Money) {
	u, t := h.user, h.token
	u.mu.Lock()
	defer u.mu.Unlock()
	if !h.Unlimited {
		u.spendable -= h.Amount - booked
		u.held += h.Amount
	}
	if t != nil {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.add(h.day, 0, h.Amount)
	}
	h.taken = h.Amount
	u.link(h)
}

// Keep writes a record of the living process that the books were taken over from, and does in memory what it means. A hold that
// it begins or extends may be refused, as Hold and Extend are; end is what the record of a finished call says, else nil.
// Keep and Orphan are for one goroutine.
func (l *Ledger) Keep(kind journal.Kind, payload []byte, end *burncloud.CallKeys) (journal.LSN, error) {
	switch kind {
	case KindReserve:
		return l.keepReserve(payload)
	case KindProgress:
		return l.keepProgress(payload)
	case KindExtend:
		return l.keepExtend(payload)
	}
	if end != nil && end.Charge != nil {
		return l.keepEnd(kind, payload, end)
	}
	return l.journal.Append(kind, payload)
}

func (l *Ledger) keepReserve(payload []byte) (journal.LSN, error) {
	o, err := decodeReserve(payload)
	if err != nil {
		return 0, err
	}
	if l.adopted[o.RequestID] != nil {
		return 0, fmt.Errorf("reserve of %s: %w", o.RequestID, ErrReserved)
	}
	h := l.newHold(&o, limits{unlimited: o.Unlimited})
	h.adopted = true
	if err := h.findBudget(); err != nil {
		return 0, err
	}
	if err := h.reserve(); err != nil {
		return 0, err
	}
	l.adopted[h.RequestID] = h
	return journal.LSN(h.LSN), nil
}

// findBudget learns what the records do not say.
func (h *Hold) findBudget() (err error) {
	if h.token != nil {
		h.lim.budget, h.lim.period, err = h.ledger.budget(h.TokenID)
	}
	return err
}

// ward is the adopted hold of a call.
func (l *Ledger) ward(call burncloud.RequestID) (*Hold, error) {
	h := l.adopted[call]
	if h == nil {
		return nil, fmt.Errorf("call %s: %w", call, ErrNoHold)
	}
	return h, nil
}

func (l *Ledger) keepProgress(payload []byte) (journal.LSN, error) {
	call, tokens, cost, err := decodeProgress(payload)
	if err != nil {
		return 0, err
	}
	h, err := l.ward(call)
	if err != nil {
		return 0, err
	}
	lsn, err := l.journal.Append(KindProgress, payload)
	if err == nil {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.Marked, h.Tokens, h.Cost = true, tokens, cost
	}
	return lsn, err
}

func (l *Ledger) keepExtend(payload []byte) (journal.LSN, error) {
	call, amount, deadline, err := decodeExtend(payload)
	if err != nil {
		return 0, err
	}
	h, err := l.ward(call)
	if err != nil {
		return 0, err
	}
	if err := h.findBudget(); err != nil {
		return 0, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.extend(amount, deadline)
}

// keepEnd writes the record that ends a hold. When that fails the hold stays: its process will try again.
func (l *Ledger) keepEnd(kind journal.Kind, payload []byte, end *burncloud.CallKeys) (journal.LSN, error) {
	h, err := l.ward(end.RequestID)
	if err != nil {
		return 0, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.takeOver(max(end.Charged()-h.Amount, 0) - h.over)
	lsn, err := l.journal.Append(kind, payload)
	if err != nil {
		return 0, err
	}
	h.ended = true
	h.give(end.Charged())
	delete(l.adopted, end.RequestID)
	return lsn, nil
}

// Orphan settles the adopted holds that are open, each at its last mark: the process that ran their calls has ended. What
// cannot be written now is written by Run.
func (l *Ledger) Orphan() {
	if len(l.adopted) == 0 {
		return
	}
	l.log.Warn("ledger: settling calls that ended with the process before this one", "calls", len(l.adopted))
	for _, h := range l.adopted {
		if err := h.orphaned(); err != nil {
			l.log.Error("ledger: the end of a call cannot be written, will try again", "request_id", h.RequestID, "error", err)
		}
	}
	clear(l.adopted)
}

func (h *Hold) orphaned() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.adopted = false
	return h.abandon(diedWith)
}
