-- The books. It is run by a migration in Go (store/ledgermigration.go), which adds the triggers that each engine writes in
-- its own way: postings cannot be changed or deleted.

-- +goose Up
CREATE TABLE ledger_state (
	id         BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
	last_id    BIGINT NOT NULL, -- of postings; they are numbered without a hole
	checked_id BIGINT NOT NULL, -- up to here accounts.checked_nano was found right
	checked_lsn BIGINT NOT NULL
);
-- Calls from before the ledger are no part of the books.
INSERT INTO ledger_state (id, last_id, checked_id, checked_lsn) SELECT 1, 0, 0, applied_lsn FROM log_state;

-- amount_nano is taken from debit and given to credit.
CREATE TABLE postings (
	id          BIGINT NOT NULL PRIMARY KEY,
	lsn         BIGINT NOT NULL, -- of the journal record, 0 = made through the API
	time_us     BIGINT NOT NULL,
	debit       TEXT NOT NULL,
	credit      TEXT NOT NULL,
	amount_nano BIGINT NOT NULL CHECK (amount_nano > 0),
	kind        TEXT NOT NULL,
	ref         TEXT NOT NULL, -- the call, or source/event
	part        BIGINT NOT NULL,
	user_id     TEXT NOT NULL,
	actor       TEXT NOT NULL,
	reason      TEXT NOT NULL,
	CHECK (debit <> credit)
);
CREATE UNIQUE INDEX postings_once ON postings (ref, kind, part);
CREATE INDEX postings_user ON postings (user_id, time_us, id);

-- Balances: the sum of the postings, kept in the same transaction.
CREATE TABLE accounts (
	name         TEXT NOT NULL PRIMARY KEY,
	balance_nano BIGINT NOT NULL,
	checked_nano BIGINT NOT NULL -- what it was at ledger_state.checked_id
);

-- Holds whose call had not ended at log_state.applied_lsn.
CREATE TABLE holds (
	request_id  TEXT NOT NULL PRIMARY KEY,
	lsn         BIGINT NOT NULL,
	user_id     TEXT NOT NULL,
	token_id    TEXT NOT NULL,
	time_us     BIGINT NOT NULL,
	amount_nano BIGINT NOT NULL,
	booked_nano BIGINT NOT NULL,
	parts       BIGINT NOT NULL,
	unlimited   BOOLEAN NOT NULL,
	price_id    TEXT NOT NULL,
	factor_ppm  BIGINT NOT NULL,
	deadline_us BIGINT NOT NULL,
	model       TEXT NOT NULL,
	group_name  TEXT NOT NULL,
	endpoint    TEXT NOT NULL,
	marked      BOOLEAN NOT NULL,
	tokens      BIGINT NOT NULL,
	cost_nano   BIGINT NOT NULL
);

-- What nodes may spend without asking. Unused where one process has the whole database.
CREATE TABLE leases (
	user_id     TEXT NOT NULL,
	node        TEXT NOT NULL,
	amount_nano BIGINT NOT NULL CHECK (amount_nano >= 0),
	epoch       BIGINT NOT NULL,
	expires_us  BIGINT NOT NULL,
	PRIMARY KEY (user_id, node)
);

ALTER TABLE users ADD COLUMN unlimited_balance BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE users SET unlimited_balance = TRUE WHERE role IN ('admin', 'operator');

ALTER TABLE tokens ADD COLUMN budget_nano BIGINT; -- NULL = none
ALTER TABLE tokens ADD COLUMN budget_period TEXT NOT NULL DEFAULT ''; -- '' = total

ALTER TABLE token_use ADD COLUMN charged_nano BIGINT NOT NULL DEFAULT 0; -- of spent_nano, what went through the books
ALTER TABLE log_state ADD COLUMN pruned_us BIGINT NOT NULL DEFAULT 0; -- calls that arrived before may be missing
