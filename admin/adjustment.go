package admin

import (
	"context"
	"strings"
	"time"

	"github.com/burncloud/burncloud"
)

// Corrections explains differences in the books by postings.
type Corrections interface {
	Difference(ctx context.Context, id burncloud.UserID) (stored, posted burncloud.Money, err error)
	PostCorrection(ctx context.Context, c *burncloud.Correction) (spendable burncloud.Money, err error)
}

// Corrector takes a corrected balance over into memory.
type Corrector interface {
	Correct(ctx context.Context, id burncloud.UserID, post func(ctx context.Context) (burncloud.Money, error)) error
}

// Adjustment corrects what the doctor found: in two steps, first to see, then to post.
type Adjustment struct {
	Account    string `json:"account" minLength:"1" maxLength:"300" doc:"The account that the doctor named: user:usr_…/available."`
	Keep       string `json:"keep" required:"false" enum:"balance,entries" default:"balance" doc:"What is right. balance: it stays, and a posting explains it. entries: a second posting gives the user what the postings add up to."`
	Difference string `json:"difference" required:"false" maxLength:"30" doc:"Dollars that the balance has more than its postings, as the dry run said; posting is refused when it is another one by now. Not needed for a dry run."`
	Reason     string `json:"reason" required:"false" maxLength:"500" doc:"Why. It is on the posting, the statement and in the audit log. Not needed for a dry run."`
	DryRun     bool   `json:"dry_run" required:"false" doc:"Only show what would be posted."`
}

// AdjustmentResult is what an adjustment does, or would do.
type AdjustmentResult struct {
	Account    string              `json:"account" doc:"The account."`
	Stored     string              `json:"stored" doc:"Dollars that the balance had."`
	Posted     string              `json:"posted" doc:"Dollars that its postings added up to."`
	Difference string              `json:"difference" doc:"Dollars that the balance had more than its postings."`
	After      string              `json:"after" doc:"Dollars that both have then."`
	Postings   []AdjustmentPosting `json:"postings" nullable:"false" doc:"What is posted, in this order."`
	Done       bool                `json:"done" doc:"Whether it was posted; false for a dry run."`
}

// AdjustmentPosting is one movement of money.
type AdjustmentPosting struct {
	Debit  string `json:"debit" doc:"Account that gives."`
	Credit string `json:"credit" doc:"Account that takes."`
	Amount string `json:"amount" doc:"Dollars."`
	Moves  bool   `json:"moves" doc:"Whether the user's stored balance moves with it; false for the posting that explains what it has already."`
}

// settleWait is how long an adjustment waits for finished calls to be in the database.
const settleWait = 5 * time.Second

func (s *Server) adjustmentRoute(r *router) {
	taking(r, op{
		pattern: "POST /api/doctor/adjustments", id: "post-adjustment", summary: "Explain a difference that the doctor found in a user's balance by a balanced posting of kind adjust, in the caller's name",
	}, s.adjust)
}

func (s *Server) adjust(ctx context.Context, d *Adjustment) (*output[AdjustmentResult], error) {
	var f faults
	c := &burncloud.Correction{
		UserID: (&burncloud.Drift{Check: "balance", Where: d.Account}).Correctable(), Posted: d.Keep == "entries",
		EventID: burncloud.NewID("adj", s.Now()), Actor: callerOf(ctx).name(), Reason: strings.TrimSpace(d.Reason),
	}
	if c.UserID == "" {
		f.add("account", "must be the available money of a user: no other account is corrected by an adjustment")
	}
	if !d.DryRun {
		var err error
		if c.Difference, err = burncloud.ParseMoney(d.Difference); err != nil {
			f.add("difference", "%v", err)
		}
		if c.Reason == "" {
			f.add("reason", "must not be empty")
		}
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	stored, posted, err := s.Corrections.Difference(ctx, c.UserID)
	if err != nil {
		return nil, err
	}
	out := showAdjustment(d.Account, stored, posted, c.Posted)
	if stored == posted {
		return nil, &burncloud.Error{Kind: burncloud.KindConflict, Message: "the balance is the sum of its postings: there is nothing to correct"}
	}
	if d.DryRun {
		return &output[AdjustmentResult]{out}, nil
	}
	about(ctx, "doctor/adjustments", map[string]string{"account": d.Account, "stored": out.Stored, "posted": out.Posted}, d)
	err = s.Corrector.Correct(ctx, c.UserID, func(ctx context.Context) (burncloud.Money, error) {
		if err := s.caughtUp(ctx); err != nil {
			return 0, err
		}
		return s.Corrections.PostCorrection(ctx, c)
	})
	if err != nil {
		return nil, err
	}
	out.Done = true
	return &output[AdjustmentResult]{out}, nil
}

// caughtUp waits until the database has every record of the journal, for a while.
func (s *Server) caughtUp(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, settleWait)
	defer cancel()
	for upTo := uint64(s.Journal.Status().Written); ; {
		applied, err := s.Applied.AppliedLSN(ctx)
		if err == nil && applied >= upTo {
			return nil
		}
		select {
		case <-ctx.Done():
			return &burncloud.Error{Kind: burncloud.KindConflict, Message: "finished calls wait in the journal: try again when the database has them"}
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func showAdjustment(account string, stored, posted burncloud.Money, keepPosted bool) AdjustmentResult {
	diff := stored - posted
	out := AdjustmentResult{Account: account, Stored: stored.String(), Posted: posted.String(), Difference: diff.String(), After: stored.String()}
	post := func(amount burncloud.Money, moves bool) {
		p := AdjustmentPosting{string(burncloud.AccountAdjustments), account, amount.String(), moves}
		if amount < 0 {
			p.Debit, p.Credit, p.Amount = p.Credit, p.Debit, (-amount).String()
		}
		out.Postings = append(out.Postings, p)
	}
	post(diff, false)
	if keepPosted {
		post(-diff, true)
		out.After = posted.String()
	}
	return out
}
