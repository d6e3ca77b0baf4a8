package store

import (
	"context"
	"slices"
	"time"

	"github.com/burncloud/burncloud"
)

// CallsAround returns at most limit calls that the filter selects on either side of one call, the nearest first. Each side
// is searched no longer than a page is: what is farther away than that is left out.
func (db *DB) CallsAround(ctx context.Context, id burncloud.RequestID, f burncloud.CallFilter, limit int) (newer, older []burncloud.Call, err error) {
	row, err := calls.one(ctx, db.readers, new(decoder), string(id))
	if err != nil {
		return nil, nil, err
	}
	down := search{filter: f, limit: limit, until: time.Now().Add(searchTime)}
	if err := down.run(ctx, db.readers, row.lsn); err != nil {
		return nil, nil, err
	}
	up := search{filter: f, limit: limit, until: time.Now().Add(searchTime), up: true}
	if err := up.runUp(ctx, db.readers, row.lsn); err != nil {
		return nil, nil, err
	}
	return plainCalls(up.found), plainCalls(down.found), nil
}

func plainCalls(rows []callRow) []burncloud.Call {
	all := make([]burncloud.Call, len(rows))
	for i := range rows {
		all[i] = rows[i].Call
	}
	return all
}

// runUp searches the calls above the number after, oldest first.
func (s *search) runUp(ctx context.Context, q querier, after int64) error {
	if s.filter.RequestID != "" || isRequestID(s.filter.Query) {
		return nil // that is one call, which has no neighbours
	}
	low, high, err := partsBetween(ctx, q, &s.filter)
	if err != nil {
		return err
	}
	words := clauses(&s.filter)
	low = max(low, (after+1)/partCalls)
	for n := int64(firstParts); low <= high && !s.done(); n = min(4*n, mostParts) {
		to := min(high, low+n-1)
		groups, err := groupsBetween(ctx, q, words, low, to)
		if err != nil {
			return err
		}
		all := ranges(groups, low)
		slices.Reverse(all)
		if err := s.lookUp(ctx, q, all, after); err != nil {
			return err
		}
		low = to + 1
	}
	return nil
}

// lookUp looks at the calls of the ranges, which come lowest first.
func (s *search) lookUp(ctx context.Context, q querier, all []numbers, after int64) error {
	for _, r := range all {
		if r.high <= after+1 {
			continue
		}
		w := &conditions{}
		w.add(true, `c.lsn > $`, max(after, r.low-1))
		w.add(true, `c.lsn < $`, r.high)
		s.cheapTerms(w)
		if err := s.look(ctx, q, w); err != nil || s.done() {
			return err
		}
		if time.Now().After(s.until) {
			s.stoppedAt = r.high
			return nil
		}
	}
	return nil
}
