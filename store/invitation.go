package store

import (
	"context"
	"database/sql"

	"github.com/burncloud/burncloud"
)

var invitations = noun[burncloud.Invitation]{
	word: "invitation", table: "invitations", id: "id", search: "note",
	selects: `SELECT id, hash, code_hint, note, role, group_name, created_by, expires_us, used_us, used_by, created_us FROM invitations`,
	columns: func(d *decoder, i *burncloud.Invitation) []any {
		return []any{
			ident(d, "id", &i.ID), digest(d, "hash", &i.Hash), text(d, "code_hint", &i.CodeHint), text(d, "note", &i.Note),
			oneOf(d, "role", &i.Role, burncloud.RoleAdmin, burncloud.RoleOperator, burncloud.RoleUser), text(d, "group_name", &i.Group),
			text(d, "created_by", &i.CreatedBy), instant(d, "expires_us", &i.ExpiresAt), instant(d, "used_us", &i.UsedAt),
			text(d, "used_by", &i.UsedBy), instant(d, "created_us", &i.CreatedAt),
		}
	},
	key: func(i *burncloud.Invitation) string { return string(i.ID) },
}

// SaveInvitation keeps a new invitation.
func (db *DB) SaveInvitation(ctx context.Context, i *burncloud.Invitation) error {
	return db.write(ctx, func(tx *sql.Tx) error {
		if err := groupExists(ctx, tx, i.Group); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `
			INSERT INTO invitations (id, hash, code_hint, note, role, group_name, created_by, expires_us, used_us, used_by, created_us)
				VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
			i.ID, hexOf(i.Hash), i.CodeHint, i.Note, i.Role, orNull(i.Group), i.CreatedBy, micros(i.ExpiresAt), micros(i.UsedAt), i.UsedBy, micros(i.CreatedAt))
		return err
	})
}

// Invitation returns the invitation with the ID.
func (db *DB) Invitation(ctx context.Context, id burncloud.InvitationID) (*burncloud.Invitation, error) {
	return invitations.one(ctx, db.readers, new(decoder), string(id))
}

// Invitations returns one page of the invitations, and the cursor of the next page, "" when there is none.
func (db *DB) Invitations(ctx context.Context, p burncloud.Page) (items []burncloud.Invitation, next string, err error) {
	return invitations.page(ctx, db.readers, new(decoder), p)
}

// DeleteInvitation deletes the invitation with the ID.
func (db *DB) DeleteInvitation(ctx context.Context, id burncloud.InvitationID) error {
	return db.write(ctx, func(tx *sql.Tx) error { return invitations.remove(ctx, tx, string(id)) })
}

// OpenInvitation returns the invitation whose code has the hash, unless it was used or has expired.
func (db *DB) OpenInvitation(ctx context.Context, hash burncloud.TokenHash) (*burncloud.Invitation, error) {
	return invitations.first(ctx, db.readers, new(decoder), `hash = $1 AND used_us = 0 AND expires_us > $2`, hexOf(hash), micros(db.now()))
}

// Register makes a user with a password. An invitation, if one is named, is used up: of any number of attempts with it
// one succeeds, the others are not found.
func (db *DB) Register(ctx context.Context, u *burncloud.User, passwordHash string, invitation burncloud.InvitationID) error {
	return db.change(ctx, func(tx *sql.Tx) error {
		if invitation != "" {
			r, err := tx.ExecContext(ctx, `UPDATE invitations SET used_us = $2, used_by = $3 WHERE id = $1 AND used_us = 0 AND expires_us > $2`,
				invitation, micros(db.now()), u.ID)
			if err != nil {
				return err
			}
			if used, err := r.RowsAffected(); err != nil || used == 0 {
				return firstError(err, invitations.missing(string(invitation)))
			}
		}
		if err := saveUser(ctx, tx, u); err != nil {
			return err
		}
		return savePassword(ctx, tx, u.ID, passwordHash)
	})
}
