package admin

import (
	"context"
	"time"

	"github.com/burncloud/burncloud"
)

// Doctor checks the books.
type Doctor interface {
	// Check checks now: everything, or what was posted since the last checkpoint.
	Check(ctx context.Context, full bool) (*burncloud.CheckReport, error)
	// Last returns the last report, nil before the first.
	Last() *burncloud.CheckReport
}

// CheckReport is the outcome of checking the books.
type CheckReport struct {
	OK         bool      `json:"ok" doc:"Whether all agrees."`
	Time       time.Time `json:"time" doc:"When it was checked."`
	Full       bool      `json:"full" doc:"Whether from the beginning; otherwise from the last checkpoint on."`
	Accounts   int64     `json:"accounts" doc:"How many accounts there are."`
	Entries    int64     `json:"entries" doc:"How many postings there are."`
	AppliedLSN uint64    `json:"applied_lsn" doc:"The last journal record that the database has."`
	DurableLSN uint64    `json:"durable_lsn" doc:"The last journal record that is on the disk."`
	Drift      []Drift   `json:"drift" nullable:"false" doc:"Where the books do not agree."`
	DurationMS int64     `json:"duration_ms" doc:"How long it took."`
}

// Drift is one place where the books do not agree.
type Drift struct {
	Check string `json:"check" doc:"What should hold there."`
	Where string `json:"where" doc:"The account, posting, call or record."`
	Want  string `json:"want" doc:"What should be there."`
	Got   string `json:"got" doc:"What is there."`
}

func showReport(r *burncloud.CheckReport) CheckReport {
	drift := make([]Drift, len(r.Drift))
	for i, d := range r.Drift {
		drift[i] = Drift(d)
	}
	return CheckReport{
		OK: r.OK(), Time: r.Time.UTC(), Full: r.Full, Accounts: r.Accounts, Entries: r.Entries, AppliedLSN: r.LSN, DurableLSN: r.Durable,
		Drift: drift, DurationMS: r.Duration.Milliseconds(),
	}
}

func (s *Server) doctorRoutes(r *router) {
	route(r, op{pattern: "GET /api/doctor", id: "get-doctor", summary: "Show the last check of the books: one is made at the start and every hour"},
		func(context.Context, *nothing) (*output[CheckReport], error) {
			last := s.Doctor.Last()
			if last == nil {
				return nil, &burncloud.Error{Kind: burncloud.KindNotFound, Message: "the books have not been checked yet"}
			}
			return &output[CheckReport]{showReport(last)}, nil
		})
	route(r, op{pattern: "POST /api/doctor", id: "check-doctor", summary: "Check the books and the journal from the beginning, now; what does not agree is in the answer"},
		func(ctx context.Context, _ *nothing) (*output[CheckReport], error) {
			report, err := s.Doctor.Check(ctx, true)
			if err != nil {
				return nil, err
			}
			return &output[CheckReport]{showReport(report)}, nil
		})
}
