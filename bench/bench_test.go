package main

import (
	"errors"
	"net"
	"testing"
	"time"
)

func TestModelNamesCarryTheSpec(t *testing.T) {
	for _, want := range []spec{{size: 500}, {stream: true, size: 400}, {stream: true, size: 60, gap: 20 * time.Millisecond}} {
		if got, err := parseSpec(want.model()); err != nil || got != want {
			t.Errorf("%s: got %+v, %v; want %+v", want.model(), got, err, want)
		}
	}
	for _, bad := range []string{"gpt-4o", "bench-answer", "bench-other-1-0ms"} {
		if got, err := parseSpec(bad); err == nil {
			t.Errorf("%s: got %+v, want an error", bad, got)
		}
	}
}

// serveOnce starts the provider for one connection.
func serveOnce(t *testing.T) *target {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		_ = new(provider).serve(conn)
	}()
	t.Cleanup(func() {
		_ = l.Close()
		<-done
	})
	return &target{name: "direct", addr: l.Addr().String()}
}

func TestClientComparesEveryByte(t *testing.T) {
	for _, s := range []spec{{size: 500}, {stream: true, size: 300}, {stream: true, size: 2, gap: time.Millisecond}} {
		t.Run(s.model(), func(t *testing.T) {
			to := serveOnce(t)
			c := &client{addr: to.addr}
			defer c.close()
			j := newJob(to, s, 1<<10)
			for range 2 { // the connection is used again
				if err := c.do(j); err != nil || c.events(j) != s.events() {
					t.Fatalf("got %d events, %v; want %d", c.events(j), err, s.events())
				}
			}
			j.want[len(j.want)/2]++
			if err := c.do(j); !errors.Is(err, errAltered) {
				t.Errorf("one byte is another: got %v, want %v", err, errAltered)
			}
		})
	}
}

func TestRatiosAreJudgedByTheMedian(t *testing.T) {
	r := newReport()
	r.over("x", "burncloud", []float64{3, 0.5, 0.9}, "× proxy").atMost(1, r)
	if f := r.Figures[0]; f.Value != 0.9 || f.Low != 0.5 || f.High != 3 || !*f.Pass || r.Failed {
		t.Errorf("got %+v, failed %v", f, r.Failed)
	}
	r.add("y", "burncloud", 96, "%").atLeast(97, r)
	if !r.Failed {
		t.Error("a missed bar must fail the report")
	}
}
