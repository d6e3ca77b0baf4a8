package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/burncloud/burncloud"
)

// maxDrift bounds how many places a check names, of each kind.
const maxDrift = 100

// check is one check of the books, in one transaction that sees them as they are at one moment.
type check struct {
	db     *DB
	q      querier
	scope  burncloud.CheckScope
	report *burncloud.CheckReport

	sinceID, lastID   int64
	sinceLSN, applied int64
	prunedUs          int64
	accounts          map[burncloud.Account]*tally
	holds             []burncloud.OpenHold
	named             map[string]int // places by invariant
}

// tally is an account: what is stored, and what the postings say.
type tally struct {
	stored           bool
	balance, checked burncloud.Money
	sum              burncloud.Money
}

// CheckBooks checks every invariant of the ledger that SQL can show, and names what does not hold. If all does and the
// scope says so, it becomes the checkpoint that later checks start from.
func (db *DB) CheckBooks(ctx context.Context, scope burncloud.CheckScope) (*burncloud.CheckReport, error) {
	begin := time.Now()
	c := &check{
		db: db, scope: scope, accounts: make(map[burncloud.Account]*tally), named: make(map[string]int),
		report: &burncloud.CheckReport{Time: db.now(), Full: scope.Full},
	}
	err := db.read(ctx, func(q querier) error {
		c.q = q
		return c.run(ctx)
	})
	if err != nil {
		return nil, fmt.Errorf("checking the books: %w", err)
	}
	if scope.Mark && c.report.OK() {
		if err := c.mark(ctx); err != nil {
			return nil, fmt.Errorf("checking the books: %w", err)
		}
	}
	c.report.Duration = time.Since(begin)
	return c.report, nil
}

// run takes the steps of a check, one after the other.
func (c *check) run(ctx context.Context) error {
	steps := []struct {
		name string
		take func(context.Context) error
	}{
		{"state", c.readState},
		{"accounts", c.readAccounts},
		{"holds", c.readHolds},
		{"postings", c.readPostings},
		{"balances", c.checkBalances},
		{"held", c.checkHolds},
		{"ends", c.checkEnds},
		{"calls", c.checkCalls},
		{"tokens", c.checkTokens},
		{"guards", c.checkQueries},
	}
	for i, step := range steps {
		if c.scope.Step != nil {
			c.scope.Step(burncloud.CheckStep{Name: step.name, Done: i, Steps: len(steps) + 1}) // one more: the journal is read after
		}
		if err := step.take(ctx); err != nil {
			return err
		}
	}
	return nil
}

// drift names a place where an invariant does not hold.
func (c *check) drift(name, where string, want, got any) {
	if c.named[name]++; c.named[name] > maxDrift {
		return
	}
	c.report.Drift = append(c.report.Drift, burncloud.Drift{Check: name, Where: where, Want: fmt.Sprint(want), Got: fmt.Sprint(got)})
}

func (c *check) readState(ctx context.Context) error {
	err := c.q.QueryRowContext(ctx, `SELECT s.last_id, s.checked_id, s.checked_lsn, l.applied_lsn, l.pruned_us
		FROM ledger_state s CROSS JOIN log_state l WHERE s.id = 1 AND l.id = 1`).
		Scan(&c.lastID, &c.sinceID, &c.sinceLSN, &c.applied, &c.prunedUs)
	if c.scope.Full {
		c.sinceID, c.sinceLSN = 0, 0
	}
	c.report.LSN, c.report.Entries = uint64(c.applied), c.lastID
	return err
}

func (c *check) readAccounts(ctx context.Context) error {
	rows, err := c.q.QueryContext(ctx, `SELECT name, balance_nano, checked_nano FROM accounts`)
	if err != nil {
		return err
	}
	defer rows.Close()
	total := burncloud.Money(0)
	for rows.Next() {
		var name burncloud.Account
		t := &tally{stored: true}
		if err := rows.Scan(&name, &t.balance, &t.checked); err != nil {
			return err
		}
		if !c.scope.Full {
			t.sum = t.checked
		}
		c.accounts[name] = t
		c.report.Accounts++
		total += t.balance
	}
	if total != 0 {
		c.drift("sum of balances", "all accounts", burncloud.Money(0), total)
	}
	return rows.Err()
}

func (c *check) readHolds(ctx context.Context) error {
	d := new(decoder)
	var err error
	c.holds, err = rowsOf(ctx, c.q, d, "holds", holdColumns, `SELECT `+holdFields+` FROM holds ORDER BY lsn`)
	for _, f := range d.faults {
		c.drift("row", f.Field, "a value that decodes", f.Message)
	}
	return err
}

// readPostings looks at each posting by itself, and adds it to its accounts.
func (c *check) readPostings(ctx context.Context) error {
	rows, err := c.q.QueryContext(ctx, `SELECT id, lsn, debit, credit, amount_nano, kind, ref, part, user_id
		FROM postings WHERE id > $1 ORDER BY id`, c.sinceID)
	if err != nil {
		return err
	}
	defer rows.Close()
	next := c.sinceID + 1
	for rows.Next() {
		var p burncloud.Posting
		var lsn int64
		if err := rows.Scan(&p.ID, &lsn, &p.Debit, &p.Credit, &p.Amount, &p.Kind, &p.Ref, &p.Part, &p.UserID); err != nil {
			return err
		}
		if p.ID != next {
			c.drift("numbering of postings", fmt.Sprintf("posting %d", next), next, p.ID)
		}
		next = p.ID + 1
		where := fmt.Sprintf("posting %d (%s %s)", p.ID, p.Kind, p.Ref)
		if p.Amount <= 0 {
			c.drift("amount", where, "more than 0", p.Amount)
		}
		if want := shape(&p); want != "" {
			c.drift("accounts of a posting", where, want, fmt.Sprintf("%s → %s", p.Debit, p.Credit))
		}
		if lsn > c.applied || lsn < 0 || (lsn == 0) != byHand(p.Kind) {
			c.drift("record of a posting", where, fmt.Sprintf("a record up to %d, or 0 if made by hand", c.applied), lsn)
		}
		c.account(p.Debit).sum -= p.Amount
		c.account(p.Credit).sum += p.Amount
	}
	if next != c.lastID+1 {
		c.drift("numbering of postings", "the last posting", c.lastID, next-1)
	}
	return rows.Err()
}

func (c *check) account(name burncloud.Account) *tally {
	t := c.accounts[name]
	if t == nil {
		t = &tally{}
		c.accounts[name] = t
	}
	return t
}

func byHand(k burncloud.PostingKind) bool {
	return k.Counterpart() != "" || k == burncloud.PostRepayment
}

// shapes are the pockets that postings of calls go between.
var shapes = map[burncloud.PostingKind]struct{ debit, credit []string }{
	burncloud.PostHold:       {[]string{burncloud.PocketAvailable, burncloud.PocketHouse}, []string{burncloud.PocketHeld}},
	burncloud.PostExtension:  {[]string{burncloud.PocketAvailable, burncloud.PocketHouse}, []string{burncloud.PocketHeld}},
	burncloud.PostSettlement: {[]string{burncloud.PocketAvailable, burncloud.PocketHouse, burncloud.PocketHeld}, []string{"revenue"}},
	burncloud.PostRelease:    {[]string{burncloud.PocketHeld}, []string{burncloud.PocketAvailable, burncloud.PocketHouse}},
	burncloud.PostOverage:    {[]string{burncloud.PocketOverdraft, burncloud.PocketHouse}, []string{"revenue"}},
	burncloud.PostPurchase:   {[]string{string(burncloud.AccountPurchases)}, []string{"provider"}},
	burncloud.PostRepayment:  {[]string{burncloud.PocketAvailable}, []string{burncloud.PocketOverdraft}},
}

// shape says which accounts a posting of the kind should have; "" if it has them.
func shape(p *burncloud.Posting) string {
	debit, dOwner := sideOf(p.Debit)
	credit, cOwner := sideOf(p.Credit)
	if from := string(p.Kind.Counterpart()); from != "" {
		to := burncloud.PocketAvailable
		if debit == from && credit == to && cOwner == p.UserID || debit == to && credit == from && dOwner == p.UserID {
			return ""
		}
		return from + " and " + to + " of " + string(p.UserID)
	}
	s, ok := shapes[p.Kind]
	if !ok {
		return "a kind that is known"
	}
	fits := func(side string, owner burncloud.UserID, allowed []string) bool {
		for _, a := range allowed {
			if a == side {
				return owner == "" || owner == p.UserID
			}
		}
		return false
	}
	if fits(debit, dOwner, s.debit) && fits(credit, cOwner, s.credit) {
		return ""
	}
	return fmt.Sprintf("%v → %v of %s", s.debit, s.credit, p.UserID)
}

// sideOf is what an account is in shapes, and whose.
func sideOf(a burncloud.Account) (side string, owner burncloud.UserID) {
	if id, pocket, ok := a.User(); ok {
		return pocket, id
	}
	if _, _, ok := a.Revenue(); ok {
		return "revenue", ""
	}
	if a.IsProvider() {
		return "provider", ""
	}
	return string(a), ""
}

// checkBalances compares what is stored with what the postings say, and looks for signs that must not be.
func (c *check) checkBalances(context.Context) error {
	for name, t := range c.accounts {
		switch {
		case !t.stored:
			c.drift("balance", string(name), t.sum, "no such account")
		case t.sum != t.balance:
			c.drift("balance", string(name), t.sum, t.balance)
		}
		_, pocket, ok := name.User()
		if !ok {
			continue
		}
		switch pocket {
		case burncloud.PocketAvailable, burncloud.PocketHeld, burncloud.PocketLeased:
			if t.balance < 0 {
				c.drift("sign of a balance", string(name), "at least 0", t.balance)
			}
		default:
			if t.balance > 0 {
				c.drift("sign of a balance", string(name), "at most 0", t.balance)
			}
		}
	}
	return nil
}

// mark makes what was checked the checkpoint.
func (c *check) mark(ctx context.Context) error {
	return c.db.write(ctx, func(tx *sql.Tx) error {
		for name, t := range c.accounts {
			if t.checked == t.balance {
				continue
			}
			if _, err := tx.ExecContext(ctx, `UPDATE accounts SET checked_nano = $1 WHERE name = $2`, int64(t.balance), string(name)); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, `UPDATE ledger_state SET checked_id = $1, checked_lsn = $2 WHERE id = 1`, c.lastID, c.applied)
		return err
	})
}
