package admin

import (
	"context"
	"time"

	"github.com/burncloud/burncloud"
)

// HealthHistory keeps the changes of the targets' health.
type HealthHistory interface {
	HealthChanges(ctx context.Context, id burncloud.ChannelID, from, to time.Time) ([]burncloud.HealthChange, error)
}

// ChannelHealth is how a channel's targets do, and did.
type ChannelHealth struct {
	Health
	Targets []TargetHealth `json:"targets" nullable:"false" doc:"Each key and upstream model that was asked so far."`
	History []HealthChange `json:"history" nullable:"false" doc:"Changes of state, newest first; the last 200 of the channel are kept."`
}

// TargetHealth is the state of one key for one upstream model.
type TargetHealth struct {
	KeyID         string     `json:"key_id" doc:"The provider key; empty on a channel without keys."`
	UpstreamModel string     `json:"upstream_model" doc:"The model as the provider calls it."`
	State         string     `json:"state" enum:"healthy,degraded,dead" doc:"degraded: it fails now and then; dead: it is given no calls but single trials."`
	Reason        string     `json:"reason" doc:"The cause in words, empty while healthy."`
	Since         *time.Time `json:"since" doc:"When this state began."`
	Until         *time.Time `json:"until" doc:"Dead: when it is tried again; null otherwise, and for disabled keys."`
	Failures      int        `json:"failures" doc:"Failures in a row."`
	LastError     string     `json:"last_error" doc:"The newest failure, kept while healthy too."`
}

// HealthChange is a target's passage into a state.
type HealthChange struct {
	Time          time.Time `json:"time" doc:"When it happened."`
	KeyID         string    `json:"key_id" doc:"The provider key."`
	UpstreamModel string    `json:"upstream_model" doc:"The model as the provider calls it."`
	State         string    `json:"state" enum:"healthy,degraded,dead" doc:"The new state."`
	Reason        string    `json:"reason" doc:"The cause in words, empty when it became healthy."`
}

type healthInput struct {
	ID   string    `path:"id" maxLength:"200" doc:"Identifier of the channel."`
	From time.Time `query:"from" doc:"Only changes at or after this time."`
	To   time.Time `query:"to" doc:"Only changes before this time."`
}

func (s *Server) channelHealthRoute(r *router) {
	route(r, op{pattern: "GET /api/channels/{id}/health", id: "get-channel-health", summary: "Read how a channel's keys and models do, and did"},
		func(ctx context.Context, in *healthInput) (*output[ChannelHealth], error) {
			id := burncloud.ChannelID(in.ID)
			if _, err := s.Channels.Channel(ctx, id); err != nil {
				return nil, err
			}
			changes, err := s.History.HealthChanges(ctx, id, in.From, in.To)
			if err != nil {
				return nil, err
			}
			return &output[ChannelHealth]{s.channelHealth(id, changes)}, nil
		})
}

func (s *Server) channelHealth(id burncloud.ChannelID, changes []burncloud.HealthChange) ChannelHealth {
	h := ChannelHealth{Health: s.health(id), Targets: []TargetHealth{}, History: make([]HealthChange, len(changes))}
	if s.Health != nil {
		for _, t := range s.Health.Targets(id) {
			h.Targets = append(h.Targets, TargetHealth{
				KeyID: string(t.Key), UpstreamModel: string(t.Model), State: string(t.State), Reason: t.Reason,
				Since: timeOrNil(t.Since), Until: timeOrNil(t.Until), Failures: t.Failures, LastError: t.LastError,
			})
		}
	}
	for i, c := range changes {
		h.History[i] = HealthChange{c.Time.UTC(), string(c.Key), string(c.Model), string(c.State), c.Reason}
	}
	return h
}
