package transcript

import (
	"context"
	"log/slog"
	"math"
	"sync/atomic"
	"time"

	"github.com/burncloud/burncloud"
)

// Bounds of what waits to be stored.
const (
	least    = 4 << 10  // bytes of memory that a transcript takes at least
	room     = 64 << 20 // bytes of memory that all of them take, those of calls under way included
	batch    = 64       // transcripts in one transaction
	endWait  = 5 * time.Second
	pruneGap = 15 * time.Second
)

// Store has the packed transcripts.
type Store interface {
	PutTranscripts(ctx context.Context, all []burncloud.PackedTranscript) error
	Transcript(ctx context.Context, id burncloud.RequestID) ([]byte, error)
	PruneTranscripts(ctx context.Context, before time.Time, most int64) (more bool, err error)
	TranscriptSpace(ctx context.Context) (burncloud.TranscriptSpace, error)
}

// Keeper takes transcripts from calls and stores them on a goroutine of its own. No call ever waits for it: what finds no
// room in memory is dropped, and counted.
type Keeper struct {
	store  Store
	queue  chan taken // has a place for each transcript that can have found room
	used   atomic.Int64
	kept   atomic.Int64
	lost   atomic.Int64
	logger *slog.Logger
}

// taken is a transcript on its way to the store.
type taken struct {
	said *burncloud.Transcript
	mask func([]byte)
	room int
}

// New returns a keeper, which stores nothing until Run.
func New(store Store, logger *slog.Logger) *Keeper {
	return &Keeper{store: store, queue: make(chan taken, room/least), logger: logger}
}

// Begin takes room for the transcript of a call, and returns how many bytes. Without room it is 0, which is counted.
func (k *Keeper) Begin() int {
	if k.More(least) {
		return least
	}
	k.lost.Add(1)
	return 0
}

// More takes room for so many more bytes, if there is.
func (k *Keeper) More(bytes int) bool {
	if k.used.Add(int64(bytes)) <= room {
		return true
	}
	k.used.Add(-int64(bytes))
	return false
}

// Forget gives the room of a transcript back that is not to be kept.
func (k *Keeper) Forget(bytes int) { k.used.Add(-int64(bytes)) }

// Keep takes over a transcript with the room that it took. mask hides what must not be stored in the bytes of a body or of its
// media type, without moving any; it is called on another goroutine.
func (k *Keeper) Keep(said *burncloud.Transcript, mask func([]byte), bytes int) {
	k.queue <- taken{said, mask, bytes}
}

// Transcript returns what was kept of a call, nil if nothing was.
func (k *Keeper) Transcript(ctx context.Context, id burncloud.RequestID) (*burncloud.Transcript, error) {
	raw, err := k.store.Transcript(ctx, id)
	if raw == nil || err != nil {
		return nil, err
	}
	return unpack(raw)
}

// Clear deletes the transcripts of all calls that arrived before a time. What is on its way to the store may come after.
func (k *Keeper) Clear(ctx context.Context, before time.Time) error {
	for more := true; more; {
		var err error
		if more, err = k.store.PruneTranscripts(ctx, before, math.MaxInt64); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// Space tells what all that is kept takes.
func (k *Keeper) Space(ctx context.Context) (burncloud.TranscriptSpace, error) {
	return k.store.TranscriptSpace(ctx)
}

// Counts are how many transcripts were stored and dropped, and how many bytes of memory wait or are being filled.
func (k *Keeper) Counts() (kept, dropped, waiting int64) {
	return k.kept.Load(), k.lost.Load(), k.used.Load()
}

// Run stores what comes until ctx ends, then what is there still, within a few seconds. One goroutine may run it.
func (k *Keeper) Run(ctx context.Context) {
	for {
		select {
		case first := <-k.queue:
			k.put(ctx, first)
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), endWait)
			defer cancel()
			for last.Err() == nil {
				select {
				case first := <-k.queue:
					k.put(last, first)
				default:
					return
				}
			}
			return
		}
	}
}

// put stores the first and what came with it.
func (k *Keeper) put(ctx context.Context, first taken) {
	var all []burncloud.PackedTranscript
	bytes := 0
	for next, more := first, true; more; {
		bytes += next.room
		if p, err := next.pack(); err != nil {
			k.logger.Error("the bodies of a call cannot be packed", "request_id", next.said.RequestID, "error", err)
			k.lost.Add(1)
		} else {
			all = append(all, p)
		}
		if more = len(all) < batch; more {
			select {
			case next = <-k.queue:
			default:
				more = false
			}
		}
	}
	err := k.store.PutTranscripts(context.WithoutCancel(ctx), all)
	k.Forget(bytes)
	if err != nil {
		k.lost.Add(int64(len(all)))
		k.logger.Error("the bodies of calls cannot be stored", "calls", len(all), "error", err)
		return
	}
	k.kept.Add(int64(len(all)))
}

// pack hides the secrets and packs.
func (t *taken) pack() (burncloud.PackedTranscript, error) {
	for _, b := range t.said.Bodies() {
		t.mask(b.Data)
		if b.ContentType != "" { // an upstream may put anything there
			media := []byte(b.ContentType)
			t.mask(media)
			b.ContentType = string(media)
		}
	}
	raw, err := pack(t.said)
	return burncloud.PackedTranscript{RequestID: t.said.RequestID, Time: t.said.Time, Packed: raw}, err
}

// Bounds are how long transcripts are kept, and how much of them.
type Bounds struct {
	Hours int
	Bytes int64
}

// Retain deletes what is older than the bounds, which are read anew each time, or is too much, until ctx ends.
func (k *Keeper) Retain(ctx context.Context, bounds func() Bounds) {
	for ctx.Err() == nil {
		b := bounds()
		for more := true; more && ctx.Err() == nil; {
			var err error
			more, err = k.store.PruneTranscripts(ctx, time.Now().Add(-time.Duration(b.Hours)*time.Hour), b.Bytes)
			if err != nil && ctx.Err() == nil {
				k.logger.Error("old bodies of calls cannot be deleted, will try again", "error", err)
			}
		}
		wait := time.NewTimer(pruneGap)
		select {
		case <-ctx.Done():
		case <-wait.C:
		}
		wait.Stop()
	}
}
