package store_test

import (
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/store"
)

// yearly is the i-th of n calls that arrive evenly over a year.
func yearly(i, n int) burncloud.Call {
	c := busy(i)
	c.Time = now.Add(-time.Duration(n-i) * (365 * 24 * time.Hour / time.Duration(n)))
	c.KeyID, c.ErrorKind, c.ErrorMessage = "key_1", "", ""
	c.TTFT, c.Duration = burncloud.Micros(200_000+i%977*3000), burncloud.Micros(900_000+i%1009*9000)
	c.Attempts[0].ErrorKind, c.Attempts[0].ChannelID = "", c.ChannelID
	if c.Status == 502 {
		c.ErrorKind, c.ErrorMessage = burncloud.KindUpstreamServer, "the upstream answered 500"
		c.Attempts[0].ErrorKind = burncloud.KindUpstreamServer
	}
	c.Flags = nil
	if i%50_021 == 0 {
		c.Flags, c.IP, c.Dialect = []string{"recovered"}, "2001:db8::7", "gemini"
	}
	if i%20_011 == 0 {
		c.TTFT, c.Duration, c.Cost = 90_000_000, 300_000_000, ptr(burncloud.Money(5_000_000_000))
	}
	return c
}

// TestLongLog times what the pages of the console ask of a log of a year: 50,000 calls, or $BURNCLOUD_ROWS. With 5 million
// each is to be answered within 200 ms.
func TestLongLog(t *testing.T) {
	n, bar := 50_000/slower, 3*time.Second // short: that nothing looks at everything
	if text := os.Getenv("BURNCLOUD_ROWS"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
		bar = 200 * time.Millisecond
	}
	db := dialects[0].make(t).mustOpen(t, store.Options{})
	begin, posting := time.Now(), time.Duration(0)
	const batch = 500
	for from := 0; from < n; from += batch {
		all := make([]burncloud.Call, batch)
		for i := range all {
			all[i] = yearly(from+i+1, n)
		}
		rows := records(t, uint64(from+batch), all)
		start := time.Now()
		if err := db.Post(ctx, &burncloud.Batch{UpTo: uint64(from + batch), Calls: rows}); err != nil {
			t.Fatal(err)
		}
		posting += time.Since(start)
	}
	t.Logf("%d calls in %v, of which posting %v: %.0f calls/s", n, time.Since(begin).Round(time.Second), posting.Round(time.Second), float64(n)/posting.Seconds())
	typical := yearly(n/2, n)
	hour := now.UTC().Truncate(time.Hour).Add(time.Hour)
	midnight := now.UTC().Truncate(24 * time.Hour).Add(24 * time.Hour)
	old := burncloud.CallFilter{From: now.Add(-200 * 24 * time.Hour), To: now.Add(-199 * 24 * time.Hour)}
	list := func(f burncloud.CallFilter) func() (int, error) {
		return func() (int, error) {
			items, _, err := db.Calls(ctx, f, burncloud.Page{})
			return len(items), err
		}
	}
	count := func(f burncloud.CallFilter) func() (int, error) {
		return func() (int, error) {
			n, err := db.CountCalls(ctx, f)
			return int(n), err
		}
	}
	usage := func(days int, to time.Time, step time.Duration, by burncloud.Dimension, only map[burncloud.Dimension]string) func() (int, error) {
		return func() (int, error) {
			cells, err := db.Usage(ctx, burncloud.UsageQuery{From: to.Add(-time.Duration(days) * 24 * time.Hour), To: to, Step: step, GroupBy: by, Only: only})
			return len(cells), err
		}
	}
	const day = 24 * time.Hour
	for _, x := range []struct {
		name string
		do   func() (int, error)
	}{
		{"all", list(burncloud.CallFilter{})},
		{"token", list(burncloud.CallFilter{TokenID: typical.TokenID})},
		{"rare token", list(burncloud.CallFilter{TokenID: "tok_rare"})},
		{"rare model", list(burncloud.CallFilter{Model: "rare"})},
		{"channel and model", list(burncloud.CallFilter{ChannelID: typical.ChannelID, Model: typical.Model})},
		{"token and status", list(burncloud.CallFilter{TokenID: typical.TokenID, Status: 502})},
		{"token, model and outcome", list(burncloud.CallFilter{TokenID: typical.TokenID, Model: typical.Model, Outcome: burncloud.Failed})},
		{"two words that never meet", list(burncloud.CallFilter{TokenID: "tok_rare", Status: 404})},
		{"flag", list(burncloud.CallFilter{Flag: "recovered"})},
		{"flag and token", list(burncloud.CallFilter{Flag: "recovered", TokenID: typical.TokenID})},
		{"address", list(burncloud.CallFilter{IP: "2001:db8::7"})},
		{"dialect", list(burncloud.CallFilter{Dialect: "gemini"})},
		{"first content after 60 s", list(burncloud.CallFilter{MinTTFT: 60_000_000})},
		{"dear", list(burncloud.CallFilter{MinCost: ptr(burncloud.Money(4_000_000_000))})},
		{"text in errors", list(burncloud.CallFilter{Query: "answered 500"})},
		{"text that is nowhere", list(burncloud.CallFilter{Query: "no such text"})},
		{"old", list(old)},
		{"old, token", list(burncloud.CallFilter{From: old.From, To: old.To, TokenID: typical.TokenID})},
		{"request", list(burncloud.CallFilter{RequestID: typical.RequestID})},
		{"count of all", count(burncloud.CallFilter{})},
		{"count of a token's failures", count(burncloud.CallFilter{TokenID: typical.TokenID, Status: 502})},
		{"usage: hours of a day by model", usage(1, hour, time.Hour, burncloud.ByModel, nil)},
		{"usage: hours of a week by model", usage(7, hour, time.Hour, burncloud.ByModel, nil)},
		{"usage: days of a month by token", usage(30, midnight, day, burncloud.ByToken, nil)},
		{"usage: days of a month by model, one user", usage(30, midnight, day, burncloud.ByModel, map[burncloud.Dimension]string{burncloud.ByUser: string(typical.UserID)})},
		{"usage: days of a year by model", usage(365, midnight, day, burncloud.ByModel, nil)},
	} {
		var times []time.Duration
		var found int
		for range 5 {
			start := time.Now()
			var err error
			if found, err = x.do(); err != nil {
				t.Fatal(x.name, err)
			}
			times = append(times, time.Since(start))
		}
		slices.Sort(times)
		t.Logf("%-45s %8v (slowest of 5: %v), %d found", x.name, times[2].Round(10*time.Microsecond), times[4].Round(10*time.Microsecond), found)
		if times[2] > bar {
			t.Errorf("%s takes %v", x.name, times[2])
		}
	}
}
