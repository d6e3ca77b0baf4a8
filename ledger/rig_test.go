package ledger_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	_ "modernc.org/sqlite" // to look at, and spoil, the database behind the store's back

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/calllog"
	"github.com/burncloud/burncloud/internal/faultdisk"
	"github.com/burncloud/burncloud/journal"
	"github.com/burncloud/burncloud/ledger"
	"github.com/burncloud/burncloud/store"
)

var long = os.Getenv("BURNCLOUD_MONEY") == "1"

// users and prices that the template of all databases has.
const (
	userCount = 4
	priceID   = burncloud.PriceID("pr_1")
)

func userID(i int) burncloud.UserID   { return burncloud.UserID(fmt.Sprintf("usr_%d", i)) }
func tokenID(i int) burncloud.TokenID { return burncloud.TokenID(fmt.Sprintf("tok_%d", i)) }
func callID(i int) burncloud.RequestID {
	return burncloud.RequestID(fmt.Sprintf("req_%08d", i))
}

// template is the file of a database with users and a price, made once: migrating takes longer than most tests.
var template = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "ledger")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "db")
	ctx := context.Background()
	db, err := store.Open(ctx, store.Options{Path: path, Now: time.Now})
	if err != nil {
		return nil, err
	}
	for i := range userCount {
		u := &burncloud.User{ID: userID(i), Username: string(userID(i)), Role: burncloud.RoleUser, Group: burncloud.DefaultGroup, Enabled: true}
		err = errors.Join(err, db.SaveUser(ctx, u))
	}
	// A nano-dollar a token, so that tests can count in both.
	err = errors.Join(err, db.SavePrices(ctx, &burncloud.Price{ID: priceID, Model: "m", Rates: burncloud.Rates{Input: 1000, Output: 1000}}), db.Close())
	if err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// site is what outlives a process: a disk and a database.
type site struct {
	t    testing.TB
	disk *faultdisk.Disk
	path string
	now  func() time.Time
}

func newSite(t testing.TB, seed uint64) *site {
	t.Helper()
	data, err := template()
	if err != nil {
		t.Fatal(err)
	}
	s := &site{t: t, disk: faultdisk.New(seed), path: filepath.Join(t.TempDir(), "db"), now: time.Now}
	if err := os.WriteFile(s.path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return s
}

// process is one life of the program on a site.
type process struct {
	*ledger.Ledger
	site    *site
	disk    *faultdisk.Process
	db      *store.DB
	journal *journal.Journal
	calls   *calllog.Log
	stop    context.CancelFunc
	running sync.WaitGroup
}

// start opens everything, as the program does, or says what failed. The ledger's options may be changed.
func (s *site) start(o journal.Options, change ...func(*ledger.Options)) (_ *process, err error) {
	ctx := context.Background()
	p := &process{site: s, disk: s.disk.Boot(), stop: func() {}}
	defer func() {
		if err != nil {
			p.end()
		}
	}()
	if p.db, err = store.Open(ctx, store.Options{Path: s.path, Now: s.now}); err != nil {
		return nil, err
	}
	applied, err := p.db.AppliedLSN(ctx)
	if err != nil {
		return nil, err
	}
	o.Dir, o.FS, o.After = "d", p.disk, journal.LSN(applied)
	if p.journal, err = journal.Open(o); err != nil {
		return nil, err
	}
	if p.calls, err = calllog.New(ctx, p.journal, p.db, slog.New(slog.NewTextHandler(io.Discard, nil))); err != nil {
		return nil, err
	}
	options := ledger.Options{Journal: p.journal, Calls: p.calls, Store: p.db, Now: s.now}
	for _, f := range change {
		f(&options)
	}
	p.Ledger, err = ledger.Open(ctx, options)
	return p, err
}

func (s *site) mustStart(change ...func(*ledger.Options)) *process {
	s.t.Helper()
	p, err := s.start(journal.Options{SegmentBytes: 1 << 20}, change...)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(p.end)
	return p
}

// run posts and sweeps in the background.
func (p *process) run() {
	ctx, cancel := context.WithCancel(context.Background())
	p.stop = cancel
	p.running.Go(func() { _ = p.calls.Run(ctx) }) // after a kill it ends with records left
	p.running.Go(func() { p.Run(ctx) })
}

// end closes what is open; a process may be ended twice.
func (p *process) end() {
	p.stop()
	p.running.Wait()
	if p.journal != nil {
		_ = p.journal.Close() // of a disk that is dead
		p.journal = nil
	}
	if p.db != nil {
		if err := p.db.Close(); err != nil {
			p.site.t.Error(err)
		}
		p.db = nil
	}
}

// credit gives money to a user.
func (p *process) credit(user int, amount burncloud.Money, event string) {
	p.site.t.Helper()
	posted, err := p.Credit(context.Background(), &burncloud.Credit{
		UserID: userID(user), Amount: amount, Kind: burncloud.PostTopUp, Source: "test", EventID: event, Actor: "me", Reason: "because",
	})
	if err != nil || !posted {
		p.site.t.Fatalf("credit: %v, %v", posted, err)
	}
}

// request asks for a hold of a user's token of the same number.
func (p *process) request(call, user int, amount burncloud.Money) *ledger.Request {
	return &ledger.Request{
		Call: callID(call), User: userID(user), Token: tokenID(user), Time: p.site.now(), Amount: amount,
		Price: priceID, Factor: burncloud.One, Model: "m", Group: burncloud.DefaultGroup, Endpoint: "POST /v1/chat/completions",
	}
}

// finished is the record of a call that delivered so many tokens, at a nano-dollar each.
func finished(tokens burncloud.Money) *burncloud.Call {
	return &burncloud.Call{Status: 200, Model: "m", Usage: burncloud.Usage{Output: int64(tokens)}, Duration: 1}
}

// sound fails the test where the books, after everything is posted, do not agree.
func (p *process) sound() *burncloud.CheckReport {
	p.site.t.Helper()
	if err := p.calls.CatchUp(context.Background()); err != nil {
		p.site.t.Fatal(err)
	}
	r, err := p.db.CheckBooks(context.Background(), burncloud.CheckScope{Full: true, Now: p.site.now()})
	if err != nil {
		p.site.t.Fatal(err)
	}
	if drift := append(r.Drift, p.Check()...); len(drift) > 0 {
		p.site.t.Fatalf("drift: %+v", drift)
	}
	return r
}

// stored is a user's balance by SQL, as memory should have it.
func (p *process) stored(user int) (b burncloud.Balance) {
	p.site.t.Helper()
	err := p.db.Balances(context.Background(), func(id burncloud.UserID, spendable burncloud.Money) {
		if id == userID(user) {
			b.Available = spendable
		}
	}, func(burncloud.TokenID, burncloud.Day, burncloud.Money) {})
	if err != nil {
		p.site.t.Fatal(err)
	}
	holds, err := p.db.OpenHolds(context.Background())
	if err != nil {
		p.site.t.Fatal(err)
	}
	for _, h := range holds {
		if h.UserID == userID(user) && !h.Unlimited {
			b.Held += h.Amount
			b.Available -= h.Amount - h.Booked // it has not been moved yet
		}
	}
	return b
}

// sql changes the database behind the store's back.
func (s *site) sql(statements ...string) {
	s.t.Helper()
	db, err := sql.Open("sqlite", s.path)
	if err != nil {
		s.t.Fatal(err)
	}
	defer db.Close()
	for _, q := range statements {
		if _, err := db.Exec(q); err != nil {
			s.t.Fatalf("%s: %v", q, err)
		}
	}
}
