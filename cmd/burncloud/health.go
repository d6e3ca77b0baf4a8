package main

import (
	"context"
	"time"

	"github.com/burncloud/burncloud"
)

// saveHealthEvery is how often changed health is written; what a crash loses of it is found out again.
const saveHealthEvery = 3 * time.Second

// closeWait bounds what is written at the end.
const closeWait = 5 * time.Second

// keepHealth stores the targets' health, and disables keys that their providers refused, until ctx ends.
func (s *server) keepHealth(ctx context.Context) {
	tick := time.NewTicker(saveHealthEvery)
	defer tick.Stop()
	for {
		select {
		case refusal := <-s.live.Refusals():
			s.disableKey(ctx, refusal)
		case <-tick.C:
			s.saveHealth(ctx)
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeWait)
			defer cancel()
			s.saveHealth(last)
			return
		}
	}
}

func (s *server) saveHealth(ctx context.Context) {
	targets, changes := s.live.News()
	if len(targets) == 0 && len(changes) == 0 {
		return
	}
	if err := s.store.SaveHealth(ctx, targets, changes); err != nil {
		s.logger.Warn("health could not be stored", "error", err)
	}
	s.hub.Health(changes)
}

// disableKey acts on a refusal: one refused key after the other costs calls, and some providers lock an account for it.
func (s *server) disableKey(ctx context.Context, r burncloud.Refusal) {
	changed, err := s.store.DisableKey(ctx, r.Channel, r.Key, burncloud.KeyRefused+r.Reason)
	if err != nil {
		s.logger.Error("a refused key could not be disabled", "channel", r.Channel, "key", r.Key, "error", err)
		return
	}
	if !changed {
		return // it was, by a call before
	}
	s.logger.Warn("provider key disabled: its calls go to other keys and channels until it is enabled or a test of it succeeds",
		"channel", r.Channel, "key", r.Key, "reason", r.Reason)
	if _, err := s.snapshots.Reload(ctx); err != nil {
		s.logger.Error("the configuration without the refused key was not taken over", "error", err)
	}
}
