package gemini_test

import (
	"bytes"
	"testing"

	"github.com/burncloud/burncloud/llm"
)

// BenchmarkChunk is the cost of one translated chunk of text: decoded, checked, and encoded for a client.
func BenchmarkChunk(b *testing.B) {
	chunk := []byte(`data: {"candidates":[{"content":{"parts":[{"text":" also the largest city in France."}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":8,"candidatesTokenCount":40,"totalTokenCount":76,"promptTokensDetails":[{"modality":"TEXT","tokenCount":8}],"thoughtsTokenCount":28,"serviceTier":"standard"},"modelVersion":"gemini-3-flash-preview","responseId":"J3dHapyWENS3g8UPyrefuAE"}` + "\r\n\r\n")
	const n = 1000
	body := append(bytes.Repeat(chunk, n), `data: {"candidates":[{"finishReason":"STOP"}]}`+"\r\n\r\n"...)
	req := &llm.Request{ID: "r"}
	var buf []byte
	b.ReportAllocs()
	b.SetBytes(int64(len(chunk)))
	for range b.N/n + 1 {
		enc := front.EncodeStream(req)
		for e, err := range llm.Check(back.DecodeStream(req, modern(llm.Quirks{}), bytes.NewReader(body))) {
			if err != nil {
				b.Fatal(err)
			}
			buf = enc.Encode(buf[:0], e)
		}
	}
}

func BenchmarkRelayFrame(b *testing.B) {
	frame := []byte(`data: {"candidates":[{"content":{"parts":[{"text":"a"}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":2},"modelVersion":"m"}` + "\r\n\r\n")
	s := newRelay(b).Stream()
	b.ReportAllocs()
	for b.Loop() {
		s.Frame(frame)
	}
}
