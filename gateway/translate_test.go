package gateway_test

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/wire/anthropic"
	"github.com/burncloud/burncloud/wire/gemini"
	"github.com/burncloud/burncloud/wire/responses"
)

// usual is the usage of every tongue's answer.
var usual = burncloud.Usage{Input: 9, Output: 2}

// eachPair runs a test for every client's dialect over every upstream's. Nobody who serves Responses serves nothing else:
// calls of other dialects go to such a provider as chat completions.
func eachPair(t *testing.T, test func(t *testing.T, a *asker, g *tongue)) {
	for i := range askers {
		for j := range tongues {
			if tongues[j].dialect == responses.Dialect && askers[i].dialect != responses.Dialect {
				continue
			}
			t.Run(askers[i].name+" over "+string(tongues[j].dialect), func(t *testing.T) {
				t.Parallel()
				test(t, &askers[i], &tongues[j])
			})
		}
	}
}

// relays reports whether the gateway passes the bytes of the upstream on.
func relays(a *asker, g *tongue) bool {
	return a.dialect == g.dialect && !a.array
}

// TestTranslatedCalls asks every upstream dialect in every client dialect, whole and streamed, with the upstream's bytes
// in one piece and torn: the text, its end, usage, cost and the record are right.
func TestTranslatedCalls(t *testing.T) {
	eachPair(t, func(t *testing.T, a *asker, g *tongue) {
		for seed := range uint64(3) {
			for _, stream := range []bool{false, true} {
				up := newRawUpstream(t, g.whole(stream), seed)
				r := newRig(t, g.channel("ch_1", up))
				r.cfg.Prices = []burncloud.Price{{ID: "pr_1", Model: "*", Rates: burncloud.Rates{Input: rate(t, "1"), Output: rate(t, "10")}}}
				r.reload()
				got := r.ask(a, stream)
				checkTranslated(t, r, a, g, stream, got)
				if sent := up.all(); len(sent) != 1 || relays(a, g) && stream && a.dialect != gemini.Dialect && !strings.Contains(string(sent[0].body), `"up"`) {
					t.Errorf("the upstream saw %d requests: %s", len(sent), sent)
				}
			}
		}
	})
}

func checkTranslated(t *testing.T, r *rig, a *asker, g *tongue, stream bool, got answer) {
	t.Helper()
	text, resp, err := a.read(stream, got.body)
	if got.status != 200 || err != nil || text != "Hello" || stream && !strings.Contains(got.body, a.done) {
		t.Fatalf("stream %v: got %d %q (%v)\n%s", stream, got.status, text, err, got.body)
	}
	if resp.Usage != usual {
		t.Errorf("stream %v: the client was told %+v\n%s", stream, resp.Usage, got.body)
	}
	if relays(a, g) {
		want := g.plain
		if stream {
			want = g.stream
		}
		if got.body != want {
			t.Errorf("stream %v: the bytes were changed:\n%s", stream, got.body)
		}
	}
	media := "application/json"
	if stream && !a.array {
		media = "text/event-stream; charset=utf-8"
	}
	if got.header.Get("Content-Type") != media || got.header.Get("X-Upstream-Secret") != "" || got.header.Get("Server") != "" || got.header.Get("X-Burncloud-Dropped") != "" {
		t.Errorf("stream %v: header %v", stream, got.header)
	}
	if cost := got.header.Get("X-Burncloud-Cost"); !stream && cost != "0.000029000" {
		t.Errorf("cost %q", cost)
	}
	c := r.lastCall()
	if len(r.calls.all()) != 1 || c.Status != 200 || c.ErrorKind != "" || c.Usage != usual || c.Cost == nil || c.Cost.String() != "0.000029000" || len(c.Attempts) != 1 {
		t.Errorf("stream %v: recorded %+v (cost %v)", stream, c, c.Cost)
	}
	if c.Dialect != a.dialect || c.UpstreamDialect != g.dialect || c.Stream != stream || c.Model != "m" || c.UpstreamModel != "up" || c.BytesOut != int64(len(got.body)) || c.RawUsage == "" || c.TTFT == 0 {
		t.Errorf("stream %v: recorded %+v, got %d bytes", stream, c, len(got.body))
	}
	r.tight("translated", got)
}

// TestCutAnywhere cuts every upstream's answers after each byte: what the client gets is complete only where the whole
// text had come with the reason of its end, and otherwise says that it is not.
func TestCutAnywhere(t *testing.T) {
	eachPair(t, func(t *testing.T, a *asker, g *tongue) {
		for _, stream := range []bool{false, true} {
			var length atomic.Int64
			full := g.whole(stream)
			head := strings.Index(string(full), "\r\n\r\n") + 4
			up := newScript(t, 0, func(rawRequest) []byte { return full[:length.Load()] })
			r := newRig(t, g.channel("ch_1", up))
			step := 1
			if testing.Short() || a.name != "openai" && a.name != "anthropic" {
				step = 11
			}
			for n := head; n < len(full); n += step {
				length.Store(int64(n))
				r.ahead.Add(1e12) // whatever was ejected gets its trial
				got := r.ask(a, stream)
				checkCut(t, r, a, stream, got, string(full[head:n]))
			}
		}
	})
}

func checkCut(t *testing.T, r *rig, a *asker, stream bool, got answer, prefix string) {
	t.Helper()
	c := r.lastCall()
	text, _, err := a.read(stream, got.body)
	complete := got.status == 200 && err == nil
	switch {
	case complete != (c.ErrorKind == ""):
		t.Errorf("after %q: the client takes it for complete: %v, the record says %q\n%s", prefix, complete, c.ErrorKind, got.body)
	case complete && (text != "Hello" || !finishes(prefix)):
		t.Errorf("after %q: complete with %q\n%s", prefix, text, got.body)
	case got.status == 200 && !complete && (!strings.Contains(got.body, a.trouble) || stream && a.dialect != gemini.Dialect && strings.Contains(got.body, a.done)):
		t.Errorf("after %q: no word of the trouble\n%s", prefix, got.body)
	case got.status != 200:
		dialectError(t, a.dialect, got.body)
		if !c.Usage.IsZero() {
			t.Errorf("after %q: charged for nothing: %+v", prefix, c.Usage)
		}
	}
}

// finishes reports whether bytes of an upstream tell why its answer ended.
func finishes(prefix string) bool {
	for _, word := range []string{`"finish_reason":"stop"`, `"response.completed"`, `"end_turn"`, `STOP"`, `"finish_reason":"COMPLETE"`, `"done":true`, `"completed"`} {
		if strings.Contains(prefix, word) {
			return true
		}
	}
	return false
}

// TestFailoverAcrossDialects: before any content, an upstream that fails is replaced by one of another dialect, and the
// client never notices; after content it is told in its own dialect.
func TestFailoverAcrossDialects(t *testing.T) {
	eachPair(t, func(t *testing.T, a *asker, g *tongue) {
		for i := range tongues {
			bad := &tongues[i]
			for _, tt := range []struct {
				name   string
				raw    []byte
				stream bool
			}{
				{"500", raw(500, "application/json", bad.failed), false},
				{"529", raw(529, "application/json", bad.failed), true},
				{"error before content", raw(200, bad.media, bad.begin+bad.fault), true},
				{"cut before content", raw(200, bad.media, bad.begin), true},
				{"html", raw(200, "text/html", "<html>"), true},
			} {
				name := fmt.Sprintf("%s at %s", tt.name, bad.dialect)
				first := bad.channel("ch_1", newRawUpstream(t, tt.raw, 0))
				first.Weight = foremost
				r := newRig(t, first, g.channel("ch_2", newRawUpstream(t, g.whole(tt.stream), 0)))
				got := r.ask(a, tt.stream)
				text, _, err := a.read(tt.stream, got.body)
				if got.status != 200 || err != nil || text != "Hello" || relays(a, g) && tt.stream && got.body != g.stream {
					t.Errorf("%s: got %d %q (%v)\n%s", name, got.status, text, err, got.body)
				}
				if c := r.lastCall(); len(c.Attempts) != 2 || c.Attempts[0].ErrorKind == "" || c.ErrorKind != "" || c.UpstreamDialect != g.dialect || c.Usage != usual {
					t.Errorf("%s: recorded %+v", name, c)
				}
			}
		}
	})
}

// TestErrorAfterContent: where no other is to go on, what the client has stays, and the error that follows is in its dialect.
func TestErrorAfterContent(t *testing.T) {
	eachPair(t, func(t *testing.T, a *asker, g *tongue) {
		at := strings.Index(g.stream, "Hel")
		at += strings.Index(g.stream[at:], "\n") + 1
		if g.media == "text/event-stream" {
			at += strings.Index(g.stream[at:], "\n") + 1
		}
		up := newRawUpstream(t, raw(200, g.media, g.stream[:at]+g.fault), 0)
		other := newRawUpstream(t, g.whole(true), 0)
		first := g.channel("ch_1", up)
		first.Weight = foremost
		r := newRig(t, first, g.channel("ch_2", other))
		r.cfg.Routes = []burncloud.ModelRoute{{ID: "rt_1", Model: "m", LeaveCut: true}}
		r.reload()
		got := r.ask(a, true)
		if got.status != 200 || !strings.Contains(got.body, "Hel") || !strings.Contains(got.body, a.trouble) || a.dialect != gemini.Dialect && strings.Contains(got.body, a.done) {
			t.Errorf("got %d\n%s", got.status, got.body)
		}
		if _, _, err := a.read(true, got.body); err == nil {
			t.Errorf("taken for complete:\n%s", got.body)
		}
		dialectError(t, a.dialect, lastError(a, got.body))
		c := r.lastCall()
		if len(c.Attempts) != 1 || len(other.all()) != 0 || c.ErrorKind != burncloud.KindUpstreamServer || c.Status != 200 || c.BytesOut != int64(len(got.body)) {
			t.Errorf("recorded %+v", c)
		}
	})
}

// lastError is the error at the end of a stream, as the body of an error response would be.
func lastError(a *asker, body string) string {
	body = strings.TrimSpace(body)
	switch {
	case !strings.Contains(body, a.trouble):
		return ""
	case a.array:
		return strings.TrimSuffix(body[strings.LastIndex(body, `{"error"`):], "]")
	case a.name == "responses": // its error event has another shape
		return `{"error":{"message":"x","type":"x","param":null,"code":null}}`
	}
	return body[strings.LastIndex(body, "data: ")+len("data: "):]
}

// TestPassesOverUnfitTargets: a channel that cannot take the call is passed over for one that can, and is not asked.
func TestPassesOverUnfitTargets(t *testing.T) {
	for _, tt := range []struct{ members string }{{`"n":2`}, {`"logprobs":true`}, {`"modalities":["text","audio"],"audio":{"voice":"alloy","format":"wav"}`}} {
		claude, open := tongueOf(anthropic.Dialect), tongueOf(burncloud.DialectOpenAI)
		one, two := newRawUpstream(t, claude.whole(false), 0), newRawUpstream(t, open.whole(false), 0)
		first := claude.channel("ch_1", one)
		first.Weight = foremost
		r := newRig(t, first, open.channel("ch_2", two))
		got := r.askWith(&askers[0], chat, askers[0].with(tt.members))
		c := r.lastCall()
		if got.status != 200 || len(one.all()) != 0 || len(two.all()) != 1 || c.ChannelID != "ch_2" || len(c.Attempts) != 1 || len(c.Losses) != 0 {
			t.Errorf("%s: got %d %s, recorded %+v", tt.members, got.status, got.body, c)
		}
		if h := r.Live.Health("ch_1"); h.State != burncloud.Healthy || h.LastError != "" {
			t.Errorf("%s: health %+v", tt.members, h)
		}
	}
}
