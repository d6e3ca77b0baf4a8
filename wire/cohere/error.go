package cohere

import (
	"net/http"
	"strings"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
)

// DecodeError classifies an answer with a status of failure: {"id","message"}.
func (Back) DecodeError(status int, header http.Header, body []byte) *burncloud.Error {
	return errorOf(status, header, body)
}

// said classifies errors by what the message says, since there are no codes.
var said = []struct {
	status int // that it is said with; 0 = any
	words  string
	kind   burncloud.Kind
}{
	{0, "too many tokens", burncloud.KindContextTooLong},
	{0, "context length", burncloud.KindContextTooLong},
	{0, "maximum input length", burncloud.KindContextTooLong},
	{400, "' not found", burncloud.KindUpstreamMissing}, // model 'x' not found
	{429, "/ month", burncloud.KindUpstreamFunds},       // a trial key is used up
	{429, "billing", burncloud.KindUpstreamFunds},
	{400, "invalid api token", burncloud.KindUpstreamAuth},
}

// errorOf classifies an error body; status is 0 for an error inside a 200.
func errorOf(status int, header http.Header, body []byte) *burncloud.Error {
	message := llm.TextOf(llm.Find(body, "message"))
	if message == "" {
		message = llm.Unstructured(body)
	}
	kind := llm.KindOf(status)
	switch status {
	case 0:
		kind = burncloud.KindUpstreamServer
	case 498: // a token on a deny list in prompt or answer (documented)
		kind = burncloud.KindContentPolicy
	}
	lower := strings.ToLower(message)
	for _, s := range said {
		if (s.status == 0 || s.status == status) && strings.Contains(lower, s.words) && status < 500 {
			kind = s.kind
			break
		}
	}
	return llm.Failure(kind, status, header, message)
}
