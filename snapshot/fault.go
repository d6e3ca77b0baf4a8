package snapshot

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/burncloud/burncloud"
)

// Bounds of what an operator may write. They keep a slip of the finger from becoming a configuration.
const (
	maxName     = 256 // bytes
	maxWeight   = 1_000_000
	maxPriority = 1_000_000 // either side of zero
	maxAttempts = 10
	maxBody     = 1 << 30
)

// inspector walks a configuration and collects what is wrong with it.
type inspector struct {
	cfg      *burncloud.Config
	check    func(*burncloud.Channel) []burncloud.Fault
	faults   burncloud.Faults
	groups   map[burncloud.GroupName]burncloud.Factor
	channels map[burncloud.ChannelID]*burncloud.Channel
}

func faultsOf(cfg *burncloud.Config, check func(*burncloud.Channel) []burncloud.Fault) burncloud.Faults {
	in := &inspector{cfg: cfg, check: check, groups: groupsOf(cfg), channels: make(map[burncloud.ChannelID]*burncloud.Channel)}
	for i := range cfg.Channels {
		in.channels[cfg.Channels[i].ID] = &cfg.Channels[i]
	}
	in.groupFaults()
	in.channelFaults()
	in.routeFaults()
	users := in.userFaults()
	in.tokenFaults(users)
	in.priceFaults()
	in.settingsFaults()
	return in.faults
}

func (in *inspector) fault(field, format string, args ...any) {
	in.faults = append(in.faults, burncloud.Fault{Field: field, Message: fmt.Sprintf(format, args...)})
}

// name refuses names that are empty, too long, or unprintable.
func (in *inspector) name(field, s string) {
	switch {
	case s == "":
		in.fault(field, "must not be empty")
	case len(s) > maxName:
		in.fault(field, "is longer than %d bytes", maxName)
	case !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl):
		in.fault(field, "has control characters: %q", s)
	case strings.TrimSpace(s) != s:
		in.fault(field, "begins or ends with a space: %q", s)
	}
}

// unique refuses a value that was seen before; empty values are another fault.
func unique[K comparable](in *inspector, seen map[K]bool, field string, value K, shown string) {
	var zero K
	if value != zero && seen[value] {
		in.fault(field, "is used twice: %q", shown)
	}
	seen[value] = true
}

func (in *inspector) group(field string, g burncloud.GroupName) {
	if _, ok := in.groups[g]; !ok {
		in.fault(field, "names an unknown group: %q", g)
	}
}

func (in *inspector) within(field string, n, low, high int) {
	if n < low || n > high {
		in.fault(field, "must be between %d and %d, not %d", low, high, n)
	}
}

func (in *inspector) limits(field string, l burncloud.Limits) {
	for _, x := range []struct {
		name string
		n    int64
	}{{"rpm", l.RPM}, {"tpm", l.TPM}, {"concurrency", l.Concurrency}} {
		if x.n < 0 || x.n > burncloud.MaxLimit {
			in.fault(field+"."+x.name, "must be between 0 and %d, not %d", burncloud.MaxLimit, x.n)
		}
	}
}

func (in *inspector) groupFaults() {
	seen := make(map[burncloud.GroupName]bool)
	for i := range in.cfg.Groups {
		g := &in.cfg.Groups[i]
		at := fmt.Sprintf("groups[%s]", g.Name)
		in.name(at+".name", string(g.Name))
		unique(in, seen, at+".name", g.Name, string(g.Name))
		in.limits(at+".limits", g.Limits)
		if g.Multiplier < 0 {
			in.fault(at+".price_multiplier", "must not be negative: %s", g.Multiplier)
		}
	}
}

func (in *inspector) channelFaults() {
	ids, names, keys := make(map[burncloud.ChannelID]bool), make(map[string]bool), make(map[burncloud.KeyID]bool)
	for i := range in.cfg.Channels {
		ch := &in.cfg.Channels[i]
		at := fmt.Sprintf("channels[%s]", ch.ID)
		in.name(at+".id", string(ch.ID))
		unique(in, ids, at+".id", ch.ID, string(ch.ID))
		in.name(at+".name", ch.Name)
		unique(in, names, at+".name", ch.Name, ch.Name)
		for _, k := range ch.Keys {
			unique(in, keys, at+".keys", k.ID, string(k.ID))
		}
		in.limits(at+".limits", ch.Limits)
		in.limits(at+".options.key_limits", ch.Options.KeyLimits)
		in.within(at+".priority", ch.Priority, -maxPriority, maxPriority)
		in.within(at+".weight", ch.Weight, 0, maxWeight)
		if len(ch.Groups) == 0 {
			in.fault(at+".groups", "must name at least one group")
		}
		for _, g := range ch.Groups {
			in.group(at+".groups", g)
		}
		in.channelModels(at, ch)
		in.providerFaults(at, ch)
	}
}

func (in *inspector) channelModels(at string, ch *burncloud.Channel) {
	for n, m := range ch.Models {
		in.name(fmt.Sprintf("%s.models[%d]", at, n), string(m))
	}
	for _, public := range slices.Sorted(maps.Keys(ch.ModelMapping)) {
		field := fmt.Sprintf("%s.model_mapping[%s]", at, public)
		in.name(field, string(public))
		in.name(field, string(ch.ModelMapping[public]))
	}
}

func (in *inspector) providerFaults(at string, ch *burncloud.Channel) {
	if in.check == nil {
		return
	}
	for _, f := range in.check(ch) {
		in.faults = append(in.faults, burncloud.Fault{Field: at + "." + f.Field, Message: f.Message})
	}
}

func (in *inspector) routeFaults() {
	seen, ids := make(map[poolKey]bool), make(map[burncloud.RouteID]bool)
	for i := range in.cfg.Routes {
		r := &in.cfg.Routes[i]
		at := fmt.Sprintf("routes[%s]", r.ID)
		unique(in, ids, at+".id", r.ID, string(r.ID))
		in.name(at+".model", string(r.Model))
		if r.Group != "" {
			in.group(at+".group", r.Group)
		}
		if key := (poolKey{r.Group, r.Model}); seen[key] {
			in.fault(at+".model", "has another route in group %q: %q", r.Group, r.Model)
		} else {
			seen[key] = true
		}
		in.strategy(at+".strategy", r.Strategy)
		in.affinity(at+".affinity", r.Affinity)
		in.routeTargets(at, r)
		in.routeFallbacks(at, r)
	}
	in.fallbackLoops()
}

func (in *inspector) strategy(field string, s burncloud.Strategy) {
	switch s {
	case "", burncloud.StrategyPriority, burncloud.StrategyWeighted, burncloud.StrategyRoundRobin, burncloud.StrategyLeastLatency, burncloud.StrategyCheapest:
	default:
		in.fault(field, "is not a strategy: %q", s)
	}
}

func (in *inspector) routeTargets(at string, r *burncloud.ModelRoute) {
	type pair struct {
		channel burncloud.ChannelID
		model   burncloud.ModelName
	}
	seen := make(map[pair]bool)
	for n, t := range r.Targets {
		target := fmt.Sprintf("%s.targets[%d]", at, n)
		p := pair{t.ChannelID, t.UpstreamModel}
		unique(in, seen, target, p, string(t.ChannelID))
		if t.UpstreamModel != "" {
			in.name(target+".upstream_model", string(t.UpstreamModel))
		}
		if t.Weight != nil {
			in.within(target+".weight", *t.Weight, 0, maxWeight)
		}
		if t.Priority != nil {
			in.within(target+".priority", *t.Priority, -maxPriority, maxPriority)
		}
		switch ch := in.channels[t.ChannelID]; {
		case ch == nil:
			in.fault(target+".channel_id", "names an unknown channel: %q", t.ChannelID)
		case r.Group != "" && !slices.Contains(ch.Groups, r.Group):
			in.fault(target+".channel_id", "names a channel that is not in group %q: %q", r.Group, t.ChannelID)
		}
	}
}

func (in *inspector) userFaults() map[burncloud.UserID]bool {
	ids, names := make(map[burncloud.UserID]bool), make(map[string]bool)
	for i := range in.cfg.Users {
		u := &in.cfg.Users[i]
		at := fmt.Sprintf("users[%s]", u.ID)
		in.name(at+".id", string(u.ID))
		unique(in, ids, at+".id", u.ID, string(u.ID))
		in.name(at+".username", u.Username)
		unique(in, names, at+".username", u.Username, u.Username)
		in.limits(at+".limits", u.Limits)
		if u.Group != "" {
			in.group(at+".group", u.Group)
		}
		switch u.Role {
		case burncloud.RoleAdmin, burncloud.RoleOperator, burncloud.RoleUser:
		default:
			in.fault(at+".role", "is not a role: %q", u.Role)
		}
	}
	return ids
}

func (in *inspector) tokenFaults(users map[burncloud.UserID]bool) {
	hashes, ids := make(map[burncloud.TokenHash]bool, len(in.cfg.Tokens)), make(map[burncloud.TokenID]bool, len(in.cfg.Tokens))
	for i := range in.cfg.Tokens {
		t := &in.cfg.Tokens[i]
		at := "tokens[" + string(t.ID) + "]"
		in.name(at+".id", string(t.ID))
		unique(in, ids, at+".id", t.ID, string(t.ID))
		in.name(at+".name", t.Name)
		in.limits(at+".limits", t.Limits)
		if t.Hash == (burncloud.TokenHash{}) {
			in.fault(at+".key", "is missing")
		}
		unique(in, hashes, at+".key", t.Hash, t.KeyHint)
		if t.Old.Hash != (burncloud.TokenHash{}) {
			unique(in, hashes, at+".old_key", t.Old.Hash, t.Old.Hint)
		}
		if !users[t.UserID] {
			in.fault(at+".user_id", "names an unknown user: %q", t.UserID)
		}
		if t.Group != "" {
			in.group(at+".group", t.Group)
		}
		for n, m := range t.Models {
			in.name(fmt.Sprintf("%s.models[%d]", at, n), string(m))
		}
		for n, p := range t.AllowedCIDRs {
			if !p.IsValid() {
				in.fault(fmt.Sprintf("%s.allowed_cidrs[%d]", at, n), "is not an address range")
			}
		}
	}
}

func (in *inspector) settingsFaults() {
	s := &in.cfg.Settings
	if s.MaxBodyBytes < 0 || s.MaxBodyBytes > maxBody {
		in.fault("settings.max_body_bytes", "must be between 0 and %d, not %d", maxBody, s.MaxBodyBytes)
	}
	in.within("settings.max_attempts", s.MaxAttempts, 0, maxAttempts)
	in.within("settings.retention_days", s.RetentionDays, 0, 36500)
	in.within("settings.rollup_retention_days", s.RollupRetentionDays, 0, 36500)
	if s.MaxConcurrentCalls < 0 || s.MaxConcurrentCalls > burncloud.MaxLimit {
		in.fault("settings.max_concurrent_calls", "must be between 0 and %d, not %d", burncloud.MaxLimit, s.MaxConcurrentCalls)
	}
	switch s.Record {
	case "", burncloud.RecordOff, burncloud.RecordErrors, burncloud.RecordSampled, burncloud.RecordAll:
	default:
		in.fault("settings.bodies", "must be off, errors, sampled or all, not %q", s.Record)
	}
	in.within("settings.bodies_one_in", s.RecordOneIn, 0, maxWeight)
	in.within("settings.bodies_retention_hours", s.RecordHours, 0, 100*366*24)
	if s.RecordMost < 0 || s.RecordMost > burncloud.MaxRecordedBody {
		in.fault("settings.bodies_max_bytes", "must be between 0 and %d, not %d", burncloud.MaxRecordedBody, s.RecordMost)
	}
	if s.RecordSpace < 0 {
		in.fault("settings.bodies_max_total_bytes", "must not be negative")
	}
}
