package gateway

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/route"
	"github.com/burncloud/burncloud/snapshot"
	"github.com/burncloud/burncloud/wire/openai"
)

// TestNoAllocationPerChunk reads, judges and forwards chunks of a stream under way.
func TestNoAllocationPerChunk(t *testing.T) {
	g := &Gateway{Now: time.Now, Live: route.NewLive(time.Now, rand.IntN)}
	w := &nullWriter{header: http.Header{}}
	relay, err := openai.Peek(openai.ShapeChoices, []byte(`{"model":"m","stream":true}`))
	if err != nil {
		t.Fatal(err)
	}
	c := &call{g: g, w: w, control: http.NewResponseController(w), ep: &unknownOpenAI, relay: relay, start: time.Now()}
	_, cancel := context.WithCancelCause(t.Context())
	defer cancel(nil)
	target := &snapshot.Target{Channel: &burncloud.Channel{ID: "ch_1"}, Key: &burncloud.ChannelKey{}}
	a := &attempt{call: c, target: target, began: time.Now()}
	a.clock = startClock(burncloud.Timeouts{}, firstTokenStream, time.Now, cancel, a)
	defer a.clock.stop()
	const chunk = `data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"hello"},"finish_reason":null}],"usage":null}` + "\n\n"
	for name, read := range map[string]string{"one": chunk, "three": chunk + chunk + chunk, "crlf": "data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\r\n\r\n", "comment": ": hi\n\n" + chunk, "torn": chunk[50:] + chunk[:50]} {
		first := chunk
		if name == "torn" {
			first += chunk[:50]
		}
		c.committed = false
		c.said.begin(true, true)
		body := &feed{first: first, then: read}
		s := &stream{sink: sink{attempt: a}, resp: &http.Response{Body: body}, scan: relay.Stream(), buf: g.buffers.get(streamBuffer)}
		step := func() {
			if _, err := s.fill(); err != nil {
				t.Fatal(err)
			}
			if err := s.events(); err != nil {
				t.Fatal(err)
			}
		}
		for range 500 {
			step()
		}
		before := w.n
		if n := testing.AllocsPerRun(2000, step); n != 0 {
			t.Errorf("%s: %v allocations per read", name, n)
		}
		if got := w.n - before; got < 1950*len(read) { // at the end of the buffer a read is short
			t.Errorf("%s: %d bytes were forwarded of %d", name, got, 2001*len(read))
		}
	}
}

// feed is an upstream's body without end.
type feed struct{ first, then string }

func (f *feed) Read(b []byte) (int, error) {
	n := copy(b, f.first)
	if f.first = f.first[n:]; f.first == "" {
		f.first = f.then
	}
	return n, nil
}

func (f *feed) Close() error { return nil }

// nullWriter is a client that takes everything.
type nullWriter struct {
	header http.Header
	n      int
}

func (w *nullWriter) Header() http.Header              { return w.header }
func (w *nullWriter) WriteHeader(int)                  {}
func (w *nullWriter) Write(b []byte) (int, error)      { w.n += len(b); return len(b), nil }
func (w *nullWriter) FlushError() error                { return nil }
func (w *nullWriter) SetWriteDeadline(time.Time) error { return nil }

func TestBuffersFit(t *testing.T) {
	g := &Gateway{}
	for _, n := range []int{0, 1, 4096, 4097, 1 << 20, 1<<20 + 1} {
		b := g.buffers.get(n)
		if cap(b.b) < n || len(b.b) != 0 {
			t.Errorf("get(%d): len %d, cap %d", n, len(b.b), cap(b.b))
		}
		b.release()
	}
}

// TestPanicIsOurFailure: it is answered as 500 without details, recorded, and ends the target's trial.
func TestPanicIsOurFailure(t *testing.T) {
	var kept []burncloud.Call
	g := &Gateway{Now: time.Now, Log: recordFunc(func(c *burncloud.Call) error { kept = append(kept, *c); return nil }), Logger: slog.New(slog.DiscardHandler)}
	w := httptest.NewRecorder()
	func() {
		c := &call{g: g, w: w, r: httptest.NewRequest("POST", "/v1/chat/completions", nil), control: http.NewResponseController(w), ep: endpoints["/v1/chat/completions"]}
		defer c.end()
		panic("a detail")
	}()
	if len(kept) != 1 || kept[0].ErrorKind != burncloud.KindInternal || kept[0].Status != 500 || w.Code != 500 || strings.Contains(w.Body.String(), "detail") {
		t.Errorf("%d %s, recorded %+v", w.Code, w.Body, kept)
	}
}

type recordFunc func(*burncloud.Call) error

func (f recordFunc) Record(c *burncloud.Call) error { return f(c) }
