package journal_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/burncloud/burncloud/internal/faultdisk"
	"github.com/burncloud/burncloud/journal"
)

const (
	segmentHead = 48
	recordHead  = 21
	recordSize  = recordHead + len("record 1")
)

// journalOf makes a journal of records "record 1", …, each waited for, and returns its directory.
func journalOf(t testing.TB, records int, segmentBytes int64) string {
	t.Helper()
	dir := t.TempDir()
	j := open(t, journal.Options{Dir: dir, SegmentBytes: segmentBytes})
	for i := range records {
		if err := j.Wait(t.Context(), mustAppend(t, j, 1, fmt.Sprintf("record %d", (i+1)%10))); err != nil {
			t.Fatal(err)
		}
	}
	mustClose(t, j)
	return dir
}

func readFile(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestTornTail(t *testing.T) {
	dir := journalOf(t, 3, 1000)
	o := journal.Options{Dir: dir, SegmentBytes: 1000}
	path := segmentsIn(t, dir)[0]
	whole := readFile(t, path)
	last := segmentHead + 2*recordSize
	for cut := last; cut < last+recordSize; cut++ {
		for _, tail := range []int{0, 1, 1000 - cut} { // the file ends there, almost there, or goes on with zeros
			rewrite(t, path, append(slices.Clone(whole[:cut]), make([]byte, tail)...))
			j := open(t, o)
			if got := readAll(t, j); len(got) != 2 || string(got[1].Payload) != "record 2" {
				t.Fatalf("cut at %d: got %v", cut, got)
			}
			if lsn := mustAppend(t, j, 1, "new 3"); lsn != 3 {
				t.Fatalf("cut at %d: next is %d", cut, lsn)
			}
			mustClose(t, j)
			j = open(t, o)
			if got := readAll(t, j); len(got) != 3 || string(got[2].Payload) != "new 3" {
				t.Fatalf("cut at %d, opened again: got %v", cut, got)
			}
			mustClose(t, j)
		}
	}
}

func TestDamageIsNamed(t *testing.T) {
	const size, perSegment = 200, (200 - segmentHead) / recordSize
	dir := journalOf(t, 2*perSegment+2, size)
	for n, path := range segmentsIn(t, dir) {
		whole := readFile(t, path)
		records := min(perSegment, 2*perSegment+2-n*perSegment)
		for at := range segmentHead + records*recordSize {
			damaged := slices.Clone(whole)
			damaged[at] ^= byte(1 << (at % 8))
			rewrite(t, path, damaged)
			want := journal.CorruptError{LSN: journal.LSN(n*perSegment + 1), Segment: filepath.Base(path)}
			if at >= segmentHead {
				i := (at - segmentHead) / recordSize
				want.LSN += journal.LSN(i)
				want.Offset = int64(segmentHead + i*recordSize)
			}
			_, err := journal.Open(journal.Options{Dir: dir, SegmentBytes: size})
			var got *journal.CorruptError
			if !errors.As(err, &got) || *got != want {
				t.Fatalf("byte %d of %s: got %v want %v", at, path, err, &want)
			}
			if !slices.Equal(readFile(t, path), damaged) {
				t.Fatalf("byte %d of %s: the file was changed", at, path)
			}
		}
		rewrite(t, path, whole)
	}
	j := open(t, journal.Options{Dir: dir, SegmentBytes: size})
	if got := readAll(t, j); len(got) != 2*perSegment+2 {
		t.Fatalf("mended: %d records", len(got))
	}
}

// Damage in the middle is found without the mark of a clean close too: later records testify.
func TestDamageWithoutMark(t *testing.T) {
	dir := journalOf(t, 4, 1000)
	path := segmentsIn(t, dir)[0]
	whole := readFile(t, path)
	clear(whole[segmentHead+4*recordSize:])
	for at := range 3 * recordSize {
		damaged := slices.Clone(whole)
		damaged[segmentHead+at] ^= 0x40
		rewrite(t, path, damaged)
		_, err := journal.Open(journal.Options{Dir: dir})
		var got *journal.CorruptError
		if !errors.As(err, &got) || got.LSN != journal.LSN(at/recordSize+1) {
			t.Fatalf("byte %d: got %v", at, err)
		}
	}
}

func TestMissingSegment(t *testing.T) {
	dir := journalOf(t, 20, 200)
	files := segmentsIn(t, dir)
	if err := os.Remove(files[1]); err != nil {
		t.Fatal(err)
	}
	_, err := journal.Open(journal.Options{Dir: dir})
	var got *journal.CorruptError
	if !errors.As(err, &got) || got.LSN != 6 || got.Segment != filepath.Base(files[0]) {
		t.Fatalf("got %v", err)
	}
}

// Whatever is in a segment file, opening it neither panics nor yields anything but numbered records, and what it
// yields stays.
func FuzzSegment(f *testing.F) {
	whole := readFile(f, segmentsIn(f, journalOf(f, 3, 300))[0])
	f.Add(whole)
	f.Add(whole[:segmentHead+recordSize+5])
	f.Add(whole[:segmentHead-1])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		d := faultdisk.New(1)
		d.Put("00000000000000000001-00000001.seg", data)
		o := journal.Options{Dir: "d", FS: d.Boot(), SegmentBytes: 300}
		j, err := journal.Open(o)
		var corrupt *journal.CorruptError
		if errors.As(err, &corrupt) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		before := readAll(t, j)
		for i, r := range before {
			if r.LSN != journal.LSN(i+1) {
				t.Fatalf("record %d at %d", r.LSN, i+1)
			}
		}
		mustAppend(t, j, 1, "new")
		mustClose(t, j)
		after := readAll(t, open(t, o))
		if len(after) != len(before)+1 || string(after[len(before)].Payload) != "new" {
			t.Fatalf("before %d, after %d", len(before), len(after))
		}
	})
}
