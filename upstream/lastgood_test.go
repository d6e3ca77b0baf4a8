package upstream_test

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/burncloud/burncloud/upstream"
)

// nameServer is a resolver that knows every name as 127.0.0.1 until it is broken.
type nameServer struct{ broken atomic.Bool }

func (n *nameServer) resolver(t *testing.T) *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		if n.broken.Load() {
			return nil, errors.New("the name server is away")
		}
		near, far := net.Pipe()
		t.Cleanup(func() { _ = far.Close() })
		go answerNames(far)
		return near, nil
	}}
}

// answerNames speaks DNS over a stream: for each question of an A record one answer, for others none.
func answerNames(conn net.Conn) { answerNamesWith(conn, 1) }

// answerNamesWith says 127.0.0.last.
func answerNamesWith(conn net.Conn, last byte) {
	defer conn.Close()
	for {
		var size [2]byte
		if _, err := io.ReadFull(conn, size[:]); err != nil {
			return
		}
		q := make([]byte, binary.BigEndian.Uint16(size[:]))
		if _, err := io.ReadFull(conn, q); err != nil {
			return
		}
		end := 12
		for q[end] != 0 {
			end += int(q[end]) + 1
		}
		question := q[12 : end+5]
		isA := question[len(question)-3] == 1
		a := append([]byte{q[0], q[1], 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0}, question...)
		if isA {
			a[7] = 1
			a = append(a, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 127, 0, 0, last)
		}
		if _, err := conn.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(a))), a...)); err != nil {
			return
		}
	}
}

// TestLastGoodAddress: a host whose name is not resolved any more is reached for five minutes yet.
func TestLastGoodAddress(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer srv.Close()
	var names nameServer
	var ahead atomic.Int64
	pool := upstream.Transports{
		Now:      func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) },
		Resolver: names.resolver(t),
	}
	defer pool.Close()
	tr, err := pool.Get(upstream.TransportClass{})
	if err != nil {
		t.Fatal(err)
	}
	call := func(host string) bool {
		tr.CloseIdleConnections()
		_, port, _ := strings.Cut(strings.TrimPrefix(srv.URL, "http://"), ":")
		resp, err := (&http.Client{Transport: tr}).Get("http://" + host + ":" + port)
		if err != nil {
			return false
		}
		_ = resp.Body.Close()
		return true
	}
	for _, tt := range []struct {
		name   string
		broken bool
		after  time.Duration
		host   string
		want   bool
	}{
		{"resolved", false, 0, "api.example.com", true},
		{"fails", true, 10 * time.Minute, "api.example.com", true},
		{"never known", true, 0, "other.example.com", false},
		{"fails for long", true, 4 * time.Minute, "api.example.com", true},
		{"fails for too long", true, time.Minute, "api.example.com", false},
		{"resolved again", false, 0, "api.example.com", true},
		{"fails anew", true, 0, "api.example.com", true},
	} {
		names.broken.Store(tt.broken)
		ahead.Add(int64(tt.after))
		if got := call(tt.host); got != tt.want {
			t.Errorf("%s: reached %v, want %v", tt.name, got, tt.want)
		}
	}
}
