package gateway_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/sim"
	"github.com/burncloud/burncloud/wire/anthropic"
	"github.com/burncloud/burncloud/wire/gemini"
	"github.com/burncloud/burncloud/wire/openai"
	"github.com/burncloud/burncloud/wire/responses"
)

// untilFirst is the tongue's stream as far as "Hel".
func (g *tongue) untilFirst() string {
	begin, first, _ := g.split()
	return begin + first
}

// renamed is the tongue's stream as another upstream would send it: with other names for the same things.
func (g *tongue) renamed() string {
	return strings.NewReplacer(`"c1"`, `"c2"`, `"resp_1"`, `"resp_2"`, `"msg_1"`, `"msg_2"`, `"r1"`, `"r2"`, `"d1"`, `"d2"`).Replace(g.stream)
}

// starts are what a stream says once, at its beginning.
var starts = []string{`"type":"message_start"`, `"type":"response.created"`, `"role":"assistant","content":""`, `"type":"response.output_item.added"`, `"type":"content_block_start"`}

// TestContinued: a stream that breaks after "Hel", in any way, is gone on with by another upstream, and the client sees one
// answer with the names of the first.
func TestContinued(t *testing.T) {
	eachPair(t, func(t *testing.T, a *asker, g *tongue) {
		for _, fault := range []string{"error", "cut"} {
			broken := g.untilFirst()
			if fault == "error" {
				broken += g.fault
			}
			first := g.channel("ch_1", newRawUpstream(t, raw(200, g.media, broken), 0))
			first.Weight = foremost
			off, second := false, g.channel("ch_2", newRawUpstream(t, raw(200, g.media, g.renamed()), 3))
			second.Options.ContinuesPrefill = &off
			r := newRig(t, first, second)
			got := r.ask(a, true)
			text, resp, err := a.read(true, got.body)
			if got.status != 200 || err != nil || text != "Hello" || !strings.Contains(got.body, a.done) {
				t.Fatalf("%s: got %d %q (%v)\n%s", fault, got.status, text, err, got.body)
			}
			for _, s := range starts {
				if strings.Count(got.body, s) > 1 {
					t.Errorf("%s: begins twice:\n%s", fault, got.body)
				}
			}
			if resp.Usage != usual || strings.Contains(got.body, `c2"`) || strings.Contains(got.body, `_2"`) || strings.Contains(got.body, `r2"`) {
				t.Errorf("%s: usage %+v of\n%s", fault, resp.Usage, got.body)
			}
			c := r.lastCall()
			if len(c.Attempts) != 2 || c.Attempts[0].ErrorKind == "" || c.Attempts[1].ErrorKind != "" || c.ErrorKind != "" || c.ChannelID != "ch_2" {
				t.Errorf("%s: recorded %+v", fault, c)
			}
			if c.Usage != usual || c.Attempts[1].Usage != usual || fmt.Sprint(c.Flags) != "[continued]" || c.BytesOut != int64(len(got.body)) {
				t.Errorf("%s: recorded %+v of %d bytes", fault, c, len(got.body))
			}
			r.tight(fault, got)
		}
	})
}

// TestNumbersGoOn: the events of a Responses stream are numbered without a gap, over both upstreams.
func TestNumbersGoOn(t *testing.T) {
	g, a := tongueOf(responses.Dialect), &askers[1]
	first := g.channel("ch_1", newRawUpstream(t, raw(200, g.media, g.untilFirst()), 0))
	first.Weight = foremost
	r := newRig(t, first, g.channel("ch_2", newRawUpstream(t, raw(200, g.media, g.renamed()), 0)))
	got := r.ask(a, true)
	for n := range strings.Count(got.body, "event: ") {
		if strings.Count(got.body, fmt.Sprintf(`"sequence_number":%d,`, n)) != 1 {
			t.Errorf("number %d is not there once in\n%s", n, got.body)
		}
	}
	if strings.Count(got.body, `"item_id":"msg_1"`) < 4 || strings.Count(got.body, `"id":"resp_1"`) != 3 {
		t.Errorf("the names are not those of the first:\n%s", got.body)
	}
}

// TestContinuedByPrefill: a target that continues a prefill is sent what the client has, and the customer pays for the prompt
// once and for the whole answer.
func TestContinuedByPrefill(t *testing.T) {
	on := true
	for _, tt := range []struct {
		name   string
		by     *tongue
		option *bool
		model  burncloud.ModelName
		said   string // what the first upstream says in place of "Hel"
		want   string // in the body of the second request
		more   string // what the second says
	}{
		{"table", tongueOf(anthropic.Dialect), nil, "claude-sonnet-4-5", "Hel", `{"role":"assistant","content":"Hel"}`, "lo"},
		{"white space", tongueOf(anthropic.Dialect), nil, "claude-sonnet-4-5", "Hel ", `{"role":"assistant","content":"Hel"}`, " lo"},
		{"option", tongueOf(burncloud.DialectOpenAI), &on, "up", "Hel", `{"role":"assistant","content":"Hel"}`, "lo"},
		{"no prefill for this model", tongueOf(anthropic.Dialect), nil, "claude-opus-4-7", "Hel", `"content":"hi"}]`, "Hello"},
		{"not known", tongueOf(burncloud.DialectOpenAI), nil, "up", "Hel", `"content":"hi"}]`, "Hello"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a, from := &askers[0], tongueOf(anthropic.Dialect)
			first := from.channel("ch_1", newRawUpstream(t, raw(200, from.media, strings.Replace(from.untilFirst(), "Hel", tt.said, 1)), 0))
			answer := strings.Replace(strings.Replace(tt.by.renamed(), `"lo"`, `""`, 1), `"Hel"`, `"`+tt.more+`"`, 1)
			prefilled := tt.more != "Hello"
			if prefilled {
				answer = strings.NewReplacer(`"input_tokens":9`, `"input_tokens":10`, `"output_tokens":2`, `"output_tokens":1`,
					`"prompt_tokens":9,"completion_tokens":2`, `"prompt_tokens":10,"completion_tokens":1`).Replace(answer)
			}
			up := newRawUpstream(t, raw(200, tt.by.media, answer), 0)
			second := tt.by.channel("ch_2", up)
			second.ModelMapping = map[burncloud.ModelName]burncloud.ModelName{"m": tt.model}
			second.Options.ContinuesPrefill = tt.option
			first.Weight = foremost
			r := newRig(t, first, second)
			got := r.ask(a, true)
			text, resp, err := a.read(true, got.body)
			want := tt.said + "lo"
			if err != nil || text != want {
				t.Fatalf("got %q (%v)\n%s", text, err, got.body)
			}
			if sent := up.all(); len(sent) != 1 || !strings.Contains(string(sent[0].body), tt.want) {
				t.Errorf("sent %s", sent[0].body)
			}
			if c := r.lastCall(); c.Usage != usual || resp.Usage != usual {
				t.Errorf("charged %+v, told %+v", c.Usage, resp.Usage)
			}
		})
	}
}

// TestNotContinued: where the answer or the request is more than plain text, or the second answer is another one, the client
// gets the dialect's error, which is that of the first failure.
func TestNotContinued(t *testing.T) {
	chunk := func(delta string) string {
		return `data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"up","choices":[{"index":0,"delta":` + delta + `,"finish_reason":null}]}` + "\n\n"
	}
	hel := chunk(`{"content":"Hel"}`)
	g := tongueOf(burncloud.DialectOpenAI)
	for _, tt := range []struct {
		name     string
		broken   string
		second   string // what another upstream would say
		request  string // members
		attempts int
	}{
		{"tool call", hel + chunk(`{"tool_calls":[{"index":0,"id":"x","type":"function","function":{"name":"f","arguments":"{"}}]}`), g.stream, "", 1},
		{"thinking", chunk(`{"reasoning_content":"hm"}`) + hel, g.stream, "", 1},
		{"second choice", hel + strings.Replace(hel, `"index":0`, `"index":1`, 1), g.stream, "", 1},
		{"logprobs", strings.Replace(hel, `"finish_reason"`, `"logprobs":{"content":[]},"finish_reason"`, 1), g.stream, "", 1},
		{"refusal", chunk(`{"refusal":"no"}`), g.stream, "", 1},
		{"half a character", chunk(`{"content":"\ud83d"}`), g.stream, "", 1},
		{"too long", chunk(`{"content":"` + strings.Repeat("x", 300<<10) + `"}`), g.stream, "", 1},
		{"asked for choices", hel, g.stream, `"n":2,`, 1},
		{"asked for logprobs", hel, g.stream, `"logprobs":true,`, 1},
		{"asked for JSON", hel, g.stream, `"response_format":{"type":"json_object"},`, 1},
		{"another answer", hel, strings.Replace(g.stream, `"Hel"`, `"Hal"`, 1), "", 2},
		{"a shorter answer", hel, strings.Replace(strings.Replace(g.stream, `"Hel"`, `"He"`, 1), `"lo"`, `""`, 1), "", 2},
		{"content policy", hel + `data: {"error":{"message":"filtered","type":"invalid_request_error","param":"prompt","code":"content_filter"}}` + "\n\n", g.stream, "", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			first := g.channel("ch_1", newRawUpstream(t, raw(200, g.media, tt.broken), 0))
			first.Weight = foremost
			r := newRig(t, first, g.channel("ch_2", newRawUpstream(t, raw(200, g.media, tt.second), 0)))
			got := r.post(chat, `{"model":"m","stream":true,`+tt.request+`"messages":[{"role":"user","content":"hi"}]}`)
			if !strings.HasPrefix(got.body, tt.broken[:strings.Index(tt.broken, "\n")]) || strings.Contains(got.body, "[DONE]") || strings.Count(got.body, `{"error":`) != 1 {
				t.Errorf("got %d %s", got.status, clipped(got.body))
			}
			c := r.lastCall()
			if len(c.Attempts) != tt.attempts || c.ErrorKind != c.Attempts[0].ErrorKind || c.ErrorKind == "" || c.ChannelID != "ch_1" || !slices.Equal(c.Flags, []string{burncloud.FlagEstimated}) {
				t.Errorf("recorded %+v", c)
			}
			if h := r.Live.Health("ch_2"); h.State != burncloud.Healthy || h.LastError != "" {
				t.Errorf("the second is blamed: %+v", h)
			}
		})
	}
}

func clipped(s string) string { return s[max(0, len(s)-2000):] }

// TestStallIsContinued: a stream that falls silent is gone on with by another channel, never by the same one; three that
// break one after the other are gone on with as long as there are attempts.
func TestStallIsContinued(t *testing.T) {
	_, hung := provider(t, sim.OpenAI, channel1, sim.Knobs{HangAfter: 3})
	_, cut := provider(t, sim.OpenAI, channel1, sim.Knobs{CutAfter: 5})
	_, good := provider(t, sim.OpenAI, channel1, sim.Knobs{})
	one, two, three := channel("ch_1", "openai", hung, channel1, "gpt-4o"), channel("ch_2", "openai", cut, channel1, "gpt-4o"), channel("ch_3", "openai", good, channel1, "gpt-4o")
	one.Options.Timeouts, two.Options.Timeouts = quick, quick
	one.Priority, three.Weight = 1, 0
	r := newRig(t, one, two, three)
	got := r.post(chat, streamCall)
	if text, _, err := askers[0].read(true, got.body); err != nil || text != sim.Reply("gpt-4o", "hello there", 0) {
		t.Errorf("got %q (%v)\n%s", text, err, got.body)
	}
	c := r.lastCall()
	if len(c.Attempts) != 3 || c.Attempts[0].ErrorKind != burncloud.KindUpstreamTimeout || c.Attempts[1].ErrorKind != burncloud.KindUpstreamCut || c.ErrorKind != "" {
		t.Errorf("recorded %+v", c)
	}
	alone := newRig(t, one)
	alone.cfg.Settings.MaxAttempts = 3
	alone.reload()
	alone.checkOutcome(t, "alone", alone.post(chat, streamCall), 0, burncloud.KindUpstreamTimeout, true)
	if c := alone.lastCall(); len(c.Attempts) != 1 {
		t.Errorf("asked again: %+v", c.Attempts)
	}
}

// fronts write the streams of upstreams that speak a client's dialect.
var fronts = map[burncloud.Dialect]llm.Front{
	burncloud.DialectOpenAI: openai.Front{}, responses.Dialect: responses.Front{}, anthropic.Dialect: anthropic.Front{}, gemini.Dialect: gemini.Front{},
}

// words are what random texts are made of: what JSON escapes, characters of every length, and repetitions.
var vocabulary = []string{"the ", "the the ", "\n", "\"", "\\", "é", "漢字", "🙂", "\t", "<b>", "\u2028", "0", "a", " "}

// streamed is the text as an upstream would stream it, in random pieces.
func streamed(g *tongue, text, id string, rnd *rand.Rand) string {
	e := fronts[g.dialect].EncodeStream(&llm.Request{Model: "m", ID: id, Stream: true, IncludeUsage: true})
	out := e.Encode(nil, llm.Event{Kind: llm.EventStart, Start: &llm.Start{ID: id, Model: "up"}})
	out = e.Encode(out, llm.Event{Kind: llm.EventOpen, Part: llm.Text{}})
	for rest := []rune(text); len(rest) > 0; {
		n := min(1+rnd.IntN(9), len(rest))
		out = e.Encode(out, llm.Event{Kind: llm.EventDelta, Text: []byte(string(rest[:n]))})
		rest = rest[n:]
	}
	out = e.Encode(out, llm.Event{Kind: llm.EventClose})
	return string(e.Encode(out, llm.Event{Kind: llm.EventFinish, Finish: &llm.Finish{Stops: []llm.Stop{{Reason: llm.StopEnd, Raw: "stop"}}, Usage: usual}}))
}

// TestCutAfterAnyByte cuts random texts after any byte, in every pair of dialects. What the client takes for complete is complete,
// and everything else is recorded as failed.
func TestCutAfterAnyByte(t *testing.T) {
	calls := 25
	if os.Getenv("BURNCLOUD_CHAOS") != "" {
		calls = 250
	}
	var whole, continued, failed, truncated atomic.Int64
	t.Run("pairs", func(t *testing.T) {
		eachPair(t, func(t *testing.T, a *asker, g *tongue) {
			if fronts[g.dialect] == nil {
				return
			}
			rnd := rand.New(rand.NewPCG(11, uint64(len(t.Name()))))
			var stream, again string
			first, second := g.channel("ch_1", newScript(t, 0, func(rawRequest) []byte { return raw(200, g.media, stream) })),
				g.channel("ch_2", newScript(t, 0, func(rawRequest) []byte { return raw(200, g.media, again) }))
			off := false
			second.Options.ContinuesPrefill = &off
			second.Priority = -1
			r := newRig(t, first, second)
			for range calls {
				var text strings.Builder
				for range 1 + rnd.IntN(30) {
					text.WriteString(vocabulary[rnd.IntN(len(vocabulary))])
				}
				stream, again = streamed(g, text.String(), "one", rnd), streamed(g, text.String(), "two", rnd)
				stream = stream[:rnd.IntN(len(stream)+1)]
				r.ahead.Add(int64(120e9)) // nobody rests
				got := r.ask(a, true)
				c := r.lastCall()
				said, _, err := a.read(true, got.body)
				switch {
				case err == nil && said != text.String(), err == nil && c.ErrorKind != "", err != nil && c.ErrorKind == "":
					truncated.Add(1)
					t.Errorf("%q is complete with %q (%v), recorded %q %+v\nupstream %s\nclient %s", said, text.String(), err, c.ErrorKind, c.Attempts, stream, got.body)
				case err != nil:
					failed.Add(1)
				case len(c.Flags) > 0:
					continued.Add(1)
				default:
					whole.Add(1)
				}
			}
		})
	})
	t.Logf("%d whole or replaced before content, %d continued, %d failed and said so, %d truncated and taken for complete", whole.Load(), continued.Load(), failed.Load(), truncated.Load())
	if continued.Load() < whole.Load()/4 {
		t.Error("hardly any was continued")
	}
}
