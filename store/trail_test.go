package store_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/store"
)

// Each side of a call is searched by every filter as a scan of the whole log finds it.
func TestCallsAround(t *testing.T) {
	onEach(t, func(t *testing.T, _ place, db *store.DB) {
		const n = 400
		post(t, db, n, callsUpTo(1, n)...)
		for name, f := range map[string]burncloud.CallFilter{
			"all": {}, "model": {Model: "m3"}, "token": {TokenID: "tok_2"}, "two": {UserID: "usr_1", ChannelID: "ch_2"}, "none": {Model: "m9"},
			"range": {From: now.Add(80 * time.Second), To: now.Add(120 * time.Second)}, "text": {Query: "M4"}, "status": {StatusClass: 4},
		} {
			for _, at := range []int{1, 2, 17, 128, 200, 399, 400} {
				newer, older, err := db.CallsAround(ctx, call(at).RequestID, f, 3)
				if err != nil {
					t.Fatal(err)
				}
				got := fmt.Sprint(idsOf(newer), idsOf(older))
				var up, down []burncloud.Call
				for i := at + 1; i <= n && len(up) < 3; i++ {
					if c := call(i); f.Matches(&c) {
						up = append(up, c)
					}
				}
				for i := at - 1; i > 0 && len(down) < 3; i-- {
					if c := call(i); f.Matches(&c) {
						down = append(down, c)
					}
				}
				if want := fmt.Sprint(idsOf(up), idsOf(down)); got != want {
					t.Errorf("%s around %d: %s, want %s", name, at, got, want)
				}
			}
		}
		_, _, err := db.CallsAround(ctx, "req_none", burncloud.CallFilter{}, 3)
		wantError(t, "around no call", err, burncloud.KindNotFound, "req_none")
	})
}

func idsOf(calls []burncloud.Call) string {
	ids := make([]string, len(calls))
	for i := range calls {
		ids[i] = string(calls[i].RequestID)
	}
	return strings.Join(ids, " ")
}

// The trail of a call has its postings alone, each with what was left after it, whatever was posted between and since.
func TestCallPostings(t *testing.T) {
	onEach(t, func(t *testing.T, _ place, db *store.DB) {
		fill(t, db)
		credit := func(event string, amount burncloud.Money) {
			c := &burncloud.Credit{UserID: "usr_1", Amount: amount, Kind: burncloud.PostTopUp, Source: "test", EventID: event}
			if posted, err := db.PostCredit(ctx, c); !posted || err != nil {
				t.Fatal(posted, err)
			}
		}
		available, held := burncloud.UserAccount("usr_1", burncloud.PocketAvailable), burncloud.UserAccount("usr_1", burncloud.PocketHeld)
		revenue := burncloud.RevenueAccount("tok_1", 1)
		lsn := uint64(0)
		book := func(ref string, kind burncloud.PostingKind, from, to burncloud.Account, amount burncloud.Money, user burncloud.UserID) {
			lsn++
			p := burncloud.Posting{LSN: lsn, Time: now, Debit: from, Credit: to, Amount: amount, Kind: kind, Ref: ref, UserID: user}
			if err := db.Post(ctx, &burncloud.Batch{UpTo: lsn, Postings: []burncloud.Posting{p}}); err != nil {
				t.Fatal(err)
			}
		}
		credit("first", 1000)
		book("req_1", burncloud.PostHold, available, held, 100, "usr_1")
		book("req_2", burncloud.PostSettlement, available, revenue, 7, "usr_1")
		book("req_1", burncloud.PostRelease, held, available, 60, "usr_1")
		book("req_1", burncloud.PostSettlement, held, revenue, 40, "usr_1")
		book("req_1", burncloud.PostPurchase, burncloud.AccountPurchases, burncloud.ProviderAccount("ch_1"), 30, "")
		credit("req_1", 500)
		book("req_3", burncloud.PostSettlement, available, revenue, 3, "usr_1")
		steps, err := db.CallPostings(ctx, "req_1")
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, s := range steps {
			got += fmt.Sprintf("%s %d left %d; ", s.Kind, s.Amount, *s.Balance)
		}
		if want := "hold 100 left 900; release 60 left 953; settle 40 left 953; purchase 30 left 953; "; got != want {
			t.Errorf("got %s want %s", got, want)
		}
		if steps, err := db.CallPostings(ctx, "req_none"); len(steps) != 0 || err != nil {
			t.Errorf("no call: %v %v", steps, err)
		}
	})
}

// Behind very many postings only a user of few is told what was left. BURNCLOUD_LONG=1, because it posts 100,000.
func TestCallPostingsFarBack(t *testing.T) {
	if os.Getenv("BURNCLOUD_LONG") != "1" {
		t.Skip("BURNCLOUD_LONG is not set")
	}
	onEach(t, func(t *testing.T, _ place, db *store.DB) {
		lsn := uint64(0)
		book := func(user burncloud.UserID, ref string, n int) {
			lsn++
			all := make([]burncloud.Posting, n)
			for i := range all {
				all[i] = burncloud.Posting{
					LSN: lsn, Time: now, Debit: burncloud.UserAccount(user, burncloud.PocketAvailable), Credit: burncloud.RevenueAccount("tok_1", 1),
					Amount: 1, Kind: burncloud.PostSettlement, Ref: ref, Part: i, UserID: user,
				}
			}
			if err := db.Post(ctx, &burncloud.Batch{UpTo: lsn, Postings: all}); err != nil {
				t.Fatal(err)
			}
		}
		left := func() *burncloud.Money {
			steps, err := db.CallPostings(ctx, "req_1")
			if err != nil || len(steps) != 1 {
				t.Fatal(steps, err)
			}
			return steps[0].Balance
		}
		book("usr_1", "req_1", 1)
		book("usr_2", "req_2", 50_000)
		if b := left(); b == nil || *b != -1 {
			t.Errorf("a user of few postings: %v, want -1", b)
		}
		book("usr_1", "req_3", 50_001)
		if b := left(); b != nil {
			t.Errorf("a user of many: %v, want none", *b)
		}
	})
}
