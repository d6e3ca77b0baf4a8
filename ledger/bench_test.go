package ledger_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/calllog"
	"github.com/burncloud/burncloud/journal"
	"github.com/burncloud/burncloud/ledger"
)

// instant is a journal that costs nothing, so that what is measured is the ledger.
type instant struct{ lsn atomic.Uint64 }

func (j *instant) Append(journal.Kind, []byte) (journal.LSN, error) {
	return journal.LSN(j.lsn.Add(1)), nil
}

func (j *instant) Enqueue(journal.Kind, []byte) (journal.Pending, error) {
	return journal.Written(journal.LSN(j.lsn.Add(1))), nil
}
func (j *instant) Wait(context.Context, journal.LSN) error { return nil }
func (j *instant) Healthy() error                          { return nil }
func (j *instant) Record(*burncloud.Call) error            { return nil }
func (j *instant) CatchUp(context.Context) error           { return nil }

func benchHold(b *testing.B, l *ledger.Ledger) {
	budget := burncloud.Money(1 << 60)
	r := ledger.Request{Call: "req_1", User: userID(0), Token: tokenID(0), Time: time.Now(), Amount: 1, Budget: &budget, Price: priceID, Factor: burncloud.One, Endpoint: "POST /v1/chat/completions"}
	call := finished(0)
	b.ReportAllocs()
	for b.Loop() {
		h, err := l.Hold(&r)
		if err != nil {
			b.Fatal(err)
		}
		if err := h.Settle(call, 0); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkMemory is a call's Hold and Settle without their records.
func BenchmarkMemory(b *testing.B) {
	p := newSite(b, 1).mustStart()
	p.credit(0, 1000, "1")
	j := &instant{}
	l, err := ledger.Open(context.Background(), ledger.Options{Journal: j, Calls: j, Store: p.db})
	if err != nil {
		b.Fatal(err)
	}
	benchHold(b, l)
}

// BenchmarkDisk is a call's Hold and Settle with both records on a real disk, not waited for.
func BenchmarkDisk(b *testing.B) {
	p := newSite(b, 1).mustStart()
	p.credit(0, 1000, "1")
	j, err := journal.Open(journal.Options{Dir: b.TempDir(), Durability: journal.Process})
	if err != nil {
		b.Fatal(err)
	}
	defer j.Close()
	log, err := calllog.New(context.Background(), j, p.db, nil)
	if err != nil {
		b.Fatal(err)
	}
	l, err := ledger.Open(context.Background(), ledger.Options{Journal: j, Calls: log, Store: p.db})
	if err != nil {
		b.Fatal(err)
	}
	benchHold(b, l)
}

// BenchmarkPost is one finished call, posted in batches of 500: log row, posting, balances.
func BenchmarkPost(b *testing.B) {
	p := newSite(b, 1).mustStart()
	p.credit(0, 1_000_000_000, "1")
	ctx := context.Background()
	for n := 0; n < b.N; n += 500 {
		b.StopTimer()
		for i := range 500 {
			h, err := p.Hold(p.request(n+i, 0, 10))
			if err != nil {
				b.Fatal(err)
			}
			if err := h.Settle(finished(10), 10); err != nil {
				b.Fatal(err)
			}
		}
		b.StartTimer()
		if err := p.calls.CatchUp(ctx); err != nil {
			b.Fatal(err)
		}
	}
	b.StopTimer()
	begin := time.Now()
	r := p.sound()
	b.Logf("doctor: accounts=%d entries=%d drift=%d in %v", r.Accounts, r.Entries, len(r.Drift), time.Since(begin))
}
