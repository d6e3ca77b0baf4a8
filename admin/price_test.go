package admin_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
)

func TestPriceKinds(t *testing.T) {
	w := newWorld(t)
	ch := w.channel(`{"name":"c","provider":"openai"}`)
	for _, row := range []struct{ body, want string }{
		{`{"model":"m","input":"1","output":"2","cache_write_1h":"0.000001","image":"3","image_in":"4","image_out":"5"}`, `{"kind":"sale","cache_write_1h":"0.000001","image":"3","image_in":"4","image_out":"5","free":false}`},
		{`{"model":"dall-e","per_image":"0.04"}`, `{"per_image":"0.04","input":"0","output":"0"}`},
		{`{"model":"dall-e-3","images":[{"size":"1024X1024","quality":"HD","per_image":"0.080"},{"size":"2K","per_image":"0.000000000001"}]}`, `{"per_image":null,"input":"0","images":[{"size":"1024x1024","quality":"hd","per_image":"0.08"},{"size":"2k","quality":"","per_image":"0.000000000001"}]}`},
		{`{"model":"whisper","per_second":"0.0001"}`, `{"per_second":"0.0001"}`},
		{`{"model":"tts","per_character":"0.000015"}`, `{"per_character":"0.000015","per_second":null}`},
		{`{"model":"rank","per_call":"0.002"}`, `{"per_call":"0.002000000"}`},
		{`{"model":"gift","free":true}`, `{"free":true,"input":null,"per_call":null,"tiers":[]}`},
		{`{"model":"gone","retired":true}`, `{"retired":true,"input":null}`},
		{`{"model":"up","channel_id":"` + ch + `","input":"1","output":"2"}`, `{"kind":"purchase","channel_id":"` + ch + `","provider":""}`},
		{`{"model":"up","kind":"purchase","provider":"openai","input":"1","output":"2"}`, `{"kind":"purchase","provider":"openai"}`},
	} {
		made := w.do(201, "POST", "/api/prices", row.body)
		w.has(made, row.want)
		w.has(w.do(200, "GET", "/api/prices/"+id(made), ""), row.want)
	}
	for query, want := range map[string]int{"": 10, "?kind=purchase": 2, "?kind=sale": 8, "?channel_id=" + ch: 1, "?provider=openai": 1, "?current=true": 10} {
		if got := list(w.do(200, "GET", "/api/prices"+query, "")["items"]); len(got) != want {
			t.Errorf("%s: %d prices, want %d", query, len(got), want)
		}
	}
}

// TestPicturePriceFaults: each wrong field of a price by size and quality is named.
func TestPicturePriceFaults(t *testing.T) {
	w := newWorld(t)
	good := `{"size":"1024x1024","quality":"hd","per_image":"0.08"}`
	for rows, field := range map[string]string{
		`{"size":"huge!","per_image":"1"}`:                                     "images[0].size",
		`{"size":"0x0","per_image":"1"}`:                                       "images[0].size",
		`{"size":"auto","per_image":"1"}`:                                      "images[0].size",
		`{"per_image":"1"}`:                                                    "images[0].size",
		good + `,{"size":"1024*1024","quality":"HD","per_image":"0.1"}`:        "images[1].size",
		good + `,{"size":"1024x1024","quality":"very good","per_image":"0.1"}`: "images[1].quality",
		good + `,{"size":"1024x1024","quality":"auto","per_image":"0.1"}`:      "images[1].quality",
		`{"size":"2k","per_image":"0.0000000000001"}`:                          "images[0].per_image",
		`{"size":"2k","per_image":"-1"}`:                                       "images[0].per_image",
		`{"size":"2k","per_image":"1e3"}`:                                      "images[0].per_image",
		`{"size":"2k","per_image":"10001"}`:                                    "images[0].per_image",
		`{"size":"2k"}`:                                                        "images[0].per_image",
		`{"size":"2k","per_image":0.1}`:                                        "images[0].per_image",
		`{"size":"` + strings.Repeat("a", 33) + `","per_image":"1"}`:           "images[0].size",
		strings.Repeat(good+",", 100) + good:                                   "images",
	} {
		w.field("POST", "/api/prices", `{"model":"m","images":[`+rows+`]}`, field)
	}
	w.field("POST", "/api/prices", `{"model":"m","free":true,"images":[`+good+`]}`, "free")
	if got := list(w.do(200, "GET", "/api/prices", "")["items"]); len(got) != 0 {
		t.Errorf("made %v", got)
	}
}

// TestPicturePriceChanges: a review names the rows that change.
func TestPicturePriceChanges(t *testing.T) {
	w := newWorld(t)
	w.do(201, "POST", "/api/prices", `{"model":"m","per_image":"0.1","images":[{"size":"2k","quality":"hd","per_image":"0.2"}]}`)
	ask := func(images, want string) {
		t.Helper()
		got := w.do(200, "POST", "/api/prices/bulk", `{"dry_run":true,"items":[{"model":"m","per_image":"0.1","images":[`+images+`]}]}`)
		w.has(list(got["items"])[0].(map[string]any), want)
	}
	ask(`{"size":"2K","quality":"HD","per_image":"0.20"}`, `{"change":"same","fields":[]}`)
	ask(`{"size":"2k","quality":"hd","per_image":"0.3"},{"quality":"low","per_image":"1"}`, `{"change":"changed","fields":[{"field":"images[2k hd]","before":"0.2","after":"0.3","percent":"+50.0"},{"field":"images[low]","before":null,"after":"1","percent":null}]}`)
	ask(``, `{"change":"changed","fields":[{"field":"images[2k hd]","before":"0.2","after":null,"percent":null}]}`)
}

func TestCurrentPrices(t *testing.T) {
	w := newWorld(t)
	for _, from := range []string{"2026-01-01", "2026-02-01", "2027-01-01"} {
		w.do(201, "POST", "/api/prices", `{"model":"m","input":"1","output":"2","effective_from":"`+from+`T00:00:00Z"}`)
	}
	got := list(w.do(200, "GET", "/api/prices?current=true", "")["items"])
	if len(got) != 2 {
		t.Fatalf("%v", got)
	}
	w.has(got[0].(map[string]any), `{"effective_from":"2026-02-01T00:00:00Z"}`)
	w.has(got[1].(map[string]any), `{"effective_from":"2027-01-01T00:00:00Z"}`)
}

func TestPriceBulk(t *testing.T) {
	w := newWorld(t)
	w.do(201, "POST", "/api/prices", `{"model":"a","input":"1","output":"10","cache_read":"0.1"}`)
	w.do(201, "POST", "/api/prices", `{"model":"b","input":"1","output":"1"}`)
	items := `"items":[{"model":"a","input":"1","output":"12"},{"model":"b","input":"1.0","output":"1.00"},{"model":"c","per_image":"0.5"},{"model":"d","retired":true}]`
	before := w.reloadCount()
	dry := w.do(200, "POST", "/api/prices/bulk", `{"dry_run":true,`+items+`}`)
	w.has(dry, `{"dry_run":true,"changed":2,"same":2}`)
	changes := list(dry["items"])
	w.has(changes[0].(map[string]any), `{"change":"changed","fields":[{"field":"cache_read","before":"0.1","after":null,"percent":null},{"field":"output","before":"10","after":"12","percent":"+20.0"}]}`)
	w.has(changes[1].(map[string]any), `{"change":"same","fields":[]}`)
	w.has(changes[2].(map[string]any), `{"change":"new","before":null}`)
	w.has(changes[3].(map[string]any), `{"change":"same","before":null}`)
	if got := list(w.do(200, "GET", "/api/prices", "")["items"]); len(got) != 2 || w.reloadCount() != before {
		t.Errorf("a dry run left %d prices and %d reloads", len(got), w.reloadCount()-before)
	}
	w.has(w.do(200, "POST", "/api/prices/bulk", `{`+items+`}`), `{"dry_run":false,"changed":2,"same":2}`)
	w.has(w.do(200, "POST", "/api/prices/bulk", `{`+items+`}`), `{"changed":0,"same":4}`)
	if got := list(w.do(200, "GET", "/api/prices", "")["items"]); len(got) != 4 || w.reloadCount() != before+1 {
		t.Errorf("%d prices, %d reloads", len(got), w.reloadCount()-before)
	}
	if got := list(w.do(200, "GET", "/api/prices?model=a", "")["items"]); len(got) != 2 {
		t.Errorf("history: %v", got)
	}
	w.has(w.do(200, "POST", "/api/prices/bulk", `{"items":[{"model":"a","retired":true}]}`), `{"changed":1}`)
}

// TestPriceBulkIsWhole: one faulty item and nothing is made; however many are faulty, the answer stays readable.
func TestPriceBulkIsWhole(t *testing.T) {
	w := newWorld(t)
	w.field("POST", "/api/prices/bulk", `{"items":[{"model":"a","input":"1","output":"1"},{"model":"b","input":"1","output":"1","channel_id":"ch_x"}]}`, "channel_id")
	items := ""
	for i := range 300 {
		items += fmt.Sprintf(`{"model":"m%d","input":"-1","output":"1"},`, i)
	}
	a := w.send(bootstrap, "POST", "/api/prices/bulk", `{"items":[`+items[:len(items)-1]+`]}`)
	if n := len(list(a.object["errors"])); a.status != 422 || n != 100 {
		t.Errorf("%d with %d errors", a.status, n)
	}
	if got := list(w.do(200, "GET", "/api/prices", "")["items"]); len(got) != 0 {
		t.Errorf("made %v", got)
	}
}

func TestPriceCatalogue(t *testing.T) {
	w := newWorld(t)
	all := list(w.do(200, "GET", "/api/prices/catalogue", "")["items"])
	if len(all) != 9 {
		t.Fatalf("%v", all)
	}
	w.has(all[0].(map[string]any), `{"kind":"purchase","provider":"openai","model":"m-up","input":"0.3","currency":"USD","source":"https://example.com/prices","date":"2026-05-01","verified":"seen","by":"","from":"","until":"","in_force":true,"note":"","context_tokens":0,"effective_from":null}`)
	w.has(all[3].(map[string]any), `{"model":"both","currency":"CNY","by":"a list","context_tokens":1000,"max_output_tokens":100,"in_force":true}`)
	w.has(all[6].(map[string]any), `{"model":"two","until":"2027-01-01","in_force":true}`)
	w.has(all[7].(map[string]any), `{"model":"two","from":"2027-01-01","in_force":false}`)
	for query, want := range map[string]int{"?provider=custom": 3, "?model=both": 2, "?provider=openai&model=both": 1, "?model=none": 0} {
		if got := list(w.do(200, "GET", "/api/prices/catalogue"+query, "")["items"]); len(got) != want {
			t.Errorf("%s: %v", query, got)
		}
	}
}

func TestPriceImport(t *testing.T) {
	w := newWorld(t)
	dry := w.do(200, "POST", "/api/prices/import", `{"provider":"openai","multiplier":"1.5","dry_run":true}`)
	w.has(dry, `{"dry_run":true,"changed":3}`)
	if got := list(w.do(200, "GET", "/api/prices", "")["items"]); len(got) != 0 {
		t.Errorf("a dry run made %v", got)
	}
	w.has(w.do(200, "POST", "/api/prices/import", `{"provider":"openai","multiplier":"1.5"}`), `{"changed":3}`)
	w.has(w.do(200, "POST", "/api/prices/import", `{"provider":"openai","multiplier":"1.5"}`), `{"changed":0,"same":3}`)
	price := func(query string) map[string]any {
		t.Helper()
		got := list(w.do(200, "GET", "/api/prices"+query, "")["items"])
		if len(got) != 1 {
			t.Fatalf("%s: %v", query, got)
		}
		return got[0].(map[string]any)
	}
	both := price("?model=both")
	w.has(both, `{"kind":"sale","provider":"","input":"1.5","output":"3","cache_read":"0.15"}`)
	w.has(list(both["tiers"])[0].(map[string]any), `{"above_tokens":1000,"input":"3","output":"4.5"}`)
	w.has(price("?model=pictures"), `{"per_image":"0.06"}`)
	w.has(w.do(200, "POST", "/api/prices/import", `{"provider":"custom","kind":"purchase","cny_per_usd":"7"}`), `{"changed":2}`)
	w.has(price("?provider=custom&model=both"), `{"kind":"purchase","input":"0.285714","output":"1.142857"}`)
	w.has(price("?provider=custom&model=gift"), `{"free":true}`)
}

// TestPriceImportCurrency: a model that is published in both currencies is taken once, in dollars unless yuan are asked for.
func TestPriceImportCurrency(t *testing.T) {
	w := newWorld(t)
	ask := func(status int, body string) map[string]any {
		t.Helper()
		return w.do(status, "POST", "/api/prices/import", `{"provider":"gemini","dry_run":true,`+body+`}`)
	}
	after := func(a map[string]any) map[string]any {
		return list(a["items"])[0].(map[string]any)["after"].(map[string]any)
	}
	for _, body := range []string{`"models":["two"]`, `"cny_per_usd":"7"`, `"currency":"USD"`} {
		a := ask(200, body)
		w.has(a, `{"changed":1}`)
		w.has(after(a), `{"model":"two","input":"3","output":"4"}`)
	}
	w.has(after(ask(200, `"currency":"CNY","cny_per_usd":"7"`)), `{"model":"two","input":"1","output":"2"}`)
	w.has(list(ask(422, `"currency":"CNY"`)["errors"])[0].(map[string]any), `{"field":"models"}`)
	w.has(list(ask(422, `"currency":"EUR"`)["errors"])[0].(map[string]any), `{"field":"currency"}`)
}

// TestPriceEffect: a dry run says what last week's calls would have cost.
func TestPriceEffect(t *testing.T) {
	w := newWorld(t)
	price := burncloud.PriceID(id(w.do(201, "POST", "/api/prices", `{"model":"m*","input":"1","output":"2","effective_from":"2026-01-01T00:00:00Z"}`)))
	double := 2 * burncloud.One
	now := w.clock()
	w.post(
		burncloud.Call{RequestID: "req_old", Time: now.AddDate(0, 0, -8), Model: "m1", PriceID: price, Usage: burncloud.Usage{Input: 1_000_000}, Status: 200},
		burncloud.Call{RequestID: "req_1", Time: now.AddDate(0, 0, -6), Model: "m1", PriceID: price, Usage: burncloud.Usage{Input: 1_000_000}, Status: 200},
		burncloud.Call{RequestID: "req_2", Time: now.AddDate(0, 0, -1), Model: "m2", PriceID: price, Usage: burncloud.Usage{Output: 1_000_000}, Multiplier: &double, Status: 200},
		burncloud.Call{RequestID: "req_3", Time: now, Model: "m2", Status: 429},
	)
	ask := func(item string) any {
		t.Helper()
		return list(w.do(200, "POST", "/api/prices/bulk", `{"dry_run":true,"items":[`+item+`]}`)["items"])[0].(map[string]any)["effect"]
	}
	effect, _ := ask(`{"model":"m*","input":"1.5","output":"3"}`).(map[string]any)
	w.has(effect, `{"calls":2,"before":"5.000000000","after":"7.500000000"}`)
	effect, _ = ask(`{"model":"m*","free":true}`).(map[string]any)
	w.has(effect, `{"after":"0.000000000"}`)
	for _, item := range []string{`{"model":"m*","input":"1","output":"2"}`, `{"model":"other","input":"1","output":"2"}`, `{"model":"m*","provider":"openai","input":"9","output":"9"}`} {
		if got := ask(item); got != nil {
			t.Errorf("%s has the effect %v", item, got)
		}
	}
}
