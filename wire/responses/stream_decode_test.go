package responses_test

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/wire/responses"
)

const (
	created   = `{"type":"response.created","response":{"id":"r","model":"m"}}`
	completed = `{"type":"response.completed","response":{"status":"completed","output":[],"usage":{"input_tokens":1,"output_tokens":2}}}`
)

func added(i int, item string) string {
	return fmt.Sprintf(`{"type":"response.output_item.added","output_index":%d,"item":{%s}}`, i, item)
}

func done(i int, item string) string {
	return fmt.Sprintf(`{"type":"response.output_item.done","output_index":%d,"item":{%s}}`, i, item)
}

func delta(typ string, i int, text string) string {
	return fmt.Sprintf(`{"type":"response.%s.delta","output_index":%d,"content_index":0,"item_id":"changes%d","delta":"%s"}`, typ, i, len(text), text)
}

// TestStreams: what hosts do in the wild, and what it means.
func TestStreams(t *testing.T) {
	call := `"type":"function_call","call_id":"c","name":"f"`
	for _, c := range []struct {
		name   string
		events []string
		want   string // parts and stop as spoken has them
	}{
		{
			"deltas and whole texts (litellm#41109)",
			[]string{
				created, added(0, `"type":"message"`), delta("output_text", 0, "a"), delta("output_text", 0, "b"),
				`{"type":"response.output_text.done","output_index":0,"content_index":0,"text":"ab"}`,
				`{"type":"response.content_part.done","output_index":0,"content_index":0,"part":{"type":"output_text","text":"ab"}}`,
				done(0, `"type":"message","content":[{"type":"output_text","text":"ab"}]`), completed,
			},
			"text \"ab\" 0\nstop end",
		},
		{
			"reasoning text (litellm#40654)",
			[]string{
				created, added(0, `"type":"reasoning"`), delta("reasoning_text", 0, "hm"),
				`{"type":"response.reasoning_text.done","output_index":0,"content_index":0,"text":"hm"}`, done(0, `"type":"reasoning","content":[{"type":"reasoning_text","text":"hm"}]`), completed,
			},
			"reasoning \"hm\" \"\"\nstop end",
		},
		{
			"summary in parts",
			[]string{
				created, added(0, `"type":"reasoning"`),
				`{"type":"response.reasoning_summary_text.delta","output_index":0,"summary_index":0,"delta":"a"}`,
				`{"type":"response.reasoning_summary_text.done","output_index":0,"summary_index":0,"text":"a"}`,
				`{"type":"response.reasoning_summary_text.done","output_index":0,"summary_index":1,"text":"b"}`,
				done(0, `"type":"reasoning","id":"rs","encrypted_content":"E","summary":[{"text":"a"},{"text":"b"}]`), completed,
			},
			"reasoning \"a\\n\\nb\" \"E\"\nstop end",
		},
		{
			"sealed only",
			[]string{created, added(0, `"type":"reasoning","encrypted_content":"early"`), done(0, `"type":"reasoning","id":"rs","encrypted_content":"E","summary":[]`), completed},
			"reasoning \"\" \"E\"\nstop end",
		},
		{
			"completed with a call is tool_calls (vercel#12218)",
			[]string{created, added(0, call), delta("function_call_arguments", 0, `{}`), done(0, call+`,"arguments":"{}"`), completed},
			"llm.ToolCall {ID:c Name:f Arguments:{} Custom:false Signature:{Origin: ID: Data:} Cache:}\nstop tool_calls",
		},
		{
			"call in its done event only",
			[]string{created, done(0, call+`,"arguments":"{\"a\":1}"`), completed},
			"llm.ToolCall {ID:c Name:f Arguments:{\"a\":1} Custom:false Signature:{Origin: ID: Data:} Cache:}\nstop tool_calls",
		},
		{
			"name late",
			[]string{created, added(0, `"type":"function_call"`), delta("function_call_arguments", 0, `{}`), done(0, call+`,"arguments":"{}"`), completed},
			"llm.ToolCall {ID:c Name:f Arguments:{} Custom:false Signature:{Origin: ID: Data:} Cache:}\nstop tool_calls",
		},
		{
			"hosted calls do not count (vercel#11466)",
			[]string{
				created, added(0, `"type":"web_search_call"`), done(0, `"type":"web_search_call","id":"ws"`),
				`{"type":"response.web_search_call.completed","output_index":0}`, added(1, `"type":"message"`), delta("output_text", 1, "x"), completed,
			},
			"opaque web_search_call\ntext \"x\" 0\nstop end",
		},
		{
			"no item.done at all",
			[]string{created, added(0, `"type":"message"`), delta("output_text", 0, "x"), added(1, call), delta("function_call_arguments", 1, `{}`), completed},
			"text \"x\" 0\nllm.ToolCall {ID:c Name:f Arguments:{} Custom:false Signature:{Origin: ID: Data:} Cache:}\nstop tool_calls",
		},
		{
			"all items at one index",
			[]string{created, added(0, `"type":"message"`), delta("output_text", 0, "x"), added(0, `"type":"message"`), delta("output_text", 0, "y"), completed},
			"text \"x\" 0\ntext \"y\" 0\nstop end",
		},
		{
			"three items at once",
			[]string{
				created, added(0, `"type":"message"`), added(2, `"type":"message"`), added(1, `"type":"message"`), delta("output_text", 2, "c"), delta("output_text", 1, "b"), delta("output_text", 0, "a"),
				done(2, `"type":"message"`), done(1, `"type":"message"`), done(0, `"type":"message"`), completed,
			},
			"text \"a\" 0\ntext \"c\" 0\ntext \"b\" 0\nstop end",
		},
		{
			"nothing but the last event",
			[]string{`{"type":"response.completed","response":{"id":"r","status":"completed","output":[{"type":"message","content":[{"type":"output_text","text":"x"}]}]}}`},
			"text \"x\" 0\nstop end",
		},
		{"incomplete", []string{created, `{"type":"response.incomplete","response":{"status":"incomplete","incomplete_details":{"reason":"content_filter"}}}`}, "stop filtered"},
		{"a reason of tomorrow", []string{created, `{"type":"response.incomplete","response":{"status":"incomplete","incomplete_details":{"reason":"bored"}}}`}, "stop unknown"},
		{"refusal", []string{created, added(0, `"type":"message"`), delta("refusal", 0, "no"), completed}, "llm.Refusal {Text:no}\nstop refusal"},
		{"event of tomorrow, keepalive, garbage", []string{created, `{"type":"keepalive"}`, `{"type":"response.dream.delta","output_index":0,"delta":"z"}`, `not json`, completed}, "stop end"},
		{"type in the event line only", []string{created, added(0, `"type":"message"`), delta("output_text", 0, "x") + "\nevent: response.output_text.delta", completed}, "text \"x\" 0\nstop end"},
		{"escapes", []string{created, added(0, `"type":"message"`), delta("output_text", 0, `\u00e9\ud83d\ude00<\n`), completed}, "text \"é😀<\\n\" 0\nstop end"},
		{"done marker after the end", []string{created, completed, "[DONE]"}, "stop end"},
	} {
		resp, err := collect(strings.NewReader(lines(c.events...)))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := spoken(resp); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.name, got, c.want)
		}
	}
}

// TestStreamFailures: whatever goes wrong inside a stream is an error, never an empty success (strix#719).
func TestStreamFailures(t *testing.T) {
	for _, c := range []struct {
		name   string
		stream string
		kind   burncloud.Kind
	}{
		{"empty", "", burncloud.KindUpstreamCut},
		{"comments only", ": OPENROUTER PROCESSING\n\n", burncloud.KindUpstreamCut},
		{"cut", lines(created), burncloud.KindUpstreamCut},
		{"done without an end", lines(created, "[DONE]"), burncloud.KindUpstreamCut},
		{"not the dialect", lines("<html>"), burncloud.KindUpstreamInvalid},
		{"failed", lines(created, `{"type":"response.failed","response":{"status":"failed","error":{"code":"server_error","message":"x"}}}`), burncloud.KindUpstreamServer},
		{"failed without words", lines(created, `{"type":"response.failed","response":{"error":null}}`), burncloud.KindUpstreamServer},
		{"failed without a response", lines(`{"type":"response.failed"}`), burncloud.KindUpstreamInvalid},
		{"completed, it says, but failed", lines(created, `{"type":"response.completed","response":{"status":"failed","error":{"code":"insufficient_quota","message":"x"}}}`), burncloud.KindUpstreamFunds},
		{"cancelled", lines(created, `{"type":"response.cancelled","response":{}}`), burncloud.KindUpstreamServer},
		{"error, flat", lines(created, `{"type":"error","code":"rate_limit_exceeded","message":"x","param":null}`), burncloud.KindUpstreamLimited},
		{"error, nested", lines(`{"type":"error","error":{"type":"invalid_request_error","code":"context_length_exceeded","message":"x"}}`), burncloud.KindContextTooLong},
		{"error without a type", lines(`{"error":{"message":"x","code":502}}`), burncloud.KindUpstreamServer},
		{"whole body is an error", `{"error":{"message":"x","code":"model_not_found"}}`, burncloud.KindUpstreamMissing},
		{"whole body is nothing", `{"x":1}`, burncloud.KindUpstreamInvalid},
		{"queued", `{"status":"queued","output":[]}`, burncloud.KindUpstreamInvalid},
	} {
		if _, err := collect(strings.NewReader(c.stream)); burncloud.AsError(err).Kind != c.kind || err == nil {
			t.Errorf("%s: got %v, want %s", c.name, err, c.kind)
		}
	}
}

// TestWaitingIsBounded: an item that is never done does not make the decoder hold all that follows.
func TestWaitingIsBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString(lines(created, added(0, `"type":"message"`)))
	for range 10 {
		b.WriteString(lines(delta("output_text", 1, strings.Repeat("x", 1<<20))))
	}
	if _, err := collect(strings.NewReader(b.String())); burncloud.AsError(err).Kind != burncloud.KindUpstreamInvalid {
		t.Errorf("got %v", err)
	}
}

// TestReplayIsBounded: many items at once do not make the decoder read the same events over and over.
func TestReplayIsBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString(lines(created))
	for i := range 4000 {
		b.WriteString(lines(added(i, `"type":"message"`), delta("output_text", i, strings.Repeat("x", 1000))))
	}
	for i := range 4000 {
		b.WriteString(lines(done(i, `"type":"message"`)))
	}
	if _, err := collect(strings.NewReader(b.String())); burncloud.AsError(err).Kind != burncloud.KindUpstreamInvalid {
		t.Errorf("got %v", err)
	}
}

// TestStopsEarly: a consumer that leaves is not called again.
func TestStopsEarly(t *testing.T) {
	stream := lines(created, added(0, `"type":"message"`), delta("output_text", 0, "a"), done(0, `"type":"message"`), completed)
	for n := 1; n < 6; n++ {
		seen := 0
		for range (responses.Back{}).DecodeStream(&llm.Request{}, target, strings.NewReader(stream)) {
			if seen++; seen == n {
				break
			}
		}
		if seen != n {
			t.Errorf("saw %d events of %d", seen, n)
		}
	}
}

// TestNoStateBetweenStreams: a second stream through the same values works as the first (bifrost#5113).
func TestNoStateBetweenStreams(t *testing.T) {
	stream := lines(created, done(0, `"type":"web_search_call","id":"ws"`), completed)
	for range 2 {
		resp, err := collect(strings.NewReader(stream))
		if err != nil || len(resp.Choices[0].Parts) != 1 {
			t.Errorf("got %+v, %v", resp, err)
		}
	}
}

// frames gives one frame a read, and counts them.
type frames struct {
	list []string
	n    int
}

func (f *frames) Read(p []byte) (int, error) {
	if f.n == len(f.list) {
		return 0, io.EOF
	}
	f.n++
	return copy(p, lines(f.list[f.n-1])), nil
}

// TestAtOnce: the answer starts with response.created (litellm#40887), and each delta is passed on before the next is read.
func TestAtOnce(t *testing.T) {
	f := &frames{list: []string{created, added(0, `"type":"message"`), delta("output_text", 0, "a"), delta("output_text", 0, "b"), completed}}
	for e, err := range (responses.Back{}).DecodeStream(&llm.Request{}, target, f) {
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case e.Kind == llm.EventStart && (f.n != 1 || e.Start.ID != "r" || e.Start.Model != "m"):
			t.Errorf("start %+v after %d frames", e.Start, f.n)
		case string(e.Text) == "a" && f.n != 3:
			t.Errorf("first delta after %d frames", f.n)
		}
	}
}
