package ledger

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/journal"
)

// checkEvery is how often Doctor.Run checks what was posted since the last checkpoint.
const checkEvery = time.Hour

// BookStore checks the books in SQL.
type BookStore interface {
	CheckBooks(ctx context.Context, scope burncloud.CheckScope) (*burncloud.CheckReport, error)
}

// RecordStore is the journal as it is checked.
type RecordStore interface {
	Durable() journal.LSN
	Verify() error
}

// Doctor checks whether memory, journal and SQL agree with themselves and with each other. It never repairs: that is
// done by a posting in somebody's name.
type Doctor struct {
	Books   BookStore
	Journal RecordStore
	Ledger  *Ledger
	Logger  *slog.Logger

	checking sync.Mutex // one at a time
	mu       sync.Mutex
	last     *burncloud.CheckReport
	step     *burncloud.CheckStep // of the check that runs; nil = none does
}

// Check checks now, everything or what came since the last checkpoint, and keeps the report.
func (d *Doctor) Check(ctx context.Context, full bool) (*burncloud.CheckReport, error) {
	d.checking.Lock()
	defer d.checking.Unlock()
	begin := time.Now()
	defer d.note(nil)
	r, err := d.Books.CheckBooks(ctx, burncloud.CheckScope{Full: full, Mark: true, Step: func(s burncloud.CheckStep) { d.note(&s) }})
	if err != nil {
		return nil, err
	}
	r.Drift = append(r.Drift, d.Ledger.Check()...)
	if full {
		d.lastStep()
		r.Drift = append(r.Drift, JournalDrift(d.Journal.Verify())...)
	}
	r.Durable = uint64(d.Journal.Durable())
	r.Drift = append(r.Drift, Ahead(r)...)
	r.Duration = time.Since(begin)
	if !r.OK() {
		d.Logger.Error("the books do not agree", "places", len(r.Drift), "first", r.Drift[0])
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.last = r
	return r, nil
}

// Last returns the last report, nil before the first.
func (d *Doctor) Last() *burncloud.CheckReport {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.last
}

// Step is how far the check has come that runs now, nil while none does.
func (d *Doctor) Step() *burncloud.CheckStep {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.step
}

func (d *Doctor) note(s *burncloud.CheckStep) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.step = s
}

// lastStep notes that only the journal is left to be read.
func (d *Doctor) lastStep() {
	if s := d.Step(); s != nil {
		d.note(&burncloud.CheckStep{Name: "journal", Done: s.Steps - 1, Steps: s.Steps})
	}
}

// Run checks at once and every hour until ctx ends. Books that do not agree are served from: what is wrong is for a person
// to see, and to correct by a posting.
func (d *Doctor) Run(ctx context.Context) {
	tick := time.NewTicker(checkEvery)
	defer tick.Stop()
	for {
		if _, err := d.Check(ctx, false); err != nil && ctx.Err() == nil {
			d.Logger.Error("the books cannot be checked", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// JournalDrift names damage of the journal.
func JournalDrift(err error) []burncloud.Drift {
	if err == nil {
		return nil
	}
	where := "journal"
	var damage *journal.CorruptError
	if errors.As(err, &damage) {
		where = "record " + strconv.FormatUint(uint64(damage.LSN), 10)
	}
	return []burncloud.Drift{{Check: "journal", Where: where, Want: "an intact record", Got: err.Error()}}
}

// Ahead names what is applied though the journal does not have it.
func Ahead(r *burncloud.CheckReport) []burncloud.Drift {
	if r.LSN <= r.Durable {
		return nil
	}
	durable := strconv.FormatUint(r.Durable, 10)
	return []burncloud.Drift{{Check: "applied", Where: "log_state", Want: "at most " + durable + ", the journal's last", Got: strconv.FormatUint(r.LSN, 10)}}
}
