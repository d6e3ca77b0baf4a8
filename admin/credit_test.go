package admin_test

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/burncloud/burncloud"
)

// What an admin gives is on the balance at once and on the statement for ever.
func TestCredit(t *testing.T) {
	w := newWorld(t)
	cookie, user := w.session("carol", burncloud.RoleUser)
	at := "/api/users/" + string(user)
	w.has(w.do(200, "POST", at+"/credit", `{"amount":"25.5","reason":"invoice 1"}`), `{"posted":true,"balance":"25.500000000"}`)
	w.has(w.do(200, "POST", at+"/credit", `{"amount":"-5","reason":"wrong currency"}`), `{"posted":true,"balance":"20.500000000"}`)
	w.has(w.do(200, "POST", at+"/credit", `{"amount":"1","reason":"paid","event_id":"evt-1"}`), `{"posted":true,"balance":"21.500000000"}`)
	w.has(w.do(200, "POST", at+"/credit", `{"amount":"1","reason":"paid","event_id":"evt-1"}`), `{"posted":false,"balance":"21.500000000"}`)
	w.has(w.do(200, "GET", at, ""), `{"balance":"21.500000000","held":"0.000000000"}`)
	st := w.want(200, w.browse(cookie, "GET", "/api/me/statement", ""))
	w.has(st.object, `{"opening":"0.000000000","closing":"21.500000000"}`)
	for i, want := range []string{
		`{"kind":"topup","amount":"25.500000000","balance":"25.500000000","actor":"bootstrap","reason":"invoice 1","calls":0}`,
		`{"kind":"adjust","amount":"-5.000000000","balance":"20.500000000","reason":"wrong currency"}`,
		`{"kind":"topup","amount":"1.000000000","balance":"21.500000000","ref":"api/evt-1"}`,
	} {
		w.has(list(st.object["lines"])[i].(map[string]any), want)
	}
	later := w.do(200, "GET", at+"/statement?from=2126-05-01T00:00:00Z&to=2126-05-02T00:00:00Z", "")
	w.has(later, `{"opening":"21.500000000","closing":"21.500000000","lines":[]}`)
	csv := w.want(200, w.browse(cookie, "GET", "/api/me/statement/export", "")).body
	if lines := strings.Split(strings.TrimSpace(csv), "\n"); len(lines) != 4 || !strings.Contains(lines[2], "adjust,'-5.000000000,20.500000000") {
		t.Errorf("the export is %q", csv)
	}
	w.has(w.want(200, w.browse(cookie, "GET", "/api/me/balance", "")).object, `{"balance":"21.500000000","held":"0.000000000","unlimited":false}`)
	w.has(w.audit("object=users/" + string(user))[0].(map[string]any), `{"action":"credit-user","after":{"amount":"1","reason":"paid","event_id":"evt-1","kind":""}}`)
}

// A bad amount is named, and nothing is posted.
func TestCreditRefused(t *testing.T) {
	w := newWorld(t)
	user := w.account("carol", burncloud.RoleUser)
	at := "/api/users/" + string(user)
	for body, field := range map[string]string{
		`{"amount":"0","reason":"r"}`:                   "amount",
		`{"amount":"1.0000000001","reason":"r"}`:        "amount",
		`{"amount":"9999999999999","reason":"r"}`:       "amount",
		`{"amount":"-0.01","reason":"r"}`:               "amount",
		`{"amount":"1e3","reason":"r"}`:                 "amount",
		`{"amount":5,"reason":"r"}`:                     "amount",
		`{"amount":"5","reason":"  "}`:                  "reason",
		`{"amount":"5"}`:                                "reason",
		`{"amount":"5","reason":"r","kind":"settle"}`:   "kind",
		`{"amount":"5","reason":"r","balance":"10000"}`: "balance",
	} {
		if got := w.send(bootstrap, "POST", at+"/credit", body); got.status != 422 || !strings.Contains(got.body, `"field":"`+field+`"`) {
			t.Errorf("%s = %d %s", body, got.status, got.body)
		}
	}
	w.do(404, "POST", "/api/users/usr_nobody/credit", `{"amount":"5","reason":"r"}`)
	w.do(422, "GET", at+"/statement?from=2026-05-02T00:00:00Z&to=2026-05-01T00:00:00Z", "")
	w.has(w.do(200, "GET", at+"/statement", ""), `{"lines":[],"closing":"0.000000000"}`)
}

// Credits that together are more than a balance can be are refused before it overflows, and the others stay.
func TestCreditsOverflow(t *testing.T) {
	w := newWorld(t)
	at := "/api/users/" + string(w.account("carol", burncloud.RoleUser))
	posted := 0
	for range 20 {
		got := w.send(bootstrap, "POST", at+"/credit", `{"amount":"1000000000","reason":"r"}`)
		if got.status != 200 {
			refused(t, got, 422, `"field":"amount"`)
			break
		}
		posted++
	}
	if posted == 0 || posted > 9 {
		t.Fatalf("%d billion dollars were posted", posted)
	}
	balance := fmt.Sprintf("%d000000000.000000000", posted)
	w.has(w.do(200, "GET", at, ""), `{"balance":"`+balance+`"}`)
	w.has(w.do(200, "GET", at+"/statement", ""), `{"closing":"`+balance+`"}`)
	w.has(w.do(200, "POST", "/api/doctor", ""), `{"ok":true}`)
}

// A code gives its amount once, however many try at the same time, whatever case and dashes they type it with.
func TestRedeem(t *testing.T) {
	w := newWorld(t)
	cookies := make([]string, 5)
	var users [5]burncloud.UserID
	for i := range cookies {
		cookies[i], users[i] = w.session(fmt.Sprintf("user%d", i), burncloud.RoleUser)
	}
	made := w.do(201, "POST", "/api/redemptions", `{"name":"autumn","count":3,"amount":"5"}`)
	w.has(made, `{"count":3,"amount":"5.000000000","open":3,"liability":"15.000000000"}`)
	codes := made["codes"].([]any)
	batch := "/api/redemptions/" + id(made)
	if got := w.do(200, "GET", batch, ""); got["codes"] != nil {
		t.Errorf("the codes are shown again: %v", got["codes"])
	}

	var wins, losses atomic.Int32
	var all sync.WaitGroup
	typed := strings.ToLower(strings.ReplaceAll(codes[0].(string), "-", " "))
	for i := range 50 {
		all.Go(func() {
			switch got := w.browse(cookies[i%5], "POST", "/api/me/redeem", `{"code":"`+typed+`"}`); got.status {
			case 200:
				wins.Add(1)
			case 409, 429:
				losses.Add(1)
			default:
				t.Errorf("%d %s", got.status, got.body)
			}
		})
	}
	all.Wait()
	if wins.Load() != 1 || losses.Load() != 49 {
		t.Errorf("%d of 50 redeemed the code", wins.Load())
	}
	sum := 0
	for _, u := range users {
		switch w.do(200, "GET", "/api/users/"+string(u), "")["balance"] {
		case "5.000000000":
			sum++
		case "0.000000000":
		default:
			t.Error("somebody has neither nothing nor the code's amount")
		}
	}
	if sum != 1 {
		t.Errorf("%d users have the amount", sum)
	}
	t.Logf("B19: %d credit for 50 attempts", wins.Load())
	w.has(w.do(200, "GET", batch, ""), `{"redeemed":1,"open":2,"liability":"10.000000000"}`)
	w.has(w.do(200, "POST", batch+"/disable", ""), `{"changed":2}`)
	w.later(lockedFor)
	refused(t, w.browse(cookies[1], "POST", "/api/me/redeem", `{"code":"`+codes[1].(string)+`"}`), 409, "disabled")
	w.has(w.do(200, "POST", batch+"/enable", ""), `{"changed":2}`)
	w.has(w.want(200, w.browse(cookies[1], "POST", "/api/me/redeem", `{"code":"`+codes[1].(string)+`"}`)).object, `{"amount":"5.000000000"}`)
	states := map[any]int{}
	for _, c := range list(w.do(200, "GET", batch+"/codes", "")["items"]) {
		states[c.(map[string]any)["state"]]++
	}
	if states["redeemed"] != 2 || states["open"] != 1 {
		t.Errorf("the codes are %v", states)
	}
}

// Whatever is wrong with a code is said, costs nothing, and cannot be guessed at.
func TestRedeemRefused(t *testing.T) {
	w := newWorld(t)
	w.account("carol", burncloud.RoleUser)
	made := w.do(201, "POST", "/api/redemptions", `{"name":"short","count":1,"amount":"5","expires_at":"2026-05-01T13:00:00Z"}`)
	code := made["codes"].([]any)[0].(string)
	w.later(lockedFor * 5)
	cookie := w.signIn("carol")
	refused(t, w.browse(cookie, "POST", "/api/me/redeem", `{"code":"`+code+`"}`), 409, "expired")
	refused(t, w.browse(cookie, "POST", "/api/me/redeem", `{"code":"AAAA"}`), 422, `"field":"code"`)
	for body, field := range map[string]string{
		`{"name":"n","count":0,"amount":"1"}`:                                     "count",
		`{"name":"n","count":1001,"amount":"1"}`:                                  "count",
		`{"name":"n","count":1.5,"amount":"1"}`:                                   "count",
		`{"name":"n","count":1,"amount":"-1"}`:                                    "amount",
		`{"name":"n","count":1,"amount":"1000001"}`:                               "amount",
		`{"name":"","count":1,"amount":"1"}`:                                      "name",
		`{"name":"n","count":1,"amount":"1","expires_at":"2020-01-01T00:00:00Z"}`: "expires_at",
	} {
		refused(t, w.send(bootstrap, "POST", "/api/redemptions", body), 422, `"field":"`+field+`"`)
	}
	status := 0
	for range 12 { // a code that is well formed and unknown
		status = w.browse(cookie, "POST", "/api/me/redeem", `{"code":"0000-0000-0000-0000-0000"}`).status
		w.later(1e9)
	}
	if status != 429 {
		t.Errorf("guessing went on to status %d", status)
	}
}

// lockedFor is longer than any lock.
const lockedFor = 16 * 60 * 1e9

func refused(t *testing.T, got answer, status int, want string) {
	t.Helper()
	if got.status != status || !strings.Contains(got.body, want) {
		t.Errorf("%d %s, want %d with %q", got.status, got.body, status, want)
	}
}
