package route

import (
	"math"
	"math/bits"
	"slices"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/snapshot"
)

// strategy chooses among the open targets [start, end) of a plan's pool; -1 when none is open.
type strategy interface {
	choose(p *Plan, start, end int) int
}

var strategies = map[burncloud.Strategy]strategy{
	burncloud.StrategyPriority:     weighted{},
	burncloud.StrategyWeighted:     weighted{},
	burncloud.StrategyRoundRobin:   rotation{},
	burncloud.StrategyLeastLatency: fastest{},
	burncloud.StrategyCheapest:     cheapest{},
}

// share is a target's part of its channel's weight, which the channel's keys have in common.
func share(t *snapshot.Target) int {
	const parts = 2520 // divisible by every number of keys up to ten; beyond, the rounding does not matter
	return t.Weight * parts / max(t.Siblings, 1)
}

// rotation takes the next open target after the pool's shared turn.
type rotation struct{}

func (rotation) choose(p *Plan, start, end int) int {
	n := end - start
	first := int(p.tick() % uint64(n))
	for k := range n {
		if i := start + (first+k)%n; p.marks[i].why == open {
			return i
		}
	}
	return -1
}

// weighted gives each target its share, evenly interleaved: the pool's shared turn times the golden ratio, modulo one,
// falls into every part of the unit interval as often as the part is long, and never clusters. It takes no lock.
type weighted struct{}

const golden = 0x9e3779b97f4a7c15 // 2^64 divided by the golden ratio

func (weighted) choose(p *Plan, start, end int) int {
	total, last, all := 0, -1, true
	for i := start; i < end; i++ {
		if p.marks[i].why != open {
			all = false
			continue
		}
		total += share(&p.pool.Targets[i])
		last = i
	}
	if total == 0 {
		return last
	}
	var point int
	if all {
		hi, _ := bits.Mul64(p.tick()*golden, uint64(total))
		point = int(hi)
	} else { // instead of a target that is out: the next turn would always favour the same one
		point = p.live.intN(total)
	}
	for i := start; i < end; i++ {
		if p.marks[i].why != open {
			continue
		}
		if point -= share(&p.pool.Targets[i]); point < 0 {
			return i
		}
	}
	return last
}

// fastest draws two targets and takes the one whose answer is likely to begin sooner, by its latency times the calls it
// is busy with, per weight.
type fastest struct{}

func (fastest) choose(p *Plan, start, end int) int {
	n, last := 0, -1
	for i := start; i < end; i++ {
		if p.marks[i].why == open {
			last = i
			if share(&p.pool.Targets[i]) > 0 {
				n++
			}
		}
	}
	if n == 0 {
		return last
	}
	first := p.live.intN(n)
	a := p.weighty(start, first)
	if n == 1 {
		return a
	}
	second := p.live.intN(n - 1)
	if second >= first {
		second++
	}
	b := p.weighty(start, second)
	usual := p.usual(start, end)
	if p.cost(b, usual) < p.cost(a, usual) {
		a, b = b, a
	}
	p.pass(b)
	return a
}

// weighty is the n-th open target with a weight, counted from 0.
func (p *Plan) weighty(i, n int) int {
	for ; ; i++ {
		if p.marks[i].why == open && share(&p.pool.Targets[i]) > 0 {
			if n == 0 {
				return i
			}
			n--
		}
	}
}

// measure is which latency the call goes by.
func (p *Plan) measure() int {
	if p.Whole {
		return whole
	}
	return stream
}

// cost is compared only.
func (p *Plan) cost(i int, usual float64) float64 {
	t := &p.pool.Targets[i]
	s := p.live.of(KeyOf(t))
	s.mu.Lock()
	defer s.mu.Unlock()
	seconds, known := s.latency[p.measure()].estimate()
	if !known {
		seconds = usual
	}
	return seconds * float64(s.inFlight+1) / float64(share(t))
}

// pass counts a comparison that the target lost.
func (p *Plan) pass(i int) {
	if p.dry {
		return
	}
	s := p.live.of(KeyOf(&p.pool.Targets[i]))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.latency[p.measure()].passed++
}

// usual is the median latency of the tier, which is what a target is taken to have before it is measured.
func (p *Plan) usual(start, end int) float64 {
	var known [32]float64
	n := 0
	for i := start; i < end && n < len(known); i++ {
		s := p.live.of(KeyOf(&p.pool.Targets[i]))
		s.mu.Lock()
		seconds, ok := s.latency[p.measure()].estimate()
		s.mu.Unlock()
		if ok {
			known[n] = seconds
			n++
		}
	}
	if n == 0 {
		return 1
	}
	slices.Sort(known[:n])
	return known[n/2]
}

// sticky gives all calls of a session the same target, by weighted rendezvous: when a target is lost, only its own
// sessions move.
type sticky struct{}

func (sticky) choose(p *Plan, start, end int) int {
	best, most := -1, -1.0
	for i := start; i < end; i++ {
		if p.marks[i].why != open {
			continue
		}
		t := &p.pool.Targets[i]
		h := hash(hash(p.Session, string(t.Channel.ID)), string(t.Key.ID))
		u := (float64(h>>11) + 0.5) / (1 << 53)
		if score := -float64(share(t)) / math.Log(u); score > most {
			best, most = i, score
		}
	}
	return best
}

// Session is the hash of what names a session, for Plan.Session. It is the same in every process. It is never 0.
func Session(name string) uint64 { return max(hash(0, name), 1) }

// hash is FNV-1a, begun from a seed and finished so that every bit depends on all.
func hash(seed uint64, s string) uint64 {
	h := seed ^ 0xcbf29ce484222325
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 0x100000001b3
	}
	h = (h ^ h>>32) * 0xd6e8feb86659fd93
	h = (h ^ h>>32) * 0xd6e8feb86659fd93
	return h ^ h>>32
}
