package admin

import (
	"context"
	"fmt"
	"time"

	"github.com/burncloud/burncloud"
)

// LogStore reads finished calls, newest first.
type LogStore interface {
	Calls(ctx context.Context, f burncloud.CallFilter, p burncloud.Page) ([]burncloud.Call, string, error)
	Call(ctx context.Context, id burncloud.RequestID) (*burncloud.Call, error)
	EachCall(ctx context.Context, f burncloud.CallFilter, each func(*burncloud.Call) error) error
}

// Log is the JSON form of one call.
type Log struct {
	ID              string    `json:"id" doc:"Identifier; the same as request_id."`
	RequestID       string    `json:"request_id" doc:"The X-Request-Id that the client saw."`
	Time            time.Time `json:"time" doc:"Arrival."`
	UserID          string    `json:"user_id" doc:"Owner of the token, empty when it was not known."`
	TokenID         string    `json:"token_id" doc:"Token that was used, empty when it was not known."`
	ChannelID       string    `json:"channel_id" doc:"Channel that answered, or failed last."`
	Group           string    `json:"group" doc:"Channel group of the call."`
	Endpoint        string    `json:"endpoint" doc:"Method and path."`
	Model           string    `json:"model" doc:"Model that was asked for."`
	UpstreamModel   string    `json:"upstream_model" doc:"Model that was asked upstream."`
	Dialect         string    `json:"dialect" doc:"Wire format of the client."`
	UpstreamDialect string    `json:"upstream_dialect" doc:"Wire format of the provider."`
	Stream          bool      `json:"stream" doc:"Whether the answer was a stream."`
	Status          int       `json:"status" doc:"Status sent to the client; 499 when it left first."`
	ErrorKind       string    `json:"error_kind" doc:"Class of the failure, empty when there was none."`
	ErrorMessage    string    `json:"error_message" doc:"The failure in words."`
	Attempts        []Attempt `json:"attempts" nullable:"false" doc:"Tries of upstreams, in order."`
	Usage           Usage     `json:"usage" doc:"Tokens by bucket; no token is in two."`
	Cost            *string   `json:"cost" doc:"Dollars charged; null without a price."`
	PurchaseCost    *string   `json:"purchase_cost" doc:"Dollars paid upstream. This version does not know it: always null."`
	TTFTMS          float64   `json:"ttft_ms" doc:"Arrival to first content, in milliseconds; 0 without content."`
	DurationMS      float64   `json:"duration_ms" doc:"The whole call, in milliseconds."`
	OverheadUS      int64     `json:"overhead_us" doc:"The gateway's own share, in microseconds."`
	BytesIn         int64     `json:"bytes_in" doc:"Size of the request body."`
	BytesOut        int64     `json:"bytes_out" doc:"Size of the response body."`
	IP              string    `json:"ip" doc:"Address of the client."`
	Flags           []string  `json:"flags" nullable:"false" doc:"What was unusual, such as an estimated usage or dropped fields."`
	SnapshotVersion int64     `json:"snapshot_version" doc:"Configuration that the call saw."`
}

// LogDetail is a call with the numbers behind its cost.
type LogDetail struct {
	Log
	RawUsage string        `json:"raw_usage" doc:"The usage in the provider's own words, cut at 1 KiB."`
	Losses   []string      `json:"losses" nullable:"false" doc:"Fields of the request that did not reach the upstream as they were, each with the reason, because its dialect differs."`
	Decision *Decision     `json:"decision" doc:"How the targets were chosen; left out when there was nothing to choose."`
	Price    *PriceReceipt `json:"price" doc:"How the cost came about; left out without a price."`
}

// PriceReceipt shows a price at work on a usage, before the group's multiplier and rounding.
type PriceReceipt struct {
	PriceID string        `json:"price_id" doc:"Version of the price."`
	Model   string        `json:"model" doc:"Model or pattern of the price."`
	PerCall string        `json:"per_call" doc:"Dollars for the call as such."`
	Lines   []ReceiptLine `json:"lines" nullable:"false" doc:"One line per bucket with tokens."`
	Base    string        `json:"base" doc:"Sum in dollars, before the group's multiplier."`
}

// ReceiptLine is one bucket of a receipt.
type ReceiptLine struct {
	Bucket string `json:"bucket" doc:"Bucket of the usage."`
	Tokens int64  `json:"tokens" doc:"Tokens in it."`
	Rate   string `json:"rate" doc:"Dollars per million tokens."`
	Amount string `json:"amount" doc:"Dollars, rounded for display."`
}

// Attempt is one try of an upstream.
type Attempt struct {
	ChannelID     string  `json:"channel_id" doc:"Channel that was tried."`
	KeyID         string  `json:"key_id" doc:"Provider key that was used."`
	UpstreamModel string  `json:"upstream_model" doc:"Model that was asked upstream."`
	Status        int     `json:"status" doc:"The upstream's status, 0 without an answer."`
	ErrorKind     string  `json:"error_kind" doc:"Class of the failure, empty when there was none."`
	ErrorMessage  string  `json:"error_message" doc:"The failure in words."`
	DurationMS    float64 `json:"duration_ms" doc:"How long it took, in milliseconds."`
}

// Usage counts tokens in disjoint buckets.
type Usage struct {
	Input      int64 `json:"input" doc:"Prompt tokens outside of caches and audio."`
	CacheRead  int64 `json:"cache_read" doc:"Prompt tokens read from the provider's cache."`
	CacheWrite int64 `json:"cache_write" doc:"Prompt tokens written to the provider's cache."`
	AudioIn    int64 `json:"audio_in" doc:"Audio tokens heard."`
	Output     int64 `json:"output" doc:"Generated tokens without reasoning and audio."`
	Reasoning  int64 `json:"reasoning" doc:"Thinking tokens."`
	AudioOut   int64 `json:"audio_out" doc:"Audio tokens spoken."`
}

// LogFilter selects calls. It is exported because huma sees no members of an unexported embedded struct.
type LogFilter struct {
	From      time.Time `query:"from" doc:"Only calls at or after this time."`
	To        time.Time `query:"to" doc:"Only calls before this time."`
	UserID    string    `query:"user_id" maxLength:"200" doc:"Only calls of this user."`
	TokenID   string    `query:"token_id" maxLength:"200" doc:"Only calls with this token."`
	ChannelID string    `query:"channel_id" maxLength:"200" doc:"Only calls that ended at this channel."`
	Model     string    `query:"model" maxLength:"200" doc:"Only calls that asked for this model."`
	Status    int       `query:"status" minimum:"100" maximum:"599" doc:"Only calls that ended with this status."`
	RequestID string    `query:"request_id" maxLength:"200" doc:"Only the call with this request id."`
}

func (in *LogFilter) filter() burncloud.CallFilter {
	return burncloud.CallFilter{
		From: in.From, To: in.To, UserID: burncloud.UserID(in.UserID), TokenID: burncloud.TokenID(in.TokenID),
		ChannelID: burncloud.ChannelID(in.ChannelID), Model: burncloud.ModelName(in.Model), Status: in.Status,
		RequestID: burncloud.RequestID(in.RequestID),
	}
}

type logListInput struct {
	LogFilter
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Objects per page."`
	Cursor string `query:"cursor" maxLength:"500" doc:"next_cursor of the page before."`
}

func (s *Server) logRoutes(r *router) {
	route(r, op{pattern: "GET /api/logs", id: "list-logs", summary: "List calls, newest first"},
		func(ctx context.Context, in *logListInput) (*output[Page[Log]], error) {
			calls, next, err := s.Logs.Calls(ctx, in.filter(), burncloud.Page{Limit: in.Limit, Cursor: in.Cursor})
			if err != nil {
				return nil, err
			}
			out := make([]Log, len(calls))
			for i := range calls {
				out[i] = showLog(&calls[i])
			}
			return newPage(out, next), nil
		})
	route(r, op{pattern: "GET /api/logs/{id}", id: "get-log", summary: "Read one call with its price breakdown"},
		func(ctx context.Context, in *idInput) (*output[LogDetail], error) {
			c, err := s.Logs.Call(ctx, burncloud.RequestID(in.ID))
			if err != nil {
				return nil, err
			}
			d := LogDetail{Log: showLog(c), RawUsage: c.RawUsage, Decision: showDecision(c.Decision), Losses: append([]string{}, c.Losses...)}
			d.Price, err = s.receiptOf(ctx, c)
			return &output[LogDetail]{d}, err
		})
	s.exportRoute(r)
}

func showLog(c *burncloud.Call) Log {
	l := Log{
		ID: string(c.RequestID), RequestID: string(c.RequestID), Time: c.Time.UTC(), UserID: string(c.UserID), TokenID: string(c.TokenID),
		ChannelID: string(c.ChannelID), Group: string(c.Group), Endpoint: c.Endpoint, Model: string(c.Model), UpstreamModel: string(c.UpstreamModel),
		Dialect: string(c.Dialect), UpstreamDialect: string(c.UpstreamDialect), Stream: c.Stream, Status: c.Status,
		ErrorKind: string(c.ErrorKind), ErrorMessage: c.ErrorMessage, Attempts: make([]Attempt, len(c.Attempts)), Usage: Usage(c.Usage),
		TTFTMS: milliseconds(c.TTFT), DurationMS: milliseconds(c.Duration), OverheadUS: int64(c.Overhead),
		BytesIn: c.BytesIn, BytesOut: c.BytesOut, IP: c.IP, Flags: orEmpty(c.Flags), SnapshotVersion: c.SnapshotVersion,
	}
	for i, a := range c.Attempts {
		l.Attempts[i] = Attempt{string(a.ChannelID), string(a.KeyID), string(a.UpstreamModel), a.Status, string(a.ErrorKind), a.ErrorMessage, milliseconds(a.Duration)}
	}
	if c.Cost != nil {
		cost := c.Cost.String()
		l.Cost = &cost
	}
	return l
}

func milliseconds(m burncloud.Micros) float64 { return float64(m) / 1000 }

// receiptOf explains what a call cost; nil without a price.
func (s *Server) receiptOf(ctx context.Context, c *burncloud.Call) (*PriceReceipt, error) {
	if c.PriceID == "" {
		return nil, nil
	}
	p, err := s.Prices.Price(ctx, c.PriceID)
	if err != nil && !isNotFound(err) {
		return nil, err
	}
	return receipt(p, c.Usage), nil
}

// receipt works a price out. It is nil without a price or when the numbers are out of range.
func receipt(p *burncloud.Price, u burncloud.Usage) *PriceReceipt {
	if p == nil {
		return nil
	}
	rates := p.Rates
	for _, t := range p.Tiers {
		if u.Prompt() > t.AboveTokens {
			rates = t.Rates
		}
	}
	base, err := p.Cost(u, burncloud.One)
	if err != nil {
		return nil
	}
	out := &PriceReceipt{PriceID: string(p.ID), Model: string(p.Model), PerCall: p.PerCall.String(), Lines: []ReceiptLine{}, Base: base.String()}
	for _, b := range [...]struct {
		name   string
		tokens int64
		rate   burncloud.Rate
	}{
		{"input", u.Input, rates.Input},
		{"cache_read", u.CacheRead, orDefault(rates.CacheRead, rates.Input)},
		{"cache_write", u.CacheWrite, orDefault(rates.CacheWrite, rates.Input)},
		{"audio_in", u.AudioIn, orDefault(rates.AudioIn, rates.Input)},
		{"output", u.Output, rates.Output},
		{"reasoning", u.Reasoning, orDefault(rates.Reasoning, rates.Output)},
		{"audio_out", u.AudioOut, orDefault(rates.AudioOut, rates.Output)},
	} {
		if b.tokens == 0 {
			continue
		}
		flat := burncloud.Price{Rates: burncloud.Rates{Input: b.rate}}
		amount, err := flat.Cost(burncloud.Usage{Input: b.tokens}, burncloud.One)
		if err != nil {
			return nil
		}
		out.Lines = append(out.Lines, ReceiptLine{b.name, b.tokens, b.rate.String(), amount.String()})
	}
	return out
}

// row is the log as CSV cells, in the order of logColumns.
func (l *Log) row() []string {
	cost := ""
	if l.Cost != nil {
		cost = *l.Cost
	}
	return []string{
		l.RequestID, l.Time.Format(time.RFC3339Nano), l.UserID, l.TokenID, l.ChannelID, l.Group, l.Endpoint, l.Model, l.UpstreamModel,
		l.Dialect, l.UpstreamDialect, fmt.Sprint(l.Stream), fmt.Sprint(l.Status), l.ErrorKind, l.ErrorMessage, fmt.Sprint(len(l.Attempts)),
		fmt.Sprint(l.Usage.Input), fmt.Sprint(l.Usage.CacheRead), fmt.Sprint(l.Usage.CacheWrite), fmt.Sprint(l.Usage.AudioIn),
		fmt.Sprint(l.Usage.Output), fmt.Sprint(l.Usage.Reasoning), fmt.Sprint(l.Usage.AudioOut), cost,
		fmt.Sprint(l.TTFTMS), fmt.Sprint(l.DurationMS), fmt.Sprint(l.OverheadUS), l.IP,
	}
}
