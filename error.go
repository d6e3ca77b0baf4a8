package burncloud

import (
	"errors"
	"time"
)

// Kind classifies an Error. It alone decides the HTTP status, what is logged, and what follows a failed attempt.
// The list is append-only: the words are on log rows.
type Kind string

// Kinds of what the caller did.
const (
	KindBadRequest      Kind = "bad_request"          // 400: malformed or refused input; Param names the field
	KindContextTooLong  Kind = "context_too_long"     // 400: the prompt exceeds the model's window
	KindContentPolicy   Kind = "content_policy"       // 400: refused by the provider's content filter
	KindUnauthenticated Kind = "unauthenticated"      // 401: missing, garbled, disabled or expired token
	KindNoFunds         Kind = "no_funds"             // 402: balance or budget exhausted
	KindUnpriced        Kind = "price_not_configured" // 402: the operator has set no price for the model
	KindForbidden       Kind = "forbidden"            // 403: the token may not do this
	KindNotFound        Kind = "not_found"            // 404: no such endpoint or object
	KindModelNotFound   Kind = "model_not_found"      // 404: no route serves the model
	KindMethod          Kind = "method_not_allowed"   // 405
	KindConflict        Kind = "conflict"             // 409
	KindTooLarge        Kind = "too_large"            // 413: body over the limit
	KindInvalid         Kind = "invalid"              // 422: control-plane field errors
	KindRateLimited     Kind = "rate_limited"         // 429: the caller's own limit
	KindCanceled        Kind = "canceled"             // 499: the client left
)

// Kinds of what happened upstream or here.
const (
	KindInternal        Kind = "internal"         // 500: our fault; the text never reaches a client
	KindUnsupported     Kind = "unsupported"      // 501: not there yet, said so
	KindUpstreamInvalid Kind = "upstream_invalid" // 502: an answer that is not the dialect's
	KindUpstreamAuth    Kind = "upstream_auth"    // 502: our key was refused
	KindUpstreamFunds   Kind = "upstream_funds"   // 502: our account is out of money or quota
	KindUpstreamMissing Kind = "upstream_missing" // 502: the upstream has no such model or path
	KindUpstreamServer  Kind = "upstream_server"  // 502: 5xx from the provider
	KindUpstreamConnect Kind = "upstream_connect" // 502: refused, reset, DNS
	KindUpstreamCut     Kind = "upstream_cut"     // 502: the answer ended before its end
	KindUpstreamLimited Kind = "upstream_limited" // 429: the provider limits our key
	KindNoChannel       Kind = "no_channel"       // 503: nothing alive serves the model
	KindOverloaded      Kind = "overloaded"       // 503: we shed load or drain
	KindUpstreamTimeout Kind = "upstream_timeout" // 504
	KindChannelLimited  Kind = "channel_limited"  // 503: a channel was passed over at the limit that the operator set; on attempts only
	KindKeyLimited      Kind = "key_limited"      // 503: the same of one of its keys
	KindLoop            Kind = "loop_detected"    // 508: a call came back to the gateway that made it
)

// kinds gives each Kind its HTTP status towards the client.
var kinds = map[Kind]int{
	KindBadRequest: 400, KindContextTooLong: 400, KindContentPolicy: 400, KindUnauthenticated: 401, KindNoFunds: 402, KindUnpriced: 402,
	KindForbidden: 403, KindNotFound: 404, KindModelNotFound: 404, KindMethod: 405, KindConflict: 409, KindTooLarge: 413,
	KindInvalid: 422, KindRateLimited: 429, KindCanceled: 499,
	KindInternal: 500, KindUnsupported: 501, KindUpstreamInvalid: 502, KindUpstreamAuth: 502, KindUpstreamFunds: 502,
	KindUpstreamMissing: 502, KindUpstreamServer: 502, KindUpstreamConnect: 502, KindUpstreamCut: 502,
	KindUpstreamLimited: 429, KindNoChannel: 503, KindOverloaded: 503, KindUpstreamTimeout: 504,
	KindChannelLimited: 503, KindKeyLimited: 503, KindLoop: 508,
}

// Status is the HTTP status that a client sees for the kind.
func (k Kind) Status() int {
	if s, ok := kinds[k]; ok {
		return s
	}
	return 500
}

// Error is the one error that crosses package borders with a meaning.
type Error struct {
	Kind       Kind
	Message    string        // fit for the client: lower case, no internals, no secrets
	Param      string        // the field at fault, in the caller's words; may be empty
	Code       string        // a finer machine-readable code; may be empty
	RetryAfter time.Duration // how long to wait; 0 = unknown
	Status     int           // what the upstream answered, 0 when it did not
	Err        error         // the cause; for logs, never for clients
}

// Error returns the message and the cause, for logs.
func (e *Error) Error() string {
	if e.Err == nil {
		return string(e.Kind) + ": " + e.Message
	}
	return string(e.Kind) + ": " + e.Message + ": " + e.Err.Error()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// AsError returns the classified error in err's chain; anything unclassified becomes KindInternal with a text that
// says nothing.
func AsError(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Kind: KindInternal, Message: "internal error", Err: err}
}
