package sim_test

import (
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/burncloud/burncloud/sim"
)

// got is what a plain client saw.
type got struct {
	status int
	header http.Header
	body   string
	err    error // of the request or of reading the body
	took   time.Duration
}

// try sends a streaming (or not) chat request and reports everything, errors included.
func try(t *testing.T, url, model string, stream bool, timeout time.Duration) got {
	t.Helper()
	body := `{"model":"` + model + `",` + hi
	if stream {
		body = `{"model":"` + model + `","stream":true,"stream_options":{"include_usage":true},` + hi
	}
	req := newRequest(t, url+"/chat/completions", "k", body)
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

// dataFrames counts the data frames of a stream, [DONE] not.
func dataFrames(s string) int { return strings.Count(s, "data: {") }

const full = 13 // chunks of the answer to hi: role, ten words, finish, usage

const ms = time.Millisecond

// knobRows says for each knob what a plain client sees.
var knobRows = []struct {
	name   string
	knobs  sim.Knobs
	stream bool
	fault  string // as recorded
	ok     func(got) bool
}{
	{"none", sim.Knobs{}, true, "", func(g got) bool {
		return g.status == 200 && dataFrames(g.body) == full && strings.HasSuffix(g.body, "data: [DONE]\n\n")
	}},
	{"first token", sim.Knobs{FirstToken: 50 * ms}, true, "", func(g got) bool { return g.took >= 50*ms && dataFrames(g.body) == full }},
	{"gap", sim.Knobs{Gap: 5 * ms}, true, "", func(g got) bool { return g.took >= 5*ms*(full-1) && dataFrames(g.body) == full }},
	{"gap, one piece", sim.Knobs{Gap: 5 * ms}, false, "", func(g got) bool { return g.took >= 5*ms*9 && g.err == nil }},
	{"keep alive", sim.Knobs{FirstToken: 50 * ms, KeepAlive: 10 * ms}, true, "", func(g got) bool { return strings.HasPrefix(g.body, ": keep-alive\n\n") && dataFrames(g.body) == full }},
	{"keep alive, one piece", sim.Knobs{FirstToken: 50 * ms, KeepAlive: 10 * ms}, false, "", func(g got) bool { return strings.HasPrefix(g.body, "\n") && strings.Contains(g.body, "Simulated") }},
	{"chunks", sim.Knobs{Chunks: 40}, true, "", func(g got) bool { return dataFrames(g.body) == 43 }},
	{"few chunks", sim.Knobs{Chunks: 2}, true, "", func(g got) bool { return dataFrames(g.body) == 5 }},
	{"cached", sim.Knobs{Cached: 1}, true, "", func(g got) bool { return strings.Contains(g.body, `"cached_tokens":1,`) }},
	{"no usage", sim.Knobs{NoUsage: true}, true, "", func(g got) bool { return !strings.Contains(g.body, "prompt_tokens") && dataFrames(g.body) == full-1 }},
	{"no usage, one piece", sim.Knobs{NoUsage: true}, false, "", func(g got) bool { return !strings.Contains(g.body, "usage") && strings.Contains(g.body, "Simulated") }},
	{"error", sim.Knobs{ErrorShare: 1}, true, "error", func(g got) bool { return g.status == 500 && strings.Contains(g.body, "server_error") }},
	{"rate limit", sim.Knobs{ErrorShare: 1, ErrorStatus: 429, RetryAfter: 1500 * ms}, false, "error", func(g got) bool {
		return g.status == 429 && g.header.Get("Retry-After") == "2" && g.header.Get("Retry-After-Ms") == "1500" && strings.Contains(g.body, "rate_limit_exceeded")
	}},
	{"odd status", sim.Knobs{ErrorShare: 1, ErrorStatus: 529}, false, "error", func(g got) bool { return g.status == 529 && strings.Contains(g.body, `"error"`) }},
	{"hang", sim.Knobs{Hang: true}, true, "hang", func(g got) bool { return errors.Is(g.err, context.DeadlineExceeded) && g.status == 0 }},
	{"hang after head", sim.Knobs{HangAfterHead: true}, true, "hang-after-head", func(g got) bool { return errors.Is(g.err, context.DeadlineExceeded) && g.status == 200 && g.body == "" }},
	{"hang after", sim.Knobs{HangAfter: 2}, true, "hang-after", func(g got) bool { return errors.Is(g.err, context.DeadlineExceeded) && dataFrames(g.body) == 2 }},
	{"cut", sim.Knobs{CutAfter: 3}, true, "cut", func(g got) bool { return errors.Is(g.err, io.ErrUnexpectedEOF) && dataFrames(g.body) == 3 }},
	{"cut at once", sim.Knobs{CutAfter: -1}, true, "cut", func(g got) bool { return errors.Is(g.err, io.ErrUnexpectedEOF) && g.body == "" }},
	{"end", sim.Knobs{EndAfter: 3}, true, "end", func(g got) bool { return g.err == nil && dataFrames(g.body) == 3 && !strings.Contains(g.body, "DONE") }},
	{"no done", sim.Knobs{NoDone: true}, true, "no-done", func(g got) bool {
		return g.err == nil && dataFrames(g.body) == full && !strings.Contains(g.body, "DONE")
	}},
	{"error in stream", sim.Knobs{ErrorAfter: 3}, true, "error-in-stream", func(g got) bool {
		return g.status == 200 && dataFrames(g.body) == 4 && strings.Contains(g.body, `data: {"error":{`)
	}},
	{"reset", sim.Knobs{Reset: true}, true, "reset", func(g got) bool { return errors.Is(g.err, syscall.ECONNRESET) || errors.Is(g.err, io.EOF) }},
	{"drip", sim.Knobs{Drip: 5 * ms}, true, "", func(g got) bool {
		return errors.Is(g.err, context.DeadlineExceeded) && len(g.body) > 3 && len(g.body) <= 60
	}},
	{"drip head", sim.Knobs{DripHead: 20 * ms}, true, "drip-head", func(g got) bool { return errors.Is(g.err, context.DeadlineExceeded) && g.status == 0 }},
	{"html", sim.Knobs{Garbage: sim.HTMLOK}, true, "html-ok", func(g got) bool {
		return g.status == 200 && strings.HasPrefix(g.body, "<html>") && g.header.Get("Content-Type") == "text/html"
	}},
	{"html 502", sim.Knobs{Garbage: sim.HTMLGateway}, false, "html-502", func(g got) bool { return g.status == 502 && strings.HasPrefix(g.body, "<html>") }},
	{"truncated", sim.Knobs{Garbage: sim.TruncatedJSON}, false, "truncated-json", func(g got) bool {
		return g.err == nil && strings.HasPrefix(g.body, "{") && !strings.HasSuffix(g.body, "}\n")
	}},
	{"empty", sim.Knobs{Garbage: sim.EmptyBody}, false, "empty", func(g got) bool { return g.status == 200 && g.body == "" && g.err == nil }},
	{"long length", sim.Knobs{Garbage: sim.LongLength}, false, "long-length", func(g got) bool { return errors.Is(g.err, io.ErrUnexpectedEOF) && strings.HasSuffix(g.body, "}\n") }},
	{"plain frame", sim.Knobs{Garbage: sim.PlainFrame}, true, "plain-frame", func(g got) bool { return strings.Contains(g.body, "\n\ndata: this") && dataFrames(g.body) == full }},
	{"gzip", sim.Knobs{Garbage: sim.Gzip}, true, "gzip", func(g got) bool { return dataFrames(unzip(g)) == full }},
	{"gzip cut", sim.Knobs{Garbage: sim.GzipCut}, true, "gzip-cut", func(g got) bool { return strings.HasPrefix(g.body, "\x1f\x8b") && g.err == nil }},
	{"gzip bomb", sim.Knobs{Garbage: sim.GzipBomb, Huge: 1 << 20}, false, "gzip-bomb", func(g got) bool { return len(g.body) < 4096 && len(unzip(g)) == 1<<20 }},
	{"1xx", sim.Knobs{Garbage: sim.InfoFlood}, true, "info-flood", func(g got) bool { return g.status == 200 && dataFrames(g.body) == full }},
	{"trailers", sim.Knobs{Garbage: sim.Trailers}, false, "trailers", func(g got) bool { return g.status == 200 && strings.Contains(g.body, "Simulated") }},
	{"json for stream", sim.Knobs{Garbage: sim.JSONForStream}, true, "", func(g got) bool {
		return strings.HasPrefix(g.body, "{") && g.header.Get("Content-Type") == "application/json"
	}},
	{"huge", sim.Knobs{Huge: 300_000}, true, "huge", func(g got) bool { return len(g.body) > 300_000 && dataFrames(g.body) == full }},
	{"huge, one piece", sim.Knobs{Huge: 300_000}, false, "", func(g got) bool { return len(g.body) > 300_000 && g.err == nil }},
}

func TestKnobs(t *testing.T) {
	for _, row := range knobRows {
		t.Run(row.name, func(t *testing.T) {
			p := sim.New(sim.OpenAI, sim.Options{})
			url := serve(t, p)
			p.SetModel("gpt-4o", row.knobs)
			g := try(t, url, "gpt-4o", row.stream, 300*ms)
			if !row.ok(g) {
				t.Errorf("knobs %+v\nstatus %d, error %v, took %v, header %v\n%.2000s", row.knobs, g.status, g.err, g.took, g.header, g.body)
			}
			if s := settled(t, p); s.Fault != row.fault {
				t.Errorf("fault %q recorded, want %q", s.Fault, row.fault)
			}
			if other := try(t, url, "gpt-4o-mini", row.stream, 5*time.Second); other.status != 200 || other.err != nil {
				t.Errorf("the other model suffers too: %+v", other)
			}
		})
	}
}

// unzip unpacks a body that is said to be gzip; it is empty if it is not.
func unzip(g got) string {
	z, err := gzip.NewReader(strings.NewReader(g.body))
	if err != nil || g.header.Get("Content-Encoding") != "gzip" {
		return ""
	}
	b, err := io.ReadAll(z)
	if err != nil {
		return ""
	}
	return string(b)
}

// settled waits until the last request is over and returns its record.
func settled(t *testing.T, p *sim.Provider) sim.Served {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); time.Now().Before(end); time.Sleep(time.Millisecond) {
		all := p.Served()
		if len(all) > 0 && !all[len(all)-1].Done.IsZero() {
			return all[len(all)-1]
		}
	}
	t.Fatal("a request stays under way")
	return sim.Served{}
}

// TestErrorShare wants the share kept, and the same requests hit again with the same seed.
func TestErrorShare(t *testing.T) {
	run := func(seed uint64) string {
		p := sim.New(sim.Qwen, sim.Options{Seed: seed, Knobs: sim.Knobs{ErrorShare: 0.3}})
		url := serve(t, p)
		var hits strings.Builder
		for range 200 {
			status, _ := ask(t, url+"/models", "k", "")
			hits.WriteByte("-x"[status/500])
		}
		return hits.String()
	}
	first, again, other := run(1), run(1), run(2)
	if n := strings.Count(first, "x"); n < 40 || n > 80 {
		t.Errorf("%d of 200 hit, want about 60", n)
	}
	if first != again || first == other {
		t.Errorf("seed 1 %s\nagain  %s\nseed 2 %s", first, again, other)
	}
}

// TestInStreamErrors wants each flavour's own in-stream error.
func TestInStreamErrors(t *testing.T) {
	for flavor, want := range map[sim.Flavor]string{
		sim.OpenAI:     `data: {"error":{"message":`,
		sim.DeepSeek:   `"code":"invalid_request_error"}}`,
		sim.Qwen:       `"request_id":"`,
		sim.Groq:       "event: error\ndata: {\"error\":",
		sim.Moonshot:   `"type":"server_error"}}`,
		sim.OpenRouter: `"finish_reason":"error"`,
	} {
		p := sim.New(flavor, sim.Options{Knobs: sim.Knobs{ErrorAfter: 2}})
		g := try(t, serve(t, p), p.Models()[0].ID, true, 5*time.Second)
		if g.status != 200 || !strings.Contains(g.body, want) {
			t.Errorf("%s: %d %v, no %q in %q", flavor, g.status, g.err, want, g.body)
		}
	}
}

// TestClientGone wants the provider to notice, with and without gaps, when the client leaves in the middle.
func TestClientGone(t *testing.T) {
	for name, knobs := range map[string]sim.Knobs{
		"gaps":    {Gap: 10 * time.Millisecond, Chunks: 1000},
		"no gaps": {Chunks: 200_000},
	} {
		p := sim.New(sim.OpenAI, sim.Options{Knobs: knobs})
		req := newRequest(t, serve(t, p)+"/chat/completions", "k", `{"model":"gpt-4o","stream":true,`+hi)
		ctx, cancel := context.WithCancel(req.Context())
		res, err := http.DefaultClient.Do(req.WithContext(ctx))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := bufio.NewReader(res.Body).ReadString('\n'); err != nil {
			t.Fatal(err)
		}
		cancel()
		_ = res.Body.Close()
		s := settled(t, p)
		if s.Finished || s.Gone.IsZero() || s.Chunks == 0 || s.Chunks >= knobs.Chunks {
			t.Errorf("%s: %d chunks, finished %v, gone %v", name, s.Chunks, s.Finished, s.Gone)
		}
		if c := p.Counters(); c.Gone != 1 || c.InFlight != 0 {
			t.Errorf("%s: %+v", name, c)
		}
	}
}
