package gateway

import (
	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/snapshot"
)

// windowOf is the context window of a target in tokens, 0 = unknown.
func windowOf(t *snapshot.Target) int64 { return t.Channel.Options.ContextWindows[t.UpstreamModel] }

// wider chooses a target for a prompt that was too long for another one: one that is known to take more. Where nothing is
// known, one other model is tried, once.
func (c *call) wider(failed *snapshot.Target) *snapshot.Target {
	if !c.plan.MayRetry() {
		return nil
	}
	had := windowOf(failed)
	c.narrow = max(c.narrow, had)
	t := c.plan.NextWhere(burncloud.KindContextTooLong, func(t *snapshot.Target) bool {
		switch has := windowOf(t); {
		case has > 0 && c.narrow > 0:
			return has > c.narrow
		case t.UpstreamModel == failed.UpstreamModel:
			return false
		}
		return !c.guessed
	})
	c.guessed = c.guessed || t != nil && (windowOf(t) == 0 || c.narrow == 0)
	return t
}
