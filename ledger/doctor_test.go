package ledger_test

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/ledger"
)

// busySite has credits, ended calls of all sorts, and one that runs.
func busySite(t *testing.T) *process {
	s := newSite(t, 1)
	clock := time.Now()
	s.now = func() time.Time { return clock }
	p := s.mustStart()
	p.credit(0, 1000, "1")
	p.credit(1, 1000, "2")
	for i := range 6 {
		h, err := p.Hold(p.request(i, i%2, 50))
		if err != nil {
			t.Fatal(err)
		}
		if i > 2 { // booked as a hold first
			clock = clock.Add(time.Minute)
			if err := p.mustHold(10+i, i%2, 1).Void(finished(0)); err != nil {
				t.Fatal(err)
			}
			p.sound()
		}
		if i == 5 {
			break // it runs on
		}
		cost := []burncloud.Money{10, 60, 50, 20, 0}[i]
		call := finished(cost)
		if i == 0 {
			paid := burncloud.Money(7)
			call.Attempts, call.PurchaseCost = []burncloud.Attempt{{ChannelID: "ch_1", PurchaseCost: &paid}}, &paid
		}
		if err := h.Settle(call, cost); err != nil {
			t.Fatal(err)
		}
	}
	p.sound()
	return p
}

// TestDoctorNamesEveryCorruption spoils the books in one way after the other, each as somebody with an SQL client could.
func TestDoctorNamesEveryCorruption(t *testing.T) {
	const (
		unlock = `DROP TRIGGER IF EXISTS postings_refuses_update`
		open   = `DROP TRIGGER IF EXISTS postings_refuses_delete`
	)
	found := 0
	rows := []struct {
		what   string
		check  string // that names it
		where  string // part of the place
		spoils []string
	}{
		{"a posting is missing", "numbering of postings", "posting 4", []string{open, `DELETE FROM postings WHERE id = 4`}},
		{"the last posting is missing", "numbering of postings", "the last posting", []string{open, `DELETE FROM postings WHERE id = (SELECT MAX(id) FROM postings)`}},
		{"an amount is edited", "balance", "user:usr_0/available", []string{unlock, `UPDATE postings SET amount_nano = 11 WHERE kind = 'settle' AND ref = 'req_00000000'`}},
		{"an amount and its balances are edited", "charge", "req_00000000", []string{
			unlock, `UPDATE postings SET amount_nano = 11 WHERE kind = 'settle' AND ref = 'req_00000000'`,
			`UPDATE accounts SET balance_nano = balance_nano - 1 WHERE name = 'user:usr_0/available'`,
			`UPDATE accounts SET balance_nano = balance_nano + 1 WHERE name LIKE 'revenue:tok_0/%'`,
		}},
		{"a balance is edited", "balance", "user:usr_1/available", []string{`UPDATE accounts SET balance_nano = balance_nano + 5 WHERE name = 'user:usr_1/available'`}},
		{"money is made of nothing", "sum of balances", "all accounts", []string{`UPDATE accounts SET balance_nano = balance_nano + 5 WHERE name = 'user:usr_1/available'`}},
		{"an account is missing", "balance", "topups", []string{`DELETE FROM accounts WHERE name = 'topups'`}},
		{"the accounts of a posting are edited", "accounts of a posting", "settle req_00000000", []string{unlock, `UPDATE postings SET debit = 'user:usr_1/available' WHERE kind = 'settle' AND ref = 'req_00000000'`}},
		{"a kind is edited", "accounts of a posting", "req_00000000", []string{unlock, `UPDATE postings SET kind = 'gift' WHERE kind = 'settle' AND ref = 'req_00000000'`}},
		{"a posting claims a record to come", "record of a posting", "req_00000000", []string{unlock, `UPDATE postings SET lsn = 99999 WHERE kind = 'settle' AND ref = 'req_00000000'`}},
		{"an open hold is missing", "held", "user:usr_1/held", []string{`DELETE FROM holds`}},
		{"an open hold without an end is missing", "end of a hold", "req_00000005", []string{`DELETE FROM holds`}},
		{"an orphan hold", "open hold", "req_orphan", []string{`INSERT INTO holds SELECT 'req_orphan', lsn, user_id, token_id, time_us, 70, 70, parts, unlimited, price_id, factor_ppm, deadline_us, model, group_name, endpoint, marked, tokens, cost_nano FROM holds`}},
		{"an open hold is edited", "open hold", "req_00000005", []string{`UPDATE holds SET amount_nano = 49`}},
		{"a hold is overdue", "overdue hold", "req_00000005", []string{`UPDATE holds SET deadline_us = 1000000`}},
		{"a hold is open after its end", "end of a hold", "req_00000003", []string{`INSERT INTO holds SELECT 'req_00000003', lsn, user_id, token_id, time_us, amount_nano, booked_nano, parts, unlimited, price_id, factor_ppm, deadline_us, model, group_name, endpoint, marked, tokens, cost_nano FROM holds`}},
		{"a log row is missing", "log row of a posting", "req_00000001", []string{`DELETE FROM calls WHERE request_id = 'req_00000001'`}},
		{"a log row's cost is edited", "charge", "req_00000001", []string{`UPDATE calls SET record = REPLACE(record, '"cost":"0.000000060"', '"cost":"0.000000061"') WHERE request_id = 'req_00000001'`}},
		{"a log row's usage is edited", "cost", "req_00000001", []string{`UPDATE calls SET record = REPLACE(record, '"output":60', '"output":6') WHERE request_id = 'req_00000001'`}},
		{"a log row's user is edited", "row", "req_00000001", []string{`UPDATE calls SET user_id = 'usr_0' WHERE request_id = 'req_00000001'`}},
		{"a log row is no call", "row", "req_00000001", []string{`UPDATE calls SET record = 'x' WHERE request_id = 'req_00000001'`}},
		{"a price is missing", "price", "req_00000001", []string{`DROP TRIGGER prices_refuses_delete`, `DELETE FROM prices`}},
		{"a price is edited", "cost", "req_00000001", []string{`DROP TRIGGER prices_refuses_update`, `UPDATE prices SET output_pico = 2000`}},
		{"a purchase is edited", "purchase", "req_00000000", []string{unlock, `UPDATE postings SET amount_nano = 8 WHERE kind = 'purchase'`}},
		{"a token's use is edited", "spend of a token", "tok_0", []string{`UPDATE token_use SET charged_nano = charged_nano + 1 WHERE token_id = 'tok_0'`}},
		{"a token's use is missing", "spend of a token", "tok_1", []string{`DELETE FROM token_use WHERE token_id = 'tok_1'`}},
		{"a payment is posted twice", "posted twice", "payment test/1", []string{
			`INSERT INTO postings SELECT (SELECT MAX(id) + 1 FROM postings), lsn, time_us, debit, credit, amount_nano, 'promotion', ref, part, user_id, actor, reason FROM postings WHERE ref = 'test/1'`,
		}},
		{"a balance is negative", "sign of a balance", "user:usr_2/available", []string{`INSERT INTO accounts VALUES ('user:usr_2/available', -5, 0)`}},
		{"a lease without its balance", "leases", "usr_0", []string{`INSERT INTO leases VALUES ('usr_0', 'n', 5, 1, 1)`}},
		{"a trigger is missing", "guard", "postings_refuses_update", []string{unlock}},
		{"an index is missing", "guard", "postings_once", []string{`DROP INDEX postings_once`}},
		{"more is applied than the journal has", "applied", "log_state", []string{`UPDATE log_state SET applied_lsn = applied_lsn + 100`}},
	}
	for _, x := range rows {
		t.Run(x.what, func(t *testing.T) {
			p := busySite(t)
			p.site.sql(x.spoils...)
			d := &ledger.Doctor{Books: p.db, Journal: p.journal, Ledger: p.Ledger, Logger: slog.New(slog.DiscardHandler)}
			r, err := d.Check(t.Context(), true)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.ContainsFunc(r.Drift, func(f burncloud.Drift) bool { return f.Check == x.check && strings.Contains(f.Where, x.where) }) {
				t.Fatalf("want %s at %s, got %+v", x.check, x.where, r.Drift)
			}
			found++
		})
	}
	t.Logf("B24: detected %d/%d", found, len(rows))
	for _, row := range rows {
		if !slices.Contains(burncloud.BookChecks(), row.check) {
			t.Errorf("%q is not among the checks", row.check)
		}
	}
}

// A check from a checkpoint finds what came after it, and a balance that was edited at any time.
func TestCheckpoint(t *testing.T) {
	p := busySite(t)
	d := &ledger.Doctor{Books: p.db, Journal: p.journal, Ledger: p.Ledger, Logger: slog.New(slog.DiscardHandler)}
	check := func() *burncloud.CheckReport {
		t.Helper()
		r, err := d.Check(context.Background(), false)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	for range 2 {
		if r := check(); !r.OK() || r != d.Last() {
			t.Fatalf("got %+v", r)
		}
	}
	h, err := p.Hold(p.request(50, 0, 5))
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Settle(finished(5), 5); err != nil {
		t.Fatal(err)
	}
	if err := p.calls.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if r := check(); !r.OK() {
		t.Fatalf("after another call: %+v", r)
	}
	p.site.sql(`UPDATE accounts SET balance_nano = balance_nano + 1 WHERE name = 'user:usr_1/available'`)
	if r := check(); len(r.Drift) != 2 {
		t.Fatalf("an edited balance: %+v", r.Drift)
	}
	p.site.sql(`UPDATE accounts SET balance_nano = balance_nano - 1 WHERE name = 'user:usr_1/available'`)
	if r := check(); !r.OK() {
		t.Fatalf("mended: %+v", r.Drift)
	}
}

// The record of a call that paid has what Charge says; a call on the house leaves the balance as it is.
func TestUnlimited(t *testing.T) {
	p := newSite(t, 1).mustStart()
	r := p.request(1, 2, 100)
	r.Unlimited = true
	h, err := p.Hold(r)
	if err != nil {
		t.Fatal(err)
	}
	p.sound()
	if err := h.Settle(finished(130), 130); err != nil {
		t.Fatal(err)
	}
	p.sound()
	if got := p.Balance(userID(2)); got != (burncloud.Balance{}) {
		t.Errorf("balance %+v", got)
	}
	if got := p.Affordable(r); got <= 0 {
		t.Errorf("affordable %d", got)
	}
	sum, err := p.db.UserBalance(t.Context(), userID(2), time.Now().Add(time.Hour))
	if err != nil || sum != 0 {
		t.Errorf("by postings %d, %v", sum, err)
	}
}
