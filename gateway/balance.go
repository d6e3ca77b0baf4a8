package gateway

import (
	"context"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/upstream"
)

// UpstreamBalance asks the channel's provider for the balance of the account that a key belongs to; "" takes the key that a test takes.
// KindUnsupported means that the provider has no place to ask at.
func (g *Gateway) UpstreamBalance(ctx context.Context, id burncloud.ChannelID, key burncloud.KeyID) (burncloud.UpstreamBalance, error) {
	p, err := g.probe(id)
	if err == nil {
		err = p.take(key)
	}
	if err != nil {
		return burncloud.UpstreamBalance{}, err
	}
	questions := p.up.Balances()
	wire, _, ok := p.up.WireFor(upstream.Models, "", "")
	if !ok || len(questions) == 0 {
		return burncloud.UpstreamBalance{}, &burncloud.Error{Kind: burncloud.KindUnsupported, Message: p.up.Provider.Title + " tells no balance to a program"}
	}
	ctx, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	var refusal *burncloud.Error
	for i := range questions {
		amounts, e := p.balance(ctx, &questions[i], wire)
		if e == nil {
			return burncloud.UpstreamBalance{Key: p.keyID, Time: g.Now().UTC(), Amounts: amounts, OfKey: questions[i].OfKey}, nil
		}
		refusal = e
		if e.Kind != burncloud.KindUpstreamAuth && e.Kind != burncloud.KindUpstreamMissing {
			break
		}
	}
	return burncloud.UpstreamBalance{}, refusal
}

func (p *probe) balance(ctx context.Context, q *upstream.Balance, wire burncloud.Dialect) ([]burncloud.CurrencyAmount, *burncloud.Error) {
	resp, e := p.sendTo(ctx, upstream.Ask{Operation: upstream.Models, Wire: wire}, q.At)
	if e != nil {
		return nil, e
	}
	defer resp.Body.Close()
	body, err := readUpTo(resp.Body, nil, maxErrorBody)
	if err != nil {
		return nil, &burncloud.Error{Kind: burncloud.KindUpstreamCut, Message: "the provider's balance was cut off", Err: err}
	}
	amounts, err := q.Read(body)
	if err != nil {
		return nil, &burncloud.Error{Kind: burncloud.KindUpstreamInvalid, Message: "the provider's balance could not be read: " + upstream.Scrub(err.Error(), p.up.Secrets(p.key)), Err: err}
	}
	return amounts, nil
}
