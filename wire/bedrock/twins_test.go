package bedrock_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/burncloud/burncloud/internal/wiretest"
	"github.com/burncloud/burncloud/wire/openai"
)

// request has the members in which twins must agree.
type request struct {
	Messages   jsontext.Value `json:"messages"`
	System     jsontext.Value `json:"system"`
	ToolConfig jsontext.Value `json:"toolConfig"`
}

func readRequest(t *testing.T, body []byte) (r request) {
	if err := json.Unmarshal(body, &r); err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	for _, v := range []*jsontext.Value{&r.Messages, &r.System, &r.ToolConfig} {
		if *v != nil {
			if err := v.Canonicalize(); err != nil {
				t.Fatal(err)
			}
		}
	}
	return r
}

// TestTwins compares requests that were written for OpenAI with their twins that were written for Bedrock.
func TestTwins(t *testing.T) {
	for _, name := range wiretest.Glob(t, "_twins/*/bedrock/request.json") {
		twin, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		asked, err := os.ReadFile(filepath.Join(filepath.Dir(name), "..", "chat-completions", "request.json"))
		if err != nil {
			continue
		}
		req, err := openai.Front{}.DecodeRequest(asked)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		body, lost, err := back.EncodeRequest(req, claude)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got, want := readRequest(t, body), readRequest(t, twin)
		if string(got.Messages) != string(want.Messages) || string(got.System) != string(want.System) || string(got.ToolConfig) != string(want.ToolConfig) {
			t.Errorf("%s:\n got %s\nwant %s\nlost %v", name, body, twin, lost)
		}
	}
}
