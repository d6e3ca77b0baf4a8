package conformance_test

import (
	"net/http"
	"os"
	"strconv"
	"strings"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/wiretest"
	"github.com/burncloud/burncloud/llm"
)

// errors measures how failures reach clients: those of testdata/errors.txt, and streams that are cut off.
func (f *table) errors() {
	data, err := os.ReadFile("testdata/errors.txt")
	if err != nil {
		f.Fatal(err)
	}
	ups := map[string]dialect{}
	for _, d := range append(f.clients, f.backs...) {
		ups[d.name] = d
	}
	for _, s := range wiretest.Parse(data).Sections {
		words := strings.Fields(s.Name)
		up, kind := ups[words[0]], burncloud.Kind(words[2])
		for _, cl := range f.clients {
			cells := f.cell("errors", cl.name, up.name)
			if words[1] == "stream" {
				f.broken(cl, up, framed(up.name, s.Text), kind, &cells[stream])
				continue
			}
			status, err := strconv.Atoi(words[1])
			if err != nil {
				f.Fatal(err)
			}
			f.failure(cl, up, status, s.Text, kind, &cells[answer])
		}
	}
	for _, p := range probes(f.T)[:1] {
		for _, up := range append(f.clients, f.backs...) {
			lines, _, _ := p.Get(up.name + " stream")
			half := lines[:strings.Index(lines, "\n")+1]
			if up.name == "anthropic" || up.name == "responses" {
				half = strings.Join(strings.SplitAfter(lines, "\n")[:4], "")
			}
			for _, cl := range f.clients {
				f.broken(cl, up, cut(up.name, half), burncloud.KindUpstreamCut, &f.cell("errors", cl.name, up.name)[stream])
			}
		}
	}
}

// cut is a stream without its end.
func cut(name, lines string) []byte {
	out := framed(name, lines)
	return []byte(strings.TrimSuffix(string(out), "data: [DONE]\n\n"))
}

// failure passes an answer with a status of failure on to a client.
func (f *table) failure(cl, up dialect, status int, body string, kind burncloud.Kind, cell *result) {
	where := "error of " + up.name + " to " + cl.name + ": "
	e := up.back.DecodeError(status, http.Header{}, []byte(body))
	if e.Kind != kind {
		f.Errorf("%s%d is understood as %s, want %s", where, status, e.Kind, kind)
		return
	}
	out := cl.front.EncodeError(nil, e)
	got := cl.back.DecodeError(e.Kind.Status(), http.Header{}, out)
	cell.add(exact)
	f.compare(where, answer, cl, up, "error: "+string(e.Kind)+"\n", "error: "+string(got.Kind)+"\n", false, cell)
}

// broken passes a stream that fails on to a client, who must see that it failed.
func (f *table) broken(cl, up dialect, body []byte, kind burncloud.Kind, cell *result) {
	where := "broken stream of " + up.name + " to " + cl.name + ": "
	req := &llm.Request{ID: "req1", Stream: true, IncludeUsage: true, From: burncloud.Dialect(cl.name)}
	if _, err := read(up.back, req, &up.target, body); err == nil || burncloud.AsError(err).Kind != kind {
		f.Errorf("%sunderstood as %v, want %s", where, err, kind)
		return
	}
	out := translate(cl.front, up.back, req, &up.target, body)
	_, err := read(cl.back, req, &cl.target, out)
	if err == nil {
		f.Errorf("%sthe client is not told: %s", where, out)
		return
	}
	cell.add(exact)
	f.compare(where, stream, cl, up, "error: "+string(kind)+"\n", "error: "+string(burncloud.AsError(err).Kind)+"\n", false, cell)
}
