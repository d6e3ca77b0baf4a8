package ledger_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/journal"
	"github.com/burncloud/burncloud/ledger"
)

// model is the ledger done naively: one struct, no journal, no crash.
type model struct {
	available, held [userCount]burncloud.Money
	spent           [userCount]burncloud.Money // by token, one of each user
	holds           []*modelHold
}

type modelHold struct {
	*ledger.Hold
	call, user int
	unlimited  bool
	amount     burncloud.Money
	marked     burncloud.Money // cost at the last mark
	progress   burncloud.Money
}

const modelBudget = 5_000_000

// trial is one run of random operations against both.
type trial struct {
	model
	*rand.Rand
	t      *testing.T
	p      *process
	serial int
}

func TestAgainstModel(t *testing.T) {
	operations, restarts := 6_000, 3
	if long {
		operations, restarts = 1_000_000, 40
	}
	begin := time.Now()
	s := newSite(t, 1)
	x := &trial{Rand: rand.New(rand.NewPCG(7, 7)), t: t, p: s.mustStart()}
	for n := 1; n <= operations; n++ {
		x.step()
		if n%2000 == 0 {
			x.compare()
		}
		if n%(operations/restarts) == 0 {
			x.restart(s)
		}
	}
	x.compare()
	r := x.p.sound()
	t.Logf("%d operations, %d calls, %d postings, drift %d, in %v", operations, x.serial, r.Entries, len(r.Drift), time.Since(begin).Round(time.Millisecond))
}

// step does one operation.
func (x *trial) step() {
	user := x.IntN(userCount)
	if len(x.holds) == 0 || x.IntN(10) < 4 {
		x.hold(user)
		return
	}
	h := x.holds[x.IntN(len(x.holds))]
	switch x.IntN(10) {
	case 0:
		// These wait for the database, so there are few.
		if x.IntN(10) == 0 {
			x.credit(user, burncloud.Money(1+x.IntN(300_000)))
		}
	case 1:
		if x.IntN(10) == 0 {
			x.debit(user, burncloud.Money(1+x.IntN(30_000)))
		}
	case 2:
		h.progress += burncloud.Money(x.IntN(300))
		if h.Progress(int64(h.progress), h.progress) != nil {
			x.t.Fatal("no progress")
		}
		if h.Marked {
			h.marked = h.Cost
		}
	case 3:
		x.extend(h, burncloud.Money(x.IntN(300)))
	default:
		x.end(h)
	}
}

func (x *trial) hold(user int) {
	amount := burncloud.Money(x.IntN(3000))
	budget := burncloud.Money(modelBudget)
	r := x.p.request(x.serial, user, amount)
	r.Unlimited, r.Budget = user == 3 && x.IntN(2) == 0, &budget
	x.serial++
	h, err := x.p.Hold(r)
	afford := (r.Unlimited || x.available[user] >= amount) && x.spent[user]+x.heldBy(user)+amount <= modelBudget
	if afford != (err == nil) {
		x.t.Fatalf("hold of %d with %d available: %v", amount, x.available[user], err)
	}
	if err != nil {
		return
	}
	if !r.Unlimited {
		x.available[user] -= amount
		x.held[user] += amount
	}
	x.holds = append(x.holds, &modelHold{Hold: h, call: x.serial - 1, user: user, unlimited: r.Unlimited, amount: amount})
}

func (x *trial) heldBy(user int) (sum burncloud.Money) {
	for _, h := range x.holds {
		if h.user == user {
			sum += h.amount
		}
	}
	return sum
}

func (x *trial) credit(user int, amount burncloud.Money) {
	x.serial++
	x.p.credit(user, amount, fmt.Sprint(x.serial))
	x.available[user] += amount
}

func (x *trial) debit(user int, amount burncloud.Money) {
	x.serial++
	_, err := x.p.Credit(x.t.Context(), &burncloud.Credit{UserID: userID(user), Amount: -amount, Kind: burncloud.PostAdjustment, Source: "model", EventID: fmt.Sprint(x.serial)})
	if (err == nil) != (x.available[user] >= amount) {
		x.t.Fatalf("debit of %d with %d: %v", amount, x.available[user], err)
	}
	if err == nil {
		x.available[user] -= amount
	}
}

func (x *trial) extend(h *modelHold, amount burncloud.Money) {
	afford := (h.unlimited || x.available[h.user] >= amount) && x.spent[h.user]+x.heldBy(h.user)+amount <= modelBudget
	if err := h.Extend(amount, time.Time{}); (err == nil) != afford {
		x.t.Fatalf("extension by %d with %d: %v", amount, x.available[h.user], err)
	}
	if !afford {
		return
	}
	h.amount += amount
	if !h.unlimited {
		x.available[h.user] -= amount
		x.held[h.user] += amount
	}
}

func (x *trial) end(h *modelHold) {
	cost := h.amount * burncloud.Money(x.IntN(110)) / 100
	var err error
	if x.IntN(5) == 0 {
		cost, err = 0, h.Void(finished(0))
	} else {
		err = h.Settle(finished(cost), cost)
	}
	if err != nil {
		x.t.Fatal(err)
	}
	x.ended(h, cost)
}

// ended does in the model what an end does.
func (x *trial) ended(h *modelHold, cost burncloud.Money) {
	if !h.unlimited {
		x.available[h.user] += h.amount - cost
		x.held[h.user] -= h.amount
	}
	x.spent[h.user] += cost
	for i := range x.holds {
		if x.holds[i] == h {
			x.holds[i] = x.holds[len(x.holds)-1]
			x.holds = x.holds[:len(x.holds)-1]
			return
		}
	}
}

// compare holds memory and SQL against the model.
func (x *trial) compare() {
	x.t.Helper()
	x.p.sound()
	for user := range userCount {
		want := burncloud.Balance{Available: x.available[user], Held: x.held[user]}
		if got := x.p.Balance(userID(user)); got != want {
			x.t.Fatalf("user %d in memory: %+v, want %+v", user, got, want)
		}
		if got := x.p.stored(user); got != want {
			x.t.Fatalf("user %d in SQL: %+v, want %+v", user, got, want)
		}
		if spent, held := x.p.Spent(tokenID(user), burncloud.PeriodTotal); spent != x.spent[user] || held != x.heldBy(user) {
			x.t.Fatalf("token %d: spent %d, held %d, want %d, %d", user, spent, held, x.spent[user], x.heldBy(user))
		}
	}
}

// restart kills the process. What runs is charged to its last mark.
func (x *trial) restart(s *site) {
	x.p.disk.Kill()
	x.p.end()
	x.p = s.mustStart()
	for len(x.holds) > 0 {
		h := x.holds[0]
		x.ended(h, h.marked)
		if call, err := x.p.db.Call(x.t.Context(), callID(h.call)); err != nil || call.Charged() != h.marked || call.Flags[0] != ledger.FlagRecovered {
			x.t.Fatalf("row of a call that died: %+v, %v", call, err)
		}
	}
	x.compare()
}

func TestBooksRefuseContradictions(t *testing.T) {
	b := ledger.NewBooks(nil)
	cost := burncloud.Money(5)
	end := &burncloud.CallKeys{RequestID: "req_1", Charge: new(burncloud.Charge), Cost: &cost}
	if err := b.End(1, end); !errors.Is(err, ledger.ErrNoHold) {
		t.Errorf("an end without a hold: %v", err)
	}
	for kind := ledger.KindReserve; kind <= ledger.KindExtend; kind++ {
		for _, payload := range [][]byte{nil, {1}, {1, 200}, {2, 0, 0, 0}, {1, 1, 'x', 1, 1, 9, 9}} {
			if err := b.Apply(1, kind, payload); !errors.Is(err, ledger.ErrRecord) {
				t.Errorf("kind %d, %v: %v", kind, payload, err)
			}
		}
	}
	var batch burncloud.Batch
	if b.Take(&batch); len(batch.Postings)+len(batch.Holds)+len(batch.Ended) != 0 {
		t.Errorf("what was refused had an effect: %+v", batch)
	}
}

func FuzzBooks(f *testing.F) {
	f.Add(uint8(2), []byte{1, 1, 'x', 0, 0, 2, 2, 2, 0, 2, 0, 0, 0, 0})
	f.Add(uint8(3), []byte{1, 1, 'x', 2, 2})
	f.Add(uint8(4), []byte{1, 1, 'x', 2, 2})
	f.Fuzz(func(t *testing.T, kind uint8, payload []byte) {
		b := ledger.NewBooks([]burncloud.OpenHold{{RequestID: "x"}})
		_ = b.Apply(1, ledger.KindReserve+journal.Kind(kind%3), payload) // it must not panic
		var batch burncloud.Batch
		b.Take(&batch)
		for _, p := range batch.Postings {
			if p.Amount <= 0 || p.Debit == p.Credit {
				t.Errorf("posting %+v", p)
			}
		}
	})
}

// What each attempt cost is owed to the provider that asks for it.
func TestPurchasesOfAttempts(t *testing.T) {
	p := newSite(t, 1).mustStart()
	p.credit(0, 1000, "1")
	first, last, sum := burncloud.Money(7), burncloud.Money(30), burncloud.Money(37)
	call := finished(50)
	call.ChannelID, call.PurchaseCost = "ch_3", &sum
	call.Attempts = []burncloud.Attempt{{ChannelID: "ch_1", PurchaseCost: &first}, {ChannelID: "ch_2"}, {ChannelID: "ch_3", PurchaseCost: &last}}
	if err := p.mustHold(1, 0, 60).Settle(call, 50); err != nil {
		t.Fatal(err)
	}
	p.sound()
	steps, err := p.db.CallPostings(t.Context(), callID(1))
	if err != nil {
		t.Fatal(err)
	}
	owed := map[burncloud.Account]burncloud.Money{}
	for _, s := range steps {
		if s.Kind == burncloud.PostPurchase {
			owed[s.Credit] += s.Amount
		}
	}
	if len(owed) != 2 || owed[burncloud.ProviderAccount("ch_1")] != 7 || owed[burncloud.ProviderAccount("ch_3")] != 30 {
		t.Errorf("owed %v", owed)
	}
}
