package store

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/burncloud/burncloud"
)

// What is pending is folded into the sums when it is read, and else after so many calls; a post weighs a few calls more.
const (
	foldCalls  = 10_000
	postWeight = 40
)

// delta is what one post adds to the sums: minutes of series, and quarters of an hour of channels.
type delta struct {
	Usage    []usageDelta   `json:"usage"`
	Attempts []attemptDelta `json:"attempts"`
}

type usageDelta struct {
	usageAt
	Sums  packed  `json:"packed"`
	Plain []int64 `json:"sums,omitempty"` // in place of them, as versions before wrote it, which had fewer
}

// packed are sums, most of which are 0, as a text: each in decimal with a comma behind it, and nothing for 0.
type packed [sumCount]int64

func (p *packed) AppendText(b []byte) ([]byte, error) {
	for _, n := range p {
		if n != 0 {
			b = strconv.AppendInt(b, n, 10)
		}
		b = append(b, ',')
	}
	return b, nil
}

func (p *packed) UnmarshalText(b []byte) error {
	for i := range p {
		end := bytes.IndexByte(b, ',')
		if end < 0 {
			return errors.New("too few sums")
		}
		if p[i] = 0; end > 0 {
			n, err := strconv.ParseInt(string(b[:end]), 10, 64)
			if err != nil {
				return err
			}
			p[i] = n
		}
		b = b[end+1:]
	}
	if len(b) > 0 {
		return errors.New("too many sums")
	}
	return nil
}

type usageAt struct {
	Start  int64  `json:"start"`
	Series series `json:"series"`
}

type attemptDelta struct {
	attemptAt
	Attempts int64 `json:"n"`
}

type attemptAt struct {
	Start   int64               `json:"start"`
	Channel burncloud.ChannelID `json:"channel"`
	Kind    burncloud.Kind      `json:"kind"`
}

// deltaOf sums up the calls of a post.
func deltaOf(all []burncloud.CallRecord) (d delta) {
	usage := map[usageAt]*burncloud.Tally{}
	attempts := map[attemptAt]int64{}
	for i := range all {
		c := &all[i]
		at := usageAt{startOf(c.Time, minute), seriesOf(c)}
		one := burncloud.TallyOf(&c.CallKeys)
		if t := usage[at]; t != nil {
			t.Add(&one)
		} else {
			usage[at] = &one
		}
		for _, a := range c.Attempts {
			if a.ErrorKind == burncloud.KindChannelLimited {
				continue // it was passed over and not asked
			}
			kind := a.ErrorKind
			if !kind.OfUpstream() {
				kind = ""
			}
			attempts[attemptAt{startOf(c.Time, quarter), a.ChannelID, kind}]++
		}
	}
	for at, t := range usage {
		d.Usage = append(d.Usage, usageDelta{usageAt: at, Sums: sumValues(t)})
	}
	for at, n := range attempts {
		d.Attempts = append(d.Attempts, attemptDelta{at, n})
	}
	return d
}

// addPending notes what the calls add to the sums, and folds it in when much has come together.
func (db *DB) addPending(ctx context.Context, tx *sql.Tx, all []burncloud.CallRecord) error {
	if len(all) == 0 {
		return nil
	}
	b, err := json.Marshal(deltaOf(all))
	if err != nil {
		return err
	}
	highest := max(all[0].LSN, all[len(all)-1].LSN)
	if _, err := tx.ExecContext(ctx, `INSERT INTO usage_pending (lsn, delta) VALUES ($1, $2)`, int64(highest), string(b)); err != nil {
		return err
	}
	if db.pending.Add(int64(len(all)+postWeight)) < foldCalls {
		return nil
	}
	return db.foldPending(ctx, tx)
}

// fold brings the sums up to date.
func (db *DB) fold(ctx context.Context) error {
	var n int
	err := db.readers.QueryRowContext(ctx, `SELECT COUNT(*) FROM (SELECT lsn FROM usage_pending LIMIT 1) AS one`).Scan(&n)
	if err != nil || n == 0 {
		return err
	}
	return db.write(ctx, func(tx *sql.Tx) error { return db.foldPending(ctx, tx) })
}

// cell is a line of usage_rollups.
type cell struct{ span, start, series int64 }

func compareCells(a, b cell) int {
	return cmp.Or(cmp.Compare(a.span, b.span), cmp.Compare(a.start, b.start), cmp.Compare(a.series, b.series))
}

// line is a line of attempt_rollups.
type line struct {
	span int64
	attemptAt
}

func compareLines(a, b line) int {
	return cmp.Or(cmp.Compare(a.span, b.span), cmp.Compare(a.Start, b.Start), cmp.Compare(a.Channel, b.Channel), cmp.Compare(a.Kind, b.Kind))
}

// sums is what several posts add to the sums.
type sums struct {
	ids   map[series]int64
	alone map[int64]*[outcomeAt]int64 // for the id of a series, those of its dimensions alone
	cells map[cell]*[sumCount]int64
	lines map[line]int64

	minutes, hours int64 // from which time on they are kept
}

func newSums() *sums {
	return &sums{ids: map[series]int64{}, alone: map[int64]*[outcomeAt]int64{}, cells: map[cell]*[sumCount]int64{}, lines: map[line]int64{}}
}

func (db *DB) foldPending(ctx context.Context, tx *sql.Tx) error {
	db.pending.Store(0)
	now := db.now()
	s := newSums()
	s.minutes, s.hours = startOf(now.Add(-keepMinutes), minute), startOf(now.Add(-keepHours), hour)
	rows, err := tx.QueryContext(ctx, `SELECT delta FROM usage_pending`)
	if err != nil {
		return err
	}
	defer rows.Close()
	var b sql.RawBytes
	var d delta
	for rows.Next() {
		if err := rows.Scan(&b); err != nil {
			return err
		}
		if err := json.Unmarshal(b, &d); err != nil {
			return fmt.Errorf("usage_pending holds what nobody wrote: %w", err)
		}
		s.add(&d)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	s.addAlone()
	if err := db.insertSums(ctx, tx, s); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM usage_pending`)
	return err
}

func (s *sums) idOf(of series) int64 {
	id, known := s.ids[of]
	if !known {
		id = of.id()
		s.ids[of] = id
	}
	return id
}

func (s *sums) addTo(at cell, more *[sumCount]int64) {
	into := s.cells[at]
	if into == nil {
		into = new([sumCount]int64)
		s.cells[at] = into
	}
	for i, n := range more {
		into[i] += n
	}
}

// addAlone adds what is there for hours and days to the sums of each dimension alone. When all is there that is less work than
// with every part of it.
func (s *sums) addAlone() {
	for _, at := range sortedKeys(s.cells, compareCells) {
		if at.span == minute {
			continue
		}
		for place, id := range s.alone[at.series] {
			s.addTo(cell{alone(at.span, place), at.start, id}, s.cells[at])
		}
	}
}

func (s *sums) add(d *delta) {
	for i := range d.Usage {
		u := &d.Usage[i]
		id := s.idOf(u.Series)
		if s.alone[id] == nil {
			s.alone[id] = new([outcomeAt]int64)
			for place := range outcomeAt {
				s.alone[id][place] = s.idOf(u.Series.only(place))
			}
		}
		sums := (*[sumCount]int64)(&u.Sums)
		if u.Plain != nil {
			all := completed(u.Plain)
			sums = &all
		}
		for _, x := range [...]struct{ span, kept int64 }{{minute, s.minutes}, {hour, s.hours}, {day, math.MinInt64}} {
			if u.Start >= x.kept {
				s.addTo(cell{x.span, floor(u.Start, x.span), id}, sums)
			}
		}
	}
	for _, a := range d.Attempts {
		for _, span := range [...]int64{quarter, day} {
			at := line{span, a.attemptAt}
			at.Start = floor(at.Start, span)
			s.lines[at] += a.Attempts
		}
	}
}

// completed takes sums over, and makes those that an older version did not have as version 19 of the tables made them.
func completed(some []int64) (all [sumCount]int64) {
	if copy(all[:], some); len(some) > uncostedAt {
		return all
	}
	if t := sumsOf(&all); t.Purchase == 0 && (t.Cost != 0 || !t.Usage.IsZero()) {
		all[uncostedAt], all[uncoveredAt] = all[callsAt], all[costAt]
	} else {
		all[marginAt] = all[costAt] - all[purchaseAt]
	}
	return all
}

var (
	intoSeries = insert{`usage_series (id, model, channel_id, key_id, user_id, token_id, group_name, outcome)`, 8, ` ON CONFLICT (id) DO NOTHING`}
	intoUsage  = insert{
		`usage_rollups (span, start_s, series, ` + strings.Join(sumColumns, ", ") + `)`, 3 + len(sumColumns),
		` ON CONFLICT (span, start_s, series) DO UPDATE SET ` + added("usage_rollups", sumColumns),
	}
	intoAttempts = insert{
		`attempt_rollups (span, start_s, channel_id, kind, attempts)`, 5,
		` ON CONFLICT (span, start_s, channel_id, kind) DO UPDATE SET attempts = attempt_rollups.attempts + excluded.attempts`,
	}
)

// added is the SET clause that adds what could not be inserted.
func added(table string, columns []string) string {
	terms := make([]string, len(columns))
	for i, c := range columns {
		terms[i] = c + ` = ` + table + `.` + c + ` + excluded.` + c
	}
	return strings.Join(terms, ", ")
}

func (db *DB) insertSums(ctx context.Context, tx *sql.Tx, s *sums) error {
	names := sortedKeys(s.ids, func(a, b series) int { return cmp.Compare(s.ids[a], s.ids[b]) })
	err := db.insertAll(ctx, tx, intoSeries, len(names), func(args []any, i int) []any {
		args = append(args, s.ids[names[i]])
		for _, v := range names[i] {
			args = append(args, v)
		}
		return args
	})
	if err != nil {
		return err
	}
	cells := sortedKeys(s.cells, compareCells)
	err = db.insertAll(ctx, tx, intoUsage, len(cells), func(args []any, i int) []any {
		args = append(args, cells[i].span, cells[i].start, cells[i].series)
		for _, n := range s.cells[cells[i]] {
			args = append(args, n)
		}
		return args
	})
	if err != nil {
		return err
	}
	lines := sortedKeys(s.lines, compareLines)
	return db.insertAll(ctx, tx, intoAttempts, len(lines), func(args []any, i int) []any {
		l := lines[i]
		return append(args, l.span, l.Start, string(l.Channel), string(l.Kind), s.lines[l])
	})
}
