package gateway

import (
	"cmp"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/route"
	"github.com/burncloud/burncloud/snapshot"
)

// retrySoon is the Retry-After of refusals whose end is not known.
const retrySoon = time.Second

// relayed serves a call that goes to an upstream: as it is where the upstream speaks the client's dialect, else translated.
func (c *call) relayed() *burncloud.Error {
	if err := c.authenticate(); err != nil {
		return err
	}
	c.startTape()
	if err := c.readBody(); err != nil {
		return err
	}
	c.tape.asked(c.r, c.body.b)
	relay, err := c.ep.peek(c)
	if err != nil {
		return burncloud.AsError(err)
	}
	c.relay = relay
	head := relay.Head()
	c.rec.Model, c.rec.Stream = head.Model, head.Stream
	pool, refused := c.admit(head.Model)
	if refused != nil {
		return refused
	}
	if done, refused := c.repeated(); done || refused != nil {
		return refused
	}
	return c.dispatch(pool)
}

// admit finds the pool that serves the model to this caller.
func (c *call) admit(model burncloud.ModelName) (*snapshot.Pool, *burncloud.Error) {
	if !c.caller.Token.Allows(model) {
		return nil, &burncloud.Error{Kind: burncloud.KindForbidden, Message: "this token may not use the model " + quote(model), Param: "model", Code: "model_not_allowed"}
	}
	pool := c.view.Pool(c.caller.Group, model)
	if pool == nil && !c.view.lists(c.caller.Group, model) {
		return nil, &burncloud.Error{Kind: burncloud.KindModelNotFound, Message: "the model " + quote(model) + " does not exist or you do not have access to it", Param: "model"}
	}
	if pool == nil || len(pool.Targets) == 0 && len(pool.Fallback) == 0 {
		return nil, &burncloud.Error{Kind: burncloud.KindNoChannel, Message: "no channel serves the model " + quote(model) + " at the moment", RetryAfter: retrySoon}
	}
	return c.pinned(pool)
}

func quote(m burncloud.ModelName) string { return "`" + clip(string(m), 200) + "`" }

// dispatch tries targets until one answers, an error is final, or the attempts or the pool's retries are used up.
func (c *call) dispatch(pool *snapshot.Pool) *burncloud.Error {
	if err := c.unpriced(pool); err != nil {
		return err
	}
	if err := c.enter(); err != nil {
		return err
	}
	c.planFor(pool)
	defer c.plan.Done()
	var last *burncloud.Error
	var full spill
	target := c.plan.Next()
	for c.left = c.view.Settings().MaxAttempts; c.left > 0; {
		if target == nil && (last == nil || c.plan.MayRetry()) {
			target = c.queued(pool, &full)
		}
		if target == nil {
			break
		}
		c.using = target
		out, unfit := c.ready(target)
		if unfit != nil {
			c.slot.Cancel()
			c.pass(target, unfitKind(unfit)) // nobody's fault, and no attempt
			if c.unheld(unfit) {
				return unfit
			}
			last = cmp.Or(last, unfit)
			target = c.next()
			continue
		}
		if limited := c.occupy(target, &full); limited != "" {
			c.pass(target, limited)
			target = c.next()
			continue
		}
		err := c.try(target, out)
		if err == nil {
			return nil
		}
		if c.committed && (c.broken == nil || c.recorded) || !c.committed && c.final(err) {
			return err
		}
		if target, last = c.after(target, out, err, last); target == nil && c.broken != nil {
			break
		}
	}
	return c.exhausted(pool, last, &full)
}

// planFor begins the plan of the call, and tells it what it has to know of the call.
func (c *call) planFor(pool *snapshot.Pool) {
	c.plan = c.g.Live.Plan(pool)
	c.plan.Session, c.plan.Whole = c.session(pool), !c.rec.Stream
	c.remember = c.remembers(pool)
	if pool.Conditional {
		c.plan.Traits = c.traits()
	}
	c.appraise(pool)
}

// ready holds what the call may cost at the target, and makes it ready to be sent there.
func (c *call) ready(t *snapshot.Target) (*outgoing, *burncloud.Error) {
	if short := c.pay(t); short != nil {
		return nil, short
	}
	return c.fit(t)
}

// unheld reports whether the call cannot be made because nothing could be held for it.
func (c *call) unheld(err *burncloud.Error) bool {
	return c.bill.hold == nil && (broke(err) || err.Kind == burncloud.KindOverloaded)
}

// unfitKind is why a target is passed over that was not asked.
func unfitKind(err *burncloud.Error) burncloud.Kind {
	if broke(err) {
		return burncloud.KindNoFunds
	}
	return burncloud.KindUnsupported
}

// next is the next target, after one that was passed over.
func (c *call) next() *snapshot.Target {
	if c.broken != nil {
		return c.plan.NextOfModel()
	}
	return c.plan.Next()
}

// final reports whether nothing is to be tried after the error.
func (c *call) final(err *burncloud.Error) bool { return afterFailure[err.Kind] == final }

// after chooses the target after an attempt that failed, and the error that the client gets if there is none.
func (c *call) after(failed *snapshot.Target, out *outgoing, err, last *burncloud.Error) (*snapshot.Target, *burncloud.Error) {
	switch {
	case c.broken != nil:
		return c.goingOn(failed, err), err
	case c.gone():
		return nil, err
	case out.optional && err.Kind == burncloud.KindUpstreamMissing:
		c.g.absent.add(failed, out.wire, c.start)
		return c.plan.Next(), cmp.Or(last, err) // the same upstream is asked again, in its main dialect
	}
	if err.Kind == burncloud.KindContextTooLong && c.tooLong == nil {
		c.tooLong = err
	}
	if c.left--; c.left == 0 {
		return nil, err
	}
	if afterFailure[err.Kind] == widen {
		return c.wider(failed), err
	}
	return c.following(failed, err), err
}

// pass gives a target back that was not asked, and does not come back to it.
func (c *call) pass(t *snapshot.Target, why burncloud.Kind) {
	c.done().Release(t)
	c.plan.Exclude(t, why)
}

// exhausted is the answer when no target is left to try.
func (c *call) exhausted(pool *snapshot.Pool, last *burncloud.Error, full *spill) *burncloud.Error {
	switch {
	case c.broken != nil:
		return c.giveUp()
	case c.gone():
		return c.leftEarly(nil)
	case c.r.Context().Err() != nil:
		return ShuttingDown()
	case full.any && !c.tried:
		return c.full(full, pool.Model)
	case c.tooLong != nil:
		return c.tooLong
	case last != nil:
		return last
	case c.plan.Unfit():
		return &burncloud.Error{Kind: burncloud.KindBadRequest, Message: "no target of the model " + quote(pool.Model) + " is for calls like this: its tools, its images or its length", Param: "model"}
	}
	return &burncloud.Error{
		Kind: burncloud.KindNoChannel, RetryAfter: c.plan.RetryAfter(),
		Message: "every channel of the model " + quote(pool.Model) + " is out of service at the moment",
	}
}

// done ends the use of the present target: its outcome is about to be reported.
func (c *call) done() *route.Live {
	c.using = nil
	return c.g.Live
}

// try makes one attempt and books its outcome on the call and on the target's health.
func (c *call) try(t *snapshot.Target, out *outgoing) *burncloud.Error {
	began, before := c.g.Now(), originOf(&c.rec)
	if c.broken == nil {
		before = origin{}
		c.said.begin(c.remember || c.bill.most.open, out.back == nil)
	}
	c.rec.ChannelID, c.rec.KeyID, c.rec.UpstreamModel = t.Channel.ID, t.Key.ID, t.UpstreamModel
	c.lost = out.losses
	c.rec.UpstreamDialect, c.rec.Losses = out.wire, lossWords(out.losses)
	c.rec.Usage, c.rec.RawUsage = burncloud.Usage{}, ""
	c.rec.Attempts = append(c.rec.Attempts, burncloud.Attempt{ChannelID: t.Channel.ID, KeyID: t.Key.ID, UpstreamModel: t.UpstreamModel})
	a := &attempt{call: c, target: t, up: out.up, out: out, entry: &c.rec.Attempts[len(c.rec.Attempts)-1], began: began}
	c.trying, c.tried = a, true
	err := a.run()
	c.slot.Release(c.used(err == nil))
	if c.trying != nil {
		a.settle(c.g.Now(), err)
	}
	if err != nil && before.channel != "" {
		before.restore(&c.rec)
	}
	switch {
	case err == nil && c.disputed:
		c.done().Fail(t, impossibleUse())
	case err == nil:
		c.done().Succeed(t, a.answered)
		c.g.Live.Cool(t, a.spent)
	case out.optional && err.Kind == burncloud.KindUpstreamMissing:
		c.done().Release(t) // it will be asked in its main dialect
	case blames(err):
		c.done().Fail(t, err)
	default:
		c.done().Release(t)
	}
	return err
}

// lossWords are the losses as the log keeps them.
func lossWords(losses []llm.Loss) []string {
	var words []string
	for _, x := range losses {
		words = append(words, clip(x.Field+": "+x.Why, maxLoggedText))
	}
	return words
}
