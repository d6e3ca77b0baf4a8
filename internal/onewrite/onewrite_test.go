package onewrite_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/burncloud/burncloud/internal/onewrite"
)

func TestWhatIsHeldArrivesWhole(t *testing.T) {
	for _, size := range []int{0, 1, 4000, 4096, 9000, 64 << 10, 70_000, 1 << 20} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			want := bytes.Repeat([]byte("0123456789abcdef"), size/16+1)[:size]
			handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				conn := onewrite.Of(r.Context())
				if conn == nil {
					t.Error("the request has no connection")
				}
				for range 3 {
					conn.Hold(make([]byte, 0, 100))
					_, err := w.Write(want)
					if f := http.NewResponseController(w).Flush(); err != nil || f != nil {
						t.Error(err, f)
					}
					if err := conn.Release(); err != nil {
						t.Error(err)
					}
				}
			})
			got := fetch(t, serve(t, handler))
			if !bytes.Equal(got, bytes.Repeat(want, 3)) {
				t.Errorf("%d bytes arrived, want %d", len(got), 3*size)
			}
		})
	}
}

// Nothing of what is held is sent before it is released.
func TestHeldIsNotSent(t *testing.T) {
	held, seen := make(chan struct{}), make(chan struct{})
	addr := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn := onewrite.Of(r.Context())
		conn.Hold(make([]byte, 0, 100))
		_, _ = io.WriteString(w, "x")
		_ = http.NewResponseController(w).Flush()
		close(held)
		<-seen
		_ = conn.Release()
	}))
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_, _ = io.WriteString(c, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	<-held
	_ = c.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	if n, err := c.Read(make([]byte, 100)); n != 0 {
		t.Errorf("%d bytes came, %v", n, err)
	}
	close(seen)
	_ = c.SetReadDeadline(time.Now().Add(5 * time.Second))
	if n, err := c.Read(make([]byte, 1000)); n == 0 {
		t.Errorf("nothing came: %v", err)
	}
}

func TestOfIsNilElsewhere(t *testing.T) {
	conn := onewrite.Of(context.Background())
	conn.Hold(make([]byte, 0, 100))
	if err := conn.Release(); conn != nil || err != nil {
		t.Errorf("%v, %v", conn, err)
	}
}

// A client that has left is the release's error.
func TestReleaseFails(t *testing.T) {
	failed := make(chan error, 1)
	addr := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn := onewrite.Of(r.Context())
		<-r.Context().Done()
		for range 100 {
			conn.Hold(make([]byte, 0, 100))
			_, _ = w.Write(make([]byte, 5000))
			_ = http.NewResponseController(w).Flush()
			if err := conn.Release(); err != nil {
				failed <- err
				return
			}
		}
		failed <- nil
	}))
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(c, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	time.Sleep(10 * time.Millisecond)
	_ = c.Close()
	if err := <-failed; err == nil {
		t.Error("no error")
	}
}

func serve(t *testing.T, h http.Handler) (addr string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &http.Server{Handler: h, ConnContext: onewrite.Context, ReadHeaderTimeout: time.Second}
	go func() { _ = s.Serve(onewrite.Listener{Listener: l}) }()
	t.Cleanup(func() { _ = s.Close() })
	return l.Addr().String()
}

func fetch(t *testing.T, addr string) []byte {
	t.Helper()
	resp, err := http.Get("http://" + addr)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
