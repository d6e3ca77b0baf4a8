package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/burncloud/burncloud"
)

var redemptions = noun[burncloud.Redemption]{
	word: "batch of codes", table: "redemptions", id: "id", search: "name",
	selects: `SELECT id, name, amount_nano, count, expires_us, created_by, created_us,
		(SELECT COUNT(*) FROM redemption_codes c WHERE c.redemption_id = redemptions.id AND c.state = 'redeemed'),
		(SELECT COUNT(*) FROM redemption_codes c WHERE c.redemption_id = redemptions.id AND c.state = 'disabled')
		FROM redemptions`,
	columns: func(d *decoder, r *burncloud.Redemption) []any {
		return []any{
			ident(d, "id", &r.ID), text(d, "name", &r.Name), number(d, "amount_nano", &r.Amount), number(d, "count", &r.Count),
			instant(d, "expires_us", &r.ExpiresAt), text(d, "created_by", &r.CreatedBy), instant(d, "created_us", &r.CreatedAt),
			number(d, "redeemed", &r.Redeemed), number(d, "disabled", &r.Disabled),
		}
	},
	key: func(r *burncloud.Redemption) string { return string(r.ID) },
}

var redemptionCodes = noun[burncloud.RedemptionCode]{
	word: "code", table: "redemption_codes", id: "id", search: "hint",
	selects: `SELECT id, redemption_id, hash, hint, state, user_id, redeemed_us FROM redemption_codes`,
	columns: func(d *decoder, c *burncloud.RedemptionCode) []any {
		return []any{
			ident(d, "id", &c.ID), text(d, "redemption_id", &c.RedemptionID), digest(d, "hash", &c.Hash), text(d, "hint", &c.Hint),
			oneOf(d, "state", &c.State, burncloud.CodeOpen, burncloud.CodeRedeemed, burncloud.CodeDisabled), text(d, "user_id", &c.UserID),
			instant(d, "redeemed_us", &c.RedeemedAt),
		}
	},
	key: func(c *burncloud.RedemptionCode) string { return string(c.ID) },
}

var intoCodes = insert{`redemption_codes (id, redemption_id, hash, hint, state, user_id, redeemed_us)`, 7, ``}

// SaveRedemption keeps a new batch with its codes.
func (db *DB) SaveRedemption(ctx context.Context, r *burncloud.Redemption, codes []burncloud.RedemptionCode) error {
	return db.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO redemptions (id, name, amount_nano, count, expires_us, created_by, created_us) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			r.ID, r.Name, int64(r.Amount), r.Count, micros(r.ExpiresAt), r.CreatedBy, micros(r.CreatedAt))
		if err != nil {
			return err
		}
		return db.insertAll(ctx, tx, intoCodes, len(codes), func(args []any, i int) []any {
			c := &codes[i]
			return append(args, string(c.ID), string(r.ID), hexOf(c.Hash), c.Hint, string(c.State), string(c.UserID), micros(c.RedeemedAt))
		})
	})
}

// Redemption returns the batch with the ID.
func (db *DB) Redemption(ctx context.Context, id burncloud.RedemptionID) (*burncloud.Redemption, error) {
	return redemptions.one(ctx, db.readers, new(decoder), string(id))
}

// Redemptions returns one page of the batches, and the cursor of the next page, "" when there is none.
func (db *DB) Redemptions(ctx context.Context, p burncloud.Page) ([]burncloud.Redemption, string, error) {
	return redemptions.page(ctx, db.readers, new(decoder), p)
}

// RedemptionCodes returns one page of a batch's codes.
func (db *DB) RedemptionCodes(ctx context.Context, id burncloud.RedemptionID, p burncloud.Page) ([]burncloud.RedemptionCode, string, error) {
	return redemptionCodes.pageOf(ctx, db.readers, new(decoder), p, `redemption_id = $3`, string(id))
}

// DisableRedemption disables what is still open of a batch, or opens it again, and returns how many codes it was.
func (db *DB) DisableRedemption(ctx context.Context, id burncloud.RedemptionID, disable bool) (changed int64, err error) {
	from, to := burncloud.CodeOpen, burncloud.CodeDisabled
	if !disable {
		from, to = to, from
	}
	err = db.write(ctx, func(tx *sql.Tx) error {
		if _, err := redemptions.one(ctx, tx, new(decoder), string(id)); err != nil {
			return err
		}
		r, err := tx.ExecContext(ctx, `UPDATE redemption_codes SET state = $3 WHERE redemption_id = $1 AND state = $2`, string(id), string(from), string(to))
		if err != nil {
			return err
		}
		changed, err = r.RowsAffected()
		return err
	})
	return changed, err
}

// Redeem gives the amount of the code with the hash to the user, in one transaction with the change of its state: of any
// number of attempts one succeeds. Errors: KindNotFound for an unknown code, KindConflict for one that was redeemed or
// disabled or has expired.
func (db *DB) Redeem(ctx context.Context, hash burncloud.TokenHash, user burncloud.UserID) (amount burncloud.Money, err error) {
	err = db.write(ctx, func(tx *sql.Tx) error {
		code, err := redemptionCodes.first(ctx, tx, new(decoder), `hash = $1`, hexOf(hash))
		if err != nil {
			return err
		}
		batch, err := redemptions.one(ctx, tx, new(decoder), string(code.RedemptionID))
		if err != nil {
			return err
		}
		now := db.now()
		if err := redeemable(code, batch, now); err != nil {
			return err
		}
		r, err := tx.ExecContext(ctx, `UPDATE redemption_codes SET state = 'redeemed', user_id = $2, redeemed_us = $3 WHERE id = $1 AND state = 'open'`,
			string(code.ID), string(user), micros(now))
		if err != nil {
			return err
		}
		if won, err := r.RowsAffected(); err != nil || won == 0 {
			return firstError(err, usedUp(now))
		}
		posted, err := db.postCredit(ctx, tx, &burncloud.Credit{
			UserID: user, Amount: batch.Amount, Kind: burncloud.PostRedemption, Source: "code", EventID: string(code.ID), Actor: string(user), Reason: batch.Name,
		})
		if err == nil && !posted {
			err = fmt.Errorf("code %s is open, but was posted", code.ID)
		}
		amount = batch.Amount
		return err
	})
	return amount, err
}

func redeemable(c *burncloud.RedemptionCode, batch *burncloud.Redemption, now time.Time) error {
	switch {
	case c.State == burncloud.CodeRedeemed:
		return usedUp(c.RedeemedAt)
	case c.State == burncloud.CodeDisabled:
		return conflict("this code has been disabled")
	case !batch.ExpiresAt.IsZero() && !now.Before(batch.ExpiresAt):
		return conflict("this code expired on " + batch.ExpiresAt.Format(time.DateOnly))
	}
	return nil
}

func usedUp(at time.Time) error { return conflict("this code was used on " + at.Format(time.DateOnly)) }

func conflict(message string) error {
	return &burncloud.Error{Kind: burncloud.KindConflict, Message: message}
}
