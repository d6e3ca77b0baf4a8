package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite" // to spoil the database behind the store's back

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/ledger"
)

// doctor runs the command on a data directory.
func doctor(t *testing.T, dir string, args ...string) (code int, out string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	p := &program{stdout: &stdout, stderr: &stderr, getenv: func(k string) string { return map[string]string{"BURNCLOUD_DATA_DIR": dir}[k] }}
	code = p.run(t.Context(), append([]string{"doctor"}, args...))
	if stderr.Len() > 0 {
		t.Errorf("stderr: %s", stderr.String())
	}
	return code, stdout.String()
}

// paidServer is the program with a user's credit and three calls, one of which it died with.
func paidServer(t *testing.T, dir string, environment ...string) *server {
	t.Helper()
	p := &program{stdout: &lines{}, stderr: &lines{}, getenv: func(k string) string {
		for _, e := range environment {
			if value, ok := strings.CutPrefix(e, k+"="); ok {
				return value
			}
		}
		return map[string]string{"BURNCLOUD_DATA_DIR": dir, "BURNCLOUD_LISTEN": "127.0.0.1:0", "BURNCLOUD_ADMIN_TOKEN": "a-token-of-the-test"}[k]
	}}
	o, err := parse(p, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := openServer(t.Context(), p, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestDoctorOfARunningAndADeadGateway(t *testing.T) {
	dir := t.TempDir()
	s := paidServer(t, dir)
	u := &burncloud.User{ID: "usr_1", Username: "u", Role: burncloud.RoleUser, Group: burncloud.DefaultGroup, Enabled: true}
	price := &burncloud.Price{ID: "pr_1", Model: "m", Rates: burncloud.Rates{Output: 1000}}
	ctx := context.Background()
	if err := s.store.SaveUser(ctx, u); err != nil {
		t.Fatal(err)
	}
	if err := s.store.SavePrices(ctx, price); err != nil {
		t.Fatal(err)
	}
	if ok, err := s.ledger.Credit(ctx, &burncloud.Credit{UserID: "usr_1", Amount: 1000, Kind: burncloud.PostTopUp, Source: "test", EventID: "1"}); !ok || err != nil {
		t.Fatal(ok, err)
	}
	for i, id := range []burncloud.RequestID{"req_1", "req_2", "req_3"} {
		h, err := s.ledger.Hold(&ledger.Request{Call: id, User: "usr_1", Time: time.Now(), Amount: 100, Price: "pr_1", Factor: burncloud.One, Model: "m"})
		if err != nil {
			t.Fatal(err)
		}
		if i == 2 {
			if err := h.Progress(300, 30); err != nil { // at 0.1 nano a token; the process dies with it
				t.Fatal(err)
			}
			break
		}
		if err := h.Settle(&burncloud.Call{Status: 200, Model: "m", Usage: burncloud.Usage{Output: 40}}, 40); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.books.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	const good = "ledger OK accounts=3 entries=3 drift=0 lsn=6 in "              // the third hold is young, and so not booked
	if code, out := doctor(t, dir); code != 0 || !strings.HasPrefix(out, good) { // beside the running gateway
		t.Fatalf("exit status %d: %s", code, out)
	}
	s.close()
	if code, out := doctor(t, dir); code != 0 || !strings.HasPrefix(out, good) { // the hold waits for the next start
		t.Fatalf("exit status %d: %s", code, out)
	}
	s = paidServer(t, dir)
	sameParts(t, dir, s)
	if got := s.ledger.Balance("usr_1"); got != (burncloud.Balance{Available: 1000 - 40 - 40 - 30}) {
		t.Errorf("after the restart %+v", got)
	}
	s.close()
	code, out := doctor(t, dir, "--json")
	var r struct {
		OK      bool
		Entries int
		Drift   []burncloud.Drift
	}
	if err := json.Unmarshal([]byte(out), &r); err != nil || code != 0 || !r.OK || r.Entries != 4 || r.Drift == nil {
		t.Fatalf("exit status %d: %s", code, out)
	}
	spoil(t, dir)
}

// sameParts compares what the command says of the machine with what the running gateway says.
func sameParts(t *testing.T, dir string, s *server) {
	_, out := doctor(t, dir)
	lines := strings.Split(strings.TrimSpace(out), "\n")[1:]
	parts := s.inspection().look(t.Context(), true)
	if len(parts) != len(lines) {
		t.Fatalf("%d parts, and the command names %d: %s", len(parts), len(lines), out)
	}
	for i, p := range parts {
		if f := strings.Fields(lines[i]); strings.TrimSuffix(f[1], ":") != p.Name {
			t.Errorf("part %d is %s for the gateway, %q for the command", i, p.Name, lines[i])
		}
		if (p.Finding == "") != (p.Advice == "") || p.State == burncloud.PartBad {
			t.Errorf("%+v", p)
		}
	}
	if last := parts[6]; last.Name != "channels" || last.Finding != "channels_none" || !strings.Contains(out, "warn channels enabled=0 degraded=0 dead=0: no channel is enabled") {
		t.Errorf("%+v: %s", last, out)
	}
}

// spoil breaks the database, then the journal, and has the doctor find it.
func spoil(t *testing.T, dir string) {
	db, err := sql.Open("sqlite", filepath.Join(dir, "burncloud.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`UPDATE accounts SET balance_nano = balance_nano + 1 WHERE name = 'user:usr_1/available'`); err != nil {
		t.Fatal(err)
	}
	code, out := doctor(t, dir)
	if code != 2 || !strings.Contains(out, "drift: balance: user:usr_1/available: want 0.000000890, got 0.000000891\n") || !strings.Contains(out, "ledger DRIFT") {
		t.Errorf("a changed balance: exit status %d: %s", code, out)
	}
	if _, err := db.Exec(`UPDATE accounts SET balance_nano = balance_nano - 1 WHERE name = 'user:usr_1/available'`); err != nil {
		t.Fatal(err)
	}
	segments, err := filepath.Glob(filepath.Join(dir, "journal", "*.seg"))
	if err != nil || len(segments) == 0 {
		t.Fatal(segments, err)
	}
	data, err := os.ReadFile(segments[0])
	if err != nil {
		t.Fatal(err)
	}
	data[48+21+4]++ // in the payload of the first record
	if err := os.WriteFile(segments[0], data, 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out := doctor(t, dir); code != 2 || !strings.Contains(out, "drift: journal: record 1: want an intact record") {
		t.Errorf("a damaged record: exit status %d: %s", code, out)
	}
}
