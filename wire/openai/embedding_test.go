package openai_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"math"
	"strconv"
	"testing"
	"testing/quick"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/wiretest"
	"github.com/burncloud/burncloud/llm"
)

func TestDecodeEmbeddingRefuses(t *testing.T) {
	for _, tt := range []struct{ body, param string }{
		{`{"model":"m"}`, "input"},
		{`{"input":null}`, "input"},
		{`{"input":[]}`, "input"},
		{`{"input":[1,2]}`, "input"},
		{`{"input":[[1],[2]]}`, "input"},
		{`{"input":["a",1]}`, "input"},
		{`{"input":{"text":"a"}}`, "input"},
		{`{"input":[{"type":"text"}]}`, "input"},
		{`{"input":"a","dimensions":"3"}`, "dimensions"},
		{`{"input":"a","dimensions":-1}`, "dimensions"},
		{`{"input":"a","encoding_format":"int8"}`, "encoding_format"},
		{`{"input":"a","model":1}`, "model"},
		{`{"input":"a"`, ""},
		{`[]`, ""},
	} {
		_, err := front.DecodeEmbedding([]byte(tt.body))
		e := burncloud.AsError(err)
		if err == nil || e.Kind != burncloud.KindBadRequest || e.Param != tt.param {
			t.Errorf("%s: %v, want a bad request about %q", tt.body, err, tt.param)
		}
	}
}

func TestDecodeEmbeddingAnswer(t *testing.T) {
	const item = `{"embedding":[1],"index":`
	for _, tt := range []struct {
		name, body, want string // the vectors, or the kind of the error
	}{
		{"literals stay", `{"data":[{"embedding":[0.10,-1e-3]}]}`, `[0.10,-1e-3]`},
		{"places are kept", `{"data":[{"embedding":[2],"index":1},{"embedding":[1],"index":0}]}`, `[1][2]`},
		{"base64", `{"data":[{"embedding":"AACAPwAAAMA="}]}`, `[1,-2]`},
		{"place twice", `{"data":[` + item + `0},` + item + `0}]}`, "upstream_invalid"},
		{"place too far", `{"data":[` + item + `1000000000000}]}`, "upstream_invalid"},
		{"place before", `{"data":[` + item + `-1}]}`, "upstream_invalid"},
		{"place unreadable", `{"data":[` + item + `"0"}]}`, "upstream_invalid"},
		{"no vectors", `{"data":[]}`, "upstream_invalid"},
		{"no data", `{}`, "upstream_invalid"},
		{"not a vector", `{"data":[{"embedding":[1,"2"]}]}`, "upstream_invalid"},
		{"infinite", `{"data":[{"embedding":"AACAfw=="}]}`, "upstream_invalid"},
		{"cut base64", `{"data":[{"embedding":"AACA"}]}`, "upstream_invalid"},
		{"element of no kind", `{"data":[1]}`, "upstream_invalid"},
		{"error in spite of the status", `{"error":{"message":"x","code":429}}`, "upstream_limited"},
		{"not JSON", `<html>`, "upstream_invalid"},
	} {
		resp, err := back.DecodeEmbedding([]byte(tt.body))
		got := ""
		if err != nil {
			got = string(burncloud.AsError(err).Kind)
		} else {
			for _, v := range resp.Vectors {
				got += string(v)
			}
		}
		if got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}

// TestPackedVectors: what a client reads from base64 is what it reads from numbers, to the precision of float32.
func TestPackedVectors(t *testing.T) {
	same := func(numbers []float32) bool {
		vector := []byte{'['}
		for i, x := range numbers {
			if i > 0 {
				vector = append(vector, " , "...)
			}
			vector = strconv.AppendFloat(vector, float64(x), "gef"[i%3], -1, 32)
		}
		vector = append(vector, ']')
		packed, ask := make([]byte, 0, 4*len(numbers)), &llm.EmbeddingRequest{Encoding: "base64"}
		for _, x := range numbers {
			packed = binary.LittleEndian.AppendUint32(packed, math.Float32bits(x))
		}
		body := front.EncodeEmbedding(nil, ask, &llm.EmbeddingResponse{Vectors: []llm.Raw{vector}})
		resp, err := back.DecodeEmbedding(body)
		return err == nil && bytes.Contains(body, []byte(`"`+base64.StdEncoding.EncodeToString(packed)+`"`)) &&
			string(front.EncodeEmbedding(nil, ask, resp)) == string(body)
	}
	if err := quick.Check(same, nil); err != nil {
		t.Error(err)
	}
}

// TestRecordedEmbeddings wants every recorded answer of this family to decode, one vector for each input.
func TestRecordedEmbeddings(t *testing.T) {
	for _, rec := range wiretest.Load(t, "openai/embeddings", "dashscope/compatible-embeddings", "mistral/embeddings", "azure/embeddings",
		"openrouter/embeddings", "llamacpp/embeddings") {
		req, err := front.DecodeEmbedding(rec.Request)
		if err != nil {
			t.Errorf("%s: %v", rec.Name, err)
			continue
		}
		if rec.Status >= 400 || rec.Failed {
			if e := back.DecodeError(rec.Status, nil, rec.Response); e.Kind == burncloud.KindInternal {
				t.Errorf("%s: %v", rec.Name, e)
			}
			continue
		}
		resp, err := back.DecodeEmbedding(rec.Response)
		if err != nil || len(resp.Vectors) != len(req.Inputs) || resp.Usage.Input == 0 || resp.Model == "" {
			t.Errorf("%s: %v %+v", rec.Name, err, resp)
		}
	}
}

func FuzzDecodeEmbedding(f *testing.F) {
	f.Add([]byte(`{"model":"m","input":["a"],"dimensions":3,"encoding_format":"base64","user":"u","x":1}`))
	f.Add([]byte(`{"data":[{"embedding":[0.10,-1e-3],"index":0},{"embedding":"AACAPwAAAMA=","index":1}],"usage":{"prompt_tokens":1}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		if req, err := front.DecodeEmbedding(body); err == nil {
			sent, _ := back.EncodeEmbedding(req, &llm.Target{Model: "m"})
			if !llm.Raw(sent).IsValid() {
				t.Fatalf("sent %s", sent)
			}
		}
		resp, err := back.DecodeEmbedding(body)
		if err != nil {
			return
		}
		for _, encoding := range []string{"", "base64"} {
			if out := front.EncodeEmbedding(nil, &llm.EmbeddingRequest{Encoding: encoding}, resp); !llm.Raw(out).IsValid() {
				t.Fatalf("answered %s", out)
			}
		}
	})
}

func BenchmarkPackVector(b *testing.B) {
	packed, vector := make([]byte, 4*1536), []byte(`{"data":[{"embedding":"`)
	for i := range packed {
		packed[i] = byte(i * 7 % 61)
	}
	vector = append(base64.StdEncoding.AppendEncode(vector, packed), `"}]}`...)
	resp, err := back.DecodeEmbedding(vector)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		vector = front.EncodeEmbedding(vector[:0], &llm.EmbeddingRequest{Encoding: "base64"}, resp)
	}
}
