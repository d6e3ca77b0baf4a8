-- A replaced key that still works for a while, the console's own settings, and what operators put off.

-- +goose Up
ALTER TABLE tokens ADD COLUMN old_hash TEXT NOT NULL DEFAULT ''; -- of the key before, '' = none
ALTER TABLE tokens ADD COLUMN old_key_hint TEXT NOT NULL DEFAULT '';
ALTER TABLE tokens ADD COLUMN old_until_us BIGINT NOT NULL DEFAULT 0; -- when the key before stops working

CREATE TABLE console_settings (
	id       BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
	document TEXT NOT NULL
);

CREATE TABLE snoozes (
	user_id  TEXT NOT NULL, -- '' = whoever has the token of the environment
	matter   TEXT NOT NULL,
	until_us BIGINT NOT NULL,
	PRIMARY KEY (user_id, matter)
);

-- +goose Down
DROP TABLE snoozes;
DROP TABLE console_settings;
ALTER TABLE tokens DROP COLUMN old_until_us;
ALTER TABLE tokens DROP COLUMN old_key_hint;
ALTER TABLE tokens DROP COLUMN old_hash;
