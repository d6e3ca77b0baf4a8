package gateway

import (
	"strings"
	"testing"

	"github.com/burncloud/burncloud/tokenizer"
)

// TestWords counts the same answer in every client's dialect, streamed and whole: what is said is counted once.
func TestWords(t *testing.T) {
	f := tokenizer.For("gpt-4o", "openai")
	const said = "The ferry leaves at seven, doesn't it?"
	want := f.Count(said)
	for name, b := range map[string]string{
		"chat": "data: {\"id\":\"c\",\"model\":\"text\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n" +
			"data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"The ferry lea\"},\"logprobs\":{\"content\":[{\"token\":\"The\"}]}}]}\n\n: ping\n\n" +
			"data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"ves at seven, doesn\"}}]}\r\n\r\ndata:{\"choices\":[{\"delta\":{\"content\":\"\\u0027t it?\"}}]}\n\n" +
			"data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: {\"choices\":[],\"usage\":null}\n\ndata: [DONE]\n\n",
		"responses": "event: response.output_item.added\ndata: {\"type\":\"response.output_item.added\",\"item\":{\"type\":\"message\",\"content\":[]}}\n\n" +
			"event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"item_id\":\"msg_1\",\"delta\":\"The ferry leaves at \"}\n\n" +
			"event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"item_id\":\"msg_1\",\"delta\":\"seven, doesn't it?\"}\n\n" +
			"event: response.output_text.done\ndata: {\"type\":\"response.output_text.done\",\"text\":\"" + said + "\"}\n\n" +
			"event: response.content_part.done\ndata: {\"type\":\"response.content_part.done\",\"part\":{\"type\":\"output_text\",\"text\":\"" + said + "\"}}\n\n" +
			"event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":{\"output\":[{\"content\":[{\"text\":\"" + said + "\"}]}]}}\n\n",
		"anthropic": "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"content\":[],\"model\":\"x\"}}\n\n" +
			"event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n" +
			"event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"The ferry leaves at seven\"}}\n\n" +
			"event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\", doesn't it?\"}}\n\n" +
			"event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"}}\n\n",
		"gemini":          "data: {\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"The ferry leaves at\"}]}}],\"modelVersion\":\"x\"}\n\ndata: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\" seven, doesn't it?\"}]},\"finishReason\":\"STOP\"}]}\n\n",
		"gemini array":    "[{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"The ferry leaves at\"}]}}]}\n,{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\" seven, doesn't it?\"}]}}]}\n]",
		"completion":      `{"object":"text_completion","choices":[{"text":"` + said + `","index":0}]}`,
		"whole chat":      `{"id":"c","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"` + said + `","tool_calls":null},"finish_reason":"stop"}],"usage":null}`,
		"whole responses": `{"object":"response","model":"m","output":[{"type":"message","id":"m","role":"assistant","content":[{"type":"output_text","text":"` + said + `","annotations":[]}]}]}`,
		"whole anthropic": `{"type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"` + said + `"}],"stop_reason":"end_turn"}`,
		"whole gemini":    `{"candidates":[{"content":{"role":"model","parts":[{"text":"` + said + `"}]},"finishReason":"STOP"}]}`,
	} {
		var w words
		w.begin(f)
		if strings.HasPrefix(name, "whole") || name == "completion" {
			w.answer([]byte(b))
		} else {
			w.events([]byte(b))
		}
		if got := w.tokens(); got != want {
			t.Errorf("%s: %d tokens, want %d", name, got, want)
		}
	}
}

// TestWordsOfCalls counts names and arguments of tool calls, and thoughts.
func TestWordsOfCalls(t *testing.T) {
	f := tokenizer.For("gpt-4o", "openai")
	for name, b := range map[string]string{
		"chat":      `{"choices":[{"message":{"reasoning_content":"Look it up. ","tool_calls":[{"id":"call_1","function":{"name":"departures ","arguments":"{\"from\": \"north\"}"}}]}}]}`,
		"anthropic": `{"type":"message","content":[{"type":"thinking","thinking":"Look it up. ","signature":"c2lnbmF0dXJl"},{"type":"tool_use","id":"toolu_1","name":"departures ","input":{"from": "north"}}]}`,
		"gemini":    `{"candidates":[{"content":{"parts":[{"text":"Look it up. ","thought":true},{"functionCall":{"name":"departures ","args":{"from": "north"}},"thoughtSignature":"c2ln"}]}}]}`,
		"responses": `{"object":"response","output":[{"type":"reasoning","summary":[{"type":"summary_text","text":"Look it up. "}],"encrypted_content":"c2ln"},{"type":"function_call","call_id":"call_1","name":"departures ","arguments":"{\"from\": \"north\"}"}]}`,
	} {
		var w words
		w.begin(f)
		w.answer([]byte(b))
		if got, want := w.tokens(), f.Count(`Look it up. departures {"from": "north"}`); got != want {
			t.Errorf("%s: %d tokens, want %d", name, got, want)
		}
	}
}

// TestWordsBroken reads what is no answer without harm.
func TestWordsBroken(t *testing.T) {
	for _, b := range []string{"", "{", `{"choices":[{"delta":{"content":"x`, "data: {\n", "[]", "null", `{"text":}`, strings.Repeat(`{"content":`, 1000), strings.Repeat(`[`, 1000), `{"content":[1,"a",{}]}`} {
		var w words
		w.answer([]byte(b)) // nobody asked for it
		if w.tokens() != 0 {
			t.Error("counts what it was not asked to count")
		}
		w.begin(tokenizer.For("gpt-4o", "openai"))
		w.answer([]byte(b))
		w.events([]byte(b))
		if n := w.tokens(); n > 4 {
			t.Errorf("%.40q: %d tokens", b, n)
		}
	}
}

func BenchmarkWords(b *testing.B) {
	frame := []byte("data: {\"id\":\"chatcmpl-9xQ2hYb7\",\"object\":\"chat.completion.chunk\",\"created\":1767225600,\"model\":\"gpt-4o-2024-08-06\",\"system_fingerprint\":\"fp_1234\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\" ferry\"},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null}\n\n")
	var w words
	w.begin(tokenizer.For("gpt-4o", "openai"))
	b.ReportAllocs()
	for b.Loop() {
		w.events(frame)
	}
}
