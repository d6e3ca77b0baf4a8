package conformance_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/burncloud/burncloud/internal/wiretest"
	"github.com/burncloud/burncloud/llm"
)

// members are the directories of a set of twins, and their dialects.
var members = map[string]string{"chat-completions": "openai", "responses": "responses", "anthropic": "anthropic", "google": "gemini"}

// twin is a request of a set.
type twin struct {
	dialect
	req *llm.Request
}

// TestConformanceTwins translates requests that were written natively for several APIs with one intent: what comes of
// one member is compared with the other. They need not agree in everything, since their authors set other limits and
// names; what they differ in is printed. Their answers are read, and written for all clients.
func TestConformanceTwins(t *testing.T) {
	sets, err := filepath.Glob(filepath.Join(wiretest.Recordings(t), "_twins", "*"))
	if err != nil || len(sets) == 0 {
		t.Fatalf("no twins: %v", err)
	}
	r := &replay{T: t, fronts: map[string]dialect{}, reasons: map[string]int{}}
	for _, d := range dialects() {
		r.fronts[d.name] = d
	}
	agree, differ, apart := 0, 0, map[string]int{}
	for _, set := range sets {
		twins := r.set(set)
		for _, from := range twins {
			for _, to := range twins {
				if from.name == to.name {
					continue
				}
				facts, ok := r.meet(filepath.Base(set), from, to)
				switch {
				case !ok:
				case len(facts) == 0:
					agree++
				default:
					differ++
					for _, fact := range facts {
						apart[kindOfFact(fact)]++
					}
				}
			}
		}
	}
	t.Logf("%d sets: %d translations agree with the twin, %d differ, %d are refused; of the answers %d are read and %d cross",
		len(sets), agree, differ, r.tally.refused, r.tally.decoded, r.tally.crossed)
	t.Logf("what differs:\n%s", counted(apart))
	t.Logf("refused, by reason:\n%s", counted(r.reasons))
	if agree == 0 {
		t.Error("no twins agree")
	}
}

// set reads the requests of a set, and replays its answers.
func (r *replay) set(dir string) []twin {
	var out []twin
	for member, name := range members {
		d := r.fronts[name]
		body, err := os.ReadFile(filepath.Join(dir, member, "request.json"))
		if err != nil {
			continue
		}
		req, err := d.front.DecodeRequest(body)
		if err != nil {
			r.refuse(dir, name+" cannot read", err)
			continue
		}
		req.Stream, req.ID = false, "req1"
		out = append(out, twin{d, req})
		for _, file := range []string{"response.json", "response-streaming.events.jsonl", "followup-response.json"} {
			if body, err := os.ReadFile(filepath.Join(dir, member, file)); err == nil {
				r.twinAnswer(filepath.Base(dir)+"/"+member+"/"+file, d, req, body)
			}
		}
	}
	return out
}

func (r *replay) twinAnswer(name string, d dialect, req *llm.Request, body []byte) {
	var resp *llm.Response
	var err error
	if strings.HasSuffix(name, "l") {
		resp, err = read(d.back, req, &d.target, framed(d.name, string(body)))
	} else {
		resp, err = d.back.DecodeResponse(req, &d.target, body)
	}
	if err != nil {
		r.fail(name, "%v", err)
		return
	}
	r.tally.decoded++
	for _, cl := range r.fronts {
		if r.through(name, cl, &llm.Request{ID: "req1", IncludeUsage: true}, resp) {
			r.tally.crossed++
		}
	}
}

// meet translates one twin and lists what it has otherwise than the other.
func (r *replay) meet(name string, from, to twin) (facts []string, ok bool) {
	body, _, err := to.back.EncodeRequest(from.req, &to.target)
	if err != nil {
		r.refuse(name, from.name+" to "+to.name, err)
		return nil, false
	}
	got, err := to.front.DecodeRequest(body)
	if err != nil {
		r.fail(name, "%s to %s: %v", from.name, to.name, err)
		return nil, false
	}
	return missing(loosely(to.req), loosely(got)), true
}

// loosely is what a request asks without what the authors of twins chose for each API: the ids of calls, limits, names
// of schemas, and what is so anyway.
func loosely(r *llm.Request) string {
	var out strings.Builder
	text := asked(r)
	n := 0
	for _, m := range r.Messages {
		for _, p := range m.Parts {
			if c, ok := p.(llm.ToolCall); ok {
				text = strings.ReplaceAll(text, c.ID, fmt.Sprintf("call %d", n))
				n++
			}
		}
	}
	for line := range strings.Lines(text) {
		kind, rest, ok := strings.Cut(line, ": ")
		if !ok {
			out.WriteString(line)
			continue
		}
		switch {
		case kind == "max tokens", line == "tool choice: auto\n", strings.Contains(line, "skip_thought_signature_validator"):
			continue
		case kind == "format":
			_, rest, _ = strings.Cut(rest, "{")
		}
		if strings.HasPrefix(kind, "result of") {
			rest = canonical(llm.Raw(strings.ReplaceAll(strings.TrimSpace(rest), "⏎", "\n"))) + "\n"
		}
		out.WriteString(kind + ": " + rest)
	}
	return out.String()
}

// kindOfFact is a fact without what it says.
func kindOfFact(fact string) string {
	kind, _, _ := strings.Cut(fact, ":")
	return kind
}
