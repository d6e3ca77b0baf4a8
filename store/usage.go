package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/burncloud/burncloud"
)

// How long the sums of minutes and hours, and of quarters of an hour, are kept.
const (
	keepMinutes  = 3 * 24 * time.Hour
	keepQuarters = 9 * 24 * time.Hour
	keepHours    = 100 * 24 * time.Hour
)

// dimensions are the columns of usage_series.
var dimensions = [...]struct {
	by     burncloud.Dimension
	column string
}{
	{burncloud.ByModel, "model"},
	{burncloud.ByChannel, "channel_id"},
	{burncloud.ByKey, "key_id"},
	{burncloud.ByUser, "user_id"},
	{burncloud.ByToken, "token_id"},
	{burncloud.ByGroup, "group_name"},
	{burncloud.ByOutcome, "outcome"},
}

// theDimension returns the place of the one dimension that the query is about, beside the group and the outcome; ok is false if there
// are more. Without any it is the group's, which has the fewest sums.
func theDimension(q *burncloud.UsageQuery) (place int, ok bool) {
	n := 0
	place = groupAt
	for i, d := range dimensions[:groupAt] {
		if q.GroupBy == d.by || q.Only[d.by] != "" {
			place = i
			n++
		}
	}
	return place, n <= 1
}

// Usage sums up calls, in the order of time and key. It fails with KindInvalid where the sums that are short enough for the
// step are not kept any more.
func (db *DB) Usage(ctx context.Context, q burncloud.UsageQuery) ([]burncloud.UsageCell, error) {
	span, err := db.spanOf(q.From, q.To, q.Step)
	if err != nil {
		return nil, err
	}
	if err := db.fold(ctx); err != nil {
		return nil, err
	}
	place, one := theDimension(&q)
	if one = one && span != minute; one {
		span = alone(span, place)
	}
	key, from := "''", `usage_rollups r JOIN usage_series s ON s.id = r.series WHERE `
	w := &conditions{}
	w.add(true, `r.span = $`, span)
	w.add(true, `r.start_s >= $`, q.From.Unix())
	w.add(true, `r.start_s < $`, q.To.Unix())
	for i, d := range dimensions {
		w.add(q.Only[d.by] != "", `s.`+d.column+` = $`, q.Only[d.by])
		if q.GroupBy == d.by {
			key = "s." + d.column
		}
		if q.Only[d.by] != "" && i < groupAt && !one && span != minute {
			// The series of the one are few, and have an index of their own: CROSS makes SQLite begin with them.
			from = `usage_series s CROSS JOIN usage_rollups r WHERE r.series = s.id AND r.span > 60 AND `
		}
	}
	rows, err := db.readers.QueryContext(ctx, `SELECT r.start_s, `+key+`, s.outcome, `+strings.Join(sumColumns, ", ")+` FROM `+from+w.and(), w.args...)
	if err != nil {
		return nil, fmt.Errorf("reading usage: %w", err)
	}
	defer rows.Close()
	return cellsOf(rows, q.Step)
}

// gathering is a cell that lines are added to.
type gathering struct {
	start    int64
	key      string
	sums     [sumCount]int64
	outcomes map[burncloud.Outcome]int64
}

// cellsOf adds lines of sums up: the begin, the key, the outcome and the sums of each. It does so in place of SQL, because SQLite
// takes ten times as long to group as to read.
func cellsOf(rows *sql.Rows, step time.Duration) ([]burncloud.UsageCell, error) {
	type at struct {
		start int64
		key   string
	}
	gathered := map[at]*gathering{}
	var raw [3 + sumCount]any // a driver's integer is taken over as it is, where a typed target costs a conversion
	var into [len(raw)]any
	for i := range raw {
		into[i] = &raw[i]
	}
	for rows.Next() {
		if err := rows.Scan(into[:]...); err != nil {
			return nil, fmt.Errorf("reading usage: %w", err)
		}
		var k at
		if start, _ := raw[0].(int64); step > 0 {
			k.start = floor(start, int64(step/time.Second))
		}
		k.key, _ = asText(raw[1])
		g := gathered[k]
		if g == nil {
			g = &gathering{start: k.start, key: k.key, outcomes: map[burncloud.Outcome]int64{}}
			gathered[k] = g
		}
		outcome, _ := asText(raw[2])
		calls, _ := raw[3].(int64)
		g.outcomes[burncloud.Outcome(outcome)] += calls
		for i, v := range raw[3:] {
			n, _ := v.(int64)
			g.sums[i] += n
		}
	}
	cells := make([]burncloud.UsageCell, 0, len(gathered))
	for _, g := range gathered {
		c := burncloud.UsageCell{Key: g.key, Tally: sumsOf(&g.sums)}
		if c.Outcomes = g.outcomes; step > 0 {
			c.Start = time.Unix(g.start, 0).UTC()
		}
		cells = append(cells, c)
	}
	slices.SortFunc(cells, func(a, b burncloud.UsageCell) int { return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.Key, b.Key)) })
	return cells, rows.Err()
}

// stepOf is the SQL of the begin of the step in which a time in seconds is.
func stepOf(column string, step time.Duration) string {
	if step == 0 {
		return "0"
	}
	return fmt.Sprintf("%s - %s %% %d", column, column, int64(step/time.Second))
}

// spanOf returns the longest span of which the range and its steps are made.
func (db *DB) spanOf(from, to time.Time, step time.Duration) (int64, error) {
	now := db.now()
	for _, x := range [...]struct {
		span int64
		keep time.Duration
	}{{day, 0}, {hour, keepHours}, {minute, keepMinutes}} {
		if from.Unix()%x.span != 0 || to.Unix()%x.span != 0 || int64(step/time.Second)%x.span != 0 {
			continue
		}
		if x.keep > 0 && now.Sub(from) > x.keep {
			return 0, &burncloud.Error{Kind: burncloud.KindInvalid, Param: "step", Message: "sums for so short a step are not kept that long: take a longer one"}
		}
		return x.span, nil
	}
	return 0, fmt.Errorf("usage from %v to %v by %v is not on whole minutes", from, to, step)
}

// Attempts counts how often channels were asked, in the order of time: all of them, or only the one. The range and the step
// are whole quarters of an hour.
func (db *DB) Attempts(ctx context.Context, from, to time.Time, step time.Duration, only burncloud.ChannelID) ([]burncloud.AttemptCount, error) {
	if err := db.fold(ctx); err != nil {
		return nil, err
	}
	span := int64(quarter)
	if from.Unix()%day == 0 && to.Unix()%day == 0 && int64(step/time.Second)%day == 0 {
		span = day
	}
	w := &conditions{}
	w.add(true, `span = $`, span)
	w.add(true, `start_s >= $`, from.Unix())
	w.add(true, `start_s < $`, to.Unix())
	w.add(only != "", `channel_id = $`, only)
	rows, err := db.readers.QueryContext(ctx, `SELECT channel_id, `+stepOf("start_s", step)+` AS step_s, kind, CAST(SUM(attempts) AS BIGINT)
		FROM attempt_rollups WHERE `+w.and()+` GROUP BY 1, 2, 3 ORDER BY 2, 1, 3`, w.args...)
	if err != nil {
		return nil, fmt.Errorf("reading attempts: %w", err)
	}
	defer rows.Close()
	var all []burncloud.AttemptCount
	for rows.Next() {
		var c burncloud.AttemptCount
		var start int64
		if err := rows.Scan(&c.Channel, &start, &c.Kind, &c.Count); err != nil {
			return nil, fmt.Errorf("reading attempts: %w", err)
		}
		c.Start = time.Unix(start, 0).UTC()
		all = append(all, c)
	}
	return all, rows.Err()
}
