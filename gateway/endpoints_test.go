package gateway_test

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/wire/anthropic"
	"github.com/burncloud/burncloud/wire/cohere"
	"github.com/burncloud/burncloud/wire/dashscope"
	"github.com/burncloud/burncloud/wire/gemini"
)

// vectors are the answers of upstreams for two texts of four tokens.
var vectorAnswers = map[burncloud.Dialect]string{
	burncloud.DialectOpenAI: `{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5,-1]},{"object":"embedding","index":1,"embedding":[2,0.25]}],"model":"up","usage":{"prompt_tokens":4,"total_tokens":4}}`,
	gemini.Dialect:          `{"embeddings":[{"values":[0.5,-1]},{"values":[2,0.25]}],"usageMetadata":{"promptTokenCount":4}}`,
	dashscope.Dialect:       `{"output":{"embeddings":[{"embedding":[0.5,-1],"text_index":0},{"embedding":[2,0.25],"text_index":1}]},"usage":{"total_tokens":4},"request_id":"d1"}`,
	cohere.Dialect:          `{"id":"c1","embeddings":{"float":[[0.5,-1],[2,0.25]]},"texts":["a","b"],"meta":{"billed_units":{"input_tokens":4}}}`,
}

// TestEmbeddings asks for vectors across dialects.
func TestEmbeddings(t *testing.T) {
	const open, batch, one = "/v1/embeddings", "/v1beta/models/m:batchEmbedContents", "/v1beta/models/m:embedContent"
	const openBody = `{"model":"m","input":["a","b"],"dimensions":2}`
	const batchBody = `{"requests":[{"model":"models/m","content":{"parts":[{"text":"a"}]}},{"model":"models/m","content":{"parts":[{"text":"b"}]}}]}`
	for _, tt := range []struct {
		wire             burncloud.Dialect
		path, body, sent string // a part of what the upstream sees
		target, member   string // where the client finds its vectors
	}{
		{burncloud.DialectOpenAI, open, openBody, `"model":"up","input":["a","b"],"dimensions":2`, "/v1/embeddings", "data"},
		{gemini.Dialect, open, openBody, `"model":"models/up"`, "/v1beta/models/up:batchEmbedContents", "data"},
		{dashscope.Dialect, open, openBody, `"model":"up"`, "/api/v1/services/embeddings/text-embedding/text-embedding", "data"},
		{cohere.Dialect, open, openBody, `"model":"up"`, "/v2/embed", "data"},
		{burncloud.DialectOpenAI, batch, batchBody, `"model":"up"`, "/v1/embeddings", "embeddings"},
		{cohere.Dialect, batch, batchBody, `"model":"up"`, "/v2/embed", "embeddings"},
		{gemini.Dialect, batch, batchBody, `"model":"models/up"`, "/v1beta/models/up:batchEmbedContents", "embeddings"},
		{burncloud.DialectOpenAI, one, `{"content":{"parts":[{"text":"a"}]}}`, `"model":"up"`, "/v1/embeddings", "embedding"},
	} {
		name := tt.path + " over " + string(tt.wire)
		answer := vectorAnswers[tt.wire]
		if tt.path == one {
			answer = strings.Replace(answer, `,{"object":"embedding","index":1,"embedding":[2,0.25]}`, "", 1)
		}
		up := newRawUpstream(t, raw(200, "application/json", answer), 1)
		r := newRig(t, tongueOf(tt.wire).channel("ch_1", up))
		got := r.post(tt.path, tt.body)
		if got.status != 200 || !strings.Contains(got.body, `"`+tt.member+`":`) || !strings.Contains(got.body, "[0.5,-1") || tt.path != one && !strings.Contains(got.body, "[2,0.25") {
			t.Errorf("%s: got %d %s", name, got.status, got.body)
		}
		c := r.lastCall()
		if c.Usage != (burncloud.Usage{Input: 4}) || c.ErrorKind != "" || c.UpstreamDialect != tt.wire || len(r.calls.all()) != 1 {
			t.Errorf("%s: recorded %+v", name, c)
		}
		seen := up.all()
		if len(seen) != 1 || seen[0].target != tt.target || !strings.Contains(string(seen[0].body), tt.sent) || strings.Contains(string(seen[0].body), `"models/m"`) {
			t.Errorf("%s: the upstream saw %s", name, seen)
		}
	}
}

// TestEmbeddingsAsTheyCame: Gemini's requests under their own name are relayed byte for byte; base64 is made where the
// client wants it; a strict token does not lose the dimensions.
func TestEmbeddingsAsTheyCame(t *testing.T) {
	g := tongueOf(gemini.Dialect)
	up := newRawUpstream(t, raw(200, "application/json", vectorAnswers[gemini.Dialect]), 0)
	ch := g.channel("ch_1", up)
	ch.ModelMapping = nil
	r := newRig(t, ch)
	body := `{ "requests":[{"model":"models/m","content":{"parts":[{"text":"a"}]},"zz":1.10}]}`
	if got := r.post("/v1beta/models/m:batchEmbedContents", body); got.body != vectorAnswers[gemini.Dialect] || string(up.all()[0].body) != body {
		t.Errorf("got %s, sent %s", got.body, up.all()[0].body)
	}
	got := r.post("/v1/embeddings", `{"model":"m","input":["a","b"],"encoding_format":"base64"}`)
	var list struct{ Data []struct{ Embedding string } }
	if err := json.Unmarshal([]byte(got.body), &list); err != nil || len(list.Data) != 2 {
		t.Fatalf("%v: %s", err, got.body)
	}
	b, err := base64.StdEncoding.DecodeString(list.Data[0].Embedding)
	if err != nil || len(b) != 8 || math.Float32frombits(binary.LittleEndian.Uint32(b)) != 0.5 || math.Float32frombits(binary.LittleEndian.Uint32(b[4:])) != -1 {
		t.Errorf("%v: %s", err, got.body)
	}
	claude := tongueOf(anthropic.Dialect)
	r = newRig(t, claude.channel("ch_1", up))
	r.refused("no embeddings", r.post("/v1/embeddings", `{"model":"m","input":"a"}`), 501, burncloud.KindUnsupported, "/v1/embeddings", 0)
}

// TestCountExactly counts a prompt for a model of OpenAI's token for token: what it says is what the provider would charge.
func TestCountExactly(t *testing.T) {
	up := newScript(t, 0, func(rawRequest) []byte { return raw(500, "application/json", "{}") })
	ch := tongueOf(burncloud.DialectOpenAI).channel("ch_1", up)
	ch.ModelMapping = map[burncloud.ModelName]burncloud.ModelName{"m": "gpt-4o-2024-08-06"}
	r := newRig(t, ch)
	for body, want := range map[string]string{
		`{"model":"m","messages":[{"role":"user","content":"Hi"}]}`:                                                  `{"input_tokens":8}`,
		`{"model":"m","system":"You are brief.","messages":[{"role":"user","content":"hello there, how are you?"}]}`: `{"input_tokens":22}`,
	} {
		got := r.post("/v1/messages/count_tokens", body)
		if got.status != 200 || got.body != want || got.header.Get("X-Burncloud-Estimated") != "" {
			t.Errorf("%s: got %d %s %v, want %s", body, got.status, got.body, got.header, want)
		}
	}
	got := r.post("/v1/messages/count_tokens", `{"model":"m","messages":[{"role":"user","content":"Hi"}],"tools":[{"name":"f","input_schema":{"type":"object"}}]}`)
	if got.status != 200 || got.header.Get("X-Burncloud-Estimated") != "true" {
		t.Errorf("with tools: got %d %s %v", got.status, got.body, got.header)
	}
}

// TestCountTokens counts at an upstream that can, and guesses where none can; it is never a generation, and never charged.
func TestCountTokens(t *testing.T) {
	const claude, geminis = "/v1/messages/count_tokens", "/v1beta/models/m:countTokens"
	const claudeBody = `{"model":"m","system":"You are brief.","messages":[{"role":"user","content":"hello there, how are you?"}]}`
	const geminiBody = `{"contents":[{"role":"user","parts":[{"text":"hello there, how are you?"}]}]}`
	for _, tt := range []struct {
		wire               burncloud.Dialect
		path, body, answer string
		estimated          bool
	}{
		{anthropic.Dialect, claude, claudeBody, `{"input_tokens": 17}`, false},
		{gemini.Dialect, geminis, geminiBody, `{"totalTokens": 17}`, false},
		{burncloud.DialectOpenAI, claude, claudeBody, "", true},
		{gemini.Dialect, claude, claudeBody, "", true},
		{anthropic.Dialect, geminis, geminiBody, "", true},
		{cohere.Dialect, geminis, `{"generateContentRequest":{"model":"models/m","contents":[{"role":"user","parts":[{"text":"hello there, how are you?"}]}]}}`, "", true},
	} {
		name := tt.path + " over " + string(tt.wire)
		up := newScript(t, 0, func(q rawRequest) []byte {
			if !strings.HasSuffix(q.target, "count_tokens") && !strings.HasSuffix(q.target, ":countTokens") {
				t.Errorf("%s: asked %s", name, q.target)
			}
			return raw(200, "application/json", tt.answer)
		})
		r := newRig(t, tongueOf(tt.wire).channel("ch_1", up))
		r.cfg.Prices = []burncloud.Price{{ID: "pr_1", Model: "*", Rates: burncloud.Rates{Input: rate(t, "1"), Output: rate(t, "10")}}}
		r.reload()
		got := r.post(tt.path, tt.body)
		if got.status != 200 || (got.header.Get("X-Burncloud-Estimated") == "true") != tt.estimated || !tt.estimated && got.body != tt.answer || got.header.Get("X-Burncloud-Cost") != "" {
			t.Errorf("%s: got %d %s %v", name, got.status, got.body, got.header)
		}
		var n struct {
			Input int `json:"input_tokens"`
			Total int `json:"totalTokens"`
		}
		if err := json.Unmarshal([]byte(got.body), &n); err != nil || n.Input+n.Total < 5 || n.Input+n.Total > 30 {
			t.Errorf("%s: %s", name, got.body)
		}
		if len(r.calls.all()) != 0 || tt.estimated && len(up.all()) != 0 {
			t.Errorf("%s: recorded %+v, %d requests", name, r.calls.all(), len(up.all()))
		}
		for _, bad := range []string{`{"model":`, `[]`} {
			if got := r.post(tt.path, bad); got.status != 400 {
				t.Errorf("%s: %s got %d %s", name, bad, got.status, got.body)
			}
		}
	}
}

// form is a body with a model and a file.
func form(model, more string) (contentType, body string) {
	return `multipart/form-data; boundary="xyz"`, "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.mp3\"\r\nContent-Type: audio/mpeg\r\n\r\n\x00\xff--xy\r\n" +
		"\r\n--xyz\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n" + model + more + "\r\n--xyz--\r\n"
}

// TestOtherEndpoints relays what has no dialect but OpenAI's: JSON, forms, sound, text and events.
func TestOtherEndpoints(t *testing.T) {
	events := "event: transcript.text.delta\ndata: {\"type\":\"transcript.text.delta\",\"delta\":\"Hel\"}\n\nevent: transcript.text.done\ndata: {\"type\":\"transcript.text.done\",\"text\":\"Hello\",\"usage\":{\"type\":\"tokens\",\"input_tokens\":9,\"output_tokens\":2,\"total_tokens\":11}}\n\n"
	one := usual
	one.Images = 1
	streamed := "\r\n--xyz\r\nContent-Disposition: form-data; name=\"stream\"\r\n\r\ntrue"
	for _, tt := range []struct {
		name, path, more string // more: of the body; of a form its further parts
		form             bool
		media, answer    string
		usage            burncloud.Usage
	}{
		{"moderations", "/v1/moderations", `"input":"x"`, false, "application/json", `{"id":"modr","results":[{"flagged":false}],"zz":1.10}`, burncloud.Usage{}},
		{"rerank", "/v1/rerank", `"query":"q","documents":["a"]`, false, "application/json", `{"results":[{"index":0,"relevance_score":0.5}],"usage":{"prompt_tokens":9,"total_tokens":9}}`, burncloud.Usage{Input: 9}},
		{"image", "/v1/images/generations", `"prompt":"x"`, false, "application/json", `{"created":1,"data":[{"b64_json":"AAAA"}],"usage":{"input_tokens":9,"output_tokens":2,"total_tokens":11}}`, one},
		{"images streamed", "/v1/images/generations", `"prompt":"x","stream":true`, false, "text/event-stream", "event: image_generation.completed\ndata: {\"type\":\"image_generation.completed\",\"b64_json\":\"" + strings.Repeat("A", 2<<20) + "\",\"usage\":{\"input_tokens\":9,\"output_tokens\":2,\"total_tokens\":11}}\n\n", one},
		{"image edit", "/v1/images/edits", "", true, "application/json", `{"created":1,"data":[{"b64_json":"AAAA"},{"url":"https://example.com/a.png"}]}`, burncloud.Usage{Images: 2}},
		{"speech", "/v1/audio/speech", `"input":"xй😀","voice":"alloy"`, false, "audio/mpeg", strings.Repeat("\x00\xff\x01", 40000), burncloud.Usage{Characters: 3}},
		{"raw speech", "/v1/audio/speech", `"input":"x"`, false, "audio/pcm;rate=24000;channels=1", "\x00", burncloud.Usage{Characters: 1}},
		{"transcription", "/v1/audio/transcriptions", "", true, "application/json", `{"text":"Hello","usage":{"type":"tokens","input_tokens":9,"output_tokens":2,"total_tokens":11}}`, usual},
		{"subtitles", "/v1/audio/transcriptions", "", true, "text/plain; charset=utf-8", "1\n00:00 --> 00:01\nGrüße\n", burncloud.Usage{}},
		{"transcription streamed", "/v1/audio/transcriptions", streamed, true, "text/event-stream", events, usual},
		{"stream ignored", "/v1/audio/transcriptions", streamed, true, "application/json", `{"text":"Hello"}`, burncloud.Usage{}},
		{"transcription by length", "/v1/audio/transcriptions", "", true, "application/json", `{"text":"Hello","usage":{"type":"duration","seconds":9}}`, burncloud.Usage{Seconds: 9}},
		{"verbose transcription", "/v1/audio/transcriptions", "", true, "application/json", `{"text":"Hello","duration":8.47}`, burncloud.Usage{Seconds: 9}},
		{"whole seconds", "/v1/audio/transcriptions", "", true, "application/json", `{"text":"Hello","duration":"8.00"}`, burncloud.Usage{Seconds: 8}},
		{"length that is none", "/v1/audio/transcriptions", "", true, "application/json", `{"text":"Hello","duration":-1e9}`, burncloud.Usage{}},
		{"translation", "/v1/audio/translations", "", true, "application/json", `{"text":"Hello"}`, burncloud.Usage{}},
	} {
		for seed := range uint64(2) {
			up := newRawUpstream(t, raw(200, tt.media, tt.answer), seed)
			r := newRig(t, tongueOf(burncloud.DialectOpenAI).channel("ch_1", up))
			kind, body, sent := "application/json", `{"model":"m",`+tt.more+`}`, `{"model":"up",`+tt.more+`}`
			if tt.form {
				kind, body = form("m", tt.more)
				_, sent = form("up", tt.more)
			}
			got := r.send("POST", tt.path, body, "Authorization", "Bearer "+r.key, "Content-Type", kind)
			media := tt.media
			if media == "text/event-stream" {
				media += "; charset=utf-8"
			}
			if got.status != 200 || got.body != tt.answer || got.header.Get("Content-Type") != media || got.header.Get("X-Upstream-Secret") != "" {
				t.Errorf("%s: got %d %.300q %v", tt.name, got.status, got.body, got.header)
			}
			seen := up.all()
			if len(seen) != 1 || string(seen[0].body) != sent || seen[0].target != tt.path || seen[0].header.Get("Content-Type") != kind {
				t.Errorf("%s: the upstream saw %.500q", tt.name, seen)
			}
			if c := r.lastCall(); c.Usage != tt.usage || c.ErrorKind != "" || c.Status != 200 || c.BytesOut != int64(len(tt.answer)) || len(r.calls.all()) != 1 {
				t.Errorf("%s: recorded %+v", tt.name, c)
			}
		}
	}
}

// TestSoundIsNeverCutInSilence: what the client has of a sound that was cut does not look whole; before it has anything,
// another channel is tried.
func TestSoundIsNeverCutInSilence(t *testing.T) {
	cut := fmt.Appendf(nil, "HTTP/1.1 200 OK\r\nContent-Type: audio/mpeg\r\nContent-Length: 100000\r\n\r\n%s", strings.Repeat("x", 60000))
	open := tongueOf(burncloud.DialectOpenAI)
	r := newRig(t, open.channel("ch_1", newRawUpstream(t, cut, 1)))
	req, err := http.NewRequest("POST", r.url+"/v1/audio/speech", strings.NewReader(`{"model":"m","input":"x"}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+r.key)
	resp, err := r.http.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if body, err := io.ReadAll(resp.Body); err == nil {
		t.Errorf("%d bytes were taken for the whole", len(body))
	}
	wait(t, "the record", func() bool { return len(r.calls.all()) == 1 })
	if c := r.lastCall(); c.ErrorKind != burncloud.KindUpstreamCut || c.Status != 200 {
		t.Errorf("recorded %+v", c)
	}
	for name, bad := range map[string][]byte{
		"nothing": raw(200, "audio/mpeg", ""), "html": raw(200, "text/html", "<html>"), "no type": raw(200, "", "x"), "500": raw(500, "application/json", "{}"),
		"compressed": []byte("HTTP/1.1 200 OK\r\nContent-Type: audio/mpeg\r\nContent-Encoding: gzip\r\n\r\nxx"),
	} {
		first := open.channel("ch_1", newRawUpstream(t, bad, 0))
		first.Weight = foremost
		r := newRig(t, first, open.channel("ch_2", newRawUpstream(t, raw(200, "audio/mpeg", "whole"), 0)))
		got := r.post("/v1/audio/speech", `{"model":"m","input":"x"}`)
		if c := r.lastCall(); got.status != 200 || got.body != "whole" || len(c.Attempts) != 2 || c.ErrorKind != "" {
			t.Errorf("%s: got %d %q, recorded %+v", name, got.status, got.body, c)
		}
	}
}
