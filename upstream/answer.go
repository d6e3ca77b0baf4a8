package upstream

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// answer is an error body with its shape taken off.
type answer struct {
	status int // named by the body, 0 = none
	text   string
	lower  string // text in lower case, for the rules
	typ    string
	code   string // "" also where the body only repeats the HTTP status
	param  string
	reset  time.Time     // when the limit ends, as the body says; zero = not said
	wait   time.Duration // the same as a wait
}

// shape is every place where the providers put the parts of an error (wire-facts §9.1).
type shape struct {
	Error    json.RawMessage `json:"error"`
	Message  json.RawMessage `json:"message"`
	Detail   json.RawMessage `json:"detail"`
	Type     json.RawMessage `json:"type"`
	Code     json.RawMessage `json:"code"`
	Param    json.RawMessage `json:"param"`
	Status   json.RawMessage `json:"status_code"`
	Raw      json.RawMessage `json:"raw_status_code"`
	Word     json.RawMessage `json:"status"`     // Google: "INVALID_ARGUMENT"
	Details  json.RawMessage `json:"details"`    // Google: a list; Anthropic: an object
	Response json.RawMessage `json:"response"`   // Responses: response.failed
	Request  json.RawMessage `json:"request_id"` // DashScope
	BaseResp struct {
		Code int64  `json:"status_code"`
		Msg  string `json:"status_msg"`
	} `json:"base_resp"`
	Metadata struct {
		Headers map[string]string `json:"headers"`
		Raw     json.RawMessage   `json:"raw"`
	} `json:"metadata"`
	Choices []struct {
		Error json.RawMessage `json:"error"`
	} `json:"choices"`
}

// parseAnswer reads an error body. It reports false when the body holds no error that it knows: then only text is set.
// inOK says that the status was below 400, so that only what is unmistakable counts.
func parseAnswer(body []byte, inOK bool) (answer, bool) {
	var s shape
	if err := json.Unmarshal(unwrapped(body), &s); err != nil {
		var bare string // SiliconFlow: a JSON string and nothing else
		if !inOK && json.Unmarshal(body, &bare) == nil {
			return answer{text: bare}, true
		}
		var wrongType *json.UnmarshalTypeError // of one member: the others were read
		if !errors.As(err, &wrongType) {
			return answer{text: plain(body)}, false
		}
	}
	switch {
	case s.BaseResp.Code != 0: // MiniMax, inside a 200
		return answer{text: s.BaseResp.Msg, code: strconv.FormatInt(s.BaseResp.Code, 10)}, true
	case present(s.Error):
		return s.inner(s.Error), true
	case len(s.Choices) > 0 && present(s.Choices[0].Error): // OpenRouter, inside a 200
		return s.inner(s.Choices[0].Error), true
	case !inOK && (present(s.Message) || present(s.Detail)) || inOK && s.event():
		return s.flat(), true
	case inOK && present(s.Response):
		var in shape
		if json.Unmarshal(s.Response, &in) == nil && present(in.Error) {
			return in.inner(in.Error), true
		}
	}
	return answer{text: plain(body)}, false
}

// unwrapped takes the first element of a list, into which Google puts the errors of streams that are no event streams.
func unwrapped(body []byte) []byte {
	var list []json.RawMessage
	if trimmed := bytes.TrimSpace(body); len(trimmed) > 0 && trimmed[0] == '[' && json.Unmarshal(trimmed, &list) == nil && len(list) > 0 {
		return list[0]
	}
	return body
}

// event reports whether the shape is an error event of a stream: of Responses, or of DashScope's native API.
func (s *shape) event() bool {
	return present(s.Message) && (scalar(s.Type) == "error" || present(s.Code) && present(s.Request))
}

// inner reads the value of an "error" member: an object, or only its text (xAI, Ollama), then with the code beside it.
func (s *shape) inner(raw json.RawMessage) answer {
	var in shape
	if err := json.Unmarshal(raw, &in); err != nil && raw[0] != '{' {
		a := s.flat()
		a.text = scalar(raw)
		return a
	}
	a := in.flat()
	if ms, err := strconv.ParseInt(in.Metadata.Headers["X-RateLimit-Reset"], 10, 64); err == nil { // OpenRouter
		a.reset = time.UnixMilli(ms)
	}
	if reason := scalar(in.Metadata.Raw); reason != "" { // OpenRouter: the words of the provider behind it
		a.text += ": " + reason
	}
	return a
}

func (s *shape) flat() answer {
	a := answer{typ: scalar(s.Type), code: scalar(s.Code), param: scalar(s.Param)}
	a.text, a.param = messageOf(s.Message, a.param)
	if a.text == "" {
		a.text, a.param = messageOf(s.Detail, a.param)
	}
	for _, code := range []string{scalar(s.Status), scalar(s.Raw), a.code} {
		if n, err := strconv.Atoi(code); err == nil && n >= 400 && n < 600 {
			a.status = n
			break
		}
	}
	if a.code == strconv.Itoa(a.status) {
		a.code = ""
	}
	if word := scalar(s.Word); a.typ == "" && word != strconv.Itoa(a.status) {
		a.typ = word
	}
	s.details(&a)
	return a
}

// details reads the finer code and the wait that Google and Anthropic put there.
func (s *shape) details(a *answer) {
	var finer struct {
		Code string `json:"error_code"` // Anthropic
	}
	if json.Unmarshal(s.Details, &finer) == nil && finer.Code != "" {
		a.code = finer.Code
	}
	var list []struct {
		Reason string `json:"reason"`     // of an ErrorInfo
		Delay  string `json:"retryDelay"` // of a RetryInfo: "34s", "1.5s"
	}
	if json.Unmarshal(s.Details, &list) != nil {
		return
	}
	for _, d := range list {
		if d.Reason != "" {
			a.code = d.Reason
		}
		if wait, err := time.ParseDuration(d.Delay); err == nil {
			a.wait = wait
		}
	}
}

// messageOf reads a message that is a text, an object with a detail, or FastAPI's list of complaints, of which the
// first is told with the field it is about.
func messageOf(raw json.RawMessage, param string) (text, field string) {
	var wrapped struct {
		Detail json.RawMessage `json:"detail"`
	}
	if json.Unmarshal(raw, &wrapped) == nil && present(wrapped.Detail) {
		raw = wrapped.Detail
	}
	var list []struct {
		Loc []any  `json:"loc"`
		Msg string `json:"msg"`
	}
	if json.Unmarshal(raw, &list) != nil || len(list) == 0 {
		return scalar(raw), param
	}
	var path []string
	for _, part := range list[0].Loc {
		if part != "body" {
			path = append(path, fmt.Sprint(part))
		}
	}
	return list[0].Msg, strings.Join(path, ".")
}

func present(raw json.RawMessage) bool {
	return len(raw) > 0 && string(raw) != "null" && string(raw) != `""` && string(raw) != "{}"
}

// scalar is the text of a JSON string, or a number as it is written; anything else is kept as JSON.
func scalar(raw json.RawMessage) string {
	if !present(raw) {
		return ""
	}
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	return string(raw)
}

// plain makes one line of text out of what is no JSON: HTML from a proxy in between, or words.
func plain(b []byte) string {
	if len(b) > 4*maxText {
		b = b[:4*maxText]
	}
	return strings.Join(strings.Fields(strings.ToValidUTF8(string(b), "\uFFFD")), " ")
}

// cut shortens to n bytes at the border of a character.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n -= len("…"); n > 0 && !utf8.RuneStart(s[n]); n-- {
	}
	return s[:n] + "…"
}
