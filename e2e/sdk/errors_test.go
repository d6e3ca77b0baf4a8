package sdk_test

import (
	"errors"
	"testing"

	"github.com/openai/openai-go/v3"
)

func TestRefusalsAreTheClientsErrors(t *testing.T) {
	narrow := newToken(t, map[string]any{"models": []string{"qwen-plus"}})
	disabled := newToken(t, map[string]any{"enabled": false})
	for _, row := range []struct {
		name, key, model string
		status           int
		code             string // empty: not looked at
	}{
		{"unknown key", "sk-nobody", "gpt-4o-mini", 401, "invalid_api_key"},
		{"unknown model", setting(t, "BURNCLOUD_TOKEN"), "no-such-model", 404, "model_not_found"},
		{"model not allowed", narrow, "gpt-4o-mini", 403, ""},
		{"disabled token", disabled, "gpt-4o-mini", 401, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := clientOf(t, row.key)
			_, err := c.Chat.Completions.New(deadline(t), ask(row.model))
			checkRefusal(t, err, row.status, row.code)

			stream := c.Chat.Completions.NewStreaming(deadline(t), ask(row.model))
			defer stream.Close()
			if stream.Next() {
				t.Errorf("the stream answered: %s", stream.Current().RawJSON())
			}
			checkRefusal(t, stream.Err(), row.status, row.code)
		})
	}
}

func TestUnknownModelCannotBeRetrieved(t *testing.T) {
	c := client(t)
	_, err := c.Models.Get(deadline(t), "no-such-model")
	checkRefusal(t, err, 404, "")
}

func checkRefusal(t *testing.T, err error, status int, code string) {
	t.Helper()
	var refusal *openai.Error
	if !errors.As(err, &refusal) {
		t.Fatalf("got %v, want the client's error with status %d", err, status)
	}
	if refusal.StatusCode != status || code != "" && refusal.Code != code || refusal.Message == "" || refusal.Type == "" {
		t.Errorf("got %d %s, want %d %s with a type and a message", refusal.StatusCode, refusal.RawJSON(), status, code)
	}
	if refusal.Response.Header.Get("X-Request-Id") == "" {
		t.Error("the refusal names no request")
	}
}
