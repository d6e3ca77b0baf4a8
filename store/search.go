package store

import (
	"context"
	"fmt"
	"math"
	"math/bits"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/burncloud/burncloud"
)

// searchTime is how long the search for one page may take. Beyond it the page is what has been found so far.
const searchTime = 120 * time.Millisecond

// How many parts of the log are looked at in one go: few at first, because the newest calls often fill a page.
const (
	firstParts = 8
	mostParts  = 1024
)

// search looks for calls, newest first. It asks the words in which groups of 16 calls the filter may be met, and then looks
// at these calls.
type search struct {
	filter burncloud.CallFilter
	limit  int
	until  time.Time // zero = takes as long as it takes
	up     bool      // oldest first

	found     []callRow
	looked    int   // at so many calls
	stoppedAt int64 // for lack of time: the calls below this number were not looked at
}

// run searches the calls below the number after; 0 = all.
func (s *search) run(ctx context.Context, q querier, after int64) error {
	if after == 0 {
		after = math.MaxInt64
	}
	if s.filter.RequestID == "" && isRequestID(s.filter.Query) {
		s.filter.RequestID, s.filter.Query = burncloud.RequestID(s.filter.Query), ""
	}
	if s.filter.RequestID != "" { // there is one
		w := &conditions{}
		w.add(true, `c.request_id = $`, s.filter.RequestID)
		w.add(true, `c.lsn < $`, after)
		return s.look(ctx, q, w)
	}
	low, high, err := partsBetween(ctx, q, &s.filter)
	if err != nil {
		return err
	}
	words := clauses(&s.filter)
	high = min(high, (after-1)/partCalls)
	for n := int64(firstParts); high >= low && !s.done(); n = min(4*n, mostParts) {
		from := max(low, high-n+1)
		groups, err := groupsBetween(ctx, q, words, from, high)
		if err != nil {
			return err
		}
		if err := s.lookIn(ctx, q, groups, from, after); err != nil {
			return err
		}
		high = from - 1
	}
	return nil
}

// isRequestID reports whether somebody who looks for the text means one call.
func isRequestID(text string) bool {
	return strings.HasPrefix(text, "req_") && len(text) == len("req_")+26
}

func (s *search) done() bool { return len(s.found) >= s.limit || s.stoppedAt != 0 }

// lookIn looks at the calls of the groups, from the highest down; neighbours in one go. The first part is number first.
func (s *search) lookIn(ctx context.Context, q querier, groups []uint64, first, after int64) error {
	for _, r := range ranges(groups, first) {
		if r.low >= after {
			continue
		}
		w := &conditions{}
		w.add(true, `c.lsn >= $`, r.low)
		w.add(true, `c.lsn < $`, min(r.high, after))
		s.cheapTerms(w)
		if err := s.look(ctx, q, w); err != nil || s.done() {
			return err
		}
		if !s.until.IsZero() && time.Now().After(s.until) {
			s.stoppedAt = r.low
			return nil
		}
	}
	return nil
}

// numbers is a range of calls.lsn; high is not in it.
type numbers struct{ low, high int64 }

// ranges lists what the bits stand for, highest first, neighbours together.
func ranges(groups []uint64, first int64) (all []numbers) {
	for i := len(groups) - 1; i >= 0; i-- {
		for left := groups[i]; left != 0; {
			top := 63 - bits.LeadingZeros64(left)
			n := bits.LeadingZeros64(^(left << (63 - top))) // bits in a row from the top down
			low := (first+int64(i))*partCalls + int64(top-n+1)*groupCalls
			high := low + int64(n)*groupCalls
			if last := len(all) - 1; last >= 0 && all[last].low == high {
				all[last].low = low
			} else {
				all = append(all, numbers{low, high})
			}
			if n > top {
				break
			}
			left &= 1<<(top-n+1) - 1
		}
	}
	return all
}

// cheapTerms adds what the database can tell without reading a record.
func (s *search) cheapTerms(w *conditions) {
	f := &s.filter
	w.add(!f.From.IsZero(), `c.time_us >= $`, micros(f.From))
	w.add(!f.To.IsZero(), `c.time_us < $`, micros(f.To))
	w.add(f.UserID != "", `c.user_id = $`, f.UserID)
	w.add(f.TokenID != "", `c.token_id = $`, f.TokenID)
	w.add(f.ChannelID != "", `c.channel_id = $`, f.ChannelID)
	w.add(f.Model != "", `c.model = $`, f.Model)
	w.add(f.Status != 0, `c.status = $`, f.Status)
	w.add(f.StatusClass != 0, `c.status >= $`, f.StatusClass*100)
	w.add(f.StatusClass != 0, `c.status < $`, f.StatusClass*100+100)
}

// checkEvery is after how many calls the search looks at the clock.
const checkEvery = 64

// look looks at the calls that the conditions select, in the order of the search.
func (s *search) look(ctx context.Context, q querier, w *conditions) error {
	order := ` ORDER BY c.lsn DESC`
	if s.up {
		order = ` ORDER BY c.lsn`
	}
	rows, err := q.QueryContext(ctx, selectCalls+`calls c WHERE `+w.and()+order, w.args...)
	if err != nil {
		return fmt.Errorf("reading calls: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var r callRow
		var record []byte
		if err := rows.Scan(&r.RequestID, &r.lsn, &record); err != nil {
			return fmt.Errorf("reading calls: %w", err)
		}
		if err := json.Unmarshal(record, &r.Call); err != nil {
			return burncloud.Faults{{Field: fmt.Sprintf("calls[%s].record", r.RequestID), Message: "is not the JSON of a call"}}
		}
		s.looked++
		if s.filter.Matches(&r.Call) {
			if s.found = append(s.found, r); len(s.found) >= s.limit {
				return nil
			}
		}
		if s.looked%checkEvery == 0 && !s.until.IsZero() && time.Now().After(s.until) {
			s.stoppedAt = r.lsn
			return nil
		}
	}
	return rows.Err()
}
