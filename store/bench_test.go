package store_test

import (
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
			key_hint, group_name, models, allowed_cidrs, expires_us, unlimited, strict, enabled, created_us, updated_us
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

func BenchmarkPostCalls1000(b *testing.B) {
	db := dialects[0].make(b).mustOpen(b, store.Options{})
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		b.StopTimer()
		all := callsUpTo(i*1000, i*1000+999)
		b.StartTimer()
		post(b, db, uint64(i+1), all...)
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

func BenchmarkCallsOfOneToken(b *testing.B) {
	db := dialects[0].make(b).mustOpen(b, store.Options{})
	post(b, db, 1, callsUpTo(1, 20_000)...)
	for b.Loop() {
		if _, _, err := db.Calls(ctx, burncloud.CallFilter{TokenID: "tok_1"}, burncloud.Page{}); err != nil {
			b.Fatal(err)
		}
	}
}
