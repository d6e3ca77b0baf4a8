package store

import (
	"context"
	"database/sql"
	"encoding/json"

	"github.com/burncloud/burncloud"
)

var prices = noun[burncloud.Price]{
	word: "price", table: "prices", id: "id", search: "model",
	selects: `SELECT id, channel_id, provider, model, free, retired, input_pico, output_pico, cache_read_pico, cache_write_pico,
		cache_write_1h_pico, reasoning_pico, audio_in_pico, audio_out_pico, image_pico, image_in_pico, image_out_pico,
		per_image_pico, per_second_pico, per_character_pico, per_call_nano, pictures, tiers, effective_us, created_us FROM prices`,
	columns: func(d *decoder, p *burncloud.Price) []any {
		into := []any{
			ident(d, "id", &p.ID), text(d, "channel_id", &p.ChannelID), text(d, "provider", &p.Provider), text(d, "model", &p.Model),
			boolean(d, "free", &p.Free), boolean(d, "retired", &p.Retired),
			number(d, "input_pico", &p.Rates.Input), number(d, "output_pico", &p.Rates.Output),
		}
		for _, r := range p.Rates.Optional() {
			into = append(into, optional(d, r.Name+"_pico", r.Rate))
		}
		for _, u := range p.Units.Named() {
			into = append(into, number(d, u.Name+"_pico", u.Rate))
		}
		return append(into, number(d, "per_call_nano", &p.PerCall), picturesColumn(d, &p.Pictures), tiersColumn(d, &p.Tiers),
			instant(d, "effective_us", &p.EffectiveFrom), instant(d, "created_us", &p.CreatedAt))
	},
	key: func(p *burncloud.Price) string { return string(p.ID) },
}

// SavePrices adds versions of prices, all or none. A version never changes: one with the same ID is a conflict.
func (db *DB) SavePrices(ctx context.Context, all ...*burncloud.Price) error {
	return db.change(ctx, func(tx *sql.Tx) error {
		for _, p := range all {
			if err := savePrice(ctx, tx, p); err != nil {
				return err
			}
		}
		return nil
	})
}

func savePrice(ctx context.Context, tx querier, p *burncloud.Price) error {
	if p.ChannelID != "" {
		if err := exists(ctx, tx, "channel_id", `SELECT COUNT(*) FROM channels WHERE id = $1`, p.ChannelID); err != nil {
			return err
		}
	}
	tiers, err := tiersJSON(p.Tiers)
	if err != nil {
		return err
	}
	pictures, err := picturesJSON(p.Pictures)
	if err != nil {
		return err
	}
	r, u := p.Rates, p.Units
	_, err = tx.ExecContext(ctx, `
		INSERT INTO prices (id, channel_id, provider, model, free, retired, input_pico, output_pico, cache_read_pico, cache_write_pico,
			cache_write_1h_pico, reasoning_pico, audio_in_pico, audio_out_pico, image_pico, image_in_pico, image_out_pico,
			per_image_pico, per_second_pico, per_character_pico, per_call_nano, pictures, tiers, effective_us, created_us)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)`,
		p.ID, p.ChannelID, p.Provider, p.Model, p.Free, p.Retired, r.Input, r.Output, r.CacheRead, r.CacheWrite,
		r.CacheWrite1h, r.Reasoning, r.AudioIn, r.AudioOut, r.Image, r.ImageIn, r.ImageOut,
		u.Image, u.Second, u.Character, p.PerCall, pictures, tiers, micros(p.EffectiveFrom), micros(p.CreatedAt))
	return err
}

// Price returns the version with the ID.
func (db *DB) Price(ctx context.Context, id burncloud.PriceID) (*burncloud.Price, error) {
	return prices.one(ctx, db.readers, new(decoder), string(id))
}

// Prices returns one page of all versions, and the cursor of the next page, "" when there is none.
func (db *DB) Prices(ctx context.Context, p burncloud.Page) (items []burncloud.Price, next string, err error) {
	return prices.page(ctx, db.readers, new(decoder), p)
}

// AllPrices returns every version of every price.
func (db *DB) AllPrices(ctx context.Context) ([]burncloud.Price, error) {
	d := new(decoder)
	items, err := prices.all(ctx, db.readers, d)
	return items, firstError(err, d.err())
}

// tiersJSON is the stored form of tiers: rates in pico-dollars by their names, with "_pico" behind.
func tiersJSON(all []burncloud.PriceTier) (string, error) {
	stored := make([]map[string]int64, len(all))
	for i, t := range all {
		stored[i] = map[string]int64{"above_tokens": t.AboveTokens, "input_pico": int64(t.Rates.Input), "output_pico": int64(t.Rates.Output)}
		for _, r := range t.Rates.Optional() {
			if *r.Rate != nil {
				stored[i][r.Name+"_pico"] = int64(**r.Rate)
			}
		}
	}
	return list(stored)
}

func tiersColumn(d *decoder, dst *[]burncloud.PriceTier) column {
	return column{d, "tiers", func(value any) string {
		s, fault := asText(value)
		if fault != "" {
			return fault
		}
		var stored []map[string]int64
		if fault := jsonFault(json.Unmarshal([]byte(s), &stored)); fault != "" {
			return fault
		}
		for _, m := range stored {
			t := burncloud.PriceTier{AboveTokens: m["above_tokens"], Rates: burncloud.Rates{Input: burncloud.Rate(m["input_pico"]), Output: burncloud.Rate(m["output_pico"])}}
			for _, r := range t.Rates.Optional() {
				if n, ok := m[r.Name+"_pico"]; ok {
					rate := burncloud.Rate(n)
					*r.Rate = &rate
				}
			}
			*dst = append(*dst, t)
		}
		return ""
	}}
}

// storedPicture is the stored form of a price by size and quality.
type storedPicture struct {
	Size    string         `json:"size,omitempty"`
	Quality string         `json:"quality,omitempty"`
	Each    burncloud.Rate `json:"each_pico"`
}

func picturesJSON(all []burncloud.PicturePrice) (string, error) {
	stored := make([]storedPicture, len(all))
	for i, p := range all {
		stored[i] = storedPicture(p)
	}
	return list(stored)
}

func picturesColumn(d *decoder, dst *[]burncloud.PicturePrice) column {
	return column{d, "pictures", func(value any) string {
		s, fault := asText(value)
		if fault != "" {
			return fault
		}
		var stored []storedPicture
		if fault := jsonFault(json.Unmarshal([]byte(s), &stored)); fault != "" {
			return fault
		}
		for _, p := range stored {
			*dst = append(*dst, burncloud.PicturePrice(p))
		}
		return ""
	}}
}
