-- +goose Up
ALTER TABLE routes ADD COLUMN leave_cut BOOLEAN NOT NULL DEFAULT FALSE; -- no other target goes on with a stream that was cut

-- +goose Down
ALTER TABLE routes DROP COLUMN leave_cut;
