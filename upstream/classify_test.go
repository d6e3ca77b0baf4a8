package upstream_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/upstream"
)

var update = flag.Bool("update", false, "rewrite testdata/recorded.txt and docs/providers.md")

func provider(t testing.TB, name burncloud.ProviderName) *upstream.Provider {
	t.Helper()
	p, ok := upstream.Lookup(name)
	if !ok {
		t.Fatalf("no provider %q", name)
	}
	return p
}

// Short names for the tables.
const (
	bad, auth, funds, missing = burncloud.KindBadRequest, burncloud.KindUpstreamAuth, burncloud.KindUpstreamFunds, burncloud.KindUpstreamMissing
	limited, server, timeout  = burncloud.KindUpstreamLimited, burncloud.KindUpstreamServer, burncloud.KindUpstreamTimeout
	long, policy, large       = burncloud.KindContextTooLong, burncloud.KindContentPolicy, burncloud.KindTooLarge
)

// errorRow is what one answer means.
type errorRow struct {
	provider burncloud.ProviderName
	status   int
	body     string
	want     burncloud.Kind // "" = no error
}

func TestClassify(t *testing.T) {
	for _, row := range []errorRow{
		{"openai", 200, `{"choices":[{"message":{"content":"hi"}}]}`, ""},
		{"openai", 200, `{"choices":[],"usage":{"prompt_tokens":1}}`, ""},
		{"openai", 200, `{"error":null,"choices":[]}`, ""},
		{"openai", 200, `{"object":"list","data":[]}`, ""},
		{"openai", 200, `not json`, ""},
		{"openai", 200, `{"error":{"message":"boom","type":"server_error"}}`, server},
		{"openai", 200, `{"error":{"message":"no","type":"invalid_request_error"}}`, bad},
		{"openai", 200, `{"error":{"message":"slow","code":"rate_limit_exceeded"}}`, limited},
		{"groq", 200, `{"error":{"message":"tool","type":"invalid_request_error","code":"tool_use_failed","status_code":400}}`, bad},
		{"openai", 400, `{"error":{"message":"bad","param":"n"}}`, bad},
		{"openai", 401, ``, auth},
		{"openai", 403, `{"error":{"message":"region","code":"unsupported_country_region_territory"}}`, auth},
		{"openai", 403, `{"error":{"message":"no access","code":"model_not_found"}}`, missing},
		{"openai", 404, `{"error":{"message":"x","code":"model_not_found"}}`, missing},
		{"openai", 405, `<html>no</html>`, missing},
		{"openai", 408, ``, timeout},
		{"openai", 413, `<html>413</html>`, large},
		{"openai", 429, `{"error":{"message":"x","code":"insufficient_quota"}}`, funds},
		{"openai", 429, `{"error":{"message":"x","type":"insufficient_quota","code":null}}`, funds},
		{"openai", 429, ``, limited},
		{"openai", 500, `{"error":{"message":"x"}}`, server},
		{"openai", 502, `<html>Bad gateway</html>`, server},
		{"openai", 529, ``, server},
		{"openai", 400, `{"error":{"message":"x","code":"context_length_exceeded"}}`, long},
		{"openai", 400, `{"error":{"message":"x","code":"content_policy_violation"}}`, policy},
		{"openai", 400, `{"error":{"message":"Invalid value: 'Incorrect API key provided'","code":"invalid_value"}}`, bad}, // quoted by a client
		{"openai", 400, `{"error":{"message":"1113 insufficient balance"}}`, bad},
		{"moonshot", 429, `{"error":{"message":"x","type":"exceeded_current_quota_error"}}`, funds},
		{"moonshot", 429, `{"error":{"message":"x","type":"engine_overloaded_error"}}`, limited},
		{"qwen", 400, `{"error":{"message":"x","code":"Arrearage"}}`, funds},
		{"qwen", 400, `{"code":"DataInspectionFailed","message":"x"}`, policy},
		{"qwen", 400, `{"error":{"message":"x","code":"data_inspection_failed"}}`, policy},
		{"qwen", 400, `{"error":{"message":"<400> Range of input length should be [1, 30720]","code":"invalid_parameter_error"}}`, long},
		{"qwen", 429, `{"code":"Throttling.RateQuota","message":"x"}`, limited},
		{"qwen", 403, `{"error":{"code":"Model.AccessDenied","message":"x"}}`, missing},
		{"qwen", 403, `{"error":{"code":"AllocationQuota.FreeTierOnly","message":"x"}}`, funds},
		{"qwen", 403, `{"code":"AccessDenied","message":"x"}`, auth},
		{"doubao", 403, `{"error":{"code":"AccountOverdueError","message":"x"}}`, funds},
		{"doubao", 429, `{"error":{"code":"RateLimitExceeded.EndpointRPMExceeded","message":"x"}}`, limited},
		{"doubao", 400, `{"error":{"code":"SensitiveContentDetected.Violence","message":"x"}}`, policy},
		{"zhipu", 429, `{"error":{"code":"1113","message":"x"}}`, funds},
		{"zhipu", 429, `{"error":{"code":"1302","message":"x"}}`, limited},
		{"zhipu", 429, `{"error":{"code":"1310","message":"x"}}`, funds},
		{"zhipu", 400, `{"error":{"code":"1211","message":"x"}}`, missing},
		{"zhipu", 400, `{"error":{"code":"1210","message":"x"}}`, bad},
		{"openai", 429, `{"error":{"code":"1113","message":"x"}}`, limited}, // Zhipu's code, another provider
		{"minimax", 200, `{"choices":null,"base_resp":{"status_code":1008,"status_msg":"x"}}`, funds},
		{"minimax", 200, `{"choices":null,"base_resp":{"status_code":1000,"status_msg":"x"}}`, server},
		{"minimax", 200, `{"base_resp":{"status_code":1001,"status_msg":"x"}}`, timeout},
		{"minimax", 200, `{"base_resp":{"status_code":2013,"status_msg":"invalid params, context window exceeds limit"}}`, long},
		{"minimax", 200, `{"base_resp":{"status_code":2013,"status_msg":"invalid params"}}`, bad},
		{"minimax", 200, `{"base_resp":{"status_code":2049,"status_msg":"x"}}`, auth},
		{"minimax", 200, `{"choices":[{"index":0}],"base_resp":{"status_code":0,"status_msg":""}}`, ""},
		{"siliconflow", 403, `{"code":30001,"message":"x","data":null}`, funds},
		{"siliconflow", 400, `{"code":20012,"message":"x","data":null}`, missing},
		{"siliconflow", 404, `"404 page"`, missing},
		{"openrouter", 200, `{"choices":[{"error":{"code":429,"message":"x"}}]}`, limited},
		{"openrouter", 200, `{"choices":[{"error":{"code":402,"message":"x"}}]}`, funds},
		{"openrouter", 403, `{"error":{"code":403,"message":"Key limit"}}`, auth},
		{"ollama", 404, `{"error":"model 'x' not found"}`, missing},
		{"vllm", 400, `{"object":"error","message":"maximum context length is 4096 tokens","code":400}`, long},
		{"custom", 501, `{"error":{"code":501,"message":"x","type":"not_supported_error"}}`, bad},
		{"together", 402, `{"error":{"message":"x"}}`, funds},
		{"fireworks", 412, `{"error":"account suspended"}`, bad},
	} {
		row.check(t)
	}
}

func TestClassifyFurtherDialects(t *testing.T) {
	for _, row := range []errorRow{
		{"anthropic", 200, `{"type":"message","content":[]}`, ""},
		{"anthropic", 200, `{"type":"error","error":{"type":"overloaded_error","message":"x"},"request_id":null}`, server},
		{"anthropic", 200, `{"type":"error","error":{"type":"rate_limit_error","message":"x"}}`, limited},
		{"anthropic", 200, `{"type":"error","error":{"type":"invalid_request_error","message":"x"}}`, bad},
		{"anthropic", 400, `{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 9 tokens > 8 maximum"}}`, long},
		{"anthropic", 400, `{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the Anthropic API"}}`, funds},
		{"anthropic", 402, `{"type":"error","error":{"type":"billing_error","message":"x"}}`, funds},
		{"anthropic", 401, `{"type":"error","error":{"type":"authentication_error","message":"x"}}`, auth},
		{"anthropic", 504, `{"type":"error","error":{"type":"timeout_error","message":"x"}}`, timeout},
		{"openai", 200, `{"type":"response.failed","response":{"status":"failed","error":{"code":"rate_limit_exceeded","message":"x"}}}`, limited},
		{"openai", 200, `{"type":"response.completed","response":{"status":"completed","error":null}}`, ""},
		{"openai", 200, `{"type":"error","code":"server_error","message":"x","param":null,"sequence_number":3}`, server},
		{"gemini", 400, `{"error":{"code":400,"message":"x","status":"INVALID_ARGUMENT","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID"}]}}`, auth},
		{"gemini", 400, `{"error":{"code":400,"message":"x","status":"INVALID_ARGUMENT"}}`, bad},
		{"gemini", 400, `{"error":{"code":400,"message":"x","status":"FAILED_PRECONDITION"}}`, auth},
		{"gemini", 400, `{"error":{"code":400,"message":"The input token count (9) exceeds the maximum number of tokens allowed (8).","status":"INVALID_ARGUMENT"}}`, long},
		{"gemini", 429, `[{"error":{"code":429,"message":"x","status":"RESOURCE_EXHAUSTED"}}]`, limited},
		{"gemini", 200, `{"error":{"code":503,"message":"x","status":"UNAVAILABLE"}}`, server},
		{"gemini", 200, `[{"error":{"code":429,"message":"x","status":"RESOURCE_EXHAUSTED"}}]`, limited},
		{"gemini", 200, `[{"candidates":[]},{"candidates":[]}]`, ""},
		{"gemini", 504, `{"error":{"code":504,"message":"x","status":"DEADLINE_EXCEEDED"}}`, timeout},
		{"gemini", 404, `{"error":{"code":404,"message":"x","status":"NOT_FOUND"}}`, missing},
		{"bedrock", 400, `{"message":"The provided model identifier is invalid."}`, missing},
		{"bedrock", 400, `{"message":"Invocation of model ID x with on-demand throughput isn\u2019t supported."}`, missing},
		{"bedrock", 400, `{"message":"Input is too long for requested model."}`, long},
		{"bedrock", 400, `{"message":"The model returned the following errors: prompt is too long: 9 tokens > 8 maximum"}`, long},
		{"bedrock", 403, `{"Message":"The security token included in the request is expired"}`, auth},
		{"bedrock", 424, `{"message":"x"}`, server},
		{"cohere", 400, `{"id":"x","message":"too many tokens: the total number of tokens"}`, long},
		{"cohere", 429, `{"id":"x","message":"You are using a Trial key, which is limited to 1000 API calls / month."}`, funds},
		{"cohere", 498, `{"message":"x"}`, auth},
		{"dashscope", 200, `{"code":"DataInspectionFailed","message":"x","request_id":"r"}`, policy},
		{"dashscope", 200, `{"code":"","message":"","output":{},"request_id":"r"}`, ""},
		{"dashscope", 400, `{"code":"Arrearage","message":"x","request_id":"r"}`, funds},
		{"azure", 400, `{"error":{"message":"x","code":"content_filter","status":400,"innererror":{}}}`, policy},
		{"azure", 401, `{"error":{"code":"401","message":"x"}}`, auth},
		{"azure", 404, `{"error":{"code":"DeploymentNotFound","message":"x"}}`, missing},
	} {
		row.check(t)
	}
}

func (row errorRow) check(t *testing.T) {
	t.Helper()
	e := upstream.Classify(provider(t, row.provider), row.status, nil, []byte(row.body))
	var got burncloud.Kind
	if e != nil {
		got = e.Kind
	}
	if got != row.want {
		t.Errorf("%s %d %s\n got %q, want %q", row.provider, row.status, row.body, got, row.want)
	}
	if e != nil && (e.Status != row.status || e.Message == "") {
		t.Errorf("%s %d: %+v", row.provider, row.status, e)
	}
}

func TestClassifyKeepsTheProvidersWordsForTheCaller(t *testing.T) {
	for _, row := range []struct {
		body                 string
		message, code, param string
	}{
		{`{"error":{"message":"Unsupported parameter","type":"invalid_request_error","param":"max_tokens","code":"unsupported_parameter"}}`, "Unsupported parameter", "unsupported_parameter", "max_tokens"},
		{`{"error":{"message":"m","type":"t","code":400}}`, "m", "t", ""},
		{`{"message":{"detail":[{"loc":["body","messages",0,"name"],"msg":"too short"}]}}`, "too short", "", "messages.0.name"},
		{`{"detail":[{"loc":["body","n"],"msg":"not a number"}]}`, "not a number", "", "n"},
		{`{"detail":"plain"}`, "plain", "", ""},
		{`{"code":"invalid-argument","error":"words"}`, "words", "invalid-argument", ""},
		{`{"error":{"message":"m","code":12.5,"param":["a"]}}`, "m", "12.5", `["a"]`},
		{`{"error":{"message":"Provider returned error","code":400,"metadata":{"raw":"the reason"}}}`, "Provider returned error: the reason", "", ""},
		{`<html><h1>No</h1></html>`, "the provider refused the request with status 400 and gave no reason", "", ""},
		{``, "the provider refused the request with status 400 and gave no reason", "", ""},
		{`{"error":{}}`, "the provider refused the request with status 400 and gave no reason", "", ""},
	} {
		e := upstream.Classify(provider(t, "openai"), 400, nil, []byte(row.body))
		if e.Message != row.message || e.Code != row.code || e.Param != row.param {
			t.Errorf("%s\n got %q %q %q\nwant %q %q %q", row.body, e.Message, e.Code, e.Param, row.message, row.code, row.param)
		}
	}
}

func TestClassifyTellsClientsNothingOfOurAccount(t *testing.T) {
	body := `{"error":{"message":"Your organization org-123 is broke","code":"insufficient_quota"}}`
	e := upstream.Classify(provider(t, "openai"), 429, nil, []byte(body))
	if strings.Contains(e.Message, "org-123") || !strings.Contains(e.Error(), "org-123") {
		t.Errorf("message %q, log %q", e.Message, e.Error())
	}
}

func TestClassifyScrubs(t *testing.T) {
	key := burncloud.Secret("zq_plainlooking_0123456789")
	for _, row := range []string{
		`{"error":{"message":"key zq_plainlooking_0123456789 is bad","code":"zq_plainlooking_0123456789","param":"zq_plainlooking_0123456789"}}`,
		`zq_plainlooking_0123456789`, `{"detail":"sk-proj-abcdefghij0123456789"}`, `{"error":"Bearer abcdefghij.klm"}`, `{"error":"gsk_abcdefghijkl"}`,
		`{"error":{"message":"sk-inval****************-key"}}`, `<p>AIzaSyA0123456789abcdefghijklmn</p>`,
		`{"message":"` + strings.Repeat("x", 1010) + `zq_plainlooking_0123456789"}`, // straddles the cut
	} {
		for _, status := range []int{400, 401} {
			e := upstream.Classify(provider(t, "openai"), status, nil, []byte(row), key)
			seen := fmt.Sprint(e.Error(), e.Code, e.Param)
			for _, secret := range []string{"zq_plain", "abcdefghij", "sk-inval", "AIza"} {
				if strings.Contains(seen, secret) {
					t.Errorf("%d %s leaves %q in %q", status, row, secret, seen)
				}
			}
		}
	}
}

func TestClassifyBoundsText(t *testing.T) {
	for _, body := range []string{strings.Repeat("é", 5000), `{"error":{"message":"` + strings.Repeat("é", 5000) + `"}}`, strings.Repeat("\xff", 5000)} {
		for _, status := range []int{400, 500} {
			e := upstream.Classify(provider(t, "openai"), status, nil, []byte(body))
			if n := len(e.Error()); n > 1300 || !utf8.ValidString(e.Error()) {
				t.Errorf("%d: %d bytes", status, n)
			}
		}
	}
}

func TestRetryAfter(t *testing.T) {
	const date = "Tue, 24 Nov 2026 10:00:00 GMT"
	for _, row := range []struct {
		header map[string]string
		body   string
		want   time.Duration
	}{
		{nil, ``, 0},
		{map[string]string{"Retry-After": "7"}, ``, 7 * time.Second},
		{map[string]string{"Retry-After": "0.5"}, ``, 500 * time.Millisecond},
		{map[string]string{"Retry-After": "7", "Retry-After-Ms": "250"}, ``, 250 * time.Millisecond},
		{map[string]string{"Retry-After": "Tue, 24 Nov 2026 10:00:30 GMT", "Date": date}, ``, 30 * time.Second},
		{map[string]string{"Retry-After": "Tue, 24 Nov 2026 09:00:30 GMT", "Date": date}, ``, 0},
		{map[string]string{"Retry-After": "Tue, 24 Nov 2026 10:00:30 GMT"}, ``, 0}, // against what?
		{map[string]string{"Retry-After": "-7"}, ``, 0},
		{map[string]string{"Retry-After": "NaN"}, ``, 0},
		{map[string]string{"Retry-After": "1e300"}, ``, 24 * time.Hour},
		{map[string]string{"Retry-After": "soon"}, `{"error":{"message":"Please try again in 6m0.5s."}}`, 6*time.Minute + 500*time.Millisecond},
		{nil, `{"error":{"message":"Please try again in 800ms. Visit"}}`, 800 * time.Millisecond},
		{nil, `{"error":{"code":429,"message":"x","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34.5s"}]}}`, 34500 * time.Millisecond},
		{nil, `{"error":{"code":429,"message":"x","details":[{"retryDelay":"-3s"}]}}`, 0},
		{map[string]string{"Date": date}, `{"error":{"code":429,"message":"x","metadata":{"headers":{"X-RateLimit-Reset":"1795514410000"}}}}`, 10 * time.Second},
	} {
		h := http.Header{}
		for k, v := range row.header {
			h.Set(k, v)
		}
		if e := upstream.Classify(provider(t, "openrouter"), 429, h, []byte(row.body)); e.RetryAfter != row.want {
			t.Errorf("%v %s: %v, want %v", row.header, row.body, e.RetryAfter, row.want)
		}
	}
}

func TestClassifyReadsBedrocksHeader(t *testing.T) {
	h := http.Header{"X-Amzn-Errortype": {"ThrottlingException:http://internal.amazon.com/coral/com.amazon.bedrock/"}}
	e := upstream.Classify(provider(t, "bedrock"), 400, h, []byte(`{"message":"x"}`))
	if e.Kind != burncloud.KindUpstreamLimited || !strings.Contains(e.Error(), "(ThrottlingException)") {
		t.Errorf("%v", e)
	}
	h.Set("X-Amzn-Errortype", "ValidationException:x")
	if e := upstream.Classify(provider(t, "bedrock"), 400, h, []byte(`{"message":"x"}`)); e.Kind != burncloud.KindBadRequest || e.Code != "ValidationException" {
		t.Errorf("%v", e)
	}
}

func TestClassifyScrubsKeysOfParts(t *testing.T) {
	key := burncloud.Secret("AKIAIOSFODNN7EXAMPLE:wJalrXUtnFEMI/K7MDENG:FwoGZXIvYXdz+session")
	for _, row := range []string{"AKIAIOSFODNN7EXAMPLE", "ASIAIOSFODNN7OTHERS", "wJalrXUtnFEMI/K7MDENG", "FwoGZXIvYXdz+session", "ya29.a0AfH6SMBx0123456789", "ABSKQmVkcm9ja0FQSUtleS0xMjM0NTY3ODkw"} {
		for _, status := range []int{400, 403} {
			e := upstream.Classify(provider(t, "bedrock"), status, nil, []byte(`{"message":"the key `+row+` is bad"}`), key)
			if strings.Contains(e.Error(), row) {
				t.Errorf("%d leaves %s in %v", status, row, e)
			}
		}
	}
}

// recordings walks up to the shared recordings of provider traffic.
func recordings(t *testing.T) string {
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		wire := filepath.Join(dir, "shared", "wire")
		if _, err := os.Stat(filepath.Join(wire, "INDEX.json")); err == nil {
			return wire
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Skip("no shared/wire above this directory: the recordings are not here")
		}
		dir = up
	}
}

// recordedAs maps a directory of recordings to the provider it is read as.
var recordedAs = map[string]burncloud.ProviderName{
	"ark": "doubao", "compat-together": "together", "compat-doubleword": "custom", "compat-venice": "custom", "dashscope": "qwen",
	"anthropic": "anthropic", "azure": "azure", "bedrock": "bedrock", "cohere": "cohere", "gemini": "gemini", "vertex": "vertex",
	"deepseek": "deepseek", "groq": "groq", "hunyuan": "hunyuan", "llamacpp": "custom", "minimax": "minimax", "mistral": "mistral",
	"moonshot": "moonshot", "ollama": "ollama", "openai": "openai", "openrouter": "openrouter", "perplexity": "custom",
	"siliconflow": "siliconflow", "vllm": "vllm", "xai": "xai", "zhipu": "zhipu",
}

func TestClassifyRecordings(t *testing.T) {
	wire := recordings(t)
	index, err := os.ReadFile(filepath.Join(wire, "INDEX.json"))
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		ID     string `json:"id"`
		Status int    `json:"status"`
	}
	if err := json.Unmarshal(index, &cases); err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, c := range cases {
		name, ok := recordedAs[strings.Split(c.ID, "/")[0]]
		if strings.HasPrefix(c.ID, "dashscope/native") {
			name = "dashscope"
		}
		if !ok {
			continue
		}
		body, err := os.ReadFile(filepath.Join(wire, filepath.FromSlash(c.ID), "response.json"))
		if err != nil && c.Status < 400 {
			continue // a stream
		}
		e := upstream.Classify(provider(t, name), c.Status, recordedHeader(t, filepath.Join(wire, filepath.FromSlash(c.ID))), body)
		if e != nil {
			lines = append(lines, strings.TrimSpace(fmt.Sprintf("%-17s %d %s %s", e.Kind, c.Status, c.ID, nonZero(e.RetryAfter))))
		}
	}
	slices.Sort(lines)
	got := strings.Join(lines, "\n") + "\n"
	const golden = "testdata/recorded.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the recordings are classified differently (-update rewrites %s)\n%s", golden, got)
	}
}

func nonZero(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return d.String()
}

func recordedHeader(t *testing.T, dir string) http.Header {
	raw, err := os.ReadFile(filepath.Join(dir, "meta.json"))
	if err != nil {
		t.Fatal(err)
	}
	var meta struct {
		Headers map[string]string `json:"response_headers"`
	}
	if err := json.Unmarshal(raw, &meta); err != nil {
		t.Fatal(err)
	}
	h := http.Header{}
	for k, v := range meta.Headers {
		h.Set(k, v)
	}
	return h
}

func FuzzClassify(f *testing.F) {
	f.Add(429, `{"error":{"message":"try again in 9s","code":1,"metadata":{"headers":{"X-RateLimit-Reset":"1"}}}}`)
	f.Add(200, `{"base_resp":{"status_code":1}}`)
	f.Add(400, `"x`)
	f.Add(400, `{"detail":[{"loc":[[]],"msg":"x"}]}`)
	f.Fuzz(func(t *testing.T, status int, body string) {
		key := burncloud.Secret("topsecretkey")
		for _, p := range upstream.All() {
			e := upstream.Classify(&p, status, nil, []byte(body), key)
			if e == nil {
				if status >= 400 {
					t.Fatalf("%d %q is no error", status, body)
				}
				continue
			}
			if e.Message == "" || e.Kind == "" || e.RetryAfter < 0 || strings.Contains(e.Error()+e.Code+e.Param, key.Reveal()) {
				t.Fatalf("%d %q: %+v", status, body, e)
			}
		}
	})
}
