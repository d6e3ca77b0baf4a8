package snapshot

import (
	"fmt"
	"slices"

	"github.com/burncloud/burncloud"
)

// linkFallbacks gives each pool the pools of its fallback models: its own route's first, then those that they fall back
// on in turn. A model that no channel serves and that falls back on nothing has no pool.
func linkFallbacks(pools map[poolKey]*Pool) {
	for key, p := range pools {
		seen := map[burncloud.ModelName]bool{key.model: true}
		for level := []*Pool{p}; len(level) > 0; {
			var next []*Pool
			for _, from := range level {
				for _, model := range fallbacksOf(from.Route) {
					if f := pools[poolKey{key.group, model}]; f != nil && !seen[model] {
						seen[model] = true
						next = append(next, f)
					}
				}
			}
			p.Fallback = append(p.Fallback, next...)
			level = next
		}
	}
	for key, p := range pools {
		p.Fallback = slices.DeleteFunc(p.Fallback, func(f *Pool) bool { return f.virtual })
		if p.virtual && len(p.Fallback) == 0 {
			delete(pools, key)
		}
		for _, f := range p.Fallback {
			p.Conditional = p.Conditional || slices.ContainsFunc(f.Targets, func(t Target) bool { return t.When != nil })
		}
	}
}

func fallbacksOf(r *burncloud.ModelRoute) []burncloud.ModelName {
	if r == nil {
		return nil
	}
	return r.Fallbacks
}

func (in *inspector) affinity(field string, a burncloud.Affinity) {
	switch a {
	case "", burncloud.AffinityNone, burncloud.AffinitySession, burncloud.AffinityPrefix:
	default:
		in.fault(field, "is not an affinity: %q", a)
	}
}

func (in *inspector) routeFallbacks(at string, r *burncloud.ModelRoute) {
	if len(r.Fallbacks) > burncloud.MaxFallbacks {
		in.fault(at+".fallback_models", "must name at most %d models, not %d", burncloud.MaxFallbacks, len(r.Fallbacks))
	}
	seen := make(map[burncloud.ModelName]bool)
	for n, m := range r.Fallbacks {
		field := fmt.Sprintf("%s.fallback_models[%d]", at, n)
		in.name(field, string(m))
		unique(in, seen, field, m, string(m))
	}
}

// fallbackLoops refuses models that fall back on themselves by any way, and ways that are too long. Each group has its
// own graph, because its routes replace those for every group.
func (in *inspector) fallbackLoops() {
	faulty := make(map[burncloud.RouteID]bool)
	for group := range in.groups {
		routes := make(map[burncloud.ModelName]*burncloud.ModelRoute)
		for i := range in.cfg.Routes {
			if r := &in.cfg.Routes[i]; r.Group == group || r.Group == "" && routes[r.Model] == nil {
				routes[r.Model] = r
			}
		}
		for _, r := range routes {
			if problem := wayFrom(routes, r.Model, nil); problem != "" && !faulty[r.ID] {
				faulty[r.ID] = true
				in.fault(fmt.Sprintf("routes[%s].fallback_models", r.ID), "%s", problem)
			}
		}
	}
}

// wayFrom says what is wrong with the ways that begin at the model, "" if nothing is. before are the models on the way
// to it.
func wayFrom(routes map[burncloud.ModelName]*burncloud.ModelRoute, model burncloud.ModelName, before []burncloud.ModelName) string {
	if slices.Contains(before, model) {
		return fmt.Sprintf("lead back to %q", model)
	}
	if len(before) > burncloud.MaxFallbacks {
		return fmt.Sprintf("reach further than %d models", burncloud.MaxFallbacks)
	}
	way := append(slices.Clip(before), model)
	for _, f := range fallbacksOf(routes[model]) {
		if problem := wayFrom(routes, f, way); problem != "" {
			return problem
		}
	}
	return ""
}
