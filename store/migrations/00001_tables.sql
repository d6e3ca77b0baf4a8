-- The tables, in the subset of SQL that SQLite and PostgreSQL share.
-- Times are microseconds since 1970 (0 = none), money nano-dollars, rates pico-dollars per unit, factors millionths;
-- documents are JSON in TEXT. Triggers are written per engine: see dialect.go.

-- +goose Up
CREATE TABLE config_version (
	id      BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
	version BIGINT NOT NULL
);
INSERT INTO config_version (id, version) VALUES (1, 1);

CREATE TABLE settings (
	id       BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
	document TEXT NOT NULL
);
INSERT INTO settings (id, document) VALUES (1, '{}');

CREATE TABLE groups (
	name           TEXT NOT NULL PRIMARY KEY,
	description    TEXT NOT NULL,
	multiplier_ppm BIGINT NOT NULL,
	limits         TEXT NOT NULL,
	created_us     BIGINT NOT NULL,
	updated_us     BIGINT NOT NULL
);

CREATE TABLE channels (
	id            TEXT NOT NULL PRIMARY KEY,
	name          TEXT NOT NULL,
	provider      TEXT NOT NULL,
	base_url      TEXT NOT NULL,
	models        TEXT NOT NULL,
	model_mapping TEXT NOT NULL,
	priority      BIGINT NOT NULL,
	weight        BIGINT NOT NULL,
	enabled       BOOLEAN NOT NULL,
	options       TEXT NOT NULL,
	limits        TEXT NOT NULL,
	tags          TEXT NOT NULL,
	created_us    BIGINT NOT NULL,
	updated_us    BIGINT NOT NULL
);

CREATE TABLE channel_keys (
	id         TEXT NOT NULL PRIMARY KEY,
	channel_id TEXT NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
	position   BIGINT NOT NULL,
	ciphertext TEXT NOT NULL, -- base64 of what the keyring sealed
	enabled    BOOLEAN NOT NULL,
	reason     TEXT NOT NULL
);
CREATE INDEX channel_keys_channel ON channel_keys (channel_id);

CREATE TABLE channel_groups (
	channel_id TEXT NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
	group_name TEXT NOT NULL REFERENCES groups (name),
	position   BIGINT NOT NULL,
	PRIMARY KEY (channel_id, group_name)
);
CREATE INDEX channel_groups_group ON channel_groups (group_name);

CREATE TABLE routes (
	id              TEXT NOT NULL PRIMARY KEY,
	model           TEXT NOT NULL,
	group_name      TEXT REFERENCES groups (name), -- NULL = every group
	strategy        TEXT NOT NULL,
	affinity        TEXT NOT NULL,
	fallback_models TEXT NOT NULL,
	created_us      BIGINT NOT NULL,
	updated_us      BIGINT NOT NULL
);
CREATE UNIQUE INDEX routes_model ON routes (model, COALESCE(group_name, ''));
CREATE INDEX routes_group ON routes (group_name);

CREATE TABLE route_targets (
	route_id       TEXT NOT NULL REFERENCES routes (id) ON DELETE CASCADE,
	position       BIGINT NOT NULL,
	channel_id     TEXT NOT NULL REFERENCES channels (id),
	upstream_model TEXT NOT NULL,
	weight         BIGINT, -- NULL = the channel's own
	priority       BIGINT,
	PRIMARY KEY (route_id, position)
);
CREATE INDEX route_targets_channel ON route_targets (channel_id);

CREATE TABLE users (
	id         TEXT NOT NULL PRIMARY KEY,
	username   TEXT NOT NULL,
	email      TEXT NOT NULL,
	role       TEXT NOT NULL,
	group_name TEXT REFERENCES groups (name), -- NULL = none named
	limits     TEXT NOT NULL,
	enabled    BOOLEAN NOT NULL,
	created_us BIGINT NOT NULL,
	updated_us BIGINT NOT NULL
);
CREATE UNIQUE INDEX users_username ON users (LOWER(username));
CREATE INDEX users_group ON users (group_name);

CREATE TABLE passwords (
	user_id TEXT NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
	encoded TEXT NOT NULL -- argon2id
);

CREATE TABLE tokens (
	id            TEXT NOT NULL PRIMARY KEY,
	user_id       TEXT NOT NULL REFERENCES users (id),
	name          TEXT NOT NULL,
	hash          TEXT NOT NULL UNIQUE, -- SHA-256 in hexadecimal
	key_hint      TEXT NOT NULL,
	group_name    TEXT REFERENCES groups (name), -- NULL = the user's
	models        TEXT NOT NULL,
	allowed_cidrs TEXT NOT NULL,
	expires_us    BIGINT NOT NULL,
	unlimited     BOOLEAN NOT NULL,
	limits        TEXT NOT NULL,
	strict        BOOLEAN NOT NULL,
	enabled       BOOLEAN NOT NULL,
	created_us    BIGINT NOT NULL,
	updated_us    BIGINT NOT NULL
);
CREATE INDEX tokens_user ON tokens (user_id);
CREATE INDEX tokens_group ON tokens (group_name);

CREATE TABLE management_tokens (
	id         TEXT NOT NULL PRIMARY KEY,
	user_id    TEXT REFERENCES users (id) ON DELETE CASCADE, -- NULL = nobody's
	name       TEXT NOT NULL,
	hash       TEXT NOT NULL UNIQUE, -- SHA-256 in hexadecimal
	key_hint   TEXT NOT NULL,
	created_us BIGINT NOT NULL
);
CREATE INDEX management_tokens_user ON management_tokens (user_id);

CREATE TABLE prices (
	id               TEXT NOT NULL PRIMARY KEY,
	model            TEXT NOT NULL,
	input_pico       BIGINT NOT NULL,
	output_pico      BIGINT NOT NULL,
	cache_read_pico  BIGINT, -- NULL = falls back to input or output
	cache_write_pico BIGINT,
	reasoning_pico   BIGINT,
	audio_in_pico    BIGINT,
	audio_out_pico   BIGINT,
	per_call_nano    BIGINT NOT NULL,
	tiers            TEXT NOT NULL,
	effective_us     BIGINT NOT NULL,
	created_us       BIGINT NOT NULL
);

CREATE TABLE setup (
	hash       TEXT NOT NULL PRIMARY KEY, -- SHA-256 in hexadecimal
	expires_us BIGINT NOT NULL
);

CREATE TABLE calls (
	lsn        BIGINT NOT NULL PRIMARY KEY, -- of the journal record: ever-growing, the order of the log
	request_id TEXT NOT NULL,
	time_us    BIGINT NOT NULL,
	user_id    TEXT NOT NULL,
	token_id   TEXT NOT NULL,
	channel_id TEXT NOT NULL,
	model      TEXT NOT NULL,
	status     BIGINT NOT NULL,
	record     TEXT NOT NULL -- the journal's JSON
);
CREATE INDEX calls_request ON calls (request_id);

-- Which blocks of calls a word occurs in, and when those calls arrived. A block is 128 numbers of calls.lsn. An index of the
-- calls themselves for each filter would cost more than everything else about a row, because it is written all over.
-- Words: '' (every call), 'u:' user, 't:' token, 'c:' channel, 'm:' model, 's:' status.
CREATE TABLE call_blocks (
	word     TEXT NOT NULL,
	block    BIGINT NOT NULL,
	first_us BIGINT NOT NULL,
	last_us  BIGINT NOT NULL,
	PRIMARY KEY (word, block)
);

CREATE TABLE token_use (
	token_id    TEXT NOT NULL PRIMARY KEY,
	last_us     BIGINT NOT NULL,
	spent_nano  BIGINT NOT NULL,
	calls       BIGINT NOT NULL
);

CREATE TABLE log_state (
	id          BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
	applied_lsn BIGINT NOT NULL
);
INSERT INTO log_state (id, applied_lsn) VALUES (1, 0);

-- Not configuration: what the data plane found out about its targets.
CREATE TABLE health (
	channel_id TEXT NOT NULL,
	key_id     TEXT NOT NULL,
	model      TEXT NOT NULL, -- the upstream's name
	state      TEXT NOT NULL,
	reason     TEXT NOT NULL,
	since_us   BIGINT NOT NULL,
	until_us   BIGINT NOT NULL,
	failures   BIGINT NOT NULL,
	last_error TEXT NOT NULL,
	PRIMARY KEY (channel_id, key_id, model)
);

CREATE TABLE health_changes (
	channel_id TEXT NOT NULL,
	seq        BIGINT NOT NULL, -- counts the channel's changes
	key_id     TEXT NOT NULL,
	model      TEXT NOT NULL,
	time_us    BIGINT NOT NULL,
	state      TEXT NOT NULL,
	reason     TEXT NOT NULL,
	PRIMARY KEY (channel_id, seq)
);
