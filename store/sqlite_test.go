package store_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/burncloud/burncloud/store"
)

// TestTornLogIsAPrefix copies the files of a running database, cuts the write-ahead log of the copy somewhere, as a crash
// would, and opens it: what is there is what a number of whole posts left, and posting everything again completes it.
func TestTornLogIsAPrefix(t *testing.T) {
	p := dialects[0].make(t)
	db := p.mustOpen(t, store.Options{})
	const posts, size = 5, 20
	for n := range posts {
		post(t, db, uint64((n+1)*size), callsUpTo(n*size+1, (n+1)*size)...)
	}
	want := booksOf(t, db)
	wal := readOne(t, p.dir, "*.db-wal")
	main := readOne(t, p.dir, "*.db")
	states := map[uint64]bool{}
	const cuts = 10
	for cut := range cuts + 1 {
		q := dialects[0].make(t)
		path := filepath.Join(q.dir, sqliteFile)
		if err := os.WriteFile(path, main, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path+"-wal", wal[:len(wal)*cut/cuts], 0o600); err != nil {
			t.Fatal(err)
		}
		torn := q.mustOpen(t, store.Options{})
		got := booksOf(t, torn)
		var counted, summed int64
		for _, u := range got.used {
			counted += u.Calls
		}
		for _, u := range got.sums {
			summed += u.Calls
		}
		if got.lsn%size != 0 || len(got.ids) != int(got.lsn) || counted != int64(got.lsn) || summed != int64(got.lsn) {
			t.Errorf("cut %d: lsn %d, %d calls, %d counted, %d summed up", cut, got.lsn, len(got.ids), counted, summed)
		}
		states[got.lsn] = true
		post(t, torn, posts*size, callsUpTo(1, posts*size)...)
		same(t, "completed", booksOf(t, torn), want)
	}
	if len(states) < 3 {
		t.Errorf("the cuts left only the states %v", states)
	}
}

func readOne(t *testing.T, dir, pattern string) []byte {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	b, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	return b
}
