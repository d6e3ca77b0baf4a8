package cohere_test

import (
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/wiretest"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/wire/cohere"
)

func TestEncodeEmbedding(t *testing.T) {
	var back cohere.Back
	for _, tt := range []struct {
		task       llm.TaskType
		word, lost string
	}{
		{llm.TaskAny, "search_document", ""},
		{llm.TaskDocument, "search_document", ""},
		{llm.TaskQuery, "search_query", ""},
		{llm.TaskClassify, "classification", ""},
		{llm.TaskCluster, "clustering", ""},
		{llm.TaskSimilarity, "search_document", "taskType"},
		{llm.TaskAnswer, "search_query", "taskType"},
		{llm.TaskVerify, "search_query", "taskType"},
		{llm.TaskCode, "search_query", "taskType"},
	} {
		req := &llm.EmbeddingRequest{Inputs: []string{"a", "b"}, TaskType: tt.task, Dimensions: "64"}
		body, lost := back.EncodeEmbedding(req, &llm.Target{Model: "m", Quirks: llm.Quirks{Set: llm.Raw(`{"truncate":"END"}`)}})
		want := `{"model":"m","input_type":"` + tt.word + `","embedding_types":["float"],"output_dimension":64,"texts":["a","b"],"truncate":"END"}`
		if string(body) != want || llm.Dropped(lost) != tt.lost {
			t.Errorf("%s: %s lost %s", tt.task, body, llm.Dropped(lost))
		}
	}
	_, lost := back.EncodeEmbedding(&llm.EmbeddingRequest{Inputs: []string{"a"}, Title: "t", User: "u", Lost: []llm.Loss{{Field: "x"}}}, &llm.Target{})
	if llm.Dropped(lost) != "x,title,user" {
		t.Errorf("lost %s", llm.Dropped(lost))
	}
}

func TestDecodeEmbedding(t *testing.T) {
	for _, tt := range []struct {
		name, body, want string // the vectors, or the kind of the error
		tokens           int64
	}{
		{"billed", `{"embeddings":{"float":[[1.50],[2]]},"meta":{"billed_units":{"input_tokens":7}}}`, "[1.50][2]", 7},
		{"tokens", `{"embeddings":{"float":[[1]]},"meta":{"tokens":{"input_tokens":9.0},"billed_units":{"input_tokens":7}}}`, "[1]", 9},
		{"no usage", `{"embeddings":{"float":[[1]]}}`, "[1]", 0},
		{"none", `{"embeddings":{"float":[]}}`, "upstream_invalid", 0},
		{"of another type", `{"embeddings":{"int8":[[1]]}}`, "upstream_invalid", 0},
		{"not a vector", `{"embeddings":{"float":[["1"]]}}`, "upstream_invalid", 0},
		{"nothing", `{}`, "upstream_invalid", 0},
		{"error in spite of the status", `{"id":"x","message":"too many tokens"}`, "context_too_long", 0},
		{"not JSON", `<html>`, "upstream_invalid", 0},
	} {
		got, tokens := vectors(cohere.Back{}.DecodeEmbedding([]byte(tt.body)))
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
	for _, rec := range wiretest.Load(t, "cohere/embed") {
		if rec.Status >= 400 || rec.Failed {
			if e := (cohere.Back{}).DecodeError(rec.Status, nil, rec.Response); e.Kind != burncloud.KindUpstreamMissing {
				t.Errorf("%s: %v", rec.Name, e)
			}
			continue
		}
		if resp, err := (cohere.Back{}).DecodeEmbedding(rec.Response); err != nil || len(resp.Vectors) != 1 || resp.RawUsage == nil {
			t.Errorf("%s: %v %+v", rec.Name, err, resp)
		}
	}
}

func FuzzDecodeEmbedding(f *testing.F) {
	f.Add([]byte(`{"embeddings":{"float":[[1.50],[2]]},"meta":{"billed_units":{"input_tokens":7}}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		resp, err := cohere.Back{}.DecodeEmbedding(body)
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
