package gemini_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/sse"
	"github.com/burncloud/burncloud/internal/wiretest"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/wire/gemini"
)

func TestPeek(t *testing.T) {
	for _, c := range []struct {
		body string
		ok   bool
	}{
		{`{"contents":[]}`, true},
		{` {"x":1}`, true},
		{`[]`, false},
		{``, false},
		{`{"contents":[],"contents":[]}`, false},
		{`{"Contents":[]}`, false},
		{`{"contents":[]} x`, false},
	} {
		r, err := gemini.Peek([]byte(c.body), "m", true)
		if (err == nil) != c.ok {
			t.Errorf("%s: %v", c.body, err)
			continue
		}
		if err != nil {
			if k := burncloud.AsError(err).Kind; k != burncloud.KindBadRequest {
				t.Errorf("%s: %s", c.body, k)
			}
			continue
		}
		if r.Head() != (llm.Head{Model: "m", Stream: true}) || string(r.Body("other", true)) != c.body {
			t.Errorf("%s: %+v %s", c.body, r.Head(), r.Body("other", true))
		}
	}
}

// frames cuts a stream as the gateway does.
func frames(t *testing.T, body []byte) [][]byte {
	t.Helper()
	next := new(sse.Splitter).Next
	if body[0] == '[' || body[0] == '{' {
		next = new(gemini.ArraySplitter).Next
	}
	var out [][]byte
	for len(body) > 0 {
		n, ok := next(body)
		if !ok {
			n = len(body)
		}
		out = append(out, body[:n])
		body = body[n:]
	}
	return out
}

// relay judges a stream frame by frame.
func relay(t *testing.T, body []byte) (llm.Outcome, []llm.Verdict) {
	t.Helper()
	r, err := gemini.Peek([]byte(`{}`), "m", true)
	if err != nil {
		t.Fatal(err)
	}
	s := r.Stream()
	var verdicts []llm.Verdict
	for _, f := range frames(t, body) {
		verdicts = append(verdicts, s.Frame(f))
	}
	return *s.Outcome(), verdicts
}

func TestRelayStream(t *testing.T) {
	const (
		open  = `data: {"candidates":[{"content":{"role":"model"}}],"usageMetadata":{"promptTokenCount":3}}` + "\r\n\r\n"
		text  = `data: {"candidates":[{"content":{"parts":[{"text":"a"}]}}]}` + "\r\n\r\n"
		empty = `data: {"candidates":[{"content":{"parts":[{"text":""}]}}]}` + "\r\n\r\n"
		end   = `data: {"candidates":[{"finishReason":1}],"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":2}}` + "\r\n\r\n"
		fail  = "{\n \"error\": {\"code\": 503}\n}\n"
		block = `data: {"promptFeedback":{"blockReason":"SAFETY"}}` + "\n\n"
	)
	for _, c := range []struct {
		name, body string
		finished   bool
		failed     bool
		usage      burncloud.Usage
		last       llm.Verdict
	}{
		{"whole", open + empty + text + end, true, false, burncloud.Usage{Input: 3, Output: 2}, llm.Content},
		{"cut", open + text, false, false, burncloud.Usage{Input: 3}, llm.Content},
		{"no content", open + empty, false, false, burncloud.Usage{Input: 3}, 0},
		{"bare error", text + end + fail, true, true, burncloud.Usage{Input: 3, Output: 2}, llm.Failed},
		{"error", text + `data: {"error":{"code":500}}` + "\r\n\r\n", false, true, burncloud.Usage{}, llm.Failed},
		{"blocked", block, true, false, burncloud.Usage{}, llm.Content},
		{"broken", text + "data: {\r\n\r\n", false, false, burncloud.Usage{}, llm.Broken},
		{"comment", ": ping\n\n", false, false, burncloud.Usage{}, 0},
		{"array", `[{"candidates":[{"content":{"parts":[{"text":"]}"}]}}]}` + "\r\n,\r\n" +
			`{"candidates":[{"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":1}}` + "\r\n]", true, false, burncloud.Usage{Input: 1}, 0},
		{"array error", `[{"error":{"code":429}}` + "\r\n]", false, true, burncloud.Usage{}, 0},
	} {
		out, verdicts := relay(t, []byte(c.body))
		if out.Finished != c.finished || (out.ErrorBody != nil) != c.failed || out.Usage != c.usage || verdicts[len(verdicts)-1] != c.last {
			t.Errorf("%s: %+v %v", c.name, out, verdicts)
		}
	}
}

// What a relay learns of a stream is what a decoder learns (§14: 53 cannot happen: the bytes are the upstream's).
func TestRelayAgrees(t *testing.T) {
	for _, rec := range wiretest.Load(t, hosts...) {
		if rec.Stream == nil {
			continue
		}
		out, _ := relay(t, rec.Stream)
		events, err := answer(t, rec, whole)
		if err != nil {
			if out.Finished && out.ErrorBody == nil {
				t.Errorf("%s: the relay finds nothing wrong, the decoder %v", rec.Name, err)
			}
			continue
		}
		fin := events[len(events)-1].Finish
		if !out.Finished || out.Usage != fin.Usage || !bytes.Equal(out.RawUsage, fin.RawUsage) {
			t.Errorf("%s: %+v, decoded %+v", rec.Name, out, fin)
		}
	}
}

func TestRelayAnswer(t *testing.T) {
	for _, c := range []struct {
		body     string
		ok       bool
		failed   bool
		usage    int64
		finished bool
	}{
		{`{"candidates":[{}],"usageMetadata":{"promptTokenCount":7}}`, true, false, 7, true},
		{`{"totalTokens":3}`, true, false, 0, true},
		{`{"embedding":{"values":[1]}}`, true, false, 0, true},
		{`{"embeddings":[],"usageMetadata":{"promptTokenCount":"2"}}`, true, false, 2, true},
		{`{"error":{"code":400}}`, true, true, 0, false},
		{`{"usageMetadata":{}}`, false, false, 0, false},
		{`{"candidates":`, false, false, 0, false},
	} {
		r, err := gemini.Peek([]byte(`{}`), "m", false)
		if err != nil {
			t.Fatal(err)
		}
		out, err := r.Answer([]byte(c.body))
		if (err == nil) != c.ok || (out.ErrorBody != nil) != c.failed || out.Usage.Prompt() != c.usage || out.Finished != c.finished {
			t.Errorf("%s: %+v, %v", c.body, out, err)
		}
	}
}

func TestRelayAllocatesNothing(t *testing.T) {
	frame := []byte(`data: {"candidates":[{"content":{"parts":[{"text":"a"}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":2},"modelVersion":"m"}` + "\r\n\r\n")
	r, err := gemini.Peek([]byte(`{}`), "m", true)
	if err != nil {
		t.Fatal(err)
	}
	s := r.Stream()
	s.Frame(frame)
	if n := testing.AllocsPerRun(100, func() { s.Frame(frame) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestArraySplitter(t *testing.T) {
	const body = "[{\"a\":\"\\\"}]{\"}\r\n,\r\n{\"b\":[{}]}\r\n]"
	want := []string{"[{\"a\":\"\\\"}]{\"}", "\r\n,\r\n{\"b\":[{}]}", "\r\n]"}
	var whole []string
	for _, f := range frames(t, []byte(body)) {
		whole = append(whole, string(f))
	}
	if strings.Join(whole, "|") != strings.Join(want, "|") {
		t.Errorf("got %q", whole)
	}
	var s gemini.ArraySplitter // byte by byte
	var got []string
	start := 0
	for i := range body {
		if n, ok := s.Next([]byte(body[start : i+1])); ok {
			got = append(got, body[start:start+n])
			start += n
		}
	}
	if strings.Join(append(got, body[start:]), "|") != strings.Join(want, "|") {
		t.Errorf("byte by byte %q", got)
	}
}
