package admin

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/burncloud/burncloud"
)

// Treasury moves money into and out of users' balances.
type Treasury interface {
	Credit(ctx context.Context, c *burncloud.Credit) (posted bool, err error)
	Receive(ctx context.Context, id burncloud.UserID, post func(ctx context.Context) (burncloud.Money, error)) error
}

// Credit is money that an admin gives to a user.
type Credit struct {
	Amount  string `json:"amount" maxLength:"30" doc:"Dollars; negative to take them away. No more can be taken than may be spent."`
	Reason  string `json:"reason" minLength:"1" maxLength:"500" doc:"Why. It is on the statement."`
	Kind    string `json:"kind" required:"false" enum:"topup,promotion,adjust" default:"topup" doc:"topup: it was paid for; promotion: a gift; adjust: a correction. Left out: topup, or adjust for a negative amount."`
	EventID string `json:"event_id" required:"false" maxLength:"200" doc:"Name of the payment or event. What was posted with the same one before is not posted again."`
}

// CreditResult is what came of it.
type CreditResult struct {
	Posted  bool   `json:"posted" doc:"Whether it was posted; false when one with the same event_id had been."`
	Balance string `json:"balance" doc:"Dollars that the user may spend now."`
}

func (s *Server) creditRoutes(r *router) {
	route(r, op{
		pattern: "POST /api/users/{id}/credit", id: "credit-user", summary: "Give a user money, or take it away",
		body: reflect.TypeFor[Credit](),
	},
		func(ctx context.Context, in *idBodyInput) (*output[CreditResult], error) {
			var d Credit
			if err := decode(r, in.RawBody, &d); err != nil {
				return nil, err
			}
			return s.credit(ctx, burncloud.UserID(in.ID), &d)
		})
}

func (s *Server) credit(ctx context.Context, id burncloud.UserID, d *Credit) (*output[CreditResult], error) {
	if _, err := s.Users.User(ctx, id); err != nil {
		return nil, err
	}
	var f faults
	amount, err := burncloud.ParseMoney(d.Amount)
	if err != nil {
		f.add("amount", "%v", err)
	} else if amount == 0 {
		f.add("amount", "must not be zero")
	}
	reason := strings.TrimSpace(d.Reason)
	if reason == "" {
		f.add("reason", "must not be empty")
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	c := &burncloud.Credit{
		UserID: id, Amount: amount, Kind: burncloud.PostingKind(d.Kind), Source: "api", EventID: strings.TrimSpace(d.EventID),
		Actor: callerOf(ctx).name(), Reason: reason,
	}
	switch {
	case c.Kind == "" && amount < 0:
		c.Kind = burncloud.PostAdjustment
	case c.Kind == "":
		c.Kind = burncloud.PostTopUp
	}
	if c.EventID == "" {
		c.EventID = burncloud.NewID("cr", s.Now())
	}
	about(ctx, "users/"+string(id), nil, d)
	posted, err := s.Treasury.Credit(ctx, c)
	if err != nil {
		return nil, err
	}
	return &output[CreditResult]{CreditResult{Posted: posted, Balance: s.Balances.Balance(id).Available.String()}}, nil
}

// name is who the books say has done it.
func (c caller) name() string {
	if c.userID == "" {
		return "bootstrap"
	}
	return string(c.userID)
}

// period reads a span of time; left out, it is the present month.
func (s *Server) period(from, to time.Time) (time.Time, time.Time, error) {
	now := s.Now().UTC()
	if from.IsZero() {
		from = time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
	}
	if to.IsZero() {
		to = from.AddDate(0, 1, 0)
	}
	var f faults
	if !to.After(from) {
		f.add("to", "must be after from")
	}
	if to.Sub(from) > maxStatement {
		f.add("from", "must not be more than %d days before to", maxStatement/(24*time.Hour))
	}
	return from.UTC(), to.UTC(), f.err()
}

// maxStatement is the longest time that a statement is of.
const maxStatement = 400 * 24 * time.Hour

func fileName(what string, from, to time.Time) string {
	return fmt.Sprintf("%s-%s-%s", what, from.Format("20060102"), to.Format("20060102"))
}
