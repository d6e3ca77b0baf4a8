package anthropic_test

import (
	"bytes"
	"io"
	"iter"
	"strings"
	"testing"

	"github.com/burncloud/burncloud/internal/wiretest"
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

// drain wants a sequence to be in order, or to end with a classified error.
func drain(t *testing.T, seq iter.Seq2[llm.Event, error]) {
	t.Helper()
	enc := front.EncodeStream(&llm.Request{IncludeUsage: true})
	var out []byte
	for e, err := range llm.Check(seq) {
		if err != nil {
			checkKind(t, err)
			return
		}
		out = enc.Encode(out[:0], e)
		for frame := range strings.SplitSeq(strings.TrimSuffix(string(out), "\n\n"), "\n\n") {
			if data, ok := strings.CutPrefix(frame[strings.IndexByte(frame, '\n')+1:], "data: "); ok && !llm.Raw(data).IsValid() {
				t.Fatalf("not JSON: %s", frame)
			}
		}
	}
}

func checkKind(t *testing.T, err error) {
	t.Helper()
	if strings.Contains(err.Error(), "out of order") {
		t.Fatal(err)
	}
}

func FuzzDecodeStream(f *testing.F) {
	f.Add(chunks(2), byte(3))
	for _, rec := range recorded(f) {
		if rec.Stream != nil && len(rec.Stream) < 4<<10 {
			f.Add(rec.Stream, byte(7))
		}
	}
	f.Fuzz(func(t *testing.T, in []byte, cut byte) {
		drain(t, back.DecodeStream(&llm.Request{}, &llm.Target{}, bytes.NewReader(in)))
		i := min(int(cut), len(in))
		drain(t, back.DecodeStream(&llm.Request{}, &llm.Target{}, io.MultiReader(bytes.NewReader(in[:i]), bytes.NewReader(in[i:]))))
	})
}

func FuzzDecodeResponse(f *testing.F) {
	for _, rec := range recorded(f) {
		if rec.Response != nil && len(rec.Response) < 4<<10 {
			f.Add(rec.Response)
		}
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		back.DecodeError(400, nil, in)
		resp, err := back.DecodeResponse(&llm.Request{}, &llm.Target{}, in)
		if err != nil {
			checkKind(t, err)
			return
		}
		if out := front.EncodeResponse(nil, &llm.Request{}, resp); !llm.Raw(out).IsValid() {
			t.Fatalf("not JSON: %s", out)
		}
	})
}

func FuzzDecodeRequest(f *testing.F) {
	for _, rec := range recorded(f) {
		if rec.Request != nil && len(rec.Request) < 4<<10 {
			f.Add(rec.Request)
		}
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		req, err := front.DecodeRequest(in)
		if err != nil {
			return
		}
		body, _, err := back.EncodeRequest(req, wide(req))
		if err != nil {
			return
		}
		if !llm.Raw(body).IsValid() {
			t.Fatalf("not JSON: %s", body)
		}
		if _, err := front.DecodeRequest(body); err != nil {
			t.Fatalf("%v in %s", err, body)
		}
	})
}

// recorded seeds the fuzzers where there are recordings.
func recorded(f *testing.F) []wiretest.Recording {
	if !wiretest.HasRecordings() {
		return nil
	}
	return wiretest.Load(f, hosts...)
}
