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
	// Step is how far the check has come that runs now, nil while none does.
	Step() *burncloud.CheckStep
}

// CheckReport is the outcome of checking the books and looking at the machine.
type CheckReport struct {
	OK         bool       `json:"ok" doc:"Whether the books agree."`
	Time       time.Time  `json:"time" doc:"When they were checked."`
	Full       bool       `json:"full" doc:"Whether from the beginning; otherwise from the last checkpoint on."`
	Accounts   int64      `json:"accounts" doc:"How many accounts there are."`
	Entries    int64      `json:"entries" doc:"How many postings there are."`
	AppliedLSN uint64     `json:"applied_lsn" doc:"The last journal record that the database has."`
	DurableLSN uint64     `json:"durable_lsn" doc:"The last journal record that is on the disk."`
	Checks     []Check    `json:"checks" nullable:"false" doc:"Every invariant that was looked at."`
	Drift      []Drift    `json:"drift" nullable:"false" doc:"Where the books do not agree."`
	Parts      []Part     `json:"parts" nullable:"false" doc:"How each part of the machine does, as of now."`
	DurationMS int64      `json:"duration_ms" doc:"How long the check of the books took."`
	Running    *CheckStep `json:"running" doc:"How far the check has come that runs now; null while none does."`
}

// Check is one invariant of the books.
type Check struct {
	Name   string `json:"name" doc:"What should hold."`
	OK     bool   `json:"ok" doc:"Whether it does."`
	Places int    `json:"places" doc:"In how many places it does not, as far as they are named."`
}

// CheckStep is how far a check has come.
type CheckStep struct {
	Name  string `json:"name" doc:"What is being read."`
	Done  int    `json:"done" doc:"Steps that are done."`
	Steps int    `json:"steps" doc:"Steps in all."`
}

// Part is how one part of the machine does.
type Part struct {
	Name    string       `json:"name" doc:"books, journal, database, disk, clock, configuration, channels, audit or versions."`
	State   string       `json:"state" enum:"ok,warn,bad,off" doc:"warn: it works, and somebody should look; bad: calls fail or money is at stake; off: not known or not in use."`
	Figures []PartFigure `json:"figures" nullable:"false" doc:"What was measured."`
	Finding string       `json:"finding" doc:"Short name of what is to be looked at; empty where nothing is."`
	Advice  string       `json:"advice" doc:"What to do about it."`
}

// PartFigure is one thing that was measured.
type PartFigure struct {
	Name   string `json:"name" doc:"What was measured."`
	Number int64  `json:"number" doc:"The number, in its unit; 0 for a text."`
	Unit   string `json:"unit" enum:"count,bytes,us,time,text" doc:"us: microseconds; time: seconds since 1970."`
	Text   string `json:"text" doc:"The text; empty for a number."`
}

// Drift is one place where the books do not agree.
type Drift struct {
	Check      string `json:"check" doc:"What should hold there."`
	Where      string `json:"where" doc:"The account, posting, call or record."`
	Want       string `json:"want" doc:"What should be there."`
	Got        string `json:"got" doc:"What is there."`
	Adjustable bool   `json:"adjustable" doc:"Whether an adjustment can explain it: POST /api/doctor/adjustments."`
}

// ShowReport is the JSON form of a report, with how the parts of the machine do.
func ShowReport(r *burncloud.CheckReport, parts []burncloud.Part) CheckReport {
	out := CheckReport{
		OK: r.OK(), Time: r.Time.UTC(), Full: r.Full, Accounts: r.Accounts, Entries: r.Entries, AppliedLSN: r.LSN, DurableLSN: r.Durable,
		Drift: make([]Drift, len(r.Drift)), Parts: make([]Part, len(parts)), Checks: []Check{}, DurationMS: r.Duration.Milliseconds(),
	}
	places := make(map[string]int)
	for i, d := range r.Drift {
		out.Drift[i] = Drift{Check: d.Check, Where: d.Where, Want: d.Want, Got: d.Got, Adjustable: d.Correctable() != ""}
		places[d.Check]++
	}
	for _, name := range burncloud.BookChecks() {
		if r.Full || name != "journal" { // which only a full check reads
			out.Checks = append(out.Checks, Check{name, places[name] == 0, places[name]})
		}
	}
	for i, p := range parts {
		out.Parts[i] = Part{Name: p.Name, State: string(p.State), Figures: make([]PartFigure, len(p.Figures)), Finding: p.Finding, Advice: p.Advice}
		for k, f := range p.Figures {
			unit := f.Unit
			if unit == "" {
				unit = "text"
			}
			out.Parts[i].Figures[k] = PartFigure{Name: f.Name, Number: f.Number, Unit: unit, Text: f.Text}
		}
	}
	return out
}

// report is a report with the parts as they are now.
func (s *Server) report(ctx context.Context, r *burncloud.CheckReport, full bool) *output[CheckReport] {
	var parts []burncloud.Part
	if s.Parts != nil {
		parts = s.Parts(ctx, full)
	}
	out := ShowReport(r, parts)
	if step := s.Doctor.Step(); step != nil {
		out.Running = &CheckStep{step.Name, step.Done, step.Steps}
	}
	return &output[CheckReport]{out}
}

func (s *Server) doctorRoutes(r *router) {
	route(r, op{pattern: "GET /api/doctor", id: "get-doctor", summary: "Show the last check of the books, which is made at the start and every hour, and how the parts of the machine do"},
		func(ctx context.Context, _ *nothing) (*output[CheckReport], error) {
			last := s.Doctor.Last()
			if last == nil {
				return nil, &burncloud.Error{Kind: burncloud.KindNotFound, Message: "the books have not been checked yet"}
			}
			return s.report(ctx, last, false), nil
		})
	route(r, op{pattern: "POST /api/doctor", id: "check-doctor", summary: "Check the books, the journal and the audit log from the beginning, now; what does not agree is in the answer"},
		func(ctx context.Context, _ *nothing) (*output[CheckReport], error) {
			report, err := s.Doctor.Check(ctx, true)
			if err != nil {
				return nil, err
			}
			return s.report(ctx, report, true), nil
		})
	s.adjustmentRoute(r)
}
