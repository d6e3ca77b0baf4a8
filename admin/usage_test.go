package admin_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
)

// postCall posts one call as the journal has it.
func (w *world) postCall(t *testing.T, lsn uint64, c burncloud.Call) {
	t.Helper()
	c.RequestID = burncloud.RequestID(fmt.Sprintf("req_%026d", lsn))
	b, err := json.Marshal(&c)
	if err != nil {
		t.Fatal(err)
	}
	r := burncloud.CallRecord{LSN: lsn, JSON: b}
	if err := json.Unmarshal(b, &r.CallKeys); err != nil {
		t.Fatal(err)
	}
	if err := w.db.Post(t.Context(), &burncloud.Batch{UpTo: lsn, Calls: []burncloud.CallRecord{r}}); err != nil {
		t.Fatal(err)
	}
}

// get reads an answer of 200 into v.
func (w *world) get(t *testing.T, path string, v any) {
	t.Helper()
	a := w.send(bootstrap, "GET", path, "")
	if a.status != 200 {
		t.Fatalf("%s = %d %s", path, a.status, a.body)
	}
	if err := json.Unmarshal([]byte(a.body), v); err != nil {
		t.Fatal(err)
	}
}

type numbers struct {
	Requests, Errors, Saved, Unpriced int64
	Outcomes                          map[string]int64
	Cost                              string
	PurchaseCost                      string `json:"purchase_cost"`
	Margin, Uncovered                 *string
	Uncosted                          int64
	TokensTotal                       int64   `json:"tokens_total"`
	TTFT                              float64 `json:"ttft_p50_ms"`
}

// traffic makes two channels and seven calls: three good ones of "m" at the first, of which the second channel failed
// one before, one that failed at the second, one refused, and two of a model without a price three hours ago.
func traffic(t *testing.T) (w *world, first, second string) {
	w = newWorld(t)
	first = w.do(201, "POST", "/api/channels", `{"name":"one","provider":"openai","keys":["sk-1"],"models":["m","n"]}`)["id"].(string)
	second = w.do(201, "POST", "/api/channels", `{"name":"two","provider":"openai","keys":["sk-2"],"models":["m"]}`)["id"].(string)
	w.do(201, "POST", "/api/prices", `{"model":"m","input":"1","output":"2"}`)
	user := w.do(201, "POST", "/api/users", `{"username":"ada"}`)["id"].(string)
	cost := burncloud.Money(250_000_000)
	good := burncloud.Call{
		Time: w.clock().Add(-time.Minute), UserID: burncloud.UserID(user), ChannelID: burncloud.ChannelID(first), Model: "m", Status: 200, Cost: &cost,
		Usage: burncloud.Usage{Input: 10, Output: 5}, TTFT: 300_000, Duration: 900_000, Attempts: []burncloud.Attempt{{ChannelID: burncloud.ChannelID(first)}},
	}
	saved, lost, refused, old := good, good, good, good
	saved.Attempts = []burncloud.Attempt{{ChannelID: burncloud.ChannelID(second), ErrorKind: burncloud.KindUpstreamAuth}, {ChannelID: burncloud.ChannelID(first)}}
	lost.ChannelID, lost.Status, lost.ErrorKind, lost.Cost = burncloud.ChannelID(second), 502, burncloud.KindUpstreamServer, nil
	lost.Usage, lost.TTFT, lost.ErrorMessage = burncloud.Usage{}, 0, "=cmd|' /C calc'!A0"
	lost.Attempts = []burncloud.Attempt{{ChannelID: burncloud.ChannelID(second), ErrorKind: burncloud.KindUpstreamServer}}
	refused.Status, refused.ErrorKind, refused.Cost, refused.ChannelID, refused.Attempts = 402, burncloud.KindNoFunds, nil, "", nil
	refused.Usage = burncloud.Usage{}
	old.Model, old.Cost, old.Time = "n", nil, old.Time.Add(-3*time.Hour)
	for i, c := range []burncloud.Call{good, good, saved, lost, refused, old, old} {
		w.postCall(t, uint64(i+1), c)
	}
	return w, first, second
}

func TestUsage(t *testing.T) {
	w, first, second := traffic(t)
	var report struct {
		Step   string
		Times  []time.Time
		Total  numbers
		Series []numbers
		Groups []struct {
			Key, Name string
			Total     numbers
			Series    []numbers
		}
		Others *struct{ Total numbers }
	}
	w.get(t, "/api/usage?group_by=channel&top=1", &report)
	if report.Step != "1h" || len(report.Times) < 24 || len(report.Series) != len(report.Times) {
		t.Errorf("steps of %s, %d of them", report.Step, len(report.Times))
	}
	if x := report.Total; x.Requests != 7 || x.Errors != 1 || x.Saved != 1 || x.Unpriced != 2 || x.Cost != "0.750000000" || x.TokensTotal != 75 ||
		x.Outcomes["refused"] != 1 || x.Outcomes["failed"] != 1 || x.Outcomes["completed"] != 5 || x.TTFT < 213 || x.TTFT > 423 {
		t.Errorf("in all %+v", x)
	}
	if g := report.Groups; len(g) != 3 || g[0].Key != first || g[0].Name != "one" || g[0].Total.Requests != 5 || len(g[0].Series) != len(report.Times) || len(g[1].Series) != 0 {
		t.Errorf("groups %+v", g)
	}
	if report.Others == nil || report.Others.Total.Requests != 2 {
		t.Errorf("others %+v", report.Others)
	}
	w.get(t, "/api/usage?step=5m&outcome=failed&channel_id="+second, &report)
	if report.Total.Requests != 1 || report.Step != "5m" {
		t.Errorf("filtered %+v", report.Total)
	}
	for query, field := range map[string]string{
		"step=1m": "step", "step=2h": "step", "from=2026-05-02T00:00:00Z": "from", "group_by=planet": "group_by",
		"step=1m&from=2026-04-01T00:00:00Z&to=2026-04-01T01:00:00Z": "step", "from=yesterday": "from",
	} {
		if a := w.send(bootstrap, "GET", "/api/usage?"+query, ""); query != "step=1m" && (a.status != 422 || !strings.Contains(a.body, `"`+field+`"`)) {
			t.Errorf("%s = %d %s", query, a.status, a.body)
		}
	}
}

// TestMarginOfWhatIsKnown posts calls of a model whose cost upstream is known, of one whose cost is not, and one of both kinds: the
// margin is that of the first alone.
func TestMarginOfWhatIsKnown(t *testing.T) {
	w := newWorld(t)
	ch := w.do(201, "POST", "/api/channels", `{"name":"one","provider":"openai","keys":["sk-1"],"models":["known","unknown","free"]}`)["id"].(string)
	money := func(n int64) *burncloud.Money { m := burncloud.Money(n); return &m }
	call := func(model string, cost, paid *burncloud.Money, attempts ...burncloud.Attempt) burncloud.Call {
		return burncloud.Call{
			Time: w.clock().Add(-time.Minute), ChannelID: burncloud.ChannelID(ch), Model: burncloud.ModelName(model), Status: 200, Cost: cost, PurchaseCost: paid,
			Usage: burncloud.Usage{Input: 10, Output: 5}, Attempts: attempts,
		}
	}
	half := burncloud.Attempt{ChannelID: burncloud.ChannelID(ch), Usage: burncloud.Usage{Output: 2}, ErrorKind: burncloud.KindUpstreamCut}
	rest := burncloud.Attempt{ChannelID: burncloud.ChannelID(ch), Usage: burncloud.Usage{Output: 3}, PurchaseCost: money(40_000_000)}
	refused := call("unknown", nil, nil)
	refused.Status, refused.ErrorKind, refused.Usage = 402, burncloud.KindNoFunds, burncloud.Usage{}
	for i, c := range []burncloud.Call{
		call("known", money(250_000_000), money(100_000_000)), // +0.15
		call("known", money(50_000_000), money(60_000_000)),   // -0.01
		call("unknown", money(300_000_000), nil),
		call("unknown", money(20_000_000), nil),
		refused,                                                         // used nothing, so there is no cost that one could know
		call("mixed", money(70_000_000), money(40_000_000), half, rest), // 0.04 paid, and what the first attempt made
		call("free", money(0), nil),                                     // brought nothing, and costs who knows what
	} {
		w.postCall(t, uint64(i+1), c)
	}
	var report struct {
		Total  numbers
		Series []numbers
		Groups []struct {
			Key   string
			Total numbers
		}
	}
	w.get(t, "/api/usage?group_by=model", &report)
	show := func(n numbers) string {
		return fmt.Sprintf("%s paid %s, margin %s, %d uncosted, %s uncovered", n.Cost, n.PurchaseCost, orNone(n.Margin), n.Uncosted, orNone(n.Uncovered))
	}
	// 0.25+0.05+0.3+0.02+0.07 charged; 0.1+0.06+0.04 paid; 0.3+0.02+0.07 of it, in four calls, are without a known cost.
	const all = "0.690000000 paid 0.200000000, margin 0.140000000, 4 uncosted, 0.390000000 uncovered"
	if got := show(report.Total); got != all {
		t.Errorf("in all %s", got)
	}
	for _, g := range report.Groups {
		want := map[string]string{
			"known":   "0.300000000 paid 0.160000000, margin 0.140000000, 0 uncosted, none uncovered",
			"unknown": "0.320000000 paid 0.000000000, margin none, 2 uncosted, 0.320000000 uncovered",
			"mixed":   "0.070000000 paid 0.040000000, margin none, 1 uncosted, 0.070000000 uncovered",
			"free":    "0.000000000 paid 0.000000000, margin none, 1 uncosted, 0.000000000 uncovered",
		}[g.Key]
		if got := show(g.Total); got != want {
			t.Errorf("%s: %s, want %s", g.Key, got, want)
		}
	}
	if got := show(report.Series[0]); got != "0.000000000 paid 0.000000000, margin 0.000000000, 0 uncosted, none uncovered" {
		t.Errorf("an hour without calls: %s", got)
	}
	var o struct{ Now numbers }
	if w.get(t, "/api/overview?range=1h", &o); show(o.Now) != all {
		t.Errorf("the overview: %s", show(o.Now))
	}
	var costs struct{ Total numbers }
	if w.get(t, "/api/channels/"+ch+"/costs", &costs); show(costs.Total) != all {
		t.Errorf("the channel: %s", show(costs.Total))
	}
}

func orNone(s *string) string {
	if s == nil {
		return "none"
	}
	return *s
}

func TestOverview(t *testing.T) {
	w, first, second := traffic(t)
	var o struct {
		Now, Before numbers
		Traffic     struct{ Step string }
		Users       []struct {
			Name  string
			Total numbers
		}
		Channels []struct {
			ID    string `json:"channel_id"`
			Slots []struct {
				Attempts, Failed int64
				Kind             string `json:"error_kind"`
			}
			Attempts, Failed int64
			Total            numbers
		}
		Attention []struct {
			Kind, Model    string
			Count, Refused int64
		}
		Latest  []struct{ Model string }
		Backlog int64
	}
	w.get(t, "/api/overview?range=1h", &o)
	if o.Now.Requests != 5 || o.Before.Requests != 0 || o.Traffic.Step != "1m" || o.Backlog != 7 || len(o.Latest) != 7 {
		t.Errorf("an hour: %+v", o)
	}
	w.get(t, "/api/overview", &o)
	if o.Now.Requests != 7 || len(o.Users) != 1 || o.Users[0].Name != "ada" {
		t.Errorf("a day: %+v", o)
	}
	// The health that the tests' provider has says that every channel is degraded.
	if a := o.Attention; len(a) != 3 || a[0].Kind != "channel_degraded" || a[2].Kind != "model_unpriced" || a[2].Model != "n" || a[2].Count != 2 {
		t.Errorf("attention %+v", a)
	}
	for _, c := range o.Channels {
		last := c.Slots[len(c.Slots)-1]
		switch c.ID {
		case first:
			if len(c.Slots) != 24 || c.Attempts != 5 || c.Failed != 0 || c.Total.Requests != 5 {
				t.Errorf("first: %+v", c)
			}
		case second:
			if c.Attempts != 2 || c.Failed != 2 || c.Total.Errors != 1 || last.Kind == "" && c.Slots[22].Kind == "" {
				t.Errorf("second: %+v", c)
			}
		}
	}
	if a := w.send(bootstrap, "GET", "/api/overview?range=2h", ""); a.status != 422 {
		t.Errorf("a range that is not offered gets %d", a.status)
	}
}

func TestChannelHealthSlots(t *testing.T) {
	w, _, second := traffic(t)
	var h struct {
		Slot  string
		Slots []struct {
			Attempts, Failed int64
			Count            int64 `json:"error_count"`
		}
	}
	for query, want := range map[string]struct {
		slot  string
		slots int
	}{
		"": {"15m", 97}, "?from=2026-04-29T00:00:00Z&to=2026-05-02T00:00:00Z": {"1h", 72}, "?from=2026-02-01T00:00:00Z&to=2026-05-02T00:00:00Z": {"1d", 90},
	} {
		w.get(t, "/api/channels/"+second+"/health"+query, &h)
		sum := int64(0)
		for _, s := range h.Slots {
			sum += s.Failed
		}
		if h.Slot != want.slot || len(h.Slots) != want.slots || sum != 2 {
			t.Errorf("%q: %d slots of %s with %d failures", query, len(h.Slots), h.Slot, sum)
		}
	}
}

func TestModels(t *testing.T) {
	w, first, _ := traffic(t)
	w.do(201, "POST", "/api/routes", `{"model":"alias","fallback_models":["m"]}`)
	var list struct {
		Items []struct {
			Model    string
			Priced   bool
			Channels []struct {
				ID string `json:"channel_id"`
			}
			Groups []struct {
				RouteID        string   `json:"route_id"`
				FallbackModels []string `json:"fallback_models"`
				Targets        []struct {
					ID string `json:"channel_id"`
				}
			}
			LastHour struct{ Requests, Errors, Refused int64 } `json:"last_hour"`
		}
	}
	w.get(t, "/api/models", &list)
	if len(list.Items) != 3 {
		t.Fatalf("got %+v", list)
	}
	alias, m, n := list.Items[0], list.Items[1], list.Items[2]
	if alias.Model != "alias" || alias.Groups[0].RouteID == "" || len(alias.Channels) != 0 || len(alias.Groups[0].FallbackModels) != 1 {
		t.Errorf("alias %+v", alias)
	}
	if m.Model != "m" || !m.Priced || len(m.Channels) != 2 || len(m.Groups[0].Targets) != 2 || m.LastHour.Requests != 5 || m.LastHour.Errors != 1 || m.LastHour.Refused != 1 {
		t.Errorf("m %+v", m)
	}
	if n.Model != "n" || n.Priced || len(n.Channels) != 1 || n.Channels[0].ID != first || n.LastHour.Requests != 0 {
		t.Errorf("n %+v", n)
	}
}

func TestLogsBeyondTheContract(t *testing.T) {
	w, _, second := traffic(t)
	var page struct {
		Items    []struct{ ID string }
		Next     *string `json:"next_cursor"`
		Estimate *int64
	}
	for query, want := range map[string]int{
		"outcome=failed": 1, "status_class=5": 1, "error_kind=no_funds": 1, "min_ttft_ms=200": 6, "min_ttft_ms=400": 0, "min_cost=0.25": 3, "min_cost=0.26": 0,
		"max_cost=0.25&model=m": 3, "stream=true": 0, "stream=false": 7, "q=CALC": 1, "q=req_00000000000000000000000004": 1, "channel_id=" + second: 1, "min_duration_ms=900": 7,
	} {
		w.get(t, "/api/logs?"+query, &page)
		if len(page.Items) != want || page.Estimate == nil || *page.Estimate != int64(want) {
			t.Errorf("%s: %d calls, estimate %v; want %d", query, len(page.Items), page.Estimate, want)
		}
	}
	w.get(t, "/api/logs?limit=3", &page)
	if page.Next == nil || page.Estimate == nil || *page.Estimate != 7 {
		t.Errorf("first page: %+v", page)
	}
	w.get(t, "/api/logs?limit=3&cursor="+*page.Next, &page)
	if len(page.Items) != 3 || page.Estimate != nil {
		t.Errorf("second page: %+v", page)
	}
	for _, query := range []string{"min_cost=-1", "min_cost=1e3", "max_cost=0.0000000001", "stream=perhaps", "min_ttft_ms=-1", "status_class=9"} {
		if a := w.send(bootstrap, "GET", "/api/logs?"+query, ""); a.status != 422 {
			t.Errorf("%s = %d", query, a.status)
		}
	}
	a := w.send(bootstrap, "GET", "/api/logs/export?format=csv", "")
	if a.header.Get("X-Total-Estimate") != "7" || !strings.Contains(a.body, `'=cmd`) || strings.Contains(a.body, `,=cmd`) {
		t.Errorf("export: %v %s", a.header, a.body)
	}
	var h struct {
		Counts       []map[string]int64
		CompleteFrom *time.Time `json:"complete_from"`
	}
	for query, want := range map[string]int64{"": 7, "model=m": 5, "error_kind=no_funds": 1, "q=calc&outcome=failed": 1} {
		w.get(t, "/api/logs/histogram?"+query, &h)
		sum := int64(0)
		for _, c := range h.Counts {
			for _, n := range c {
				sum += n
			}
		}
		if sum != want || h.CompleteFrom != nil {
			t.Errorf("histogram of %q: %d calls, %v", query, sum, h.CompleteFrom)
		}
	}
}

// A token holder sees the own calls only, and nothing of what they cost the operator.
func TestOwnUsage(t *testing.T) {
	w := newWorld(t)
	a, b := w.tenant("alpha"), w.tenant("beta")
	got := w.want(200, w.browse(a.cookie, "GET", "/api/me/usage?group_by=token", ""))
	w.has(got.object["total"].(map[string]any), `{"requests":1,"cost":"0.000000012"}`)
	for _, hidden := range []string{"purchase", "margin", "uncosted", "uncovered", string(b.user), "beta"} {
		if strings.Contains(got.body, hidden) {
			t.Errorf("it shows %q: %s", hidden, got.body)
		}
	}
	refused(t, w.browse(a.cookie, "GET", "/api/me/usage?user_id="+string(b.user), ""), 422, "user_id")
	refused(t, w.browse(a.cookie, "GET", "/api/me/usage?group_by=user", ""), 422, "group_by")
}
