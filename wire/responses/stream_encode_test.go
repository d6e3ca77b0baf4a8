package responses_test

import (
	"strconv"
	"testing"

	"github.com/burncloud/burncloud/internal/rawjson"
)

// checkStream checks what clients of the dialect rely on in any stream that ends well.
func checkStream(t *testing.T, name string, stream []byte) {
	t.Helper()
	events := parse(t, stream)
	text := map[string]string{} // deltas, by place
	items := map[string]string{}
	for i, e := range events {
		if e.name != e.str("type") {
			t.Errorf("%s: event line %s, type %s", name, e.name, e.str("type"))
		}
		if e.str("sequence_number") != strconv.Itoa(i) {
			t.Errorf("%s: event %d has number %s", name, i, e.str("sequence_number"))
		}
		at := e.str("output_index") + "/" + e.str("content_index") + e.str("summary_index")
		switch e.name {
		case "response.output_item.added":
			if e.str("output_index") != strconv.Itoa(len(items)) {
				t.Errorf("%s: item at %s after %d items", name, e.str("output_index"), len(items))
			}
			items[e.str("output_index")] = e.str("item", "id")
		case "response.output_item.done":
			if items[e.str("output_index")] != e.str("item", "id") {
				t.Errorf("%s: the id of an item changed: %s", name, e.data)
			}
		case "response.output_text.delta", "response.function_call_arguments.delta", "response.reasoning_summary_text.delta",
			"response.refusal.delta", "response.custom_tool_call_input.delta":
			text[at] += e.str("delta")
			if e.str("item_id") != items[e.str("output_index")] {
				t.Errorf("%s: delta of another item: %s", name, e.data)
			}
		case "response.output_text.done", "response.function_call_arguments.done", "response.reasoning_summary_text.done",
			"response.refusal.done", "response.custom_tool_call_input.done":
			whole := e.str("text") + e.str("arguments") + e.str("refusal") + e.str("input")
			if whole != text[at] {
				t.Errorf("%s: done %q, deltas %q", name, whole, text[at])
			}
		}
	}
	if names(events[:2]) != "created in_progress" {
		t.Errorf("%s: begins with %s", name, names(events[:2]))
	}
	checkLast(t, name, events, items)
}

// checkLast compares the answer in the last event with the items that were sent.
func checkLast(t *testing.T, name string, events []wireEvent, items map[string]string) {
	t.Helper()
	last := events[len(events)-1]
	var done []string
	for _, e := range events {
		if e.name == "response.output_item.done" {
			done = append(done, e.str("item"))
		}
	}
	n := 0
	for c := rawjson.Members([]byte(last.str("response", "output"))); c.Next(); n++ {
		if n >= len(done) || string(c.Value) != done[n] {
			t.Errorf("%s: item %d of the last event is not what was sent: %s", name, n, c.Value)
			return
		}
	}
	if n != len(items) || n != len(done) {
		t.Errorf("%s: %d items in the last event, %d begun, %d done", name, n, len(items), len(done))
	}
	for _, member := range []string{
		"id", "object", "created_at", "status", "error", "incomplete_details", "instructions", "model",
		"parallel_tool_calls", "temperature", "tool_choice", "tools", "top_p", "metadata", "usage", "text", "reasoning",
		"truncation", "previous_response_id", "store", "max_output_tokens",
	} {
		if last.str("response", member) == "" {
			t.Errorf("%s: the last event has no %s", name, member)
		}
	}
}
