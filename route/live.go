// Package route orders the targets of a pool for one call and remembers which of them are alive.
package route

import (
	"sync"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/snapshot"
)

// Starting values of ejection. A target is dead after failLimit failures in a row, or when more than half of its last
// windowSize calls failed within windowTime. It rests for ejectFirst, doubling with each further failure to ejectMax,
// and a fifth less or more. A target that is alone in its pool is tried again after at most aloneMax.
const (
	failLimit    = 5
	ejectFirst   = 5 * time.Second
	ejectMax     = 60 * time.Second
	aloneMax     = 10 * time.Second
	degradeLimit = 3 // failures within windowTime, from which on a target is degraded
)

// Key names what health is kept for.
type Key = burncloud.TargetKey

// KeyOf is the health key of a target.
func KeyOf(t *snapshot.Target) Key {
	return Key{Channel: t.Channel.ID, Key: t.Key.ID, Model: t.UpstreamModel}
}

// Live is the state of all targets. It outlives snapshots; Prune forgets targets that are gone.
type Live struct {
	now      func() time.Time
	intN     func(int) int
	refusals chan burncloud.Refusal

	mu     sync.RWMutex
	states map[Key]*state
	turns  map[turnKey]*turn
	shapes map[burncloud.ChannelID]shape

	news news
}

// NewLive returns an empty state: everything is healthy until it fails. intN draws from [0, n).
func NewLive(now func() time.Time, intN func(int) int) *Live {
	return &Live{
		now: now, intN: intN, refusals: make(chan burncloud.Refusal, maxRefusals),
		states: map[Key]*state{}, turns: map[turnKey]*turn{},
	}
}

// maxRefusals bounds the refusals that wait to be acted upon. What does not fit is found again by the next call.
const maxRefusals = 64

// Refusals tells of keys that their providers have refused. The key is left out of calls for a while in any case;
// whoever receives from here is to disable it for good.
func (l *Live) Refusals() <-chan burncloud.Refusal { return l.refusals }

// state is one target's record. Its own lock keeps calls of different targets apart.
type state struct {
	mu        sync.Mutex
	health    burncloud.HealthState
	inFlight  int
	latency   [2]latency // of streams' first content; of whole answers
	window    window
	failures  int // in a row
	rests     int // ejections and failed trials since the target was last well for ejectMax
	revivedAt time.Time
	failedAt  time.Time // dead: when it was last tried
	until     time.Time // dead: when the next trial is due
	probing   bool      // dead: a trial is under way
	soft      bool      // dead for its share of failures: it does answer now and then
	since     time.Time // of the present state
	deadSince time.Time
	reason    string
	lastError string
	stale     bool // what is stored of it is older; it is in news
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
		s = &state{since: l.now(), health: burncloud.Healthy}
		l.states[k] = s
	}
	return s
}

// Succeed records that the target answered, and ends the call's use of it. A dead target is healthy again. took is how
// long a whole answer took; 0 for streams, of which Begin knows more.
func (l *Live) Succeed(t *snapshot.Target, took time.Duration) {
	now, k := l.now(), KeyOf(t)
	s := l.of(k)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.leave()
	s.window.add(now, false)
	s.latency[whole].add(now, took)
	if s.failures > 0 {
		s.failures = 0
		l.changed(k, s)
	}
	l.revive(k, s, now)
	if s.health == burncloud.Degraded {
		if _, failed := s.window.recent(now); failed == 0 {
			l.become(k, s, burncloud.Healthy, "", now)
		}
	}
}

// Begin records that the target has begun to answer, took after it was asked. A dead target is healthy again, since its
// trial may go on for minutes; what failed before still counts until the answer is whole.
func (l *Live) Begin(t *snapshot.Target, took time.Duration) {
	now, k := l.now(), KeyOf(t)
	s := l.of(k)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.latency[stream].add(now, took)
	l.revive(k, s, now)
}

// revive ends a trial well, and with it the target's death. What does answer now and then is not revived by a call that
// began before it was ejected. The state's lock is held.
func (l *Live) revive(k Key, s *state, now time.Time) {
	trial := s.probing
	s.probing = false
	if s.health == burncloud.Dead && (trial || !s.soft) {
		s.deadSince, s.until, s.soft, s.revivedAt = time.Time{}, time.Time{}, false, now
		s.window = window{}
		l.become(k, s, burncloud.Healthy, "", now)
	}
}

// Release ends the use of a target that proved nothing, because the caller left or was at fault.
func (l *Live) Release(t *snapshot.Target) {
	s := l.of(KeyOf(t))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.leave()
	s.probing = false
}

// leave ends a call's use of the target.
// Take counts a call on a target that was passed over before and is used after all. Its outcome is reported like any other.
func (l *Live) Take(t *snapshot.Target) {
	s := l.of(KeyOf(t))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.inFlight++
}

func (s *state) leave() { s.inFlight = max(s.inFlight-1, 0) }

// Fail records a failure of the target and ends the call's use of it. Errors that are the caller's own must not come
// here.
func (l *Live) Fail(t *snapshot.Target, err *burncloud.Error) {
	l.fail(KeyOf(t), err)
	if t.Key.ID != "" && (err.Kind == burncloud.KindUpstreamAuth || err.Kind == burncloud.KindUpstreamFunds) {
		select {
		case l.refusals <- burncloud.Refusal{Channel: t.Channel.ID, Key: t.Key.ID, Reason: reasonOf(err)}:
		default:
		}
	}
}

func reasonOf(err *burncloud.Error) string { return string(err.Kind) + ": " + err.Message }

func (l *Live) fail(k Key, err *burncloud.Error) {
	now, s := l.now(), l.of(k)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.leave()
	s.lastError = reasonOf(err)
	l.changed(k, s)
	dead := s.health == burncloud.Dead
	if dead && !s.probing && !s.soft {
		return // of a call that began before the target was ejected: it proves nothing new
	}
	trial := s.probing
	s.failures++
	s.probing = false
	s.window.add(now, true)
	total, failed := s.window.recent(now)
	switch {
	case ejectsAlone(err) || s.failures >= failLimit:
		s.soft = false
	case dead && !trial:
		return // it rests softly and was needed all the same
	case dead: // its trial failed
	case total == windowSize && 2*failed > total:
		s.soft = true
	case failed >= degradeLimit && s.health == burncloud.Healthy:
		l.become(k, s, burncloud.Degraded, s.lastError, now)
		return
	default:
		return
	}
	l.eject(k, s, err, now)
}

// eject takes the target out of calls, or prolongs its rest. The state's lock is held.
func (l *Live) eject(k Key, s *state, err *burncloud.Error, now time.Time) {
	if s.health != burncloud.Dead {
		if now.Sub(s.revivedAt) > ejectMax {
			s.rests = 0
		}
		s.deadSince = now
		l.become(k, s, burncloud.Dead, s.lastError, now)
	}
	s.failedAt, s.reason, s.until = now, s.lastError, now.Add(l.rest(err, s.rests))
	s.rests++
}

// ejectsAlone reports whether one such failure is enough.
func ejectsAlone(err *burncloud.Error) bool {
	switch err.Kind {
	case burncloud.KindUpstreamAuth, burncloud.KindUpstreamFunds, burncloud.KindUpstreamMissing:
		return true
	case burncloud.KindUpstreamLimited:
		return err.RetryAfter > 0
	}
	return false
}

// rest says how long a target rests for the n-th time, counted from 0. Targets that died together come back apart;
// what the provider asked for is kept to the letter.
func (l *Live) rest(err *burncloud.Error, n int) time.Duration {
	wait := min(ejectFirst<<min(n, 4), ejectMax)
	switch err.Kind {
	case burncloud.KindUpstreamAuth, burncloud.KindUpstreamFunds, burncloud.KindUpstreamMissing:
		wait = ejectMax
	case burncloud.KindUpstreamLimited:
		return max(min(err.RetryAfter, ejectMax), time.Second)
	}
	return wait * time.Duration(80+l.intN(41)) / 100
}

// admission is what a target's state says of one more call.
type admission uint8

const (
	admitted admission = iota
	resting
	restingSoftly // dead for its share of failures only
)

// admit asks whether the target may be given a call now, and counts the call if so; if not, it says when the next trial
// is due. A dead target whose time has come is admitted for one trial at a time. A dry question changes nothing.
func (l *Live) admit(t *snapshot.Target, alone, dry bool, now time.Time) (a admission, due time.Time) {
	s := l.of(KeyOf(t))
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.health == burncloud.Dead {
		due = s.until
		if soon := s.failedAt.Add(aloneMax); alone && soon.Before(due) {
			due = soon
		}
		switch {
		case !s.probing && !now.Before(due):
		case s.soft:
			return restingSoftly, due
		default:
			return resting, due
		}
	}
	if !dry {
		s.inFlight++
		s.probing = s.health == burncloud.Dead
	}
	return admitted, time.Time{}
}

// keep admits a call to a target that rests softly.
func (l *Live) keep(t *snapshot.Target) {
	s := l.of(KeyOf(t))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.inFlight++
}

// death is when the target died, zero while it lives, and whether it does answer now and then.
func (l *Live) death(t *snapshot.Target) (since time.Time, soft bool) {
	s := l.of(KeyOf(t))
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.deadSince, s.soft
}
