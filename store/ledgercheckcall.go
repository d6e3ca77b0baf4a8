package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/burncloud/burncloud"
)

// overdueAfter is how long after its deadline a hold may still be open.
const overdueAfter = time.Minute

// checkHolds compares the held accounts with the open holds, and these with their postings.
func (c *check) checkHolds(ctx context.Context) error {
	booked := make(map[burncloud.Account]burncloud.Money)
	now := c.scope.Now
	if now.IsZero() {
		var us int64
		if err := c.q.QueryRowContext(ctx, `SELECT COALESCE(MAX(last_us), 0) FROM call_parts`).Scan(&us); err != nil {
			return err
		}
		now = fromMicros(us)
	}
	for i := range c.holds {
		h := &c.holds[i]
		where := "hold of " + string(h.RequestID)
		booked[burncloud.UserAccount(h.UserID, burncloud.PocketHeld)] += h.Booked
		if late := now.Sub(h.Deadline); late > overdueAfter {
			c.drift("overdue hold", where, "an end by "+h.Deadline.Format(time.RFC3339), "none at "+now.Format(time.RFC3339))
		}
		var posted, ends int64
		err := c.q.QueryRowContext(ctx, `SELECT COALESCE(SUM(CASE WHEN kind IN ('hold', 'extend') THEN amount_nano ELSE 0 END), 0),
			COALESCE(SUM(CASE WHEN kind IN ('settle', 'release', 'overage') THEN 1 ELSE 0 END), 0)
			FROM postings WHERE ref = $1`, string(h.RequestID)).Scan(&posted, &ends)
		if err != nil {
			return err
		}
		if burncloud.Money(posted) != h.Booked || h.Booked != 0 && h.Amount != h.Booked {
			c.drift("open hold", where, burncloud.Money(posted), fmt.Sprintf("%s, of it booked %s", h.Amount, h.Booked))
		}
		if ends > 0 {
			c.drift("end of a hold", where, "no end while it is open", fmt.Sprintf("%d postings of its end", ends))
		}
		if uint64(c.applied) < h.LSN {
			c.drift("open hold", where, fmt.Sprintf("a record up to %d", c.applied), h.LSN)
		}
	}
	for name, t := range c.accounts {
		if _, pocket, ok := name.User(); ok && pocket == burncloud.PocketHeld && t.balance != booked[name] {
			c.drift("held", string(name), booked[name], t.balance)
		}
	}
	for name, sum := range booked {
		if c.accounts[name] == nil && sum != 0 {
			c.drift("held", string(name), sum, "no such account")
		}
	}
	return nil
}

// checkEnds looks for booked holds that have gone without an end.
func (c *check) checkEnds(ctx context.Context) error {
	return c.each(ctx, "end of a hold", `
		SELECT 'hold of ' || ref, SUM(CASE WHEN kind IN ('hold', 'extend') THEN amount_nano ELSE 0 END),
			SUM(CASE WHEN kind IN ('release', 'settle') THEN amount_nano ELSE 0 END)
		FROM postings WHERE ref IN (SELECT ref FROM postings WHERE kind = 'hold' AND id > $1)
			AND ref NOT IN (SELECT request_id FROM holds)
		GROUP BY ref
		HAVING SUM(CASE WHEN kind IN ('hold', 'extend') THEN amount_nano ELSE 0 END) <> SUM(CASE WHEN kind IN ('release', 'settle') THEN amount_nano ELSE 0 END)
		LIMIT 100`, c.sinceID)
}

// each names the rows of a query: where, and two amounts.
func (c *check) each(ctx context.Context, name, query string, args ...any) error {
	rows, err := c.q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var where string
		var want, got burncloud.Money
		if err := rows.Scan(&where, &want, &got); err != nil {
			return err
		}
		c.drift(name, where, want, got)
	}
	return rows.Err()
}

// checkCalls compares each log row with what was booked for it, and its cost with its usage and price.
func (c *check) checkCalls(ctx context.Context) error {
	d := new(decoder)
	prices, err := prices.all(ctx, c.q, d)
	if err != nil {
		return err
	}
	byID := make(map[burncloud.PriceID]*burncloud.Price, len(prices))
	for i := range prices {
		byID[prices[i].ID] = &prices[i]
	}
	rows, err := c.q.QueryContext(ctx, `SELECT c.lsn, c.request_id, c.user_id, c.record,
			(SELECT COALESCE(SUM(p.amount_nano), 0) FROM postings p WHERE p.ref = c.request_id AND p.kind IN ('settle', 'overage')),
			(SELECT COALESCE(SUM(p.amount_nano), 0) FROM postings p WHERE p.ref = c.request_id AND p.kind = 'purchase')
		FROM calls c WHERE c.lsn > $1 ORDER BY c.lsn`, c.sinceLSN)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var lsn int64
		var id, user, record string
		var charged, bought burncloud.Money
		if err := rows.Scan(&lsn, &id, &user, &record, &charged, &bought); err != nil {
			return err
		}
		where := "call " + id
		if lsn > c.applied {
			c.drift("record of a call", where, fmt.Sprintf("a record up to %d", c.applied), lsn)
		}
		var call paidCall
		if err := json.Unmarshal([]byte(record), &call); err != nil {
			c.drift("row", where, "the JSON of a call", "something else")
			continue
		}
		if call.ID != id || call.User != user {
			c.drift("row", where, "columns that agree with the record", call.ID+" of "+call.User)
		}
		c.checkCall(where, &call, charged, bought, byID)
	}
	return rows.Err()
}

// paidCall is what of a burncloud.Call money depends on.
type paidCall struct {
	ID      string            `json:"id"`
	User    string            `json:"user"`
	Usage   burncloud.Usage   `json:"usage"`
	PriceID burncloud.PriceID `json:"price"`
	Cost    *burncloud.Money  `json:"cost"`
	Bought  burncloud.Money   `json:"purchase_cost"`
	Times   *burncloud.Factor `json:"multiplier"`
	Charge  *burncloud.Charge `json:"charge"`
	Flags   []string          `json:"flags"`
}

// uncomputed are the flags of calls whose charge is not their usage times their price.
var uncomputed = []string{"recovered", "disputed"}

func (c *check) checkCall(where string, call *paidCall, charged, bought burncloud.Money, prices map[burncloud.PriceID]*burncloud.Price) {
	if call.Charge == nil {
		if charged != 0 {
			c.drift("charge", where, "nothing: the call held nothing", charged)
		}
		return
	}
	cost := burncloud.Money(0)
	if call.Cost != nil {
		cost = *call.Cost
	}
	if charged != cost {
		c.drift("charge", where, fmt.Sprintf("%s, the call's cost", cost), fmt.Sprintf("booked %s", charged))
	}
	if bought != call.Bought {
		c.drift("purchase", where, call.Bought, bought)
	}
	if cost == 0 || slices.ContainsFunc(call.Flags, func(f string) bool { return slices.Contains(uncomputed, f) }) {
		return
	}
	price := prices[call.PriceID]
	if price == nil {
		c.drift("price", where, "a price that is there", call.PriceID)
		return
	}
	times := burncloud.One
	if call.Times != nil {
		times = *call.Times
	}
	if want, err := price.Cost(call.Usage, times); err != nil || want != cost {
		c.drift("cost", where, fmt.Sprintf("%s, by its usage and price %s", want, call.PriceID), cost)
	}
}

// checkTokens compares what tokens spent by the books with what they spent by the log.
func (c *check) checkTokens(ctx context.Context) error {
	spent := make(map[burncloud.TokenID]burncloud.Money)
	for name, t := range c.accounts {
		if token, _, ok := name.Revenue(); ok && token != "" {
			spent[token] += t.balance
		}
	}
	rows, err := c.q.QueryContext(ctx, `SELECT token_id, charged_nano FROM token_use`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var token burncloud.TokenID
		var logged burncloud.Money
		if err := rows.Scan(&token, &logged); err != nil {
			return err
		}
		if logged != spent[token] {
			c.drift("spend of a token", string(token), spent[token], logged)
		}
		delete(spent, token)
	}
	for token, sum := range spent {
		if sum != 0 {
			c.drift("spend of a token", string(token), sum, "nothing by the log")
		}
	}
	return rows.Err()
}

// checkQueries looks for what one query can find.
func (c *check) checkQueries(ctx context.Context) error {
	// A call is deleted from the log by the time of its arrival; none lasts longer than a day.
	kept := c.prunedUs + (24 * time.Hour).Microseconds()
	if c.prunedUs == 0 {
		kept = 0
	}
	for _, x := range []struct {
		name, query string
		args        []any
	}{
		{"log row of a posting", `SELECT 'call ' || p.ref, p.amount_nano, 0 FROM postings p
			WHERE p.kind IN ('settle', 'overage') AND p.id > $1 AND p.time_us >= $2
			AND NOT EXISTS (SELECT 1 FROM calls c WHERE c.request_id = p.ref) LIMIT 100`, []any{c.sinceID, kept}},
		{"posted twice", `SELECT kind || ' ' || ref, MIN(amount_nano), SUM(amount_nano) FROM postings
			GROUP BY ref, kind, part HAVING COUNT(*) > 1 LIMIT 100`, nil},
		{"posted twice", `SELECT 'payment ' || ref, MIN(amount_nano), SUM(amount_nano) FROM postings
			WHERE kind IN ('topup', 'promotion', 'redeem', 'adjust') GROUP BY ref HAVING COUNT(*) > 1 LIMIT 100`, nil},
		{"leases", `SELECT user_id, SUM(leased), SUM(lent) FROM (
				SELECT user_id, amount_nano AS leased, 0 AS lent FROM leases
				UNION ALL SELECT SUBSTR(name, 6, LENGTH(name) - 12), 0, balance_nano FROM accounts WHERE name LIKE 'user:%/leased'
			) x GROUP BY user_id HAVING SUM(leased) <> SUM(lent) LIMIT 100`, nil},
	} {
		if x.name == "posted twice" && !c.scope.Full {
			continue // an index sees to it
		}
		if err := c.each(ctx, x.name, x.query, x.args...); err != nil {
			return err
		}
	}
	for _, guard := range c.db.dialect.guards {
		var n int
		if err := c.q.QueryRowContext(ctx, c.db.dialect.guarded, guard).Scan(&n); err != nil {
			return err
		}
		if n == 0 {
			c.drift("guard", guard, "a trigger or index of this name", "none")
		}
	}
	return nil
}
