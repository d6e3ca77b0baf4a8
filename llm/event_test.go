package llm_test

import (
	"errors"
	"iter"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
)

var rich = llm.Response{
	ID: "msg_1", Model: "claude",
	Usage:    burncloud.Usage{Input: 3, Output: 5, Reasoning: 7},
	RawUsage: llm.Raw(`{"input_tokens":3}`),
	Choices: []llm.Choice{{
		Parts: []llm.Part{
			llm.Reasoning{Text: "hm", Signature: llm.Signature{Origin: llm.OriginAnthropic, Data: "c2ln"}},
			llm.Reasoning{Redacted: true, Signature: llm.Signature{Origin: llm.OriginAnthropic, Data: "cmVk"}},
			llm.Reasoning{Signature: llm.Signature{Origin: llm.OriginAnthropic, Data: "only"}},
			llm.Text{},
			llm.Text{Text: "hello", Citations: []llm.Citation{{URL: "https://a"}, {Title: "b"}}, Logprobs: []llm.Logprob{{Token: "hello", Value: "-0.1"}}},
			llm.Text{Signature: llm.Signature{Origin: llm.OriginGemini, Data: "x"}},
			llm.Refusal{Text: "no"},
			llm.ToolCall{ID: "a", Name: "f", Arguments: `{"b":1,"a":2}`, Signature: llm.Signature{Origin: llm.OriginGemini, Data: "y"}},
			llm.ToolCall{ID: "b", Name: "g"},
			llm.Media{Kind: llm.MediaImage, Type: "image/png", Data: "AAAA"},
			llm.Opaque{From: "anthropic", Kind: "server_tool_use", Raw: llm.Raw(`{"type":"server_tool_use"}`)},
		},
		Stop: llm.Stop{Reason: llm.StopToolCalls, Raw: "tool_use"},
	}, {
		Stop: llm.Stop{Reason: llm.StopEnd, Raw: "end_turn"},
	}},
}

func TestCollectIsInverseOfEvents(t *testing.T) {
	got, err := llm.Collect(llm.Check(rich.Events()))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, &rich) {
		t.Errorf("got  %+v\nwant %+v", got, &rich)
	}
}

// TestRandomResponses is the same for answers that nobody thought of.
func TestRandomResponses(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		var want llm.Response
		for range 1 + r.IntN(3) {
			ch := llm.Choice{Stop: llm.Stop{Reason: llm.StopEnd}}
			for range r.IntN(6) {
				ch.Parts = append(ch.Parts, rich.Choices[0].Parts[r.IntN(len(rich.Choices[0].Parts))])
			}
			want.Choices = append(want.Choices, ch)
		}
		got, err := llm.Collect(llm.Check(want.Events()))
		if err != nil || !reflect.DeepEqual(got, &want) {
			t.Fatalf("got %+v, %v\nwant %+v", got, err, want)
		}
	}
}

func TestEventsStopEarly(t *testing.T) {
	total := 0
	for range rich.Events() {
		total++
	}
	for stop := range total {
		n := 0
		for range llm.Check(rich.Events()) {
			if n++; n > stop {
				break
			}
		}
	}
}

// script writes a sequence as words, one an event; a word may end with the number of a choice.
func script(words string) iter.Seq2[llm.Event, error] {
	return func(yield func(llm.Event, error) bool) {
		index := map[int]int{0: -1, 1: -1, 2: -1}
		for _, w := range strings.Fields(words) {
			e := llm.Event{}
			if c := w[len(w)-1]; c >= '0' && c <= '9' {
				e.Choice = int(c - '0')
				w = w[:len(w)-1]
			}
			var err error
			switch w {
			case "start":
				e = llm.Event{Kind: llm.EventStart, Start: &llm.Start{}}
			case "text", "think", "red", "call", "nameless", "full", "opaque", "result", "nil":
				index[e.Choice]++
				e.Kind, e.Part = llm.EventOpen, map[string]llm.Part{
					"text": llm.Text{}, "think": llm.Reasoning{}, "full": llm.Text{Text: "x"}, "call": llm.ToolCall{ID: "1", Name: "f"},
					"red":      llm.Reasoning{Redacted: true, Signature: llm.Signature{Data: "x"}},
					"nameless": llm.ToolCall{ID: "1"}, "opaque": llm.Opaque{}, "result": llm.ToolResult{},
				}[w]
			case "skip":
				index[e.Choice]++
				continue
			case "d":
				e.Kind, e.Text = llm.EventDelta, []byte("x")
			case "empty":
				e.Kind = llm.EventDelta
			case "sig":
				e.Kind, e.Signature = llm.EventDelta, llm.Signature{Data: "s"}
			case "cite":
				e.Kind, e.Citation = llm.EventDelta, &llm.Citation{}
			case "close":
				e.Kind = llm.EventClose
			case "finish":
				e = llm.Event{Kind: llm.EventFinish, Finish: &llm.Finish{Stops: make([]llm.Stop, e.Choice+1)}}
				for i := range e.Finish.Stops {
					e.Finish.Stops[i].Reason = llm.StopEnd
				}
			case "mute":
				e = llm.Event{Kind: llm.EventFinish, Finish: &llm.Finish{Stops: make([]llm.Stop, 1)}}
			case "error":
				err = errors.New("upstream")
			}
			e.Index = index[e.Choice]
			if !yield(e, err) {
				return
			}
		}
	}
}

func TestCheck(t *testing.T) {
	for _, tt := range []struct {
		words string
		n     int // events that pass before the error; -1 = all pass
	}{
		{"start finish", -1},
		{"start text d d close think d sig close call close finish", -1},
		{"start text cite d close red close opaque close finish", -1},
		{"start text text1 d1 d close1 close finish1", -1},
		{"start text d close finish1", -1},
		{"", 0},
		{"finish", 0},
		{"text", 0},
		{"start start", 1},
		{"start", 1},
		{"start d", 1},
		{"start close", 1},
		{"start text", 2},
		{"start text text", 2},
		{"start text finish", 2},
		{"start text skip d", 2},
		{"start skip text", 1},
		{"start text empty", 2},
		{"start full", 1},
		{"start nil", 1},
		{"start result", 1},
		{"start nameless", 1},
		{"start red d", 2},
		{"start call sig", 2},
		{"start call cite", 2},
		{"start think cite", 2},
		{"start think sig d", 3},
		{"start think sig sig", 3},
		{"start opaque d", 2},
		{"start text2 close2 finish", 3},
		{"start text d close text1 d1 close1 finish", 7},
		{"start mute", 1},
		{"start finish finish", 2},
		{"start text error", 2},
	} {
		n, failed := 0, false
		for _, err := range llm.Check(script(tt.words)) {
			if failed {
				t.Fatalf("%q: events after the error", tt.words)
			}
			if failed = err != nil; !failed {
				n++
			}
		}
		if all := tt.n == -1; failed == all || !all && n != tt.n {
			t.Errorf("%q: %d events passed, failed %v; want %d", tt.words, n, failed, tt.n)
		}
	}
}

func TestCollectNeedsAnEnd(t *testing.T) {
	for _, words := range []string{"", "start", "start text d", "start text d close", "start text error"} {
		if r, err := llm.Collect(script(words)); err == nil {
			t.Errorf("%q: %+v", words, r)
		}
	}
}

func TestHasContent(t *testing.T) {
	want := map[string]bool{"start": false, "text": false, "think": false, "red": true, "call": true, "d": true, "sig": true, "close": false, "opaque": true, "finish": true}
	for word, content := range want {
		for e := range script(word) {
			if e.HasContent() != content {
				t.Errorf("%s: %v", word, !content)
			}
		}
	}
}
