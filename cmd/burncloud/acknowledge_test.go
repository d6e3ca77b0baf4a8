//go:build linux

package main

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/alone"
	"github.com/burncloud/burncloud/ledger"
)

// TestMoneyAcknowledgement prints how long a thousand calls a second wait for the journal to keep what they hold, and what share of
// them has it before a model's first token can be there.
func TestMoneyAcknowledgement(t *testing.T) {
	alone.Needed(t)
	const rate = 1000
	during := moneySpan(time.Second, 20*time.Second)
	for _, durability := range []string{"disk", "process"} {
		t.Run(durability, func(t *testing.T) {
			s := paidServer(t, t.TempDir(), "BURNCLOUD_DURABILITY="+durability)
			defer s.close()
			ctx := context.Background()
			must := func(err error) {
				if err != nil {
					t.Fatal(err)
				}
			}
			must(s.store.SaveUser(ctx, &burncloud.User{ID: "usr_1", Username: "u", Role: burncloud.RoleUser, Group: burncloud.DefaultGroup, Enabled: true}))
			must(s.store.SavePrices(ctx, &burncloud.Price{ID: "pr_1", Model: "m", Rates: burncloud.Rates{Output: 1000}}))
			_, err := s.ledger.Credit(ctx, &burncloud.Credit{UserID: "usr_1", Amount: 1 << 40, Kind: burncloud.PostTopUp, Source: "test", EventID: "1"})
			must(err)
			var mu sync.Mutex
			var waits []time.Duration
			call := func(n int) error {
				began := time.Now()
				h, err := s.ledger.Hold(&ledger.Request{
					Call: burncloud.RequestID(fmt.Sprintf("req_%d", n)), User: "usr_1", Time: began, Amount: 100, Price: "pr_1", Factor: burncloud.One, Model: "m", Deadline: began.Add(time.Hour),
				})
				if err != nil {
					return err
				}
				if err := h.Wait(ctx); err != nil {
					return err
				}
				waited := time.Since(began)
				mu.Lock()
				waits = append(waits, waited)
				mu.Unlock()
				return h.Settle(&burncloud.Call{Status: 200, Model: "m", Usage: burncloud.Usage{Output: 40}}, 40)
			}
			var all sync.WaitGroup
			made := 0
			tick := time.NewTicker(time.Millisecond)
			defer tick.Stop()
			for began := time.Now(); time.Since(began) < during; <-tick.C {
				for ; made < int(time.Since(began).Seconds()*rate); made++ {
					n := made
					all.Go(func() {
						if err := call(n); err != nil {
							t.Error(err)
						}
					})
				}
			}
			all.Wait()
			must(s.books.CatchUp(ctx))
			p50, p99 := quantile(waits, 0.5), quantile(waits, 0.99)
			hidden := func(first time.Duration) float64 {
				n, _ := slices.BinarySearch(waits, first)
				return 100 * float64(n) / float64(len(waits))
			}
			t.Logf("journal acknowledgement at %d calls/s, durability=%s: p50 %v, p99 %v; hidden behind a first token after 20 ms %.1f %%, after 200 ms %.1f %%",
				rate, durability, p50, p99, hidden(20*time.Millisecond), hidden(200*time.Millisecond))
			left := s.ledger.Balance("usr_1").Available
			if len(waits) != made || made < int(during.Seconds()*rate*8/10) || left != 1<<40-burncloud.Money(40*made) || p99 > 5*time.Second {
				t.Errorf("%d of %d calls, left %s", len(waits), made, left)
			}
		})
	}
}
