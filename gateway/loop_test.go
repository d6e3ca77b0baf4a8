package gateway_test

import (
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/sim"
)

// TestChaosLoop is row P16: a channel that leads to the gateway itself, and two gateways that lead to each other.
func TestChaosLoop(t *testing.T) {
	self := newRig(t, channel("ch_1", "custom", "http://127.0.0.1:9/v1", "x", "gpt-4o"))
	self.Instance = "gw_self"
	self.cfg.Channels[0].BaseURL, self.cfg.Channels[0].Keys[0].Value = self.url+"/v1", burncloud.Secret(self.key)
	self.reload()
	got := self.post(chat, plainCall)
	if got.status != 508 || !strings.Contains(got.body, "loop_detected") || len(self.calls.all()) != 2 {
		t.Errorf("itself: %d %s, %d calls", got.status, got.body, len(self.calls.all()))
	}
	for _, c := range self.calls.all() {
		if c.Status != 508 || c.ErrorKind != burncloud.KindLoop || !c.Usage.IsZero() {
			t.Errorf("recorded %+v", c)
		}
	}
	t.Logf("P16 itself: %d hops, nothing charged", len(self.calls.all())-1)

	a := newRig(t, channel("ch_1", "custom", "http://127.0.0.1:9/v1", "x", "gpt-4o"))
	b := newRig(t, channel("ch_1", "custom", a.url+"/v1", a.key, "gpt-4o"))
	a.Instance, b.Instance = "gw_a", "gw_b"
	a.cfg.Channels[0].BaseURL, a.cfg.Channels[0].Keys[0].Value = b.url+"/v1", burncloud.Secret(b.key)
	for _, r := range []*rig{a, b} {
		r.cfg.Version++
		r.reload()
	}
	got = a.post(chat, plainCall)
	hops := len(a.calls.all()) + len(b.calls.all()) - 1
	if got.status != 508 || hops != 2 {
		t.Errorf("A, B, A: %d %s, %d hops", got.status, got.body, hops)
	}
	t.Logf("P16 A, B, A: %d hops, nothing charged", hops)
}

// TestHops: a few other gateways may lie before, and their names go on; those of other proxies do not.
func TestHops(t *testing.T) {
	p, url := provider(t, sim.OpenAI, channel1, sim.Knobs{})
	r := newRig(t, channel("ch_1", "openai", url, channel1, "gpt-4o"))
	r.Instance = "gw_1"
	r.cfg.Version++
	r.reload()
	for _, tt := range []struct {
		via, sent string
		status    int
	}{
		{"", "1.1 burncloud-gw_1", 200},
		{"1.1 cdn", "1.1 burncloud-gw_1", 200},
		{"1.1 burncloud-gw_2, 1.1 cdn", "1.1 burncloud-gw_2, 1.1 burncloud-gw_1", 200},
		{strings.Repeat("1.1 burncloud-x, ", 5), strings.Repeat("1.1 burncloud-x, ", 5) + "1.1 burncloud-gw_1", 200},
		{strings.Repeat("1.1 burncloud-x, ", 6), "", 508},
		{"1.1 cdn,1.1 burncloud-gw_1", "", 508},
	} {
		before := len(p.Served())
		got := r.send("POST", chat, plainCall, "Authorization", "Bearer "+r.key, "Via", tt.via)
		sent := ""
		if served := p.Served(); len(served) > before {
			sent = served[len(served)-1].Header.Get("Via")
		}
		if got.status != tt.status || sent != tt.sent {
			t.Errorf("%q: %d, the upstream saw %q, want %d, %q", tt.via, got.status, sent, tt.status, tt.sent)
		}
	}
	for path, body := range map[string]string{"/v1/messages": `"type":"error"`, "/v1beta/models/m:generateContent": `"code":508`, "/v1/responses": "loop_detected"} {
		if got := r.send("POST", path, "{}", "Via", "1.1 burncloud-gw_1"); got.status != 508 || !strings.Contains(got.body, body) {
			t.Errorf("%s: %d %s", path, got.status, got.body)
		}
	}
}
