package llm

import "github.com/burncloud/burncloud"

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
