package admin

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/burncloud/burncloud"
)

// noun is one resource that is listed, read, made, replaced, merged and deleted in the same way: T is its domain
// type, D its JSON form. Nil functions leave their routes out.
type noun[T, D any] struct {
	s      *Server
	plural string // in the path: "channels"
	name   string // in operation ids and summaries: "channel"
	base   string // the path, where it is not /api/ and the plural
	stored string // the plural of what is stored, where that is another

	get    func(ctx context.Context, id string) (*T, error)
	list   func(ctx context.Context, p burncloud.Page) ([]T, string, error)
	save   func(ctx context.Context, t *T) error
	remove func(ctx context.Context, id string) error

	// show gives the JSON forms of objects, in their order.
	show func(ctx context.Context, ts []T) ([]D, error)
	// read makes the object that d describes. old is nil when it is new; identity, times and what d does not hold
	// are taken from it. It does not change old.
	read func(ctx context.Context, d *D, old *T) (*T, error)
	// id names an object, for the fields of configuration faults.
	id func(t *T) string
	// changed is when an object was last changed, by which writers notice one another. Nil where there is no such time.
	changed func(t *T) time.Time
}

func (n *noun[T, D]) path() string { return cmp.Or(n.base, "/api/"+n.plural) }

func (n *noun[T, D]) object() string { return cmp.Or(n.stored, n.plural) }

// Page is one page of a list.
type Page[D any] struct {
	Items      []D     `json:"items" nullable:"false" doc:"The objects of this page."`
	NextCursor *string `json:"next_cursor" doc:"Cursor of the next page, null on the last one."`
}

func newPage[D any](items []D, next string) *output[Page[D]] {
	p := Page[D]{Items: orEmpty(items)}
	if next != "" {
		p.NextCursor = &next
	}
	return &output[Page[D]]{p}
}

// orEmpty makes a nil slice encode as [].
func orEmpty[E any](s []E) []E {
	if s == nil {
		return []E{}
	}
	return s
}

type (
	output[D any] struct{ Body D }
	nothing       struct{}

	// PageQuery asks for one page. It is exported because huma sees no members of an unexported embedded struct.
	PageQuery struct {
		Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Objects per page."`
		Cursor string `query:"cursor" maxLength:"500" doc:"next_cursor of the page before."`
		Query  string `query:"q" maxLength:"200" doc:"Part of a name, in any case."`
	}
	idInput struct {
		ID string `path:"id" maxLength:"200" doc:"Identifier of the object."`
	}
	bodyInput struct {
		RawBody []byte `contentType:"application/json"`
	}
	idBodyInput struct {
		ID      string `path:"id" maxLength:"200" doc:"Identifier of the object."`
		RawBody []byte `contentType:"application/json"`
	}
)

func (p PageQuery) page() burncloud.Page {
	return burncloud.Page{Limit: p.Limit, Cursor: p.Cursor, Query: p.Query}
}

// readRoutes registers the list and the single object.
func (n *noun[T, D]) readRoutes(r *router) {
	path := n.path()
	route(r, op{pattern: "GET " + path, id: "list-" + n.plural, summary: "List " + n.plural},
		func(ctx context.Context, in *PageQuery) (*output[Page[D]], error) {
			ts, next, err := n.list(ctx, in.page())
			if err != nil {
				return nil, err
			}
			ds, err := n.show(ctx, ts)
			if err != nil {
				return nil, err
			}
			return newPage(ds, next), nil
		})
	n.getRoute(r)
}

func (n *noun[T, D]) getRoute(r *router) {
	route(r, op{pattern: "GET " + n.path() + "/{id}", id: "get-" + n.name, summary: "Read one " + n.name},
		func(ctx context.Context, in *idInput) (*output[D], error) {
			t, err := n.get(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			return n.output(ctx, t)
		})
}

// createRoute registers POST.
func (n *noun[T, D]) createRoute(r *router) {
	taking(r, op{
		pattern: "POST " + n.path(), id: "create-" + n.name, summary: "Create a " + n.name, status: http.StatusCreated,
	}, func(ctx context.Context, d *D) (*output[D], error) {
		n.s.write.Lock()
		defer n.s.write.Unlock()
		t, err := n.read(ctx, d, nil)
		if err != nil {
			return nil, err
		}
		if err := n.about(ctx, nil, t); err != nil {
			return nil, err
		}
		return n.commit(ctx, t)
	})
}

// changeRoutes registers PUT and PATCH.
func (n *noun[T, D]) changeRoutes(r *router) {
	path := n.path() + "/{id}"
	route(r, op{
		pattern: "PUT " + path, id: "replace-" + n.name, summary: "Replace a " + n.name + "; what is left out takes its default",
		body: reflect.TypeFor[D](),
	},
		func(ctx context.Context, in *changeInput) (*output[D], error) {
			var d D
			if err := decode(r, in.RawBody, &d); err != nil {
				return nil, err
			}
			return n.change(ctx, in, func(*T) (*D, error) { return &d, nil })
		})
	route(r, op{
		pattern: "PATCH " + path, id: "merge-" + n.name, summary: "Merge into a " + n.name + " (RFC 7396)",
		body: reflect.TypeFor[D](), merge: true,
	},
		func(ctx context.Context, in *changeInput) (*output[D], error) {
			return n.change(ctx, in, func(old *T) (*D, error) {
				ds, err := n.show(ctx, []T{*old})
				if err != nil {
					return nil, err
				}
				return &ds[0], merge(r, in.RawBody, &ds[0])
			})
		})
}

// change reads an object, has it described anew, and commits it, with no other write in between.
func (n *noun[T, D]) change(ctx context.Context, in *changeInput, describe func(old *T) (*D, error)) (*output[D], error) {
	n.s.write.Lock()
	defer n.s.write.Unlock()
	old, err := n.get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if err := n.unchanged(ctx, in.IfMatch, old); err != nil {
		return nil, err
	}
	d, err := describe(old)
	if err != nil {
		return nil, err
	}
	t, err := n.read(ctx, d, old)
	if err != nil {
		return nil, err
	}
	if err := n.about(ctx, old, t); err != nil {
		return nil, err
	}
	return n.commit(ctx, t)
}

// about says for the audit log what the change of an object is. old is nil when it is new, t when it goes.
func (n *noun[T, D]) about(ctx context.Context, old, t *T) error {
	var docs [2]any
	var object string
	for i, x := range [...]*T{old, t} {
		if x == nil {
			continue
		}
		ds, err := n.show(ctx, []T{*x})
		if err != nil {
			return err
		}
		docs[i], object = ds[0], n.object()+"/"+n.id(x)
	}
	about(ctx, object, docs[0], docs[1])
	return nil
}

// deleteRoute registers DELETE.
func (n *noun[T, D]) deleteRoute(r *router) {
	route(r, op{
		pattern: "DELETE " + n.path() + "/{id}", id: "delete-" + n.name, summary: "Delete a " + n.name,
		status: http.StatusNoContent,
	},
		func(ctx context.Context, in *idInput) (*nothing, error) {
			n.s.write.Lock()
			defer n.s.write.Unlock()
			old, err := n.get(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			if err := n.about(ctx, old, nil); err != nil {
				return nil, err
			}
			if err := n.remove(ctx, in.ID); err != nil {
				return nil, err
			}
			return nil, n.s.reload(ctx)
		})
}

// commit saves the object and puts it into effect. The caller holds the write lock.
func (n *noun[T, D]) commit(ctx context.Context, t *T) (*output[D], error) {
	if err := n.save(ctx, t); err != nil {
		return nil, n.fault(t, err)
	}
	if err := n.s.reload(ctx); err != nil {
		return nil, err
	}
	return n.output(ctx, t)
}

// fault names the fields of configuration faults as the caller of this object knows them.
func (n *noun[T, D]) fault(t *T, err error) error {
	var cf burncloud.Faults
	if errors.As(err, &cf) {
		return problem(err, fmt.Sprintf("%s[%s].", n.object(), n.id(t)))
	}
	return err
}

func (n *noun[T, D]) output(ctx context.Context, t *T) (*output[D], error) {
	ds, err := n.show(ctx, []T{*t})
	if err != nil {
		return nil, err
	}
	return &output[D]{ds[0]}, nil
}

// reload puts what was committed into effect. It is finished even when the client has left: the row is there.
func (s *Server) reload(ctx context.Context) error {
	if _, err := s.Reload.Reload(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("saved, but the running configuration could not be replaced: %w", noFaults{err})
	}
	return nil
}

// noFaults hides what an error says from the translation to 422: the request was not at fault, it is committed.
type noFaults struct{ err error }

func (e noFaults) Error() string { return e.err.Error() }

// each applies show to every element.
func each[T, D any](show func(*T) D) func(context.Context, []T) ([]D, error) {
	return func(_ context.Context, ts []T) ([]D, error) {
		ds := make([]D, len(ts))
		for i := range ts {
			ds[i] = show(&ts[i])
		}
		return ds, nil
	}
}

// orDefault is *p, or def when p is nil.
func orDefault[V any](p *V, def V) V {
	if p == nil {
		return def
	}
	return *p
}

// names converts between slices of named strings, trimming spaces.
func names[To, From ~string](in []From) []To {
	out := make([]To, len(in))
	for i, x := range in {
		out[i] = To(strings.TrimSpace(string(x)))
	}
	return out
}

// checkNames refuses empty, overlong and repeated names.
func (f *faults) checkNames(field string, in []string) {
	seen := map[string]bool{}
	for i, x := range in {
		x = strings.TrimSpace(x)
		at := fmt.Sprintf("%s[%d]", field, i)
		switch {
		case x == "":
			f.add(at, "must not be empty")
		case len(x) > maxName:
			f.add(at, "must not be longer than %d bytes", maxName)
		case seen[x]:
			f.add(at, "is listed twice")
		}
		seen[x] = true
	}
}

// maxName bounds the names of models, groups, tags and headers, in bytes.
const maxName = 200
