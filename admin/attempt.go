package admin

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/burncloud/burncloud"
)

// How guessing is slowed down: from the fourth wrong attempt on the next is taken after 1 s, 2 s, 4 s, …; after the tenth
// none is for a quarter of an hour. Counts are of an account and an address together, so nobody can lock others out
// from elsewhere; on the machine itself the wait is never longer than half a minute.
const (
	freeAttempts  = 3
	mostAttempts  = 10
	lockTime      = 15 * time.Minute
	localLockTime = 30 * time.Second
	maxTracked    = 10_000 // accounts and addresses; beyond that some are forgotten
)

// attempts counts wrong attempts. The zero value with now set is ready.
type attempts struct {
	now  func() time.Time
	mu   sync.Mutex
	seen map[string]*attempt
}

type attempt struct {
	wrong int
	last  time.Time
	until time.Time
}

// attemptKey names an account and where it is tried from: the machine itself, an address, of IPv6 the network that one
// customer has. A proxy on the machine shares its address and is not the machine.
func (v *visit) attemptKey(what string) string {
	ip := v.ip()
	from := ip.String()
	if p, err := ip.Prefix(64); ip.Is6() && err == nil {
		from = p.String()
	}
	if v.local() {
		from = "here"
	}
	return strings.ToLower(what) + "|" + from
}

// begin counts an attempt as wrong, or refuses it. Attempts at the same time cannot pass each other that way.
func (a *attempts) begin(key string, local bool) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.now()
	t := a.seen[key]
	if t != nil && now.Before(t.until) {
		return tooMany(t.until.Sub(now))
	}
	if t == nil || now.Sub(t.last) > lockTime || t.wrong >= mostAttempts && !local {
		t = &attempt{}
		a.forget(now)
		a.seen[key] = t
	}
	t.wrong++
	t.last = now
	switch {
	case t.wrong >= mostAttempts && !local:
		t.until = now.Add(lockTime)
	case t.wrong > freeAttempts:
		t.until = now.Add(min(time.Second<<min(t.wrong-freeAttempts-1, 10), localLockTime))
	}
	return nil
}

// right takes the attempt back, and all before it.
func (a *attempts) right(key string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.seen, key)
}

// undo takes one attempt back: it was neither right nor wrong.
func (a *attempts) undo(key string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if t := a.seen[key]; t != nil {
		t.wrong--
		t.until = time.Time{}
	}
}

// forget makes room for one more. Who guessed most is remembered longest: new names cannot push an old one out.
func (a *attempts) forget(now time.Time) {
	if a.seen == nil {
		a.seen = map[string]*attempt{}
	}
	if len(a.seen) < maxTracked {
		return
	}
	oldest := ""
	for k, t := range a.seen {
		if now.Sub(t.last) > lockTime {
			delete(a.seen, k)
			continue
		}
		if o := a.seen[oldest]; o == nil || t.wrong < o.wrong || t.wrong == o.wrong && t.last.Before(o.last) {
			oldest = k
		}
	}
	if len(a.seen) >= maxTracked {
		delete(a.seen, oldest)
	}
}

// tooMany says when the next attempt is taken. It is the same for accounts that are not there.
func tooMany(wait time.Duration) error {
	wait = (wait + time.Second - 1).Truncate(time.Second)
	in := fmt.Sprintf("%d seconds", wait/time.Second)
	if wait > 2*time.Minute {
		in = fmt.Sprintf("%d minutes", (wait+time.Minute-1)/time.Minute)
	}
	return &burncloud.Error{
		Kind: burncloud.KindRateLimited, RetryAfter: wait,
		Message: "too many attempts: try again in " + in + ", or sign in from the machine itself",
	}
}
