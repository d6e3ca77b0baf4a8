package admin_test

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/ledger"
)

func TestDoctorAndJournal(t *testing.T) {
	w := newWorld(t)
	w.do(404, "GET", "/api/doctor", "")
	w.has(w.do(200, "POST", "/api/doctor", ""), `{"ok":true,"full":true,"entries":0,"drift":[]}`)
	w.has(w.do(200, "GET", "/api/doctor", ""), `{"ok":true,"full":true,"running":null,"parts":[]}`)
	w.has(w.do(200, "GET", "/api/journal", ""), `{"healthy":true,"reason":"","first_lsn":1,"lag":0}`)

	user := w.do(201, "POST", "/api/users", `{"username":"u"}`)
	id := burncloud.UserID(user["id"].(string))
	w.has(user, `{"unlimited_balance":false,"balance":"0.000000000"}`)
	credit := &burncloud.Credit{UserID: id, Amount: 2_500_000_000, Kind: burncloud.PostTopUp, Source: "test", EventID: "1"}
	if ok, err := w.books.Credit(t.Context(), credit); !ok || err != nil {
		t.Fatal(ok, err)
	}
	w.has(w.do(200, "GET", "/api/users/"+string(id), ""), `{"balance":"2.500000000","held":"0.000000000"}`)
	w.has(w.do(200, "PATCH", "/api/users/"+string(id), `{"unlimited_balance":true}`), `{"unlimited_balance":true,"balance":"2.500000000"}`)
	w.has(w.do(200, "POST", "/api/doctor", ""), `{"ok":true,"entries":1,"accounts":2}`)
}

// A budget is what the ledger says is left of it, and cannot be set below what is spent.
func TestBudgetOfAToken(t *testing.T) {
	w := newWorld(t)
	token := w.do(201, "POST", "/api/tokens", `{"name":"n","budget":"1","budget_period":"day"}`)
	w.has(token, `{"spent":"0.000000000","remaining":"1.000000000"}`)
	path := "/api/tokens/" + token["id"].(string)
	budget := burncloud.Money(1_000_000_000)
	h, err := w.books.Hold(&ledger.Request{
		Call: "req_1", User: "usr_1", Token: burncloud.TokenID(token["id"].(string)), Time: time.Now(), Amount: 400_000_000,
		Unlimited: true, Budget: &budget, Period: burncloud.PeriodDay, Factor: burncloud.One,
	})
	if err != nil {
		t.Fatal(err)
	}
	w.has(w.do(200, "GET", path, ""), `{"spent":"0.000000000","remaining":"0.600000000"}`)
	if err := h.Settle(&burncloud.Call{Status: 200}, 250_000_000); err != nil {
		t.Fatal(err)
	}
	w.has(w.do(200, "GET", path, ""), `{"spent":"0.250000000","remaining":"0.750000000"}`)
	w.do(422, "PATCH", path, `{"budget":"0.24"}`)
	w.has(w.do(200, "PATCH", path, `{"budget":"0.25"}`), `{"remaining":"0.000000000"}`)
	w.has(w.do(200, "PATCH", path, `{"unlimited":true,"budget":"0.1"}`), `{"remaining":null}`)
}

// A balance that was edited behind the program's back is named, explained by postings in somebody's name, and agrees then.
func TestAdjustment(t *testing.T) {
	w := newWorld(t)
	user := w.do(201, "POST", "/api/users", `{"username":"u"}`)
	id := burncloud.UserID(user["id"].(string))
	account := "user:" + string(id) + "/available"
	w.do(200, "POST", "/api/users/"+string(id)+"/credit", `{"amount":"10","reason":"paid"}`)
	db, err := sql.Open("sqlite", w.path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	const path = "/api/doctor/adjustments"
	body := func(more string) string { return `{"account":"` + account + `",` + more + `}` }
	w.do(409, "POST", path, body(`"dry_run":true`)) // nothing to correct
	for _, row := range []struct {
		edit, keep, diff, after string
		postings                int
	}{
		{"+ 3000000000", "balance", "3.000000000", "13.000000000", 1},
		{"- 1000000000", "entries", "-1.000000000", "13.000000000", 2},
		{"- 2000000000", "balance", "-2.000000000", "11.000000000", 1},
	} {
		if _, err := db.Exec(`UPDATE accounts SET balance_nano = balance_nano `+row.edit+` WHERE name = $1`, account); err != nil {
			t.Fatal(err)
		}
		report := w.do(200, "POST", "/api/doctor", "")
		w.has(report, `{"ok":false,"running":null}`)
		if drift := fmt.Sprint(report["drift"]); !strings.Contains(drift, "adjustable:true") || !strings.Contains(drift, account) {
			t.Errorf("%s: %s", row.edit, drift)
		}
		dry := w.do(200, "POST", path, body(`"dry_run":true,"keep":"`+row.keep+`"`))
		w.has(dry, `{"done":false,"difference":"`+row.diff+`","after":"`+row.after+`"}`)
		if n := len(dry["postings"].([]any)); n != row.postings {
			t.Errorf("%s: %d postings", row.edit, n)
		}
		w.do(422, "POST", path, body(`"difference":"`+row.diff+`"`))             // no reason
		w.do(409, "POST", path, body(`"difference":"7","reason":"seen before"`)) // not what it is now
		w.do(200, "POST", path, body(`"difference":"`+row.diff+`","keep":"`+row.keep+`","reason":"disk was restored"`))
		w.has(w.do(200, "POST", "/api/doctor", ""), `{"ok":true,"drift":[]}`)
		w.has(w.do(200, "GET", "/api/users/"+string(id), ""), `{"balance":"`+row.after+`"}`)
	}
	w.do(422, "POST", path, `{"account":"topups","dry_run":true}`)
	statement := fmt.Sprint(w.do(200, "GET", "/api/users/"+string(id)+"/statement", ""))
	if !strings.Contains(statement, "disk was restored") {
		t.Error("the reason is not on the statement")
	}
	if audit := fmt.Sprint(w.do(200, "GET", "/api/audit", "")); !strings.Contains(audit, "doctor/adjustments") || !strings.Contains(audit, "disk was restored") {
		t.Error("the adjustment is not in the audit log")
	}
}
