package gateway_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/sse"
	"github.com/burncloud/burncloud/wire/anthropic"
	"github.com/burncloud/burncloud/wire/gemini"
	"github.com/burncloud/burncloud/wire/responses"
)

// eachRecording runs a test for every recorded answer in a directory of the recordings.
func eachRecording(t *testing.T, dir string, test func(t *testing.T, status int, stream bool, body []byte)) int {
	t.Helper()
	cases, err := filepath.Glob(filepath.Join(recordings(t), filepath.FromSlash(dir), "*"))
	if err != nil || len(cases) == 0 {
		t.Fatalf("%s: %d cases, %v", dir, len(cases), err)
	}
	played := 0
	for _, path := range cases {
		for _, kind := range []string{"response.sse", "response.json", "response.ndjson"} {
			body, err := os.ReadFile(filepath.Join(path, kind))
			if err != nil {
				continue
			}
			played++
			status := recordedStatus(t, path)
			t.Run(dir+"/"+filepath.Base(path), func(t *testing.T) {
				t.Parallel()
				test(t, status, kind != "response.json", body)
			})
		}
	}
	return played
}

// TestReplayDialects relays the recordings of the dialects beside OpenAI's: every byte arrives, and the usage on the
// record is what a decoder of the dialect reads.
func TestReplayDialects(t *testing.T) {
	played := 0
	for _, tt := range []struct {
		dir  string
		wire burncloud.Dialect
	}{{"anthropic/messages", anthropic.Dialect}, {"gemini/generateContent", gemini.Dialect}, {"openai/responses", responses.Dialect}} {
		a, g := askerOf(tt.wire), tongueOf(tt.wire)
		played += eachRecording(t, tt.dir, func(t *testing.T, status int, stream bool, body []byte) {
			media := "application/json"
			if stream {
				media = g.media
				body = firstStream(body)
			}
			for seed := range uint64(2) {
				up := newRawUpstream(t, fmt.Appendf(nil, "HTTP/1.1 %d Recorded\r\nContent-Type: %s\r\n\r\n%s", status, media, body), seed)
				r := newRig(t, g.channel("ch_1", up))
				got := r.ask(a, stream)
				checkReplay(t, r, a, status, stream, body, got)
			}
		})
	}
	if played < 140 {
		t.Errorf("only %d recordings were played", played)
	}
}

// firstStream cuts off the further answers of a conversation that some recordings have in one file.
func firstStream(body []byte) []byte {
	for _, start := range []string{"event: message_start\n", "event: response.created\n"} {
		if i := bytes.LastIndex(body, []byte(start)); i > 0 && bytes.Contains(body[:i], []byte("_stop\n")) || i > 0 && bytes.Contains(body[:i], []byte("event: response.completed\n")) {
			return firstStream(body[:i])
		}
	}
	return body
}

func askerOf(d burncloud.Dialect) *asker {
	for i := range askers {
		if askers[i].dialect == d {
			return &askers[i]
		}
	}
	return nil
}

func checkReplay(t *testing.T, r *rig, a *asker, status int, stream bool, body []byte, got answer) {
	t.Helper()
	c := r.lastCall()
	if status != 200 {
		if got.status == 200 || c.ErrorKind == "" {
			t.Errorf("status %d was relayed as %d (%s)", status, got.status, c.ErrorKind)
		}
		dialectError(t, a.dialect, got.body)
		return
	}
	switch whole := isWhole(a.dialect, stream, body); {
	case !whole && (c.ErrorKind == "" || got.body == string(body)):
		t.Errorf("not whole, but relayed as %d (%q): %s", got.status, c.ErrorKind, got.body)
	case !whole:
	case got.status != 200 || c.ErrorKind != "" || got.body != string(body):
		t.Errorf("got %d (%s), which differs from byte %d of %d:\n%q", got.status, c.ErrorKind, differs(got.body, string(body)), len(body), tail(got.body, string(body)))
	case bytes.Contains(body, []byte(`"status": "queued"`)): // no answer yet
	default:
		_, resp, err := a.read(stream, got.body)
		if err != nil {
			t.Fatalf("the decoder cannot read it: %v", err)
		}
		if resp.Usage != c.Usage && !(resp.Usage.IsZero() && slices.Contains(c.Flags, burncloud.FlagEstimated)) {
			t.Errorf("recorded %+v, the decoder reads %+v", c.Usage, resp.Usage)
		}
	}
}

func differs(a, b string) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}

// tail is what b has beyond where a differs.
func tail(a, b string) string {
	rest := b[differs(a, b):]
	return rest[:min(len(rest), 200)]
}

// isWhole is another reading of whether a recording is a whole answer, made with encoding/json.
func isWhole(d burncloud.Dialect, stream bool, body []byte) bool {
	type member struct {
		Type           string
		Status         string
		Error          json.RawMessage
		Response       struct{ Status string }
		PromptFeedback struct{ BlockReason string }
		Candidates     []struct{ FinishReason string }
	}
	datas := [][]byte{body}
	if stream {
		datas = nil
		for events := sse.NewReader(bytes.NewReader(body), 32<<20); ; {
			ev, err := events.Next()
			if err != nil {
				break
			}
			datas = append(datas, bytes.Clone(ev.Data))
		}
	}
	whole := false
	for _, data := range datas {
		var m member
		if json.Unmarshal(data, &m) != nil {
			continue
		}
		if len(m.Error) > 0 && string(m.Error) != "null" || m.Type == "error" || m.Type == "response.failed" {
			return false
		}
		switch d {
		case anthropic.Dialect:
			whole = whole || m.Type == "message" || m.Type == "message_stop"
		case responses.Dialect:
			whole = whole || m.Type == "response.completed" || m.Type == "response.incomplete" || !stream && m.Status != "failed"
		default:
			whole = whole || m.PromptFeedback.BlockReason != "" || !stream
			for _, c := range m.Candidates {
				whole = whole || c.FinishReason != ""
			}
		}
	}
	return whole
}

// TestEveryErrorInEveryDialect answers with every recorded error of every provider: it arrives in each client's
// dialect, with the status of its kind, without the provider's keys, and with the time to wait.
func TestEveryErrorInEveryDialect(t *testing.T) {
	played := 0
	for _, tt := range []struct {
		dir      string
		provider string
		path     string
		media    string
	}{
		{"openai/chat", "openai", "/v1", ""},
		{"openai/responses", "openai", "/v1", ""},
		{"anthropic/messages", "anthropic", "", ""},
		{"gemini/generateContent", "gemini", "", ""},
		{"deepseek/chat", "deepseek", "/v1", ""},
		{"groq/chat", "groq", "/openai/v1", ""},
		{"mistral/chat", "mistral", "/v1", ""},
		{"moonshot/chat", "moonshot", "/v1", ""},
		{"openrouter/chat", "openrouter", "/api/v1", ""},
		{"xai/chat", "xai", "/v1", ""},
		{"zhipu/chat", "zhipu", "/api/paas/v4", ""},
		{"dashscope/compatible-chat", "qwen", "/compatible-mode/v1", ""},
		{"dashscope/native-text", "dashscope", "/api/v1", ""},
		{"cohere/chat-v2", "cohere", "", ""},
		{"ollama/chat", "ollama", "/api", ""},
	} {
		eachRecording(t, tt.dir, func(t *testing.T, status int, stream bool, body []byte) {
			if status < 400 {
				return
			}
			for i := range askers {
				up := newRawUpstream(t, fmt.Appendf(nil, "HTTP/1.1 %d Recorded\r\nContent-Type: application/json\r\nRetry-After: 7\r\n\r\n%s", status, body), 0)
				ch := channel("ch_1", tt.provider, strings.TrimSuffix(up.url, "/v1")+tt.path, "sk-upstream-key-0123456789", "m")
				r := newRig(t, ch)
				checkError(t, r, &askers[i], status, r.ask(&askers[i], i%2 == 1))
			}
		})
		played++
	}
	if played == 0 {
		t.Error("nothing was played")
	}
}

// ourWords are the errors whose text is the gateway's: what the provider says is about its own customer.
var ourWords = map[burncloud.Kind]bool{
	burncloud.KindUpstreamAuth: true, burncloud.KindUpstreamFunds: true, burncloud.KindUpstreamMissing: true, burncloud.KindUpstreamServer: true,
	burncloud.KindUpstreamLimited: true, burncloud.KindUpstreamTimeout: true, burncloud.KindUpstreamInvalid: true,
}

func checkError(t *testing.T, r *rig, a *asker, status int, got answer) {
	t.Helper()
	message, typ := dialectError(t, a.dialect, got.body)
	c := r.lastCall()
	if got.status != c.ErrorKind.Status() || got.status < 400 || c.Status != got.status {
		t.Errorf("%s: status %d became %d (%s)", a.name, status, got.status, c.ErrorKind)
	}
	if want := wordFor(a.dialect, c.ErrorKind); typ != want {
		t.Errorf("%s: %s has the type %q, want %q", a.name, c.ErrorKind, typ, want)
	}
	if ourWords[c.ErrorKind] && !strings.HasPrefix(message, "the ") {
		t.Errorf("%s: the provider's own words reached the client: %q", a.name, message)
	}
	if waits := got.header.Get("Retry-After"); waits != "7" {
		t.Errorf("%s: %s with Retry-After %q", a.name, c.ErrorKind, waits)
	}
	if got.header.Get("Content-Type") != "application/json" || got.header.Get("X-Request-Id") != string(c.RequestID) {
		t.Errorf("%s: header %v", a.name, got.header)
	}
	r.tight(a.name, got)
}

// wordFor is the dialect's word for a kind, by its status (wire-facts §9).
func wordFor(d burncloud.Dialect, kind burncloud.Kind) string {
	words := map[int][3]string{ // OpenAI, Anthropic, Gemini
		400: {"invalid_request_error", "invalid_request_error", "INVALID_ARGUMENT"},
		401: {"invalid_request_error", "authentication_error", "UNAUTHENTICATED"},
		403: {"invalid_request_error", "permission_error", "PERMISSION_DENIED"},
		404: {"invalid_request_error", "not_found_error", "NOT_FOUND"},
		405: {"invalid_request_error", "invalid_request_error", "UNIMPLEMENTED"},
		413: {"invalid_request_error", "request_too_large", "INVALID_ARGUMENT"},
		429: {"rate_limit_error", "rate_limit_error", "RESOURCE_EXHAUSTED"},
		502: {"server_error", "api_error", "INTERNAL"},
		503: {"server_error", "overloaded_error", "UNAVAILABLE"},
		504: {"server_error", "timeout_error", "DEADLINE_EXCEEDED"},
	}[kind.Status()]
	switch d {
	case anthropic.Dialect:
		return words[1]
	case gemini.Dialect:
		return words[2]
	}
	if kind == burncloud.KindUpstreamAuth || kind == burncloud.KindUpstreamFunds || kind == burncloud.KindUpstreamMissing {
		return "api_error" // trying again does not help
	}
	return words[0]
}
