package gateway

import (
	"cmp"

	"github.com/burncloud/burncloud"
)

// Decide tells in which order a call would be given targets now. Nobody is asked.
func (g *Gateway) Decide(q *burncloud.Question) (*burncloud.Decision, error) {
	s := g.Snapshots.Load()
	if s == nil {
		return nil, &burncloud.Error{Kind: burncloud.KindOverloaded, Message: "the gateway has no configuration yet", RetryAfter: retrySoon}
	}
	pool := s.Pool(cmp.Or(q.Group, burncloud.DefaultGroup), q.Model)
	if pool == nil {
		return nil, &burncloud.Error{Kind: burncloud.KindNotFound, Message: "no channel of the group serves the model " + quote(q.Model)}
	}
	return g.Live.Decide(pool, q), nil
}
