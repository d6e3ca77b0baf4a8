package sim_test

import (
	"strings"
	"testing"

	"github.com/burncloud/burncloud/sim"
)

var ollamaRecordings = []recording{
	{sim.Ollama, "/api/chat", `{"model":"qwen3:4b",` + tools, "ollama/chat/rig-agentic-streaming-structured-output-with-tools-2of2/response.ndjson", "k", false, "arguments content tool_calls"},
	{sim.Ollama, "/api/chat", `{"model":"qwen3:4b","think":true,` + hi, "ollama/chat/rig-reasoning-tool-roundtrip-streaming-2of2/response.ndjson", "k", false, ""},
	{sim.Ollama, "/api/chat", `{"model":"qwen3:4b","stream":false,"think":true,` + hi, "ollama/chat/rig-structured-output-raw-with-thinking/response.json", "k", true, ""},
	{sim.Ollama, "/api/chat", `{"model":"qwen3:4b","stream":false,` + tools, "ollama/chat/rig-tools-optional-argument-1of2/response.json", "k", true, "arguments"},
	{sim.Ollama, "/api/chat", `{"model":"nope","stream":false,` + hi, "ollama/chat/oinf-chat-error-records-model-name/response.json", "k", false, ""},
	{sim.Ollama, "/api/embed", `{"model":"nomic-embed-text","input":"hi","dimensions":8}`, "ollama/embed/lcgo-testclient-createembedding/response.json", "k", false, ""},
	{sim.Ollama, "/api/tags", "", "ollama/models/rig-models-list-models-smoke/response.json", "k", true, ""},
}

// TestOllama is a table of requests, sent without a key as to a local engine.
func TestOllama(t *testing.T) {
	p := sim.New(sim.Ollama, sim.Options{})
	url := serve(t, p)
	for _, row := range []struct {
		body   string
		status int
		says   string
	}{
		{`{"model":"llama3.2:latest","stream":false,` + hi, 200, `Simulated llama3.2:latest`},
		{`{"model":"llama3.2:latest",` + hi, 200, `"content":" has"},"done":false}` + "\n"},
		{`{"model":"llama3.2:latest","stream":false,"options":{"num_predict":2},` + hi, 200, `"done_reason":"length"`},
		{`{"model":"llama3.2:latest","stream":false,"options":{"stop":[" has"]},` + hi, 200, `"content":"Simulated llama3.2:latest"`},
		{`{"model":"llama3.2:latest","stream":false,"format":{"type":"object","properties":{"n":{"type":"integer"}}},` + hi, 200, `{\"n\":1}`},
		{`{"model":"qwen3:4b","stream":false,"think":false,"messages":[{"role":"user","content":"think"}]}`, 200, `"content":"Simulated`},
		{`{"model":"qwen3:4b","stream":false,"messages":[{"role":"user","content":"call get_weather {\"city\":\"Oslo\"}"}],` + tools[strings.Index(tools, `"tools"`):], 200, `"arguments":{"city":"Oslo"}}}]`},
		{`{"model":"qwen3:4b","stream":false,"messages":[{"role":"user","content":"x"},{"role":"assistant","content":"","tool_calls":[{"function":{"name":"f","arguments":{}}}]},{"role":"tool","tool_name":"f","content":"42"}]}`, 200, `has read \"42\"`},
		{`{"model":"qwen3:4b","messages":[]}`, 400, "required"},
		{`{"model":"qwen3:4b","messages":[{"role":"king","content":"x"}]}`, 400, "invalid role"},
		{`{"model":"qwen3:4b","messages":[{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":"{}"}}]}]}`, 400, "cannot unmarshal string"},
		{`{"model":"llama3.2:latest","think":true,` + hi, 400, "does not support thinking"},
		{`{"model":"nomic-embed-text",` + hi, 400, "does not support chat"},
		{`{"model":`, 400, "error"},
	} {
		status, b := ask(t, url+"/api/chat", "", row.body)
		if status != row.status || !strings.Contains(string(b), row.says) {
			t.Errorf("%s: %d, want %d with %q\n%s", row.body, status, row.status, row.says, b)
		}
	}
	locked := serve(t, sim.New(sim.Ollama, sim.Options{Keys: []string{"k"}}))
	if status, _ := ask(t, locked+"/api/tags", "", ""); status != 401 {
		t.Errorf("without a key: %d", status)
	}
}
