// Package route orders the targets of a pool for one call and remembers which of them are alive.
package route

import (
	"strings"
	"sync"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/snapshot"
)

// Starting values of ejection. A target is dead after failLimit failures in a row, or when more than half of its last
// windowSize calls failed within windowTime. It rests for ejectFirst, doubling with each further failure to ejectMax,
// and a fifth less or more. Where nothing else is alive it is tried sooner: see trial.go.
const (
	failLimit    = 5
	ejectFirst   = 5 * time.Second
	ejectMax     = 60 * time.Second
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
	until     time.Time // dead: when the next trial is due
	soonest   time.Time // dead: when it is due if nothing else is alive
	triedAt   time.Time // probing: since when
	probing   bool      // dead: a trial is under way
	soft      bool      // dead for its share of failures: it does answer now and then
	since     time.Time // of the present state
	deadSince time.Time
	reason    string
	kind      burncloud.Kind // of the failure that it rests for
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

// Take counts a call on a target that was passed over before and is used after all. Its outcome is reported like any other.
func (l *Live) Take(t *snapshot.Target) {
	s := l.of(KeyOf(t))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.inFlight++
}

// UnderWay is how many calls are at a channel's targets.
func (l *Live) UnderWay(id burncloud.ChannelID) (n int64) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	for k, s := range l.states {
		if k.Channel == id {
			s.mu.Lock()
			n += int64(s.inFlight)
			s.mu.Unlock()
		}
	}
	return n
}

// leave ends a call's use of the target.
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

// kindOf is the kind that a reason begins with.
func kindOf(reason string) burncloud.Kind {
	kind, _, _ := strings.Cut(reason, ": ")
	return burncloud.Kind(kind)
}

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
	rest := l.rest(err, s.rests)
	s.kind = err.Kind
	s.reason, s.until, s.soonest = s.lastError, now.Add(rest), now.Add(min(rest, l.pace(err, s.rests)))
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
	return l.about(wait)
}
