package admin

import (
	"context"

	"github.com/burncloud/burncloud"
)

// PriceReceipt shows how a price made a cost of a usage: the lines add up to sum, which is multiplied and rounded once.
type PriceReceipt struct {
	PriceID       string        `json:"price_id" doc:"Version of the price."`
	Model         string        `json:"model" doc:"Model or pattern of the price."`
	EffectiveFrom string        `json:"effective_from" doc:"Since when that version holds."`
	PerCall       string        `json:"per_call" doc:"Dollars for the call as such."`
	Lines         []ReceiptLine `json:"lines" nullable:"false" doc:"One line per bucket with a quantity, and one for the call if it costs something."`
	Sum           string        `json:"sum" doc:"Sum of the lines in dollars, exact."`
	Base          string        `json:"base" doc:"Sum in dollars, rounded, before the group's multiplier."`
	Multiplier    *string       `json:"multiplier" doc:"The group's multiplier at the time; null where the call did not keep it."`
	Cost          string        `json:"cost" doc:"What that makes, rounded once."`
}

// ReceiptLine is one bucket of a receipt.
type ReceiptLine struct {
	Bucket string `json:"bucket" doc:"Bucket of the usage, or call."`
	Tokens int64  `json:"tokens" doc:"Tokens in it; or pictures, seconds, characters."`
	Unit   string `json:"unit" enum:"million_tokens,image,second,character,call" doc:"What the rate is for."`
	Rate   string `json:"rate" doc:"Dollars per unit."`
	Amount string `json:"amount" doc:"Dollars, exact."`

	Size    string `json:"size" doc:"Of pictures: their size, empty where it is not known."`
	Quality string `json:"quality" doc:"Of pictures: their quality, empty where it is not known."`
}

// unitOf is the unit of the buckets that are not tokens.
var unitOf = map[burncloud.Bucket]string{
	burncloud.BucketImages: "image", burncloud.BucketSeconds: "second", burncloud.BucketCharacters: "character", burncloud.BucketCall: "call",
}

// receipt works a price out again. It is nil without a price or when the numbers are out of range.
func receipt(p *burncloud.Price, u burncloud.Usage, times *burncloud.Factor) *PriceReceipt {
	if p == nil {
		return nil
	}
	factor := orDefault(times, burncloud.One)
	b, err := p.Breakdown(u, factor)
	base, err2 := p.Cost(u, burncloud.One)
	if err != nil || err2 != nil {
		return nil
	}
	out := &PriceReceipt{
		PriceID: string(p.ID), Model: string(p.Model), EffectiveFrom: p.EffectiveFrom.UTC().Format("2006-01-02T15:04:05Z"),
		PerCall: p.PerCall.String(), Lines: []ReceiptLine{}, Sum: b.Sum.String(), Base: base.String(), Cost: b.Cost.String(),
	}
	if times != nil {
		m := times.String()
		out.Multiplier = &m
	}
	for _, c := range b.Components {
		l := ReceiptLine{string(c.Bucket), c.Quantity, "million_tokens", c.Unit.String(), c.Amount.String(), c.Size, c.Quality}
		if unit, ok := unitOf[c.Bucket]; ok {
			l.Unit, l.Rate = unit, c.Unit.PerUnit()
		}
		out.Lines = append(out.Lines, l)
	}
	return out
}

// priceOf finds a version among the stored ones and the list prices. It is nil when there is none.
func (s *Server) priceOf(ctx context.Context, id burncloud.PriceID) (*burncloud.Price, error) {
	if id == "" {
		return nil, nil
	}
	for i := range s.Catalogue {
		if s.Catalogue[i].Price.ID == id {
			return &s.Catalogue[i].Price, nil
		}
	}
	p, err := s.Prices.Price(ctx, id)
	if err != nil && isNotFound(err) {
		return nil, nil
	}
	return p, err
}
