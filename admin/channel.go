package admin

import (
	"context"
	"strings"
	"time"

	"github.com/burncloud/burncloud"
)

// ChannelStore keeps channels.
type ChannelStore interface {
	SaveChannel(ctx context.Context, c *burncloud.Channel) error
	Channel(ctx context.Context, id burncloud.ChannelID) (*burncloud.Channel, error)
	Channels(ctx context.Context, p burncloud.Page) ([]burncloud.Channel, string, error)
	DeleteChannel(ctx context.Context, id burncloud.ChannelID) error
}

// Channel is the JSON form of an account at a provider.
type Channel struct {
	ID           burncloud.ChannelID `json:"id" required:"false" readOnly:"true" doc:"Identifier (ch_…)."`
	Name         string              `json:"name" minLength:"1" maxLength:"100" doc:"Name shown to operators."`
	Provider     string              `json:"provider" minLength:"1" maxLength:"50" doc:"A row of the provider table."`
	BaseURL      string              `json:"base_url" required:"false" maxLength:"500" doc:"What the provider's official SDK takes; empty for the provider's own address. Private and loopback addresses are allowed."`
	Keys         []ChannelKey        `json:"keys" required:"false" nullable:"false" maxItems:"1000" doc:"Provider keys. Written as strings; read back as objects without the value. Left out: unchanged. An object with an id keeps that key."`
	Models       []string            `json:"models" required:"false" nullable:"false" maxItems:"5000" doc:"Public names of the models served."`
	ModelMapping map[string]string   `json:"model_mapping" required:"false" doc:"Public name to upstream name, where they differ."`
	Groups       []string            `json:"groups" required:"false" nullable:"false" maxItems:"1000" doc:"Groups that may use the channel; the default is the group 'default'."`
	Priority     int                 `json:"priority" required:"false" minimum:"-1000000" maximum:"1000000" doc:"Higher is tried first."`
	Weight       *int                `json:"weight" required:"false" minimum:"0" maximum:"1000000" default:"1" doc:"Share inside a priority; 0 is used only when nothing else is left."`
	Enabled      *bool               `json:"enabled" required:"false" default:"true" doc:"Whether calls are sent to it."`
	Options      ChannelOptions      `json:"options" required:"false" doc:"Settings that only some providers know."`
	Limits       Limits              `json:"limits" required:"false" doc:"Of all its keys together. A channel at a limit is passed over; when all are, calls wait a moment in line."`
	Tags         []string            `json:"tags" required:"false" nullable:"false" maxItems:"100" doc:"Words to find it by."`
	Health       *Health             `json:"health" required:"false" readOnly:"true" doc:"How it does."`
	CreatedAt    *time.Time          `json:"created_at" required:"false" readOnly:"true" doc:"When it was made."`
	UpdatedAt    *time.Time          `json:"updated_at" required:"false" readOnly:"true" doc:"When it was last changed."`
}

// Limits are per minute and at once; 0 is no limit.
type Limits struct {
	RPM         int64 `json:"rpm" required:"false" minimum:"0" maximum:"1000000000" doc:"Requests per minute."`
	TPM         int64 `json:"tpm" required:"false" minimum:"0" maximum:"1000000000" doc:"Tokens per minute, prompt and answer together. An estimate is reserved at first, and corrected by what was used."`
	Concurrency int64 `json:"concurrency" required:"false" minimum:"0" maximum:"1000000000" doc:"Calls at the same time."`
}

// Health is the state of a channel with its cause.
type Health struct {
	State     string     `json:"state" enum:"healthy,degraded,dead" doc:"Whether it is given calls; degraded: some of its keys or models are dead."`
	Reason    string     `json:"reason" doc:"The cause in words, empty while healthy."`
	Since     *time.Time `json:"since" doc:"When this state began, null when unknown."`
	LastError string     `json:"last_error" doc:"The newest failure, kept while healthy too."`
}

func (s *Server) channelRoutes(r *router) {
	n := s.channelNoun()
	n.readRoutes(r)
	n.createRoute(r)
	n.changeRoutes(r)
	n.deleteRoute(r)
	s.channelActionRoutes(r)
}

func (s *Server) channelNoun() *noun[burncloud.Channel, Channel] {
	return &noun[burncloud.Channel, Channel]{
		s: s, plural: "channels", name: "channel",
		get: func(ctx context.Context, id string) (*burncloud.Channel, error) {
			return s.Channels.Channel(ctx, burncloud.ChannelID(id))
		},
		list: s.Channels.Channels,
		save: s.Channels.SaveChannel,
		remove: func(ctx context.Context, id string) error {
			return s.Channels.DeleteChannel(ctx, burncloud.ChannelID(id))
		},
		show: each(s.showChannel),
		read: func(_ context.Context, d *Channel, old *burncloud.Channel) (*burncloud.Channel, error) {
			return s.readChannel(d, old)
		},
		id:      func(c *burncloud.Channel) string { return string(c.ID) },
		changed: func(c *burncloud.Channel) time.Time { return c.UpdatedAt },
	}
}

func (s *Server) showChannel(c *burncloud.Channel) Channel {
	h := s.health(c.ID)
	return Channel{
		ID: c.ID, Name: c.Name, Provider: string(c.Provider), BaseURL: c.BaseURL,
		Keys: showKeys(c.Keys), Models: names[string](c.Models), ModelMapping: showMapping(c.ModelMapping),
		Groups: names[string](c.Groups), Priority: c.Priority, Weight: &c.Weight, Enabled: &c.Enabled,
		Options: showOptions(c.Options), Limits: Limits(c.Limits), Tags: orEmpty(c.Tags), Health: &h,
		CreatedAt: timeOrNil(c.CreatedAt), UpdatedAt: timeOrNil(c.UpdatedAt),
	}
}

func (s *Server) health(id burncloud.ChannelID) Health {
	h := burncloud.Health{State: burncloud.Healthy}
	if s.Health != nil {
		h = s.Health.Health(id)
	}
	return Health{State: string(h.State), Reason: h.Reason, Since: timeOrNil(h.Since), LastError: h.LastError}
}

// timeOrNil is nil for the zero time, so that it reads as null or is left out.
func timeOrNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

func (s *Server) readChannel(d *Channel, old *burncloud.Channel) (*burncloud.Channel, error) {
	now := s.Now().UTC()
	var before burncloud.Channel
	if old != nil {
		before = *old
	} else {
		before.ID = burncloud.ChannelID(burncloud.NewID("ch", now))
		before.CreatedAt = now
	}
	var f faults
	s.checkChannel(d, &f)
	c := &burncloud.Channel{
		ID: before.ID, Name: strings.TrimSpace(d.Name), Provider: burncloud.ProviderName(d.Provider), BaseURL: strings.TrimSpace(d.BaseURL),
		Keys: readKeys(d.Keys, before.Keys, now, &f), Models: names[burncloud.ModelName](d.Models), ModelMapping: readMapping(d.ModelMapping),
		Groups: names[burncloud.GroupName](d.Groups), Priority: d.Priority, Weight: orDefault(d.Weight, 1), Enabled: orDefault(d.Enabled, true),
		Options: readOptions(&d.Options, &before.Options, &f), Limits: burncloud.Limits(d.Limits), Tags: names[string](d.Tags),
		CreatedAt: before.CreatedAt, UpdatedAt: now,
	}
	if len(c.Groups) == 0 {
		c.Groups = []burncloud.GroupName{burncloud.DefaultGroup}
	}
	return c, f.err()
}

func (s *Server) checkChannel(d *Channel, f *faults) {
	f.name("name", d.Name)
	if s.Providers != nil && !s.knowsProvider(d.Provider) {
		f.add("provider", "is not a known provider")
	}
	f.baseURL("base_url", strings.TrimSpace(d.BaseURL))
	f.checkNames("models", d.Models)
	f.checkNames("groups", d.Groups)
	f.checkNames("tags", d.Tags)
	for public, upstream := range d.ModelMapping {
		if strings.TrimSpace(public) == "" || strings.TrimSpace(upstream) == "" {
			f.add("model_mapping", "must not map from or to an empty name")
		}
	}
}

// name refuses names of spaces only and control characters.
func (f *faults) name(field, v string) {
	if strings.TrimSpace(v) == "" {
		f.add(field, "must not be empty")
	}
	if hasControls(v) {
		f.add(field, "must not contain control characters")
	}
}

func showMapping(m map[burncloud.ModelName]burncloud.ModelName) map[string]string {
	out := make(map[string]string, len(m))
	for k, v := range m {
		out[string(k)] = string(v)
	}
	return out
}

func readMapping(m map[string]string) map[burncloud.ModelName]burncloud.ModelName {
	out := make(map[burncloud.ModelName]burncloud.ModelName, len(m))
	for k, v := range m {
		out[burncloud.ModelName(strings.TrimSpace(k))] = burncloud.ModelName(strings.TrimSpace(v))
	}
	return out
}
