-- +goose Up
ALTER TABLE route_targets ADD COLUMN conditions TEXT NOT NULL DEFAULT '{}'; -- JSON: which calls the target is for

-- +goose Down
ALTER TABLE route_targets DROP COLUMN conditions;
