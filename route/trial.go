package route

import (
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/snapshot"
)

// Starting values of trials where nothing of a call's pools is alive: rests that grow to a minute would prolong the
// outage by as much. Each target is then tried every paceFirst, soon every paceMax, a fifth less or more, and a trial that
// hangs for hangTime no longer keeps others from being tried. It stays so for downTail after the first is alive again, so
// that it does not carry all calls alone. What does not heal by itself is tried every paceRefused.
const (
	paceFirst   = time.Second
	paceMax     = 2 * time.Second
	paceRefused = 10 * time.Second
	hangTime    = 3 * time.Second
	downTail    = 10 * time.Second
)

// pace is how long a target rests for the n-th time where nothing else is alive.
func (l *Live) pace(err *burncloud.Error, n int) time.Duration {
	wait := min(paceFirst<<min(n, 4), paceMax)
	switch err.Kind {
	case burncloud.KindUpstreamAuth, burncloud.KindUpstreamFunds, burncloud.KindUpstreamMissing:
		return paceRefused
	case burncloud.KindUpstreamLimited:
		return ejectMax // as long as the provider said
	}
	return l.about(wait)
}

// about is a fifth less or more.
func (l *Live) about(d time.Duration) time.Duration { return d * time.Duration(80+l.intN(41)) / 100 }

// lastResort begins the choice anew when nothing is alive: now for one dead target, whatever its rest, that was not tried
// for a moment. A call is one trial at most, so that an outage is not answered with more calls than there are. It reports
// false when there is nothing to begin anew.
func (p *Plan) lastResort() bool {
	if p.last || p.tried || p.waiting.IsZero() {
		return false
	}
	p.last, p.waiting = true, time.Time{}
	if !p.dry {
		p.turn.down.Store(p.live.now().UnixNano())
	}
	if len(p.first.Fallback) > 0 {
		p.past = p.candidates(p.past)
		p.later = p.first.Fallback
		p.pool = p.first
		p.unmarked()
	}
	return true
}

// minCool is the shortest rest that is worth one: what is whole again sooner is as well asked.
const minCool = time.Second

// Cool rests a target of which its provider says, in a good answer, that nothing is left of a limit.
func (l *Live) Cool(t *snapshot.Target, wait time.Duration) {
	if wait < minCool {
		return
	}
	now, k := l.now(), KeyOf(t)
	s := l.of(k)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.health == burncloud.Dead {
		return
	}
	err := &burncloud.Error{Kind: burncloud.KindUpstreamLimited, Message: "the provider says that nothing of a limit is left", RetryAfter: wait}
	s.lastError = reasonOf(err)
	l.eject(k, s, err, now)
}

// question is what a plan asks of a target's state.
type question struct {
	dry     bool // nothing changes
	dead    bool // only a dead target is wanted
	soon    bool // nothing else is alive, or was a moment ago
	noTrial bool // only a living target is wanted
}

// admission is what a target's state says of one more call.
type admission uint8

const (
	admitted      admission = iota
	onTrial                 // the call is the trial of a dead target
	resting                 // dead
	restingSoftly           // dead for its share of failures only
	unwanted                // alive
)

// admit asks whether the target may be given a call now, and counts the call if so; if not, it says when the next trial
// is due. A dead target whose time has come is admitted for one trial at a time.
func (l *Live) admit(t *snapshot.Target, q question, now time.Time) (a admission, due time.Time) {
	s := l.of(KeyOf(t))
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.health == burncloud.Dead {
		free := false
		due, free = s.trialDue(q.soon)
		switch {
		case free && !q.noTrial && !now.Before(due):
			a = onTrial
		case s.soft:
			return restingSoftly, due
		default:
			return resting, due
		}
	} else if q.dead {
		return unwanted, time.Time{}
	}
	if !q.dry {
		s.inFlight++
		s.probing = a == onTrial
		s.triedAt = now
	}
	return a, due
}

// trialDue is when the next trial may begin; free is false while there is one under way that it must wait for.
func (s *state) trialDue(soon bool) (due time.Time, free bool) {
	switch {
	case s.probing && soon:
		return s.triedAt.Add(hangTime), true
	case soon && s.soonest.Before(s.until):
		return s.soonest, true
	}
	return s.until, !s.probing
}

// admit asks whether the target may be given the call; if not, when it may. Failing now and then ejects no more than
// half of a pool: the others would have to carry it all. What does not answer at all gets no calls in any case.
func (p *Plan) admit(i int, now time.Time) (due time.Time, ok bool) {
	t := &p.pool.Targets[i]
	a, due := p.live.admit(t, question{dry: p.dry, dead: p.last, soon: p.last || p.wasDown(now), noTrial: p.tried}, now)
	if a == restingSoftly && !p.last && p.tooMany(i) {
		if !p.dry {
			p.live.keep(t)
		}
		return time.Time{}, true
	}
	p.tried = p.tried || a == onTrial && !p.dry
	return due, a <= onTrial
}

// wasDown reports whether nothing was alive a moment ago.
func (p *Plan) wasDown(now time.Time) bool {
	down := p.turn.down.Load()
	return down != 0 && now.UnixNano()-down < int64(downTail)
}

// tooMany reports whether half of the pool was dead before the target was.
func (p *Plan) tooMany(i int) bool {
	since, _ := p.live.death(&p.pool.Targets[i])
	before := 0
	for j := range p.pool.Targets {
		at, soft := p.live.death(&p.pool.Targets[j])
		if i != j && !at.IsZero() && (!soft || at.Before(since) || at.Equal(since) && j < i) {
			before++
		}
	}
	return before >= len(p.pool.Targets)/2
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

// Ailing is a dead target that may be alive again without anybody's knowing.
type Ailing struct {
	Key
	Kind burncloud.Kind // of the failure that it rests for
}

// Ailing lists the dead targets, but for those whose provider named the end of their rest, or refused the key.
func (l *Live) Ailing() []Ailing {
	l.mu.RLock()
	defer l.mu.RUnlock()
	var all []Ailing
	for k, s := range l.states {
		s.mu.Lock()
		dead, kind := s.health == burncloud.Dead, s.kind
		s.mu.Unlock()
		switch kind {
		case burncloud.KindUpstreamLimited, burncloud.KindUpstreamAuth, burncloud.KindUpstreamFunds:
		default:
			if dead {
				all = append(all, Ailing{k, kind})
			}
		}
	}
	return all
}

// Hasten makes a dead target's trial due at once, because its provider was found to answer again.
func (l *Live) Hasten(k Key) {
	s := l.of(k)
	s.mu.Lock()
	defer s.mu.Unlock()
	if now := l.now(); s.health == burncloud.Dead && now.Before(s.until) {
		s.until, s.soonest = now, now
		l.changed(k, s)
	}
}
