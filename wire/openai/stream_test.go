package openai_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/burncloud/burncloud/llm"
)

// chunks is a stream of n text chunks as OpenAI writes them, and their number with the others.
func chunks(n int) []byte {
	const chunk = `data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"gpt-x","service_tier":"default","system_fingerprint":"fp_1","choices":[{"index":0,"delta":{"content":"%s"},"logprobs":null,"finish_reason":null}],"usage":null,"obfuscation":"abcdef"}` + "\n\n"
	var b strings.Builder
	for range n {
		fmt.Fprintf(&b, chunk, ` a word\n`)
	}
	b.WriteString(`data: {"id":"chatcmpl-1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}` + "\n\ndata: [DONE]\n\n")
	return []byte(b.String())
}

// TestDeltasDoNotAllocate measures what a text chunk costs more than none.
func TestDeltasDoNotAllocate(t *testing.T) {
	cost := func(n int) float64 {
		in := chunks(n)
		buf := make([]byte, 0, 4<<10)
		return testing.AllocsPerRun(20, func() {
			enc := front.EncodeStream(&llm.Request{})
			for e, err := range back.DecodeStream(&llm.Request{Stream: true}, &llm.Target{}, bytes.NewReader(in)) {
				if err != nil {
					t.Fatal(err)
				}
				buf = enc.Encode(buf[:0], e)
			}
		})
	}
	if few, many := cost(10), cost(1010); many > few+10 {
		t.Errorf("1000 chunks more allocate %v times", many-few)
	}
}

func BenchmarkChunk(b *testing.B) {
	const n = 1000
	in := chunks(n)
	buf := make([]byte, 0, 4<<10)
	b.ReportAllocs()
	for b.Loop() {
		enc := front.EncodeStream(&llm.Request{})
		for e := range back.DecodeStream(&llm.Request{Stream: true}, &llm.Target{}, bytes.NewReader(in)) {
			buf = enc.Encode(buf[:0], e)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/chunk")
}

func TestConsumerMayStop(t *testing.T) {
	in := chunks(3)
	for stop := range 8 {
		n := 0
		for range back.DecodeStream(&llm.Request{}, &llm.Target{}, bytes.NewReader(in)) {
			if n++; n > stop {
				break
			}
		}
	}
}

func FuzzDecodeStream(f *testing.F) { dialect.FuzzStream(f, chunks(2)) }

func FuzzDecodeResponse(f *testing.F) { dialect.FuzzResponse(f) }

func FuzzDecodeRequest(f *testing.F) { dialect.FuzzRequest(f) }
