package admin

import (
	"context"
	"reflect"
	"strings"
	"time"

	"github.com/burncloud/burncloud"
)

// TestCall asks for a small real call through a channel.
type TestCall struct {
	Model  string `json:"model" required:"false" maxLength:"200" doc:"A model of the channel; the first one when left out."`
	Stream bool   `json:"stream" required:"false" doc:"Whether the answer is asked for as a stream."`
	KeyID  string `json:"key_id" required:"false" maxLength:"200" doc:"The key to ask with, enabled or not; the first enabled one when left out. A key that its provider refused is enabled again when the test succeeds."`
}

// TestResult is what the call found. A refusal by the provider is a result, not an error.
type TestResult struct {
	OK          bool    `json:"ok" doc:"Whether the provider answered."`
	KeyID       string  `json:"key_id" doc:"The key that was used, empty on a channel without keys."`
	Model       string  `json:"model" doc:"The model that was asked."`
	Status      int     `json:"status" doc:"The provider's HTTP status, 0 without an answer."`
	FirstByteMS float64 `json:"first_byte_ms" doc:"Request sent to first content, in milliseconds."`
	DurationMS  float64 `json:"duration_ms" doc:"The whole call, in milliseconds."`
	Answer      string  `json:"answer" doc:"The beginning of the answer."`
	Usage       Usage   `json:"usage" doc:"Tokens that the provider counted."`
	Cost        *string `json:"cost" doc:"What the provider charges for it, in dollars; null when its price is not known."`
	ErrorKind   string  `json:"error_kind" doc:"Class of the failure, empty when ok."`
	Error       string  `json:"error" doc:"The failure in words, empty when ok."`
}

// UpstreamModels are the models that the provider offers to a channel's account.
type UpstreamModels struct {
	Models []string `json:"models" nullable:"false" doc:"Upstream names."`
}

func (s *Server) channelActionRoutes(r *router) {
	s.bulkRoute(r)
	s.channelDraftRoutes(r)
	s.channelCostRoute(r)
	s.channelBalanceRoute(r)
	s.channelHealthRoute(r)
	route(r, op{
		pattern: "POST /api/channels/{id}/test", id: "test-channel", summary: "Make a small real call through a channel",
		body: reflect.TypeFor[TestCall](), noBody: true,
	},
		func(ctx context.Context, in *idBodyInput) (*output[TestResult], error) {
			var d TestCall
			if len(in.RawBody) > 0 {
				if err := decode(r, in.RawBody, &d); err != nil {
					return nil, err
				}
			}
			return s.testChannel(ctx, burncloud.ChannelID(in.ID), d)
		})
	route(r, op{pattern: "GET /api/channels/{id}/upstream-models", id: "list-upstream-models", summary: "Ask the provider for its models"},
		func(ctx context.Context, in *idInput) (*output[UpstreamModels], error) {
			id := burncloud.ChannelID(in.ID)
			if _, err := s.Channels.Channel(ctx, id); err != nil {
				return nil, err
			}
			models, err := s.Test.UpstreamModels(ctx, id)
			if err != nil {
				return nil, err
			}
			return &output[UpstreamModels]{UpstreamModels{names[string](models)}}, nil
		})
}

func (s *Server) testChannel(ctx context.Context, id burncloud.ChannelID, d TestCall) (*output[TestResult], error) {
	c, err := s.Channels.Channel(ctx, id)
	if err != nil {
		return nil, err
	}
	model := burncloud.ModelName(strings.TrimSpace(d.Model))
	if model == "" {
		if len(c.Models) == 0 {
			return nil, errNoModel
		}
		model = c.Models[0]
	}
	t, err := s.Test.TestChannel(ctx, id, burncloud.KeyID(d.KeyID), model, d.Stream)
	if err != nil {
		return nil, err
	}
	if t.OK {
		if err := s.enableRefused(ctx, id, t.KeyID); err != nil {
			return nil, err
		}
	}
	return s.testResult(c, &t), nil
}

// errNoModel refuses a test for which there is nothing to ask.
var errNoModel = newProblem(burncloud.KindInvalid, "the channel lists no model", FieldError{"model", "is required, because the channel lists none"})

func (s *Server) testResult(c *burncloud.Channel, t *burncloud.ChannelTest) *output[TestResult] {
	return &output[TestResult]{TestResult{
		OK: t.OK, KeyID: string(t.KeyID), Model: string(t.Model), Status: t.Status, FirstByteMS: millis(t.FirstByte), DurationMS: millis(t.Duration),
		Answer: t.Answer, Usage: showUsage(t.Usage), Cost: s.testCost(c, t), ErrorKind: string(t.ErrorKind), Error: t.Error,
	}}
}

// testCost is what the channel charges for the test, nil when that is not known.
func (s *Server) testCost(c *burncloud.Channel, t *burncloud.ChannelTest) *string {
	price := s.Snapshots.Load().Purchase(c.ID, c.UpstreamModel(t.Model), s.Now())
	if price == nil {
		return nil
	}
	cost, err := price.Cost(t.Usage, burncloud.One)
	if err != nil {
		return nil
	}
	text := cost.String()
	return &text
}

// enableRefused takes a key back into use that its provider accepts again.
func (s *Server) enableRefused(ctx context.Context, id burncloud.ChannelID, key burncloud.KeyID) error {
	s.write.Lock()
	defer s.write.Unlock()
	c, err := s.Channels.Channel(ctx, id)
	if err != nil {
		return err
	}
	for i := range c.Keys {
		if k := &c.Keys[i]; k.ID == key && k.Refused() {
			k.Enabled, k.Reason = true, ""
			if err := s.Channels.SaveChannel(ctx, c); err != nil {
				return err
			}
			return s.reload(ctx)
		}
	}
	return nil
}

// millis gives milliseconds with three decimals.
func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
