package calllog

import (
	"context"
	"log/slog"
	"time"
)

// pruneBatch is how many rows are deleted at once, so that posting never waits long; pruneEvery is how often it is looked.
const (
	pruneBatch = 2000
	pruneEvery = 10 * time.Minute
)

// Pruner deletes log rows: at most limit of those that arrived before a time. It returns how many there were.
type Pruner interface {
	PruneCalls(ctx context.Context, before time.Time, limit int) (int, error)
}

// Retain deletes rows older than the retention, which days reads anew each time (0 keeps all), until ctx ends.
func Retain(ctx context.Context, rows Pruner, days func() int, logger *slog.Logger) {
	for ctx.Err() == nil {
		if n := days(); n > 0 {
			if err := prune(ctx, rows, time.Now().AddDate(0, 0, -n)); err != nil && ctx.Err() == nil {
				logger.Error("call log: cannot delete old rows, will try again", "error", err)
			}
		}
		pause(ctx, pruneEvery)
	}
}

func prune(ctx context.Context, rows Pruner, before time.Time) error {
	for ctx.Err() == nil {
		n, err := rows.PruneCalls(ctx, before, pruneBatch)
		if err != nil || n < pruneBatch {
			return err
		}
	}
	return nil
}
