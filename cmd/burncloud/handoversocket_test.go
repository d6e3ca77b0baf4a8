//go:build linux

package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/burncloud/burncloud/sim"
)

// realtime is a client of a WebSocket session.
type realtime struct {
	t    *testing.T
	conn net.Conn
	in   *bufio.Reader
}

func (p *process) realtime(key string) *realtime {
	p.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(p.base, "http://"))
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(time.Minute))
	_, _ = io.WriteString(conn, "GET /v1/realtime?model=gpt-realtime HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer "+key+
		"\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
	r := &realtime{p.t, conn, bufio.NewReader(conn)}
	resp, err := http.ReadResponse(r.in, nil)
	if err != nil || resp.StatusCode != 101 {
		p.t.Fatalf("%v %v", resp, err)
	}
	return r
}

// ask has the model say something.
func (r *realtime) ask() {
	r.t.Helper()
	for _, event := range []string{
		`{"type":"conversation.item.create","item":{"type":"message","role":"user","content":[{"type":"input_text","text":"hello"}]}}`,
		`{"type":"response.create"}`,
	} {
		frame := []byte{0x81, 0x80 | 126, byte(len(event) >> 8), byte(len(event)), 0, 0, 0, 0} // a mask that changes nothing
		if _, err := r.conn.Write(append(frame, event...)); err != nil {
			r.t.Fatal(err)
		}
	}
}

// next is the type of the next event.
func (r *realtime) next() (string, error) {
	head := make([]byte, 2)
	if _, err := io.ReadFull(r.in, head); err != nil {
		return "", err
	}
	n := int(head[1])
	if n == 126 {
		if _, err := io.ReadFull(r.in, head); err != nil {
			return "", err
		}
		n = int(head[0])<<8 | int(head[1])
	}
	payload := make([]byte, n)
	if _, err := io.ReadFull(r.in, payload); err != nil {
		return "", err
	}
	var event struct{ Type string }
	return event.Type, json.Unmarshal(payload, &event)
}

// until reads events until one of the type.
func (r *realtime) until(kind string) {
	r.t.Helper()
	for {
		got, err := r.next()
		if err != nil {
			r.t.Fatalf("waiting for %s: %v", kind, err)
		}
		if got == kind {
			return
		}
	}
}

// TestHandOverWithSessions: a WebSocket session in which the model speaks while a new process takes over is ended after what it says, one
// in which nobody speaks at once. Both are recorded, and charged for what was said; new sessions are the new process's.
func TestHandOverWithSessions(t *testing.T) {
	_, url := paidProvider(t, sim.Knobs{Chunks: 60, Gap: 50 * time.Millisecond})
	dir := t.TempDir()
	p := launch(t, dir)
	key := p.configure(url)
	speaking, silent := p.realtime(key), p.realtime(key)
	speaking.ask()
	silent.ask()
	silent.until("response.done")
	speaking.until("response.done")
	speaking.ask()
	speaking.until("response.output_text.delta")
	heir := p.upgrade()
	if kind, err := silent.next(); !errors.Is(err, io.EOF) {
		t.Errorf("a silent session goes on with %q, %v", kind, err)
	}
	speaking.until("response.done")
	if kind, err := speaking.next(); !errors.Is(err, io.EOF) {
		t.Errorf("a session goes on after its response, with %q, %v", kind, err)
	}
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("the old process ended with %v\n%s", err, p.said())
	}
	after := p.realtime(key)
	after.ask()
	after.until("response.done")
	_ = after.conn.Close()
	if n := p.rows(3); n != 3 {
		t.Errorf("%d sessions recorded", n)
	}
	p.billed(3)
	p.agree()
	_ = syscall.Kill(heir, syscall.SIGTERM)
}

// activated starts the program as a service manager does that has the socket already.
func activated(l *net.TCPListener, notify string) func(*exec.Cmd) {
	return func(cmd *exec.Cmd) {
		f, err := l.File()
		if err != nil {
			panic(err)
		}
		cmd.ExtraFiles = []*os.File{f}
		cmd.Env = append(cmd.Env, "LISTEN_FDS=1", "NOTIFY_SOCKET="+notify)
		cmd.Args = append([]string{"sh", "-c", `LISTEN_PID=$$ exec "$0" "$@"`, cmd.Path}, cmd.Args[1:]...)
		cmd.Path = "/bin/sh"
	}
}

// TestSocketActivation: a service manager's socket is served, also who came before the program was there, and handed over like one of
// our own. The manager is told when the program is ready, and which process is it.
func TestSocketActivation(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	base := "http://" + l.Addr().String()
	notify := t.TempDir() + "/notify"
	told, err := net.ListenPacket("unixgram", notify)
	if err != nil {
		t.Fatal(err)
	}
	defer told.Close()
	hears := func(want string) {
		t.Helper()
		_ = told.SetReadDeadline(time.Now().Add(30 * time.Second))
		b := make([]byte, 100)
		for {
			n, _, err := told.ReadFrom(b)
			if err != nil {
				t.Fatalf("the manager was not told %q: %v", want, err)
			}
			if string(b[:n]) == want {
				return
			}
		}
	}
	early := make(chan int, 1)
	go func() {
		resp, err := http.Get(base + "/healthz")
		if err != nil {
			early <- 0
			return
		}
		_ = resp.Body.Close()
		early <- resp.StatusCode
	}()
	_, url := paidProvider(t, sim.Knobs{})
	p := launch(t, t.TempDir(), activated(l.(*net.TCPListener), notify))
	hears("READY=1")
	if p.base != base {
		t.Fatalf("it serves %s, not the socket of the manager at %s", p.base, base)
	}
	if status := <-early; status != 200 {
		t.Errorf("who came before the program got %d", status)
	}
	key := p.configure(url)
	if status := p.one(key); status != 200 {
		t.Errorf("a call got %d", status)
	}
	heir := p.upgrade()
	hears("MAINPID=" + strconv.Itoa(heir))
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("the old process ended with %v\n%s", err, p.said())
	}
	if status := p.one(key); status != 200 {
		t.Errorf("a call of the new process got %d", status)
	}
	if n := p.rows(2); n != 2 {
		t.Errorf("%d calls recorded", n)
	}
	p.billed(2)
	_ = syscall.Kill(heir, syscall.SIGTERM)
}
