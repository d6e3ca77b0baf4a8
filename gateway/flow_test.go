package gateway_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/upstream"
	"github.com/burncloud/burncloud/wire/responses"
)

// paced is an upstream that sends pieces of a stream one by one, when it is told to. It is told whether the gateway left.
type paced struct {
	url   string
	next  chan string
	gone  chan struct{}
	conns sync.Map // by remote address
}

func newPaced(t *testing.T, media string) *paced {
	t.Helper()
	p := &paced{next: make(chan string), gone: make(chan struct{}, 8)}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.conns.Store(r.RemoteAddr, true)
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", media)
		for {
			select {
			case piece, more := <-p.next:
				if !more || piece == "" {
					return
				}
				_, _ = io.WriteString(w, piece)
				w.(http.Flusher).Flush()
			case <-r.Context().Done():
				p.gone <- struct{}{}
				return
			}
		}
	}))
	t.Cleanup(srv.Close)
	p.url = srv.URL
	return p
}

// raw makes it look like the other upstreams of the tests.
func (p *paced) raw() *rawUpstream { return &rawUpstream{url: p.url + "/v1"} }

// split cuts a stream into what comes before content, the first content, and the rest.
func (g *tongue) split() (begin, first, rest string) {
	at := strings.Index(g.stream, "Hel")
	start := 0
	for _, gap := range []string{"\n\n", "\r\n\r\n"} {
		if i := strings.LastIndex(g.stream[:at], gap); i >= 0 {
			start = max(start, i+len(gap))
		}
	}
	end := at + strings.Index(g.stream[at:], "\n") + 1
	if g.media == "text/event-stream" {
		end += strings.Index(g.stream[end:], "\n") + 1
	}
	return g.stream[:start], g.stream[start:end], g.stream[end:]
}

// TestContentFlows: the head waits for content, the first content is sent as it comes, and the rest after it.
func TestContentFlows(t *testing.T) {
	eachPair(t, func(t *testing.T, a *asker, g *tongue) {
		p := newPaced(t, g.media)
		r := newRig(t, g.channel("ch_1", p.raw()))
		begin, first, rest := g.split()
		heads := make(chan *http.Response, 1)
		go func() {
			resp, err := r.start(context.Background(), a)
			if err != nil {
				t.Error(err)
			}
			heads <- resp
		}()
		if begin != "" {
			p.next <- begin
			select {
			case <-heads:
				t.Fatal("the head was sent before there was content")
			case <-time.After(30 * time.Millisecond):
			}
		}
		p.next <- first
		resp := <-heads
		if resp == nil {
			return
		}
		defer resp.Body.Close()
		var seen strings.Builder
		for buf := make([]byte, 4096); !strings.Contains(seen.String(), "Hel"); {
			n, err := resp.Body.Read(buf)
			if seen.Write(buf[:n]); err != nil {
				t.Fatalf("%v after %s", err, seen.String())
			}
		}
		p.next <- rest
		p.next <- ""
		all, err := io.ReadAll(resp.Body)
		if seen.Write(all); err != nil {
			t.Fatal(err)
		}
		if text, _, err := a.read(true, seen.String()); text != "Hello" || err != nil {
			t.Errorf("got %q (%v)", seen.String(), err)
		}
	})
}

// start makes a streamed call and returns its head.
func (r *rig) start(ctx context.Context, a *asker) (*http.Response, error) {
	path, body := a.call(true)
	req, err := http.NewRequestWithContext(ctx, "POST", r.url+path, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+r.key)
	return r.http.Do(req)
}

// TestClientLeavesTranslation: when the client leaves, the upstream is left at once, and the record says 499.
func TestClientLeavesTranslation(t *testing.T) {
	eachPair(t, func(t *testing.T, a *asker, g *tongue) {
		if row, _ := upstream.Lookup(g.provider); row.CancelStopsBilling == upstream.CancelBills {
			return // it is not left: TestDrained
		}
		for _, content := range []bool{false, true} {
			p := newPaced(t, g.media)
			r := newRig(t, g.channel("ch_1", p.raw()))
			begin, first, _ := g.split()
			ctx, leave := context.WithCancel(context.Background())
			go func() {
				piece := begin + keepOpen(g, begin, content)
				if content {
					piece += first
				}
				p.next <- piece
				if !content {
					leave()
				}
			}()
			resp, err := r.start(ctx, a)
			if content {
				if err != nil {
					t.Fatal(err)
				}
				_, _ = resp.Body.Read(make([]byte, 1))
				leave()
				_ = resp.Body.Close()
			}
			select {
			case <-p.gone:
			case <-time.After(5 * time.Second):
				t.Fatal("the upstream was not left")
			}
			wait(t, "the record", func() bool { return len(r.calls.all()) == 1 })
			if c := r.lastCall(); c.Status != 499 || c.ErrorKind != burncloud.KindCanceled || len(c.Attempts) != 1 {
				t.Errorf("content %v: recorded %+v", content, c)
			}
			if h := r.Live.Health("ch_1"); h.State != burncloud.Healthy || h.LastError != "" {
				t.Errorf("content %v: health %+v", content, h)
			}
			leave()
		}
	})
}

// keepOpen is something to send where there would be nothing: the paced upstream takes an empty piece for the end.
func keepOpen(g *tongue, begin string, content bool) string {
	switch {
	case begin != "" || content:
		return ""
	case g.media == "text/event-stream":
		return ": wait\n\n"
	}
	return "\n"
}

// TestStreamsShareConnections: a stream that was read to its end gives its connection back, relayed or translated.
func TestStreamsShareConnections(t *testing.T) {
	eachPair(t, func(t *testing.T, a *asker, g *tongue) {
		p := newPaced(t, g.media)
		r := newRig(t, g.channel("ch_1", p.raw()))
		for range 5 {
			go func() {
				p.next <- g.stream
				time.Sleep(3 * time.Millisecond) // the end of the body comes on its own
				p.next <- ""
			}()
			if got := r.ask(a, true); got.status != 200 {
				t.Fatalf("%d %s", got.status, got.body)
			}
			time.Sleep(10 * time.Millisecond) // the connection goes back after the answer is out
		}
		conns := 0
		p.conns.Range(func(any, any) bool { conns++; return true })
		if conns > 2 {
			t.Errorf("%d connections for 5 streams", conns)
		}
	})
}

// TestEndWithoutClose: a stream that says that it is over is over, though the upstream keeps the connection.
func TestEndWithoutClose(t *testing.T) {
	native := tongueOf(responses.Dialect)
	last := native.stream[strings.LastIndex(native.stream, "event: response.completed"):]
	p := newPaced(t, native.media)
	ch := native.channel("ch_1", p.raw())
	ch.Options.Timeouts.Idle = 5 * time.Second
	r := newRig(t, ch)
	began := time.Now()
	go func() { p.next <- responsesBegin + last }()
	got := r.ask(askerNamed("responses"), true)
	if took := time.Since(began); got.status != 200 || got.body != responsesBegin+last || took > 3*time.Second {
		t.Errorf("after %v got %d %s", took, got.status, got.body)
	}
	if c := r.lastCall(); c.ErrorKind != "" || c.Usage != usual {
		t.Errorf("recorded %+v", c)
	}
}

// TestPictureInStream: a picture is one event of several MiB.
func TestPictureInStream(t *testing.T) {
	picture := strings.Repeat("iVBORw0KGgoA", 3<<20/12)
	stream := `data: {"candidates": [{"content": {"parts": [{"inlineData": {"mimeType": "image/png","data": "` + picture + `"}}],"role": "model"},"finishReason": "STOP","index": 0}],"usageMetadata": {"promptTokenCount": 9,"candidatesTokenCount": 2,"totalTokenCount": 11}}` + "\r\n\r\n"
	g := tongueOf("gemini")
	for _, name := range []string{"gemini", "gemini array", "openai"} {
		r := newRig(t, g.channel("ch_1", newRawUpstream(t, raw(200, g.media, stream), 0)))
		got := r.ask(askerNamed(name), true)
		if c := r.lastCall(); got.status != 200 || c.ErrorKind != "" || !strings.Contains(got.body, picture) || c.Usage != usual {
			t.Errorf("%s: got %d, %d bytes; recorded %s", name, got.status, len(got.body), c.ErrorKind)
		}
	}
}
