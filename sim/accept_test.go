package sim_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/burncloud/burncloud/sim"
)

// TestAccepts sends every recorded request that the real provider answered, with a model that is served here, and wants
// it answered, unless it brings back what only that provider could know.
func TestAccepts(t *testing.T) {
	wire := wireDir(t)
	foreign := []string{"Invalid `signature`", "could not be verified", "not found. Items are not persisted", "previous_response_not_found", "Missing required parameter: 'input'."}
	for _, dir := range []struct {
		flavor            sim.Flavor
		name, path, model string
	}{
		{sim.Anthropic, "anthropic/messages", "/v1/messages", "claude-opus-4-6"},
		{sim.Anthropic, "anthropic/count_tokens", "/v1/messages/count_tokens", "claude-opus-4-6"},
		{sim.Gemini, "gemini/generateContent", "/v1beta/models/gemini-2.5-flash:generateContent", ""},
		{sim.Gemini, "vertex/generateContent", "/v1beta/models/gemini-2.5-flash:generateContent", ""},
		{sim.Gemini, "gemini/countTokens", "/v1beta/models/gemini-2.5-flash:countTokens", ""},
		{sim.OpenAI, "openai/responses", "/responses", "gpt-5"},
		{sim.OpenAI, "openai/responses-codex", "/responses", "gpt-5"},
	} {
		url := serve(t, sim.New(dir.flavor, sim.Options{}))
		files, err := filepath.Glob(filepath.Join(wire, filepath.FromSlash(dir.name), "*", "request.json"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", dir.name, len(files), err)
		}
		for _, file := range files {
			var meta struct{ Status int }
			raw, err := os.ReadFile(filepath.Join(filepath.Dir(file), "meta.json"))
			if err != nil || json.Unmarshal(raw, &meta) != nil {
				t.Fatalf("%s: %v", file, err)
			}
			var body map[string]json.RawMessage
			raw, err = os.ReadFile(file)
			if err != nil || json.Unmarshal(raw, &body) != nil || meta.Status != 200 {
				continue
			}
			if dir.model != "" {
				body["model"] = json.RawMessage(`"` + dir.model + `"`)
			}
			if raw, err = json.Marshal(body); err != nil {
				t.Fatal(err)
			}
			status, b := ask(t, url+dir.path, "k", string(raw))
			known := false
			for _, says := range foreign {
				known = known || strings.Contains(string(b), says)
			}
			if status != 200 && !known {
				t.Errorf("%s: %d %s", strings.TrimPrefix(file, wire), status, b)
			}
		}
	}
}
