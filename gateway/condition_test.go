package gateway_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/sim"
)

// TestConditions: a target that is not for a call is passed over, with the reason in the decision, in every dialect.
func TestConditions(t *testing.T) {
	yes, no := true, false
	var channels []burncloud.Channel
	for _, id := range []string{"ch_long", "ch_plain", "ch_seeing", "ch_tools"} {
		_, url := provider(t, sim.OpenAI, channel1, sim.Knobs{})
		channels = append(channels, channel(id, "openai", url, channel1, "gpt-4o"))
	}
	r := newRig(t, channels...)
	target := func(id burncloud.ChannelID, when burncloud.Condition) burncloud.RouteTarget {
		return burncloud.RouteTarget{ChannelID: id, When: &when}
	}
	r.cfg.Routes = []burncloud.ModelRoute{{ID: "rt_1", Model: "gpt-4o", Targets: []burncloud.RouteTarget{
		target("ch_long", burncloud.Condition{MinTokens: 1000}),
		target("ch_plain", burncloud.Condition{Tools: &no, Images: &no, MaxTokens: 999}),
		target("ch_seeing", burncloud.Condition{Images: &yes, MaxTokens: 999}),
		target("ch_tools", burncloud.Condition{Tools: &yes, Images: &no, MaxTokens: 999}),
	}}}
	r.reload()
	picture := `"messages":[{"role":"user","content":[{"type":"text","text":"what?"},{"type":"image_url","image_url":{"url":"https://x.example/a.png"}}]}]`
	seeing := `"messages":[{"role":"user","content":[{"type":"image","source":{"type":"url","url":"https://x.example/a.png"}}]}]`
	long := `"messages":[{"role":"user","content":"` + strings.Repeat("many words ", 500) + `"}]`
	tool := `"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}],`
	for _, tt := range []struct {
		path, members string
		want          burncloud.ChannelID
	}{
		{chat, hello, "ch_plain"},
		{chat, `"tools":[],` + hello, "ch_plain"},
		{chat, tool + hello, "ch_tools"},
		{chat, picture, "ch_seeing"},
		{chat, tool + picture, "ch_seeing"},
		{chat, long, "ch_long"},
		{"/v1/messages", `"max_tokens":9,` + seeing, "ch_seeing"},
		{"/v1/messages", `"max_tokens":9,` + hello, "ch_plain"},
		{"/v1/responses", `"input":"hello"`, "ch_plain"},
	} {
		for range 4 {
			got := r.post(tt.path, `{"model":"gpt-4o",`+tt.members+`}`)
			c := r.lastCall()
			if got.status != 200 || c.ChannelID != tt.want {
				t.Fatalf("%s %.80s: %d %s, asked %s, want %s", tt.path, tt.members, got.status, got.body, c.ChannelID, tt.want)
			}
		}
	}
	d, err := r.Decide(&burncloud.Question{Model: "gpt-4o", Traits: burncloud.Traits{Tools: true, Tokens: 10}})
	if err != nil || d.Candidates[0].ChannelID != "ch_tools" || d.Candidates[0].Order != 1 {
		t.Fatalf("%+v, %v", d, err)
	}
	why := map[burncloud.ChannelID]string{}
	for _, c := range d.Candidates {
		why[c.ChannelID] = c.Skipped
	}
	if why["ch_long"] != "the prompt has about 10 tokens, less than 1000" || why["ch_plain"] != "the call has tools" || why["ch_seeing"] != "the call has no images" || why["ch_tools"] != "" {
		t.Errorf("skipped: %v", why)
	}

	r.cfg.Routes[0].Targets = r.cfg.Routes[0].Targets[:1]
	r.reload()
	before := len(r.calls.all())
	r.refused("nothing fits", r.post(chat, plainCall), 400, burncloud.KindBadRequest, "calls like this", before)
}

// TestPrefixAffinity: calls whose prompts begin alike stay at one channel while the conversation grows; users are kept
// apart from each other, and a session that is named goes before.
func TestPrefixAffinity(t *testing.T) {
	var channels []burncloud.Channel
	for i := range 8 {
		_, url := provider(t, sim.OpenAI, channel1, sim.Knobs{})
		channels = append(channels, channel(fmt.Sprintf("ch_%d", i), "openai", url, channel1, "gpt-4o"))
	}
	r := newRig(t, channels...)
	r.cfg.Routes = []burncloud.ModelRoute{{ID: "rt_1", Model: "gpt-4o", Strategy: burncloud.StrategyRoundRobin, Affinity: burncloud.AffinityPrefix}}
	r.reload()
	at := func(path, members string) burncloud.ChannelID {
		t.Helper()
		if got := r.post(path, `{"model":"gpt-4o",`+members+`}`); got.status != 200 {
			t.Fatalf("%d %s", got.status, got.body)
		}
		return r.lastCall().ChannelID
	}
	talk := func(first string, turns int) string {
		s := `"messages":[{"role":"system","content":"be kind"},{"role":"user","content":"` + first + `"}`
		for i := range turns {
			s += fmt.Sprintf(`,{"role":"assistant","content":"a%d"},{"role":"user","content":"q%d"}`, i, i)
		}
		return s + "]"
	}
	used := map[burncloud.ChannelID]bool{}
	for i := range 40 {
		first := fmt.Sprintf("question %d", i)
		began := at(chat, talk(first, 0))
		used[began] = true
		for turns := range 3 {
			if later := at(chat, `"temperature":0.`+fmt.Sprint(turns)+`,`+talk(first, turns)); later != began {
				t.Errorf("%s moved from %s to %s", first, began, later)
			}
		}
	}
	if len(used) < 6 {
		t.Errorf("40 conversations use %d of 8 channels", len(used))
	}
	if at("/v1/responses", `"input":"x","instructions":"y"`) != at("/v1/responses", `"instructions":"y","input":"x"`) {
		t.Error("the order of members matters")
	}
	named := map[burncloud.ChannelID]bool{}
	for i := range 8 {
		named[at(chat, `"user":"ann",`+talk(fmt.Sprint(i), 0))] = true
	}
	if len(named) != 1 {
		t.Errorf("a named session uses %d channels", len(named))
	}
}
