package anthropic_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/sse"
	"github.com/burncloud/burncloud/internal/wiretest"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/wire/anthropic"
)

func TestPeek(t *testing.T) {
	for _, tt := range []struct {
		body, model, param string
		stream             bool
	}{
		{`{"model":"m","stream":true}`, "m", "", true},
		{`{"model":"m","stream":null}`, "m", "", false},
		{`{"model":"m"}`, "m", "", false},
		{`{"model":""}`, "", "model", false},
		{`{"model":1}`, "", "model", false},
		{`{}`, "", "model", false},
		{`{"model":"m","stream":"yes"}`, "", "stream", false},
		{`{"model":"m","model":"n"}`, "", "", false},
		{`[]`, "", "", false},
	} {
		r, err := anthropic.Peek([]byte(tt.body))
		var e *burncloud.Error
		if errors.As(err, &e) {
			if tt.model != "" || e.Kind != burncloud.KindBadRequest || e.Param != tt.param {
				t.Errorf("%s: %v, param %q", tt.body, err, e.Param)
			}
			continue
		}
		if h := r.Head(); string(h.Model) != tt.model || h.Stream != tt.stream {
			t.Errorf("%s: %+v", tt.body, h)
		}
	}
}

func TestBody(t *testing.T) {
	body := []byte(`{"messages":[], "model" : "m","x":1.0}`)
	r, err := anthropic.Peek(body)
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Body("m", true); &got[0] != &body[0] {
		t.Error("an unedited body is a copy")
	}
	if got := string(r.Body("n\"", true)); got != `{"messages":[], "model" : "n\"","x":1.0}` {
		t.Error(got)
	}
}

// TestRelayRecorded wants the relay to learn from an answer what the decoder does.
func TestRelayRecorded(t *testing.T) {
	r, err := anthropic.Peek([]byte(`{"model":"m"}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, rec := range wiretest.Load(t, hosts...) {
		if rec.Stream == nil {
			out, err := r.Answer(rec.Response)
			resp, failed := back.DecodeResponse(&llm.Request{}, &llm.Target{}, rec.Response)
			if (err != nil || out.ErrorBody != nil) != (failed != nil) || failed == nil && out.Usage != resp.Usage {
				t.Errorf("%s: %+v, %v; decoded %v", rec.Name, out, err, failed)
			}
			continue
		}
		s := r.Stream()
		last, failed, content := relay(s, rec.Stream)
		resp, err := llm.Collect(back.DecodeStream(&llm.Request{}, &llm.Target{}, bytes.NewReader(rec.Stream)))
		switch out := s.Outcome(); {
		case err != nil:
			if !failed || out.ErrorBody == nil {
				t.Errorf("%s: relayed, but decoding fails: %v", rec.Name, err)
			}
		case failed || !last || !content || !out.Finished || out.Usage != resp.Usage:
			t.Errorf("%s: failed %v, last %v, content %v, %+v; decoded %+v", rec.Name, failed, last, content, out, resp.Usage)
		}
	}
}

// relay judges the frames of a stream up to its end; one recording has several streams.
func relay(s llm.Frames, stream []byte) (last, failed, content bool) {
	var split sse.Splitter
	for len(stream) > 0 && !last {
		n, ok := split.Next(stream)
		if !ok {
			n = len(stream)
		}
		v := s.Frame(stream[:n])
		last = last || v&llm.Last != 0
		failed = failed || v&(llm.Failed|llm.Broken) != 0
		content = content || v&llm.Content != 0
		stream = stream[n:]
	}
	return last, failed, content
}

func TestFrame(t *testing.T) {
	for _, tt := range []struct {
		frame string
		want  llm.Verdict
	}{
		{"event: ping\ndata: {\"type\":\"ping\"}\n\n", 0},
		{": comment\n\n", 0},
		{"data: {\"type\":\"message_start\",\"message\":{}}\n\n", 0},
		{"data: {\"type\":\"content_block_start\",\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n", 0},
		{"data: {\"type\":\"content_block_start\",\"content_block\":{\"type\":\"tool_use\"}}\n\n", llm.Content},
		{"data: {\"type\":\"content_block_delta\"}\n\n", llm.Content},
		{"data: {\"type\":\"message_delta\",\"delta\":{}}\n\n", llm.Content},
		{"data: {\"type\":\"message_stop\"}\n\n", llm.Content | llm.Last},
		{"event: error\ndata: {\"type\":\"error\"}\n\n", llm.Failed},
		{"data: {\n\n", llm.Broken},
	} {
		r, err := anthropic.Peek([]byte(`{"model":"m"}`))
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Stream().Frame([]byte(tt.frame)); got != tt.want {
			t.Errorf("%q: %b, want %b", tt.frame, got, tt.want)
		}
	}
}

func TestFrameDoesNotAllocate(t *testing.T) {
	r, err := anthropic.Peek([]byte(`{"model":"m"}`))
	if err != nil {
		t.Fatal(err)
	}
	s := r.Stream()
	frame := []byte("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"a\"}}\n\n")
	if n := testing.AllocsPerRun(100, func() { s.Frame(frame) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestErrors(t *testing.T) {
	for _, tt := range []struct {
		kind burncloud.Kind
		want string
	}{
		{burncloud.KindBadRequest, `{"type":"error","error":{"type":"invalid_request_error","message":"x"},"request_id":null}`},
		{burncloud.KindContextTooLong, `{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: x"},"request_id":null}`},
		{burncloud.KindOverloaded, `{"type":"error","error":{"type":"overloaded_error","message":"x"},"request_id":null}`},
		{burncloud.KindInternal, `{"type":"error","error":{"type":"api_error","message":"x"},"request_id":null}`},
	} {
		e := &burncloud.Error{Kind: tt.kind, Message: "x"}
		if got := string(anthropic.AppendError(nil, e)); got != tt.want {
			t.Errorf("%s: %s", tt.kind, got)
		}
		if got := string(anthropic.AppendErrorEvent(nil, e)); got != "event: error\ndata: "+tt.want+"\n\n" {
			t.Errorf("%s: %s", tt.kind, got)
		}
	}
}
