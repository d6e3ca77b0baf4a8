package gateway

import (
	"cmp"

	"github.com/burncloud/burncloud"
)

// Decide tells in which order a call for the model, with those traits, would be given targets now, for a caller of the group ("" = default).
// Nobody is asked.
func (g *Gateway) Decide(group burncloud.GroupName, model burncloud.ModelName, of burncloud.Traits) (*burncloud.Decision, error) {
	s := g.Snapshots.Load()
	if s == nil {
		return nil, &burncloud.Error{Kind: burncloud.KindOverloaded, Message: "the gateway has no configuration yet", RetryAfter: retrySoon}
	}
	pool := s.Pool(cmp.Or(group, burncloud.DefaultGroup), model)
	if pool == nil {
		return nil, &burncloud.Error{Kind: burncloud.KindNotFound, Message: "no channel of the group serves the model " + quote(model)}
	}
	return g.Live.Decide(pool, of), nil
}
