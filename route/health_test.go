package route_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/route"
	"github.com/burncloud/burncloud/snapshot"
)

func TestEjectionGrowsWithinItsBounds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		live := route.NewLive(time.Now, rand.IntN)
		p := pool(burncloud.StrategyPriority, target{"a1", 0, 1}, target{"b1", 0, 1})
		a := &p.Targets[0]
		for range 5 {
			live.Fail(a, fail(burncloud.KindUpstreamServer))
		}
		seen := map[time.Duration]bool{}
		for n := range 200 {
			h := live.Targets("a")[0]
			nominal := min(5*time.Second<<min(n, 4), time.Minute)
			rest := time.Until(h.Until)
			if rest < nominal*8/10 || rest > nominal*12/10 {
				t.Fatalf("rest %d: %s, want %s and a fifth less or more", n, rest, nominal)
			}
			seen[rest] = true
			time.Sleep(rest)
			plan := live.Plan(p)
			for got := plan.Next(); got != a; got = plan.Next() { // the trial
				live.Release(got)
				plan = live.Plan(p)
			}
			live.Fail(a, fail(burncloud.KindUpstreamServer))
		}
		if len(seen) < 10 {
			t.Errorf("only %d different rests: there is no jitter", len(seen))
		}
	})
}

// outcome reports n calls of the target of which every k-th failed.
func outcome(live *route.Live, t *snapshot.Target, n, k int) {
	for i := range n {
		if i%k == 0 {
			live.Fail(t, fail(burncloud.KindUpstreamServer))
		} else {
			live.Succeed(t, 0)
		}
	}
}

func TestStatesByShareOfFailures(t *testing.T) {
	for _, tt := range []struct {
		name  string
		calls func(*route.Live, *clock, *snapshot.Target)
		want  burncloud.HealthState
	}{
		{"one of seven fails", func(l *route.Live, _ *clock, t *snapshot.Target) { outcome(l, t, 14, 7) }, burncloud.Healthy},
		{"one of four fails", func(l *route.Live, _ *clock, t *snapshot.Target) { outcome(l, t, 20, 4) }, burncloud.Degraded},
		{"two of three fail", func(l *route.Live, _ *clock, t *snapshot.Target) {
			for range 10 {
				l.Fail(t, fail(burncloud.KindUpstreamServer))
				l.Succeed(t, 0)
				l.Fail(t, fail(burncloud.KindUpstreamServer))
			}
		}, burncloud.Dead},
		{"two of three fail, slowly", func(l *route.Live, c *clock, t *snapshot.Target) {
			for range 30 {
				l.Fail(t, fail(burncloud.KindUpstreamServer))
				l.Succeed(t, 0)
				l.Fail(t, fail(burncloud.KindUpstreamServer))
				c.at = c.at.Add(20 * time.Second)
			}
		}, burncloud.Healthy},
	} {
		live, c := newLive()
		p := pool(burncloud.StrategyPriority, target{"a1", 0, 1}, target{"b1", 0, 1})
		tt.calls(live, c, &p.Targets[0])
		if h := live.Health("a"); h.State != tt.want {
			t.Errorf("%s: %+v, want %s", tt.name, h, tt.want)
		}
		c.at = c.at.Add(time.Hour)
		plan := live.Plan(p)
		live.Succeed(plan.Next(), 0)
		if h := live.Health("a"); h.State != burncloud.Healthy {
			t.Errorf("%s, then well: %+v", tt.name, h)
		}
	}
}

// TestFailingNowAndThenEjectsHalfAPool at most; what does not answer at all is ejected whatever the others do.
func TestFailingNowAndThenEjectsHalfAPool(t *testing.T) {
	live, _ := newLive()
	p := pool(burncloud.StrategyWeighted, target{"a1", 0, 1}, target{"b1", 0, 1}, target{"c1", 0, 1}, target{"d1", 0, 1})
	served := func() []string {
		got := map[string]bool{}
		for range 200 {
			plan := live.Plan(p)
			if t := plan.Next(); t != nil {
				got[name(t)] = true
				live.Release(t)
			}
		}
		var names []string
		for _, n := range []string{"a1", "b1", "c1", "d1"} {
			if got[n] {
				names = append(names, n)
			}
		}
		return names
	}
	for i := range p.Targets {
		for range 10 {
			live.Fail(&p.Targets[i], fail(burncloud.KindUpstreamServer))
			live.Succeed(&p.Targets[i], 0)
			live.Fail(&p.Targets[i], fail(burncloud.KindUpstreamServer))
		}
	}
	if got := served(); !slices.Equal(got, []string{"c1", "d1"}) {
		t.Errorf("all four fail now and then: %v serve", got)
	}
	for i := range p.Targets {
		for range 5 {
			live.Fail(&p.Targets[i], fail(burncloud.KindUpstreamConnect))
		}
	}
	if got := served(); got != nil {
		t.Errorf("none answers: %v are still asked", got)
	}
}

func TestNewsAndRestore(t *testing.T) {
	live, c := newLive()
	p := pool(burncloud.StrategyPriority, target{"a1", 0, 1}, target{"b1", 0, 1})
	a := &p.Targets[0]
	for range 5 {
		live.Fail(a, fail(burncloud.KindUpstreamServer))
	}
	targets, changes := live.News()
	if len(targets) != 1 || targets[0].State != burncloud.Dead || targets[0].Failures != 5 || targets[0].Until.IsZero() {
		t.Fatalf("targets %+v", targets)
	}
	if len(changes) != 2 || changes[0].State != burncloud.Degraded || changes[1].State != burncloud.Dead || changes[1].Reason == "" {
		t.Fatalf("changes %+v", changes)
	}
	if again, more := live.News(); len(again)+len(more) != 0 {
		t.Errorf("told twice: %v %v", again, more)
	}
	other := route.NewLive(c.now, rand.IntN)
	other.Restore(targets)
	if got := other.Targets("a"); !slices.Equal(got, targets) {
		t.Errorf("restored %+v, want %+v", got, targets)
	}
	for range 20 {
		plan := other.Plan(p)
		if got := name(plan.Next()); got != "b1" {
			t.Fatalf("after the restart %s is asked", got)
		}
	}
}

func TestRefusedKeysAreTold(t *testing.T) {
	live, _ := newLive()
	p := pool(burncloud.StrategyPriority, target{"a1", 0, 1})
	for _, kind := range []burncloud.Kind{burncloud.KindUpstreamServer, burncloud.KindUpstreamFunds} {
		live.Fail(&p.Targets[0], fail(kind))
	}
	if got, want := <-live.Refusals(), (burncloud.Refusal{Channel: "a", Key: "1", Reason: "upstream_funds: x"}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	for range 1000 {
		live.Fail(&p.Targets[0], fail(burncloud.KindUpstreamAuth)) // nobody listens: must not block
	}
}

func TestDisabledKeysCountAsDeadUntilTheyAreEnabled(t *testing.T) {
	live, _ := newLive()
	cfg := func(enabled bool) *snapshot.Snapshot {
		s, err := snapshot.Build(&burncloud.Config{Channels: []burncloud.Channel{{
			ID: "a", Name: "a", Provider: "openai", Groups: []burncloud.GroupName{"default"}, Models: []burncloud.ModelName{"m"}, Enabled: true,
			Keys: []burncloud.ChannelKey{{ID: "1", Value: "v", Enabled: enabled, Reason: "why"}, {ID: "2", Value: "w", Enabled: true}},
		}}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := cfg(true)
	live.Prune(s)
	live.Fail(&s.Pool("default", "m").Targets[0], fail(burncloud.KindUpstreamAuth))
	live.Prune(cfg(false))
	if h := live.Health("a"); h.State != burncloud.Degraded || h.Reason != "key disabled: why" {
		t.Errorf("one of two keys is disabled: %+v", h)
	}
	live.Prune(cfg(true))
	if h := live.Health("a"); h.State != burncloud.Healthy {
		t.Errorf("enabled again: %+v", h)
	}
}
