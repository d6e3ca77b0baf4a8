package dashscope_test

import (
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/wiretest"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/wire/dashscope"
)

func TestEncodeEmbedding(t *testing.T) {
	for _, tt := range []struct {
		req        llm.EmbeddingRequest
		set        string
		want, lost string
	}{
		{llm.EmbeddingRequest{Inputs: []string{"a", "b"}}, "", `{"model":"m","input":{"texts":["a","b"]},"parameters":{}}`, ""},
		{llm.EmbeddingRequest{Inputs: []string{"a"}, Dimensions: "64", TaskType: llm.TaskDocument}, "", `{"model":"m","input":{"texts":["a"]},"parameters":{"text_type":"document","dimension":64}}`, ""},
		{llm.EmbeddingRequest{Inputs: []string{"a"}, TaskType: llm.TaskQuery}, "", `{"model":"m","input":{"texts":["a"]},"parameters":{"text_type":"query"}}`, ""},
		{llm.EmbeddingRequest{Inputs: []string{"a"}, TaskType: llm.TaskCode, Title: "t", User: "u"}, "", `{"model":"m","input":{"texts":["a"]},"parameters":{"text_type":"query"}}`, "taskType,title,user"},
		{llm.EmbeddingRequest{Inputs: []string{"a"}, TaskType: llm.TaskCluster, Lost: []llm.Loss{{Field: "x"}}}, "", `{"model":"m","input":{"texts":["a"]},"parameters":{}}`, "x,taskType"},
		{llm.EmbeddingRequest{Inputs: []string{"a"}}, `{"parameters":{"output_type":"dense"},"y":1}`, `{"model":"m","input":{"texts":["a"]},"parameters":{"output_type":"dense"},"y":1}`, ""},
	} {
		target := &llm.Target{Model: "m"}
		if tt.set != "" {
			target.Quirks.Set = llm.Raw(tt.set)
		}
		body, lost := back.EncodeEmbedding(&tt.req, target)
		if string(body) != tt.want || llm.Dropped(lost) != tt.lost {
			t.Errorf("%+v: %s lost %s", tt.req, body, llm.Dropped(lost))
		}
	}
}

func TestDecodeEmbedding(t *testing.T) {
	for _, tt := range []struct {
		name, body, want string // the vectors, or the kind of the error
		tokens           int64
	}{
		{"total only", `{"output":{"embeddings":[{"embedding":[1.50],"text_index":0}]},"usage":{"total_tokens":4}}`, "[1.50]", 4},
		{"input", `{"output":{"embeddings":[{"embedding":[1],"text_index":0}]},"usage":{"input_tokens":3,"total_tokens":4}}`, "[1]", 3},
		{"places", `{"output":{"embeddings":[{"embedding":[2],"text_index":1},{"embedding":[1],"text_index":0}]}}`, "[1][2]", 0},
		{"place twice", `{"output":{"embeddings":[{"embedding":[2],"text_index":1},{"embedding":[1],"text_index":1}]}}`, "upstream_invalid", 0},
		{"no vector", `{"output":{"embeddings":[{"text_index":0}]}}`, "upstream_invalid", 0},
		{"none", `{"output":{"embeddings":[]}}`, "upstream_invalid", 0},
		{"nothing", `{}`, "upstream_invalid", 0},
		{"error in spite of the status", `{"code":"Throttling","message":"x","request_id":"y"}`, "upstream_limited", 0},
		{"not JSON", `<html>`, "upstream_invalid", 0},
	} {
		got, tokens := vectors(back.DecodeEmbedding([]byte(tt.body)))
		if got != tt.want || tokens != tt.tokens {
			t.Errorf("%s: got %s and %d tokens, want %s and %d", tt.name, got, tokens, tt.want, tt.tokens)
		}
	}
}

func vectors(resp *llm.EmbeddingResponse, err error) (string, int64) {
	if err != nil {
		return string(burncloud.AsError(err).Kind), 0
	}
	out := ""
	for _, v := range resp.Vectors {
		out += string(v)
	}
	return out, resp.Usage.Input
}

func TestRecordedEmbeddings(t *testing.T) {
	for _, rec := range wiretest.Load(t, "dashscope/native-embeddings") {
		resp, err := back.DecodeEmbedding(rec.Response)
		if err != nil || len(resp.Vectors) != 1 || resp.Usage.Input != 4 {
			t.Errorf("%s: %v %+v", rec.Name, err, resp)
		}
	}
}

func FuzzDecodeEmbedding(f *testing.F) {
	f.Add([]byte(`{"output":{"embeddings":[{"embedding":[1.5],"text_index":0}]},"usage":{"total_tokens":4}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		resp, err := dashscope.Back{}.DecodeEmbedding(body)
		if err != nil {
			return
		}
		for _, v := range resp.Vectors {
			if v.Kind() != '[' || !v.IsValid() {
				t.Fatalf("%s", v)
			}
		}
	})
}
