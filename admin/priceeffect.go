package admin

import (
	"context"
	"errors"
	"math"
	"time"

	"github.com/burncloud/burncloud"
)

// PriceEffect is what a change would have made of calls that were made.
type PriceEffect struct {
	Since  time.Time `json:"since" doc:"The oldest call that was looked at."`
	Calls  int       `json:"calls" doc:"Calls by this price."`
	Before string    `json:"before" doc:"Dollars that they cost by the version in force, with their groups' multipliers."`
	After  string    `json:"after" doc:"Dollars that they would cost by the version that is asked for."`
}

// Bounds of what an effect is worked out from.
const (
	effectDays  = 7
	effectCalls = 50_000
)

// effect sums up one item.
type effect struct {
	before, after *burncloud.Price
	calls         int
	cost, next    burncloud.Money
	overflow      bool
}

func (e *effect) add(c *burncloud.Call) {
	times := orDefault(c.Multiplier, burncloud.One)
	was, err := e.before.Cost(c.Usage, times)
	will := burncloud.Money(0)
	if !e.after.Retired && err == nil {
		will, err = e.after.Cost(c.Usage, times)
	}
	if err != nil || was > math.MaxInt64-e.cost || will > math.MaxInt64-e.next {
		e.overflow = true
		return
	}
	e.calls++
	e.cost += was
	e.next += will
}

// effects says what changed sale prices would have made of the newest calls of the last week. names are the versions of
// each name that there are, by identifier.
func (s *Server) effects(ctx context.Context, all []burncloud.Price, items map[burncloud.ModelName]*effect) (since time.Time, err error) {
	name := make(map[burncloud.PriceID]burncloud.ModelName, len(all))
	for i := range all {
		name[all[i].ID] = all[i].Model
	}
	enough := errors.New("enough")
	since, left := s.Now(), effectCalls
	err = s.Logs.EachCall(ctx, burncloud.CallFilter{From: since.AddDate(0, 0, -effectDays)}, func(c *burncloud.Call) error {
		since = c.Time
		if e := items[name[c.PriceID]]; e != nil && c.PriceID != "" {
			e.add(c)
		}
		if left--; left == 0 {
			return enough
		}
		return nil
	})
	if errors.Is(err, enough) {
		err = nil
	}
	return since, err
}

// addEffects puts the effects on the changes.
func (s *Server) addEffects(ctx context.Context, all []burncloud.Price, prices []*burncloud.Price, before []*burncloud.Price, changes []PriceChange) error {
	items := map[burncloud.ModelName]*effect{}
	for i, p := range prices {
		if changes[i].Change == "changed" && p.Kind() == burncloud.PriceSale {
			items[p.Model] = &effect{before: before[i], after: p}
		}
	}
	if len(items) == 0 {
		return nil
	}
	since, err := s.effects(ctx, all, items)
	if err != nil {
		return err
	}
	for i, p := range prices {
		if e := items[p.Model]; e != nil && e.after == p && e.calls > 0 && !e.overflow {
			changes[i].Effect = &PriceEffect{Since: since.UTC(), Calls: e.calls, Before: e.cost.String(), After: e.next.String()}
		}
	}
	return nil
}
