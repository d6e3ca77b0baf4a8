package admin

import (
	"context"
	"reflect"
	"time"

	"github.com/burncloud/burncloud"
)

// Rotation asks for a new key.
type Rotation struct {
	OverlapHours int `json:"overlap_hours" required:"false" minimum:"0" maximum:"720" doc:"Hours that the old key goes on working, so that programs can be given the new one; 0 ends it at once. A still older key ends in any case."`
}

// rotateRoutes registers the way to a new key, and the end of the old one before its time.
func rotateRoutes[D any](r *router, n *noun[burncloud.AccessToken, D], show func(*D, string)) {
	route(r, op{
		pattern: "POST " + n.path() + "/{id}/rotate", id: "rotate-" + n.name, body: reflect.TypeFor[Rotation](), noBody: true,
		summary: "Give a token a new key; the old one stops working at once, or after the overlap",
	},
		func(ctx context.Context, in *idBodyInput) (*output[D], error) {
			var d Rotation
			if len(in.RawBody) > 0 {
				if err := decode(r, in.RawBody, &d); err != nil {
					return nil, err
				}
			}
			n.s.write.Lock()
			defer n.s.write.Unlock()
			old, err := n.get(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			t := *old
			t.UpdatedAt = n.s.Now().UTC()
			t.Old = burncloud.OldKey{}
			if d.OverlapHours > 0 {
				t.Old = burncloud.OldKey{Hash: old.Hash, Hint: old.KeyHint, Until: t.UpdatedAt.Add(time.Duration(d.OverlapHours) * time.Hour)}
			}
			return commitNewKey(ctx, n, old, &t, show)
		})
	route(r, op{pattern: "DELETE " + n.path() + "/{id}/old-key", id: "end-old-key-of-" + n.name, summary: "End the key that was replaced before its time is over"},
		func(ctx context.Context, in *idInput) (*output[D], error) {
			n.s.write.Lock()
			defer n.s.write.Unlock()
			old, err := n.get(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			t := *old
			t.UpdatedAt, t.Old = n.s.Now().UTC(), burncloud.OldKey{}
			if err := n.about(ctx, old, &t); err != nil {
				return nil, err
			}
			return n.commit(ctx, &t)
		})
}
