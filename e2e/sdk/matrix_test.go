package sdk_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// model is a row of models.json; node/demo.mjs says what the members mean.
type model struct {
	ID     string `json:"id"`
	Thinks string `json:"thinks"`
	Images bool   `json:"images"`
	Forces bool   `json:"forces"`
}

// shows reports whether the model shows its reasoning when it is asked to.
func (m model) shows() bool { return m.Thinks == "asked" || m.Thinks == "always" }

func table(t *testing.T) []model {
	t.Helper()
	text, err := os.ReadFile("../models.json")
	if err != nil {
		t.Fatal(err)
	}
	var models []model
	if err := json.Unmarshal(text, &models); err != nil {
		t.Fatal(err)
	}
	return models
}

// sdk is a client library behind one interface.
type sdk interface {
	// ask makes the call; its errors are the library's own.
	ask(ctx context.Context, address string, q question) (answer, error)
	// refusal reads the library's error.
	refusal(err error) (status int, message string)
}

var sdks = map[string]sdk{"openai chat": chatSDK{}, "openai responses": responsesSDK{}, "anthropic": anthropicSDK{}, "gemini": geminiSDK{}}

type question struct {
	key, model string
	turns      []turn
	tools      []string // names; all take a city
	choice     string   // "required", "none" or the name of a tool; "" = the model's
	shaped     bool     // the answer must be of answerShape
	limit      int64    // on the tokens of the answer
	think      bool
	stream     bool
	begun      func() // called when something of a stream has come
}

// turn is one of: what a user says, an earlier answer, the results of its calls.
type turn struct {
	user    string
	image   string // base64 of a PNG
	answer  *answer
	results []result
}

type result struct {
	call toolCall
	text string
}

type toolCall struct{ id, name, args string }

type answer struct {
	text, thinking string
	calls          []toolCall
	finish         string // "stop", "tools", "length"
	in, out        int64  // tokens
	pieces         int    // of a stream
	idless         bool   // the dialect can do without ids of calls
	replay         any    // the answer as the library gives it back
}

var (
	cityShape   = shape("city")
	answerShape = shape("reply")
)

func shape(member string) map[string]any {
	return map[string]any{
		"type": "object", "properties": map[string]any{member: map[string]any{"type": "string"}}, "required": []string{member},
		"additionalProperties": false,
	}
}

const (
	prompt   = `Tell me of the Größe of rivers: 100 € or "more"?`
	inOrder  = "answers in good order." // how simulated answers end
	tinyPNG  = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
	celsius  = "21 °C"
	toolless = "Use get_weather."
)

// features are what every client is tried with on every model that has it.
var features = []struct {
	name string
	has  func(model) bool
	try  func(t *testing.T, ask func(question) answer)
}{
	{"text", always, func(t *testing.T, ask func(question) answer) {
		a := ask(question{turns: []turn{{user: prompt}}})
		checkText(t, a, "Größe of rivers: 100 €")
		if a.in <= 0 || a.out <= 0 {
			t.Errorf("usage %d in, %d out", a.in, a.out)
		}
	}},
	{"a second turn", always, func(t *testing.T, ask func(question) answer) {
		first := ask(question{turns: []turn{{user: prompt}}})
		checkText(t, ask(question{turns: []turn{{user: prompt}, {answer: &first}, {user: "And the sea?"}}}), "And the sea?")
	}},
	{"a tool that is forced", func(m model) bool { return m.Forces }, func(t *testing.T, ask func(question) answer) {
		checkCalls(t, ask(question{turns: []turn{{user: prompt}}, tools: []string{"get_time", "get_weather"}, choice: "get_weather"}), "get_weather")
	}},
	{"a tool that is required", func(m model) bool { return m.Forces }, func(t *testing.T, ask func(question) answer) {
		checkCalls(t, ask(question{turns: []turn{{user: prompt}}, tools: []string{"get_weather"}, choice: "required"}), "get_weather")
	}},
	{"tools that are forbidden", always, func(t *testing.T, ask func(question) answer) {
		checkText(t, ask(question{turns: []turn{{user: toolless}}, tools: []string{"get_weather"}, choice: "none"}), toolless)
	}},
	{"two calls and their results", always, func(t *testing.T, ask func(question) answer) {
		q := question{turns: []turn{{user: "Use get_weather and get_time."}}, tools: []string{"get_weather", "get_time"}}
		checkFollowUp(t, ask, q, "get_weather", "get_time")
	}},
	{"thinking", func(m model) bool { return m.shows() }, func(t *testing.T, ask func(question) answer) {
		a := ask(question{turns: []turn{{user: prompt}}, think: true})
		checkText(t, a, "rivers")
		if a.thinking == "" {
			t.Error("no thinking")
		}
	}},
	{"a call after thinking", func(m model) bool { return m.shows() }, func(t *testing.T, ask func(question) answer) {
		checkFollowUp(t, ask, question{turns: []turn{{user: toolless}}, tools: []string{"get_weather"}, think: true}, "get_weather")
	}},
	{"an answer of a given shape", always, func(t *testing.T, ask func(question) answer) {
		a := ask(question{turns: []turn{{user: prompt}}, shaped: true})
		var v struct{ Reply *string }
		if err := json.Unmarshal([]byte(a.text), &v); err != nil || v.Reply == nil || a.finish != "stop" {
			t.Errorf("%q is not of the shape (%v) or did not stop: %q", a.text, err, a.finish)
		}
	}},
	{"a picture", func(m model) bool { return m.Images }, func(t *testing.T, ask func(question) answer) {
		checkText(t, ask(question{turns: []turn{{user: "What is this?", image: tinyPNG}}}), "What is this?")
	}},
	{"an answer that is cut", func(m model) bool { return m.Thinks == "never" || m.Thinks == "asked" }, func(t *testing.T, ask func(question) answer) {
		a := ask(question{turns: []turn{{user: prompt}}, limit: 16})
		if a.finish != "length" || a.text == "" || strings.HasSuffix(a.text, inOrder) {
			t.Errorf("finish %q of %q, want a beginning cut by length", a.finish, a.text)
		}
	}},
}

func always(model) bool { return true }

// served are the models of the table that the demo has; that it has all is a test of its own.
func served(t *testing.T) []model {
	t.Helper()
	ids := modelIDs(t, client(t))
	return slices.DeleteFunc(table(t), func(m model) bool { return !slices.Contains(ids, m.ID) })
}

func TestEveryModelIsServed(t *testing.T) {
	if got := served(t); len(got) < len(table(t)) {
		t.Errorf("the demo serves only %+v", got)
	}
}

func TestEveryClientWithEveryModel(t *testing.T) {
	models := served(t)
	for name, lib := range sdks {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, m := range models {
				for _, f := range features {
					if !f.has(m) {
						continue
					}
					t.Run(m.ID+" "+f.name, func(t *testing.T) {
						t.Parallel()
						f.try(t, asker(t, lib, m.ID, false))
					})
					t.Run(m.ID+" "+f.name+" streamed", func(t *testing.T) {
						t.Parallel()
						f.try(t, asker(t, lib, m.ID, true))
					})
				}
			}
		})
	}
}

func asker(t *testing.T, lib sdk, model string, stream bool) func(question) answer {
	return func(q question) answer {
		t.Helper()
		q.key, q.model, q.stream = setting(t, "BURNCLOUD_TOKEN"), model, stream
		a, err := lib.ask(deadline(t), address(t), q)
		if err != nil {
			t.Fatal(err)
		}
		if stream && a.pieces == 0 {
			t.Error("a stream without pieces")
		}
		return a
	}
}

func TestEveryClientsAbort(t *testing.T) {
	models := served(t)
	for name, lib := range sdks {
		for _, m := range models {
			t.Run(name+" "+m.ID, func(t *testing.T) {
				t.Parallel()
				ctx, abort := context.WithCancel(deadline(t))
				var given time.Time
				begun := func() {
					if given.IsZero() {
						given = time.Now()
						abort()
					}
				}
				q := question{key: setting(t, "BURNCLOUD_TOKEN"), model: m.ID, turns: []turn{{user: prompt}}, stream: true, begun: begun}
				_, err := lib.ask(ctx, address(t), q)
				if given.IsZero() {
					t.Fatalf("nothing came: %v", err)
				}
				if took := time.Since(given); took > 2*time.Second || !errors.Is(err, context.Canceled) {
					t.Errorf("the stream ended %v after it was given up, with %v", took, err)
				}
				checkText(t, asker(t, lib, m.ID, false)(question{turns: q.turns}), "rivers")
			})
		}
	}
}

func TestEveryClientsRefusals(t *testing.T) {
	models := served(t)
	for _, row := range []struct {
		name, says string
		change     func(*question)
		status     int
	}{
		{"unknown key", "key", func(q *question) { q.key = "sk-nobody" }, 401},
		{"unknown model", "no-such-model", func(q *question) { q.model = "no-such-model" }, 404},
		{"wrong parameter", "token", func(q *question) { q.limit = -5 }, 400},
	} {
		for name, lib := range sdks {
			for _, m := range models {
				for _, stream := range []bool{false, true} {
					t.Run(row.name+" "+name+" "+m.ID, func(t *testing.T) {
						t.Parallel()
						q := question{key: setting(t, "BURNCLOUD_TOKEN"), model: m.ID, turns: []turn{{user: prompt}}, stream: stream}
						row.change(&q)
						a, err := lib.ask(deadline(t), address(t), q)
						if err == nil {
							t.Fatalf("answered %+v", a)
						}
						status, message := lib.refusal(err)
						if status != row.status || !strings.Contains(strings.ToLower(message), row.says) {
							t.Errorf("got %d %q (%v), want %d about %q", status, message, err, row.status, row.says)
						}
					})
				}
			}
		}
	}
}

func checkText(t *testing.T, a answer, quoted string) {
	t.Helper()
	if a.finish != "stop" || len(a.calls) > 0 || !strings.Contains(a.text, quoted) || !strings.HasSuffix(a.text, inOrder) {
		t.Errorf("finish %q and %d calls with %q, want a stop after text that quotes %q", a.finish, len(a.calls), a.text, quoted)
	}
}

func checkCalls(t *testing.T, a answer, names ...string) {
	t.Helper()
	var got, ids []string
	for _, c := range a.calls {
		got, ids = append(got, c.name), append(ids, c.id)
		var args struct{ City string }
		if err := json.Unmarshal([]byte(c.args), &args); err != nil || args.City != "sim" {
			t.Errorf("arguments %q: %v", c.args, err)
		}
	}
	if !slices.Equal(got, names) || a.finish != "tools" {
		t.Fatalf("calls of %q, finish %q, want calls of %q", got, a.finish, names)
	}
	if a.idless && ids[0] == "" {
		return
	}
	if slices.Sort(ids); ids[0] == "" || len(slices.Compact(ids)) != len(names) {
		t.Errorf("ids %q are not distinct", ids)
	}
}

// checkFollowUp asks, wants calls, and gives their results back.
func checkFollowUp(t *testing.T, ask func(question) answer, q question, names ...string) {
	t.Helper()
	asked := ask(q)
	checkCalls(t, asked, names...)
	if q.think && asked.thinking == "" {
		t.Error("no thinking before the calls")
	}
	var results []result
	for _, c := range asked.calls {
		results = append(results, result{c, c.name + ": " + celsius})
	}
	q.turns = append(q.turns, turn{answer: &asked}, turn{results: results})
	checkText(t, ask(q), celsius)
}
