package admin

import (
	"context"
	"time"

	"github.com/burncloud/burncloud"
)

// Backlog says how many finished calls wait to appear in the log.
type Backlog interface {
	Lag() uint64
}

// Overview is everything that the first page shows.
type Overview struct {
	Range     string        `json:"range" doc:"Length of the range up to now."`
	Now       UsageNumbers  `json:"now" doc:"The calls of the range."`
	Before    UsageNumbers  `json:"before" doc:"The calls of the range before it, of the same length, to compare with."`
	Traffic   UsageReport   `json:"traffic" doc:"The range by model."`
	Users     []UsageGroup  `json:"users" nullable:"false" doc:"The users that were charged most, without series."`
	Channels  []ChannelLine `json:"channels" nullable:"false" doc:"All channels with their last 24 hours, those that need care first."`
	Attention []Attention   `json:"attention" nullable:"false" doc:"What needs a person, the worst first."`
	Latest    []Log         `json:"latest" nullable:"false" doc:"The newest calls, newest first."`
	Backlog   int64         `json:"backlog" doc:"Finished calls that wait in the journal and are not in these numbers yet."`
	Time      time.Time     `json:"time" doc:"When this was worked out."`
}

// Attention is one thing that needs a person.
type Attention struct {
	Kind      string     `json:"kind" enum:"channel_dead,channel_degraded,model_unpriced,backlog" doc:"What it is about. More kinds may come."`
	ChannelID string     `json:"channel_id" doc:"The channel, empty where it is about none."`
	Channel   string     `json:"channel" doc:"The channel's name."`
	Model     string     `json:"model" doc:"The model, empty where it is about none."`
	Reason    string     `json:"reason" doc:"The cause in words."`
	Since     *time.Time `json:"since" doc:"When it began, null where unknown."`
	Count     int64      `json:"count" doc:"channel_*: attempts that failed in the last 24 hours; model_unpriced: its calls in the range; backlog: calls that wait."`
	Refused   int64      `json:"refused" doc:"model_unpriced: how many of these calls were refused."`
	TookOver  []string   `json:"took_over" nullable:"false" doc:"channel_dead: names of the channels that serve its models now."`
	Unserved  []string   `json:"unserved" nullable:"false" doc:"channel_dead: models that no channel serves any more."`
}

type overviewInput struct {
	Range string `query:"range" enum:"1h,6h,24h,7d,30d" default:"24h" doc:"Length of the range up to now."`
}

// ranges of the overview, with the step of their charts.
var ranges = map[string]struct {
	length time.Duration
	step   string
}{
	"1h": {time.Hour, "1m"}, "6h": {6 * time.Hour, "5m"}, "24h": {24 * time.Hour, "1h"},
	"7d": {7 * 24 * time.Hour, "6h"}, "30d": {30 * 24 * time.Hour, "1d"},
}

const (
	topModels  = 6
	topUsers   = 8
	latest     = 20
	maxBacklog = 1000 // calls in the journal from which on it is told
	// degradedFor is how long a channel must have been degraded to need a person.
	degradedFor = 10 * time.Minute
)

func (s *Server) overviewRoutes(r *router) {
	route(r, op{pattern: "GET /api/overview", id: "get-overview", summary: "Read what the first page shows: numbers, what needs attention, top lists, newest calls"},
		func(ctx context.Context, in *overviewInput) (*output[Overview], error) {
			o, err := s.overview(ctx, in.Range)
			if err != nil {
				return nil, err
			}
			return &output[Overview]{*o}, nil
		})
}

func (s *Server) overview(ctx context.Context, name string) (*Overview, error) {
	now := s.Now().UTC()
	r := ranges[name]
	from, to, step, err := s.span(now.Add(-r.length), now, r.step)
	if err != nil {
		return nil, err
	}
	out := &Overview{Range: name, Time: now, Users: []UsageGroup{}, Latest: []Log{}}
	if s.Backlog != nil {
		out.Backlog = int64(s.Backlog.Lag())
	}
	traffic, err := s.usage(ctx, burncloud.UsageQuery{From: from, To: to, Step: step, GroupBy: burncloud.ByModel}, topModels)
	if err != nil {
		return nil, err
	}
	out.Traffic, out.Now = *traffic, traffic.Total
	if out.Before, err = s.total(ctx, from.Add(-to.Sub(from)), from); err != nil {
		return nil, err
	}
	users, err := s.usage(ctx, burncloud.UsageQuery{From: from, To: to, Step: step, GroupBy: burncloud.ByUser}, 0)
	if err != nil {
		return nil, err
	}
	out.Users = users.Groups[:min(len(users.Groups), topUsers)]
	if out.Channels, err = s.channelLines(ctx); err != nil {
		return nil, err
	}
	calls, _, err := s.Logs.Calls(ctx, burncloud.CallFilter{}, burncloud.Page{Limit: latest})
	if err != nil {
		return nil, err
	}
	for i := range calls {
		out.Latest = append(out.Latest, showLog(&calls[i]))
	}
	out.Attention = s.attention(out, now)
	return out, nil
}

func (s *Server) total(ctx context.Context, from, to time.Time) (UsageNumbers, error) {
	cells, err := s.Usage.Usage(ctx, burncloud.UsageQuery{From: from, To: to})
	var t burncloud.Tally
	for i := range cells {
		t.Add(&cells[i].Tally)
	}
	return showTally(&t), err
}

// attention lists what needs a person.
func (s *Server) attention(o *Overview, now time.Time) []Attention {
	list := []Attention{}
	add := func(a Attention) {
		a.TookOver, a.Unserved = orEmpty(a.TookOver), orEmpty(a.Unserved)
		list = append(list, a)
	}
	if o.Backlog >= maxBacklog {
		add(Attention{Kind: "backlog", Count: o.Backlog, Reason: "finished calls wait in the journal: the database is slow or away"})
	}
	for _, l := range o.Channels {
		a := Attention{ChannelID: l.ChannelID, Channel: l.Name, Reason: l.Health.Reason, Since: l.Health.Since, Count: l.Failed}
		switch {
		case !l.Enabled:
		case l.Health.State == string(burncloud.Dead):
			a.Kind = "channel_dead"
			a.TookOver, a.Unserved = s.heirs(burncloud.ChannelID(l.ChannelID))
			add(a)
		case l.Health.State == string(burncloud.Degraded) && (a.Since == nil || now.Sub(*a.Since) >= degradedFor):
			a.Kind = "channel_degraded"
			add(a)
		}
	}
	snap := s.Snapshots.Load()
	for _, g := range o.Traffic.Groups {
		if g.Key != "" && snap.Price(burncloud.ModelName(g.Key), now) == nil {
			add(Attention{
				Kind: "model_unpriced", Model: g.Key, Reason: "the model has no price", Count: g.Total.Requests, Refused: g.Total.Outcomes.Refused,
			})
		}
	}
	return list
}

// heirs names the channels that serve what a channel served, and the models that none serves.
func (s *Server) heirs(dead burncloud.ChannelID) (names, unserved []string) {
	snap := s.Snapshots.Load()
	c := snap.Channel(dead)
	if c == nil {
		return nil, nil
	}
	seen := map[burncloud.ChannelID]bool{}
	for _, model := range c.Models {
		served := false
		for _, group := range c.Groups {
			pool := snap.Pool(group, model)
			if pool == nil {
				continue
			}
			for i := range pool.Targets {
				other := pool.Targets[i].Channel
				if other.ID == dead || s.health(other.ID).State == string(burncloud.Dead) {
					continue
				}
				served = true
				if !seen[other.ID] {
					seen[other.ID] = true
					names = append(names, other.Name)
				}
			}
		}
		if !served {
			unserved = append(unserved, string(model))
		}
	}
	return names, unserved
}
