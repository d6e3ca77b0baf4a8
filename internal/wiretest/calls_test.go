package wiretest_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/wiretest"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/wire/anthropic"
	"github.com/burncloud/burncloud/wire/bedrock"
	"github.com/burncloud/burncloud/wire/cohere"
	"github.com/burncloud/burncloud/wire/dashscope"
	"github.com/burncloud/burncloud/wire/gemini"
	"github.com/burncloud/burncloud/wire/ollama"
	"github.com/burncloud/burncloud/wire/openai"
	"github.com/burncloud/burncloud/wire/responses"
)

var update = flag.Bool("update", false, "write what came out into testdata/calls")

// The dialects that calls are written in.
var (
	fronts = map[string]llm.Front{
		"openai":       openai.Front{Now: now},
		"responses":    responses.Front{Now: now},
		"anthropic":    anthropic.Front{},
		"gemini":       gemini.Front{},
		"gemini array": gemini.Front{Array: true},
	}
	backs = map[string]llm.Back{
		"openai": openai.Back{}, "responses": responses.Back{}, "anthropic": anthropic.Back{}, "gemini": gemini.Back{},
		"dashscope": dashscope.Back{}, "cohere": cohere.Back{}, "ollama": ollama.Back{},
		"bedrock": bedrock.Back{},
	}
)

func now() time.Time { return time.Unix(1700000000, 0) }

// minCalls is how many calls there are at least: a directory that got lost is to be noticed.
const minCalls = 200

// TestCalls plays the calls of testdata/calls and below: what the client sent and what the upstream answered are given,
// the rest must come out. A call has the sections
//
//	client DIALECT            the client's request; "gemini stream" and "gemini array" ask for a stream, as a URL does
//	target DIALECT            llm.Target as JSON
//	upstream request          what the upstream got
//	upstream response STATUS  what it answered; absent if the request is refused
//	client response           what the client got
//	usage                     what is billed
//	losses                    what did not cross, one a line
//
// Those of the directory embeddings are calls for embeddings.
func TestCalls(t *testing.T) {
	const dir = "../../testdata/calls"
	n := 0
	err := filepath.WalkDir(dir, func(name string, _ fs.DirEntry, err error) error {
		if filepath.Ext(name) != ".txt" {
			return err
		}
		n++
		short, _ := filepath.Rel(dir, name)
		t.Run(strings.TrimSuffix(filepath.ToSlash(short), ".txt"), func(t *testing.T) { playFile(t, name) })
		return nil
	})
	if err != nil || n < minCalls {
		t.Errorf("%d calls, want %d: %v", n, minCalls, err)
	}
}

func playFile(t *testing.T, name string) {
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	want := wiretest.Parse(data)
	out := play
	if filepath.Base(filepath.Dir(name)) == "embeddings" {
		out = playEmbedding
	}
	got := out(t, want)
	switch {
	case bytes.Equal(got.Format(), data):
	case *update:
		if err := os.WriteFile(name, got.Format(), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		for i, s := range got.Sections {
			if i >= len(want.Sections) || want.Sections[i] != s {
				t.Errorf("-- %s --\n%s", s.Name, s.Text)
			}
		}
		if !t.Failed() {
			t.Errorf("sections are missing or too many")
		}
	}
}

// call is one call while it is played.
type call struct {
	*testing.T
	front  llm.Front
	back   llm.Back
	target llm.Target
	req    *llm.Request
}

// play returns the file as it comes out.
func play(t *testing.T, f wiretest.File) wiretest.File {
	body, words, _ := f.Get("client")
	spec, upstream, _ := f.Get("target")
	dialect := strings.TrimSuffix(words, " stream")
	c := call{T: t, front: fronts[dialect], back: backs[upstream]}
	if c.front == nil || c.back == nil {
		t.Fatalf("client %q or target %q is missing", words, upstream)
	}
	if err := json.Unmarshal([]byte(spec), &c.target); err != nil {
		t.Fatal(err)
	}
	out := wiretest.File{Comment: f.Comment, Sections: append([]wiretest.Section(nil), f.Sections[:2]...)}
	var err error
	if c.req, err = c.front.DecodeRequest([]byte(body)); err != nil {
		out.Set("client response", failure(t, c.front.EncodeError, err))
		return out
	}
	c.req.ID = "req1"
	c.req.Stream = c.req.Stream || strings.Contains(words, " ")
	sent, lost, err := c.back.EncodeRequest(c.req, &c.target)
	if err != nil {
		out.Set("client response", failure(t, c.front.EncodeError, err))
		return out
	}
	out.Set("upstream request", pretty(t, sent))
	if answer, status, ok := f.Get("upstream response"); ok {
		out.Sections = append(out.Sections, wiretest.Section{Name: "upstream response " + status, Text: answer})
		c.respond(&out, status, answer)
	}
	if len(lost) > 0 {
		out.Set("losses", losses(lost))
	}
	return out
}

func losses(lost []llm.Loss) string {
	var b strings.Builder
	for _, x := range lost {
		fmt.Fprintf(&b, "%s: %s\n", x.Field, x.Why)
	}
	return b.String()
}

// failure is what a client gets for an error.
func failure(t *testing.T, encode func([]byte, *burncloud.Error) []byte, err error) string {
	e := burncloud.AsError(err)
	if e.Kind == burncloud.KindInternal {
		t.Fatalf("unclassified: %v", err)
	}
	return strconv.Itoa(e.Kind.Status()) + " " + pretty(t, encode(nil, e))
}

// pretty indents JSON; the order of members and the literals stay.
func pretty(t *testing.T, b []byte) string {
	v := jsontext.Value(bytes.Clone(b))
	if err := v.Indent(jsontext.WithIndent(" ")); err != nil {
		t.Fatalf("not JSON: %v: %s", err, b)
	}
	return string(v) + "\n"
}

// respond adds what the client gets of the upstream's answer, and what is billed for it.
func (c *call) respond(out *wiretest.File, status, answer string) {
	code, err := strconv.Atoi(status)
	if err != nil {
		c.Fatal(err)
	}
	var text string
	var usage *burncloud.Usage
	switch {
	case code >= 400:
		text = failure(c.T, c.front.EncodeError, c.back.DecodeError(code, http.Header{}, []byte(answer)))
	case c.req.Stream:
		text, usage = c.stream(answer)
	default:
		resp, err := c.back.DecodeResponse(c.req, &c.target, []byte(answer))
		if err != nil {
			text = failure(c.T, c.front.EncodeError, err)
			break
		}
		text, usage = pretty(c.T, c.front.EncodeResponse(nil, c.req, resp)), &resp.Usage
	}
	out.Set("client response", strings.ReplaceAll(text, "\r\n", "\n"))
	if usage != nil {
		b, err := json.Marshal(usage)
		if err != nil {
			c.Fatal(err)
		}
		out.Set("usage", string(b)+"\n")
	}
}

// stream is what the client gets of a stream, which must not depend on how the upstream's bytes arrive.
func (c *call) stream(answer string) (string, *burncloud.Usage) {
	want, usage := c.translate(strings.NewReader(answer))
	for i := 0; i < len(answer); i += 1 + len(answer)/256 {
		r := io.MultiReader(strings.NewReader(answer[:i]), strings.NewReader(answer[i:]))
		if got, _ := c.translate(r); got != want {
			c.Fatalf("cut at byte %d: %s", i, got)
		}
	}
	if got, _ := c.translate(iotest.OneByteReader(strings.NewReader(answer))); got != want {
		c.Fatalf("byte by byte: %s", got)
	}
	return want, usage
}

func (c *call) translate(r io.Reader) (string, *burncloud.Usage) {
	enc := c.front.EncodeStream(c.req)
	var out []byte
	var usage *burncloud.Usage
	for e, err := range llm.Check(c.back.DecodeStream(c.req, &c.target, r)) {
		if err != nil {
			var be *burncloud.Error
			if !errors.As(err, &be) || errors.Unwrap(err) != nil && strings.Contains(errors.Unwrap(err).Error(), "part") {
				c.Fatalf("stream: %v", err)
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

func TestFormatIsInverseOfParse(t *testing.T) {
	for _, s := range []string{"", "comment\n", "-- a --\n", "c\n-- a b --\nx\n\n-- b --\ny\n", "-- a --\n-- not a header\n"} {
		if got := string(wiretest.Parse([]byte(s)).Format()); got != s {
			t.Errorf("%q: %q", s, got)
		}
	}
}
