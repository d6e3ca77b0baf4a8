package gemini_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/burncloud/burncloud/internal/wiretest"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/wire/gemini"
)

func newRelay(t testing.TB) *gemini.Relay {
	t.Helper()
	r, err := gemini.Peek([]byte(`{}`), "m", true)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestEmbedding(t *testing.T) {
	req, err := front.DecodeEmbedding([]byte(`{"model":"models/e","content":{"parts":[{"text":"a"},{"text":"b"}]},"task_type":"RETRIEVAL_QUERY","title":"t","output_dimensionality":3,"autoTruncate":true}`))
	if err != nil {
		t.Fatal(err)
	}
	body, lost := back.EncodeEmbedding(req, &llm.Target{Model: "up"})
	const want = `{"requests":[{"model":"models/up","content":{"parts":[{"text":"a\nb"}]},"taskType":"RETRIEVAL_QUERY","title":"t","outputDimensionality":3}]}`
	if req.Model != "e" || string(body) != want || len(lost) != 1 {
		t.Errorf("%+v %s %v", req, body, lost)
	}
	resp, err := back.DecodeEmbedding([]byte(`{"embedding":{"values":[-0.010, 1]},"usageMetadata":{"promptTokenCount":4}}`))
	if err != nil || resp.Usage.Input != 4 {
		t.Fatalf("%+v %v", resp, err)
	}
	if got := string(front.EncodeEmbedding(nil, resp)); got != `{"embedding":{"values":[-0.010, 1]},"usageMetadata":{"promptTokenCount":4}}` {
		t.Error(got)
	}
	if got := string(front.EncodeEmbeddings(nil, &llm.EmbeddingResponse{Vectors: []llm.Raw{llm.Raw("[1]"), llm.Raw("[2]")}})); got != `{"embeddings":[{"values":[1]},{"values":[2]}],"usageMetadata":{"promptTokenCount":0}}` {
		t.Error(got)
	}
}

func TestEmbeddingFaults(t *testing.T) {
	for body, want := range map[string]string{
		`{}`: "content", `{"requests":[]}`: "content",
		`{"requests":[{"content":{"parts":[{"text":"a"}]}},{"content":{"parts":[{"text":"b"}]},"outputDimensionality":1}]}`: "requests[1]",
		`{"requests":[{"content":{"parts":[{"inlineData":{"mimeType":"image/png","data":"AAAA"}}]}}]}`:                      "requests[0].content.parts[0]",
		`{"requests":[{"content":{"parts":[{"text":"a"}]},"taskType":"X"}]}`:                                                "requests[0].taskType",
	} {
		if _, err := front.DecodeEmbeddings([]byte(body)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", body, err)
		}
	}
	for _, body := range []string{`{}`, `{"embedding":{}}`, `{"embedding":{"values":[1}}`, `x`, `{"error":{"code":404}}`} {
		if resp, err := back.DecodeEmbedding([]byte(body)); err == nil {
			t.Errorf("%s: %+v", body, resp)
		}
	}
}

func TestRecordedEmbeddings(t *testing.T) {
	for _, rec := range wiretest.Load(t, "gemini/embed") {
		req, err := front.DecodeEmbeddings(rec.Request)
		if err != nil {
			t.Errorf("%s: %v", rec.Name, err)
			continue
		}
		resp, err := back.DecodeEmbedding(rec.Response)
		if failed := strings.Contains(rec.Name, "error"); failed != (err != nil) {
			t.Errorf("%s: %v", rec.Name, err)
		} else if !failed && (len(resp.Vectors) != len(req.Inputs) || resp.Usage.Input == 0) {
			t.Errorf("%s: %+v", rec.Name, resp)
		}
	}
}

func TestCountTokens(t *testing.T) {
	req, err := front.DecodeCountTokens([]byte(`{"generateContentRequest":{"model":"models/m","contents":[{"parts":[{"text":"x"}]}]}}`))
	if err != nil || req.Model != "m" || len(req.Messages) != 1 {
		t.Errorf("%+v %v", req, err)
	}
	for _, rec := range wiretest.Load(t, "gemini/countTokens", "vertex/countTokens") {
		if req, err := front.DecodeCountTokens(rec.Request); err != nil || len(req.Messages) == 0 {
			t.Errorf("%s: %v", rec.Name, err)
		}
	}
	if got := string(gemini.AppendCount(nil, 36)); got != `{"totalTokens":36,"promptTokensDetails":[{"modality":"TEXT","tokenCount":36}]}` {
		t.Error(got)
	}
}

func TestModels(t *testing.T) {
	const a = `{"name":"models/a","displayName":"a","supportedGenerationMethods":["generateContent","streamGenerateContent","countTokens"]}`
	const b = `{"name":"models/b","displayName":"b","supportedGenerationMethods":["embedContent","batchEmbedContents"]}`
	if got := string(gemini.AppendModel(gemini.AppendModel(nil, "a", false), "b", true)); got != a+b {
		t.Error(got)
	}
	for in, want := range map[string]string{
		"models/a": "a", "a": "a", "tunedModels/x": "tunedModels/x", "vendor/a": "vendor/a",
		"projects/p/locations/l/publishers/google/models/g": "g",
	} {
		if got := gemini.ModelOf(in); string(got) != want {
			t.Errorf("%s: %s", in, got)
		}
	}
}

// A signature of any origin survives the way through a Gemini client, in the bytes of either base64 alphabet.
func TestSignaturesSurvive(t *testing.T) {
	for _, sig := range []llm.Signature{
		{Origin: llm.OriginGemini, Data: "c2ln+/=="},
		{Origin: llm.OriginGemini, Data: "skip_thought_signature_validator"},
		{Origin: llm.OriginAnthropic, Data: "c2ln+/=="},
		{Origin: llm.OriginOpenAI, ID: "rs_1", Data: "gAAA~?>"},
		{Origin: "openrouter", Data: "é"},
		{Origin: llm.OriginGemini, ID: "x", Data: "y"},
	} {
		parts := []llm.Part{
			llm.Reasoning{Text: "t", Signature: sig},
			llm.Reasoning{Signature: sig},
			llm.Reasoning{Redacted: true, Signature: sig},
			llm.Text{Text: "x", Signature: sig},
			llm.ToolCall{ID: "c", Name: "f", Arguments: "{}", Signature: sig},
		}
		resp := &llm.Response{Choices: []llm.Choice{{Parts: parts, Stop: llm.Stop{Reason: llm.StopToolCalls}}}}
		body := string(front.EncodeResponse(nil, &llm.Request{}, resp))
		content := body[strings.Index(body, `{"parts"`) : strings.Index(body, `"role":"model"}`)+len(`"role":"model"}`)]
		urls := strings.NewReplacer("+", "-").Replace(content)
		for _, c := range []string{content, urls} {
			if sig.Origin == llm.OriginGemini && c == urls {
				continue // its own bytes are its own affair
			}
			req, err := front.DecodeRequest([]byte(`{"contents":[` + c + `]}`))
			if err != nil {
				t.Fatalf("%v in %s", err, c)
			}
			if !slices.Equal(req.Messages[0].Parts[:3], parts[:3]) || req.Messages[0].Parts[4] != parts[4] {
				t.Errorf("got  %+v\nwant %+v", req.Messages[0].Parts, parts)
			}
		}
	}
}

func TestThoughtsAreHidden(t *testing.T) {
	req, err := front.DecodeRequest([]byte(`{"contents":[{"parts":[{"text":"x"}]}],"generationConfig":{"thinkingConfig":{"includeThoughts":false}}}`))
	if err != nil {
		t.Fatal(err)
	}
	resp := &llm.Response{Choices: []llm.Choice{{Parts: []llm.Part{llm.Reasoning{Text: "secret", Signature: llm.Signature{Origin: "x", Data: "s"}}, llm.Text{Text: "ok"}}, Stop: llm.Stop{Reason: llm.StopEnd}}}}
	body := string(front.EncodeResponse(nil, req, resp))
	enc, stream := front.EncodeStream(req), []byte(nil)
	for e := range resp.Events() {
		stream = enc.Encode(stream, e)
	}
	for _, out := range []string{body, string(stream)} {
		if strings.Contains(out, "secret") || !strings.Contains(out, "thoughtSignature") {
			t.Error(out)
		}
	}
}
