package conformance_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/internal/sse"
	"github.com/burncloud/burncloud/internal/wiretest"
	"github.com/burncloud/burncloud/llm"
)

var update = flag.Bool("update", false, "write docs/fidelity.md and what probes mean")

// class says how faithfully something crosses.
type class uint8

// Classes, from the most faithful.
const (
	none    class = iota // the dialect has no word for it, or there is nothing to be streamed
	exact                // the same meaning
	mapped               // a documented change
	said                 // lost, and reported to the client
	refused              // the request fails with the name of the field
)

var classNames = []string{"–", "exact", "mapped", "said", "refused"}

// side is a way of a pair.
type side uint8

// Sides.
const (
	request side = iota
	answer
	stream
	sides
)

var sideNames = []string{"request", "answer", "stream"}

// result is one cell of the table.
type result struct {
	class class
	notes []string
}

func (r *result) add(c class, notes ...string) {
	r.class = max(r.class, c)
next:
	for _, n := range notes {
		for _, have := range r.notes {
			if have == n {
				continue next
			}
		}
		r.notes = append(r.notes, n)
	}
}

// place is where a cell is.
type place struct{ feature, client, upstream string }

// probe is one thing that may cross: a request in every dialect that has words for it, and what upstreams answer.
type probe struct {
	name, feature string
	wiretest.File
}

// probes reads testdata/fidelity: files named NN-feature.txt or NN-feature.variant.txt.
func probes(t *testing.T) []probe {
	t.Helper()
	files, err := filepath.Glob("testdata/fidelity/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no probes: %v", err)
	}
	var out []probe
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		base := strings.TrimSuffix(filepath.Base(name), ".txt")
		_, feature, _ := strings.Cut(base, "-")
		feature, _, _ = strings.Cut(feature, ".")
		out = append(out, probe{base, strings.ReplaceAll(feature, "-", " "), wiretest.Parse(data)})
	}
	return out
}

// table is fidelity as it is measured.
type table struct {
	*testing.T
	clients, backs []dialect
	cells          map[place]*[sides]result
	used           map[int]bool // notes
	hello          map[string][]byte
}

// TestFidelity measures what crosses between the dialects, and compares it with docs/fidelity.md. Whatever is lost must
// be said, refused or documented by a note.
func TestFidelity(t *testing.T) {
	f := &table{T: t, clients: dialects(), backs: backsOnly(), cells: map[place]*[sides]result{}, used: map[int]bool{}, hello: map[string][]byte{}}
	all := probes(t)
	for _, d := range f.clients {
		s, _, ok := all[0].Get(d.name + " request")
		if !ok {
			t.Fatalf("%s: no request of %s", all[0].name, d.name)
		}
		f.hello[d.name] = []byte(s)
	}
	for _, p := range all {
		f.means(p)
		for _, up := range append(f.clients, f.backs...) {
			for _, cl := range f.clients {
				f.pair(p, cl, up)
			}
		}
	}
	f.errors()
	for i, n := range notes {
		if !f.used[i] {
			t.Errorf("nothing needs the note %q for %q", n.says, n.fact)
		}
	}
	if !t.Failed() {
		f.publish()
	}
}

func (f *table) cell(feature, client, upstream string) *[sides]result {
	at := place{feature, client, upstream}
	if f.cells[at] == nil {
		f.cells[at] = new([sides]result)
	}
	return f.cells[at]
}

// pair measures one probe for one pair.
func (f *table) pair(p probe, cl, up dialect) {
	cells := f.cell(p.feature, cl.name, up.name)
	ask, _, asks := p.Get(cl.name + " request")
	if asks {
		f.request(p, cl, up, []byte(ask), &cells[request])
	} else {
		ask = string(f.hello[cl.name])
	}
	if body, _, ok := p.Get(up.name + " answer"); ok {
		f.answer(p, cl, up, []byte(ask), []byte(strings.TrimSpace(body)), &cells[answer])
	}
	if lines, _, ok := p.Get(up.name + " stream"); ok {
		f.stream(p, cl, up, []byte(ask), framed(up.name, lines), &cells[stream])
	}
}

// decode reads a client's request.
func (f *table) decode(p probe, d dialect, body []byte, stream bool) *llm.Request {
	f.Helper()
	req, err := d.front.DecodeRequest(body)
	if err != nil {
		f.Fatalf("%s: %s: %v", p.name, d.name, err)
	}
	req.ID, req.Stream, req.IncludeUsage = "req1", stream, stream
	return req
}

func (f *table) request(p probe, cl, up dialect, ask []byte, cell *result) {
	where := p.name + ": " + cl.name + " to " + up.name + ": "
	if cl.name == up.name {
		r, err := cl.peek(ask, false)
		if err != nil || !bytes.Equal(r.Body("m", true), ask) {
			f.Errorf("%sthe relay changes the request: %v", where, err)
		}
		cell.add(exact)
		return
	}
	req := f.decode(p, cl, ask, false)
	body, lost, err := up.back.EncodeRequest(req, &up.target)
	if err != nil {
		e := burncloud.AsError(err)
		if e.Kind != burncloud.KindBadRequest || e.Param == "" {
			f.Errorf("%srefused without the field: %v", where, err)
		}
		cell.add(refused, "refused: "+strings.Replace(e.Message, e.Param, "`"+e.Param+"`", 1))
		return
	}
	found := exact
	for _, x := range lost {
		found = said
		cell.add(said, "said: `"+x.Field+"`: "+x.Why)
	}
	if e := burncloud.AsError(llm.Strict(lost)); found == said && (e.Kind != burncloud.KindBadRequest || e.Param == "") {
		f.Errorf("%sstrict does not refuse %v", where, lost)
	}
	cell.add(found)
	if up.front == nil {
		f.marks(p, where, body, lost)
		return
	}
	got, err := up.front.DecodeRequest(body)
	if err != nil {
		f.Errorf("%swhat is sent cannot be read: %v: %s", where, err, body)
		return
	}
	f.compare(where, request, cl, up, asked(req), asked(got), found == said, cell)
}

// marks checks that the words of a probe are in a request whose dialect no front reads, unless something is lost.
func (f *table) marks(p probe, where string, body []byte, lost []llm.Loss) {
	words, _, _ := p.Get("marks")
	for _, w := range strings.Fields(words) {
		if !bytes.Contains(body, []byte(w)) && len(lost) == 0 {
			f.Errorf("%ssilent: %q is not in %s", where, w, body)
		}
	}
}

func (f *table) answer(p probe, cl, up dialect, ask, body []byte, cell *result) {
	where := p.name + ": answer of " + up.name + " to " + cl.name + ": "
	req := f.decode(p, cl, ask, false)
	resp, err := up.back.DecodeResponse(req, &up.target, body)
	if err != nil {
		f.Errorf("%s%v", where, err)
		return
	}
	if cl.name == up.name {
		r, err := cl.peek(ask, false)
		if err != nil {
			f.Fatal(err)
		}
		out, err := r.Answer(body)
		if err != nil || !out.Finished || out.Usage != resp.Usage {
			f.Errorf("%sthe relay reads %+v %v, the codec %+v", where, out, err, resp.Usage)
		}
		cell.add(exact)
		return
	}
	out := cl.front.EncodeResponse(nil, req, resp)
	got, err := cl.back.DecodeResponse(req, &cl.target, out)
	if err != nil {
		f.Errorf("%swhat the client gets cannot be read: %v: %s", where, err, out)
		return
	}
	cell.add(exact)
	f.compare(where, answer, cl, up, answered(resp), answered(unnamed(resp, got)), false, cell)
}

func (f *table) stream(p probe, cl, up dialect, ask, body []byte, cell *result) {
	where := p.name + ": stream of " + up.name + " to " + cl.name + ": "
	req := f.decode(p, cl, ask, true)
	resp, err := read(up.back, req, &up.target, body)
	if err != nil {
		f.Errorf("%s%v", where, err)
		return
	}
	if cl.name == up.name {
		f.relayed(where, cl, ask, body, resp)
		cell.add(exact)
		return
	}
	out := translate(cl.front, up.back, req, &up.target, body)
	got, err := read(cl.back, req, &cl.target, out)
	if err != nil {
		f.Errorf("%swhat the client gets cannot be read: %v: %s", where, err, out)
		return
	}
	cell.add(exact)
	f.compare(where, stream, cl, up, answered(resp), answered(unnamed(resp, got)), false, cell)
}

// unnamed takes the model's name out of what a client got if the upstream did not give one: it is the caller's then.
func unnamed(from, got *llm.Response) *llm.Response {
	if from.Model == "" {
		got.Model = ""
	}
	return got
}

// relayed proves that a stream passes its own dialect untouched, and that the relay learns what the codec does.
func (f *table) relayed(where string, d dialect, ask, body []byte, resp *llm.Response) {
	r, err := d.peek(ask, true)
	if err != nil {
		f.Fatal(err)
	}
	r.Body("m", false)
	s := r.Stream()
	for _, frame := range frames(f.T, body) {
		if v := s.Frame(frame); v&(llm.Drop|llm.Failed|llm.Broken) != 0 {
			f.Errorf("%sthe relay does not forward %s", where, frame)
		}
	}
	if out := s.Outcome(); !out.Finished || out.Usage != resp.Usage {
		f.Errorf("%sthe relay reads %+v, the codec %+v", where, out, resp.Usage)
	}
}

// compare classifies how two meanings differ.
func (f *table) compare(where string, s side, cl, up dialect, want, got string, reported bool, cell *result) {
	f.Helper()
	for _, fact := range missing(want, got) {
		i := noteFor(where, s, cl.name, up.name, fact)
		switch {
		case i >= 0:
			f.used[i] = true
			cell.add(mapped, notes[i].says)
		case !reported:
			f.Errorf("%ssilent: %s", where, fact)
		}
	}
}

// framed writes the lines of a stream as the dialect frames them.
func framed(name, lines string) []byte {
	if name == "ollama" {
		return []byte(lines)
	}
	var out []byte
	for line := range strings.Lines(lines) {
		data := []byte(strings.TrimSpace(line))
		switch name {
		case "responses", "anthropic":
			out = sse.Append(out, kindOf(data), data)
		case "gemini":
			out = append(append(append(out, "data: "...), data...), "\r\n\r\n"...)
		default:
			out = sse.Append(out, "", data)
		}
	}
	if name == "openai" {
		out = sse.Append(out, "", []byte("[DONE]"))
	}
	return out
}

func kindOf(data []byte) string {
	for m := rawjson.Members(data); m.Next(); {
		if string(m.Key) == "type" {
			s, _ := rawjson.String(m.Value)
			return s
		}
	}
	return ""
}
