package gemini_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
)

func TestDecodeError(t *testing.T) {
	retry := http.Header{"Retry-After": {"7"}}
	for _, c := range []struct {
		status int
		header http.Header
		body   string
		kind   burncloud.Kind
		after  time.Duration
	}{
		{400, nil, `{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT"}}`, burncloud.KindUpstreamAuth, 0},
		{400, nil, `{"error":{"code":400,"message":"API key expired","status":"INVALID_ARGUMENT","details":[{"reason":"API_KEY_EXPIRED"}]}}`, burncloud.KindUpstreamAuth, 0},
		{400, nil, `{"error":{"code":400,"message":"Invalid JSON payload","status":"INVALID_ARGUMENT"}}`, burncloud.KindBadRequest, 0},
		{400, nil, `{"error":{"code":400,"message":"Please enable billing","status":"FAILED_PRECONDITION"}}`, burncloud.KindUpstreamFunds, 0},
		{403, nil, `{"error":{"code":403,"status":"PERMISSION_DENIED","details":[{"reason":"BILLING_DISABLED"}]}}`, burncloud.KindUpstreamFunds, 0},
		{403, nil, `{"error":{"code":403,"status":"PERMISSION_DENIED"}}`, burncloud.KindUpstreamAuth, 0},
		{404, nil, `{"error":{"code":404,"status":"NOT_FOUND"}}`, burncloud.KindUpstreamMissing, 0},
		{429, retry, `[{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34.5s"}]}}]`, burncloud.KindUpstreamLimited, 34500 * time.Millisecond},
		{429, retry, `{"error":{"code":429}}`, burncloud.KindUpstreamLimited, 7 * time.Second},
		{429, nil, `{"error":{"code":429,"details":[{"violations":[{"quotaId":"GenerateRequestsPerDayPerProjectPerModel-FreeTier"}]}]}}`, burncloud.KindUpstreamFunds, 0},
		{429, nil, `{"error":{"code":429,"details":[{"retryDelay":"99999h"},{"retryDelay":"-5s"}]}}`, burncloud.KindUpstreamLimited, 0},
		{500, nil, `{"error":{"code":500,"status":"INTERNAL"}}`, burncloud.KindUpstreamServer, 0},
		{503, nil, `{"error":"overloaded"}`, burncloud.KindUpstreamServer, 0},
		{504, nil, `{"error":{"code":504,"status":"DEADLINE_EXCEEDED"}}`, burncloud.KindUpstreamTimeout, 0},
		{502, nil, `<html>bad gateway</html>`, burncloud.KindUpstreamServer, 0},
		{502, nil, ``, burncloud.KindUpstreamServer, 0},
		{200, nil, `{"error":{"code":429}}`, burncloud.KindUpstreamLimited, 0},
		{200, nil, `{"error":{}}`, burncloud.KindUpstreamServer, 0},
	} {
		e := back.DecodeError(c.status, c.header, []byte(c.body))
		if e.Kind != c.kind || e.RetryAfter != c.after {
			t.Errorf("%d %s: %s after %s", c.status, c.body, e.Kind, e.RetryAfter)
		}
	}
}

func TestErrorKeepsSecrets(t *testing.T) {
	e := back.DecodeError(403, nil, []byte(`{"error":{"code":403,"message":"key AIzaSecret of project 42 is disabled"}}`))
	if body := string(front.EncodeError(nil, e)); strings.Contains(body, "AIza") || strings.Contains(body, "42") {
		t.Error(body)
	}
}

func TestEncodeError(t *testing.T) {
	for _, c := range []struct {
		err  burncloud.Error
		want string
	}{
		{burncloud.Error{Kind: burncloud.KindUnauthenticated, Message: "no"}, `{"error":{"code":401,"message":"no","status":"UNAUTHENTICATED","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID","domain":"burncloud"}]}}`},
		{burncloud.Error{Kind: burncloud.KindRateLimited, Message: "slow", RetryAfter: 1500 * time.Millisecond, Code: "rpm"}, `{"error":{"code":429,"message":"slow","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"RPM","domain":"burncloud"},{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"1.5s"}]}}`},
		{burncloud.Error{Kind: burncloud.KindInternal, Message: "internal error"}, `{"error":{"code":500,"message":"internal error","status":"INTERNAL","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"INTERNAL","domain":"burncloud"}]}}`},
	} {
		if got := string(front.EncodeError(nil, &c.err)); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
	// Every kind has a word (wire-facts §9.2).
	for kind, want := range map[burncloud.Kind]string{
		burncloud.KindBadRequest: "INVALID_ARGUMENT", burncloud.KindContextTooLong: "INVALID_ARGUMENT", burncloud.KindUpstreamAuth: "INTERNAL",
		burncloud.KindNoFunds: "RESOURCE_EXHAUSTED", burncloud.KindForbidden: "PERMISSION_DENIED", burncloud.KindModelNotFound: "NOT_FOUND",
		burncloud.KindTooLarge: "INVALID_ARGUMENT", burncloud.KindContentPolicy: "INVALID_ARGUMENT", burncloud.KindUpstreamLimited: "RESOURCE_EXHAUSTED",
		burncloud.KindOverloaded: "UNAVAILABLE", burncloud.KindUpstreamServer: "INTERNAL", burncloud.KindUpstreamTimeout: "DEADLINE_EXCEEDED",
	} {
		if got := string(front.EncodeError(nil, &burncloud.Error{Kind: kind})); !strings.Contains(got, `"status":"`+want+`"`) {
			t.Errorf("%s: %s", kind, got)
		}
	}
}
