// Package route orders the targets of a pool for one call and remembers which of them are alive.
package route

import (
	"sync"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/snapshot"
)

// Starting values of ejection. A target is dead after failLimit failures in a row, for ejectFirst, doubling with each
// further failure to ejectMax. A target that is alone in its pool is tried again after at most aloneMax.
const (
	failLimit  = 5
	ejectFirst = 5 * time.Second
	ejectMax   = 60 * time.Second
	aloneMax   = 10 * time.Second
)

// Key names what health is kept for: one provider key of a channel, for one upstream model.
type Key struct {
	Channel burncloud.ChannelID
	Key     burncloud.KeyID
	Model   burncloud.ModelName
}

// KeyOf is the health key of a target.
func KeyOf(t *snapshot.Target) Key {
	return Key{Channel: t.Channel.ID, Key: t.Key.ID, Model: t.UpstreamModel}
}

// Live is the state of all targets. It outlives snapshots; Prune forgets targets that are gone.
type Live struct {
	now    func() time.Time
	intN   func(int) int
	mu     sync.RWMutex
	states map[Key]*state
	turns  map[turnKey]*turn
}

// NewLive returns an empty state: everything is healthy until it fails. intN draws from [0, n).
func NewLive(now func() time.Time, intN func(int) int) *Live {
	return &Live{now: now, intN: intN, states: map[Key]*state{}, turns: map[turnKey]*turn{}}
}

// state is one target's record. Its own lock keeps calls of different targets apart.
type state struct {
	mu        sync.Mutex
	failures  int // in a row
	deadSince time.Time
	failedAt  time.Time // dead: when it was last tried
	until     time.Time // dead: when the next trial is due
	probing   bool      // dead: a trial is under way
	since     time.Time // of the present state
	reason    string
	lastError string
	first     latencies
}

// of returns the target's record, making it at first sight.
func (l *Live) of(k Key) *state {
	l.mu.RLock()
	s := l.states[k]
	l.mu.RUnlock()
	if s != nil {
		return s
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if s = l.states[k]; s == nil {
		s = &state{since: l.now()}
		l.states[k] = s
	}
	return s
}

// Succeed records that the target answered. A dead target is healthy again.
func (l *Live) Succeed(t *snapshot.Target) {
	s := l.of(KeyOf(t))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failures = 0
	s.revive(l.now)
}

// Begin records that the target has begun to answer. A dead target is healthy again, since its trial may go on for
// minutes; what failed before still counts until the answer is whole.
func (l *Live) Begin(t *snapshot.Target) {
	s := l.of(KeyOf(t))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.revive(l.now)
}

func (s *state) revive(now func() time.Time) {
	s.probing = false
	if !s.deadSince.IsZero() {
		s.deadSince, s.until, s.reason, s.since = time.Time{}, time.Time{}, "", now()
	}
}

// Release ends a trial that proved nothing, because the caller left or was at fault.
func (l *Live) Release(t *snapshot.Target) {
	s := l.of(KeyOf(t))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.probing = false
}

// Fail records a failure of the target. Errors that are the caller's own must not come here.
func (l *Live) Fail(t *snapshot.Target, err *burncloud.Error) {
	now := l.now()
	s := l.of(KeyOf(t))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lastError = string(err.Kind) + ": " + err.Message
	if !s.deadSince.IsZero() && !s.probing {
		return // of a call that began before the target was ejected: it proves nothing new
	}
	s.failures++
	s.probing = false
	wait, fatal := ejection(err, s.failures)
	if !fatal && s.failures < failLimit && s.deadSince.IsZero() {
		return
	}
	if s.deadSince.IsZero() {
		s.deadSince, s.since = now, now
	}
	s.failedAt, s.until, s.reason = now, now.Add(wait), s.lastError
}

// ejection says how long a target rests after its n-th failure in a row, and whether this failure alone ejects it.
func ejection(err *burncloud.Error, n int) (wait time.Duration, fatal bool) {
	switch err.Kind {
	case burncloud.KindUpstreamAuth, burncloud.KindUpstreamFunds, burncloud.KindUpstreamMissing:
		return ejectMax, true
	case burncloud.KindUpstreamLimited:
		return max(min(err.RetryAfter, ejectMax), time.Second), err.RetryAfter > 0
	}
	doublings := min(max(n-failLimit, 0), 4)
	return min(ejectFirst<<doublings, ejectMax), false
}

// admit reports whether the target may be given a call now; if not, when its next trial is due. A dead target whose
// time has come is admitted for one trial at a time.
func (l *Live) admit(t *snapshot.Target, alone bool, now time.Time) (ok bool, due time.Time) {
	s := l.of(KeyOf(t))
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.deadSince.IsZero() {
		return true, time.Time{}
	}
	due = s.until
	if soon := s.failedAt.Add(aloneMax); alone && soon.Before(due) {
		due = soon
	}
	if s.probing || now.Before(due) {
		return false, due
	}
	s.probing = true
	return true, time.Time{}
}

// Health sums up the targets of a channel: dead when all are, degraded when some are.
func (l *Live) Health(id burncloud.ChannelID) burncloud.Health {
	l.mu.RLock()
	defer l.mu.RUnlock()
	h := burncloud.Health{State: burncloud.Healthy}
	var dead, all int
	for k, s := range l.states {
		if k.Channel != id {
			continue
		}
		all++
		s.mu.Lock()
		if s.lastError != "" && (h.LastError == "" || !s.deadSince.IsZero()) {
			h.LastError = s.lastError
		}
		if !s.deadSince.IsZero() {
			dead++
			h.Reason = s.reason
		}
		if s.since.After(h.Since) {
			h.Since = s.since
		}
		s.mu.Unlock()
	}
	switch {
	case dead > 0 && dead == all:
		h.State = burncloud.Dead
	case dead > 0:
		h.State = burncloud.Degraded
	}
	return h
}

// Prune forgets targets that the snapshot no longer has.
func (l *Live) Prune(s *snapshot.Snapshot) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for k := range l.states {
		if c := s.Channel(k.Channel); c == nil || !hasKey(c, k.Key) {
			delete(l.states, k)
		}
	}
	for k := range l.turns {
		if s.Pool(k.group, k.model) == nil {
			delete(l.turns, k)
		}
	}
}

func hasKey(c *burncloud.Channel, id burncloud.KeyID) bool {
	for i := range c.Keys {
		if c.Keys[i].ID == id {
			return true
		}
	}
	return false
}
