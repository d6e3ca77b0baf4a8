package limit

import "time"

// Grant is what an admitted call holds. Release or Cancel must follow; the first counts. The zero Grant holds nothing. It belongs to
// one goroutine and must not be copied while it is in use. A nil Grant holds nothing either.
type Grant struct {
	table *Table
	locks locks
	n     int
	held  [maxSubjects]held

	Requests Standing // of the subject that has the fewest left, after this call was counted or refused
	Tokens   Standing
}

// held is what a call holds of one subject.
type held struct {
	Subject
	entry    *entry // is not forgotten while a call is under way
	shard    uint8
	requests int64 // charged
	tokens   int64
}

// reserve is what is charged for tokens that a call may use.
func (h *held) reserve(tokens int64) int64 { return timeOf(min(tokens, h.TPM), h.TPM) }

// refusal says why the call is not admitted; no cause means that it is. The shard is locked.
func (h *held) refusal(fromLine bool, tokens, now int64) Refusal {
	e, r := h.entry, Refusal{Subject: h.Subject}
	if e.waiting > 0 && !fromLine {
		r.Cause = Line
	}
	if h.Concurrency > 0 && e.underWay >= h.Concurrency {
		r.Cause = Concurrency
	}
	if h.RPM > 0 {
		r.longer(Requests, wait(e.requests, timeOf(1, h.RPM), now))
	}
	if h.TPM > 0 {
		r.longer(Tokens, wait(e.tokens, h.reserve(tokens), now))
	}
	return r
}

func (r *Refusal) longer(c Cause, wait int64) {
	if time.Duration(wait) > r.Wait {
		r.Cause, r.Wait = c, time.Duration(wait)
	}
}

// take counts the call. The shard is locked.
func (h *held) take(tokens, now int64) {
	e := h.entry
	e.underWay++
	if h.RPM > 0 {
		h.requests = timeOf(1, h.RPM)
		e.requests = max(e.requests, now) + h.requests
	}
	if h.TPM > 0 {
		h.tokens = h.reserve(tokens)
		e.tokens = max(e.tokens, now) + h.tokens
	}
}

func (h *held) standing(requests, tokens *Standing, now int64) {
	if h.RPM > 0 {
		*requests = tighter(*requests, standing(h.entry.requests, h.RPM, now))
	}
	if h.TPM > 0 {
		*tokens = tighter(*tokens, standing(h.entry.tokens, h.TPM, now))
	}
}

// Unknown says that nobody knows how many tokens a call used: what was reserved stands.
const Unknown = -1

// Holds reports whether the subject is counted.
func (g *Grant) Holds(k Key) bool { return g != nil && g.table != nil && g.held[0].Key == k }

// Release ends the call. The reservation of tokens is corrected to what was used.
func (g *Grant) Release(used int64) { g.release(used, false) }

// Cancel ends a call that came to nothing: it is as if it had never been admitted.
func (g *Grant) Cancel() { g.release(0, true) }

func (g *Grant) release(used int64, cancel bool) {
	if g == nil || g.table == nil {
		return
	}
	t := g.table
	g.table = nil
	inLine := false
	t.lock(&g.locks)
	for i := range g.n {
		h := &g.held[i]
		h.entry.underWay--
		if cancel {
			h.entry.requests -= h.requests
		}
		if h.TPM > 0 && used >= 0 {
			h.entry.tokens += timeOf(used, h.TPM) - h.tokens
		}
		inLine = inLine || h.entry.waiting > 0
	}
	t.unlock(&g.locks)
	if !inLine {
		return
	}
	for i := range g.n {
		t.queue.room(t, g.held[i].Key)
	}
}
