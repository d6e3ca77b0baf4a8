package gateway

import (
	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/snapshot"
	"github.com/burncloud/burncloud/upstream"
)

// unpriced refuses a call that nobody would pay for: the model has no price, nor, where no channel serves it, any of its
// fallback models.
func (c *call) unpriced(pool *snapshot.Pool) *burncloud.Error {
	if c.view.Settings().AllowUnpriced || c.ep.op == upstream.CountTokens || len(pool.Targets) > 0 && !c.noPrice(pool) {
		return nil
	}
	for _, p := range pool.Fallback {
		if len(pool.Targets) == 0 && !c.noPrice(p) {
			return nil
		}
	}
	return &burncloud.Error{Kind: burncloud.KindUnpriced, Param: "model", Message: "no price is set for the model " + quote(pool.Model) + ": calls to it are refused until it has one or is marked free"}
}

// noPrice reports whether calls that the pool serves could not be charged.
func (c *call) noPrice(pool *snapshot.Pool) bool { return c.view.Price(pool.Model, c.start) == nil }

// appraise tells the plan what money has to do with its choice: models without a price are not fallen back on, and the
// cheapest target is that for a call of this size.
func (c *call) appraise(pool *snapshot.Pool) {
	if !c.view.Settings().AllowUnpriced && c.ep.op != upstream.CountTokens {
		c.plan.Without(c.noPrice)
	}
	c.plan.At = c.start
	if pool.Strategy == burncloud.StrategyCheapest && c.body != nil {
		c.plan.Likely = burncloud.Usage{Input: promptTokens(c.body.b), Output: answerTokens(c.body.b)}
	}
}

// price puts the cost of what was counted on the record, by the price in force when the call arrived. A
// fallback model has its own price.
func (c *call) price(answered bool) {
	if c.caller == nil || len(c.rec.Attempts) == 0 {
		return
	}
	model := c.rec.Model
	if c.plan.FellBack() {
		model = c.plan.Model()
	}
	p := c.view.Price(model, c.start)
	if cost, ok := c.charge(p, c.rec.Usage, c.caller.Multiplier, answered); ok {
		c.rec.PriceID, c.rec.Cost, c.rec.Multiplier = p.ID, &cost, &c.caller.Multiplier
	}
}

// purchase puts what the channels charge on the record, each by its own price or its provider's: of an answer that several
// attempts made, each is paid for what it made.
func (c *call) purchase(answered bool) {
	var sum burncloud.Money
	for i := range c.rec.Attempts {
		a, last := &c.rec.Attempts[i], i == len(c.rec.Attempts)-1
		used := a.Usage
		if last && c.broken == nil && !c.rec.Usage.IsZero() {
			used = c.rec.Usage // with what is not counted in tokens
		}
		p := c.view.Purchase(a.ChannelID, a.UpstreamModel, c.start)
		if cost, ok := c.charge(p, used, burncloud.One, answered && last); ok {
			sum += cost
			a.PurchaseCost, c.rec.PurchaseCost, c.rec.PurchasePriceID = &cost, &sum, p.ID
		}
	}
}

// givenUp notes what an attempt that took too long has used: where its provider makes and bills the answer all the same, its prompt at
// least. The customer does not pay for it.
func (a *attempt) givenUp(kind burncloud.Kind) {
	if kind == burncloud.KindUpstreamTimeout && a.entry.Usage.IsZero() && a.call.ep.talks() && a.up.BillsOn(a.call.rec.Stream) {
		a.entry.Usage.Input, _ = a.call.countPrompt()
	}
}

// charge works out what a price asks for what was used. Where nothing was counted, an answer still costs what the price asks
// for a call; there is no cost otherwise.
func (c *call) charge(p *burncloud.Price, used burncloud.Usage, times burncloud.Factor, answered bool) (burncloud.Money, bool) {
	if p == nil || used.IsZero() && (!answered || p.PerCall == 0 && !p.Free) {
		return 0, false
	}
	cost, err := p.Cost(used, times)
	if err != nil {
		c.g.Logger.Error("cost could not be computed", "request_id", c.rec.RequestID, "price", p.ID, "error", err)
		return 0, false
	}
	return cost, true
}
