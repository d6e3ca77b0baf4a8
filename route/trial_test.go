package route_test

import (
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/route"
	"github.com/burncloud/burncloud/snapshot"
)

// outage lets calls come at a steady rate while all targets are down, and then until the first is answered again.
type outage struct {
	calls, asked      int           // during the outage
	recovery          time.Duration // of the first good answer
	laterCalls, later int           // the same in the ten seconds after it
}

// run plays the outage in virtual time. An attempt fails after takes.
func run(p *snapshot.Pool, every, lasts, takes time.Duration) (o outage) {
	live := route.NewLive(time.Now, rand.IntN)
	var mu sync.Mutex
	down, good := true, time.Time{}
	call := func() {
		plan := live.Plan(p)
		defer plan.Done()
		for range 3 {
			t := plan.Next()
			if t == nil {
				return
			}
			mu.Lock()
			o.asked++
			fails := down
			mu.Unlock()
			if fails {
				time.Sleep(takes)
				live.Fail(t, fail(burncloud.KindUpstreamServer))
				plan.Exclude(t, burncloud.KindUpstreamServer)
				if !plan.MayRetry() {
					return
				}
				continue
			}
			live.Succeed(t, time.Millisecond)
			mu.Lock()
			if good.IsZero() {
				good = time.Now()
			}
			mu.Unlock()
			return
		}
	}
	var wg sync.WaitGroup
	during := func(d time.Duration) (n int) {
		for end := time.Now().Add(d); time.Now().Before(end); time.Sleep(every) {
			n++
			wg.Go(call)
		}
		return n
	}
	o.calls = during(lasts)
	mu.Lock()
	asked := o.asked
	down = false
	mu.Unlock()
	healed := time.Now()
	o.laterCalls = during(10 * time.Second)
	wg.Wait()
	o.recovery, o.later, o.asked = good.Sub(healed), o.asked-asked, asked
	return o
}

// TestRecovery: however long everything was down, the first answer comes within five seconds, without a storm.
func TestRecovery(t *testing.T) {
	four := []target{{"a1", 0, 1}, {"b1", 0, 1}, {"c1", 0, 1}, {"d1", 0, 1}}
	for _, tt := range []struct {
		name                string
		targets             []target
		every, lasts, takes time.Duration
	}{
		{"a minute, 100 calls a second", four, 10 * time.Millisecond, time.Minute, 0},
		{"ten hours, 1 call a second", four, time.Second, 10 * time.Hour, 20 * time.Millisecond},
		{"one target", four[:1], 50 * time.Millisecond, 10 * time.Minute, time.Millisecond},
		{"failures take a second", four, 20 * time.Millisecond, 10 * time.Minute, time.Second},
		{"what is asked hangs", four, 20 * time.Millisecond, 10 * time.Minute, time.Minute},
		{"it hangs, one target", four[:1], 100 * time.Millisecond, 10 * time.Minute, time.Minute},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o := run(pool(burncloud.StrategyPriority, tt.targets...), tt.every, tt.lasts, tt.takes)
				ratio := float64(o.asked) / float64(o.calls)
				t.Logf("%d calls, %.3f upstream calls each; the first answer %v after, %.2f upstream calls each", o.calls, ratio, o.recovery, float64(o.later)/float64(o.laterCalls))
				if o.recovery < 0 || o.recovery >= 5*time.Second || ratio > 1.2 || o.later > o.laterCalls*12/10 {
					t.Error("want less than 5 s, and at most 1.2")
				}
			})
		})
	}
}

// TestOneTrialAtATime: of any number of calls that come at once, each dead target is given one, and each call is one trial.
func TestOneTrialAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		live := route.NewLive(time.Now, rand.IntN)
		p := pool(burncloud.StrategyRoundRobin, target{"a1", 0, 1}, target{"b1", 0, 1}, target{"c1", 0, 1})
		for i := range p.Targets {
			for range 5 {
				live.Fail(&p.Targets[i], fail(burncloud.KindUpstreamConnect))
			}
		}
		for range 50 {
			time.Sleep(2500 * time.Millisecond) // longer than any pace, shorter than a trial may hang
			var mu sync.Mutex
			got := map[*snapshot.Target]int{}
			var wg sync.WaitGroup
			for range 200 {
				wg.Go(func() {
					plan := live.Plan(p)
					defer plan.Done()
					if first := plan.Next(); first != nil {
						if second := plan.Next(); second != nil {
							t.Errorf("a call is the trial of %s and of %s", name(first), name(second))
						}
						mu.Lock()
						got[first]++
						mu.Unlock()
					}
				})
			}
			wg.Wait()
			if len(got) != 3 {
				t.Errorf("%d targets were tried", len(got))
			}
			for target, n := range got {
				if n != 1 {
					t.Errorf("%s was tried %d times at once", name(target), n)
				}
				live.Fail(target, fail(burncloud.KindUpstreamConnect))
			}
		}
	})
}

// TestNextWhereInAFallback: what does not suit is passed over in the fallback model too, and so it is once nothing is alive.
func TestNextWhereInAFallback(t *testing.T) {
	live, _ := newLive()
	p := pool(burncloud.StrategyPriority, target{"a1", 0, 1})
	p.Fallback = []*snapshot.Pool{pool(burncloud.StrategyPriority, target{"b1", 0, 1}, target{"c1", 0, 1})}
	for range 20 {
		plan := live.Plan(p)
		plan.Exclude(plan.Next(), burncloud.KindContextTooLong)
		got := plan.NextWhere(burncloud.KindContextTooLong, func(t *snapshot.Target) bool { return t.Channel.ID == "c" })
		if name(got) != "c1" {
			t.Fatalf("got %s, want c1", name(got))
		}
		plan.Done()
	}
}
