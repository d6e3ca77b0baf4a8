package gateway_test

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/sim"
)

// TestFailover lets the first channel fail: the second serves, and the client sees nothing of it.
func TestFailover(t *testing.T) {
	for _, tt := range []struct {
		name   string
		knobs  sim.Knobs
		kind   burncloud.Kind
		dead   bool // at once
		stream bool // only
	}{
		{"500", sim.Knobs{ErrorShare: 1, ErrorStatus: 500}, burncloud.KindUpstreamServer, false, false},
		{"503", sim.Knobs{ErrorShare: 1, ErrorStatus: 503}, burncloud.KindUpstreamServer, false, false},
		{"429", sim.Knobs{ErrorShare: 1, ErrorStatus: 429}, burncloud.KindUpstreamLimited, false, false},
		{"429 with Retry-After", sim.Knobs{ErrorShare: 1, ErrorStatus: 429, RetryAfter: 7 * time.Second}, burncloud.KindUpstreamLimited, true, false},
		{"401", sim.Knobs{ErrorShare: 1, ErrorStatus: 401}, burncloud.KindUpstreamAuth, true, false},
		{"402", sim.Knobs{ErrorShare: 1, ErrorStatus: 402}, burncloud.KindUpstreamFunds, true, false},
		{"404", sim.Knobs{ErrorShare: 1, ErrorStatus: 404}, burncloud.KindUpstreamMissing, true, false},
		{"html", sim.Knobs{Garbage: sim.HTMLGateway}, burncloud.KindUpstreamServer, false, false},
		{"timeout", sim.Knobs{Hang: true}, burncloud.KindUpstreamTimeout, false, false},
		{"reset", sim.Knobs{Reset: true}, burncloud.KindUpstreamConnect, false, false},
		{"cut before content", sim.Knobs{CutAfter: 1}, burncloud.KindUpstreamCut, false, true},
		{"error before content", sim.Knobs{ErrorAfter: 1}, burncloud.KindUpstreamServer, false, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, bad := provider(t, sim.OpenAI, channel1, tt.knobs)
			_, good := provider(t, sim.OpenAI, channel1, sim.Knobs{})
			first, second := channel("ch_1", "openai", bad, channel1, "gpt-4o"), channel("ch_2", "openai", good, channel1, "gpt-4o")
			second.Weight, first.Options.Timeouts = 0, quick
			for _, body := range []string{plainCall, streamCall} {
				if tt.stream && body == plainCall {
					continue
				}
				r := newRig(t, first, second)
				got, c := r.post(chat, body), burncloud.Call{}
				if all := r.calls.all(); len(all) == 1 {
					c = all[0]
				}
				if got.status != 200 || strings.Contains(got.body, `"error"`) || body == streamCall && strings.Count(got.body, `"role":"assistant"`) != 1 {
					t.Errorf("the client saw %d %s", got.status, got.body)
				}
				if len(c.Attempts) != 2 || c.Attempts[0].ErrorKind != tt.kind || c.Attempts[0].ChannelID != "ch_1" || c.Attempts[1].ErrorKind != "" || c.Attempts[1].Status != 200 {
					t.Fatalf("attempts %+v", c.Attempts)
				}
				if c.ErrorKind != "" || c.ChannelID != "ch_2" || c.KeyID != "key_ch_2" || c.Usage.IsZero() {
					t.Errorf("recorded %+v", c)
				}
				h := r.Live.Health("ch_1")
				if !strings.Contains(h.LastError, string(tt.kind)) || (h.State == burncloud.Dead) != tt.dead {
					t.Errorf("health %+v, want dead %v", h, tt.dead)
				}
				if h = r.Live.Health("ch_2"); h.State != burncloud.Healthy || h.LastError != "" {
					t.Errorf("health of the good one %+v", h)
				}
			}
		})
	}
}

// TestFinalErrors are the caller's own: no other channel is asked, and no health suffers.
func TestFinalErrors(t *testing.T) {
	for _, tt := range []struct {
		body string
		code int
		kind burncloud.Kind
	}{
		{`{"error":{"message":"messages: too few","type":"invalid_request_error","param":"messages","code":null}}`, 400, burncloud.KindBadRequest},
		{`{"error":{"message":"filtered","type":"invalid_request_error","param":"prompt","code":"content_filter"}}`, 400, burncloud.KindContentPolicy},
		{`{"error":{"message":"too long","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}`, 400, burncloud.KindContextTooLong},
		{`{"error":{"message":"too large"}}`, 413, burncloud.KindTooLarge},
		{`{"error":{"message":"cannot"}}`, 422, burncloud.KindBadRequest},
	} {
		bad := newRawUpstream(t, fmt.Appendf(nil, "HTTP/1.1 %d X\r\nContent-Type: application/json\r\n\r\n%s", tt.code, tt.body), 0)
		p, good := provider(t, sim.OpenAI, channel1, sim.Knobs{})
		first, second := channel("ch_1", "openai", bad.url, channel1, "gpt-4o"), channel("ch_2", "openai", good, channel1, "gpt-4o")
		first.Weight = foremost
		r := newRig(t, first, second)
		r.refused(tt.body, r.post(chat, plainCall), tt.kind.Status(), tt.kind, "", 0)
		if c := r.lastCall(); len(c.Attempts) != 1 || len(p.Served()) != 0 {
			t.Errorf("%s: %+v", tt.body, c.Attempts)
		}
		if h := r.Live.Health("ch_1"); h.State != burncloud.Healthy || h.LastError != "" {
			t.Errorf("%s: health %+v", tt.body, h)
		}
	}
}

// TestPriorityThenWeight: the higher tier serves alone, by weight; a lower one only when it is gone.
func TestPriorityThenWeight(t *testing.T) {
	_, url := provider(t, sim.OpenAI, channel1, sim.Knobs{})
	a, b, c := channel("ch_a", "openai", url, channel1, "gpt-4o"), channel("ch_b", "openai", url, channel1, "gpt-4o"), channel("ch_c", "openai", url, channel1, "gpt-4o")
	a.Priority, b.Priority = 5, 5
	a.Weight, b.Weight = 9, 1
	r := newRig(t, a, b, c)
	served := map[burncloud.ChannelID]int{}
	for range 200 {
		r.post(chat, plainCall)
		served[r.lastCall().ChannelID]++
	}
	if served["ch_a"] < 150 || served["ch_b"] < 5 || served["ch_c"] != 0 {
		t.Errorf("served %v", served)
	}
	r.cfg.Channels[0].Enabled, r.cfg.Channels[1].Enabled = false, false
	r.reload()
	if r.post(chat, plainCall); r.lastCall().ChannelID != "ch_c" {
		t.Errorf("served by %s", r.lastCall().ChannelID)
	}
}

// TestAttemptsAreBounded: three of five failing channels are tried, and the last failure is the client's.
func TestAttemptsAreBounded(t *testing.T) {
	p, url := provider(t, sim.OpenAI, channel1, sim.Knobs{ErrorShare: 1})
	var all []burncloud.Channel
	for _, id := range []string{"ch_1", "ch_2", "ch_3", "ch_4", "ch_5"} {
		all = append(all, channel(id, "openai", url, channel1, "gpt-4o"))
	}
	r := newRig(t, all...)
	r.refused("five", r.post(chat, plainCall), 502, burncloud.KindUpstreamServer, "the provider failed", 0)
	if c := r.lastCall(); len(c.Attempts) != 3 || len(p.Served()) != 3 {
		t.Errorf("%d attempts, %d served", len(c.Attempts), len(p.Served()))
	}
}

// TestNoFailoverAfterContent: what the client has cannot be taken back, and the route wants nobody to go on with it.
func TestNoFailoverAfterContent(t *testing.T) {
	_, bad := provider(t, sim.OpenAI, channel1, sim.Knobs{CutAfter: 3})
	p, good := provider(t, sim.OpenAI, channel1, sim.Knobs{})
	first, second := channel("ch_1", "openai", bad, channel1, "gpt-4o"), channel("ch_2", "openai", good, channel1, "gpt-4o")
	first.Weight = foremost
	r := newRig(t, first, second)
	r.cfg.Routes = []burncloud.ModelRoute{{ID: "rt_1", Model: "gpt-4o", LeaveCut: true}}
	r.reload()
	r.checkOutcome(t, "cut", r.post(chat, streamCall), 0, burncloud.KindUpstreamCut, true)
	if c := r.lastCall(); len(c.Attempts) != 1 || len(p.Served()) != 0 {
		t.Errorf("attempts %+v, the second served %d", c.Attempts, len(p.Served()))
	}
	if h := r.Live.Health("ch_1"); !strings.Contains(h.LastError, "upstream_cut") {
		t.Errorf("health %+v", h)
	}
}

// TestClientLeaves: the upstream is left at once, the call is recorded as 499, and nobody is blamed.
func TestClientLeaves(t *testing.T) {
	for _, tt := range []struct {
		name, body string
		knobs      sim.Knobs
		content    bool // wait for content before leaving
	}{
		{"while it waits", plainCall, sim.Knobs{Hang: true}, false},
		{"before content", streamCall, sim.Knobs{Hang: true}, false},
		{"in the middle", streamCall, sim.Knobs{HangAfter: 4}, true},
		{"while it flows", streamCall, sim.Knobs{Gap: 5 * time.Millisecond, Chunks: 2000}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var took time.Duration
			for range 3 { // the machine may be busy with other things
				if took = leaveOnce(t, tt.body, tt.knobs, tt.content); took < 50*time.Millisecond {
					return
				}
			}
			t.Errorf("the upstream was left after %v", took)
		})
	}
}

// leaveOnce makes a call, leaves it, and returns how long the upstream was kept after that.
func leaveOnce(t *testing.T, body string, knobs sim.Knobs, content bool) time.Duration {
	t.Helper()
	p, url := provider(t, sim.OpenAI, channel1, knobs)
	r := newRig(t, channel("ch_1", "openai", url, channel1, "gpt-4o"))
	ctx, leave := context.WithCancel(context.Background())
	defer leave()
	req, err := http.NewRequestWithContext(ctx, "POST", r.url+chat, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+r.key)
	left := make(chan time.Time, 1)
	go func() {
		if !content {
			for end := time.Now().Add(5 * time.Second); len(p.Served()) == 0 && time.Now().Before(end); {
				time.Sleep(time.Millisecond)
			}
			left <- time.Now()
			leave()
		}
	}()
	if resp, err := r.http.Do(req); err == nil {
		defer resp.Body.Close()
		for lines := bufio.NewScanner(resp.Body); lines.Scan() && !spoken.MatchString(lines.Text()); {
		}
		left <- time.Now()
		leave()
	} else if content {
		t.Fatal(err)
	}
	wait(t, "the provider to be left", func() bool { return !p.Served()[0].Gone.IsZero() })
	wait(t, "the record", func() bool { return len(r.calls.all()) == 1 })
	if c := r.lastCall(); c.Status != 499 || c.ErrorKind != burncloud.KindCanceled || len(c.Attempts) != 1 {
		t.Errorf("recorded %+v", c)
	}
	if h := r.Live.Health("ch_1"); h.State != burncloud.Healthy || h.LastError != "" {
		t.Errorf("health %+v", h)
	}
	return p.Served()[0].Gone.Sub(<-left)
}

// spoken matches a chunk that has text.
var spoken = regexp.MustCompile(`"content":"[^"]`)

// wait waits up to five seconds for something to become true.
func wait(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !ok(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// TestTrialRecovers: a channel that fails five times rests, gets one trial when its time has come, and recovers.
func TestTrialRecovers(t *testing.T) {
	p, url := provider(t, sim.OpenAI, channel1, sim.Knobs{ErrorShare: 1})
	r := newRig(t, channel("ch_1", "openai", url, channel1, "gpt-4o"))
	for range 5 {
		r.post(chat, plainCall)
	}
	if h := r.Live.Health("ch_1"); h.State != burncloud.Dead || h.Reason == "" {
		t.Fatalf("health after five failures: %+v", h)
	}
	got := r.post(chat, plainCall)
	r.refused("resting", got, 503, burncloud.KindNoChannel, "out of service", 5)
	if wait := got.header.Get("Retry-After"); wait == "" || wait > "6" || len(p.Served()) != 5 {
		t.Errorf("Retry-After %q, served %d", wait, len(p.Served()))
	}
	r.ahead.Add(int64(6 * time.Second))
	if r.post(chat, plainCall).status != 502 || len(p.Served()) != 6 {
		t.Errorf("the trial did not take place: served %d", len(p.Served()))
	}
	r.ahead.Add(int64(time.Second))
	r.refused("resting longer", r.post(chat, plainCall), 503, burncloud.KindNoChannel, "", 7)
	p.Set(sim.Knobs{})
	r.ahead.Add(int64(2 * time.Second))
	if got = r.post(chat, plainCall); got.status != 200 {
		t.Errorf("the second trial got %d %s", got.status, got.body)
	}
	if h := r.Live.Health("ch_1"); h.State != burncloud.Healthy {
		t.Errorf("health after recovery: %+v", h)
	}
}

// TestLoneChannelIsTriedSoon: a channel that is alone rests ten seconds at most, whatever it did.
func TestLoneChannelIsTriedSoon(t *testing.T) {
	p, url := provider(t, sim.OpenAI, channel1, sim.Knobs{ErrorShare: 1, ErrorStatus: 401})
	r := newRig(t, channel("ch_1", "openai", url, channel1, "gpt-4o"))
	r.post(chat, plainCall)
	p.Set(sim.Knobs{})
	if got := r.post(chat, plainCall); got.status != 503 || len(got.header.Get("Retry-After")) > 2 || got.header.Get("Retry-After") > "10" && len(got.header.Get("Retry-After")) == 2 {
		t.Errorf("got %d, Retry-After %q", got.status, got.header.Get("Retry-After"))
	}
	r.ahead.Add(int64(11 * time.Second))
	if got := r.post(chat, plainCall); got.status != 200 {
		t.Errorf("after eleven seconds: %d %s", got.status, got.body)
	}
}

// TestWrongEndpointHurtsNobody: calls of an endpoint that the provider does not have leave its health alone.
func TestWrongEndpointHurtsNobody(t *testing.T) {
	_, url := provider(t, sim.DeepSeek, channel1, sim.Knobs{})
	r := newRig(t, channel("ch_1", "deepseek", url, channel1, "deepseek-chat"))
	for i := range 6 {
		r.refused("embeddings", r.post("/v1/embeddings", `{"model":"deepseek-chat","input":"x"}`), 501, burncloud.KindUnsupported, "/v1/embeddings", i)
	}
	if got := r.post(chat, `{"model":"deepseek-chat",`+hello+`}`); got.status != 200 {
		t.Errorf("%d %s", got.status, got.body)
	}
}

// TestTrialEndsAtContent: a trial that streams for long lets others in as soon as it has begun to answer.
func TestTrialEndsAtContent(t *testing.T) {
	p, url := provider(t, sim.OpenAI, channel1, sim.Knobs{ErrorShare: 1})
	r := newRig(t, channel("ch_1", "openai", url, channel1, "gpt-4o"))
	for range 5 {
		r.post(chat, plainCall)
	}
	p.Set(sim.Knobs{HangAfter: 4})
	r.ahead.Add(int64(6 * time.Second))
	trial := r.open(streamCall)
	defer trial.Body.Close()
	p.Set(sim.Knobs{})
	if got := r.post(chat, plainCall); got.status != 200 || r.Live.Health("ch_1").State != burncloud.Healthy {
		t.Errorf("while the trial goes on: %d %s", got.status, got.body)
	}
}

// TestLateFailuresDoNotProlong: what began before an ejection and fails after it does not lengthen it; a trial does.
func TestLateFailuresDoNotProlong(t *testing.T) {
	_, url := provider(t, sim.OpenAI, channel1, sim.Knobs{})
	r := newRig(t, channel("ch_1", "openai", url, channel1, "gpt-4o"))
	target := &r.snaps.Load().Pool(burncloud.DefaultGroup, "gpt-4o").Targets[0]
	for range 40 {
		r.Live.Fail(target, &burncloud.Error{Kind: burncloud.KindUpstreamServer, Message: "x"})
	}
	if got := r.post(chat, plainCall); got.status != 503 {
		t.Errorf("ejected, but %d %s", got.status, got.body)
	}
	r.ahead.Add(int64(6100 * time.Millisecond))
	if got := r.post(chat, plainCall); got.status != 200 {
		t.Errorf("after six seconds: %d %s", got.status, got.body)
	}
}
