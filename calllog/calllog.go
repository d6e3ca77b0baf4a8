// Package calllog carries finished calls and the postings of their money through the journal into the database, in
// batches, so that no call waits for it.
package calllog

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/journal"
	"github.com/burncloud/burncloud/ledger"
)

// KindCall marks a journal record that holds one burncloud.Call as JSON.
const KindCall journal.Kind = 1

// How much is posted at once, and how long a record may wait for company: the more calls begin and end within a batch, the
// fewer of their holds are booked.
const (
	batchRecords = 3000
	batchDelay   = 200 * time.Millisecond
	retryFirst   = 100 * time.Millisecond
	retryMax     = 5 * time.Second
)

// Sink keeps log rows and postings. Post is one transaction with the mark of what has been applied; a batch that was
// applied before changes nothing.
type Sink interface {
	Post(ctx context.Context, b *burncloud.Batch) error
	AppliedLSN(ctx context.Context) (uint64, error)
	OpenHolds(ctx context.Context) ([]burncloud.OpenHold, error)
}

// Appender keeps records durably: the journal, of this process or of another.
type Appender interface {
	Append(kind journal.Kind, payload []byte) (journal.LSN, error)
	Healthy() error
}

// Recorder writes finished calls to a journal.
type Recorder struct {
	To Appender

	buffers sync.Pool // of *[]byte
}

// Log writes calls to the journal and posts them to the sink.
type Log struct {
	Recorder

	// Posted is told of every batch that has become rows, and must not take long. It is set before Run; nil = nobody.
	Posted func([]burncloud.CallRecord)

	journal *journal.Journal
	sink    Sink
	logger  *slog.Logger
	applied atomic.Uint64
	recent  recent

	posting sync.Mutex // who posts: Run, or CatchUp before it
	books   *ledger.Books
	batch   *burncloud.Batch // read from the journal and not yet posted; nil = none
}

// New returns a log over an open journal. Run must be started for rows to appear.
func New(ctx context.Context, j *journal.Journal, sink Sink, logger *slog.Logger) (*Log, error) {
	l := &Log{Recorder: Recorder{To: j}, journal: j, sink: sink, logger: logger}
	applied, err := sink.AppliedLSN(ctx)
	if err != nil {
		return nil, fmt.Errorf("read how far the call log is: %w", err)
	}
	if written := uint64(j.Written()); written < applied {
		return nil, fmt.Errorf("the journal ends at record %d, but the database has posted record %d: it is the journal of another time; move it away", written, applied)
	}
	open, err := sink.OpenHolds(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the open holds: %w", err)
	}
	l.applied.Store(applied)
	l.books = ledger.NewBooks(open)
	return l, nil
}

// Record writes the finished call to the journal. When it returns nil the call survives the death of the process. Where the
// journal has no room for another segment, what is left of this one is for calls that end a hold: others are refused.
func (r *Recorder) Record(call *burncloud.Call) error {
	_, err := r.record(call)
	return err
}

func (r *Recorder) record(call *burncloud.Call) (journal.LSN, error) {
	if call.Charge == nil {
		if err := r.To.Healthy(); errors.Is(err, journal.ErrFull) {
			return 0, err
		}
	}
	buf, _ := r.buffers.Get().(*[]byte)
	if buf == nil {
		buf = new([]byte)
	}
	defer r.buffers.Put(buf)
	*buf = appendCall((*buf)[:0], call)
	return r.To.Append(KindCall, *buf)
}

// Record writes the finished call to the journal, as the Recorder does, and keeps at hand what posting it needs.
func (l *Log) Record(call *burncloud.Call) error {
	lsn, err := l.record(call)
	if err == nil {
		l.recent.add(lsn, call)
	}
	return err
}

// Lag is how many records wait to be posted.
func (l *Log) Lag() uint64 {
	written, applied := uint64(l.journal.Written()), l.applied.Load()
	if written < applied {
		return 0
	}
	return written - applied
}

// Run posts records until ctx ends; then it posts what is left and returns. A sink that fails is tried again, for as
// long as it takes: records wait in the journal.
func (l *Log) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		if err := l.journal.Await(ctx, journal.LSN(l.applied.Load())); err != nil {
			break
		}
		if l.Lag() < batchRecords {
			pause(ctx, batchDelay)
		}
		l.postAll(ctx)
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), retryMax)
	defer cancel()
	l.drain(last)
	if n := l.Lag(); n > 0 {
		return fmt.Errorf("%d calls are left in the journal and will be posted at the next start", n)
	}
	return nil
}

// CatchUp posts everything that was recorded before it was called. It must not be called while Run runs.
func (l *Log) CatchUp(ctx context.Context) error {
	for upTo := uint64(l.journal.WriteOut()); l.applied.Load() < upTo; {
		if err := l.postBatch(ctx); err != nil {
			return err
		}
	}
	return nil
}

// postAll posts batch after batch until everything is posted that was recorded before it was called.
func (l *Log) postAll(ctx context.Context) {
	wait := retryFirst
	for upTo := uint64(l.journal.Written()); l.applied.Load() < upTo && ctx.Err() == nil; {
		err := l.postBatch(ctx)
		if err == nil {
			wait = retryFirst
			continue
		}
		l.logger.Error("call log: cannot post, will try again", "error", err, "waiting", l.Lag(), "in", wait)
		pause(ctx, wait)
		wait = min(2*wait, retryMax)
	}
}

// drain posts what is left. What a failing journal cannot say to be on the disk is left to the next start.
func (l *Log) drain(ctx context.Context) {
	for l.Lag() > 0 && ctx.Err() == nil {
		err := l.postBatch(ctx)
		if errors.Is(err, journal.ErrFailed) || errors.Is(err, journal.ErrNotDurable) {
			return
		}
		if err != nil {
			l.logger.Error("call log: cannot post, will try again", "error", err, "waiting", l.Lag(), "in", retryFirst)
			pause(ctx, retryFirst)
		}
	}
}

// postBatch posts one batch and lets the journal drop it. A batch that could not be posted is kept: the books have
// taken it in already.
func (l *Log) postBatch(ctx context.Context) error {
	l.posting.Lock()
	defer l.posting.Unlock()
	if l.batch == nil {
		b, err := l.nextBatch()
		if err != nil || b == nil {
			return err
		}
		l.batch = b
	}
	upTo := journal.LSN(l.batch.UpTo)
	// Numbers that a power failure takes from the journal are given again. Were they posted, the calls that get them
	// would be skipped. A record whose sync failed is as good as others once a fresh segment has it on the disk.
	if err := l.journal.Flush(ctx, upTo); err != nil && l.journal.Durable() < upTo {
		return err
	}
	if err := l.sink.Post(ctx, l.batch); err != nil {
		return err
	}
	calls := l.batch.Calls
	l.batch = nil
	l.applied.Store(uint64(upTo))
	if l.Posted != nil {
		l.Posted(calls)
	}
	return l.journal.Release(upTo)
}

// nextBatch reads what follows in the journal; nil if there is nothing.
func (l *Log) nextBatch() (*burncloud.Batch, error) {
	records, err := l.journal.Read(journal.LSN(l.applied.Load())+1, batchRecords)
	if err != nil {
		return nil, fmt.Errorf("read journal: %w", err)
	}
	if len(records) == 0 {
		return nil, nil
	}
	l.recent.take()
	calls := 0
	for i := range records {
		if records[i].Kind == KindCall {
			calls++
		}
	}
	b := &burncloud.Batch{UpTo: uint64(records[len(records)-1].LSN), Calls: make([]burncloud.CallRecord, 0, calls)}
	for _, r := range records {
		// The checksum of a record that is refused is right, so somebody else wrote it. Those behind must not wait for that.
		if err := l.take(b, r); err != nil {
			l.logger.Error("call log: a record is passed over", "lsn", r.LSN, "kind", r.Kind, "error", err)
		}
	}
	l.books.Take(b)
	return b, nil
}

// Keys reads the payload of a KindCall.
func Keys(payload []byte) (keys burncloud.CallKeys, err error) {
	err = json.Unmarshal(payload, &keys)
	return keys, err
}

// take adds what a record means to the batch.
func (l *Log) take(b *burncloud.Batch, r journal.Record) error {
	if r.Kind != KindCall {
		return l.books.Apply(r.LSN, r.Kind, r.Payload)
	}
	c := burncloud.CallRecord{LSN: uint64(r.LSN), JSON: r.Payload}
	if keys := l.recent.of(&r); keys != nil {
		c.CallKeys = *keys
	} else if err := json.Unmarshal(r.Payload, &c.CallKeys); err != nil {
		return err
	}
	b.Calls = append(b.Calls, c)
	return l.books.End(r.LSN, &c.CallKeys)
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
