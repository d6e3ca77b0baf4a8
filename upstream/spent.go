package upstream

import (
	"net/http"
	"strconv"
	"time"
)

// allowances are where answers tell what is left of a limit, and when it is whole again: OpenAI and those after it, Anthropic,
// OpenRouter.
var allowances = [...]struct{ left, reset string }{
	{"X-Ratelimit-Remaining-Requests", "X-Ratelimit-Reset-Requests"},
	{"X-Ratelimit-Remaining-Tokens", "X-Ratelimit-Reset-Tokens"},
	{"Anthropic-Ratelimit-Requests-Remaining", "Anthropic-Ratelimit-Requests-Reset"},
	{"Anthropic-Ratelimit-Tokens-Remaining", "Anthropic-Ratelimit-Tokens-Reset"},
	{"X-Ratelimit-Remaining", "X-Ratelimit-Reset"},
}

// Spent is how long a key rests of which the answer says that nothing is left of a limit: until the latest of its resets.
// It is 0 where something is left, or the answer does not say.
func Spent(h http.Header) (wait time.Duration) {
	for _, a := range allowances {
		if left := h[a.left]; len(left) == 1 && left[0] == "0" {
			wait = max(wait, resetOf(h.Get(a.reset), h.Get("Date")))
		}
	}
	return min(wait, maxRetryAfter)
}

// resetOf reads a length of time ("6m0s"), seconds, a moment (RFC 3339), or milliseconds since 1970. Moments are measured
// against the answer's own date.
func resetOf(s, date string) time.Duration {
	if d, err := time.ParseDuration(s); err == nil {
		return max(d, 0)
	}
	answered, err := http.ParseTime(date)
	if at, e := time.Parse(time.RFC3339, s); e == nil {
		return max(until(at, answered, err == nil), 0)
	}
	const sinceEpoch = 1e11 // no wait in seconds is as long
	if ms, e := strconv.ParseInt(s, 10, 64); e == nil && ms > sinceEpoch {
		return max(until(time.UnixMilli(ms), answered, err == nil), 0)
	}
	return number(s, time.Second)
}
