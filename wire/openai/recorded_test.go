package openai_test

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"strconv"
	"testing"
	"testing/iotest"
	"time"
	"unicode/utf8"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/wiretest"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/wire/openai"
)

var (
	front = openai.Front{Now: func() time.Time { return time.Unix(1700000000, 0) }}
	back  = openai.Back{}
)

// hosts are the recorded APIs of this dialect.
var hosts = []string{
	"openai/chat", "deepseek/chat", "dashscope/compatible-chat", "groq/chat", "mistral/chat", "moonshot/chat",
	"openrouter/chat", "zhipu/chat",
}

// unreadable are recordings that fail to decode, and rightly so.
var unreadable = map[string]string{
	"openrouter/chat/doc-error-in-200-upstream": "an error in spite of the status",
}

// wide is a target that takes all that this dialect can say.
func wide(req *llm.Request) *llm.Target {
	return &llm.Target{Model: req.Model, Usage: req.IncludeUsage, Quirks: llm.Quirks{
		CacheMarks: true, TopK: true,
		ReasoningReplay: llm.ReplayDetails, Effort: llm.EffortObject,
	}}
}

func TestRecordedRequests(t *testing.T) {
	n := 0
	for _, rec := range wiretest.Load(t, hosts...) {
		if rec.Request == nil {
			continue
		}
		req, err := front.DecodeRequest(rec.Request)
		if why, known := unreadable[rec.Name]; known || err != nil {
			if !known || err == nil {
				t.Errorf("%s: %v, expected: %q", rec.Name, err, why)
			}
			continue
		}
		n++
		body, _, err := back.EncodeRequest(req, wide(req))
		if err != nil {
			t.Errorf("%s: encode: %v", rec.Name, err)
			continue
		}
		again, err := front.DecodeRequest(body)
		if err != nil {
			t.Errorf("%s: decode of %s: %v", rec.Name, body, err)
			continue
		}
		if a, b := sameRequest(req), sameRequest(again); !reflect.DeepEqual(a, b) {
			t.Errorf("%s: decode∘encode\ngot  %+v\nwant %+v\nbody %s", rec.Name, b, a, body)
		}
	}
	t.Logf("%d requests", n)
}

// sameRequest makes equal what means the same: system texts are joined, adaptive reasoning is the same as on, and
// earlier losses are no part of the request.
func sameRequest(r *llm.Request) llm.Request {
	c := *r
	c.Lost, c.Words = nil, nil
	if c.Legacy { // functions are written as tools
		c.Legacy = false
	}
	if len(c.System) > 1 {
		text := ""
		for i, p := range c.System {
			if i > 0 {
				text += "\n\n"
			}
			text += p.(llm.Text).Text
		}
		c.System = []llm.Part{llm.Text{Text: text}}
	}
	if c.Reasoning.Adaptive = c.Reasoning.IsOn(); c.Reasoning.IsOff() {
		c.Reasoning = llm.Thinking{Off: true}
	}
	var msgs []llm.Message
	for _, m := range c.Messages {
		var parts []llm.Part
		for _, p := range m.Parts {
			if res, ok := p.(llm.ToolResult); ok && len(res.Parts) > 0 {
				text := ""
				for i, x := range res.Parts {
					if i > 0 {
						text += "\n"
					}
					text += x.(llm.Text).Text
				}
				res.Parts = []llm.Part{llm.Text{Text: text}}
				p = res
			}
			if r, ok := p.(llm.Reasoning); ok && r.Signature.IsZero() {
				r.Signature = llm.Signature{}
				p = r
			}
			parts = append(parts, p)
		}
		m.Parts = parts
		if len(parts) == 0 && m.Role == llm.RoleAssistant {
			continue
		}
		m.Pos = 0
		msgs = append(msgs, m)
	}
	c.Messages = msgs
	return c
}

func TestRecordedAnswers(t *testing.T) {
	n := 0
	for _, rec := range wiretest.Load(t, hosts...) {
		req := &llm.Request{Stream: true, IncludeUsage: true}
		target := &llm.Target{}
		var resp *llm.Response
		var err error
		switch {
		case rec.Stream != nil:
			resp, err = llm.Collect(llm.Check(back.DecodeStream(req, target, bytes.NewReader(rec.Stream))))
		case rec.Response != nil:
			resp, err = back.DecodeResponse(req, target, rec.Response)
		default:
			continue
		}
		if err != nil {
			checkFailure(t, rec, err)
			continue
		}
		n++
		checkAgain(t, rec, req, resp)
		if rec.Stream != nil && len(rec.Stream) < 64<<10 {
			for name, r := range map[string]io.Reader{
				"bytes":  iotest.OneByteReader(bytes.NewReader(rec.Stream)),
				"halves": iotest.HalfReader(bytes.NewReader(rec.Stream)),
			} {
				again, err := llm.Collect(llm.Check(back.DecodeStream(req, target, r)))
				if err != nil || !reflect.DeepEqual(again, resp) {
					t.Errorf("%s: %s: %v\ngot  %+v\nwant %+v", rec.Name, name, err, again, resp)
				}
			}
		}
	}
	t.Logf("%d answers", n)
}

// checkFailure wants a failure to be one that was recorded, and an error body to be understood.
func checkFailure(t *testing.T, rec wiretest.Recording, err error) {
	t.Helper()
	var e *burncloud.Error
	if !errors.As(err, &e) {
		t.Errorf("%s: unclassified: %v", rec.Name, err)
	}
	if _, known := unreadable[rec.Name]; rec.Status < 400 && !rec.Failed && !known {
		t.Errorf("%s: status %d: %v", rec.Name, rec.Status, err)
	}
	if rec.Status < 400 {
		return
	}
	e = back.DecodeError(rec.Status, nil, rec.Response)
	if e.Kind == burncloud.KindUpstreamInvalid || e.Message == "" || e.Err == nil && e.Message == "the upstream answered with status "+strconv.Itoa(rec.Status) {
		t.Errorf("%s: %d %s gives %v", rec.Name, rec.Status, rec.Response, e)
	}
}

// checkAgain encodes an answer, streamed and whole, and wants the same answer back.
func checkAgain(t *testing.T, rec wiretest.Recording, req *llm.Request, resp *llm.Response) {
	t.Helper()
	want := sameAnswer(resp)
	enc := front.EncodeStream(req)
	var sse []byte
	for e, err := range llm.Check(resp.Events()) {
		if err != nil {
			t.Fatalf("%s: %v", rec.Name, err)
		}
		sse = enc.Encode(sse, e)
	}
	got, err := llm.Collect(llm.Check(back.DecodeStream(req, &llm.Target{}, bytes.NewReader(sse))))
	if err != nil {
		t.Errorf("%s: %v in %s", rec.Name, err, sse)
	} else if a := sameAnswer(got); !reflect.DeepEqual(a, want) {
		t.Errorf("%s: stream\ngot  %+v\nwant %+v\n%s", rec.Name, a, want, sse)
	}
	body := front.EncodeResponse(nil, req, resp)
	if !llm.Raw(body).IsValid() {
		t.Errorf("%s: not JSON: %s", rec.Name, body)
	}
	got, err = back.DecodeResponse(req, &llm.Target{}, body)
	if err != nil {
		t.Errorf("%s: %v in %s", rec.Name, err, body)
	} else if a := sameAnswer(got); !reflect.DeepEqual(a, want) {
		t.Errorf("%s: whole\ngot  %+v\nwant %+v\n%s", rec.Name, a, want, body)
	}
}

// sameAnswer makes equal what means the same: this dialect has one text and one reasoning a message, texts come after
// reasoning and before calls, and a stop has only its reason.
func sameAnswer(r *llm.Response) *llm.Response {
	c := &llm.Response{ID: r.ID, Model: r.Model, Usage: r.Usage}
	for _, ch := range r.Choices {
		var text llm.Text
		var thought string
		var rest, sealed []llm.Part
		for _, p := range ch.Parts {
			switch p := p.(type) {
			case llm.Text:
				text.Text += p.Text
				for _, x := range p.Citations {
					if x.URL != "" {
						x.Quote, x.Raw = "", nil
						if x.End == 0 {
							x.End = utf8.RuneCountInString(p.Text)
						}
						text.Citations = append(text.Citations, x)
					}
				}
				text.Logprobs = append(text.Logprobs, p.Logprobs...)
			case llm.Reasoning:
				thought += p.Text
				p.Text = ""
				if !p.Signature.IsZero() {
					sealed = append(sealed, p)
				}
			case llm.ToolCall:
				if p.Arguments == "" && !p.Custom {
					p.Arguments = "{}"
				}
				rest = append(rest, p)
			default:
				rest = append(rest, p)
			}
		}
		stop := llm.Stop{Reason: ch.Stop.Reason}
		c.Choices = append(c.Choices, llm.Choice{Parts: append(append([]llm.Part{llm.Reasoning{Text: thought}, text}, sealed...), rest...), Stop: stop})
	}
	return c
}
