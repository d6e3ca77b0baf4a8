package gemini

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// statuses are the words of google.rpc.Code that clients of this dialect look at; any other kind is INTERNAL.
var statuses = map[burncloud.Kind]string{
	burncloud.KindBadRequest:      "INVALID_ARGUMENT",
	burncloud.KindContextTooLong:  "INVALID_ARGUMENT",
	burncloud.KindContentPolicy:   "INVALID_ARGUMENT",
	burncloud.KindTooLarge:        "INVALID_ARGUMENT",
	burncloud.KindInvalid:         "INVALID_ARGUMENT",
	burncloud.KindUnauthenticated: "UNAUTHENTICATED",
	burncloud.KindNoFunds:         "RESOURCE_EXHAUSTED",
	burncloud.KindRateLimited:     "RESOURCE_EXHAUSTED",
	burncloud.KindUpstreamLimited: "RESOURCE_EXHAUSTED",
	burncloud.KindForbidden:       "PERMISSION_DENIED",
	burncloud.KindNotFound:        "NOT_FOUND",
	burncloud.KindModelNotFound:   "NOT_FOUND",
	burncloud.KindMethod:          "UNIMPLEMENTED",
	burncloud.KindUnsupported:     "UNIMPLEMENTED",
	burncloud.KindConflict:        "ABORTED",
	burncloud.KindCanceled:        "CANCELLED",
	burncloud.KindNoChannel:       "UNAVAILABLE",
	burncloud.KindOverloaded:      "UNAVAILABLE",
	burncloud.KindUnpriced:        "FAILED_PRECONDITION",
	burncloud.KindLoop:            "FAILED_PRECONDITION",
	burncloud.KindUpstreamTimeout: "DEADLINE_EXCEEDED",
}

const typePrefix = "type.googleapis.com/google.rpc."

// EncodeError appends the error as Google writes it, with details for the field at fault and for when to come back.
func (f Front) EncodeError(dst []byte, err *burncloud.Error) []byte {
	w := llm.Writer{Buf: append(dst, `{"error":{`...)}
	w.Int("code", int64(err.Kind.Status()))
	w.Str("message", err.Message)
	status, ok := statuses[err.Kind]
	if !ok {
		status = "INTERNAL"
	}
	w.Str("status", status)
	w.OpenKey("details", '[')
	w.Open('{')
	w.Str("@type", typePrefix+"ErrorInfo")
	w.Str("reason", reason(err))
	w.Str("domain", "burncloud")
	w.Close('}')
	if err.Param != "" {
		w.Open('{')
		w.Str("@type", typePrefix+"BadRequest")
		w.OpenKey("fieldViolations", '[')
		w.Open('{')
		w.Str("field", err.Param)
		w.Str("description", err.Message)
		w.Close('}')
		w.Close(']')
		w.Close('}')
	}
	if err.RetryAfter > 0 {
		w.Open('{')
		w.Str("@type", typePrefix+"RetryInfo")
		w.Str("retryDelay", strconv.FormatFloat(err.RetryAfter.Seconds(), 'f', -1, 64)+"s")
		w.Close('}')
	}
	return append(w.Buf, `]}}`...)
}

// reason is a word in capitals for programs.
func reason(err *burncloud.Error) string {
	switch {
	case err.Kind == burncloud.KindUnauthenticated:
		return "API_KEY_INVALID"
	case err.Code != "":
		return strings.ToUpper(err.Code)
	}
	return strings.ToUpper(string(err.Kind))
}

// DecodeError classifies an answer with a status of failure.
func (b Back) DecodeError(status int, header http.Header, body []byte) *burncloud.Error {
	return decodeError(status, header, body)
}

// failure is what Google says of an error.
type failure struct {
	code           int
	message        string
	status, reason string
	delay          time.Duration
	daily          bool // a quota that lasts for a day is used up
}

// decodeError reads {"error":{…}}, on its own or as the element of an array. The error of a stream that began well has
// its status in its code.
func decodeError(status int, header http.Header, body []byte) *burncloud.Error {
	var f failure
	obj := element(bytes.TrimSpace(body))
	known := false
	for c := rawjson.Members(obj); c.Next(); {
		if string(c.Key) == "error" {
			known = true
			f.read(c.Value)
		}
	}
	if !known {
		f.message = string(body)
	}
	if status < http.StatusBadRequest {
		status = f.code
	}
	e := llm.Failure(f.kind(status), status, header, f.message)
	e.RetryAfter = max(e.RetryAfter, f.delay)
	return e
}

func (f *failure) read(raw []byte) {
	if len(raw) > 0 && raw[0] == '"' {
		f.message = llm.TextOf(raw)
		return
	}
	for c := rawjson.Members(raw); c.Next(); {
		switch string(c.Key) {
		case "code":
			f.code = int(min(count(c.Value), 999))
		case "message":
			f.message = llm.TextOf(c.Value)
		case "status":
			f.status = llm.TextOf(c.Value)
		case "details":
			for d := rawjson.Members(c.Value); d.Next(); {
				f.detail(d.Value)
			}
		}
	}
}

func (f *failure) detail(raw []byte) {
	for c := rawjson.Members(raw); c.Next(); {
		switch string(c.Key) {
		case "reason":
			f.reason = llm.TextOf(c.Value)
		case "retryDelay":
			if d, err := time.ParseDuration(llm.TextOf(c.Value)); err == nil {
				f.delay = min(max(d, 0), 24*time.Hour)
			}
		case "violations": // of a QuotaFailure
			f.daily = f.daily || bytes.Contains(c.Value, []byte("PerDay"))
		}
	}
}

// kind sorts out what the status alone does not tell (wire-facts §9.1): a bad key is a 400.
func (f *failure) kind(status int) burncloud.Kind {
	msg := strings.ToLower(f.message)
	switch {
	case strings.HasPrefix(f.reason, "API_KEY_") || strings.HasPrefix(msg, "api key not valid") ||
		strings.HasPrefix(msg, "api key expired"):
		return burncloud.KindUpstreamAuth
	case f.reason == "BILLING_DISABLED" || status == http.StatusBadRequest && strings.Contains(msg, "billing"):
		return burncloud.KindUpstreamFunds
	case status == http.StatusTooManyRequests && f.daily:
		return burncloud.KindUpstreamFunds
	case f.status == "FAILED_PRECONDITION": // the region of the gateway, not the request
		return burncloud.KindUpstreamAuth
	case status == http.StatusBadRequest && strings.Contains(msg, "token") && strings.Contains(msg, "exceeds the maximum"):
		return burncloud.KindContextTooLong
	case status == 0:
		return burncloud.KindUpstreamServer
	}
	return llm.KindOf(status)
}
