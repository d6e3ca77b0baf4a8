package wiretest_test

import (
	"bytes"
	"testing"

	"github.com/burncloud/burncloud/internal/wiretest"
	"github.com/burncloud/burncloud/llm"
)

// recordedAPIs are the recordings of each dialect.
var recordedAPIs = map[string][]string{
	"anthropic": {"anthropic/messages"},
	"responses": {"openai/responses"},
	"gemini":    {"gemini/generateContent"},
	"openai": {
		"openai/chat", "deepseek/chat", "dashscope/compatible-chat", "groq/chat", "mistral/chat", "moonshot/chat", "openrouter/chat",
		"zhipu/chat",
	},
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
			if from == to || recordedAPIs[to] == nil || recordedAPIs[from] == nil {
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
