package sim_test

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/burncloud/burncloud/sim"
)

// serve starts a provider for the length of a test and returns its base URL.
func serve(t *testing.T, p *sim.Provider) string {
	t.Helper()
	s, err := sim.Start(p)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s.URL(p)
}

func newRequest(t *testing.T, url, key, body string) *http.Request {
	t.Helper()
	method := http.MethodPost
	if body == "" {
		method = http.MethodGet
	}
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if key != "" {
		req.Header.Set("Authorization", "Bearer "+key)
		req.Header.Set("X-Goog-Api-Key", key)
	}
	req.Header.Set("Anthropic-Version", "2023-06-01")
	return req
}

// ask sends a request and reads the whole answer.
func ask(t *testing.T, url, key, body string) (int, []byte) {
	t.Helper()
	res, err := http.DefaultClient.Do(newRequest(t, url, key, body))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, b
}

var clock = time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)

// TestRecorded wants the record of an answer to agree with the answer.
func TestRecorded(t *testing.T) {
	p := sim.New(sim.OpenAI, sim.Options{Now: func() time.Time { return clock }})
	url := serve(t, p)
	body := `{"model":"gpt-4o","n":2,` + hi
	_, answer := ask(t, url+"/chat/completions", "sk-of-somebody", body)
	var a struct {
		ID      string
		Created int64
		Choices []struct{ Message struct{ Content string } }
		Usage   struct {
			Prompt     int `json:"prompt_tokens"`
			Completion int `json:"completion_tokens"`
		}
	}
	if err := json.Unmarshal(answer, &a); err != nil {
		t.Fatal(err)
	}
	zero, one := sim.Reply("gpt-4o", "hi", 0), sim.Reply("gpt-4o", "hi", 1)
	if len(a.Choices) != 2 || a.Choices[0].Message.Content != zero || a.Choices[1].Message.Content != one {
		t.Errorf("choices %+v, want %q and %q", a.Choices, zero, one)
	}
	if a.Usage.Prompt != sim.Tokens("hi") || a.Usage.Completion != sim.Tokens(zero)+sim.Tokens(one) || a.Created != clock.Unix() {
		t.Errorf("answer %+v", a)
	}
	s := settled(t, p)
	if s.ID != 1 || !s.At.Equal(clock) || s.Method != "POST" || s.Path != "/v1/chat/completions" || s.Model != "gpt-4o" ||
		s.Key != "sk-of-somebody" || string(s.Body) != body || s.Header.Get("Authorization") == "" || s.Stream ||
		s.Status != 200 || s.AnswerID != a.ID || !s.Finished || s.SentBytes != len(zero)+len(one) ||
		s.PromptTokens != a.Usage.Prompt || s.CompletionTokens != a.Usage.Completion {
		t.Errorf("record %+v", s)
	}
	want := sim.Counters{Requests: 1, Finished: 1, PromptTokens: s.PromptTokens, CompletionTokens: s.CompletionTokens, GeneratedBytesOnWire: s.SentBytes}
	if c := p.Counters(); c != want {
		t.Errorf("counters %+v, want %+v", c, want)
	}
	if p.Reset(); len(p.Served()) != 0 || p.Counters() != (sim.Counters{}) {
		t.Error("not forgotten")
	}
}

// TestBounded wants only the latest requests kept, or none.
func TestBounded(t *testing.T) {
	for keep, want := range map[int]int{3: 3, -1: 0, 0: 5} {
		p := sim.New(sim.Groq, sim.Options{Keep: keep})
		url := serve(t, p)
		for range 5 {
			ask(t, url+"/models", "k", "")
		}
		all := p.Served()
		if len(all) != want || want > 0 && all[want-1].ID != 5 {
			t.Errorf("keep %d: %d records", keep, len(all))
		}
	}
}

// TestStreamIsAnswer wants a stream to say what the answer in one piece says, for every flavour and chat model.
func TestStreamIsAnswer(t *testing.T) {
	for _, flavor := range flavors() {
		p := sim.New(flavor, sim.Options{Models: []sim.Model{{ID: "extra"}}})
		url := serve(t, p)
		for _, m := range p.Models() {
			if m.Kind != "" {
				continue
			}
			_, whole := ask(t, url+"/chat/completions", "k", `{"model":"`+m.ID+`",`+hi)
			_, stream := ask(t, url+"/chat/completions", "k", `{"model":"`+m.ID+`","stream":true,`+hi)
			if !strings.Contains(string(whole), "Simulated "+m.ID) {
				t.Errorf("%s %s: %s", flavor, m.ID, whole)
			}
			if got := joined(t, string(stream)); got != sim.Reply(m.ID, "hi", 0) {
				t.Errorf("%s %s: stream says %q", flavor, m.ID, got)
			}
			all := p.Served()
			a, b := all[len(all)-2], all[len(all)-1]
			if a.CompletionTokens != b.CompletionTokens || a.SentBytes != b.SentBytes || !a.Finished || !b.Finished {
				t.Errorf("%s %s: records differ\n%+v\n%+v", flavor, m.ID, a, b)
			}
		}
	}
}

// joined is the content of a stream's first choice.
func joined(t *testing.T, stream string) string {
	t.Helper()
	var out strings.Builder
	for _, f := range strings.Split(stream, "\n\n") {
		data, ok := strings.CutPrefix(f, "data: ")
		if !ok || data == "[DONE]" {
			continue
		}
		var c struct {
			Choices []struct{ Delta struct{ Content string } }
		}
		if err := json.Unmarshal([]byte(data), &c); err != nil {
			t.Fatalf("%v in %q", err, data)
		}
		for _, ch := range c.Choices {
			out.WriteString(ch.Delta.Content)
		}
	}
	return out.String()
}

// TestRefused is a table of requests the provider refuses.
func TestRefused(t *testing.T) {
	p := sim.New(sim.OpenAI, sim.Options{Keys: []string{"k"}})
	url := serve(t, p)
	for _, row := range []struct {
		path, key, body string
		status          int
		says            string
	}{
		{"/chat/completions", "", `{"model":"gpt-4o",` + hi, 401, "didn't provide"},
		{"/chat/completions", "x", `{"model":"gpt-4o",` + hi, 401, "Incorrect API key provided: *."},
		{"/chat/completions", "k", `{"model":`, 400, "parse"},
		{"/chat/completions", "k", `{` + hi, 400, "you must provide a model"},
		{"/chat/completions", "k", `{"model":"gpt-4o"}`, 400, "missing_required_parameter"},
		{"/chat/completions", "k", `{"model":"gpt-4o","messages":[]}`, 400, "empty_array"},
		{"/chat/completions", "k", `{"model":"gpt-4o","messages":"hi"}`, 400, "invalid_type"},
		{"/chat/completions", "k", `{"model":"gpt-4o","messages":[{"role":"king","content":"hi"}]}`, 400, "messages[0].role"},
		{"/chat/completions", "k", `{"model":"gpt-4o","messages":[{"role":"user","content":7}]}`, 400, "messages[0].content"},
		{"/chat/completions", "k", `{"model":"gpt-4o","messages":[{"role":"tool","content":"x","tool_call_id":"c"}]}`, 400, "preceding message"},
		{"/chat/completions", "k", `{"model":"gpt-4o","stream_options":{"include_usage":true},` + hi, 400, "stream_options"},
		{"/chat/completions", "k", `{"model":"gpt-4o","temperature":3,` + hi, 400, "temperature"},
		{"/chat/completions", "k", `{"model":"gpt-4o","top_p":3,` + hi, 400, "top_p"},
		{"/chat/completions", "k", `{"model":"gpt-4o","n":0,` + hi, 400, "'n'"},
		{"/chat/completions", "k", `{"model":"gpt-4o","max_tokens":0,` + hi, 400, "max_tokens"},
		{"/chat/completions", "k", `{"model":"gpt-5","max_tokens":9,` + hi, 400, "unsupported_parameter"},
		{"/chat/completions", "k", `{"model":"gpt-4o","tool_choice":"auto",` + hi, 400, "tool_choice"},
		{"/chat/completions", "k", `{"model":"gpt-4o","enable_thinking":true,` + hi, 400, "Unrecognized request argument supplied: enable_thinking"},
		{"/chat/completions", "k", `{"model":"text-embedding-3-small",` + hi, 400, "does not serve"},
		{"/completions", "k", `{"model":"gpt-3.5-turbo-instruct"}`, 400, "prompt"},
		{"/embeddings", "k", `{"model":"text-embedding-3-small"}`, 400, "input"},
		{"/embeddings", "k", `{"model":"text-embedding-3-small","input":"x","dimensions":9999}`, 400, "dimensions"},
		{"/models/nope", "k", "", 404, "model_not_found"},
		{"/nothing", "k", "", 404, "Invalid URL (GET /v1/nothing)"},
	} {
		if status, b := ask(t, url+row.path, row.key, row.body); status != row.status || !strings.Contains(string(b), row.says) {
			t.Errorf("%s %s: %d, want %d with %q\n%s", row.path, row.body, status, row.status, row.says, b)
		}
	}
}

// TestPlainRefusal is DeepSeek's answer to a request without a key: neither JSON nor of any type.
func TestPlainRefusal(t *testing.T) {
	p := sim.New(sim.DeepSeek, sim.Options{})
	res, err := http.DefaultClient.Do(newRequest(t, serve(t, p)+"/models", "", ""))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != 401 || string(b) != "Authentication Fails (governor)" || res.Header.Get("Content-Type") != "" {
		t.Errorf("%d %v %q %v", res.StatusCode, res.Header, b, err)
	}
}

// TestTools is a table of when tools are called.
func TestTools(t *testing.T) {
	p := sim.New(sim.OpenAI, sim.Options{})
	url := serve(t, p)
	const two = `"tools":[{"type":"function","function":{"name":"alpha"}},{"type":"function","function":{"name":"beta","parameters":` +
		`{"type":"object","properties":{"n":{"type":"integer"},"e":{"enum":["x","y"]},"l":{"type":"array"},"b":{"type":"boolean"}}}}}]`
	for _, row := range []struct{ text, choice, want string }{
		{"hello", `"auto"`, ""},
		{"hello", `"required"`, "alpha{}"},
		{"use Beta", `"auto"`, `beta{"b":true,"e":"x","l":[],"n":1}`},
		{"use beta", `"none"`, ""},
		{"use beta", `{"type":"function","function":{"name":"alpha"}}`, "alpha{}"},
		{"beta and alpha", `"auto"`, `alpha{}beta{"b":true,"e":"x","l":[],"n":1}`},
		{"beta and alpha", `"auto","parallel_tool_calls":false`, "alpha{}"},
		{`call beta {\"n\": 7}\n call alpha`, `"auto"`, `beta{"n": 7}alpha{}`},
		{`call beta {\"n\": 7}\ncall beta {}`, `"auto","parallel_tool_calls":false`, `beta{"n": 7}`},
		{`call beta {\"n\": 7}`, `"none"`, ""},
		{`call beta {\"n\": 7}\ncall alpha`, `{"type":"function","function":{"name":"alpha"}}`, "alpha{}"},
		{`call gamma {}`, `"auto"`, ""},
	} {
		_, b := ask(t, url+"/chat/completions", "k", `{"model":"gpt-4o","messages":[{"role":"user","content":"`+row.text+`"}],"tool_choice":`+row.choice+`,`+two+`}`)
		var a struct {
			Choices []struct {
				Message struct {
					Calls []struct {
						Function struct{ Name, Arguments string }
					} `json:"tool_calls"`
				}
			}
		}
		if err := json.Unmarshal(b, &a); err != nil {
			t.Fatalf("%v in %s", err, b)
		}
		got := ""
		for _, c := range a.Choices[0].Message.Calls {
			got += c.Function.Name + c.Function.Arguments
		}
		if got != row.want {
			t.Errorf("%q with %s: %q, want %q", row.text, row.choice, got, row.want)
		}
	}
}

// TestLimit wants max_tokens kept, reasoning included.
func TestLimit(t *testing.T) {
	p := sim.New(sim.DeepSeek, sim.Options{})
	url := serve(t, p)
	for _, row := range []struct {
		model  string
		limit  int
		finish string
	}{
		{"deepseek-chat", 5, "length"},
		{"deepseek-chat", 500, "stop"},
		{"deepseek-reasoner", 5, "length"},
		{"deepseek-reasoner", 20, "length"},
		{"deepseek-reasoner", 500, "stop"},
	} {
		_, b := ask(t, url+"/chat/completions", "k", fmt.Sprintf(`{"model":%q,"max_tokens":%d,%s`, row.model, row.limit, hi))
		s := settled(t, p)
		if s.CompletionTokens > row.limit || !strings.Contains(string(b), `"finish_reason":"`+row.finish+`"`) {
			t.Errorf("%s, limit %d: %d tokens\n%s", row.model, row.limit, s.CompletionTokens, b)
		}
	}
}

// TestEmbeddings wants both encodings to carry the same numbers.
func TestEmbeddings(t *testing.T) {
	p := sim.New(sim.OpenAI, sim.Options{})
	url := serve(t, p)
	var floats struct {
		Data []struct{ Embedding []float32 }
	}
	var packed struct{ Data []struct{ Embedding []byte } }
	_, a := ask(t, url+"/embeddings", "k", `{"model":"text-embedding-3-small","dimensions":8,"input":["one","two"]}`)
	_, b := ask(t, url+"/embeddings", "k", `{"model":"text-embedding-3-small","dimensions":8,"input":["one","two"],"encoding_format":"base64"}`)
	if err := errors.Join(json.Unmarshal(a, &floats), json.Unmarshal(b, &packed)); err != nil {
		t.Fatal(err)
	}
	for i, text := range []string{"one", "two"} {
		want := sim.Vector(text, 8)
		for j, w := range want {
			f, g := floats.Data[i].Embedding[j], math.Float32frombits(binary.LittleEndian.Uint32(packed.Data[i].Embedding[4*j:]))
			if f != w || g != w {
				t.Errorf("%s[%d]: %v and %v, want %v", text, j, f, g, w)
			}
		}
	}
	if s := settled(t, p); s.PromptTokens != 2 {
		t.Errorf("%d prompt tokens", s.PromptTokens)
	}
}

// TestClose wants hung requests ended and no goroutine left.
func TestClose(t *testing.T) {
	before := runtime.NumGoroutine()
	a := sim.New(sim.OpenAI, sim.Options{Knobs: sim.Knobs{Hang: true}})
	b := sim.New(sim.OpenAI, sim.Options{Knobs: sim.Knobs{HangAfter: 1}})
	s, err := sim.Start(a, b)
	if err != nil {
		t.Fatal(err)
	}
	if s.URL(a) == s.URL(b) {
		t.Fatalf("both at %s", s.URL(a))
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	var wg sync.WaitGroup
	for _, p := range []*sim.Provider{a, b, a, b} {
		req := newRequest(t, s.URL(p)+"/chat/completions", "k", `{"model":"gpt-4o","stream":true,`+hi)
		wg.Go(func() {
			if res, err := client.Do(req); err == nil {
				_, _ = io.Copy(io.Discard, res.Body)
				_ = res.Body.Close()
			}
		})
	}
	for a.Counters().InFlight+b.Counters().InFlight < 4 {
		time.Sleep(time.Millisecond)
	}
	if err := errors.Join(s.Close(), s.Close()); err != nil {
		t.Error(err)
	}
	if n := a.Counters().InFlight + b.Counters().InFlight; n != 0 {
		t.Errorf("%d requests under way after Close", n)
	}
	wg.Wait()
	for end := time.Now().Add(3 * time.Second); runtime.NumGoroutine() > before && time.Now().Before(end); {
		time.Sleep(5 * time.Millisecond)
	}
	if after := runtime.NumGoroutine(); after > before {
		buf := make([]byte, 1<<16)
		t.Errorf("%d goroutines before, %d after\n%s", before, after, buf[:runtime.Stack(buf, true)])
	}
}

// TestSetWhileServing is for the race detector.
func TestSetWhileServing(t *testing.T) {
	p := sim.New(sim.Moonshot, sim.Options{})
	url := serve(t, p)
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			for range 20 {
				ask(t, url+"/chat/completions", "k", `{"model":"kimi-k2","stream":true,`+hi)
				p.Set(sim.Knobs{Chunks: i})
				p.SetModel("kimi-k3", sim.Knobs{Chunks: i})
				_, _ = p.Served(), p.Counters()
			}
		})
	}
	wg.Wait()
}

// BenchmarkHandler measures the provider without a network.
func BenchmarkHandler(b *testing.B) {
	for name, body := range map[string]string{
		"whole":  `{"model":"gpt-4o",` + hi,
		"stream": `{"model":"gpt-4o","stream":true,"stream_options":{"include_usage":true},` + hi,
	} {
		b.Run(name, func(b *testing.B) {
			p := sim.New(sim.OpenAI, sim.Options{Keep: -1, Knobs: sim.Knobs{Chunks: 50}})
			b.ReportAllocs()
			for b.Loop() {
				r := httptest.NewRequest(http.MethodPost, "/v1/chat/completions", strings.NewReader(body))
				r.Header.Set("Authorization", "Bearer k")
				p.ServeHTTP(discard{http.Header{}}, r)
			}
		})
	}
}

// discard is a response nobody reads.
type discard struct{ h http.Header }

func (d discard) Header() http.Header         { return d.h }
func (d discard) Write(b []byte) (int, error) { return len(b), nil }
func (d discard) WriteHeader(int)             {}
func (d discard) Flush()                      {}

// flavors are all there are.
func flavors() []sim.Flavor {
	return []sim.Flavor{sim.OpenAI, sim.DeepSeek, sim.Qwen, sim.Groq, sim.Moonshot, sim.OpenRouter}
}
