package gemini_test

import (
	"bytes"
	"errors"
	"testing"
	"testing/iotest"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/wiretest"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/wire/gemini"
)

// seed adds what the recordings have.
func seed(f *testing.F, pick func(wiretest.Recording) []byte) {
	f.Helper()
	if !wiretest.HasRecordings() {
		return
	}
	for _, rec := range wiretest.Load(f, hosts...) {
		if b := pick(rec); b != nil && len(b) < 8<<10 {
			f.Add(b)
		}
	}
}

// A request that decodes encodes, or is refused with a reason; what was encoded decodes and encodes the same.
func FuzzDecodeRequest(f *testing.F) {
	f.Add([]byte(`{"contents":{"parts":{"text":"x"}},"tools":[{"functionDeclarations":{"name":"f","parameters":{"type":6,"nullable":true}}}]}`))
	seed(f, func(r wiretest.Recording) []byte { return r.Request })
	f.Fuzz(func(t *testing.T, body []byte) {
		req, err := front.DecodeRequest(body)
		if err != nil {
			if k := burncloud.AsError(err).Kind; k != burncloud.KindBadRequest {
				t.Fatalf("%s: %v", k, err)
			}
			return
		}
		for _, q := range []llm.Quirks{{}, {Budgets: true}} {
			out, _, err := back.EncodeRequest(req, modern(q))
			if err != nil {
				continue
			}
			if !llm.Raw(out).IsValid() {
				t.Fatalf("not JSON: %s", out)
			}
			again, err := front.DecodeRequest(out)
			if err != nil {
				t.Fatalf("%v in %s", err, out)
			}
			twice, _, err := back.EncodeRequest(again, modern(q))
			if err != nil || len(llm.Raw(out)) > 0 && !bytes.Equal(out, twice) && req.Reasoning == again.Reasoning {
				t.Fatalf("%v\nonce  %s\ntwice %s", err, out, twice)
			}
		}
	})
}

// A stream decodes the same however it is cut, in order, and ends with a finish or a classified error; what is written
// of it for a client can be read again.
func FuzzDecodeStream(f *testing.F) {
	f.Add([]byte(`[{"candidates":[{"finishReason":1}]}]`))
	f.Add([]byte("data: {\"candidates\":[{\"index\":1,\"content\":{\"parts\":[{\"functionCall\":{\"name\":\"f\",\"partialArgs\":[{\"jsonPath\":\"$.a[0]\",\"numberValue\":1}],\"willContinue\":true}}]}}]}\n\n"))
	seed(f, func(r wiretest.Recording) []byte { return r.Stream })
	f.Fuzz(func(t *testing.T, body []byte) {
		req := &llm.Request{ID: "r"}
		read := func(r *bytes.Reader, slow bool) (events []llm.Event, last error) {
			in := back.DecodeStream(req, modern(llm.Quirks{}), r)
			if slow {
				in = back.DecodeStream(req, modern(llm.Quirks{}), iotest.OneByteReader(r))
			}
			for e, err := range llm.Check(in) {
				if err != nil {
					return events, err
				}
				e.Text = bytes.Clone(e.Text)
				events = append(events, e)
			}
			return events, nil
		}
		events, err := read(bytes.NewReader(body), false)
		var e *burncloud.Error
		switch {
		case err != nil && !errors.As(err, &e):
			t.Fatalf("unclassified: %v", err)
		case e != nil && e.Err != nil && e.Message == "the upstream's answer is out of order":
			t.Fatal(err)
		}
		slow, err2 := read(bytes.NewReader(body), true)
		if len(slow) != len(events) || (err == nil) != (err2 == nil) {
			t.Fatalf("%d events, %v; byte by byte %d, %v", len(events), err, len(slow), err2)
		}
		if err != nil {
			return
		}
		for _, f := range []gemini.Front{{}, {Array: true}} {
			if again := replay(t, f, events); again == nil {
				t.Fatal("unreadable")
			}
		}
	})
}

func FuzzRelay(f *testing.F) {
	seed(f, func(r wiretest.Recording) []byte { return r.Stream })
	f.Fuzz(func(t *testing.T, body []byte) {
		if len(body) == 0 {
			return
		}
		n := 0
		for _, fr := range frames(t, body) {
			n += len(fr)
		}
		if n != len(body) {
			t.Fatalf("%d of %d bytes", n, len(body))
		}
		relay(t, body)
	})
}

func FuzzDecodeError(f *testing.F) {
	f.Add(429, []byte(`[{"error":{"details":[{"retryDelay":"1s"}]}}]`))
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		if e := back.DecodeError(status, nil, body); e.Kind == "" || e.Message == "" {
			t.Fatalf("%+v", e)
		}
	})
}

func FuzzEmbedding(f *testing.F) {
	f.Add([]byte(`{"requests":[{"model":"models/m","content":{"parts":[{"text":"a"}]}}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, decode := range []func([]byte) (*llm.EmbeddingRequest, error){front.DecodeEmbedding, front.DecodeEmbeddings} {
			if req, err := decode(body); err == nil {
				if out, _ := back.EncodeEmbedding(req, modern(llm.Quirks{})); !llm.Raw(out).IsValid() {
					t.Fatalf("not JSON: %s", out)
				}
			}
		}
		if _, err := front.DecodeCountTokens(body); err != nil && burncloud.AsError(err).Kind != burncloud.KindBadRequest {
			t.Fatal(err)
		}
		if resp, err := back.DecodeEmbedding(body); err == nil {
			if out := front.EncodeEmbeddings(nil, resp); !llm.Raw(out).IsValid() {
				t.Fatalf("not JSON: %s", out)
			}
		}
	})
}
