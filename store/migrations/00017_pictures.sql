-- Prices of pictures by size and quality.

-- +goose Up
ALTER TABLE prices ADD COLUMN pictures TEXT NOT NULL DEFAULT '[]'; -- JSON: [{"size", "quality", "each_pico"}]

-- +goose Down
ALTER TABLE prices DROP COLUMN pictures;
