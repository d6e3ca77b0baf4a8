package dashscope

import (
	"net/http"
	"strings"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// DecodeError classifies an answer with a status of failure: {"code","message","request_id"}.
func (Back) DecodeError(status int, header http.Header, body []byte) *burncloud.Error {
	return errorOf(status, header, body)
}

// codes classify errors by the beginning of their code, whatever the status is (wire-facts §9.1, documented). The first
// that fits counts.
var codes = []struct {
	prefix string
	kind   burncloud.Kind
}{
	{"arrearage", burncloud.KindUpstreamFunds},
	{"allocationquota.freetieronly", burncloud.KindUpstreamFunds},
	{"prepaidbilloverdue", burncloud.KindUpstreamFunds},
	{"postpaidbilloverdue", burncloud.KindUpstreamFunds},
	{"commodityordernotpurchased", burncloud.KindUpstreamFunds},
	{"datainspection", burncloud.KindContentPolicy},
	{"data_inspection_failed", burncloud.KindContentPolicy},
	{"contentfilter", burncloud.KindContentPolicy},
	{"throttling", burncloud.KindUpstreamLimited},
	{"limitrequests", burncloud.KindUpstreamLimited},
	{"limit_requests", burncloud.KindUpstreamLimited},
	{"invalidapikey", burncloud.KindUpstreamAuth},
	{"invalid_api_key", burncloud.KindUpstreamAuth},
	{"accessdenied", burncloud.KindUpstreamAuth},
	{"model.accessdenied", burncloud.KindUpstreamAuth},
	{"workspace.accessdenied", burncloud.KindUpstreamAuth},
	{"modelnotfound", burncloud.KindUpstreamMissing},
	{"model_not_found", burncloud.KindUpstreamMissing},
	{"requesttimeout", burncloud.KindUpstreamTimeout},
	{"responsetimeout", burncloud.KindUpstreamTimeout},
	{"modelunavailable", burncloud.KindUpstreamServer},
	{"modelserv", burncloud.KindUpstreamServer}, // ModelServiceFailed, ModelServingError
	{"serviceunavailable", burncloud.KindUpstreamServer},
	{"internalerror", burncloud.KindUpstreamServer},
	{"systemerror", burncloud.KindUpstreamServer},
	{"badrequest", burncloud.KindBadRequest},
	{"invalidparameter", burncloud.KindBadRequest},
}

// errorOf classifies an error body; status is 0 for an error inside a 200.
func errorOf(status int, header http.Header, body []byte) *burncloud.Error {
	var code, message string
	for m := rawjson.Members(body); m.Next(); {
		switch string(m.Key) {
		case "code":
			code = llm.TextOf(m.Value)
		case "message":
			message = llm.TextOf(m.Value)
		case "error": // as the OpenAI layer nests it
			code, message = llm.TextOf(llm.Find(m.Value, "code")), llm.TextOf(llm.Find(m.Value, "message"))
		}
	}
	if message == "" && code == "" {
		message = llm.Unstructured(body)
	}
	return llm.Failure(kindOf(status, code, message), status, header, message)
}

func kindOf(status int, code, message string) burncloud.Kind {
	kind := llm.KindOf(status)
	if status == 0 {
		kind = burncloud.KindUpstreamServer
	}
	said := strings.ToLower(code)
	for _, c := range codes {
		if strings.HasPrefix(said, c.prefix) {
			kind = c.kind
			break
		}
	}
	if kind != burncloud.KindBadRequest {
		return kind
	}
	switch said = strings.ToLower(message); {
	case strings.Contains(said, "range of input length") || strings.Contains(said, "maximum context length"):
		return burncloud.KindContextTooLong
	case strings.Contains(said, "model not exist"):
		return burncloud.KindUpstreamMissing
	}
	return kind
}
