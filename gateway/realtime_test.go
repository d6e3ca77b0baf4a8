package gateway_test

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
)

// socket is a small WebSocket upstream. It sends its frames after the first one of the client's, and then echoes.
type socket struct {
	url  string
	mu   sync.Mutex
	seen []http.Header
	got  bytes.Buffer // of the client's frames
	path string
	stay bool          // after the frames
	pace time.Duration // between the pieces of frames
}

func newSocket(t *testing.T, frames []byte) *socket {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &socket{url: "http://" + l.Addr().String()}
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			serving.Go(func() { s.serve(conn, frames) })
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		serving.Wait()
	})
	return s
}

func (s *socket) serve(conn net.Conn, frames []byte) {
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	in := bufio.NewReader(conn)
	req, err := http.ReadRequest(in)
	if err != nil {
		return
	}
	s.mu.Lock()
	s.seen, s.path = append(s.seen, req.Header), req.RequestURI
	s.mu.Unlock()
	if req.Header.Get("Upgrade") != "websocket" {
		_, _ = io.WriteString(conn, "HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
		return
	}
	_, _ = io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: accepted\r\nSec-WebSocket-Protocol: realtime\r\nX-Upstream-Secret: inside\r\n\r\n")
	buf := make([]byte, 4096)
	for sent := false; ; {
		n, err := in.Read(buf)
		if err != nil {
			return
		}
		s.mu.Lock()
		s.got.Write(buf[:n])
		s.mu.Unlock()
		if sent {
			continue
		}
		sent = true
		for len(frames) > 0 { // in pieces that respect nothing
			n := min(7, len(frames))
			if _, err := conn.Write(frames[:n]); err != nil {
				return
			}
			frames = frames[n:]
			time.Sleep(s.pace)
		}
		if !s.stay {
			return
		}
	}
}

// frame writes one frame as a server does; masked as a client.
func frame(first byte, payload []byte, masked bool) []byte {
	b := []byte{first}
	bit := byte(0)
	if masked {
		bit = 0x80
	}
	switch n := len(payload); {
	case n < 126:
		b = append(b, bit|byte(n))
	case n < 1<<16:
		b = binary.BigEndian.AppendUint16(append(b, bit|126), uint16(n))
	default:
		b = binary.BigEndian.AppendUint64(append(b, bit|127), uint64(n))
	}
	if masked {
		b = append(b, 1, 2, 3, 4)
		for i, c := range payload {
			b = append(b, c^byte(i%4+1))
		}
		return b
	}
	return append(b, payload...)
}

func text(payload string) []byte { return frame(0x81, []byte(payload), false) }

// done is a report of usage.
func done(in, cached, out int) string {
	return fmt.Sprintf(`{"type":"response.done","response":{"id":"r","usage":{"total_tokens":%d,"input_tokens":%d,"output_tokens":%d,"input_token_details":{"cached_tokens":%d,"text_tokens":%d,"audio_tokens":0},"output_token_details":{"text_tokens":%d,"audio_tokens":0}}}}`, in+out, in, out, cached, in, out)
}

// dial opens a session as a client: the head of the answer, and the connection.
func (r *rig) dial(query string, header ...string) (*http.Response, net.Conn, *bufio.Reader) {
	r.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(r.url, "http://"))
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	head := "GET /v1/realtime" + query + " HTTP/1.1\r\nHost: gateway\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Extensions: permessage-deflate\r\nCookie: a=b\r\n"
	for i := 0; i < len(header); i += 2 {
		head += header[i] + ": " + header[i+1] + "\r\n"
	}
	if _, err := io.WriteString(conn, head+"\r\n"); err != nil {
		r.t.Fatal(err)
	}
	in := bufio.NewReader(conn)
	resp, err := http.ReadResponse(in, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	return resp, conn, in
}

// TestRealtime relays a session: frames pass untouched both ways, the usage of all responses is summed, and there is one
// record.
func TestRealtime(t *testing.T) {
	long := `{"type":"response.audio.delta","delta":"` + strings.Repeat("A", 70000) + `"}`
	report := done(30, 10, 5)
	var frames []byte
	for _, f := range [][]byte{
		text(`{"type":"session.created"}`), text(done(100, 40, 20)), text(long), frame(0x82, []byte("binary \"response.done\""), false), frame(0x89, []byte("ping"), false),
		frame(0x01, []byte(report[:50]), false), frame(0x89, nil, false), frame(0x00, []byte(report[50:90]), false), frame(0x80, []byte(report[90:]), false),
		text(""), text(`{"type":"x","text":"\"response.done\""}`), frame(0x88, []byte{3, 232}, false),
	} {
		frames = append(frames, f...)
	}
	for _, key := range []string{"header", "subprotocol", "second line"} {
		s := newSocket(t, bytes.Clone(frames))
		ch := channel("ch_1", "openai", s.url+"/v1", "sk-upstream-0123456789", "gpt-realtime")
		ch.ModelMapping = map[burncloud.ModelName]burncloud.ModelName{"gpt-realtime": "gpt-realtime-up"}
		r := newRig(t, ch)
		r.cfg.Prices = []burncloud.Price{{ID: "pr_1", Model: "*", Rates: burncloud.Rates{Input: rate(t, "1"), Output: rate(t, "10"), CacheRead: ratePtr(t, "1")}}}
		r.reload()
		header := []string{"Authorization", "Bearer " + r.key, "Sec-WebSocket-Protocol", "realtime, openai-beta.realtime-v1"}
		switch key {
		case "subprotocol":
			header = []string{"Sec-WebSocket-Protocol", "realtime, openai-insecure-api-key." + r.key + ", openai-beta.realtime-v1"}
		case "second line":
			header = []string{"Sec-WebSocket-Protocol", "realtime", "Sec-WebSocket-Protocol", "openai-insecure-api-key." + r.key + ", openai-beta.realtime-v1"}
		}
		resp, conn, in := r.dial("?model=gpt-realtime", header...)
		if resp.StatusCode != 101 || resp.Header.Get("Sec-Websocket-Accept") != "accepted" || resp.Header.Get("Sec-Websocket-Protocol") != "realtime" || resp.Header.Get("X-Upstream-Secret") != "" {
			t.Fatalf("%s: %d %v", key, resp.StatusCode, resp.Header)
		}
		sent := frame(0x81, []byte(`{"type":"response.create"}`), true)
		if _, err := conn.Write(sent); err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(in)
		if err != nil || !bytes.Equal(got, frames) {
			t.Errorf("%s: %d bytes came, %d were sent (%v)", key, len(got), len(frames), err)
		}
		wait(t, "the record", func() bool { return len(r.calls.all()) == 1 })
		c := r.lastCall()
		want := burncloud.Usage{Input: 80, CacheRead: 50, Output: 25}
		if c.Usage != want || c.Status != 101 || c.ErrorKind != "" || !c.Stream || c.Model != "gpt-realtime" || c.UpstreamModel != "gpt-realtime-up" || c.BytesOut != int64(len(frames)) || c.BytesIn != int64(len(sent)) || c.Cost == nil || c.TokenID != "tok_1" {
			t.Errorf("%s: recorded %+v", key, c)
		}
		s.mu.Lock()
		if !bytes.Equal(s.got.Bytes(), sent) || s.path != "/v1/realtime?model=gpt-realtime-up" {
			t.Errorf("%s: the upstream got %q at %s", key, s.got.Bytes(), s.path)
		}
		if h := s.seen[0]; h.Get("Authorization") != "Bearer sk-upstream-0123456789" || h.Get("Sec-Websocket-Protocol") != "realtime, openai-beta.realtime-v1" || h.Get("Sec-Websocket-Extensions") != "" || h.Get("Cookie") != "" || strings.Contains(fmt.Sprint(h), r.key) {
			t.Errorf("%s: the upstream saw %v", key, h)
		}
		s.mu.Unlock()
	}
}

func ratePtr(t *testing.T, s string) *burncloud.Rate {
	r := rate(t, s)
	return &r
}

// TestRealtimeClientLeaves: the upstream's connection ends with the client's, and the session is recorded.
func TestRealtimeClientLeaves(t *testing.T) {
	s := newSocket(t, nil)
	r := newRig(t, channel("ch_1", "openai", s.url+"/v1", "sk-upstream-0123456789", "gpt-realtime"))
	resp, conn, _ := r.dial("?model=gpt-realtime", "Authorization", "Bearer "+r.key)
	if resp.StatusCode != 101 {
		t.Fatal(resp.Status)
	}
	if n := len(r.calls.all()); n != 0 {
		t.Errorf("%d records while the session is open", n)
	}
	_ = conn.Close()
	wait(t, "the record", func() bool { return len(r.calls.all()) == 1 })
	if c := r.lastCall(); c.Status != 101 || !c.Usage.IsZero() || c.Cost != nil {
		t.Errorf("recorded %+v", c)
	}
}

// TestRealtimeRefusals happen before the upgrade, and are OpenAI's errors.
func TestRealtimeRefusals(t *testing.T) {
	bad := newRawUpstream(t, raw(500, "application/json", `{"error":{"message":"x","type":"server_error"}}`), 0)
	s := newSocket(t, text("{}"))
	first := channel("ch_1", "openai", bad.url, "sk-upstream-0123456789", "gpt-realtime")
	first.Weight = foremost
	r := newRig(t, first, channel("ch_2", "openai", s.url+"/v1", "sk-upstream-0123456789", "gpt-realtime"), channel("ch_3", "anthropic", s.url, "sk-upstream-0123456789", "claude"))
	key := []string{"Authorization", "Bearer " + r.key}
	for _, tt := range []struct {
		query  string
		header []string
		status int
	}{
		{"?model=gpt-realtime", nil, 401}, {"", key, 400}, {"?model=absent", key, 404}, {"?model=claude", key, 501},
	} {
		resp, _, _ := r.dial(tt.query, tt.header...)
		body, _ := io.ReadAll(resp.Body)
		if openAIError(t, string(body)); resp.StatusCode != tt.status {
			t.Errorf("%s: %d %s", tt.query, resp.StatusCode, body)
		}
	}
	if got := r.send("GET", "/v1/realtime?model=gpt-realtime", "", key...); got.status != 400 {
		t.Errorf("without an upgrade: %d %s", got.status, got.body)
	}
	resp, conn, _ := r.dial("?model=gpt-realtime", key...)
	if resp.StatusCode != 101 {
		t.Errorf("the second channel was not tried: %d", resp.StatusCode)
	}
	_ = conn.Close()
	wait(t, "the record", func() bool { return r.lastCall().Status == 101 })
	if c := r.lastCall(); len(c.Attempts) != 2 || c.ChannelID != "ch_2" {
		t.Errorf("recorded %+v", c)
	}
}

// TestEndSessions: sessions that are open when the process ends are recorded, with what was used.
func TestEndSessions(t *testing.T) {
	s := newSocket(t, text(done(100, 40, 20)))
	s.stay = true
	r := newRig(t, channel("ch_1", "openai", s.url+"/v1", "sk-upstream-0123456789", "gpt-realtime"))
	_, conn, in := r.dial("?model=gpt-realtime", "Authorization", "Bearer "+r.key)
	if _, err := conn.Write(frame(0x81, []byte("{}"), true)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(in, make([]byte, len(text(done(100, 40, 20))))); err != nil {
		t.Fatal(err)
	}
	if n := len(r.calls.all()); n != 0 {
		t.Errorf("%d records while the session is open", n)
	}
	r.EndSessions(time.Minute)
	if all := r.calls.all(); len(all) != 1 || all[0].Usage != (burncloud.Usage{Input: 60, CacheRead: 40, Output: 20}) {
		t.Errorf("recorded %+v", all)
	}
	resp, _, _ := r.dial("?model=gpt-realtime", "Authorization", "Bearer "+r.key)
	if body, _ := io.ReadAll(resp.Body); resp.StatusCode != 503 || resp.Header.Get("Retry-After") == "" {
		t.Errorf("a session after the end: %d %s", resp.StatusCode, body)
	}
}
