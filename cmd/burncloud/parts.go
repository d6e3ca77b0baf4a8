package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/journal"
	"github.com/burncloud/burncloud/snapshot"
	"github.com/burncloud/burncloud/store"
)

// What the doctor takes for worth a look.
const (
	mostLag     = 50_000                 // records that the database does not have yet
	slowSync    = 200 * time.Millisecond // of the journal's disk, p99
	slowAnswer  = 250 * time.Millisecond // of the database
	lowSpace    = 5 << 30                // bytes free
	noSpace     = 512 << 20
	lowShare    = 10              // percent free
	mostAhead   = 5 * time.Second // that a call may be in the future
	mostJumped  = 2 * time.Second // between the two clocks of the system
	auditUnread = "audit_unread"
)

// advice says what to do about each finding of the doctor.
var advice = map[string]string{
	"books_drift":       "the books do not agree: read the places that are named, and correct a balance by an adjustment",
	"books_unchecked":   "the books have not been checked yet: check everything",
	"journal_refuses":   "the journal takes no calls: free its disk, or look at the log for its error",
	"journal_damaged":   "a record of the journal is damaged: keep the files and restore from a backup",
	"journal_lag":       "finished calls wait for the database: it is slow or away",
	"journal_slow":      "the journal's disk syncs slowly, and every call waits for it: use a faster disk",
	"database_away":     "the database does not answer: look at its disk and its locks",
	"database_slow":     "the database answers slowly: look at what else uses its disk",
	"disk_low":          "the disk of the data directory has little room left: free some, or keep log rows for fewer days",
	"disk_full":         "the disk of the data directory is nearly full: calls will be refused soon",
	"disk_unknown":      "this system does not say how much room is left: watch it yourself",
	"clock_ahead":       "a call in the log is in the future: the clock was set back, or is wrong; synchronise it",
	"clock_jumped":      "the clock was set while the program ran: synchronise it with a time server that slews",
	"config_refused":    "what is stored as configuration does not build, and an older one is in force: read the log for its faults",
	"config_behind":     "a newer configuration is stored than is in force: it is taken over within seconds, else read the log",
	"channels_none":     "no channel is enabled: calls are refused",
	"channels_degraded": "some channels fail now and then: look at their last errors",
	"channels_dead":     "some channels do not answer, others take over: look at their last errors",
	"channels_all_dead": "no channel answers: calls fail",
	"audit_broken":      "the audit log was changed behind the program's back: compare it with a backup",
	auditUnread:         "the audit log's chain is read by a full check",
}

// inspection looks at the parts of the machine. The same list is made for a running gateway and for a data directory alone.
type inspection struct {
	dir     string
	store   *store.DB
	books   func() *burncloud.CheckReport          // nil = not checked yet
	journal func() (journal.Status, uint64, error) // how it does, how many records the database lacks, and what is wrong
	config  func() *snapshot.Status                // nil = no gateway runs here
	began   time.Time                              // of the process, with the clock that nobody sets

	mu      sync.Mutex
	audited *burncloud.Part // by the last full look
}

// inspection is of this running gateway.
func (s *server) inspection() *inspection {
	return &inspection{
		dir: s.opts.dataDir, store: s.store, began: time.Now(), books: s.doctor.Last,
		journal: func() (journal.Status, uint64, error) { return s.books.Status(), s.books.Lag(), s.books.Healthy() },
		config:  func() *snapshot.Status { st := s.snapshots.Status(); return &st },
	}
}

// look looks at every part; a full look reads the audit log's chain, too.
func (x *inspection) look(ctx context.Context, full bool) []burncloud.Part {
	v, err := x.store.Vitals(ctx)
	parts := []burncloud.Part{
		x.lookAtBooks(), x.lookAtJournal(), x.lookAtDatabase(&v, err), x.lookAtDisk(), x.lookAtClock(&v), x.lookAtConfig(&v), x.lookAtChannels(ctx, &v),
		x.lookAtAudit(ctx, full), x.lookAtVersions(&v),
	}
	for i := range parts {
		p := &parts[i]
		p.Advice = advice[p.Finding]
		if p.State == "" {
			p.State = burncloud.PartOK
		}
	}
	return parts
}

func counted(name string, n int64) burncloud.Figure {
	return burncloud.Figure{Name: name, Number: n, Unit: "count"}
}

func sized(name string, n int64) burncloud.Figure {
	return burncloud.Figure{Name: name, Number: n, Unit: "bytes"}
}

func timed(name string, d time.Duration) burncloud.Figure {
	return burncloud.Figure{Name: name, Number: d.Microseconds(), Unit: "us"}
}

func written(name, text string) burncloud.Figure { return burncloud.Figure{Name: name, Text: text} }

func (x *inspection) lookAtBooks() burncloud.Part {
	p := burncloud.Part{Name: "books"}
	r := x.books()
	if r == nil {
		p.State, p.Finding = burncloud.PartOff, "books_unchecked"
		return p
	}
	p.Figures = []burncloud.Figure{counted("accounts", r.Accounts), counted("entries", r.Entries), counted("drift", int64(len(r.Drift)))}
	if !r.OK() {
		p.State, p.Finding = burncloud.PartBad, "books_drift"
	}
	return p
}

func (x *inspection) lookAtJournal() burncloud.Part {
	st, lag, err := x.journal()
	p := burncloud.Part{Name: "journal"}
	size := int64(0)
	for _, s := range st.Segments {
		size += s.Size
	}
	p.Figures = []burncloud.Figure{counted("durable_lsn", int64(st.Durable)), counted("lag", int64(lag)), sized("size", size)}
	if st.Syncs > 0 {
		p.Figures = append(p.Figures, timed("sync_p99", st.SyncP99))
	}
	switch {
	case err != nil && x.config == nil:
		p.State, p.Finding = burncloud.PartBad, "journal_damaged"
	case err != nil:
		p.State, p.Finding = burncloud.PartBad, "journal_refuses"
	case lag > mostLag:
		p.State, p.Finding = burncloud.PartWarn, "journal_lag"
	case st.SyncP99 > slowSync:
		p.State, p.Finding = burncloud.PartWarn, "journal_slow"
	}
	return p
}

func (x *inspection) lookAtDatabase(v *store.Vitals, err error) burncloud.Part {
	p := burncloud.Part{Name: "database"}
	if err != nil {
		p.State, p.Finding = burncloud.PartBad, "database_away"
		return p
	}
	size := int64(0)
	for _, name := range []string{"burncloud.db", "burncloud.db-wal"} {
		if info, err := os.Stat(filepath.Join(x.dir, name)); err == nil {
			size += info.Size()
		}
	}
	p.Figures = []burncloud.Figure{timed("answers", v.Took), sized("size", size)}
	if v.Took > slowAnswer {
		p.State, p.Finding = burncloud.PartWarn, "database_slow"
	}
	return p
}

func (x *inspection) lookAtDisk() burncloud.Part {
	p := burncloud.Part{Name: "disk"}
	free, size, err := space(x.dir)
	if err != nil || size == 0 {
		p.State, p.Finding = burncloud.PartOff, "disk_unknown"
		return p
	}
	p.Figures = []burncloud.Figure{sized("free", free), sized("size", size)}
	switch {
	case free < noSpace:
		p.State, p.Finding = burncloud.PartBad, "disk_full"
	case free < lowSpace && free < size/100*lowShare:
		p.State, p.Finding = burncloud.PartWarn, "disk_low"
	}
	return p
}

// lookAtClock compares the clock that people set with the one that nobody sets, and with the log.
func (x *inspection) lookAtClock(v *store.Vitals) burncloud.Part {
	p := burncloud.Part{Name: "clock"}
	now := time.Now()
	jumped := now.Round(0).Sub(x.began.Round(0)) - now.Sub(x.began)
	p.Figures = []burncloud.Figure{{Name: "now", Number: now.Unix(), Unit: "time"}, timed("jumped", jumped.Abs())}
	switch {
	case !v.Newest.IsZero() && v.Newest.Sub(now) > mostAhead:
		p.State, p.Finding = burncloud.PartWarn, "clock_ahead"
		p.Figures = append(p.Figures, timed("ahead", v.Newest.Sub(now)))
	case jumped.Abs() > mostJumped:
		p.State, p.Finding = burncloud.PartWarn, "clock_jumped"
	}
	return p
}

func (x *inspection) lookAtConfig(v *store.Vitals) burncloud.Part {
	p := burncloud.Part{Name: "configuration", Figures: []burncloud.Figure{counted("stored", v.Config)}}
	if x.config == nil {
		return p
	}
	st := x.config()
	p.Figures = append(p.Figures, counted("in_force", st.Version), timed("age", st.Age))
	switch {
	case st.LastError != nil:
		p.State, p.Finding = burncloud.PartBad, "config_refused"
	case st.Version < v.Config:
		p.State, p.Finding = burncloud.PartWarn, "config_behind"
	}
	return p
}

// lookAtChannels counts enabled channels that fail: dead are those of which every target is, as it is stored.
func (x *inspection) lookAtChannels(ctx context.Context, v *store.Vitals) burncloud.Part {
	p := burncloud.Part{Name: "channels"}
	targets, err := x.store.Health(ctx)
	if err != nil {
		p.State, p.Finding = burncloud.PartBad, "database_away"
		return p
	}
	known, ill, gone := make(map[burncloud.ChannelID]int), make(map[burncloud.ChannelID]int), make(map[burncloud.ChannelID]int)
	for _, t := range targets {
		known[t.Channel]++
		switch t.State {
		case burncloud.Dead:
			gone[t.Channel]++
		case burncloud.Degraded:
			ill[t.Channel]++
		}
	}
	var degraded, dead int64
	for _, id := range v.Channels {
		switch {
		case gone[id] > 0 && gone[id] == known[id]:
			dead++
		case gone[id]+ill[id] > 0:
			degraded++
		}
	}
	enabled := int64(len(v.Channels))
	p.Figures = []burncloud.Figure{counted("enabled", enabled), counted("degraded", degraded), counted("dead", dead)}
	switch {
	case enabled == 0:
		p.State, p.Finding = burncloud.PartWarn, "channels_none"
	case dead == enabled:
		p.State, p.Finding = burncloud.PartBad, "channels_all_dead"
	case dead > 0:
		p.State, p.Finding = burncloud.PartWarn, "channels_dead"
	case degraded > 0:
		p.State, p.Finding = burncloud.PartWarn, "channels_degraded"
	}
	return p
}

// lookAtAudit reads the chain when asked for everything, and remembers what it found.
func (x *inspection) lookAtAudit(ctx context.Context, full bool) burncloud.Part {
	x.mu.Lock()
	defer x.mu.Unlock()
	if full {
		n, _, err := x.store.VerifyAudit(ctx)
		p := &burncloud.Part{Name: "audit", Figures: []burncloud.Figure{counted("entries", n)}}
		if err != nil {
			p.State, p.Finding = burncloud.PartBad, "audit_broken"
		}
		x.audited = p
	}
	if x.audited == nil {
		return burncloud.Part{Name: "audit", State: burncloud.PartOff, Finding: auditUnread}
	}
	return *x.audited
}

func (x *inspection) lookAtVersions(v *store.Vitals) burncloud.Part {
	return burncloud.Part{Name: "versions", Figures: []burncloud.Figure{
		written("program", version), written("go", runtime.Version()), counted("tables", v.Tables), written("system", fmt.Sprintf("%s/%s", runtime.GOOS, runtime.GOARCH)),
	}}
}
