package gateway

import (
	"strconv"
	"sync/atomic"
	"time"

	"github.com/burncloud/burncloud"
)

// rateWindow is how long a stream may be slower than its channel wants.
const rateWindow = 10 * time.Second

// rate is the floor under the speed of a stream. Tokens are estimated from what comes: it is there to find streams that drip.
type rate struct {
	least  int // tokens a second; 0 = none
	tokens atomic.Int64
	held   atomic.Int64  // nanoseconds of the window in which the client was waited for
	began  time.Duration // of the window, since the clock's beginning; 0 = no window yet. Only fire uses it.
}

// count adds what an event said, in bytes of text. Nothing comes with less than one token.
func (r *rate) count(text int) {
	if r.least > 0 {
		r.tokens.Add(int64(max(text/asciiPerToken, 1)))
	}
}

// due is how long until the window ends, since being the time since the clock's beginning; longest where there is no floor.
func (r *rate) due(since, longest time.Duration) time.Duration {
	if r.least == 0 {
		return longest
	}
	return min(longest, max(r.began+rateWindow-since, time.Millisecond))
}

// check looks at a window that is over, and begins the next. It returns the error of a stream that is too slow.
func (r *rate) check(since, content time.Duration) *burncloud.Error {
	if r.least == 0 {
		return nil
	}
	if r.began == 0 {
		r.began = content
	}
	if since-r.began < rateWindow {
		return nil
	}
	waited := since - r.began - time.Duration(r.held.Swap(0))
	tokens := r.tokens.Swap(0)
	r.began = since
	if waited < rateWindow/2 || tokens >= int64(r.least)*int64(waited/time.Second) {
		return nil // the client was the slow one, or nobody is
	}
	return late("the upstream sent less than " + strconv.Itoa(r.least) + " tokens a second")
}
