package route

import (
	"slices"
	"sync/atomic"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/snapshot"
)

// Plan hands out the targets of one pool to one call, best first, and then those of its fallback models; never one that
// was excluded.
type Plan struct {
	Session uint64           // where the pool has an affinity: Session of the call's name, 0 = it has none
	Whole   bool             // the answer is not a stream
	Traits  burncloud.Traits // of the call, where the pool is Conditional
	At      time.Time        // when the call arrived, for prices; zero = now
	Likely  burncloud.Usage  // what the call is likely to use, for prices; zero = a usual mix

	live    *Live
	first   *snapshot.Pool
	pool    *snapshot.Pool
	later   []*snapshot.Pool
	marks   []mark  // parallel to the pool's targets; nil before the first choice
	few     [4]mark // holds marks where they fit: a plan must not be copied once it has chosen
	past    []burncloud.Candidate
	total   int       // targets of the pools so far
	chosen  uint16    // targets that were handed out
	fits    bool      // some target is for calls like this
	dry     bool      // nobody will be asked: nothing is counted
	ahead   uint64    // dry: turns that are taken to be over
	waiting time.Time // earliest trial of a target that was passed over; zero = none
	last    bool      // nothing is alive: dead targets are looked at for one that may be tried
	tried   bool      // the call was the trial of a dead target, and will not be another's

	turn     *turn
	retrying bool             // it holds one of the pool's retries
	repeated *snapshot.Target // the newest that was repeated
	repeats  int
}

// mark says what became of a target.
type mark struct {
	why   why
	order uint16         // of being chosen, from 1
	kind  burncloud.Kind // excluded: for what
	due   int64          // passed: when its trial is due, in seconds since 1970
}

// why says why a target is not chosen.
type why uint8

const (
	open     why = iota
	passed       // dead when this pick looked
	excluded     // failed in this call
	misfit       // not for calls like this
	supposed     // taken for dead by whoever asks
)

// turn is what the calls of a pool share.
type turn struct {
	n      atomic.Uint64 // of the round robin
	budget budget
	down   atomic.Int64 // when nothing was alive for the last time, in nanoseconds since 1970
}

type turnKey struct {
	group burncloud.GroupName
	model burncloud.ModelName
}

// Plan starts the choice of targets for one call, which ends with Done.
func (l *Live) Plan(pool *snapshot.Pool) Plan {
	p := Plan{live: l, first: pool, later: pool.Fallback, turn: l.turnOf(pool)}
	p.turn.budget.calls.Add(1)
	p.enter(pool)
	return p
}

func (p *Plan) enter(pool *snapshot.Pool) {
	p.pool, p.marks = pool, nil
	p.total += len(pool.Targets)
}

// unmarked makes marks for the present pool, in the plan itself where they fit.
func (p *Plan) unmarked() {
	if n := len(p.pool.Targets); n <= len(p.few) {
		p.few = [len(p.few)]mark{}
		p.marks = p.few[:n]
	} else {
		p.marks = make([]mark, n)
	}
}

// FellBack reports whether the newest target is of another model than the one that was asked for.
func (p *Plan) FellBack() bool { return p.pool != p.first }

// Model is the model whose pool the newest target is from.
func (p *Plan) Model() burncloud.ModelName { return p.pool.Model }

// Without leaves fallback models out. It comes before the first target.
func (p *Plan) Without(unwanted func(*snapshot.Pool) bool) {
	if len(p.later) > 0 {
		p.later = slices.DeleteFunc(slices.Clone(p.later), unwanted)
	}
}

// Next returns the next target to try, or nil when none is left alive. A tier is used up before the next one begins,
// and a model before those it falls back on. The caller reports the outcome with Live.Succeed, Fail or Release.
func (p *Plan) Next() *snapshot.Target {
	for {
		if t := p.next(); t != nil {
			return t
		}
		if !p.FallBack() && !p.lastResort() {
			return nil
		}
	}
}

// NextOfModel is Next without the models that the present one falls back on.
func (p *Plan) NextOfModel() *snapshot.Target { return p.next() }

// FallBack gives up what is left of the present model, if there is another one to ask.
func (p *Plan) FallBack() bool {
	if len(p.later) == 0 {
		return false
	}
	p.past = p.candidates(p.past)
	pool := p.later[0]
	p.later = p.later[1:]
	p.enter(pool)
	p.unmarked()
	return true
}

func (p *Plan) next() *snapshot.Target {
	if p.marks == nil {
		p.unmarked()
	}
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
		if p.marks[i].why == passed {
			p.marks[i].why = open
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
	now := p.live.now()
	for {
		i := p.choose(start, end)
		if i < 0 {
			return nil
		}
		if when := p.pool.Targets[i].When; when != nil && when.Misses(&p.Traits) != "" {
			p.marks[i].why = misfit
			continue
		}
		p.fits = true
		due, ok := p.admit(i, now)
		if ok {
			p.chosen++
			p.marks[i].order = p.chosen
			return &p.pool.Targets[i]
		}
		if due.IsZero() {
			p.marks[i].why = excluded
			continue
		}
		if p.waiting.IsZero() || due.Before(p.waiting) {
			p.waiting = due
		}
		p.marks[i].why, p.marks[i].due = passed, due.Unix()
	}
}

// choose draws a candidate by the call's session or the pool's strategy, -1 when none is left.
func (p *Plan) choose(start, end int) int {
	if p.sticky() {
		return sticky{}.choose(p, start, end)
	}
	return strategies[p.pool.Strategy].choose(p, start, end)
}

func (p *Plan) sticky() bool { return p.Session != 0 && Sticks(p.pool.Affinity) }

// Sticks reports whether calls of the affinity go by Plan.Session.
func Sticks(a burncloud.Affinity) bool { return a != "" && a != burncloud.AffinityNone }

// tick is the pool's next turn.
func (p *Plan) tick() uint64 {
	turn := p.turn
	if p.pool != p.first {
		turn = p.live.turnOf(p.pool)
	}
	if p.dry {
		return turn.n.Load() + p.ahead + uint64(p.chosen)
	}
	return turn.n.Add(1) - 1
}

// Exclude takes a failed target out of this call: the key alone when only the key was refused, else its whole channel.
func (p *Plan) Exclude(failed *snapshot.Target, kind burncloud.Kind) {
	keyOnly := kind == burncloud.KindUpstreamAuth || kind == burncloud.KindUpstreamFunds || kind == burncloud.KindUpstreamLimited ||
		kind == burncloud.KindKeyLimited
	if p.marks == nil {
		p.unmarked()
	}
	for i := range p.marks {
		t := &p.pool.Targets[i]
		if t.Channel.ID == failed.Channel.ID && (!keyOnly || t.Key.ID == failed.Key.ID) {
			p.marks[i].why, p.marks[i].kind = excluded, kind
		}
	}
}

// Unfit reports whether no target is for calls like this.
func (p *Plan) Unfit() bool { return p.first.Conditional && !p.fits }

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
