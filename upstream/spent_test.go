package upstream_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/burncloud/burncloud/upstream"
)

func TestSpent(t *testing.T) {
	for _, tt := range []struct {
		header []string
		want   time.Duration
	}{
		{nil, 0},
		{[]string{"X-RateLimit-Remaining-Requests", "1", "X-RateLimit-Reset-Requests", "6m0s"}, 0},
		{[]string{"X-RateLimit-Remaining-Requests", "0", "X-RateLimit-Reset-Requests", "6m0s"}, 6 * time.Minute},
		{[]string{"X-RateLimit-Remaining-Tokens", "0", "X-RateLimit-Reset-Tokens", "120ms"}, 120 * time.Millisecond},
		{[]string{"X-RateLimit-Remaining-Tokens", "0"}, 0},
		{[]string{"X-RateLimit-Remaining-Tokens", "0", "X-RateLimit-Reset-Tokens", "soon"}, 0},
		{[]string{"X-RateLimit-Remaining-Requests", "0", "X-RateLimit-Reset-Requests", "-5s"}, 0},
		{[]string{"X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "59"}, 59 * time.Second},
		{[]string{"X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "1767225630000"}, 30 * time.Second},
		{[]string{"Anthropic-RateLimit-Requests-Remaining", "0", "Anthropic-RateLimit-Requests-Reset", "2026-01-01T00:00:07Z"}, 7 * time.Second},
		{[]string{"Anthropic-RateLimit-Requests-Remaining", "0", "Anthropic-RateLimit-Requests-Reset", "2025-01-01T00:00:07Z"}, 0},
		{[]string{"X-RateLimit-Remaining-Tokens", "0", "X-RateLimit-Reset-Tokens", "9000h"}, 24 * time.Hour},
	} {
		h := http.Header{"Date": {"Thu, 01 Jan 2026 00:00:00 GMT"}}
		for i := 0; i < len(tt.header); i += 2 {
			h.Set(tt.header[i], tt.header[i+1])
		}
		if got := upstream.Spent(h); got != tt.want {
			t.Errorf("%v: %v, want %v", tt.header, got, tt.want)
		}
	}
}
