package admin

import (
	"context"
	"time"

	"github.com/burncloud/burncloud"
)

// MyLog is one call as its owner sees it: without the upstreams, their keys and what they cost the operator.
type MyLog struct {
	ID           string      `json:"id" doc:"Identifier; the same as request_id."`
	RequestID    string      `json:"request_id" doc:"The X-Request-Id that the client saw."`
	Time         time.Time   `json:"time" doc:"Arrival."`
	TokenID      string      `json:"token_id" doc:"Token that was used."`
	Group        string      `json:"group" doc:"Channel group of the call."`
	Endpoint     string      `json:"endpoint" doc:"Method and path."`
	Model        string      `json:"model" doc:"Model that was asked for."`
	Dialect      string      `json:"dialect" doc:"Wire format of the client."`
	Stream       bool        `json:"stream" doc:"Whether the answer was a stream."`
	Status       int         `json:"status" doc:"Status sent to the client; 499 when it left first."`
	ErrorKind    string      `json:"error_kind" doc:"Class of the failure, empty when there was none."`
	ErrorMessage string      `json:"error_message" doc:"The failure in words; empty where it tells of upstreams."`
	Attempts     []MyAttempt `json:"attempts" nullable:"false" doc:"Tries of upstreams, in order."`
	Usage        CallUsage   `json:"usage" doc:"Tokens by bucket; no token is in two."`
	Cost         *string     `json:"cost" doc:"Dollars charged; null without a price."`
	TTFTMS       float64     `json:"ttft_ms" doc:"Arrival to first content, in milliseconds; 0 without content."`
	DurationMS   float64     `json:"duration_ms" doc:"The whole call, in milliseconds."`
	BytesIn      int64       `json:"bytes_in" doc:"Size of the request body."`
	BytesOut     int64       `json:"bytes_out" doc:"Size of the response body."`
	IP           string      `json:"ip" doc:"Address of the client."`
	Flags        []string    `json:"flags" nullable:"false" doc:"What was unusual, such as an estimated usage or dropped fields."`
}

// MyAttempt is one try of an upstream.
type MyAttempt struct {
	Number     int     `json:"number" doc:"1 for the first."`
	Failed     bool    `json:"failed" doc:"Whether another one was tried, or the call failed."`
	DurationMS float64 `json:"duration_ms" doc:"How long it took, in milliseconds."`
}

// MyLogDetail is a call with the numbers behind its cost.
type MyLogDetail struct {
	MyLog
	Losses []string      `json:"losses" nullable:"false" doc:"Fields of the request that did not reach the model as they were, each with the reason."`
	Price  *PriceReceipt `json:"price" doc:"How the cost came about; left out without a price."`
	Trail  *MoneyTrail   `json:"trail" doc:"How the books have the call; left out where no money was held for it."`
}

// myLogInput selects own calls.
type myLogInput struct {
	From      time.Time `query:"from" doc:"Only calls at or after this time."`
	To        time.Time `query:"to" doc:"Only calls before this time."`
	TokenID   string    `query:"token_id" maxLength:"200" doc:"Only calls with this token."`
	Model     string    `query:"model" maxLength:"200" doc:"Only calls that asked for this model."`
	Status    int       `query:"status" minimum:"100" maximum:"599" doc:"Only calls that ended with this status."`
	RequestID string    `query:"request_id" maxLength:"200" doc:"Only the call with this request id."`
	Limit     int       `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Objects per page."`
	Cursor    string    `query:"cursor" maxLength:"500" doc:"next_cursor of the page before."`
}

func (s *Server) myLogRoutes(r *router) {
	route(r, op{pattern: "GET /api/me/logs", id: "list-my-logs", summary: "List the own calls, newest first"},
		func(ctx context.Context, in *myLogInput) (*output[Page[MyLog]], error) {
			f := burncloud.CallFilter{
				From: in.From, To: in.To, UserID: callerOf(ctx).userID, TokenID: burncloud.TokenID(in.TokenID), Model: burncloud.ModelName(in.Model),
				Status: in.Status, RequestID: burncloud.RequestID(in.RequestID),
			}
			calls, next, err := s.Logs.Calls(ctx, f, burncloud.Page{Limit: in.Limit, Cursor: in.Cursor})
			if err != nil {
				return nil, err
			}
			out := make([]MyLog, len(calls))
			for i := range calls {
				out[i] = showMyLog(&calls[i])
			}
			return newPage(out, next), nil
		})
	route(r, op{pattern: "GET /api/me/logs/{id}", id: "get-my-log", summary: "Read one of the own calls with its price breakdown"},
		func(ctx context.Context, in *idInput) (*output[MyLogDetail], error) {
			c, err := s.Logs.Call(ctx, burncloud.RequestID(in.ID))
			if err == nil && c.UserID != callerOf(ctx).userID {
				err = missing("call", in.ID)
			}
			if err != nil {
				return nil, err
			}
			d := MyLogDetail{MyLog: showMyLog(c), Losses: append([]string{}, c.Losses...)}
			sold, err := s.priceOf(ctx, c.PriceID)
			if err != nil {
				return nil, err
			}
			d.Price = receipt(sold, c.Usage, c.Multiplier)
			d.Trail, err = s.trail(ctx, c, true)
			return &output[MyLogDetail]{d}, err
		})
}

// upstreamKinds are failures whose text may name what stands behind the gateway.
var upstreamKinds = map[burncloud.Kind]bool{
	burncloud.KindInternal: true, burncloud.KindUpstreamInvalid: true, burncloud.KindUpstreamAuth: true, burncloud.KindUpstreamFunds: true,
	burncloud.KindUpstreamMissing: true, burncloud.KindUpstreamServer: true, burncloud.KindUpstreamConnect: true, burncloud.KindUpstreamCut: true,
	burncloud.KindUpstreamLimited: true, burncloud.KindUpstreamTimeout: true, burncloud.KindChannelLimited: true,
}

func showMyLog(c *burncloud.Call) MyLog {
	l := showLog(c)
	out := MyLog{
		ID: l.ID, RequestID: l.RequestID, Time: l.Time, TokenID: l.TokenID, Group: l.Group, Endpoint: l.Endpoint, Model: l.Model, Dialect: l.Dialect,
		Stream: l.Stream, Status: l.Status, ErrorKind: l.ErrorKind, ErrorMessage: l.ErrorMessage, Attempts: make([]MyAttempt, len(l.Attempts)),
		Usage: l.Usage, Cost: l.Cost, TTFTMS: l.TTFTMS, DurationMS: l.DurationMS, BytesIn: l.BytesIn, BytesOut: l.BytesOut, IP: l.IP, Flags: l.Flags,
	}
	if upstreamKinds[c.ErrorKind] {
		out.ErrorMessage = ""
	}
	for i, a := range l.Attempts {
		out.Attempts[i] = MyAttempt{i + 1, a.ErrorKind != "", a.DurationMS}
	}
	return out
}
