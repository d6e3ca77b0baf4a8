package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/journal"
	"github.com/burncloud/burncloud/ledger"
)

// oracle is what the callers of a ledger know, whatever became of it.
type oracle struct {
	mu       sync.Mutex
	credited [userCount]burncloud.Money
	granted  map[int]bool            // holds that Wait let through: something may have been delivered
	ended    map[int]burncloud.Money // calls whose end was acknowledged, at their cost
	safe     map[int]bool            // of them, those that were synced
	most     map[int]burncloud.Money // what a call may cost at most, by what was asked of the ledger
	serial   int
}

func (o *oracle) next() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.serial++
	return o.serial
}

// work makes calls, and notes what it is told.
func (o *oracle) work(p *process, rng *rand.Rand, calls int) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	for range calls {
		n, user := o.next(), rng.IntN(userCount)
		amount := burncloud.Money(1 + rng.IntN(200))
		h, err := p.Hold(p.request(n, user, amount))
		if err != nil {
			continue
		}
		cost := burncloud.Money(rng.IntN(int(amount)*5/4 + 1))
		o.mu.Lock()
		o.most[n] = max(cost, amount)
		o.mu.Unlock()
		if rng.IntN(6) > 0 { // else it ends before anything is delivered
			if h.Wait(ctx) != nil {
				_ = h.Void(finished(0)) // nothing was delivered; on a dead disk it cannot be written
				continue
			}
			o.mu.Lock()
			o.granted[n] = true
			o.mu.Unlock()
		}
		if rng.IntN(3) == 0 {
			_ = h.Progress(300, min(cost, amount)) // a mark is worth what it is worth
		}
		if rng.IntN(10) == 0 {
			continue // it runs on, until the end of the process
		}
		if h.Settle(finished(cost), cost) != nil {
			continue
		}
		o.mu.Lock()
		o.ended[n] = cost
		o.mu.Unlock()
		if rng.IntN(4) == 0 && p.journal.Flush(ctx, p.journal.Written()) == nil {
			o.mu.Lock()
			o.safe[n] = true
			o.mu.Unlock()
		}
	}
}

// check compares the books of a new process with what the callers know.
func (o *oracle) check(t *testing.T, p *process, powerCut bool) {
	t.Helper()
	p.sound()
	charged := [userCount]burncloud.Money{}
	rows := map[int]burncloud.Money{}
	err := p.db.EachCall(t.Context(), burncloud.CallFilter{}, func(c *burncloud.Call) error {
		var n, user int
		if _, err := fmt.Sscanf(string(c.RequestID)+" "+string(c.UserID), "req_%d usr_%d", &n, &user); err != nil {
			return err
		}
		if _, twice := rows[n]; twice {
			t.Errorf("call %d is there twice", n)
		}
		rows[n] = c.Charged()
		charged[user] += c.Charged()
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for n := range o.granted {
		if _, ok := rows[n]; !ok {
			t.Errorf("call %d was let through, and its hold is lost", n)
		}
	}
	for n, cost := range o.ended {
		got, ok := rows[n]
		if (!powerCut || o.safe[n]) && (!ok || got != cost) {
			t.Errorf("call %d cost %d, charged %d (%v)", n, cost, got, ok)
		}
		if got > o.most[n] {
			t.Errorf("call %d charged %d, more than %d", n, got, o.most[n])
		}
		delete(o.ended, n) // a later power cut takes nothing that was posted
		if ok {
			o.ended[n], o.safe[n] = got, true
		}
	}
	for user := range userCount {
		if got := p.stored(user).Available; got != o.credited[user]-charged[user] {
			t.Errorf("user %d has %d, given %d, charged %d", user, got, o.credited[user], charged[user])
		}
	}
}

func TestNoCrashLosesMoney(t *testing.T) {
	seeds := 24
	if long {
		seeds = 10_000
	}
	var violations, restarts atomic.Int64
	const together = 50 // a test keeps what its parallel parts used until the last has ended
	for from := 0; from < seeds; from += together {
		t.Run("seed", func(t *testing.T) {
			for seed := from; seed < min(from+together, seeds); seed++ {
				t.Run(fmt.Sprint(seed), func(t *testing.T) {
					t.Parallel()
					defer func() {
						if t.Failed() {
							violations.Add(1)
						}
					}()
					restarts.Add(crashes(t, uint64(seed)))
				})
			}
		})
	}
	t.Logf("B2: violations=%d seeds=%d restarts=%d", violations.Load(), seeds, restarts.Load())
}

// crashes lives several lives on one site, each ended by a kill or a power cut, on a disk that may fail.
func crashes(t *testing.T, seed uint64) (restarts int64) {
	rng := rand.New(rand.NewPCG(seed, 5))
	s := newSite(t, seed)
	o := &oracle{granted: map[int]bool{}, ended: map[int]burncloud.Money{}, safe: map[int]bool{}, most: map[int]burncloud.Money{}}
	powerCut := false
	for life := range 3 {
		options := journal.Options{SegmentBytes: 4000 + rng.Int64N(20_000)}
		if rng.IntN(4) == 0 {
			s.disk.Arm(1+rng.IntN(20), syscall.EIO)
		}
		p, err := s.start(options)
		s.disk.Arm(0, nil)
		if errors.Is(err, syscall.EIO) || errors.Is(err, journal.ErrFailed) || errors.Is(err, journal.ErrNotDurable) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		restarts++
		o.check(t, p, powerCut)
		for user := range userCount {
			p.credit(user, 1000, fmt.Sprint(life, user))
			o.credited[user] += 1000
		}
		if rng.IntN(2) == 0 {
			s.disk.Arm(1+rng.IntN(100), []error{syscall.EIO, syscall.ENOSPC}[rng.IntN(2)])
		}
		p.run()
		var group sync.WaitGroup
		for range 3 {
			mine := rand.New(rand.NewPCG(rng.Uint64(), 6))
			group.Go(func() { o.work(p, mine, 10+mine.IntN(20)) })
		}
		if rng.IntN(2) == 0 {
			group.Wait() // otherwise the end comes in the middle of the work
		}
		p.disk.Kill()
		group.Wait()
		p.end()
		s.disk.Arm(0, nil)
		if powerCut = rng.IntN(2) == 0; powerCut {
			s.disk = s.disk.PowerCut()
		}
	}
	p := s.mustStart()
	o.check(t, p, powerCut)
	return restarts + 1
}

// Whichever operation of the disk fails, the books agree, nobody is charged more than once, and no end that was
// acknowledged is lost.
func TestEveryWriteFailsOnce(t *testing.T) {
	last := 20
	if long {
		last = 2000
	}
	for n := 1; n <= last; n++ {
		for _, fault := range []error{syscall.EIO, syscall.ENOSPC} {
			if !t.Run(fmt.Sprint(n, " ", fault), func(t *testing.T) { failsOnce(t, n, fault) }) {
				return
			}
		}
	}
	t.Logf("B2: violations=0 where each of %d operations of the disk failed once", last)
}

// failsOnce lives on a disk whose n-th operation fails.
func failsOnce(t *testing.T, n int, fault error) {
	s := newSite(t, uint64(n))
	o := &oracle{granted: map[int]bool{}, ended: map[int]burncloud.Money{}, safe: map[int]bool{}, most: map[int]burncloud.Money{}}
	p := s.mustStart()
	for user := range userCount {
		p.credit(user, 1000, fmt.Sprint(user))
		o.credited[user] += 1000
	}
	s.disk.Arm(n, fault)
	o.work(p, rand.New(rand.NewPCG(uint64(n), 8)), 20)
	s.disk.Arm(0, nil)
	p.disk.Kill()
	p.end()
	o.check(t, s.mustStart(), false)
}

// A hold that its call forgot is settled at its last mark half a minute after its deadline, and not before.
func TestForgottenHolds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newSite(t, 1).mustStart()
		p.run()
		p.credit(0, 1000, "1")
		for i, marked := range []bool{true, false} {
			r := p.request(i, 0, 100)
			r.Deadline = time.Now().Add(10 * time.Minute)
			h, err := p.Hold(r)
			if err != nil {
				t.Fatal(err)
			}
			if marked {
				time.Sleep(2 * time.Second)
				if err := h.Progress(40, 40); err != nil {
					t.Fatal(err)
				}
			}
		}
		time.Sleep(10*time.Minute + 20*time.Second)
		if got := p.Totals(); got.Holds != 2 || got.Held != 200 {
			t.Errorf("before its time: %+v", got)
		}
		time.Sleep(20 * time.Second)
		if got := p.Totals(); got.Holds != 0 || got.Held != 0 {
			t.Errorf("after its time: %+v", got)
		}
		p.stop()
		p.running.Wait()
		p.sound()
		if got := p.stored(0); got.Available != 960 {
			t.Errorf("left %d", got.Available)
		}
		c, err := p.db.Call(t.Context(), callID(0))
		if err != nil || c.Usage.Output != 40 || *c.Cost != 40 || c.Flags[0] != ledger.FlagRecovered {
			t.Errorf("row %+v, %v", c, err)
		}
		p.end()
	})
}
