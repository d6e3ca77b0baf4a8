package admin

import (
	"cmp"
	"context"
	"slices"
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
	Slots   []HealthSlot   `json:"slots" nullable:"false" doc:"The range cut into equal parts, oldest first; of the last 24 hours where none is asked for."`
	Slot    string         `json:"slot" doc:"Length of a slot: 15m up to a day and a half, 1h up to eight days, else 1d."`
	Load    *ChannelLoad   `json:"load" doc:"How much of its limits is taken now; null when that is not known."`
}

// ChannelLoad is how much of a channel's limits is taken.
type ChannelLoad struct {
	Requests int64 `json:"requests" doc:"Of the minute's requests, those not earned back yet; 0 where they are not limited."`
	Tokens   int64 `json:"tokens" doc:"Of the minute's tokens, likewise."`
	UnderWay int64 `json:"under_way" doc:"Calls at it at this moment."`
}

// LoadSource knows how much of their limits channels have taken.
type LoadSource interface {
	ChannelLoad(id burncloud.ChannelID) burncloud.Load
}

// HealthSlot says how a channel did in a part of a range.
type HealthSlot struct {
	Start     time.Time `json:"start" doc:"Begin of the slot."`
	Attempts  int64     `json:"attempts" doc:"How often the channel was asked."`
	Failed    int64     `json:"failed" doc:"Attempts that failed by the channel's fault, whether or not another channel then answered."`
	ErrorKind string    `json:"error_kind" doc:"The most frequent class of these failures, empty without any."`
	Count     int64     `json:"error_count" doc:"How many were of that class."`
}

// ChannelLine is a channel on the list of channels.
type ChannelLine struct {
	ChannelID string       `json:"channel_id" doc:"The channel."`
	Name      string       `json:"name" doc:"Its name."`
	Enabled   bool         `json:"enabled" doc:"Whether calls are sent to it."`
	Health    Health       `json:"health" doc:"How it does now."`
	Slots     []HealthSlot `json:"slots" nullable:"false" doc:"The last 24 hours, one slot an hour, oldest first; the last is the present hour."`
	Attempts  int64        `json:"attempts" doc:"How often it was asked in these slots."`
	Failed    int64        `json:"failed" doc:"How many of these attempts failed by its fault."`
	Total     UsageNumbers `json:"total" doc:"The calls that ended at it in these slots."`
}

// ChannelLines is every channel.
type ChannelLines struct {
	Items []ChannelLine `json:"items" nullable:"false" doc:"All channels: dead ones first, then degraded ones, then by name."`
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
	From time.Time `query:"from" doc:"Only changes at or after this time; begin of the slots."`
	To   time.Time `query:"to" doc:"Only changes before this time; end of the slots."`
}

func (s *Server) channelHealthRoute(r *router) {
	route(r, op{pattern: "GET /api/channels/health", id: "list-channel-health", summary: "Read how all channels do, with the calls of their last 24 hours"},
		func(ctx context.Context, _ *nothing) (*output[ChannelLines], error) {
			lines, err := s.channelLines(ctx)
			if err != nil {
				return nil, err
			}
			return &output[ChannelLines]{ChannelLines{lines}}, nil
		})
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
			h := s.channelHealth(id, changes)
			if err := s.addSlots(ctx, &h, in); err != nil {
				return nil, err
			}
			return &output[ChannelHealth]{h}, nil
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
		h.History[i] = showChange(c)
	}
	if s.Load != nil {
		load := ChannelLoad(s.Load.ChannelLoad(id))
		h.Load = &load
	}
	return h
}

func showChange(c burncloud.HealthChange) HealthChange {
	return HealthChange{c.Time.UTC(), string(c.Key), string(c.Model), string(c.State), c.Reason}
}

// addSlots cuts the range into slots.
func (s *Server) addSlots(ctx context.Context, h *ChannelHealth, in *healthInput) error {
	from, to := in.From, in.To
	if to.IsZero() {
		to = s.Now()
	}
	if from.IsZero() {
		from = to.Add(-24 * time.Hour)
	}
	step := 24 * time.Hour
	switch length := to.Sub(from); {
	case length <= 36*time.Hour:
		step = 15 * time.Minute
	case length <= 8*24*time.Hour:
		step = time.Hour
	}
	from, to, step, err := s.span(from, to, stepName(step))
	if err != nil {
		return err
	}
	counts, err := s.Usage.Attempts(ctx, from, to, step, burncloud.ChannelID(in.ID))
	h.Slots, h.Slot = slotsOf(counts, from, to, step), stepName(step)
	return err
}

// slotsOf puts the counts of one channel into slots.
func slotsOf(counts []burncloud.AttemptCount, from, to time.Time, step time.Duration) []HealthSlot {
	slots := make([]HealthSlot, 0, to.Sub(from)/step)
	for t := from; t.Before(to); t = t.Add(step) {
		slots = append(slots, HealthSlot{Start: t})
	}
	for _, c := range counts {
		slot := &slots[c.Start.Sub(from)/step]
		slot.Attempts += c.Count
		if !c.Kind.OfUpstream() {
			continue
		}
		slot.Failed += c.Count
		if c.Count > slot.Count {
			slot.ErrorKind, slot.Count = string(c.Kind), c.Count
		}
	}
	return slots
}

// channelLines is the list of channels with what their calls came to.
func (s *Server) channelLines(ctx context.Context) ([]ChannelLine, error) {
	from, to, step, err := s.span(s.Now().Add(-23*time.Hour), s.Now(), "1h")
	if err != nil {
		return nil, err
	}
	counts, err := s.Usage.Attempts(ctx, from, to, step, "")
	if err != nil {
		return nil, err
	}
	cells, err := s.Usage.Usage(ctx, burncloud.UsageQuery{From: from, To: to, GroupBy: burncloud.ByChannel})
	if err != nil {
		return nil, err
	}
	byChannel := map[burncloud.ChannelID][]burncloud.AttemptCount{}
	for _, c := range counts {
		byChannel[c.Channel] = append(byChannel[c.Channel], c)
	}
	lines := []ChannelLine{}
	for c := range s.Snapshots.Load().Channels() {
		l := ChannelLine{
			ChannelID: string(c.ID), Name: c.Name, Enabled: c.Enabled, Health: s.health(c.ID),
			Slots: slotsOf(byChannel[c.ID], from, to, step), Total: showTally(&burncloud.Tally{}),
		}
		for _, slot := range l.Slots {
			l.Attempts, l.Failed = l.Attempts+slot.Attempts, l.Failed+slot.Failed
		}
		for i := range cells {
			if cells[i].Key == string(c.ID) {
				l.Total = showTally(&cells[i].Tally)
			}
		}
		lines = append(lines, l)
	}
	slices.SortFunc(lines, func(a, b ChannelLine) int {
		return cmp.Or(cmp.Compare(severity(a.Health.State), severity(b.Health.State)), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ChannelID, b.ChannelID))
	})
	return lines, nil
}

// severity sorts what needs care to the front.
func severity(state string) int {
	return slices.Index([]string{string(burncloud.Dead), string(burncloud.Degraded), string(burncloud.Healthy)}, state)
}
