package admin

import (
	"context"
	"time"

	"github.com/burncloud/burncloud"
)

// LogCounter counts the calls of the log.
type LogCounter interface {
	// CountCalls estimates how many calls the filter selects.
	CountCalls(ctx context.Context, f burncloud.CallFilter) (int64, error)
	// CountOutcomes counts them by step and outcome, newest first, as far back as it gets in a short time; back is zero when that is everything.
	CountOutcomes(ctx context.Context, f burncloud.CallFilter, step time.Duration) (counts map[time.Time]map[burncloud.Outcome]int64, back time.Time, err error)
}

// LogHistogram counts the calls of a range by how they ended.
type LogHistogram struct {
	From         time.Time        `json:"from" doc:"Begin of the range, on a whole step."`
	To           time.Time        `json:"to" doc:"End of the range, on a whole step."`
	Step         string           `json:"step" doc:"Length of a step."`
	Times        []time.Time      `json:"times" nullable:"false" doc:"Begin of each step."`
	Counts       []OutcomeNumbers `json:"counts" nullable:"false" doc:"The calls of each step."`
	CompleteFrom *time.Time       `json:"complete_from" doc:"Null when everything was counted; else calls before this time are missing, because counting them would take too long with this filter."`
}

type histogramInput struct {
	LogFilter
	Step string `query:"step" enum:"1m,5m,15m,1h,6h,1d" doc:"Length of a step; the default fits the range."`
}

func (s *Server) histogramRoute(r *router) {
	route(r, op{pattern: "GET /api/logs/histogram", id: "get-log-histogram", summary: "Count calls over time by how they ended"},
		func(ctx context.Context, in *histogramInput) (*output[LogHistogram], error) {
			h, err := s.histogram(ctx, in)
			if err != nil {
				return nil, err
			}
			return &output[LogHistogram]{*h}, nil
		})
}

func (s *Server) histogram(ctx context.Context, in *histogramInput) (*LogHistogram, error) {
	f, err := in.filter()
	if err != nil {
		return nil, err
	}
	from, to, step, err := s.span(in.From, in.To, in.Step)
	if err != nil {
		return nil, err
	}
	f.From, f.To = from, to
	counts, back, err := s.outcomes(ctx, f, step)
	if err != nil {
		return nil, err
	}
	out := &LogHistogram{From: from, To: to, Step: stepName(step), Times: []time.Time{}, CompleteFrom: timeOrNil(back)}
	for t := from; t.Before(to); t = t.Add(step) {
		out.Times, out.Counts = append(out.Times, t), append(out.Counts, showOutcomes(counts[t]))
	}
	return out, nil
}

// outcomes takes the sums where they can tell, and else looks at the calls.
func (s *Server) outcomes(ctx context.Context, f burncloud.CallFilter, step time.Duration) (map[time.Time]map[burncloud.Outcome]int64, time.Time, error) {
	sums := burncloud.CallFilter{
		From: f.From, To: f.To, UserID: f.UserID, TokenID: f.TokenID, ChannelID: f.ChannelID, KeyID: f.KeyID, Group: f.Group, Model: f.Model, Outcome: f.Outcome,
	}
	if f != sums {
		return s.Counts.CountOutcomes(ctx, f, step)
	}
	q := UsageFilter{
		Model: string(f.Model), ChannelID: string(f.ChannelID), KeyID: string(f.KeyID), UserID: string(f.UserID), TokenID: string(f.TokenID),
		Group: string(f.Group), Outcome: string(f.Outcome),
	}
	cells, err := s.Usage.Usage(ctx, burncloud.UsageQuery{From: f.From, To: f.To, Step: step, Only: q.only()})
	counts := map[time.Time]map[burncloud.Outcome]int64{}
	for i := range cells {
		counts[cells[i].Start] = cells[i].Outcomes
	}
	return counts, time.Time{}, err
}
