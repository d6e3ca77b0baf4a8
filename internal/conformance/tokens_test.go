package conformance_test

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/wiretest"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/tokenizer"
)

// miss is how far counts are from what providers reported.
type miss struct {
	calls           int
	mine, theirs    int64
	relative, worst float64
	where           string
}

func (m *miss) add(name string, mine, theirs int64) {
	m.calls++
	m.mine += mine
	m.theirs += theirs
	off := math.Abs(float64(mine-theirs)) / float64(theirs)
	m.relative += off
	if off >= m.worst {
		m.worst, m.where = off, fmt.Sprintf("%s: %d, reported %d", name, mine, theirs)
	}
}

// TestTokensRecorded counts the prompts and answers of recorded calls and holds them against the usage that the providers
// reported. It prints the table of errors.
func TestTokensRecorded(t *testing.T) {
	if !wiretest.HasRecordings() {
		t.Skip("no recorded traffic here: set BURNCLOUD_WIRE to its directory")
	}
	all := map[string]dialect{}
	for _, d := range append(dialects(), backsOnly()...) {
		all[d.name] = d
	}
	table := map[string]*miss{}
	for _, api := range recorded(t) {
		d, ok := all[dialectOf(api)]
		if !ok || d.front == nil {
			continue
		}
		for _, rec := range wiretest.Load(t, api) {
			countRecorded(t, table, d, rec)
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%-34s %5s %9s %9s %7s %7s\n", "family, what", "calls", "counted", "reported", "mean", "worst")
	for _, name := range slices.Sorted(func(yield func(string) bool) {
		for k := range table {
			if !yield(k) {
				return
			}
		}
	}) {
		m := table[name]
		fmt.Fprintf(&b, "%-34s %5d %9d %9d %6.1f%% %6.1f%%  %s\n", name, m.calls, m.mine, m.theirs, 100*m.relative/float64(m.calls), 100*m.worst, m.where)
	}
	t.Logf("\n%s", &b)
}

func countRecorded(t *testing.T, table map[string]*miss, d dialect, rec wiretest.Recording) {
	if rec.Request == nil || rec.Status >= 400 || rec.Failed || rec.Response == nil && rec.Stream == nil {
		return
	}
	req, err := d.front.DecodeRequest(rec.Request)
	if err != nil {
		return
	}
	target := d.target
	var resp *llm.Response
	if rec.Stream != nil {
		resp, err = read(d.back, req, &target, rec.Stream)
	} else {
		resp, err = d.back.DecodeResponse(req, &target, rec.Response)
	}
	if err != nil || resp.Usage.Prompt() == 0 {
		return
	}
	model := burncloud.ModelName(cmp.Or(string(resp.Model), string(req.Model)))
	f := tokenizer.For(model, burncloud.Dialect(d.name))
	what := "plain"
	if len(req.Tools) > 0 {
		what = "tools"
	}
	for _, m := range req.Messages {
		for _, p := range m.Parts {
			switch p := p.(type) {
			case llm.Media:
				return // they are cut in the recordings
			case llm.ToolResult:
				what = "tools"
				for _, p := range p.Parts {
					if _, ok := p.(llm.Media); ok {
						return
					}
				}
			case llm.Reasoning, llm.Opaque:
				return
			}
		}
	}
	for _, tool := range req.Tools {
		if tool.Kind == llm.ToolHosted {
			return
		}
	}
	if req.Format.Schema != nil {
		what = "schema"
	}
	note := func(what string, mine, theirs int64) {
		m := table[f.Name+", "+what]
		if m == nil {
			m = &miss{}
			table[f.Name+", "+what] = m
		}
		m.add(rec.Name+" "+string(model), mine, theirs)
	}
	note(what, f.Prompt(req).Tokens, resp.Usage.Prompt())
	var n int64
	for _, p := range resp.Choices[0].Parts {
		text, ok := p.(llm.Text)
		if !ok {
			return
		}
		n += f.Count(text.Text)
	}
	if len(resp.Choices) == 1 && resp.Usage.Output > 10 && n > 0 {
		note("answers", n, resp.Usage.Output)
	}
}
