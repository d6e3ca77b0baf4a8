package journal_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/burncloud/burncloud/internal/faultdisk"
	"github.com/burncloud/burncloud/journal"
)

// stuck is a disk whose next sync waits until it is told to go on.
type stuck struct {
	journal.FS
	next chan chan struct{} // a sync that takes one says so by closing it, and then waits for another
}

func (s *stuck) Open(path string, create bool) (journal.File, error) {
	f, err := s.FS.Open(path, create)
	return &stuckFile{f, s}, err
}

type stuckFile struct {
	journal.File
	disk *stuck
}

func (f *stuckFile) Sync() error {
	select {
	case began := <-f.disk.next:
		close(began)
		<-f.disk.next
	default:
	}
	return f.File.Sync()
}

// Who waits for what was enqueued learns it when the disk fails for good in a sync, also where nobody appends any more. Within
// 2 ms of the beginning of the sync, the syncer does not write what is queued before it gives up.
func TestEnqueuedWhileTheDiskDies(t *testing.T) {
	for range 20 {
		enqueueWhileTheDiskDies(t)
	}
}

func enqueueWhileTheDiskDies(t *testing.T) {
	p := faultdisk.New(1).Boot()
	disk := &stuck{p, make(chan chan struct{}, 1)}
	j := open(t, journal.Options{FS: disk, SegmentBytes: 1 << 16})
	settle(t, j, p.Disk)
	began := make(chan struct{})
	disk.next <- began
	mustAppend(t, j, 1, "being synced")
	<-began
	pending, err := j.Enqueue(1, []byte("queued"))
	if err != nil {
		t.Fatal(err)
	}
	p.Kill()
	disk.next <- nil
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if _, err := pending.Wait(ctx); !errors.Is(err, journal.ErrFailed) || !pending.Failed() {
		t.Fatalf("got %v", err)
	}
}
