package burncloud

import "context"

// Actor is who changes something.
type Actor struct {
	Kind string `json:"kind"` // "user", "token" (a management token), "bootstrap", "machine" (the command line), "guest"
	ID   string `json:"id"`   // of the user or token
	Name string `json:"name"` // at the time
}

// Change says, for the audit log, who is about to change what. It travels in the context of a request: the store adds
// an entry for it to each transaction that writes on the request's behalf.
type Change struct {
	Actor  Actor
	Action string
	Object string
	IP     string
	Before any // JSON forms, without secrets
	After  any
}

type changeKey struct{}

// WithChange returns a context in which writes are recorded as the change.
func WithChange(ctx context.Context, c *Change) context.Context {
	return context.WithValue(ctx, changeKey{}, c)
}

// ChangeOf returns the change that is under way, nil when nobody is to be held to account for it.
func ChangeOf(ctx context.Context) *Change {
	c, _ := ctx.Value(changeKey{}).(*Change)
	return c
}
