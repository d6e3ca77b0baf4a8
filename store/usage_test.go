package store_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/store"
)

// randomCall is the i-th call of a made-up log with some of everything.
func randomCall(r *rand.Rand, i int) burncloud.Call {
	pick := func(words ...string) string { return words[r.IntN(len(words))] }
	c := burncloud.Call{
		RequestID: burncloud.RequestID(fmt.Sprintf("req_%026d", i)), Time: now.Add(-time.Duration(r.IntN(50*3600)) * time.Second),
		UserID: burncloud.UserID(pick("", "usr_1", "usr_2")), TokenID: burncloud.TokenID(pick("tok_1", "tok_2", "tok_3")),
		ChannelID: burncloud.ChannelID(pick("", "ch_1", "ch_2")), KeyID: burncloud.KeyID(pick("key_1", "key_2")),
		Group: burncloud.GroupName(pick("default", "vip")), Model: burncloud.ModelName(pick("m1", "m2", "Gross")),
		Endpoint: pick("POST /v1/messages", "POST /v1/chat/completions"), Dialect: burncloud.Dialect(pick("openai", "anthropic")),
		Stream: r.IntN(2) == 0, Status: 200, IP: pick("::1", "10.0.0.1"), Duration: burncloud.Micros(r.IntN(1e8)),
		Usage: burncloud.Usage{Input: r.Int64N(1000), CacheRead: r.Int64N(9), CacheWrite: r.Int64N(9), CacheWrite1h: r.Int64N(9), AudioIn: r.Int64N(9), ImageIn: r.Int64N(9), Output: r.Int64N(500), Reasoning: r.Int64N(9), AudioOut: r.Int64N(9), ImageOut: r.Int64N(9)},
	}
	switch r.IntN(9) {
	case 8:
		c.Status, c.ErrorKind, c.Model = 404, burncloud.KindModelNotFound, burncloud.ModelName(fmt.Sprint("invented-", i))
	case 0:
		c.Status, c.ErrorKind, c.ErrorMessage = 502, burncloud.KindUpstreamServer, "The Kitchen burns"
	case 1:
		c.Status, c.ErrorKind = 402, burncloud.KindNoFunds
	case 2:
		c.Status, c.ErrorKind = 499, burncloud.KindCanceled
	case 3:
		c.ErrorKind = burncloud.KindUpstreamCut
	default:
		c.TTFT = burncloud.Micros(1 + r.IntN(2e8))
	}
	if r.IntN(3) > 0 {
		c.Cost = ptr(burncloud.Money(r.Int64N(1e9)))
	}
	if r.IntN(2) > 0 {
		c.PurchaseCost = ptr(burncloud.Money(r.Int64N(1e9)))
	}
	if r.IntN(5) == 0 {
		c.Flags = []string{pick("estimated", "recovered"), "odd"}
	}
	if c.ChannelID != "" {
		for range 1 + r.IntN(2) {
			c.Attempts = append(c.Attempts, burncloud.Attempt{
				ChannelID: burncloud.ChannelID(pick("ch_1", "ch_2")), ErrorKind: burncloud.Kind(pick("", "upstream_auth", "upstream_server", "bad_request", "channel_limited")),
			})
		}
	}
	return c
}

// recount sums the calls up one by one.
func recount(t *testing.T, all []burncloud.Call, q burncloud.UsageQuery) []burncloud.UsageCell {
	t.Helper()
	type at struct {
		start time.Time
		key   string
	}
	cells := map[at]*burncloud.Tally{}
	for _, r := range records(t, uint64(len(all)), all) {
		c := &r.CallKeys
		if c.ErrorKind == burncloud.KindModelNotFound || c.ErrorKind == burncloud.KindForbidden {
			c.Model = "" // it may be invented
		}
		values := map[burncloud.Dimension]string{
			burncloud.ByModel: string(c.Model), burncloud.ByChannel: string(c.ChannelID), burncloud.ByKey: string(c.KeyID), burncloud.ByUser: string(c.UserID),
			burncloud.ByToken: string(c.TokenID), burncloud.ByGroup: string(c.Group), burncloud.ByOutcome: string(burncloud.OutcomeOf(c.Status, c.ErrorKind)),
		}
		wanted := !c.Time.Before(q.From) && c.Time.Before(q.To)
		for d, v := range q.Only {
			wanted = wanted && values[d] == v
		}
		if !wanted {
			continue
		}
		k := at{key: values[q.GroupBy]}
		if q.Step > 0 {
			k.start = c.Time.UTC().Truncate(q.Step)
		}
		if cells[k] == nil {
			cells[k] = new(burncloud.Tally)
		}
		one := burncloud.TallyOf(c)
		cells[k].Add(&one)
	}
	var out []burncloud.UsageCell
	for k, tally := range cells {
		out = append(out, burncloud.UsageCell{Start: k.start, Key: k.key, Tally: *tally})
	}
	slices.SortFunc(out, func(a, b burncloud.UsageCell) int { return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.Key, b.Key)) })
	return out
}

// pendingOfOld makes what is pending what a version before would have written, that had at most so many sums.
func (p place) pendingOfOld(t *testing.T, most int) {
	t.Helper()
	raw := p.raw()
	var lsn int64
	var text string
	if err := raw.QueryRow(`SELECT COALESCE(MAX(lsn), 0), COALESCE(MAX(delta), '{}') FROM usage_pending WHERE lsn = (SELECT MAX(lsn) FROM usage_pending)`).Scan(&lsn, &text); err != nil {
		t.Fatal(err)
	}
	var delta struct {
		Usage    []map[string]any `json:"usage"`
		Attempts []any            `json:"attempts"`
	}
	if err := json.Unmarshal([]byte(text), &delta); err != nil {
		t.Fatal(err)
	}
	for _, u := range delta.Usage {
		if packed, ok := u["packed"].(string); ok {
			sums := []json.RawMessage{}
			for _, n := range strings.Split(strings.TrimSuffix(packed, ","), ",") {
				sums = append(sums, json.RawMessage(cmp.Or(n, "0")))
			}
			u["sums"] = sums[:min(most, len(sums))]
			delete(u, "packed")
		}
	}
	b, err := json.Marshal(delta)
	if err == nil {
		_, err = raw.Exec(`UPDATE usage_pending SET delta = $1 WHERE lsn = $2`, string(b), lsn)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestUsageIsTheRecount posts random calls in random pieces, some of them again, with failures, folding, restarts and
// deletions of rows between, and compares the sums with a count of the calls.
func TestUsageIsTheRecount(t *testing.T) {
	onEach(t, func(t *testing.T, p place, db *store.DB) {
		r := rand.New(rand.NewPCG(1, 2))
		all := make([]burncloud.Call, 1500)
		for i := range all {
			all[i] = randomCall(r, i+1)
		}
		hour := now.UTC().Truncate(time.Hour).Add(time.Hour)
		midnight := now.UTC().Truncate(24 * time.Hour).Add(24 * time.Hour)
		for done := 0; done < len(all); {
			n := min(done+1+r.IntN(200), len(all))
			again := max(done-r.IntN(50), 0) // what is posted a second time counts once
			batch := records(t, uint64(n), all[again:n])
			if r.IntN(3) == 0 { // the transaction fails, and nothing of it stays
				ctx, cancel := context.WithCancel(ctx)
				cancel()
				if err := db.Post(ctx, &burncloud.Batch{UpTo: uint64(n), Calls: batch}); err == nil {
					t.Fatal("posted with a canceled context")
				}
			}
			if err := db.Post(ctx, &burncloud.Batch{UpTo: uint64(n), Calls: batch}); err != nil {
				t.Fatal(err)
			}
			done = n
			switch r.IntN(5) {
			case 0:
				if _, err := db.Usage(ctx, burncloud.UsageQuery{From: hour.Add(-time.Hour), To: hour}); err != nil {
					t.Fatal(err)
				}
			case 1:
				if err := db.Close(); err != nil {
					t.Fatal(err)
				}
				db = p.mustOpen(t, store.Options{})
			case 2:
				if _, err := db.PruneCalls(ctx, now.Add(-40*time.Hour), 100); err != nil {
					t.Fatal(err)
				}
			case 3:
				p.pendingOfOld(t, 34)
			}
		}
		for _, q := range []burncloud.UsageQuery{
			{From: hour.Add(-3 * time.Hour), To: hour, Step: time.Minute},
			{From: hour.Add(-50 * time.Hour), To: hour, Step: time.Hour, GroupBy: burncloud.ByModel},
			{From: hour.Add(-50 * time.Hour), To: hour, GroupBy: burncloud.ByUser, Only: map[burncloud.Dimension]string{burncloud.ByModel: "m1", burncloud.ByGroup: "vip"}},
			{From: midnight.Add(-72 * time.Hour), To: midnight, Step: 24 * time.Hour, GroupBy: burncloud.ByOutcome},
			{From: midnight.Add(-72 * time.Hour), To: midnight, Step: 24 * time.Hour, GroupBy: burncloud.ByToken},
			{From: midnight.Add(-48 * time.Hour), To: midnight, Step: 6 * time.Hour, GroupBy: burncloud.ByChannel},
			{From: midnight.Add(-72 * time.Hour), To: midnight, Step: 24 * time.Hour, GroupBy: burncloud.ByGroup},
			{From: midnight.Add(-72 * time.Hour), To: midnight, Step: time.Hour},
			{From: midnight.Add(-72 * time.Hour), To: midnight, Step: 24 * time.Hour, GroupBy: burncloud.ByModel, Only: map[burncloud.Dimension]string{burncloud.ByGroup: "vip"}},
			{From: midnight.Add(-72 * time.Hour), To: midnight, Step: time.Hour, GroupBy: burncloud.ByGroup, Only: map[burncloud.Dimension]string{burncloud.ByToken: "tok_2", burncloud.ByOutcome: "failed"}},
			{From: midnight.Add(-72 * time.Hour), To: midnight, Step: 24 * time.Hour, GroupBy: burncloud.ByModel, Only: map[burncloud.Dimension]string{burncloud.ByUser: "usr_1", burncloud.ByChannel: "ch_2"}},
			{From: midnight.Add(-48 * time.Hour), To: midnight, GroupBy: burncloud.ByKey, Only: map[burncloud.Dimension]string{burncloud.ByOutcome: "completed"}},
		} {
			got, err := db.Usage(ctx, q)
			if err != nil {
				t.Fatal(err)
			}
			same(t, fmt.Sprintf("%+v", q), got, recount(t, all, q))
		}
		attempts(t, db, all, midnight)
	})
}

// TestSumsAreRegrouped: a database of a version before the sums of one dimension were kept by group gets them, whatever it has.
func TestSumsAreRegrouped(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	all := make([]burncloud.Call, 1000)
	for i := range all {
		all[i] = randomCall(r, i+1)
	}
	onEach(t, func(t *testing.T, p place, db *store.DB) {
		post(t, db, 900, all[:900]...)
		midnight := now.UTC().Truncate(24 * time.Hour).Add(24 * time.Hour)
		q := burncloud.UsageQuery{From: midnight.Add(-72 * time.Hour), To: midnight, Step: 24 * time.Hour}
		if _, err := db.Usage(ctx, q); err != nil {
			t.Fatal(err)
		}
		post(t, db, 1000, all[900:]...) // which are not in the sums yet
		p.exec(t, `UPDATE usage_rollups SET calls = 1000 + calls WHERE span > 3600 AND span <> 86400`)
		if err := db.Regroup(ctx); err != nil {
			t.Fatal(err)
		}
		for _, by := range []burncloud.Dimension{"", burncloud.ByModel, burncloud.ByToken, burncloud.ByGroup} {
			for _, only := range []map[burncloud.Dimension]string{nil, {burncloud.ByGroup: "vip"}, {burncloud.ByUser: "usr_2"}} {
				for _, q.Step = range []time.Duration{time.Hour, 24 * time.Hour} {
					q.GroupBy, q.Only = by, only
					got, err := db.Usage(ctx, q)
					if err != nil {
						t.Fatal(err)
					}
					same(t, fmt.Sprintf("%+v", q), got, recount(t, all, q))
				}
			}
		}
	})
}

// TestOldSumsGetTheirMargin: of the sums of an older version, and of what it left to be added to them, those without a cost upstream
// are of calls whose cost is not known.
func TestOldSumsGetTheirMargin(t *testing.T) {
	call := func(i int, model burncloud.ModelName, cost, paid burncloud.Money) burncloud.Call {
		c := burncloud.Call{
			RequestID: burncloud.RequestID(fmt.Sprintf("req_%026d", i)), Time: now.Add(-time.Hour), Model: model, ChannelID: "ch_1", TokenID: "tok_1", UserID: "usr_1",
			Group: "default", Status: 200, Usage: burncloud.Usage{Input: 1}, Cost: &cost,
		}
		if paid > 0 {
			c.PurchaseCost = &paid
		}
		return c
	}
	onEach(t, func(t *testing.T, p place, db *store.DB) {
		day := burncloud.UsageQuery{From: now.UTC().Truncate(24 * time.Hour), To: now.UTC().Truncate(24 * time.Hour).Add(24 * time.Hour), Step: 24 * time.Hour}
		post(t, db, 2, call(1, "known", 500, 300), call(2, "unknown", 70, 0))
		if _, err := db.Usage(ctx, day); err != nil { // which folds
			t.Fatal(err)
		}
		post(t, db, 5, call(3, "known", 50, 80), call(4, "unknown", 5, 0), burncloud.Call{RequestID: "req_5", Time: now.Add(-time.Hour), Status: 402, ErrorKind: burncloud.KindNoFunds, Model: "unknown", Group: "default"})
		p.pendingOfOld(t, 31)
		if err := db.AddCosted(ctx); err != nil {
			t.Fatal(err)
		}
		for model, want := range map[string][3]int64{"": {2, 75, 170}, "known": {0, 0, 170}, "unknown": {2, 75, 0}} {
			for _, day.Step = range []time.Duration{time.Minute, time.Hour, 24 * time.Hour} {
				if day.Only = nil; model != "" {
					day.Only = map[burncloud.Dimension]string{burncloud.ByModel: model}
				}
				got, err := db.Usage(ctx, day)
				if err != nil || len(got) != 1 {
					t.Fatal(got, err)
				}
				if g := got[0]; [3]int64{g.Uncosted, int64(g.Uncovered), int64(g.Margin)} != want {
					t.Errorf("%q by %v: %+v, want %v", model, day.Step, g.Tally, want)
				}
			}
		}
	})
}

// attempts compares the counts of attempts with a count of the calls.
func attempts(t *testing.T, db *store.DB, all []burncloud.Call, to time.Time) {
	t.Helper()
	for _, step := range []time.Duration{15 * time.Minute, time.Hour, 24 * time.Hour} {
		from := to.Add(-72 * time.Hour)
		want := map[burncloud.AttemptCount]int64{}
		for i := range all {
			for _, a := range all[i].Attempts {
				k := burncloud.AttemptCount{Channel: a.ChannelID, Start: all[i].Time.UTC().Truncate(step)}
				if a.ErrorKind.OfUpstream() {
					k.Kind = a.ErrorKind
				}
				if a.ErrorKind != burncloud.KindChannelLimited && all[i].Time.Before(to) && !all[i].Time.Before(from) {
					want[k]++
				}
			}
		}
		counts, err := db.Attempts(ctx, from, to, step, "")
		if err != nil {
			t.Fatal(err)
		}
		got := map[burncloud.AttemptCount]int64{}
		for _, c := range counts {
			n := c.Count
			c.Count = 0
			got[c] = n
		}
		same(t, step.String(), got, want)
	}
}

// TestSearchIsTheFilter compares pages, exports and counts with the filter held against each call.
func TestSearchIsTheFilter(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	all := make([]burncloud.Call, 3000)
	for i := range all {
		all[i] = randomCall(r, i+1)
	}
	yes, no := true, false
	onEach(t, func(t *testing.T, _ place, db *store.DB) {
		for n := 500; n <= len(all); n += 500 {
			post(t, db, uint64(n)+700, all[n-500:n]...) // numbers begin amid a part
		}
		for _, f := range []burncloud.CallFilter{
			{},
			{Group: "vip"},
			{KeyID: "key_2", UserID: "usr_1"},
			{StatusClass: 4},
			{Outcome: burncloud.Cut},
			{ErrorKind: burncloud.KindNoFunds},
			{Endpoint: "POST /v1/messages", Stream: &yes},
			{Dialect: "anthropic", Stream: &no},
			{Flag: "odd"},
			{Flag: "recovered", IP: "::1"},
			{MinCost: ptr(burncloud.Money(9e8))},
			{MaxCost: ptr(burncloud.Money(1e6))},
			{MinCost: ptr(burncloud.Money(1e8)), MaxCost: ptr(burncloud.Money(2e8))},
			{MinTTFT: 150e6},
			{MinDuration: 99e6},
			{Query: "KITCHEN"},
			{Query: "gros", Outcome: burncloud.Failed},
			{Query: string(all[77].RequestID)},
			{Model: "none"},
			{From: now.Add(-time.Hour)},
			{To: now.Add(-49 * time.Hour), Model: "m1"},
			{From: now.Add(time.Hour)},
		} {
			var want, got []burncloud.RequestID
			for i := len(all) - 1; i >= 0; i-- {
				if f.Matches(&all[i]) {
					want = append(want, all[i].RequestID)
				}
			}
			if err := db.EachCall(ctx, f, func(c *burncloud.Call) error { got = append(got, c.RequestID); return nil }); err != nil {
				t.Fatal(err)
			}
			same(t, fmt.Sprintf("%+v", f), got, want)
			n, err := db.CountCalls(ctx, f)
			if err != nil || n < int64(len(want))/2 || n > int64(len(want))*2+20 {
				t.Errorf("%+v: estimated %d, %v; there are %d", f, n, err, len(want))
			}
		}
	})
}

// TestOldCallsAreDerived: a database that an older version filled gets its words and sums, in slices, once.
func TestOldCallsAreDerived(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	all := make([]burncloud.Call, 1200)
	for i := range all {
		all[i] = randomCall(r, i+1)
	}
	onEach(t, func(t *testing.T, p place, db *store.DB) {
		post(t, db, 1000, all[:1000]...)
		for _, table := range []string{"call_parts", "call_words", "usage_pending", "usage_rollups", "usage_series", "attempt_rollups"} {
			p.exec(t, `DELETE FROM `+table)
		}
		p.exec(t, `UPDATE log_state SET underived_lsn = applied_lsn`)
		post(t, db, 1200, all[1000:]...)
		for more, n := true, 0; more; n++ {
			var err error
			if more, err = db.DeriveCalls(ctx, 300); err != nil || n > 4 {
				t.Fatal(n, err)
			}
		}
		midnight := now.UTC().Truncate(24 * time.Hour).Add(24 * time.Hour)
		q := burncloud.UsageQuery{From: midnight.Add(-72 * time.Hour), To: midnight, Step: 24 * time.Hour, GroupBy: burncloud.ByModel}
		got, err := db.Usage(ctx, q)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "usage", got, recount(t, all, q))
		found := 0
		if err := db.EachCall(ctx, burncloud.CallFilter{Flag: "odd"}, func(*burncloud.Call) error { found++; return nil }); err != nil {
			t.Fatal(err)
		}
		for i := range all {
			if slices.Contains(all[i].Flags, "odd") {
				found--
			}
		}
		if found != 0 {
			t.Errorf("%d too many calls are found", found)
		}
	})
}

// TestPruning deletes words and sums with their time, and leaves the others.
func TestPruning(t *testing.T) {
	onEach(t, func(t *testing.T, p place, db *store.DB) {
		const n = 4 * 1024
		all := make([]burncloud.Call, n)
		for i := range all {
			all[i] = burncloud.Call{RequestID: burncloud.RequestID(fmt.Sprintf("req_%d", i)), Time: now.Add(-time.Duration(n-i) * time.Hour), Model: burncloud.ModelName(fmt.Sprintf("m%d", i/1024)), Status: 200}
		}
		post(t, db, n, all...)
		if _, err := db.Usage(ctx, burncloud.UsageQuery{From: now.UTC().Truncate(24 * time.Hour), To: now.UTC().Truncate(24 * time.Hour).Add(24 * time.Hour)}); err != nil {
			t.Fatal(err)
		}
		cut := all[2500].Time
		for {
			deleted, err := db.PruneCalls(ctx, cut, 700)
			if err != nil {
				t.Fatal(err)
			}
			if deleted < 700 {
				break
			}
		}
		for word := ""; ; {
			var err error
			if word, err = db.PruneWords(ctx, word, 3); err != nil {
				t.Fatal(err)
			}
			if word == "" {
				break
			}
		}
		for more := true; more; {
			var err error
			if more, err = db.PruneUsage(ctx, now.AddDate(0, 0, -120)); err != nil {
				t.Fatal(err)
			}
		}
		count := func(query string) (n int) {
			if err := p.raw().QueryRow(query).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		if got := count(`SELECT COUNT(*) FROM calls`); got != n-2500 {
			t.Errorf("%d calls are left", got)
		}
		if got := count(`SELECT COUNT(*) FROM call_words WHERE word IN ('m:m0', 'm:m1')`); got != 1 { // the part that one number of m1 reaches into
			t.Errorf("%d lines of words that are gone", got)
		}
		for span, oldest := range map[int]time.Duration{60: 72 * time.Hour, 3600: 100 * 24 * time.Hour, 3606: 100 * 24 * time.Hour, 86400: 121 * 24 * time.Hour, 86401: 121 * 24 * time.Hour} {
			first := time.Unix(int64(count(fmt.Sprintf(`SELECT MIN(start_s) FROM usage_rollups WHERE span = %d`, span))), 0)
			if age := now.Sub(first); age > oldest+time.Hour || age < oldest-25*time.Hour {
				t.Errorf("sums of %d s are kept for %v", span, age)
			}
		}
		if _, _, err := db.Calls(ctx, burncloud.CallFilter{Model: "m3"}, burncloud.Page{}); err != nil {
			t.Error(err)
		}
	})
}
