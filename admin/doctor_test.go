package admin_test

import (
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/ledger"
)

func TestDoctorAndJournal(t *testing.T) {
	w := newWorld(t)
	w.do(404, "GET", "/api/doctor", "")
	w.has(w.do(200, "POST", "/api/doctor", ""), `{"ok":true,"full":true,"entries":0,"drift":[]}`)
	w.has(w.do(200, "GET", "/api/doctor", ""), `{"ok":true,"full":true}`)
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
