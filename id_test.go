package burncloud_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
)

func TestNewID(t *testing.T) {
	start := time.UnixMilli(1_700_000_000_123)
	seen := make(map[string]bool)
	last := ""
	for i := range 2000 {
		id := burncloud.NewID("ch", start.Add(time.Duration(i)*time.Millisecond))
		body, ok := strings.CutPrefix(id, "ch_")
		if !ok || len(body) != 26 || strings.Trim(body, "0123456789abcdefghjkmnpqrstvwxyz") != "" {
			t.Fatalf("%q is not an identifier", id)
		}
		if seen[id] || id <= last {
			t.Fatalf("%q after %q: repeated, or out of order", id, last)
		}
		seen[id], last = true, id
	}
	if a, b := burncloud.NewID("x", start), burncloud.NewID("x", start); a == b || a[:9] != b[:9] {
		t.Errorf("two of one moment: %s, %s", a, b)
	}
}

func TestToMicros(t *testing.T) {
	for _, row := range []struct {
		d    time.Duration
		want burncloud.Micros
	}{{0, 0}, {999, 0}, {1500, 1}, {time.Second, 1_000_000}, {math.MaxInt64, math.MaxInt64 / 1000}} {
		if got := burncloud.ToMicros(row.d); got != row.want {
			t.Errorf("ToMicros(%d) = %d, want %d", row.d, got, row.want)
		}
	}
}
