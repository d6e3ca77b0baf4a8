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
	Usage           CallUsage `json:"usage" doc:"Tokens by bucket; no token is in two."`
	Cost            *string   `json:"cost" doc:"Dollars charged; null without a price."`
	PurchaseCost    *string   `json:"purchase_cost" doc:"Dollars that the upstreams charge; null where it is not known what they do."`
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
	Purchase *PriceReceipt `json:"purchase" doc:"How the purchase cost of the answering attempt came about; left out where it is not known."`
	Trail    *MoneyTrail   `json:"trail" doc:"How the books have the call; left out where no money was held for it."`
}

// Attempt is one try of an upstream.
type Attempt struct {
	ChannelID     string    `json:"channel_id" doc:"Channel that was tried."`
	KeyID         string    `json:"key_id" doc:"Provider key that was used."`
	UpstreamModel string    `json:"upstream_model" doc:"Model that was asked upstream."`
	Status        int       `json:"status" doc:"The upstream's status, 0 without an answer."`
	ErrorKind     string    `json:"error_kind" doc:"Class of the failure, empty when there was none."`
	ErrorMessage  string    `json:"error_message" doc:"The failure in words."`
	DurationMS    float64   `json:"duration_ms" doc:"How long it took, in milliseconds."`
	Usage         CallUsage `json:"usage" doc:"What the upstream reported of this attempt."`
	PurchaseCost  *string   `json:"purchase_cost" doc:"Dollars that the upstream charges for it; null where it is not known."`
}

// Usage counts tokens in disjoint buckets.
type Usage struct {
	Input        int64 `json:"input" doc:"Prompt tokens outside of caches, audio and pictures."`
	CacheRead    int64 `json:"cache_read" doc:"Prompt tokens read from the provider's cache."`
	CacheWrite   int64 `json:"cache_write" doc:"Prompt tokens written to the provider's cache."`
	CacheWrite1h int64 `json:"cache_write_1h" doc:"Prompt tokens written to the provider's cache for an hour."`
	AudioIn      int64 `json:"audio_in" doc:"Audio tokens heard."`
	ImageIn      int64 `json:"image_in" doc:"Prompt tokens of pictures, where the provider tells them apart."`
	Output       int64 `json:"output" doc:"Generated tokens without reasoning, audio and pictures."`
	Reasoning    int64 `json:"reasoning" doc:"Thinking tokens."`
	AudioOut     int64 `json:"audio_out" doc:"Audio tokens spoken."`
	ImageOut     int64 `json:"image_out" doc:"Tokens of generated pictures."`
	Images       int64 `json:"images" doc:"Pictures made."`
	Seconds      int64 `json:"seconds" doc:"Seconds of sound heard, rounded up."`
	Characters   int64 `json:"characters" doc:"Characters spoken."`
}

// CallUsage is what one call used.
type CallUsage struct {
	Usage
	ImageSize    string `json:"image_size" doc:"Size of the pictures made, empty where it is not known."`
	ImageQuality string `json:"image_quality" doc:"Quality of the pictures made, empty where it is not known."`
}

func showUsage(u burncloud.Usage) Usage {
	return Usage{
		Input: u.Input, CacheRead: u.CacheRead, CacheWrite: u.CacheWrite, CacheWrite1h: u.CacheWrite1h, AudioIn: u.AudioIn, ImageIn: u.ImageIn,
		Output: u.Output, Reasoning: u.Reasoning, AudioOut: u.AudioOut, ImageOut: u.ImageOut, Images: u.Images, Seconds: u.Seconds, Characters: u.Characters,
	}
}

func showCallUsage(u burncloud.Usage) CallUsage {
	return CallUsage{showUsage(u), u.ImageSize, u.ImageQuality}
}

// LogPage is one page of the log.
type LogPage struct {
	Items      []Log   `json:"items" nullable:"false" doc:"The calls of this page. There may be few or none before the last page, where the search takes long: it goes on at next_cursor."`
	NextCursor *string `json:"next_cursor" doc:"Cursor of the next page, null on the last one."`
	Estimate   *int64  `json:"estimate" doc:"About how many calls there are in all; on the first page only, else null."`
}

type logListInput struct {
	LogFilter
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Objects per page."`
	Cursor string `query:"cursor" maxLength:"500" doc:"next_cursor of the page before."`
}

func (s *Server) logRoutes(r *router) {
	route(r, op{pattern: "GET /api/logs", id: "list-logs", summary: "List calls, newest first"},
		func(ctx context.Context, in *logListInput) (*output[LogPage], error) {
			page, err := s.logPage(ctx, in)
			if err != nil {
				return nil, err
			}
			return &output[LogPage]{*page}, nil
		})
	route(r, op{pattern: "GET /api/logs/{id}", id: "get-log", summary: "Read one call with its price breakdown"},
		func(ctx context.Context, in *idInput) (*output[LogDetail], error) {
			c, err := s.Logs.Call(ctx, burncloud.RequestID(in.ID))
			if err != nil {
				return nil, err
			}
			d := LogDetail{Log: showLog(c), RawUsage: c.RawUsage, Decision: showDecision(c.Decision), Losses: append([]string{}, c.Losses...)}
			sold, err := s.priceOf(ctx, c.PriceID)
			if err != nil {
				return nil, err
			}
			bought, err := s.priceOf(ctx, c.PurchasePriceID)
			if err != nil {
				return nil, err
			}
			one := burncloud.One
			d.Price, d.Purchase = receipt(sold, c.Usage, c.Multiplier), receipt(bought, c.Usage, &one)
			d.Trail, err = s.trail(ctx, c, false)
			return &output[LogDetail]{d}, err
		})
	s.aroundRoute(r)
	s.exportRoute(r)
	s.histogramRoute(r)
	s.bodyRoutes(r)
}

func (s *Server) logPage(ctx context.Context, in *logListInput) (*LogPage, error) {
	f, err := in.filter()
	if err != nil {
		return nil, err
	}
	calls, next, err := s.Logs.Calls(ctx, f, burncloud.Page{Limit: in.Limit, Cursor: in.Cursor})
	if err != nil {
		return nil, err
	}
	page := &LogPage{Items: showLogs(calls)}
	n := int64(len(calls))
	if next != "" {
		page.NextCursor = &next
		if n, err = s.Counts.CountCalls(ctx, f); err != nil {
			return nil, err
		}
	}
	if in.Cursor == "" {
		page.Estimate = &n
	}
	return page, nil
}

func showLog(c *burncloud.Call) Log {
	l := Log{
		ID: string(c.RequestID), RequestID: string(c.RequestID), Time: c.Time.UTC(), UserID: string(c.UserID), TokenID: string(c.TokenID),
		ChannelID: string(c.ChannelID), Group: string(c.Group), Endpoint: c.Endpoint, Model: string(c.Model), UpstreamModel: string(c.UpstreamModel),
		Dialect: string(c.Dialect), UpstreamDialect: string(c.UpstreamDialect), Stream: c.Stream, Status: c.Status,
		ErrorKind: string(c.ErrorKind), ErrorMessage: c.ErrorMessage, Attempts: make([]Attempt, len(c.Attempts)), Usage: showCallUsage(c.Usage),
		TTFTMS: milliseconds(c.TTFT), DurationMS: milliseconds(c.Duration), OverheadUS: int64(c.Overhead),
		BytesIn: c.BytesIn, BytesOut: c.BytesOut, IP: c.IP, Flags: orEmpty(c.Flags), SnapshotVersion: c.SnapshotVersion,
	}
	for i, a := range c.Attempts {
		l.Attempts[i] = Attempt{string(a.ChannelID), string(a.KeyID), string(a.UpstreamModel), a.Status, string(a.ErrorKind), a.ErrorMessage, milliseconds(a.Duration), showCallUsage(a.Usage), showMoney(a.PurchaseCost)}
	}
	l.Cost, l.PurchaseCost = showMoney(c.Cost), showMoney(c.PurchaseCost)
	return l
}

func showMoney(m *burncloud.Money) *string {
	if m == nil {
		return nil
	}
	s := m.String()
	return &s
}

func milliseconds(m burncloud.Micros) float64 { return float64(m) / 1000 }

// row is the log as CSV cells, in the order of logColumns.
func (l *Log) row() []string {
	cost, paid := orDefault(l.Cost, ""), orDefault(l.PurchaseCost, "")
	return []string{
		l.RequestID, l.Time.Format(time.RFC3339Nano), l.UserID, l.TokenID, l.ChannelID, l.Group, l.Endpoint, l.Model, l.UpstreamModel,
		l.Dialect, l.UpstreamDialect, fmt.Sprint(l.Stream), fmt.Sprint(l.Status), l.ErrorKind, l.ErrorMessage, fmt.Sprint(len(l.Attempts)),
		fmt.Sprint(l.Usage.Input), fmt.Sprint(l.Usage.CacheRead), fmt.Sprint(l.Usage.CacheWrite), fmt.Sprint(l.Usage.AudioIn),
		fmt.Sprint(l.Usage.Output), fmt.Sprint(l.Usage.Reasoning), fmt.Sprint(l.Usage.AudioOut), cost,
		fmt.Sprint(l.TTFTMS), fmt.Sprint(l.DurationMS), fmt.Sprint(l.OverheadUS), l.IP,
		fmt.Sprint(l.Usage.CacheWrite1h), fmt.Sprint(l.Usage.ImageIn), fmt.Sprint(l.Usage.ImageOut),
		fmt.Sprint(l.Usage.Images), fmt.Sprint(l.Usage.Seconds), fmt.Sprint(l.Usage.Characters), paid,
	}
}
