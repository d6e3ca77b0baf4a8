package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/store"
)

// manyTokens adds n tokens beside the one there.
func manyTokens(t testing.TB, p place, n int) {
	t.Helper()
	_, err := p.raw().Exec(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1)
		INSERT INTO tokens SELECT 'tok_' || CAST(100000 + i AS TEXT), user_id, name, SUBSTR(hash, 1, 58) || CAST(100000 + i AS TEXT),
			key_hint, group_name, models, allowed_cidrs, expires_us, unlimited, limits, strict, enabled, created_us, updated_us, budget_nano, budget_period, old_hash, old_key_hint, old_until_us
		FROM tokens CROSS JOIN n WHERE id = 'tok_1'`, n)
	if err != nil {
		t.Fatal(err)
	}
}

func TestTenThousandTokensLoad(t *testing.T) {
	onEach(t, func(t *testing.T, p place, db *store.DB) {
		fill(t, db)
		const n = 10_000 / slower
		manyTokens(t, p, n)
		begin := time.Now()
		c, err := db.LoadConfig(ctx)
		took := time.Since(begin)
		// It takes 60 ms on a quiet machine.
		if err != nil || len(c.Tokens) != n+1 || took > time.Second {
			t.Errorf("loaded in %v, %v", took, err)
		}
		t.Logf("loaded in %v", took)
	})
}

func TestOpeningAgainIsQuick(t *testing.T) {
	onEach(t, func(t *testing.T, p place, _ *store.DB) {
		best := time.Hour
		for range 5 {
			begin := time.Now()
			p.mustOpen(t, store.Options{})
			best = min(best, time.Since(begin))
		}
		if best > slower*60*time.Millisecond {
			t.Errorf("it takes %v", best)
		}
		t.Logf("it takes %v", best)
	})
}

func BenchmarkLoadConfig10kTokens(b *testing.B) {
	p := dialects[0].make(b)
	db := p.mustOpen(b, store.Options{})
	fill(b, db)
	manyTokens(b, p, 10_000)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := db.LoadConfig(ctx); err != nil {
			b.Fatal(err)
		}
	}
}

// busy is the i-th call of a log with as many users, tokens, channels and models as a busy gateway has.
func busy(i int) burncloud.Call {
	c := call(i)
	c.Time = now.Add(time.Duration(i) * time.Millisecond)
	c.UserID, c.TokenID = burncloud.UserID(fmt.Sprintf("usr_01JXXXXXXX%016d", i*7919%20)), burncloud.TokenID(fmt.Sprintf("tok_01JXXXXXXX%016d", i*7919%50))
	c.ChannelID, c.Model = burncloud.ChannelID(fmt.Sprintf("ch_01JXXXXXXX%016d", i*7919%10)), burncloud.ModelName(fmt.Sprintf("model-%d", i*7919%15))
	c.Status = 200
	if i%997 == 0 {
		c.Status = 502
	}
	if i%100_000 == 0 {
		c.TokenID, c.Model = "tok_rare", "rare"
	}
	return c
}

// busyRecords are n of them from the number first.
func busyRecords(t testing.TB, first, n int) []burncloud.CallRecord {
	all := make([]burncloud.Call, n)
	for i := range all {
		all[i] = busy(first + i)
	}
	return records(t, uint64(first+n-1), all)
}

// BenchmarkPost is for one call, of batches of 500.
func BenchmarkPost(b *testing.B) {
	db := dialects[0].make(b).mustOpen(b, store.Options{})
	b.ReportAllocs()
	for n := 0; n < b.N; n += 500 {
		b.StopTimer()
		all := busyRecords(b, n+1, 500)
		b.StartTimer()
		if err := db.Post(ctx, &burncloud.Batch{UpTo: uint64(n + 500), Calls: all}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCallsOfMillion reads one page by each filter. Filling the log takes a minute.
func BenchmarkCallsOfMillion(b *testing.B) {
	db := dialects[0].make(b).mustOpen(b, store.Options{})
	const million = 1_000_000
	for n := 0; n < million; n += 500 {
		if err := db.Post(ctx, &burncloud.Batch{UpTo: uint64(n + 500), Calls: busyRecords(b, n+1, 500)}); err != nil {
			b.Fatal(err)
		}
	}
	typical := busy(500_000 - 1)
	old := burncloud.CallFilter{From: busy(1000).Time, To: busy(3000).Time}
	for _, x := range []struct {
		name   string
		filter burncloud.CallFilter
	}{
		{"all", burncloud.CallFilter{}},
		{"token", burncloud.CallFilter{TokenID: typical.TokenID}},
		{"rare token", burncloud.CallFilter{TokenID: "tok_rare"}},
		{"rare model", burncloud.CallFilter{Model: "rare"}},
		{"user", burncloud.CallFilter{UserID: typical.UserID}},
		{"channel and model", burncloud.CallFilter{ChannelID: typical.ChannelID, Model: typical.Model}},
		{"token and status", burncloud.CallFilter{TokenID: typical.TokenID, Status: 502}},
		{"status", burncloud.CallFilter{Status: 502}},
		{"old", old},
		{"old, token", burncloud.CallFilter{TokenID: typical.TokenID, From: old.From, To: old.To}},
		{"nothing", burncloud.CallFilter{Model: "m", Status: 404}},
		{"request", burncloud.CallFilter{RequestID: typical.RequestID}},
	} {
		b.Run(x.name, func(b *testing.B) {
			for b.Loop() {
				if _, _, err := db.Calls(ctx, x.filter, burncloud.Page{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkOpenCold(b *testing.B) {
	for b.Loop() {
		closeIt(b, dialects[0].make(b).mustOpen(b, store.Options{}))
	}
}

func BenchmarkOpenWarm(b *testing.B) {
	p := dialects[0].make(b)
	closeIt(b, p.mustOpen(b, store.Options{}))
	for b.Loop() {
		closeIt(b, p.mustOpen(b, store.Options{}))
	}
}

// closeIt closes the database outside the measured time.
func closeIt(b *testing.B, db *store.DB) {
	b.Helper()
	b.StopTimer()
	defer b.StartTimer()
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkPostMoney is BenchmarkPost with a settlement for each call.
func BenchmarkPostMoney(b *testing.B) {
	db := dialects[0].make(b).mustOpen(b, store.Options{})
	b.ReportAllocs()
	for n := 0; n < b.N; n += 500 {
		b.StopTimer()
		all := busyRecords(b, n+1, 500)
		batch := &burncloud.Batch{UpTo: uint64(n + 500), Calls: all}
		for i := range all {
			c := &all[i]
			batch.Postings = append(batch.Postings, burncloud.Posting{
				LSN: c.LSN, Time: c.Time, Ref: string(c.RequestID), UserID: c.UserID, Kind: burncloud.PostSettlement, Amount: 1000,
				Debit:  burncloud.UserAccount(c.UserID, burncloud.PocketAvailable),
				Credit: burncloud.RevenueAccount(c.TokenID, burncloud.DayOf(c.Time)),
			})
		}
		b.StartTimer()
		if err := db.Post(ctx, batch); err != nil {
			b.Fatal(err)
		}
	}
}
