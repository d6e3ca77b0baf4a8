package ollama

import (
	"net/http"
	"strings"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
)

// DecodeError classifies an answer with a status of failure: {"error":"text"}.
func (Back) DecodeError(status int, header http.Header, body []byte) *burncloud.Error {
	return errorOf(status, header, body)
}

// errorOf classifies an error body; status is 0 for an error inside a 200.
func errorOf(status int, header http.Header, body []byte) *burncloud.Error {
	said := llm.Find(body, "error")
	message := llm.TextOf(said)
	if message == "" {
		message = llm.TextOf(llm.Find(said, "message")) // as the OpenAI layer nests it
	}
	if message == "" {
		message = llm.Unstructured(body)
	}
	kind := llm.KindOf(status)
	if status == 0 {
		kind = burncloud.KindUpstreamServer
	}
	lower := strings.ToLower(message)
	switch {
	case strings.Contains(lower, "maximum context length") || strings.Contains(lower, "context size"):
		kind = burncloud.KindContextTooLong
	case status == http.StatusBadRequest && strings.HasPrefix(lower, "model ") && strings.HasSuffix(lower, "not found"):
		kind = burncloud.KindUpstreamMissing
	}
	return llm.Failure(kind, status, header, message)
}
