package cohere

import (
	"errors"

	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// inputTypes are Cohere's words for what vectors are for.
var inputTypes = map[llm.TaskType]string{
	llm.TaskQuery: "search_query", llm.TaskAnswer: "search_query", llm.TaskVerify: "search_query", llm.TaskCode: "search_query",
	llm.TaskDocument: "search_document", llm.TaskClassify: "classification", llm.TaskCluster: "clustering",
}

// inputTypeOf is the word for the task, and whether it says less than the task. Cohere insists on a word: documents are
// what most texts are that are embedded without saying what for.
func inputTypeOf(task llm.TaskType) (word string, less bool) {
	switch task {
	case llm.TaskAny:
		return "search_document", false
	case llm.TaskSimilarity:
		return "search_document", true
	case llm.TaskAnswer, llm.TaskVerify, llm.TaskCode:
		return inputTypes[task], true
	}
	return inputTypes[task], false
}

// EncodeEmbedding writes the body for "/v2/embed" (recorded: cohere/embed), and says what is lost.
func (b Back) EncodeEmbedding(req *llm.EmbeddingRequest, t *llm.Target) ([]byte, []llm.Loss) {
	lost := append([]llm.Loss(nil), req.Lost...)
	word, less := inputTypeOf(req.TaskType)
	if less {
		lost = append(lost, llm.Loss{Field: "taskType", Why: "the upstream knows it only as " + word})
	}
	if req.Title != "" {
		lost = append(lost, llm.Loss{Field: "title", Why: llm.NotInDialect})
	}
	if req.User != "" {
		lost = append(lost, llm.Loss{Field: "user", Why: llm.NotInDialect})
	}
	var w llm.Writer
	w.Open('{')
	w.Str("model", string(t.Model))
	w.Str("input_type", word)
	w.Strs("embedding_types", []string{"float"})
	w.Num("output_dimension", req.Dimensions)
	w.Strs("texts", req.Inputs)
	w.Close('}')
	return llm.Merge(w.Buf, t.Quirks.Set), lost
}

var errNoVectors = errors.New("the answer has no embeddings")

// DecodeEmbedding reads the answer of "/v2/embed".
func (b Back) DecodeEmbedding(body []byte) (*llm.EmbeddingResponse, error) {
	if v := llm.Raw(body); v.Kind() != '{' || !v.IsValid() {
		return nil, llm.Invalid(errNoVectors)
	}
	list := llm.Find(body, "embeddings")
	if llm.Raw(list).Kind() != '{' {
		if llm.TextOf(llm.Find(body, "message")) != "" { // the shape of errors
			return nil, errorOf(0, nil, body)
		}
		return nil, llm.Invalid(errNoVectors)
	}
	out := &llm.EmbeddingResponse{}
	for c := rawjson.Members(llm.Find(list, "float")); c.Next(); {
		vector, err := llm.Vector(c.Value)
		if err != nil {
			return nil, err
		}
		out.Vectors = append(out.Vectors, vector)
	}
	if out.Vectors == nil {
		return nil, llm.Invalid(errNoVectors)
	}
	if raw := llm.Find(body, "meta"); llm.Raw(raw).Kind() == '{' {
		out.Usage, out.RawUsage = readUsage(raw), llm.Raw(raw).Clone()
	}
	return out, nil
}
