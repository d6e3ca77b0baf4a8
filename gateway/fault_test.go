package gateway_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/sim"
)

// quick are clocks for upstreams that hang.
var quick = burncloud.Timeouts{FirstToken: 250 * time.Millisecond, Idle: 200 * time.Millisecond, Total: 5 * time.Second}

const (
	plainCall  = `{"model":"gpt-4o",` + hello + `}`
	streamCall = `{"model":"gpt-4o","stream":true,` + hello + `}`
)

// TestBadUpstreams lets the only channel misbehave in every way that upstreams have been seen to.
func TestBadUpstreams(t *testing.T) {
	const none = burncloud.Kind("")
	invalid, cut, late := burncloud.KindUpstreamInvalid, burncloud.KindUpstreamCut, burncloud.KindUpstreamTimeout
	for _, tt := range []struct {
		name           string
		knobs          sim.Knobs
		plain, stream  burncloud.Kind // what the call fails with
		afterSomething bool           // the stream fails after content
	}{
		{"html 200", sim.Knobs{Garbage: sim.HTMLOK}, invalid, invalid, false},
		{"html 502", sim.Knobs{Garbage: sim.HTMLGateway}, burncloud.KindUpstreamServer, burncloud.KindUpstreamServer, false},
		{"truncated", sim.Knobs{Garbage: sim.TruncatedJSON}, invalid, cut, true},
		{"empty", sim.Knobs{Garbage: sim.EmptyBody}, invalid, cut, false},
		{"wrong length", sim.Knobs{Garbage: sim.LongLength}, cut, none, false},
		{"gzip", sim.Knobs{Garbage: sim.Gzip}, invalid, invalid, false},
		{"gzip cut", sim.Knobs{Garbage: sim.GzipCut}, invalid, invalid, false},
		{"gzip bomb", sim.Knobs{Garbage: sim.GzipBomb, Huge: 8 << 20}, invalid, invalid, false},
		{"json for a stream", sim.Knobs{Garbage: sim.JSONForStream}, none, invalid, false},
		{"1xx flood", sim.Knobs{Garbage: sim.InfoFlood}, none, none, false},
		{"trailers", sim.Knobs{Garbage: sim.Trailers}, none, none, false},
		{"a frame that is not JSON", sim.Knobs{Garbage: sim.PlainFrame}, none, none, false},
		{"hang", sim.Knobs{Hang: true}, late, late, false},
		{"hang after head", sim.Knobs{HangAfterHead: true}, late, late, false},
		{"hang before content", sim.Knobs{HangAfter: 1}, none, late, false},
		{"hang after content", sim.Knobs{HangAfter: 3}, none, late, true},
		{"late but talking", sim.Knobs{FirstToken: 600 * time.Millisecond, KeepAlive: 20 * time.Millisecond}, late, late, false},
		{"reset", sim.Knobs{Reset: true}, burncloud.KindUpstreamConnect, burncloud.KindUpstreamConnect, false},
		{"cut at once", sim.Knobs{CutAfter: -1}, none, cut, false},
		{"cut after content", sim.Knobs{CutAfter: 3}, none, cut, true},
		{"ends after content", sim.Knobs{EndAfter: 3}, none, cut, true},
		{"error after content", sim.Knobs{ErrorAfter: 3}, none, burncloud.KindUpstreamServer, true},
		{"error before content", sim.Knobs{ErrorAfter: 1}, none, burncloud.KindUpstreamServer, false},
		{"no done", sim.Knobs{NoDone: true}, none, none, false},
		{"drip", sim.Knobs{Drip: 20 * time.Microsecond, Chunks: 2}, none, none, false},
		{"dripping head", sim.Knobs{DripHead: 20 * time.Microsecond, Chunks: 2}, none, none, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, url := provider(t, sim.OpenAI, channel1, tt.knobs)
			ch := channel("ch_1", "openai", url, channel1, "gpt-4o")
			ch.Options.Timeouts = quick
			if tt.knobs.Drip+tt.knobs.DripHead > 0 || tt.knobs.Huge > 0 {
				ch.Options.Timeouts = burncloud.Timeouts{} // slow, but not hanging
			}
			r := newRig(t, ch)
			r.checkOutcome(t, "plain", r.post(chat, plainCall), 0, tt.plain, false)
			r.checkOutcome(t, "stream", r.post(chat, streamCall), 1, tt.stream, tt.afterSomething)
		})
	}
}

// checkOutcome checks one call's answer and its one record. kind "" is success.
func (r *rig) checkOutcome(t *testing.T, name string, got answer, before int, kind burncloud.Kind, partly bool) {
	t.Helper()
	if kind != "" && !partly {
		r.refused(name, got, kind.Status(), kind, "", before)
		return
	}
	calls := r.calls.all()[before:]
	if got.status != 200 || len(calls) != 1 || calls[0].ErrorKind != kind || calls[0].Status != 200 {
		t.Errorf("%s: got %d %s, recorded %+v, want kind %q", name, got.status, got.body, calls, kind)
	}
	if partly {
		events := strings.Split(strings.TrimSpace(got.body), "\n\n")
		openAIError(t, strings.TrimPrefix(events[len(events)-1], "data: "))
		if !strings.Contains(got.body, `"content":"`) || strings.Contains(got.body, "[DONE]") {
			t.Errorf("%s: the broken stream is %s", name, got.body)
		}
	} else if calls[0].Usage.IsZero() {
		t.Errorf("%s: no usage on %+v", name, calls[0])
	}
	r.tight(name, got)
}

// TestEventsForPlainCall asks for an answer in one piece and gets a stream.
func TestEventsForPlainCall(t *testing.T) {
	up := newRawUpstream(t, []byte("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: {\"choices\":[]}\n\ndata: [DONE]\n\n"), 0)
	r := newRig(t, channel("ch_1", "custom", up.url, channel1, "gpt-4o"))
	r.refused("events", r.post(chat, plainCall), 502, burncloud.KindUpstreamInvalid, "application/json", 0)
}

// TestHangFailsOver goes on to the next channel when the first token does not come.
func TestHangFailsOver(t *testing.T) {
	_, hung := provider(t, sim.OpenAI, channel1, sim.Knobs{Hang: true})
	_, good := provider(t, sim.OpenAI, channel1, sim.Knobs{})
	first, second := channel("ch_1", "openai", hung, channel1, "gpt-4o"), channel("ch_2", "openai", good, channel1, "gpt-4o")
	first.Options.Timeouts, second.Weight = quick, 0
	r := newRig(t, first, second)
	for i, body := range []string{plainCall, streamCall} {
		got := r.post(chat, body)
		c := r.lastCall()
		if got.status != 200 || len(r.calls.all()) != i+1 || len(c.Attempts) != 2 || c.Attempts[0].ErrorKind != burncloud.KindUpstreamTimeout || c.ChannelID != "ch_2" {
			t.Errorf("%d %s, recorded %+v", got.status, got.body, c)
		}
	}
}

// TestHugeLine sends a line of 100 MB, of which the gateway must keep little.
func TestHugeLine(t *testing.T) {
	_, url := provider(t, sim.OpenAI, channel1, sim.Knobs{Huge: 100 << 20})
	r := newRig(t, channel("ch_1", "openai", url, channel1, "gpt-4o"))
	peak := heapPeak(func() {
		r.refused("stream", r.post(chat, streamCall), 502, burncloud.KindUpstreamInvalid, "too long", 0)
	})
	if peak > 16<<20 {
		t.Errorf("stream: the heap grew by %d MiB", peak>>20)
	}
	// In one piece the simulated provider holds no such line, so a server of our own writes one.
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		block := []byte(strings.Repeat("x", 64<<10))
		_, _ = w.Write([]byte(`{"choices":[{"message":{"content":"`))
		for range 100 << 20 / len(block) {
			if _, err := w.Write(block); err != nil {
				return
			}
		}
	}))
	t.Cleanup(srv.Close)
	plain := newRig(t, channel("ch_1", "custom", srv.URL+"/v1", channel1, "gpt-4o"))
	peak = heapPeak(func() {
		plain.refused("plain", plain.post(chat, plainCall), 502, burncloud.KindUpstreamInvalid, "too long", 0)
	})
	if peak > 300<<20 { // the limit of an answer is 64 MiB, and buffers that are outgrown wait for their collection
		t.Errorf("plain: the heap grew by %d MiB", peak>>20)
	}
	t.Logf("plain: the heap grew by %d MiB", peak>>20)
}

// heapPeak runs f and returns how much larger than before the heap in use was at most, looked at often.
func heapPeak(f func()) uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	before := m.HeapInuse
	var peak atomic.Uint64
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak.Store(max(peak.Load(), m.HeapInuse))
			select {
			case <-stop:
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	f()
	close(stop)
	<-done
	return peak.Load() - min(before, peak.Load())
}

// TestSecretsOfUpstreams lets a provider repeat the key that it was given, and ours.
func TestSecretsOfUpstreams(t *testing.T) {
	for _, status := range []int{400, 401, 429, 500} {
		body := fmt.Sprintf(`{"error":{"message":"your key %s is not good","type":"x %s","param":"%s","code":"%s"}}`, channel1, channel1, channel1, channel1)
		raw := fmt.Sprintf("HTTP/1.1 %d X\r\nContent-Type: application/json\r\n\r\n%s", status, body)
		r := newRig(t, channel("ch_1", "openai", newRawUpstream(t, []byte(raw), 0).url, channel1, "gpt-4o"))
		r.tight(fmt.Sprint(status), r.post(chat, plainCall))
	}
}
