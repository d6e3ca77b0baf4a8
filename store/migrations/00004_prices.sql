-- Prices of more kinds of quantities, and of what the operator pays upstream.

-- +goose Up
ALTER TABLE prices ADD COLUMN channel_id TEXT NOT NULL DEFAULT ''; -- of a purchase price; no reference, because prices outlive channels
ALTER TABLE prices ADD COLUMN provider TEXT NOT NULL DEFAULT '';   -- of a purchase price for every channel of a provider
ALTER TABLE prices ADD COLUMN free BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE prices ADD COLUMN retired BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE prices ADD COLUMN cache_write_1h_pico BIGINT;
ALTER TABLE prices ADD COLUMN image_pico BIGINT;
ALTER TABLE prices ADD COLUMN image_in_pico BIGINT;
ALTER TABLE prices ADD COLUMN image_out_pico BIGINT;
ALTER TABLE prices ADD COLUMN per_image_pico BIGINT NOT NULL DEFAULT 0;
ALTER TABLE prices ADD COLUMN per_second_pico BIGINT NOT NULL DEFAULT 0;
ALTER TABLE prices ADD COLUMN per_character_pico BIGINT NOT NULL DEFAULT 0;
