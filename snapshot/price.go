package snapshot

import (
	"cmp"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/burncloud/burncloud"
)

// priceBook answers what a model costs at a moment.
type priceBook struct {
	names    map[burncloud.ModelName][]*burncloud.Price // versions of one name or pattern, newest first
	patterns []burncloud.ModelName                      // longest first
	served   map[burncloud.ModelName][]*burncloud.Price // every candidate of the models that have a pool, best first
}

func newPriceBook(prices []burncloud.Price, served map[burncloud.ModelName]bool) priceBook {
	b := priceBook{
		names:  make(map[burncloud.ModelName][]*burncloud.Price),
		served: make(map[burncloud.ModelName][]*burncloud.Price, len(served)),
	}
	for i := range prices {
		p := &prices[i]
		if b.names[p.Model] == nil && isPattern(p.Model) {
			b.patterns = append(b.patterns, p.Model)
		}
		b.names[p.Model] = append(b.names[p.Model], p)
	}
	for _, versions := range b.names {
		slices.SortFunc(versions, func(x, y *burncloud.Price) int { return y.EffectiveFrom.Compare(x.EffectiveFrom) })
	}
	slices.SortFunc(b.patterns, func(x, y burncloud.ModelName) int {
		return cmp.Or(len(y)-len(x), strings.Compare(string(x), string(y)))
	})
	for model := range served {
		b.served[model] = b.candidates(model)
	}
	return b
}

func (b *priceBook) find(model burncloud.ModelName, at time.Time) *burncloud.Price {
	candidates, ok := b.served[model]
	if !ok {
		candidates = b.candidates(model)
	}
	for _, p := range candidates {
		if !p.EffectiveFrom.After(at) {
			return p
		}
	}
	return nil
}

// candidates lists every version that may price the model, the best first.
func (b *priceBook) candidates(model burncloud.ModelName) []*burncloud.Price {
	list := slices.Clone(b.names[model])
	for _, pattern := range b.patterns {
		if pattern != model && b.names[pattern][0].Matches(model) {
			list = append(list, b.names[pattern]...)
		}
	}
	return list
}

func isPattern(m burncloud.ModelName) bool { return strings.ContainsAny(string(m), `*?[\`) }

func badPattern(m burncloud.ModelName) bool {
	_, err := path.Match(string(m), "")
	return err != nil
}
