package llm

import (
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/burncloud/burncloud"
)

// KindOf classifies an upstream's status of failure for want of anything better in the body (wire-facts §9).
func KindOf(status int) burncloud.Kind {
	switch {
	case status == 401:
		return burncloud.KindUpstreamAuth
	case status == 402:
		return burncloud.KindUpstreamFunds
	case status == 403:
		return burncloud.KindUpstreamAuth
	case status == 404 || status == 405:
		return burncloud.KindUpstreamMissing
	case status == 408 || status == 504:
		return burncloud.KindUpstreamTimeout
	case status == 413:
		return burncloud.KindTooLarge
	case status == 429:
		return burncloud.KindUpstreamLimited
	case status == 400 || status == 409 || status == 422:
		return burncloud.KindBadRequest
	case status >= 500 || status == 424 || status == 498 || status == 499:
		return burncloud.KindUpstreamServer
	}
	return burncloud.KindUpstreamInvalid
}

// maxMessage is the longest text that is kept of an upstream's error, in bytes.
const maxMessage = 1 << 10

// Failure makes the error for what an upstream answered. text is its message; it reaches the client only where the
// client's own request is at fault, since it may name keys and accounts.
func Failure(kind burncloud.Kind, status int, header http.Header, text string) *burncloud.Error {
	e := &burncloud.Error{Kind: kind, Status: status, RetryAfter: RetryAfter(header)}
	text = cut(strings.ToValidUTF8(strings.TrimSpace(text), "\uFFFD"))
	switch kind {
	case burncloud.KindBadRequest, burncloud.KindContextTooLong, burncloud.KindContentPolicy, burncloud.KindTooLarge:
		e.Message = text
	default:
		e.Message = failures[kind]
	}
	if e.Message == "" {
		e.Message = "the upstream answered with status " + strconv.Itoa(status)
	}
	if text != "" && text != e.Message {
		e.Err = upstreamText(text)
	}
	return e
}

// Unstructured returns the beginning of an error's body that is no object, as a proxy before the upstream answers; "" for
// any other.
func Unstructured(body []byte) string {
	if len(body) == 0 || body[0] == '{' {
		return ""
	}
	return string(body[:min(len(body), 4*maxMessage)])
}

// failures are the words for clients where the upstream's own are not for them.
var failures = map[burncloud.Kind]string{
	burncloud.KindUpstreamAuth:    "the upstream refused the gateway's key",
	burncloud.KindUpstreamFunds:   "the gateway's account at the upstream is out of funds or quota",
	burncloud.KindUpstreamMissing: "the upstream does not have this model",
	burncloud.KindUpstreamServer:  "the upstream failed",
	burncloud.KindUpstreamLimited: "the upstream limits the rate of requests",
	burncloud.KindUpstreamTimeout: "the upstream took too long",
	burncloud.KindUpstreamCut:     "the upstream's answer ended before its end",
	burncloud.KindUpstreamInvalid: "the upstream's answer cannot be understood",
	burncloud.KindOverloaded:      "the upstream is overloaded",
}

// upstreamText is what an upstream said, as the cause of an Error.
type upstreamText string

func (t upstreamText) Error() string { return string(t) }

func cut(s string) string {
	if len(s) <= maxMessage {
		return s
	}
	s = s[:maxMessage]
	for !utf8.ValidString(s) {
		s = s[:len(s)-1]
	}
	return s
}

// RetryAfter reads how long an upstream asks to wait, as the official SDKs do: retry-after-ms, then retry-after in
// seconds or as a date, which counts from the response's own Date. 0 = it does not say.
func RetryAfter(h http.Header) time.Duration {
	if ms, err := strconv.ParseFloat(h.Get("Retry-After-Ms"), 64); err == nil && ms > 0 {
		return clamp(ms / 1000)
	}
	v := h.Get("Retry-After")
	if s, err := strconv.ParseFloat(v, 64); err == nil && s > 0 {
		return clamp(s)
	}
	at, err := http.ParseTime(v)
	if err != nil {
		return 0
	}
	now, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return 0
	}
	return max(0, at.Sub(now))
}

// clamp keeps the seconds that an upstream wrote within a day.
func clamp(seconds float64) time.Duration {
	return time.Duration(min(seconds, 86400) * float64(time.Second))
}

// Cut is the error for a stream that ended before its end; cause may be nil.
func Cut(cause error) *burncloud.Error {
	return &burncloud.Error{Kind: burncloud.KindUpstreamCut, Message: failures[burncloud.KindUpstreamCut], Err: cause}
}

// Invalid is the error for an answer that is not the dialect's.
func Invalid(cause error) *burncloud.Error {
	return &burncloud.Error{Kind: burncloud.KindUpstreamInvalid, Message: failures[burncloud.KindUpstreamInvalid], Err: cause}
}
