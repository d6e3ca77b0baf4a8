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
}

// TestResult is what the call found. A refusal by the provider is a result, not an error.
type TestResult struct {
	OK          bool    `json:"ok" doc:"Whether the provider answered."`
	Model       string  `json:"model" doc:"The model that was asked."`
	Status      int     `json:"status" doc:"The provider's HTTP status, 0 without an answer."`
	FirstByteMS float64 `json:"first_byte_ms" doc:"Request sent to first content, in milliseconds."`
	DurationMS  float64 `json:"duration_ms" doc:"The whole call, in milliseconds."`
	Answer      string  `json:"answer" doc:"The beginning of the answer."`
	Usage       Usage   `json:"usage" doc:"Tokens that the provider counted."`
	ErrorKind   string  `json:"error_kind" doc:"Class of the failure, empty when ok."`
	Error       string  `json:"error" doc:"The failure in words, empty when ok."`
}

// UpstreamModels are the models that the provider offers to a channel's account.
type UpstreamModels struct {
	Models []string `json:"models" nullable:"false" doc:"Upstream names."`
}

func (s *Server) channelActionRoutes(r *router) {
	s.bulkRoute(r)
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
			return nil, newProblem(burncloud.KindInvalid, "the channel lists no model", FieldError{"model", "is required, because the channel lists none"})
		}
		model = c.Models[0]
	}
	t, err := s.Test.TestChannel(ctx, id, model, d.Stream)
	if err != nil {
		return nil, err
	}
	return &output[TestResult]{TestResult{
		OK: t.OK, Model: string(t.Model), Status: t.Status, FirstByteMS: millis(t.FirstByte), DurationMS: millis(t.Duration),
		Answer: t.Answer, Usage: Usage(t.Usage), ErrorKind: string(t.ErrorKind), Error: t.Error,
	}}, nil
}

// millis gives milliseconds with three decimals.
func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
