package llm_test

import (
	"errors"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"testing/quick"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
)

func TestLosses(t *testing.T) {
	for _, tt := range []struct {
		field   llm.Field
		refused string // param
		said    string
	}{
		{llm.FieldSeed, "", "seed"},
		{llm.FieldReasoning, "", "thinking"},
		{llm.FieldN, "n", ""},
		{llm.FieldFormat, "response_format", ""},
	} {
		req := &llm.Request{Words: llm.Words{llm.FieldReasoning: "thinking"}, Lost: []llm.Loss{{Field: "x", Why: "y"}}}
		l := llm.NewLosses(req)
		l.Drop(tt.field, "why")
		l.Drop(tt.field, "again")
		_, got, err := l.Result(nil, nil)
		var e *burncloud.Error
		if errors.As(err, &e) {
			if e.Kind != burncloud.KindBadRequest || e.Param != tt.refused || !strings.Contains(e.Message, "why") {
				t.Errorf("%s: %v", tt.field, err)
			}
			continue
		}
		if want := []llm.Loss{{"x", "y"}, {tt.said, "why"}}; !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v", tt.field, got)
		}
		if err := llm.Strict(got); burncloud.AsError(err).Param != "x" {
			t.Errorf("strict: %v", err)
		}
	}
	if err := llm.Strict(nil); err != nil {
		t.Error(err)
	}
}

func TestExtraIsLostElsewhere(t *testing.T) {
	req := &llm.Request{Extra: llm.Extra{From: "a", Members: []llm.Member{{"new", llm.Raw("1")}, {"background", llm.Raw("true")}}}}
	own, other := llm.NewLosses(req), llm.NewLosses(req)
	own.DropExtra("a")
	other.DropExtra("b")
	if _, got, err := own.Result(nil, nil); len(got) != 0 || err != nil {
		t.Errorf("%v, %v", got, err)
	}
	if _, _, err := other.Result(nil, nil); burncloud.AsError(err).Param != "background" {
		t.Errorf("%v", err)
	}
}

func TestDropped(t *testing.T) {
	for _, tt := range []struct{ fields, want string }{
		{"", ""},
		{"seed", "seed"},
		{"seed n", "seed,n"},
		{"a\r\nX:y,é", "a__X:y__"},
	} {
		var list []llm.Loss
		for f := range strings.SplitSeq(tt.fields, " ") {
			if f != "" {
				list = append(list, llm.Loss{Field: f})
			}
		}
		if got := llm.Dropped(list); got != tt.want {
			t.Errorf("%q: %q", tt.fields, got)
		}
	}
	many := make([]llm.Loss, 1000)
	for i := range many {
		many[i].Field = "a_field"
	}
	if got := llm.Dropped(many); len(got) > 1024 || !strings.Contains(got, ",+") {
		t.Errorf("%d bytes: %s", len(got), got)
	}
}

func TestSignatureTag(t *testing.T) {
	for _, tt := range []struct {
		sig  llm.Signature
		want string
	}{
		{llm.Signature{}, ""},
		{llm.Signature{Origin: "anthropic", Data: "x"}, "x"},
		{llm.Signature{Origin: "gemini", Data: "x.y"}, "bc1.gemini..x.y"},
		{llm.Signature{Origin: "openai", ID: "rs_1", Data: "x"}, "bc1.openai.cnNfMQ.x"},
	} {
		got := tt.sig.Tag(llm.OriginAnthropic)
		if got != tt.want || llm.ParseSignature(got, llm.OriginAnthropic) != tt.sig {
			t.Errorf("%+v: %q, back %+v", tt.sig, got, llm.ParseSignature(got, llm.OriginAnthropic))
		}
	}
	for _, odd := range []string{"bc1.", "bc1.x", "bc1.x.!.y"} {
		if got := llm.ParseSignature(odd, "o"); got != (llm.Signature{Origin: "o", Data: odd}) {
			t.Errorf("%q: %+v", odd, got)
		}
	}
}

func TestIDs(t *testing.T) {
	for _, id := range []string{"toolu_1", "functions.get:0", "", "b64_x", "é", "call-1"} {
		esc := llm.EscapeID(id)
		if strings.Trim(esc, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") != "" || llm.UnescapeID(esc) != id {
			t.Errorf("%q: %q, back %q", id, esc, llm.UnescapeID(esc))
		}
	}
	if err := quick.Check(func(id string) bool { return llm.UnescapeID(llm.EscapeID(id)) == id }, nil); err != nil {
		t.Error(err)
	}
	long := strings.Repeat("x", 64)
	if a, b := llm.ShortID(long, 40), llm.ShortID(long+"y", 40); len(a) > 40 || a == b || llm.ShortID("short", 40) != "short" {
		t.Errorf("%q %q", a, b)
	}
	if a := llm.NineID("toolu_1"); len(a) != 9 || a == llm.NineID("toolu_2") || llm.NineID("abcDEF123") != "abcDEF123" {
		t.Errorf("%q", a)
	}
}

func TestEffort(t *testing.T) {
	for _, tt := range []struct {
		effort string
		limit  int64
		budget int64
	}{{"low", 10_000, 2000}, {"medium", 10_000, 5000}, {"high", 10_000, 8000}, {"max", 10_000, 9500}, {"odd", 10_000, 5000}} {
		if got := llm.BudgetOf(tt.effort, tt.limit); got != tt.budget {
			t.Errorf("%s of %d: %d", tt.effort, tt.limit, got)
		}
		if got := llm.EffortOf(tt.budget, tt.limit); tt.effort != "odd" && got != tt.effort {
			t.Errorf("%d of %d: %s", tt.budget, tt.limit, got)
		}
	}
	if got := llm.BudgetOf("high", 100); got != llm.MinBudget {
		t.Errorf("%d", got)
	}
}

func TestRetryAfter(t *testing.T) {
	for _, tt := range []struct {
		ms, after, date string
		want            time.Duration
	}{
		{"", "", "", 0},
		{"1500", "9", "", 1500 * time.Millisecond},
		{"", "2", "", 2 * time.Second},
		{"", "0.5", "", 500 * time.Millisecond},
		{"", "-1", "", 0},
		{"", "1e99", "", 24 * time.Hour},
		{"", "Tue, 24 Nov 2026 06:00:30 GMT", "Tue, 24 Nov 2026 06:00:00 GMT", 30 * time.Second},
		{"", "Tue, 24 Nov 2026 06:00:30 GMT", "", 0},
		{"", "soon", "", 0},
	} {
		h := http.Header{"Retry-After-Ms": {tt.ms}, "Retry-After": {tt.after}, "Date": {tt.date}}
		if got := llm.RetryAfter(h); got != tt.want {
			t.Errorf("%+v: %v", tt, got)
		}
	}
}

func TestFailureHidesWhatIsNotTheClients(t *testing.T) {
	const secret = "key sk-123 is wrong"
	if e := llm.Failure(burncloud.KindUpstreamAuth, 401, nil, secret); strings.Contains(e.Message, "sk-") || e.Err == nil {
		t.Errorf("%v", e)
	}
	if e := llm.Failure(burncloud.KindBadRequest, 400, nil, " max_tokens is too large "); e.Message != "max_tokens is too large" {
		t.Errorf("%v", e)
	}
	if e := llm.Failure(burncloud.KindBadRequest, 400, nil, strings.Repeat("é", 2000)); len(e.Message) > 1024 || strings.Contains(e.Message, "\uFFFD") {
		t.Errorf("%d bytes", len(e.Message))
	}
}

func TestDataURL(t *testing.T) {
	for _, tt := range []struct {
		url, mediaType, data string
		ok                   bool
	}{
		{"data:image/png;base64,AAAA", "image/png", "AAAA", true},
		{"DATA:text/plain;charset=utf-8;base64,AAAA", "text/plain", "AAAA", true},
		{"data:,x", "", "", false},
		{"https://a", "", "", false},
		{"", "", "", false},
	} {
		m, d, ok := llm.ParseDataURL(tt.url)
		if m != tt.mediaType || d != tt.data || ok != tt.ok {
			t.Errorf("%q: %q %q %v", tt.url, m, d, ok)
		}
	}
	for data, want := range map[string]string{"iVBORw0KGgoA": "image/png", "/9j/4AAQ": "image/jpeg", "AAAA": "x/y", "!": "x/y", "": "x/y"} {
		if got := llm.SniffType("x/y", data); got != want {
			t.Errorf("%q: %q", data, got)
		}
	}
}

func TestObject(t *testing.T) {
	for _, tt := range []struct {
		call llm.ToolCall
		want string
		ok   bool
	}{
		{llm.ToolCall{}, "{}", true},
		{llm.ToolCall{Arguments: " \n"}, "{}", true},
		{llm.ToolCall{Arguments: `{"b":1.0,"a":2}`}, `{"b":1.0,"a":2}`, true},
		{llm.ToolCall{Arguments: `{"b":`}, `{"b":`, false},
		{llm.ToolCall{Arguments: `[1]`}, `[1]`, false},
		{llm.ToolCall{Arguments: `say "x"`, Custom: true}, `{"input":"say \"x\""}`, true},
	} {
		if got, ok := tt.call.Object(); string(got) != tt.want || ok != tt.ok {
			t.Errorf("%+v: %s %v", tt.call, got, ok)
		}
	}
}

func TestMerge(t *testing.T) {
	for _, tt := range []struct{ object, set, want string }{
		{`{"a":1,"b":2}`, `{"b":3,"c":null}`, `{"a":1,"b":3,"c":null}`},
		{`{}`, `{"a":1}`, `{"a":1}`},
		{`{"a" : 1}`, `{}`, `{"a":1}`},
	} {
		if got := string(llm.Merge([]byte(tt.object), llm.Raw(tt.set))); got != tt.want {
			t.Errorf("%s + %s: %s", tt.object, tt.set, got)
		}
	}
	if got := string(llm.Merge([]byte(`{"a" : 1}`), nil)); got != `{"a" : 1}` {
		t.Error(got)
	}
}

func TestStopOf(t *testing.T) {
	for _, tt := range []struct {
		in    llm.StopReason
		calls bool
		want  llm.StopReason
	}{
		{llm.StopEnd, true, llm.StopToolCalls},
		{llm.StopToolCalls, false, llm.StopEnd},
		{llm.StopLength, true, llm.StopLength},
		{"", false, llm.StopUnknown},
		{"", true, llm.StopToolCalls},
	} {
		if got := llm.StopOf(tt.in, tt.calls); got != tt.want {
			t.Errorf("%s %v: %s", tt.in, tt.calls, got)
		}
	}
}
