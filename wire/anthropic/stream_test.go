package anthropic_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/burncloud/burncloud/llm"
)

// chunks is a stream with n text deltas as Anthropic writes them.
func chunks(n int) []byte {
	var b strings.Builder
	b.WriteString("event: message_start\ndata: " + `{"type":"message_start","message":{"id":"msg_1","model":"claude-x","usage":{"input_tokens":1,"output_tokens":1}}}` + "\n\n")
	b.WriteString("event: content_block_start\ndata: " + `{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}` + "\n\n")
	for range n {
		b.WriteString("event: content_block_delta\ndata: " + `{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" a word\n"}        }` + "\n\n")
	}
	b.WriteString("event: message_delta\ndata: " + `{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2}}` + "\n\n")
	b.WriteString("event: message_stop\ndata: " + `{"type":"message_stop"}` + "\n\n")
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
