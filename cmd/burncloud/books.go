package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/calllog"
	"github.com/burncloud/burncloud/journal"
	"github.com/burncloud/burncloud/ledger"
	"github.com/burncloud/burncloud/store"
)

// What a process that has handed its books over does when its heir is gone: it takes them back.
const (
	takeBackEvery = 200 * time.Millisecond
	takeBackTime  = 10 * time.Second
)

var (
	// errGiven is why the journal is not this process's any more.
	errGiven = errors.New("the journal was handed over to a new process")
	// errStale is why a process holds no more money that took its books back.
	errStale = errors.New("what a new process held and spent before it died is not known here: no new holds")
)

// books are the journal and what posts it, which one process has at a time. They can be handed over while calls are
// under way: those are then recorded with the heir. Their methods are those of what they stand for.
type books struct {
	options journal.Options
	store   *store.DB
	logger  *slog.Logger
	posted  func([]burncloud.CallRecord)

	recorder calllog.Recorder

	mu      sync.RWMutex     // held exclusively while the books change hands
	journal *journal.Journal // nil = not open, or the heir has it
	calls   *calllog.Log
	heir    *kin
	past    *journal.Journal   // as it was closed when the books were given
	stale   bool               // an heir had the books, and died
	stop    context.CancelFunc // of posting
	posting sync.WaitGroup
}

// open opens the journal; post must follow.
func (b *books) open(ctx context.Context) error {
	b.recorder.To = b
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.openLocked(ctx)
}

func (b *books) openLocked(ctx context.Context) error {
	applied, err := b.store.AppliedLSN(ctx)
	if err != nil {
		return err
	}
	b.options.After = journal.LSN(applied) // a journal that got lost must not give numbers again that were posted
	j, err := journal.Open(b.options)
	if err != nil {
		return fmt.Errorf("open the journal: %w", err)
	}
	calls, err := calllog.New(ctx, j, b.store, b.logger)
	if err != nil {
		return errors.Join(err, j.Close())
	}
	calls.Posted = b.posted
	b.journal, b.calls, b.heir = j, calls, nil
	return nil
}

// post begins to post the journal.
func (b *books) post() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.postLocked()
}

func (b *books) postLocked() {
	work, stop := context.WithCancel(context.Background())
	b.stop = stop
	calls := b.calls
	b.posting.Go(func() {
		if err := calls.Run(work); err != nil {
			b.logger.Warn("call log", "error", err)
		}
	})
}

// Record writes a finished call, wherever the journal is.
func (b *books) Record(c *burncloud.Call) error {
	b.mu.RLock()
	if b.heir == nil && b.calls != nil {
		defer b.mu.RUnlock()
		return b.calls.Record(c)
	}
	b.mu.RUnlock()
	return b.recorder.Record(c)
}

// Append writes a record to the journal, wherever it is.
func (b *books) Append(kind journal.Kind, payload []byte) (journal.LSN, error) {
	b.mu.RLock()
	if b.heir == nil {
		defer b.mu.RUnlock()
		if err := b.refusal(kind); err != nil {
			return 0, err
		}
		return b.journal.Append(kind, payload)
	}
	heir := b.heir
	lsn, err := heir.Append(kind, payload)
	b.mu.RUnlock()
	if err == nil || errors.Is(err, errHeirRefused) {
		return lsn, err
	}
	if back := b.takeBack(heir); back != nil {
		return 0, errors.Join(err, back)
	}
	if lsn, ok := b.recorded(payload); ok {
		return lsn, nil // the heir died before it could say so
	}
	return b.Append(kind, payload)
}

// refusal is why this process's journal takes no such record. With mu.
func (b *books) refusal(kind journal.Kind) error {
	if b.journal == nil {
		return journal.ErrClosed
	}
	if b.stale && kind == ledger.KindReserve {
		return errStale
	}
	return nil
}

// Enqueue has the journal take a record that need not be written before others are. An heir writes it at once.
func (b *books) Enqueue(kind journal.Kind, payload []byte) (journal.Pending, error) {
	b.mu.RLock()
	if b.heir == nil {
		defer b.mu.RUnlock()
		if err := b.refusal(kind); err != nil {
			return journal.Pending{}, err
		}
		return b.journal.Enqueue(kind, payload)
	}
	b.mu.RUnlock()
	lsn, err := b.Append(kind, payload)
	return journal.Written(lsn), err
}

// Wait returns when the record is as durable as the journal makes it, wherever that is.
func (b *books) Wait(ctx context.Context, lsn journal.LSN) error {
	b.mu.RLock()
	j, heir := b.journal, b.heir
	if heir != nil && lsn <= b.past.Written() {
		j, heir = b.past, nil
	}
	b.mu.RUnlock()
	if heir == nil {
		if j == nil {
			return journal.ErrClosed
		}
		return j.Wait(ctx, lsn) // without the lock: it may take long
	}
	err := heir.Wait(lsn)
	if err == nil || errors.Is(err, errHeirRefused) {
		return err
	}
	if back := b.takeBack(heir); back != nil {
		return errors.Join(err, back)
	}
	return b.Wait(ctx, lsn)
}

// lately is how many of the newest records are looked through for one that the heir may have written: the parent sends one
// at a time.
const lately = 64

// recorded finds a payload among the newest records. Payloads name their call, so no two are the same.
func (b *books) recorded(payload []byte) (lsn journal.LSN, found bool) {
	err := b.with(func(j *journal.Journal) error {
		from := j.First()
		if last := j.Written(); last > lately {
			from = max(from, last-lately)
		}
		records, err := j.Read(from, 2*lately)
		for _, r := range records {
			if bytes.Equal(r.Payload, payload) {
				lsn, found = r.LSN, true
			}
		}
		return err
	})
	if err != nil {
		b.logger.Warn("the newest records cannot be read: the call is recorded again", "error", err)
	}
	return lsn, found
}

// takeBack opens the journal again that the heir no longer keeps.
func (b *books) takeBack(from *kin) (err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.heir != from {
		return nil // somebody else did
	}
	b.stale = true
	return b.reopenLocked()
}

// reopenLocked opens the journal as soon as the heir has let go of it.
func (b *books) reopenLocked() (err error) {
	for end := time.Now().Add(takeBackTime); ; time.Sleep(takeBackEvery) {
		if err = b.openLocked(context.Background()); err == nil {
			b.postLocked()
			return nil
		}
		if time.Now().After(end) {
			return err
		}
	}
}

// give hands the books to the heir, which must say that it has them; else they are taken back. The heir adopts the holds of
// money that are open, and ends them as this process tells it to.
func (b *books) give(heir *kin) error {
	b.stop()
	b.posting.Wait() // what is left to post is the heir's
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.journal.Close(); err != nil {
		b.logger.Error("close the journal", "error", err)
	}
	b.past, b.journal = b.journal, nil
	err := heir.say(wordTake)
	if err == nil {
		err = heir.expect(wordServing)
	}
	if err == nil {
		b.heir = heir
		return nil
	}
	heir.end()
	return errors.Join(err, b.reopenLocked())
}

// Given reports whether the heir has the books.
func (b *books) Given() bool {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.heir != nil
}

// close ends posting and closes what is open.
func (b *books) close() {
	b.mu.RLock()
	stop := b.stop
	b.mu.RUnlock()
	if stop != nil {
		stop()
	}
	b.posting.Wait()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.heir.close()
	if b.journal != nil {
		if err := b.journal.Close(); err != nil {
			b.logger.Error("close the journal", "error", err)
		}
		b.journal = nil
	}
}
