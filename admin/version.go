package admin

import (
	"context"
	"strings"
	"time"

	"github.com/burncloud/burncloud"
)

// changeInput is a write of one object.
type changeInput struct {
	ID      string `path:"id" maxLength:"200" doc:"Identifier of the object."`
	IfMatch string `header:"If-Match" maxLength:"100" doc:"updated_at of the object as it was read. When somebody has changed it since, nothing is written, and the answer is 409 with the object as it is now. Left out: the last writer wins."`
	RawBody []byte `contentType:"application/json"`
}

// version is what an object is compared by: the store keeps microseconds.
func version(t time.Time) int64 { return t.UnixMicro() }

// unchanged refuses a write to an object that is no longer what its writer has read.
func (n *noun[T, D]) unchanged(ctx context.Context, match string, now *T) error {
	match = strings.Trim(strings.TrimPrefix(match, "W/"), `"`)
	if match == "" || match == "*" {
		return nil
	}
	read, err := time.Parse(time.RFC3339Nano, match)
	switch {
	case n.changed == nil:
		return newProblem(burncloud.KindInvalid, "this kind of object has no versions", FieldError{"If-Match", "must be left out here"})
	case err != nil:
		return newProblem(burncloud.KindInvalid, "the version is not one", FieldError{"If-Match", "must be updated_at of the object as it was read"})
	case version(read) == version(n.changed(now)):
		return nil
	}
	ds, err := n.show(ctx, []T{*now})
	if err != nil {
		return err
	}
	p := newProblem(burncloud.KindConflict, "the "+n.name+" was changed by somebody else meanwhile")
	p.Current = ds[0]
	return p
}
