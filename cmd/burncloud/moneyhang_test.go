//go:build linux

package main

import (
	"context"
	"database/sql"
	"net/http"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/burncloud/burncloud/internal/alone"
	"github.com/burncloud/burncloud/sim"
)

// locked keeps the process from writing to its database until free: what writes waits and then fails, as if the database hung.
func (p *process) locked() (free func()) {
	p.t.Helper()
	ctx := context.Background()
	db, err := sql.Open("sqlite", filepath.Join(dirOf(p), "burncloud.db")+"?_pragma=busy_timeout(10000)")
	if err != nil {
		p.t.Fatal(err)
	}
	conn, err := db.Conn(ctx)
	if err == nil {
		_, err = conn.ExecContext(ctx, `BEGIN IMMEDIATE`)
	}
	if err != nil {
		p.t.Fatal(err)
	}
	return func() {
		p.t.Helper()
		if _, err := conn.ExecContext(ctx, `ROLLBACK`); err != nil {
			p.t.Fatal(err)
		}
		_ = conn.Close()
		_ = db.Close()
	}
}

// arm is a program that is compared with another one, and what became of its calls.
type arm struct {
	*process
	key    string
	client *http.Client
	tally
}

func newArm(t *testing.T, provider string) *arm {
	a := &arm{process: launch(t, t.TempDir()), client: &http.Client{Transport: &http.Transport{}, Timeout: 30 * time.Second}}
	t.Cleanup(a.client.CloseIdleConnections)
	a.key = a.configure(provider)
	return a
}

// pairs calls both arms at the same instant, again and again, for a time and until there are enough calls for a 99th percentile.
func pairs(a, b *arm, during time.Duration, enough int) {
	end := time.Now().Add(during)
	for n := 0; n < enough || time.Now().Before(end); n++ {
		var both sync.WaitGroup
		for _, x := range [2]*arm{a, b} {
			both.Go(func() { x.call(x.client, x.key, &x.tally) })
		}
		both.Wait()
		time.Sleep(3 * time.Millisecond)
		a, b = b, a // neither is always the first
	}
}

// TestMoneyLogThatHangs is row B23: a log that accepts nothing and never answers adds less than a millisecond to the 99th percentile,
// and to those below. The 99th is the machine's more than the program's: before and after differ by more than that where nothing changed. So two
// programs, one with its log locked and one without, get each call at the same instant, and what the machine does strikes both. A
// whole run of such pairs has to hold; there may be three, and the programs change places in each.
func TestMoneyLogThatHangs(t *testing.T) {
	alone.Needed(t)
	const bar, enough, runs, room = time.Millisecond, 1000, 3, 64 // MiB
	provider, url := paidProvider(t, sim.Knobs{})
	hung, free := newArm(t, url), newArm(t, url)
	pairs(hung, free, 0, 300) // they warm up
	calls := len(hung.good)
	for run := 1; ; run++ {
		hung.good, free.good = nil, nil
		hung.drained()
		unlock := hung.locked()
		before := hung.lag()
		pairs(hung, free, moneySpan(12*time.Second, 2*time.Minute), enough) // longer than a writer of SQLite waits
		waiting := hung.lag() - before
		mine, _ := hung.memory()
		other, _ := free.memory()
		unlock()
		took := hung.drained()
		n := len(hung.good)
		calls += n
		var p, more [3]time.Duration
		for i, q := range [3]float64{0.5, 0.9, 0.99} {
			p[i] = quantile(hung.good, q)
			more[i] = p[i] - quantile(free.good, q)
		}
		t.Logf("B23 a log that does not answer, run %d: p99 %v, %v more than beside it with one that does; p50 %v, %v more; p90 %v, %v more; %d calls each, %d records waited in %d MiB (%d MiB), booked after %v",
			run, p[2], more[2], p[0], more[0], p[1], more[1], n, waiting, mine, other, took.Round(time.Millisecond))
		if waiting < n || mine > other+room || slices.Max([]int{len(hung.shed), len(free.shed), hung.other, free.other}) > 0 {
			t.Errorf("refused %d and %d, failed %d and %d; output:\n%s", len(hung.shed), len(free.shed), hung.other, free.other, hung.said())
		}
		if max(more[0], more[1], more[2]) < bar {
			break
		}
		if run == runs {
			t.Errorf("no run of %d has less than %v more", runs, bar)
			break
		}
		hung, free = free, hung
	}
	for _, a := range []*arm{hung, free} {
		a.drained()
		a.charged(map[string]int{"chat": calls})
		a.agree()
	}
	if n := finished(provider); n != 2*calls {
		t.Errorf("the provider finished %d of %d", n, 2*calls)
	}
}
