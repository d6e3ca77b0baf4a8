package responses_test

import (
	"fmt"
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/wire/responses"
)

func TestPeek(t *testing.T) {
	for _, c := range []struct {
		body, param string
		head        llm.Head
	}{
		{`{"model":"a/b","stream":true,"input":[{"model":"no"}]}`, "", llm.Head{Model: "a/b", Stream: true}},
		{`{"stream":null,"model":"m\u0031"}`, "", llm.Head{Model: "m1"}},
		{`{}`, "model", llm.Head{}},
		{`{"model":""}`, "model", llm.Head{}},
		{`{"model":1}`, "model", llm.Head{}},
		{`{"model":"m","stream":"x"}`, "stream", llm.Head{}},
		{`{"model":"m","model":"n"}`, "?", llm.Head{}},
		{`{"model":"m"`, "?", llm.Head{}},
	} {
		r, err := responses.Peek([]byte(c.body))
		if c.param != "" {
			if e := burncloud.AsError(err); e.Kind != burncloud.KindBadRequest || c.param != "?" && e.Param != c.param {
				t.Errorf("%s: got %v, want a refusal of %s", c.body, err, c.param)
			}
			continue
		}
		if err != nil || r.Head() != c.head {
			t.Errorf("%s: got %+v, %v", c.body, r.Head(), err)
		}
	}
}

func TestBody(t *testing.T) {
	body := `{ "input" : "x", "model" : "m", "store":true, "zz": 1.0 }`
	r, err := responses.Peek([]byte(body))
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Body("m", false); string(got) != body {
		t.Errorf("got %s", got)
	}
	if got := string(r.Body(`u"p`, false)); got != `{ "input" : "x", "model" : "u\"p", "store":true, "zz": 1.0 }` {
		t.Errorf("got %s", got)
	}
}

func TestAnswer(t *testing.T) {
	r := new(responses.Relay)
	for _, c := range []struct {
		body                    string
		invalid, failed, finish bool
	}{
		{`{"status":"completed","error":null,"output":[],"usage":null}`, false, false, true},
		{`{"status":"incomplete","output":[]}`, false, false, true},
		{`{"status":"queued","output":[]}`, false, false, false},
		{`{"status":"failed","error":{"code":"server_error"},"output":[]}`, false, true, false},
		{`{"status":"failed","output":[]}`, false, true, false},
		{`{"x":1}`, true, false, false},
		{`nope`, true, false, false},
	} {
		out, err := r.Answer([]byte(c.body))
		if (err != nil) != c.invalid || (out.ErrorBody != nil) != c.failed || out.Finished != c.finish {
			t.Errorf("%s: got %+v, %v", c.body, out, err)
		}
	}
}

// TestVerdicts: until there is content, another upstream may still be tried; usage comes with the last event (bifrost#4846).
func TestVerdicts(t *testing.T) {
	const c = llm.Content
	for _, list := range [][]struct {
		event string
		want  llm.Verdict
	}{
		{
			{created, 0},
			{`{"type":"response.in_progress","response":{}}`, 0},
			{added(0, `"type":"reasoning"`), 0},
			{added(1, `"type":"message"`), 0},
			{`{"type":"response.content_part.added","output_index":1}`, 0},
			{delta("output_text", 1, "x"), c},
			{added(2, `"type":"message"`), c},
			{completed, c | llm.Last},
		},
		{{created, 0}, {added(0, `"type":"function_call"`), c}},
		{{created, 0}, {`{"type":"response.failed","response":{"error":{}}}`, llm.Failed}},
		{{`{"type":"error","message":"x"}`, llm.Failed}},
		{{`{"error":{"message":"x"}}`, llm.Failed}},
		{{created, 0}, {`{"type":"response.incomplete","response":{}}`, c | llm.Last}},
		{{`<html>`, llm.Broken}},
		{{`{"type":"keepalive"}`, 0}, {"[DONE]", llm.Last}},
	} {
		s := new(responses.Relay).Stream()
		for _, x := range list {
			if got := s.Frame([]byte("event: x\ndata: " + x.event + "\n\n")); got != x.want {
				t.Errorf("%s: verdict %b, want %b", x.event, got, x.want)
			}
		}
	}
	s := new(responses.Relay).Stream()
	if s.Frame([]byte(": ping\n\n")) != 0 {
		t.Error("a comment has a verdict")
	}
	s.Frame([]byte(lines(completed)))
	if out := s.Outcome(); !out.Finished || out.Usage != (burncloud.Usage{Input: 1, Output: 2}) || string(out.RawUsage) != `{"input_tokens":1,"output_tokens":2}` {
		t.Errorf("outcome %+v", out)
	}
}

func TestUsage(t *testing.T) {
	for _, c := range []struct {
		raw  string
		want burncloud.Usage
	}{
		{`{"input_tokens":36,"input_tokens_details":{"cached_tokens":0},"output_tokens":87,"output_tokens_details":{"reasoning_tokens":64},"total_tokens":123}`, burncloud.Usage{Input: 36, Output: 23, Reasoning: 64}},
		{`{"input_tokens":4137,"input_tokens_details":{"cached_tokens":3072,"cache_write_tokens":1000},"output_tokens":5}`, burncloud.Usage{Input: 65, CacheRead: 3072, CacheWrite: 1000, Output: 5}},
		{`{"input_tokens":273,"input_tokens_details":{"cached_tokens":128},"output_tokens":327,"output_tokens_details":{"reasoning_tokens":261},"total_tokens":600,"cost_in_usd_ticks":10243500}`, burncloud.Usage{Input: 145, CacheRead: 128, Output: 66, Reasoning: 261}},
		{`{"input_tokens":3,"input_tokens_details":{"cached_tokens":9},"output_tokens":2,"output_tokens_details":{"reasoning_tokens":9}}`, burncloud.Usage{CacheRead: 3, Reasoning: 2}},
		{`{"input_tokens":10,"input_tokens_details":{"audio_tokens":4},"output_tokens":6,"output_tokens_details":{"audio_tokens":5}}`, burncloud.Usage{Input: 6, AudioIn: 4, Output: 1, AudioOut: 5}},
		{`{"input_tokens":-1,"output_tokens":1.5,"input_tokens_details":null}`, burncloud.Usage{}},
		{`null`, burncloud.Usage{}},
		{`5`, burncloud.Usage{}},
	} {
		if got := responses.ReadUsage([]byte(c.raw)); got != c.want {
			t.Errorf("%s: got %+v, want %+v", c.raw, got, c.want)
		}
	}
}

// TestUsageRoundTrip: what is written for clients means what was counted.
func TestUsageRoundTrip(t *testing.T) {
	u := burncloud.Usage{Input: 1, CacheRead: 2, CacheWrite: 3, Output: 4, Reasoning: 5}
	body := front.EncodeResponse(nil, &llm.Request{}, &llm.Response{Usage: u, Choices: []llm.Choice{{}}})
	if got := responses.ReadUsage([]byte(str(body, "usage"))); got != u || str(body, "usage", "total_tokens") != fmt.Sprint(15) {
		t.Errorf("got %+v by %s", got, str(body, "usage"))
	}
}
