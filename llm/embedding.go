package llm

import (
	"errors"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
)

// EmbeddingRequest asks for vectors that stand for texts.
type EmbeddingRequest struct {
	From       burncloud.Dialect   // that it was written in
	Model      burncloud.ModelName // the caller's name for it
	Inputs     []string
	Dimensions Number
	TaskType   TaskType
	Title      string // of the text, where it is a document
	Encoding   string // OpenAI's encoding_format: "float", "base64"; "" = float
	User       string
	Lost       []Loss // what the front could not express here
}

// TaskType is what the vectors are for. Providers have models that take it and models that do not.
type TaskType string

// Tasks; each dialect has its own words for them.
const (
	TaskAny        TaskType = ""
	TaskQuery      TaskType = "query"    // to be compared with documents
	TaskDocument   TaskType = "document" // to be found by queries
	TaskSimilarity TaskType = "similarity"
	TaskClassify   TaskType = "classification"
	TaskCluster    TaskType = "clustering"
	TaskAnswer     TaskType = "question_answering"
	TaskVerify     TaskType = "fact_verification"
	TaskCode       TaskType = "code_query"
)

// EmbeddingResponse has one vector for each input, in order.
type EmbeddingResponse struct {
	Model    string
	Vectors  []Raw // arrays of numbers, with the literals that the provider wrote
	Usage    burncloud.Usage
	RawUsage Raw // the provider's own words; nil = it gave none
}

// errVector is the cause of the error for an answer whose vectors are not what was asked for.
var errVector = errors.New("the vectors are not one array of numbers for each input")

// Vector returns a copy of raw, which must be an array of numbers. The error is KindUpstreamInvalid.
func Vector(raw []byte) (Raw, error) {
	if Raw(raw).Kind() != '[' || !Raw(raw).IsValid() {
		return nil, Invalid(errVector)
	}
	for c := rawjson.Members(raw); c.Next(); {
		if Raw(c.Value).Kind() != '0' {
			return nil, Invalid(errVector)
		}
	}
	return Raw(raw).Clone(), nil
}

// InOrder sorts the vectors by their places, which must be those of all inputs, each once.
// The error is KindUpstreamInvalid.
func InOrder(vectors []Raw, places []int64) ([]Raw, error) {
	if len(vectors) == 0 {
		return nil, Invalid(errVector)
	}
	out := make([]Raw, len(vectors))
	for i, at := range places {
		if at < 0 || at >= int64(len(out)) || out[at] != nil {
			return nil, Invalid(errVector)
		}
		out[at] = vectors[i]
	}
	return out, nil
}
