package calllog

import (
	"context"
	"log/slog"
	"time"
)

// How much is deleted at once, so that posting never waits long; pruneEvery is how often it is looked.
const (
	pruneBatch = 1000 // rows
	wordBatch  = 100
	pruneEvery = 10 * time.Minute
)

// Pruner deletes what is too old, in slices.
type Pruner interface {
	// PruneCalls deletes at most limit of the rows that arrived before a time, and returns how many there were.
	PruneCalls(ctx context.Context, before time.Time, limit int) (int, error)
	// PruneWords deletes what limit words behind after say of rows that are gone; it returns the last of them, "" at the end.
	PruneWords(ctx context.Context, after string, limit int) (string, error)
	// PruneUsage deletes sums that are not kept any longer, those of days before a time too, and reports whether there are more.
	PruneUsage(ctx context.Context, before time.Time) (bool, error)
}

// Days say how long rows and sums are kept; 0 = for ever.
type Days struct{ Rows, Sums int }

// before is the time whose age is so many days, zero for none.
func before(now time.Time, days int) time.Time {
	if days == 0 {
		return time.Time{}
	}
	return now.AddDate(0, 0, -days)
}

// Retain deletes rows and sums older than the retention, which days reads anew each time, until ctx ends.
func Retain(ctx context.Context, rows Pruner, days func() Days, logger *slog.Logger) {
	for ctx.Err() == nil {
		if err := prune(ctx, rows, days(), time.Now()); err != nil && ctx.Err() == nil {
			logger.Error("call log: cannot delete old rows, will try again", "error", err)
		}
		pause(ctx, pruneEvery)
	}
}

func prune(ctx context.Context, rows Pruner, days Days, now time.Time) error {
	gone := false
	for days.Rows > 0 && ctx.Err() == nil {
		n, err := rows.PruneCalls(ctx, before(now, days.Rows), pruneBatch)
		if err != nil {
			return err
		}
		gone = gone || n > 0
		if n < pruneBatch {
			break
		}
	}
	for word := ""; gone && ctx.Err() == nil; {
		var err error
		if word, err = rows.PruneWords(ctx, word, wordBatch); err != nil {
			return err
		}
		gone = word != ""
	}
	for more := true; more && ctx.Err() == nil; {
		var err error
		if more, err = rows.PruneUsage(ctx, before(now, days.Sums)); err != nil {
			return err
		}
	}
	return nil
}

// deriveBatch is how many calls Derive takes at once.
const deriveBatch = 500

// Deriver completes what an older version of the program did not derive from the calls that it posted.
type Deriver interface {
	DeriveCalls(ctx context.Context, limit int) (more bool, err error)
}

// Derive completes it, a little at a time, until there is nothing left or ctx ends.
func Derive(ctx context.Context, rows Deriver, logger *slog.Logger) {
	for more := true; more && ctx.Err() == nil; {
		var err error
		if more, err = rows.DeriveCalls(ctx, deriveBatch); err != nil && ctx.Err() == nil {
			logger.Error("call log: old calls cannot be summed up, will try again", "error", err)
			pause(ctx, pruneEvery)
			more = true
		}
	}
}
