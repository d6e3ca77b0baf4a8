package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/burncloud/burncloud"
)

// TokenUse returns what the tokens were used for; those never used are missing. It is meant for the tokens of one page.
func (db *DB) TokenUse(ctx context.Context, ids []burncloud.TokenID) (map[burncloud.TokenID]burncloud.TokenUse, error) {
	used := make(map[burncloud.TokenID]burncloud.TokenUse, len(ids))
	for some := range slices.Chunk(ids, maxPage) {
		marks, args := make([]string, len(some)), make([]any, len(some))
		for i, id := range some {
			marks[i], args[i] = fmt.Sprintf("$%d", i+1), id
		}
		d := new(decoder)
		rows, err := rowsOf(ctx, db.readers, d, "token_use", useColumns,
			`SELECT token_id, last_us, spent_nano, calls FROM token_use WHERE token_id IN (`+strings.Join(marks, ", ")+`)`, args...)
		if err != nil {
			return nil, err
		}
		if err := d.err(); err != nil {
			return nil, err
		}
		for _, r := range rows {
			used[r.token] = r.TokenUse
		}
	}
	return used, nil
}

type useRow struct {
	burncloud.TokenUse
	token burncloud.TokenID
}

func useColumns(d *decoder, r *useRow) []any {
	return []any{ident(d, "token_id", &r.token), instant(d, "last_us", &r.LastUsed), number(d, "spent_nano", &r.Spent), number(d, "calls", &r.Calls)}
}

var intoTokenUse = insert{`token_use (token_id, last_us, spent_nano, calls, charged_nano)`, 5, `
	ON CONFLICT (token_id) DO UPDATE SET spent_nano = token_use.spent_nano + excluded.spent_nano,
		calls = token_use.calls + excluded.calls, charged_nano = token_use.charged_nano + excluded.charged_nano,
		last_us = CASE WHEN excluded.last_us > token_use.last_us THEN excluded.last_us ELSE token_use.last_us END`}

// addTokenUse counts calls that were not counted before.
func (db *DB) addTokenUse(ctx context.Context, tx *sql.Tx, posted []burncloud.CallRecord) error {
	type used struct {
		burncloud.TokenUse
		charged burncloud.Money
	}
	sums := make(map[burncloud.TokenID]*used)
	var order []burncloud.TokenID
	for i := range posted {
		c := &posted[i]
		if c.TokenID == "" {
			continue
		}
		sum := sums[c.TokenID]
		if sum == nil {
			sum = new(used)
			sums[c.TokenID] = sum
			order = append(order, c.TokenID)
		}
		sum.Calls++
		if c.Cost != nil {
			sum.Spent += *c.Cost
		}
		if c.Cost != nil && c.Charge != nil {
			sum.charged += *c.Cost
		}
		if c.Time.After(sum.LastUsed) {
			sum.LastUsed = c.Time
		}
	}
	slices.Sort(order) // two transactions that lock rows in one order cannot wait for each other
	return db.insertAll(ctx, tx, intoTokenUse, len(order), func(args []any, i int) []any {
		sum := sums[order[i]]
		return append(args, string(order[i]), micros(sum.LastUsed), int64(sum.Spent), sum.Calls, int64(sum.charged))
	})
}
