package openai_test

import (
	"bytes"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/wiretest"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/wire/cohere"
	"github.com/burncloud/burncloud/wire/dashscope"
	"github.com/burncloud/burncloud/wire/gemini"
	"github.com/burncloud/burncloud/wire/openai"
)

var update = flag.Bool("update", false, "write what came out into testdata/calls/embeddings")

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
		"openai": {front.DecodeEmbedding, front.EncodeEmbedding, front.EncodeError},
		"gemini": {gemini.Front{}.DecodeEmbeddings, func(dst []byte, _ *llm.EmbeddingRequest, r *llm.EmbeddingResponse) []byte {
			return gemini.Front{}.EncodeEmbeddings(dst, r)
		}, gemini.Front{}.EncodeError},
	}
	embedBacks = map[string]embedBack{"openai": openai.Back{}, "gemini": gemini.Back{}, "dashscope": dashscope.Back{}, "cohere": cohere.Back{}}
)

// TestEmbeddingCalls plays the calls of testdata/calls/embeddings: client, target and upstream response are given, the
// rest must come out.
func TestEmbeddingCalls(t *testing.T) {
	files, err := filepath.Glob("../../testdata/calls/embeddings/*.txt")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d calls, %v", len(files), err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			got := playEmbedding(t, wiretest.Parse(data)).Format()
			if *update {
				if err := os.WriteFile(name, got, 0o644); err != nil {
					t.Fatal(err)
				}
			} else if !bytes.Equal(got, data) {
				t.Errorf("got\n%s\nwant\n%s", got, data)
			}
		})
	}
}

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
		out.Set("client response", failed(t, cl, err))
		return out
	}
	sent, lost := back.EncodeEmbedding(req, &target)
	out.Set("upstream request", indented(t, sent))
	for _, x := range lost {
		text, _, _ := out.Get("losses")
		out.Set("losses", text+x.Field+": "+x.Why+"\n")
	}
	answer, status, _ := f.Get("upstream response")
	out.Sections = append(out.Sections, wiretest.Section{Name: "upstream response " + status, Text: answer})
	code, err := strconv.Atoi(status)
	if err != nil {
		t.Fatal(err)
	}
	if code >= 400 {
		out.Set("client response", failed(t, cl, back.DecodeError(code, http.Header{}, []byte(answer))))
		return out
	}
	resp, err := back.DecodeEmbedding([]byte(answer))
	if err != nil {
		out.Set("client response", failed(t, cl, err))
		return out
	}
	out.Set("client response", indented(t, cl.encode(nil, req, resp)))
	out.Set("usage", fmt.Sprintf("%d of %s\n", resp.Usage.Input, compact(t, resp.RawUsage)))
	return out
}

func failed(t *testing.T, cl embedFront, err error) string {
	e := burncloud.AsError(err)
	if e.Kind == burncloud.KindInternal {
		t.Fatalf("unclassified: %v", err)
	}
	return strconv.Itoa(e.Kind.Status()) + " " + indented(t, cl.fail(nil, e))
}

func indented(t *testing.T, b []byte) string {
	v := jsontext.Value(bytes.Clone(b))
	if err := v.Indent(jsontext.WithIndent(" ")); err != nil {
		t.Fatalf("not JSON: %v: %s", err, b)
	}
	return string(v) + "\n"
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
