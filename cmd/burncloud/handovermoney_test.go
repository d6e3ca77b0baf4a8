//go:build unix

package main

import (
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/ledger"
	"github.com/burncloud/burncloud/sim"
)

// money reads an amount of the API.
func (p *process) money(v any) burncloud.Money {
	p.t.Helper()
	s, _ := v.(string)
	m, err := burncloud.ParseMoney(s)
	if err != nil {
		p.t.Fatalf("%v is no amount: %v", v, err)
	}
	return m
}

func (p *process) held() burncloud.Money {
	p.t.Helper()
	return p.money(rest{p.t, p.base, processToken}.do("GET", p.user, "", 200)["held"])
}

// agree has the process that serves now compare its memory, the journal and the database.
func (p *process) agree() {
	p.t.Helper()
	if r := (rest{p.t, p.base, processToken}).do("POST", "/api/doctor", "", 200); r["ok"] != true {
		p.t.Errorf("the books do not agree: %v", r)
	}
}

// logged are the rows of the log.
func (p *process) logged() (rows []map[string]any) {
	p.t.Helper()
	for next := "?limit=200"; ; {
		page := rest{p.t, p.base, processToken}.do("GET", "/api/logs"+next, "", 200)
		for _, row := range page["items"].([]any) {
			rows = append(rows, row.(map[string]any))
		}
		cursor, _ := page["next_cursor"].(string)
		if cursor == "" {
			return rows
		}
		next = "?limit=200&cursor=" + cursor
	}
}

// charged fails unless the log has so many calls of each endpoint, each once and all of one endpoint at the same cost, and the
// user paid what they cost.
func (p *process) charged(want map[string]int) {
	p.t.Helper()
	var sum burncloud.Money
	seen := make(map[string]bool)
	costs := make(map[string]burncloud.Money)
	calls := make(map[string]int)
	for _, row := range p.logged() {
		id, cost := row["request_id"].(string), p.money(row["cost"])
		kind := "chat"
		if strings.Contains(row["endpoint"].(string), "embeddings") {
			kind = "embeddings"
		}
		if calls[kind]++; calls[kind] == 1 {
			costs[kind] = cost
		}
		if seen[id] || cost <= 0 || cost != costs[kind] {
			p.t.Errorf("call %s of %s costs %s, another one %s; seen before: %t", id, kind, cost, costs[kind], seen[id])
		}
		seen[id] = true
		sum += cost
	}
	var expected burncloud.Money
	for kind, n := range want {
		expected += costs[kind] * burncloud.Money(n)
		if calls[kind] != n {
			p.t.Errorf("%d calls of %s, want %d", calls[kind], kind, n)
		}
	}
	if sum != expected {
		p.t.Errorf("the calls cost $%s, want $%s", sum, expected)
	}
	p.paid(sum)
}

// paid fails unless the user paid an amount, and nothing is held.
func (p *process) paid(sum burncloud.Money) {
	p.t.Helper()
	u := rest{p.t, p.base, processToken}.do("GET", p.user, "", 200)
	if paid := 1_000_000_000_000 - p.money(u["balance"]); paid != sum || p.money(u["held"]) != 0 {
		p.t.Errorf("the calls cost $%s; the user paid $%s, and $%s is held", sum, paid, u["held"])
	}
	p.t.Logf("charged: $%s by the log, as much by the ledger", sum)
}

// doctorAgrees runs the command on the data directory.
func (p *process) doctorAgrees(dir string) {
	p.t.Helper()
	if code, out := doctor(p.t, dir); code != 0 || !strings.HasPrefix(out, "ledger OK") {
		p.t.Errorf("doctor: exit status %d, %s", code, out)
	}
}

// TestChaosHandOverAndDeath: the old process is killed after it has handed over. Its calls are settled at their last mark.
func TestChaosHandOverAndDeath(t *testing.T) {
	const streams = 20
	p, dir, key, whole := busyWith(t, sim.Knobs{Chunks: 2000, Gap: 20 * time.Millisecond}, streams)
	p.upgrade()
	time.Sleep(2500 * time.Millisecond) // a mark is written every second
	p.agree()
	_ = p.cmd.Process.Kill()
	if n := whole(); n != 0 {
		t.Errorf("%d of the streams ended well", n)
	}
	if n := p.rows(streams); n != streams {
		t.Errorf("%d calls recorded, want %d", n, streams)
	}
	var sum burncloud.Money
	for _, row := range p.logged() {
		cost := p.money(row["cost"])
		if flags := row["flags"].([]any); !slices.Contains(flags, any(ledger.FlagRecovered)) || cost <= 0 {
			t.Errorf("row %v", row)
		}
		sum += cost
	}
	p.paid(sum)
	p.agree()
	rest{t, p.base, key}.do("POST", "/v1/embeddings", `{"model":"text-embedding-3-small","input":"x"}`, 200)
	for _, pid := range p.heirs() {
		_ = syscall.Kill(pid, syscall.SIGTERM)
	}
	p.doctorAgrees(dir)
}
