package admin

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/burncloud/burncloud"
)

// RouteStore keeps model routes.
type RouteStore interface {
	SaveRoute(ctx context.Context, r *burncloud.ModelRoute) error
	Route(ctx context.Context, id burncloud.RouteID) (*burncloud.ModelRoute, error)
	Routes(ctx context.Context, p burncloud.Page) ([]burncloud.ModelRoute, string, error)
	DeleteRoute(ctx context.Context, id burncloud.RouteID) error
}

// Route is the JSON form of a model route.
type Route struct {
	ID              burncloud.RouteID `json:"id" required:"false" readOnly:"true" doc:"Identifier (rt_…)."`
	Model           string            `json:"model" minLength:"1" maxLength:"200" doc:"Public model name."`
	Group           string            `json:"group" required:"false" maxLength:"64" doc:"Group it is for; empty for every group."`
	Strategy        string            `json:"strategy" required:"false" enum:"priority,round_robin,weighted,least_latency,cheapest" default:"priority" doc:"How the next target of a tier is chosen. cheapest goes by what the channels charge for a call of this size; those of which that is not known come last."`
	Targets         []RouteTarget     `json:"targets" required:"false" nullable:"false" maxItems:"1000" doc:"Upstreams; empty for the channels that list the model."`
	Affinity        string            `json:"affinity" required:"false" enum:"none,session,prefix" default:"none" doc:"session: calls that name the same session (X-Session-Id, prompt_cache_key, user or metadata.user_id) go to the same target while it is healthy. prefix: so do those that name none and whose prompts begin alike (tools, system, the first message), for the sake of the provider's prompt cache."`
	FallbackModels  []string          `json:"fallback_models" required:"false" nullable:"false" maxItems:"5" doc:"Models that are asked in this order when no target of this one can answer. A model that no channel serves may have them too, and is then an alias."`
	ContinueStreams *bool             `json:"continue_streams" required:"false" default:"true" doc:"When a stream of plain text is cut or falls silent, another target goes on with it where that is possible without a break in the text. Otherwise the client gets an error event."`
	CreatedAt       *time.Time        `json:"created_at" required:"false" readOnly:"true" doc:"When it was made."`
	UpdatedAt       *time.Time        `json:"updated_at" required:"false" readOnly:"true" doc:"When it was last changed."`
}

// RouteTarget is one upstream of a route.
type RouteTarget struct {
	ChannelID     string `json:"channel_id" minLength:"1" maxLength:"200" doc:"The channel."`
	UpstreamModel string `json:"upstream_model" required:"false" maxLength:"200" doc:"Upstream name; empty for the channel's own."`
	Weight        *int   `json:"weight" required:"false" minimum:"0" maximum:"1000000" doc:"Share inside a priority; left out for the channel's own."`
	Priority      *int   `json:"priority" required:"false" minimum:"-1000000" maximum:"1000000" doc:"Higher is tried first; left out for the channel's own."`

	When *RouteCondition `json:"when,omitempty" required:"false" doc:"Calls that the target is for; left out for all."`
}

// RouteCondition says which calls a target is for. What is left out does not matter.
type RouteCondition struct {
	Tools     *bool `json:"tools,omitempty" required:"false" doc:"true: only calls that offer tools; false: only those that do not."`
	Images    *bool `json:"images,omitempty" required:"false" doc:"true: only calls with images; false: only those without."`
	MinTokens int64 `json:"min_tokens,omitempty" required:"false" minimum:"0" maximum:"1000000000" doc:"Only prompts of about that many tokens or more."`
	MaxTokens int64 `json:"max_tokens,omitempty" required:"false" minimum:"0" maximum:"1000000000" doc:"Only prompts of about that many tokens or fewer; 0 for any."`
}

func (s *Server) routeRoutes(r *router) {
	n := &noun[burncloud.ModelRoute, Route]{
		s: s, plural: "routes", name: "route",
		get: func(ctx context.Context, id string) (*burncloud.ModelRoute, error) {
			return s.Routes.Route(ctx, burncloud.RouteID(id))
		},
		list:    s.Routes.Routes,
		save:    s.Routes.SaveRoute,
		remove:  func(ctx context.Context, id string) error { return s.Routes.DeleteRoute(ctx, burncloud.RouteID(id)) },
		show:    each(showRoute),
		read:    s.readRoute,
		id:      func(r *burncloud.ModelRoute) string { return string(r.ID) },
		changed: func(r *burncloud.ModelRoute) time.Time { return r.UpdatedAt },
	}
	n.readRoutes(r)
	n.createRoute(r)
	n.changeRoutes(r)
	n.deleteRoute(r)
	s.decideRoute(r)
}

func showRoute(r *burncloud.ModelRoute) Route {
	targets := make([]RouteTarget, len(r.Targets))
	for i, t := range r.Targets {
		targets[i] = RouteTarget{string(t.ChannelID), string(t.UpstreamModel), t.Weight, t.Priority, (*RouteCondition)(t.When)}
	}
	return Route{
		ID: r.ID, Model: string(r.Model), Group: string(r.Group), Strategy: string(r.Strategy), Targets: targets,
		Affinity: string(cmp.Or(r.Affinity, burncloud.AffinityNone)), FallbackModels: names[string](r.Fallbacks), ContinueStreams: new(!r.LeaveCut),
		CreatedAt: timeOrNil(r.CreatedAt), UpdatedAt: timeOrNil(r.UpdatedAt),
	}
}

func (s *Server) readRoute(_ context.Context, d *Route, old *burncloud.ModelRoute) (*burncloud.ModelRoute, error) {
	var f faults
	now := s.Now().UTC()
	r := &burncloud.ModelRoute{
		ID: burncloud.RouteID(burncloud.NewID("rt", now)), CreatedAt: now, UpdatedAt: now,
		Model: burncloud.ModelName(strings.TrimSpace(d.Model)), Group: burncloud.GroupName(d.Group),
		Strategy: burncloud.Strategy(d.Strategy), Affinity: burncloud.Affinity(d.Affinity), Fallbacks: names[burncloud.ModelName](d.FallbackModels), LeaveCut: !orDefault(d.ContinueStreams, true),
	}
	if old != nil {
		r.ID, r.CreatedAt = old.ID, old.CreatedAt
	}
	if r.Strategy == "" {
		r.Strategy = burncloud.StrategyPriority
	}
	f.name("model", d.Model)
	f.checkNames("fallback_models", d.FallbackModels)
	for i, t := range d.Targets {
		if w := t.When; w != nil && w.MaxTokens > 0 && w.MinTokens > w.MaxTokens {
			f.add(fmt.Sprintf("targets[%d].when.max_tokens", i), "must not be less than min_tokens")
		}
		r.Targets = append(r.Targets, burncloud.RouteTarget{
			ChannelID: burncloud.ChannelID(t.ChannelID), UpstreamModel: burncloud.ModelName(t.UpstreamModel), Weight: t.Weight, Priority: t.Priority,
			When: (*burncloud.Condition)(t.When),
		})
	}
	return r, f.err()
}
