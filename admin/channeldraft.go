package admin

import (
	"context"
	"strings"

	"github.com/burncloud/burncloud"
)

// ChannelDraft is a channel that is not stored, or not stored so. Nothing of it is kept.
type ChannelDraft struct {
	Channel   Channel `json:"channel" doc:"The channel as it would be written."`
	ChannelID string  `json:"channel_id" required:"false" maxLength:"200" doc:"The stored channel that this is an edit of. Keys that are left out are then its own, which go to no other address than its own."`
}

// DraftTest asks for a small real call through a channel that is not stored.
type DraftTest struct {
	ChannelDraft
	Model  string `json:"model" required:"false" maxLength:"200" doc:"A public name; the channel's first one when left out."`
	Stream bool   `json:"stream" required:"false" doc:"Whether the answer is asked for as a stream."`
}

func (s *Server) channelDraftRoutes(r *router) {
	taking(r, op{
		pattern: "POST /api/channels/upstream-models", id: "list-draft-models", summary: "Ask the provider of a channel that is not stored for its models",
	}, func(ctx context.Context, d *ChannelDraft) (*output[UpstreamModels], error) {
		c, err := s.readDraft(ctx, d)
		if err != nil {
			return nil, err
		}
		models, err := s.Test.DraftModels(ctx, c)
		if err != nil {
			return nil, inDraft(err)
		}
		return &output[UpstreamModels]{UpstreamModels{names[string](models)}}, nil
	})
	taking(r, op{
		pattern: "POST /api/channels/test", id: "test-draft", summary: "Make a small real call through a channel that is not stored",
	}, func(ctx context.Context, d *DraftTest) (*output[TestResult], error) {
		c, err := s.readDraft(ctx, &d.ChannelDraft)
		if err != nil {
			return nil, err
		}
		model := burncloud.ModelName(strings.TrimSpace(d.Model))
		if model == "" && len(c.Models) == 0 {
			return nil, errNoModel
		}
		t, err := s.Test.TestDraft(ctx, c, model, d.Stream)
		if err != nil {
			return nil, inDraft(err)
		}
		t.KeyID = ""
		return s.testResult(c, &t), nil
	})
}

// readDraft makes the channel that the draft describes.
func (s *Server) readDraft(ctx context.Context, d *ChannelDraft) (*burncloud.Channel, error) {
	var old *burncloud.Channel
	if d.ChannelID != "" {
		var f faults
		var err error
		old, err = s.Channels.Channel(ctx, burncloud.ChannelID(d.ChannelID))
		if err := f.found("channel_id", "no such channel", err); err != nil {
			return nil, err
		}
		if err := f.err(); err != nil {
			return nil, err
		}
	}
	c, err := s.readChannel(&d.Channel, old)
	if err != nil {
		return nil, inDraft(err)
	}
	if old != nil && !sameAddress(c, old) && keepsSecrets(c, &d.Channel, old) {
		return nil, newProblem(burncloud.KindInvalid, "the request has invalid fields",
			FieldError{"channel.keys", "must be typed again: the stored credentials go to no other address than the stored one"})
	}
	return c, nil
}

// sameAddress reports whether calls of both channels go to the same place.
func sameAddress(a, b *burncloud.Channel) bool {
	x, y := &a.Options, &b.Options
	return a.Provider == b.Provider && a.BaseURL == b.BaseURL && x.ProxyURL == y.ProxyURL &&
		x.Region == y.Region && x.Project == y.Project && x.Workspace == y.Workspace
}

// keepsSecrets reports whether the channel has credentials that only the stored one could give it.
func keepsSecrets(c *burncloud.Channel, written *Channel, old *burncloud.Channel) bool {
	if written.Keys == nil && len(old.Keys) > 0 {
		return true
	}
	for _, k := range written.Keys {
		if k.ID != "" {
			return true
		}
	}
	for name, v := range c.Options.Headers {
		if v != written.Options.Headers[name] {
			return true
		}
	}
	return false
}

// inDraft names the fields of a channel as the writer of the draft knows them.
func inDraft(err error) error {
	p := problem(err, "")
	if p.Status != burncloud.KindInvalid.Status() {
		return err
	}
	for i := range p.Errors {
		if f := &p.Errors[i]; f.Field != "model" {
			f.Field = "channel." + f.Field
		}
	}
	return p
}
