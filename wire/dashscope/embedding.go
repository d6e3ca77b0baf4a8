package dashscope

import (
	"errors"

	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// textTypes are DashScope's two words for what vectors are for (documented). Of the tasks that it has no word for, those
// whose texts are compared with documents are queries; the others get what the model does unasked.
var textTypes = map[llm.TaskType]string{
	llm.TaskQuery: "query", llm.TaskAnswer: "query", llm.TaskVerify: "query", llm.TaskCode: "query",
	llm.TaskDocument: "document",
}

// EncodeEmbedding writes the body of a text-embedding request for the target (recorded: dashscope/native-embeddings),
// and says what is lost. The members of Quirks.Set named "parameters" and "input" are merged into those objects.
func (b Back) EncodeEmbedding(req *llm.EmbeddingRequest, t *llm.Target) ([]byte, []llm.Loss) {
	lost := append([]llm.Loss(nil), req.Lost...)
	textType := textTypes[req.TaskType]
	if req.TaskType != llm.TaskAny && req.TaskType != llm.TaskQuery && req.TaskType != llm.TaskDocument {
		lost = append(lost, llm.Loss{Field: "taskType", Why: "the upstream knows queries and documents only"})
	}
	const why = "the upstream's dialect does not have it"
	if req.Title != "" {
		lost = append(lost, llm.Loss{Field: "title", Why: why})
	}
	if req.User != "" {
		lost = append(lost, llm.Loss{Field: "user", Why: why})
	}
	e := requestEncoder{target: t}
	e.Open('{')
	e.Str("model", string(t.Model))
	e.OpenKey("input", '{')
	from := len(e.Buf) - 1
	e.Strs("texts", req.Inputs)
	e.close(from, "input")
	e.OpenKey("parameters", '{')
	from = len(e.Buf) - 1
	e.StrIf("text_type", textType)
	e.Num("dimension", req.Dimensions)
	e.close(from, "parameters")
	e.Close('}')
	return llm.Merge(e.Buf, llm.Without(t.Quirks.Set, "input", "parameters")), lost
}

var errNoVectors = errors.New("the answer has no embeddings")

// DecodeEmbedding reads the answer to a text-embedding request. Vectors are put in the order of their text_index.
func (b Back) DecodeEmbedding(body []byte) (*llm.EmbeddingResponse, error) {
	if v := llm.Raw(body); v.Kind() != '{' || !v.IsValid() {
		return nil, llm.Invalid(errNoVectors)
	}
	if llm.TextOf(llm.Find(body, "code")) != "" {
		return nil, errorOf(0, nil, body)
	}
	out := &llm.EmbeddingResponse{}
	if raw := llm.Find(body, "usage"); raw.Kind() == '{' {
		out.Usage, out.RawUsage = readUsage(raw), raw.Clone()
		if out.Usage.IsZero() { // there is nothing but a total
			out.Usage.Input = llm.CountOf(llm.Find(raw, "total_tokens"))
		}
	}
	var places []int64
	output := llm.Find(body, "output")
	if output.Kind() != '{' {
		return nil, llm.Invalid(errNoVectors)
	}
	for c := rawjson.Members(llm.Find(output, "embeddings")); c.Next(); {
		at := int64(len(places))
		if raw := llm.Find(c.Value, "text_index"); raw != nil {
			at = llm.CountOf(raw)
		}
		vector, err := llm.Vector(llm.Find(c.Value, "embedding"))
		if err != nil {
			return nil, err
		}
		out.Vectors, places = append(out.Vectors, vector), append(places, at)
	}
	var err error
	out.Vectors, err = llm.InOrder(out.Vectors, places)
	return out, err
}
