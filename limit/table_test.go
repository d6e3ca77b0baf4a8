package limit_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/limit"
)

// watch is a clock that is set by hand.
type watch struct{ at atomic.Int64 }

func (w *watch) now() time.Time          { return time.Unix(1_700_000_000, w.at.Load()) }
func (w *watch) forward(d time.Duration) { w.at.Add(int64(d)) }

func token(id string, l burncloud.Limits) limit.Subject {
	return limit.Subject{Key: limit.Key{Kind: limit.Token, ID: id}, Limits: l}
}

// burst admits as many calls as it can, and releases none.
func burst(t *limit.Table, tokens int64, s ...limit.Subject) (grants []*limit.Grant, refused *limit.Refusal) {
	for range 10_000 {
		g, r := t.Admit(tokens, s...)
		if r != nil {
			return grants, r
		}
		grants = append(grants, &g)
	}
	return grants, nil
}

func TestRates(t *testing.T) {
	for _, x := range []struct {
		name   string
		limits burncloud.Limits
		tokens int64
		burst  int
		cause  limit.Cause
		wait   time.Duration
	}{
		{"requests", burncloud.Limits{RPM: 60}, 0, 60, limit.Requests, time.Second},
		{"one", burncloud.Limits{RPM: 1}, 0, 1, limit.Requests, time.Minute},
		{"not a divisor", burncloud.Limits{RPM: 7}, 0, 7, limit.Requests, 8_571_428_568},
		{"tokens", burncloud.Limits{TPM: 1000}, 100, 10, limit.Tokens, 6 * time.Second},
		{"tokens that do not divide", burncloud.Limits{TPM: 1000}, 300, 3, limit.Tokens, 12 * time.Second},
		{"more tokens than there are", burncloud.Limits{TPM: 1000}, 5000, 1, limit.Tokens, time.Minute},
		{"the longer wait counts", burncloud.Limits{RPM: 10, TPM: 1000}, 100, 10, limit.Requests, 6 * time.Second},
		{"at the same time", burncloud.Limits{Concurrency: 3}, 0, 3, limit.Concurrency, 0},
		{"the largest", burncloud.Limits{TPM: burncloud.MaxLimit}, burncloud.MaxLimit, 1, limit.Tokens, time.Minute},
	} {
		var w watch
		table := limit.New(w.now)
		grants, r := burst(table, x.tokens, token("t", x.limits))
		if len(grants) != x.burst || r == nil || r.Cause != x.cause || r.Wait != x.wait {
			t.Errorf("%s: %d admitted, then %+v", x.name, len(grants), r)
			continue
		}
		if x.wait == 0 {
			grants[0].Release(0)
			if more, _ := burst(table, x.tokens, token("t", x.limits)); len(more) != 1 {
				t.Errorf("%s: one was released, %d admitted", x.name, len(more))
			}
			continue
		}
		w.forward(x.wait - 1)
		if more, _ := burst(table, x.tokens, token("t", x.limits)); len(more) != 0 {
			t.Errorf("%s: admitted a nanosecond early", x.name)
		}
		w.forward(1)
		if more, _ := burst(table, x.tokens, token("t", x.limits)); len(more) != 1 {
			t.Errorf("%s: %d admitted when the wait was over", x.name, len(more))
		}
	}
}

// TestSettling: the reservation becomes what was used, more or less, and a debt must be earned.
func TestSettling(t *testing.T) {
	for _, x := range []struct {
		name  string
		used  int64
		left  int64
		after func(*limit.Grant)
	}{
		{"less", 10, 990, nil},
		{"more", 700, 300, nil},
		{"nothing", 0, 1000, nil},
		{"unknown", limit.Unknown, 600, nil},
		{"debt", 2000, 0, nil},
		{"far too much", 1 << 62, 0, nil},
		{"cancelled", 0, 1000, func(g *limit.Grant) { g.Cancel() }},
		{"once only", 400, 600, func(g *limit.Grant) { g.Release(400); g.Release(0); g.Cancel() }},
	} {
		var w watch
		table := limit.New(w.now)
		s := token("t", burncloud.Limits{RPM: 10, TPM: 1000})
		g, _ := table.Admit(400, s)
		if g.Tokens.Remaining != 600 || g.Tokens.Reset != 24*time.Second || g.Requests.Remaining != 9 || g.Requests.Limit != 10 {
			t.Errorf("%s: admitted with %+v, %+v", x.name, g.Requests, g.Tokens)
		}
		if x.after != nil {
			x.after(&g)
		} else {
			g.Release(x.used)
		}
		next, r := table.Admit(0, s)
		requests := int64(8)
		if x.name == "cancelled" {
			requests = 9
		}
		if next.Tokens.Remaining != x.left || next.Requests.Remaining != requests && r == nil {
			t.Errorf("%s: left %+v, %+v", x.name, next.Requests, next.Tokens)
		}
		if (r != nil) != (x.used > 1000) {
			t.Errorf("%s: then %+v", x.name, r)
		}
		if n := table.UnderWay(s.Key); n > 1 {
			t.Errorf("%s: %d under way", x.name, n)
		}
	}
}

// TestAllOrNone: what one subject refuses is taken of none.
func TestAllOrNone(t *testing.T) {
	var w watch
	table := limit.New(w.now)
	wide, narrow := token("wide", burncloud.Limits{RPM: 100}), limit.Subject{Key: limit.Key{Kind: limit.User, ID: "u"}, Limits: burncloud.Limits{RPM: 3}}
	free := limit.Subject{Key: limit.Key{Kind: limit.Group, ID: "g"}}
	grants, r := burst(table, 0, wide, narrow, free)
	if len(grants) != 3 || r.Subject.Kind != limit.User || r.Subject.ID != "u" {
		t.Fatalf("%d admitted, then %+v", len(grants), r)
	}
	if more, _ := burst(table, 0, wide); len(more) != 97 {
		t.Errorf("%d of 97 left", len(more))
	}
	if n := table.UnderWay(free.Key); n != 0 || table.Len() != 2 {
		t.Errorf("%d of the subject without limits, %d entries", n, table.Len())
	}
}

// TestExactUnderConcurrency: however many try at once, exactly the allowance is admitted, and every gauge ends at 0.
func TestExactUnderConcurrency(t *testing.T) {
	var w watch
	table := limit.New(w.now)
	user := limit.Subject{Key: limit.Key{Kind: limit.User, ID: "u"}, Limits: burncloud.Limits{RPM: 500, Concurrency: 40}}
	var admitted, now, most atomic.Int64
	var wg sync.WaitGroup
	for i := range 32 {
		wg.Go(func() {
			own := token(fmt.Sprint("t", i%8), burncloud.Limits{RPM: 200})
			for range 200 {
				g, r := table.Admit(0, own, user)
				if r != nil {
					continue
				}
				admitted.Add(1)
				if n := now.Add(1); n > most.Load() {
					most.Store(n)
				}
				now.Add(-1)
				g.Release(0)
			}
		})
	}
	wg.Wait()
	if admitted.Load() != 500 || most.Load() > 40 || table.UnderWay(user.Key) != 0 {
		t.Errorf("admitted %d, %d at once, %d left", admitted.Load(), most.Load(), table.UnderWay(user.Key))
	}
}

// TestIdleAreForgotten: a million tokens, each seen once in a while, do not stay.
func TestIdleAreForgotten(t *testing.T) {
	var w watch
	table := limit.New(w.now)
	held, _ := table.Admit(0, token("held", burncloud.Limits{Concurrency: 1}))
	most := 0
	for i := range 100_000 {
		g, r := table.Admit(0, token(fmt.Sprint(i), burncloud.Limits{RPM: 60}))
		if r != nil {
			t.Fatal(r)
		}
		g.Release(0)
		w.forward(time.Millisecond)
		if i%1000 == 0 {
			most = max(most, table.Len())
		}
	}
	if most > 64*64 {
		t.Errorf("%d entries", most)
	}
	if _, r := table.Admit(0, token("held", burncloud.Limits{Concurrency: 1})); r == nil {
		t.Error("a subject with a call under way was forgotten")
	}
	held.Release(0)
}

func TestAdmitAllocatesNothing(t *testing.T) {
	table := limit.New(time.Now)
	l := burncloud.Limits{RPM: burncloud.MaxLimit, TPM: burncloud.MaxLimit, Concurrency: 9}
	subjects := [3]limit.Subject{token("t", l), {Key: limit.Key{Kind: limit.User, ID: "u"}, Limits: l}, {Key: limit.Key{Kind: limit.Group, ID: "g"}, Limits: l}}
	if n := testing.AllocsPerRun(1000, func() {
		g, r := table.Admit(100, subjects[0], subjects[1], subjects[2])
		if r != nil {
			t.Fatal(r)
		}
		g.Release(90)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkAdmit(b *testing.B) {
	table := limit.New(time.Now)
	l := burncloud.Limits{RPM: burncloud.MaxLimit, TPM: burncloud.MaxLimit, Concurrency: 1 << 20}
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			g, _ := table.Admit(100, token("t", l), limit.Subject{Key: limit.Key{Kind: limit.User, ID: "u"}, Limits: l})
			g.Release(90)
		}
	})
}

func TestUsed(t *testing.T) {
	w := &watch{}
	table := limit.New(w.now)
	s := token("a", burncloud.Limits{RPM: 60, TPM: 6000, Concurrency: 5})
	if got := table.Used(s); got != (burncloud.Load{}) {
		t.Errorf("before the first call: %+v", got)
	}
	var grants []*limit.Grant
	for range 3 {
		g, r := table.Admit(1000, s)
		if r != nil {
			t.Fatal(r)
		}
		grants = append(grants, &g)
	}
	if got, want := table.Used(s), (burncloud.Load{Requests: 3, Tokens: 3000, UnderWay: 3}); got != want {
		t.Errorf("at once: %+v, want %+v", got, want)
	}
	w.forward(2 * time.Second) // earns 2 requests and 200 tokens
	if got, want := table.Used(s), (burncloud.Load{Requests: 1, Tokens: 2800, UnderWay: 3}); got != want {
		t.Errorf("after two seconds: %+v, want %+v", got, want)
	}
	for _, g := range grants {
		g.Release(1000)
	}
	w.forward(time.Minute)
	if got := table.Used(s); got != (burncloud.Load{}) {
		t.Errorf("a minute later: %+v", got)
	}
}
