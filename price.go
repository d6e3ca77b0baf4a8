package burncloud

import (
	"errors"
	"math/bits"
	"path"
	"time"
)

// Price is one immutable version of what a model costs the caller. Rates are per token, PerCall per call.
type Price struct {
	ID            PriceID
	Model         ModelName // exact name or pattern ("gpt-4o*", path.Match syntax)
	Rates         Rates
	PerCall       Money
	Tiers         []PriceTier // ascending by AboveTokens
	EffectiveFrom time.Time
	CreatedAt     time.Time
}

// Rates are the prices per token of each bucket of Usage. A nil optional rate falls back: cache read and write and
// audio in to Input, reasoning and audio out to Output.
type Rates struct {
	Input, Output                                       Rate
	CacheRead, CacheWrite, Reasoning, AudioIn, AudioOut *Rate
}

// PriceTier replaces the rates of a call whose prompt exceeds AboveTokens.
type PriceTier struct {
	AboveTokens int64
	Rates       Rates
}

// ErrCostOverflow says that a cost does not fit into Money.
var ErrCostOverflow = errors.New("cost overflows")

// Matches reports whether the price is for the model, exactly or by pattern.
func (p *Price) Matches(m ModelName) bool {
	if p.Model == m {
		return true
	}
	ok, err := path.Match(string(p.Model), string(m))
	return err == nil && ok
}

// Cost is the price of one call, multiplied by the group's factor and rounded once, half up, at the nano-dollar.
func (p *Price) Cost(u Usage, multiplier Factor) (Money, error) {
	r := p.ratesFor(u.Prompt())
	var sum acc
	sum.add(u.Input, r.Input)
	sum.add(u.CacheRead, orElse(r.CacheRead, r.Input))
	sum.add(u.CacheWrite, orElse(r.CacheWrite, r.Input))
	sum.add(u.AudioIn, orElse(r.AudioIn, r.Input))
	sum.add(u.Output, r.Output)
	sum.add(u.Reasoning, orElse(r.Reasoning, r.Output))
	sum.add(u.AudioOut, orElse(r.AudioOut, r.Output))
	sum.add(int64(p.PerCall), picoPerNano)
	return sum.times(multiplier)
}

const picoPerNano = 1000

func (p *Price) ratesFor(prompt int64) Rates {
	rates := p.Rates
	for _, t := range p.Tiers {
		if prompt > t.AboveTokens {
			rates = t.Rates
		}
	}
	return rates
}

func orElse(r *Rate, fallback Rate) Rate {
	if r == nil {
		return fallback
	}
	return *r
}

// acc sums products of non-negative 63-bit numbers in 64 bits and remembers an overflow.
type acc struct {
	pico     uint64
	overflow bool
}

func (a *acc) add(n int64, r Rate) {
	if n < 0 || r < 0 {
		a.overflow = true
		return
	}
	hi, lo := bits.Mul64(uint64(n), uint64(r))
	sum, carry := bits.Add64(a.pico, lo, 0)
	a.pico = sum
	a.overflow = a.overflow || hi != 0 || carry != 0
}

// times multiplies by the factor and converts pico to nano, rounding half up once.
func (a *acc) times(f Factor) (Money, error) {
	const divisor = uint64(One) * picoPerNano
	if a.overflow || f < 0 {
		return 0, ErrCostOverflow
	}
	hi, lo := bits.Mul64(a.pico, uint64(f))
	lo, carry := bits.Add64(lo, divisor/2, 0)
	if hi += carry; hi >= divisor {
		return 0, ErrCostOverflow
	}
	q, _ := bits.Div64(hi, lo, divisor)
	if q > 1<<63-1 {
		return 0, ErrCostOverflow
	}
	return Money(q), nil
}
