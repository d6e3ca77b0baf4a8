// Package snapshot turns a stored configuration into the immutable form that calls are served from, and swaps it while they run.
package snapshot

import (
	"iter"
	"maps"
	"time"

	"github.com/burncloud/burncloud"
)

// Defaults of Settings that an operator left at zero.
const (
	DefaultMaxBodyBytes       int64 = 50 << 20
	DefaultMaxAttempts              = 3
	DefaultMaxConcurrentCalls int64 = 10_000
	DefaultRecordOneIn              = 100
	DefaultRecordMost         int64 = 256 << 10
	DefaultRecordHours              = 72
	DefaultRecordSpace        int64 = 1 << 30
)

// Snapshot is one validated configuration. Nothing in it, nor behind its pointers, changes after Build: a call keeps
// the one it began with, and any number of goroutines may read it.
type Snapshot struct {
	Version int64     // of the stored configuration
	BuiltAt time.Time // set by the Holder; zero when Build was called directly

	callers  map[burncloud.TokenHash]*Caller
	channels map[burncloud.ChannelID]*burncloud.Channel
	pools    map[poolKey]*Pool
	models   map[burncloud.GroupName][]burncloud.ModelName
	prices   prices
	settings burncloud.Settings
}

// Caller is who a credential belongs to, with what its calls cost. Disabled and expired ones are here too: the
// gateway refuses them with the reason.
type Caller struct {
	Token      *burncloud.AccessToken
	User       *burncloud.User
	Group      burncloud.GroupName // the token's, else the user's, else the default group
	Multiplier burncloud.Factor    // of the group
	Limits     burncloud.Limits    // of the group

	Replaced bool // the credential is the token's old key, which works until Token.Old.Until
}

// Over reports whether the credential was replaced and its time is over.
func (c *Caller) Over(now time.Time) bool { return c.Replaced && !c.Token.Old.Works(now) }

type poolKey struct {
	group burncloud.GroupName
	model burncloud.ModelName
}

// Pool is everything that serves one public model to one group.
type Pool struct {
	Model    burncloud.ModelName
	Group    burncloud.GroupName
	Route    *burncloud.ModelRoute // nil = no route: the channels that list the model
	Strategy burncloud.Strategy
	Affinity burncloud.Affinity
	Fallback []*Pool  // of other models, to be asked in this order when no target of this one can answer
	Targets  []Target // by priority, highest first, then by channel; empty when every key of the channels is disabled

	// Conditional: some target of it, or of what it falls back on, is not for all calls.
	Conditional bool

	virtual bool // no channel of the group serves the model itself
}

// Only is the pool with the targets of one channel and nothing to fall back on; nil where the channel has none in it.
func (p *Pool) Only(id burncloud.ChannelID) *Pool {
	one := *p
	one.Fallback, one.Targets = nil, nil
	for _, t := range p.Targets {
		if t.Channel.ID == id {
			one.Targets = append(one.Targets, t)
		}
	}
	if len(one.Targets) == 0 {
		return nil
	}
	return &one
}

// Target is one key of one channel, asked for one upstream model.
type Target struct {
	Channel       *burncloud.Channel
	Key           *burncloud.ChannelKey // never nil; the zero key on a channel that has none
	UpstreamModel burncloud.ModelName
	Priority      int
	Weight        int // of the whole entry, which its Siblings share
	Siblings      int // targets of this entry (keys of the channel), this one included; at least 1

	When *burncloud.Condition // the calls it is for; nil = all

	purchases []*burncloud.Price // candidates for what it charges
}

// Purchase returns what the target charges at a moment, nil when it is not known.
func (t *Target) Purchase(at time.Time) *burncloud.Price { return inForce(t.purchases, at) }

// Caller returns the owner of the credential with the given hash.
func (s *Snapshot) Caller(hash burncloud.TokenHash) (*Caller, bool) {
	c, ok := s.callers[hash]
	return c, ok
}

// Callers ranges over the owners of all credentials, in no order, each once however many keys it has.
func (s *Snapshot) Callers() iter.Seq[*Caller] {
	return func(yield func(*Caller) bool) {
		for _, c := range s.callers {
			if !c.Replaced && !yield(c) {
				return
			}
		}
	}
}

// Channel returns the channel, enabled or not, nil when there is none of that name.
func (s *Snapshot) Channel(id burncloud.ChannelID) *burncloud.Channel { return s.channels[id] }

// Channels ranges over all channels, enabled or not, in no order.
func (s *Snapshot) Channels() iter.Seq[*burncloud.Channel] { return maps.Values(s.channels) }

// Pool returns what serves the model to the group. It is nil when no enabled channel of the group does.
func (s *Snapshot) Pool(group burncloud.GroupName, model burncloud.ModelName) *Pool {
	return s.pools[poolKey{group, model}]
}

// Models returns the names that have a pool in the group, sorted. The slice belongs to the snapshot.
func (s *Snapshot) Models(group burncloud.GroupName) []burncloud.ModelName { return s.models[group] }

// Price returns what callers pay for the model at a moment, nil when it has no price. The exact name beats a pattern,
// a pattern with a longer literal beginning one with a shorter; of one name the newest version in effect counts.
func (s *Snapshot) Price(model burncloud.ModelName, at time.Time) *burncloud.Price {
	return s.prices.find(model, at)
}

// Purchase returns what a channel charges for a model of the upstream's name at a moment, nil when that is not known: its
// own price, else the one set for its provider, else the provider's list price.
func (s *Snapshot) Purchase(channel burncloud.ChannelID, upstream burncloud.ModelName, at time.Time) *burncloud.Price {
	if candidates, ok := s.prices.used[purchaseKey{channel, upstream}]; ok {
		return inForce(candidates, at)
	}
	ch := s.channels[channel]
	if ch == nil {
		return nil
	}
	return inForce(s.prices.purchases(ch, upstream), at)
}

// Settings returns the settings with the defaults filled in.
func (s *Snapshot) Settings() burncloud.Settings { return s.settings }
