package burncloud_test

import (
	"encoding/json"
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
)

func TestParseMoney(t *testing.T) {
	for _, row := range []struct {
		in   string
		want burncloud.Money
		ok   bool
	}{
		{"0", 0, true},
		{"-0", 0, true},
		{"1", 1e9, true},
		{"1.5", 15e8, true},
		{"-1.5", -15e8, true},
		{"0.000000001", 1, true},
		{"007.10", 71e8, true},
		{"9223372036.854775807", math.MaxInt64, true},
		{"-9223372036.854775807", -math.MaxInt64, true},
		{"9223372036.854775808", 0, false},
		{"99999999999999999999", 0, false},
		{"0.0000000001", 0, false},
		{"", 0, false},
		{"-", 0, false},
		{".5", 0, false},
		{"5.", 0, false},
		{"1e3", 0, false},
		{"+1", 0, false},
		{"--1", 0, false},
		{" 1", 0, false},
		{"1 ", 0, false},
		{"1,5", 0, false},
		{"1.2.3", 0, false},
		{"1.-5", 0, false},
		{"0x1", 0, false},
		{"NaN", 0, false},
		{"١", 0, false},
	} {
		got, err := burncloud.ParseMoney(row.in)
		if got != row.want || (err == nil) != row.ok {
			t.Errorf("ParseMoney(%q) = %d, %v; want %d, ok %v", row.in, got, err, row.want, row.ok)
		}
	}
}

func TestParseRateAndFactorRefuseNegatives(t *testing.T) {
	if r, err := burncloud.ParseRate("0.15"); r != 150_000 || err != nil {
		t.Errorf("rate %d, %v", r, err)
	}
	if f, err := burncloud.ParseFactor("1.25"); f != 1_250_000 || err != nil {
		t.Errorf("factor %d, %v", f, err)
	}
	for _, s := range []string{"-1", "-0.000001", "0.0000001", "x"} {
		if r, err := burncloud.ParseRate(s); r != 0 || err == nil {
			t.Errorf("ParseRate(%q) = %d, %v", s, r, err)
		}
		if f, err := burncloud.ParseFactor(s); f != 0 || err == nil {
			t.Errorf("ParseFactor(%q) = %d, %v", s, f, err)
		}
	}
}

func TestDecimalStrings(t *testing.T) {
	for _, row := range []struct{ got, want string }{
		{burncloud.Money(0).String(), "0.000000000"},
		{burncloud.Money(1_234_567_890).String(), "1.234567890"},
		{burncloud.Money(-1).String(), "-0.000000001"},
		{burncloud.Money(math.MinInt64).String(), "-9223372036.854775808"},
		{burncloud.Rate(150_000).String(), "0.15"},
		{burncloud.Rate(3_000_000).String(), "3"},
		{burncloud.Rate(0).String(), "0"},
		{burncloud.One.String(), "1.0"},
		{burncloud.Factor(1_250_000).String(), "1.25"},
		{burncloud.Factor(0).String(), "0.0"},
	} {
		if row.got != row.want {
			t.Errorf("got %s, want %s", row.got, row.want)
		}
	}
}

// exact reads a decimal string as a rational number scaled to an integer of the given decimals.
func exact(t *testing.T, s string, decimals int64) *big.Int {
	t.Helper()
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		t.Fatalf("%q is no number", s)
	}
	r.Mul(r, new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(decimals), nil)))
	if !r.IsInt() {
		t.Fatalf("%q has more than %d decimals", s, decimals)
	}
	return r.Num()
}

func TestMoneyRoundTrip(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		m := burncloud.Money(rnd.Int64() >> rnd.IntN(63))
		if rnd.IntN(2) == 0 {
			m = -m
		}
		if exact(t, m.String(), 9).Cmp(big.NewInt(int64(m))) != 0 {
			t.Fatalf("%d prints as %s", m, m)
		}
		if back, err := burncloud.ParseMoney(m.String()); back != m || err != nil {
			t.Fatalf("%d → %s → %d, %v", m, m, back, err)
		}
		r := burncloud.Rate(rnd.Int64() >> rnd.IntN(63))
		if back, err := burncloud.ParseRate(r.String()); back != r || err != nil {
			t.Fatalf("rate %d → %s → %d, %v", r, r, back, err)
		}
		f := burncloud.Factor(rnd.Int64() >> rnd.IntN(63))
		if back, err := burncloud.ParseFactor(f.String()); back != f || err != nil {
			t.Fatalf("factor %d → %s → %d, %v", f, f, back, err)
		}
	}
}

func TestMoneyInJSON(t *testing.T) {
	b, err := json.Marshal(map[string]burncloud.Money{"m": -1_500_000_000})
	if string(b) != `{"m":"-1.500000000"}` || err != nil {
		t.Fatalf("%s, %v", b, err)
	}
	var back map[string]burncloud.Money
	if err := json.Unmarshal(b, &back); err != nil || back["m"] != -1_500_000_000 {
		t.Errorf("%v, %v", back, err)
	}
	for _, bad := range []string{`{"m":"x"}`, `{"m":1.5}`, `{"m":"1e3"}`} {
		if err := json.Unmarshal([]byte(bad), &back); err == nil {
			t.Errorf("%s is read", bad)
		}
	}
}

func FuzzParseMoney(f *testing.F) {
	for _, s := range []string{"1.5", "-0", "9223372036.854775808", "1.", ".1", "00"} {
		f.Add(s)
	}
	limit := big.NewInt(math.MaxInt64)
	f.Fuzz(func(t *testing.T, s string) {
		m, err := burncloud.ParseMoney(s)
		if err != nil {
			if m != 0 {
				t.Fatalf("%q fails and gives %d", s, m)
			}
			return
		}
		if strings.ContainsAny(s, "eE+_/ ") {
			t.Fatalf("%q is read as %d", s, m)
		}
		if want := exact(t, s, 9); want.CmpAbs(limit) > 0 || want.Cmp(big.NewInt(int64(m))) != 0 {
			t.Fatalf("%q = %d, want %s", s, m, want)
		}
	})
}
