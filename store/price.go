package store

import (
	"context"
	"database/sql"
	"encoding/json"

	"github.com/burncloud/burncloud"
)

var prices = noun[burncloud.Price]{
	word: "price", table: "prices", id: "id", search: "model",
	selects: `SELECT id, model, input_pico, output_pico, cache_read_pico, cache_write_pico, reasoning_pico, audio_in_pico,
		audio_out_pico, per_call_nano, tiers, effective_us, created_us FROM prices`,
	columns: func(d *decoder, p *burncloud.Price) []any {
		r := &p.Rates
		return []any{
			ident(d, "id", &p.ID), text(d, "model", &p.Model), number(d, "input_pico", &r.Input), number(d, "output_pico", &r.Output),
			optional(d, "cache_read_pico", &r.CacheRead), optional(d, "cache_write_pico", &r.CacheWrite),
			optional(d, "reasoning_pico", &r.Reasoning), optional(d, "audio_in_pico", &r.AudioIn),
			optional(d, "audio_out_pico", &r.AudioOut), number(d, "per_call_nano", &p.PerCall), tiersColumn(d, &p.Tiers),
			instant(d, "effective_us", &p.EffectiveFrom), instant(d, "created_us", &p.CreatedAt),
		}
	},
	key: func(p *burncloud.Price) string { return string(p.ID) },
}

// SavePrice adds a version of a price. A version never changes: one with the same ID is a conflict.
func (db *DB) SavePrice(ctx context.Context, p *burncloud.Price) error {
	return db.change(ctx, func(tx *sql.Tx) error { return savePrice(ctx, tx, p) })
}

func savePrice(ctx context.Context, tx querier, p *burncloud.Price) error {
	tiers, err := tiersJSON(p.Tiers)
	if err != nil {
		return err
	}
	r := p.Rates
	_, err = tx.ExecContext(ctx, `
		INSERT INTO prices (id, model, input_pico, output_pico, cache_read_pico, cache_write_pico, reasoning_pico, audio_in_pico,
			audio_out_pico, per_call_nano, tiers, effective_us, created_us)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		p.ID, p.Model, r.Input, r.Output, r.CacheRead, r.CacheWrite, r.Reasoning, r.AudioIn,
		r.AudioOut, p.PerCall, tiers, micros(p.EffectiveFrom), micros(p.CreatedAt))
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

// tier is the stored form of a burncloud.PriceTier.
type tier struct {
	AboveTokens int64 `json:"above_tokens"`
	rates
}

// rates has the fields of burncloud.Rates, in pico-dollars.
type rates struct {
	Input      burncloud.Rate  `json:"input_pico"`
	Output     burncloud.Rate  `json:"output_pico"`
	CacheRead  *burncloud.Rate `json:"cache_read_pico,omitempty"`
	CacheWrite *burncloud.Rate `json:"cache_write_pico,omitempty"`
	Reasoning  *burncloud.Rate `json:"reasoning_pico,omitempty"`
	AudioIn    *burncloud.Rate `json:"audio_in_pico,omitempty"`
	AudioOut   *burncloud.Rate `json:"audio_out_pico,omitempty"`
}

func tiersJSON(all []burncloud.PriceTier) (string, error) {
	stored := make([]tier, len(all))
	for i, t := range all {
		stored[i] = tier{t.AboveTokens, rates(t.Rates)}
	}
	return list(stored)
}

func tiersColumn(d *decoder, dst *[]burncloud.PriceTier) column {
	return column{d, "tiers", func(value any) string {
		s, fault := asText(value)
		if fault != "" {
			return fault
		}
		var stored []tier
		if fault := jsonFault(json.Unmarshal([]byte(s), &stored)); fault != "" {
			return fault
		}
		for _, t := range stored {
			*dst = append(*dst, burncloud.PriceTier{AboveTokens: t.AboveTokens, Rates: burncloud.Rates(t.rates)})
		}
		return ""
	}}
}
