package llm_test

import (
	"errors"
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
)

// emit runs a decoder of steps and collects what Check lets through.
func emit(steps ...func(m *llm.Emitter) error) (*llm.Response, error) {
	return llm.Collect(llm.Check(func(yield func(llm.Event, error) bool) {
		m := llm.NewEmitter(yield)
		for _, s := range steps {
			if err := s(m); err != nil {
				m.Fail(err)
				return
			}
		}
		m.Fail(m.Finish(llm.Finish{Stops: []llm.Stop{{Reason: llm.StopEnd, Raw: "stop"}}}))
	}))
}

func TestEmitter(t *testing.T) {
	text := func(c int, s string) func(*llm.Emitter) error {
		return func(m *llm.Emitter) error { return m.Text(c, []byte(s)) }
	}
	thought := func(s string) func(*llm.Emitter) error {
		return func(m *llm.Emitter) error { return m.Thought(0, []byte(s)) }
	}
	sign := func(m *llm.Emitter) error { return m.Sign(0, llm.Signature{Data: "sig"}) }
	call := func(m *llm.Emitter) error { return m.Call(0, llm.ToolCall{ID: "c", Name: "f", Arguments: "{"}) }
	more := func(m *llm.Emitter) error { return m.Arguments(0, []byte("}")) }
	cite := func(m *llm.Emitter) error { return m.Cite(0, llm.Citation{URL: "u"}) }
	whole := func(m *llm.Emitter) error { return m.Whole(0, llm.Media{Data: "aGk="}) }
	type steps = []func(*llm.Emitter) error
	for name, tt := range map[string]struct {
		steps steps
		parts int // of the first choice
		stop  llm.StopReason
	}{
		"nothing":                 {nil, 0, llm.StopEnd},
		"empty text":              {steps{text(0, "")}, 0, llm.StopEnd},
		"one text":                {steps{text(0, "a"), text(0, "b")}, 1, llm.StopEnd},
		"kinds in turn":           {steps{thought("a"), text(0, "b"), call, more, text(0, "c")}, 4, llm.StopToolCalls},
		"choices that interleave": {steps{text(0, "a"), text(1, "b"), text(0, "c")}, 1, llm.StopEnd},
		"text after a signature":  {steps{thought("a"), sign, thought("b"), sign}, 2, llm.StopEnd},
		"lone signatures":         {steps{sign, sign}, 2, llm.StopEnd},
		"citations":               {steps{text(0, "a"), cite, text(0, "b"), call, cite}, 3, llm.StopToolCalls},
		"arguments of no call":    {steps{more, text(0, "a"), more}, 1, llm.StopEnd},
		"whole part":              {steps{text(0, "a"), whole, text(0, "b")}, 3, llm.StopEnd},
	} {
		resp, err := emit(tt.steps...)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if len(resp.Choices[0].Parts) != tt.parts || resp.Choices[0].Stop.Reason != tt.stop {
			t.Errorf("%s: %+v, want %d parts, %s", name, resp, tt.parts, tt.stop)
		}
	}
	if _, err := emit(text(llm.MaxChoices, "x")); burncloud.AsError(err).Kind != burncloud.KindUpstreamInvalid {
		t.Errorf("too many choices: %v", err)
	}
	if _, err := emit(func(*llm.Emitter) error { return llm.Cut(nil) }); burncloud.AsError(err).Kind != burncloud.KindUpstreamCut {
		t.Errorf("failure: %v", err)
	}
}

func TestEmitterStops(t *testing.T) {
	n := 0
	m := llm.NewEmitter(func(_ llm.Event, err error) bool {
		if n++; err != nil {
			t.Errorf("error after the consumer left: %v", err)
		}
		return false
	})
	err := m.Text(0, []byte("x"))
	m.Fail(err)
	m.Fail(errors.New("late"))
	if err == nil || n != 1 {
		t.Errorf("%d events, %v", n, err)
	}
}
