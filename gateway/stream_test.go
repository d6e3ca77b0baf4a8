package gateway_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/sim"
	"github.com/burncloud/burncloud/tokenizer"
)

// open starts a streamed call and returns the response as soon as its head is there.
func (r *rig) open(body string) *http.Response {
	r.t.Helper()
	req, err := http.NewRequest("POST", r.url+chat, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+r.key)
	resp, err := r.http.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	return resp
}

// TestChunksFlow: the head waits for content, and every chunk is sent on as it comes.
func TestChunksFlow(t *testing.T) {
	const first, gap = 200 * time.Millisecond, 150 * time.Millisecond
	_, url := provider(t, sim.OpenRouter, channel1, sim.Knobs{FirstToken: first, Gap: gap, KeepAlive: 20 * time.Millisecond, Chunks: 4})
	r := newRig(t, channel("ch_1", "openrouter", url, channel1, "openai/gpt-4.1-mini"))
	began := time.Now()
	resp := r.open(`{"model":"openai/gpt-4.1-mini","stream":true,` + hello + `}`)
	defer resp.Body.Close()
	if headed := time.Since(began); headed < first {
		t.Errorf("the head came after %v, before there was content", headed)
	}
	var at []time.Time
	comments := 0
	for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
		switch {
		case strings.HasPrefix(lines.Text(), ":"):
			comments++
		case spoken.MatchString(lines.Text()):
			at = append(at, time.Now())
		}
	}
	if len(at) != 4 || comments < 3 {
		t.Fatalf("%d chunks of text, %d comments", len(at), comments)
	}
	for i := 1; i < len(at); i++ {
		if d := at[i].Sub(at[i-1]); d < gap/2 {
			t.Errorf("chunk %d came %v after the one before: it was held back", i, d)
		}
	}
	c := r.lastCall()
	if ttft := time.Duration(c.TTFT) * time.Microsecond; ttft < first || ttft > first+2*gap {
		t.Errorf("recorded TTFT %v", ttft)
	}
	if over := time.Duration(c.Overhead) * time.Microsecond; over > 100*time.Millisecond {
		t.Errorf("recorded overhead %v of %v", over, time.Duration(c.Duration)*time.Microsecond)
	}
	if n := resp.Header.Get("X-Burncloud-Overhead-Us"); n == "" || resp.Header.Get("X-Accel-Buffering") != "no" {
		t.Errorf("header %v", resp.Header)
	}
}

// chunkText is chunk i of the stream that the parallel test's upstream makes for a request.
func chunkText(request string, i int) string {
	return fmt.Sprintf("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s/%d %s\"},\"finish_reason\":null}]}\n\n", request, i, strings.Repeat("x", i*7%300))
}

const lastChunks = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"

// TestParallelStreams: 200 streams of 50 chunks at once, each of them whole and nobody else's.
func TestParallelStreams(t *testing.T) {
	const streams, chunks = 200, 50
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, _ := io.ReadAll(q.Body)
		_, id, _ := strings.Cut(string(body), `"user":"`)
		id, _, _ = strings.Cut(id, `"`)
		w.Header().Set("Content-Type", "text/event-stream")
		for i := range chunks {
			_, _ = io.WriteString(w, chunkText(id, i))
			_ = http.NewResponseController(w).Flush()
			time.Sleep(5 * time.Millisecond)
		}
		_, _ = io.WriteString(w, lastChunks)
	}))
	t.Cleanup(srv.Close)
	r := newRig(t, channel("ch_1", "custom", srv.URL+"/v1", channel1, "m"))
	var calls sync.WaitGroup
	for n := range streams {
		calls.Go(func() {
			id := fmt.Sprintf("call-%d", n)
			resp := r.open(`{"model":"m","stream":true,"user":"` + id + `"}`)
			defer resp.Body.Close()
			got, err := io.ReadAll(resp.Body)
			var want strings.Builder
			for i := range chunks {
				want.WriteString(chunkText(id, i))
			}
			if want.WriteString(lastChunks); err != nil || string(got) != want.String() {
				t.Errorf("%s: %v, %d bytes, want %d", id, err, len(got), want.Len())
			}
		})
	}
	calls.Wait()
	if all := r.calls.all(); len(all) != streams {
		t.Errorf("%d records", len(all))
	}
}

// narrow are connections that the system keeps little for, from its sender's side. Left alone it keeps megabytes, and goes on
// sorting them for seconds on a busy machine.
type narrow struct{ net.Listener }

const narrowBytes = 16 << 10

func (l narrow) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err == nil {
		err = conn.(*net.TCPConn).SetWriteBuffer(narrowBytes)
	}
	return conn, err
}

// TestClientThatDoesNotRead holds up its upstream instead of filling our memory, and nobody is blamed.
func TestClientThatDoesNotRead(t *testing.T) {
	tokenizer.For("m", burncloud.DialectOpenAI).Count("the vocabulary is unpacked once: not while this test measures")
	var sent atomic.Int64
	narrowly := func(h http.Handler) string {
		srv := httptest.NewUnstartedServer(h)
		srv.Listener = narrow{srv.Listener}
		srv.Start()
		t.Cleanup(srv.Close)
		return srv.URL
	}
	url := narrowly(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for i := 0; ; i++ {
			n, err := io.WriteString(w, chunkText("endless", i))
			if sent.Add(int64(n)); err != nil {
				return
			}
		}
	}))
	ch := channel("ch_1", "custom", url+"/v1", channel1, "m")
	ch.Options.Timeouts = burncloud.Timeouts{Idle: 700 * time.Millisecond}
	r := newRig(t, ch)
	conn, err := net.Dial("tcp", strings.TrimPrefix(narrowly(r.Gateway), "http://"))
	if err == nil {
		err = conn.(*net.TCPConn).SetReadBuffer(narrowBytes)
	}
	if err != nil {
		t.Fatal(err)
	}
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	const body = `{"model":"m","stream":true}`
	fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n%s", chat, r.key, len(body), body)
	still := func() int64 { // how much was sent when nothing more is
		for last, calm := int64(-1), 0; ; time.Sleep(200 * time.Millisecond) {
			now := sent.Load()
			if calm++; now != last || now == 0 {
				calm = 0
			}
			if last = now; calm == 4 {
				return now
			}
		}
	}
	before := still()
	var m1, m2 runtime.MemStats
	runtime.ReadMemStats(&m1)
	time.Sleep(1500 * time.Millisecond) // longer than the idle timeout
	runtime.ReadMemStats(&m2)
	if after := sent.Load(); after != before || m2.HeapInuse > m1.HeapInuse+8<<20 {
		t.Errorf("while nobody read, %d bytes were sent on and the heap grew from %d to %d", after-before, m1.HeapInuse, m2.HeapInuse)
	}
	if n := len(r.calls.all()); n != 0 {
		t.Fatalf("the call was given up: %+v", r.lastCall())
	}
	read := bufio.NewReader(conn) // the client wakes up and gets on with it
	if _, err := io.CopyN(io.Discard, read, 2*before); err != nil {
		t.Error(err)
	}
	if sent.Load() <= before {
		t.Error("the stream did not go on")
	}
	_ = conn.Close()
	wait(t, "the record", func() bool { return len(r.calls.all()) == 1 })
	if c := r.lastCall(); c.Status != 499 || c.ErrorKind != burncloud.KindCanceled {
		t.Errorf("recorded %+v", c)
	}
	if h := r.Live.Health("ch_1"); h.LastError != "" {
		t.Errorf("health %+v", h)
	}
}
