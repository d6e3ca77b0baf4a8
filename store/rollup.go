package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"strings"
	"time"

	"github.com/burncloud/burncloud"
)

// Spans of the sums in seconds.
const (
	minute  = 60
	quarter = 900 // of an hour; attempts only
	hour    = 3600
	day     = 86400
)

// derive adds the calls to everything that is made of them: the words to find them by, and the sums, which fold completes.
func (db *DB) derive(ctx context.Context, tx *sql.Tx, all []burncloud.CallRecord) error {
	if err := db.addWords(ctx, tx, all); err != nil {
		return err
	}
	return db.addPending(ctx, tx, all)
}

// series is what the calls of one line of sums have in common.
type series [7]string // model, channel, key, user, token, group, outcome: the columns of usage_series

func seriesOf(c *burncloud.CallRecord) series {
	model := c.Model
	if c.ErrorKind == burncloud.KindModelNotFound || c.ErrorKind == burncloud.KindForbidden {
		model = "" // nobody has looked whether there is such a model: clients may invent as many as they like
	}
	return series{
		string(model), string(c.ChannelID), string(c.KeyID), string(c.UserID), string(c.TokenID), string(c.Group),
		string(burncloud.OutcomeOf(c.Status, c.ErrorKind)),
	}
}

// Places in a series. Before the outcome are the dimensions that have sums of their own.
const (
	groupAt   = 5
	outcomeAt = 6
)

// only leaves the dimension at a place, the group, of which there are few, and the outcome.
func (s *series) only(place int) (one series) {
	one[place], one[groupAt], one[outcomeAt] = s[place], s[groupAt], s[outcomeAt]
	return one
}

// alone is the span of the hours or days of a dimension alone: a week or a year of them is quick to read.
func alone(span int64, place int) int64 { return span + 1 + int64(place) }

// lengthOf is how long the parts of a span are, in seconds.
func lengthOf(span int64) int64 { return span - span%minute }

// id is the same for everybody who makes it, so that nobody has to look it up.
func (s *series) id() int64 {
	sum := sha256.Sum256([]byte(strings.Join(s[:], "\x00")))
	return int64(binary.BigEndian.Uint64(sum[:]))
}

// sumCount is how many columns there are.
const sumCount = 34

// sumColumns are the columns of a burncloud.Tally, in the order of sumValues. More go behind the last: what is pending has them by place.
var sumColumns = []string{
	"calls", "saved", "unpriced", "cost_nano", "purchase_nano", "duration_us",
	"input", "cache_read", "cache_write", "cache_write_1h", "audio_in", "image_in", "output", "reasoning", "audio_out", "image_out", "images", "seconds", "characters",
	"ttft_0", "ttft_1", "ttft_2", "ttft_3", "ttft_4", "ttft_5", "ttft_6", "ttft_7", "ttft_8", "ttft_9", "ttft_10", "ttft_11",
	"uncosted", "uncovered_nano", "margin_nano",
}

// Places of sums.
const (
	callsAt     = 0
	costAt      = 3
	purchaseAt  = 4
	ttftAt      = 19
	uncostedAt  = 31 // the three that version 19 of the tables added
	uncoveredAt = 32
	marginAt    = 33
)

func sumValues(t *burncloud.Tally) (values [sumCount]int64) {
	u := &t.Usage
	all := append(values[:0], t.Calls, t.Saved, t.Unpriced, int64(t.Cost), int64(t.Purchase), int64(t.Duration),
		u.Input, u.CacheRead, u.CacheWrite, u.CacheWrite1h, u.AudioIn, u.ImageIn, u.Output, u.Reasoning, u.AudioOut, u.ImageOut, u.Images, u.Seconds, u.Characters)
	for i := 0; i < len(t.TTFT); i += 2 {
		all = append(all, t.TTFT[i]|t.TTFT[i+1]<<32)
	}
	values[uncostedAt], values[uncoveredAt], values[marginAt] = t.Uncosted, int64(t.Uncovered), int64(t.Margin)
	return values
}

// sumsOf is the sum of the values.
func sumsOf(v *[sumCount]int64) (t burncloud.Tally) {
	t.Calls, t.Saved, t.Unpriced = v[callsAt], v[1], v[2]
	t.Cost, t.Purchase, t.Duration = burncloud.Money(v[costAt]), burncloud.Money(v[purchaseAt]), burncloud.Micros(v[5])
	t.Usage = burncloud.Usage{
		Input: v[6], CacheRead: v[7], CacheWrite: v[8], CacheWrite1h: v[9], AudioIn: v[10], ImageIn: v[11],
		Output: v[12], Reasoning: v[13], AudioOut: v[14], ImageOut: v[15], Images: v[16], Seconds: v[17], Characters: v[18],
	}
	t.Uncosted, t.Uncovered, t.Margin = v[uncostedAt], burncloud.Money(v[uncoveredAt]), burncloud.Money(v[marginAt])
	for i, p := range v[ttftAt:uncostedAt] {
		t.TTFT[2*i], t.TTFT[2*i+1] = p&0xffffffff, p>>32
	}
	return t
}

func startOf(t time.Time, span int64) int64 { return floor(t.Unix(), span) }

// floor is the multiple of span at or below s.
func floor(s, span int64) int64 { return s - (s%span+span)%span }
