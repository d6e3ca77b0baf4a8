package sim_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/burncloud/burncloud/sim"
)

// dialectStreams are the streams beside OpenAI's chat, with the frames of their answer to hi.
var dialectStreams = []struct {
	flavor       sim.Flavor
	path, body   string
	model        string
	frames       int    // data frames of the answer
	ending       string // what the stream ends with and does not count as a frame
	failure, end string // the error in a stream; the last of the frames
	array        bool
}{
	{sim.Anthropic, "/v1/messages", `{"model":"claude-opus-4-6","max_tokens":99,"stream":true,` + hi, "claude-opus-4-6", 15, `"message_stop"`, "event: error\ndata: {", `"message_delta"`, false},
	{sim.Gemini, flash + ":streamGenerateContent?alt=sse", `{` + gHi + `}`, "gemini-2.5-flash", 10, "", "data: {\"error\":{", `"finishReason"`, false},
	{sim.Gemini, flash + ":streamGenerateContent", `{` + gHi + `}`, "gemini-2.5-flash", 10, "", "\r\n,\r\n{\"error\":{", `"finishReason"`, true},
	{sim.OpenAI, "/responses", `{"model":"gpt-4o","stream":true,"input":"hi"}`, "gpt-4o", 18, "", "event: error\ndata: {", `response.completed`, false},
	{sim.Ollama, "/api/chat", `{"model":"qwen3:4b",` + hi, "qwen3:4b", 11, "", `{"error":"`, `"done":true`, false},
	{sim.Bedrock, nova + "/converse-stream", `{` + bHi + `}`, "us.amazon.nova-2-lite-v1:0", 14, "", ":exception-type", `"stopReason"`, false},
}

// tryAt posts a body and reports everything, errors included.
func tryAt(t *testing.T, url, body string, timeout time.Duration) got {
	t.Helper()
	req := newRequest(t, url, "k", body)
	ctx, cancel := context.WithTimeout(req.Context(), timeout)
	defer cancel()
	client := &http.Client{Transport: &http.Transport{DisableCompression: true, DisableKeepAlives: true}}
	begin := time.Now()
	res, err := client.Do(req.WithContext(ctx))
	if err != nil {
		return got{err: err, took: time.Since(begin)}
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	return got{res.StatusCode, res.Header, string(b), err, time.Since(begin)}
}

// TestDialectKnobs wants the knobs to work on every stream.
func TestDialectKnobs(t *testing.T) {
	for _, d := range dialectStreams {
		count := func(g got) int {
			if d.array {
				return strings.Count(g.body, `"candidates"`)
			}
			n := dataFrames(g.body)
			if d.flavor == sim.Ollama {
				n = strings.Count(g.body, `{"model"`)
			}
			if d.flavor == sim.Bedrock {
				n = strings.Count(g.body, ":event-type")
			}
			if d.ending != "" {
				n -= strings.Count(g.body, "event: message_stop")
			}
			return n
		}
		for _, row := range []struct {
			name  string
			knobs sim.Knobs
			fault string
			ok    func(got) bool
		}{
			{"none", sim.Knobs{}, "", func(g got) bool {
				return g.status == 200 && count(g) == d.frames && strings.Contains(g.body, d.ending) && strings.Contains(g.body, d.end) && !strings.Contains(g.body, "[DONE]")
			}},
			{"gap", sim.Knobs{FirstToken: 5 * ms, Gap: 5 * ms}, "", func(g got) bool { return g.took >= 5*ms*time.Duration(d.frames) && count(g) == d.frames }},
			{"chunks", sim.Knobs{Chunks: 40}, "", func(g got) bool { return count(g) == d.frames+30 }},
			{"no usage", sim.Knobs{NoUsage: true}, "", func(g got) bool {
				return !strings.Contains(g.body, `"input_tokens"`) && !strings.Contains(g.body, "TokenCount") && !strings.Contains(g.body, "eval_count") && !strings.Contains(g.body, "inputTokens") && count(g) == d.frames
			}},
			{"cached", sim.Knobs{Cached: 1}, "", func(g got) bool {
				return d.flavor == sim.Ollama || strings.Contains(g.body, `"cache_read_input_tokens":1`) || strings.Contains(g.body, `"cachedContentTokenCount":1`) || strings.Contains(g.body, `"cached_tokens":1`) || strings.Contains(g.body, `"cacheReadInputTokens":1`)
			}},
			{"error", sim.Knobs{ErrorShare: 1, ErrorStatus: 503}, "error", func(g got) bool {
				return g.status == 503 && json.Valid([]byte(g.body)) && strings.HasPrefix(g.body, "[") == d.array
			}},
			{"cut", sim.Knobs{CutAfter: 3}, "cut", func(g got) bool { return errors.Is(g.err, io.ErrUnexpectedEOF) && count(g) == 3 }},
			{"end", sim.Knobs{EndAfter: 3}, "end", func(g got) bool { return g.err == nil && count(g) == 3 && !strings.Contains(g.body, d.end) }},
			{"no done", sim.Knobs{NoDone: true}, "no-done", func(g got) bool {
				return g.err == nil && count(g) == d.frames && (d.ending == "" || !strings.Contains(g.body, d.ending))
			}},
			{"error in stream", sim.Knobs{ErrorAfter: 3}, "error-in-stream", func(g got) bool {
				return g.status == 200 && strings.Contains(g.body, d.failure) && !strings.Contains(g.body, d.end) && json.Valid([]byte(g.body)) == d.array
			}},
			{"hang after", sim.Knobs{HangAfter: 2}, "hang-after", func(g got) bool { return errors.Is(g.err, context.DeadlineExceeded) && count(g) == 2 }},
			{"gzip", sim.Knobs{Garbage: sim.Gzip}, "gzip", func(g got) bool { return strings.Contains(unzip(g), d.end) }},
			{"json for stream", sim.Knobs{Garbage: sim.JSONForStream}, "", func(g got) bool { return strings.HasPrefix(g.body, "{") && json.Valid([]byte(g.body)) }},
			{"huge", sim.Knobs{Huge: 300_000}, "huge", func(g got) bool { return len(g.body) > 300_000 && count(g) == d.frames }},
			{"huge last", sim.Knobs{Huge: 300_000, Chunks: 1}, "huge", func(g got) bool { return len(g.body) > 300_000 && strings.Contains(g.body, d.end) }},
		} {
			t.Run(string(d.flavor)+" "+d.path+" "+row.name, func(t *testing.T) {
				p := sim.New(d.flavor, sim.Options{})
				p.SetModel(d.model, row.knobs)
				g := tryAt(t, serve(t, p)+d.path, d.body, 300*ms)
				if !row.ok(g) {
					t.Errorf("status %d, error %v, %d frames, took %v\n%.3000s", g.status, g.err, count(g), g.took, g.body)
				}
				if s := settled(t, p); s.Fault != row.fault || !s.Stream || s.Model != d.model {
					t.Errorf("record %+v, want fault %q", s, row.fault)
				}
			})
		}
	}
}

// FuzzDialects wants every body answered: with JSON, or with a stream of JSON frames that is finished.
func FuzzDialects(f *testing.F) {
	for i, d := range dialectStreams {
		f.Add(i, d.body)
	}
	f.Add(0, claudeBody(aUser+`,`+aCall+`,`+aResult, aThinking+aTool))
	f.Add(1, `{`+gOrder+`,`+gFunctions+`}`)
	f.Fuzz(func(t *testing.T, which int, body string) {
		d := dialectStreams[uint(which)%uint(len(dialectStreams))]
		p := sim.New(d.flavor, sim.Options{})
		base := map[sim.Flavor]string{sim.OpenAI: "/v1"}[d.flavor]
		r := httptest.NewRequest(http.MethodPost, base+d.path, strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer k")
		r.Header.Set("X-Goog-Api-Key", "k")
		r.Header.Set("Anthropic-Version", "2023-06-01")
		w := httptest.NewRecorder()
		p.ServeHTTP(w, r)
		answer := w.Body.String()
		if w.Code != 200 || d.array || strings.HasPrefix(w.Header().Get("Content-Type"), "application/json") {
			if !json.Valid([]byte(answer)) {
				t.Errorf("%s %s: not JSON: %q", d.path, body, answer)
			}
			return
		}
		for line := range strings.Lines(answer) {
			data, ok := strings.CutPrefix(line, "data: ")
			if d.flavor == sim.Ollama {
				data, ok = line, true
			}
			if ok && !json.Valid([]byte(data)) {
				t.Errorf("%s %s: not JSON: %q", d.path, body, data)
			}
		}
		if s := p.Served(); len(s) != 1 || !s[0].Finished || s[0].Done.IsZero() {
			t.Errorf("%s %s: unfinished: %+v", d.path, body, s)
		}
	})
}
