package sim_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/burncloud/burncloud/sim"
)

// What the answers are compared with: recordings of the real providers. A row says what to ask; bodies are for the model
// named in the recording's place. Members that depend on the day, not on the flavour, are in drop.
var recordings = []recording{
	{sim.OpenAI, "/chat/completions", `{"model":"gpt-5","stream":true,"stream_options":{"include_usage":true},` + hi, "openai/chat/fantasy-testdata-testimageuploadagentstreaming-openai-gpt-5-stream/response.sse", "k", false, ""},
	{sim.OpenAI, "/chat/completions", `{"model":"gpt-4o","n":2,"stream":true,"stream_options":{"include_usage":true},` + tools, "openai/chat/dd-completion-stream-multiple-choices-with-tools/response.sse", "k", false, "obfuscation"},
	{sim.OpenAI, "/chat/completions", `{"model":"gpt-5",` + hi, "openai/chat/fantasy-testopenaicommon-openai-o4-mini-simple/response.json", "k", false, ""},
	{sim.OpenAI, "/chat/completions", `{"model":"gpt-4o",` + tools, "openai/chat/mira-openai-gpt-4o-completions-async/response.json", "k", false, ""},
	{sim.OpenAI, "/chat/completions", `{"model":"nope",` + hi, "openai/chat/envoy-unknown-model/response.json", "k", false, ""},
	{sim.OpenAI, "/chat/completions", `{"model":"gpt-4o",` + hi, "openai/chat/mira-authentication-error-stream-openai-gpt-4o-completions/response.json", "wrong-key-of-some-length", false, ""},
	{sim.OpenAI, "/completions", `{"model":"gpt-3.5-turbo-instruct","prompt":"What is 2+2?","stream":true}`, "openai/completions/dd-openai-completions-post-1dd33b11/response.sse", "k", false, ""},
	{sim.OpenAI, "/completions", `{"model":"gpt-3.5-turbo-instruct","prompt":"What is 2+2?"}`, "openai/completions/envoy-completion-suffix/response.json", "k", true, "logprobs"},
	{sim.OpenAI, "/embeddings", `{"model":"text-embedding-ada-002","input":"hi","encoding_format":"base64"}`, "openai/embeddings/ollmetry-embeddings-metrics-3of6/response.json", "k", false, ""},
	{sim.OpenAI, "/models", "", "openai/models/rig-models-list-models-smoke/response.json", "k", true, ""},
	{sim.DeepSeek, "/chat/completions", `{"model":"deepseek-v4-flash","stream":true,"stream_options":{"include_usage":true},` + tools, "deepseek/chat/rig-streaming-tools-raw-stream-emits-required-zero-arg-tool-call/response.sse", "k", true, ""},
	{sim.DeepSeek, "/chat/completions", `{"model":"deepseek-v4-flash","reasoning_effort":"low","stream":true,"stream_options":{"include_usage":true},` + hi, "deepseek/chat/rig-streaming-logprobs-matrix-streaming-low-stop-top-two/response.sse", "k", true, "logprobs"},
	{sim.DeepSeek, "/chat/completions", `{"model":"deepseek-chat",` + tools, "deepseek/chat/rubyllm-function-calling-deepseek-deepseek-chat-handles-anyof-params/response.json", "k", false, ""},
	{sim.DeepSeek, "/chat/completions", `{"model":"deepseek-reasoner",` + hi, "deepseek/chat/rig-reasoning-block-order-agent-blocking-reasoner-roundtrip-keeps-reasoning-first-in-2of2/response.json", "k", true, ""},
	{sim.DeepSeek, "/chat/completions", `{"model":"nope",` + hi, "deepseek/chat/rig-wire-shape-matrix-chat-completion-rejects-an-unknown-model-with-the-provider-bod/response.json", "k", true, ""},
	{sim.DeepSeek, "/chat/completions", `{"model":"deepseek-chat",` + hi, "deepseek/chat/rig-wire-shape-matrix-chat-completion-rejects-a-bogus-key-with-the-provider-body/response.json", "wrong", true, ""},
	{sim.DeepSeek, "/models", "", "deepseek/models/rig-models-list-models-smoke/response.json", "k", true, ""},
	{sim.Qwen, "/chat/completions", `{"model":"qwen-turbo","stream":true,"stream_options":{"include_usage":true},` + hi, "dashscope/compatible-chat/loong-memory-management-example-2of2/response.sse", "k", false, ""},
	{sim.Qwen, "/chat/completions", `{"model":"qwen-turbo","stream":true,"stream_options":{"include_usage":true},` + tools, "dashscope/compatible-chat/loong-memory-management-example-1of2/response.sse", "k", false, ""},
	{sim.Qwen, "/chat/completions", `{"model":"qwen-turbo",` + hi, "dashscope/compatible-chat/loong-testsynccompletion-test-sync-completion-with-parameters-1of17/response.json", "k", false, ""},
	{sim.Qwen, "/chat/completions", `{"model":"qwen-turbo",` + tools, "dashscope/compatible-chat/loong-planning-example-3of7/response.json", "k", false, ""},
	{sim.Qwen, "/chat/completions", `{"model":"qwen-turbo",` + hi, "dashscope/compatible-chat/loong-testerrorscenarios-test-api-key-missing-1of6/response.json", "", false, ""},
	{sim.Qwen, "/embeddings", `{"model":"text-embedding-v1","input":"Async test"}`, "dashscope/compatible-embeddings/loong-testembedding-test-async-embedding-15of18/response.json", "k", false, ""},
	{sim.Qwen, "/models", "", "dashscope/compatible-models/loong-session-management-uses-previous-turn-context-3of4/response.json", "k", false, ""},
	{sim.Groq, "/chat/completions", `{"model":"moonshotai/kimi-k2-instruct-0905","stream":true,"stream_options":{"include_usage":true},` + hi, "groq/chat/fantasy-testopenaicompatiblecommon-groq-kimi-k2-tool-streaming-2of2/response.sse", "k", false, ""},
	{sim.Groq, "/chat/completions", `{"model":"llama-3.3-70b-versatile","stream":true,"stream_options":{"include_usage":true},` + tools, "groq/chat/rig-agent-tool-sessions-parallel-tool-calls-single-turn-streaming-1of2/response.sse", "k", true, ""},
	{sim.Groq, "/chat/completions", `{"model":"llama-3.3-70b-versatile",` + hi, "groq/chat/pyai-image-as-binary-content-tool-response-2of2/response.json", "k", true, ""},
	{sim.Groq, "/chat/completions", `{"model":"llama-3.3-70b-versatile",` + tools, "groq/chat/pyai-tool-choice-matrix-tools-plus-output-groq/response.json", "k", true, ""},
	{sim.Groq, "/chat/completions", `{"model":"nope",` + hi, "groq/chat/pyai-tool-regular-error/response.json", "k", true, ""},
	{sim.Groq, "/chat/completions", `{"model":"llama-3.3-70b-versatile",` + hi, "groq/chat/rig-response-identity-edge-auth-rejection-classifies-with-contract/response.json", "wrong", true, ""},
	{sim.Moonshot, "/chat/completions", `{"model":"kimi-k2","stream":true,` + tools, "moonshot/chat/doc-stream-usage-in-choice/response.sse", "k", false, "cached_tokens"},
	{sim.Moonshot, "/chat/completions", `{"model":"kimi-k3",` + hi, "moonshot/chat/vercel-moonshotai-text/response.json", "k", false, ""},
	{sim.Moonshot, "/chat/completions", `{"model":"kimi-k3",` + tools, "moonshot/chat/vercel-moonshotai-tool-call/response.json", "k", false, ""},
	{sim.Moonshot, "/chat/completions", `{"model":"kimi-k3",` + hi, "moonshot/chat/doc-error-401-incorrect-api-key-error/response.json", "wrong", false, ""},
	{sim.OpenRouter, "/chat/completions", `{"model":"x-ai/grok-4.1-fast","stream":true,` + tools, "openrouter/chat/fantasy-testopenroutercommon-grok-tool-streaming-1of2/response.sse", "k", false, ""},
	{sim.OpenRouter, "/chat/completions", `{"model":"openai/gpt-4.1-mini",` + hi, "openrouter/chat/pyai-openrouter-cache-all-settings-real-api-2of3/response.json", "k", true, ""},
	{sim.OpenRouter, "/chat/completions", `{"model":"nope",` + hi, "openrouter/chat/rig-response-identity-edge-routed-failure-error-shape/response.json", "k", true, ""},
	{sim.OpenRouter, "/chat/completions", `{"model":"openai/gpt-4.1-mini",` + hi, "openrouter/chat/rubyllm-error-handling-with-openrouter-claude-haiku-4-5-raises-appropriate-auth-erro/response.json", "", false, ""},
}

// recording is one row: what to ask, and the file with what the real provider answered to the like.
type recording struct {
	flavor sim.Flavor
	path   string // GET if body is empty
	body   string
	file   string
	key    string
	sorted bool   // the recorder sorted the members
	drop   string // names
}

const (
	hi    = `"messages":[{"role":"user","content":"hi"}]}`
	tools = `"messages":[{"role":"user","content":"the get_weather please"}],"tools":[{"type":"function","function":` +
		`{"name":"get_weather","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}]}`
)

// wireDir finds the recordings beside the source tree, where there are any.
func wireDir(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		wire := filepath.Join(dir, "shared", "wire")
		if _, err := os.Stat(filepath.Join(wire, "INDEX.json")); err == nil {
			return wire
		}
		if dir == filepath.Dir(dir) {
			t.Skip("no recordings here")
		}
		dir = filepath.Dir(dir)
	}
}

// TestRecordings compares the members of every object, and their order, with what the provider was seen to send.
func TestRecordings(t *testing.T) {
	wire := wireDir(t)
	for _, row := range slices.Concat(recordings, anthropicRecordings, geminiRecordings, openAIRecordings, specialRecordings, ollamaRecordings, bedrockRecordings) {
		t.Run(row.file, func(t *testing.T) {
			recorded, err := os.ReadFile(filepath.Join(wire, filepath.FromSlash(row.file)))
			if err != nil {
				t.Fatal(err)
			}
			var meta struct{ Status int }
			raw, err := os.ReadFile(filepath.Join(wire, filepath.FromSlash(filepath.Dir(row.file)), "meta.json"))
			if err != nil || json.Unmarshal(raw, &meta) != nil {
				t.Fatalf("meta.json: %v", err)
			}
			p := sim.New(row.flavor, sim.Options{Keys: []string{"k"}})
			status, got := ask(t, serve(t, p)+row.path, row.key, row.body)
			if status != meta.Status {
				t.Errorf("status %d, recorded %d", status, meta.Status)
			}
			if strings.HasSuffix(row.file, ".json") {
				compareOne(t, got, recorded, row.sorted, row.drop)
				return
			}
			compareStreams(t, string(got), string(recorded), row.sorted, row.drop)
		})
	}
}

func compareOne(t *testing.T, got, recorded []byte, sorted bool, drop string) {
	t.Helper()
	g, w := outline(t, got, sorted, drop), outline(t, recorded, sorted, drop)
	if g != w {
		t.Errorf("members differ\n got %s\nwant %s", g, w)
	}
}

// compareStreams wants the first and last frames alike, and no frame of a form that was never recorded.
func compareStreams(t *testing.T, got, recorded string, sorted bool, drop string) {
	t.Helper()
	g, w := frames(t, got, sorted, drop), frames(t, recorded, sorted, drop)
	if g[0] != w[0] {
		t.Errorf("first frame\n got %s\nwant %s", g[0], w[0])
	}
	if g[len(g)-1] != w[len(w)-1] {
		t.Errorf("last frame\n got %s\nwant %s", g[len(g)-1], w[len(w)-1])
	}
	for i, f := range g {
		if !slices.Contains(w, f) {
			t.Errorf("frame %d has a form never recorded: %s", i, f)
		}
	}
	if strings.HasPrefix(recorded, ":") != strings.HasPrefix(got, ":") {
		t.Error("only one begins with a comment")
	}
	const done = "data: [DONE]\n\n"
	if strings.HasSuffix(got, done) != strings.HasSuffix(recorded, done) || strings.Contains(got, "\r\n\r\n") != strings.Contains(recorded, "\r\n\r\n") {
		t.Errorf("ends with %q, recorded %q", got[max(0, len(got)-40):], recorded[max(0, len(recorded)-40):])
	}
}

// frames outlines the data frames of a stream up to [DONE].
func frames(t *testing.T, stream string, sorted bool, drop string) []string {
	t.Helper()
	var out []string
	for line := range strings.Lines(stream) {
		line = strings.TrimRight(line, "\r\n")
		data, ok := strings.CutPrefix(line, "data: ")
		if strings.HasPrefix(line, "{") { // a stream of lines
			data, ok = line, true
		}
		if !ok || data == "[DONE]" {
			continue
		}
		out = append(out, outline(t, []byte(data), sorted, drop))
	}
	if len(out) == 0 {
		t.Fatalf("no frames in %q", stream)
	}
	return out
}

// outline writes a JSON text with its member names and nesting only; of a list, the first element.
func outline(t *testing.T, text []byte, sorted bool, drop string) string {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(text))
	s, err := outlineValue(d, sorted, drop)
	if err != nil {
		t.Fatalf("%v in %q", err, text)
	}
	if _, err := d.Token(); err != io.EOF {
		t.Fatalf("more than one value in %q", text)
	}
	return s
}

func outlineValue(d *json.Decoder, sorted bool, drop string) (string, error) {
	tok, err := d.Token()
	if err != nil {
		return "", err
	}
	switch tok {
	case json.Delim('{'):
		var members []string
		for d.More() {
			name, err := d.Token()
			if err != nil {
				return "", err
			}
			value, err := outlineValue(d, sorted, drop)
			if err != nil {
				return "", err
			}
			if !slices.Contains(strings.Fields(drop), fmt.Sprint(name)) {
				members = append(members, fmt.Sprint(name, value))
			}
		}
		if sorted {
			slices.Sort(members)
		}
		_, err := d.Token()
		return "{" + strings.Join(members, " ") + "}", err
	case json.Delim('['):
		first := ""
		for i := 0; d.More(); i++ {
			value, err := outlineValue(d, sorted, drop)
			if err != nil {
				return "", err
			}
			if i == 0 {
				first = value
			}
		}
		_, err := d.Token()
		return "[" + first + "]", err
	}
	return "", nil
}
