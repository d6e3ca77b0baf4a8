package gateway_test

import (
	"strings"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/alone"
	"github.com/burncloud/burncloud/sim"
)

// TestChaosDrip is row P4: one of two channels drips its head, or goes silent behind it. Its clock cuts it, and calls of the
// other do not feel it.
func TestChaosDrip(t *testing.T) {
	for _, tt := range []struct {
		name  string
		knobs sim.Knobs
		kind  burncloud.Kind
	}{
		{"a byte of head a second", sim.Knobs{DripHead: time.Second}, burncloud.KindUpstreamTimeout},
		{"a head, then silence", sim.Knobs{HangAfterHead: true}, burncloud.KindUpstreamTimeout},
		{"a chunk in thirty seconds", sim.Knobs{Gap: 30 * time.Second}, burncloud.KindUpstreamTimeout},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, slow := provider(t, sim.OpenAI, channel1, tt.knobs)
			_, good := provider(t, sim.OpenAI, channel1, sim.Knobs{})
			first, second := channel("ch_1", "openai", slow, channel1, "gpt-4o"), channel("ch_2", "openai", good, channel1, "gpt-4o")
			first.Options.Timeouts.FirstToken = 400 * time.Millisecond
			r := newRig(t, first, second)
			all := r.load(40, long(2*time.Second, 10*time.Second))
			var others, cut []time.Duration
			for _, c := range r.calls.all() {
				for _, a := range c.Attempts {
					d := time.Duration(a.Duration) * time.Microsecond
					if a.ChannelID == "ch_2" {
						others = append(others, d)
						continue
					}
					cut = append(cut, d)
					if a.ErrorKind != tt.kind {
						t.Errorf("attempt %+v", a)
					}
				}
			}
			for i := range all {
				if !all[i].good() {
					t.Errorf("a client saw %d %s", all[i].status, all[i].body)
				}
			}
			if len(cut) == 0 || len(others) == 0 {
				t.Fatal("one of the channels was not asked")
			}
			t.Logf("P4 %s: %d calls, cut after p50 %v p99 %v; the other channel p99 %v", tt.name, len(all), percentile(cut, .5), percentile(cut, .99), percentile(others, .99))
			if percentile(cut, .99) > 2*time.Second && alone.Here() {
				t.Error("the clock is late")
			}
		})
	}
}

// TestChaosMisclassified is row P6: what is wrong inside a 200 is told from what is right.
func TestChaosMisclassified(t *testing.T) {
	wrong, n := 0, 0
	for _, tt := range []struct {
		name   string
		knobs  sim.Knobs
		kind   burncloud.Kind // of the first attempt
		failed bool           // as the client sees it
		others bool           // the second channel was asked
	}{
		{"error before content", sim.Knobs{ErrorAfter: 1}, burncloud.KindUpstreamServer, false, true},
		{"error after content", sim.Knobs{ErrorAfter: 3}, burncloud.KindUpstreamServer, false, true},
		{"cut before content", sim.Knobs{CutAfter: 1}, burncloud.KindUpstreamCut, false, true},
		{"cut after content", sim.Knobs{CutAfter: 3}, burncloud.KindUpstreamCut, false, true},
		{"ends without finish", sim.Knobs{EndAfter: 3}, burncloud.KindUpstreamCut, false, true},
		{"finish without [DONE]", sim.Knobs{NoDone: true}, "", false, false},
		{"a frame that is not JSON", sim.Knobs{Garbage: sim.PlainFrame}, "", false, false},
		{"html", sim.Knobs{Garbage: sim.HTMLOK}, burncloud.KindUpstreamInvalid, false, true},
	} {
		_, bad := provider(t, sim.OpenAI, channel1, tt.knobs)
		p, good := provider(t, sim.OpenAI, channel1, sim.Knobs{})
		first, second := channel("ch_1", "openai", bad, channel1, "gpt-4o"), channel("ch_2", "openai", good, channel1, "gpt-4o")
		first.Weight = foremost
		r := newRig(t, first, second)
		n++
		got := r.post(chat, streamCall)
		c := r.lastCall()
		hurt := r.Live.Health("ch_1").LastError != ""
		failed := strings.Contains(got.body, `"error"`)
		if c.Attempts[0].ErrorKind != tt.kind || failed != tt.failed || (c.ErrorKind != "") != tt.failed || len(p.Served()) > 0 != tt.others || hurt != (tt.kind != "") {
			wrong++
			t.Errorf("%s: %+v, recorded %s, health hurt %v, the client saw %s", tt.name, c.Attempts, c.ErrorKind, hurt, got.body)
		}
	}
	t.Logf("P6: %d kinds of streams, %d misclassified", n, wrong)
}
