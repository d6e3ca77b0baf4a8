package responses_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/wiretest"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/wire/responses"
)

func FuzzDecodeRequest(f *testing.F) {
	for _, rec := range wiretest.Load(f, "openai/responses", "deepseek/responses", "openai/responses-codex") {
		if rec.Request != nil {
			f.Add(rec.Request)
		}
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		req, err := front.DecodeRequest(body)
		if err != nil {
			if burncloud.AsError(err).Kind != burncloud.KindBadRequest {
				t.Errorf("%v", err)
			}
			return
		}
		out, _, err := responses.Back{}.EncodeRequest(req, target)
		if err == nil && !llm.Raw(out).IsValid() {
			t.Errorf("encoded request is not JSON: %s", out)
		}
		if w := front.EncodeResponse(nil, req, &llm.Response{Choices: []llm.Choice{{}}}); !llm.Raw(w).IsValid() || bytes.ContainsAny(w, "\n\r") {
			t.Errorf("answer is not JSON in one line: %s", w)
		}
	})
}

func FuzzDecodeStream(f *testing.F) {
	for _, rec := range wiretest.Load(f, "openai/responses", "deepseek/responses", "azure/responses", "compat-copilot/responses") {
		if rec.Stream != nil && len(rec.Stream) < 40_000 {
			f.Add(rec.Stream)
		}
	}
	f.Add([]byte(lines(created, added(0, `"type":"message"`), delta("refusal", 0, "x"), added(1, `"type":"reasoning"`), delta("reasoning_text", 1, "y"), completed)))
	req := &llm.Request{From: responses.Dialect}
	f.Fuzz(func(t *testing.T, stream []byte) {
		enc := front.EncodeStream(req)
		var out []byte
		for e, err := range llm.Check((responses.Back{}).DecodeStream(req, target, bytes.NewReader(stream))) {
			if err != nil {
				if strings.Contains(err.Error(), "out of order") {
					t.Errorf("%v\n%s", err, stream)
				}
				out = enc.Fail(out, burncloud.AsError(err))
				break
			}
			out = enc.Encode(out, e)
		}
		parse(t, out)
	})
}

func FuzzDecodeAnswer(f *testing.F) {
	for _, rec := range wiretest.Load(f, "openai/responses", "xai/responses") {
		if rec.Response != nil && len(rec.Response) < 40_000 {
			f.Add(rec.Response)
		}
	}
	req := &llm.Request{From: responses.Dialect}
	f.Fuzz(func(t *testing.T, body []byte) {
		responses.Back{}.DecodeError(400, nil, body)
		_, _ = new(responses.Relay).Answer(body)
		new(responses.Relay).Stream().Frame(body)
		resp, err := responses.Back{}.DecodeResponse(req, target, body)
		if err != nil {
			return
		}
		if _, err := llm.Collect(llm.Check(resp.Events())); err != nil {
			t.Errorf("%v\n%s", err, body)
		}
	})
}
