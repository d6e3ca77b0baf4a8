-- Sums of hours and days by what they are of: for the charts of one user, token or channel.

-- +goose Up
CREATE INDEX usage_by_series ON usage_rollups (series, span, start_s) WHERE span > 60;
