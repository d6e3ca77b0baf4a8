package ledger_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/journal"
	"github.com/burncloud/burncloud/ledger"
)

// refusedBy fails unless the error has the kind and code.
func refusedBy(t *testing.T, err error, kind burncloud.Kind, code string) {
	t.Helper()
	var e *burncloud.Error
	if !errors.As(err, &e) || e.Kind != kind || e.Code != code {
		t.Fatalf("got %v, want %s %s", err, kind, code)
	}
}

func TestCallsOfOneLife(t *testing.T) {
	p := newSite(t, 1).mustStart()
	p.credit(0, 1000, "1")
	for i, x := range []struct {
		what         string
		hold, extend burncloud.Money
		cost         burncloud.Money // < 0 = void
		early        bool            // posted while it runs
		left         burncloud.Money
	}{
		{"settled below the hold", 100, 0, 40, false, 960},
		{"settled at the hold", 100, 0, 100, false, 860},
		{"voided", 860, 0, -1, false, 860},
		{"nothing to pay", 100, 0, 0, true, 860},
		{"outlasts a batch", 100, 0, 60, true, 800},
		{"outlasts a batch, voided", 100, 0, -1, true, 800},
		{"extended", 100, 50, 150, false, 650},
		{"extended after a batch", 100, 50, 120, true, 530},
		{"costs more than it held", 100, 0, 130, true, 400},
		{"costs more than there is", 100, 0, 700, false, -300},
	} {
		h, err := p.Hold(p.request(i, 0, x.hold))
		if err != nil {
			t.Fatal(x.what, err)
		}
		if err := h.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
		if x.early {
			p.sound()
		}
		if x.extend > 0 {
			if err := h.Extend(x.extend, time.Time{}); err != nil {
				t.Fatal(x.what, err)
			}
		}
		call := finished(max(x.cost, 0))
		end := func() error { return h.Settle(call, x.cost) }
		if x.cost < 0 {
			end = func() error { return h.Void(call) }
		}
		if err := end(); err != nil {
			t.Fatal(x.what, err)
		}
		if err := end(); !errors.Is(err, ledger.ErrEnded) {
			t.Errorf("%s, ended again: %v", x.what, err)
		}
		p.sound()
		want := burncloud.Balance{Available: x.left}
		if got, sql := p.Balance(userID(0)), p.stored(0); got != want || sql != want {
			t.Errorf("%s: memory %+v, SQL %+v, want %+v", x.what, got, sql, want)
		}
	}
	_, err := p.Hold(p.request(100, 0, 1))
	refusedBy(t, err, burncloud.KindNoFunds, ledger.CodeBalance)
	p.credit(0, 310, "2") // 300 of it repay
	h, err := p.Hold(p.request(101, 0, 10))
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Settle(finished(10), 10); err != nil {
		t.Fatal(err)
	}
	p.sound()
	if got := p.stored(0); got != (burncloud.Balance{}) {
		t.Errorf("at the end %+v", got)
	}
}

func TestBudgets(t *testing.T) {
	s := newSite(t, 1)
	now := time.Date(2026, 3, 31, 23, 0, 0, 0, time.UTC)
	s.now = func() time.Time { return now }
	p := s.mustStart()
	budget := burncloud.Money(100)
	n := 0
	spend := func(period burncloud.Period, amount burncloud.Money) error {
		n++
		r := p.request(n, 1, amount)
		r.Unlimited, r.Budget, r.Period = true, &budget, period
		h, err := p.Hold(r)
		if err != nil {
			return err
		}
		return h.Settle(finished(amount), amount)
	}
	steps := []struct {
		at     time.Time
		period burncloud.Period
		amount burncloud.Money
		ok     bool
	}{
		{now, burncloud.PeriodDay, 60, true},
		{now, burncloud.PeriodDay, 41, false},
		{now, burncloud.PeriodMonth, 40, true},
		{now, burncloud.PeriodTotal, 1, false},
		{now.Add(2 * time.Hour), burncloud.PeriodDay, 50, true}, // April
		{now.Add(2 * time.Hour), burncloud.PeriodTotal, 1, false},
		{now.Add(2 * time.Hour), burncloud.PeriodMonth, 50, true},
		{now.Add(2 * time.Hour), burncloud.PeriodMonth, 1, false},
		{now.Add(26 * time.Hour), burncloud.PeriodMonth, 1, false},
		{now.Add(26 * time.Hour), burncloud.PeriodDay, 100, true},
	}
	for i, x := range steps {
		now = x.at
		err := spend(x.period, x.amount)
		if x.ok != (err == nil) {
			t.Fatalf("step %d: %v", i, err)
		}
		if !x.ok {
			refusedBy(t, err, burncloud.KindNoFunds, ledger.CodeBudget)
		}
		if i%3 == 0 { // a restart forgets nothing
			p.sound()
			p.end()
			p = s.mustStart()
		}
	}
	for period, want := range map[burncloud.Period]burncloud.Money{burncloud.PeriodTotal: 300, burncloud.PeriodMonth: 200, burncloud.PeriodDay: 100} {
		if got, held := p.Spent(tokenID(1), period); got != want || held != 0 {
			t.Errorf("spent by %s: %d, want %d, held %d", period, got, want, held)
		}
	}
	if got := p.Balance(userID(1)); got != (burncloud.Balance{}) {
		t.Errorf("a balance without limit was drawn on: %+v", got)
	}
}

func TestThousandAtOnce(t *testing.T) {
	p := newSite(t, 1).mustStart()
	p.run()
	p.credit(0, 10*7+6, "1")
	var granted, refused atomic.Int64
	var group sync.WaitGroup
	begin := make(chan struct{})
	for i := range 1000 {
		group.Go(func() {
			<-begin
			h, err := p.Hold(p.request(i, 0, 7))
			if err != nil {
				refusedBy(t, err, burncloud.KindNoFunds, ledger.CodeBalance)
				refused.Add(1)
				return
			}
			granted.Add(1)
			if err := errors.Join(h.Wait(t.Context()), h.Settle(finished(7), 7)); err != nil {
				t.Error(err)
			}
		})
	}
	close(begin)
	group.Wait()
	p.stop()
	p.running.Wait()
	p.sound()
	if got := p.stored(0).Available; granted.Load() != 10 || refused.Load() != 990 || got != 6 {
		t.Errorf("granted %d, refused %d, left %d nano", granted.Load(), refused.Load(), got)
	}
	t.Logf("granted=%d refused=%d overspend nano=%d", granted.Load(), refused.Load(), max(0, -p.stored(0).Available))
}

func TestCredits(t *testing.T) {
	p := newSite(t, 1).mustStart()
	c := burncloud.Credit{UserID: userID(0), Amount: 100, Kind: burncloud.PostTopUp, Source: "hook", EventID: "evt_1"}
	var posted atomic.Int64
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() {
			mine := c
			ok, err := p.Credit(t.Context(), &mine)
			if err != nil {
				t.Error(err)
			}
			if ok {
				posted.Add(1)
			}
		})
	}
	group.Wait()
	if got := p.Balance(userID(0)).Available; posted.Load() != 1 || got != 100 {
		t.Errorf("posted %d times, balance %d", posted.Load(), got)
	}
	for _, x := range []struct {
		amount burncloud.Money
		kind   burncloud.PostingKind
		user   burncloud.UserID
		want   burncloud.Kind
		param  string
	}{
		{0, burncloud.PostTopUp, userID(0), burncloud.KindInvalid, "amount"},
		{1 << 62, burncloud.PostTopUp, userID(0), burncloud.KindInvalid, "amount"},
		{-1 << 62, burncloud.PostTopUp, userID(0), burncloud.KindInvalid, "amount"},
		{-101, burncloud.PostAdjustment, userID(0), burncloud.KindInvalid, "amount"},
		{1, burncloud.PostSettlement, userID(0), burncloud.KindInvalid, "kind"},
		{1, burncloud.PostTopUp, "usr_nobody", burncloud.KindInvalid, "user_id"},
	} {
		bad := burncloud.Credit{UserID: x.user, Amount: x.amount, Kind: x.kind, Source: "hook", EventID: "evt_2"}
		ok, err := p.Credit(t.Context(), &bad)
		var e *burncloud.Error
		if ok || !errors.As(err, &e) || e.Kind != x.want || e.Param != x.param {
			t.Errorf("%+v: %v, %v", bad, ok, err)
		}
	}
	if ok, err := p.Credit(t.Context(), &burncloud.Credit{UserID: userID(0), Amount: -100, Kind: burncloud.PostAdjustment, Source: "api", EventID: "1"}); !ok || err != nil {
		t.Error(ok, err)
	}
	for i := range 4 { // four billion fit, a fifth does not
		big := burncloud.Credit{UserID: userID(1), Amount: 1_000_000_000_000_000_000, Kind: burncloud.PostTopUp, Source: "big", EventID: fmt.Sprint(i)}
		if ok, err := p.Credit(t.Context(), &big); !ok || err != nil {
			t.Fatal(err)
		}
	}
	_, err := p.Credit(t.Context(), &burncloud.Credit{UserID: userID(1), Amount: 1, Kind: burncloud.PostTopUp, Source: "big", EventID: "4"})
	refusedBy(t, err, burncloud.KindInvalid, "")
	p.sound()
	all, err := p.db.UserPostings(t.Context(), userID(0), time.Unix(0, 0), time.Now().Add(time.Hour), burncloud.Posting{}, 1)
	if err != nil || len(all) != 1 || all[0].Amount != 100 || all[0].Kind != burncloud.PostTopUp {
		t.Fatalf("first posting: %+v, %v", all, err)
	}
	rest, err := p.db.UserPostings(t.Context(), userID(0), time.Unix(0, 0), time.Now().Add(time.Hour), all[0], 10)
	if err != nil || len(rest) != 1 || rest[0].Kind != burncloud.PostAdjustment {
		t.Fatalf("the others: %+v, %v", rest, err)
	}
	if sum, err := p.db.UserBalance(t.Context(), userID(1), time.Now().Add(time.Hour)); err != nil || sum != 4_000_000_000_000_000_000 {
		t.Errorf("balance by postings: %d, %v", sum, err)
	}
}

// Where the journal's disk is full, no new call is taken, those that run are settled, and it heals by itself.
func TestFullDisk(t *testing.T) {
	s := newSite(t, 1)
	s.disk.SetCapacity(30000)
	p, err := s.start(journal.Options{SegmentBytes: 15000})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.end)
	p.credit(0, 100_000, "1")
	var open []*ledger.Hold
	for i := 0; ; i++ {
		h, err := p.Hold(p.request(i, 0, 10))
		if err != nil {
			refusedBy(t, err, burncloud.KindOverloaded, "")
			break
		}
		if err := h.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
		open = append(open, h)
	}
	if err := p.calls.Record(&burncloud.Call{RequestID: "req_free"}); !errors.Is(err, journal.ErrFull) {
		t.Errorf("a call without a hold took the room of others: %v", err)
	}
	saved := 0
	for _, h := range open {
		if h.Settle(finished(3), 3) == nil {
			saved++
		}
	}
	if t.Logf("%d of %d settled before there was room again", saved, len(open)); saved == 0 {
		t.Fatalf("%d of %d settled with a full disk", saved, len(open))
	}
	p.run()
	s.disk.SetCapacity(1 << 20)
	for range 1000 {
		if p.Totals().Holds == 0 && p.calls.Lag() == 0 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	p.stop()
	p.running.Wait()
	want := burncloud.Balance{Available: 100_000 - 3*burncloud.Money(len(open))}
	if got := p.Balance(userID(0)); got != want {
		t.Errorf("balance %+v, want %+v", got, want)
	}
	p.sound()
	if got := p.stored(0); got != want {
		t.Errorf("SQL has %+v, want %+v", got, want)
	}
}
