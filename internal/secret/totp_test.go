package secret_test

import (
	"testing"
	"time"

	"github.com/burncloud/burncloud/internal/secret"
)

// The vectors of RFC 6238, appendix B, for SHA-1, cut to six digits.
func TestTOTP(t *testing.T) {
	key := []byte("12345678901234567890")
	for at, want := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		if got := secret.TOTP(key, at/30); got != want {
			t.Errorf("at %d: %s, want %s", at, got, want)
		}
		for _, x := range []struct {
			shift, after int64
			ok           bool
		}{{0, 0, true}, {30, 0, true}, {-30, 0, true}, {61, 0, false}, {-60, 0, false}, {0, at / 30, false}, {0, at/30 - 1, true}} {
			if at+x.shift < 0 { // before 1970
				continue
			}
			step, ok := secret.CheckTOTP(key, want, time.Unix(at+x.shift, 0), x.after)
			if ok != x.ok || ok && step != at/30 {
				t.Errorf("at %d%+d after %d: %d, %v", at, x.shift, x.after, step, ok)
			}
		}
	}
	for _, code := range []string{"", "28708", "2870820", "abcdef"} {
		if _, ok := secret.CheckTOTP(key, code, time.Unix(59, 0), 0); ok {
			t.Errorf("%q is taken", code)
		}
	}
}

func TestVerifyPassword(t *testing.T) {
	encoded := secret.HashPassword("right")
	// Made by another program with other costs: what is in the hash counts.
	other := "$argon2id$v=19$m=64,t=2,p=1$c29tZXNhbHQxMjM0$" + "AAAAAAAAAAAAAAAAAAAAAA"
	for _, x := range []struct {
		encoded, password string
		want              bool
	}{
		{encoded, "right", true},
		{encoded, "wrong", false},
		{encoded, "", false},
		{"", "", false},
		{"", "right", false},
		{"right", "right", false},
		{other, "right", false},
		{"$argon2id$v=19$m=99999999,t=1,p=1$c2FsdA$AAAA", "right", false},
		{"$argon2id$v=19$m=64,t=1,p=1$c2FsdA$", "", false},
		{"$argon2i$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA", "right", false},
	} {
		if got := secret.VerifyPassword(x.encoded, x.password); got != x.want {
			t.Errorf("%q against %.30q: %v", x.password, x.encoded, got)
		}
	}
}
