package journal_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/burncloud/burncloud/internal/faultdisk"
	"github.com/burncloud/burncloud/journal"
)

// witness knows what a journal has to hold.
type witness struct {
	mu       sync.Mutex
	appended map[journal.LSN]string // what Append returned a number for
	tried    map[string]bool        // what Append may have written although it returned an error
	safe     journal.LSN            // what Wait said is on the disk
	released journal.LSN
	serial   int
}

func (w *witness) payload(rng *rand.Rand) []byte {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.serial++
	return append(fmt.Appendf(nil, "record %d ", w.serial), make([]byte, rng.IntN(300))...)
}

// check compares an opened journal with what it has to hold, and takes over what it holds beyond.
func (w *witness) check(t *testing.T, j *journal.Journal, powerCut bool) {
	t.Helper()
	first, last := j.First(), j.Written()
	if first > w.released+1 {
		t.Fatalf("first record is %d, released only to %d", first, w.released)
	}
	if last < w.safe {
		t.Fatalf("last record is %d, but %d had been waited for", last, w.safe)
	}
	seen := map[string]journal.LSN{}
	got := readAll(t, j)
	if n := journal.LSN(len(got)); n != last+1-first {
		t.Fatalf("%d records from %d to %d", n, first, last)
	}
	for i, r := range got {
		if r.LSN != first+journal.LSN(i) {
			t.Fatalf("record %d follows %d", r.LSN, got[max(i-1, 0)].LSN)
		}
		p := string(r.Payload)
		if at, twice := seen[p]; twice {
			t.Fatalf("record %d is there again as %d", at, r.LSN)
		}
		seen[p] = r.LSN
		want, known := w.appended[r.LSN]
		if known && want != p && (r.LSN <= w.safe || !w.tried[p]) || !known && !w.tried[p] {
			t.Fatalf("record %d: got %.20q want %.20q", r.LSN, p, want)
		}
	}
	for lsn, p := range w.appended {
		if lsn >= first && (lsn <= w.safe || !powerCut) && seen[p] != lsn {
			t.Fatalf("record %d is lost (safe to %d, power cut %v)", lsn, w.safe, powerCut)
		}
	}
	clear(w.appended)
	for _, r := range got {
		w.appended[r.LSN] = string(r.Payload)
	}
	w.safe = last
}

func readAll(t *testing.T, j *journal.Journal) (all []journal.Record) {
	t.Helper()
	for from := j.First(); ; from = all[len(all)-1].LSN + 1 {
		records, err := j.Read(from, 7)
		if err != nil {
			t.Fatalf("read from %d: %v", from, err)
		}
		if len(records) == 0 {
			return all
		}
		all = append(all, records...)
	}
}

// work does n random things with a journal whose disk may fail.
func (w *witness) work(t *testing.T, j *journal.Journal, rng *rand.Rand, n int) {
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	for range n {
		p := w.payload(rng)
		append := j.Append
		if rng.IntN(2) == 0 {
			pending, err := j.Enqueue(1, p)
			if err == nil && rng.IntN(4) == 0 {
				w.mu.Lock()
				w.tried[string(p)] = true // nobody asks whether it was written
				w.mu.Unlock()
				continue
			}
			append = func(journal.Kind, []byte) (journal.LSN, error) {
				if err != nil {
					return 0, err
				}
				lsn, err := pending.Wait(ctx)
				if pending.Failed() != (err != nil) {
					t.Errorf("record %d: failed %v, %v", lsn, pending.Failed(), err)
				}
				return lsn, err
			}
		}
		lsn, err := append(1, p)
		w.mu.Lock()
		if err != nil {
			w.tried[string(p)] = true
		} else {
			w.appended[lsn] = string(p)
		}
		w.mu.Unlock()
		switch {
		case err == nil && rng.IntN(3) == 0:
			err := j.Wait(ctx, lsn)
			w.mu.Lock()
			if err == nil {
				w.safe = max(w.safe, lsn)
			}
			w.mu.Unlock()
			if errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("wait for %d: %v", lsn, err)
			}
		case rng.IntN(20) == 0:
			w.mu.Lock()
			upTo := w.safe - min(w.safe, journal.LSN(rng.IntN(20)))
			w.released = max(w.released, upTo)
			w.mu.Unlock()
			_ = j.Release(upTo) // on a disk that fails it may fail
		}
	}
}

func TestNothingWaitedForIsLost(t *testing.T) {
	seeds := uint64(1500)
	if testing.Short() {
		seeds = 200
	}
	for seed := range seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel() // most of it is waiting for syncs
			crashAndRecover(t, seed)
		})
	}
}

// crashAndRecover lets a journal work on a disk that fails once, ends it in one of several ways, and opens it again.
func crashAndRecover(t *testing.T, seed uint64) {
	rng := rand.New(rand.NewPCG(seed, 2))
	d := faultdisk.New(seed)
	w := &witness{appended: map[journal.LSN]string{}, tried: map[string]bool{}}
	powerCut := false
	for range 3 + rng.IntN(4) {
		p := d.Boot()
		o := journal.Options{Dir: "d", FS: p, SegmentBytes: 300 + rng.Int64N(3000), Durability: journal.Durability(rng.IntN(5) / 4)}
		if rng.IntN(4) == 0 {
			d.Arm(1+rng.IntN(20), syscall.EIO)
		}
		j, err := journal.Open(o)
		d.Arm(0, nil)
		if errors.Is(err, syscall.EIO) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		w.check(t, j, powerCut)
		opened := w.safe
		if rng.IntN(2) == 0 {
			d.Arm(1+rng.IntN(60), []error{syscall.EIO, syscall.ENOSPC}[rng.IntN(2)])
		}
		var group sync.WaitGroup
		for range 1 + rng.IntN(3) {
			mine := rand.New(rand.NewPCG(rng.Uint64(), 3))
			group.Go(func() { w.work(t, j, mine, mine.IntN(40)) })
		}
		if rng.IntN(4) > 0 {
			group.Wait() // otherwise the end comes in the middle of the work
		}
		clean := rng.IntN(4) == 0
		if !clean {
			p.Kill()
		}
		err = j.Close() // after a kill it only ends its goroutine; the disk does not hear of it
		group.Wait()
		if o.Durability == journal.Process {
			w.safe = max(opened, j.Durable()) // Wait promised nothing about the disk
		}
		if clean && err == nil {
			w.safe = j.Written()
		}
		d.Arm(0, nil)
		if powerCut = rng.IntN(2) == 0; powerCut {
			d = d.PowerCut()
		}
	}
}

// settle waits until the journal has its spare segment and nothing to sync, so that the next operations are the test's.
func settle(t *testing.T, j *journal.Journal, d *faultdisk.Disk) {
	t.Helper()
	for range 2000 {
		if d.Has("spare") && j.Durable() == j.Written() && j.Healthy() == nil {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatalf("not settled: durable %d written %d, %v", j.Durable(), j.Written(), j.Healthy())
}

func TestFailedSync(t *testing.T) {
	d := faultdisk.New(1)
	j := open(t, journal.Options{FS: d.Boot(), SegmentBytes: 4096})
	settle(t, j, d)
	if err := j.Wait(t.Context(), mustAppend(t, j, 1, "before")); err != nil {
		t.Fatal(err)
	}
	d.Arm(2, syscall.EIO) // the write goes well, the sync does not
	lost := mustAppend(t, j, 1, "in doubt")
	if err := j.Wait(t.Context(), lost); !errors.Is(err, journal.ErrNotDurable) || !errors.Is(err, syscall.EIO) {
		t.Fatalf("got %v", err)
	}
	if err := j.Wait(t.Context(), mustAppend(t, j, 1, "after")); err != nil {
		t.Fatal(err)
	}
	if err := j.Wait(t.Context(), lost); !errors.Is(err, journal.ErrNotDurable) {
		t.Fatalf("a record that missed its sync: got %v", err)
	}
	settle(t, j, d)
	j = open(t, journal.Options{FS: d.PowerCut().Boot(), SegmentBytes: 4096})
	if got := readAll(t, j); len(got) != 3 || string(got[1].Payload) != "in doubt" {
		t.Fatalf("got %v", got)
	}
}

func TestFailedTwice(t *testing.T) {
	p := faultdisk.New(1).Boot()
	j := open(t, journal.Options{FS: p, SegmentBytes: 4096})
	settle(t, j, p.Disk)
	p.Kill()
	for range 2 {
		if _, err := j.Append(1, nil); !errors.Is(err, journal.ErrFailed) {
			t.Fatalf("append: %v", err)
		}
		if err := j.Healthy(); !errors.Is(err, journal.ErrFailed) {
			t.Fatalf("healthy: %v", err)
		}
	}
}

func TestDiskFull(t *testing.T) {
	d := faultdisk.New(1)
	d.SetCapacity(2000)
	j := open(t, journal.Options{FS: d.Boot(), SegmentBytes: 1000})
	settle(t, j, d)
	var last journal.LSN
	var err error
	for range 100 {
		var lsn journal.LSN
		if lsn, err = j.Append(1, make([]byte, 79)); err != nil {
			break
		}
		last = lsn
	}
	if !errors.Is(err, journal.ErrFull) || errors.Is(err, journal.ErrFailed) || last != 18 {
		t.Fatalf("full after %d: %v", last, err)
	}
	if err := j.Healthy(); !errors.Is(err, journal.ErrFull) {
		t.Fatalf("healthy: %v", err)
	}
	if err := j.Wait(t.Context(), last); err != nil {
		t.Fatalf("what was appended before: %v", err)
	}
	d.SetCapacity(1 << 20)
	settle(t, j, d)
	if lsn, err := j.Append(1, make([]byte, 79)); err != nil || lsn != last+1 {
		t.Fatalf("after there is space again: %d, %v", lsn, err)
	}
}

// A file system that does not reserve space runs full in the middle of a segment.
func TestDiskFullInWrite(t *testing.T) {
	d := faultdisk.New(1)
	j := open(t, journal.Options{FS: d.Boot(), SegmentBytes: 1000})
	mustAppend(t, j, 1, "one")
	settle(t, j, d)
	d.SetCapacity(0)
	d.Arm(1, syscall.ENOSPC)
	second := mustAppend(t, j, 1, "two") // the spare takes it
	if err := j.Wait(t.Context(), second); err != nil {
		t.Fatal(err)
	}
	for j.Healthy() == nil {
		time.Sleep(time.Millisecond)
	}
	d.Arm(1, syscall.ENOSPC)
	if _, err := j.Append(1, []byte("three")); !errors.Is(err, journal.ErrFull) {
		// A look for space may have met the fault instead; then the segment takes the record.
		if err != nil || j.Written() != second+1 {
			t.Fatalf("got %v", err)
		}
		t.Skip("the fault hit the look for space")
	}
	d.SetCapacity(1 << 20)
	settle(t, j, d)
	third := mustAppend(t, j, 1, "three")
	if err := j.Wait(t.Context(), third); err != nil || third != second+1 {
		t.Fatalf("after there is space again: %d, %v", third, err)
	}
	if got := readAll(t, j); len(got) != 3 {
		t.Fatalf("got %v", got)
	}
}
