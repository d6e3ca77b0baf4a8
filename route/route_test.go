package route_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/route"
	"github.com/burncloud/burncloud/snapshot"
)

// clock is a time that a test moves by hand.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func newLive() (*route.Live, *clock) {
	c := &clock{at: time.Unix(1_800_000_000, 0)}
	return route.NewLive(c.now, rand.New(rand.NewPCG(1, 2)).IntN), c
}

// target is a pool member "channel/key" with a priority and a weight.
type target struct {
	name             string
	priority, weight int
}

func pool(strategy burncloud.Strategy, targets ...target) *snapshot.Pool {
	p := &snapshot.Pool{Group: "default", Model: "m", Strategy: strategy}
	for _, t := range targets {
		var ch, key string
		if _, err := fmt.Sscanf(t.name, "%1s%s", &ch, &key); err != nil {
			ch, key = t.name, "k"
		}
		p.Targets = append(p.Targets, snapshot.Target{
			Channel: &burncloud.Channel{ID: burncloud.ChannelID(ch)}, Key: &burncloud.ChannelKey{ID: burncloud.KeyID(key)},
			UpstreamModel: "m", Priority: t.priority, Weight: t.weight,
		})
	}
	return p
}

func name(t *snapshot.Target) string {
	if t == nil {
		return "-"
	}
	return string(t.Channel.ID) + string(t.Key.ID)
}

func fail(kind burncloud.Kind) *burncloud.Error {
	return &burncloud.Error{Kind: kind, Message: "x"}
}

func TestTiersAreUsedUpInOrder(t *testing.T) {
	live, _ := newLive()
	p := live.Plan(pool(burncloud.StrategyPriority, target{"a1", 9, 0}, target{"b1", 9, 5}, target{"c1", 1, 1}))
	for _, want := range []string{"b1", "a1", "c1", "-"} { // weight 0 only when nothing else of the tier is left
		got := p.Next()
		if name(got) != want {
			t.Fatalf("got %s, want %s", name(got), want)
		}
		if got != nil {
			p.Exclude(got, burncloud.KindUpstreamServer)
		}
	}
}

func TestExclusion(t *testing.T) {
	for _, tt := range []struct {
		kind burncloud.Kind
		next string
	}{
		{burncloud.KindUpstreamServer, "-"},   // the channel failed: its second key is not tried
		{burncloud.KindUpstreamTimeout, "-"},  // nor after a timeout
		{burncloud.KindUpstreamLimited, "a2"}, // only the key is limited
		{burncloud.KindUpstreamAuth, "a2"},
		{burncloud.KindUpstreamFunds, "a2"},
	} {
		live, _ := newLive()
		p := live.Plan(pool(burncloud.StrategyPriority, target{"a1", 0, 1}, target{"a2", 0, 0}))
		p.Exclude(p.Next(), tt.kind)
		if got := name(p.Next()); got != tt.next {
			t.Errorf("after %s: got %s, want %s", tt.kind, got, tt.next)
		}
	}
}

func TestWeightsAreKeptAndInterleaved(t *testing.T) {
	live, _ := newLive()
	p := pool(burncloud.StrategyWeighted, target{"a1", 0, 1}, target{"b1", 5, 3}, target{"c1", 0, 6})
	shares := map[string]float64{"a1": .1, "b1": .3, "c1": .6}
	got := map[string]int{}
	for n := 1; n <= 10_000; n++ {
		plan := live.Plan(p)
		got[name(plan.Next())]++
		for of, share := range shares { // smooth: at no time is a target more than a few calls off
			if d := math.Abs(float64(got[of]) - share*float64(n)); d > 4 {
				t.Fatalf("after %d picks %s is %.1f off its share", n, of, d)
			}
		}
	}
}

func TestWeightsOfTheLivingAreKept(t *testing.T) {
	live, _ := newLive()
	p := pool(burncloud.StrategyWeighted, target{"a1", 0, 4}, target{"b1", 0, 1}, target{"c1", 0, 3})
	live.Fail(&p.Targets[0], fail(burncloud.KindUpstreamAuth))
	got := map[string]int{}
	for range 10_000 {
		plan := live.Plan(p)
		got[name(plan.Next())]++
	}
	if got["a1"] != 0 || math.Abs(float64(got["b1"])/10_000-.25) > .01 {
		t.Errorf("a1 is dead, b1 has a quarter of the rest: %v", got)
	}
}

func TestKeysShareTheWeightOfTheirChannel(t *testing.T) {
	live, _ := newLive()
	p := pool(burncloud.StrategyWeighted, target{"a1", 0, 2}, target{"a2", 0, 2}, target{"a3", 0, 2}, target{"b1", 0, 2})
	for i := range 3 {
		p.Targets[i].Siblings = 3
	}
	got := 0
	const picks = 20_000
	for range picks {
		plan := live.Plan(p)
		if name(plan.Next()) == "b1" {
			got++
		}
	}
	if d := math.Abs(float64(got)/picks - .5); d > .01 {
		t.Errorf("two channels of one weight: the share of the second is off by %.3f", d)
	}
}

func TestRoundRobinIsExactUnderConcurrency(t *testing.T) {
	live, _ := newLive()
	p := pool(burncloud.StrategyRoundRobin, target{"a1", 0, 1}, target{"b1", 0, 1}, target{"c1", 0, 1})
	var mu sync.Mutex
	got := map[string]int{}
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			for range 500 {
				plan := live.Plan(p)
				n := name(plan.Next())
				mu.Lock()
				got[n]++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if got["a1"] != 1000 || got["b1"] != 1000 || got["c1"] != 1000 {
		t.Errorf("got %v, want 1000 each", got)
	}
}

func TestEjectionAndTrial(t *testing.T) {
	c := &clock{at: time.Unix(1_800_000_000, 0)}
	live := route.NewLive(c.now, func(n int) int { return n / 2 }) // the middle of the jitter
	p := pool(burncloud.StrategyPriority, target{"a1", 9, 1}, target{"b1", 0, 1})
	a := &p.Targets[0]
	for range 5 {
		live.Fail(a, fail(burncloud.KindUpstreamServer))
	}
	if h := live.Health("a"); h.State != burncloud.Dead || h.Reason != "upstream_server: x" || !h.Since.Equal(c.at) {
		t.Fatalf("after 5 failures: %+v", h)
	}
	next := func() string { plan := live.Plan(p); return name(plan.Next()) }
	if got := next(); got != "b1" {
		t.Errorf("while a is dead: got %s, want b1", got)
	}
	c.at = c.at.Add(5 * time.Second)
	if got := next(); got != "a1" {
		t.Errorf("when the trial is due: got %s, want a1", got)
	}
	if got := next(); got != "b1" {
		t.Errorf("during the trial: got %s, want b1", got)
	}
	live.Fail(a, fail(burncloud.KindUpstreamServer))
	c.at = c.at.Add(9 * time.Second)
	if got := next(); got != "b1" {
		t.Errorf("a failed trial must double the rest: got %s, want b1", got)
	}
	c.at = c.at.Add(time.Second)
	if got := next(); got != "a1" {
		t.Errorf("second trial: got %s, want a1", got)
	}
	live.Succeed(a, 0)
	if h := live.Health("a"); h.State != burncloud.Healthy || h.LastError == "" {
		t.Errorf("after a good trial: %+v", h)
	}
}

func TestReleasedTrialMayBeTriedAgain(t *testing.T) {
	live, c := newLive()
	p := pool(burncloud.StrategyPriority, target{"a1", 0, 1})
	live.Fail(&p.Targets[0], fail(burncloud.KindUpstreamAuth))
	plan := live.Plan(p)
	if got := plan.Next(); got != nil {
		t.Fatalf("one refused key ejects at once: got %s", name(got))
	}
	if d := plan.RetryAfter(); d != 10*time.Second {
		t.Errorf("a lone target is tried again after 10 s, not %s", d)
	}
	c.at = c.at.Add(60 * time.Second)
	for range 2 {
		plan = live.Plan(p)
		got := plan.Next()
		if got == nil {
			t.Fatal("the trial is due")
		}
		live.Release(got)
	}
}

func TestRateLimitRestsAsLongAsTold(t *testing.T) {
	live, c := newLive()
	p := pool(burncloud.StrategyPriority, target{"a1", 0, 1}, target{"b1", -1, 1})
	live.Fail(&p.Targets[0], &burncloud.Error{Kind: burncloud.KindUpstreamLimited, RetryAfter: 3 * time.Second})
	plan := live.Plan(p)
	if got := name(plan.Next()); got != "b1" {
		t.Errorf("while limited: got %s, want b1", got)
	}
	c.at = c.at.Add(3 * time.Second)
	plan = live.Plan(p)
	if got := name(plan.Next()); got != "a1" {
		t.Errorf("after Retry-After: got %s, want a1", got)
	}
}

func TestHealthOfAChannelSumsUpItsTargets(t *testing.T) {
	live, _ := newLive()
	p := pool(burncloud.StrategyPriority, target{"a1", 0, 1}, target{"a2", 0, 1})
	live.Succeed(&p.Targets[0], 0)
	live.Fail(&p.Targets[1], fail(burncloud.KindUpstreamAuth))
	if h := live.Health("a"); h.State != burncloud.Degraded || h.Reason == "" {
		t.Errorf("one of two keys refused: %+v", h)
	}
}

// TestRetryBudget: of the calls under way in a pool a fifth and three more may be at a further attempt.
func TestRetryBudget(t *testing.T) {
	live, _ := newLive()
	p := pool(burncloud.StrategyPriority, target{"a1", 0, 1}, target{"b1", 0, 1})
	plans := make([]route.Plan, 50)
	for i := range plans {
		plans[i] = live.Plan(p)
	}
	granted := 0
	for i := range plans {
		if plans[i].MayRetry() {
			granted++
			plans[i].MayRetry() // one call holds one
		}
	}
	if granted != 13 {
		t.Errorf("%d of 50 calls may retry, want 13", granted)
	}
	plans[0].Begun()
	plans[0].Begun()
	if !plans[20].MayRetry() || plans[21].MayRetry() {
		t.Error("a retry that was given back is one retry")
	}
	for i := range plans {
		plans[i].Done()
	}
	last := live.Plan(p)
	if !last.MayRetry() {
		t.Error("what finished calls held is not given back")
	}
}

// TestBesideAndRepeat: the tier of the failed target comes first; itself once; a dead target is not repeated.
func TestBesideAndRepeat(t *testing.T) {
	live, _ := newLive()
	p := pool(burncloud.StrategyPriority, target{"a1", 1, 1}, target{"b1", 1, 0}, target{"c1", 0, 1})
	plan := live.Plan(p)
	a := plan.Next()
	plan.Exclude(a, burncloud.KindUpstreamServer)
	b := plan.Beside(a)
	plan.Exclude(b, burncloud.KindUpstreamServer)
	if name(a) != "a1" || name(b) != "b1" || plan.Beside(b) != nil {
		t.Fatalf("got %s, %s and something beside", name(a), name(b))
	}
	if !plan.Repeatable(b) || !plan.Repeat(b) || plan.Repeatable(b) {
		t.Error("a target is repeated once")
	}
	if got := plan.Next(); name(got) != "c1" {
		t.Errorf("got %s, want c1", name(got))
	}
	live.Fail(a, fail(burncloud.KindUpstreamAuth))
	if plan.Repeat(a) {
		t.Error("a dead target is repeated")
	}
	for range 100 {
		if d := plan.Backoff(); d <= 0 || d > time.Second {
			t.Fatalf("backoff %v", d)
		}
	}
}

// TestSlowFirstToken: of a hundred and more times the one that one in a hundred exceeds, of fewer the slowest.
func TestSlowFirstToken(t *testing.T) {
	live, _ := newLive()
	p := pool(burncloud.StrategyPriority, target{"a1", 0, 1})
	a := &p.Targets[0]
	note := func(n int, d time.Duration) {
		for range n {
			live.NoteFirstToken(a, 100, d)
		}
	}
	for _, tt := range []struct {
		n         int
		took, p99 time.Duration
	}{
		{0, 0, 0},
		{1, 9 * time.Second, 9 * time.Second},
		{98, time.Second, 9 * time.Second},
		{1, time.Second, time.Second},
		{1, 8 * time.Second, 8 * time.Second},
		{127, 2 * time.Second, 2 * time.Second},
	} {
		note(tt.n, tt.took)
		if got := live.SlowFirstToken(a, 4000); got != tt.p99 {
			t.Errorf("after %d of %v: %v, want %v", tt.n, tt.took, got, tt.p99)
		}
	}
	if got := live.SlowFirstToken(a, 5000); got != 0 {
		t.Errorf("longer prompts: %v", got)
	}
}
