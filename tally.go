package burncloud

import (
	"math"
	"slices"
	"time"
)

// Tally sums up calls.
type Tally struct {
	Calls    int64
	Outcomes map[Outcome]int64 // how they ended
	Saved    int64             // completed although an upstream had failed
	Unpriced int64             // used something that has no price
	Usage    Usage
	Cost     Money  // charged
	Purchase Money  // paid upstream, as far as it is known
	Duration Micros // of all calls together
	TTFT     Latencies

	Uncosted  int64 // used something, and what the upstreams charge for it is not known, or not for all of it
	Uncovered Money // charged for the uncosted calls
	Margin    Money // what is left of what was charged for all the other calls
}

// TallyOf is the sum of one call.
func TallyOf(c *CallKeys) Tally {
	outcome := OutcomeOf(c.Status, c.ErrorKind)
	t := Tally{Calls: 1, Outcomes: map[Outcome]int64{outcome: 1}, Usage: c.Usage, Duration: c.Duration}
	if c.Cost != nil {
		t.Cost = *c.Cost
	} else if !c.Usage.IsZero() {
		t.Unpriced = 1
	}
	if c.PurchaseCost != nil {
		t.Purchase = *c.PurchaseCost
	}
	if c.uncosted() {
		t.Uncosted, t.Uncovered = 1, t.Cost
	} else {
		t.Margin = t.Cost - t.Purchase
	}
	t.TTFT.Count(c.TTFT)
	if outcome == Completed && slices.ContainsFunc(c.Attempts, AttemptKey.failed) {
		t.Saved = 1
	}
	return t
}

// uncosted reports whether the call has a cost upstream of which a part is not known.
func (c *CallKeys) uncosted() bool {
	used := !c.Usage.IsZero() || c.Cost != nil && *c.Cost != 0
	return c.PurchaseCost == nil && used || slices.ContainsFunc(c.Attempts, AttemptKey.uncosted)
}

func (a AttemptKey) uncosted() bool { return a.PurchaseCost == nil && !a.Usage.IsZero() }

func (a AttemptKey) failed() bool { return a.ErrorKind.OfUpstream() }

// Add adds another sum. The map of outcomes belongs to t.
func (t *Tally) Add(o *Tally) {
	t.Calls += o.Calls
	for k, n := range o.Outcomes {
		if t.Outcomes == nil {
			t.Outcomes = map[Outcome]int64{}
		}
		t.Outcomes[k] += n
	}
	t.Saved += o.Saved
	t.Unpriced += o.Unpriced
	t.Usage = t.Usage.Plus(o.Usage)
	t.Cost += o.Cost
	t.Purchase += o.Purchase
	t.Uncosted += o.Uncosted
	t.Uncovered += o.Uncovered
	t.Margin += o.Margin
	t.Duration += o.Duration
	for i, n := range o.TTFT {
		t.TTFT[i] += n
	}
}

// MarginKnown reports whether there is a call of which it is known what is left. It is true as well where nothing was charged or used.
func (t *Tally) MarginKnown() bool {
	return t.Uncosted == 0 || t.Margin != 0 || t.Uncovered != t.Cost
}

// Shamed counts the calls whose clients saw an error that was not their own doing.
func (t *Tally) Shamed() int64 { return t.Outcomes[Failed] + t.Outcomes[Cut] }

// Latencies counts durations by size. Two of them add up place by place. The places grow by the square root of two from
// 32 ms on, so what is read from them lies within that factor of the truth; the last holds everything from 64 s on.
type Latencies [24]int64

const firstPlace = 32e3 // microseconds; place 0 is what is shorter

// Count adds one duration; 0 is none.
func (l *Latencies) Count(d Micros) {
	if d > 0 {
		l[latencyPlace(d)]++
	}
}

func latencyPlace(d Micros) int {
	if d < firstPlace {
		return 0
	}
	i := 1 + int(2*math.Log2(float64(d)/firstPlace))
	return min(i, len(Latencies{})-1)
}

// latencyEdge is the lower bound of a place, in microseconds.
func latencyEdge(i int) float64 {
	if i == 0 {
		return firstPlace / math.Sqrt2
	}
	return firstPlace * math.Pow(2, float64(i-1)/2)
}

// Quantile returns the duration that the part p of all does not exceed, 0 when nothing was counted.
func (l *Latencies) Quantile(p float64) Micros {
	var total int64
	for _, n := range l {
		total += n
	}
	if total == 0 {
		return 0
	}
	rank, seen := p*float64(total), 0.0
	for i, n := range l {
		if n == 0 {
			continue
		}
		if seen+float64(n) >= rank {
			within := max(rank-seen, 0) / float64(n)
			return Micros(latencyEdge(i) * math.Pow(math.Sqrt2, within))
		}
		seen += float64(n)
	}
	return Micros(latencyEdge(len(l)))
}

// Dimension is what usage can be told apart by.
type Dimension string

// Dimensions of usage.
const (
	ByModel   Dimension = "model"
	ByChannel Dimension = "channel"
	ByKey     Dimension = "key"
	ByUser    Dimension = "user"
	ByToken   Dimension = "token"
	ByGroup   Dimension = "group"
	ByOutcome Dimension = "outcome"
)

// UsageQuery asks for sums of calls.
type UsageQuery struct {
	From, To time.Time     // arrival; From is included, To is not; both on a whole step
	Step     time.Duration // of the cells: a whole number of minutes, hours or days; 0 = one cell
	GroupBy  Dimension     // "" = everything together
	Only     map[Dimension]string
}

// UsageCell is the sum of the calls of one step that share a value of the dimension.
type UsageCell struct {
	Start time.Time // zero when the query has no step
	Key   string    // "" also for calls that have no such thing
	Tally
}

// AttemptCount says how often a channel was asked and with what result, within a step.
type AttemptCount struct {
	Channel ChannelID
	Start   time.Time
	Kind    Kind // "" = it answered
	Count   int64
}
