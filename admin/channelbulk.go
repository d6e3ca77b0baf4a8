package admin

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/burncloud/burncloud"
)

// BulkChannels asks for one action on many channels.
type BulkChannels struct {
	Action     string   `json:"action" enum:"enable,disable,delete,change" doc:"What is done to each. change: what priority, weight, add_tags and remove_tags say."`
	IDs        []string `json:"ids" nullable:"false" minItems:"1" maxItems:"1000" doc:"Channels to do it to. All must exist."`
	Priority   *int     `json:"priority" required:"false" minimum:"-1000000" maximum:"1000000" doc:"change: their new priority; left out, each keeps its own."`
	Weight     *int     `json:"weight" required:"false" minimum:"0" maximum:"1000000" doc:"change: their new weight; left out, each keeps its own."`
	AddTags    []string `json:"add_tags" required:"false" nullable:"false" maxItems:"100" doc:"change: tags that each gets."`
	RemoveTags []string `json:"remove_tags" required:"false" nullable:"false" maxItems:"100" doc:"change: tags that each loses."`
}

// BulkResult says what a bulk action did to each channel. What failed for one does not keep it from the others.
type BulkResult struct {
	Changed int       `json:"changed" doc:"Channels that were changed."`
	Failed  int       `json:"failed" doc:"Channels that could not be."`
	Items   []BulkRow `json:"items" nullable:"false" doc:"One entry for each channel, in the order asked for."`
}

// BulkRow is what became of one channel.
type BulkRow struct {
	ID     string `json:"id" doc:"The channel."`
	Name   string `json:"name" doc:"Its name."`
	Result string `json:"result" enum:"changed,same,failed" doc:"same: it was so already."`
	Error  string `json:"error" doc:"Why it failed, empty when it did not."`
}

func (s *Server) bulkRoute(r *router) {
	taking(r, op{
		pattern: "POST /api/channels/bulk", id: "bulk-channels", summary: "Enable, disable, change or delete many channels", status: http.StatusOK,
	}, func(ctx context.Context, d *BulkChannels) (*output[BulkResult], error) {
		s.write.Lock()
		defer s.write.Unlock()
		out, err := s.bulk(ctx, d)
		if out.Changed > 0 { // what was committed before a failure is put into effect too
			if rerr := s.reload(ctx); err == nil {
				err = rerr
			}
		}
		if err != nil {
			return nil, err
		}
		return &output[BulkResult]{out}, nil
	})
}

// bulk does the action to one channel after the other. It ends early only by a fault of our own.
func (s *Server) bulk(ctx context.Context, d *BulkChannels) (BulkResult, error) {
	out := BulkResult{Items: []BulkRow{}}
	cs, err := s.bulkChannels(ctx, d)
	if err != nil {
		return out, err
	}
	for _, c := range cs {
		row := BulkRow{ID: string(c.ID), Name: c.Name, Result: "changed"}
		changed, err := s.bulkOne(ctx, d, c)
		switch {
		case err != nil:
			p := problem(err, "channels["+string(c.ID)+"].")
			if p.Status == http.StatusInternalServerError {
				return out, err
			}
			row.Result, row.Error = "failed", p.inWords()
			out.Failed++
		case changed:
			out.Changed++
		default:
			row.Result = "same"
		}
		out.Items = append(out.Items, row)
	}
	return out, nil
}

// bulkChannels checks the request and reads its channels.
func (s *Server) bulkChannels(ctx context.Context, d *BulkChannels) ([]*burncloud.Channel, error) {
	var f faults
	f.checkNames("ids", d.IDs)
	f.checkNames("add_tags", d.AddTags)
	f.checkNames("remove_tags", d.RemoveTags)
	switch says := d.Priority != nil || d.Weight != nil || len(d.AddTags)+len(d.RemoveTags) > 0; {
	case d.Action == "change" && !says:
		f.add("action", "needs priority, weight, add_tags or remove_tags")
	case d.Action != "change" && says:
		f.add("action", "must be change for priority, weight, add_tags and remove_tags")
	}
	var cs []*burncloud.Channel
	for i, id := range d.IDs {
		c, err := s.Channels.Channel(ctx, burncloud.ChannelID(id))
		if err := f.found(at("ids", i), "no such channel", err); err != nil {
			return nil, err
		}
		cs = append(cs, c)
	}
	return cs, f.err()
}

// bulkOne does the action to one channel and reports whether that changed anything.
func (s *Server) bulkOne(ctx context.Context, d *BulkChannels, c *burncloud.Channel) (bool, error) {
	before := s.showChannel(c)
	if d.Action == "delete" {
		about(ctx, "channels/"+string(c.ID), before, nil)
		return true, s.Channels.DeleteChannel(ctx, c.ID)
	}
	after := *c
	switch d.Action {
	case "change":
		after.Priority, after.Weight = orDefault(d.Priority, c.Priority), orDefault(d.Weight, c.Weight)
		after.Tags = retagged(c.Tags, d)
		if len(after.Tags) > maxTags {
			return false, newProblem(burncloud.KindInvalid, "it would have more than 100 tags")
		}
	default:
		after.Enabled = d.Action == "enable"
	}
	if after.Priority == c.Priority && after.Weight == c.Weight && after.Enabled == c.Enabled && slices.Equal(after.Tags, c.Tags) {
		return false, nil
	}
	after.UpdatedAt = s.Now().UTC()
	about(ctx, "channels/"+string(c.ID), before, s.showChannel(&after))
	return true, s.Channels.SaveChannel(ctx, &after)
}

// maxTags is how many tags a channel may have.
const maxTags = 100

// retagged are the tags with those that the request adds and without those that it removes.
func retagged(tags []string, d *BulkChannels) []string {
	out := slices.DeleteFunc(slices.Clone(tags), func(tag string) bool { return slices.Contains(d.RemoveTags, tag) })
	for _, tag := range d.AddTags {
		if tag = strings.TrimSpace(tag); !slices.Contains(out, tag) {
			out = append(out, tag)
		}
	}
	return out
}

// inWords is everything that a problem says, in one line.
func (p *Problem) inWords() string {
	parts := []string{}
	for _, e := range p.Errors {
		parts = append(parts, strings.TrimSpace(e.Field+" "+e.Message))
	}
	return cmp.Or(strings.Join(parts, "; "), p.Detail)
}
