package gateway

import (
	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/tokenizer"
	"github.com/burncloud/burncloud/upstream"
)

// family is that of the model that answers, or that would: the first of the pool.
func (c *call) family() *tokenizer.Family {
	if c.rec.UpstreamModel != "" {
		return tokenizer.For(c.rec.UpstreamModel, c.rec.UpstreamDialect)
	}
	if pool := c.view.Pool(c.caller.Group, c.rec.Model); pool != nil && len(pool.Targets) > 0 {
		t := &pool.Targets[0]
		if up := c.view.upstreams[t.Channel.ID]; up != nil {
			wire, _, _ := up.WireFor(upstream.Generate, t.UpstreamModel, "")
			return tokenizer.For(t.UpstreamModel, wire)
		}
	}
	return tokenizer.For(c.rec.Model, c.rec.Dialect)
}

// talks reports whether the endpoint's answers are texts, or vectors of texts, whose tokens can be counted here.
func (e *endpoint) talks() bool {
	switch e.op {
	case upstream.Generate, upstream.Complete, upstream.Embed, upstream.EmbedOne:
		return true
	}
	return false
}

// hear reads a whole answer whose upstream did not say what it used.
func (c *call) hear(body []byte) {
	if c.tried && c.rec.Usage.IsZero() && c.ep.talks() && c.ep.embed.decode == nil {
		c.words.begin(c.family())
		c.words.answer(body)
	}
}

// estimate completes the usage of a call that was answered, or in part, with what the gateway counts itself: where the upstream
// said nothing, and where it could not say the last of it because the stream broke.
func (c *call) estimate(whole bool) {
	u := &c.rec.Usage
	if c.recorded || !c.words.counts || whole && !u.IsZero() || !whole && !c.committed {
		return
	}
	before := *u
	if u.Prompt() == 0 {
		u.Input = c.countPrompt()
	}
	if heard := c.words.tokens(); heard > u.Completion() {
		u.Output += heard - u.Completion()
	}
	if *u != before {
		c.rec.Flags = append(c.rec.Flags, burncloud.FlagEstimated)
	}
}

// countPrompt counts the request's prompt; by its size where it is no conversation.
func (c *call) countPrompt() int64 {
	if c.ep.translatable() && c.ep.embed.decode == nil {
		if request, err := c.decoded(); err == nil {
			return c.family().Prompt(request).Tokens
		}
	}
	return promptTokens(c.body.b)
}
