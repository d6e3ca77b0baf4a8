// Package journal is a durable append-only record in numbered segments on one disk: what has been appended survives
// the death of the process, what has been waited for survives the loss of power.
//
// Many goroutines may append at once; whoever finds the file free writes for all who queued meanwhile. One goroutine
// owned by the Journal syncs, so that callers share each fdatasync. A descriptor that failed once, in a write or in a
// sync, is never trusted again: the records not known to be on the disk are written anew, from memory, to a fresh segment.
package journal

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"syscall"
	"time"
)

// The ways in which a journal refuses. Errors returned wrap one of these and, where there is one, the system's error.
var (
	// ErrFull: the disk has no room for another segment. The journal recovers by itself when there is room again.
	ErrFull = errors.New("journal full")
	// ErrFailed: the disk fails and so did the attempt to go on in a fresh segment.
	ErrFailed = errors.New("journal failed")
	// ErrClosed: Close was called.
	ErrClosed = errors.New("journal closed")
	// ErrTooLarge: the payload exceeds MaxPayload.
	ErrTooLarge = errors.New("journal record too large")
	// ErrNotDurable: the record could not be synced when it should have been; it may or may not survive a power cut.
	ErrNotDurable = errors.New("journal record not known to be on the disk")
	// ErrReleased: the record asked for was released before.
	ErrReleased = errors.New("journal record released")
	// ErrLocked: another process has the directory open.
	ErrLocked = errors.New("journal directory in use by another process")
)

// Durability is what Wait waits for.
type Durability uint8

const (
	// Disk: a record is safe when the disk has it. It then survives a power cut.
	Disk Durability = iota
	// Process: a record is safe when the operating system has it. It then survives kill -9; the disk gets it within
	// about a second.
	Process
)

// DefaultSegmentBytes is the size of a segment where Options do not say.
const DefaultSegmentBytes = 64 << 20

const (
	// maxUnsynced bounds the memory that holds records until they are synced, in bytes; appenders wait beyond it.
	maxUnsynced = 16 << 20
	// processSync is how long a record may stay unsynced under Process durability.
	processSync = time.Second
	// syncEvery is how long after the start of a sync the next one starts, at the soonest: what comes meanwhile shares it. It is
	// short beside the time that a model takes to its first token, behind which the syncs of holds are hidden.
	syncEvery = 2 * time.Millisecond
	// retryEvery is the pause between attempts to get disk space.
	retryEvery = 200 * time.Millisecond
)

// Options says where and how. Only Dir is needed.
type Options struct {
	Dir          string       // made if it does not exist; one process at a time
	SegmentBytes int64        // size to which segments are preallocated; 0 means DefaultSegmentBytes
	Durability   Durability   // what Wait waits for; the zero value is Disk
	After        LSN          // where nothing is in the directory, numbering goes on behind this
	FS           FS           // nil means the operating system; the lock is only taken there
	Logger       *slog.Logger // told of failures and repairs; nil means nobody is
}

// Journal is an open journal. Its methods may be called concurrently.
type Journal struct {
	dir          string
	segmentBytes int64
	durability   Durability
	fs           FS
	log          *slog.Logger
	unlock       func() error

	releasing sync.Mutex // one Release at a time

	kick     chan struct{} // capacity 1: there is something for the syncer
	quit     chan struct{} // closed by Close: sync once more and end
	syncerUp sync.WaitGroup

	reading sync.RWMutex // held while segment files are read; exclusively to close them. Never taken under mu.

	mu      sync.Mutex
	idle    sync.Cond // on mu: a write or a sync ended
	writing bool      // somebody owns active, segs' tails and the right to write; see acquire
	syncing bool      // the syncer is syncing what is in syncTail, up to syncTo
	closed  bool      // nothing more is taken
	ended   bool      // nothing more happens

	segs     []*segment // by LSN; never empty; the last one is written to
	syncSegs []*segment // those being synced; the syncer's own
	spare    *segment   // the preallocated next segment, if there is one
	trash    []string   // superseded segments that have still to be removed from the directory
	lastSeq  uint64     // newest segment's order of creation

	next    LSN // the next record gets it
	written LSN // the operating system has everything up to here
	durable LSN // the disk has everything up to here
	syncTo  LSN
	wanted  bool      // Flush waits for a sync
	due     bool      // the syncer sleeps, and comes by itself before long
	synced  time.Time // when the last sync began

	syncs     int64           // that succeeded
	syncTook  time.Duration   // all of them together
	syncTimes []time.Duration // of the last of them, a ring
	retryAt   time.Time       // when to look for space again, if there is a lack of it

	queue    *batch   // what is to be written next
	free     []*batch // for reuse
	syncTail []byte   // records being synced, encoded
	tail     []byte   // records written after those, not yet synced, encoded

	dead   error   // why the last segment can no longer be used
	lack   error   // why there is no next segment: wraps ErrFull or ErrFailed
	failed error   // why nothing goes any more: wraps ErrFailed
	doubts []doubt // records that missed their sync

	progress chan struct{} // closed when written grows; nil if nobody waits
	thisSync chan struct{} // closed when what is being synced is synced, or not
	nextSync chan struct{} // becomes thisSync when the next sync starts
}

// doubt is a range of records, ends included, that were on a segment when it died.
type doubt struct {
	from, to LSN
	cause    error
}

// Open opens the journal in a directory, or starts one there. A record torn by a crash and what was never synced
// behind it are cut off; damage to what had been safe is a *CorruptError, and nothing is changed then.
func Open(o Options) (*Journal, error) {
	j := &Journal{
		dir: o.Dir, segmentBytes: o.SegmentBytes, durability: o.Durability, fs: o.FS, log: o.Logger,
		kick: make(chan struct{}, 1), quit: make(chan struct{}),
		unlock: func() error { return nil },
	}
	j.idle.L = &j.mu
	if j.segmentBytes <= 0 {
		j.segmentBytes = DefaultSegmentBytes
	}
	j.segmentBytes = max(j.segmentBytes, segmentHead+recordHead)
	if j.log == nil {
		j.log = slog.New(slog.DiscardHandler)
	}
	if j.fs == nil {
		j.fs = osFS{}
		if err := os.MkdirAll(o.Dir, 0o700); err != nil {
			return nil, fmt.Errorf("open journal: %w", err)
		}
		unlock, err := lockDir(o.Dir)
		if err != nil {
			return nil, fmt.Errorf("open journal: %w", err)
		}
		j.unlock = unlock
	}
	if err := j.recover(o.After); err != nil {
		return nil, errors.Join(fmt.Errorf("open journal: %w", err), j.closeFiles(), j.unlock())
	}
	j.queue = j.newBatch()
	j.syncerUp.Go(j.syncer)
	j.wakeSyncer()
	return j, nil
}

// Close writes and syncs what was appended, and lets go of the directory. It returns an error if a record may not be
// on the disk. Whoever waits is told ErrClosed.
func (j *Journal) Close() error {
	j.mu.Lock()
	if j.closed {
		j.mu.Unlock()
		return ErrClosed
	}
	j.closed = true
	j.idle.Broadcast()
	j.flush()
	for j.writing {
		j.idle.Wait()
	}
	j.mu.Unlock()
	close(j.quit)
	j.syncerUp.Wait()

	j.mu.Lock()
	err := j.finish()
	j.ended = true
	wake(&j.progress)
	j.wakeWaiters()
	j.mu.Unlock()
	return errors.Join(err, j.closeFiles(), j.unlock())
}

// finish marks the end of a journal that is wholly on the disk. The mark is a convenience of recovery: that it cannot
// be written is no loss.
func (j *Journal) finish() error {
	if j.durable < j.written {
		cause := errors.Join(j.dead, j.failed)
		return fmt.Errorf("close journal: records %d to %d: %w: %w", j.durable+1, j.written, ErrNotDurable, cause)
	}
	active := j.active()
	mark := appendRecord(nil, j.durable, j.durable, markKind, nil)
	if j.dead != nil || active.room() < int64(len(mark)) {
		return nil
	}
	_, err := active.file.WriteAt(mark, active.end)
	if err == nil {
		err = active.file.Sync()
	}
	if err != nil {
		j.log.Warn("journal closed without its mark", "segment", active.name, "err", err)
	}
	return nil
}

func (j *Journal) closeFiles() error {
	j.reading.Lock()
	defer j.reading.Unlock()
	var errs []error
	for _, s := range j.segs {
		errs = append(errs, s.file.Close())
	}
	if j.spare != nil {
		errs = append(errs, j.spare.file.Close(), j.fs.Remove(j.path(j.spare.name)))
	}
	return errors.Join(errs...)
}

// Healthy returns nil if new work may be begun. ErrFull means that there is no segment after the present one: what is
// under way may still be appended while that one lasts.
func (j *Journal) Healthy() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	switch {
	case j.closed:
		return ErrClosed
	case j.failed != nil:
		return j.failed
	case j.lack != nil:
		return j.lack
	case j.dead != nil:
		return fmt.Errorf("%w: %w", ErrFailed, j.dead)
	}
	return nil
}

// Written returns the LSN of the newest record.
func (j *Journal) Written() LSN {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.written
}

// Syncs returns how often the disk was synced since Open, and how long that took together.
func (j *Journal) Syncs() (n int64, took time.Duration) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.syncs, j.syncTook
}

// Durable returns the newest LSN up to which everything is on the disk. A consumer that keeps its position elsewhere
// must not take in more: what is not durable can vanish in a power cut, and its LSN is then given out again.
func (j *Journal) Durable() LSN {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.durable
}

// First returns the LSN of the oldest record that is kept, or of the next one if there is none.
func (j *Journal) First() LSN {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.segs[0].first
}

// Await returns when a record newer than after has been written, at once if there is one.
func (j *Journal) Await(ctx context.Context, after LSN) error {
	for {
		j.mu.Lock()
		if j.written > after {
			j.mu.Unlock()
			return nil
		}
		if j.closed {
			j.mu.Unlock()
			return ErrClosed
		}
		ch := waitOn(&j.progress)
		j.mu.Unlock()
		select {
		case <-ch:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// waitOn returns the channel in *ch, made if there is none. The caller holds mu.
func waitOn(ch *chan struct{}) <-chan struct{} {
	if *ch == nil {
		*ch = make(chan struct{})
	}
	return *ch
}

// wake wakes whoever waits on *ch. The caller holds mu.
func wake(ch *chan struct{}) {
	if *ch != nil {
		close(*ch)
		*ch = nil
	}
}

// classify wraps what the system said as ErrFull or ErrFailed.
func classify(err error) error {
	if errors.Is(err, ErrFull) || errors.Is(err, ErrFailed) {
		return err
	}
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fmt.Errorf("%w: %w", ErrFull, err)
	}
	return fmt.Errorf("%w: %w", ErrFailed, err)
}
