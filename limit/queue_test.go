package limit_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/limit"
)

func channel(id string, l burncloud.Limits) limit.Subject {
	return limit.Subject{Key: limit.Key{Kind: limit.Channel, ID: id}, Limits: l}
}

func place(tenant string, subjects ...limit.Subject) limit.Place {
	return limit.Place{Pool: "p", Tenant: tenant, Patience: 2 * time.Second, Subjects: subjects}
}

// TestTenantsTakeTurns: one tenant brings twenty calls, another two; the two are not behind the twenty.
func TestTenantsTakeTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		table, one := limit.New(time.Now), channel("ch", burncloud.Limits{Concurrency: 1})
		running, _ := table.Admit(0, one)
		var mu sync.Mutex
		var order []string
		wait := func(tenant string) {
			go func() {
				i, g := table.Wait(t.Context(), place(tenant, one))
				if i != 0 {
					t.Errorf("%s got %d", tenant, i)
				}
				mu.Lock()
				order = append(order, tenant)
				mu.Unlock()
				time.Sleep(10 * time.Millisecond)
				g.Release(0)
			}()
			synctest.Wait()
		}
		for range 20 {
			wait("noisy")
		}
		wait("quiet")
		wait("quiet")
		if n := table.Waiting("p"); n != 22 {
			t.Errorf("%d in line", n)
		}
		running.Release(0)
		_, r := table.Admit(0, one)
		if r == nil {
			t.Error("a new call came before those in line")
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if want := []string{"noisy", "quiet", "noisy", "quiet", "noisy"}; len(order) != 22 || !slices.Equal(order[:5], want) {
			t.Errorf("served %v", order)
		}
		if table.UnderWay(one.Key) != 0 || table.Waiting("p") != 0 || table.Lines() != 0 {
			t.Error("something is left")
		}
	})
}

// TestWaitForARate: the line is served when the rate has earned enough, without anybody releasing anything.
func TestWaitForARate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		table, s := limit.New(time.Now), channel("ch", burncloud.Limits{RPM: 60})
		if n, _ := burst(table, 0, s); len(n) != 60 {
			t.Fatal(len(n))
		}
		began := time.Now()
		for n := range 2 {
			if i, _ := table.Wait(t.Context(), place("a", s)); i != 0 || time.Since(began) != time.Duration(n+1)*time.Second {
				t.Errorf("got %d after %v", i, time.Since(began))
			}
		}
	})
}

// TestEitherWillDo: a call waits for two channels and takes the first that has room.
func TestEitherWillDo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		table := limit.New(time.Now)
		a, b := channel("a", burncloud.Limits{Concurrency: 1}), channel("b", burncloud.Limits{Concurrency: 1})
		first, _ := table.Admit(0, a)
		second, _ := table.Admit(0, b)
		time.AfterFunc(time.Second, func() { second.Release(0) })
		i, g := table.Wait(t.Context(), place("x", a, b))
		if i != 1 || !g.Holds(b.Key) || g.Holds(a.Key) || table.Lines() != 0 {
			t.Errorf("got %d, %d lines left", i, table.Lines())
		}
		first.Release(0)
		if _, r := table.Admit(0, a); r != nil {
			t.Errorf("the line for the other is left: %+v", r)
		}
	})
}

// TestPatienceEnds: at the end of it, or when the caller leaves, there is no trace.
func TestPatienceEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		table, one := limit.New(time.Now), channel("ch", burncloud.Limits{Concurrency: 1})
		running, _ := table.Admit(0, one)
		began := time.Now()
		if i, _ := table.Wait(t.Context(), place("a", one)); i != -1 || time.Since(began) != 2*time.Second {
			t.Errorf("got %d after %v", i, time.Since(began))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if i, _ := table.Wait(ctx, place("a", one)); i != -1 || time.Since(began) != 3*time.Second {
			t.Errorf("got %d after %v", i, time.Since(began))
		}
		running.Release(0)
		if n, _ := burst(table, 0, one); len(n) != 1 {
			t.Errorf("%d admitted", len(n))
		}
	})
}

// TestFullLine: beyond 64 a tenant is refused, while one with fewer calls in line takes a place of the noisy one.
func TestFullLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		table, one := limit.New(time.Now), channel("ch", burncloud.Limits{Concurrency: 1})
		running, _ := table.Admit(0, one)
		defer running.Release(0)
		var mu sync.Mutex
		got := map[string][]time.Duration{}
		began := time.Now()
		wait := func(tenant string) {
			go func() {
				i, _ := table.Wait(t.Context(), place(tenant, one))
				mu.Lock()
				defer mu.Unlock()
				if i != -1 {
					t.Errorf("%s got %d", tenant, i)
				}
				got[tenant] = append(got[tenant], time.Since(began))
			}()
			synctest.Wait()
		}
		for range limit.MaxWaiting + 1 {
			wait("noisy")
		}
		if len(got["noisy"]) != 1 || table.Waiting("p") != limit.MaxWaiting {
			t.Errorf("refused %v, %d in line", got, table.Waiting("p"))
		}
		wait("quiet")
		if len(got["noisy"]) != 2 || len(got["quiet"]) != 0 || table.Waiting("p") != limit.MaxWaiting {
			t.Errorf("refused %v, %d in line", got, table.Waiting("p"))
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if len(got["noisy"]) != 66-1 || len(got["quiet"]) != 1 || table.Lines() != 0 {
			t.Errorf("%d, %d, %d lines", len(got["noisy"]), len(got["quiet"]), table.Lines())
		}
	})
}

// TestStormLeavesNothing: a thousand calls come, wait, leave and are served at random; all counts return to 0.
func TestStormLeavesNothing(t *testing.T) {
	table := limit.New(time.Now)
	a, b := channel("a", burncloud.Limits{Concurrency: 3, TPM: 1_000_000}), channel("b", burncloud.Limits{Concurrency: 2})
	var wg sync.WaitGroup
	for i := range 1000 {
		wg.Go(func() {
			ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i%40)*time.Millisecond)
			defer cancel()
			p := place(fmt.Sprint(i%7), a, b)
			p.Tokens, p.Pool = 100, fmt.Sprint(i%20)
			if n, g := table.Wait(ctx, p); n >= 0 {
				time.Sleep(time.Duration(i%3) * time.Millisecond)
				g.Release(50)
			}
		})
	}
	wg.Wait()
	if table.UnderWay(a.Key) != 0 || table.UnderWay(b.Key) != 0 || table.Lines() != 0 {
		t.Errorf("%d and %d under way, %d lines", table.UnderWay(a.Key), table.UnderWay(b.Key), table.Lines())
	}
	if n, _ := burst(table, 1, a); len(n) != 3 {
		t.Errorf("%d of 3 admitted", len(n))
	}
}
