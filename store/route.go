package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/burncloud/burncloud"
)

var routes = noun[burncloud.ModelRoute]{
	word: "route", table: "routes", id: "id", search: "model",
	selects: `SELECT id, model, group_name, strategy, affinity, fallback_models, leave_cut, created_us, updated_us FROM routes`,
	columns: func(d *decoder, r *burncloud.ModelRoute) []any {
		return []any{
			ident(d, "id", &r.ID), text(d, "model", &r.Model), text(d, "group_name", &r.Group),
			oneOf(d, "strategy", &r.Strategy, "", burncloud.StrategyPriority, burncloud.StrategyRoundRobin,
				burncloud.StrategyWeighted, burncloud.StrategyLeastLatency, burncloud.StrategyCheapest),
			oneOf(d, "affinity", &r.Affinity, "", burncloud.AffinityNone, burncloud.AffinitySession, burncloud.AffinityPrefix),
			document(d, "fallback_models", &r.Fallbacks), boolean(d, "leave_cut", &r.LeaveCut),
			instant(d, "created_us", &r.CreatedAt), instant(d, "updated_us", &r.UpdatedAt),
		}
	},
	key: func(r *burncloud.ModelRoute) string { return string(r.ID) },
}

// SaveRoute inserts the route, or replaces the one with its ID. A model has one route in a group.
func (db *DB) SaveRoute(ctx context.Context, r *burncloud.ModelRoute) error {
	return db.change(ctx, func(tx *sql.Tx) error {
		if err := groupExists(ctx, tx, r.Group); err != nil {
			return err
		}
		if err := routeIsAlone(ctx, tx, r); err != nil {
			return err
		}
		if err := saveRoute(ctx, tx, r); err != nil {
			return err
		}
		return saveTargets(ctx, tx, r)
	})
}

func routeIsAlone(ctx context.Context, tx querier, r *burncloud.ModelRoute) error {
	var other string
	err := tx.QueryRowContext(ctx, `SELECT id FROM routes WHERE model = $1 AND COALESCE(group_name, '') = $2 AND id <> $3`,
		r.Model, r.Group, r.ID).Scan(&other)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return &burncloud.Error{Kind: burncloud.KindConflict, Param: "model", Message: fmt.Sprintf("route %s is for the same model and group", other)}
}

func saveRoute(ctx context.Context, tx querier, r *burncloud.ModelRoute) error {
	fallbacks, err := list(r.Fallbacks)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO routes (id, model, group_name, strategy, affinity, fallback_models, leave_cut, created_us, updated_us)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (id) DO UPDATE SET model = excluded.model, group_name = excluded.group_name, strategy = excluded.strategy,
			affinity = excluded.affinity, fallback_models = excluded.fallback_models, leave_cut = excluded.leave_cut,
			created_us = excluded.created_us, updated_us = excluded.updated_us`,
		r.ID, r.Model, orNull(r.Group), r.Strategy, r.Affinity, fallbacks, r.LeaveCut, micros(r.CreatedAt), micros(r.UpdatedAt))
	return err
}

// saveTargets replaces the targets of the route.
func saveTargets(ctx context.Context, tx querier, r *burncloud.ModelRoute) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM route_targets WHERE route_id = $1`, r.ID); err != nil {
		return err
	}
	for i, t := range r.Targets {
		if err := exists(ctx, tx, "targets", `SELECT COUNT(*) FROM channels WHERE id = $1`, t.ChannelID); err != nil {
			return err
		}
		when, err := condition(t.When)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO route_targets (route_id, position, channel_id, upstream_model, weight, priority, conditions)
			VALUES ($1, $2, $3, $4, $5, $6, $7)`, r.ID, i, t.ChannelID, t.UpstreamModel, t.Weight, t.Priority, when)
		if err != nil {
			return err
		}
	}
	return nil
}

// condition is a target's condition as it is stored.
func condition(c *burncloud.Condition) (string, error) {
	if c == nil {
		return "{}", nil
	}
	b, err := json.Marshal(c)
	return string(b), err
}

// Route returns the route with the ID.
func (db *DB) Route(ctx context.Context, id burncloud.RouteID) (*burncloud.ModelRoute, error) {
	var found burncloud.ModelRoute
	err := db.read(ctx, func(q querier) error {
		d := new(decoder)
		r, err := routes.one(ctx, q, d, string(id))
		if err != nil {
			return err
		}
		one := []burncloud.ModelRoute{*r}
		if err := fillRoutes(ctx, q, d, one); err != nil {
			return err
		}
		found = one[0]
		return d.err()
	})
	if err != nil {
		return nil, err
	}
	return &found, nil
}

// Routes returns one page of the routes, and the cursor of the next page, "" when there is none.
func (db *DB) Routes(ctx context.Context, p burncloud.Page) (items []burncloud.ModelRoute, next string, err error) {
	err = db.read(ctx, func(q querier) error {
		d := new(decoder)
		if items, next, err = routes.page(ctx, q, d, p); err != nil {
			return err
		}
		if err := fillRoutes(ctx, q, d, items); err != nil {
			return err
		}
		return d.err()
	})
	return items, next, err
}

// DeleteRoute deletes the route with the ID.
func (db *DB) DeleteRoute(ctx context.Context, id burncloud.RouteID) error {
	return db.change(ctx, func(tx *sql.Tx) error { return routes.remove(ctx, tx, string(id)) })
}

type target struct {
	burncloud.RouteTarget
	route burncloud.RouteID
}

const selectTargets = `SELECT route_id, channel_id, upstream_model, weight, priority, conditions FROM route_targets
	WHERE route_id >= $1 AND route_id <= $2 ORDER BY route_id, position`

func targetColumns(d *decoder, t *target) []any {
	return []any{
		ident(d, "route_id", &t.route), text(d, "channel_id", &t.ChannelID), text(d, "upstream_model", &t.UpstreamModel),
		optional(d, "weight", &t.Weight), optional(d, "priority", &t.Priority),
		document(d, "conditions", &t.When),
	}
}

// fillRoutes reads the targets of the routes, which are in the order of their IDs.
func fillRoutes(ctx context.Context, q querier, d *decoder, all []burncloud.ModelRoute) error {
	if len(all) == 0 {
		return nil
	}
	byID := make(map[burncloud.RouteID]*burncloud.ModelRoute, len(all))
	for i := range all {
		byID[all[i].ID] = &all[i]
	}
	targets, err := rowsOf(ctx, q, d, "route_targets", targetColumns, selectTargets, all[0].ID, all[len(all)-1].ID)
	for _, t := range targets {
		if r := byID[t.route]; r != nil {
			r.Targets = append(r.Targets, t.RouteTarget)
		}
	}
	return err
}
