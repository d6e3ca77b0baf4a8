package admin

import (
	"context"

	"github.com/burncloud/burncloud"
)

// MyModel is a model that a user may call, with what it costs this user.
type MyModel struct {
	Model      string        `json:"model" doc:"Name to ask for."`
	Available  bool          `json:"available" doc:"Whether something serves it at the moment; else calls are answered by its fallbacks or refused."`
	Priced     bool          `json:"priced" doc:"Whether it has a price; without one a call costs nothing."`
	Input      string        `json:"input" doc:"Dollars per million prompt tokens."`
	Output     string        `json:"output" doc:"Dollars per million generated tokens."`
	CacheRead  string        `json:"cache_read" doc:"Dollars per million tokens read from the provider's cache."`
	CacheWrite string        `json:"cache_write" doc:"Dollars per million tokens written to the provider's cache."`
	Reasoning  string        `json:"reasoning" doc:"Dollars per million thinking tokens."`
	AudioIn    string        `json:"audio_in" doc:"Dollars per million audio tokens heard."`
	AudioOut   string        `json:"audio_out" doc:"Dollars per million audio tokens spoken."`
	PerCall    string        `json:"per_call" doc:"Dollars per call."`
	Tiers      []MyModelTier `json:"tiers" nullable:"false" doc:"What calls with longer prompts cost, ascending."`
}

// MyModelTier is what a call costs whose prompt is longer than above_tokens.
type MyModelTier struct {
	AboveTokens int64  `json:"above_tokens" doc:"Prompt length, in tokens, above which these prices hold."`
	Input       string `json:"input" doc:"Dollars per million prompt tokens."`
	Output      string `json:"output" doc:"Dollars per million generated tokens."`
}

// MyModels are the models of a user's group.
type MyModels struct {
	Group string    `json:"group" doc:"The group of the user. Tokens may have another."`
	Items []MyModel `json:"items" nullable:"false" doc:"The models, sorted by name."`
}

func (s *Server) myModelRoutes(r *router) {
	route(r, op{pattern: "GET /api/me/models", id: "list-my-models", summary: "List the models that the own group may call, with their prices for it"},
		func(ctx context.Context, _ *nothing) (*output[MyModels], error) {
			user, err := s.Users.User(ctx, callerOf(ctx).userID)
			if err != nil {
				return nil, err
			}
			group, err := s.Groups.Group(ctx, user.Group)
			if err != nil {
				return nil, err
			}
			out := MyModels{Group: string(user.Group), Items: []MyModel{}}
			snap, now := s.Snapshots.Load(), s.Now()
			for _, m := range snap.Models(user.Group) {
				item := showMyModel(m, snap.Price(m, now), group.Multiplier)
				pool := snap.Pool(user.Group, m)
				item.Available = pool != nil && len(pool.Targets) > 0
				out.Items = append(out.Items, item)
			}
			return &output[MyModels]{out}, nil
		})
}

// showMyModel multiplies a price, which may be nil, by the group's factor.
func showMyModel(m burncloud.ModelName, p *burncloud.Price, by burncloud.Factor) MyModel {
	out := MyModel{Model: string(m), Priced: p != nil, Tiers: []MyModelTier{}}
	if p == nil {
		p = &burncloud.Price{}
	}
	r := p.Rates
	out.Input, out.Output = perMillion(r.Input, by), perMillion(r.Output, by)
	out.CacheRead, out.CacheWrite = perMillion(orDefault(r.CacheRead, r.Input), by), perMillion(orDefault(r.CacheWrite, r.Input), by)
	out.AudioIn, out.AudioOut = perMillion(orDefault(r.AudioIn, r.Input), by), perMillion(orDefault(r.AudioOut, r.Output), by)
	out.Reasoning = perMillion(orDefault(r.Reasoning, r.Output), by)
	out.PerCall = costOf(burncloud.Price{PerCall: p.PerCall}, by)
	for _, t := range p.Tiers {
		out.Tiers = append(out.Tiers, MyModelTier{t.AboveTokens, perMillion(t.Rates.Input, by), perMillion(t.Rates.Output, by)})
	}
	return out
}

// perMillion is what a million tokens cost.
func perMillion(r burncloud.Rate, by burncloud.Factor) string {
	return costOf(burncloud.Price{Rates: burncloud.Rates{Input: r}}, by)
}

// costOf is what a call with a million prompt tokens costs; empty when that is out of range.
func costOf(p burncloud.Price, by burncloud.Factor) string {
	cost, err := p.Cost(burncloud.Usage{Input: 1_000_000}, by)
	if err != nil {
		return ""
	}
	return cost.String()
}
