package anthropic_test

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"strconv"
	"testing"
	"testing/iotest"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/wiretest"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/wire/anthropic"
)

var (
	front = anthropic.Front{}
	back  = anthropic.Back{}
)

// hosts are the recorded APIs of this dialect.
var hosts = []string{"anthropic/messages"}

// unreadable are recordings that fail to decode, and rightly so.
var unreadable = map[string]string{}

// wide is a target that takes all that this dialect can say.
func wide(req *llm.Request) *llm.Target {
	return &llm.Target{Model: req.Model, Quirks: llm.Quirks{Budgets: true}}
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

// sameRequest makes equal what means the same: turns are merged and without blank texts, parallel calls are allowed
// unless they are not, and the white space of a schema is lost.
func sameRequest(r *llm.Request) llm.Request {
	c := *r
	c.Lost = nil
	if c.ParallelTools != nil && *c.ParallelTools {
		c.ParallelTools = nil
	}
	if c.Format.Schema != nil {
		c.Format.Schema = c.Format.Schema.Clone()
		if err := c.Format.Schema.Compact(); err != nil {
			panic(err)
		}
	}
	c.Messages = r.Turns(llm.NewLosses(r))
	for i := range c.Messages {
		c.Messages[i].Pos = 0
	}
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

// sameAnswer makes equal what means the same: empty texts are not written.
func sameAnswer(r *llm.Response) *llm.Response {
	c := &llm.Response{ID: r.ID, Model: r.Model, Usage: r.Usage}
	for _, ch := range r.Choices {
		var parts []llm.Part
		for _, p := range ch.Parts {
			if t, ok := p.(llm.Text); ok && t.Text == "" && t.Citations == nil {
				continue
			}
			if t, ok := p.(llm.ToolCall); ok && t.Arguments == "{}" {
				t.Arguments = ""
				p = t
			}
			parts = append(parts, p)
		}
		stop := ch.Stop
		stop.Raw = ""
		c.Choices = append(c.Choices, llm.Choice{Parts: parts, Stop: stop})
	}
	return c
}
