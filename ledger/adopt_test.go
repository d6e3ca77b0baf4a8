package ledger_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/calllog"
	"github.com/burncloud/burncloud/journal"
	"github.com/burncloud/burncloud/ledger"
)

// relay is the journal of a process that may hand it over: its heir keeps the records then.
type relay struct {
	calllog.Recorder
	own  *process
	heir *process
}

func (r *relay) Append(kind journal.Kind, payload []byte) (journal.LSN, error) {
	if r.heir == nil {
		return r.own.journal.Append(kind, payload)
	}
	if kind != calllog.KindCall {
		return r.heir.Keep(kind, payload, nil)
	}
	keys, err := calllog.Keys(payload)
	if err != nil {
		return 0, err
	}
	return r.heir.Keep(kind, payload, &keys)
}

func (r *relay) Enqueue(kind journal.Kind, payload []byte) (journal.Pending, error) {
	if r.heir == nil {
		return r.own.journal.Enqueue(kind, payload)
	}
	lsn, err := r.Append(kind, payload)
	return journal.Written(lsn), err
}

func (r *relay) Wait(context.Context, journal.LSN) error { return nil }
func (r *relay) Healthy() error                          { return nil }
func (r *relay) CatchUp(ctx context.Context) error       { return r.own.calls.CatchUp(ctx) }

// handed is a process with some holds, and its heir.
func handed(t *testing.T, s *site, before func(parent *process)) (parent, heir *process) {
	t.Helper()
	r := &relay{}
	r.To = r
	r.own = s.mustStart()
	var err error
	r.own.Ledger, err = ledger.Open(t.Context(), ledger.Options{Journal: r, Calls: r, Store: r.own.db, Now: s.now})
	if err != nil {
		t.Fatal(err)
	}
	before(r.own)
	if err := r.own.journal.Close(); err != nil {
		t.Fatal(err)
	}
	budget := burncloud.Money(700)
	heir = s.mustStart(func(o *ledger.Options) {
		o.Living = true
		o.Budget = func(id burncloud.TokenID) (*burncloud.Money, burncloud.Period, error) {
			if id == tokenID(1) {
				return &budget, burncloud.PeriodTotal, nil
			}
			return nil, "", nil
		}
	})
	r.heir = heir
	return r.own, heir
}

func (p *process) mustHold(call, user int, amount burncloud.Money) *ledger.Hold {
	p.site.t.Helper()
	h, err := p.Hold(p.request(call, user, amount))
	if err != nil {
		p.site.t.Fatal(err)
	}
	return h
}

// has fails unless memory has these amounts of a user, and SQL the same once everything is posted.
func (p *process) has(what string, user int, available, held burncloud.Money) {
	p.site.t.Helper()
	p.sound()
	want := burncloud.Balance{Available: available, Held: held}
	if got := p.Balance(userID(user)); got != want {
		p.site.t.Errorf("%s: memory has %+v, want %+v", what, got, want)
	}
	if got := p.stored(user); got != want {
		p.site.t.Errorf("%s: SQL has %+v, want %+v", what, got, want)
	}
}

// The heir holds what its parent held, and its memory follows what the parent does.
func TestAdoptedHolds(t *testing.T) {
	var holds []*ledger.Hold
	parent, heir := handed(t, newSite(t, 1), func(p *process) {
		p.credit(0, 1000, "1")
		p.credit(1, 1000, "2")
		holds = append(holds, p.mustHold(0, 0, 100))
		p.sound() // it outlasts a batch
		holds = append(holds, p.mustHold(1, 0, 100), p.mustHold(2, 0, 100), p.mustHold(3, 1, 600))
	})
	heir.has("adopted", 0, 700, 300)
	if _, held := heir.Spent(tokenID(0), burncloud.PeriodDay); held != 300 {
		t.Errorf("%d held of the token", held)
	}
	steps := []struct {
		what            string
		do              func() error
		refused         bool
		available, held burncloud.Money
	}{
		{"a mark", func() error { return holds[0].Progress(300, 40) }, false, 700, 300},
		{"extended", func() error { return holds[1].Extend(50, time.Time{}) }, false, 650, 350},
		{"of the heir", func() error { _, err := heir.Hold(heir.request(10, 0, 500)); return err }, false, 150, 850},
		{"extended beyond what the heir has", func() error { return holds[1].Extend(200, time.Time{}) }, true, 150, 850},
		{"a new hold", func() error { holds = append(holds, parent.mustHold(4, 0, 100)); return nil }, false, 50, 950},
		{"a new hold beyond what the heir has", func() error { _, err := parent.Hold(parent.request(5, 0, 100)); return err }, true, 50, 950},
		{"costs more than it held", func() error { return holds[1].Settle(finished(170), 170) }, false, 30, 800},
		{"voided", func() error { return holds[2].Void(finished(0)) }, false, 130, 700},
		{"settled", func() error { return holds[4].Settle(finished(10), 10) }, false, 220, 600},
		{"another's, beyond the token's budget", func() error { return holds[3].Extend(101, time.Time{}) }, true, 220, 600},
		{"another's, within it", func() error { return holds[3].Extend(100, time.Time{}) }, false, 220, 600},
	}
	for _, x := range steps {
		err := x.do()
		if x.refused {
			refusedBy(t, err, burncloud.KindOverloaded, "")
		} else if err != nil {
			t.Fatal(x.what, err)
		}
		heir.has(x.what, 0, x.available, x.held)
	}
	heir.has("the other one", 1, 300, 700)
	if _, err := heir.Keep(ledger.KindProgress, []byte("what"), nil); !errors.Is(err, ledger.ErrRecord) {
		t.Errorf("a broken record: %v", err)
	}
	if err := holds[2].Settle(finished(1), 1); !errors.Is(err, ledger.ErrEnded) {
		t.Errorf("a second end: %v", err)
	}
}

// Adopted holds are the living process's, however long they last; when it has ended they are settled at their last marks.
func TestOrphans(t *testing.T) {
	s := newSite(t, 1)
	var later time.Duration
	s.now = func() time.Time { return time.Now().Add(later) }
	var marked *ledger.Hold
	_, heir := handed(t, s, func(p *process) {
		p.credit(0, 1000, "1")
		marked = p.mustHold(0, 0, 100)
		p.mustHold(1, 0, 100)
		late := p.mustHold(2, 0, 100)
		if err := late.Progress(300, 30); err != nil { // before the books change hands
			t.Fatal(err)
		}
	})
	if err := marked.Progress(300, 40); err != nil { // after that
		t.Fatal(err)
	}
	sweep := func() {
		over, cancel := context.WithCancel(t.Context())
		cancel()
		heir.Run(over)
	}
	later = 2 * time.Hour
	sweep()
	if got := heir.Totals(); got.Holds != 3 || got.Held != 300 {
		t.Errorf("while its process lives: %+v", got)
	}
	later = 0
	heir.Orphan()
	heir.Orphan()
	heir.has("orphaned", 0, 930, 0)
	for i, cost := range []burncloud.Money{40, 0, 30} {
		c, err := heir.db.Call(t.Context(), callID(i))
		if err != nil || c.Charged() != cost || c.Flags[0] != ledger.FlagRecovered {
			t.Errorf("row of %d: %+v, %v", i, c, err)
		}
	}
}
