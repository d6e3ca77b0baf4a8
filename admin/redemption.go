package admin

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/secret"
)

// RedemptionStore keeps batches of codes.
type RedemptionStore interface {
	SaveRedemption(ctx context.Context, r *burncloud.Redemption, codes []burncloud.RedemptionCode) error
	Redemption(ctx context.Context, id burncloud.RedemptionID) (*burncloud.Redemption, error)
	Redemptions(ctx context.Context, p burncloud.Page) ([]burncloud.Redemption, string, error)
	CodeStore
}

// CodeStore keeps their codes.
type CodeStore interface {
	RedemptionCodes(ctx context.Context, id burncloud.RedemptionID, p burncloud.Page) ([]burncloud.RedemptionCode, string, error)
	DisableRedemption(ctx context.Context, id burncloud.RedemptionID, disable bool) (int64, error)
	Redeem(ctx context.Context, hash burncloud.TokenHash, user burncloud.UserID) (burncloud.Money, error)
}

// maxPerCode is the most that a code can give.
const maxPerCode burncloud.Money = 1_000_000_000_000_000 // a million dollars

// Redemption is the JSON form of a batch of codes.
type Redemption struct {
	ID        burncloud.RedemptionID `json:"id" required:"false" readOnly:"true" doc:"Identifier (rdm_…)."`
	Name      string                 `json:"name" minLength:"1" maxLength:"100" doc:"What the codes are for. It is on the statements of those who redeem them."`
	Count     int                    `json:"count" minimum:"1" maximum:"1000" doc:"How many codes."`
	Amount    string                 `json:"amount" maxLength:"30" doc:"Dollars that each code gives."`
	ExpiresAt *time.Time             `json:"expires_at" required:"false" nullable:"true" doc:"Until when they can be redeemed; null for ever."`
	Redeemed  int                    `json:"redeemed" required:"false" readOnly:"true" doc:"How many were redeemed."`
	Disabled  int                    `json:"disabled" required:"false" readOnly:"true" doc:"How many were disabled."`
	Open      int                    `json:"open" required:"false" readOnly:"true" doc:"How many can still be redeemed."`
	Liability string                 `json:"liability" required:"false" readOnly:"true" doc:"Dollars that the open ones promise."`
	Codes     []string               `json:"codes,omitempty" required:"false" readOnly:"true" nullable:"false" doc:"The codes; in the answer to creating them only."`
	CreatedBy string                 `json:"created_by" required:"false" readOnly:"true" doc:"User who made them; empty for the bootstrap token."`
	CreatedAt *time.Time             `json:"created_at" required:"false" readOnly:"true" doc:"When they were made."`
}

// RedemptionCode is the JSON form of one code.
type RedemptionCode struct {
	ID         burncloud.CodeID `json:"id" doc:"Identifier (rc_…)."`
	Hint       string           `json:"hint" doc:"The last characters of the code."`
	State      string           `json:"state" enum:"open,redeemed,disabled,expired" doc:"What became of it."`
	UserID     string           `json:"user_id" doc:"User who redeemed it; empty for nobody."`
	RedeemedAt *time.Time       `json:"redeemed_at" nullable:"true" doc:"When it was redeemed; left out when it was not."`
}

// RedeemRequest redeems a code.
type RedeemRequest struct {
	Code string `json:"code" writeOnly:"true" maxLength:"200" doc:"The code, in any case, with or without dashes."`
}

// RedeemResult is what it gave.
type RedeemResult struct {
	Amount  string `json:"amount" doc:"Dollars that the code gave."`
	Balance string `json:"balance" doc:"Dollars that may be spent now."`
}

// Switched says how many codes were changed.
type Switched struct {
	Changed int64 `json:"changed" doc:"How many codes were changed."`
}

type codeListInput struct {
	ID string `path:"id" maxLength:"200" doc:"Identifier of the batch."`
	PageQuery
}

func (s *Server) redemptionRoutes(r *router) {
	n := &noun[burncloud.Redemption, Redemption]{
		s: s, plural: "redemptions", name: "redemption",
		get: func(ctx context.Context, id string) (*burncloud.Redemption, error) {
			return s.Redemptions.Redemption(ctx, burncloud.RedemptionID(id))
		},
		list: s.Redemptions.Redemptions,
		show: each(s.showRedemption),
		id:   func(x *burncloud.Redemption) string { return string(x.ID) },
	}
	n.readRoutes(r)
	taking(r, op{
		pattern: "POST /api/redemptions", id: "create-redemption", summary: "Make a batch of codes; they are in this response only", status: http.StatusCreated,
	}, s.makeCodes)
	route(r, op{pattern: "GET /api/redemptions/{id}/codes", id: "list-redemption-codes", summary: "List the codes of a batch"}, s.listCodes)
	for word, disable := range map[string]bool{"disable": true, "enable": false} {
		route(r, op{pattern: "POST /api/redemptions/{id}/" + word, id: word + "-redemption", summary: strings.ToUpper(word[:1]) + word[1:] + " the codes of a batch that were not redeemed"},
			func(ctx context.Context, in *idInput) (*output[Switched], error) {
				about(ctx, "redemptions/"+in.ID, nil, nil)
				n, err := s.Redemptions.DisableRedemption(ctx, burncloud.RedemptionID(in.ID), disable)
				if err != nil {
					return nil, err
				}
				return &output[Switched]{Switched{n}}, nil
			})
	}
	taking(r, op{pattern: "POST /api/me/redeem", id: "redeem", summary: "Redeem a code"}, s.redeem)
}

func (s *Server) showRedemption(x *burncloud.Redemption) Redemption {
	open := x.Count - x.Redeemed - x.Disabled
	if s.expired(x) {
		open = 0
	}
	return Redemption{
		ID: x.ID, Name: x.Name, Count: x.Count, Amount: x.Amount.String(), ExpiresAt: timeOrNil(x.ExpiresAt), Redeemed: x.Redeemed, Disabled: x.Disabled,
		Open: open, Liability: (x.Amount * burncloud.Money(open)).String(), CreatedBy: string(x.CreatedBy), CreatedAt: timeOrNil(x.CreatedAt),
	}
}

func (s *Server) expired(x *burncloud.Redemption) bool {
	return !x.ExpiresAt.IsZero() && !s.Now().Before(x.ExpiresAt)
}

func (s *Server) makeCodes(ctx context.Context, d *Redemption) (*output[Redemption], error) {
	var f faults
	now := s.Now().UTC()
	x := &burncloud.Redemption{
		ID: burncloud.RedemptionID(burncloud.NewID("rdm", now)), Name: strings.TrimSpace(d.Name), Count: d.Count, CreatedBy: callerOf(ctx).userID, CreatedAt: now,
	}
	f.name("name", d.Name)
	amount, err := burncloud.ParseMoney(d.Amount)
	switch {
	case err != nil:
		f.add("amount", "%v", err)
	case amount <= 0:
		f.add("amount", "must be more than zero")
	case amount > maxPerCode:
		f.add("amount", "must not exceed $%s", maxPerCode)
	}
	if d.ExpiresAt != nil {
		x.ExpiresAt = d.ExpiresAt.UTC()
		if s.expired(x) {
			f.add("expires_at", "must be in the future")
		}
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	x.Amount = amount
	plain, codes := newCodes(x, now)
	shown := s.showRedemption(x)
	about(ctx, "redemptions/"+string(x.ID), nil, shown)
	if err := s.Redemptions.SaveRedemption(ctx, x, codes); err != nil {
		return nil, err
	}
	shown.Codes = plain
	return &output[Redemption]{shown}, nil
}

func newCodes(x *burncloud.Redemption, now time.Time) (plain []string, codes []burncloud.RedemptionCode) {
	for range x.Count {
		code := secret.NewCode()
		bare, _ := secret.PlainCode(code)
		plain = append(plain, code)
		codes = append(codes, burncloud.RedemptionCode{
			ID: burncloud.CodeID(burncloud.NewID("rc", now)), RedemptionID: x.ID, Hash: secret.Hash(bare), Hint: code[len(code)-4:], State: burncloud.CodeOpen,
		})
	}
	return plain, codes
}

func (s *Server) listCodes(ctx context.Context, in *codeListInput) (*output[Page[RedemptionCode]], error) {
	batch, err := s.Redemptions.Redemption(ctx, burncloud.RedemptionID(in.ID))
	if err != nil {
		return nil, err
	}
	all, next, err := s.Redemptions.RedemptionCodes(ctx, batch.ID, in.page())
	if err != nil {
		return nil, err
	}
	out := make([]RedemptionCode, len(all))
	for i := range all {
		c := &all[i]
		out[i] = RedemptionCode{ID: c.ID, Hint: c.Hint, State: string(c.State), UserID: string(c.UserID), RedeemedAt: timeOrNil(c.RedeemedAt)}
		if c.State == burncloud.CodeOpen && s.expired(batch) {
			out[i].State = "expired"
		}
	}
	return newPage(out, next), nil
}

// redeem gives the caller what the code is worth. Wrong codes are counted as wrong passwords are.
func (s *Server) redeem(ctx context.Context, d *RedeemRequest) (*output[RedeemResult], error) {
	v := visitOf(ctx)
	user := v.caller.userID
	key := v.attemptKey("redeem " + string(user))
	if err := s.attempts.begin(key, false); err != nil {
		return nil, err
	}
	plain, ok := secret.PlainCode(d.Code)
	if !ok {
		return nil, newProblem(burncloud.KindInvalid, "this is not a code", FieldError{"code", "must be 20 letters and digits, as they were given to you; one is missing or mistyped"})
	}
	about(ctx, "users/"+string(user), nil, nil)
	var amount burncloud.Money
	err := s.Treasury.Receive(ctx, user, func(ctx context.Context) (_ burncloud.Money, err error) {
		amount, err = s.Redemptions.Redeem(ctx, secret.Hash(plain), user)
		return amount, err
	})
	if isNotFound(err) {
		return nil, newProblem(burncloud.KindInvalid, "nobody has made this code", FieldError{"code", "is unknown"})
	}
	if err != nil {
		s.attempts.undo(key)
		return nil, err
	}
	s.attempts.right(key)
	return &output[RedeemResult]{RedeemResult{Amount: amount.String(), Balance: s.Balances.Balance(user).Available.String()}}, nil
}
