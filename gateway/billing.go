package gateway

import (
	"strconv"
	"time"

	"github.com/burncloud/burncloud"
)

// Balances knows what may be spent.
type Balances interface {
	Balance(id burncloud.UserID) burncloud.Balance
	// Spent is what a token's ended calls cost in the present period of its budget, and held what its running ones may cost.
	Spent(id burncloud.TokenID, period burncloud.Period) (spent, held burncloud.Money)
}

// noLimit is what chat clients are told where nothing limits a token: a hundred million dollars, as is the custom of gateways.
const noLimit burncloud.Money = 100_000_000_000_000_000

// purse is what a token has spent, and may spend still, by its budget and by its user's balance.
type purse struct {
	spent, left burncloud.Money
	limited     bool
}

func (c *call) purse() purse {
	t, u := c.caller.Token, c.caller.User
	period := burncloud.PeriodTotal
	if t.Budget != nil && !t.Unlimited {
		period = t.BudgetPeriod
	}
	spent, held := c.g.Balances.Spent(t.ID, period)
	p := purse{spent: spent, left: noLimit}
	if !u.UnlimitedBalance {
		p.left, p.limited = max(c.g.Balances.Balance(u.ID).Available, 0), true
	}
	if t.Budget != nil && !t.Unlimited {
		p.left, p.limited = min(p.left, max(*t.Budget-spent-held, 0)), true
	}
	return p
}

// limit is what spent is to be measured by.
func (p purse) limit() burncloud.Money {
	if !p.limited {
		return noLimit
	}
	return p.spent + p.left
}

// subscription answers as OpenAI's old billing endpoint did, which chat clients ask for the limit of a key. Numbers are dollars.
func (c *call) subscription() *burncloud.Error {
	if err := c.authenticate(); err != nil {
		return err
	}
	limit := c.purse().limit().String()
	b := []byte(`{"object":"billing_subscription","has_payment_method":true,"canceled":false,"soft_limit_usd":`)
	b = append(append(b, limit...), `,"hard_limit_usd":`...)
	b = append(append(b, limit...), `,"system_hard_limit_usd":`...)
	b = append(append(b, limit...), `,"access_until":`...)
	b = append(strconv.AppendInt(b, max(c.caller.Token.ExpiresAt.Unix(), 0), 10), '}')
	return c.sendWhole(jsonHeader, b)
}

// billed answers as OpenAI's old usage endpoint did, in cents. It is what the limit of subscription is measured by, whatever dates
// are asked for: clients take the one from the other.
func (c *call) billed() *burncloud.Error {
	if err := c.authenticate(); err != nil {
		return err
	}
	const perCent = 10_000_000
	spent := int64(c.purse().spent)
	b := strconv.AppendInt([]byte(`{"object":"list","daily_costs":[],"total_usage":`), spent/perCent, 10)
	b = append(b, '.')
	b = append(b, strconv.FormatInt(perCent+spent%perCent, 10)[1:]...)
	return c.sendWhole(jsonHeader, append(b, '}'))
}

// budgeted says what the token has and has used, exactly: amounts are decimal strings in dollars.
func (c *call) budgeted() *burncloud.Error {
	if err := c.authenticate(); err != nil {
		return err
	}
	t, u := c.caller.Token, c.caller.User
	balance, p := c.g.Balances.Balance(u.ID), c.purse()
	b := append([]byte(`{"object":"usage","currency":"USD","spent":"`), p.spent.String()...)
	b = appendAmount(append(b, `","remaining":`...), p.left, p.limited)
	b = appendAmount(append(b, `,"balance":`...), balance.Available, !u.UnlimitedBalance)
	b = append(append(b, `,"held":"`...), balance.Held.String()...)
	b = append(b, `","budget":`...)
	if t.Budget != nil && !t.Unlimited {
		b = appendAmount(b, *t.Budget, true)
		b = append(append(append(b, `,"budget_period":"`...), t.BudgetPeriod...), '"')
	} else {
		b = append(b, `null,"budget_period":null`...)
	}
	b = append(b, `,"expires_at":`...)
	if t.ExpiresAt.IsZero() {
		b = append(b, "null"...)
	} else {
		b = append(t.ExpiresAt.UTC().AppendFormat(append(b, '"'), time.RFC3339), '"')
	}
	return c.sendWhole(jsonHeader, append(b, '}'))
}

// appendAmount writes a decimal string, or null where there is no such bound.
func appendAmount(b []byte, m burncloud.Money, bound bool) []byte {
	if !bound {
		return append(b, "null"...)
	}
	return append(append(append(b, '"'), m.String()...), '"')
}
