package gateway

import (
	"sync"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/route"
	"github.com/burncloud/burncloud/snapshot"
)

// absentFor is how long an upstream is believed not to have a dialect that its provider has.
const absentFor = 10 * time.Minute

// absences remembers which upstreams turned out not to have a dialect beside their main one: the provider has it, but
// the address of the channel, or this model, does not.
type absences struct {
	mu    sync.RWMutex
	until map[absence]time.Time
}

type absence struct {
	target route.Key
	wire   burncloud.Dialect
}

func (a *absences) has(t *snapshot.Target, wire burncloud.Dialect, now time.Time) bool {
	a.mu.RLock()
	defer a.mu.RUnlock()
	return now.Before(a.until[absence{route.KeyOf(t), wire}])
}

// add remembers one more, and forgets those whose time is over.
func (a *absences) add(t *snapshot.Target, wire burncloud.Dialect, now time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.until == nil {
		a.until = map[absence]time.Time{}
	}
	for k, until := range a.until {
		if now.After(until) {
			delete(a.until, k)
		}
	}
	a.until[absence{route.KeyOf(t), wire}] = now.Add(absentFor)
}
