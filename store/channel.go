package store

import (
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"

	"github.com/burncloud/burncloud"
)

var channels = noun[burncloud.Channel]{
	word: "channel", table: "channels", id: "id", search: "name",
	selects: `SELECT id, name, provider, base_url, models, model_mapping, priority, weight, enabled, options, limits, tags,
		created_us, updated_us FROM channels`,
	columns: func(d *decoder, c *burncloud.Channel) []any {
		return []any{
			ident(d, "id", &c.ID), text(d, "name", &c.Name), text(d, "provider", &c.Provider), text(d, "base_url", &c.BaseURL),
			document(d, "models", &c.Models), document(d, "model_mapping", &c.ModelMapping),
			number(d, "priority", &c.Priority), number(d, "weight", &c.Weight), boolean(d, "enabled", &c.Enabled),
			document(d, "options", &c.Options), document(d, "limits", &c.Limits), document(d, "tags", &c.Tags),
			instant(d, "created_us", &c.CreatedAt), instant(d, "updated_us", &c.UpdatedAt),
		}
	},
	key: func(c *burncloud.Channel) string { return string(c.ID) },
}

// SaveChannel inserts the channel, or replaces the one with its ID. A key with an empty value keeps the value that the
// channel's key with that ID has; keys that are not listed are deleted.
func (db *DB) SaveChannel(ctx context.Context, c *burncloud.Channel) error {
	return db.change(ctx, func(tx *sql.Tx) error {
		if err := db.saveChannel(ctx, tx, c); err != nil {
			return err
		}
		if err := saveChannelGroups(ctx, tx, c); err != nil {
			return err
		}
		return db.saveChannelKeys(ctx, tx, c)
	})
}

func (db *DB) saveChannel(ctx context.Context, tx querier, c *burncloud.Channel) error {
	models, err1 := list(c.Models)
	mapping, err2 := object(c.ModelMapping)
	kept, err := db.sealedOptions(c)
	if err != nil {
		return err
	}
	options, err3 := object(kept)
	tags, err4 := list(c.Tags)
	limits, err5 := object(c.Limits)
	if err := firstError(err1, err2, err3, err4, err5); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO channels (id, name, provider, base_url, models, model_mapping, priority, weight, enabled, options, limits, tags,
			created_us, updated_us) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, provider = excluded.provider, base_url = excluded.base_url,
			models = excluded.models, model_mapping = excluded.model_mapping, priority = excluded.priority,
			weight = excluded.weight, enabled = excluded.enabled, options = excluded.options, limits = excluded.limits, tags = excluded.tags,
			created_us = excluded.created_us, updated_us = excluded.updated_us`,
		c.ID, c.Name, c.Provider, c.BaseURL, models, mapping, c.Priority, c.Weight, c.Enabled, options, limits, tags,
		micros(c.CreatedAt), micros(c.UpdatedAt))
	return err
}

func saveChannelGroups(ctx context.Context, tx querier, c *burncloud.Channel) error {
	if err := groupsExist(ctx, tx, "groups", c.Groups...); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM channel_groups WHERE channel_id = $1`, c.ID); err != nil {
		return err
	}
	for i, g := range c.Groups {
		if _, err := tx.ExecContext(ctx, `INSERT INTO channel_groups (channel_id, group_name, position) VALUES ($1, $2, $3)`,
			c.ID, g, i); err != nil {
			return err
		}
	}
	return nil
}

// Channel returns the channel with its keys decrypted.
func (db *DB) Channel(ctx context.Context, id burncloud.ChannelID) (*burncloud.Channel, error) {
	var found burncloud.Channel
	err := db.read(ctx, func(q querier) error {
		d := new(decoder)
		c, err := channels.one(ctx, q, d, string(id))
		if err != nil {
			return err
		}
		one := []burncloud.Channel{*c}
		if err := db.fillChannels(ctx, q, d, one); err != nil {
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

// Channels returns one page of the channels with their keys decrypted, and the cursor of the next page, "" when there is
// none.
func (db *DB) Channels(ctx context.Context, p burncloud.Page) (items []burncloud.Channel, next string, err error) {
	err = db.read(ctx, func(q querier) error {
		d := new(decoder)
		if items, next, err = channels.page(ctx, q, d, p); err != nil {
			return err
		}
		if err := db.fillChannels(ctx, q, d, items); err != nil {
			return err
		}
		return d.err()
	})
	return items, next, err
}

// DeleteChannel deletes a channel, with its keys, that no route names.
func (db *DB) DeleteChannel(ctx context.Context, id burncloud.ChannelID) error {
	return db.change(ctx, func(tx *sql.Tx) error {
		err := unused(ctx, tx, "channel "+string(id), "routes",
			`SELECT DISTINCT route_id FROM route_targets WHERE channel_id = $1 ORDER BY route_id`, id)
		if err != nil {
			return err
		}
		return channels.remove(ctx, tx, string(id))
	})
}

// fillChannels reads the groups and keys of the channels, which are in the order of their IDs.
func (db *DB) fillChannels(ctx context.Context, q querier, d *decoder, all []burncloud.Channel) error {
	if len(all) == 0 {
		return nil
	}
	byID := make(map[burncloud.ChannelID]*burncloud.Channel, len(all))
	for i := range all {
		byID[all[i].ID] = &all[i]
		db.openOptions(d, &all[i])
	}
	first, last := all[0].ID, all[len(all)-1].ID
	members, err := rowsOf(ctx, q, d, "channel_groups", memberColumns, selectMembers, first, last)
	if err != nil {
		return err
	}
	for _, m := range members {
		if c := byID[m.channel]; c != nil {
			c.Groups = append(c.Groups, m.group)
		}
	}
	keys, err := rowsOf(ctx, q, d, "channel_keys", sealedColumns, selectKeys, first, last)
	if err != nil {
		return err
	}
	for _, k := range keys {
		if c := byID[k.channel]; c != nil {
			k.Value = db.openKey(d, k)
			c.Keys = append(c.Keys, k.ChannelKey)
		}
	}
	return nil
}

type member struct {
	channel burncloud.ChannelID
	group   burncloud.GroupName
}

const selectMembers = `SELECT channel_id, group_name FROM channel_groups WHERE channel_id >= $1 AND channel_id <= $2
	ORDER BY channel_id, position, group_name`

func memberColumns(d *decoder, m *member) []any {
	return []any{ident(d, "channel_id", &m.channel), text(d, "group_name", &m.group)}
}

// sealedKey is a key as it is stored.
type sealedKey struct {
	burncloud.ChannelKey
	channel    burncloud.ChannelID
	ciphertext string
}

const selectKeys = `SELECT id, channel_id, ciphertext, enabled, reason FROM channel_keys
	WHERE channel_id >= $1 AND channel_id <= $2 ORDER BY channel_id, position, id`

func sealedColumns(d *decoder, k *sealedKey) []any {
	return []any{
		ident(d, "id", &k.ID), text(d, "channel_id", &k.channel), text(d, "ciphertext", &k.ciphertext),
		boolean(d, "enabled", &k.Enabled), text(d, "reason", &k.Reason),
	}
}

// saveChannelKeys replaces the keys of the channel.
func (db *DB) saveChannelKeys(ctx context.Context, tx querier, c *burncloud.Channel) error {
	d := new(decoder)
	old, err := rowsOf(ctx, tx, d, "channel_keys", sealedColumns, selectKeys, c.ID, c.ID)
	if err != nil {
		return err
	}
	ciphertext := make(map[burncloud.KeyID]string, len(old))
	for _, k := range old {
		ciphertext[k.ID] = k.ciphertext
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM channel_keys WHERE channel_id = $1`, c.ID); err != nil {
		return err
	}
	for i, k := range c.Keys {
		sealed := ciphertext[k.ID]
		if k.Value != "" {
			if sealed, err = db.sealKey(c.ID, k); err != nil {
				return err
			}
		}
		if sealed == "" {
			return &burncloud.Error{Kind: burncloud.KindInvalid, Param: "keys", Message: fmt.Sprintf("key %d has no value", i+1)}
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO channel_keys (id, channel_id, position, ciphertext, enabled, reason)
			VALUES ($1, $2, $3, $4, $5, $6)`, k.ID, c.ID, i, sealed, k.Enabled, k.Reason); err != nil {
			return err
		}
	}
	return nil
}

// providerKey is the keyring's purpose for the keys of channels.
const providerKey = "provider key"

// keyRecord binds a sealed key to its row: moved to another channel, it does not open.
func keyRecord(channel burncloud.ChannelID, key burncloud.KeyID) string {
	return "channel|" + string(channel) + "|" + string(key)
}

func (db *DB) sealKey(channel burncloud.ChannelID, k burncloud.ChannelKey) (string, error) {
	sealed, err := db.keys.Seal(providerKey, keyRecord(channel, k.ID), []byte(k.Value.Reveal()))
	if err != nil {
		return "", fmt.Errorf("sealing key %s: %w", k.ID, err)
	}
	return base64.StdEncoding.EncodeToString(sealed), nil
}

// openKey decrypts the key, or notes the fault.
func (db *DB) openKey(d *decoder, k sealedKey) burncloud.Secret {
	sealed, err := base64.StdEncoding.DecodeString(k.ciphertext)
	if err != nil {
		err = errors.New("it is not base64") // the original says where, and with it something of the value
	}
	var plain []byte
	if err == nil {
		plain, err = db.keys.Open(providerKey, keyRecord(k.channel, k.ID), sealed)
	}
	if err != nil {
		d.table, d.id = "channel_keys", string(k.ID)
		d.fault("ciphertext", fmt.Sprintf("of channel %s does not open: %v", k.channel, err))
	}
	return burncloud.Secret(plain)
}
