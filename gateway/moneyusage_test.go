package gateway_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
)

// TestMoneyOddUsage is row B12: the ways in which upstreams of OpenAI's dialect fail to say what they used, or say it oddly. There is
// one charge; where it had to be counted here the call says so. The oracle is what OpenAI reports for this very call.
func TestMoneyOddUsage(t *testing.T) {
	const (
		prompt, answer = 8, 9 // tokens, as OpenAI counts "hi" and what it said
		chunk          = `data: {"id":"x","object":"chat.completion.chunk","created":1,"model":"up","choices":[%s]%s}` + "\n\n"
		end            = "data: [DONE]\n\n"
		usage          = `,"usage":{"prompt_tokens":8,"completion_tokens":9,"total_tokens":17}`
		grows          = `,"usage":{"prompt_tokens":8,"completion_tokens":%d,"total_tokens":%d}`
		stop           = `{"index":0,"delta":{},"finish_reason":"stop"}`
	)
	say := func(text string) string { return `{"index":0,"delta":{"content":"` + text + `"},"finish_reason":null}` }
	one, two := say("Hello! How can I "), say("help you today?")
	f := func(choice, usage string) string { return fmt.Sprintf(chunk, choice, usage) }
	for _, x := range []struct {
		name      string
		stream    string
		header    string
		estimated bool
	}{
		{"no usage", f(one, "") + f(two, "") + f(stop, "") + end, "", true},
		{"null usage", f(one, `,"usage":null`) + f(two, `,"usage":null`) + f(stop, `,"usage":null`) + end, "", true},
		{"usage twice", f(one, "") + f(two, "") + f(stop, "") + f("", usage) + f("", usage) + end, "", false},
		{"usage that grows", f(one, fmt.Sprintf(grows, 5, 13)) + f(two, fmt.Sprintf(grows, 9, 17)) + f(stop, usage) + f("", usage) + end, "", false},
		{"usage, then more text", f(one, "") + f("", usage) + f(two, "") + f(stop, "") + end, "", false},
		{"usage beside the last choice", f(one, "") + f(two, "") + f(stop, usage) + end, "", false},
		{"usage beside all choices", f(one, usage) + f(two, usage) + f(stop, usage) + end, "", false},
		{"usage in a header only", f(one, "") + f(two, "") + f(stop, "") + end, "X-Usage: {\"prompt_tokens\":8,\"completion_tokens\":9}\r\n", true},
		{"usage after [DONE]", f(one, "") + f(two, "") + f(stop, "") + end + f("", usage), "", true},
		{"no [DONE]", f(one, "") + f(two, "") + f(stop, "") + f("", usage), "", false},
	} {
		up := newScript(t, 0, func(rawRequest) []byte {
			return []byte(strings.Replace(string(raw(200, "text/event-stream", x.stream)), "Server:", x.header+"Server:", 1))
		})
		r := newRig(t, tongueOf(burncloud.DialectOpenAI).channel("ch_1", up))
		r.cfg.Channels[0].ModelMapping = map[burncloud.ModelName]burncloud.ModelName{"gpt-4o": "gpt-4o"}
		r.cfg.Channels[0].Models = []burncloud.ModelName{"gpt-4o"}
		price := tokenPrice(t)
		price.ID, price.Model = "pr_1", "gpt-4o"
		r.cfg.Prices = []burncloud.Price{price}
		r.reload()
		b := r.keepBooks(1_000_000_000)
		got := r.post(chat, ask4o+`,"stream":true}`)
		b.idle()
		c := r.lastCall()
		sum, n := r.charged()
		owed := burncloud.Money(prompt + 100*answer)
		off := 100 * float64(sum-owed) / float64(owed)
		t.Logf("B12 %s: %d charge, %+.0f %%, flags %v", x.name, n, off, c.Flags)
		if got.status != 200 || n != 1 || sum != owed || b.Balance("usr_1").Available != 1_000_000_000-owed || slices.Contains(c.Flags, burncloud.FlagEstimated) != x.estimated {
			t.Errorf("%s: %d, charged %d × %s for %+v, flags %v; want %s\n%s", x.name, got.status, n, sum, c.Usage, c.Flags, owed, got.body)
		}
	}
}

// TestMoneyGuesses: calls that make no text are charged by the token too where their model is sold so, though the upstream does not
// say what they used. Where it is sold by the call nothing is guessed.
func TestMoneyGuesses(t *testing.T) {
	picture := `{"created":1,"data":[{"b64_json":"AA=="},{"url":"https://x.invalid/y"}]}`
	for _, x := range []struct {
		name, path, body, answer string
		want                     burncloud.Usage
	}{
		{"moderation", "/v1/moderations", `{"model":"gpt-4o","input":"hello there"}`, `{"id":"modr","results":[]}`, burncloud.Usage{Input: 2}},
		{"moderation of parts", "/v1/moderations", `{"model":"gpt-4o","input":[{"type":"text","text":"hello there"},{"type":"image_url","image_url":{"url":"x"}}]}`, `{"id":"modr","results":[]}`, burncloud.Usage{Input: 2}},
		{"ranking", "/v1/rerank", `{"model":"gpt-4o","query":"hello there","documents":["hello","hello there",{"text":"hello"}]}`, `{"results":[]}`, burncloud.Usage{Input: 3*2 + 4}},
		{"ranking that says", "/v1/rerank", `{"model":"gpt-4o","query":"hello there","documents":["hello"]}`, `{"results":[],"usage":{"total_tokens":77}}`, burncloud.Usage{Input: 77}},
		{"speech", "/v1/audio/speech", `{"model":"gpt-4o","input":"hello there","instructions":"hello","voice":"v"}`, "RIFF", burncloud.Usage{Input: 3, AudioOut: 12, Characters: 11}},
		{"pictures", "/v1/images/generations", `{"model":"gpt-4o","prompt":"hello there","n":2,"quality":"low","size":"1024x1024"}`, picture, burncloud.Usage{Input: 2, ImageOut: 544, Images: 2}},
		{"pictures left open", "/v1/images/generations", `{"model":"gpt-4o","prompt":"hello there","n":2,"size":"1536x1024"}`, picture, burncloud.Usage{Input: 2, ImageOut: 12480, Images: 2}},
	} {
		for _, sold := range []string{"by the token", "by the call"} {
			media := "application/json"
			if x.answer == "RIFF" {
				media = "audio/wav"
			}
			up := newScript(t, 0, func(rawRequest) []byte { return raw(200, media, x.answer) })
			r := newRig(t, tongueOf(burncloud.DialectOpenAI).channel("ch_1", up))
			r.cfg.Channels[0].ModelMapping, r.cfg.Channels[0].Models = nil, []burncloud.ModelName{"gpt-4o"}
			price := burncloud.Price{PerCall: 7}
			if sold == "by the token" {
				price = tokenPrice(t)
			}
			price.ID, price.Model = "pr_1", "gpt-4o"
			r.cfg.Prices = []burncloud.Price{price}
			r.reload()
			b := r.keepBooks(1_000_000_000)
			got := r.post(x.path, x.body)
			b.idle()
			c := r.lastCall()
			want, told := x.want, strings.HasSuffix(x.name, "says")
			if sold == "by the call" && !told {
				want = burncloud.Usage{Images: want.Images, Characters: want.Characters}
			}
			cost, err := price.Cost(want, burncloud.One)
			must(t, err)
			if got.status != 200 || c.Usage != want || c.Charge == nil || c.Charged() != cost || slices.Contains(c.Flags, burncloud.FlagEstimated) != (sold == "by the token" && !told) {
				t.Errorf("%s, sold %s: %d, %+v for %+v, flags %v; want %s for %+v", x.name, sold, got.status, c.Charge, c.Usage, c.Flags, cost, want)
			}
		}
	}
}
