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
	"github.com/burncloud/burncloud/wire/openai"
)

// recordings finds the recorded traffic of real providers: $BURNCLOUD_WIRE, or beside the source tree.
func recordings(t *testing.T) string {
	t.Helper()
	if dir := os.Getenv("BURNCLOUD_WIRE"); dir != "" {
		return dir
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; ; dir = filepath.Dir(dir) {
		wire := filepath.Join(dir, "shared", "wire")
		if _, err := os.Stat(filepath.Join(wire, "INDEX.json")); err == nil {
			return wire
		}
		if dir == filepath.Dir(dir) {
			t.Skip("no recordings here: set BURNCLOUD_WIRE to their directory")
		}
	}
}

// recorded are the directories to play, with the provider that speaks so.
var recorded = []struct{ dir, provider string }{
	{"openai/chat", "openai"},
	{"deepseek/chat", "deepseek"},
	{"dashscope/compatible-chat", "qwen"},
	{"groq/chat", "groq"},
	{"mistral/chat", "mistral"},
	{"moonshot/chat", "moonshot"},
	{"openrouter/chat", "openrouter"},
	{"xai/chat", "xai"},
	{"zhipu/chat", "zhipu"},
}

// TestReplayRecordings relays what providers were seen to send: every byte arrives, and the usage is what they reported.
func TestReplayRecordings(t *testing.T) {
	wire, played := recordings(t), 0
	for _, p := range recorded {
		cases, err := filepath.Glob(filepath.Join(wire, filepath.FromSlash(p.dir), "*"))
		if err != nil || len(cases) == 0 {
			t.Fatalf("%s: %d cases, %v", p.dir, len(cases), err)
		}
		for _, dir := range cases {
			name := p.dir + "/" + filepath.Base(dir)
			for _, kind := range []string{"response.sse", "response.json"} {
				body, err := os.ReadFile(filepath.Join(dir, kind))
				if err != nil {
					continue
				}
				played++
				status := recordedStatus(t, dir)
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					replayCase(t, p.provider, status, kind == "response.sse", body)
				})
			}
		}
	}
	if played < 100 {
		t.Errorf("only %d recordings were played", played)
	}
}

func recordedStatus(t *testing.T, dir string) int {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, "meta.json"))
	if err != nil {
		t.Fatal(err)
	}
	var meta struct{ Status int }
	if err := json.Unmarshal(raw, &meta); err != nil {
		t.Fatal(err)
	}
	return meta.Status
}

func replayCase(t *testing.T, provider string, status int, stream bool, body []byte) {
	t.Helper()
	kind, request := "application/json", `{"model":"m","messages":[]}`
	if stream {
		kind, request = "text/event-stream", `{"model":"m","stream":true,"stream_options":{"include_usage":true},"messages":[]}`
	}
	for seed := range uint64(2) {
		raw := fmt.Appendf(nil, "HTTP/1.1 %d Recorded\r\nContent-Type: %s\r\n\r\n%s", status, kind, body)
		r := newRig(t, channel("ch_1", provider, newRawUpstream(t, raw, seed).url, "some-upstream-key", "m"))
		got := r.post("/v1/chat/completions", request)
		c := r.lastCall()
		switch want := expect(t, status, stream, body); {
		case want.failed:
			if got.status == 200 && !stream || c.ErrorKind == "" || strings.HasSuffix(got.body, "[DONE]\n\n") {
				t.Errorf("seed %d: an error was relayed as %d, recorded as %q: %s", seed, got.status, c.ErrorKind, got.body)
			}
			if !stream {
				openAIError(t, got.body)
			}
		case got.status != 200 || got.body != want.body || c.ErrorKind != "":
			t.Errorf("seed %d: got %d (%s)\n%q\nwant\n%q", seed, got.status, c.ErrorKind, got.body, want.body)
		case c.Usage != want.usage && !(want.usage.IsZero() && slices.Contains(c.Flags, burncloud.FlagEstimated)):
			t.Errorf("seed %d: recorded usage %+v, want %+v", seed, c.Usage, want.usage)
		}
	}
}

// expectation is what another reading of the recording says, made with encoding/json.
type expectation struct {
	failed bool
	body   string
	usage  burncloud.Usage
}

type recordedChunk struct {
	Error   json.RawMessage
	Usage   json.RawMessage
	XGroq   struct{ Usage json.RawMessage } `json:"x_groq"`
	Choices []struct {
		FinishReason string `json:"finish_reason"`
		Usage        json.RawMessage
	}
}

func (c *recordedChunk) usage() json.RawMessage {
	found := []json.RawMessage{c.Usage, c.XGroq.Usage}
	if len(c.Choices) > 0 {
		found = append(found, c.Choices[0].Usage)
	}
	for _, raw := range found {
		if len(raw) > 0 && string(raw) != "null" {
			return raw
		}
	}
	return nil
}

func expect(t *testing.T, status int, stream bool, body []byte) expectation {
	t.Helper()
	if status != 200 {
		return expectation{failed: true}
	}
	want := expectation{body: string(body), failed: stream}
	var datas [][]byte
	if stream {
		for events := sse.NewReader(bytes.NewReader(body), 0); ; {
			ev, err := events.Next()
			if err != nil {
				break
			}
			datas = append(datas, bytes.Clone(ev.Data))
		}
	} else {
		datas = [][]byte{body}
	}
	for _, data := range datas {
		if string(data) == "[DONE]" {
			want.failed = false
			break
		}
		var c recordedChunk
		if err := json.Unmarshal(data, &c); err != nil {
			t.Fatalf("%v: %s", err, data)
		}
		if len(c.Error) > 0 && string(c.Error) != "null" {
			return expectation{failed: true}
		}
		if raw := c.usage(); raw != nil {
			want.usage = openai.ReadUsage(raw)
		}
		for _, choice := range c.Choices {
			want.failed = want.failed && choice.FinishReason == ""
		}
	}
	return want
}

// openAIError reads an error body and fails unless it has OpenAI's four members.
func openAIError(t *testing.T, body string) (message, typ, code string) {
	t.Helper()
	var e struct{ Error map[string]any }
	if err := json.Unmarshal([]byte(body), &e); err != nil {
		t.Errorf("not an error of OpenAI's shape: %v: %s", err, body)
		return "", "", ""
	}
	for _, name := range []string{"message", "type", "param", "code"} {
		if _, ok := e.Error[name]; !ok {
			t.Errorf("the error has no %q: %s", name, body)
		}
	}
	message, _ = e.Error["message"].(string)
	typ, _ = e.Error["type"].(string)
	code, _ = e.Error["code"].(string)
	if message == "" || typ == "" {
		t.Errorf("the error has no words: %s", body)
	}
	return message, typ, code
}
