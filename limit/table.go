// Package limit counts calls against limits of requests and tokens per minute and of calls at the same time, and lets
// calls wait their turn where there is no room.
package limit

import (
	"hash/maphash"
	"sync"
	"time"

	"github.com/burncloud/burncloud"
)

// Kind says what a limit holds for.
type Kind uint8

// Kinds of subjects.
const (
	Token Kind = iota
	User
	Group
	Channel
	ChannelKey
)

// Key names whom a limit holds for.
type Key struct {
	Kind Kind
	ID   string
}

// Subject is whom limits hold for, with the limits in force.
type Subject struct {
	Key
	burncloud.Limits
}

// Cause says which limit refused.
type Cause uint8

// Causes of a refusal.
const (
	Requests    Cause = iota + 1
	Tokens            // per minute, both
	Concurrency       // calls at the same time
	Line              // there is room, or will be soon, but others wait for it
)

// Refusal is why a call was not admitted.
type Refusal struct {
	Subject Subject
	Cause   Cause
	Wait    time.Duration // until there is room; 0 = unknown
}

// Known bounds of the table.
const (
	shards      = 64 // power of two
	maxSubjects = 3
	sweepFrom   = 64 // entries of a shard, before idle ones are looked for
)

// Table keeps the counts of all subjects. Its size follows the subjects in use: those that are idle, with their rates
// earned back, are forgotten. Methods may be called concurrently.
type Table struct {
	now    func() time.Time
	epoch  time.Time
	seed   maphash.Seed
	shards [shards]shard
	queue  queue
}

// shard holds a part of the subjects.
type shard struct {
	mu      sync.Mutex
	entries map[Key]*entry
	sweepAt int
}

// entry is one subject's count. It is guarded by its shard.
type entry struct {
	underWay int64
	requests int64 // theoretical arrival times, in nanoseconds since the epoch
	tokens   int64
	waiting  int // calls in line
}

// New returns an empty table.
func New(now func() time.Time) *Table {
	return &Table{now: now, epoch: now(), seed: maphash.MakeSeed(), queue: queue{lines: map[Key]*line{}, pools: map[string][]*waiter{}}}
}

func (t *Table) clock() int64 { return int64(t.now().Sub(t.epoch)) }

func (t *Table) shardOf(k Key) uint8 {
	return uint8(maphash.String(t.seed, k.ID)+uint64(k.Kind)) % shards
}

// of returns the subject's entry, making it at first sight.
func (s *shard) of(k Key, now int64) *entry {
	if e := s.entries[k]; e != nil {
		return e
	}
	if len(s.entries) >= s.sweepAt {
		s.sweep(now)
	}
	e := &entry{}
	s.entries[k] = e
	return e
}

// sweep forgets idle subjects: an entry made anew would say the same.
func (s *shard) sweep(now int64) {
	if s.entries == nil {
		s.entries = map[Key]*entry{}
	}
	for k, e := range s.entries {
		if e.underWay == 0 && e.waiting == 0 && e.requests <= now && e.tokens <= now {
			delete(s.entries, k)
		}
	}
	s.sweepAt = max(sweepFrom, 2*len(s.entries))
}

// locks are the shards of a few subjects, each once and in order, so that nobody waits in a circle.
type locks struct {
	n  int
	at [maxSubjects]uint8
}

func (l *locks) add(shard uint8) {
	i := 0
	for i < l.n && l.at[i] < shard {
		i++
	}
	if i < l.n && l.at[i] == shard {
		return
	}
	copy(l.at[i+1:], l.at[i:l.n])
	l.at[i] = shard
	l.n++
}

func (t *Table) lock(l *locks) {
	for i := range l.n {
		t.shards[l.at[i]].mu.Lock()
	}
}

func (t *Table) unlock(l *locks) {
	for i := range l.n {
		t.shards[l.at[i]].mu.Unlock()
	}
}

// Admit counts a call that may use so many tokens against all subjects (three at most), or against none: then it says
// which limit holds it up longest. Subjects without limits are not counted. More tokens than a limit has are taken for
// all it has. Where calls are in line for a subject, new ones are refused.
func (t *Table) Admit(tokens int64, subjects ...Subject) (Grant, *Refusal) {
	return t.admit(false, tokens, subjects)
}

func (t *Table) admit(fromLine bool, tokens int64, subjects []Subject) (g Grant, refused *Refusal) {
	for _, s := range subjects {
		if s.IsZero() {
			continue
		}
		shard := t.shardOf(s.Key)
		g.held[g.n] = held{Subject: s, shard: shard}
		g.locks.add(shard)
		g.n++
	}
	if g.n == 0 {
		return g, nil
	}
	now := t.clock()
	t.lock(&g.locks)
	defer t.unlock(&g.locks)
	for i := range g.n {
		h := &g.held[i]
		h.entry = t.shards[h.shard].of(h.Key, now)
		if r := h.refusal(fromLine, tokens, now); r.Cause != 0 && (refused == nil || r.Wait > refused.Wait) {
			longest := r // on the heap only where it is needed
			refused = &longest
		}
	}
	if refused == nil {
		g.table = t
		for i := range g.n {
			g.held[i].take(tokens, now)
		}
	}
	for i := range g.n {
		g.held[i].standing(&g.Requests, &g.Tokens, now)
	}
	return g, refused
}
