package snapshot

import (
	"cmp"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/burncloud/burncloud"
)

// payee is whom prices are paid to: nobody but the operator, for sale prices, else a channel or a provider.
type payee struct {
	channel  burncloud.ChannelID
	provider burncloud.ProviderName
}

// priceBook answers what a model costs at a moment, of one payee.
type priceBook struct {
	names    map[burncloud.ModelName][]*burncloud.Price // versions of one name or pattern, newest first
	patterns []burncloud.ModelName                      // the most specific first
}

// newPriceBooks sorts prices by whom they are paid to.
func newPriceBooks(prices []burncloud.Price) map[payee]*priceBook {
	books := make(map[payee]*priceBook)
	for i := range prices {
		p := &prices[i]
		to := payee{p.ChannelID, p.Provider}
		b := books[to]
		if b == nil {
			b = &priceBook{names: make(map[burncloud.ModelName][]*burncloud.Price)}
			books[to] = b
		}
		if b.names[p.Model] == nil && p.Model.IsPattern() {
			b.patterns = append(b.patterns, p.Model)
		}
		b.names[p.Model] = append(b.names[p.Model], p)
	}
	for _, b := range books {
		b.sort()
	}
	return books
}

func (b *priceBook) sort() {
	for _, versions := range b.names {
		slices.SortFunc(versions, func(x, y *burncloud.Price) int { return y.EffectiveFrom.Compare(x.EffectiveFrom) })
	}
	slices.SortFunc(b.patterns, func(x, y burncloud.ModelName) int {
		return cmp.Or(len(y.LiteralPrefix())-len(x.LiteralPrefix()), len(y)-len(x), strings.Compare(string(x), string(y)))
	})
}

// candidates lists every version that may price the model, the best first. A nil book has none.
func (b *priceBook) candidates(model burncloud.ModelName) []*burncloud.Price {
	if b == nil {
		return nil
	}
	list := slices.Clone(b.names[model])
	for _, pattern := range b.patterns {
		if pattern != model && b.names[pattern][0].Matches(model) {
			list = append(list, b.names[pattern]...)
		}
	}
	return list
}

// inForce is the first candidate that holds at the moment. A retired one takes the older versions of its name with it;
// what is less specific then holds again.
func inForce(candidates []*burncloud.Price, at time.Time) *burncloud.Price {
	var ended *burncloud.Price
	for _, p := range candidates {
		switch {
		case p.EffectiveFrom.After(at), ended != nil && ended.Model == p.Model && ended.ChannelID == p.ChannelID:
		case p.Retired:
			ended = p
		default:
			return p
		}
	}
	return nil
}

// prices answers what models are sold and bought for. What calls ask for is looked up when it is built.
type prices struct {
	sale   *priceBook
	bought map[payee]*priceBook // by channel and by provider
	listed map[payee]*priceBook // by provider: built in

	served map[burncloud.ModelName][]*burncloud.Price // candidates for the models that have a pool
	used   map[purchaseKey][]*burncloud.Price         // candidates for the targets of pools
}

type purchaseKey struct {
	channel burncloud.ChannelID
	model   burncloud.ModelName // upstream
}

// newPrices reads the prices of a configuration, and those that are built in, for the pools.
func newPrices(cfg *burncloud.Config, list []burncloud.Price, pools map[poolKey]*Pool) prices {
	books := newPriceBooks(cfg.Prices)
	b := prices{
		sale: books[payee{}], bought: books, listed: newPriceBooks(list),
		served: make(map[burncloud.ModelName][]*burncloud.Price), used: make(map[purchaseKey][]*burncloud.Price),
	}
	for key, pool := range pools {
		if _, ok := b.served[key.model]; !ok {
			b.served[key.model] = b.sale.candidates(key.model)
		}
		for i := range pool.Targets {
			t := &pool.Targets[i]
			k := purchaseKey{t.Channel.ID, t.UpstreamModel}
			if _, ok := b.used[k]; !ok {
				b.used[k] = b.purchases(t.Channel, t.UpstreamModel)
			}
			t.purchases = b.used[k]
		}
	}
	return b
}

// purchases are the candidates for what a channel charges: its own prices, its provider's, those that are built in.
func (b *prices) purchases(ch *burncloud.Channel, model burncloud.ModelName) []*burncloud.Price {
	return slices.Concat(
		b.bought[payee{channel: ch.ID}].candidates(model),
		b.bought[payee{provider: ch.Provider}].candidates(model),
		b.listed[payee{provider: ch.Provider}].candidates(model),
	)
}

func (b *prices) find(model burncloud.ModelName, at time.Time) *burncloud.Price {
	candidates, ok := b.served[model]
	if !ok {
		candidates = b.sale.candidates(model)
	}
	return inForce(candidates, at)
}

func badPattern(m burncloud.ModelName) bool {
	_, err := path.Match(string(m), "")
	return err != nil
}
