package gateway

import (
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/limit"
	"github.com/burncloud/burncloud/route"
	"github.com/burncloud/burncloud/snapshot"
	"github.com/burncloud/burncloud/wire/openai"
)

// TestPanicGivesBack: a call that panics holds nothing afterwards, whether its answer had begun or not.
func TestPanicGivesBack(t *testing.T) {
	l := burncloud.Limits{Concurrency: 1}
	target := &snapshot.Target{Channel: &burncloud.Channel{ID: "ch_1", Limits: l}, Key: &burncloud.ChannelKey{}}
	g := &Gateway{
		Now: time.Now, Limits: limit.New(time.Now), Live: route.NewLive(time.Now, rand.IntN), Logger: slog.New(slog.DiscardHandler),
		Log: recordFunc(func(*burncloud.Call) error { return nil }),
	}
	for i := range 4 {
		w := httptest.NewRecorder()
		func() {
			defer func() { _ = recover() }() // the server does the same
			c := &call{g: g, w: w, r: httptest.NewRequest("POST", "/v1/chat/completions", nil), control: http.NewResponseController(w), ep: endpoints["/v1/chat/completions"]}
			c.caller = &snapshot.Caller{Token: &burncloud.AccessToken{ID: "tok_1", Limits: l}, User: &burncloud.User{ID: "usr_1"}}
			defer c.end()
			g.underWay.Add(1)
			c.underWay = true
			if err := c.enter(); err != nil {
				t.Errorf("call %d: %v", i, err)
			}
			if c.occupy(target, &spill{}) != "" {
				t.Errorf("call %d: the channel is occupied", i)
			}
			c.committed = i%2 == 1
			panic("a detail")
		}()
		if n := g.underWay.Load(); n != 0 {
			t.Errorf("call %d: %d under way", i, n)
		}
	}
}

func TestForesee(t *testing.T) {
	picture := strings.Repeat("iVBORw0K", 1<<17)
	text := strings.Repeat("some words ", 10_000)
	chinese := strings.Repeat("没有空格的长文本", 10_000)
	for _, tt := range []struct {
		name, body string
		low, high  int64
	}{
		{"small", `{"model":"m","max_tokens":100,"messages":[{"role":"user","content":"hi"}]}`, 110, 130},
		{"no bound", `{"model":"m","messages":[{"role":"user","content":"hi"}]}`, 512, 540},
		{"a bound that means nothing", `{"max_completion_tokens":128000}`, 4096, 4120},
		{"responses", `{"max_output_tokens":50}`, 50, 60},
		{"gemini", `{"generationConfig":{"temperature":1,"maxOutputTokens":70}}`, 70, 90},
		{"null", `{"max_tokens":null}`, 512, 530},
		{"negative", `{"max_tokens":-1}`, 512, 530},
		{"text", `{"max_tokens":1,"content":"` + text + `"}`, 27_000, 28_000},
		{"chinese", `{"max_tokens":1,"content":"` + chinese + `"}`, 55_000, 61_000},
		{"picture", `{"max_tokens":1,"url":"data:image/png;base64,` + picture + `"}`, 800, 900},
		{"no JSON at all", text, 27_000, 28_500},
		{"empty", "", 512, 513},
	} {
		c := &call{ep: endpoints["/v1/chat/completions"], body: &buffer{b: []byte(tt.body)}}
		if n := c.foresee(); n < tt.low || n > tt.high {
			t.Errorf("%s: %d, want %d to %d", tt.name, n, tt.low, tt.high)
		}
	}
	for want, c := range map[int64]*call{
		0:              {ep: endpoints["/v1/messages/count_tokens"], body: &buffer{b: []byte(text)}},
		answerGuess:    {ep: endpoints["/v1/realtime"]},
		tokensPerMedia: {ep: endpoints["/v1/audio/transcriptions"], body: &buffer{b: []byte(text)}, relay: &openai.Form{}},
		5:              {ep: endpoints["/v1/embeddings"], body: &buffer{b: []byte(`{"input":"words"}`)}},
	} {
		if n := c.foresee(); n != want {
			t.Errorf("%s: %d, want %d", c.ep.name, n, want)
		}
	}
}
