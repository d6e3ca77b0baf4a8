package route

import (
	"math"
	"time"

	"github.com/burncloud/burncloud"
)

// cheapest takes the target that charges the least for the call, by its purchase price; among those that charge the same, by
// weight. What charges nobody knows how much comes last.
type cheapest struct{}

// usualMix is what a call is taken to use when nothing is known of it.
var usualMix = burncloud.Usage{Input: 1500, Output: 500}

func (cheapest) choose(p *Plan, start, end int) int {
	at, usage := p.At, p.Likely
	if at.IsZero() {
		at = p.live.now()
	}
	if usage.IsZero() {
		usage = usualMix
	}
	best, total, last := burncloud.Money(math.MaxInt64), 0, -1
	for i := start; i < end; i++ {
		if p.marks[i].why != open {
			continue
		}
		switch cost := p.charge(i, usage, at); {
		case cost < best || last < 0:
			best, total, last = cost, share(&p.pool.Targets[i]), i
		case cost == best:
			total, last = total+share(&p.pool.Targets[i]), i
		}
	}
	if total == 0 {
		return last
	}
	point := p.live.intN(total)
	for i := start; i < end; i++ {
		if p.marks[i].why != open || p.charge(i, usage, at) != best {
			continue
		}
		if point -= share(&p.pool.Targets[i]); point < 0 {
			return i
		}
	}
	return last
}

// charge is what the target charges for the usage; the most where that is not known.
func (p *Plan) charge(i int, u burncloud.Usage, at time.Time) burncloud.Money {
	price := p.pool.Targets[i].Purchase(at)
	if price == nil {
		return math.MaxInt64
	}
	cost, err := price.Cost(u, burncloud.One)
	if err != nil {
		return math.MaxInt64
	}
	return cost
}
