package route_test

import (
	"testing"
	"time"

	"github.com/burncloud/burncloud"
)

// TestOnePlanAllocatesLittle holds what a call pays for its choice: the plan's marks, and the decision where there was one.
func TestOnePlanAllocatesLittle(t *testing.T) {
	for _, strategy := range []burncloud.Strategy{
		burncloud.StrategyPriority, burncloud.StrategyWeighted, burncloud.StrategyRoundRobin, burncloud.StrategyLeastLatency,
	} {
		for _, tt := range []struct {
			targets []target
			most    float64
		}{
			{[]target{{"a1", 0, 1}}, 0},
			{[]target{{"a1", 0, 1}, {"b1", 0, 1}, {"c1", 0, 1}, {"d1", 0, 1}}, 2},
		} {
			live, _ := newLive()
			p := pool(strategy, tt.targets...)
			plan := live.Plan(p)
			n := testing.AllocsPerRun(200, func() {
				plan = live.Plan(p)
				got := plan.Next()
				live.Begin(got, time.Millisecond)
				live.Succeed(got, 0)
				plan.Decision()
			})
			if n > tt.most {
				t.Errorf("%s, %d targets: %v allocations, want %v", strategy, len(tt.targets), n, tt.most)
			}
		}
	}
}
