package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

// adminToken is the management token of the gateways under test, which live for a minute on the loopback interface.
const adminToken = "bench-management-token"

// caller bounds what the control plane may take.
func caller() *http.Client { return &http.Client{Timeout: 60 * time.Second} }

// send makes a control plane request.
func send(method, addr, path string, body any) (*http.Response, error) {
	b, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequest(method, "http://"+addr+path, bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+adminToken)
	req.Header.Set("Content-Type", "application/json")
	resp, err := caller().Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode >= 300 {
		defer drainBody(resp)
		text, _ := io.ReadAll(io.LimitReader(resp.Body, 2<<10))
		return nil, fmt.Errorf("%s %s: %s: %s", method, path, resp.Status, text)
	}
	return resp, nil
}

// post creates a resource and reads what of the answer is asked for.
func post(addr, path string, body, into any) error {
	resp, err := send(http.MethodPost, addr, path, body)
	if err != nil {
		return err
	}
	defer drainBody(resp)
	return json.NewDecoder(resp.Body).Decode(into)
}

// configure gives the gateway a channel to the simulated provider, a price, a user and a token.
func configure(t *target, upstream string, models []string, price map[string]any) error {
	var made struct{ ID, Key string }
	err := post(t.addr, "/api/channels", map[string]any{
		"name": "bench", "provider": "openai", "base_url": "http://" + upstream + "/v1", "keys": []string{"sk-upstream"}, "models": models,
	}, &made)
	if err != nil {
		return err
	}
	if err := post(t.addr, "/api/prices", price, &made); err != nil {
		return err
	}
	if err := post(t.addr, "/api/users", map[string]any{"username": "bench", "role": "user", "unlimited_balance": true}, &made); err != nil {
		return err
	}
	if err := post(t.addr, "/api/tokens", map[string]any{"name": "bench", "user_id": made.ID, "unlimited": true}, &made); err != nil {
		return err
	}
	t.key = made.Key
	return nil
}

// logLag is how many log rows the gateway has not written yet; an error means that it is not ready.
func logLag(addr string) (uint64, error) {
	resp, err := caller().Get("http://" + addr + "/readyz")
	if err != nil {
		return 0, err
	}
	defer drainBody(resp)
	if resp.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("readyz: %s", resp.Status)
	}
	var state struct {
		Lag uint64 `json:"log_lag_records"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&state); err != nil {
		return 0, fmt.Errorf("readyz: %w", err)
	}
	return state.Lag, nil
}

// books are the gateway's log rows, counted.
type books struct {
	Answered int `json:"answered"` // calls that the load generator got a right answer to
	Rows     int `json:"rows"`     // of them logged with status 200, once
	Priced   int `json:"priced"`   // … and with a cost
	Twice    int `json:"twice"`    // rows whose request was logged before
}

// audit reads the whole log back.
func audit(t *target) (books, error) {
	b := books{Answered: t.served}
	resp, err := send(http.MethodGet, t.addr, "/api/logs/export?format=jsonl", nil)
	if err != nil {
		return b, err
	}
	defer drainBody(resp)
	seen := make(map[string]bool)
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var row struct {
			RequestID string `json:"request_id"`
			Status    int    `json:"status"`
			Cost      *string
		}
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			return b, fmt.Errorf("log row: %w", err)
		}
		switch {
		case seen[row.RequestID]:
			b.Twice++
		case row.Status == http.StatusOK:
			b.Rows++
			if row.Cost != nil {
				b.Priced++
			}
		}
		seen[row.RequestID] = true
	}
	return b, lines.Err()
}

func (b books) right() bool { return b.Rows == b.Answered && b.Priced == b.Rows && b.Twice == 0 }
