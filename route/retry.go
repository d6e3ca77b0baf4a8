package route

import (
	"sync/atomic"
	"time"

	"github.com/burncloud/burncloud/snapshot"
)

// Starting values of retries. At most one call in retryShare of those under way in a pool may be at a further attempt at
// any time, and always retryFloor, so that a pool that fails is not given several times its load.
const (
	retryShare   = 5
	retryFloor   = 3
	backoffFirst = 50 * time.Millisecond
	backoffMax   = time.Second
)

// budget counts a pool's calls under way, and those of them that are at a further attempt.
type budget struct{ calls, retries atomic.Int64 }

// take reserves a retry, if there is one.
func (b *budget) take() bool {
	if b.retries.Add(1) <= b.calls.Load()/retryShare+retryFloor {
		return true
	}
	b.retries.Add(-1)
	return false
}

// MayRetry reserves one of the pool's retries for the call, until Begun or Done. It reports false when they are used up:
// then the call fails with what it has.
func (p *Plan) MayRetry() bool {
	p.retrying = p.retrying || p.turn.budget.take()
	return p.retrying
}

// Begun gives the call's retry back: its attempt is being answered.
func (p *Plan) Begun() {
	if p.retrying {
		p.retrying = false
		p.turn.budget.retries.Add(-1)
	}
}

// Done ends the plan. It must be called once.
func (p *Plan) Done() {
	p.Begun()
	p.turn.budget.calls.Add(-1)
}

// Beside returns another target of the tier of t, or nil when none of them is left alive.
func (p *Plan) Beside(t *snapshot.Target) *snapshot.Target {
	p.lookAgain()
	for start := 0; start < len(p.marks); {
		end := p.tierEnd(start)
		for i := start; i < end; i++ {
			if &p.pool.Targets[i] == t {
				return p.pick(start, end)
			}
		}
		start = end
	}
	return nil
}

// Repeatable reports whether the call may try t, which failed, once more. It may do so once.
func (p *Plan) Repeatable(t *snapshot.Target) bool { return p.repeated != t }

// Repeat admits t, which failed, once more, if it is not dead.
func (p *Plan) Repeat(t *snapshot.Target) bool {
	p.repeated = t
	p.repeats++
	a, _ := p.live.admit(t, question{}, p.live.now())
	p.tried = p.tried || a == onTrial
	return a <= onTrial
}

// Backoff is the wait before a target is repeated: anything up to a ceiling that doubles with each repetition.
func (p *Plan) Backoff() time.Duration {
	ceiling := min(backoffFirst<<min(2*p.repeats+2, 5), backoffMax)
	return time.Duration(p.live.intN(int(ceiling))) + 1
}
