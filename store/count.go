package store

import (
	"context"
	"math/bits"
	"time"

	"github.com/burncloud/burncloud"
)

// samples is how many places of the log are looked at to estimate how many calls a filter selects.
const samples = 48

// CountCalls estimates how many calls the filter selects: it looks at some of the places where the words of the filter occur,
// evenly spread, and takes the others to be like them. Up to a few hundred calls it is exact.
func (db *DB) CountCalls(ctx context.Context, f burncloud.CallFilter) (int64, error) {
	low, high, err := partsBetween(ctx, db.readers, &f)
	if err != nil || high < low {
		return 0, err
	}
	groups, err := groupsBetween(ctx, db.readers, clauses(&f), low, high)
	if err != nil {
		return 0, err
	}
	total := 0
	for _, g := range groups {
		total += bits.OnesCount64(g)
	}
	picked, n := sample(groups, total)
	s := search{filter: f, limit: 1 << 30}
	if err := s.lookIn(ctx, db.readers, picked, low, 1<<62); err != nil {
		return 0, err
	}
	if n == 0 {
		return 0, nil
	}
	return int64(len(s.found)) * int64(total) / int64(n), nil
}

// sample leaves about as many of the bits as are to be looked at, evenly spread.
func sample(groups []uint64, total int) (picked []uint64, n int) {
	every := max(total/samples, 1)
	picked = make([]uint64, len(groups))
	seen := 0
	for i, g := range groups {
		for left := g; left != 0; left &= left - 1 {
			if seen%every == 0 {
				picked[i] |= left & -left
				n++
			}
			seen++
		}
	}
	return picked, n
}

// CountOutcomes counts the calls that the filter selects by the step in which they arrived and how they ended: newest first,
// as far back as it gets in the time of a search. back is zero when that is everything.
func (db *DB) CountOutcomes(ctx context.Context, f burncloud.CallFilter, step time.Duration) (counts map[time.Time]map[burncloud.Outcome]int64, back time.Time, err error) {
	counts = map[time.Time]map[burncloud.Outcome]int64{}
	s := search{filter: f, limit: 1 << 30, until: time.Now().Add(searchTime)}
	if err := s.run(ctx, db.readers, 0); err != nil {
		return nil, back, err
	}
	for i := range s.found {
		c := &s.found[i].Call
		at := c.Time.UTC().Truncate(step)
		if counts[at] == nil {
			counts[at] = map[burncloud.Outcome]int64{}
		}
		counts[at][burncloud.OutcomeOf(c.Status, c.ErrorKind)]++
		if s.stoppedAt != 0 && (back.IsZero() || c.Time.Before(back)) {
			back = c.Time
		}
	}
	if s.stoppedAt != 0 && back.IsZero() {
		back = f.To
	}
	return counts, back, nil
}
