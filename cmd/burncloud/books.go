package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/burncloud/burncloud/calllog"
	"github.com/burncloud/burncloud/journal"
	"github.com/burncloud/burncloud/store"
)

// What a process that has handed its books over does when its heir is gone: it takes them back.
const (
	takeBackEvery = 200 * time.Millisecond
	takeBackTime  = 10 * time.Second
)

// books are the journal and what posts it, which one process has at a time. They can be handed over while calls are
// under way: those are then recorded with the heir.
type books struct {
	options journal.Options
	store   *store.DB
	logger  *slog.Logger

	mu      sync.RWMutex     // held exclusively while the books change hands
	journal *journal.Journal // nil = not open, or the heir has it
	calls   *calllog.Log
	heir    *kin
	stop    context.CancelFunc // of posting
	posting sync.WaitGroup
}

// open opens the journal and begins to post it.
func (b *books) open(ctx context.Context) error {
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
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	b.journal, b.calls, b.heir, b.stop = j, calls, nil, stop
	b.posting.Go(func() {
		if err := calls.Run(work); err != nil {
			b.logger.Warn("call log", "error", err)
		}
	})
	return nil
}

// Append writes a record to the journal, wherever it is.
func (b *books) Append(kind journal.Kind, payload []byte) (journal.LSN, error) {
	b.mu.RLock()
	if b.heir == nil {
		defer b.mu.RUnlock()
		if b.journal == nil {
			return 0, journal.ErrClosed
		}
		return b.journal.Append(kind, payload)
	}
	heir := b.heir
	lsn, err := heir.Append(kind, payload)
	b.mu.RUnlock()
	if err == nil {
		return lsn, nil
	}
	if back := b.takeBack(heir); back != nil {
		return 0, errors.Join(err, back)
	}
	if lsn, ok := b.recorded(payload); ok {
		return lsn, nil // the heir died before it could say so
	}
	return b.Append(kind, payload)
}

// lately is how many of the newest records are looked through for one that the heir may have written: the parent sends one
// at a time.
const lately = 64

// recorded finds a payload among the newest records. Payloads name their call, so no two are the same.
func (b *books) recorded(payload []byte) (journal.LSN, bool) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	if b.journal == nil {
		return 0, false
	}
	from := b.journal.First()
	if last := b.journal.Written(); last > lately {
		from = max(from, last-lately)
	}
	records, err := b.journal.Read(from, 2*lately)
	if err != nil {
		b.logger.Warn("the newest records cannot be read: the call is recorded again", "error", err)
		return 0, false
	}
	for _, r := range records {
		if bytes.Equal(r.Payload, payload) {
			return r.LSN, true
		}
	}
	return 0, false
}

// takeBack opens the journal again that the heir no longer keeps.
func (b *books) takeBack(from *kin) (err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.heir != from {
		return nil // somebody else did
	}
	for end := time.Now().Add(takeBackTime); ; time.Sleep(takeBackEvery) {
		if err = b.openLocked(context.Background()); err == nil || time.Now().After(end) {
			return err
		}
	}
}

// give hands the books to the heir, which must say that it has them; else they are taken back.
func (b *books) give(heir *kin) error {
	b.stop()
	b.posting.Wait() // what is left to post is the heir's
	b.mu.Lock()
	defer b.mu.Unlock()
	err := b.journal.Close()
	if err != nil {
		b.logger.Error("close the journal", "error", err)
	}
	b.journal = nil
	if err = heir.say(wordTake); err == nil {
		err = heir.expect(wordServing)
	}
	if err == nil {
		b.heir = heir
		return nil
	}
	heir.end()
	return errors.Join(err, b.openLocked(context.Background()))
}

func (b *books) healthy() error {
	b.mu.RLock()
	defer b.mu.RUnlock()
	if b.journal == nil {
		return errors.New("it was handed over")
	}
	return b.journal.Healthy()
}

// lag is how many records wait to be posted.
func (b *books) lag() uint64 {
	b.mu.RLock()
	defer b.mu.RUnlock()
	if b.journal == nil {
		return 0
	}
	return b.calls.Lag()
}

// close ends posting and closes what is open.
func (b *books) close() {
	if b.stop != nil {
		b.stop()
	}
	b.posting.Wait()
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.heir != nil {
		b.heir.close()
	}
	if b.journal != nil {
		if err := b.journal.Close(); err != nil {
			b.logger.Error("close the journal", "error", err)
		}
		b.journal = nil
	}
}
