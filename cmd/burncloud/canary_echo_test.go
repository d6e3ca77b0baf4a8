package main

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
)

// behaviours are the ways in which the upstream tells the secrets that it knows. A model's name chooses one.
var behaviours = []string{
	"s400", "s401", "s403", "s404", "s429", "s500", // an error in the slot's dialect, with that status
	"detail", "plain", "html", "html502", "escaped", "nested", "long", "parts",
	"ok", "early", "late", // an error inside a 200, and in a stream before and after its content
	"header", "usage", "redirect302", "redirect307", "garbage", "badheader", "unasked",
}

// slot is one channel with its secrets, as the upstream behind it knows them.
type slot struct {
	name, provider, key  string
	base, dialect, extra string // of the channel; extra: further members of its JSON
	secrets              []string
}

// echo is the upstream of every slot. It answers with all that the slot's owner would not have told.
type echo struct {
	t       *testing.T
	server  *httptest.Server
	slots   []slot
	foreign *httptest.Server // where redirects lead
	strays  atomic.Int64     // requests that followed one
	reached atomic.Int64
	carried atomic.Int64 // those that carried the slot's key
}

func newEcho(t *testing.T, slots []slot) *echo {
	e := &echo{t: t, slots: slots}
	e.foreign = httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { e.strays.Add(1) }))
	e.server = httptest.NewServer(http.HandlerFunc(e.serve))
	t.Cleanup(e.foreign.Close)
	t.Cleanup(e.server.Close)
	return e
}

var asked = regexp.MustCompile(`q-(\w+)-`)

func (e *echo) serve(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	e.reached.Add(1)
	s := e.slot(r)
	if s == nil {
		http.Error(w, "no such slot", http.StatusNotFound)
		return
	}
	dump := fmt.Sprint(r.Header)
	if key, _, _ := strings.Cut(s.key, ":"); strings.Contains(dump, key) {
		e.carried.Add(1)
	}
	how := "models"
	if m := asked.FindStringSubmatch(r.URL.Path + string(body) + r.URL.RawQuery); m != nil {
		how = m[1]
	}
	streamed := strings.Contains(string(body), `"stream":true`) || strings.Contains(r.URL.Path, "tream") || r.Header.Get("X-Dashscope-Sse") != ""
	said := s.told() + " " + dump
	if r.Method == http.MethodConnect || r.Method == http.MethodGet && strings.Contains(r.URL.Path, "tunnel") {
		raw(w, "HTTP/1.1 407 "+s.told()+"\r\nContent-Length: 0\r\n\r\n")
		return
	}
	e.answer(w, s, how, said, streamed)
}

// slot finds whose upstream is asked, by the first part of the path, or the host that a proxy is asked for.
func (e *echo) slot(r *http.Request) *slot {
	for i := range e.slots {
		s := &e.slots[i]
		if strings.HasPrefix(r.URL.Path, "/"+s.name+"/") || strings.HasPrefix(r.Host, s.name+".") {
			return s
		}
	}
	return nil
}

// told are the slot's secrets, as they are, and in the forms that careless programs print.
func (s *slot) told() string {
	var b strings.Builder
	for _, v := range s.secrets {
		n := len(v) / 2
		fmt.Fprintf(&b, "bad key %s; %s; %s; %s; %s...; ...%s; ", v, url.QueryEscape(v), base64.StdEncoding.EncodeToString([]byte(v)),
			base64.RawURLEncoding.EncodeToString([]byte(v)), v[:n], v[n:])
	}
	return b.String()
}

func quoted(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}

// errorShape is the error body of a dialect.
func errorShape(dialect string, status int, said string) string {
	q := quoted(said)
	switch dialect {
	case "anthropic":
		return `{"type":"error","error":{"type":"invalid_request_error","message":` + q + `}}`
	case "gemini":
		return `{"error":{"code":` + strconv.Itoa(status) + `,"message":` + q + `,"status":` + q + `}}`
	case "dashscope":
		return `{"request_id":"r","code":` + q + `,"message":` + q + `}`
	case "cohere", "bedrock":
		return `{"message":` + q + `}`
	case "ollama":
		return `{"error":` + q + `}`
	}
	return `{"error":{"message":` + q + `,"type":` + q + `,"param":` + q + `,"code":` + q + `}}`
}

func (e *echo) answer(w http.ResponseWriter, s *slot, how, said string, streamed bool) {
	h := w.Header()
	h.Set("Content-Type", "application/json")
	send := func(status int, body string) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
	media, ok := goodAnswer(s.dialect, streamed, `1`)
	switch how {
	case "s400", "s401", "s403", "s404", "s429", "s500":
		status, _ := strconv.Atoi(how[1:])
		h.Set("X-Amzn-Errortype", said)
		send(status, errorShape(s.dialect, status, said))
	case "detail":
		send(422, `{"detail":[{"loc":["body",`+quoted(said)+`],"msg":`+quoted(said)+`}]}`)
	case "plain":
		h.Set("Content-Type", "text/plain")
		send(400, said)
	case "html", "html502":
		h.Set("Content-Type", "text/html")
		send(map[string]int{"html": 200, "html502": 502}[how], "<html><body>"+said+"</body></html>")
	case "escaped": // as PHP writes JSON, and cut off
		send(400, `{"error":{"message":`+strings.ReplaceAll(quoted(said), "/", `\/`))
	case "nested":
		send(400, `{"error":{"message":{"why":`+strings.ReplaceAll(quoted(said), "/", `\/`)+`}}}`)
	case "long": // longer than what is read, and torn inside a secret
		v := s.secrets[0]
		send(400, strings.Repeat(v+" ", 9000/len(v)))
	case "parts":
		v := s.secrets[0]
		h.Set("Content-Type", "text/plain")
		send(400, strings.Repeat("x", 4096-len(v)*2/3)+v)
	case "ok":
		send(200, errorShape(s.dialect, 400, said))
	case "early", "late":
		e.broken(w, s, how == "late", said)
	case "header":
		h.Set("Content-Type", media+"; key=\""+s.secrets[0]+"\"")
		for _, name := range []string{"Set-Cookie", "X-Request-Id", "Openai-Organization", "Retry-After", "Location", "X-Echo", "Www-Authenticate"} {
			h.Set(name, said)
		}
		send(200, ok)
	case "usage":
		h.Set("Content-Type", media)
		_, ok = goodAnswer(s.dialect, streamed, `1,"note":`+quoted(said))
		send(200, ok)
	case "redirect302", "redirect307":
		status, _ := strconv.Atoi(how[len("redirect"):])
		h.Set("Location", e.foreign.URL+"/?key="+url.QueryEscape(s.secrets[0]))
		send(status, said)
	case "garbage":
		raw(w, said+"\r\n\r\n")
	case "badheader":
		raw(w, "HTTP/1.1 200 OK\r\n"+said+"\r\n\r\n")
	case "unasked":
		raw(w, fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%sHTTP/1.1 400 %s\r\n\r\n", media, len(ok), ok, said))
	case "models":
		send(200, `{"data":[{"id":`+quoted(said)+`}],"models":[{"name":`+quoted(said)+`}]}`)
	default:
		e.t.Errorf("no behaviour %q", how)
	}
}

// raw answers past net/http.
func raw(w http.ResponseWriter, text string) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	_, _ = io.WriteString(conn, text)
}

// goodAnswer is a small answer of the dialect; in stands for the number of its input tokens.
func goodAnswer(dialect string, streamed bool, in string) (media, body string) {
	if streamed {
		return goodStream(dialect, in)
	}
	bodies := map[string]string{
		"anthropic": `{"id":"m","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"hi"}],"stop_reason":"end_turn","usage":{"output_tokens":1,"input_tokens":%s}}`,
		"gemini":    `{"candidates":[{"content":{"role":"model","parts":[{"text":"hi"}]},"finishReason":"STOP","index":0}],"usageMetadata":{"candidatesTokenCount":1,"promptTokenCount":%s}}`,
		"dashscope": `{"output":{"choices":[{"finish_reason":"stop","message":{"role":"assistant","content":"hi"}}]},"usage":{"output_tokens":1,"input_tokens":%s},"request_id":"r"}`,
		"cohere":    `{"id":"x","finish_reason":"COMPLETE","message":{"role":"assistant","content":[{"type":"text","text":"hi"}]},"usage":{"tokens":{"output_tokens":1,"input_tokens":%s}}}`,
		"bedrock":   `{"output":{"message":{"role":"assistant","content":[{"text":"hi"}]}},"stopReason":"end_turn","usage":{"outputTokens":1,"totalTokens":2,"inputTokens":%s}}`,
		"ollama":    `{"model":"m","message":{"role":"assistant","content":"hi"},"done":true,"done_reason":"stop","eval_count":1,"prompt_eval_count":%s}`,
		"openai":    `{"id":"c","object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"text":"hi","finish_reason":"stop"}],"data":[{"index":0,"embedding":[0.5]}],"results":[],"usage":{"completion_tokens":1,"prompt_tokens":%s}}`,
	}
	return "application/json", fmt.Sprintf(bodies[dialect], in)
}

// goodStream is the same answer in a stream.
func goodStream(dialect, in string) (media, body string) {
	first, last := halves(dialect, in)
	if dialect == "bedrock" {
		return "application/vnd.amazon.eventstream", first + last
	}
	if dialect == "ollama" {
		return "application/x-ndjson", first + last
	}
	return "text/event-stream", first + last
}

// halves are a stream up to its content, and its end.
func halves(dialect, in string) (first, last string) {
	event := func(name, data string) string { return "event: " + name + "\ndata: " + data + "\n\n" }
	switch dialect {
	case "anthropic":
		return event("message_start", `{"type":"message_start","message":{"id":"m","type":"message","role":"assistant","model":"m","content":[],"usage":{"output_tokens":1,"input_tokens":`+in+`}}}`) +
				event("content_block_start", `{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}`) +
				event("content_block_delta", `{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"hi"}}`),
			event("content_block_stop", `{"type":"content_block_stop","index":0}`) +
				event("message_delta", `{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":`+in+`}}`) + event("message_stop", `{"type":"message_stop"}`)
	case "gemini":
		return "data: {\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"hi\"}]},\"index\":0}]}\n\n",
			"data: {\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"!\"}]},\"finishReason\":\"STOP\",\"index\":0}],\"usageMetadata\":{\"promptTokenCount\":" + in + "}}\n\n"
	case "dashscope":
		one := `{"output":{"choices":[{"finish_reason":"%s","message":{"role":"assistant","content":"hi"}}]},"usage":{"output_tokens":1,"input_tokens":%s},"request_id":"r"}`
		return "event:result\ndata:" + fmt.Sprintf(one, "null", in) + "\n\n", "event:result\ndata:" + fmt.Sprintf(one, "stop", in) + "\n\n"
	case "cohere":
		return event("message-start", `{"id":"x","type":"message-start","delta":{"message":{"role":"assistant"}}}`) +
				event("content-start", `{"type":"content-start","index":0,"delta":{"message":{"content":{"type":"text","text":""}}}}`) +
				event("content-delta", `{"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"hi"}}}}`),
			event("message-end", `{"type":"message-end","delta":{"finish_reason":"COMPLETE","usage":{"tokens":{"output_tokens":1,"input_tokens":`+in+`}}}}`)
	case "bedrock":
		return frame("event", "messageStart", `{"role":"assistant"}`) + frame("event", "contentBlockDelta", `{"contentBlockIndex":0,"delta":{"text":"hi"}}`),
			frame("event", "messageStop", `{"stopReason":"end_turn"}`) + frame("event", "metadata", `{"usage":{"outputTokens":1,"totalTokens":2,"inputTokens":`+in+`}}`)
	case "ollama":
		return `{"model":"m","message":{"role":"assistant","content":"hi"},"done":false}` + "\n",
			`{"model":"m","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","eval_count":1,"prompt_eval_count":` + in + "}\n"
	}
	return `data: {"id":"c","object":"chat.completion.chunk","model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"hi"},"text":"hi"}]}` + "\n\n",
		`data: {"id":"c","object":"chat.completion.chunk","model":"m","choices":[{"index":0,"delta":{},"text":"","finish_reason":"stop"}],"usage":{"completion_tokens":1,"prompt_tokens":` + in + "}}\n\ndata: [DONE]\n\n"
}

// broken is a stream that fails, before or after its content.
func (e *echo) broken(w http.ResponseWriter, s *slot, late bool, said string) {
	media, _ := goodStream(s.dialect, "1")
	w.Header().Set("Content-Type", media)
	failure := errorShape(s.dialect, 500, said)
	switch s.dialect {
	case "bedrock":
		failure = frame("exception", "validationException", failure)
	case "ollama":
		failure += "\n"
	case "gemini", "openai":
		failure = "data: " + failure + "\n\n"
	default:
		failure = "event: error\ndata: " + failure + "\n\n"
	}
	if first, _ := halves(s.dialect, "1"); late {
		_, _ = io.WriteString(w, first)
		_ = http.NewResponseController(w).Flush()
	}
	_, _ = io.WriteString(w, failure)
}

// frame is one message of an AWS event stream.
func frame(kind, name, payload string) string {
	var headers []byte
	for _, h := range [][2]string{{":message-type", kind}, {":" + kind + "-type", name}, {":content-type", "application/json"}} {
		headers = append(append(headers, byte(len(h[0]))), h[0]...)
		headers = append(binary.BigEndian.AppendUint16(append(headers, 7), uint16(len(h[1]))), h[1]...)
	}
	b := binary.BigEndian.AppendUint32(nil, uint32(16+len(headers)+len(payload)))
	b = binary.BigEndian.AppendUint32(b, uint32(len(headers)))
	b = binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b))
	b = append(append(b, headers...), payload...)
	return string(binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b)))
}
