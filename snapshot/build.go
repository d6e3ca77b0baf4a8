package snapshot

import (
	"cmp"
	"slices"

	"github.com/burncloud/burncloud"
)

// Build validates the whole configuration and makes the snapshot of it. On any fault it returns burncloud.Faults with
// all of them. Build takes cfg over: nothing behind it may be changed afterwards.
//
// check says what is wrong with a channel's provider settings, its fields named without the channel
// ("base_url"); nil checks nothing.
func Build(cfg *burncloud.Config, check func(*burncloud.Channel) []burncloud.Fault) (*Snapshot, error) {
	return build(cfg, check, nil)
}

func build(cfg *burncloud.Config, check func(*burncloud.Channel) []burncloud.Fault, list []burncloud.Price) (*Snapshot, error) {
	if faults := faultsOf(cfg, check); len(faults) > 0 {
		return nil, faults
	}
	s := &Snapshot{
		Version:  cfg.Version,
		channels: make(map[burncloud.ChannelID]*burncloud.Channel, len(cfg.Channels)),
		settings: withDefaults(cfg.Settings),
	}
	for i := range cfg.Channels {
		s.channels[cfg.Channels[i].ID] = &cfg.Channels[i]
	}
	groups := groupsOf(cfg)
	s.callers = callersOf(cfg, groups)
	s.pools = poolsOf(cfg, s.channels, groups)
	s.models = make(map[burncloud.GroupName][]burncloud.ModelName, len(groups))
	for k := range s.pools {
		s.models[k.group] = append(s.models[k.group], k.model)
	}
	for _, names := range s.models {
		slices.Sort(names)
	}
	s.prices = newPrices(cfg, list, s.pools)
	return s, nil
}

func withDefaults(s burncloud.Settings) burncloud.Settings {
	s.MaxBodyBytes = cmp.Or(s.MaxBodyBytes, DefaultMaxBodyBytes)
	s.MaxAttempts = cmp.Or(s.MaxAttempts, DefaultMaxAttempts)
	s.MaxConcurrentCalls = cmp.Or(s.MaxConcurrentCalls, DefaultMaxConcurrentCalls)
	s.Record = cmp.Or(s.Record, burncloud.RecordOff)
	s.RecordOneIn = cmp.Or(s.RecordOneIn, DefaultRecordOneIn)
	s.RecordMost = cmp.Or(s.RecordMost, DefaultRecordMost)
	s.RecordHours = cmp.Or(s.RecordHours, DefaultRecordHours)
	s.RecordSpace = cmp.Or(s.RecordSpace, DefaultRecordSpace)
	return s
}

// groupsOf gives each group its multiplier. The default group exists whether it is stored or not.
func groupsOf(cfg *burncloud.Config) map[burncloud.GroupName]burncloud.Factor {
	groups := map[burncloud.GroupName]burncloud.Factor{burncloud.DefaultGroup: burncloud.One}
	for i := range cfg.Groups {
		groups[cfg.Groups[i].Name] = cfg.Groups[i].Multiplier
	}
	return groups
}

func callersOf(cfg *burncloud.Config, groups map[burncloud.GroupName]burncloud.Factor) map[burncloud.TokenHash]*Caller {
	users := make(map[burncloud.UserID]*burncloud.User, len(cfg.Users))
	for i := range cfg.Users {
		users[cfg.Users[i].ID] = &cfg.Users[i]
	}
	limits := make(map[burncloud.GroupName]burncloud.Limits, len(cfg.Groups))
	for i := range cfg.Groups {
		limits[cfg.Groups[i].Name] = cfg.Groups[i].Limits
	}
	callers := make(map[burncloud.TokenHash]*Caller, len(cfg.Tokens))
	for i := range cfg.Tokens {
		t := &cfg.Tokens[i]
		u := users[t.UserID]
		group := cmp.Or(t.Group, u.Group, burncloud.DefaultGroup)
		c := Caller{Token: t, User: u, Group: group, Multiplier: groups[group], Limits: limits[group]}
		callers[t.Hash] = &c
		if t.Old.Hash != (burncloud.TokenHash{}) {
			old := c
			old.Replaced = true
			callers[t.Old.Hash] = &old
		}
	}
	return callers
}

// entry is one channel that a pool may draw on, before its keys are spread.
type entry struct {
	channel  *burncloud.Channel
	upstream burncloud.ModelName
	priority int
	weight   int
	when     *burncloud.Condition
}

// poolsOf makes a pool for every group and model that an enabled channel of the group offers. A channel's groups are
// its access list: a route chooses among the channels of the group and never widens it.
func poolsOf(cfg *burncloud.Config, channels map[burncloud.ChannelID]*burncloud.Channel, groups map[burncloud.GroupName]burncloud.Factor) map[poolKey]*Pool {
	listed := listedEntries(cfg)
	pools := make(map[poolKey]*Pool, len(listed))
	for key, entries := range listed {
		pools[key] = newPool(key, nil, entries)
	}
	route := func(r *burncloud.ModelRoute, group burncloud.GroupName) {
		key := poolKey{group, r.Model}
		entries := listed[key]
		if len(r.Targets) > 0 {
			entries = routedEntries(r, group, channels)
		}
		delete(pools, key)
		if len(entries) > 0 || len(r.Fallbacks) > 0 {
			pools[key] = newPool(key, r, entries)
		}
	}
	for i := range cfg.Routes {
		if r := &cfg.Routes[i]; r.Group == "" {
			for group := range groups {
				route(r, group)
			}
		}
	}
	for i := range cfg.Routes { // after the all-groups routes, so that a group's own route wins
		if r := &cfg.Routes[i]; r.Group != "" {
			route(r, r.Group)
		}
	}
	linkFallbacks(pools)
	return pools
}

// listedEntries finds the enabled channels that list each model, by group.
func listedEntries(cfg *burncloud.Config) map[poolKey][]entry {
	listed := make(map[poolKey][]entry)
	for i := range cfg.Channels {
		ch := &cfg.Channels[i]
		if !ch.Enabled {
			continue
		}
		for _, group := range distinct(ch.Groups) {
			for _, model := range distinct(ch.Models) {
				key := poolKey{group, model}
				listed[key] = append(listed[key], entry{ch, ch.UpstreamModel(model), ch.Priority, ch.Weight, nil})
			}
		}
	}
	return listed
}

func distinct[T cmp.Ordered](list []T) []T {
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}

// routedEntries are a route's own targets, as far as they are enabled and open to the group.
func routedEntries(r *burncloud.ModelRoute, group burncloud.GroupName, channels map[burncloud.ChannelID]*burncloud.Channel) []entry {
	var entries []entry
	for _, t := range r.Targets {
		ch := channels[t.ChannelID]
		if !ch.Enabled || !slices.Contains(ch.Groups, group) {
			continue
		}
		e := entry{ch, cmp.Or(t.UpstreamModel, ch.UpstreamModel(r.Model)), ch.Priority, ch.Weight, t.When}
		if t.Priority != nil {
			e.priority = *t.Priority
		}
		if t.Weight != nil {
			e.weight = *t.Weight
		}
		entries = append(entries, e)
	}
	return entries
}

func newPool(key poolKey, r *burncloud.ModelRoute, entries []entry) *Pool {
	p := &Pool{Model: key.model, Group: key.group, Route: r, Strategy: burncloud.StrategyPriority, virtual: len(entries) == 0}
	if r != nil {
		p.Strategy, p.Affinity = cmp.Or(r.Strategy, p.Strategy), r.Affinity
	}
	for _, e := range entries {
		p.Conditional = p.Conditional || e.when != nil
		keys := usableKeys(e.channel)
		for _, k := range keys {
			p.Targets = append(p.Targets, Target{
				Channel: e.channel, Key: k, UpstreamModel: e.upstream, Priority: e.priority, Weight: e.weight, Siblings: len(keys),
				When: e.when,
			})
		}
	}
	slices.SortStableFunc(p.Targets, func(x, y Target) int {
		return cmp.Or(cmp.Compare(y.Priority, x.Priority), cmp.Compare(x.Channel.ID, y.Channel.ID))
	})
	return p
}

func usableKeys(ch *burncloud.Channel) []*burncloud.ChannelKey {
	if len(ch.Keys) == 0 {
		return []*burncloud.ChannelKey{{Enabled: true}}
	}
	var keys []*burncloud.ChannelKey
	for i := range ch.Keys {
		if ch.Keys[i].Enabled {
			keys = append(keys, &ch.Keys[i])
		}
	}
	return keys
}
