package gateway_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/wire/anthropic"
	"github.com/burncloud/burncloud/wire/gemini"
	"github.com/burncloud/burncloud/wire/responses"
)

// attacks are endpoints with the quantities that can be asked of them. BODY stands for the member at the top, CONFIG for one of
// Gemini's configuration.
var attacks = []struct {
	path    string
	dialect burncloud.Dialect
	body    string
	names   string
}{
	{"/v1/chat/completions", burncloud.DialectOpenAI, `{"model":"m","messages":[{"role":"user","content":"hi"}],BODY}`, "n max_tokens max_completion_tokens best_of size seconds duration dimensions"},
	{"/v1/completions", burncloud.DialectOpenAI, `{"model":"m","prompt":"hi",BODY}`, "n best_of max_tokens"},
	{"/v1/responses", responses.Dialect, `{"model":"m","input":"hi",BODY}`, "max_output_tokens max_tokens n"},
	{"/v1/messages", anthropic.Dialect, `{"model":"m","messages":[{"role":"user","content":"hi"}],BODY}`, "max_tokens n"},
	{"/v1/messages/count_tokens", anthropic.Dialect, `{"model":"m","messages":[{"role":"user","content":"hi"}],BODY}`, "max_tokens"},
	{"/v1/embeddings", burncloud.DialectOpenAI, `{"model":"m","input":"hi",BODY}`, "dimensions"},
	{"/v1/moderations", burncloud.DialectOpenAI, `{"model":"m","input":"hi",BODY}`, "n"},
	{"/v1/rerank", burncloud.DialectOpenAI, `{"model":"m","query":"hi","documents":["a"],BODY}`, "top_n"},
	{"/v1/images/generations", burncloud.DialectOpenAI, `{"model":"m","prompt":"hi",BODY}`, "n size image_size batch_size partial_images quality resolution"},
	{"/v1/audio/speech", burncloud.DialectOpenAI, `{"model":"m","input":"hi","voice":"v",BODY}`, "seconds duration"},
	{"/v1beta/models/m:generateContent", gemini.Dialect, `{"contents":[{"parts":[{"text":"hi"}]}],"generationConfig":{CONFIG}}`, "maxOutputTokens candidateCount max_output_tokens candidate_count"},
	{"/v1beta/models/m:generateContent", gemini.Dialect, `{"contents":[{"parts":[{"text":"hi"}]}],"generation_config":{CONFIG}}`, "maxOutputTokens max_output_tokens"},
	{"/v1beta/models/m:streamGenerateContent?alt=sse", gemini.Dialect, `{"contents":[{"parts":[{"text":"hi"}]}],"generationConfig":{CONFIG}}`, "maxOutputTokens"},
	{"/v1beta/models/m:streamGenerateContent", gemini.Dialect, `{"contents":[{"parts":[{"text":"hi"}]}],"generationConfig":{CONFIG}}`, "maxOutputTokens"},
	{"/v1beta/models/m:countTokens", gemini.Dialect, `{"contents":[{"parts":[{"text":"hi"}]}],"generationConfig":{CONFIG}}`, "maxOutputTokens"},
	{"/v1beta/models/m:embedContent", gemini.Dialect, `{"content":{"parts":[{"text":"hi"}]},BODY}`, "outputDimensionality output_dimensionality"},
	{"/v1beta/models/m:batchEmbedContents", gemini.Dialect, `{"requests":[{"model":"models/m","content":{"parts":[{"text":"hi"}]},BODY}]}`, "outputDimensionality"},
}

// badNumbers and badSizes are never a quantity.
var (
	badNumbers = []string{
		"-1", "-0.5", "-9223372036854775808", "-9223372036854775809", "1.5", "1.0", "1e3", "1E400", "-1e-400", "9223372036854775807", "18446744073709551616",
		"99999999999999999999999999999999999999", "2147483648", `"1"`, `"-1"`, `""`, `"NaN"`, "true", "[]", "[1]", "{}", `{"n":1}`,
	}
	badWords = []string{"-1", "1.5", "999999", `""`, `"very good"`, `"a\u0000"`, `"` + strings.Repeat("a", 33) + `"`, "true", "[]", `{"n":1}`}
	badSizes = []string{
		"0", "-1", "1024", "1.5", `""`, `"0x0"`, `"-1x1024"`, `"1024x-1"`, `"1024x"`, `"x1024"`, `"1024"`, `"1024x1024x1024"`, `"1e9x1"`, `"99999x99999"`, `"100000000x1"`,
		`"1024.5x1024"`, `"9K"`, `"10K"`, `"K"`, "true", "[1024,1024]", `{"width":-1}`,
	}
)

// TestQuantityAttacks asks every endpoint for impossible quantities: each is refused in the client's dialect with the field's name,
// before any upstream is asked, and nothing is charged.
func TestQuantityAttacks(t *testing.T) {
	asked := 0
	up := newScript(t, 0, func(rawRequest) []byte { asked++; return raw(500, "application/json", "{}") })
	r := newRig(t, tongueOf(burncloud.DialectOpenAI).channel("ch_1", up), tongueOf(anthropic.Dialect).channel("ch_2", up), tongueOf(gemini.Dialect).channel("ch_3", up))
	r.cfg.Prices = []burncloud.Price{{ID: "pr_1", Model: "*", PerCall: 1_000_000, Rates: burncloud.Rates{Input: rate(t, "1"), Output: rate(t, "10")}}}
	r.reload()
	b := r.keepBooks(1_000_000_000)
	calls := 0
	for _, a := range attacks {
		for name := range strings.FieldsSeq(a.names) {
			bad := badNumbers
			switch name {
			case "size", "image_size":
				bad = badSizes
			case "quality", "resolution":
				bad = badWords
			case "partial_images": // none is a number of them
			default:
				bad = append([]string{"0", "-0"}, badNumbers...)
			}
			for _, value := range bad {
				calls++
				member := `"` + name + `":` + value
				body := strings.NewReplacer("BODY", member, "CONFIG", member).Replace(a.body)
				got := r.post(a.path, body)
				if got.status != 400 || !strings.Contains(got.body, name) || got.header.Get("X-Burncloud-Cost") != "" {
					t.Errorf("%s with %s: %d %s", a.path, member, got.status, got.body)
					continue
				}
				dialectError(t, a.dialect, got.body)
			}
			twice := `"` + name + `":1,"` + name + `":999999999`
			if !strings.Contains(a.body, "CONFIG") && !strings.Contains(a.body, `"requests"`) {
				if got := r.post(a.path, strings.Replace(a.body, "BODY", twice, 1)); got.status != 400 || !strings.Contains(got.body, name) {
					t.Errorf("%s with %s: %d %s", a.path, twice, got.status, got.body)
				}
			}
		}
	}
	for _, form := range []string{"/v1/images/edits", "/v1/audio/transcriptions", "/v1/audio/translations"} {
		for _, value := range []string{"0", "-1", "1.5", "1e9", "99999999999999999999", "", " 1", "one"} {
			calls++
			body := fmt.Sprintf("--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm\r\n--b\r\nContent-Disposition: form-data; name=\"n\"\r\n\r\n%s\r\n--b--\r\n", value)
			got := r.send("POST", form, body, "Authorization", "Bearer "+r.key, "Content-Type", "multipart/form-data; boundary=b")
			if got.status != 400 || !strings.Contains(got.body, `"n"`) {
				t.Errorf("%s with n=%q: %d %s", form, value, got.status, got.body)
			}
		}
	}
	for _, fields := range [][2]string{{"n=1", "n=10"}, {"N=10", "n=1"}, {"size=256x256", "size=1024x1024"}, {"quality=low", "quality=high"}, {"Quality=low", "quality=high"}, {"quality=very good", "n=1"}, {"size=big!", "n=1"}} {
		calls++
		kind, body := mediaForm("m", fields[0], fields[1])
		if got := r.send("POST", "/v1/images/edits", body, "Authorization", "Bearer "+r.key, "Content-Type", kind); got.status != 400 {
			t.Errorf("edits with %q: %d %s", fields, got.status, got.body)
		}
	}
	if n := len(up.all()); n != 0 || asked != 0 {
		t.Errorf("upstreams were asked %d times", n)
	}
	for _, c := range r.calls.all() {
		if c.Cost != nil || len(c.Attempts) != 0 || !c.Usage.IsZero() || c.ErrorKind != burncloud.KindBadRequest {
			t.Fatalf("recorded %+v", c)
		}
	}
	sum, n := r.charged()
	if has := b.Balance("usr_1"); n != 0 || has.Available != 1_000_000_000 || has.Held != 0 {
		t.Errorf("%d charges of %s, left %+v", n, sum, has)
	}
	t.Logf("B14: %d attacks, %d calls of upstreams, %d charges", calls, asked, n)
}

// TestQuantitiesPass lets through what clients do ask for.
func TestQuantitiesPass(t *testing.T) {
	up := newScript(t, 0, func(rawRequest) []byte { return raw(400, "application/json", `{"error":{"message":"upstream"}}`) })
	r := newRig(t, tongueOf(burncloud.DialectOpenAI).channel("ch_1", up))
	want := 0
	for member, path := range map[string]string{
		`"n":1,"max_tokens":1`:                      "/v1/chat/completions",
		`"n":null,"max_tokens":null`:                "/v1/chat/completions",
		`"n":128,"max_completion_tokens":200000`:    "/v1/chat/completions",
		`"metadata":{"n":-1,"size":0}`:              "/v1/chat/completions",
		`"n":4,"size":"1024x1536"`:                  "/v1/images/generations",
		`"size":"auto","partial_images":0`:          "/v1/images/generations",
		`"size":"2K"`:                               "/v1/images/generations",
		`"size":"1.5k","quality":"hd"`:              "/v1/images/generations",
		`"quality":95,"resolution":"720p"`:          "/v1/images/generations",
		`"quality":null,"resolution":"16:9"`:        "/v1/images/generations",
		`"size":"1024*1024"`:                        "/v1/images/generations",
		`"image_size":"square_hd","size":"16:9"`:    "/v1/images/generations",
		`"input":"hi","dimensions":1`:               "/v1/embeddings",
		`"query":"q","documents":["a"],"top_n":1`:   "/v1/rerank",
		`"input":"hi","voice":"v","duration":86400`: "/v1/audio/speech",
	} {
		body := `{"model":"m",` + member + `}`
		if path == "/v1/chat/completions" {
			body = `{"model":"m","messages":[{"role":"user","content":"hi"}],` + member + `}`
		}
		want++
		got := r.post(path, body)
		if n := len(up.all()); n != want {
			t.Errorf("%s with %s did not reach the upstream: %d %s", path, member, got.status, got.body)
			want = n
		}
	}
}
