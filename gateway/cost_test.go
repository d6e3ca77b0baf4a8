//go:build unix && !race

package gateway_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/wire/anthropic"
	"github.com/burncloud/burncloud/wire/gemini"
	"github.com/burncloud/burncloud/wire/openai"
)

// crossing is a client's dialect over an upstream's.
type crossing struct {
	name  string
	front llm.Front
	back  llm.Back
	g     *tongue
	chunk string // one more piece of the upstream's text
}

func crossings() []crossing {
	return []crossing{
		{"openai over anthropic", openai.Front{}, anthropic.Back{}, tongueOf(anthropic.Dialect), "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\" a few words\"}}\n\n"},
		{"anthropic over openai", anthropic.Front{}, openai.Back{}, tongueOf(burncloud.DialectOpenAI), "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"up\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\" a few words\"},\"finish_reason\":null}]}\n\n"},
	}
}

// long is the tongue's stream with n more chunks.
func (c *crossing) long(n int) string {
	begin, first, rest := c.g.split()
	return begin + first + strings.Repeat(c.chunk, n) + rest
}

const chunks = 1000

// translate decodes and encodes a stream once.
func (c *crossing) translate(stream string, dst []byte) []byte {
	req, target := &llm.Request{Model: "m", Stream: true}, &llm.Target{Model: "up"}
	encoder := c.front.EncodeStream(req)
	for event, err := range c.back.DecodeStream(req, target, strings.NewReader(stream)) {
		if err != nil {
			panic(err)
		}
		dst = encoder.Encode(dst, event)
	}
	return dst
}

// frames lets the relay judge a stream of its own dialect once.
func frames(stream string) llm.Frames {
	relay, err := openai.Peek(openai.ShapeChoices, []byte(`{"model":"m","stream":true}`))
	if err != nil {
		panic(err)
	}
	f := relay.Stream()
	for event := range strings.SplitAfterSeq(stream, "\n\n") {
		f.Frame([]byte(event))
		f.Text()
	}
	return f
}

func BenchmarkTranslatedChunk(b *testing.B) {
	for _, c := range crossings() {
		b.Run(c.name, func(b *testing.B) {
			stream, dst := c.long(chunks), []byte(nil)
			b.ReportAllocs()
			for b.Loop() {
				dst = c.translate(stream, dst[:0])
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/chunks, "ns/chunk")
		})
	}
}

func BenchmarkRelayedChunk(b *testing.B) {
	c := crossings()[1]
	stream := c.long(chunks)
	for b.Loop() {
		frames(stream)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/chunks, "ns/chunk")
}

// TestChunkCost: a translated chunk takes 10 µs at most.
func TestChunkCost(t *testing.T) {
	cost := func(work func()) time.Duration {
		best := time.Hour
		for range 5 {
			before := cpu(t)
			for range 5 {
				work()
			}
			best = min(best, (cpu(t)-before)/(5*chunks))
		}
		return best
	}
	cs := crossings()
	stream := cs[1].long(chunks)
	t.Logf("relay: %v for a chunk", cost(func() { frames(stream) }))
	for _, c := range cs {
		stream, dst := c.long(chunks), []byte(nil)
		d := cost(func() { dst = c.translate(stream, dst[:0]) })
		if t.Logf("%s: %v for a chunk", c.name, d); d > 10*time.Microsecond {
			t.Errorf("%s: %v for a chunk", c.name, d)
		}
	}
}

// cpu is the CPU time of this process.
func cpu(t testing.TB) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// TestCallCost: a whole call that is translated takes the gateway twice the CPU time of one that is relayed, at most. What
// the client and the upstream take in this process is taken off.
func TestCallCost(t *testing.T) {
	if testing.Short() {
		t.Skip("measures for seconds")
	}
	prompt := strings.Repeat("word ", 200)
	body := func(model string) string {
		return `{"model":"` + model + `","messages":[{"role":"user","content":"` + prompt + `"}]}`
	}
	urls := map[string]string{}
	var channels []burncloud.Channel
	for _, d := range []burncloud.Dialect{burncloud.DialectOpenAI, anthropic.Dialect, gemini.Dialect} {
		g := tongueOf(d)
		answer := []byte(strings.Replace(g.plain, "Hello", "Hello"+strings.Repeat(" word", 100), 1))
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write(answer)
		}))
		t.Cleanup(srv.Close)
		ch := g.channel("ch_"+string(d), &rawUpstream{url: srv.URL + "/v1"})
		ch.Models, ch.ModelMapping = []burncloud.ModelName{burncloud.ModelName(d)}, nil
		channels = append(channels, ch)
		urls[string(d)] = srv.URL
	}
	r := newRig(t, channels...)
	measure := func(url, model string) time.Duration {
		const calls = 400
		before := cpu(t)
		for range calls {
			req, err := http.NewRequest("POST", url, strings.NewReader(body(model)))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Authorization", "Bearer "+r.key)
			resp, err := r.http.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			if _, _ = io.Copy(io.Discard, resp.Body); resp.StatusCode != 200 {
				t.Fatal(resp.Status)
			}
			_ = resp.Body.Close()
		}
		return (cpu(t) - before) / calls
	}
	got := map[string][]time.Duration{}
	for range 6 {
		got["direct"] = append(got["direct"], measure(urls["openai"]+chat, "openai"))
		for model := range urls {
			got[model] = append(got[model], measure(r.url+chat, model))
		}
	}
	median := func(name string) time.Duration {
		slices.Sort(got[name])
		return got[name][len(got[name])/2]
	}
	direct := median("direct")
	relay := median("openai") - direct
	for _, model := range []string{"anthropic", "gemini"} {
		translated := median(model) - direct
		ratio := float64(translated) / float64(relay)
		if t.Logf("a call of 1 KB: relayed %v, translated to %s %v: %.2f ×", relay, model, translated, ratio); ratio > 2 {
			t.Errorf("translated to %s: %.2f times the relay", model, ratio)
		}
	}
}

// TestPictureCost: translating a request with a picture of 1 MB allocates four times its size at most.
func TestPictureCost(t *testing.T) {
	picture := strings.Repeat("iVBORw0K", 1<<20/8)
	bodies := map[burncloud.Dialect]string{
		burncloud.DialectOpenAI: `{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,` + picture + `"}},{"type":"text","text":"what?"}]}]}`,
		anthropic.Dialect:       `{"model":"m","max_tokens":9,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"` + picture + `"}},{"type":"text","text":"what?"}]}]}`,
		gemini.Dialect:          `{"contents":[{"role":"user","parts":[{"inlineData":{"mimeType":"image/png","data":"` + picture + `"}},{"text":"what?"}]}]}`,
	}
	fronts := map[burncloud.Dialect]llm.Front{burncloud.DialectOpenAI: openai.Front{}, anthropic.Dialect: anthropic.Front{}, gemini.Dialect: gemini.Front{}}
	backs := map[burncloud.Dialect]llm.Back{burncloud.DialectOpenAI: openai.Back{}, anthropic.Dialect: anthropic.Back{}, gemini.Dialect: gemini.Back{}}
	for from, front := range fronts {
		for to, back := range backs {
			if from == to {
				continue
			}
			body := []byte(bodies[from])
			var before, after runtime.MemStats
			const runs = 5
			runtime.ReadMemStats(&before)
			for range runs {
				req, err := front.DecodeRequest(body)
				if err != nil {
					t.Fatal(err)
				}
				sent, _, err := back.EncodeRequest(req, &llm.Target{Model: "up"})
				if err != nil || !strings.Contains(string(sent[:200]), "up") && to != gemini.Dialect || len(sent) < len(picture) {
					t.Fatal(fmt.Errorf("%d bytes, %w", len(sent), err))
				}
			}
			runtime.ReadMemStats(&after)
			ratio := float64(after.TotalAlloc-before.TotalAlloc) / runs / float64(len(body))
			if t.Logf("%s to %s: %.2f × the request", from, to, ratio); ratio > 4 {
				t.Errorf("%s to %s: %.2f × the request", from, to, ratio)
			}
		}
	}
}
