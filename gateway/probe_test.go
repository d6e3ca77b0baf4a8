package gateway_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/wire/anthropic"
	"github.com/burncloud/burncloud/wire/cohere"
	"github.com/burncloud/burncloud/wire/dashscope"
	"github.com/burncloud/burncloud/wire/gemini"
	"github.com/burncloud/burncloud/wire/responses"
)

// TestChannelTests makes the small real call of the console through channels of every dialect.
func TestChannelTests(t *testing.T) {
	for i := range tongues {
		g := &tongues[i]
		if g.dialect == responses.Dialect {
			continue // such a channel is asked for a chat completion
		}
		for _, stream := range []bool{false, true} {
			up := newRawUpstream(t, g.whole(stream), 1)
			r := newRig(t, g.channel("ch_1", up))
			got, err := r.TestChannel(context.Background(), "ch_1", "", "", stream)
			if err != nil || !got.OK || got.Answer != "Hello" || got.Model != "m" || got.Status != 200 || got.Usage != usual || got.FirstByte <= 0 || got.Duration < got.FirstByte {
				t.Errorf("%s, stream %v: %+v, %v", g.dialect, stream, got, err)
			}
			bad := newRawUpstream(t, raw(500, "application/json", g.failed), 0)
			r = newRig(t, g.channel("ch_1", bad))
			if got, err = r.TestChannel(context.Background(), "ch_1", "", "m", stream); err != nil || got.OK || got.ErrorKind == "" || got.Error == "" || got.Status != 500 {
				t.Errorf("%s, stream %v: failed %+v, %v", g.dialect, stream, got, err)
			}
			cut := newRawUpstream(t, raw(200, g.media, g.begin), 0)
			r = newRig(t, g.channel("ch_1", cut))
			if got, err = r.TestChannel(context.Background(), "ch_1", "", "m", true); err != nil || got.OK || got.ErrorKind != burncloud.KindUpstreamCut {
				t.Errorf("%s: cut %+v, %v", g.dialect, got, err)
			}
			if n := len(r.calls.all()); n != 0 {
				t.Errorf("%d calls were recorded", n)
			}
		}
	}
}

// TestEmbeddingChannelTests: models of embeddings are asked for a vector.
func TestEmbeddingChannelTests(t *testing.T) {
	for wire, answer := range vectorAnswers {
		for status, ok := range map[int]bool{200: true, 403: false} {
			up := newRawUpstream(t, raw(status, "application/json", answer), 0)
			ch := tongueOf(wire).channel("ch_1", up)
			ch.ModelMapping["m"] = "text-embedding-x"
			r := newRig(t, ch)
			got, err := r.TestChannel(context.Background(), "ch_1", "", "", false)
			if err != nil || got.OK != ok || ok && got.Usage != (burncloud.Usage{Input: 4}) || got.Status != status {
				t.Errorf("%s %d: %+v, %v", wire, status, got, err)
			}
		}
	}
	r := newRig(t, tongueOf(anthropic.Dialect).channel("ch_1", newRawUpstream(t, nil, 0)))
	if got, err := r.TestChannel(context.Background(), "ch_1", "", "some-embedding", false); err != nil || got.ErrorKind != burncloud.KindUnsupported {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := r.TestChannel(context.Background(), "ch_none", "", "", false); burncloud.AsError(err).Kind != burncloud.KindNotFound {
		t.Errorf("%v", err)
	}
}

// TestUpstreamModels asks providers for their models.
func TestUpstreamModels(t *testing.T) {
	for wire, tt := range map[burncloud.Dialect]struct{ target, body string }{
		burncloud.DialectOpenAI: {"/v1/models", `{"object":"list","data":[{"id":"b"},{"id":"a"}]}`},
		anthropic.Dialect:       {"/v1/models?limit=1000", `{"data":[{"type":"model","id":"b"},{"type":"model","id":"a"}],"has_more":false}`},
		gemini.Dialect:          {"/v1beta/models?pageSize=1000", `{"models":[{"name":"models/b"},{"name":"models/a"}]}`},
		cohere.Dialect:          {"/v1/models?page_size=1000", `{"models":[{"name":"b"},{"name":"a"}]}`},
		"ollama":                {"/api/tags", `{"models":[{"name":"b"},{"name":"a"}]}`},
	} {
		up := newRawUpstream(t, raw(200, "application/json", tt.body), 0)
		r := newRig(t, tongueOf(wire).channel("ch_1", up))
		got, err := r.UpstreamModels(context.Background(), "ch_1")
		if err != nil || fmt.Sprint(got) != "[a b]" || up.all()[0].target != tt.target {
			t.Errorf("%s: %v, %v, %s", wire, got, err, up.all()[0].target)
		}
	}
	for name, tt := range map[string]struct {
		raw  []byte
		kind burncloud.Kind
	}{
		"refused": {raw(401, "application/json", `{"error":{"message":"bad key upstream-key-of-ch_1","type":"x","code":"invalid_api_key"}}`), burncloud.KindUpstreamAuth},
		"html":    {raw(200, "text/html", "<html>"), burncloud.KindUpstreamInvalid},
		"empty":   {raw(200, "application/json", `{"data":[]}`), burncloud.KindUpstreamInvalid},
		"cut":     {[]byte("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"), burncloud.KindUpstreamCut},
		"none":    {nil, burncloud.KindUpstreamConnect},
	} {
		r := newRig(t, tongueOf(burncloud.DialectOpenAI).channel("ch_1", newRawUpstream(t, tt.raw, 0)))
		_, err := r.UpstreamModels(context.Background(), "ch_1")
		if e := burncloud.AsError(err); err == nil || e.Kind != tt.kind || strings.Contains(e.Message, "upstream-key") {
			t.Errorf("%s: %v", name, err)
		}
	}
	r := newRig(t, tongueOf(dashscope.Dialect).channel("ch_1", newRawUpstream(t, nil, 0)))
	if _, err := r.UpstreamModels(context.Background(), "ch_1"); burncloud.AsError(err).Kind != burncloud.KindUnsupported {
		t.Errorf("%v", err)
	}
}

// TestDrafts asks channels that are not stored: past the same guard, and without a word of their keys.
func TestDrafts(t *testing.T) {
	stored := tongueOf(burncloud.DialectOpenAI).channel("ch_1", newRawUpstream(t, nil, 0))
	draft := func(answer []byte) *burncloud.Channel {
		ch := tongueOf(burncloud.DialectOpenAI).channel("ch_draft", newRawUpstream(t, answer, 0))
		return &ch
	}
	r := newRig(t, stored)
	got, err := r.DraftModels(context.Background(), draft(raw(200, "application/json", `{"data":[{"id":"b"},{"id":"upstream-key-of-ch_draft"}]}`)))
	if err != nil || len(got) != 2 || strings.Contains(fmt.Sprint(got), "upstream-key") {
		t.Errorf("%v, %v", got, err)
	}
	_, err = r.DraftModels(context.Background(), draft(raw(401, "application/json", `{"error":{"message":"bad key upstream-key-of-ch_draft"}}`)))
	if e := burncloud.AsError(err); err == nil || e.Kind != burncloud.KindUpstreamAuth || strings.Contains(e.Message, "upstream-key") {
		t.Errorf("refused: %v", err)
	}
	for _, address := range []string{"http://169.254.169.254/v1", "ftp://x"} {
		ch := draft(nil)
		ch.BaseURL = address
		var faults burncloud.Faults
		if _, err := r.DraftModels(context.Background(), ch); !errors.As(err, &faults) || faults[0].Field != "base_url" {
			t.Errorf("%s: %v, want a fault of base_url", address, err)
		}
	}
	ch := draft(nil)
	ch.Options.ProxyURL = "http://169.254.169.254:80"
	if _, err := r.DraftModels(context.Background(), ch); err == nil || !strings.Contains(burncloud.AsError(err).Message, "metadata") {
		t.Errorf("a proxy at the metadata address: %v", err)
	}
	if _, err := r.TestDraft(context.Background(), ch, "m", false); err != nil {
		t.Errorf("a test tells its failure in the result: %v", err)
	}
	test, err := r.TestDraft(context.Background(), draft(tongueOf(burncloud.DialectOpenAI).whole(false)), "m", false)
	if err != nil || !test.OK || test.Answer != "Hello" {
		t.Errorf("%+v, %v", test, err)
	}
	if n := len(r.calls.all()); n != 0 {
		t.Errorf("%d calls were recorded", n)
	}
}
