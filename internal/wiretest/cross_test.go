package wiretest_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/wiretest"
	"github.com/burncloud/burncloud/llm"
)

// recordedAPIs are the recordings of each dialect.
var recordedAPIs = map[string][]string{
	"anthropic": {"anthropic/messages"},
	"openai": {"openai/chat", "deepseek/chat", "dashscope/compatible-chat", "groq/chat", "mistral/chat", "moonshot/chat", "openrouter/chat",
		"zhipu/chat"},
}

// gist is what every dialect can say of an answer.
type gist struct {
	Text, Thought string
	Calls         []llm.ToolCall
	Tools         bool // the client is to run tools
	Usage         burncloud.Usage
}

func gistOf(t *testing.T, r *llm.Response) gist {
	t.Helper()
	g := gist{Usage: r.Usage}
	g.Usage.Input += g.Usage.AudioIn // which Anthropic does not tell apart
	g.Usage.Output += g.Usage.AudioOut
	g.Usage.AudioIn, g.Usage.AudioOut = 0, 0
	if len(r.Choices) == 0 {
		return g
	}
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
			if !ok { // cut by the limit on tokens; a whole answer cannot have half an object
				obj = llm.Raw("{}")
			}
			if err := obj.Canonicalize(); err != nil {
				t.Fatal(err)
			}
			g.Calls = append(g.Calls, llm.ToolCall{ID: p.ID, Name: p.Name, Arguments: string(obj)})
		}
	}
	g.Tools = r.Choices[0].Stop.Reason == llm.StopToolCalls
	return g
}

// TestRecordedCross sends every recorded answer through the front of the other dialect, streamed and whole, and reads
// it back there.
func TestRecordedCross(t *testing.T) {
	for from, apis := range recordedAPIs {
		for to, front := range fronts {
			if from == to || recordedAPIs[to] == nil {
				continue
			}
			n := 0
			for _, rec := range wiretest.Load(t, apis...) {
				req := &llm.Request{Stream: true, IncludeUsage: true}
				var resp *llm.Response
				var err error
				if rec.Stream != nil {
					resp, err = llm.Collect(llm.Check(backs[from].DecodeStream(req, &llm.Target{}, bytes.NewReader(rec.Stream))))
				} else {
					resp, err = backs[from].DecodeResponse(req, &llm.Target{}, rec.Response)
				}
				if err != nil {
					continue // the dialects' own tests say whether it may fail
				}
				n++
				want := gistOf(t, resp)
				enc := front.EncodeStream(req)
				var sse []byte
				for e := range resp.Events() {
					sse = enc.Encode(sse, e)
				}
				streamed, err := llm.Collect(llm.Check(backs[to].DecodeStream(req, &llm.Target{}, bytes.NewReader(sse))))
				if err != nil {
					t.Errorf("%s as a stream of %s: %v", rec.Name, to, err)
				} else if got := gistOf(t, streamed); !reflect.DeepEqual(got, want) {
					t.Errorf("%s as a stream of %s\ngot  %+v\nwant %+v", rec.Name, to, got, want)
				}
				whole, err := backs[to].DecodeResponse(req, &llm.Target{}, front.EncodeResponse(nil, req, resp))
				if err != nil {
					t.Errorf("%s as %s: %v", rec.Name, to, err)
				} else if got := gistOf(t, whole); !reflect.DeepEqual(got, want) {
					t.Errorf("%s as %s\ngot  %+v\nwant %+v", rec.Name, to, got, want)
				}
			}
			t.Logf("%d answers from %s to %s", n, from, to)
		}
	}
}

// refusedRequests are the recorded requests that the other dialect cannot take, and why.
var refusedRequests = []string{"the model takes no", "the upstream's dialect does not have it", "files are known only", "no result in the messages",
	"is waiting for this result", "does not fetch", "do not have"}

// TestRecordedRequestsCross writes every recorded request in the other dialect, which must be able to read it.
func TestRecordedRequestsCross(t *testing.T) {
	for from, apis := range recordedAPIs {
		for to, back := range backs {
			if from == to || recordedAPIs[to] == nil {
				continue
			}
			n, refused := 0, 0
			for _, rec := range wiretest.Load(t, apis...) {
				if rec.Request == nil {
					continue
				}
				req, err := fronts[from].DecodeRequest(rec.Request)
				if err != nil {
					t.Errorf("%s: %v", rec.Name, err)
					continue
				}
				n++
				body, _, err := back.EncodeRequest(req, &llm.Target{Model: "m", MaxOutput: 64000})
				if err != nil {
					refused++
					if e := burncloud.AsError(err); e.Kind != burncloud.KindBadRequest || e.Param == "" || !known(e.Message) {
						t.Errorf("%s to %s: %v", rec.Name, to, err)
					}
					continue
				}
				again, err := fronts[to].DecodeRequest(body)
				if err != nil {
					t.Errorf("%s to %s: %v in %s", rec.Name, to, err, body)
					continue
				}
				again.Turns(llm.NewLosses(again))
				if len(again.Tools) < len(req.Tools)-hosted(req) {
					t.Errorf("%s to %s: tools are missing", rec.Name, to)
				}
			}
			t.Logf("%d requests from %s to %s, %d refused", n, from, to, refused)
		}
	}
}

func hosted(r *llm.Request) int {
	n := 0
	for _, tool := range r.Tools {
		if tool.Kind == llm.ToolHosted {
			n++
		}
	}
	return n
}

func known(message string) bool {
	for _, s := range refusedRequests {
		if strings.Contains(message, s) {
			return true
		}
	}
	return false
}

// FuzzTranslate wants whatever an upstream sends to become, in every dialect, frames that the dialect can read.
func FuzzTranslate(f *testing.F) {
	if wiretest.HasRecordings() {
		for _, apis := range recordedAPIs {
			for _, rec := range wiretest.Load(f, apis...) {
				if rec.Stream != nil && len(rec.Stream) < 4<<10 {
					f.Add(rec.Stream)
				}
			}
		}
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		for _, back := range backs {
			for to, front := range fronts {
				if backs[to] == nil {
					continue
				}
				enc := front.EncodeStream(&llm.Request{Stream: true})
				var out []byte
				var failed error
				for e, err := range llm.Check(back.DecodeStream(&llm.Request{}, &llm.Target{}, bytes.NewReader(in))) {
					if failed = err; err == nil {
						out = enc.Encode(out, e)
					}
				}
				if failed != nil {
					continue
				}
				if _, err := llm.Collect(llm.Check(backs[to].DecodeStream(&llm.Request{}, &llm.Target{}, bytes.NewReader(out)))); err != nil {
					t.Fatalf("%s: %v in %s", to, err, out)
				}
			}
		}
	})
}

// benchStream is a stream of n text deltas.
func benchStream(dialect string, n int) []byte {
	resp := &llm.Response{ID: "x", Choices: []llm.Choice{{Stop: llm.Stop{Reason: llm.StopEnd}, Parts: []llm.Part{llm.Text{}}}}}
	enc := fronts[dialect].EncodeStream(&llm.Request{})
	var out []byte
	for e := range resp.Events() {
		out = enc.Encode(out, e)
		for range n {
			if e.Kind == llm.EventOpen {
				out = enc.Encode(out, llm.Event{Kind: llm.EventDelta, Text: []byte(" a few words\n")})
			}
		}
	}
	return out
}

func BenchmarkTranslate(b *testing.B) {
	const n = 1000
	for from, back := range backs {
		for to, front := range fronts {
			if from == to || recordedAPIs[to] == nil {
				continue
			}
			in := benchStream(from, n)
			b.Run(from+"-to-"+to, func(b *testing.B) {
				b.ReportAllocs()
				var buf []byte
				for b.Loop() {
					enc := front.EncodeStream(&llm.Request{})
					for e, err := range back.DecodeStream(&llm.Request{Stream: true}, &llm.Target{}, bytes.NewReader(in)) {
						if err != nil {
							b.Fatal(err)
						}
						buf = enc.Encode(buf[:0], e)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/chunk")
			})
		}
	}
}
