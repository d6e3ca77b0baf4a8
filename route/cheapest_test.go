package route_test

import (
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/snapshot"
)

// priced is the pool of a model that four channels serve; the prices are theirs.
func priced(t *testing.T, prices ...burncloud.Price) *snapshot.Pool {
	t.Helper()
	cfg := &burncloud.Config{Prices: prices, Routes: []burncloud.ModelRoute{{ID: "rt_1", Model: "m", Strategy: burncloud.StrategyCheapest}}}
	for i, id := range []burncloud.ChannelID{"a", "b", "c", "d"} {
		cfg.Channels = append(cfg.Channels, burncloud.Channel{
			ID: id, Name: string(id), Models: []burncloud.ModelName{"m"}, Groups: []burncloud.GroupName{"default"}, Weight: 1 + 2*(i%2), Enabled: true,
		})
	}
	s, err := snapshot.Build(cfg, nil)
	if err != nil {
		t.Fatal(err)
	}
	return s.Pool("default", "m")
}

// order is in which order a call would be given the channels.
func order(plan func() *snapshot.Target) (ids string) {
	for t := plan(); t != nil; t = plan() {
		ids += string(t.Channel.ID)
	}
	return ids
}

func TestCheapest(t *testing.T) {
	live, c := newLive()
	rates := func(channel burncloud.ChannelID, input, output burncloud.Rate) burncloud.Price {
		return burncloud.Price{ID: burncloud.PriceID("pr_" + channel), ChannelID: channel, Model: "m", Rates: burncloud.Rates{Input: input, Output: output}}
	}
	later := rates("d", 0, 0)
	later.EffectiveFrom = c.at.Add(time.Hour)
	p := priced(t, rates("a", 1000, 9000), rates("b", 3000, 3100), rates("c", 9000, 9000), later)
	for _, row := range []struct {
		name   string
		likely burncloud.Usage
		at     time.Time
		want   string
	}{
		{"long answers", burncloud.Usage{Input: 10, Output: 1000}, c.at, "bacd"}, // what is not known comes last
		{"long prompts", burncloud.Usage{Input: 1000, Output: 10}, c.at, "abcd"},
		{"a usual mix", burncloud.Usage{}, c.at, "abcd"}, // three tokens in for one out
		{"another day", burncloud.Usage{Input: 10, Output: 1000}, c.at.Add(time.Hour), "dbac"},
	} {
		plan := live.Plan(p)
		plan.At, plan.Likely = row.at, row.likely
		got := order(func() *snapshot.Target {
			target := plan.Next()
			if target != nil {
				plan.Exclude(target, burncloud.KindUpstreamServer)
			}
			return target
		})
		if got != row.want {
			t.Errorf("%s: %s, want %s", row.name, got, row.want)
		}
	}
}

// TestCheapestSharesByWeight: those that charge the same share the calls; the dearer ones get none.
func TestCheapestSharesByWeight(t *testing.T) {
	live, _ := newLive()
	p := priced(t, burncloud.Price{ID: "pr_1", ChannelID: "a", Model: "m", PerCall: 5}, burncloud.Price{ID: "pr_2", ChannelID: "b", Model: "m", PerCall: 5}, burncloud.Price{ID: "pr_3", ChannelID: "c", Model: "m", PerCall: 6})
	got := map[burncloud.ChannelID]int{}
	for range 4000 {
		plan := live.Plan(p)
		got[plan.Next().Channel.ID]++
		plan.Done()
	}
	if got["a"] < 850 || got["a"] > 1150 || got["a"]+got["b"] != 4000 {
		t.Errorf("%v", got)
	}
}
