package openai

import (
	"net/http"
	"strings"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// DecodeError classifies an answer with a status of failure.
func (Back) DecodeError(status int, header http.Header, body []byte) *burncloud.Error {
	return errorOf(status, header, body)
}

// words are what hosts of this family say about an error, wherever they say it (wire-facts §9.1).
type words struct{ message, typ, code, param string }

// errorOf classifies an error body; status is 0 for an error inside a 200.
func errorOf(status int, header http.Header, body []byte) *burncloud.Error {
	var w words
	w.read(body, 0)
	if w.message == "" && w.code == "" && len(body) > 0 && body[0] != '{' {
		w.message = string(body)
	}
	if status == 0 {
		status = w.status()
	}
	e := llm.Failure(w.kind(status), status, header, w.message)
	if e.Kind == burncloud.KindBadRequest {
		e.Param = w.param
	}
	return e
}

// read looks for the words in an object and in the objects that hosts wrap them into.
func (w *words) read(raw []byte, depth int) {
	for m := rawjson.Members(raw); m.Next(); {
		if m.Key == nil && m.Value[0] == '{' && depth < 4 { // an element
			w.read(m.Value, depth+1)
			continue
		}
		switch string(m.Key) {
		case "error", "base_resp", "detail":
			if m.Value[0] == '"' {
				w.set(&w.message, m.Value)
			} else if depth < 3 {
				w.read(m.Value, depth+1)
			}
		case "message", "status_msg", "msg":
			if c := m.Value[0]; (c == '{' || c == '[') && depth < 3 {
				w.read(m.Value, depth+1)
			}
			w.set(&w.message, m.Value)
		case "type":
			w.set(&w.typ, m.Value)
		case "code", "status_code":
			w.set(&w.code, m.Value)
		case "param":
			w.set(&w.param, m.Value)
		}
	}
}

// set takes a string or the literal of a number, once.
func (w *words) set(dst *string, raw []byte) {
	switch {
	case *dst != "" || len(raw) == 0:
	case raw[0] == '"':
		*dst = llm.TextOf(raw)
	case raw[0] >= '0' && raw[0] <= '9':
		*dst = string(raw)
	}
}

// status makes do with the code where the error came inside a 200: OpenRouter's is a status.
func (w *words) status() int {
	if len(w.code) == 3 && w.code[0] >= '4' && w.code[0] <= '5' {
		n := 0
		for _, c := range w.code {
			n = n*10 + int(c-'0')
		}
		return n
	}
	return http.StatusBadGateway
}

// codes are the words that decide whatever the status is. The first that occurs in type or code counts.
var codes = []struct {
	word string
	kind burncloud.Kind
}{
	{"context_length_exceeded", burncloud.KindContextTooLong},
	{"insufficient_quota", burncloud.KindUpstreamFunds},
	{"exceeded_current_quota", burncloud.KindUpstreamFunds},
	{"arrearage", burncloud.KindUpstreamFunds},
	{"accountoverdue", burncloud.KindUpstreamFunds},
	{"billing", burncloud.KindUpstreamFunds},
	{"content_filter", burncloud.KindContentPolicy},
	{"data_inspection_failed", burncloud.KindContentPolicy},
	{"datainspectionfailed", burncloud.KindContentPolicy},
	{"sensitivecontent", burncloud.KindContentPolicy},
	{"content_policy_violation", burncloud.KindContentPolicy},
	{"invalid_api_key", burncloud.KindUpstreamAuth},
	{"invalid_model", burncloud.KindUpstreamMissing},
	{"model_not_found", burncloud.KindUpstreamMissing},
	{"modelnotfound", burncloud.KindUpstreamMissing},
	{"invalidendpointormodel", burncloud.KindUpstreamMissing},
	{"rate_limit", burncloud.KindUpstreamLimited},
	{"ratelimit", burncloud.KindUpstreamLimited},
	{"engine_overloaded", burncloud.KindUpstreamLimited},
	{"server_overloaded", burncloud.KindUpstreamServer},
}

// numbers are the codes of Zhipu and MiniMax (documented; wire-facts §9.1).
var numbers = map[string]burncloud.Kind{
	"1113": burncloud.KindUpstreamFunds, "1121": burncloud.KindUpstreamFunds, "1308": burncloud.KindUpstreamFunds,
	"1310": burncloud.KindUpstreamFunds, "1211": burncloud.KindUpstreamMissing, "1261": burncloud.KindContextTooLong,
	"1301": burncloud.KindContentPolicy, "1302": burncloud.KindUpstreamLimited, "1303": burncloud.KindUpstreamLimited,
	"1305": burncloud.KindUpstreamLimited, "1312": burncloud.KindUpstreamLimited,
	"1001": burncloud.KindUpstreamTimeout, "1002": burncloud.KindUpstreamLimited, "1004": burncloud.KindUpstreamAuth,
	"1008": burncloud.KindUpstreamFunds, "1026": burncloud.KindContentPolicy, "1027": burncloud.KindContentPolicy,
	"1039": burncloud.KindUpstreamLimited, "2013": burncloud.KindBadRequest, "2049": burncloud.KindUpstreamAuth,
}

func (w *words) kind(status int) burncloud.Kind {
	if k, ok := numbers[w.code]; ok && status != 401 && status != 403 {
		return k
	}
	said := strings.ToLower(w.code + " " + w.typ)
	for _, c := range codes {
		if strings.Contains(said, c.word) {
			return c.kind
		}
	}
	if low := strings.ToLower(w.message); status == 403 && (strings.Contains(low, "flagged") || strings.Contains(low, "moderation")) {
		return burncloud.KindContentPolicy // OpenRouter
	}
	if status == 400 || status == 413 || status == 422 {
		for _, s := range tooLong {
			if strings.Contains(strings.ToLower(w.message), s) {
				return burncloud.KindContextTooLong
			}
		}
	}
	return llm.KindOf(status)
}

// tooLong are the words for a prompt that does not fit, by hosts without a code for it.
var tooLong = []string{
	"maximum context length", "context length exceeded", "prompt is too long", "exceeds the context",
	"maximum prompt length", "context window", "exceeded model token limit",
}
