-- +goose Up
-- Calls that carried an Idempotency-Key. A row without a status is of a call that runs.
CREATE TABLE repeats (
    user_id      TEXT    NOT NULL,
    key          TEXT    NOT NULL,
    fingerprint  TEXT    NOT NULL,
    request_id   TEXT    NOT NULL,
    expires_us   BIGINT  NOT NULL,
    status       INTEGER NOT NULL,
    content_type TEXT    NOT NULL,
    body         TEXT,
    PRIMARY KEY (user_id, key)
);
CREATE INDEX repeats_expire ON repeats (expires_us);

-- +goose Down
DROP TABLE repeats;
