package gateway_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/alone"
	"github.com/burncloud/burncloud/limit"
	"github.com/burncloud/burncloud/sim"
	"github.com/burncloud/burncloud/wire/anthropic"
)

// limited is a rig over one simulated provider that serves the model m, with limits on the token.
func limited(t *testing.T, knobs sim.Knobs, limits burncloud.Limits) *rig {
	t.Helper()
	_, url := provider(t, sim.OpenAI, channel1, knobs)
	r := newRig(t, mapped("ch_1", url))
	r.cfg.Tokens[0].Limits = limits
	r.reload()
	return r
}

// mapped is a channel that serves gpt-4o as m.
func mapped(id, url string) burncloud.Channel {
	ch := channel(id, "openai", url, channel1, "m")
	ch.ModelMapping = map[burncloud.ModelName]burncloud.ModelName{"m": "gpt-4o"}
	return ch
}

// free fails unless nothing of the subject is under way.
func (r *rig) free(kind limit.Kind, id string) {
	r.t.Helper()
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) { // a handler ends a little after its client
		g, refused := r.Limits.Admit(0, limit.Subject{Key: limit.Key{Kind: kind, ID: id}, Limits: burncloud.Limits{Concurrency: 1}})
		if refused == nil {
			g.Cancel()
			return
		}
		if time.Now().After(end) {
			r.t.Errorf("%s has calls under way", id)
			return
		}
	}
}

// TestCallerLimitsInAllDialects: the third call of a minute is refused in the client's words, and says when to come again.
func TestCallerLimitsInAllDialects(t *testing.T) {
	for i := range askers {
		a := &askers[i]
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			r := limited(t, sim.Knobs{}, burncloud.Limits{RPM: 2, TPM: 1_000_000})
			prefix, limits, remaining, reset := "X-Ratelimit-", "Limit-Requests", "Remaining-Requests", "Reset-Requests"
			if a.dialect == anthropic.Dialect {
				prefix, limits, remaining, reset = "Anthropic-Ratelimit-", "Requests-Limit", "Requests-Remaining", "Requests-Reset"
			}
			for n, want := range []string{"1", "0"} {
				got := r.ask(a, n == 1)
				if got.status != 200 || got.header.Get(prefix+limits) != "2" || got.header.Get(prefix+remaining) != want || got.header.Get(prefix+reset) == "" {
					t.Fatalf("call %d: %d %v %s", n, got.status, got.header, got.body)
				}
				if got.header.Get(strings.ReplaceAll(prefix+limits, "Requests", "Tokens")) != "1000000" {
					t.Errorf("tokens are not told: %v", got.header)
				}
			}
			got := r.ask(a, true)
			message, _ := dialectError(t, a.dialect, got.body)
			wait, _ := strconv.Atoi(got.header.Get("Retry-After"))
			if got.status != 429 || wait < 25 || wait > 30 || got.header.Get(prefix+remaining) != "0" || message != "this token is limited to 2 requests per minute" {
				t.Errorf("%d %q, %v", got.status, message, got.header)
			}
			if c := r.lastCall(); c.ErrorKind != burncloud.KindRateLimited || c.Status != 429 || len(c.Attempts) != 0 {
				t.Errorf("recorded %+v", c)
			}
			r.free(limit.Token, "tok_1")
		})
	}
}

// TestWhoIsLimited: token, user and group, each by what it has.
func TestWhoIsLimited(t *testing.T) {
	for _, tt := range []struct {
		says string
		set  func(*burncloud.Config, burncloud.Limits)
	}{
		{"this token ", func(c *burncloud.Config, l burncloud.Limits) { c.Tokens[0].Limits = l }},
		{"the user of this token ", func(c *burncloud.Config, l burncloud.Limits) { c.Users[0].Limits = l }},
		{"the group of this token ", func(c *burncloud.Config, l burncloud.Limits) { c.Groups[0].Limits = l }},
	} {
		r := limited(t, sim.Knobs{HangAfter: 3}, burncloud.Limits{})
		tt.set(r.cfg, burncloud.Limits{Concurrency: 1})
		r.reload()
		first := r.open(streamCall4m)
		got := r.post(chat, plainCall4m)
		r.refused(tt.says, got, 429, burncloud.KindRateLimited, tt.says+"is limited to 1 calls at the same time", 0)
		if got.header.Get("Retry-After") != "1" || got.header.Get("X-Ratelimit-Limit-Requests") != "" {
			t.Errorf("header %v", got.header)
		}
		_ = first.Body.Close()
		wait(t, "the first call's end", func() bool { return len(r.calls.all()) == 2 })
		tt.set(r.cfg, burncloud.Limits{TPM: 10})
		r.reload()
		_ = r.open(streamCall4m).Body.Close()
		wait(t, "the second call's end", func() bool { return len(r.calls.all()) == 3 })
		r.refused(tt.says, r.post(chat, plainCall4m), 429, burncloud.KindRateLimited, tt.says+"is limited to 10 tokens per minute", 3)
	}
}

const (
	plainCall4m  = `{"model":"m","max_tokens":100,` + hello + `}`
	streamCall4m = `{"model":"m","max_tokens":100,"stream":true,` + hello + `}`
)

// TestBurstIsExact: of two hundred calls at once exactly the allowance is served.
func TestBurstIsExact(t *testing.T) {
	r := limited(t, sim.Knobs{}, burncloud.Limits{RPM: 50})
	var served, refused atomic.Int64
	var wg sync.WaitGroup
	for range 200 {
		wg.Go(func() {
			switch r.post(chat, plainCall4m).status {
			case 200:
				served.Add(1)
			case 429:
				refused.Add(1)
			}
		})
	}
	wg.Wait()
	if n := served.Load(); n < 50 || n > 52 || served.Load()+refused.Load() != 200 { // one is earned in 1.2 s
		t.Errorf("served %d, refused %d", n, refused.Load())
	}
	r.free(limit.Token, "tok_1")
}

// TestOneAtATime: a client that calls one after the other never meets its limit of one.
func TestOneAtATime(t *testing.T) {
	r := limited(t, sim.Knobs{}, burncloud.Limits{Concurrency: 1})
	for i := range 40 {
		for j := range askers {
			if got := r.ask(&askers[j], i%2 == 0); got.status != 200 {
				t.Fatalf("call %d: %d %s", i, got.status, got.body)
			}
		}
		if got := r.post("/v1/messages/count_tokens", `{"model":"m",`+hello+`}`); got.status != 200 {
			t.Fatalf("count %d: %d %s", i, got.status, got.body)
		}
	}
}

// TestTokensAreCorrected: an estimate is reserved, and what was used is what counts.
func TestTokensAreCorrected(t *testing.T) {
	r := limited(t, sim.Knobs{}, burncloud.Limits{TPM: 10_000})
	left := func() int64 {
		got := r.post(chat, plainCall4m)
		n, err := strconv.ParseInt(got.header.Get("X-Ratelimit-Remaining-Tokens"), 10, 64)
		if err != nil || got.status != 200 {
			t.Fatal(got)
		}
		return n
	}
	first := left()
	used := r.lastCall().Usage
	if reserved := 10_000 - first; reserved < 100 || reserved > 140 {
		t.Errorf("reserved %d", reserved)
	}
	began := time.Now()
	drop, want := first-left(), used.Prompt()+used.Completion()
	if earned := int64(time.Since(began)/(6*time.Millisecond)) + 20; want == 0 || drop > want || drop < want-earned {
		t.Errorf("%d tokens were used, %d counted", want, drop)
	}
	r.cfg.Tokens[0].Limits.TPM = 1_000_000
	r.reload()
	before := left()
	for range 20 {
		if got := r.post(chat, `{"model":"nothing",`+hello+`}`); got.status != 404 {
			t.Fatal(got)
		}
	}
	if after := left(); before-after > 200 {
		t.Errorf("refused calls took %d tokens", before-after)
	}
}

// TestSpill: a channel at its limit is passed over, without blame, and the record says why.
func TestSpill(t *testing.T) {
	_, slow := provider(t, sim.OpenAI, channel1, sim.Knobs{HangAfter: 3})
	_, fast := provider(t, sim.OpenAI, channel1, sim.Knobs{})
	for _, tt := range []struct {
		limits burncloud.Limits
		says   string
	}{
		{burncloud.Limits{Concurrency: 1}, "at the same time"},
		{burncloud.Limits{RPM: 1}, "requests per minute"},
		{burncloud.Limits{TPM: 100}, "tokens per minute"},
	} {
		first, second := mapped("ch_1", slow), mapped("ch_2", fast)
		first.Priority, first.Limits = 1, tt.limits
		r := newRig(t, first, second)
		under := r.open(streamCall4m)
		for range 8 {
			if got := r.post(chat, plainCall4m); got.status != 200 {
				t.Fatalf("%s: %d %s", tt.says, got.status, got.body)
			}
		}
		c := r.lastCall()
		if len(c.Attempts) != 2 || c.Attempts[0].ErrorKind != burncloud.KindChannelLimited || !strings.Contains(c.Attempts[0].ErrorMessage, tt.says) || c.ChannelID != "ch_2" || c.ErrorKind != "" {
			t.Errorf("%s: recorded %+v", tt.says, c)
		}
		if h := r.Live.Health("ch_1"); h.State != burncloud.Healthy || h.LastError != "" {
			t.Errorf("%s: health %+v", tt.says, h)
		}
		_ = under.Body.Close()
		wait(t, "the stream's record", func() bool { return len(r.calls.all()) == 9 })
		r.free(limit.Channel, "ch_1")
	}
}

// TestWaitInLine: calls wait for a channel's place when there is no other, and are refused at once when waiting is vain.
func TestWaitInLine(t *testing.T) {
	p, url := provider(t, sim.OpenAI, channel1, sim.Knobs{FirstToken: 50 * time.Millisecond})
	ch := mapped("ch_1", url)
	ch.Limits.Concurrency = 2
	r := newRig(t, ch)
	var wg sync.WaitGroup
	for range 12 {
		wg.Go(func() {
			if got := r.post(chat, plainCall4m); got.status != 200 {
				t.Errorf("%d %s", got.status, got.body)
			}
		})
	}
	wg.Wait()
	p.Set(sim.Knobs{Hang: true})
	r.cfg.Channels[0].Limits = burncloud.Limits{RPM: 1}
	r.cfg.Channels[0].Options.Timeouts = quick
	r.reload()
	r.post(chat, plainCall4m)
	n, began := len(r.calls.all()), time.Now()
	got := r.post(chat, plainCall4m)
	r.refused("vain", got, 503, burncloud.KindOverloaded, "at their limits", n)
	if wait, _ := strconv.Atoi(got.header.Get("Retry-After")); time.Since(began) > 200*time.Millisecond || wait < 50 || wait > 60 {
		t.Errorf("refused after %v with Retry-After %d", time.Since(began), wait)
	}
	r.cfg.Channels[0].Limits = burncloud.Limits{Concurrency: 1}
	r.cfg.Channels[0].Options.Timeouts = burncloud.Timeouts{}
	r.reload()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() { _ = r.until(ctx, r.key, plainCall4m) }()
	wait(t, "the call that hangs", func() bool { return len(p.Served()) >= 14 })
	n, began = len(r.calls.all()), time.Now()
	r.refused("two seconds", r.post(chat, plainCall4m), 503, burncloud.KindOverloaded, "at their limits", n)
	if d := time.Since(began); d < 1900*time.Millisecond || d > 2500*time.Millisecond {
		t.Errorf("refused after %v", d)
	}
}

// until makes a call that ends with the context.
func (r *rig) until(ctx context.Context, key, body string) error {
	req, err := http.NewRequestWithContext(ctx, "POST", r.url+chat, strings.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+key)
	resp, err := r.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if _, err = io.Copy(io.Discard, resp.Body); resp.StatusCode != 200 {
		return errors.New(resp.Status)
	}
	return err
}

// TestCancelStorm: a thousand calls come and leave, most of them while they wait. Everything is free again afterwards.
func TestCancelStorm(t *testing.T) {
	_, url := provider(t, sim.OpenAI, channel1, sim.Knobs{FirstToken: 5 * time.Millisecond})
	ch := mapped("ch_1", url)
	ch.Limits.Concurrency = 2
	r := newRig(t, ch)
	r.cfg.Tokens[0].Limits = burncloud.Limits{Concurrency: 1000, RPM: 100_000, TPM: burncloud.MaxLimit}
	r.reload()
	var wg sync.WaitGroup
	for i := range 1000 {
		wg.Go(func() {
			ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i%200)*time.Millisecond)
			defer cancel()
			body := plainCall4m
			if i%2 == 0 {
				body = streamCall4m
			}
			_ = r.until(ctx, r.key, body)
		})
	}
	wg.Wait()
	r.free(limit.Token, "tok_1")
	r.free(limit.Channel, "ch_1")
	r.cfg.Settings.MaxConcurrentCalls = 1
	r.reload()
	wait(t, "the last handlers to end", func() bool { return r.post(chat, plainCall4m).status == 200 })
}

// TestShed: beyond the bound of the process calls are refused fast, and served again when there is room.
func TestShed(t *testing.T) {
	r := limited(t, sim.Knobs{HangAfter: 3}, burncloud.Limits{})
	r.cfg.Settings.MaxConcurrentCalls = 2
	r.reload()
	one, two := r.open(streamCall4m), r.open(streamCall4m)
	var slowest time.Duration
	for i := range askers {
		began := time.Now()
		got := r.ask(&askers[i], i%2 == 0)
		slowest = max(slowest, time.Since(began))
		dialectError(t, askers[i].dialect, got.body)
		if got.status != 503 || got.header.Get("Retry-After") != "1" || r.lastCall().ErrorKind != burncloud.KindOverloaded {
			t.Errorf("%d %s", got.status, got.body)
		}
	}
	t.Logf("shed in %v at most", slowest)
	if slowest > 50*time.Millisecond && alone.Here() {
		t.Errorf("shed in %v", slowest)
	}
	_, _ = one.Body.Close(), two.Body.Close()
	wait(t, "room", func() bool { return r.send("GET", "/v1/models", "", "Authorization", "Bearer "+r.key).status == 200 })
}

// TestNoisyTenant (row P10, short): one user floods a channel of four places with forty clients, another makes one call after
// the other. The quiet one's calls wait for one turn, not for the flood.
func TestNoisyTenant(t *testing.T) {
	const each = 10 * time.Millisecond
	_, url := provider(t, sim.OpenAI, channel1, sim.Knobs{FirstToken: each})
	ch := mapped("ch_1", url)
	ch.Limits.Concurrency = 4
	r := newRig(t, ch)
	quiet := r.guest(func(*burncloud.AccessToken, *burncloud.User) {})
	single := r.latencies(t, quiet, 40)
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	var flood atomic.Int64
	for range 40 {
		wg.Go(func() {
			for ctx.Err() == nil {
				if r.until(ctx, r.key, plainCall4m) == nil {
					flood.Add(1)
				}
			}
		})
	}
	time.Sleep(200 * time.Millisecond)
	began := time.Now()
	beside := r.latencies(t, quiet, 100)
	took := time.Since(began)
	cancel()
	wg.Wait()
	p50, p99 := beside[50], beside[98]
	t.Logf("alone p50 %v; beside a flood of 40 clients (%d calls in %v) p50 %v, p99 %v", single[20], flood.Load(), took.Round(time.Millisecond), p50, p99)
	if p50 > single[20]+4*each && alone.Here() {
		t.Errorf("the quiet tenant waits %v, alone %v", p50, single[20])
	}
}

// latencies makes calls one after the other and returns their times, sorted. All must succeed.
func (r *rig) latencies(t *testing.T, key string, n int) []time.Duration {
	t.Helper()
	var all []time.Duration
	for range n {
		began := time.Now()
		if err := r.until(t.Context(), key, plainCall4m); err != nil {
			t.Fatal(err)
		}
		all = append(all, time.Since(began))
	}
	slices.Sort(all)
	return all
}
