package gateway

import (
	"net/http"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/snapshot"
)

// maxRetryAfter is the longest wait that a target may ask for before the same call asks it again.
const maxRetryAfter = 5 * time.Second

// next says what follows a failed attempt.
type next uint8

const (
	final    next = iota // the caller's own error: no other target would do better
	failOver             // the target's trouble: its health suffers; another one, and when its tier has no other the same once more
	abandon              // the same, but this target would do no better: it is not asked again by this call
	widen                // nobody's fault: a target with a larger context window, if there is one
)

// afterFailure is the one table from the class of a failure to what follows. Kinds that are not in it are final: among
// them the content policy, which is not to be routed around.
var afterFailure = map[burncloud.Kind]next{
	burncloud.KindUpstreamServer:  failOver,
	burncloud.KindUpstreamConnect: failOver,
	burncloud.KindUpstreamCut:     failOver,
	burncloud.KindUpstreamLimited: failOver,
	burncloud.KindUpstreamTimeout: abandon,
	burncloud.KindUpstreamInvalid: abandon,
	burncloud.KindUpstreamAuth:    abandon,
	burncloud.KindUpstreamFunds:   abandon,
	burncloud.KindUpstreamMissing: abandon,
	burncloud.KindLoop:            abandon,
	burncloud.KindContextTooLong:  widen,
}

// blames reports whether the error is the target's trouble.
func blames(err *burncloud.Error) bool {
	step := afterFailure[err.Kind]
	return step == failOver || step == abandon
}

// following chooses the target after one that failed: another of its tier at once; the same once more when the tier has
// no other, after a pause; then the next tier. It is nil when nothing is left, when the pool's retries are used up, or
// when the client has left.
func (c *call) following(failed *snapshot.Target, err *burncloud.Error) *snapshot.Target {
	c.plan.Exclude(failed, err.Kind)
	if !c.plan.MayRetry() {
		return nil
	}
	if c.left == 1 && c.plan.FallBack() { // the last try is better spent on another model
		return c.plan.Next()
	}
	if t := c.plan.Beside(failed); t != nil {
		return t
	}
	if wait, ok := c.again(err); ok && c.plan.Repeatable(failed) {
		if !c.pause(wait) {
			return nil
		}
		if c.plan.Repeat(failed) {
			return failed
		}
	}
	return c.plan.Next()
}

// again reports whether the target that failed so may be asked again, and how long to wait before.
func (c *call) again(err *burncloud.Error) (wait time.Duration, ok bool) {
	said := err.Status == http.StatusRequestTimeout // it gave up by itself and at once: none of our clocks ran out
	if afterFailure[err.Kind] != failOver && !said || err.RetryAfter > maxRetryAfter {
		return 0, false
	}
	if err.RetryAfter > 0 {
		return err.RetryAfter, true
	}
	return c.plan.Backoff(), true
}

// pause waits, unless the client leaves or the gateway ends; then it reports false.
func (c *call) pause(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	began := c.g.Now()
	defer func() { c.waited += c.g.Now().Sub(began) }()
	select {
	case <-timer.C:
		return true
	case <-c.r.Context().Done():
		return false
	}
}
