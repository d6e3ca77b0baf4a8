package admin

import (
	"cmp"
	"context"
	"slices"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/snapshot"
)

// Decider knows in which order targets would be tried now.
type Decider interface {
	Decide(q *burncloud.Question) (*burncloud.Decision, error)
}

// DecideCall asks where a call would go.
type DecideCall struct {
	Model   string `json:"model" minLength:"1" maxLength:"200" doc:"Public model name."`
	Group   string `json:"group" required:"false" maxLength:"64" doc:"Group of the caller; empty for the default group, or for the token's."`
	TokenID string `json:"token_id" required:"false" maxLength:"200" doc:"A token that the call would be made with, for its group and for what it may do."`

	Tools        bool  `json:"tools" required:"false" doc:"Whether the call offers tools: for targets with conditions."`
	Images       bool  `json:"images" required:"false" doc:"Whether it has images."`
	PromptTokens int64 `json:"prompt_tokens" required:"false" minimum:"0" maximum:"1000000000" doc:"About how long its prompt is."`

	Dead  []string `json:"dead" required:"false" nullable:"false" maxItems:"1000" doc:"Channels that are taken for dead."`
	Times int      `json:"times" required:"false" minimum:"0" maximum:"10000" doc:"For how many calls, one after the other, the first target is chosen, to see how they spread."`
}

// RouteDecision is how a call's targets would be chosen.
type RouteDecision struct {
	Group      string           `json:"group" doc:"Group of the caller."`
	Strategy   string           `json:"strategy" doc:"Strategy of the model's route."`
	Sticky     bool             `json:"sticky" doc:"Whether a session chose before the strategy did: never, since the question names none."`
	Total      int              `json:"total" doc:"Targets that were looked at."`
	Refused    string           `json:"refused" enum:",disabled,expired,model" doc:"Why the token's call would be refused before: it is disabled or expired, or may not use the model. Empty when it would not be, or without a token."`
	Candidates []RouteCandidate `json:"candidates" nullable:"false" doc:"The chosen targets in order, then others; at most 16."`
	LeftOut    []LeftOut        `json:"left_out" nullable:"false" doc:"Channels that list the model, or that its route names, and cannot be chosen."`
	Spread     []RouteShare     `json:"spread" nullable:"false" doc:"Where times calls would go at first; empty when none were asked for."`
	Unserved   int              `json:"unserved" doc:"How many of them nothing would serve."`
}

// RouteCandidate is one target with the verdict on it.
type RouteCandidate struct {
	Candidate
	Verdict  string `json:"verdict" enum:"taken,next,spare,dead,supposed,condition,unfit,failed" doc:"taken: it is asked first; next: when those before it have failed; spare: it is not needed; dead: it is out of service; supposed: it is taken for dead; condition: it is not for calls like this."`
	Why      string `json:"why" doc:"What is behind the verdict in words, such as the failure that it is dead for."`
	Priority int    `json:"priority" doc:"Higher is tried first."`
	Weight   int    `json:"weight" doc:"Share inside a priority."`
}

// LeftOut is a channel that cannot be chosen.
type LeftOut struct {
	ChannelID string `json:"channel_id" doc:"The channel."`
	Reason    string `json:"reason" enum:"disabled,group,route,keys" doc:"disabled: it is switched off; group: it is not for the caller's group; route: the route names its targets, and it is not one; keys: all its keys are disabled."`
	Why       string `json:"why" doc:"What is behind the reason in words, such as why its keys are disabled; mostly empty."`
}

// RouteShare is how often a target would be asked first.
type RouteShare struct {
	Model         string `json:"model" doc:"Public model that it serves: the one asked for, or one that it falls back on."`
	ChannelID     string `json:"channel_id" doc:"The channel."`
	UpstreamModel string `json:"upstream_model" doc:"Model as the provider calls it."`
	Priority      int    `json:"priority" doc:"Higher is tried first."`
	Weight        int    `json:"weight" doc:"Share inside a priority, of all its keys together."`
	Times         int    `json:"times" doc:"How many of the calls."`
}

func (s *Server) decideRoute(r *router) {
	taking(r, op{
		pattern: "POST /api/routes/decide", id: "decide-route", summary: "Say in which order a call's targets would be tried now, and why not the others, without a call",
	}, func(ctx context.Context, d *DecideCall) (*output[RouteDecision], error) {
		out, err := s.decide(ctx, d)
		if err != nil {
			return nil, err
		}
		return &output[RouteDecision]{*out}, nil
	})
}

func (s *Server) decide(ctx context.Context, d *DecideCall) (*RouteDecision, error) {
	group, refused, err := s.decideAs(ctx, d)
	if err != nil {
		return nil, err
	}
	q := burncloud.Question{
		Group: group, Model: burncloud.ModelName(d.Model), Dead: names[burncloud.ChannelID](d.Dead), Times: d.Times,
		Traits: burncloud.Traits{Tools: d.Tools, Images: d.Images, Tokens: d.PromptTokens},
	}
	out := &RouteDecision{Group: string(group), Refused: refused, LeftOut: leftOut(s.Snapshots.Load(), &q), Candidates: []RouteCandidate{}, Spread: []RouteShare{}, Unserved: d.Times}
	decision, err := s.Decide.Decide(&q)
	if isNotFound(err) && len(out.LeftOut) > 0 {
		return out, nil // nothing serves it, and it is known why
	}
	if err != nil {
		return nil, err
	}
	out.Strategy, out.Total = string(decision.Strategy), decision.Total
	for i := range decision.Candidates {
		out.Candidates = append(out.Candidates, s.showRouteCandidate(&decision.Candidates[i]))
	}
	for _, x := range decision.Spread {
		out.Spread = append(out.Spread, RouteShare{string(x.Model), string(x.ChannelID), string(x.UpstreamModel), x.Priority, x.Weight, x.Times})
		out.Unserved -= x.Times
	}
	return out, nil
}

// decideAs is the group that the call would be made in, and why its token would be refused.
func (s *Server) decideAs(ctx context.Context, d *DecideCall) (group burncloud.GroupName, refused string, err error) {
	group = burncloud.GroupName(d.Group)
	if d.TokenID == "" {
		return cmp.Or(group, burncloud.DefaultGroup), "", nil
	}
	var f faults
	t, err := s.Tokens.Token(ctx, burncloud.TokenID(d.TokenID))
	if err := f.found("token_id", "no such token", err); err != nil {
		return "", "", err
	}
	if err := f.err(); err != nil {
		return "", "", err
	}
	u, err := s.Users.User(ctx, t.UserID)
	if err != nil {
		return "", "", err
	}
	switch {
	case !t.Enabled || !u.Enabled:
		refused = "disabled"
	case t.Expired(s.Now()):
		refused = "expired"
	case !t.Allows(burncloud.ModelName(d.Model)):
		refused = "model"
	}
	return cmp.Or(group, t.Group, u.Group, burncloud.DefaultGroup), refused, nil
}

// verdicts are what the API calls the causes.
var verdicts = map[burncloud.Cause]string{
	burncloud.CauseDead: "dead", burncloud.CauseSupposed: "supposed", burncloud.CauseCondition: "condition",
	burncloud.CauseUnfit: "unfit", burncloud.CauseFailed: "failed",
}

func (s *Server) showRouteCandidate(c *burncloud.Candidate) RouteCandidate {
	out := RouteCandidate{Candidate: showCandidate(c), Verdict: cmp.Or(verdicts[c.Cause], "spare"), Why: c.Skipped, Priority: c.Priority, Weight: c.Weight}
	switch {
	case c.Order == 1:
		out.Verdict, out.Why = "taken", ""
	case c.Order > 1:
		out.Verdict, out.Why = "next", ""
	case c.Cause == burncloud.CauseDead && s.Health != nil:
		for _, t := range s.Health.Targets(c.ChannelID) {
			if t.Key == c.KeyID && t.Model == c.UpstreamModel {
				out.Why = cmp.Or(t.Reason, t.LastError)
			}
		}
	}
	return out
}

// leftOut are the channels that list the model or are named by its route, and are not in its pool.
func leftOut(snap *snapshot.Snapshot, q *burncloud.Question) []LeftOut {
	in, named := map[burncloud.ChannelID]bool{}, map[burncloud.ChannelID]bool{}
	if pool := snap.Pool(q.Group, q.Model); pool != nil {
		for i := range pool.Targets {
			in[pool.Targets[i].Channel.ID] = true
		}
		if pool.Route != nil {
			for _, t := range pool.Route.Targets {
				named[t.ChannelID] = true
			}
		}
	}
	out := []LeftOut{}
	for c := range snap.Channels() {
		if in[c.ID] || !named[c.ID] && !slices.Contains(c.Models, q.Model) {
			continue
		}
		x := LeftOut{ChannelID: string(c.ID)}
		switch {
		case !c.Enabled:
			x.Reason = "disabled"
		case !slices.Contains(c.Groups, q.Group):
			x.Reason = "group"
		case len(named) > 0 && !named[c.ID]:
			x.Reason = "route"
		default:
			x.Reason = "keys"
			for _, k := range c.Keys {
				x.Why = cmp.Or(x.Why, k.Reason)
			}
		}
		out = append(out, x)
	}
	slices.SortFunc(out, func(a, b LeftOut) int { return cmp.Compare(a.ChannelID, b.ChannelID) })
	return out
}
