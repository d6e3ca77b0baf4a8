// Package calllog carries finished calls through the journal into the log table, in batches, so that no call waits
// for a database.
package calllog

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/journal"
)

// KindCall marks a journal record that holds one burncloud.Call as JSON.
const KindCall journal.Kind = 1

// How much is posted at once, and how long a lone record may wait for company.
const (
	batchRecords = 500
	batchDelay   = 50 * time.Millisecond
	retryFirst   = 100 * time.Millisecond
	retryMax     = 5 * time.Second
)

// Sink keeps log rows. PostCalls is one transaction with the mark of what has been applied, and skips what had been.
type Sink interface {
	PostCalls(ctx context.Context, upTo uint64, calls []burncloud.CallRecord) error
	AppliedLSN(ctx context.Context) (uint64, error)
}

// Appender keeps records durably: the journal, of this process or of another.
type Appender interface {
	Append(kind journal.Kind, payload []byte) (journal.LSN, error)
}

// Recorder writes finished calls to a journal.
type Recorder struct {
	To Appender

	buffers sync.Pool // of *[]byte
}

// Log writes calls to the journal and posts them to the sink.
type Log struct {
	Recorder
	journal *journal.Journal
	sink    Sink
	logger  *slog.Logger
	applied atomic.Uint64
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
	l.applied.Store(applied)
	return l, nil
}

// Record writes the finished call to the journal. When it returns nil the call survives the death of the process.
func (r *Recorder) Record(call *burncloud.Call) error {
	buf, _ := r.buffers.Get().(*[]byte)
	if buf == nil {
		buf = new([]byte)
	}
	defer r.buffers.Put(buf)
	*buf = appendCall((*buf)[:0], call)
	_, err := r.To.Append(KindCall, *buf)
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
		pause(ctx, batchDelay)
		l.postAll(ctx)
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), retryMax)
	defer cancel()
	l.postAll(last)
	if n := l.Lag(); n > 0 {
		return fmt.Errorf("%d calls are left in the journal and will be posted at the next start", n)
	}
	return nil
}

// postAll posts batch after batch until the journal has no more.
func (l *Log) postAll(ctx context.Context) {
	wait := retryFirst
	for l.Lag() > 0 && ctx.Err() == nil {
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

// postBatch posts one batch and lets the journal drop it.
func (l *Log) postBatch(ctx context.Context) error {
	records, err := l.journal.Read(journal.LSN(l.applied.Load())+1, batchRecords)
	if err != nil {
		return fmt.Errorf("read journal: %w", err)
	}
	if len(records) == 0 {
		return nil
	}
	calls := make([]burncloud.CallRecord, 0, len(records))
	for _, r := range records {
		if r.Kind != KindCall {
			continue
		}
		c := burncloud.CallRecord{LSN: uint64(r.LSN), JSON: r.Payload}
		if err := json.Unmarshal(r.Payload, &c.CallKeys); err != nil {
			// Its checksum is right, so somebody else wrote it. The calls behind it must not wait for that.
			l.logger.Error("call log: a record is not a call and is passed over", "lsn", r.LSN, "error", err)
			continue
		}
		calls = append(calls, c)
	}
	upTo := records[len(records)-1].LSN
	// Numbers that a power failure takes from the journal are given again. Were they posted, the calls that get them
	// would be skipped. A sync that failed is no reason to hold rows back.
	_ = l.journal.Wait(ctx, upTo)
	if err := l.sink.PostCalls(ctx, uint64(upTo), calls); err != nil {
		return err
	}
	l.applied.Store(uint64(upTo))
	return l.journal.Release(upTo)
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
