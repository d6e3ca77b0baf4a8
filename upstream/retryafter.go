package upstream

import (
	"net/http"
	"regexp"
	"strconv"
	"time"
)

// maxRetryAfter bounds what is believed of a provider's wait.
const maxRetryAfter = 24 * time.Hour

// retryAfter is how long the provider asks to wait, 0 when it does not say: from retry-after-ms, then Retry-After in
// seconds or as a date, then the body. Dates are measured against the answer's own Date, so that no clock of ours is
// in it.
func retryAfter(h http.Header, a *answer) time.Duration {
	answered, err := http.ParseTime(h.Get("Date"))
	dated := err == nil
	for _, wait := range []time.Duration{
		number(h.Get("Retry-After-Ms"), time.Millisecond),
		number(h.Get("Retry-After"), time.Second),
		untilDate(h.Get("Retry-After"), answered, dated),
		a.wait,
		inText(a.lower),
		until(a.reset, answered, dated),
	} {
		if wait > 0 {
			return min(wait, maxRetryAfter)
		}
	}
	return 0
}

func number(s string, unit time.Duration) time.Duration {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || !(n > 0) { // not a number either
		return 0
	}
	return time.Duration(min(n, float64(maxRetryAfter/unit)) * float64(unit))
}

func untilDate(s string, answered time.Time, dated bool) time.Duration {
	t, err := http.ParseTime(s)
	if err != nil {
		return 0
	}
	return until(t, answered, dated)
}

func until(t, answered time.Time, dated bool) time.Duration {
	if !dated || t.IsZero() {
		return 0
	}
	return t.Sub(answered)
}

// tryAgain finds OpenAI's and Groq's "please try again in 6m0s" (recorded: openai/chat/doc-error-429-rate).
var tryAgain = regexp.MustCompile(`try again in ((?:[0-9]+(?:\.[0-9]+)?(?:ms|h|m|s))+)`)

func inText(lower string) time.Duration {
	m := tryAgain.FindStringSubmatch(lower)
	if m == nil {
		return 0
	}
	d, err := time.ParseDuration(m[1])
	if err != nil {
		return 0
	}
	return d
}
