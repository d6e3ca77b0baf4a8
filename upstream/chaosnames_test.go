package upstream_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/burncloud/burncloud/upstream"
)

// TestChaosNames: a name server that answers, that refuses, that says nothing, and whose answer changes (P13). The host whose
// name is in trouble stays reachable, and nobody waits for it.
func TestChaosNames(t *testing.T) {
	var first, second atomic.Int64
	counted := func(n *atomic.Int64) http.Handler {
		return http.HandlerFunc(func(http.ResponseWriter, *http.Request) { n.Add(1) })
	}
	srv := httptest.NewServer(counted(&first))
	defer srv.Close()
	port := srv.Listener.Addr().(*net.TCPAddr).Port
	l, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 2), Port: port})
	if err != nil {
		t.Skip("there is no second loopback address: ", err)
	}
	moved := &http.Server{Handler: counted(&second)}
	go func() { _ = moved.Serve(l) }()
	defer moved.Close()

	var mode atomic.Value
	mode.Store("answers")
	resolver := &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		switch mode.Load() {
		case "refuses":
			return nil, errors.New("the name server is away")
		case "is silent":
			near, far := net.Pipe()
			go func() { _, _ = far.Read(make([]byte, 600)) }() // it takes the question
			t.Cleanup(func() { _ = far.Close() })
			return near, nil
		}
		near, far := net.Pipe()
		t.Cleanup(func() { _ = far.Close() })
		last := byte(1)
		if mode.Load() == "moved" {
			last = 2
		}
		go answerNamesWith(far, last)
		return near, nil
	}}
	pool := upstream.Transports{Now: time.Now, Resolver: resolver}
	defer pool.Close()
	tr, err := pool.Get(upstream.TransportClass{})
	if err != nil {
		t.Fatal(err)
	}
	_, portText, _ := strings.Cut(strings.TrimPrefix(srv.URL, "http://"), ":")
	client := &http.Client{Transport: tr, Timeout: 8 * time.Second}
	call := func(host string) (time.Duration, error) {
		tr.CloseIdleConnections()
		began := time.Now()
		resp, err := client.Get("http://" + host + ":" + portText)
		if err == nil {
			err = resp.Body.Close()
		}
		return time.Since(began), err
	}
	for _, m := range []string{"answers", "refuses", "is silent", "moved"} {
		mode.Store(m)
		var took, others []time.Duration
		failed := 0
		for range 5 {
			d, err := call("api.example.com")
			if took = append(took, d); err != nil {
				failed++
			}
			if d, err := call("127.0.0.1"); err != nil {
				t.Errorf("%s: another host: %v", m, err)
			} else {
				others = append(others, d)
			}
		}
		slices.Sort(took)
		slices.Sort(others)
		t.Logf("P13: the name server %s: %d errors in 5 calls, slowest %v of %v; another host's slowest %v", m, failed, took[4].Round(time.Millisecond), took, others[len(others)-1].Round(time.Millisecond))
		if failed > 0 || took[4] > 3*time.Second || others[len(others)-1] > time.Second {
			t.Errorf("%s: %d errors, slowest %v, others %v", m, failed, took[4], others)
		}
	}
	if second.Load() != 5 {
		t.Errorf("%d of 5 calls went to the new address", second.Load())
	}
}
