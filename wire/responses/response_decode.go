package responses

import (
	"errors"
	"fmt"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// Members of a response object that are read, in both halves of the transport.
var responseNames = rawjson.NewNames("id", "model", "status", "output", "usage", "error", "incomplete_details")

const (
	resID = iota
	resModel
	resStatus
	resOutput
	resUsage
	resError
	resIncomplete
	resCount
)

// answer is a response object as it is written.
type answer struct {
	id, model, status string
	reason            string // of incomplete_details
	output, usage     []byte
	fault             []byte
}

func readAnswer(raw []byte) (answer, error) {
	var v [resCount]rawjson.Span
	if _, err := rawjson.Scan(raw, responseNames, v[:]); err != nil {
		return answer{}, err
	}
	var a answer
	a.id, _ = rawjson.String(v[resID].Of(raw))
	a.model, _ = rawjson.String(v[resModel].Of(raw))
	a.status, _ = rawjson.String(v[resStatus].Of(raw))
	a.reason, _ = rawjson.String(llm.Find(v[resIncomplete].Of(raw), "reason"))
	a.output = present(v[resOutput].Of(raw))
	a.usage = present(v[resUsage].Of(raw))
	a.fault = present(v[resError].Of(raw))
	return a, nil
}

// present is the value, nil for null.
func present(raw []byte) []byte {
	if rawjson.IsNull(raw) {
		return nil
	}
	return raw
}

// failed is the error that the answer reports, if it does. Nothing of it becomes an empty success (strix#719).
func (a *answer) failed() *burncloud.Error {
	switch {
	case a.fault != nil:
		return readReport(a.fault, reportDepth).failure(0, nil)
	case a.status == "failed":
		return report{}.failure(0, nil)
	case a.status == "cancelled":
		return report{message: "the answer was cancelled"}.failure(0, nil)
	case a.status == "queued", a.status == "in_progress":
		return llm.Invalid(fmt.Errorf("the answer is %s: it is made in the background", a.status))
	}
	return nil
}

// stop says why the answer ended. Calls of tools that the client must run count, whatever the status (wire-facts §0.7).
func (a *answer) stop(calls, refused bool) llm.Stop {
	s := llm.Stop{Reason: llm.StopEnd, Raw: a.status}
	if a.status == "incomplete" || a.reason != "" {
		s.Reason, s.Raw = llm.StopUnknown, either(a.reason, a.status)
		switch a.reason {
		case "max_output_tokens", "max_tokens", "length":
			s.Reason = llm.StopLength
		case "content_filter":
			s.Reason = llm.StopFiltered
		}
		return s
	}
	if refused && !calls {
		s.Reason = llm.StopRefusal
	}
	s.Reason = llm.StopOf(s.Reason, calls)
	return s
}

// DecodeResponse reads a whole answer.
func (Back) DecodeResponse(req *llm.Request, t *llm.Target, body []byte) (*llm.Response, error) {
	a, err := readAnswer(body)
	if err != nil {
		return nil, llm.Invalid(err)
	}
	if e := a.failed(); e != nil {
		return nil, e
	}
	if len(a.output) == 0 || a.output[0] != '[' {
		return nil, llm.Invalid(errors.New("the answer has no output"))
	}
	resp := &llm.Response{ID: a.id, Model: a.model}
	var parts []llm.Part
	c := rawjson.Members(a.output)
	for c.Next() {
		it := readItem(c.Value)
		parts = append(parts, it.parts(originOf(t))...)
	}
	if err := c.Err(); err != nil {
		return nil, llm.Invalid(err)
	}
	calls, refused := emitted(parts)
	resp.Choices = []llm.Choice{{Parts: parts, Stop: a.stop(calls, refused)}}
	if a.usage != nil {
		resp.Usage, resp.RawUsage = ReadUsage(a.usage), llm.KeepRaw(a.usage)
	}
	return llm.Collect(req.Unwrap(resp.Events()))
}

// emitted tells what among the parts decides why an answer ended.
func emitted(parts []llm.Part) (calls, refused bool) {
	for _, p := range parts {
		switch p.(type) {
		case llm.ToolCall:
			calls = true
		case llm.Refusal:
			refused = true
		}
	}
	return calls, refused
}
