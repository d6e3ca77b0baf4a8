package sim_test

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/burncloud/burncloud/sim"
)

// wsClient is the client's end of a WebSocket.
type wsClient struct {
	t    *testing.T
	conn net.Conn
	in   *bufio.Reader
}

// dialRealtime opens a session with the key among the subprotocols.
func dialRealtime(t *testing.T, url string) *wsClient {
	t.Helper()
	host, path, _ := strings.Cut(strings.TrimPrefix(url, "http://"), "/")
	conn, err := net.Dial("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	_, err = io.WriteString(conn, "GET /"+path+"/realtime?model=gpt-realtime HTTP/1.1\r\nHost: sim\r\nConnection: keep-alive, Upgrade\r\n"+
		"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"+
		"Sec-WebSocket-Protocol: realtime, openai-insecure-api-key.k\r\n\r\n")
	if err != nil {
		t.Fatal(err)
	}
	in := bufio.NewReader(conn)
	res, err := http.ReadResponse(in, nil)
	if err != nil {
		t.Fatal(err)
	}
	if res.StatusCode != 101 || res.Header.Get("Sec-WebSocket-Accept") != "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" || res.Header.Get("Sec-WebSocket-Protocol") != "realtime" {
		t.Fatalf("%d %v", res.StatusCode, res.Header)
	}
	return &wsClient{t: t, conn: conn, in: in}
}

// frame writes one frame, masked unless the first byte says so falsely.
func (c *wsClient) frame(first byte, masked bool, payload string) {
	c.t.Helper()
	head := []byte{first}
	bit := byte(0)
	if masked {
		bit = 0x80
	}
	switch n := len(payload); {
	case n < 126:
		head = append(head, bit|byte(n))
	case n <= 0xffff:
		head = binary.BigEndian.AppendUint16(append(head, bit|126), uint16(n))
	default:
		head = binary.BigEndian.AppendUint64(append(head, bit|127), uint64(n))
	}
	body := []byte(payload)
	if masked {
		mask := []byte{1, 2, 3, 4}
		head = append(head, mask...)
		for i := range body {
			body[i] ^= mask[i%4]
		}
	}
	if _, err := c.conn.Write(append(head, body...)); err != nil {
		c.t.Fatal(err)
	}
}

func (c *wsClient) send(event string) { c.frame(0x81, true, event) }

// next reads one frame.
func (c *wsClient) next() (kind byte, payload []byte) {
	c.t.Helper()
	head := make([]byte, 2)
	if _, err := io.ReadFull(c.in, head); err != nil {
		c.t.Fatal(err)
	}
	size := int(head[1])
	if size == 126 {
		ext := make([]byte, 2)
		if _, err := io.ReadFull(c.in, ext); err != nil {
			c.t.Fatal(err)
		}
		size = int(binary.BigEndian.Uint16(ext))
	}
	payload = make([]byte, size)
	if _, err := io.ReadFull(c.in, payload); err != nil {
		c.t.Fatal(err)
	}
	return head[0], payload
}

// rtEvent is a server event.
type rtEvent struct {
	Type, Delta, Text string
	ID                string `json:"event_id"`
	Response          struct {
		Status string
		Output []struct {
			Type, Name, Arguments string
			CallID                string `json:"call_id"`
			Content               []struct{ Text string }
		}
		Usage struct {
			Input  int `json:"input_tokens"`
			Output int `json:"output_tokens"`
		}
	}
	Error struct {
		Message string
		Event   string `json:"event_id"`
	}
}

// until reads events up to one of a type, and returns it with the types and deltas on the way.
func (c *wsClient) until(kind string) (e rtEvent, types []string, deltas string) {
	c.t.Helper()
	for e.Type != kind {
		first, payload := c.next()
		e = rtEvent{}
		if err := json.Unmarshal(payload, &e); first != 0x81 || err != nil || !strings.HasPrefix(e.ID, "event_") {
			c.t.Fatalf("frame %x %s: %v", first, payload, err)
		}
		if n := len(types); n == 0 || types[n-1] != e.Type {
			types = append(types, e.Type)
		}
		deltas += e.Delta
	}
	return e, types, deltas
}

// TestRealtime plays a session: text, a call, its result, mistakes, pings, fragments, and the close.
func TestRealtime(t *testing.T) {
	p := sim.New(sim.OpenAI, sim.Options{Keys: []string{"k"}})
	c := dialRealtime(t, serve(t, p))
	c.until("session.created")
	c.send(`{"type":"response.create","event_id":"mine"}`)
	if e, _, _ := c.until("error"); e.Error.Event != "mine" {
		t.Errorf("%+v", e)
	}
	c.send(`{"type":"conversation.item.create","item":{"type":"message","role":"user","content":[{"type":"input_text","text":"hi"}]}}`)
	c.until("conversation.item.done")
	c.frame(0x89, true, "are you there")
	if kind, payload := c.next(); kind != 0x8a || string(payload) != "are you there" {
		t.Errorf("pong %x %q", kind, payload)
	}
	c.frame(0x01, true, `{"type":"resp`)
	c.frame(0x80, true, `onse.create"}`)
	e, types, deltas := c.until("response.done")
	want := "response.created response.output_item.added response.content_part.added response.output_text.delta response.output_text.done " +
		"response.content_part.done response.output_item.done response.done"
	text := sim.Reply("gpt-realtime", "hi", 0)
	if strings.Join(types, " ") != want || deltas != text || e.Response.Status != "completed" || e.Response.Output[0].Content[0].Text != text ||
		e.Response.Usage.Input != 1 || e.Response.Usage.Output != sim.Tokens(text) {
		t.Errorf("%v %q %+v", types, deltas, e)
	}
	c.send(`{"type":"session.update","session":{"type":"realtime","tools":[{"type":"function","name":"f"}]}}`)
	c.until("session.updated")
	c.send(`{"type":"conversation.item.create","item":{"type":"message","role":"user","content":[{"type":"input_text","text":"call f {\"a\":1}"}]}}`)
	c.send(`{"type":"response.create"}`)
	e, _, deltas = c.until("response.done")
	if out := e.Response.Output; len(out) != 1 || out[0].Name != "f" || out[0].Arguments != `{"a":1}` || deltas != `{"a":1}` {
		t.Fatalf("%+v", e)
	}
	c.send(`{"type":"conversation.item.create","item":{"type":"function_call_output","call_id":"` + e.Response.Output[0].CallID + `","output":"` + strings.Repeat("42", 400) + `"}}`)
	c.send(`{"type":"response.create"}`)
	if _, _, deltas = c.until("response.done"); deltas != sim.Reply("gpt-realtime", strings.Repeat("42", 400), 0) {
		t.Errorf("%q", deltas)
	}
	c.send("{" + strings.Repeat(" ", 70000))
	if e, _, _ := c.until("error"); !strings.Contains(e.Error.Message, "valid JSON") {
		t.Errorf("%+v", e)
	}
	c.frame(0x88, true, "\x03\xe8")
	if kind, payload := c.next(); kind != 0x88 || string(payload) != "\x03\xe8" {
		t.Errorf("close %x %q", kind, payload)
	}
	if s := settled(t, p); !s.Finished || s.Key != "k" || s.CompletionTokens == 0 || !strings.HasPrefix(s.AnswerID, "sess_") || s.SentBytes == 0 {
		t.Errorf("record %+v", s)
	}
}

// TestRealtimeRefused is a table of frames that end the connection, with the code it is closed with.
func TestRealtimeRefused(t *testing.T) {
	p := sim.New(sim.OpenAI, sim.Options{})
	url := serve(t, p)
	for _, row := range []struct {
		name    string
		first   byte
		masked  bool
		payload string
		code    uint16
	}{
		{"close", 0x88, true, "\x03\xe8bye", 1000},
		{"unmasked", 0x81, false, "{}", 1002},
		{"reserved bit", 0xc1, true, "{}", 1002},
		{"unknown kind", 0x83, true, "{}", 1002},
		{"continues nothing", 0x80, true, "{}", 1002},
		{"binary", 0x82, true, "{}", 1003},
		{"not UTF-8", 0x81, true, "\xff\xfe", 1007},
		{"long ping", 0x89, true, strings.Repeat("x", 126), 1002},
	} {
		c := dialRealtime(t, url)
		c.until("session.created")
		c.frame(row.first, row.masked, row.payload)
		kind, payload := c.next()
		if kind != 0x88 || len(payload) < 2 || binary.BigEndian.Uint16(payload) != row.code {
			t.Errorf("%s: %x %q, want code %d", row.name, kind, payload, row.code)
		}
		if s := settled(t, p); s.Finished != (row.name == "close") || s.Status != 101 || s.Model != "gpt-realtime" || s.Key != "k" {
			t.Errorf("%s: record %+v", row.name, s)
		}
	}
}

// TestRealtimeClosed wants a session ended when the server is closed.
func TestRealtimeClosed(t *testing.T) {
	p := sim.New(sim.OpenAI, sim.Options{})
	s, err := sim.Start(p)
	if err != nil {
		t.Fatal(err)
	}
	c := dialRealtime(t, s.URL(p))
	c.until("session.created")
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if _, err := c.in.ReadByte(); err == nil || p.Counters().InFlight != 0 {
		t.Errorf("still open: %v, %+v", err, p.Counters())
	}
}

// FuzzRealtime wants every session ended in good time, whatever bytes come.
func FuzzRealtime(f *testing.F) {
	f.Add([]byte("\x81\x82\x00\x00\x00\x00{}"))
	f.Add([]byte("\x01\xfe\x00\x02\x01\x02\x03\x04xx\x89\x80\x00\x00\x00\x00\x80\xff\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00}"))
	f.Add([]byte("\x88\x80\x00\x00\x00\x00"))
	p := sim.New(sim.OpenAI, sim.Options{Keep: -1})
	s, err := sim.Start(p)
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = s.Close() })
	f.Fuzz(func(t *testing.T, sent []byte) {
		c := dialRealtime(t, s.URL(p))
		_, _ = c.conn.Write(sent) // the server may well have closed by then
		if err := c.conn.(*net.TCPConn).CloseWrite(); err != nil {
			return
		}
		if _, err := io.Copy(io.Discard, c.in); err != nil && strings.Contains(err.Error(), "timeout") {
			t.Errorf("still open after %q", sent)
		}
	})
}
