package gemini_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/wiretest"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/wire/gemini"
)

var (
	front = gemini.Front{}
	back  = gemini.Back{}
)

// hosts are the recorded APIs of this dialect.
var hosts = []string{"gemini/generateContent", "vertex/generateContent"}

// unreadable are recorded requests that fail to decode, and rightly so.
var unreadable = map[string]string{
	"vertex/generateContent/otel-generate-content-invalid-role": `must be user or model`,
}

// failing are recordings whose answer is no success, or not a whole one, with what becomes of it.
var failing = map[string]burncloud.Kind{
	"gemini/generateContent/doc-error-500":                                                                             burncloud.KindUpstreamServer,
	"gemini/generateContent/doc-error-503":                                                                             burncloud.KindUpstreamServer,
	"gemini/generateContent/doc-error-504":                                                                             burncloud.KindUpstreamTimeout,
	"gemini/generateContent/firebase-streaming-failure-image-rejected":                                                 burncloud.KindBadRequest,
	"gemini/generateContent/lcgo-testgoogleaierrorhandling":                                                            burncloud.KindUpstreamAuth,
	"gemini/generateContent/mira-google-wraps-api-errors-on-stream-call":                                               burncloud.KindUpstreamMissing,
	"gemini/generateContent/rig-error-envelope-nonexistent-model-error-preserves-status-and-body":                      burncloud.KindUpstreamMissing,
	"gemini/generateContent/rig-response-identity-auth-rejection-keeps-transport-shape":                                burncloud.KindUpstreamAuth,
	"gemini/generateContent/rig-response-identity-provider-error-keeps-transport-shape-and-none-id":                    burncloud.KindUpstreamMissing,
	"gemini/generateContent/rubyllm-error-handling-with-gemini-gemini-2-5-flash-raises-appropriate-auth-error":         burncloud.KindUpstreamAuth,
	"vertex/generateContent/doc-error-401":                                                                             burncloud.KindUpstreamAuth,
	"vertex/generateContent/doc-error-429-array":                                                                       burncloud.KindUpstreamLimited,
	"vertex/generateContent/firebase-streaming-failure-empty-content":                                                  burncloud.KindUpstreamCut,
	"vertex/generateContent/firebase-streaming-failure-error-mid-stream":                                               burncloud.KindUpstreamServer,
	"vertex/generateContent/firebase-streaming-success-quotes-escaped":                                                 burncloud.KindUpstreamCut, // never says why it ends
	"vertex/generateContent/firebase-streaming-failure-http-error":                                                     burncloud.KindUpstreamAuth,
	"vertex/generateContent/firebase-streaming-failure-image-rejected":                                                 burncloud.KindBadRequest,
	"vertex/generateContent/firebase-streaming-failure-unknown-model":                                                  burncloud.KindUpstreamMissing,
	"vertex/generateContent/firebase-unary-failure-api-key":                                                            burncloud.KindUpstreamAuth,
	"vertex/generateContent/firebase-unary-failure-firebaseml-api-not-enabled":                                         burncloud.KindUpstreamAuth,
	"vertex/generateContent/firebase-unary-failure-firebasevertexai-api-not-enabled":                                   burncloud.KindUpstreamAuth,
	"vertex/generateContent/firebase-unary-failure-image-rejected":                                                     burncloud.KindBadRequest,
	"vertex/generateContent/firebase-unary-failure-model-not-found":                                                    burncloud.KindUpstreamMissing,
	"vertex/generateContent/firebase-unary-failure-unsupported-user-location":                                          burncloud.KindUpstreamAuth,
	"vertex/generateContent/otel-generate-content-invalid-role":                                                        burncloud.KindBadRequest,
	"vertex/generateContent/otel-generate-content-missing-model":                                                       burncloud.KindUpstreamMissing,
	"vertex/generateContent/pyai-model-sees-multiple-images-google-vertex-2of2":                                        burncloud.KindBadRequest,
	"vertex/generateContent/rubyllm-real-error-scenarios-vertexai-gemini-2-5-flash-handles-context-length-exceed-2of2": burncloud.KindContextTooLong,
}

// modern is a target that takes all that this dialect can say.
func modern(quirks llm.Quirks) *llm.Target {
	return &llm.Target{Model: "gemini-3-flash-preview", Quirks: quirks}
}

func TestRecordedRequests(t *testing.T) {
	n := 0
	for _, rec := range wiretest.Load(t, hosts...) {
		if rec.Request == nil {
			continue
		}
		req, err := front.DecodeRequest(rec.Request)
		if why, known := unreadable[rec.Name]; known || err != nil {
			if !known || err == nil || !strings.Contains(err.Error(), why) {
				t.Errorf("%s: %v, expected: %q", rec.Name, err, why)
			}
			continue
		}
		n++
		again, body := recode(t, rec.Name, req)
		if a, b := sameRequest(req), sameRequest(again); !reflect.DeepEqual(a, b) {
			t.Errorf("%s: decode∘encode\ngot  %+v\nwant %+v\nbody %s", rec.Name, b, a, body)
		}
	}
	t.Logf("%d requests", n)
}

// recode encodes a request and decodes what comes of it.
func recode(t *testing.T, name string, req *llm.Request) (*llm.Request, []byte) {
	t.Helper()
	quirks := llm.Quirks{Budgets: req.Reasoning.Budget != "" || req.Reasoning.Off || req.Reasoning.Adaptive}
	body, _, err := back.EncodeRequest(req, modern(quirks))
	if err != nil {
		t.Fatalf("%s: encode: %v", name, err)
	}
	if !llm.Raw(body).IsValid() {
		t.Fatalf("%s: not JSON: %s", name, body)
	}
	again, err := front.DecodeRequest(body)
	if err != nil {
		t.Fatalf("%s: decode of %s: %v", name, body, err)
	}
	return again, body
}

// sameRequest makes equal what means the same: turns are merged and without blank texts, white space in JSON is lost,
// positions are of no meaning, ids that were made up are, and a call that lost its signature gets one that says so.
func sameRequest(r *llm.Request) llm.Request {
	c := *r
	c.Lost = nil
	c.Format.Schema = compact(c.Format.Schema)
	if c.Reasoning.Display == "omitted" {
		c.Reasoning.Display = ""
	}
	if c.Format.Kind == llm.FormatText {
		c.Format.Kind = llm.FormatAny
	}
	if c.ToolChoice.Mode == llm.ChoiceAuto {
		c.ToolChoice = llm.ToolChoice{}
	}
	c.Tools = append([]llm.Tool(nil), r.Tools...)
	for i := range c.Tools {
		c.Tools[i].Schema, c.Tools[i].Raw, c.Tools[i].Pos = compact(c.Tools[i].Schema), compact(c.Tools[i].Raw), 0
		if strings.Contains(string(c.Tools[i].Schema), `"properties":{}`) {
			c.Tools[i].Schema = nil
		}
	}
	for i := range c.Extra.Members {
		c.Extra.Members[i].Value = compact(c.Extra.Members[i].Value)
	}
	c.Messages = r.Turns(llm.NewLosses(r))
	for i := range c.Messages {
		c.Messages[i].Pos = 0
		for k, p := range c.Messages[i].Parts {
			c.Messages[i].Parts[k] = samePart(p)
		}
	}
	if len(c.Messages) == 0 {
		c.Messages = nil
	}
	return c
}

func samePart(p llm.Part) llm.Part {
	switch p := p.(type) {
	case llm.ToolCall:
		p.Arguments = string(compact(llm.Raw(p.Arguments)))
		if p.Signature.Data == "skip_thought_signature_validator" {
			p.Signature = llm.Signature{}
		}
		return p
	case llm.ToolResult:
		for i, x := range p.Parts {
			if t, ok := x.(llm.Text); ok && llm.Raw(t.Text).IsValid() {
				t.Text = string(compact(llm.Raw(t.Text)))
				p.Parts[i] = t
			}
		}
		return p
	case llm.Opaque:
		p.Raw = compact(p.Raw)
		return p
	}
	return p
}

func compact(v llm.Raw) llm.Raw {
	if v == nil {
		return nil
	}
	v = v.Clone()
	if err := v.Compact(); err != nil {
		panic(err)
	}
	return v
}

// answer decodes a recording's answer, streamed or not.
func answer(t *testing.T, rec wiretest.Recording, in func(io.Reader) io.Reader) ([]llm.Event, error) {
	t.Helper()
	req := &llm.Request{ID: "req_1", Stream: true}
	body := rec.Stream
	if body == nil {
		body = rec.Response
	}
	var out []llm.Event
	for e, err := range llm.Check(back.DecodeStream(req, modern(llm.Quirks{}), in(bytes.NewReader(body)))) {
		if err != nil {
			return out, err
		}
		e.Text = bytes.Clone(e.Text)
		out = append(out, e)
	}
	return out, nil
}

func whole(r io.Reader) io.Reader { return r }

func TestRecordedAnswers(t *testing.T) {
	n := 0
	for _, rec := range wiretest.Load(t, hosts...) {
		if rec.Stream == nil && rec.Response == nil {
			continue
		}
		n++
		if isUnary(rec) {
			unary(t, rec)
			continue
		}
		events, err := answer(t, rec, whole)
		if kind, known := failing[rec.Name]; known || err != nil {
			if !known || err == nil || burncloud.AsError(err).Kind != kind {
				t.Errorf("%s: %v, expected %q", rec.Name, err, kind)
			}
			continue
		}
		slow, err := answer(t, rec, iotest.OneByteReader)
		if err != nil || !reflect.DeepEqual(events, slow) {
			t.Errorf("%s: one byte at a time: %v\ngot  %+v\nwant %+v", rec.Name, err, slow, events)
		}
		for _, f := range []gemini.Front{{}, {Array: true}} {
			again := replay(t, f, events)
			if a, b := sameEvents(events), sameEvents(again); a != b {
				t.Errorf("%s: decode∘encode (array: %v)\ngot  %s\nwant %s", rec.Name, f.Array, b, a)
			}
		}
	}
	t.Logf("%d answers", n)
}

func isUnary(rec wiretest.Recording) bool {
	return rec.Stream == nil && bytes.TrimSpace(rec.Response)[0] == '{'
}

func unary(t *testing.T, rec wiretest.Recording) {
	t.Helper()
	req := &llm.Request{ID: "req_1"}
	resp, err := back.DecodeResponse(req, modern(llm.Quirks{}), rec.Response)
	if kind, known := failing[rec.Name]; known || err != nil {
		if !known || err == nil || burncloud.AsError(err).Kind != kind {
			t.Errorf("%s: %v, expected %q", rec.Name, err, kind)
		}
		return
	}
	body := front.EncodeResponse(nil, req, resp)
	if !llm.Raw(body).IsValid() {
		t.Errorf("%s: not JSON: %s", rec.Name, body)
	}
	again, err := back.DecodeResponse(req, modern(llm.Quirks{}), body)
	if err != nil {
		t.Errorf("%s: decode of %s: %v", rec.Name, body, err)
		return
	}
	if a, b := sameResponse(resp), sameResponse(again); a != b {
		t.Errorf("%s: decode∘encode\ngot  %s\nwant %s", rec.Name, b, a)
	}
}

// replay writes events as a stream and reads that.
func replay(t *testing.T, f gemini.Front, events []llm.Event) []llm.Event {
	t.Helper()
	req := &llm.Request{ID: "req_1"}
	enc := f.EncodeStream(req)
	var body []byte
	for _, e := range events {
		body = enc.Encode(body, e)
	}
	if f.Array && !llm.Raw(body).IsValid() {
		t.Errorf("not an array: %s", body)
	}
	var out []llm.Event
	for e, err := range llm.Check(back.DecodeStream(req, modern(llm.Quirks{}), bytes.NewReader(body))) {
		if err != nil {
			t.Errorf("%v in %s", err, body)
			return nil
		}
		e.Text = bytes.Clone(e.Text)
		out = append(out, e)
	}
	return out
}

// sameEvents is what a sequence comes to, as text.
func sameEvents(events []llm.Event) string {
	resp, err := llm.Collect(func(yield func(llm.Event, error) bool) {
		for _, e := range events {
			if !yield(e, nil) {
				return
			}
		}
	})
	if err != nil {
		return err.Error()
	}
	return sameResponse(resp)
}

// sameResponse makes equal what means the same: the provider's own words of usage are its own, one text may be several
// parts, and citations are a matter of the text.
func sameResponse(r *llm.Response) string {
	c := *r
	c.RawUsage, c.ID = nil, strings.TrimPrefix(c.ID, "req_1")
	c.Choices = append([]llm.Choice(nil), r.Choices...)
	for i := range c.Choices {
		if s := &c.Choices[i].Stop; s.Reason == llm.StopUnknown && s.Raw != "NO_IMAGE" || s.Raw == "STOP" {
			s.Reason, s.Raw = llm.StopEnd, ""
		}
		var parts []llm.Part
		for _, p := range c.Choices[i].Parts {
			if x, ok := p.(llm.Opaque); ok {
				x.Raw = compact(x.Raw)
				p = x
			}
			if x, ok := p.(llm.ToolCall); ok && x.Arguments == "" {
				x.Arguments = "{}"
				p = x
			}
			parts = append(parts, p)
		}
		c.Choices[i].Parts = parts
	}
	b, err := json.Marshal(c)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// twins are the files of the intents that are recorded in several dialects.
func twins(t *testing.T) (root string, files []string) {
	roots := []string{os.Getenv("BURNCLOUD_WIRE")}
	for up := "../../.."; len(roots) < 4; up += "/.." {
		roots = append(roots, filepath.Join(up, "shared", "wire"))
	}
	for _, root = range roots {
		if files, _ = filepath.Glob(filepath.Join(root, "_twins", "*", "google", "*.json*")); len(files) > 0 {
			return root, files
		}
	}
	t.Skip("no recorded traffic here: set BURNCLOUD_WIRE to its directory")
	return "", nil
}

func TestTwins(t *testing.T) {
	root, files := twins(t)
	for _, name := range files {
		body, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		short := name[len(root):]
		switch {
		case strings.HasSuffix(name, "request.json"):
			req, err := front.DecodeRequest(body)
			if err != nil {
				t.Errorf("%s: %v", short, err)
				continue
			}
			again, out := recode(t, short, req)
			if a, b := sameRequest(req), sameRequest(again); !reflect.DeepEqual(a, b) {
				t.Errorf("%s: decode∘encode\ngot  %+v\nwant %+v\nbody %s", short, b, a, out)
			}
		case strings.HasSuffix(name, ".jsonl"):
			sse := "data: " + strings.Join(strings.Split(strings.TrimSpace(string(body)), "\n"), "\r\n\r\ndata: ")
			if _, err := answer(t, wiretest.Recording{Stream: []byte(sse)}, whole); err != nil {
				t.Errorf("%s: %v", short, err)
			}
		default:
			unary(t, wiretest.Recording{Name: short, Response: body})
		}
	}
}

// A reader that fails in the midst is a cut, with the cause in its chain.
func TestReaderFails(t *testing.T) {
	boom := errors.New("boom")
	in := io.MultiReader(strings.NewReader(`data: {"candidates":[{"content":{"parts":[{"text":"a"}]}}]}`+"\r\n\r\n"), iotest.ErrReader(boom))
	var last error
	for _, err := range back.DecodeStream(&llm.Request{}, modern(llm.Quirks{}), in) {
		last = err
	}
	if !errors.Is(last, boom) || burncloud.AsError(last).Kind != burncloud.KindUpstreamCut {
		t.Errorf("got %v", last)
	}
}
