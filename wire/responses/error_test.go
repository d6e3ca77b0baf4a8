package responses_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/wire/responses"
)

func TestDecodeError(t *testing.T) {
	for _, c := range []struct {
		status int
		body   string
		kind   burncloud.Kind
		has    string // in the message or its cause
	}{
		{401, `{"error":{"message":"Incorrect API key","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}`, burncloud.KindUpstreamAuth, "Incorrect"},
		{401, `{"detail":"Could not parse your authentication token."}`, burncloud.KindUpstreamAuth, "parse"},
		{400, `{"error":{"code":"model_not_found","message":"no","param":"model","type":"invalid_request_error"}}`, burncloud.KindUpstreamMissing, "no"},
		{400, `{"error":{"code":"context_length_exceeded","message":"too long","type":"invalid_request_error"}}`, burncloud.KindContextTooLong, "too long"},
		{400, `{"error":{"code":"content_filter","message":"bad words"}}`, burncloud.KindContentPolicy, "bad words"},
		{400, `{"error":{"code":"unsupported_parameter","message":"no temperature","type":"invalid_request_error"}}`, burncloud.KindBadRequest, "no temperature"},
		{429, `{"error":{"code":"rate_limit_exceeded","message":"slow","type":"requests"}}`, burncloud.KindUpstreamLimited, "slow"},
		{429, `{"error":{"code":"insufficient_quota","message":"pay","type":"insufficient_quota"}}`, burncloud.KindUpstreamFunds, "pay"},
		{429, `{"error":{"code":null,"message":"?"}}`, burncloud.KindUpstreamLimited, "?"},
		{400, `{"code":"invalid-argument","error":"Incorrect API key provided. You can obtain one."}`, burncloud.KindUpstreamAuth, "obtain"},
		{400, `{"code":"invalid-argument","error":"Model not found: grok-x"}`, burncloud.KindUpstreamMissing, "grok-x"},
		{400, `{"code":"invalid-argument","error":"This model's maximum prompt length is 131072"}`, burncloud.KindContextTooLong, "131072"},
		{400, `[{"error":{"code":400,"message":"array","status":"INVALID_ARGUMENT"}}]`, burncloud.KindBadRequest, "array"},
		{400, `{"error":{"message":"{\"error\":{\"message\":\"inner\",\"code\":\"model_not_found\"}}","code":"400"}}`, burncloud.KindUpstreamMissing, "inner"},
		{400, `{"error":[{"message":"first"},{"message":"second"}]}`, burncloud.KindBadRequest, "first"},
		{402, `{"error":{"message":"Insufficient Balance"}}`, burncloud.KindUpstreamFunds, "Balance"},
		{404, `{"error":{"message":"x","code":"DeploymentNotFound"}}`, burncloud.KindUpstreamMissing, "x"},
		{413, ``, burncloud.KindTooLarge, ""},
		{500, `{"error":{"message":"boom","type":"server_error"}}`, burncloud.KindUpstreamServer, "boom"},
		{503, `{"error":{"message":"busy","code":"server_is_overloaded"}}`, burncloud.KindOverloaded, "busy"},
		{502, `<html>bad gateway</html>`, burncloud.KindUpstreamServer, "bad gateway"},
		{504, ``, burncloud.KindUpstreamTimeout, ""},
		{200, `{"type":"response.failed","response":{"error":{"code":"insufficient_quota","message":"pay"}}}`, burncloud.KindUpstreamFunds, "pay"},
		{200, `{"status":"failed","error":{"code":"server_error","message":"boom"}}`, burncloud.KindUpstreamServer, "boom"},
		{500, strings.Repeat(`{"error":`, 50), burncloud.KindUpstreamServer, ""},
	} {
		h := http.Header{"Retry-After": {"3"}}
		e := responses.Back{}.DecodeError(c.status, h, []byte(c.body))
		if e.Kind != c.kind || !strings.Contains(e.Error(), c.has) || e.Message == "" {
			t.Errorf("%d %s: got %v, want %s", c.status, c.body, e, c.kind)
		}
		if e.Status != c.status || e.RetryAfter != 3*time.Second {
			t.Errorf("%d %s: status %d, retry after %s", c.status, c.body, e.Status, e.RetryAfter)
		}
	}
}

func TestEncodeError(t *testing.T) {
	for _, c := range []struct {
		err  burncloud.Error
		want string
	}{
		{burncloud.Error{Kind: burncloud.KindBadRequest, Message: "no", Param: "input"}, `{"error":{"message":"no","type":"invalid_request_error","param":"input","code":null}}`},
		{burncloud.Error{Kind: burncloud.KindContextTooLong, Message: "x"}, `{"error":{"message":"x","type":"invalid_request_error","param":null,"code":"context_length_exceeded"}}`},
		{burncloud.Error{Kind: burncloud.KindUpstreamLimited, Message: "x"}, `{"error":{"message":"x","type":"rate_limit_error","param":null,"code":"rate_limit_exceeded"}}`},
		{burncloud.Error{Kind: burncloud.KindInternal, Message: "x"}, `{"error":{"message":"x","type":"server_error","param":null,"code":null}}`},
		{burncloud.Error{Kind: burncloud.KindBadRequest, Message: "x", Code: "unsupported_value"}, `{"error":{"message":"x","type":"invalid_request_error","param":null,"code":"unsupported_value"}}`},
	} {
		if got := string(front.EncodeError(nil, &c.err)); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

// TestFail: an error before the answer began is an event of its own, one after it ends the answer; nothing follows.
func TestFail(t *testing.T) {
	cut := llm.Cut(nil)
	enc := front.EncodeStream(&llm.Request{})
	early := parse(t, enc.Fail(nil, cut))
	if names(early) != "error" || early[0].str("message") != cut.Message || early[0].str("error", "code") != "upstream_cut" {
		t.Errorf("got %s", early)
	}
	if more := enc.Fail(nil, cut); len(more) > 0 {
		t.Errorf("a second end: %s", more)
	}
	enc = front.EncodeStream(&llm.Request{})
	var out []byte
	for _, e := range []llm.Event{{Kind: llm.EventStart, Start: &llm.Start{ID: "x"}}, {Kind: llm.EventOpen, Part: llm.Text{}}, {Kind: llm.EventDelta, Text: []byte("half")}} {
		out = enc.Encode(out, e)
	}
	events := parse(t, enc.Fail(out, cut))
	last := events[len(events)-1]
	if names(events) != "created in_progress output_item.added content_part.added output_text.delta output_text.done content_part.done output_item.done failed" ||
		last.str("response", "status") != "failed" || last.str("response", "error", "code") != "upstream_cut" || !strings.Contains(string(last.data), "half") {
		t.Errorf("got %s\n%s", names(events), last.data)
	}
}

// TestStops: why an answer ended, in this dialect's words.
func TestStops(t *testing.T) {
	for _, c := range []struct {
		reason         llm.StopReason
		part           llm.Part
		status, detail string
	}{
		{llm.StopEnd, llm.Text{Text: "x"}, "completed", "null"},
		{llm.StopSequence, llm.Text{Text: "x"}, "completed", "null"},
		{llm.StopToolCalls, llm.ToolCall{ID: "a", Name: "f"}, "completed", "null"},
		{llm.StopLength, llm.Text{Text: "x"}, "incomplete", "max_output_tokens"},
		{llm.StopContext, llm.Text{Text: "x"}, "incomplete", "max_output_tokens"},
		{llm.StopFiltered, llm.Text{Text: "x"}, "incomplete", "content_filter"},
		{llm.StopRefusal, llm.Text{Text: "x"}, "incomplete", "content_filter"},
		{llm.StopRefusal, llm.Refusal{Text: "x"}, "completed", "null"},
		{llm.StopPaused, llm.Text{Text: "x"}, "completed", "null"},
		{llm.StopUnknown, llm.Text{Text: "x"}, "completed", "null"},
		{llm.StopBroken, llm.Text{Text: "x"}, "completed", "null"},
		{llm.StopBroken, nil, "failed", "null"},
	} {
		resp := &llm.Response{Choices: []llm.Choice{{Stop: llm.Stop{Reason: c.reason}}}}
		if c.part != nil {
			resp.Choices[0].Parts = []llm.Part{c.part}
		}
		body := front.EncodeResponse(nil, &llm.Request{}, resp)
		detail := str(body, "incomplete_details")
		if detail != "null" {
			detail = str(body, "incomplete_details", "reason")
		}
		if str(body, "status") != c.status || detail != c.detail {
			t.Errorf("%s %+v: got %s %s", c.reason, c.part, str(body, "status"), detail)
		}
		events := parse(t, play(&llm.Request{}, resp))
		if last := events[len(events)-1]; last.name != "response."+c.status {
			t.Errorf("%s: the stream ends with %s", c.reason, last.name)
		}
	}
}
