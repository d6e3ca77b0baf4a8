package journal

import "context"

// Pending is a record that Enqueue took. The zero value is none.
type Pending struct {
	j   *Journal
	b   *batch // nil = it was written
	lsn LSN
}

// Written is a record that was appended before.
func Written(lsn LSN) Pending { return Pending{lsn: lsn} }

// Enqueue takes a record that need not be written before others are: that is done together with the next that is appended,
// or with the next sync. The payload is copied. Errors are Append's; those of the write are
// the Pending's.
func (j *Journal) Enqueue(kind Kind, payload []byte) (Pending, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	b, lsn, err := j.enter(kind, payload)
	if err != nil {
		return Pending{}, err
	}
	if !b.kept && (j.durability == Disk || j.durable == j.written) { // else the syncer knows, or looks before long
		j.wakeSyncer()
	}
	b.kept = true
	return Pending{j, b, lsn}, nil
}

// Wait returns the number of the record once the operating system has it. Under Disk durability that is left to the syncer
// where nobody else appends: who asks waits for the disk anyway.
func (p Pending) Wait(ctx context.Context) (LSN, error) {
	if p.b == nil {
		return p.lsn, nil
	}
	for {
		ch, err := p.outcome()
		if ch == nil {
			return p.lsn, err
		}
		select {
		case <-ch:
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
}

// outcome is how the writing of the record went, or a channel that is closed when that may be known.
func (p Pending) outcome() (<-chan struct{}, error) {
	p.j.mu.Lock()
	defer p.j.mu.Unlock()
	for !p.b.done && (p.j.durability == Process || p.j.failed != nil) { // a syncer that has given up writes nothing more
		p.j.flush()
	}
	if !p.b.done {
		return waitOn(&p.j.nextSync), nil
	}
	return nil, p.b.err
}

// Failed reports whether the record could not be written.
func (p Pending) Failed() bool {
	if p.b == nil {
		return false
	}
	p.j.mu.Lock()
	defer p.j.mu.Unlock()
	return p.b.err != nil
}

// WriteOut writes what was enqueued, and returns the LSN of the newest record.
func (j *Journal) WriteOut() LSN {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.flush()
	return j.written
}

// flush writes what is queued now.
func (j *Journal) flush() {
	for upTo := j.next - 1; j.written < upTo && (j.writing || len(j.queue.buf) > 0); {
		if j.writing {
			j.idle.Wait()
		} else {
			j.lead()
		}
	}
}
