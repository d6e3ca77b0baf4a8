package gateway_test

import (
	"context"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/sim"
)

// watching runs the gateway's probes until the test ends, with a clock for them that runs a minute in a second.
func (r *rig) watching() {
	began := time.Now()
	r.Gateway.Now = func() time.Time { return began.Add(60 * time.Since(began)) }
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { r.Watch(ctx) })
	r.t.Cleanup(func() { stop(); running.Wait() })
}

// within waits for a condition, and reports whether it came true.
func within(d time.Duration, f func() bool) bool {
	for end := time.Now().Add(d); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if f() {
			return true
		}
	}
	return false
}

// kill lets calls fail until the channel is dead, and longer, so that it rests for half a minute.
func (r *rig) kill(id burncloud.ChannelID) {
	r.t.Helper()
	for range 5 {
		r.post(chat, plainCall)
	}
	for range 3 {
		r.ahead.Add(int64(time.Minute))
		r.post(chat, plainCall)
	}
	if h := r.Live.Targets(id)[0]; h.State != burncloud.Dead || h.Until.Sub(r.later()) < 20*time.Second {
		r.t.Fatalf("health: %+v", h)
	}
}

// TestFreeProbe: what could not be reached is tried as soon as its provider answers again; what answers wrongly rests on,
// whatever its list of models says.
func TestFreeProbe(t *testing.T) {
	t.Parallel()
	place, err := net.Listen("tcp", "127.0.0.23:0") // where no other test gets the port meanwhile
	if err != nil {
		t.Skip("this system has one loopback address: ", err)
	}
	addr := place.Addr().String()
	_ = place.Close()
	r := newRig(t, channel("ch_1", "openai", "http://"+addr+"/v1", channel1, "gpt-4o"))
	r.kill("ch_1")
	r.watching()
	due := func() bool { return !r.Live.Targets("ch_1")[0].Until.After(r.later()) }
	if within(2*time.Second, due) {
		t.Error("a trial is due though nobody is there")
	}
	provider := sim.New(sim.OpenAI, sim.Options{Keys: []string{channel1}})
	place, err = net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	srv := &http.Server{Handler: provider, ReadHeaderTimeout: time.Second}
	go func() { _ = srv.Serve(place) }()
	t.Cleanup(func() { _ = srv.Close() })
	if !within(4*time.Second, due) || r.post(chat, plainCall).status != 200 {
		t.Errorf("%+v", r.Live.Targets("ch_1"))
	}

	_, url := sick(t)
	r = newRig(t, channel("ch_1", "openai", url, channel1, "gpt-4o"))
	r.kill("ch_1")
	r.watching()
	if within(2*time.Second, due) {
		t.Error("a list of models made a trial due")
	}
}

// sick is a provider that lists its models and fails in all else, until it is told otherwise.
func sick(t *testing.T) (*atomic.Bool, string) {
	p := sim.New(sim.OpenAI, sim.Options{Keys: []string{channel1}})
	well := new(atomic.Bool)
	srv := &http.Server{ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && !well.Load() {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		p.ServeHTTP(w, r)
	})}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = srv.Serve(l) }()
	t.Cleanup(func() { _ = srv.Close() })
	return well, "http://" + l.Addr().String() + "/v1"
}

// TestProbeByCall: a channel that wants it is healed by a call of the model's kind, without a client's; one that wants no
// probe is left alone.
func TestProbeByCall(t *testing.T) {
	for _, probe := range []burncloud.Probe{burncloud.ProbeCall, burncloud.ProbeOff} {
		for path, model := range map[string]burncloud.ModelName{chat: "gpt-4o", "/v1/embeddings": "text-embedding-3-small", "/v1/moderations": "omni-moderation-latest"} {
			t.Run(string(probe)+" "+string(model), func(t *testing.T) {
				t.Parallel()
				well, url := sick(t)
				ch := channel("ch_1", "openai", url, channel1, model)
				ch.Options.Probe = probe
				r := newRig(t, ch)
				for range 5 {
					r.post(path, `{"model":"`+string(model)+`","input":"x",`+hello+`}`)
				}
				healthy := func() bool { return r.Live.Health("ch_1").State == burncloud.Healthy }
				if healthy() {
					t.Fatal("it is not dead")
				}
				r.watching()
				if within(1500*time.Millisecond, healthy) {
					t.Error("healed though it still fails")
				}
				well.Store(true)
				if probe == burncloud.ProbeOff {
					if within(1500*time.Millisecond, healthy) {
						t.Error("it was probed")
					}
				} else if !within(5*time.Second, healthy) {
					t.Error("not healed")
				}
			})
		}
	}
}
