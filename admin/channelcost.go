package admin

import (
	"context"
	"strings"
	"time"

	"github.com/burncloud/burncloud"
)

// ChannelCosts is what a channel charges and what its calls were charged.
type ChannelCosts struct {
	From  time.Time      `json:"from" doc:"Begin of the range, on a whole hour."`
	To    time.Time      `json:"to" doc:"End of the range, on a whole hour."`
	Total UsageNumbers   `json:"total" doc:"The calls that ended at the channel."`
	Items []ChannelPrice `json:"items" nullable:"false" doc:"The models that it lists, in its order, then others that it has served in the range."`
}

// ChannelPrice is one model of a channel.
type ChannelPrice struct {
	Model         string       `json:"model" doc:"The name that clients ask for."`
	UpstreamModel string       `json:"upstream_model" doc:"The model as its provider calls it."`
	Sale          *Price       `json:"sale" doc:"What callers pay now, before the multiplier of their group; null without a price."`
	Purchase      *Price       `json:"purchase" doc:"What the channel charges now; null when that is not known."`
	Source        string       `json:"source" enum:"channel,provider,published,unknown" doc:"Where that is from: a price of this channel, one for all of its provider's channels, or what the provider publishes."`
	Total         UsageNumbers `json:"total" doc:"The model's calls that ended at the channel."`
}

type channelCostInput struct {
	ID   string    `path:"id" maxLength:"200" doc:"Identifier of the channel."`
	From time.Time `query:"from" doc:"Begin of the range; the default is a day before its end."`
	To   time.Time `query:"to" doc:"End of the range; the default is now."`
}

func (s *Server) channelCostRoute(r *router) {
	route(r, op{pattern: "GET /api/channels/{id}/costs", id: "get-channel-costs", summary: "Read what a channel charges for its models, and what its calls came to"},
		func(ctx context.Context, in *channelCostInput) (*output[ChannelCosts], error) {
			c, err := s.Channels.Channel(ctx, burncloud.ChannelID(in.ID))
			if err != nil {
				return nil, err
			}
			from, to, _, err := s.span(in.From, in.To, "1h")
			if err != nil {
				return nil, err
			}
			cells, err := s.Usage.Usage(ctx, burncloud.UsageQuery{
				From: from, To: to, GroupBy: burncloud.ByModel, Only: map[burncloud.Dimension]string{burncloud.ByChannel: in.ID},
			})
			if err != nil {
				return nil, err
			}
			return &output[ChannelCosts]{s.channelCosts(c, cells, from, to)}, nil
		})
}

func (s *Server) channelCosts(c *burncloud.Channel, cells []burncloud.UsageCell, from, to time.Time) ChannelCosts {
	out := ChannelCosts{From: from, To: to, Items: []ChannelPrice{}}
	tallies := map[burncloud.ModelName]*burncloud.Tally{}
	var total burncloud.Tally
	for i := range cells {
		tallies[burncloud.ModelName(cells[i].Key)] = &cells[i].Tally
		total.Add(&cells[i].Tally)
	}
	out.Total = showTally(&total)
	for _, model := range c.Models {
		out.Items = append(out.Items, s.channelPrice(c, model, tallies[model]))
		delete(tallies, model)
	}
	for i := range cells {
		if model := burncloud.ModelName(cells[i].Key); model != "" && tallies[model] != nil {
			out.Items = append(out.Items, s.channelPrice(c, model, tallies[model]))
		}
	}
	return out
}

// channelPrice is one line; t is nil for a model without calls.
func (s *Server) channelPrice(c *burncloud.Channel, model burncloud.ModelName, t *burncloud.Tally) ChannelPrice {
	if t == nil {
		t = &burncloud.Tally{}
	}
	snap, now := s.Snapshots.Load(), s.Now()
	line := ChannelPrice{Model: string(model), UpstreamModel: string(c.UpstreamModel(model)), Source: "unknown", Total: showTally(t)}
	if p := snap.Price(model, now); p != nil {
		shown := showPrice(p)
		line.Sale = &shown
	}
	if p := snap.Purchase(c.ID, c.UpstreamModel(model), now); p != nil {
		shown := showPrice(p)
		line.Purchase, line.Source = &shown, sourceOf(p)
	}
	return line
}

// sourceOf says where a purchase price is from. Only prices that are stored have identifiers of that form.
func sourceOf(p *burncloud.Price) string {
	switch {
	case p.ChannelID != "":
		return "channel"
	case strings.HasPrefix(string(p.ID), "pr_"):
		return "provider"
	}
	return "published"
}
