package burncloud

import (
	"fmt"
	"math"
	"math/bits"
)

// Money is an amount in nano-US-dollars (1e-9 USD). In JSON it is a decimal string in dollars ("1.234567890").
type Money int64

// Rate is a price in pico-US-dollars per unit (token, call, …). One dollar per million tokens is 1,000,000.
type Rate int64

// Factor is an exact decimal multiplier in millionths: 1_000_000 is 1.0.
type Factor int64

// One is the Factor that changes nothing.
const One Factor = 1_000_000

const (
	moneyDigits  = 9  // decimals of a dollar in Money
	rateDigits   = 6  // decimals of "dollars per million units" in Rate
	unitDigits   = 12 // decimals of "dollars per unit" in Rate
	factorDigits = 6
)

// ParseMoney reads a decimal number of dollars with at most nine decimals.
func ParseMoney(s string) (Money, error) {
	n, err := parseDecimal(s, moneyDigits)
	return Money(n), err
}

// ParseRate reads a decimal number of dollars per million units with at most six decimals.
func ParseRate(s string) (Rate, error) {
	n, err := parseDecimal(s, rateDigits)
	if err == nil && n < 0 {
		return 0, fmt.Errorf("%q must not be negative", s)
	}
	return Rate(n), err
}

// ParseUnitRate reads a decimal number of dollars per unit with at most twelve decimals.
func ParseUnitRate(s string) (Rate, error) {
	n, err := parseDecimal(s, unitDigits)
	if err == nil && n < 0 {
		return 0, fmt.Errorf("%q must not be negative", s)
	}
	return Rate(n), err
}

// ParseFactor reads a non-negative decimal multiplier with at most six decimals.
func ParseFactor(s string) (Factor, error) {
	n, err := parseDecimal(s, factorDigits)
	if err == nil && n < 0 {
		return 0, fmt.Errorf("%q must not be negative", s)
	}
	return Factor(n), err
}

// String writes dollars with all nine decimals.
func (m Money) String() string { return formatDecimal(int64(m), moneyDigits, moneyDigits) }

// AppendText appends the decimal string. It does not fail.
func (m Money) AppendText(b []byte) ([]byte, error) {
	return appendDecimal(b, int64(m), moneyDigits, moneyDigits), nil
}

// MarshalText writes the decimal string.
func (m Money) MarshalText() ([]byte, error) { return m.AppendText(nil) }

// UnmarshalText reads the decimal string.
func (m *Money) UnmarshalText(b []byte) error {
	n, err := parseDecimal(b, moneyDigits)
	*m = Money(n)
	return err
}

// String writes dollars per million units, without trailing zeros.
func (r Rate) String() string { return formatDecimal(int64(r), rateDigits, 0) }

// PerUnit writes dollars per unit, without trailing zeros.
func (r Rate) PerUnit() string { return formatDecimal(int64(r), unitDigits, 0) }

// String writes the multiplier without trailing zeros, at least one decimal ("1.0").
func (f Factor) String() string { return formatDecimal(int64(f), factorDigits, 1) }

// parseDecimal reads an exact decimal into an integer of the given number of decimals. It refuses exponents,
// signs other than one leading minus, more decimals than fit, and overflow.
func parseDecimal[text string | []byte](s text, digits int) (int64, error) {
	negative := len(s) > 0 && s[0] == '-'
	rest := s
	if negative {
		rest = s[1:]
	}
	malformed := func() error { return fmt.Errorf("%q is not a decimal number with at most %d decimals", s, digits) }
	var n uint64
	more, outside := digits, false // decimals that are still to come
	add := func(digit byte) {
		hi, lo := bits.Mul64(n, 10)
		lo, carry := bits.Add64(lo, uint64(digit), 0)
		outside = outside || hi+carry != 0 || lo > math.MaxInt64
		n = lo
	}
	point := -1
	for i := range len(rest) {
		c := rest[i]
		switch {
		case c == '.' && point < 0 && i > 0 && i+1 < len(rest):
			point = i
			continue
		case c < '0' || c > '9':
			return 0, malformed()
		case point >= 0 && more == 0:
			return 0, malformed()
		case point >= 0:
			more--
		}
		add(c - '0')
	}
	if len(rest) == 0 {
		return 0, malformed()
	}
	for ; more > 0; more-- {
		add(0)
	}
	if outside {
		return 0, fmt.Errorf("%q is out of range", s)
	}
	if negative {
		return -int64(n), nil
	}
	return int64(n), nil
}

// formatDecimal writes n with the point digits from the right and at least keep decimals.
func formatDecimal(n int64, digits, keep int) string {
	return string(appendDecimal(make([]byte, 0, 24), n, digits, keep))
}

func appendDecimal(b []byte, n int64, digits, keep int) []byte {
	u := uint64(n)
	if n < 0 {
		b, u = append(b, '-'), -u
	}
	var reversed [24]byte
	size := 0
	for ; u > 0 || size <= digits; u /= 10 {
		reversed[size] = byte('0' + u%10)
		size++
	}
	last := 0 // the last decimal that is written
	for last < digits-keep && reversed[last] == '0' {
		last++
	}
	for i := size - 1; i >= last || i >= digits; i-- {
		if i == digits-1 {
			b = append(b, '.')
		}
		b = append(b, reversed[i])
	}
	return b
}
