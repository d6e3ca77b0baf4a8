package store_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/store"
)

// call is the i-th of a made-up log; every two share a time.
func call(i int) burncloud.Call {
	return burncloud.Call{
		RequestID: burncloud.RequestID(fmt.Sprintf("req_%06d", i)), Time: now.Add(time.Duration(i/2) * time.Second),
		UserID: burncloud.UserID(fmt.Sprintf("usr_%d", i%3)), TokenID: burncloud.TokenID(fmt.Sprintf("tok_%d", i%5)),
		ChannelID: burncloud.ChannelID(fmt.Sprintf("ch_%d", i%4)), KeyID: "key_1", Group: "vip", Endpoint: "POST /v1/chat/completions",
		Model: burncloud.ModelName(fmt.Sprintf("m%d", i%7)), UpstreamModel: "up", Dialect: "openai", UpstreamDialect: "anthropic",
		Stream: true, Status: 200 + i%2*229, ErrorKind: burncloud.KindRateLimited, ErrorMessage: "slow down",
		Attempts: []burncloud.Attempt{{
			ChannelID: "ch_9", KeyID: "key_9", UpstreamModel: "u", Status: 500,
			ErrorKind: burncloud.KindUpstreamServer, ErrorMessage: "boom", Duration: 5, PurchaseCost: ptr(burncloud.Money(3)),
			Usage: burncloud.Usage{Input: 7, CacheRead: 6, CacheWrite: 5, AudioIn: 4, Output: 3, Reasoning: 2, AudioOut: 1, CacheWrite1h: 8, ImageIn: 9, ImageOut: 10, Images: 11, Seconds: 12, Characters: 13},
		}},
		Usage:    burncloud.Usage{Input: 1, CacheRead: 2, CacheWrite: 3, AudioIn: 4, Output: 5, Reasoning: 6, AudioOut: 7, CacheWrite1h: 8, ImageIn: 9, ImageOut: 10, Images: 11, Seconds: 12, Characters: 13},
		RawUsage: `{"prompt_tokens":1` + "\ufffd", PriceID: "pr_1", Cost: ptr(burncloud.Money(i)), Multiplier: ptr(burncloud.Factor(2)), PurchasePriceID: "pr_2", PurchaseCost: ptr(burncloud.Money(1)),
		Charge: &burncloud.Charge{Held: 9}, TTFT: 8, Duration: 9, Overhead: 10,
		BytesIn: 11, BytesOut: 12, IP: "::1", Decision: &burncloud.Decision{
			Strategy: "priority", Sticky: true, Total: 3, Candidates: []burncloud.Candidate{{Model: "m", ChannelID: "ch_9", KeyID: "key_9", UpstreamModel: "u", Order: 1, Skipped: "why"}},
		},
		Losses: []string{"seed: no"}, Flags: []string{"estimated"}, SnapshotVersion: 13,
	}
}

func callsUpTo(from, to int) (all []burncloud.Call) {
	for i := from; i <= to; i++ {
		all = append(all, call(i))
	}
	return all
}

// records are the calls as the journal has them, the last with the number upTo.
func records(t testing.TB, upTo uint64, all []burncloud.Call) (out []burncloud.CallRecord) {
	t.Helper()
	for i := range all {
		c := &all[i]
		b, err := json.Marshal(c, jsontext.AllowInvalidUTF8(true))
		if err != nil {
			t.Fatal(err)
		}
		r := burncloud.CallRecord{LSN: upTo - uint64(len(all)-1-i), JSON: b}
		if err := json.Unmarshal(b, &r.CallKeys); err != nil {
			t.Fatal(err)
		}
		out = append(out, r)
	}
	return out
}

func post(t testing.TB, db *store.DB, upTo uint64, all ...burncloud.Call) {
	t.Helper()
	if err := db.Post(ctx, &burncloud.Batch{UpTo: upTo, Calls: records(t, upTo, all)}); err != nil {
		t.Fatal(err)
	}
}

func TestCallRoundTrip(t *testing.T) {
	onEach(t, func(t *testing.T, _ place, db *store.DB) {
		full := call(1)
		bare := burncloud.Call{RequestID: "req_bare"}
		wantFull(t, &full)
		wantFull(t, &full.Usage)
		wantFull(t, &full.Attempts[0])
		post(t, db, 2, full, bare)
		for _, want := range []burncloud.Call{full, bare} {
			got, err := db.Call(ctx, want.RequestID)
			if err != nil {
				t.Fatal(err)
			}
			same(t, "call", got, &want)
		}
		_, err := db.Call(ctx, "req_nope")
		wantError(t, "no call", err, burncloud.KindNotFound, "req_nope")
	})
}

// books are what Post keeps, to be the same however often and in whatever pieces it was called.
type books struct {
	lsn  uint64
	ids  []burncloud.RequestID
	used map[burncloud.TokenID]burncloud.TokenUse
	sums []burncloud.UsageCell
}

func booksOf(t *testing.T, db *store.DB) (b books) {
	t.Helper()
	var err error
	if b.lsn, err = db.AppliedLSN(ctx); err != nil {
		t.Fatal(err)
	}
	err = db.EachCall(ctx, burncloud.CallFilter{}, func(c *burncloud.Call) error { b.ids = append(b.ids, c.RequestID); return nil })
	if err != nil {
		t.Fatal(err)
	}
	if b.used, err = db.TokenUse(ctx, []burncloud.TokenID{"tok_0", "tok_1", "tok_2", "tok_3", "tok_4", "tok_5"}); err != nil {
		t.Fatal(err)
	}
	from := now.UTC().Truncate(24 * time.Hour)
	if b.sums, err = db.Usage(ctx, burncloud.UsageQuery{From: from, To: from.Add(48 * time.Hour), Step: time.Minute, GroupBy: burncloud.ByModel}); err != nil {
		t.Fatal(err)
	}
	return b
}

func TestPostCountsOnce(t *testing.T) {
	var want books
	for i, x := range []struct {
		what  string
		posts func(*testing.T, place, *store.DB) *store.DB
	}{
		{"at once", func(t *testing.T, _ place, db *store.DB) *store.DB {
			post(t, db, 120, callsUpTo(1, 120)...)
			return db
		}},
		{"in pieces", func(t *testing.T, _ place, db *store.DB) *store.DB {
			for n := 1; n <= 120; n += 10 {
				post(t, db, uint64(n+9), callsUpTo(n, n+9)...)
			}
			return db
		}},
		{"again", func(t *testing.T, _ place, db *store.DB) *store.DB {
			post(t, db, 120, callsUpTo(1, 120)...)
			post(t, db, 120, callsUpTo(1, 120)...)
			post(t, db, 70, callsUpTo(1, 70)...)
			return db
		}},
		{"overlapping", func(t *testing.T, _ place, db *store.DB) *store.DB {
			post(t, db, 70, callsUpTo(1, 70)...)
			post(t, db, 120, callsUpTo(30, 120)...)
			return db
		}},
		{"reopened between", func(t *testing.T, p place, db *store.DB) *store.DB {
			post(t, db, 70, callsUpTo(1, 70)...)
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			db = p.mustOpen(t, store.Options{})
			post(t, db, 70, callsUpTo(1, 70)...)
			post(t, db, 120, callsUpTo(71, 120)...)
			return db
		}},
		{"records without calls", func(t *testing.T, _ place, db *store.DB) *store.DB {
			post(t, db, 119, callsUpTo(1, 119)...)
			post(t, db, 119)
			if err := db.Post(ctx, &burncloud.Batch{UpTo: 120, Calls: records(t, 119, callsUpTo(110, 119))}); err != nil {
				t.Fatal(err)
			}
			post(t, db, 121, call(120)) // 120 is no call
			return db
		}},
	} {
		onEach(t, func(t *testing.T, p place, db *store.DB) {
			got := booksOf(t, x.posts(t, p, db))
			if i == 0 {
				want = got
			}
			got.lsn = min(got.lsn, 120)
			same(t, x.what, got, want)
		})
	}
	if want.lsn != 120 || len(want.ids) != 120 || want.ids[0] != "req_000120" || want.used["tok_0"] != (burncloud.TokenUse{LastUsed: call(120).Time, Spent: 24 * 125 / 2, Calls: 24}) || len(want.used) != 5 {
		t.Errorf("got lsn %d, %d calls, %+v", want.lsn, len(want.ids), want.used)
	}
}

func TestFailedPostLeavesNothing(t *testing.T) {
	onEach(t, func(t *testing.T, p place, db *store.DB) {
		post(t, db, 10, callsUpTo(1, 10)...)
		before := booksOf(t, db)
		p.exec(t, `ALTER TABLE token_use RENAME TO token_use_gone`)
		if err := db.Post(ctx, &burncloud.Batch{UpTo: 200, Calls: records(t, 200, callsUpTo(11, 200))}); err == nil {
			t.Fatal("posted without token_use")
		}
		p.exec(t, `ALTER TABLE token_use_gone RENAME TO token_use`)
		same(t, "books", booksOf(t, db), before)
		post(t, db, 200, callsUpTo(11, 200)...)
		if got := booksOf(t, db); len(got.ids) != 200 || got.lsn != 200 {
			t.Errorf("after: %d calls, lsn %d", len(got.ids), got.lsn)
		}
	})
}

func TestCallsFilterAndPage(t *testing.T) {
	all := callsUpTo(1, 600) // more than EachCall reads at once
	for i := 0; i < len(all); i += 10 {
		all[i].TokenID, all[i].UserID, all[i].ChannelID, all[i].Model = "", "", "", ""
	}
	newest := slices.Clone(all)
	slices.Reverse(newest)
	onEach(t, func(t *testing.T, _ place, db *store.DB) {
		post(t, db, 600, all...)
		at := func(i int) time.Time { return call(i).Time }
		for _, x := range []struct {
			what   string
			filter burncloud.CallFilter
			keep   func(c burncloud.Call) bool
		}{
			{"everything", burncloud.CallFilter{}, func(burncloud.Call) bool { return true }},
			{"token", burncloud.CallFilter{TokenID: "tok_3"}, func(c burncloud.Call) bool { return c.TokenID == "tok_3" }},
			{"user", burncloud.CallFilter{UserID: "usr_1"}, func(c burncloud.Call) bool { return c.UserID == "usr_1" }},
			{"channel", burncloud.CallFilter{ChannelID: "ch_1"}, func(c burncloud.Call) bool { return c.ChannelID == "ch_1" }},
			{"model", burncloud.CallFilter{Model: "m6"}, func(c burncloud.Call) bool { return c.Model == "m6" }},
			{"status", burncloud.CallFilter{Status: 429}, func(c burncloud.Call) bool { return c.Status == 429 }},
			{"request", burncloud.CallFilter{RequestID: "req_000007"}, func(c burncloud.Call) bool { return c.RequestID == "req_000007" }},
			{"time", burncloud.CallFilter{From: at(50), To: at(100)}, func(c burncloud.Call) bool { return !c.Time.Before(at(50)) && c.Time.Before(at(100)) }},
			{"several", burncloud.CallFilter{From: at(50), TokenID: "tok_3", Status: 429, Model: "m1"}, func(c burncloud.Call) bool {
				return !c.Time.Before(at(50)) && c.TokenID == "tok_3" && c.Status == 429 && c.Model == "m1"
			}},
			{"nobody", burncloud.CallFilter{TokenID: "' OR 1=1 --"}, func(burncloud.Call) bool { return false }},
		} {
			var want, paged, each []burncloud.Call
			for _, c := range newest {
				if x.keep(c) {
					want = append(want, c)
				}
			}
			p := burncloud.Page{Limit: 70}
			for first := true; first || p.Cursor != ""; first = false {
				items, next, err := db.Calls(ctx, x.filter, p)
				if err != nil || len(items) > 70 {
					t.Fatalf("%s: %d items, %v", x.what, len(items), err)
				}
				paged, p.Cursor = append(paged, items...), next
			}
			if err := db.EachCall(ctx, x.filter, func(c *burncloud.Call) error { each = append(each, *c); return nil }); err != nil {
				t.Fatal(err)
			}
			same(t, x.what+" paged", paged, want)
			same(t, x.what+" each", each, want)
		}
		for _, cursor := range []string{"%", "AAAA", "fA", "MXw"} {
			_, _, err := db.Calls(ctx, burncloud.CallFilter{}, burncloud.Page{Cursor: cursor})
			wantError(t, "cursor "+cursor, err, burncloud.KindInvalid, "cursor")
		}
		stop, seen := errors.New("stop"), 0
		err := db.EachCall(ctx, burncloud.CallFilter{}, func(*burncloud.Call) error { seen++; return stop })
		if !errors.Is(err, stop) || seen != 1 {
			t.Errorf("stopped after %d with %v", seen, err)
		}
	})
}

func TestPruneCallsDeletesTheOldestInBounds(t *testing.T) {
	onEach(t, func(t *testing.T, _ place, db *store.DB) {
		post(t, db, 20, callsUpTo(1, 20)...)
		before := call(11).Time // calls 10 and 11 arrived then
		for _, want := range []int{4, 4, 1, 0} {
			got, err := db.PruneCalls(ctx, before, 4)
			if err != nil || got != want {
				t.Fatalf("deleted %d, %v; want %d", got, err, want)
			}
		}
		left, _, err := db.Calls(ctx, burncloud.CallFilter{}, burncloud.Page{Limit: 50})
		if err != nil || len(left) != 11 || left[10].RequestID != "req_000010" && left[10].RequestID != "req_000011" {
			t.Errorf("%d calls left, %v", len(left), err)
		}
	})
}
