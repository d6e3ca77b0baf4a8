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

// hearEvents reads what is about to be written to a stream. Most streams say what they used at their end, and have not said it
// when they break: so plain text is only remembered, and counted if it comes to that. What cannot be remembered is counted here.
func (c *call) hearEvents(b []byte) {
	if !c.ep.talks() || c.recorded {
		return
	}
	if !c.said.over {
		c.said.flushed()
		return
	}
	if !c.words.counts {
		c.words.begin(c.family())
	}
	c.words.events(b)
}

// heard is how many tokens of the answer the client has, as far as they were listened to.
func (c *call) heard() int64 {
	n := c.words.tokens()
	if c.said.sent > 0 {
		n += c.family().Count(c.said.plain())
	}
	return n
}

// estimate completes the usage of a call that was answered, or in part, with what the gateway counts itself: where the upstream
// said nothing, and where it could not say the last of it because the stream broke. Who said nothing at all, and nothing of
// what that cost, is not charged for.
func (c *call) estimate(whole bool) {
	u := &c.rec.Usage
	if !c.ep.talks() {
		c.guess(whole)
		return
	}
	if c.recorded || !c.tried || whole && !u.IsZero() || !whole && !c.committed {
		return
	}
	vectors := whole && c.ep.embed.decode != nil
	heard := c.heard()
	if heard == 0 && !vectors {
		return
	}
	before := *u
	if u.Prompt() == 0 {
		u.Input, _ = c.countPrompt()
	}
	u.Output += max(0, heard-u.Completion())
	if *u != before {
		c.rec.Flags = append(c.rec.Flags, burncloud.FlagEstimated)
	}
}

// countPrompt counts the request's prompt; by its size where it is neither a conversation nor texts.
func (c *call) countPrompt() (n int64, exact bool) {
	f := c.family()
	if c.ep.embed.decode != nil {
		if c.inputs == nil && c.misread == nil {
			c.inputs, _ = c.ep.embed.decode(c.body.b)
		}
		if c.inputs != nil {
			for _, text := range c.inputs.Inputs {
				n += f.Count(text)
			}
			return n, f.Exact
		}
	} else if c.ep.translatable() {
		if request, err := c.decoded(); err == nil {
			p := f.Prompt(request)
			return p.Tokens, p.Exact
		}
	}
	return promptTokens(c.body.b), false
}
