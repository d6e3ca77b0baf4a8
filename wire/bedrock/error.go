package bedrock

import (
	"net/http"
	"strings"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
)

// DecodeError classifies an answer with a status of failure: {"message"} with the name of the error in a header
// (recorded: bedrock/converse) or, from gateways before it, in the member "__type".
func (Back) DecodeError(status int, header http.Header, body []byte) *burncloud.Error {
	name, message := header.Get("X-Amzn-ErrorType"), llm.TextOf(llm.Find(body, "message"))
	if name == "" {
		name = llm.TextOf(llm.Find(body, "__type"))
	}
	if message == "" {
		message = llm.TextOf(llm.Find(body, "Message"))
	}
	if message == "" {
		message = llm.Unstructured(body)
	}
	return errorOf(status, header, name, message)
}

// exceptions classify errors by name, without "Exception" and in lower case (wire-facts §9.1).
var exceptions = map[string]burncloud.Kind{
	"validation": burncloud.KindBadRequest, "serialization": burncloud.KindBadRequest,
	"accessdenied": burncloud.KindUpstreamAuth, "expiredtoken": burncloud.KindUpstreamAuth,
	"unrecognizedclient": burncloud.KindUpstreamAuth, "invalidsignature": burncloud.KindUpstreamAuth,
	"incompletesignature": burncloud.KindUpstreamAuth, "missingauthenticationtoken": burncloud.KindUpstreamAuth,
	"resourcenotfound": burncloud.KindUpstreamMissing, "unknownoperation": burncloud.KindUpstreamMissing,
	"modeltimeout": burncloud.KindUpstreamTimeout, "modelerror": burncloud.KindUpstreamServer,
	"modelstreamerror": burncloud.KindUpstreamServer, "throttling": burncloud.KindUpstreamLimited,
	"toomanyrequests": burncloud.KindUpstreamLimited, "modelnotready": burncloud.KindUpstreamLimited,
	"servicequotaexceeded": burncloud.KindUpstreamFunds, "internalserver": burncloud.KindUpstreamServer,
	"serviceunavailable": burncloud.KindUpstreamServer,
}

// said classifies bad requests by what the message says.
var said = []struct {
	words string
	kind  burncloud.Kind
}{
	{"too long", burncloud.KindContextTooLong},
	{"too many input tokens", burncloud.KindContextTooLong},
	{"maximum context", burncloud.KindContextTooLong},
	{"context window", burncloud.KindContextTooLong},
	{"model identifier is invalid", burncloud.KindUpstreamMissing}, // recorded: bedrock/converse
	{"on-demand throughput", burncloud.KindUpstreamMissing},
}

// errorOf classifies an error by name and message; status is 0 for an error inside a 200.
func errorOf(status int, header http.Header, name, message string) *burncloud.Error {
	name, _, _ = strings.Cut(name, ":")
	name = strings.TrimSuffix(strings.ToLower(name[strings.LastIndexByte(name, '#')+1:]), "exception")
	kind, ok := exceptions[name]
	switch {
	case ok:
	case status == 0:
		kind = burncloud.KindUpstreamServer
	default:
		kind = llm.KindOf(status)
	}
	if kind == burncloud.KindBadRequest {
		lower := strings.ToLower(message)
		for _, s := range said {
			if strings.Contains(lower, s.words) {
				kind = s.kind
				break
			}
		}
	}
	return llm.Failure(kind, status, header, message)
}
