package sim_test

import (
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"github.com/burncloud/burncloud/sim"
)

var specialRecordings = []recording{
	{sim.OpenAI, "/images/generations", `{"model":"gpt-image-1","prompt":"a cat"}`, "openai/images/rubyllm-image-basic-functionality-openai-gpt-image-1-can-paint-images/response.json", "k", false, ""},
	{sim.OpenAI, "/images/generations", `{"model":"gpt-image-1","prompt":"a cat","sort":"x"}`, "openai/images/ollmetry-image-gen-metrics-2of5/response.json", "k", false, ""},
	{sim.OpenAI, "/moderations", `{"model":"omni-moderation-latest","input":"x"}`, "openai/moderations/rubyllm-moderation-moderate-with-openai-provider-moderates-text-with-an-image-attach/response.json", "k", false, ""},
}

// TestSpecial is a table of OpenAI's further endpoints.
func TestSpecial(t *testing.T) {
	p := sim.New(sim.OpenAI, sim.Options{})
	url := serve(t, p)
	for _, row := range []struct {
		path, body string
		status     int
		says       string
	}{
		{"/images/generations", `{"model":"gpt-image-1","prompt":"a cat","n":2,"size":"1024x1536","quality":"high"}`, 200, `"size": "1024x1536"`},
		{"/images/generations", `{"model":"gpt-image-1","prompt":"a cat"}`, 200, `"input_tokens": 2`},
		{"/images/generations", `{"model":"gpt-image-1"}`, 400, "'prompt'"},
		{"/images/generations", `{"model":"gpt-image-1","prompt":"x","n":11}`, 400, "'n'"},
		{"/images/generations", `{"model":"gpt-image-1","prompt":"x","size":"9x9"}`, 400, "9x9"},
		{"/images/generations", `{"model":"gpt-image-1","prompt":7}`, 400, "invalid_type"},
		{"/images/generations", `{"model":"gpt-4o","prompt":"x"}`, 400, "does not serve"},
		{"/images/generations", `{"prompt":"x"}`, 400, "model parameter"},
		{"/audio/speech", `{"model":"tts-1","input":"eight by","voice":"alloy"}`, 200, "\xff\xfb"},
		{"/audio/speech", `{"model":"tts-1","input":"eight by","voice":"alloy","response_format":"wav"}`, 200, "WAVE"},
		{"/audio/speech", `{"model":"tts-1","input":"x"}`, 400, "'voice'"},
		{"/audio/speech", `{"model":"tts-1","voice":"alloy"}`, 400, "'input'"},
		{"/audio/speech", `{"model":"tts-1","voice":"alloy","input":"x","response_format":"midi"}`, 400, "midi"},
		{"/audio/speech", `{"model":"tts-9","voice":"alloy","input":"x"}`, 404, "model_not_found"},
		{"/moderations", `{"input":["fine","so sim-UNSAFE"]}`, 200, `"flagged": true`},
		{"/moderations", `{"input":[{"type":"text","text":"fine"}]}`, 200, `"flagged": false`},
		{"/moderations", `{}`, 400, "'input'"},
		{"/realtime", ``, 400, "model parameter"},
		{"/realtime?model=gpt-realtime", ``, 400, "handshake"},
	} {
		status, b := ask(t, url+row.path, "k", row.body)
		if status != row.status || !strings.Contains(string(b), row.says) {
			t.Errorf("%s %s: %d, want %d with %q\n%.500s", row.path, row.body, status, row.status, row.says, b)
		}
	}
	req := newRequest(t, url+"/audio/speech", "k", `{"model":"tts-1","input":"eight by","voice":"alloy"}`)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if s := settled(t, p); err != nil || res.Header.Get("Content-Type") != "audio/mpeg" || len(b) != 804 || s.SentBytes != 804 || !s.Finished || s.PromptTokens != 2 {
		t.Errorf("%v %v %d bytes, record %+v", err, res.Header, len(b), s)
	}
	other := serve(t, sim.New(sim.DeepSeek, sim.Options{}))
	if status, _ := ask(t, other+"/responses", "k", `{"model":"deepseek-chat","input":"x"}`); status != 404 {
		t.Errorf("another flavour answers with %d", status)
	}
}

// upload posts a form with a file of 40000 bytes, unless a field is called nofile.
func upload(t *testing.T, url string, fields ...string) (int, string, http.Header) {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	file := true
	for i := 0; i < len(fields); i += 2 {
		if file = file && fields[i] != "nofile"; fields[i] == "nofile" {
			continue
		}
		if err := w.WriteField(fields[i], fields[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if file {
		part, err := w.CreateFormFile("file", "ruby.wav")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write(make([]byte, 40000)) // a buffer takes everything
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	req := newRequest(t, url, "k", body.String())
	req.Header.Set("Content-Type", w.FormDataContentType())
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b), res.Header
}

// TestTranscripts is a table of formats.
func TestTranscripts(t *testing.T) {
	p := sim.New(sim.OpenAI, sim.Options{})
	url := serve(t, p)
	const heard = "has heard 40000 bytes of ruby.wav."
	for _, row := range []struct {
		path   string
		fields []string
		status int
		kind   string
		says   string
	}{
		{"transcriptions", []string{"model", "gpt-4o-transcribe"}, 200, "application/json", `"audio_tokens": 20`},
		{"transcriptions", []string{"model", "whisper-1"}, 200, "application/json", `"seconds": 2`},
		{"transcriptions", []string{"model", "whisper-1", "response_format", "text"}, 200, "text/plain", heard},
		{"transcriptions", []string{"model", "whisper-1", "response_format", "srt"}, 200, "text/plain", "00:00:02,000\n"},
		{"transcriptions", []string{"model", "whisper-1", "response_format", "vtt"}, 200, "text/plain", "WEBVTT"},
		{"transcriptions", []string{"model", "whisper-1", "response_format", "verbose_json"}, 200, "application/json", `"task": "transcribe"`},
		{"translations", []string{"model", "whisper-1", "response_format", "verbose_json"}, 200, "application/json", `"task": "translate"`},
		{"transcriptions", []string{"model", "gpt-4o-transcribe", "stream", "true"}, 200, "text/event-stream", `"transcript.text.done"`},
		{"transcriptions", []string{"model", "gpt-4o-transcribe", "response_format", "srt"}, 400, "application/json", "not compatible"},
		{"transcriptions", []string{"model", "whisper-1", "response_format", "doc"}, 400, "application/json", "Input should be"},
		{"transcriptions", []string{"model", "whisper-1", "nofile", ""}, 400, "application/json", "'file'"},
		{"transcriptions", []string{"language", "en"}, 400, "application/json", "model parameter"},
		{"translations", []string{"model", "gpt-4o-transcribe"}, 400, "application/json", "does not serve"},
	} {
		status, b, h := upload(t, url+"/audio/"+row.path, row.fields...)
		if status != row.status || !strings.HasPrefix(h.Get("Content-Type"), row.kind) || !strings.Contains(b, row.says) ||
			status == 200 && row.kind == "application/json" && !json.Valid([]byte(b)) {
			t.Errorf("%s %v: %d %v, want %d %s with %q\n%s", row.path, row.fields, status, h["Content-Type"], row.status, row.kind, row.says, b)
		}
		if s := settled(t, p); status == 200 && (s.Model != row.fields[1] || !s.Finished || s.CompletionTokens == 0) {
			t.Errorf("record %+v", s)
		}
	}
}
