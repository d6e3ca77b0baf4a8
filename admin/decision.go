package admin

import (
	"context"
	"reflect"

	"github.com/burncloud/burncloud"
)

// Decider knows in which order targets would be tried now.
type Decider interface {
	Decide(group burncloud.GroupName, model burncloud.ModelName, of burncloud.Traits) (*burncloud.Decision, error)
}

// DecideCall asks where a call would go.
type DecideCall struct {
	Model string `json:"model" minLength:"1" maxLength:"200" doc:"Public model name."`
	Group string `json:"group" required:"false" maxLength:"64" doc:"Group of the caller; empty for the default group."`

	Tools        bool  `json:"tools" required:"false" doc:"Whether the call offers tools: for targets with conditions."`
	Images       bool  `json:"images" required:"false" doc:"Whether it has images."`
	PromptTokens int64 `json:"prompt_tokens" required:"false" minimum:"0" maximum:"1000000000" doc:"About how long its prompt is."`
}

// Decision is how the targets of a call were chosen, or would be.
type Decision struct {
	Strategy   string      `json:"strategy" doc:"Strategy of the model's route."`
	Sticky     bool        `json:"sticky" doc:"Whether the call's session chose before the strategy did."`
	Total      int         `json:"total" doc:"Targets that were looked at."`
	Candidates []Candidate `json:"candidates" nullable:"false" doc:"The chosen targets in order, then others; at most 16."`
}

// Candidate is one target as the decision saw it.
type Candidate struct {
	Model         string `json:"model" doc:"Public model that it serves: the one asked for, or one that it falls back on."`
	ChannelID     string `json:"channel_id" doc:"The channel."`
	KeyID         string `json:"key_id" doc:"The provider key."`
	UpstreamModel string `json:"upstream_model" doc:"Model as the provider calls it."`
	Order         int    `json:"order" doc:"1 is chosen first; 0 is not chosen."`
	Skipped       string `json:"skipped" doc:"Why it was passed over or given up, empty when it was not."`
}

func (s *Server) decideRoute(r *router) {
	route(r, op{
		pattern: "POST /api/routes/decide", id: "decide-route", summary: "Say in which order a call's targets would be tried now, without a call",
		body: reflect.TypeFor[DecideCall](),
	},
		func(_ context.Context, in *bodyInput) (*output[Decision], error) {
			var d DecideCall
			if err := decode(r, in.RawBody, &d); err != nil {
				return nil, err
			}
			decision, err := s.Decide.Decide(burncloud.GroupName(d.Group), burncloud.ModelName(d.Model),
				burncloud.Traits{Tools: d.Tools, Images: d.Images, Tokens: d.PromptTokens})
			if err != nil {
				return nil, err
			}
			return &output[Decision]{*showDecision(decision)}, nil
		})
}

func showDecision(d *burncloud.Decision) *Decision {
	if d == nil {
		return nil
	}
	out := &Decision{Strategy: string(d.Strategy), Sticky: d.Sticky, Total: d.Total, Candidates: make([]Candidate, len(d.Candidates))}
	for i, c := range d.Candidates {
		out.Candidates[i] = Candidate{string(c.Model), string(c.ChannelID), string(c.KeyID), string(c.UpstreamModel), c.Order, c.Skipped}
	}
	return out
}
