package admin

import (
	"context"
	"slices"
	"time"

	"github.com/burncloud/burncloud"
)

// TrailStore reads what is around a call: what was booked for it, and the calls before and after.
type TrailStore interface {
	// CallPostings lists the postings of a call in the order of the books.
	CallPostings(ctx context.Context, id burncloud.RequestID) ([]burncloud.TrailStep, error)
	// CallsAround lists calls that the filter selects on either side of one call, the nearest first.
	CallsAround(ctx context.Context, id burncloud.RequestID, f burncloud.CallFilter, limit int) (newer, older []burncloud.Call, err error)
}

// MoneyTrail is how the books have a call: what was held for it, and each posting.
type MoneyTrail struct {
	Held      string      `json:"held" doc:"Dollars that were promised to the call while it ran, extensions included. A call that ends soon has no posting of it: the promise is in the journal only."`
	Charged   string      `json:"charged" doc:"Dollars that were taken in the end; zero when the whole hold was given back."`
	Unlimited bool        `json:"unlimited" doc:"Whether the user's balance was not drawn on."`
	Steps     []TrailStep `json:"steps" nullable:"false" doc:"The postings, in the order of the books; none for a call that was charged nothing."`
	Agrees    bool        `json:"agrees" doc:"Whether what the postings took is what the call's record says that it cost."`
}

// TrailStep is one posting of a call.
type TrailStep struct {
	ID      int64     `json:"id" doc:"Number of the posting; they are numbered without a hole."`
	LSN     uint64    `json:"lsn" doc:"Number of the record in the journal that it comes from."`
	Time    time.Time `json:"time" doc:"When it happened."`
	Kind    string    `json:"kind" enum:"hold,extend,settle,release,overage,purchase" doc:"Why money moved: hold and extend promise it, settle takes it, release gives back what was not needed, overage takes what was beyond the hold, purchase is what the upstream takes."`
	Debit   string    `json:"debit" doc:"Account that it was taken from."`
	Credit  string    `json:"credit" doc:"Account that it was given to."`
	Amount  string    `json:"amount" doc:"Dollars that moved."`
	Balance *string   `json:"balance" doc:"Dollars that the user could spend afterwards; null where that is not known, or the balance is not drawn on."`
}

// LogsAround are the calls next to one call.
type LogsAround struct {
	Newer []Log `json:"newer" nullable:"false" doc:"Calls that ended after it, the nearest first."`
	Older []Log `json:"older" nullable:"false" doc:"Calls that ended before it, the nearest first."`
}

type aroundInput struct {
	ID string `path:"id" maxLength:"200" doc:"Identifier of the call in the middle."`
	LogFilter
	Limit int `query:"limit" minimum:"1" maximum:"20" default:"1" doc:"How many calls on either side."`
}

func (s *Server) aroundRoute(r *router) {
	route(r, op{pattern: "GET /api/logs/{id}/around", id: "get-logs-around", summary: "Read the calls next to one call that the filter selects"},
		func(ctx context.Context, in *aroundInput) (*output[LogsAround], error) {
			f, err := in.filter()
			if err != nil {
				return nil, err
			}
			newer, older, err := s.Trails.CallsAround(ctx, burncloud.RequestID(in.ID), f, in.Limit)
			if err != nil {
				return nil, err
			}
			return &output[LogsAround]{LogsAround{Newer: showLogs(newer), Older: showLogs(older)}}, nil
		})
}

func showLogs(calls []burncloud.Call) []Log {
	all := make([]Log, len(calls))
	for i := range calls {
		all[i] = showLog(&calls[i])
	}
	return all
}

// trail is nil where no money was held for the call. own leaves out what is not for those who pay.
func (s *Server) trail(ctx context.Context, c *burncloud.Call, own bool) (*MoneyTrail, error) {
	if c.Charge == nil {
		return nil, nil
	}
	steps, err := s.Trails.CallPostings(ctx, c.RequestID)
	if err != nil {
		return nil, err
	}
	var taken burncloud.Money
	for i := range steps {
		if k := steps[i].Kind; k == burncloud.PostSettlement || k == burncloud.PostOverage {
			taken += steps[i].Amount
		}
	}
	t := &MoneyTrail{
		Held: c.Charge.Held.String(), Charged: c.Charged().String(), Unlimited: c.Charge.Unlimited, Steps: []TrailStep{},
		Agrees: taken == c.Charged(),
	}
	if own {
		steps = slices.DeleteFunc(steps, func(p burncloud.TrailStep) bool { return p.UserID != c.UserID })
	}
	for i := range steps {
		t.Steps = append(t.Steps, showStep(&steps[i], c.Charge.Unlimited))
	}
	return t, nil
}

func showStep(p *burncloud.TrailStep, unlimited bool) TrailStep {
	out := TrailStep{
		ID: p.ID, LSN: p.LSN, Time: p.Time.UTC(), Kind: string(p.Kind), Debit: string(p.Debit), Credit: string(p.Credit), Amount: p.Amount.String(),
	}
	if !unlimited && p.UserID != "" {
		out.Balance = showMoney(p.Balance)
	}
	return out
}
