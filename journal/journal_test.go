package journal_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/burncloud/burncloud/internal/faultdisk"
	"github.com/burncloud/burncloud/journal"
)

// open opens a journal that is closed with the test; without a Dir, in a new one.
func open(t testing.TB, o journal.Options) *journal.Journal {
	t.Helper()
	if o.Dir == "" {
		o.Dir = t.TempDir()
	}
	j, err := journal.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	return j
}

func mustAppend(t testing.TB, j *journal.Journal, kind journal.Kind, payload string) journal.LSN {
	t.Helper()
	lsn, err := j.Append(kind, []byte(payload))
	if err != nil {
		t.Fatal(err)
	}
	return lsn
}

func mustClose(t testing.TB, j *journal.Journal) {
	t.Helper()
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestRefusals(t *testing.T) {
	dir := t.TempDir()
	j := open(t, journal.Options{Dir: dir})
	if _, err := journal.Open(journal.Options{Dir: dir}); !errors.Is(err, journal.ErrLocked) {
		t.Errorf("second open: %v", err)
	}
	if _, err := j.Append(1, make([]byte, journal.MaxPayload+1)); !errors.Is(err, journal.ErrTooLarge) {
		t.Errorf("too large: %v", err)
	}
	if _, err := j.Append(0, nil); err == nil {
		t.Error("kind 0 taken")
	}
	if _, err := j.Read(0, 1); !errors.Is(err, journal.ErrReleased) {
		t.Errorf("read before the first: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := j.Await(ctx, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("await: %v", err)
	}
	if err := j.Wait(ctx, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("wait: %v", err)
	}
	waiting := make(chan error)
	go func() { waiting <- j.Await(context.Background(), 0) }()
	mustClose(t, j)
	if err := <-waiting; !errors.Is(err, journal.ErrClosed) {
		t.Errorf("await beyond close: %v", err)
	}
	_, appendErr := j.Append(1, nil)
	_, readErr := j.Read(1, 1)
	for what, err := range map[string]error{
		"append": appendErr, "read": readErr, "wait": j.Wait(t.Context(), 1), "release": j.Release(1),
		"healthy": j.Healthy(), "close": j.Close(),
	} {
		if !errors.Is(err, journal.ErrClosed) {
			t.Errorf("%s after close: %v", what, err)
		}
	}
}

// The journal against a slice, with random operations.
func TestModel(t *testing.T) {
	for seed := range uint64(30) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { model(t, seed) })
	}
}

func model(t *testing.T, seed uint64) {
	rng := rand.New(rand.NewPCG(seed, 0))
	o := journal.Options{Dir: t.TempDir(), SegmentBytes: 200 + rng.Int64N(4000), Durability: journal.Durability(seed % 2)}
	j := open(t, o)
	want := []journal.Record{{}} // want[n] is record n
	for range 200 {
		switch op := rng.IntN(20); op {
		case 0:
			mustClose(t, j)
			j = open(t, o)
		case 1:
			if err := j.Release(journal.LSN(rng.IntN(len(want)))); err != nil {
				t.Fatal(err)
			}
		case 2:
			if err := j.Wait(t.Context(), journal.LSN(rng.IntN(len(want)))); err != nil {
				t.Fatal(err)
			}
		case 3, 4, 5:
			compare(t, j, want, rng)
		default:
			p := make([]byte, rng.IntN(100))
			if rng.IntN(50) == 0 {
				p = make([]byte, rng.IntN(600_000))
			}
			for i := range p {
				p[i] = byte(rng.Uint32())
			}
			r := journal.Record{LSN: journal.LSN(len(want)), Kind: journal.Kind(1 + rng.IntN(255)), Payload: slices.Clone(p)}
			lsn, err := j.Append(r.Kind, p)
			if err != nil || lsn != r.LSN {
				t.Fatalf("append: %d, %v, want %d", lsn, err, r.LSN)
			}
			clear(p) // the caller may reuse it
			want = append(want, r)
		}
	}
	compare(t, j, want, rng)
}

func compare(t *testing.T, j *journal.Journal, want []journal.Record, rng *rand.Rand) {
	t.Helper()
	if j.Written() != journal.LSN(len(want)-1) || j.Durable() > j.Written() || j.First() > j.Written()+1 {
		t.Fatalf("first %d durable %d written %d, want %d", j.First(), j.Durable(), j.Written(), len(want)-1)
	}
	from := j.First() + journal.LSN(rng.IntN(int(j.Written()+2-j.First())))
	for from <= j.Written() {
		limit := 1 + rng.IntN(50)
		got, err := j.Read(from, limit)
		if err != nil || len(got) == 0 || len(got) > limit {
			t.Fatalf("read %d from %d: %d, %v", limit, from, len(got), err)
		}
		for i, r := range got {
			w := want[from+journal.LSN(i)]
			if r.LSN != w.LSN || r.Kind != w.Kind || !bytes.Equal(r.Payload, w.Payload) {
				t.Fatalf("record %d: got %d kind %d %.20q want kind %d %.20q", w.LSN, r.LSN, r.Kind, r.Payload, w.Kind, w.Payload)
			}
		}
		from += journal.LSN(len(got))
	}
	if got, err := j.Read(from, 1); err != nil || got != nil {
		t.Fatalf("read beyond the end: %v, %v", got, err)
	}
}

func TestReleaseAllKeepsNumbering(t *testing.T) {
	o := journal.Options{Dir: t.TempDir(), SegmentBytes: 300}
	for round := range journal.LSN(5) {
		j := open(t, o)
		for i := range journal.LSN(20) {
			if got := mustAppend(t, j, 1, "0123456789"); got != round*20+i+1 {
				t.Fatalf("got %d want %d", got, round*20+i+1)
			}
		}
		if err := j.Wait(t.Context(), j.Written()); err != nil {
			t.Fatal(err)
		}
		if err := j.Release(j.Written()); err != nil {
			t.Fatal(err)
		}
		if j.First()+10 < j.Written() {
			t.Fatalf("first %d after release to %d", j.First(), j.Written())
		}
		mustClose(t, j)
		if files := segmentsIn(t, o.Dir); len(files) != 1 {
			t.Fatalf("left: %v", files)
		}
	}
}

func TestConcurrent(t *testing.T) {
	for _, durability := range []journal.Durability{journal.Disk, journal.Process} {
		j := open(t, journal.Options{SegmentBytes: 20_000, Durability: durability})
		const writers, each = 8, 300
		var group sync.WaitGroup
		for w := range writers {
			group.Go(func() {
				for i := range each {
					lsn, err := j.Append(1, fmt.Appendf(nil, "%d/%d", w, i))
					if err == nil && i%10 == 0 {
						err = j.Wait(t.Context(), lsn)
					}
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		seen := map[string]bool{}
		for next := journal.LSN(1); len(seen) < writers*each; {
			if err := j.Await(t.Context(), next-1); err != nil {
				t.Fatal(err)
			}
			got, err := j.Read(next, 100)
			if err != nil || len(got) == 0 {
				t.Fatalf("read from %d: %v", next, err)
			}
			for _, r := range got {
				seen[string(r.Payload)] = true
			}
			next += journal.LSN(len(got))
			if err := j.Release(next - 1); err != nil {
				t.Fatal(err)
			}
		}
		group.Wait()
		if int(j.Written()) != len(seen) {
			t.Fatalf("%d records, %d different", j.Written(), len(seen))
		}
	}
}

// Under Disk durability records reach the disk with nobody waiting; there is at most one sync a record.
func TestSyncsUnasked(t *testing.T) {
	d := faultdisk.New(1)
	j := open(t, journal.Options{FS: d.Boot(), SegmentBytes: 1 << 20})
	for range 1000 {
		mustAppend(t, j, 1, "x")
	}
	for j.Durable() < 1000 {
		time.Sleep(time.Millisecond)
	}
	if n := d.Syncs(); n > 1001 {
		t.Errorf("%d syncs for 1000 records", n)
	}
}

func TestAppendAllocatesNothing(t *testing.T) {
	for _, durability := range []journal.Durability{journal.Disk, journal.Process} {
		j := open(t, journal.Options{Durability: durability})
		payload := make([]byte, 300)
		for range 5000 {
			mustAppend(t, j, 1, "warm up, so that the buffers have grown"+string(payload))
		}
		if n := testing.AllocsPerRun(3000, func() {
			if _, err := j.Append(1, payload); err != nil {
				t.Fatal(err)
			}
		}); n != 0 {
			t.Errorf("durability %d: %v allocations per append", durability, n)
		}
	}
}

// segmentsIn returns the segment files of a directory, oldest first.
func segmentsIn(t testing.TB, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "0*.seg"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no segments: %v", err)
	}
	return files
}

func rewrite(t testing.TB, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// What was enqueued comes before what is appended after it, and is written although nobody asks for it.
func TestEnqueue(t *testing.T) {
	for _, durability := range []journal.Durability{journal.Disk, journal.Process} {
		d := faultdisk.New(1)
		j := open(t, journal.Options{FS: d.Boot(), Durability: durability})
		first, err := j.Enqueue(1, []byte("first"))
		if err != nil {
			t.Fatal(err)
		}
		if lsn := mustAppend(t, j, 1, "second"); lsn != 2 || j.Written() != 2 {
			t.Fatalf("the second record is %d, written to %d", lsn, j.Written())
		}
		if lsn, err := first.Wait(t.Context()); lsn != 1 || err != nil || first.Failed() {
			t.Fatalf("the first record is %d: %v", lsn, err)
		}
		third, err := j.Enqueue(1, []byte("third"))
		if err != nil {
			t.Fatal(err)
		}
		if lsn, err := third.Wait(t.Context()); lsn != 3 || err != nil || j.Written() != 3 {
			t.Fatalf("the third record is %d: %v", lsn, err)
		}
		if _, err := j.Enqueue(1, []byte("unasked")); err != nil {
			t.Fatal(err)
		}
		for end := time.Now().Add(10 * time.Second); j.Durable() < 4; time.Sleep(time.Millisecond) {
			if time.Now().After(end) {
				t.Fatal("what nobody asked for is not on the disk")
			}
		}
		if _, err := j.Enqueue(1, []byte("last")); err != nil {
			t.Fatal(err)
		}
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := j.Enqueue(1, nil); !errors.Is(err, journal.ErrClosed) {
			t.Errorf("closed: %v", err)
		}
		all := ""
		for _, r := range readAll(t, open(t, journal.Options{FS: d.Boot()})) {
			all += string(r.Payload) + " "
		}
		if all != "first second third unasked last " {
			t.Errorf("got %s", all)
		}
	}
}

// What could not be written together with others says so, whoever wrote.
func TestEnqueuedIntoAFailure(t *testing.T) {
	p := faultdisk.New(1).Boot()
	j := open(t, journal.Options{FS: p, SegmentBytes: 4096, Durability: journal.Process})
	settle(t, j, p.Disk)
	mustAppend(t, j, 1, "so that the syncer sleeps")
	pending, err := j.Enqueue(1, []byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	p.Kill()
	if _, err := j.Append(1, nil); !errors.Is(err, journal.ErrFailed) {
		t.Fatalf("append: %v", err)
	}
	if _, err := pending.Wait(t.Context()); err == nil || !pending.Failed() {
		t.Error("a record that failed was written")
	}
}

// Calls that come quickly share their syncs.
func TestSyncsAreShared(t *testing.T) {
	d := faultdisk.New(1)
	j := open(t, journal.Options{FS: d.Boot(), SegmentBytes: 1 << 20})
	began, before := time.Now(), d.Syncs()
	for range 200 {
		if err := j.Wait(t.Context(), mustAppend(t, j, 1, "x")); err != nil {
			t.Fatal(err)
		}
	}
	if n, most := d.Syncs()-before, int(time.Since(began)/(2*time.Millisecond))+2; n > most {
		t.Errorf("%d syncs within %v", n, time.Since(began))
	}
}
