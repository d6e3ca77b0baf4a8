package burncloud_test

import (
	"errors"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/burncloud/burncloud"
)

func rate(n int64) *burncloud.Rate { r := burncloud.Rate(n); return &r }

func TestCost(t *testing.T) {
	full := burncloud.Rates{Input: 1000, Output: 2000, CacheRead: rate(100), CacheWrite: rate(1250), Reasoning: rate(3000), AudioIn: rate(4000), AudioOut: rate(5000)}
	each := burncloud.Usage{Input: 1, CacheRead: 1, CacheWrite: 1, AudioIn: 1, Output: 1, Reasoning: 1, AudioOut: 1}
	pictures := burncloud.Usage{CacheWrite1h: 1, ImageIn: 1, ImageOut: 1}
	units := burncloud.Price{Units: burncloud.Units{Image: 40_000_000_000, Second: 100_000_000, Character: 15_000_000}}
	tiers := []burncloud.PriceTier{{AboveTokens: 100, Rates: burncloud.Rates{Input: 2000}}, {AboveTokens: 200, Rates: burncloud.Rates{Input: 3000}}}
	for _, row := range []struct {
		name  string
		price burncloud.Price
		usage burncloud.Usage
		times burncloud.Factor
		want  burncloud.Money
	}{
		{"nothing", burncloud.Price{}, burncloud.Usage{}, burncloud.One, 0},
		{"per call only", burncloud.Price{PerCall: 7}, burncloud.Usage{}, burncloud.One, 7},
		{"a dollar per million", burncloud.Price{Rates: burncloud.Rates{Input: 1_000_000}}, burncloud.Usage{Input: 1_000_000}, burncloud.One, 1_000_000_000},
		{"every bucket by its rate", burncloud.Price{Rates: full}, each, burncloud.One, 16}, // 16.35 nano
		{"optional rates fall back", burncloud.Price{Rates: burncloud.Rates{Input: 1000, Output: 2000}}, each, burncloud.One, 10},
		{"a zero rate is a rate", burncloud.Price{Rates: burncloud.Rates{Input: 1000, CacheRead: rate(0)}}, burncloud.Usage{CacheRead: 9}, burncloud.One, 0},
		{"half a nano rounds up", burncloud.Price{Rates: burncloud.Rates{Input: 500}}, burncloud.Usage{Input: 1}, burncloud.One, 1},
		{"less rounds down", burncloud.Price{Rates: burncloud.Rates{Input: 499}}, burncloud.Usage{Input: 1}, burncloud.One, 0},
		{"rounded once, after the factor", burncloud.Price{Rates: burncloud.Rates{Input: 499}}, burncloud.Usage{Input: 1}, 2 * burncloud.One, 1},
		{"hours and pictures by input and output", burncloud.Price{Rates: burncloud.Rates{Input: 1000, Output: 20_000}}, pictures, burncloud.One, 22},
		{"an hour of cache by the cache's rate", burncloud.Price{Rates: burncloud.Rates{Input: 1000, CacheWrite: rate(7000)}}, pictures, burncloud.One, 8},
		{"an hour of cache by its own", burncloud.Price{Rates: burncloud.Rates{CacheWrite: rate(7000), CacheWrite1h: rate(9000)}}, pictures, burncloud.One, 9},
		{"pictures by their rate", burncloud.Price{Rates: burncloud.Rates{Image: rate(3000)}}, pictures, burncloud.One, 6},
		{"pictures by each way's", burncloud.Price{Rates: burncloud.Rates{Image: rate(3000), ImageIn: rate(5000), ImageOut: rate(50_000)}}, pictures, burncloud.One, 55},
		{"two pictures, three seconds, four characters", units, burncloud.Usage{Images: 2, Seconds: 3, Characters: 4}, burncloud.One, 80_000_000 + 300_000 + 60_000},
		{"units have no tiers", burncloud.Price{Units: units.Units, Tiers: tiers}, burncloud.Usage{Images: 1, Input: 101}, burncloud.One, 40_000_000 + 202},
		{"a free model", burncloud.Price{Free: true, PerCall: 7, Rates: full, Units: units.Units}, each, burncloud.One, 0},
		{"a free group", burncloud.Price{PerCall: 7}, burncloud.Usage{}, 0, 0},
		{"at the tier's border", burncloud.Price{Rates: burncloud.Rates{Input: 1000}, Tiers: tiers}, burncloud.Usage{Input: 100}, burncloud.One, 100},
		{"the first tier", burncloud.Price{Rates: burncloud.Rates{Input: 1000}, Tiers: tiers}, burncloud.Usage{Input: 101}, burncloud.One, 202},
		{"the last tier", burncloud.Price{Rates: burncloud.Rates{Input: 1000}, Tiers: tiers}, burncloud.Usage{Input: 201}, burncloud.One, 603},
		{"the whole prompt chooses the tier", burncloud.Price{Rates: burncloud.Rates{Input: 1000}, Tiers: tiers}, burncloud.Usage{Input: 51, CacheRead: 50}, burncloud.One, 202},
		{"output does not choose it", burncloud.Price{Rates: burncloud.Rates{Input: 1000}, Tiers: tiers}, burncloud.Usage{Input: 1, Output: 500}, burncloud.One, 1},
	} {
		if got, err := row.price.Cost(row.usage, row.times); got != row.want || err != nil {
			t.Errorf("%s: %d, %v; want %d", row.name, got, err, row.want)
		}
	}
}

func TestCostOverflows(t *testing.T) {
	for _, row := range []struct {
		name  string
		price burncloud.Price
		usage burncloud.Usage
		times burncloud.Factor
	}{
		{"product", burncloud.Price{Rates: burncloud.Rates{Input: math.MaxInt64}}, burncloud.Usage{Input: math.MaxInt64}, burncloud.One},
		{"sum", burncloud.Price{Rates: burncloud.Rates{Input: math.MaxInt64, Output: math.MaxInt64}}, burncloud.Usage{Input: 2, Output: 1}, burncloud.One},
		{"factor", burncloud.Price{Rates: burncloud.Rates{Input: math.MaxInt64}}, burncloud.Usage{Input: 1}, math.MaxInt64},
		{"negative usage", burncloud.Price{Rates: burncloud.Rates{Input: 1}}, burncloud.Usage{Input: -1}, burncloud.One},
		{"negative rate", burncloud.Price{Rates: burncloud.Rates{Input: -1}}, burncloud.Usage{Input: 1}, burncloud.One},
		{"negative factor", burncloud.Price{PerCall: 1}, burncloud.Usage{}, -1},
	} {
		if got, err := row.price.Cost(row.usage, row.times); got != 0 || !errors.Is(err, burncloud.ErrCostOverflow) {
			t.Errorf("%s: %d, %v", row.name, got, err)
		}
	}
}

// bigCost is the definition of Cost in numbers without bounds: pico-dollars times millionths, halves rounded up. It
// gives the pico-dollars as well.
func bigCost(p *burncloud.Price, u burncloud.Usage, f burncloud.Factor) (cost, pico *big.Int) {
	r := p.Rates
	for _, tier := range p.Tiers {
		if u.Prompt() > tier.AboveTokens {
			r = tier.Rates
		}
	}
	or := func(x *burncloud.Rate, y burncloud.Rate) burncloud.Rate {
		if x != nil {
			return *x
		}
		return y
	}
	sum := new(big.Int)
	for _, x := range []struct{ n, rate int64 }{
		{u.Input, int64(r.Input)},
		{u.CacheRead, int64(or(r.CacheRead, r.Input))},
		{u.CacheWrite, int64(or(r.CacheWrite, r.Input))},
		{u.AudioIn, int64(or(r.AudioIn, r.Input))},
		{u.CacheWrite1h, int64(or(r.CacheWrite1h, or(r.CacheWrite, r.Input)))},
		{u.ImageIn, int64(or(r.ImageIn, or(r.Image, r.Input)))},
		{u.ImageOut, int64(or(r.ImageOut, or(r.Image, r.Output)))},
		{u.Images, int64(p.Units.Image)},
		{u.Seconds, int64(p.Units.Second)},
		{u.Characters, int64(p.Units.Character)},
		{u.Output, int64(r.Output)},
		{u.Reasoning, int64(or(r.Reasoning, r.Output))},
		{u.AudioOut, int64(or(r.AudioOut, r.Output))},
		{int64(p.PerCall), 1000},
	} {
		sum.Add(sum, new(big.Int).Mul(big.NewInt(x.n), big.NewInt(x.rate)))
	}
	cost = new(big.Int).Mul(sum, big.NewInt(int64(f)))
	cost.Add(cost, big.NewInt(500_000_000))
	return cost.Div(cost, big.NewInt(1_000_000_000)), sum
}

func TestCostAgainstBig(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	number := func(bits int) int64 { return rnd.Int64() >> (63 - rnd.IntN(bits+1)) }
	optional := func(bits int) *burncloud.Rate {
		if rnd.IntN(2) == 0 {
			return nil
		}
		return rate(number(bits))
	}
	exact, overflows := 0, 0
	for range 50_000 {
		bits := 8 + rnd.IntN(28) // from small calls to the border of overflow
		rates := func() burncloud.Rates {
			return burncloud.Rates{Input: burncloud.Rate(number(bits)), Output: burncloud.Rate(number(bits)), CacheRead: optional(bits), CacheWrite: optional(bits), Reasoning: optional(bits), AudioIn: optional(bits), AudioOut: optional(bits), CacheWrite1h: optional(bits), Image: optional(bits), ImageIn: optional(bits), ImageOut: optional(bits)}
		}
		p := burncloud.Price{Units: burncloud.Units{Image: burncloud.Rate(number(bits)), Second: burncloud.Rate(number(bits)), Character: burncloud.Rate(number(bits))}, Rates: rates(), PerCall: burncloud.Money(number(bits)), Tiers: []burncloud.PriceTier{{AboveTokens: number(bits), Rates: rates()}}}
		u := burncloud.Usage{
			Input: number(bits), CacheRead: number(bits), CacheWrite: number(bits), AudioIn: number(bits), Output: number(bits), Reasoning: number(bits), AudioOut: number(bits),
			CacheWrite1h: number(bits), ImageIn: number(bits), ImageOut: number(bits), Images: number(bits), Seconds: number(bits), Characters: number(bits),
		}
		f := burncloud.Factor(number(bits))
		want, pico := bigCost(&p, u, f)
		got, err := p.Cost(u, f)
		parts, err2 := p.Breakdown(u, f)
		total := new(big.Int)
		for _, c := range parts.Components {
			total.Add(total, new(big.Int).SetUint64(uint64(c.Amount)))
		}
		if (err == nil) != (err2 == nil) || err == nil && (parts.Cost != got || total.Cmp(pico) != 0 || uint64(parts.Sum) != pico.Uint64()) {
			t.Fatalf("%+v of %+v times %s = %d, but in parts %+v", u, p, f, got, parts)
		}
		switch {
		case err == nil && want.Cmp(big.NewInt(int64(got))) != 0:
			t.Fatalf("%+v of %+v times %s = %d, want %s", u, p, f, got, want)
		case err != nil && pico.IsUint64() && want.IsInt64(): // it may refuse what does not fit before the factor, and only that
			t.Fatalf("%+v of %+v times %s overflows at %s", u, p, f, want)
		case err == nil:
			exact++
		default:
			overflows++
		}
	}
	if exact < 10_000 || overflows == 0 {
		t.Errorf("the sample is lopsided: %d exact, %d overflows", exact, overflows)
	}
}

func TestCostAllocatesNothing(t *testing.T) {
	p := burncloud.Price{Rates: burncloud.Rates{Input: 10, Output: 20, CacheRead: rate(1)}}
	u := burncloud.Usage{Input: 1000, CacheRead: 500, Output: 300}
	if n := testing.AllocsPerRun(100, func() { _, _ = p.Cost(u, burncloud.One) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestPriceMatches(t *testing.T) {
	for _, row := range []struct {
		price, model burncloud.ModelName
		want         bool
	}{
		{"gpt-4o", "gpt-4o", true},
		{"gpt-4o", "gpt-4o-mini", false},
		{"gpt-4o*", "gpt-4o", true},
		{"gpt-4o*", "gpt-4o-mini", true},
		{"gpt-*", "openai/gpt-4o", false},
		{"*", "a/b", false},
		{"a/*", "a/b", true},
		{"gpt-?", "gpt-4", true},
		{"gpt-[", "gpt-[", true},
		{"gpt-[", "gpt-4", false},
	} {
		p := burncloud.Price{Model: row.price}
		if got := p.Matches(row.model); got != row.want {
			t.Errorf("%q matches %q: %v", row.price, row.model, got)
		}
	}
}

func TestScaledPrice(t *testing.T) {
	p := burncloud.Price{
		Rates: burncloud.Rates{Input: 3, Output: 10, CacheRead: rate(1)}, Units: burncloud.Units{Second: 5}, PerCall: 7,
		Tiers: []burncloud.PriceTier{{AboveTokens: 9, Rates: burncloud.Rates{Input: 100, Image: rate(1)}}},
	}
	got, err := p.Scaled(burncloud.One * 3 / 2)
	want := burncloud.Price{
		Rates: burncloud.Rates{Input: 5, Output: 15, CacheRead: rate(2)}, Units: burncloud.Units{Second: 8}, PerCall: 11,
		Tiers: []burncloud.PriceTier{{AboveTokens: 9, Rates: burncloud.Rates{Input: 150, Image: rate(2)}}},
	}
	if err != nil || !got.SameTerms(&want) {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err = p.Divided(2 * burncloud.One); err != nil || got.Rates.Output != 5 || got.PerCall != 4 || *got.Tiers[0].Rates.Image != 1 {
		t.Errorf("%+v, %v", got, err)
	}
	if p.Rates.Input != 3 || *p.Rates.CacheRead != 1 || p.Tiers[0].Rates.Input != 100 {
		t.Errorf("the price itself was changed: %+v", p)
	}
	for _, broken := range []burncloud.Price{{Rates: burncloud.Rates{Input: math.MaxInt64}}, {PerCall: -1}} {
		if _, err := broken.Scaled(2 * burncloud.One); !errors.Is(err, burncloud.ErrCostOverflow) {
			t.Errorf("%+v: %v", broken, err)
		}
	}
	if _, err := p.Divided(0); !errors.Is(err, burncloud.ErrCostOverflow) {
		t.Errorf("divided by nothing: %v", err)
	}
}

func TestLiteralPrefix(t *testing.T) {
	for m, want := range map[burncloud.ModelName]string{"gpt-4o": "gpt-4o", "gpt-4o*": "gpt-4o", "*": "", "a?b*": "a", "a[b]": "a", `a\*`: "a"} {
		if got := m.LiteralPrefix(); got != want || m.IsPattern() != (want != string(m)) {
			t.Errorf("%q: %q", m, got)
		}
	}
}

func TestPicoString(t *testing.T) {
	for p, want := range map[burncloud.Pico]string{0: "0.000000000000", 1: "0.000000000001", 1_500_000_000_000: "1.500000000000", math.MaxUint64: "18446744.073709551615"} {
		if p.String() != want {
			t.Errorf("%d: %s", uint64(p), p)
		}
	}
}
