package responses_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/wire/responses"
)

func longStream(n int) []byte {
	var b strings.Builder
	b.WriteString(lines(created, added(0, `"type":"message"`)))
	for i := range n {
		fmt.Fprintf(&b, "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"sequence_number\":%d,\"item_id\":\"msg_68a1c2\",\"output_index\":0,\"content_index\":0,\"delta\":\" word\",\"logprobs\":[],\"obfuscation\":\"Ab3dE6\"}\n\n", i)
	}
	b.WriteString(lines(done(0, `"type":"message"`), completed))
	return []byte(b.String())
}

// BenchmarkChunk is the cost of decoding one delta and encoding it again.
func BenchmarkChunk(b *testing.B) {
	stream := longStream(b.N)
	req := &llm.Request{From: responses.Dialect, ID: "r"}
	enc := front.EncodeStream(req)
	var out []byte
	b.ReportAllocs()
	b.ResetTimer()
	for e, err := range (responses.Back{}).DecodeStream(req, target, bytes.NewReader(stream)) {
		if err != nil {
			b.Fatal(err)
		}
		out = enc.Encode(out[:0], e)
	}
}

// TestChunkAllocations: a delta costs next to nothing on its way through.
func TestChunkAllocations(t *testing.T) {
	const n = 2000
	stream := longStream(n)
	req := &llm.Request{From: responses.Dialect, ID: "r"}
	got := testing.AllocsPerRun(5, func() {
		enc := front.EncodeStream(req)
		var out []byte
		for e := range (responses.Back{}).DecodeStream(req, target, bytes.NewReader(stream)) {
			out = enc.Encode(out[:0], e)
		}
	})
	if per := got / n; per > 0.2 {
		t.Errorf("%.2f allocations a delta", per)
	}
	frame := []byte("event: response.output_text.delta\ndata: " + delta("output_text", 0, "word") + "\n\n")
	s := new(responses.Relay).Stream()
	if got := testing.AllocsPerRun(100, func() { s.Frame(frame) }); got > 0 {
		t.Errorf("%.1f allocations a relayed delta", got)
	}
}

// BenchmarkFrame is the cost of judging one relayed delta.
func BenchmarkFrame(b *testing.B) {
	frame := []byte("event: response.output_text.delta\ndata: " + delta("output_text", 0, "word") + "\n\n")
	s := new(responses.Relay).Stream()
	b.ReportAllocs()
	for b.Loop() {
		s.Frame(frame)
	}
}
