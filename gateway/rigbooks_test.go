package gateway_test

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/calllog"
	"github.com/burncloud/burncloud/internal/emptydb"
	"github.com/burncloud/burncloud/internal/secret"
	"github.com/burncloud/burncloud/journal"
	"github.com/burncloud/burncloud/ledger"
	"github.com/burncloud/burncloud/sim"
	"github.com/burncloud/burncloud/store"
)

// books are the money of a rig: journal, database and ledger as in the program.
type books struct {
	*ledger.Ledger
	t    *testing.T
	db   *store.DB
	log  *calllog.Log
	seen *kept
	dir  string
}

// CatchUp and Record let the records that end holds be seen by the test, too.
func (b *books) CatchUp(ctx context.Context) error { return b.log.CatchUp(ctx) }

func (b *books) Record(c *burncloud.Call) error {
	if err := b.log.Record(c); err != nil {
		return err
	}
	return b.seen.Record(c)
}

// keepBooks gives the rig a ledger. Its user has a balance. When the test ends everything has to agree.
func (r *rig) keepBooks(balance burncloud.Money) *books {
	r.t.Helper()
	ctx, dir := context.Background(), r.t.TempDir()
	keys, err := secret.NewKeyring(make([]byte, 32))
	must(r.t, err)
	b := &books{t: r.t, seen: &r.calls, dir: dir}
	emptydb.At(r.t, filepath.Join(dir, "burncloud.db"))
	b.db, err = store.Open(ctx, store.Options{Path: filepath.Join(dir, "burncloud.db"), Keyring: keys, Now: time.Now})
	must(r.t, err)
	j, err := journal.Open(journal.Options{Dir: filepath.Join(dir, "journal"), SegmentBytes: 1 << 20, Logger: slog.New(slog.DiscardHandler)})
	must(r.t, err)
	b.log, err = calllog.New(ctx, j, b.db, slog.New(slog.DiscardHandler))
	must(r.t, err)
	must(r.t, b.db.SaveUser(ctx, &r.cfg.Users[0]))
	for i := range r.cfg.Prices {
		must(r.t, b.db.SavePrices(ctx, &r.cfg.Prices[i]))
	}
	b.Ledger, err = ledger.Open(ctx, ledger.Options{Journal: j, Calls: b, Store: b.db})
	must(r.t, err)
	if balance > 0 {
		b.credit(balance, "first")
	}
	r.Books, r.Log, r.Repeats = b.Ledger, b, b.db
	r.t.Cleanup(func() {
		b.sound()
		must(r.t, j.Close())
		must(r.t, b.db.Close())
	})
	return b
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (b *books) credit(amount burncloud.Money, event string) {
	b.t.Helper()
	_, err := b.Credit(context.Background(), &burncloud.Credit{
		UserID: "usr_1", Amount: amount, Kind: burncloud.PostTopUp, Source: "test", EventID: event, Actor: "me", Reason: "because",
	})
	must(b.t, err)
}

// idle waits until no call holds anything.
func (b *books) idle() {
	b.t.Helper()
	for deadline := time.Now().Add(5 * time.Second); b.Totals().Holds > 0; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			b.t.Fatalf("still held: %+v", b.Totals())
		}
	}
}

// sound holds memory, journal and database against each other.
func (b *books) sound() {
	b.t.Helper()
	b.idle()
	must(b.t, b.CatchUp(context.Background()))
	report, err := b.db.CheckBooks(context.Background(), burncloud.CheckScope{Full: true})
	must(b.t, err)
	for _, d := range append(report.Drift, b.Check()...) {
		b.t.Errorf("the books do not agree: %+v", d)
	}
}

// charged is the sum of what the calls of the rig cost, by their records.
func (r *rig) charged() (sum burncloud.Money, calls int) {
	for _, c := range r.calls.all() {
		if c.Charge != nil && c.Charged() > 0 {
			sum += c.Charged()
			calls++
		}
	}
	return sum, calls
}

// paidRig is a rig with one simulated provider, a price and a balance.
func paidRig(t *testing.T, knobs sim.Knobs, price burncloud.Price, balance burncloud.Money) (*rig, *books, *sim.Provider) {
	t.Helper()
	p, url := provider(t, sim.OpenAI, channel1, knobs)
	r := newRig(t, channel("ch_1", "openai", url, channel1, "gpt-4o"))
	price.ID, price.Model = "pr_1", "gpt-4o"
	r.cfg.Prices = []burncloud.Price{price}
	r.cfg.Settings.AllowUnpriced = false
	r.reload()
	return r, r.keepBooks(balance), p
}
