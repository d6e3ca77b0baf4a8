package admin

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/burncloud/burncloud"
)

// GroupStore keeps channel groups by their names.
type GroupStore interface {
	SaveGroup(ctx context.Context, g *burncloud.ChannelGroup) error
	Group(ctx context.Context, name burncloud.GroupName) (*burncloud.ChannelGroup, error)
	Groups(ctx context.Context, p burncloud.Page) ([]burncloud.ChannelGroup, string, error)
	DeleteGroup(ctx context.Context, name burncloud.GroupName) error
}

// Group is the JSON form of a channel group. Its name is its identifier.
type Group struct {
	Name            string     `json:"name" required:"false" maxLength:"64" doc:"Letters, digits, '-', '_' and '.'; it cannot be changed."`
	Description     string     `json:"description" required:"false" maxLength:"500" doc:"What it is for."`
	PriceMultiplier *string    `json:"price_multiplier" required:"false" default:"1.0" maxLength:"20" doc:"Decimal that every price is multiplied by, at most six decimals."`
	Limits          Limits     `json:"limits" required:"false" doc:"Of all callers in the group together."`
	CreatedAt       *time.Time `json:"created_at" required:"false" readOnly:"true" doc:"When it was made."`
	UpdatedAt       *time.Time `json:"updated_at" required:"false" readOnly:"true" doc:"When it was last changed."`
}

// groupName is what a group may be called; it stands in paths.
var groupName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

func (s *Server) groupRoutes(r *router) {
	n := &noun[burncloud.ChannelGroup, Group]{
		s: s, plural: "groups", name: "group",
		get: func(ctx context.Context, id string) (*burncloud.ChannelGroup, error) {
			return s.Groups.Group(ctx, burncloud.GroupName(id))
		},
		list:    s.Groups.Groups,
		save:    s.Groups.SaveGroup,
		remove:  func(ctx context.Context, id string) error { return s.Groups.DeleteGroup(ctx, burncloud.GroupName(id)) },
		show:    each(showGroup),
		read:    s.readGroup,
		id:      func(g *burncloud.ChannelGroup) string { return string(g.Name) },
		changed: func(g *burncloud.ChannelGroup) time.Time { return g.UpdatedAt },
	}
	n.readRoutes(r)
	n.createRoute(r)
	n.changeRoutes(r)
	n.deleteRoute(r)
}

func showGroup(g *burncloud.ChannelGroup) Group {
	multiplier := g.Multiplier.String()
	return Group{
		Name: string(g.Name), Description: g.Description, PriceMultiplier: &multiplier, Limits: Limits(g.Limits),
		CreatedAt: timeOrNil(g.CreatedAt), UpdatedAt: timeOrNil(g.UpdatedAt),
	}
}

func (s *Server) readGroup(ctx context.Context, d *Group, old *burncloud.ChannelGroup) (*burncloud.ChannelGroup, error) {
	var f faults
	now := s.Now().UTC()
	g := &burncloud.ChannelGroup{Name: burncloud.GroupName(d.Name), Description: d.Description, Limits: burncloud.Limits(d.Limits), CreatedAt: now, UpdatedAt: now}
	switch {
	case old == nil && !groupName.MatchString(d.Name):
		f.add("name", "must be 1 to 64 letters, digits, '-', '_' or '.', and begin with a letter or digit")
	case old == nil:
		if err := s.groupIsNew(ctx, g.Name); err != nil {
			return nil, err
		}
	case d.Name != "" && d.Name != string(old.Name):
		f.add("name", "cannot be changed")
	default:
		g.Name, g.CreatedAt = old.Name, old.CreatedAt
	}
	var err error
	if g.Multiplier, err = burncloud.ParseFactor(orDefault(d.PriceMultiplier, "1.0")); err != nil {
		f.add("price_multiplier", "%v", err)
	}
	return g, f.err()
}

func (s *Server) groupIsNew(ctx context.Context, name burncloud.GroupName) error {
	switch _, err := s.Groups.Group(ctx, name); {
	case err == nil:
		return &burncloud.Error{Kind: burncloud.KindConflict, Param: "name", Message: "a group of that name exists"}
	case isNotFound(err):
		return nil
	default:
		return err
	}
}

// found adds a fault when a lookup says that something is not there. It returns every other failure.
func (f *faults) found(field, message string, err error) error {
	if isNotFound(err) {
		f.add(field, "%s", message)
		return nil
	}
	return err
}

func isNotFound(err error) bool {
	var e *burncloud.Error
	return errors.As(err, &e) && e.Kind == burncloud.KindNotFound
}

// at is the path of an element.
func at(field string, i int) string { return fmt.Sprintf("%s[%d]", field, i) }
