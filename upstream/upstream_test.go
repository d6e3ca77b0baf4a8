package upstream_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/upstream"
)

func channel(provider burncloud.ProviderName, base string) *burncloud.Channel {
	return &burncloud.Channel{ID: "ch_1", Name: "c", Provider: provider, BaseURL: base, Keys: []burncloud.ChannelKey{{ID: "key_1", Value: "sk-123", Enabled: true}}}
}

// chat asks for a chat completion in OpenAI's dialect.
func chat(key burncloud.Secret, body string) upstream.Ask {
	return upstream.Ask{Operation: upstream.Generate, Wire: burncloud.DialectOpenAI, Model: "m", Key: key, Body: []byte(body)}
}

func compile(t testing.TB, ch *burncloud.Channel) *upstream.Upstream {
	t.Helper()
	u, err := upstream.Compile(ch, &upstream.Transports{})
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestTable(t *testing.T) {
	want := strings.Fields("anthropic azure bedrock cohere custom dashscope deepseek doubao fireworks gemini groq hunyuan minimax mistral moonshot ollama openai openrouter qwen siliconflow together vertex vllm xai zhipu")
	var got []string
	for _, p := range upstream.All() {
		got = append(got, string(p.Name))
		if l, ok := upstream.Lookup(p.Name); !ok || l.Name != p.Name {
			t.Errorf("Lookup(%s) = %v, %v", p.Name, l, ok)
		}
		if p.Title == "" || len(p.Wires) == 0 || p.Auth == "" || p.CancelStopsBilling == "" || !strings.HasPrefix(p.Docs, "https://") || (p.StreamUsage == "") == (p.Main() == burncloud.DialectOpenAI) {
			t.Errorf("%s is not filled in: %+v", p.Name, p)
		}
		for _, base := range append([]string{p.BaseURL}, p.OtherURLs...) {
			if base == "" {
				continue
			}
			want := base
			if len(p.Versions) > 0 { // listed as the SDK takes it
				want += p.Versions[0]
			}
			u := compile(t, channel(p.Name, base))
			if u.BaseURL() != want {
				t.Errorf("%s: the listed address %s comes to %s", p.Name, base, u.BaseURL())
			}
			if _, _, ok := u.WireFor(upstream.Generate, "gemini-x", burncloud.DialectOpenAI); !ok {
				t.Errorf("%s: %s cannot generate", p.Name, base)
			}
		}
		if p.BaseURL != "" && !strings.HasSuffix(p.BaseURL, p.DefaultPath) {
			t.Errorf("%s: %s has not the default path %s", p.Name, p.BaseURL, p.DefaultPath)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("providers\n got %v\nwant %v", got, want)
	}
	if _, ok := upstream.Lookup("nope"); ok {
		t.Error("Lookup finds a provider that is not there")
	}
}

func TestBaseURL(t *testing.T) {
	for _, row := range []struct {
		provider burncloud.ProviderName
		given    string
		want     string
	}{
		{"openai", "", "https://api.openai.com/v1"},
		{"openai", "https://api.openai.com", "https://api.openai.com/v1"},
		{"openai", "https://api.openai.com/", "https://api.openai.com/v1"},
		{"openai", "https://api.openai.com//", "https://api.openai.com/v1"},
		{"openai", "https://api.openai.com/v1", "https://api.openai.com/v1"},
		{"openai", "https://api.openai.com/v1/", "https://api.openai.com/v1"},
		{"openai", " https://API.OpenAI.com/v1/// ", "https://api.openai.com/v1"},
		{"openai", "https://api.openai.com/v1/v1", "https://api.openai.com/v1"},
		{"openai", "https://api.openai.com//v1//chat//completions/", "https://api.openai.com/v1"},
		{"openai", "https://api.openai.com/v1/chat/completions", "https://api.openai.com/v1"},
		{"openai", "https://api.openai.com/v1/completions", "https://api.openai.com/v1"},
		{"openai", "https://api.openai.com/v1/embeddings", "https://api.openai.com/v1"},
		{"openai", "https://api.openai.com/v1/models", "https://api.openai.com/v1"},
		{"openai", "https://api.openai.com/chat/completions", "https://api.openai.com/v1"},
		{"openai", "https://gw.example/v1/acct/openai", "https://gw.example/v1/acct/openai"},
		{"custom", "https://res.example/models", "https://res.example/models"},
		{"custom", "HTTP://127.0.0.1:8080", "http://127.0.0.1:8080/v1"},
		{"custom", "http://[::1]:8080/v1", "http://[::1]:8080/v1"},
		{"custom", "http://192.168.1.9/llm", "http://192.168.1.9/llm"},
		{"qwen", "", "https://dashscope.aliyuncs.com/compatible-mode/v1"},
		{"qwen", "https://dashscope-intl.aliyuncs.com", "https://dashscope-intl.aliyuncs.com/compatible-mode/v1"},
		{"qwen", "https://dashscope-intl.aliyuncs.com/compatible-mode", "https://dashscope-intl.aliyuncs.com/compatible-mode/v1"},
		{"qwen", "https://dashscope.aliyuncs.com/compatible-mode/v1/chat/completions", "https://dashscope.aliyuncs.com/compatible-mode/v1"},
		{"zhipu", "https://api.z.ai", "https://api.z.ai/api/paas/v4"},
		{"zhipu", "https://api.z.ai/api/paas/", "https://api.z.ai/api/paas/v4"},
		{"zhipu", "https://api.z.ai/api/coding/paas/v4", "https://api.z.ai/api/coding/paas/v4"},
		{"doubao", "https://ark.cn-beijing.volces.com", "https://ark.cn-beijing.volces.com/api/v3"},
		{"groq", "https://api.groq.com", "https://api.groq.com/openai/v1"},
		{"groq", "https://api.groq.com/openai", "https://api.groq.com/openai/v1"},
		{"openrouter", "https://openrouter.ai", "https://openrouter.ai/api/v1"},
		{"fireworks", "https://api.fireworks.ai", "https://api.fireworks.ai/inference/v1"},
		{"deepseek", "https://api.deepseek.com", "https://api.deepseek.com/v1"},
		{"deepseek", "https://api.deepseek.com/beta", "https://api.deepseek.com/beta"},
		{"ollama", "http://10.0.0.5:11434", "http://10.0.0.5:11434/v1"},
	} {
		if got := compile(t, channel(row.provider, row.given)).BaseURL(); got != row.want {
			t.Errorf("%s %q = %q, want %q", row.provider, row.given, got, row.want)
		}
	}
}

func TestCheck(t *testing.T) {
	type C = burncloud.Channel
	keys := func(values ...burncloud.Secret) (list []burncloud.ChannelKey) {
		for _, v := range values {
			list = append(list, burncloud.ChannelKey{Value: v})
		}
		return list
	}
	header := func(name, value string) func(*C) {
		return func(c *C) { c.Options.Headers = map[string]string{name: value} }
	}
	base := func(s string) func(*C) { return func(c *C) { c.BaseURL = s } }
	for _, row := range []struct {
		edit func(*C)
		want string // "" = no fault
	}{
		{func(c *C) {}, ""},
		{func(c *C) { c.Provider = "" }, "provider is required"},
		{func(c *C) { c.Provider = "anthropic" }, ""},
		{func(c *C) { c.Provider = "azure" }, `base_url is required for provider "azure"`},
		{func(c *C) { c.Provider = "bedrock" }, `options.region is required for provider "bedrock"`},
		{func(c *C) { c.Provider, c.BaseURL = "bedrock", "https://gw.example" }, `options.region is required for provider "bedrock"`},
		{func(c *C) { c.Provider, c.BaseURL = "bedrock", "https://bedrock-runtime.eu-west-1.amazonaws.com" }, ""},
		{func(c *C) { c.Provider, c.Options.Region = "bedrock", "us-east-1" }, ""},
		{func(c *C) { c.Provider, c.Options.Region = "bedrock", "evil.example/" }, "options.region is not the name of a region"},
		{func(c *C) { c.Provider, c.Options.Region, c.Keys = "bedrock", "us-east-1", keys("AKIA:") }, "keys[0] is not of the form ACCESS_KEY_ID:SECRET"},
		{func(c *C) { c.Provider, c.Options.Region, c.Keys = "bedrock", "us-east-1", keys("AKIA:s:") }, "keys[0] is not of the form ACCESS_KEY_ID:SECRET"},
		{func(c *C) { c.Provider, c.Options.Region, c.Keys = "bedrock", "us-east-1", keys("AKIA:s+/=:t") }, ""},
		{func(c *C) { c.Provider, c.Options.Project = "vertex", "a/b" }, "options.project is not the name of a project"},
		{func(c *C) { c.Provider, c.Keys = "vertex", keys(`{"type": "service_account"}`) }, "keys[0] is a JSON without client_email"},
		{func(c *C) { c.Provider, c.Keys = "vertex", keys(`{`) }, "keys[0] is not a service account's JSON"},
		{func(c *C) { c.Provider, c.Options.APIVersion = "gemini", "v1" }, ""},
		{func(c *C) { c.Provider, c.Options.APIVersion = "gemini", "../v1" }, "options.api_version is not a version"},
		{func(c *C) { c.Provider, c.BaseURL, c.Options.APIVersion = "azure", "https://x", "2024-10-21&a=b" }, "options.api_version is not a version"},
		{func(c *C) { c.Options.Region = "eu" }, `options.region is not an option of provider "openai"`},
		{func(c *C) { c.Provider = "nope" }, `provider is not a known provider: "nope"`},
		{func(c *C) { c.Provider = "custom" }, `base_url is required for provider "custom"`},
		{base("ftp://x/v1"), "base_url must begin with http:// or https://"},
		{base("api.openai.com/v1"), "base_url must begin with http:// or https://"},
		{base("https://"), "base_url names no host"},
		{base("https://:80"), "base_url names no host"},
		{base("https://a:b@x/v1"), "base_url must not hold credentials"},
		{base("https://x/v1?a=b"), "base_url must have no query"},
		{base("https://x/v1?"), "base_url must have no query"},
		{base("https://x/v1#f"), "base_url must have no query"},
		{base("https://x/a/../v1"), "base_url has a path that is not plain"},
		{base("https://x/a%2Fb"), "base_url has a path that is not plain"},
		{base("https://x:/v1"), "base_url has no valid port"},
		{base("https://x:123456/v1"), "base_url has no valid port"},
		{base("https://x\n/v1"), "base_url is not a URL"},
		{base("http://169.254.169.254/v1"), "base_url is a cloud metadata address"},
		{base("http://[::ffff:169.254.169.254]/v1"), "base_url is a cloud metadata address"},
		{base("http://[fd00:ec2::254]/v1"), "base_url is a cloud metadata address"},
		{base("http://[64:ff9b::169.254.169.254]/v1"), "base_url is a cloud metadata address"},
		{base("http://100.100.100.200"), "base_url is a cloud metadata address"},
		{base("http://10.1.2.3/v1"), ""},
		{func(c *C) { c.Keys = nil }, `keys are missing: provider "openai" needs at least one`},
		{func(c *C) { c.Provider, c.Keys = "ollama", nil }, ""},
		{func(c *C) { c.Provider, c.Keys, c.BaseURL = "custom", nil, "http://x" }, ""},
		{func(c *C) { c.Keys = keys("a", "") }, "keys[1] is empty"},
		{func(c *C) { c.Keys = keys("a\r\nX: y") }, "keys[0] has a space or a character"},
		{func(c *C) { c.Keys = keys("a", "b", "a") }, "keys[2] is the same as another key"},
		{func(c *C) { c.Options.Workspace = "ws" }, `options.workspace is not an option of provider "openai"`},
		{func(c *C) { c.Provider, c.Options.Workspace = "qwen", "ws" }, ""},
		{func(c *C) { c.Provider, c.Options.Workspace = "qwen", "w\ns" }, "options.workspace has characters"},
		{func(c *C) { c.Options.Organization, c.Options.Project = "org", "proj" }, ""},
		{func(c *C) { c.Provider, c.Options.Project = "groq", "p" }, `options.project is not an option of provider "groq"`},
		{header("HTTP-Referer", "https://x"), ""},
		{header("authorization", "x"), "options.headers[authorization] may not be set"},
		{header("hOST", "x"), "options.headers[hOST] may not be set"},
		{header("Transfer-Encoding", "x"), "options.headers[Transfer-Encoding] may not be set"},
		{header("TE", "x"), "options.headers[TE] may not be set"},
		{header("content-length", "x"), "options.headers[content-length] may not be set"},
		{header("X-A", "a\r\nb"), "options.headers[X-A] has characters"},
		{header("X A", "b"), `options.headers["X A"] is not a header name`},
		{header("X\nA", "b"), `options.headers["X\nA"] is not a header name`},
		{header("", "b"), `options.headers[""] is not a header name`},
		{func(c *C) { c.Options.Headers = map[string]string{"X-A": "1", "x-a": "2"} }, "options.headers[x-a] is named twice"},
		{func(c *C) { c.Options.ProxyURL = "socks5://u:p@127.0.0.1:1080" }, ""},
		{func(c *C) { c.Options.ProxyURL = "ftp://x" }, "options.proxy_url must be"},
		{func(c *C) { c.Options.ProxyURL = "localhost:8080" }, "options.proxy_url must be"},
		{func(c *C) { c.Options.Timeouts.Idle = -1 }, "options.timeouts.idle must be between"},
		{func(c *C) { c.Options.Timeouts.Total = 25 * time.Hour }, "options.timeouts.total must be between"},
	} {
		ch := channel("openai", "")
		row.edit(ch)
		faults := upstream.Check(ch)
		u, err := upstream.Compile(ch, &upstream.Transports{})
		if row.want == "" {
			if len(faults) > 0 || err != nil {
				t.Errorf("%+v: unexpected %v, %v", ch, faults, err)
			}
			continue
		}
		if len(faults) != 1 || !strings.HasPrefix(faults[0].Field+" "+faults[0].Message, row.want) {
			t.Errorf("got %v, want %s", faults, row.want)
		}
		var list burncloud.Faults
		if u != nil || !errors.As(err, &list) || !slices.Equal(list, faults) {
			t.Errorf("%s: Compile gave %v, %v", row.want, u, err)
		}
	}
}

func TestRequest(t *testing.T) {
	ch := channel("qwen", "https://dashscope-intl.aliyuncs.com")
	ch.Options.Workspace = "ws-1"
	ch.Options.Headers = map[string]string{"x-extra": "1", "user-agent": "mine"}
	u := compile(t, ch)
	type key struct{}
	ctx := context.WithValue(t.Context(), key{}, 1)
	body := `{"model":"qwen"}`
	r, err := u.Request(ctx, chat("sk-123", body))
	if err != nil {
		t.Fatal(err)
	}
	want := http.Header{
		"Accept": {"application/json"}, "Content-Type": {"application/json"}, "Authorization": {"Bearer sk-123"},
		"User-Agent": {"mine"}, "X-Extra": {"1"}, "X-Dashscope-Workspace": {"ws-1"},
	}
	for k, v := range want {
		if !slices.Equal(r.Header[k], v) {
			t.Errorf("header %s is %q, want %q", k, r.Header[k], v)
		}
	}
	if len(r.Header) != len(want) {
		t.Errorf("headers %v", r.Header)
	}
	if r.Method != "POST" || r.URL.String() != "https://dashscope-intl.aliyuncs.com/compatible-mode/v1/chat/completions" || r.Host != "dashscope-intl.aliyuncs.com" {
		t.Errorf("%s %s, host %s", r.Method, r.URL, r.Host)
	}
	if r.ContentLength != int64(len(body)) || r.Context().Value(key{}) != 1 {
		t.Errorf("length %d, context %v", r.ContentLength, r.Context())
	}
	for range 2 {
		again, err := r.GetBody()
		if err != nil {
			t.Fatal(err)
		}
		if b, _ := io.ReadAll(again); string(b) != body {
			t.Errorf("GetBody gives %q", b)
		}
	}
	if b, _ := io.ReadAll(r.Body); string(b) != body {
		t.Errorf("body %q", b)
	}
}

func TestRequestWithoutKeyOrBody(t *testing.T) {
	ch := channel("ollama", "")
	ch.Keys = nil
	u := compile(t, ch)
	r, err := u.Request(t.Context(), upstream.Ask{Operation: upstream.Models, Wire: burncloud.DialectOpenAI})
	if err != nil {
		t.Fatal(err)
	}
	if r.Method != "GET" || r.URL.Path != "/v1/models" || r.Header.Get("Authorization") != "" || r.Header.Get("Content-Type") != "" || r.Body != nil {
		t.Errorf("%s %s %v", r.Method, r.URL, r.Header)
	}
	_, err = compile(t, channel("deepseek", "")).Request(t.Context(), upstream.Ask{Operation: upstream.Embed, Wire: burncloud.DialectOpenAI, Key: "k"})
	if e := burncloud.AsError(err); e.Kind != burncloud.KindUpstreamMissing {
		t.Errorf("an endpoint that is not served gives %v", err)
	}
}

func TestRequestsShareNothingThatTheyMayChange(t *testing.T) {
	u := compile(t, channel("openai", ""))
	one, _ := u.Request(t.Context(), chat("k1", "{}"))
	one.Header.Add("Accept", "text/event-stream")
	one.Header.Add("Content-Type", "x")
	one.Header.Set("X-Added", "1")
	one.URL.Path = "/changed"
	two, _ := u.Request(t.Context(), chat("k2", "{}"))
	if !slices.Equal(two.Header["Accept"], []string{"application/json"}) || !slices.Equal(two.Header["Content-Type"], []string{"application/json"}) ||
		two.Header.Get("X-Added") != "" || two.URL.Path != "/v1/chat/completions" || two.Header.Get("Authorization") != "Bearer k2" {
		t.Errorf("the second request is %s %v", two.URL, two.Header)
	}
}

func TestRequestAllocations(t *testing.T) {
	u, ctx, ask := compile(t, channel("openai", "")), t.Context(), chat("k", "{}")
	if n := testing.AllocsPerRun(100, func() {
		if _, err := u.Request(ctx, ask); err != nil {
			t.Fatal(err)
		}
	}); n > 12 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkRequest(b *testing.B) {
	u, ctx, ask := compile(b, channel("openai", "")), b.Context(), chat("k", "{}")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := u.Request(ctx, ask); err != nil {
			b.Fatal(err)
		}
	}
}

func FuzzBaseURL(f *testing.F) {
	for _, s := range []string{"https://x", "http://x//v1//v1/", "https://x/v1/chat/completions", "http://[::1]:8/%2e%2e", "https://x/v1/models/"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, name := range []burncloud.ProviderName{"openai", "qwen", "custom", "azure", "anthropic", "gemini", "vertex", "deepseek", "doubao", "ollama", "cohere", "dashscope"} {
			u, err := upstream.Compile(channel(name, s), &upstream.Transports{})
			if err != nil {
				continue
			}
			parsed, err := url.Parse(u.BaseURL())
			if err != nil {
				t.Fatalf("%q gives %q: %v", s, u.BaseURL(), err)
			}
			if strings.Contains(parsed.Path, "//") || strings.HasSuffix(parsed.Path, "/") || strings.HasSuffix(parsed.Path, "/v1/v1") || parsed.User != nil || parsed.RawQuery != "" {
				t.Fatalf("%q gives %q", s, u.BaseURL())
			}
			again, err := upstream.Compile(channel(name, u.BaseURL()), &upstream.Transports{})
			if err != nil || again.BaseURL() != u.BaseURL() {
				t.Fatalf("%q gives %q, and that another: %v", s, u.BaseURL(), err)
			}
		}
	})
}
