package gemini_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/wiretest"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/wire/anthropic"
	"github.com/burncloud/burncloud/wire/gemini"
	"github.com/burncloud/burncloud/wire/openai"
)

// others are recorded APIs of the other dialects.
var others = map[string][]string{
	"openai":    {"openai/chat", "deepseek/chat", "groq/chat", "mistral/chat", "moonshot/chat", "openrouter/chat", "gemini/openai-compat"},
	"anthropic": {"anthropic/messages"},
}

func frontOf(dialect string) llm.Front {
	if dialect == "openai" {
		return openai.Front{}
	}
	return anthropic.Front{}
}

var backs = map[string]llm.Back{"openai": openai.Back{}, "anthropic": anthropic.Back{}}

// gist is what every dialect can say of an answer, as text.
func gist(t *testing.T, r *llm.Response) string {
	t.Helper()
	g := struct {
		Text, Thought string
		Calls         []string
		Tools         bool
		Usage         burncloud.Usage
	}{Usage: r.Usage}
	g.Usage.Input += g.Usage.CacheWrite + g.Usage.AudioIn // which not every dialect tells apart
	g.Usage.Output += g.Usage.AudioOut
	g.Usage.CacheWrite, g.Usage.AudioIn, g.Usage.AudioOut = 0, 0, 0
	for _, p := range r.Choices[0].Parts {
		switch p := p.(type) {
		case llm.Text:
			g.Text += p.Text
		case llm.Refusal:
			g.Text += p.Text
		case llm.Reasoning:
			g.Thought += p.Text
		case llm.ToolCall:
			obj, ok := p.Object()
			if !ok {
				obj = llm.Raw("{}") // cut by the limit on tokens
			}
			if err := obj.Canonicalize(); err != nil {
				t.Fatal(err)
			}
			g.Calls = append(g.Calls, p.ID+" "+p.Name+string(obj))
		}
	}
	g.Tools = r.Choices[0].Stop.Reason == llm.StopToolCalls
	b, err := json.Marshal(g)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// through writes an answer for a client of a dialect, streamed and whole, and reads it there.
func through(t *testing.T, name string, front llm.Front, back llm.Back, resp *llm.Response) {
	t.Helper()
	req := &llm.Request{ID: "r", Stream: true, IncludeUsage: true}
	want := gist(t, resp)
	enc := front.EncodeStream(req)
	var stream []byte
	for e := range resp.Events() {
		stream = enc.Encode(stream, e)
	}
	got, err := llm.Collect(llm.Check(back.DecodeStream(req, &llm.Target{}, bytes.NewReader(stream))))
	if err != nil {
		t.Errorf("%s streamed: %v", name, err)
	} else if g := gist(t, got); g != want {
		t.Errorf("%s streamed\ngot  %s\nwant %s", name, g, want)
	}
	got, err = back.DecodeResponse(req, &llm.Target{}, front.EncodeResponse(nil, req, resp))
	if err != nil {
		t.Errorf("%s: %v", name, err)
	} else if g := gist(t, got); g != want {
		t.Errorf("%s\ngot  %s\nwant %s", name, g, want)
	}
}

// read decodes a recording's answer; nil if that fails, which is for the dialect's own tests to judge.
func read(back llm.Back, rec wiretest.Recording) *llm.Response {
	req := &llm.Request{ID: "r", Stream: true}
	if rec.Stream == nil && rec.Response == nil {
		return nil
	}
	if rec.Stream != nil {
		resp, err := llm.Collect(llm.Check(back.DecodeStream(req, &llm.Target{}, bytes.NewReader(rec.Stream))))
		if err == nil {
			return resp
		}
		return nil
	}
	resp, err := back.DecodeResponse(req, &llm.Target{}, rec.Response)
	if err != nil || len(resp.Choices) == 0 {
		return nil
	}
	return resp
}

func TestAnswersCross(t *testing.T) {
	n := 0
	for _, rec := range wiretest.Load(t, hosts...) {
		if resp := read(back, rec); resp != nil {
			n++
			for dialect := range others {
				through(t, rec.Name+" to "+dialect, frontOf(dialect), backs[dialect], resp)
			}
		}
	}
	for dialect, apis := range others {
		for _, rec := range wiretest.Load(t, apis...) {
			if resp := read(backs[dialect], rec); resp != nil {
				n++
				through(t, rec.Name, front, back, resp)
				through(t, rec.Name+" as an array", gemini.Front{Array: true}, back, resp)
			}
		}
	}
	t.Logf("%d answers", n)
}

// A request of another dialect is written so that this one's front can read it, or refused with the field at fault; and
// the other way round.
func TestRequestsCross(t *testing.T) {
	n, refused := 0, map[string]int{}
	cross := func(name string, from llm.Front, body []byte, to llm.Back, reads llm.Front) {
		req, err := from.DecodeRequest(body)
		if body == nil || err != nil {
			return
		}
		n++
		for _, q := range []llm.Quirks{{}, {Budgets: true}} {
			out, _, err := to.EncodeRequest(req, &llm.Target{Model: "gemini-x", MaxOutput: 64000, Quirks: q})
			if err != nil {
				if e := burncloud.AsError(err); e.Kind != burncloud.KindBadRequest || e.Param == "" {
					t.Errorf("%s: %v", name, err)
				}
				refused[err.Error()]++
				continue
			}
			if _, err := reads.DecodeRequest(out); err != nil {
				t.Errorf("%s: %v in %s", name, err, out)
			}
		}
	}
	for dialect, apis := range others {
		for _, rec := range wiretest.Load(t, apis...) {
			cross(rec.Name, frontOf(dialect), rec.Request, back, front)
		}
		for _, rec := range wiretest.Load(t, hosts...) {
			cross(rec.Name, front, rec.Request, backs[dialect], frontOf(dialect))
		}
	}
	t.Logf("%d requests, refused: %v", n, refused)
}
