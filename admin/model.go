package admin

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/snapshot"
)

// Snapshots gives the configuration in force.
type Snapshots interface {
	Load() *snapshot.Snapshot
}

// Model is a model name with everything that is known of it.
type Model struct {
	Model    string         `json:"model" doc:"The name that clients ask for."`
	Groups   []ModelPool    `json:"groups" nullable:"false" doc:"Who serves it, for each channel group that it is offered to; empty for a name that was only asked for."`
	Channels []ModelChannel `json:"channels" nullable:"false" doc:"Every channel that lists it, enabled or not."`
	Priced   bool           `json:"priced" doc:"Whether a price applies to it now."`
	PriceID  string         `json:"price_id" doc:"Version of the price that applies now, empty without one."`
	Price    string         `json:"price" doc:"Model or pattern of that price."`
	LastHour ModelNumbers   `json:"last_hour" doc:"Its calls of the last hour."`
}

// ModelPool is what serves a model to one group.
type ModelPool struct {
	Group          string        `json:"group" doc:"The channel group."`
	RouteID        string        `json:"route_id" doc:"The route that decides, empty when every channel of the group that lists the model serves it."`
	Strategy       string        `json:"strategy" doc:"How targets are chosen."`
	Targets        []ModelTarget `json:"targets" nullable:"false" doc:"Enabled channels, highest priority first."`
	FallbackModels []string      `json:"fallback_models" nullable:"false" doc:"Models that are asked when no target can answer."`
}

// ModelTarget is one channel of a pool.
type ModelTarget struct {
	ChannelID     string `json:"channel_id" doc:"The channel."`
	UpstreamModel string `json:"upstream_model" doc:"The model as its provider calls it."`
	Priority      int    `json:"priority" doc:"Higher is tried first."`
	Weight        int    `json:"weight" doc:"Share inside a priority."`
}

// ModelChannel is a channel that lists a model.
type ModelChannel struct {
	ChannelID     string `json:"channel_id" doc:"The channel."`
	Name          string `json:"name" doc:"Its name."`
	Enabled       bool   `json:"enabled" doc:"Whether calls are sent to it."`
	State         string `json:"state" enum:"healthy,degraded,dead" doc:"How it does."`
	UpstreamModel string `json:"upstream_model" doc:"The model as its provider calls it."`
}

// ModelNumbers are the calls of a model.
type ModelNumbers struct {
	Requests  int64   `json:"requests" doc:"Calls, refused ones too."`
	Errors    int64   `json:"errors" doc:"Calls that failed or were cut."`
	Refused   int64   `json:"refused" doc:"Calls that were refused for the caller's fault, a missing price among them."`
	TTFTP50MS float64 `json:"ttft_p50_ms" doc:"Median time to the first content, in milliseconds; 0 without content."`
}

// ModelList is every model.
type ModelList struct {
	Items []Model `json:"items" nullable:"false" doc:"All model names that are listed by a channel, routed, or were asked for in the last hour, in order."`
}

func (s *Server) modelRoutes(r *router) {
	route(r, op{pattern: "GET /api/models", id: "list-models", summary: "List every model name with who serves it, its price and its calls of the last hour"},
		func(ctx context.Context, _ *nothing) (*output[ModelList], error) {
			now := s.Now().UTC()
			calls, err := s.modelCalls(ctx, now.Add(-time.Hour), now)
			if err != nil {
				return nil, err
			}
			return &output[ModelList]{ModelList{s.models(s.Snapshots.Load(), calls, now)}}, nil
		})
}

// modelCalls sums up the calls of each model.
func (s *Server) modelCalls(ctx context.Context, from, to time.Time) (map[string]*burncloud.Tally, error) {
	cells, err := s.Usage.Usage(ctx, burncloud.UsageQuery{From: from.Truncate(time.Minute), To: to.Add(time.Minute).Truncate(time.Minute), GroupBy: burncloud.ByModel})
	if err != nil {
		return nil, err
	}
	calls := map[string]*burncloud.Tally{}
	for i := range cells {
		if cells[i].Key != "" {
			calls[cells[i].Key] = &cells[i].Tally
		}
	}
	return calls, nil
}

func (s *Server) models(snap *snapshot.Snapshot, calls map[string]*burncloud.Tally, now time.Time) []Model {
	all := map[string]*Model{}
	of := func(name string) *Model {
		m := all[name]
		if m == nil {
			m = &Model{Model: name, Groups: []ModelPool{}, Channels: []ModelChannel{}}
			all[name] = m
		}
		return m
	}
	groups := map[burncloud.GroupName]bool{}
	for c := range snap.Channels() {
		for _, g := range c.Groups {
			groups[g] = true
		}
		for _, name := range c.Models {
			m := of(string(name))
			m.Channels = append(m.Channels, ModelChannel{string(c.ID), c.Name, c.Enabled, s.health(c.ID).State, string(c.UpstreamModel(name))})
		}
	}
	for _, g := range slices.Sorted(maps.Keys(groups)) {
		for _, name := range snap.Models(g) {
			m := of(string(name))
			m.Groups = append(m.Groups, showPool(snap.Pool(g, name)))
		}
	}
	for name, t := range calls {
		m := of(name)
		m.LastHour = ModelNumbers{t.Calls, t.Shamed(), t.Outcomes[burncloud.Refused], milliseconds(t.TTFT.Quantile(0.5))}
	}
	out := make([]Model, 0, len(all))
	for _, name := range slices.Sorted(maps.Keys(all)) {
		m := all[name]
		if p := snap.Price(burncloud.ModelName(name), now); p != nil {
			m.Priced, m.PriceID, m.Price = true, string(p.ID), string(p.Model)
		}
		slices.SortFunc(m.Channels, func(a, b ModelChannel) int { return cmp.Compare(a.ChannelID, b.ChannelID) })
		out = append(out, *m)
	}
	return out
}

// showPool gives each channel of the pool once, though it has a target for each of its keys.
func showPool(p *snapshot.Pool) ModelPool {
	out := ModelPool{Group: string(p.Group), Strategy: string(p.Strategy), Targets: []ModelTarget{}, FallbackModels: []string{}}
	if p.Route != nil {
		out.RouteID = string(p.Route.ID)
	}
	for i := range p.Targets {
		t := &p.Targets[i]
		target := ModelTarget{string(t.Channel.ID), string(t.UpstreamModel), t.Priority, t.Weight}
		if !slices.Contains(out.Targets, target) {
			out.Targets = append(out.Targets, target)
		}
	}
	for _, f := range p.Fallback {
		out.FallbackModels = append(out.FallbackModels, string(f.Model))
	}
	return out
}
