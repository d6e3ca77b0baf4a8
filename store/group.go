package store

import (
	"context"
	"database/sql"

	"github.com/burncloud/burncloud"
)

var groups = noun[burncloud.ChannelGroup]{
	word: "group", table: "groups", id: "name", search: "name",
	selects: `SELECT name, description, multiplier_ppm, limits, created_us, updated_us FROM groups`,
	columns: func(d *decoder, g *burncloud.ChannelGroup) []any {
		return []any{
			ident(d, "name", &g.Name), text(d, "description", &g.Description),
			number(d, "multiplier_ppm", &g.Multiplier), document(d, "limits", &g.Limits), instant(d, "created_us", &g.CreatedAt), instant(d, "updated_us", &g.UpdatedAt),
		}
	},
	key: func(g *burncloud.ChannelGroup) string { return string(g.Name) },
}

// SaveGroup inserts the group, or replaces the one of that name.
func (db *DB) SaveGroup(ctx context.Context, g *burncloud.ChannelGroup) error {
	return db.change(ctx, func(tx *sql.Tx) error { return saveGroup(ctx, tx, g) })
}

func saveGroup(ctx context.Context, tx querier, g *burncloud.ChannelGroup) error {
	limits, err := object(g.Limits)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO groups (name, description, multiplier_ppm, limits, created_us, updated_us) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (name) DO UPDATE SET description = excluded.description, multiplier_ppm = excluded.multiplier_ppm,
			limits = excluded.limits, created_us = excluded.created_us, updated_us = excluded.updated_us`,
		g.Name, g.Description, g.Multiplier, limits, micros(g.CreatedAt), micros(g.UpdatedAt))
	return err
}

// Group returns the group of that name.
func (db *DB) Group(ctx context.Context, name burncloud.GroupName) (*burncloud.ChannelGroup, error) {
	return groups.one(ctx, db.readers, new(decoder), string(name))
}

// Groups returns one page of the groups, by name, and the cursor of the next page, "" when there is none.
func (db *DB) Groups(ctx context.Context, p burncloud.Page) (items []burncloud.ChannelGroup, next string, err error) {
	return groups.page(ctx, db.readers, new(decoder), p)
}

// DeleteGroup deletes a group that nothing uses. The default group stays.
func (db *DB) DeleteGroup(ctx context.Context, name burncloud.GroupName) error {
	if name == burncloud.DefaultGroup {
		return &burncloud.Error{Kind: burncloud.KindConflict, Message: "the default group always exists"}
	}
	return db.change(ctx, func(tx *sql.Tx) error {
		for _, use := range []struct{ by, query string }{
			{"channels", `SELECT channel_id FROM channel_groups WHERE group_name = $1 ORDER BY channel_id`},
			{"routes", `SELECT id FROM routes WHERE group_name = $1 ORDER BY id`},
			{"users", `SELECT id FROM users WHERE group_name = $1 ORDER BY id`},
			{"tokens", `SELECT id FROM tokens WHERE group_name = $1 ORDER BY id`},
		} {
			if err := unused(ctx, tx, "group "+string(name), use.by, use.query, name); err != nil {
				return err
			}
		}
		return groups.remove(ctx, tx, string(name))
	})
}

// groupsExist refuses names of groups that are not there.
func groupsExist(ctx context.Context, q querier, param string, names ...burncloud.GroupName) error {
	return exists(ctx, q, param, `SELECT COUNT(*) FROM groups WHERE name = $1`, names...)
}

// groupExists is groupsExist for a group that may be left out.
func groupExists(ctx context.Context, q querier, name burncloud.GroupName) error {
	if name == "" {
		return nil
	}
	return groupsExist(ctx, q, "group", name)
}
