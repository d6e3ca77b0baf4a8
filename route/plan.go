package route

import (
	"sync/atomic"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/snapshot"
)

// Plan hands out the targets of one pool to one call, best first, never one that was excluded.
type Plan struct {
	live    *Live
	pool    *snapshot.Pool
	marks   []mark    // parallel to the pool's targets
	waiting time.Time // earliest trial of a target that was passed over; zero = none

	turn     *turn
	retrying bool             // it holds one of the pool's retries
	repeated *snapshot.Target // the newest that was repeated
	repeats  int
}

// mark says why a target is not chosen.
type mark uint8

const (
	open     mark = iota
	passed        // dead when this pick looked
	excluded      // failed in this call
)

// turn is what the calls of a pool share.
type turn struct {
	n      atomic.Uint64 // of the round robin
	budget budget
}

type turnKey struct {
	group burncloud.GroupName
	model burncloud.ModelName
}

// Plan starts the choice of targets for one call, which ends with Done.
func (l *Live) Plan(pool *snapshot.Pool) Plan {
	p := Plan{live: l, pool: pool, marks: make([]mark, len(pool.Targets)), turn: l.turnOf(pool)}
	p.turn.budget.calls.Add(1)
	return p
}

// Next returns the next target to try, or nil when none is left alive. A tier is used up before the next one begins.
// The caller reports the outcome with Live.Succeed, Fail or Release.
func (p *Plan) Next() *snapshot.Target {
	p.lookAgain()
	for start := 0; start < len(p.marks); {
		end := p.tierEnd(start)
		if t := p.pick(start, end); t != nil {
			return t
		}
		start = end
	}
	return nil
}

// lookAgain forgets which targets were found dead.
func (p *Plan) lookAgain() {
	for i := range p.marks {
		if p.marks[i] == passed {
			p.marks[i] = open
		}
	}
}

// tierEnd is where the tier that begins at start ends. Only the priority strategy has more than one tier.
func (p *Plan) tierEnd(start int) int {
	targets := p.pool.Targets
	if p.pool.Strategy != burncloud.StrategyPriority {
		return len(targets)
	}
	end := start + 1
	for end < len(targets) && targets[end].Priority == targets[start].Priority {
		end++
	}
	return end
}

// pick chooses one admitted target of the tier [start, end), or nil.
func (p *Plan) pick(start, end int) *snapshot.Target {
	now, alone := p.live.now(), len(p.marks) == 1
	for {
		i := p.choose(start, end)
		if i < 0 {
			return nil
		}
		t := &p.pool.Targets[i]
		ok, due := p.live.admit(t, alone, now)
		if ok {
			return t
		}
		if p.waiting.IsZero() || due.Before(p.waiting) {
			p.waiting = due
		}
		p.marks[i] = passed
	}
}

// choose draws a candidate by the pool's strategy, -1 when none is left.
func (p *Plan) choose(start, end int) int {
	if p.pool.Strategy == burncloud.StrategyRoundRobin {
		return p.rotate(start, end)
	}
	total, last := 0, -1
	for i := start; i < end; i++ {
		if p.marks[i] == open {
			total += share(&p.pool.Targets[i])
			last = i
		}
	}
	if total == 0 {
		return last
	}
	n := p.live.intN(total)
	for i := start; i < end; i++ {
		if p.marks[i] != open {
			continue
		}
		if n -= share(&p.pool.Targets[i]); n < 0 {
			return i
		}
	}
	return last
}

// share is a target's part of its channel's weight, which the channel's keys have in common.
func share(t *snapshot.Target) int {
	const parts = 2520 // divisible by every number of keys up to ten; beyond, the rounding does not matter
	return t.Weight * parts / max(t.Siblings, 1)
}

// rotate takes the next usable target after the pool's shared turn.
func (p *Plan) rotate(start, end int) int {
	n := end - start
	first := int((p.turn.n.Add(1) - 1) % uint64(n))
	for k := range n {
		if i := start + (first+k)%n; p.marks[i] == open {
			return i
		}
	}
	return -1
}

// Exclude takes a failed target out of this call: the key alone when only the key was refused, else its whole channel.
func (p *Plan) Exclude(failed *snapshot.Target, kind burncloud.Kind) {
	keyOnly := kind == burncloud.KindUpstreamAuth || kind == burncloud.KindUpstreamFunds || kind == burncloud.KindUpstreamLimited
	for i := range p.pool.Targets {
		t := &p.pool.Targets[i]
		if t.Channel.ID == failed.Channel.ID && (!keyOnly || t.Key.ID == failed.Key.ID) {
			p.marks[i] = excluded
		}
	}
}

// RetryAfter is how long until a target that was passed over as dead may be tried, at least a second.
func (p *Plan) RetryAfter() time.Duration {
	if p.waiting.IsZero() {
		return time.Second
	}
	return max(p.waiting.Sub(p.live.now()).Round(time.Second), time.Second)
}

func (l *Live) turnOf(pool *snapshot.Pool) *turn {
	k := turnKey{pool.Group, pool.Model}
	l.mu.RLock()
	t := l.turns[k]
	l.mu.RUnlock()
	if t != nil {
		return t
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if t = l.turns[k]; t == nil {
		t = &turn{}
		l.turns[k] = t
	}
	return t
}
