package main

import (
	"context"
	"time"

	"github.com/burncloud/burncloud/journal"
)

// with runs f with the journal, if this process has it.
func (b *books) with(f func(*journal.Journal) error) error {
	b.mu.RLock()
	defer b.mu.RUnlock()
	if b.journal == nil {
		return errGiven
	}
	return f(b.journal)
}

// Healthy returns nil if new work may be begun.
func (b *books) Healthy() error {
	return b.with(func(j *journal.Journal) error { return j.Healthy() })
}

// Verify reads the journal through.
func (b *books) Verify() error {
	return b.with(func(j *journal.Journal) error { return j.Verify() })
}

// Durable is the newest record that is on the disk.
func (b *books) Durable() (lsn journal.LSN) {
	_ = b.with(func(j *journal.Journal) error { lsn = j.Durable(); return nil })
	return lsn
}

// Written is the newest record.
func (b *books) Written() (lsn journal.LSN) {
	_ = b.with(func(j *journal.Journal) error { lsn = j.Written(); return nil })
	return lsn
}

// Syncs counts the journal's syncs, and the time that they took.
func (b *books) Syncs() (n int64, took time.Duration) {
	_ = b.with(func(j *journal.Journal) error { n, took = j.Syncs(); return nil })
	return n, took
}

// Status is how the journal does.
func (b *books) Status() (s journal.Status) {
	_ = b.with(func(j *journal.Journal) error { s = j.Status(); return nil })
	return s
}

// Lag is how many records wait to be posted.
func (b *books) Lag() (n uint64) {
	_ = b.with(func(*journal.Journal) error { n = b.calls.Lag(); return nil })
	return n
}

// CatchUp posts everything that was recorded, before post.
func (b *books) CatchUp(ctx context.Context) error {
	return b.with(func(*journal.Journal) error { return b.calls.CatchUp(ctx) })
}
