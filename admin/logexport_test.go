package admin_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
)

// An export has every call once, in both formats, and ends when its reader leaves. BURNCLOUD_LONG=1 makes it 100,000 calls.
func TestExportOfManyCalls(t *testing.T) {
	n := 3_000
	if os.Getenv("BURNCLOUD_LONG") == "1" {
		n = 100_000
	}
	w := newWorld(t)
	for i := 0; i < n; i += 1000 {
		some := make([]burncloud.Call, 0, 1000)
		for j := i; j < min(i+1000, n); j++ {
			some = append(some, burncloud.Call{
				RequestID: burncloud.RequestID(fmt.Sprintf("req_%026d", j)), Time: w.clock(), UserID: "usr_1", TokenID: "tok_1", ChannelID: "ch_1", Group: "default",
				Endpoint: "POST /v1/chat/completions", Model: "m", UpstreamModel: "m-up", Dialect: "openai", UpstreamDialect: "openai", Status: 200,
				Usage: burncloud.Usage{Input: 100, Output: 10}, TTFT: 1000, Duration: 2000, IP: "10.0.0.1",
			})
		}
		w.post(some...)
	}
	begin := time.Now()
	seen := make(map[string]bool, n)
	body, total := w.stream(t.Context(), "/api/logs/export?format=jsonl")
	lines := bufio.NewScanner(body)
	for lines.Scan() {
		var l struct{ ID string }
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil || seen[l.ID] {
			t.Fatalf("%q twice, or %v", l.ID, err)
		}
		seen[l.ID] = true
	}
	// The total is an estimate, of what a progress bar needs.
	if told, _ := strconv.Atoi(total); lines.Err() != nil || len(seen) != n || told < n*99/100-10 || told > n*101/100+10 {
		t.Errorf("%d of %d calls, %s told before: %v", len(seen), n, total, lines.Err())
	}
	took := time.Since(begin)
	body, _ = w.stream(t.Context(), "/api/logs/export?format=csv")
	size, err := io.Copy(io.Discard, body)
	if err != nil || size < int64(n)*100 {
		t.Errorf("csv has %d bytes: %v", size, err)
	}
	t.Logf("%d calls as JSON lines in %v, %d bytes of CSV", n, took.Round(time.Millisecond), size)

	ctx, leave := context.WithCancel(t.Context())
	body, _ = w.stream(ctx, "/api/logs/export?format=jsonl")
	if _, err := bufio.NewReader(body).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	leave()
	if _, err := io.Copy(io.Discard, body); err == nil {
		t.Error("the export went on after its reader had left")
	}
}

// stream begins to read an answer of 200; total is what it says of its length.
func (w *world) stream(ctx context.Context, path string) (body io.Reader, total string) {
	w.t.Helper()
	r, err := http.NewRequestWithContext(ctx, "GET", w.url+path, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+bootstrap)
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = a.Body.Close() })
	if a.StatusCode != 200 {
		w.t.Fatalf("%s = %d", path, a.StatusCode)
	}
	return a.Body, a.Header.Get("X-Total-Estimate")
}
