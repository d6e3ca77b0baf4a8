package secret_test

import (
	"strings"
	"testing"

	"github.com/burncloud/burncloud/internal/secret"
)

func TestCode(t *testing.T) {
	for range 1000 {
		code := secret.NewCode()
		plain, ok := secret.PlainCode(code)
		if !ok || len(plain) != 20 || len(code) != 24 {
			t.Fatalf("%q is no code", code)
		}
		sloppy := strings.NewReplacer("0", "o", "1", "l", "-", " ").Replace(strings.ToLower(code))
		if again, ok := secret.PlainCode(" " + sloppy + "\t"); !ok || again != plain {
			t.Errorf("%q is %q, want %q", sloppy, again, plain)
		}
	}
	for _, bad := range []string{"", "AAAA", "U" + strings.Repeat("0", 19), strings.Repeat("0", 21), strings.Repeat("0", 19) + "1", "é" + strings.Repeat("0", 19)} {
		if plain, ok := secret.PlainCode(bad); ok {
			t.Errorf("%q passes as %q", bad, plain)
		}
	}
}
