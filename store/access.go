package store

import (
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"

	"github.com/burncloud/burncloud"
)

// accessSecret is the keyring's purpose for the secret that we have at the OIDC provider.
const accessSecret = "oidc client"

// Access returns how people come in.
func (db *DB) Access(ctx context.Context) (*burncloud.Access, error) {
	d := new(decoder)
	type row struct {
		burncloud.Access
		sealed string
	}
	rows, err := rowsOf(ctx, db.readers, d, "access_settings", func(d *decoder, r *row) []any {
		return []any{ident(d, "id", new(string)), document(d, "document", &r.Access), text(d, "oidc_secret", &r.sealed)}
	}, `SELECT CAST(id AS TEXT), document, oidc_secret FROM access_settings WHERE id = 1`)
	if err := errors.Join(err, d.err()); err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return new(burncloud.Access), nil
	}
	a := &rows[0].Access
	if rows[0].sealed != "" {
		sealed, err := base64.StdEncoding.DecodeString(rows[0].sealed)
		if err != nil {
			return nil, errors.New("access_settings.oidc_secret is not base64")
		}
		plain, err := db.keys.Open(accessSecret, "", sealed)
		if err != nil {
			return nil, fmt.Errorf("access_settings.oidc_secret: %w", err)
		}
		a.OIDC.ClientSecret = burncloud.Secret(plain)
	}
	return a, nil
}

// SaveAccess replaces how people come in.
func (db *DB) SaveAccess(ctx context.Context, a *burncloud.Access) error {
	document, err := object(a)
	if err != nil {
		return err
	}
	sealed := ""
	if a.OIDC.ClientSecret != "" {
		b, err := db.keys.Seal(accessSecret, "", []byte(a.OIDC.ClientSecret.Reveal()))
		if err != nil {
			return fmt.Errorf("sealing the OIDC client secret: %w", err)
		}
		sealed = base64.StdEncoding.EncodeToString(b)
	}
	return db.write(ctx, func(tx *sql.Tx) error {
		groups := []burncloud.GroupName{a.RegistrationGroup}
		for _, g := range a.OIDC.Groups {
			groups = append(groups, g)
		}
		for _, g := range groups {
			if err := groupExists(ctx, tx, g); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO access_settings (id, document, oidc_secret) VALUES (1, $1, $2)
			ON CONFLICT (id) DO UPDATE SET document = excluded.document, oidc_secret = excluded.oidc_secret`, document, sealed)
		return err
	})
}

// UserByIdentity returns the user whom an account at an OIDC provider signs in.
func (db *DB) UserByIdentity(ctx context.Context, issuer, subject string) (*burncloud.User, error) {
	return users.first(ctx, db.readers, new(decoder), `id = (SELECT user_id FROM identities WHERE issuer = $1 AND subject = $2)`, issuer, subject)
}

// UserByEmail returns the user who has the address, in any case. Where several have it, none is returned.
func (db *DB) UserByEmail(ctx context.Context, email string) (*burncloud.User, error) {
	return users.first(ctx, db.readers, new(decoder), `email <> '' AND LOWER(email) = LOWER($1) AND
		(SELECT COUNT(*) FROM users o WHERE LOWER(o.email) = LOWER($1)) = 1`, email)
}

// SaveIdentity lets an account at an OIDC provider sign a user in. The user is made or changed in the same transaction.
func (db *DB) SaveIdentity(ctx context.Context, id burncloud.Identity, u *burncloud.User) error {
	return db.change(ctx, func(tx *sql.Tx) error {
		if err := firstError(endDemoted(ctx, tx, u), saveUser(ctx, tx, u)); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO identities (issuer, subject, user_id) VALUES ($1, $2, $3)
			ON CONFLICT (issuer, subject) DO UPDATE SET user_id = excluded.user_id`, id.Issuer, id.Subject, id.UserID)
		return err
	})
}

// Preferences returns how a user likes the console.
func (db *DB) Preferences(ctx context.Context, user burncloud.UserID) (p burncloud.Preferences, err error) {
	d := new(decoder)
	rows, err := rowsOf(ctx, db.readers, d, "preferences", func(d *decoder, p *burncloud.Preferences) []any {
		return []any{ident(d, "user_id", new(string)), document(d, "document", p)}
	}, `SELECT user_id, document FROM preferences WHERE user_id = $1`, user)
	if len(rows) > 0 {
		p = rows[0]
	}
	return p, errors.Join(err, d.err())
}

// SavePreferences keeps how a user likes the console.
func (db *DB) SavePreferences(ctx context.Context, user burncloud.UserID, p burncloud.Preferences) error {
	document, err := object(p)
	if err != nil {
		return err
	}
	return db.write(ctx, func(tx *sql.Tx) error {
		if err := userExists(ctx, tx, user); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO preferences (user_id, document) VALUES ($1, $2)
			ON CONFLICT (user_id) DO UPDATE SET document = excluded.document`, user, document)
		return err
	})
}
