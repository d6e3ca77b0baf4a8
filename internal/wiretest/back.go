package wiretest

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/go-json-experiment/json"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
)

// Calls checks a back half with the call files that match pattern. A file has a section "NAME request", which the front
// of that name decodes, and "sent", the body that must come of it, with what is "lost", or "refused" with its reason;
// "target" is the llm.Target, a JSON object. "response" or "stream" is what the upstream answers, and "answer" how Show
// has it. update rewrites what must come out.
func Calls(t *testing.T, pattern string, back llm.Back, fronts map[string]llm.Front, update bool) {
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no call files %s: %v", pattern, err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		f := Parse(data)
		if err := play(&f, back, fronts); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got := f.Format()
		if string(got) == string(data) {
			continue
		}
		if !update {
			t.Errorf("%s: got\n%s", name, got)
		} else if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Error(err)
		}
	}
}

// play puts into the file what comes out of it.
func play(f *File, back llm.Back, fronts map[string]llm.Front) error {
	target := &llm.Target{Model: "m"}
	if s, _, ok := f.Get("target"); ok {
		if err := json.Unmarshal([]byte(s), target); err != nil {
			return err
		}
	}
	req := &llm.Request{}
	for name, front := range fronts {
		if s, _, ok := f.Get(name + " request"); ok {
			var err error
			if req, err = front.DecodeRequest([]byte(s)); err != nil {
				return err
			}
			send(f, back, req, target)
		}
	}
	if s, _, ok := f.Get("response"); ok {
		f.Set("answer", Show(back.DecodeResponse(req, target, []byte(s)))+"\n")
	}
	if s, _, ok := f.Get("stream"); ok {
		f.Set("answer", Show(llm.Collect(llm.Check(back.DecodeStream(req, target, strings.NewReader(s)))))+"\n")
	}
	return nil
}

func send(f *File, back llm.Back, req *llm.Request, target *llm.Target) {
	body, lost, err := back.EncodeRequest(req, target)
	if err != nil {
		f.Set("refused", burncloud.AsError(err).Message+"\n")
		return
	}
	f.Set("sent", string(body)+"\n")
	if len(lost) > 0 {
		f.Set("lost", llm.Dropped(lost)+"\n")
	}
}

// Show writes an answer on one line, or the kind of the error that came instead.
func Show(resp *llm.Response, err error) string {
	if err != nil {
		return string(burncloud.AsError(err).Kind)
	}
	var out []string
	for _, c := range resp.Choices {
		var parts []string
		for _, p := range c.Parts {
			parts = append(parts, showPart(p))
		}
		out = append(out, "["+strings.Join(parts, " ")+"] "+string(c.Stop.Reason)+"/"+c.Stop.Raw)
	}
	return strings.Join(out, " ")
}

func showPart(p llm.Part) string {
	switch p := p.(type) {
	case llm.Text:
		s := p.Text
		for _, c := range p.Citations {
			s += fmt.Sprintf(" <%d-%d %s%s>", c.Start, c.End, c.URL, c.Source)
		}
		return "{" + s + "}"
	case llm.Reasoning:
		if p.Redacted {
			return "redacted{" + p.Signature.Data + "}"
		}
		return "think{" + p.Text + p.Signature.Tag("") + "}"
	case llm.ToolCall:
		return "call{" + p.ID + " " + p.Name + " " + p.Arguments + "}"
	case llm.Opaque:
		return p.Kind + string(p.Raw)
	}
	return fmt.Sprintf("%T%+v", p, p)
}

// Whole checks that a stream decodes to the same events however its bytes arrive, and that the events are in order.
// It returns the answer.
func Whole(t testing.TB, in string, decode func(io.Reader) iter.Seq2[llm.Event, error]) (*llm.Response, error) {
	t.Helper()
	once := events(llm.Check(decode(strings.NewReader(in))))
	for _, r := range []io.Reader{iotest.OneByteReader(strings.NewReader(in)), iotest.HalfReader(strings.NewReader(in)), iotest.DataErrReader(strings.NewReader(in))} {
		if cut := events(llm.Check(decode(r))); cut != once {
			t.Errorf("%.200q: events depend on how the bytes arrive:\n%s\n%s", in, once, cut)
		}
	}
	if strings.Contains(once, "out of order") {
		t.Errorf("%.200q: %s", in, once)
	}
	return llm.Collect(decode(strings.NewReader(in)))
}

// events writes all events of a sequence.
func events(seq iter.Seq2[llm.Event, error]) string {
	var b strings.Builder
	for e, err := range seq {
		if err != nil {
			var x *burncloud.Error
			fmt.Fprintf(&b, "%v, classified: %v\n", err, errors.As(err, &x))
			break
		}
		fmt.Fprintf(&b, "%d %d %d %+v %q %+v %+v %+v %+v\n", e.Kind, e.Choice, e.Index, e.Part, e.Text, e.Signature, e.Citation, e.Start, e.Finish)
	}
	return b.String()
}
