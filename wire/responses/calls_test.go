package responses_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/wiretest"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/wire/anthropic"
	"github.com/burncloud/burncloud/wire/openai"
	"github.com/burncloud/burncloud/wire/responses"
)

var update = flag.Bool("update", false, "write what came out into testdata/calls/responses")

// The dialects that calls are written in.
var (
	fronts = map[string]llm.Front{
		"responses": front,
		"openai":    openai.Front{Now: front.Now},
		"anthropic": anthropic.Front{},
	}
	backs = map[string]llm.Back{"responses": responses.Back{}, "openai": openai.Back{}, "anthropic": anthropic.Back{}}
)

// TestCalls plays the calls of testdata/calls/responses, which are written as internal/wiretest has them: what the
// client sent and what the upstream answered are given, the rest must come out.
func TestCalls(t *testing.T) {
	files, err := filepath.Glob("../../testdata/calls/responses/*.txt")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d calls, %v", len(files), err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			want := wiretest.Parse(data)
			got := replay(t, want)
			if bytes.Equal(got.Format(), want.Format()) {
				return
			}
			if *update {
				if err := os.WriteFile(name, got.Format(), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			for i, s := range got.Sections {
				if i >= len(want.Sections) || want.Sections[i] != s {
					t.Errorf("-- %s --\n%s", s.Name, s.Text)
				}
			}
		})
	}
}

// replay returns the file as it comes out.
func replay(t *testing.T, f wiretest.File) wiretest.File {
	body, dialect, ok := f.Get("client")
	front := fronts[dialect]
	spec, upstream, ok2 := f.Get("target")
	back := backs[upstream]
	if !ok || !ok2 || front == nil || back == nil {
		t.Fatalf("client %q or target %q is missing", dialect, upstream)
	}
	var target llm.Target
	if err := json.Unmarshal([]byte(spec), &target); err != nil {
		t.Fatal(err)
	}
	out := wiretest.File{Comment: f.Comment, Sections: append([]wiretest.Section(nil), f.Sections[:2]...)}
	req, err := front.DecodeRequest([]byte(body))
	if err != nil {
		out.Set("client response", failure(t, front, err))
		return out
	}
	req.ID = "req1"
	sent, lost, err := back.EncodeRequest(req, &target)
	if err != nil {
		out.Set("client response", failure(t, front, err))
		return out
	}
	out.Set("upstream request", pretty(t, sent))
	answer, status, ok := f.Get("upstream response")
	if !ok {
		return out
	}
	out.Sections = append(out.Sections, wiretest.Section{Name: "upstream response " + status, Text: answer})
	text, usage := respond(t, front, back, req, &target, status, answer)
	out.Set("client response", text)
	if usage != nil {
		b, err := json.Marshal(usage)
		if err != nil {
			t.Fatal(err)
		}
		out.Set("usage", string(b)+"\n")
	}
	if len(lost) > 0 {
		var b strings.Builder
		for _, x := range lost {
			fmt.Fprintf(&b, "%s: %s\n", x.Field, x.Why)
		}
		out.Set("losses", b.String())
	}
	return out
}

func failure(t *testing.T, front llm.Front, err error) string {
	e := burncloud.AsError(err)
	if e.Kind == burncloud.KindInternal {
		t.Fatalf("unclassified: %v", err)
	}
	return strconv.Itoa(e.Kind.Status()) + " " + pretty(t, front.EncodeError(nil, e))
}

// pretty indents JSON; the order of members and the literals stay.
func pretty(t *testing.T, b []byte) string {
	v := jsontext.Value(bytes.Clone(b))
	if err := v.Indent(jsontext.WithIndent(" ")); err != nil {
		t.Fatalf("not JSON: %v: %s", err, b)
	}
	return string(v) + "\n"
}

func respond(t *testing.T, front llm.Front, back llm.Back, req *llm.Request, target *llm.Target, status, answer string) (string, *burncloud.Usage) {
	if code, err := strconv.Atoi(status); err != nil || code >= 400 {
		return failure(t, front, back.DecodeError(code, http.Header{}, []byte(answer))), nil
	}
	if !req.Stream {
		resp, err := back.DecodeResponse(req, target, []byte(answer))
		if err != nil {
			return failure(t, front, err), nil
		}
		return pretty(t, front.EncodeResponse(nil, req, resp)), &resp.Usage
	}
	want, usage := stream(t, front, back, req, target, strings.NewReader(answer))
	for i := 0; i < len(answer); i += 1 + len(answer)/256 {
		r := io.MultiReader(strings.NewReader(answer[:i]), strings.NewReader(answer[i:]))
		if got, _ := stream(t, front, back, req, target, r); got != want {
			t.Fatalf("cut at byte %d: %s", i, got)
		}
	}
	if got, _ := stream(t, front, back, req, target, iotest.OneByteReader(strings.NewReader(answer))); got != want {
		t.Fatalf("byte by byte: %s", got)
	}
	return want, usage
}

func stream(t *testing.T, front llm.Front, back llm.Back, req *llm.Request, target *llm.Target, r io.Reader) (string, *burncloud.Usage) {
	enc := front.EncodeStream(req)
	var out []byte
	var usage *burncloud.Usage
	for e, err := range llm.Check(back.DecodeStream(req, target, r)) {
		if err != nil {
			var be *burncloud.Error
			if !errors.As(err, &be) || errors.Unwrap(err) != nil && strings.Contains(errors.Unwrap(err).Error(), "part") {
				t.Fatalf("stream: %v", err)
			}
			return string(enc.Fail(out, be)), nil
		}
		out = enc.Encode(out, e)
		if e.Finish != nil {
			usage = &e.Finish.Usage
		}
	}
	return string(out), usage
}
