package admin

import (
	"context"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/danielgtaylor/huma/v2"
)

// StatementStore reads the books of one user.
type StatementStore interface {
	Statement(ctx context.Context, id burncloud.UserID, from, to time.Time) (*burncloud.Statement, error)
	UserBalance(ctx context.Context, id burncloud.UserID, at time.Time) (burncloud.Money, error)
	UserPostings(ctx context.Context, id burncloud.UserID, from, to time.Time, after burncloud.Posting, limit int) ([]burncloud.Posting, error)
}

// Statement is a user's statement of account.
type Statement struct {
	UserID  burncloud.UserID `json:"user_id" doc:"Whose it is."`
	From    time.Time        `json:"from" doc:"It has what was posted at or after this time,"`
	To      time.Time        `json:"to" doc:"and before this one."`
	Opening string           `json:"opening" doc:"Dollars that the user had before, with what calls held."`
	Lines   []StatementLine  `json:"lines" nullable:"false" doc:"Credits, and the calls of each day (UTC)."`
	Closing string           `json:"closing" doc:"Dollars afterwards: opening and all amounts."`
	Balance string           `json:"balance" doc:"Dollars that may be spent now."`
	Held    string           `json:"held" doc:"Dollars that running calls hold now."`
}

// StatementLine is one credit, or the calls of one day.
type StatementLine struct {
	Time    time.Time `json:"time" doc:"Of the credit; the beginning of the day for calls."`
	Kind    string    `json:"kind" enum:"calls,topup,promotion,redeem,adjust" doc:"What it was."`
	Calls   int64     `json:"calls" doc:"How many calls; 0 for credits."`
	Amount  string    `json:"amount" doc:"Dollars; negative for what was taken."`
	Balance string    `json:"balance" doc:"Dollars after the line."`
	Ref     string    `json:"ref" doc:"Name of the event; empty for calls."`
	Actor   string    `json:"actor" doc:"Who posted it: a user's identifier or bootstrap; empty for calls."`
	Reason  string    `json:"reason" doc:"Why; empty for calls."`
}

// PeriodQuery is a span of time. It is exported because huma sees no members of an unexported embedded struct.
type PeriodQuery struct {
	From time.Time `query:"from" doc:"Beginning; that of the present month (UTC) when left out."`
	To   time.Time `query:"to" doc:"End, not included; a month after from when left out."`
}

type statementInput struct {
	ID string `path:"id" maxLength:"200" doc:"Identifier of the user."`
	PeriodQuery
}

type statementExport struct {
	ID string `path:"id" maxLength:"200" doc:"Identifier of the user."`
	PeriodQuery
	Format string `query:"format" enum:"csv,jsonl" default:"csv" doc:"csv, or one JSON object a line."`
}

type myStatementExport struct {
	PeriodQuery
	Format string `query:"format" enum:"csv,jsonl" default:"csv" doc:"csv, or one JSON object a line."`
}

// MyBalance is what the caller may spend.
type MyBalance struct {
	Balance   string `json:"balance" doc:"Dollars that may be spent."`
	Held      string `json:"held" doc:"Dollars that running calls hold; not in balance."`
	Unlimited bool   `json:"unlimited" doc:"Whether calls do not draw on the balance."`
}

func (s *Server) statementRoutes(r *router) {
	route(r, op{pattern: "GET /api/users/{id}/statement", id: "user-statement", summary: "Read a user's statement of account"},
		func(ctx context.Context, in *statementInput) (*output[Statement], error) {
			if _, err := s.Users.User(ctx, burncloud.UserID(in.ID)); err != nil {
				return nil, err
			}
			return s.statement(ctx, burncloud.UserID(in.ID), in.PeriodQuery)
		})
	route(r, op{pattern: "GET /api/users/{id}/statement/export", id: "export-user-statement", summary: "Stream every movement on a user's account"},
		func(ctx context.Context, in *statementExport) (*huma.StreamResponse, error) {
			if _, err := s.Users.User(ctx, burncloud.UserID(in.ID)); err != nil {
				return nil, err
			}
			return s.exportStatement(burncloud.UserID(in.ID), in.PeriodQuery, in.Format)
		})
	route(r, op{pattern: "GET /api/me/statement", id: "my-statement", summary: "Read the own statement of account"},
		func(ctx context.Context, in *PeriodQuery) (*output[Statement], error) {
			return s.statement(ctx, callerOf(ctx).userID, *in)
		})
	route(r, op{pattern: "GET /api/me/statement/export", id: "export-my-statement", summary: "Stream every movement on the own account"},
		func(ctx context.Context, in *myStatementExport) (*huma.StreamResponse, error) {
			return s.exportStatement(callerOf(ctx).userID, in.PeriodQuery, in.Format)
		})
	route(r, op{pattern: "GET /api/me/balance", id: "my-balance", summary: "Read what may be spent"},
		func(ctx context.Context, _ *nothing) (*output[MyBalance], error) {
			u, err := s.Users.User(ctx, callerOf(ctx).userID)
			if err != nil {
				return nil, err
			}
			b := s.Balances.Balance(u.ID)
			return &output[MyBalance]{MyBalance{Balance: b.Available.String(), Held: b.Held.String(), Unlimited: u.UnlimitedBalance}}, nil
		})
}

func (s *Server) statement(ctx context.Context, id burncloud.UserID, q PeriodQuery) (*output[Statement], error) {
	from, to, err := s.period(q.From, q.To)
	if err != nil {
		return nil, err
	}
	st, err := s.Statements.Statement(ctx, id, from, to)
	if err != nil {
		return nil, err
	}
	b := s.Balances.Balance(id)
	out := Statement{
		UserID: id, From: st.From, To: st.To, Opening: st.Opening.String(), Closing: st.Closing.String(), Balance: b.Available.String(), Held: b.Held.String(),
		Lines: make([]StatementLine, len(st.Lines)),
	}
	for i, l := range st.Lines {
		out.Lines[i] = StatementLine{
			Time: l.Time, Kind: lineKind(l.Kind), Calls: l.Calls, Amount: l.Amount.String(), Balance: l.Balance.String(),
			Ref: l.Ref, Actor: l.Actor, Reason: l.Reason,
		}
	}
	return &output[Statement]{out}, nil
}

// lineKind is the kind of a line in the API's words.
func lineKind(k burncloud.PostingKind) string {
	if k.Counterpart() == "" {
		return "calls"
	}
	return string(k)
}

// exportStatement streams every posting that changes what the user has. Holds and their release do not.
func (s *Server) exportStatement(id burncloud.UserID, q PeriodQuery, format string) (*huma.StreamResponse, error) {
	from, to, err := s.period(q.From, q.To)
	if err != nil {
		return nil, err
	}
	x := export[StatementLine]{log: s.Log, name: fileName("statement", from, to), format: format, columns: statementColumns, row: (*StatementLine).row}
	x.each = func(ctx context.Context, emit func(*StatementLine) error) error {
		balance, err := s.Statements.UserBalance(ctx, id, from)
		if err != nil {
			return err
		}
		return s.eachPosting(ctx, id, from, to, func(p *burncloud.Posting) error {
			amount := gain(p)
			if amount == 0 {
				return nil
			}
			balance += amount
			l := StatementLine{
				Time: p.Time, Kind: lineKind(p.Kind), Amount: amount.String(), Balance: balance.String(), Ref: p.Ref, Actor: p.Actor, Reason: p.Reason,
			}
			if l.Kind == "calls" {
				l.Calls = 1
			}
			return emit(&l)
		})
	}
	return &huma.StreamResponse{Body: x.send}, nil
}

// postingsPage is how many postings are read at once.
const postingsPage = 1000

func (s *Server) eachPosting(ctx context.Context, id burncloud.UserID, from, to time.Time, each func(*burncloud.Posting) error) error {
	var last burncloud.Posting
	for {
		all, err := s.Statements.UserPostings(ctx, id, from, to, last, postingsPage)
		if err != nil {
			return err
		}
		for i := range all {
			if err := each(&all[i]); err != nil {
				return err
			}
		}
		if len(all) < postingsPage {
			return nil
		}
		last = all[len(all)-1]
	}
}

// gain is what a posting adds to what its user has.
func gain(p *burncloud.Posting) (amount burncloud.Money) {
	if owns(p.Credit, p.UserID) {
		amount += p.Amount
	}
	if owns(p.Debit, p.UserID) {
		amount -= p.Amount
	}
	return amount
}

// owns reports whether the account is the user's own money.
func owns(a burncloud.Account, id burncloud.UserID) bool {
	owner, pocket, ok := a.User()
	return ok && owner == id && pocket != burncloud.PocketHouse
}

// statementColumns heads the CSV export.
var statementColumns = []string{"time", "kind", "amount", "balance", "ref", "actor", "reason"}

func (l *StatementLine) row() []string {
	return []string{l.Time.Format(time.RFC3339Nano), l.Kind, l.Amount, l.Balance, l.Ref, l.Actor, l.Reason}
}
