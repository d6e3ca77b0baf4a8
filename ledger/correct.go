package ledger

import (
	"context"

	"github.com/burncloud/burncloud"
)

// Correct lets post bring a user's balance in SQL into order, and takes over what post says the user may spend. No call of the
// user begins meanwhile; while some are under way it is refused with KindConflict, because what they cost is not in SQL yet.
func (l *Ledger) Correct(ctx context.Context, id burncloud.UserID, post func(ctx context.Context) (burncloud.Money, error)) error {
	u := l.users.get(id)
	u.moving.Lock()
	defer u.moving.Unlock()
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.holds != nil {
		return &burncloud.Error{Kind: burncloud.KindConflict, Message: "calls of this user are under way: try again when they have ended"}
	}
	spendable, err := post(ctx)
	if err != nil {
		return err
	}
	u.spendable = spendable
	return nil
}
