package journal

import (
	"fmt"
	"sync"
)

// batch is records that are written together.
type batch struct {
	buf  []byte
	last LSN
	refs int       // appenders that have not read the outcome
	kept bool      // a Pending is of it, so it cannot be used again
	done bool      // the outcome is known
	err  error     // the outcome
	wake sync.Cond // on Journal.mu: done, or time to write it
}

// keepBatch is how large the buffer of a batch may be to be kept for the next.
const keepBatch = 1 << 20

func (j *Journal) newBatch() *batch {
	if n := len(j.free); n > 0 {
		b := j.free[n-1]
		j.free = j.free[:n-1]
		return b
	}
	return &batch{wake: sync.Cond{L: &j.mu}}
}

// finished notes how the writing of a batch went. Its buffer is free then.
func (j *Journal) finished(b *batch, err error) {
	b.done, b.err = true, err
	b.wake.Broadcast()
	if b.kept && cap(b.buf) <= keepBatch {
		j.free = append(j.free, &batch{buf: b.buf[:0], wake: sync.Cond{L: &j.mu}})
		b.buf = nil
	}
}

// leave drops an appender's hold on a batch; the last one makes it free.
func (j *Journal) leave(b *batch) {
	if b.refs--; b.refs > 0 || b.kept {
		return
	}
	b.buf, b.last, b.done, b.err = b.buf[:0], 0, false, nil
	if cap(b.buf) > keepBatch {
		b.buf = nil
	}
	j.free = append(j.free, b)
}

// Append writes a record and returns its number once the operating system has it: it then survives kill -9, and
// readers see it. The payload is copied. After an error the record does not exist for readers; if the disk failed
// halfway it may yet be found there by the next Open.
func (j *Journal) Append(kind Kind, payload []byte) (LSN, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	b, lsn, err := j.enter(kind, payload)
	if err != nil {
		return 0, err
	}
	b.refs++
	for !b.done {
		if j.writing {
			b.wake.Wait()
		} else {
			j.lead()
		}
	}
	err = b.err
	j.leave(b)
	if err != nil {
		return 0, err
	}
	return lsn, nil
}

// enter puts a record into the queue.
func (j *Journal) enter(kind Kind, payload []byte) (*batch, LSN, error) {
	if len(payload) > MaxPayload {
		return nil, 0, fmt.Errorf("%w: %d bytes, at most %d", ErrTooLarge, len(payload), MaxPayload)
	}
	if kind == markKind {
		return nil, 0, fmt.Errorf("append to journal: kind %d is reserved", kind)
	}
	for j.refusal() == nil && len(j.syncTail)+len(j.tail)+len(j.queue.buf) >= maxUnsynced {
		j.idle.Wait()
	}
	if err := j.refusal(); err != nil {
		return nil, 0, err
	}
	b, lsn := j.queue, j.next
	b.buf = appendRecord(b.buf, lsn, j.durable, kind, payload)
	b.last = lsn
	j.next++
	return b, lsn, nil
}

// refusal is why nothing can be appended now.
func (j *Journal) refusal() error {
	if j.closed {
		return ErrClosed
	}
	if j.failed != nil {
		return j.failed
	}
	if j.dead != nil {
		return j.lack // a dead segment can be replaced as long as there is no lack of others
	}
	return nil
}

// acquire gets the right to write; lead takes it where it is free. Both with mu.
func (j *Journal) acquire() {
	for j.writing {
		j.idle.Wait()
	}
	j.writing = true
}

// letGo ends the right to write. One of the appenders that queued meanwhile is woken to write for them all, unless one
// that is just coming is quicker.
func (j *Journal) letGo() {
	j.writing = false
	j.queue.wake.Signal()
	j.idle.Broadcast()
}

// lead writes the queue. Called with mu; lets go of it meanwhile.
func (j *Journal) lead() {
	b := j.queue
	j.queue = j.newBatch()
	j.writing = true
	if err := j.write(b); err != nil {
		q := j.queue
		j.queue = j.newBatch()
		j.finished(b, err)
		j.finished(q, err)
		j.wakeWaiters()
		j.next = j.written + 1
		j.letGo()
		return
	}
	j.active().grow(b.last, len(b.buf))
	j.active().dirty = true
	j.written = b.last
	j.tail = append(j.tail, b.buf...)
	first := len(j.tail) == len(b.buf)
	j.finished(b, nil)
	wake(&j.progress)
	if j.durability == Disk || first || len(j.tail) >= maxUnsynced/2 || j.spare == nil {
		j.wakeSyncer()
	}
	j.letGo()
}

// write puts a batch into a segment that works, if there is one.
func (j *Journal) write(b *batch) error {
	if j.dead == nil {
		if int64(len(b.buf)) > j.active().room() {
			if err := j.roll(int64(len(b.buf))); err != nil && j.dead == nil {
				return err
			}
		}
		if j.dead == nil && j.put(b) == nil {
			return nil
		}
	}
	if err := j.replace(int64(len(b.buf))); err != nil {
		return err
	}
	if err := j.put(b); err != nil {
		return j.giveUp(err)
	}
	return nil
}

// put writes a batch at the end of the active segment, without mu meanwhile. A sync that fails at the same time may
// declare the segment dead although the write succeeds: then the batch is carried over with the others.
func (j *Journal) put(b *batch) error {
	s := j.active()
	at := s.end
	j.mu.Unlock()
	_, err := s.file.WriteAt(b.buf, at)
	j.mu.Lock()
	if err != nil {
		j.dead = err
		j.log.Error("journal write failed", "segment", s.name, "offset", at, "err", err)
	}
	return err
}

// roll starts the next segment. If there is none to be had, the one before may still take smaller records. But if the
// header failed, a power cut might bring it to light, and what the one before took since would be superseded: then that
// one counts as dead, so that a third segment supersedes both.
func (j *Journal) roll(need int64) error {
	s, err := j.fresh(j.written+1, need)
	if err != nil {
		j.lacking(err)
		return err
	}
	head := segmentHeader{first: s.first, seq: s.seq, durable: j.durable}.encode()
	j.mu.Unlock()
	_, err = s.file.WriteAt(head, 0)
	if err != nil {
		j.discard(s)
	}
	j.mu.Lock()
	if err != nil {
		j.dead = err
		j.log.Error("journal write failed", "segment", s.name, "offset", 0, "err", err)
		return err
	}
	j.segs = append(j.segs, s)
	return nil
}
