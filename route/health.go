package route

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/snapshot"
)

// shape is what of a channel health must know: how many keys are in use, and why the others are not.
type shape struct {
	keys int
	off  map[burncloud.KeyID]string
}

// news is what has changed since it was last taken.
type news struct {
	mu      sync.Mutex
	keys    []Key
	changes []burncloud.HealthChange
}

// maxChanges bounds the changes that wait to be stored; the newest are kept.
const maxChanges = 4096

// changed notes that the stored state of a target is old. The state's lock is held.
func (l *Live) changed(k Key, s *state) {
	if s.stale {
		return
	}
	s.stale = true
	l.news.mu.Lock()
	defer l.news.mu.Unlock()
	l.news.keys = append(l.news.keys, k)
}

// become passes the target into a state. The state's lock is held.
func (l *Live) become(k Key, s *state, to burncloud.HealthState, reason string, now time.Time) {
	s.health, s.reason, s.since = to, reason, now
	l.changed(k, s)
	l.news.mu.Lock()
	defer l.news.mu.Unlock()
	if len(l.news.changes) == maxChanges {
		l.news.changes = slices.Delete(l.news.changes, 0, maxChanges/2)
	}
	l.news.changes = append(l.news.changes, burncloud.HealthChange{TargetKey: k, Time: now, State: to, Reason: reason})
}

// News returns the targets whose state is not the one returned before, and their changes since, in order.
func (l *Live) News() ([]burncloud.TargetHealth, []burncloud.HealthChange) {
	l.news.mu.Lock()
	keys, changes := l.news.keys, l.news.changes
	l.news.keys, l.news.changes = nil, nil
	l.news.mu.Unlock()
	var targets []burncloud.TargetHealth
	for _, k := range keys {
		l.mu.RLock()
		s := l.states[k]
		l.mu.RUnlock()
		if s == nil {
			continue // its channel or key is gone
		}
		s.mu.Lock()
		s.stale = false
		targets = append(targets, s.tell(k))
		s.mu.Unlock()
	}
	return targets, changes
}

func (s *state) tell(k Key) burncloud.TargetHealth {
	return burncloud.TargetHealth{
		TargetKey: k, State: s.health, Reason: s.reason, Since: s.since, Until: s.until, Failures: s.failures, LastError: s.lastError,
	}
}

// Restore takes over states that were kept across a restart. It must come before the first call.
func (l *Live) Restore(targets []burncloud.TargetHealth) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, t := range targets {
		s := &state{health: t.State, reason: t.Reason, since: t.Since, until: t.Until, failures: t.Failures, lastError: t.LastError}
		if t.State == burncloud.Dead {
			s.deadSince, s.kind = t.Since, kindOf(t.Reason)
		}
		l.states[t.TargetKey] = s
	}
}

// Targets returns the state of each of a channel's targets that was asked so far, by key and model.
func (l *Live) Targets(id burncloud.ChannelID) []burncloud.TargetHealth {
	l.mu.RLock()
	defer l.mu.RUnlock()
	var targets []burncloud.TargetHealth
	for k, s := range l.states {
		if k.Channel != id {
			continue
		}
		s.mu.Lock()
		t := s.tell(k)
		s.mu.Unlock()
		if reason, off := l.shapes[id].off[k.Key]; off {
			t.State, t.Reason, t.Until = burncloud.Dead, disabled(reason), time.Time{}
		}
		targets = append(targets, t)
	}
	slices.SortFunc(targets, func(a, b burncloud.TargetHealth) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Model, b.Model))
	})
	return targets
}

func disabled(reason string) string {
	if reason == "" {
		return "key disabled"
	}
	return "key disabled: " + reason
}

// Health sums up the targets of a channel: dead when all are, or when all its keys are disabled; degraded when some are.
func (l *Live) Health(id burncloud.ChannelID) burncloud.Health {
	targets := l.Targets(id)
	l.mu.RLock()
	shape := l.shapes[id]
	l.mu.RUnlock()
	h := burncloud.Health{State: burncloud.Healthy}
	seen, well, ill := map[burncloud.KeyID]bool{}, 0, len(shape.off)
	for _, reason := range shape.off {
		h.Reason = disabled(reason)
	}
	for _, t := range targets {
		if t.Since.After(h.Since) {
			h.Since = t.Since
		}
		if t.LastError != "" && (h.LastError == "" || t.State == burncloud.Dead) {
			h.LastError = t.LastError
		}
		if _, off := shape.off[t.Key]; off {
			continue
		}
		seen[t.Key] = true
		if t.State != burncloud.Dead {
			well++
		}
		if t.State != burncloud.Healthy {
			ill++
			h.Reason = t.Reason
		}
	}
	well += max(shape.keys-len(seen), 0) // what was never asked may well answer
	switch {
	case ill > 0 && well == 0:
		h.State = burncloud.Dead
	case ill > 0:
		h.State = burncloud.Degraded
	}
	return h
}

// Heal forgets what is held against a target, because it answered outside of a call.
func (l *Live) Heal(k Key) {
	s := l.of(k)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failures, s.probing = 0, true
	l.revive(k, s, l.now())
}

// Prune forgets targets that the snapshot no longer has, and what is held against keys that it has enabled again.
func (l *Live) Prune(s *snapshot.Snapshot) {
	l.mu.Lock()
	shapes := map[burncloud.ChannelID]shape{}
	for c := range s.Channels() {
		shapes[c.ID] = shapeOf(c)
	}
	var again []Key
	for k := range l.states {
		if c := s.Channel(k.Channel); c == nil || !hasKey(c, k.Key) {
			delete(l.states, k)
			continue
		}
		if _, was := l.shapes[k.Channel].off[k.Key]; was {
			if _, is := shapes[k.Channel].off[k.Key]; !is {
				again = append(again, k)
			}
		}
	}
	l.shapes = shapes
	for k := range l.turns {
		if s.Pool(k.group, k.model) == nil {
			delete(l.turns, k)
		}
	}
	l.mu.Unlock()
	for _, k := range again {
		l.Heal(k)
	}
}

func shapeOf(c *burncloud.Channel) shape {
	sh := shape{off: map[burncloud.KeyID]string{}}
	for i := range c.Keys {
		if k := &c.Keys[i]; k.Enabled {
			sh.keys++
		} else {
			sh.off[k.ID] = k.Reason
		}
	}
	return sh
}

// hasKey reports whether the channel has the key; a channel without keys has the empty one.
func hasKey(c *burncloud.Channel, id burncloud.KeyID) bool {
	if len(c.Keys) == 0 {
		return id == ""
	}
	for i := range c.Keys {
		if c.Keys[i].ID == id {
			return true
		}
	}
	return false
}
