package admin

import (
	"context"
	"net/url"
	"time"

	"github.com/burncloud/burncloud"
)

// ViewStore keeps saved views.
type ViewStore interface {
	SaveView(ctx context.Context, v *burncloud.View) error
	View(ctx context.Context, id burncloud.ViewID) (*burncloud.View, error)
	// Views lists the user's own and the shared ones.
	Views(ctx context.Context, user burncloud.UserID, p burncloud.Page) ([]burncloud.View, string, error)
	DeleteView(ctx context.Context, id burncloud.ViewID) error
}

// View is the JSON form of a saved filter of a list.
type View struct {
	ID        burncloud.ViewID `json:"id" required:"false" readOnly:"true" doc:"Identifier (vw_…)."`
	Page      string           `json:"page" minLength:"1" maxLength:"40" pattern:"^[a-z][a-z-]*$" doc:"The list that it is of, such as logs."`
	Name      string           `json:"name" minLength:"1" maxLength:"100" doc:"What it is called."`
	Query     string           `json:"query" required:"false" maxLength:"4000" doc:"The filter as in the address of the page, without the question mark."`
	Shared    bool             `json:"shared" required:"false" doc:"Whether everybody sees it. Only admins and operators share views."`
	UserID    string           `json:"user_id" required:"false" readOnly:"true" doc:"Who made it and may change it."`
	CreatedAt *time.Time       `json:"created_at" required:"false" readOnly:"true" doc:"When it was made."`
	UpdatedAt *time.Time       `json:"updated_at" required:"false" readOnly:"true" doc:"When it was last changed."`
}

func (s *Server) viewRoutes(r *router) {
	n := &noun[burncloud.View, View]{
		s: s, plural: "views", name: "view", base: "/api/settings/views",
		get: func(ctx context.Context, id string) (*burncloud.View, error) {
			v, err := s.Views.View(ctx, burncloud.ViewID(id))
			if err == nil && v.UserID != callerOf(ctx).userID && !v.Shared {
				return nil, missing("view", id)
			}
			return v, err
		},
		list: func(ctx context.Context, p burncloud.Page) ([]burncloud.View, string, error) {
			return s.Views.Views(ctx, callerOf(ctx).userID, p)
		},
		save: s.Views.SaveView,
		remove: func(ctx context.Context, id string) error {
			v, err := s.Views.View(ctx, burncloud.ViewID(id))
			if err == nil {
				err = ownView(ctx, v)
			}
			if err != nil {
				return err
			}
			return s.Views.DeleteView(ctx, v.ID)
		},
		show:    each(showView),
		read:    s.readView,
		id:      func(v *burncloud.View) string { return string(v.ID) },
		changed: func(v *burncloud.View) time.Time { return v.UpdatedAt },
	}
	n.readRoutes(r)
	n.createRoute(r)
	n.changeRoutes(r)
	n.deleteRoute(r)
}

// ownView refuses to change what somebody else has shared. An admin may.
func ownView(ctx context.Context, v *burncloud.View) error {
	if c := callerOf(ctx); v.UserID != c.userID && c.role != burncloud.RoleAdmin {
		return &burncloud.Error{Kind: burncloud.KindForbidden, Message: "the view is somebody else's"}
	}
	return nil
}

func showView(v *burncloud.View) View {
	return View{
		ID: v.ID, Page: v.Page, Name: v.Name, Query: v.Query, Shared: v.Shared, UserID: string(v.UserID),
		CreatedAt: timeOrNil(v.CreatedAt), UpdatedAt: timeOrNil(v.UpdatedAt),
	}
}

func (s *Server) readView(ctx context.Context, d *View, old *burncloud.View) (*burncloud.View, error) {
	var f faults
	c, now := callerOf(ctx), s.Now().UTC()
	v := &burncloud.View{ID: burncloud.ViewID(burncloud.NewID("vw", now)), UserID: c.userID, CreatedAt: now}
	if old != nil {
		if err := ownView(ctx, old); err != nil {
			return nil, err
		}
		*v = *old
	}
	v.Page, v.Name, v.Query, v.Shared, v.UpdatedAt = d.Page, d.Name, d.Query, d.Shared, now
	f.name("name", d.Name)
	if _, err := url.ParseQuery(d.Query); err != nil {
		f.add("query", "must be a query as in an address")
	}
	if d.Shared && ranks[c.role] < ranks[burncloud.RoleOperator] {
		f.add("shared", "only admins and operators share views")
	}
	return v, f.err()
}
