-- Redemption codes. A code is kept as its hash.

-- +goose Up
CREATE TABLE redemptions (
	id          TEXT NOT NULL PRIMARY KEY,
	name        TEXT NOT NULL,
	amount_nano BIGINT NOT NULL CHECK (amount_nano > 0), -- of each code
	count       BIGINT NOT NULL,
	expires_us  BIGINT NOT NULL, -- 0 = never
	created_by  TEXT NOT NULL,
	created_us  BIGINT NOT NULL
);

CREATE TABLE redemption_codes (
	id            TEXT NOT NULL PRIMARY KEY,
	redemption_id TEXT NOT NULL REFERENCES redemptions (id),
	hash          TEXT NOT NULL UNIQUE, -- SHA-256 in hexadecimal
	hint          TEXT NOT NULL,
	state         TEXT NOT NULL, -- open, redeemed, disabled
	user_id       TEXT NOT NULL, -- who redeemed it, '' = nobody
	redeemed_us   BIGINT NOT NULL
);
CREATE INDEX redemption_codes_batch ON redemption_codes (redemption_id, id);
