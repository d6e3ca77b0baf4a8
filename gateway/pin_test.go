package gateway_test

import (
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/sim"
)

func pinned(r *rig, id string) answer {
	return r.send("POST", chat, plainCall, "Authorization", "Bearer "+r.key, "X-Burncloud-Channel", id)
}

// TestPinnedChannel: an operator's call goes to the channel it names and nowhere else; a user's call that names one is refused.
func TestPinnedChannel(t *testing.T) {
	first, firstURL := provider(t, sim.OpenAI, channel1, sim.Knobs{})
	second, secondURL := provider(t, sim.OpenAI, channel1, sim.Knobs{})
	other := channel("ch_2", "openai", secondURL, channel1, "gpt-4o")
	other.Priority = -1
	r := newRig(t, channel("ch_1", "openai", firstURL, channel1, "gpt-4o"), other)
	r.cfg.Settings.MaxAttempts = 3
	r.reload()
	if got := pinned(r, "ch_2"); got.status != 403 || !strings.Contains(got.body, "channel_not_allowed") {
		t.Errorf("a user's pin: %d %s", got.status, got.body)
	}
	if n := second.Counters().Requests; n != 0 {
		t.Errorf("a refused pin asked the channel %d times", n)
	}
	r.cfg.Users[0].Role = burncloud.RoleOperator
	r.reload()
	for _, id := range []burncloud.ChannelID{"ch_2", "ch_1"} {
		if got := pinned(r, string(id)); got.status != 200 || r.lastCall().ChannelID != id {
			t.Errorf("pinned to %s: %d by %s", id, got.status, r.lastCall().ChannelID)
		}
	}
	for _, s := range second.Served() {
		if s.Header.Get("X-Burncloud-Channel") != "" {
			t.Error("the provider was told of the pin")
		}
	}
	second.Set(sim.Knobs{ErrorShare: 1, ErrorStatus: 503})
	before := first.Counters().Requests
	if got := pinned(r, "ch_2"); got.status < 500 || first.Counters().Requests != before {
		t.Errorf("a failing pinned channel: %d, and another one was asked", got.status)
	}
	if got := pinned(r, "ch_9"); got.status != 400 {
		t.Errorf("a channel that is not there: %d %s", got.status, got.body)
	}
}
