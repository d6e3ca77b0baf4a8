package sdk_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
)

// patience is long enough for a busy machine and short enough to see a hang.
const patience = 30 * time.Second

// setting reads what e2e/run.sh exports.
func setting(t *testing.T, name string) string {
	t.Helper()
	value := os.Getenv(name)
	if value == "" {
		t.Fatalf("%s is not set: start these tests with e2e/run.sh", name)
	}
	return value
}

func address(t *testing.T) string { return strings.TrimSuffix(setting(t, "BURNCLOUD_URL"), "/") }

// client uses the demo's own token.
func client(t *testing.T) openai.Client { return clientOf(t, setting(t, "BURNCLOUD_TOKEN")) }

// clientOf never retries, so that a test sees the first answer.
func clientOf(t *testing.T, key string) openai.Client {
	return openai.NewClient(option.WithBaseURL(address(t)+"/v1"), option.WithAPIKey(key), option.WithMaxRetries(0))
}

func deadline(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return ctx
}

// newToken makes a token through the control plane, to be deleted when the test ends, and returns its key.
func newToken(t *testing.T, fields map[string]any) string {
	t.Helper()
	body := map[string]any{"name": "e2e", "unlimited": true}
	for k, v := range fields {
		body[k] = v
	}
	var made struct{ ID, Key string }
	if err := json.Unmarshal(admin(t, http.MethodPost, "/api/tokens", body), &made); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(made.Key, "sk-") {
		t.Fatalf("key %q does not begin with sk-", made.Key)
	}
	t.Cleanup(func() { admin(t, http.MethodDelete, "/api/tokens/"+made.ID, nil) })
	return made.Key
}

func admin(t *testing.T, method, path string, body any) []byte {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	// Not the test's context: it is over when the clean-up runs.
	req, err := http.NewRequestWithContext(context.Background(), method, address(t)+path, bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+setting(t, "BURNCLOUD_ADMIN_TOKEN"))
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode/100 != 2 {
		t.Fatalf("%s %s: %s %s", method, path, resp.Status, answer)
	}
	return answer
}
