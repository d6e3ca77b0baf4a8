package limit

import (
	"math/bits"
	"time"
)

// A rate is kept as one number, the generic cell rate algorithm's "theoretical arrival time": when everything that was
// taken so far will have been earned. A unit of a limit of n per minute moves it on by a minute / n; it may be a minute
// ahead of the clock at most. So the allowance of a minute can be taken at once, and what was taken comes back evenly.
// Within t minutes no more than n × (1 + t) get through. Taking and giving back are additions, in any order.
const minute = int64(time.Minute)

// maxDebt is how many minutes' allowance one correction can take: a call may use more than was foreseen.
const maxDebt = 60

// timeOf is how long n units, negative ones too, take to be earned.
func timeOf(n, perMinute int64) int64 {
	if n < 0 {
		return -timeOf(-n, perMinute)
	}
	return mulDiv(min(n, maxDebt*perMinute), minute, perMinute)
}

// unitsOf is how many whole units are earned in a time.
func unitsOf(d, perMinute int64) int64 { return mulDiv(max(d, 0), perMinute, minute) }

// mulDiv is a × b / c, of which only the result must fit.
func mulDiv(a, b, c int64) int64 {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	q, _ := bits.Div64(hi, lo, uint64(c))
	return int64(q)
}

// wait is how long until the charge fits in, 0 if it does now.
func wait(arrival, charge, now int64) int64 { return max(max(arrival, now)+charge-now-minute, 0) }

// Standing is how far a rate is used up.
type Standing struct {
	Limit     int64 // per minute; 0 = there is none
	Remaining int64
	Reset     time.Duration // until all of it is there again
}

func standing(arrival, perMinute, now int64) Standing {
	ahead := max(arrival-now, 0)
	return Standing{Limit: perMinute, Remaining: unitsOf(minute-ahead, perMinute), Reset: time.Duration(ahead)}
}

// tighter is the one that leaves less.
func tighter(a, b Standing) Standing {
	if a.Limit == 0 || b.Limit != 0 && b.Remaining < a.Remaining {
		return b
	}
	return a
}
