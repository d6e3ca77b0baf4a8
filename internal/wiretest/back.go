package wiretest

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
)

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
