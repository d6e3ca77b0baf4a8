package conformance_test

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/wiretest"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/wire/gemini"
)

// spoken gives the recorded APIs, by patterns of provider/api, the dialect that they are in. APIs of no row have no
// translation: what they carry is forwarded as it is, or not served.
var spoken = []struct{ pattern, dialect string }{
	{"ollama/chat", "ollama"},
	{"*/chat", "openai"},
	{"*/openai-chat", "openai"},
	{"gemini/openai-compat", "openai"},
	{"dashscope/compatible-chat", "openai"},
	{"*/responses", "responses"},
	{"*/responses-codex", "responses"},
	{"*/responses-get", "responses"},
	{"*/openai-responses", "responses"},
	{"*/messages", "anthropic"},
	{"vertex/anthropic", "anthropic"},
	{"bedrock/invoke-anthropic", "anthropic"},
	{"*/generateContent", "gemini"},
	{"dashscope/native-text", "dashscope"},
	{"dashscope/native-multimodal", "dashscope"},
	{"cohere/chat-v2", "cohere"},
	{"bedrock/converse", "bedrock"},
}

// unreadable are the recordings whose answer is no whole answer of its dialect, and why.
var unreadable = map[string]string{
	"bedrock/invoke-anthropic/dd-anthropic-invoke":                             "an answer of the older text completions",
	"openai/responses/pyai-background-mode-with-tool-vcr-3of5":                 "queued: it is made in the background",
	"vertex/generateContent/firebase-streaming-success-quotes-escaped":         "never says why it ends",
	"vertex/anthropic/lingua-toolcallrequest-vertex-anthropic-followup-stream": "not kept to its end",
}

// tally counts what became of the cases of one API.
type tally struct {
	cases, decoded, round, crossed, failures, refused, failed int
}

// replay runs the recordings through all dialects.
type replay struct {
	*testing.T
	fronts, all map[string]dialect
	tally       tally
	reasons     map[string]int
}

// TestConformance replays every recorded exchange: the request through its dialect and to every other upstream, the
// answer through its dialect and to every other client. It prints what came of it.
func TestConformance(t *testing.T) {
	if !wiretest.HasRecordings() {
		t.Skip("no recorded traffic here: set BURNCLOUD_WIRE to its directory")
	}
	r := &replay{T: t, fronts: map[string]dialect{}, all: map[string]dialect{}, reasons: map[string]int{}}
	for _, d := range append(dialects(), backsOnly()...) {
		r.all[d.name] = d
		if d.front != nil {
			r.fronts[d.name] = d
		}
	}
	r.fronts["gemini array"] = dialect{name: "gemini array", front: gemini.Front{Array: true}, back: gemini.Back{}, target: r.all["gemini"].target}
	var b strings.Builder
	var sum tally
	fmt.Fprintf(&b, "%-30s %6s %8s %6s %8s %7s %8s %7s\n", "", "cases", "decoded", "again", "crossed", "errors", "refused", "failed")
	var others []string
	for _, api := range recorded(t) {
		name := dialectOf(api)
		if name == "" {
			others = append(others, api)
			continue
		}
		r.tally = tally{}
		for _, rec := range wiretest.Load(t, api) {
			r.exchange(r.all[name], rec)
		}
		sum.add(r.tally)
		b.WriteString(r.tally.line(api))
	}
	b.WriteString(sum.line("all"))
	t.Logf("every request through its own dialect and to the backs of all others, every answer to all fronts:\n%s", &b)
	t.Logf("not translated, forwarded or not served: %s", strings.Join(others, ", "))
	t.Logf("refused, by reason:\n%s", counted(r.reasons))
	if sum.cases < 400 {
		t.Errorf("only %d cases", sum.cases)
	}
}

func (a *tally) add(b tally) {
	a.cases += b.cases
	a.decoded += b.decoded
	a.round += b.round
	a.crossed += b.crossed
	a.failures += b.failures
	a.refused += b.refused
	a.failed += b.failed
}

func (a tally) line(name string) string {
	return fmt.Sprintf("%-30s %6d %8d %6d %8d %7d %8d %7d\n", name, a.cases, a.decoded, a.round, a.crossed, a.failures, a.refused, a.failed)
}

// counted lists reasons, the most frequent first.
func counted(reasons map[string]int) string {
	keys := slices.SortedFunc(maps.Keys(reasons), func(a, b string) int {
		if n := reasons[b] - reasons[a]; n != 0 {
			return n
		}
		return strings.Compare(a, b)
	})
	var b strings.Builder
	for _, k := range keys {
		fmt.Fprintf(&b, "%5d  %s\n", reasons[k], k)
	}
	return b.String()
}

// recorded lists all APIs as provider/api.
func recorded(t *testing.T) []string {
	t.Helper()
	root := wiretest.Recordings(t)
	dirs, err := filepath.Glob(filepath.Join(root, "[a-z]*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, dir := range dirs {
		if fi, err := os.Stat(dir); err == nil && fi.IsDir() {
			api, _ := filepath.Rel(root, dir)
			out = append(out, filepath.ToSlash(api))
		}
	}
	return out
}

func dialectOf(api string) string {
	for _, s := range spoken {
		if ok, _ := path.Match(s.pattern, api); ok {
			return s.dialect
		}
	}
	return ""
}

// exchange replays one case.
func (r *replay) exchange(d dialect, rec wiretest.Recording) {
	r.tally.cases++
	req := &llm.Request{ID: "req1", Stream: rec.Stream != nil, IncludeUsage: true}
	if d.front != nil && rec.Request != nil {
		asked, err := d.front.DecodeRequest(rec.Request)
		if err != nil {
			r.refuse(rec.Name, d.name+" cannot read", err)
		} else {
			r.tally.decoded++
			r.request(d, rec, asked)
		}
	}
	r.answer(d, rec, req)
}

// fail reports what must not happen.
func (r *replay) fail(name, format string, args ...any) {
	r.Helper()
	r.tally.failed++
	r.Errorf("%s: "+format, append([]any{name}, args...)...)
}

// What a message of refusal says about where and about which.
var (
	placeOf = regexp.MustCompile(`^[\w.\[\]]+: `)
	quoted  = regexp.MustCompile(`"[^"]*"|[\w-]*[0-9][\w-]*`)
)

// refuse counts a refusal by its reason. It must name the field at fault.
func (r *replay) refuse(name, who string, err error) {
	e := burncloud.AsError(err)
	if e.Kind != burncloud.KindBadRequest || e.Message == "" {
		r.fail(name, "%s: %v", who, err)
		return
	}
	r.tally.refused++
	why := quoted.ReplaceAllString(placeOf.ReplaceAllString(e.Message, ""), "…")
	r.reasons[who+": "+why]++
}

// request writes a request again in its own dialect, and for all others.
func (r *replay) request(d dialect, rec wiretest.Recording, req *llm.Request) {
	for _, up := range r.all {
		t := up.target
		if up.name == d.name {
			t = wide(up, req)
		}
		body, lost, err := up.back.EncodeRequest(req, &t)
		switch {
		case err != nil:
			r.refuse(rec.Name, "to "+up.name, err)
		case !llm.Raw(body).IsValid():
			r.fail(rec.Name, "for %s not JSON: %s", up.name, body)
		case up.front == nil:
			r.tally.crossed++
		default:
			again, err := up.front.DecodeRequest(body)
			if err != nil {
				r.fail(rec.Name, "%s cannot read its own %s: %v", up.name, body, err)
				continue
			}
			if up.name != d.name {
				r.tally.crossed++
				r.older(rec.Name, up, req)
				continue
			}
			r.again(rec, req, again, len(lost) > 0)
		}
	}
}

// older writes a request for a model of before, which counts its thinking in tokens.
func (r *replay) older(name string, up dialect, req *llm.Request) {
	t := up.target
	t.Quirks.Budgets = true
	body, _, err := up.back.EncodeRequest(req, &t)
	if err == nil {
		_, err = up.front.DecodeRequest(body)
	}
	if e := burncloud.AsError(err); err != nil && (e.Kind != burncloud.KindBadRequest || e.Param == "") {
		r.fail(name, "for an older model of %s: %v", up.name, err)
	}
}

// wide is a target that takes all that a dialect can say.
func wide(d dialect, req *llm.Request) llm.Target {
	t := llm.Target{Model: req.Model}
	switch d.name {
	case "openai", "responses":
		t.Quirks = llm.Quirks{CacheMarks: true, TopK: true, ReasoningReplay: llm.ReplayDetails, Effort: llm.EffortObject}
	case "anthropic":
		t.Quirks = llm.Quirks{Budgets: req.Reasoning.Budget != ""}
	case "gemini":
		t.Quirks = llm.Quirks{Budgets: req.Reasoning.Budget != "" || req.Reasoning.Off || req.Reasoning.Adaptive}
	}
	return t
}

// again compares a request with what it became on the way through its own dialect. What is lost must be said.
func (r *replay) again(rec wiretest.Recording, req, got *llm.Request, said bool) {
	var left []string
next:
	for _, fact := range missing(asked(req), asked(got)) {
		for _, n := range normal {
			if n.MatchString(fact) {
				continue next
			}
		}
		left = append(left, fact)
	}
	if len(left) > 0 && !said {
		r.fail(rec.Name, "does not come again:\n%s", strings.Join(left, "\n"))
		return
	}
	r.tally.round++
}

// normal are the facts that a dialect may write otherwise and mean the same.
var normal = []*regexp.Regexp{
	regexp.MustCompile(`(assistant calls: |result of )(call_[0-9a-f]{32}|\S{41,})`),       // an id that was too long is cut
	regexp.MustCompile(`\+assistant signature: gemini  skip_thought_signature_validator`), // of a call that Gemini did not sign
	regexp.MustCompile(`tool: function .*"properties":\{\}`),                              // a tool without arguments
}

// answer reads an answer and writes it for the clients of all dialects.
func (r *replay) answer(d dialect, rec wiretest.Recording, req *llm.Request) {
	body, stream := rec.Response, streamOf(r.T, rec)
	if rec.Status >= 400 {
		e := d.back.DecodeError(rec.Status, nil, body)
		if e == nil || e.Message == "" {
			r.fail(rec.Name, "an error that says nothing: %v", e)
			return
		}
		r.tally.failures++
		return
	}
	if body == nil && stream == nil {
		return
	}
	t := d.target
	if d.name == "dashscope" && !bytes.Contains(rec.Request, []byte(`"incremental_output": true`)) {
		t.Quirks.Set = llm.Raw(`{"parameters":{"incremental_output":false}}`)
	}
	var resp *llm.Response
	var err error
	if stream != nil {
		resp, err = read(d.back, req, &t, stream)
	} else {
		resp, err = d.back.DecodeResponse(req, &t, body)
	}
	if err != nil {
		r.unanswered(rec, err)
		return
	}
	r.tally.decoded++
	for _, cl := range r.fronts {
		if !r.through(rec.Name, cl, req, resp) {
			continue
		}
		if cl.name == d.name {
			r.tally.round++
		} else {
			r.tally.crossed++
		}
	}
}

// unanswered judges an answer that cannot be decoded: it must be an error of the upstream, by what was recorded.
func (r *replay) unanswered(rec wiretest.Recording, err error) {
	if why := unreadable[rec.Name]; why != "" {
		r.tally.refused++
		r.reasons["answers that are none: "+why]++
		return
	}
	e := burncloud.AsError(err)
	if e.Kind == burncloud.KindInternal {
		r.fail(rec.Name, "unclassified: %v", err)
		return
	}
	if !rec.Failed && !strings.Contains(rec.Name, "error") && !strings.Contains(rec.Name, "fail") {
		r.fail(rec.Name, "%v", err)
		return
	}
	r.tally.failures++
}

// streamOf is the recorded stream, in whatever form the dialect has streams.
func streamOf(t *testing.T, rec wiretest.Recording) []byte {
	form := map[string]string{"ollama/chat": "response.ndjson", "bedrock/converse": "response.eventstream"}[path.Dir(rec.Name)]
	if form == "" {
		return rec.Stream
	}
	b, err := os.ReadFile(filepath.Join(wiretest.Recordings(t), filepath.FromSlash(rec.Name), form))
	if err != nil {
		return nil
	}
	return b
}

// through writes an answer for a client, streamed and whole, and reads what the client gets.
func (r *replay) through(name string, cl dialect, req *llm.Request, resp *llm.Response) bool {
	want := gist(resp)
	streamed, err := read(cl.back, req, &cl.target, write(cl.front, req, resp))
	if err != nil {
		r.fail(name, "as a stream of %s: %v", cl.name, err)
		return false
	}
	whole, err := cl.back.DecodeResponse(req, &cl.target, cl.front.EncodeResponse(nil, req, resp))
	if err != nil {
		r.fail(name, "as %s: %v", cl.name, err)
		return false
	}
	for form, got := range map[string]string{"a stream": gist(streamed), "an answer": gist(whole)} {
		if got != want {
			r.fail(name, "as %s of %s:\ngot  %s\nwant %s", form, cl.name, got, want)
			return false
		}
	}
	return true
}

// gist is what every dialect can say of the first choice of an answer.
func gist(resp *llm.Response) string {
	var text, thought, calls strings.Builder
	u := resp.Usage
	var stop llm.StopReason
	if len(resp.Choices) > 0 {
		c := resp.Choices[0]
		stop = c.Stop.Reason
		for _, p := range c.Parts {
			switch p := p.(type) {
			case llm.Text:
				text.WriteString(p.Text)
			case llm.Refusal:
				text.WriteString(p.Text)
			case llm.Reasoning:
				thought.WriteString(p.Text)
			case llm.ToolCall:
				args, ok := p.Object()
				if !ok {
					args = llm.Raw("{}") // cut by the limit on tokens; a whole answer cannot have half an object
				}
				fmt.Fprintf(&calls, "%s %s %s; ", p.ID, p.Name, canonical(args))
			}
		}
	}
	return fmt.Sprintf("text %q thought %q calls %q tools %v tokens %d+%d > %d+%d", text.String(), thought.String(), calls.String(),
		stop == llm.StopToolCalls, u.Prompt()-u.CacheRead, u.CacheRead, u.Completion()-u.Reasoning, u.Reasoning)
}
