package ledger

import (
	"fmt"
	"hash/maphash"
	"sync"

	"github.com/burncloud/burncloud"
)

// shardCount spreads the maps' locks, so that calls of different users seldom meet.
const shardCount = 64

// shards is a map from identifiers to accounts that are made when they are first asked for and stay.
type shards[K ~string, V any] struct {
	seed maphash.Seed
	all  [shardCount]struct {
		mu sync.RWMutex
		m  map[K]*V
	}
}

func (s *shards[K, V]) init() {
	s.seed = maphash.MakeSeed()
	for i := range s.all {
		s.all[i].m = make(map[K]*V)
	}
}

// find returns the account, nil if there is none yet.
func (s *shards[K, V]) find(id K) *V {
	shard := &s.all[maphash.String(s.seed, string(id))%shardCount]
	shard.mu.RLock()
	defer shard.mu.RUnlock()
	return shard.m[id]
}

func (s *shards[K, V]) get(id K) *V {
	if v := s.find(id); v != nil {
		return v
	}
	shard := &s.all[maphash.String(s.seed, string(id))%shardCount]
	shard.mu.Lock()
	defer shard.mu.Unlock()
	v := shard.m[id]
	if v == nil {
		v = new(V)
		shard.m[id] = v
	}
	return v
}

// each calls f for every account; those made meanwhile may be left out.
func (s *shards[K, V]) each(f func(K, *V)) {
	for i := range s.all {
		shard := &s.all[i]
		shard.mu.RLock()
		some := make(map[K]*V, len(shard.m))
		for id, v := range shard.m {
			some[id] = v
		}
		shard.mu.RUnlock()
		for id, v := range some {
			f(id, v)
		}
	}
}

// userAccount is what a user has. Its lock is taken before a tokenAccount's.
type userAccount struct {
	moving sync.Mutex // one credit or debit at a time; taken before mu, held while SQL is asked

	mu        sync.Mutex
	spendable burncloud.Money // available and overdraft together
	held      burncloud.Money // taken from spendable for open holds
	holds     *Hold           // the open ones, also those of unlimited balance
}

// link adds an open hold. With mu.
func (u *userAccount) link(h *Hold) {
	h.next = u.holds
	if h.next != nil {
		h.next.prev = h
	}
	u.holds = h
}

// unlink drops a hold that has ended. With mu.
func (u *userAccount) unlink(h *Hold) {
	if h.prev != nil {
		h.prev.next = h.next
	} else {
		u.holds = h.next
	}
	if h.next != nil {
		h.next.prev = h.prev
	}
	h.prev, h.next = nil, nil
}

// window is what a token's calls of some days cost.
type window struct {
	from  burncloud.Day   // the first of them
	spent burncloud.Money // by ended calls
	held  burncloud.Money // by open holds
}

// tokenAccount is what a token was used for.
type tokenAccount struct {
	mu                sync.Mutex
	total, day, month window
}

// roll begins new windows where a day belongs to none. A day that is over does not come back. With mu.
func (t *tokenAccount) roll(day burncloud.Day) {
	if day > t.day.from {
		t.day = window{from: day}
	}
	if month := day.Month(); month > t.month.from {
		t.month = window{from: month}
	}
}

// window returns the one that a period's budget is measured by on a day. With mu.
func (t *tokenAccount) window(p burncloud.Period, day burncloud.Day) window {
	t.roll(day)
	switch p {
	case burncloud.PeriodDay:
		return t.day
	case burncloud.PeriodMonth:
		return t.month
	}
	return t.total
}

// add counts a call of a day that cost spent and for which held more is held. With mu.
func (t *tokenAccount) add(day burncloud.Day, spent, held burncloud.Money) {
	t.roll(day)
	for _, w := range [...]struct {
		*window
		in bool
	}{{&t.total, true}, {&t.day, day == t.day.from}, {&t.month, day.Month() == t.month.from}} {
		if w.in {
			w.spent += spent
			w.held += held
		}
	}
}

// restore counts what was spent on a day, as seen today. It is called before the account is shared.
func (t *tokenAccount) restore(today, day burncloud.Day, spent burncloud.Money) {
	t.roll(max(today, day))
	t.total.spent += spent
	if day == t.day.from {
		t.day.spent += spent
	}
	if day.Month() == t.month.from {
		t.month.spent += spent
	}
}

// limits are what a hold has to respect.
type limits struct {
	unlimited bool             // the balance does not count
	budget    *burncloud.Money // nil = none
	period    burncloud.Period
}

// left returns how much may still be held, and what refuses more: of the user and of the token, if there is one.
// With the locks of both.
func left(u *userAccount, t *tokenAccount, lim limits, day burncloud.Day) (amount burncloud.Money, code string) {
	amount = maxHold
	if !lim.unlimited && u.spendable < amount {
		amount, code = u.spendable, CodeBalance
	}
	if lim.budget != nil && t != nil {
		w := t.window(lim.period, day)
		if rest := *lim.budget - w.spent - w.held; rest < amount {
			amount, code = rest, CodeBudget
		}
	}
	return amount, code
}

// Codes of a refusal to hold.
const (
	CodeBalance = "insufficient_balance" // the user's
	CodeBudget  = "budget_exceeded"      // the token's
)

// noFunds is the refusal.
func noFunds(code string, need, has burncloud.Money) error {
	what := "the account's balance"
	if code == CodeBudget {
		what = "the token's budget"
	}
	return &burncloud.Error{
		Kind: burncloud.KindNoFunds, Code: code,
		Message: fmt.Sprintf("%s does not cover this call: it may cost up to $%s, and $%s is left", what, need, max(has, 0)),
	}
}
