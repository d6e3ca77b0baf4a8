package gateway

import (
	"context"
	"errors"
	"math"
	"sort"
	"strconv"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/ledger"
	"github.com/burncloud/burncloud/snapshot"
)

// Books holds what calls may cost before they run, as ledger.Ledger does.
type Books interface {
	Hold(*ledger.Request) (*ledger.Hold, error)
	Affordable(*ledger.Request) burncloud.Money
}

// clampedHeader tells the client how many tokens of an answer its balance allowed.
const clampedHeader = "X-Burncloud-Clamped"

// Bounds of holds.
const (
	holdLife    = 2 * time.Hour  // beyond the time that its attempts may take
	sessionLife = 24 * time.Hour // of a WebSocket's, which is renewed
	leastAnswer = 16             // tokens; an answer that may not be longer is not worth its prompt
)

// bill is what a call may cost, and what is held of it.
type bill struct {
	hold    *ledger.Hold     // nil = nothing is held
	price   *burncloud.Price // of the model about to be asked
	most    bound
	plain   bool  // most is of text that no provider caches
	clamp   int64 // tokens of an answer that the balance allows; 0 = what was asked for
	durable bool  // the hold is
	marks   marks
}

// pay holds what the call may cost before its next target is asked. One hold serves all attempts: a fallback model that costs more
// adds to it. What is free, or has no price, holds nothing.
func (c *call) pay(t *snapshot.Target) *burncloud.Error {
	if c.g.Books == nil || !c.ep.logged || c.broken != nil {
		return nil
	}
	p := c.view.Price(c.plan.Model(), c.start)
	if p != c.bill.price && p != nil && !p.Free {
		if err := c.reserve(p, t); err != nil {
			return err
		}
	}
	c.bill.price = p
	return nil
}

// reserve holds the most that the call can cost by a price.
func (c *call) reserve(p *burncloud.Price, t *snapshot.Target) *burncloud.Error {
	b := &c.bill
	if b.hold != nil {
		more := c.atMost(p, &b.most) - b.hold.Held()
		if more <= 0 {
			return nil
		}
		return asRefusal(b.hold.Extend(more, time.Time{}))
	}
	r := c.asking(p, t)
	c.bound(&b.most)
	r.Amount = c.atMost(p, &b.most)
	hold, err := c.g.Books.Hold(&r)
	if broke(err) && c.countBound(&b.most) {
		b.plain = c.plainText()
		r.Amount = c.atMost(p, &b.most)
		hold, err = c.g.Books.Hold(&r)
	}
	if broke(err) && b.most.clampable {
		hold, err = c.squeeze(p, &r, err)
	}
	b.hold = hold
	return asRefusal(err)
}

// asking is what to ask the books for.
func (c *call) asking(p *burncloud.Price, t *snapshot.Target) ledger.Request {
	token := c.caller.Token
	r := ledger.Request{
		Call: c.rec.RequestID, User: c.caller.User.ID, Token: token.ID, Time: c.start, Unlimited: c.caller.User.UnlimitedBalance,
		Price: p.ID, Factor: c.caller.Multiplier, Model: c.rec.Model, Group: c.caller.Group, Endpoint: c.ep.name,
	}
	if !token.Unlimited {
		r.Budget, r.Period = token.Budget, token.BudgetPeriod
	}
	life := sessionLife
	if c.body != nil {
		attempt := max(totalDefault, t.Channel.Options.Timeouts.Total)
		life = holdLife + time.Duration(c.view.Settings().MaxAttempts)*attempt
	}
	r.Deadline = c.start.Add(life)
	return r
}

// squeeze holds what there is for a shorter answer, where the client did not say how long it has to be.
func (c *call) squeeze(p *burncloud.Price, r *ledger.Request, refused error) (*ledger.Hold, error) {
	b := &c.bill
	for range 3 { // others may take what was seen
		has := c.g.Books.Affordable(r)
		whole := b.most.answer
		most := whole / b.most.choices
		least := sort.Search(int(most), func(i int) bool { // the first answer that is too long
			b.most.answer = int64(i+1) * b.most.choices
			return c.atMost(p, &b.most) > has
		})
		if int64(least) < leastAnswer {
			b.most.answer = whole
			return nil, refused
		}
		b.most.answer = int64(least) * b.most.choices
		r.Amount = c.atMost(p, &b.most)
		hold, err := c.g.Books.Hold(r)
		if err == nil {
			b.clamp = int64(least)
			b.most.open = false
			c.flag(burncloud.FlagClamped)
			c.w.Header()[clampedHeader] = []string{strconv.FormatInt(b.clamp, 10)}
			return hold, nil
		}
		if !broke(err) {
			return nil, err
		}
		refused = err
	}
	return nil, refused
}

// atMost is the most that a call within the bound costs.
func (c *call) atMost(p *burncloud.Price, b *bound) burncloud.Money {
	u := p.Dearest(b.prompt, b.answer, c.bill.plain).Plus(b.units)
	if u.Images > 0 {
		made := picture{b.units.ImageSize, b.units.ImageQuality}.or(c.plainPicture())
		u.ImageSize, u.ImageQuality = made.size, made.quality
	}
	cost, err := p.Cost(u, c.caller.Multiplier)
	if err != nil {
		return math.MaxInt64
	}
	return cost
}

// gate returns when the hold is as durable as it gets. Nothing of a success may be sent before.
func (c *call) gate() *burncloud.Error {
	if c.bill.hold == nil || c.bill.durable {
		return nil
	}
	began := c.g.Now()
	err := c.bill.hold.Wait(context.WithoutCancel(c.r.Context()))
	c.waited += c.g.Now().Sub(began)
	c.bill.durable = err == nil
	return asRefusal(err)
}

// settle ends the hold with what the call costs, and records it. Where nothing was held it is only recorded. An error means that
// the end of the answer must not be sent.
func (c *call) settle(delivered bool) *burncloud.Error {
	hold := c.bill.hold
	if hold == nil {
		if err := c.g.Log.Record(&c.rec); err != nil {
			c.g.Logger.Error("call could not be recorded", "request_id", c.rec.RequestID, "error", err)
		}
		return nil
	}
	var err error
	switch {
	case delivered && c.disputed:
		c.rec.PriceID, c.rec.Multiplier = c.bill.price.ID, &c.caller.Multiplier
		err = hold.Settle(&c.rec, hold.Held())
	case delivered && c.rec.Cost != nil:
		if *c.rec.Cost > hold.Held() {
			c.flag(burncloud.FlagOverage)
		}
		err = hold.Settle(&c.rec, *c.rec.Cost)
	default:
		c.rec.Multiplier, c.rec.PriceID = nil, ""
		err = hold.Void(&c.rec)
	}
	if err == nil {
		return nil
	}
	c.g.Logger.Error("call could not be settled", "request_id", c.rec.RequestID, "error", err)
	if errors.Is(err, ledger.ErrEnded) {
		return nil // it was settled when its time was over
	}
	return asRefusal(err)
}

// broke reports whether there is not enough money.
func broke(err error) bool {
	return err != nil && burncloud.AsError(err).Kind == burncloud.KindNoFunds
}

func asRefusal(err error) *burncloud.Error {
	if err == nil {
		return nil
	}
	e := burncloud.AsError(err)
	if e.Kind == burncloud.KindOverloaded && e.RetryAfter == 0 {
		again := *e
		again.RetryAfter = retrySoon
		return &again
	}
	return e
}
