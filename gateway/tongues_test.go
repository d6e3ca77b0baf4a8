package gateway_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/wire/anthropic"
	"github.com/burncloud/burncloud/wire/cohere"
	"github.com/burncloud/burncloud/wire/dashscope"
	"github.com/burncloud/burncloud/wire/gemini"
	"github.com/burncloud/burncloud/wire/ollama"
	"github.com/burncloud/burncloud/wire/openai"
	"github.com/burncloud/burncloud/wire/responses"
)

// tongue is an upstream dialect: a provider that speaks it, and "Hello" in it, of 9 tokens in and 2 out.
type tongue struct {
	dialect       burncloud.Dialect
	provider      burncloud.ProviderName
	path          string // of the base URL
	media         string // of its streams
	plain, stream string
	begin         string // as far as the stream has no content
	fault         string // an event of the stream, after begin or after content
	failed        string // the body of an error
}

var tongues = []tongue{
	{
		burncloud.DialectOpenAI, "custom", "/v1", "text/event-stream",
		`{"id":"c1","object":"chat.completion","created":1,"model":"up","choices":[{"index":0,"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}}`,
		"data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"up\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}\n\n" +
			"data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"up\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hel\"},\"finish_reason\":null}]}\n\n" +
			"data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"up\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"lo\"},\"finish_reason\":null}]}\n\n" +
			"data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"up\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n" +
			"data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"up\",\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,\"total_tokens\":11}}\n\n" +
			"data: [DONE]\n\n",
		"data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"up\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}\n\n",
		"data: {\"error\":{\"message\":\"The server had an error\",\"type\":\"server_error\",\"param\":null,\"code\":null}}\n\n",
		`{"error":{"message":"The server had an error","type":"server_error","param":null,"code":null}}`,
	},
	{
		responses.Dialect, "openai", "/v1", "text/event-stream",
		`{"id":"resp_1","object":"response","created_at":1,"status":"completed","model":"up","output":[{"type":"message","id":"msg_1","status":"completed","role":"assistant","content":[{"type":"output_text","text":"Hello","annotations":[]}]}],"usage":{"input_tokens":9,"output_tokens":2,"total_tokens":11}}`,
		responsesBegin +
			"event: response.output_item.added\ndata: {\"type\":\"response.output_item.added\",\"sequence_number\":2,\"output_index\":0,\"item\":{\"type\":\"message\",\"id\":\"msg_1\",\"status\":\"in_progress\",\"role\":\"assistant\",\"content\":[]}}\n\n" +
			"event: response.content_part.added\ndata: {\"type\":\"response.content_part.added\",\"sequence_number\":3,\"item_id\":\"msg_1\",\"output_index\":0,\"content_index\":0,\"part\":{\"type\":\"output_text\",\"text\":\"\",\"annotations\":[]}}\n\n" +
			"event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"sequence_number\":4,\"item_id\":\"msg_1\",\"output_index\":0,\"content_index\":0,\"delta\":\"Hel\"}\n\n" +
			"event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"sequence_number\":5,\"item_id\":\"msg_1\",\"output_index\":0,\"content_index\":0,\"delta\":\"lo\"}\n\n" +
			"event: response.output_text.done\ndata: {\"type\":\"response.output_text.done\",\"sequence_number\":6,\"item_id\":\"msg_1\",\"output_index\":0,\"content_index\":0,\"text\":\"Hello\"}\n\n" +
			"event: response.content_part.done\ndata: {\"type\":\"response.content_part.done\",\"sequence_number\":7,\"item_id\":\"msg_1\",\"output_index\":0,\"content_index\":0,\"part\":{\"type\":\"output_text\",\"text\":\"Hello\",\"annotations\":[]}}\n\n" +
			"event: response.output_item.done\ndata: {\"type\":\"response.output_item.done\",\"sequence_number\":8,\"output_index\":0,\"item\":{\"type\":\"message\",\"id\":\"msg_1\",\"status\":\"completed\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":\"Hello\",\"annotations\":[]}]}}\n\n" +
			"event: response.completed\ndata: {\"type\":\"response.completed\",\"sequence_number\":9,\"response\":{\"id\":\"resp_1\",\"object\":\"response\",\"created_at\":1,\"status\":\"completed\",\"model\":\"up\",\"output\":[{\"type\":\"message\",\"id\":\"msg_1\",\"status\":\"completed\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":\"Hello\",\"annotations\":[]}]}],\"usage\":{\"input_tokens\":9,\"output_tokens\":2,\"total_tokens\":11}}}\n\n",
		responsesBegin,
		"event: response.failed\ndata: {\"type\":\"response.failed\",\"sequence_number\":4,\"response\":{\"id\":\"resp_1\",\"object\":\"response\",\"created_at\":1,\"status\":\"failed\",\"error\":{\"code\":\"server_error\",\"message\":\"The model failed\"},\"output\":[]}}\n\n",
		`{"error":{"message":"The server had an error","type":"server_error","param":null,"code":null}}`,
	},
	{
		anthropic.Dialect, "anthropic", "", "text/event-stream",
		`{"id":"msg_1","type":"message","role":"assistant","model":"up","content":[{"type":"text","text":"Hello"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":9,"output_tokens":2}}`,
		anthropicBegin +
			"event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hel\"}}\n\n" +
			"event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"lo\"}}\n\n" +
			"event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n" +
			"event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":2}}\n\n" +
			"event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
		anthropicBegin,
		"event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n",
		`{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}`,
	},
	{
		gemini.Dialect, "gemini", "/v1beta", "text/event-stream",
		`{"candidates":[{"content":{"parts":[{"text":"Hello"}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":2,"totalTokenCount":11},"modelVersion":"up","responseId":"r1"}`,
		"data: {\"candidates\": [{\"content\": {\"parts\": [{\"text\": \"Hel\"}],\"role\": \"model\"},\"index\": 0}],\"usageMetadata\": {\"promptTokenCount\": 9,\"totalTokenCount\": 9},\"modelVersion\": \"up\",\"responseId\": \"r1\"}\r\n\r\n" +
			"data: {\"candidates\": [{\"content\": {\"parts\": [{\"text\": \"lo\"}],\"role\": \"model\"},\"finishReason\": \"STOP\",\"index\": 0}],\"usageMetadata\": {\"promptTokenCount\": 9,\"candidatesTokenCount\": 2,\"totalTokenCount\": 11},\"modelVersion\": \"up\",\"responseId\": \"r1\"}\r\n\r\n",
		"data: {\"candidates\": [{\"content\": {\"role\": \"model\"},\"index\": 0}],\"usageMetadata\": {\"promptTokenCount\": 9,\"totalTokenCount\": 9},\"modelVersion\": \"up\",\"responseId\": \"r1\"}\r\n\r\n",
		"data: {\"error\": {\"code\": 503,\"message\": \"The model is overloaded\",\"status\": \"UNAVAILABLE\"}}\r\n\r\n",
		`{"error":{"code":503,"message":"The model is overloaded. Please try again later.","status":"UNAVAILABLE"}}`,
	},
	{
		dashscope.Dialect, "dashscope", "/api/v1", "text/event-stream",
		`{"output":{"choices":[{"finish_reason":"stop","message":{"role":"assistant","content":"Hello"}}]},"usage":{"total_tokens":11,"input_tokens":9,"output_tokens":2},"request_id":"d1"}`,
		"id:1\nevent:result\n:HTTP_STATUS/200\ndata:{\"output\":{\"choices\":[{\"finish_reason\":\"null\",\"message\":{\"role\":\"assistant\",\"content\":\"Hel\"}}]},\"usage\":{\"total_tokens\":10,\"input_tokens\":9,\"output_tokens\":1},\"request_id\":\"d1\"}\n\n" +
			"id:2\nevent:result\n:HTTP_STATUS/200\ndata:{\"output\":{\"choices\":[{\"finish_reason\":\"null\",\"message\":{\"role\":\"assistant\",\"content\":\"lo\"}}]},\"usage\":{\"total_tokens\":11,\"input_tokens\":9,\"output_tokens\":2},\"request_id\":\"d1\"}\n\n" +
			"id:3\nevent:result\n:HTTP_STATUS/200\ndata:{\"output\":{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\",\"content\":\"\"}}]},\"usage\":{\"total_tokens\":11,\"input_tokens\":9,\"output_tokens\":2},\"request_id\":\"d1\"}\n\n",
		"id:1\nevent:result\n:HTTP_STATUS/200\ndata:{\"output\":{\"choices\":[{\"finish_reason\":\"null\",\"message\":{\"role\":\"assistant\",\"content\":\"\"}}]},\"usage\":{\"total_tokens\":9,\"input_tokens\":9,\"output_tokens\":0},\"request_id\":\"d1\"}\n\n",
		"id:2\nevent:error\n:HTTP_STATUS/500\ndata:{\"code\":\"InternalError\",\"message\":\"An internal error has occured\",\"request_id\":\"d1\"}\n\n",
		`{"code":"InternalError","message":"An internal error has occured, please try again later.","request_id":"d1"}`,
	},
	{
		cohere.Dialect, "cohere", "", "text/event-stream",
		`{"id":"co1","finish_reason":"COMPLETE","message":{"role":"assistant","content":[{"type":"text","text":"Hello"}]},"usage":{"billed_units":{"input_tokens":9,"output_tokens":2},"tokens":{"input_tokens":9,"output_tokens":2}}}`,
		cohereBegin +
			"event: content-delta\ndata: {\"type\":\"content-delta\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"text\":\"Hel\"}}}}\n\n" +
			"event: content-delta\ndata: {\"type\":\"content-delta\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"text\":\"lo\"}}}}\n\n" +
			"event: content-end\ndata: {\"type\":\"content-end\",\"index\":0}\n\n" +
			"event: message-end\ndata: {\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"COMPLETE\",\"usage\":{\"billed_units\":{\"input_tokens\":9,\"output_tokens\":2},\"tokens\":{\"input_tokens\":9,\"output_tokens\":2}}}}\n\n",
		cohereBegin,
		"data: {\"id\":\"co1\",\"message\":\"internal server error\"}\n\n",
		`{"id":"co1","message":"internal server error"}`,
	},
	{
		ollama.Dialect, "ollama", "/api", "application/x-ndjson",
		`{"model":"up","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":"Hello"},"done":true,"done_reason":"stop","prompt_eval_count":9,"eval_count":2}`,
		`{"model":"up","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":"Hel"},"done":false}` + "\n" +
			`{"model":"up","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":"lo"},"done":false}` + "\n" +
			`{"model":"up","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","prompt_eval_count":9,"eval_count":2}` + "\n",
		`{"model":"up","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":""},"done":false}` + "\n",
		`{"error":"an error was encountered while running the model: unexpected EOF"}` + "\n",
		`{"error":"the runner failed"}`,
	},
}

const (
	responsesBegin = "event: response.created\ndata: {\"type\":\"response.created\",\"sequence_number\":0,\"response\":{\"id\":\"resp_1\",\"object\":\"response\",\"created_at\":1,\"status\":\"in_progress\",\"model\":\"up\",\"output\":[]}}\n\n" +
		"event: response.in_progress\ndata: {\"type\":\"response.in_progress\",\"sequence_number\":1,\"response\":{\"id\":\"resp_1\",\"object\":\"response\",\"created_at\":1,\"status\":\"in_progress\",\"model\":\"up\",\"output\":[]}}\n\n"
	anthropicBegin = "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"up\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":9,\"output_tokens\":1}}}\n\n" +
		"event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n" +
		"event: ping\ndata: {\"type\": \"ping\"}\n\n: a comment\n\n"
	cohereBegin = "event: message-start\ndata: {\"type\":\"message-start\",\"id\":\"co1\",\"delta\":{\"message\":{\"role\":\"assistant\",\"content\":[],\"tool_plan\":\"\",\"tool_calls\":[],\"citations\":[]}}}\n\n" +
		"event: content-start\ndata: {\"type\":\"content-start\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"type\":\"text\",\"text\":\"\"}}}}\n\n"
)

// raw is an answer with its head, without its length: it ends with the connection.
func raw(status int, media, body string) []byte {
	return fmt.Appendf(nil, "HTTP/1.1 %d Whatever\r\nContent-Type: %s\r\nX-Upstream-Secret: inside\r\nServer: somebody\r\n\r\n%s", status, media, body)
}

// whole is "Hello" with its head.
func (g *tongue) whole(stream bool) []byte {
	if stream {
		return raw(200, g.media, g.stream)
	}
	return raw(200, "application/json", g.plain)
}

// channel is one of this dialect at the upstream's address. "m" is called "up" there.
func (g *tongue) channel(id string, up *rawUpstream) burncloud.Channel {
	ch := channel(id, string(g.provider), strings.TrimSuffix(up.url, "/v1")+g.path, "upstream-key-of-"+id, "m")
	ch.ModelMapping = map[burncloud.ModelName]burncloud.ModelName{"m": "up"}
	return ch
}

// tongueOf finds an upstream dialect.
func tongueOf(d burncloud.Dialect) *tongue {
	for i := range tongues {
		if tongues[i].dialect == d {
			return &tongues[i]
		}
	}
	return nil
}

// asker is a client's dialect.
type asker struct {
	name          string
	dialect       burncloud.Dialect
	path, stream  string // where to post
	body          string
	asking        string // what makes it a stream, in the body
	back          llm.Back
	keyHeader     string
	done, trouble string // what only a complete answer has, what only a broken one has
	array         bool
}

var askers = []asker{
	{"openai", burncloud.DialectOpenAI, chat, chat, `{"model":"m","messages":[{"role":"user","content":"hi"}]}`, `"stream":true,"stream_options":{"include_usage":true},`, openai.Back{}, "Authorization", "data: [DONE]\n\n", `data: {"error":`, false},
	{"responses", responses.Dialect, "/v1/responses", "/v1/responses", `{"model":"m","input":"hi"}`, `"stream":true,`, responses.Back{}, "Authorization", `"type":"response.completed"`, `"error":{`, false},
	{"anthropic", anthropic.Dialect, "/v1/messages", "/v1/messages", `{"model":"m","max_tokens":100,"messages":[{"role":"user","content":"hi"}]}`, `"stream":true,`, anthropic.Back{}, "X-Api-Key", `"type":"message_stop"`, `event: error`, false},
	{"gemini", gemini.Dialect, "/v1beta/models/m:generateContent", "/v1beta/models/m:streamGenerateContent?alt=sse", `{"contents":[{"role":"user","parts":[{"text":"hi"}]}]}`, "", gemini.Back{}, "X-Goog-Api-Key", `STOP"`, `"error":`, false},
	{"gemini array", gemini.Dialect, "/v1beta/models/m:generateContent", "/v1beta/models/m:streamGenerateContent", `{"contents":[{"role":"user","parts":[{"text":"hi"}]}]}`, "", gemini.Back{}, "X-Goog-Api-Key", `STOP"`, `"error":`, true},
}

// call is where to post what.
func (a *asker) call(stream bool) (path, body string) {
	if !stream {
		return a.path, a.body
	}
	return a.stream, "{" + a.asking + a.body[1:]
}

// with adds members to the body.
func (a *asker) with(members string) string { return "{" + members + "," + a.body[1:] }

// ask makes a call in the dialect.
func (r *rig) ask(a *asker, stream bool) answer {
	r.t.Helper()
	path, body := a.call(stream)
	return r.askWith(a, path, body)
}

func (r *rig) askWith(a *asker, path, body string, header ...string) answer {
	r.t.Helper()
	key := r.key
	if a.keyHeader == "Authorization" {
		key = "Bearer " + key
	}
	return r.send("POST", path, body, append([]string{a.keyHeader, key, "Anthropic-Version", "2023-06-01"}, header...)...)
}

// read reads an answer in the client's dialect. The error is what a client would see of one that is not complete.
func (a *asker) read(stream bool, body string) (string, *llm.Response, error) {
	req, target := &llm.Request{From: a.dialect, Stream: stream}, &llm.Target{Model: "m"}
	var resp *llm.Response
	var err error
	switch {
	case stream && a.array:
		var elements []json.RawMessage
		if err = json.Unmarshal([]byte(body), &elements); err != nil {
			return "", nil, err
		}
		var events bytes.Buffer
		for _, e := range elements {
			var line bytes.Buffer
			if err := json.Compact(&line, e); err != nil {
				return "", nil, err
			}
			fmt.Fprintf(&events, "data: %s\n\n", line.Bytes())
		}
		resp, err = llm.Collect(a.back.DecodeStream(req, target, &events))
	case stream:
		resp, err = llm.Collect(a.back.DecodeStream(req, target, strings.NewReader(body)))
	default:
		resp, err = a.back.DecodeResponse(req, target, []byte(body))
	}
	if err != nil {
		return "", nil, err
	}
	return textOf(resp), resp, nil
}

func textOf(resp *llm.Response) string {
	var b strings.Builder
	for _, c := range resp.Choices {
		for _, p := range c.Parts {
			if text, ok := p.(llm.Text); ok {
				b.WriteString(text.Text)
			}
		}
	}
	return b.String()
}

// dialectError reads an error body of the client's dialect, and fails unless it has the dialect's shape.
func dialectError(t *testing.T, d burncloud.Dialect, body string) (message, typ string) {
	t.Helper()
	message, typ, err := readError(d, body)
	if err != nil {
		t.Errorf("not an error of the dialect %s: %v: %s", d, err, body)
	}
	return message, typ
}

func readError(d burncloud.Dialect, body string) (message, typ string, err error) {
	var e struct {
		Type  string
		Error map[string]any
	}
	if err := json.Unmarshal([]byte(body), &e); err != nil {
		return "", "", err
	}
	members := []string{"message", "type", "param", "code"}
	word := "type"
	switch d {
	case anthropic.Dialect:
		if members = []string{"type", "message"}; e.Type != "error" {
			return "", "", errors.New("type is not error")
		}
	case gemini.Dialect:
		members, word = []string{"code", "message", "status"}, "status"
	}
	for _, name := range members {
		if _, ok := e.Error[name]; !ok {
			return "", "", errors.New("no member " + name)
		}
	}
	message, _ = e.Error["message"].(string)
	typ, _ = e.Error[word].(string)
	if message == "" || typ == "" {
		return "", "", errors.New("no words")
	}
	return message, typ, nil
}
