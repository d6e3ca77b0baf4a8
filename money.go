package burncloud

import (
	"fmt"
	"math"
	"math/bits"
	"strings"
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

// MarshalText writes the decimal string.
func (m Money) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads the decimal string.
func (m *Money) UnmarshalText(b []byte) (err error) {
	*m, err = ParseMoney(string(b))
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
func parseDecimal(s string, digits int) (int64, error) {
	rest, negative := strings.CutPrefix(s, "-")
	whole, frac, _ := strings.Cut(rest, ".")
	if whole == "" || len(frac) > digits || strings.HasSuffix(rest, ".") {
		return 0, fmt.Errorf("%q is not a decimal number with at most %d decimals", s, digits)
	}
	var n uint64
	for _, c := range whole + frac + strings.Repeat("0", digits-len(frac)) {
		if c < '0' || c > '9' {
			return 0, fmt.Errorf("%q is not a decimal number with at most %d decimals", s, digits)
		}
		hi, lo := bits.Mul64(n, 10)
		lo, carry := bits.Add64(lo, uint64(c-'0'), 0)
		if hi+carry != 0 || lo > math.MaxInt64 {
			return 0, fmt.Errorf("%q is out of range", s)
		}
		n = lo
	}
	if negative {
		return -int64(n), nil
	}
	return int64(n), nil
}

// formatDecimal writes n with the point digits from the right and at least keep decimals.
func formatDecimal(n int64, digits, keep int) string {
	sign, u := "", uint64(n)
	if n < 0 {
		sign, u = "-", -u
	}
	s := fmt.Sprintf("%0*d", digits+1, u)
	whole, frac := s[:len(s)-digits], s[len(s)-digits:]
	for len(frac) > keep && frac[len(frac)-1] == '0' {
		frac = frac[:len(frac)-1]
	}
	if frac == "" {
		return sign + whole
	}
	return sign + whole + "." + frac
}
