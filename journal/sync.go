package journal

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// maxDoubts bounds how many ranges are remembered that missed their sync; older ones have long been waited for.
const maxDoubts = 64

// Wait returns nil when everything up to lsn is safe in the sense of the journal's Durability. It returns ErrNotDurable
// for a record whose segment failed before it was synced, even where the record could be saved to another segment.
func (j *Journal) Wait(ctx context.Context, lsn LSN) error {
	if lsn == 0 {
		return nil // there is nothing before the first
	}
	if j.durability == Process {
		return j.Await(ctx, lsn-1)
	}
	return j.await(ctx, lsn)
}

// Flush returns nil when everything up to lsn is on the disk, whatever the Durability, and has it synced for that. Its
// errors are Wait's.
func (j *Journal) Flush(ctx context.Context, lsn LSN) error {
	j.mu.Lock()
	if j.durable < lsn {
		j.wanted = true
		j.wakeSyncer()
	}
	j.mu.Unlock()
	return j.await(ctx, lsn)
}

func (j *Journal) await(ctx context.Context, lsn LSN) error {
	for {
		j.mu.Lock()
		ch, err := j.safe(lsn)
		j.mu.Unlock()
		if ch == nil {
			return err
		}
		select {
		case <-ch:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// safe is the state of a record, or a channel that is closed when the state may have changed.
func (j *Journal) safe(lsn LSN) (<-chan struct{}, error) {
	for _, d := range j.doubts {
		if d.from <= lsn && lsn <= d.to {
			return nil, fmt.Errorf("record %d: %w: %w", lsn, ErrNotDurable, d.cause)
		}
	}
	switch {
	case lsn <= j.durable:
		return nil, nil
	case j.failed != nil:
		return nil, j.failed
	case j.ended:
		return nil, ErrClosed
	case j.syncing && lsn <= j.syncTo:
		return waitOn(&j.thisSync), nil
	}
	return waitOn(&j.nextSync), nil
}

func (j *Journal) wakeWaiters() {
	wake(&j.thisSync)
	wake(&j.nextSync)
}

func (j *Journal) wakeSyncer() {
	if j.due {
		return
	}
	select {
	case j.kick <- struct{}{}:
	default:
	}
}

// syncer is the goroutine that syncs, replaces a segment that failed and keeps a spare one ready, until Close.
func (j *Journal) syncer() {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		select {
		case <-j.kick:
		case <-timer.C:
		case <-j.quit:
			j.mu.Lock()
			j.sync()
			j.repair()
			j.sync()
			j.mu.Unlock()
			return
		}
		j.mu.Lock()
		j.due = false
		if j.timely() {
			j.flush()
			j.sync()
		}
		j.provide()
		j.repair()
		pause := j.pause()
		j.due = pause <= syncEvery
		timer.Reset(pause)
		j.mu.Unlock()
	}
}

// timely reports whether what is written should be synced now.
func (j *Journal) timely() bool {
	if len(j.tail) >= maxUnsynced/2 {
		return true
	}
	ago := time.Since(j.synced)
	if j.durability == Disk || j.wanted {
		return ago >= syncEvery
	}
	return ago >= processSync
}

// pause is how long the syncer may sleep if nobody wakes it.
func (j *Journal) pause() time.Duration {
	pause := time.Hour
	if j.failed != nil {
		return pause
	}
	if j.lack != nil {
		pause = max(time.Until(j.retryAt), time.Millisecond)
	}
	if j.durable == j.written && len(j.queue.buf) == 0 || j.dead != nil {
		return pause
	}
	if j.durability == Disk || j.wanted {
		return min(pause, max(syncEvery-time.Since(j.synced), 0))
	}
	return min(pause, max(processSync-time.Since(j.synced), time.Millisecond))
}

// sync makes durable what is written now. Called by the syncer with mu; lets go of it meanwhile.
func (j *Journal) sync() {
	if j.dead != nil || j.failed != nil || j.durable == j.written {
		return
	}
	j.syncing, j.syncTo, j.wanted = true, j.written, false
	j.syncTail, j.tail = j.tail, j.syncTail[:0]
	j.synced = time.Now()
	j.thisSync, j.nextSync = j.nextSync, nil
	j.syncSegs = j.syncSegs[:0]
	for _, s := range j.segs {
		if s.dirty {
			s.dirty = false
			j.syncSegs = append(j.syncSegs, s)
		}
	}
	j.mu.Unlock()
	err := j.syncFiles()
	j.mu.Lock()
	j.syncing = false
	if err == nil {
		j.took(time.Since(j.synced))
		j.durable = j.syncTo
		j.syncTail = j.syncTail[:0]
		wake(&j.thisSync)
		j.idle.Broadcast()
		return
	}
	j.log.Error("journal sync failed", "from", j.durable+1, "to", j.syncTo, "err", err)
	j.tail = append(j.syncTail, j.tail...)
	j.syncTail = nil
	if j.dead == nil {
		j.dead = err
	}
	j.idle.Broadcast()
}

func (j *Journal) syncFiles() error {
	unnamed := false
	for _, s := range j.syncSegs {
		if err := s.file.Sync(); err != nil {
			return err
		}
		unnamed = unnamed || !s.named
	}
	if !unnamed {
		return nil
	}
	if err := j.fs.SyncDir(j.dir); err != nil {
		return err
	}
	for _, s := range j.syncSegs {
		s.named = true // only the syncer looks at it
	}
	return nil
}

// repair replaces a dead segment, if no appender was quicker.
func (j *Journal) repair() {
	if j.dead == nil || j.failed != nil {
		return
	}
	j.acquire()
	switch {
	case j.dead == nil:
	case j.lack != nil:
		j.doubt()
	default:
		if err := j.replace(0); err == nil {
			j.wakeSyncer()
		}
	}
	j.letGo()
}

// replace puts a fresh segment in the place of a dead one and writes to it, under their old numbers, the records that
// are not known to be on the disk, from the copy in memory. Called with mu and the right to write; lets go of mu
// meanwhile. What the old segments hold of those records is void from the moment the fresh one has its header.
func (j *Journal) replace(need int64) error {
	for j.syncing { // it may yet succeed for the records before the failure
		j.idle.Wait()
	}
	if j.failed != nil {
		return j.failed
	}
	j.doubt()
	s, err := j.fresh(j.durable+1, int64(len(j.tail))+need)
	if err == nil {
		err = j.carry(s)
	}
	if err != nil {
		return j.giveUp(err)
	}
	j.log.Warn("journal segment replaced", "dead", j.active().name, "fresh", s.name, "carried", j.written-j.durable, "err", j.dead)
	j.supersede(s)
	j.dead = nil
	return nil
}

// doubt notes that the records not known to be on the disk missed their sync, and tells those who wait for them.
func (j *Journal) doubt() {
	j.wakeWaiters()
	if j.written == j.durable {
		return
	}
	if n := len(j.doubts); n > 0 && j.doubts[n-1].from == j.durable+1 {
		j.doubts[n-1].to = j.written
		return
	}
	if len(j.doubts) == maxDoubts {
		j.doubts = slices.Delete(j.doubts, 0, 1)
	}
	j.doubts = append(j.doubts, doubt{j.durable + 1, j.written, j.dead})
}

// carry writes the records in tail to a fresh segment, and then the header that makes it count.
func (j *Journal) carry(s *segment) error {
	head := segmentHeader{first: s.first, seq: s.seq, durable: j.durable}.encode()
	tail := j.tail
	j.mu.Unlock()
	defer j.mu.Lock()
	_, err := s.file.WriteAt(tail, segmentHead)
	if err == nil {
		_, err = s.file.WriteAt(head, 0)
	}
	if err != nil {
		j.discard(s)
	}
	return err
}

// supersede makes s, which holds the records after durable, the last segment.
func (j *Journal) supersede(s *segment) {
	if len(j.tail) > 0 {
		s.grow(j.written, len(j.tail))
		s.dirty = true
	}
	keep := slices.IndexFunc(j.segs, func(old *segment) bool { return old.first >= s.first })
	if keep < 0 {
		keep = len(j.segs)
	}
	void := slices.Clone(j.segs[keep:])
	j.segs = append(j.segs[:keep], s)
	if keep > 0 {
		j.segs[keep-1].last = s.first - 1
	}
	for _, old := range j.segs[:keep] {
		old.dirty = false
	}
	for _, old := range void {
		j.trash = append(j.trash, old.name)
	}
	j.mu.Unlock()
	defer j.mu.Lock()
	j.reading.Lock()
	defer j.reading.Unlock()
	for _, old := range void {
		if err := old.file.Close(); err != nil {
			j.log.Warn("journal segment not closed", "segment", old.name, "err", err)
		}
	}
}

// giveUp notes that a dead segment could not be replaced: for good, unless there is just no space.
func (j *Journal) giveUp(cause error) error {
	err := classify(cause)
	if errors.Is(err, ErrFull) {
		j.lacking(err)
		return err
	}
	j.failed = err
	j.log.Error("journal failed", "err", err)
	j.wakeWaiters()
	j.idle.Broadcast()
	return err
}
