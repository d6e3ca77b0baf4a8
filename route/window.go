package route

import (
	"math"
	"time"
)

// The newest outcomes of a target that its success rate is taken from.
const (
	windowSize = 20
	windowTime = 10 * time.Second
)

// window remembers the last windowSize outcomes with their times.
type window struct {
	at  [windowSize]int64 // nanoseconds since 1970, 0 = none yet
	bad uint32            // one bit for each that failed
	n   int               // where the next one goes
}

func (w *window) add(now time.Time, failed bool) {
	w.at[w.n] = now.UnixNano()
	w.bad &^= 1 << w.n
	if failed {
		w.bad |= 1 << w.n
	}
	w.n = (w.n + 1) % windowSize
}

// recent counts the outcomes within windowTime, and the failures among them.
func (w *window) recent(now time.Time) (total, failed int) {
	from := now.Add(-windowTime).UnixNano()
	for i, at := range w.at {
		if at == 0 || at < from {
			continue
		}
		total++
		failed += int(w.bad >> i & 1)
	}
	return total, failed
}

// Which of a state's latencies is meant.
const (
	stream = iota
	whole
)

// How a latency forgets: what is measured, with time; what is not asked for, with each call that goes elsewhere, so that
// a target which was slow once is tried again, at any rate of calls.
const (
	latencyTime   = 10 * time.Second
	latencyPasses = 64
)

// latency is a peak-sensitive moving average: it jumps up to a slower answer at once and comes down slowly.
type latency struct {
	seconds float64
	at      time.Time // zero = never measured
	passed  float64   // comparisons lost since
}

// add takes in a measurement; 0 is none.
func (a *latency) add(now time.Time, took time.Duration) {
	if took <= 0 {
		return
	}
	seconds := took.Seconds()
	if seconds < a.seconds {
		old := math.Exp(-now.Sub(a.at).Seconds() / latencyTime.Seconds())
		seconds = a.seconds*old + seconds*(1-old)
	}
	*a = latency{seconds: seconds, at: now}
}

// estimate is what the next answer will take; known is false without a measurement.
func (a *latency) estimate() (seconds float64, known bool) {
	return a.seconds * math.Exp(-a.passed/latencyPasses), !a.at.IsZero()
}
