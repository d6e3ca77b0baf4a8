package store_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/secret"
	"github.com/burncloud/burncloud/store"
)

func newTranscripts(t *testing.T) (*store.Transcripts, string) {
	t.Helper()
	keys, err := secret.NewKeyring(bytes.Repeat([]byte("k"), 32))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "bodies.db")
	all := store.NewTranscripts(path, keys)
	t.Cleanup(func() {
		if err := all.Close(); err != nil {
			t.Error(err)
		}
	})
	return all, path
}

// noise is what does not become smaller by packing.
func noise(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(rand.Uint32())
	}
	return b
}

// TestTranscripts: they are kept sealed in a file that is made when the first comes, found by their identifiers, and replaced.
func TestTranscripts(t *testing.T) {
	ctx := context.Background()
	all, path := newTranscripts(t)
	if got, err := all.Transcript(ctx, "req_1"); got != nil || err != nil {
		t.Fatalf("before there is a file: %q, %v", got, err)
	}
	if more, err := all.PruneTranscripts(ctx, time.Now(), 0); more || err != nil {
		t.Fatalf("pruned before there is a file: %v, %v", more, err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Fatal("reading made the file")
	}
	at := time.Now()
	said := []byte("what was said in the call")
	for range 2 {
		if err := all.PutTranscripts(ctx, []burncloud.PackedTranscript{{RequestID: "req_1", Time: at, Packed: said}, {RequestID: "req_2", Time: at, Packed: []byte("else")}}); err != nil {
			t.Fatal(err)
		}
	}
	got, err := all.Transcript(ctx, "req_1")
	if err != nil || !bytes.Equal(got, said) {
		t.Fatalf("got %q, %v", got, err)
	}
	if got, err := all.Transcript(ctx, "req_3"); got != nil || err != nil {
		t.Fatalf("one that is not there: %q, %v", got, err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode of the file: %v, %v", info.Mode(), err)
	}
	for _, name := range []string{path, path + "-wal"} {
		if b, _ := os.ReadFile(name); bytes.Contains(b, said) {
			t.Errorf("%s has the text in the clear", filepath.Base(name))
		}
	}
	space, err := all.TranscriptSpace(ctx)
	if err != nil || space.Calls != 2 || space.Oldest.UnixMicro() != at.UnixMicro() || space.Bytes == 0 {
		t.Fatalf("space %+v, %v", space, err)
	}
}

// TestTranscriptsEnd: those that are too old go, then the oldest while there is too much, and their room is given back.
func TestTranscriptsEnd(t *testing.T) {
	ctx := context.Background()
	all, path := newTranscripts(t)
	now := time.Now()
	const n, each = 300, 20 << 10
	for i := range n {
		x := burncloud.PackedTranscript{RequestID: burncloud.RequestID(fmt.Sprintf("req_%03d", i)), Time: now.Add(time.Duration(i-n) * time.Minute), Packed: noise(each)}
		if err := all.PutTranscripts(ctx, []burncloud.PackedTranscript{x}); err != nil {
			t.Fatal(err)
		}
	}
	full, err := all.TranscriptSpace(ctx)
	if err != nil || full.Bytes < n*each {
		t.Fatalf("%+v, %v", full, err)
	}
	prune := func(before time.Time, most int64) burncloud.TranscriptSpace {
		t.Helper()
		for more := true; more; {
			if more, err = all.PruneTranscripts(ctx, before, most); err != nil {
				t.Fatal(err)
			}
		}
		s, err := all.TranscriptSpace(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	if s := prune(now.Add(-50*time.Minute), 1<<40); s.Calls != 50 || s.Oldest.Before(now.Add(-50*time.Minute).Truncate(time.Microsecond)) {
		t.Fatalf("by age: %+v", s)
	}
	if s := prune(time.Time{}, 20*each); s.Calls < 10 || s.Calls > 20 || s.Bytes > 20*each {
		t.Fatalf("by size: %+v", s)
	}
	if got, err := all.Transcript(ctx, "req_299"); got == nil || err != nil {
		t.Fatalf("the newest is gone: %v", err)
	}
	if err := all.Close(); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Size() > full.Bytes/4 {
		t.Errorf("the file has %d bytes still, of %d: %v", info.Size(), full.Bytes, err)
	}
}
