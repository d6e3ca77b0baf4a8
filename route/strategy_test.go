package route_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/route"
	"github.com/burncloud/burncloud/snapshot"
)

// serve lets n calls be answered one after the other, each target in its own time.
func serve(live *route.Live, c *clock, p *snapshot.Pool, n int, times map[string]time.Duration) map[string]int {
	got := map[string]int{}
	for range n {
		plan := live.Plan(p)
		t := plan.Next()
		got[name(t)]++
		c.at = c.at.Add(times[name(t)])
		live.Begin(t, times[name(t)])
		live.Succeed(t, 0)
	}
	return got
}

func TestLeastLatency(t *testing.T) {
	live, c := newLive()
	p := pool(burncloud.StrategyLeastLatency, target{"a1", 0, 1}, target{"b1", 0, 1})
	times := map[string]time.Duration{"a1": 100 * time.Millisecond, "b1": 2 * time.Second}
	got := serve(live, c, p, 2000, times)
	if got["b1"] > 60 || got["b1"] < 2 {
		t.Errorf("the slow one is asked now and then, to see: %v", got)
	}
	times["a1"], times["b1"] = times["b1"], times["a1"]
	if got := serve(live, c, p, 2000, times); got["a1"] > 60 || got["a1"] < 1 {
		t.Errorf("when the other one becomes fast: %v", got)
	}
}

func TestLeastLatencyMindsWhatIsUnderWay(t *testing.T) {
	live, c := newLive()
	p := pool(burncloud.StrategyLeastLatency, target{"a1", 0, 1}, target{"b1", 0, 1}, target{"c1", 0, 2})
	serve(live, c, p, 100, map[string]time.Duration{"a1": time.Second, "b1": time.Second, "c1": time.Second})
	got := map[string]int{}
	for range 40 { // none of them ends
		plan := live.Plan(p)
		got[name(plan.Next())]++
	}
	if got["a1"] < 8 || got["b1"] < 8 || got["c1"] < 16 {
		t.Errorf("equally fast targets share by weight: %v", got)
	}
}

// TestTwoChoices holds the property that P2C is chosen for: the slowest of a pool is never taken when the draw has
// another one, and no measured target is left without calls.
func TestTwoChoices(t *testing.T) {
	for seed := range uint64(20) {
		c := &clock{at: time.Unix(1_800_000_000, 0)}
		r := rand.New(rand.NewPCG(seed, 1))
		live := route.NewLive(c.now, r.IntN)
		n := 2 + r.IntN(6)
		p, times := pool(burncloud.StrategyLeastLatency), map[string]time.Duration{}
		for i := range n {
			id := fmt.Sprintf("%c1", 'a'+i)
			p.Targets = append(p.Targets, pool("", target{id, 0, 1}).Targets...)
			times[id] = time.Duration(100*(i+1)) * time.Millisecond
		}
		serve(live, c, p, 200*n, times) // all are measured
		got := serve(live, c, p, 500*n, times)
		if slowest := fmt.Sprintf("%c1", 'a'+n-1); got[slowest]*4 > 500*n {
			t.Errorf("seed %d: the slowest of %d has %d of %d calls", seed, n, got[slowest], 500*n)
		}
		if got["a1"] < got[fmt.Sprintf("%c1", 'a'+n-1)] || len(got) != n {
			t.Errorf("seed %d: %v", seed, got)
		}
	}
}

func TestNewTargetStartsAtTheMedian(t *testing.T) {
	live, c := newLive()
	old := []target{{"a1", 0, 1}, {"b1", 0, 1}, {"c1", 0, 1}}
	times := map[string]time.Duration{"a1": 100 * time.Millisecond, "b1": time.Second, "c1": 10 * time.Second, "d1": time.Second}
	serve(live, c, pool(burncloud.StrategyLeastLatency, old...), 300, times)
	p := pool(burncloud.StrategyLeastLatency, append(old, target{"d1", 0, 1})...)
	first := map[string]int{}
	for range 100 {
		plan := live.Plan(p)
		got := plan.Next()
		first[name(got)]++
		live.Release(got)
	}
	if first["d1"] == 0 || first["d1"] > first["a1"] {
		t.Errorf("a target without measure is neither the best nor the worst: %v", first)
	}
}

func TestSessionsStay(t *testing.T) {
	live, _ := newLive()
	p := pool(burncloud.StrategyRoundRobin, target{"a1", 0, 1}, target{"b1", 0, 2}, target{"c1", 0, 1}, target{"d1", 0, 0})
	of := func(session int) string {
		plan := live.Plan(p)
		plan.Session = route.Session(fmt.Sprint(session))
		got := plan.Next()
		live.Release(got)
		return name(got)
	}
	if first, second := of(1), of(1); first == second {
		t.Error("a route without affinity keeps sessions")
	}
	p.Affinity = burncloud.AffinitySession
	const sessions = 4000
	before, count := make([]string, sessions), map[string]int{}
	for i := range sessions {
		before[i] = of(i)
		count[before[i]]++
		if of(i) != before[i] {
			t.Fatalf("session %d moves", i)
		}
	}
	if count["d1"] != 0 || count["b1"] < 1880 || count["b1"] > 2120 || count["a1"] < 900 {
		t.Errorf("sessions are not shared by weight: %v", count)
	}
	live.Fail(&p.Targets[1], fail(burncloud.KindUpstreamAuth))
	for i := range sessions {
		if got := of(i); before[i] != "b1" && got != before[i] || got == "b1" {
			t.Fatalf("session %d went from %s to %s when b1 died", i, before[i], got)
		}
	}
}

func TestFallbackModels(t *testing.T) {
	live, _ := newLive()
	p := pool(burncloud.StrategyPriority, target{"a1", 0, 1}, target{"b1", 0, 1})
	other := pool(burncloud.StrategyPriority, target{"a1", 0, 1}, target{"c1", 0, 1})
	other.Model = "n"
	other.Targets[0].UpstreamModel, other.Targets[1].UpstreamModel = "n", "n"
	p.Fallback = []*snapshot.Pool{other}
	plan := live.Plan(p)
	var order []string
	for got := plan.Next(); got != nil; got = plan.Next() {
		order = append(order, string(plan.Model())+":"+name(got))
		plan.Exclude(got, burncloud.KindUpstreamServer)
	}
	slices.Sort(order)
	if want := []string{"m:a1", "m:b1", "n:a1", "n:c1"}; !slices.Equal(order, want) {
		t.Errorf("got %v, want %v in any order within a model", order, want)
	}
	if d := plan.Decision(); d == nil || d.Total != 4 || len(d.Candidates) != 4 || d.Candidates[0].Model != "m" || d.Candidates[3].Order != 4 ||
		d.Candidates[0].Skipped != "excluded after upstream_server" {
		t.Errorf("decision %+v", d)
	}
	for i := range p.Targets {
		live.Fail(&p.Targets[i], fail(burncloud.KindUpstreamMissing))
	}
	plan = live.Plan(p)
	if got := plan.Next(); got == nil || plan.Model() != "n" || !plan.FellBack() {
		t.Errorf("with all of m dead: %s of %s", name(got), plan.Model())
	}
	if d := plan.Decision(); len(d.Candidates[0].Skipped) < 20 || d.Candidates[2].Order != 1 {
		t.Errorf("decision %+v", d)
	}
}

func TestDecideChangesNothing(t *testing.T) {
	live, c := newLive()
	p := pool(burncloud.StrategyPriority, target{"a1", 9, 1}, target{"b1", 0, 1}, target{"c1", 0, 1})
	live.Fail(&p.Targets[0], fail(burncloud.KindUpstreamAuth))
	d := live.Decide(p, &burncloud.Question{})
	if d.Total != 3 || d.Candidates[0].Order != 1 || d.Candidates[1].Order != 2 || d.Candidates[2].ChannelID != "a" || d.Candidates[2].Skipped == "" {
		t.Errorf("decision %+v", d)
	}
	c.at = c.at.Add(2 * time.Minute)
	for range 3 {
		if d := live.Decide(p, &burncloud.Question{}); d.Candidates[0].ChannelID != "a" || d.Candidates[0].Order != 1 {
			t.Fatalf("the trial is due and is not used up by asking: %+v", d)
		}
	}
	big := pool(burncloud.StrategyRoundRobin)
	for i := range 40 {
		big.Targets = append(big.Targets, pool("", target{fmt.Sprintf("x%d", i), 0, 1}).Targets...)
		big.Targets[i].Channel.ID += burncloud.ChannelID(fmt.Sprint(i))
	}
	if d := live.Decide(big, &burncloud.Question{}); d.Total != 40 || len(d.Candidates) != burncloud.MaxCandidates {
		t.Errorf("%d of %d candidates are told", len(d.Candidates), d.Total)
	}
}

// Many calls are spread as the weights say, over what is alive, and nothing is changed by asking.
func TestDecideSpread(t *testing.T) {
	live, _ := newLive()
	p := pool(burncloud.StrategyPriority, target{"a1", 9, 3}, target{"a2", 9, 3}, target{"b1", 9, 1}, target{"c1", 0, 1})
	for i := range p.Targets[:2] {
		p.Targets[i].Siblings = 2
	}
	for _, x := range []struct {
		dead []burncloud.ChannelID
		want map[burncloud.ChannelID]int
		kept int // chosen at all
	}{
		{nil, map[burncloud.ChannelID]int{"a": 750, "b": 250, "c": 0}, 4},
		{[]burncloud.ChannelID{"a"}, map[burncloud.ChannelID]int{"a": 0, "b": 1000, "c": 0}, 2},
		{[]burncloud.ChannelID{"a", "b"}, map[burncloud.ChannelID]int{"a": 0, "b": 0, "c": 1000}, 1},
		{[]burncloud.ChannelID{"a", "b", "c"}, map[burncloud.ChannelID]int{"a": 0, "b": 0, "c": 0}, 0},
	} {
		d := live.Decide(p, &burncloud.Question{Dead: x.dead, Times: 1000})
		if len(d.Spread) != 3 {
			t.Fatalf("dead %v: %+v", x.dead, d.Spread)
		}
		for _, s := range d.Spread {
			if want := x.want[s.ChannelID]; s.Times < want-2 || s.Times > want+2 {
				t.Errorf("dead %v: %s %d times, want %d", x.dead, s.ChannelID, s.Times, want)
			}
		}
		chosen := 0
		for _, c := range d.Candidates {
			if c.Order > 0 {
				chosen++
			}
			if slices.Contains(x.dead, c.ChannelID) != (c.Cause == burncloud.CauseSupposed) {
				t.Errorf("dead %v: %+v", x.dead, c)
			}
		}
		if chosen != x.kept {
			t.Errorf("dead %v: %d are chosen, want %d", x.dead, chosen, x.kept)
		}
	}
	if n := live.UnderWay("a") + live.UnderWay("b") + live.UnderWay("c"); n != 0 {
		t.Errorf("%d calls are under way after questions", n)
	}
	plan := live.Plan(p)
	first := plan.Next()
	if n := live.UnderWay(first.Channel.ID); n != 1 {
		t.Errorf("%d calls under way at %s, want 1", n, first.Channel.ID)
	}
}
