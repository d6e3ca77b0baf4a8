-- Migration 5: sessions, second factors, invitations, saved views and the audit log. It is run from Go (account.go),
-- because the audit log's triggers are written per engine.

ALTER TABLE management_tokens ADD COLUMN scopes TEXT NOT NULL DEFAULT '[]'; -- empty = all that the user may
ALTER TABLE management_tokens ADD COLUMN expires_us BIGINT NOT NULL DEFAULT 0;
ALTER TABLE management_tokens ADD COLUMN last_us BIGINT NOT NULL DEFAULT 0;

ALTER TABLE setup ADD COLUMN user_id TEXT NOT NULL DEFAULT ''; -- the admin whom the link lets in again; '' = makes the first

CREATE TABLE sessions (
	id         TEXT NOT NULL PRIMARY KEY,
	user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	hash       TEXT NOT NULL UNIQUE, -- SHA-256 of the cookie in hexadecimal
	role       TEXT NOT NULL,
	method     TEXT NOT NULL,
	ip         TEXT NOT NULL,
	agent      TEXT NOT NULL,
	created_us BIGINT NOT NULL,
	seen_us    BIGINT NOT NULL,
	expires_us BIGINT NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id);

CREATE TABLE second_factors (
	user_id    TEXT NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
	sealed     TEXT NOT NULL, -- base64 of what the keyring sealed
	confirmed  BOOLEAN NOT NULL,
	last_step  BIGINT NOT NULL,
	created_us BIGINT NOT NULL
);

CREATE TABLE recovery_codes (
	user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	hash    TEXT NOT NULL, -- SHA-256 in hexadecimal
	PRIMARY KEY (user_id, hash)
);

CREATE TABLE identities (
	issuer  TEXT NOT NULL,
	subject TEXT NOT NULL,
	user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	PRIMARY KEY (issuer, subject)
);
CREATE INDEX identities_user ON identities (user_id);

CREATE TABLE preferences (
	user_id  TEXT NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
	document TEXT NOT NULL
);

CREATE TABLE invitations (
	id         TEXT NOT NULL PRIMARY KEY,
	hash       TEXT NOT NULL UNIQUE, -- SHA-256 in hexadecimal
	code_hint  TEXT NOT NULL,
	note       TEXT NOT NULL,
	role       TEXT NOT NULL,
	group_name TEXT REFERENCES groups (name) ON DELETE CASCADE, -- NULL = the group of those who register
	created_by TEXT NOT NULL,
	expires_us BIGINT NOT NULL,
	used_us    BIGINT NOT NULL,
	used_by    TEXT NOT NULL,
	created_us BIGINT NOT NULL
);

CREATE TABLE views (
	id         TEXT NOT NULL PRIMARY KEY,
	user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	page       TEXT NOT NULL,
	name       TEXT NOT NULL,
	query      TEXT NOT NULL,
	shared     BOOLEAN NOT NULL,
	created_us BIGINT NOT NULL,
	updated_us BIGINT NOT NULL
);
CREATE INDEX views_user ON views (user_id);

CREATE TABLE access_settings (
	id          BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
	document    TEXT NOT NULL,
	oidc_secret TEXT NOT NULL -- sealed; '' = none
);

CREATE TABLE audit (
	seq        BIGINT NOT NULL PRIMARY KEY,
	time_us    BIGINT NOT NULL,
	actor_kind TEXT NOT NULL,
	actor_id   TEXT NOT NULL,
	actor_name TEXT NOT NULL,
	action     TEXT NOT NULL,
	object     TEXT NOT NULL,
	ip         TEXT NOT NULL,
	before_doc TEXT NOT NULL, -- JSON; '' = none
	after_doc  TEXT NOT NULL,
	hash       TEXT NOT NULL -- SHA-256 of the entry and of the hash before it
);
CREATE INDEX audit_time ON audit (time_us);
CREATE INDEX audit_actor ON audit (actor_id);
CREATE INDEX audit_object ON audit (object);

-- The end of the chain. Updating it is what makes writers of entries wait for each other.
CREATE TABLE audit_head (
	id   BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
	seq  BIGINT NOT NULL,
	hash TEXT NOT NULL
);
INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '');
