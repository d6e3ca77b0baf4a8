package gateway

import (
	"slices"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/limit"
	"github.com/burncloud/burncloud/snapshot"
)

// lineWait is how long a call waits for channels that are at their limit, in all.
const lineWait = 2 * time.Second

// spill is the channels that a call passed over because they are at their limit.
type spill struct {
	targets []*snapshot.Target // one of each channel or key worth waiting for
	any     bool
	soonest time.Duration // until one of them has room, as far as that is known
	until   time.Time     // when waiting ends; zero = it has not begun
}

// places are what a call takes at a target, of its channel and of its key: nothing where neither has limits.
func places(t *snapshot.Target) (all []limit.Subject) {
	if !t.Channel.Limits.IsZero() {
		all = append(all, limit.Subject{Key: limit.Key{Kind: limit.Channel, ID: string(t.Channel.ID)}, Limits: t.Channel.Limits})
	}
	if l := t.Channel.Options.KeyLimits; !l.IsZero() {
		all = append(all, limit.Subject{Key: limit.Key{Kind: limit.ChannelKey, ID: string(t.Channel.ID) + "/" + string(t.Key.ID)}, Limits: l})
	}
	return all
}

// occupy takes a place at the target. If its channel or its key is at a limit, it says which, and puts that on the record:
// it is no attempt, and nobody's fault. Calls wait in line for what has limits of one of the two only.
func (c *call) occupy(t *snapshot.Target, s *spill) (limited burncloud.Kind) {
	subjects := places(t)
	if len(subjects) == 0 || len(subjects) == 1 && c.slot.Holds(subjects[0].Key) {
		return ""
	}
	var tokens int64
	for _, subject := range subjects {
		if subject.TPM > 0 {
			tokens = c.foresee()
		}
	}
	slot, refused := c.g.Limits.Admit(tokens, subjects...)
	if refused == nil {
		c.slot = &slot
		return ""
	}
	if !s.any || refused.Wait < s.soonest {
		s.soonest = refused.Wait
	}
	s.any = true
	if refused.Wait <= lineWait && len(subjects) == 1 {
		s.targets = append(s.targets, t)
	}
	kind, who := burncloud.KindChannelLimited, "the channel"
	if refused.Subject.Kind == limit.ChannelKey {
		kind, who = burncloud.KindKeyLimited, "the key"
	}
	c.rec.Attempts = append(c.rec.Attempts, burncloud.Attempt{
		ChannelID: t.Channel.ID, KeyID: t.Key.ID, UpstreamModel: t.UpstreamModel,
		ErrorKind: kind, ErrorMessage: "passed over: " + who + passedOver[refused.Cause],
	})
	return kind
}

// passedOver says on the record why a channel or a key was passed over.
var passedOver = map[limit.Cause]string{
	limit.Requests:    "'s requests per minute are used up",
	limit.Tokens:      "'s tokens per minute are used up",
	limit.Concurrency: " has as many calls as it may at the same time",
	limit.Line:        " is waited for by other calls",
}

// queued waits in line for one of the channels that were passed over. It returns nil when there is none worth waiting
// for, none got room in time, or the client left.
func (c *call) queued(pool *snapshot.Pool, s *spill) *snapshot.Target {
	began := c.g.Now()
	if s.until.IsZero() {
		s.until = began.Add(lineWait)
	}
	if len(s.targets) == 0 || !began.Before(s.until) {
		return nil
	}
	place := limit.Place{
		Pool: string(pool.Group) + "|" + string(pool.Model), Tenant: string(c.caller.User.ID), Tokens: c.foresee(),
		Patience: s.until.Sub(began),
	}
	for _, t := range s.targets {
		place.Subjects = append(place.Subjects, places(t)...) // one of each
	}
	i, slot := c.g.Limits.Wait(c.r.Context(), place)
	c.waited += c.g.Now().Sub(began)
	if i < 0 {
		return nil
	}
	c.slot = &slot
	t := s.targets[i]
	s.targets = slices.Delete(s.targets, i, i+1)
	c.g.Live.Take(t)
	return t
}

// full is the answer when the channels at their limit had no room in time.
func (c *call) full(s *spill, model burncloud.ModelName) *burncloud.Error {
	if c.gone() {
		return &burncloud.Error{Kind: burncloud.KindCanceled, Message: "the client left while the call waited for a channel"}
	}
	return &burncloud.Error{
		Kind: burncloud.KindOverloaded, RetryAfter: max(s.soonest, retrySoon),
		Message: "the channels of the model " + quote(model) + " are at their limits at the moment",
	}
}
