package conformance_test

import (
	"os"
	"slices"
	"strings"

	"github.com/burncloud/burncloud/internal/wiretest"
	"github.com/burncloud/burncloud/llm"
)

// means checks what the dialects' own halves understand of a probe. A file says it in a section "request means",
// "answer means" or "stream means", with the name of the dialect before it where that one means something else.
func (f *table) means(p probe) {
	f.Helper()
	out := p.File
	out.Sections = slices.DeleteFunc(slices.Clone(p.Sections), func(s wiretest.Section) bool { return strings.HasSuffix(s.Name, " means") })
	for s, kind := range sideNames {
		for _, d := range append(f.clients, f.backs...) {
			text, ok := f.meaningOf(p, d, side(s))
			if !ok {
				continue
			}
			common, _, known := out.Get(kind + " means")
			if side(s) == stream && !known {
				common, _, known = out.Get("answer means")
			}
			switch {
			case !known:
				out.Sections = append(out.Sections, wiretest.Section{Name: kind + " means", Text: text})
			case common != text:
				out.Sections = append(out.Sections, wiretest.Section{Name: d.name + " " + kind + " means", Text: text})
			}
		}
	}
	for _, s := range p.Sections {
		if s.Name == "marks" {
			continue
		}
		if !slices.Contains(out.Sections, s) && !*update {
			f.Errorf("%s: %s is now otherwise", p.name, s.Name)
		}
	}
	if len(out.Sections) != len(p.Sections) && !*update {
		f.Errorf("%s: %d sections, want %d", p.name, len(out.Sections), len(p.Sections))
	}
	if *update {
		if err := os.WriteFile("testdata/fidelity/"+p.name+".txt", out.Format(), 0o644); err != nil {
			f.Fatal(err)
		}
	}
}

func (f *table) meaningOf(p probe, d dialect, s side) (string, bool) {
	body, _, ok := p.Get(d.name + " " + sideNames[s])
	if !ok {
		return "", false
	}
	if s == request {
		return asked(f.decode(p, d, []byte(body), false)), true
	}
	req := &llm.Request{ID: "req1", Stream: s == stream}
	var resp *llm.Response
	var err error
	if s == stream {
		resp, err = read(d.back, req, &d.target, framed(d.name, body))
	} else {
		resp, err = d.back.DecodeResponse(req, &d.target, []byte(body))
	}
	if err != nil {
		f.Fatalf("%s: %s of %s: %v", p.name, sideNames[s], d.name, err)
	}
	return answered(resp), true
}
