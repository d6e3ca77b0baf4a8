package gateway

import (
	"context"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/route"
	"github.com/burncloud/burncloud/snapshot"
)

// twoChannels is a pool of two targets, and a call of it whose first target is being tried.
func twoChannels(model burncloud.ModelName, n int) *attempt {
	g := &Gateway{Now: time.Now, Live: route.NewLive(time.Now, rand.IntN)}
	pool := &snapshot.Pool{Group: "default", Model: model, Strategy: burncloud.StrategyWeighted}
	for _, id := range []burncloud.ChannelID{"ch_1", "ch_2"}[:n] {
		pool.Targets = append(pool.Targets, snapshot.Target{Channel: &burncloud.Channel{ID: id}, Key: &burncloud.ChannelKey{}, UpstreamModel: model, Weight: 1})
	}
	w := httptest.NewRecorder()
	c := &call{
		g: g, w: w, control: http.NewResponseController(w), ep: endpoints["/v1/chat/completions"], start: time.Now(), left: 3,
		plan: g.Live.Plan(pool), body: &buffer{b: []byte(`{"model":"m"}`)},
	}
	c.rec.Stream = true
	return &attempt{call: c, target: &pool.Targets[0], up: &ready{}, began: time.Now()}
}

// TestFirstTokenClock: it follows what the target lately took, where another could stand in.
func TestFirstTokenClock(t *testing.T) {
	for _, tt := range []struct {
		name    string
		model   burncloud.ModelName
		targets int
		change  func(*attempt)
		want    time.Duration
	}{
		{"alone", "m", 1, nil, 60 * time.Second},
		{"alone, reasons", "o3", 1, nil, 300 * time.Second},
		{"two", "m", 2, nil, 10 * time.Second},
		{"two, reasons", "deepseek-reasoner", 2, nil, 30 * time.Second},
		{"two, asked to reason", "m", 2, func(a *attempt) { a.call.body.b = []byte(`{"reasoning_effort":"high"}`) }, 30 * time.Second},
		{"two, lately slow", "m", 2, func(a *attempt) { a.call.g.Live.NoteFirstToken(a.target, 10, 7*time.Second) }, 21 * time.Second},
		{"two, slow for other sizes", "m", 2, func(a *attempt) { a.call.g.Live.NoteFirstToken(a.target, 1<<20, 7*time.Second) }, 10 * time.Second},
		{"two, very slow", "o3", 2, func(a *attempt) { a.call.g.Live.NoteFirstToken(a.target, 10, time.Hour) }, 300 * time.Second},
		{"last attempt", "m", 2, func(a *attempt) { a.call.left = 1 }, 60 * time.Second},
		{"set", "o3", 2, func(a *attempt) { a.up.timeouts.FirstToken = time.Second }, time.Second},
		{"not streamed", "m", 2, func(a *attempt) { a.call.rec.Stream = false }, 300 * time.Second},
		{"other excluded", "m", 2, func(a *attempt) {
			other := *a.target
			other.Channel = &burncloud.Channel{ID: "ch_2"}
			a.call.plan.Exclude(&other, burncloud.KindUpstreamServer)
		}, 60 * time.Second},
		{"other dead", "m", 2, func(a *attempt) {
			other := *a.target
			other.Channel = &burncloud.Channel{ID: "ch_2"}
			a.call.g.Live.Fail(&other, &burncloud.Error{Kind: burncloud.KindUpstreamAuth})
		}, 60 * time.Second},
	} {
		a := twoChannels(tt.model, tt.targets)
		if tt.change != nil {
			tt.change(a)
		}
		if got := a.firstToken(); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

// TestRateFloor: a stream that drips for ten seconds is cut, one that the client holds up or that is fast enough is not.
func TestRateFloor(t *testing.T) {
	for _, tt := range []struct {
		name  string
		text  int           // bytes of an event
		gap   time.Duration // between events
		write time.Duration // that the client takes for each
		cut   time.Duration // after the first content; 0 = not
	}{
		{"fast", 40, time.Second, 0, 0},
		{"fast enough", 24, time.Second, 0, 0},
		{"drips", 16, time.Second, 0, 10 * time.Second},
		{"drips single characters", 1, 500 * time.Millisecond, 0, 10 * time.Second},
		{"the client is slow", 40, time.Second, 9 * time.Second, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			a := twoChannels("m", 1)
			ctx, cancel := context.WithCancelCause(t.Context())
			defer cancel(nil)
			a.clock = startClock(burncloud.Timeouts{MinRate: 5, Total: time.Hour}, time.Minute, time.Now, cancel, a)
			time.Sleep(20 * time.Second)
			a.clock.content()
			began := time.Now()
			forget := context.AfterFunc(ctx, func() {
				if took := time.Since(began); tt.cut == 0 || took < tt.cut || took > tt.cut+time.Second {
					t.Errorf("%s: cut after %v, want %v: %v", tt.name, took, tt.cut, context.Cause(ctx))
				}
			})
			for range 300 {
				time.Sleep(tt.gap)
				a.clock.touch(time.Now())
				a.clock.rate.count(tt.text)
				a.clock.busy.Store(true)
				a.clock.hold()
				time.Sleep(tt.write)
				a.clock.release(time.Now())
				a.clock.busy.Store(false)
				if ctx.Err() != nil {
					break
				}
			}
			if (ctx.Err() != nil) != (tt.cut > 0) {
				t.Errorf("%s: %v", tt.name, context.Cause(ctx))
			}
			a.clock.stop()
			synctest.Wait()
			forget()
		})
	}
}

// TestClientIsKeptWaiting: a stream that is silent, or whose upstream says nothing of use, is told that we are alive every
// fifteen seconds, in its dialect, and no more once it is over.
func TestClientIsKeptWaiting(t *testing.T) {
	for _, tt := range []struct {
		ep   *endpoint
		want string
	}{
		{endpoints["/v1/chat/completions"], ": keep-alive\n\n"},
		{endpoints["/v1/responses"], ": keep-alive\n\n"},
		{geminiVerbs["streamGenerateContent"], ": keep-alive\n\n"},
		{endpoints["/v1/messages"], "event: ping\ndata: {\"type\": \"ping\"}\n\n"},
		{geminiArray, ""},
	} {
		synctest.Test(t, func(t *testing.T) {
			a := twoChannels("m", 1)
			a.call.ep = tt.ep
			ctx, cancel := context.WithCancelCause(t.Context())
			defer cancel(nil)
			a.clock = startClock(burncloud.Timeouts{}, time.Minute, time.Now, cancel, a)
			s := &sink{attempt: a}
			time.Sleep(50 * time.Second) // nothing is said before the head
			s.commit(tt.ep.streams)
			for range 4 { // bytes come, but nothing for the client
				time.Sleep(9 * time.Second)
				a.clock.touch(time.Now())
			}
			if err := s.write([]byte("data: 1\n\n")); err != nil {
				t.Fatal(err)
			}
			time.Sleep(14 * time.Second)
			body := a.call.w.(*httptest.ResponseRecorder).Body
			a.pen.Lock()
			if got, want := body.String(), strings.Repeat(tt.want, 2)+"data: 1\n\n"; got != want {
				t.Errorf("%s: the client saw %q, want %q", tt.ep.name, got, want)
			}
			a.pen.Unlock()
			time.Sleep(2 * time.Second)
			a.hush()
			body.Reset()
			time.Sleep(13 * time.Second)
			if context.Cause(ctx) != nil {
				t.Error("a ping is taken for an upstream's sign of life or death")
			}
			time.Sleep(2*time.Second + secondLook)
			if late, ok := context.Cause(ctx).(*burncloud.Error); !ok || late.Kind != burncloud.KindUpstreamTimeout {
				t.Errorf("silent for 30 s, but %v", context.Cause(ctx))
			}
			if body.Len() > 0 {
				t.Errorf("%q was sent after the end", body)
			}
			a.clock.stop()
		})
	}
}

// TestOwnTimeIsNoSilence: what this process takes to look at bytes, to write them, or because it stood still, is not the upstream's
// silence; what the upstream takes is.
func TestOwnTimeIsNoSilence(t *testing.T) {
	const idle = 8 * time.Second
	for _, tt := range []struct {
		name  string
		work  time.Duration // between two reads
		stood time.Duration // that the process stands still while it reads
		read  time.Duration // until there are bytes, for us
		cut   time.Duration // after the read began; 0 = not
	}{
		{"quick", 0, 0, time.Second, 0},
		{"slow upstream", 0, 0, idle - time.Millisecond, 0},
		{"much to do", 3 * idle, 0, time.Second, 0},
		{"stood still", 0, 3 * idle, time.Millisecond, 0},
		{"silent upstream", 0, 0, time.Minute, idle + idle/secondPart},
		{"stood still, and the upstream is silent", 0, 3 * idle, time.Minute, idle + idle/secondPart},
	} {
		synctest.Test(t, func(t *testing.T) {
			a := twoChannels("m", 1)
			ctx, cancel := context.WithCancelCause(t.Context())
			defer cancel(nil)
			var skew atomic.Int64
			now := func() time.Time { return time.Now().Add(time.Duration(skew.Load())) }
			a.call.g.Now = now
			a.clock = startClock(burncloud.Timeouts{Idle: idle, Total: time.Hour}, time.Minute, now, cancel, a)
			time.Sleep(time.Second)
			a.clock.content()
			for range 3 {
				began := time.Now()
				_, _ = a.read(bodyFunc(func(b []byte) (int, error) {
					skew.Add(int64(tt.stood))
					select {
					case <-time.After(tt.read):
						return 1, nil
					case <-ctx.Done():
						return 0, context.Cause(ctx)
					}
				}), make([]byte, 1))
				if took := time.Since(began); (ctx.Err() != nil) != (tt.cut > 0) || took > tt.cut && tt.cut > 0 {
					t.Errorf("%s: %v after %v", tt.name, context.Cause(ctx), took)
				}
				if ctx.Err() != nil {
					break
				}
				time.Sleep(tt.work)
			}
			a.clock.stop()
		})
	}
}

// bodyFunc is a body whose Read it is.
type bodyFunc func([]byte) (int, error)

func (f bodyFunc) Read(b []byte) (int, error) { return f(b) }
