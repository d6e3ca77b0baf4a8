package admin

import (
	"context"
	"errors"
	"sync"
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
	Attention []Attention   `json:"attention" nullable:"false" doc:"What needs a person, the worst first. What the caller has put off is here, too, with the moment until when."`
	Latest    []Log         `json:"latest" nullable:"false" doc:"The newest calls, newest first."`
	Backlog   int64         `json:"backlog" doc:"Finished calls that wait in the journal and are not in these numbers yet."`
	Time      time.Time     `json:"time" doc:"When this was worked out."`
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
	topModels = 6
	topUsers  = 8
	latest    = 20
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
	var users []UsageGroup
	err = together(
		func() error {
			traffic, err := s.usage(ctx, burncloud.UsageQuery{From: from, To: to, Step: step, GroupBy: burncloud.ByModel}, topModels)
			if err == nil {
				out.Traffic, out.Now = *traffic, traffic.Total
			}
			return err
		},
		func() (err error) {
			out.Before, err = s.total(ctx, from.Add(-to.Sub(from)), from)
			return err
		},
		func() (err error) {
			users, err = s.spenders(ctx, from, to)
			return err
		},
		func() (err error) {
			out.Channels, err = s.channelLines(ctx)
			return err
		},
		func() error {
			calls, _, err := s.Logs.Calls(ctx, burncloud.CallFilter{}, burncloud.Page{Limit: latest})
			for i := range calls {
				out.Latest = append(out.Latest, showLog(&calls[i]))
			}
			return err
		},
	)
	if err != nil {
		return nil, err
	}
	out.Users = users[:min(len(users), topUsers)]
	out.Attention, err = s.attention(ctx, out, users)
	return out, err
}

func (s *Server) total(ctx context.Context, from, to time.Time) (UsageNumbers, error) {
	cells, err := s.Usage.Usage(ctx, burncloud.UsageQuery{From: from, To: to})
	var t burncloud.Tally
	for i := range cells {
		t.Add(&cells[i].Tally)
	}
	return showTally(&t), err
}

// together runs functions at the same time, waits for all, and returns their errors.
func together(all ...func() error) error {
	errs := make([]error, len(all))
	var running sync.WaitGroup
	for i, f := range all {
		running.Go(func() { errs[i] = f() })
	}
	running.Wait()
	return errors.Join(errs...)
}

// spenders are the users with calls in the range, those that were charged most first, without series.
func (s *Server) spenders(ctx context.Context, from, to time.Time) ([]UsageGroup, error) {
	cells, err := s.Usage.Usage(ctx, burncloud.UsageQuery{From: from, To: to, GroupBy: burncloud.ByUser})
	if err != nil {
		return nil, err
	}
	lanes := map[string]*lane{}
	for i := range cells {
		l := newLane(0)
		l.key = cells[i].Key
		l.total.Add(&cells[i].Tally)
		lanes[l.key] = l
	}
	out := []UsageGroup{}
	for i, l := range ranked(lanes) {
		if i == maxGroups {
			break
		}
		out = append(out, UsageGroup{Key: l.key, Name: s.nameOf(ctx, burncloud.ByUser, l.key), Total: showTally(&l.total), Series: []UsageNumbers{}})
	}
	return out, nil
}
