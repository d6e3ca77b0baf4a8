package burncloud

import (
	"errors"
	"fmt"
	"math/bits"
)

// ErrCostOverflow says that a cost does not fit into Money.
var ErrCostOverflow = errors.New("cost overflows")

// Bucket names a kind of quantity that is charged, in JSON's words.
type Bucket string

// The buckets of Usage, and the call as such.
const (
	BucketInput        Bucket = "input"
	BucketCacheRead    Bucket = "cache_read"
	BucketCacheWrite   Bucket = "cache_write"
	BucketCacheWrite1h Bucket = "cache_write_1h"
	BucketAudioIn      Bucket = "audio_in"
	BucketImageIn      Bucket = "image_in"
	BucketOutput       Bucket = "output"
	BucketReasoning    Bucket = "reasoning"
	BucketAudioOut     Bucket = "audio_out"
	BucketImageOut     Bucket = "image_out"
	BucketImages       Bucket = "images"
	BucketSeconds      Bucket = "seconds"
	BucketCharacters   Bucket = "characters"
	BucketCall         Bucket = "call"
)

// Cost is the price of one call, multiplied by the group's factor and rounded once, half up, at the nano-dollar.
func (p *Price) Cost(u Usage, multiplier Factor) (Money, error) {
	sum := p.sum(&u)
	return sum.times(multiplier)
}

func (p *Price) sum(u *Usage) (sum acc) {
	lines := p.lines(u)
	for i := range lines {
		if l := &lines[i]; l.n != 0 {
			sum.add(l.n, l.rate)
		}
	}
	return sum
}

// Dearest puts a prompt and an answer into the buckets that cost most, of those of plain text that no provider caches or of all:
// a call of so many tokens costs no more than that.
func (p *Price) Dearest(prompt, answer int64, plain bool) (u Usage) {
	lines := p.lines(&Usage{Input: prompt})
	in := []*int64{&u.Input, &u.CacheRead, &u.CacheWrite, &u.CacheWrite1h, &u.AudioIn, &u.ImageIn}
	out := []*int64{&u.Output, &u.Reasoning, &u.AudioOut, &u.ImageOut}
	first := len(in)
	if plain {
		in, out = in[:1], out[:2]
	}
	*in[dearest(lines[:len(in)])] += prompt
	*out[dearest(lines[first:first+len(out)])] += answer
	return u
}

// dearest is the index of the line with the highest rate.
func dearest(lines []line) (at int) {
	for i := range lines {
		if lines[i].rate > lines[at].rate {
			at = i
		}
	}
	return at
}

// Component is one bucket's part of a cost.
type Component struct {
	Bucket   Bucket
	Quantity int64
	Unit     Rate // pico-dollars for one
	Amount   Pico // Quantity × Unit

	Size, Quality string // of pictures
}

// Breakdown is how a cost came about: the components add up to Sum, which is multiplied and rounded once.
type Breakdown struct {
	Components []Component // those with a quantity
	Sum        Pico
	Multiplier Factor
	Cost       Money
}

// Breakdown takes the cost of a call to pieces. Its Cost is what Price.Cost says.
func (p *Price) Breakdown(u Usage, multiplier Factor) (*Breakdown, error) {
	b := &Breakdown{Multiplier: multiplier}
	var sum acc
	for _, l := range p.lines(&u) {
		var one acc
		one.add(l.n, l.rate)
		sum.add(l.n, l.rate)
		switch {
		case l.n == 0:
		case l.bucket == BucketCall:
			b.Components = append(b.Components, Component{Bucket: l.bucket, Quantity: 1, Unit: Rate(one.pico), Amount: Pico(one.pico)})
		case l.bucket == BucketImages:
			b.Components = append(b.Components, Component{l.bucket, l.n, l.rate, Pico(one.pico), u.ImageSize, u.ImageQuality})
		default:
			b.Components = append(b.Components, Component{Bucket: l.bucket, Quantity: l.n, Unit: l.rate, Amount: Pico(one.pico)})
		}
	}
	var err error
	b.Sum = Pico(sum.pico)
	b.Cost, err = sum.times(multiplier)
	return b, err
}

// Pico is an exact amount in pico-US-dollars (1e-12 USD), before it is rounded to Money.
type Pico uint64

// String writes dollars with all twelve decimals.
func (p Pico) String() string {
	const perDollar = 1_000_000_000_000
	return fmt.Sprintf("%d.%012d", uint64(p)/perDollar, uint64(p)%perDollar)
}

const picoPerNano = 1000

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

// muldiv is n × times / by, rounded half up. None is negative; by is not zero.
func muldiv(n, times, by int64) (int64, error) {
	if n < 0 || times < 0 || by <= 0 {
		return 0, ErrCostOverflow
	}
	hi, lo := bits.Mul64(uint64(n), uint64(times))
	lo, carry := bits.Add64(lo, uint64(by)/2, 0)
	if hi += carry; hi >= uint64(by) {
		return 0, ErrCostOverflow
	}
	q, _ := bits.Div64(hi, lo, uint64(by))
	if q > 1<<63-1 {
		return 0, ErrCostOverflow
	}
	return int64(q), nil
}
