package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// apiClient calls an HTTP API of this program as a stranger would.
type apiClient struct{ base, token string }

// send posts a body; the answer is a success, and the caller's to close.
func (c *apiClient) send(ctx context.Context, path string, body any) (*http.Response, error) {
	return c.request(ctx, http.MethodPost, path, body)
}

func (c *apiClient) request(ctx context.Context, method, path string, body any) (*http.Response, error) {
	var content io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		content = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, content)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+c.token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode >= 300 {
		defer resp.Body.Close()
		text, _ := io.ReadAll(io.LimitReader(resp.Body, 16<<10))
		return nil, fmt.Errorf("%s answered %s: %s", path, resp.Status, complaint(text))
	}
	return resp, nil
}

// complaint is what a problem says, in one line.
func complaint(body []byte) string {
	var p struct {
		Detail string
		Errors []struct{ Field, Message string }
	}
	if json.Unmarshal(body, &p) != nil || p.Detail == "" {
		return strings.TrimSpace(string(body))
	}
	for i, e := range p.Errors {
		p.Detail += [2]string{": ", "; "}[min(i, 1)] + strings.TrimSpace(e.Field+" "+e.Message)
	}
	return p.Detail
}

func (c *apiClient) post(ctx context.Context, path string, body, into any) error {
	return c.into(into)(c.send(ctx, path, body))
}

func (c *apiClient) get(ctx context.Context, path string, into any) error {
	return c.into(into)(c.request(ctx, http.MethodGet, path, nil))
}

func (c *apiClient) patch(ctx context.Context, path string, body any) error {
	return c.into(nil)(c.request(ctx, http.MethodPatch, path, body))
}

// into reads an answer; nil does not.
func (c *apiClient) into(v any) func(*http.Response, error) error {
	return func(resp *http.Response, err error) error {
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		if v == nil {
			return nil
		}
		d := json.NewDecoder(resp.Body)
		d.UseNumber()
		return d.Decode(v)
	}
}
