package gemini_test

import (
	"bytes"
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
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/wiretest"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/wire/anthropic"
	"github.com/burncloud/burncloud/wire/gemini"
	"github.com/burncloud/burncloud/wire/openai"
)

var update = flag.Bool("update", false, "write what came out into testdata/calls/gemini")

const callsDir = "../../testdata/calls/gemini"

func frontOf(dialect, form string) llm.Front {
	switch dialect {
	case "gemini":
		return gemini.Front{Array: form == "array"}
	case "openai":
		return openai.Front{Now: func() time.Time { return time.Unix(1700000000, 0) }}
	}
	return anthropic.Front{}
}

var backs = map[string]llm.Back{"gemini": gemini.Back{}, "openai": openai.Back{}, "anthropic": anthropic.Back{}}

// TestCalls plays calls as internal/wiretest does. A client of this dialect says in its header whether it wants a
// stream, and in what form: "client gemini stream", "client gemini array".
func TestCalls(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(callsDir, "*.txt"))
	if err != nil || len(files) < 25 {
		t.Fatalf("%d calls, %v", len(files), err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			got := play(t, wiretest.Parse(data)).Format()
			switch {
			case bytes.Equal(got, data):
			case *update:
				if err := os.WriteFile(name, got, 0o644); err != nil {
					t.Fatal(err)
				}
			default:
				t.Errorf("%s came out as\n%s", name, got)
			}
		})
	}
}

// player is one call while it is played.
type player struct {
	*testing.T
	front  llm.Front
	back   llm.Back
	target llm.Target
	req    *llm.Request
}

// play returns the file as it comes out.
func play(t *testing.T, f wiretest.File) wiretest.File {
	body, words, _ := f.Get("client")
	spec, upstream, ok := f.Get("target")
	dialect, form, _ := strings.Cut(words, " ")
	p := player{T: t, front: frontOf(dialect, form), back: backs[upstream]}
	if !ok || p.back == nil {
		t.Fatalf("no target %q", upstream)
	}
	if err := json.Unmarshal([]byte(spec), &p.target); err != nil {
		t.Fatal(err)
	}
	out := wiretest.File{Comment: f.Comment, Sections: append([]wiretest.Section(nil), f.Sections[:2]...)}
	var err error
	if p.req, err = p.front.DecodeRequest([]byte(body)); err != nil {
		out.Set("client response", p.failure(err))
		return out
	}
	p.req.ID = "req1"
	if form != "" {
		p.req.Stream = true
	}
	sent, lost, err := p.back.EncodeRequest(p.req, &p.target)
	if err != nil {
		out.Set("client response", p.failure(err))
		return out
	}
	out.Set("upstream request", p.pretty(sent))
	answer, status, ok := f.Get("upstream response")
	if ok {
		out.Sections = append(out.Sections, wiretest.Section{Name: "upstream response " + status, Text: answer})
		text, usage := p.respond(status, answer)
		out.Set("client response", strings.ReplaceAll(text, "\r\n", "\n"))
		out.Set("usage", usage)
	}
	var b strings.Builder
	for _, x := range lost {
		fmt.Fprintf(&b, "%s: %s\n", x.Field, x.Why)
	}
	if b.Len() > 0 {
		out.Set("losses", b.String())
	}
	return out
}

func (p *player) failure(err error) string {
	e := burncloud.AsError(err)
	if e.Kind == burncloud.KindInternal {
		p.Fatalf("unclassified: %v", err)
	}
	return strconv.Itoa(e.Kind.Status()) + " " + p.pretty(p.front.EncodeError(nil, e))
}

// pretty indents JSON; the order of members and the literals stay.
func (p *player) pretty(b []byte) string {
	v := jsontext.Value(bytes.Clone(b))
	if err := v.Indent(jsontext.WithIndent(" ")); err != nil {
		p.Fatalf("not JSON: %v: %s", err, b)
	}
	return string(v) + "\n"
}

func (p *player) respond(status, answer string) (text, usage string) {
	if code, err := strconv.Atoi(status); err != nil || code >= 400 {
		return p.failure(p.back.DecodeError(code, http.Header{}, []byte(answer))), ""
	}
	if !p.req.Stream {
		resp, err := p.back.DecodeResponse(p.req, &p.target, []byte(answer))
		if err != nil {
			return p.failure(err), ""
		}
		return p.pretty(p.front.EncodeResponse(nil, p.req, resp)), p.usage(resp.Usage)
	}
	want, usage := p.stream(strings.NewReader(answer))
	for i := range len(answer) {
		r := io.MultiReader(strings.NewReader(answer[:i]), strings.NewReader(answer[i:]))
		if got, _ := p.stream(r); got != want {
			p.Fatalf("cut at byte %d: %s", i, got)
		}
	}
	if got, _ := p.stream(iotest.OneByteReader(strings.NewReader(answer))); got != want {
		p.Fatalf("byte by byte: %s", got)
	}
	return want, usage
}

func (p *player) stream(r io.Reader) (text, usage string) {
	enc := p.front.EncodeStream(p.req)
	var out []byte
	for e, err := range llm.Check(p.back.DecodeStream(p.req, &p.target, r)) {
		if err != nil {
			return string(enc.Fail(out, burncloud.AsError(err))), ""
		}
		out = enc.Encode(out, e)
		if e.Finish != nil {
			usage = p.usage(e.Finish.Usage)
		}
	}
	return string(out), usage
}

func (p *player) usage(u burncloud.Usage) string {
	b, err := json.Marshal(u)
	if err != nil {
		p.Fatal(err)
	}
	return string(b) + "\n"
}
