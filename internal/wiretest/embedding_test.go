package wiretest_test

import (
	"fmt"
	"net/http"
	"strconv"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/wiretest"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/wire/cohere"
	"github.com/burncloud/burncloud/wire/dashscope"
	"github.com/burncloud/burncloud/wire/gemini"
	"github.com/burncloud/burncloud/wire/openai"
)

// embedFront is a dialect as a client of embeddings speaks it.
type embedFront struct {
	decode func([]byte) (*llm.EmbeddingRequest, error)
	encode func([]byte, *llm.EmbeddingRequest, *llm.EmbeddingResponse) []byte
	fail   func([]byte, *burncloud.Error) []byte
}

// embedBack is a dialect as an upstream speaks it.
type embedBack interface {
	EncodeEmbedding(*llm.EmbeddingRequest, *llm.Target) ([]byte, []llm.Loss)
	DecodeEmbedding([]byte) (*llm.EmbeddingResponse, error)
	DecodeError(int, http.Header, []byte) *burncloud.Error
}

var (
	embedFronts = map[string]embedFront{
		"openai": {openai.Front{}.DecodeEmbedding, openai.Front{}.EncodeEmbedding, openai.Front{}.EncodeError},
		"gemini": {gemini.Front{}.DecodeEmbeddings, func(dst []byte, _ *llm.EmbeddingRequest, r *llm.EmbeddingResponse) []byte {
			return gemini.Front{}.EncodeEmbeddings(dst, r)
		}, gemini.Front{}.EncodeError},
	}
	embedBacks = map[string]embedBack{"openai": openai.Back{}, "gemini": gemini.Back{}, "dashscope": dashscope.Back{}, "cohere": cohere.Back{}}
)

// playEmbedding returns the file as it comes out.
func playEmbedding(t *testing.T, f wiretest.File) wiretest.File {
	body, client, _ := f.Get("client")
	spec, upstream, _ := f.Get("target")
	cl, back := embedFronts[client], embedBacks[upstream]
	var target llm.Target
	if err := json.Unmarshal([]byte(spec), &target); err != nil || back == nil || cl.decode == nil {
		t.Fatalf("client %q or target %q: %v", client, upstream, err)
	}
	out := wiretest.File{Comment: f.Comment, Sections: append([]wiretest.Section(nil), f.Sections[:2]...)}
	req, err := cl.decode([]byte(body))
	if err != nil {
		out.Set("client response", failure(t, cl.fail, err))
		return out
	}
	sent, lost := back.EncodeEmbedding(req, &target)
	out.Set("upstream request", pretty(t, sent))
	if len(lost) > 0 {
		out.Set("losses", losses(lost))
	}
	answer, status, _ := f.Get("upstream response")
	out.Sections = append(out.Sections, wiretest.Section{Name: "upstream response " + status, Text: answer})
	code, err := strconv.Atoi(status)
	if err != nil {
		t.Fatal(err)
	}
	if code >= 400 {
		out.Set("client response", failure(t, cl.fail, back.DecodeError(code, http.Header{}, []byte(answer))))
		return out
	}
	resp, err := back.DecodeEmbedding([]byte(answer))
	if err != nil {
		out.Set("client response", failure(t, cl.fail, err))
		return out
	}
	out.Set("client response", pretty(t, cl.encode(nil, req, resp)))
	out.Set("usage", fmt.Sprintf("%d of %s\n", resp.Usage.Input, compact(t, resp.RawUsage)))
	return out
}

func compact(t *testing.T, v llm.Raw) string {
	if v == nil {
		return "nothing"
	}
	if err := v.Compact(); err != nil {
		t.Fatal(err)
	}
	return string(v)
}
