package gateway_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/wire/anthropic"
	"github.com/burncloud/burncloud/wire/cohere"
	"github.com/burncloud/burncloud/wire/gemini"
	"github.com/burncloud/burncloud/wire/responses"
)

// askerNamed finds a client's dialect.
func askerNamed(name string) *asker {
	for i := range askers {
		if askers[i].name == name {
			return &askers[i]
		}
	}
	return nil
}

// TestLosses: what the upstream's dialect has no place for is named in a header and on the record, or refused where the
// token or the request is strict.
func TestLosses(t *testing.T) {
	for _, tt := range []struct {
		client  string
		wire    burncloud.Dialect
		members string
		dropped string
	}{
		{"openai", anthropic.Dialect, `"seed":1,"frequency_penalty":0.5`, "frequency_penalty,seed"},
		{"openai", anthropic.Dialect, `"zz_unknown":{"a":1}`, "zz_unknown"},
		{"openai", cohere.Dialect, `"logit_bias":{"1":2}`, "logit_bias"},
		{"anthropic", burncloud.DialectOpenAI, `"top_k":5`, "top_k"},
		{"anthropic", gemini.Dialect, `"zz_unknown":1`, "zz_unknown"},
		{"responses", anthropic.Dialect, `"store":true`, "store"},
		{"gemini", burncloud.DialectOpenAI, `"generationConfig":{"topK":3}`, "generationConfig.topK"},
	} {
		for _, stream := range []bool{false, true} {
			name := tt.client + " over " + string(tt.wire) + " " + tt.members
			a, g := askerNamed(tt.client), tongueOf(tt.wire)
			up := newRawUpstream(t, g.whole(stream), 0)
			r := newRig(t, g.channel("ch_1", up))
			path, body := a.call(stream)
			body = "{" + tt.members + "," + body[1:]
			got := r.askWith(a, path, body)
			dropped := strings.Split(got.header.Get("X-Burncloud-Dropped"), ",")
			if got.status != 200 || !sameWords(dropped, strings.Split(tt.dropped, ",")) {
				t.Errorf("%s: got %d, dropped %q: %.200s", name, got.status, dropped, got.body)
			}
			if c := r.lastCall(); len(c.Losses) != len(dropped) || !strings.HasPrefix(c.Losses[0], dropped[0]+": ") {
				t.Errorf("%s: recorded %q", name, c.Losses)
			}
			strict := r.guest(func(tok *burncloud.AccessToken, _ *burncloud.User) { tok.Strict = true })
			for _, got := range []answer{r.askWith(a, path, body, "X-Burncloud-Strict", "true"), r.send("POST", path, body, "Authorization", "Bearer "+strict)} {
				message, _ := dialectError(t, a.dialect, got.body)
				if got.status != 400 || !strings.Contains(message, dropped[0]) {
					t.Errorf("%s: strict got %d %s", name, got.status, got.body)
				}
				if c := r.lastCall(); c.ErrorKind != burncloud.KindBadRequest || len(c.Attempts) != 0 || !c.Usage.IsZero() {
					t.Errorf("%s: strict recorded %+v", name, c)
				}
			}
			if n := len(up.all()); n != 1 {
				t.Errorf("%s: the upstream saw %d requests", name, n)
			}
		}
	}
}

func sameWords(a, b []string) bool {
	seen := map[string]int{}
	for _, w := range a {
		seen[w]++
	}
	for _, w := range b {
		seen[w]--
	}
	for _, n := range seen {
		if n != 0 {
			return false
		}
	}
	return true
}

// TestRefusedFields: what would give the answer another meaning is refused by name, before any upstream is asked.
func TestRefusedFields(t *testing.T) {
	for _, tt := range []struct {
		client  string
		wire    burncloud.Dialect
		members string
		names   string
	}{
		{"openai", anthropic.Dialect, `"n":2`, "n"},
		{"openai", cohere.Dialect, `"n":3`, "n"},
		{"openai", anthropic.Dialect, `"logprobs":true`, "logprobs"},
		{"openai", anthropic.Dialect, `"modalities":["text","audio"],"audio":{"voice":"alloy","format":"wav"}`, "modalities"},
		{"openai", gemini.Dialect, `"max_tokens":"many"`, "max_tokens"},
		{"openai", gemini.Dialect, `"temperature":{}`, "temperature"},
		{"responses", anthropic.Dialect, `"previous_response_id":"resp_0"`, "previous_response_id"},
		{"responses", gemini.Dialect, `"background":true`, "background"},
		{"responses", burncloud.DialectOpenAI, `"conversation":"conv_1"`, "conversation"},
		{"responses", burncloud.DialectOpenAI, `"prompt":{"id":"pmpt_1"}`, "prompt"},
		{"gemini", anthropic.Dialect, `"cachedContent":"cachedContents/1"`, "cachedContent"},
		{"gemini", anthropic.Dialect, `"generationConfig":{"candidateCount":2}`, "candidateCount"},
		{"anthropic", burncloud.DialectOpenAI, `"mcp_servers":[{"type":"url","url":"https://x.example","name":"x"}]`, "mcp_servers"},
		{"anthropic", gemini.Dialect, `"container":"c_1"`, "container"},
	} {
		for _, stream := range []bool{false, true} {
			name := tt.client + " over " + string(tt.wire) + " " + tt.members
			a, g := askerNamed(tt.client), tongueOf(tt.wire)
			up := newRawUpstream(t, g.whole(stream), 0)
			r := newRig(t, g.channel("ch_1", up))
			path, body := a.call(stream)
			got := r.askWith(a, path, "{"+tt.members+","+body[1:])
			message, _ := dialectError(t, a.dialect, got.body)
			if got.status != 400 || !strings.Contains(message, tt.names) {
				t.Errorf("%s: got %d %s", name, got.status, got.body)
			}
			c := r.lastCall()
			if len(up.all()) != 0 || c.ErrorKind != burncloud.KindBadRequest || c.Status != 400 || len(c.Attempts) != 0 {
				t.Errorf("%s: %d requests, recorded %+v", name, len(up.all()), c)
			}
			if h := r.Live.Health("ch_1"); h.State != burncloud.Healthy {
				t.Errorf("%s: health %+v", name, h)
			}
		}
	}
}

// TestOurRefusals are in the dialect of the path.
func TestOurRefusals(t *testing.T) {
	up := newRawUpstream(t, tongueOf(burncloud.DialectOpenAI).whole(false), 0)
	r := newRig(t, tongueOf(burncloud.DialectOpenAI).channel("ch_1", up))
	limited := r.guest(func(tok *burncloud.AccessToken, _ *burncloud.User) { tok.Models = []burncloud.ModelName{"other"} })
	key := []string{"Authorization", "Bearer " + r.key}
	for _, a := range askers {
		path, body := a.call(true)
		other := strings.Replace(body, `"model":"m"`, `"model":"absent"`, 1)
		for _, tt := range []struct {
			name, method, path, body string
			header                   []string
			status                   int
			kind                     burncloud.Kind
		}{
			{"no key", "POST", path, body, nil, 401, burncloud.KindUnauthenticated},
			{"wrong key", "POST", path, body, []string{a.keyHeader, "sk-nonsense"}, 401, burncloud.KindUnauthenticated},
			{"no such model", "POST", strings.Replace(path, "models/m:", "models/absent:", 1), other, key, 404, burncloud.KindModelNotFound},
			{"model not allowed", "POST", path, body, []string{"Authorization", "Bearer " + limited}, 403, burncloud.KindForbidden},
			{"too large", "POST", path, `{"x":"` + strings.Repeat("x", 1<<20) + `"}`, key, 413, burncloud.KindTooLarge},
			{"no JSON", "POST", path, `{"model":`, key, 400, burncloud.KindBadRequest},
			{"method", "PUT", path, body, key, 405, burncloud.KindMethod},
		} {
			before := len(r.calls.all())
			got := r.send(tt.method, tt.path, tt.body, tt.header...)
			message, typ := dialectError(t, a.dialect, got.body)
			if got.status != tt.status || message == "" || got.header.Get("X-Request-Id") == "" {
				t.Errorf("%s, %s: got %d %s", a.name, tt.name, got.status, got.body)
			}
			if want := ourWord(a.dialect, tt.kind); typ != want {
				t.Errorf("%s, %s: type %q, want %q", a.name, tt.name, typ, want)
			}
			if calls := r.calls.all()[before:]; tt.status != 405 && (len(calls) != 1 || calls[0].ErrorKind != tt.kind || calls[0].Dialect != a.dialect) {
				t.Errorf("%s, %s: recorded %+v", a.name, tt.name, calls)
			}
		}
	}
	for path, d := range map[string]burncloud.Dialect{
		"/v1/nothing": burncloud.DialectOpenAI, "/v1/messages/batches": anthropic.Dialect, "/v1beta/nothing": gemini.Dialect,
		"/v1beta/models/m:unknownVerb": gemini.Dialect, "/v1/responses/x/y": responses.Dialect,
	} {
		got := r.send("POST", path, `{}`, key...)
		if dialectError(t, d, got.body); got.status != 404 {
			t.Errorf("%s: got %d %s", path, got.status, got.body)
		}
	}
	if n := len(up.all()); n != 0 {
		t.Errorf("the upstream saw %d requests", n)
	}
}

// ourWord is wordFor, and OpenAI's own word for what is forbidden.
func ourWord(d burncloud.Dialect, kind burncloud.Kind) string {
	if d != anthropic.Dialect && d != gemini.Dialect && kind == burncloud.KindForbidden {
		return "permission_error"
	}
	return wordFor(d, kind)
}

// TestStoredResponses: what refers to stored answers goes to where they are stored, and is refused elsewhere.
func TestStoredResponses(t *testing.T) {
	native, open := tongueOf(responses.Dialect), tongueOf(burncloud.DialectOpenAI)
	one, two := newRawUpstream(t, open.whole(false), 0), newRawUpstream(t, native.whole(false), 0)
	first := open.channel("ch_1", one)
	first.Weight = foremost
	r := newRig(t, first, native.channel("ch_2", two))
	a := askerNamed("responses")
	got := r.askWith(a, a.path, a.with(`"previous_response_id":"resp_0","store":true`))
	if got.status != 200 || len(one.all()) != 0 || len(two.all()) != 1 || !strings.Contains(string(two.all()[0].body), `"previous_response_id":"resp_0","store":true`) {
		t.Errorf("got %d %s", got.status, got.body)
	}
}

// TestAbsentDialect: an address that turns out to lack the client's dialect is asked in its main one, at once and for
// the calls that follow, and nobody is blamed.
func TestAbsentDialect(t *testing.T) {
	open := tongueOf(burncloud.DialectOpenAI)
	for _, attempts := range []int{1, 3} {
		up := newScript(t, 0, func(q rawRequest) []byte {
			if strings.Contains(q.target, "/messages") {
				return raw(http.StatusNotFound, "application/json", `{"error":{"message":"Not Found"}}`)
			}
			return open.whole(false)
		})
		ch := open.channel("ch_1", up)
		ch.Provider, ch.BaseURL = "openrouter", strings.TrimSuffix(up.url, "/v1")+"/api/v1"
		r := newRig(t, ch)
		r.cfg.Settings.MaxAttempts = attempts
		r.reload()
		a := askerNamed("anthropic")
		for range 3 {
			got := r.ask(a, false)
			text, _, err := a.read(false, got.body)
			if got.status != 200 || text != "Hello" || err != nil {
				t.Errorf("%d attempts: got %d %s", attempts, got.status, got.body)
			}
			if c := r.lastCall(); c.ErrorKind != "" || c.UpstreamDialect != burncloud.DialectOpenAI || c.Usage != usual {
				t.Errorf("%d attempts: recorded %+v", attempts, c)
			}
		}
		if n := len(up.all()); n != 4 {
			t.Errorf("%d attempts: %d requests for three calls", attempts, n)
		}
		if h := r.Live.Health("ch_1"); h.State != burncloud.Healthy || h.LastError != "" {
			t.Errorf("%d attempts: health %+v", attempts, h)
		}
	}
}

// TestModelLists lists models in three dialects, for the token that asks.
func TestModelLists(t *testing.T) {
	ch := channel("ch_1", "anthropic", "https://a.example", "k-0123456789", "b/two", "a-one", "c3")
	ch.CreatedAt = time.Unix(1700000000, 0)
	r := newRig(t, ch)
	limited := r.guest(func(tok *burncloud.AccessToken, _ *burncloud.User) { tok.Models = []burncloud.ModelName{"a-one"} })
	for _, tt := range []struct {
		name, path, list, id, prefix string
		header                       []string
		dialect                      burncloud.Dialect
	}{
		{"openai", "/v1/models", "data", "id", "", []string{"Authorization"}, burncloud.DialectOpenAI},
		{"anthropic", "/v1/models", "data", "id", "", []string{"Anthropic-Version", "2023-06-01", "Authorization"}, anthropic.Dialect},
		{"gemini", "/v1beta/models", "models", "name", "models/", []string{"Authorization"}, gemini.Dialect},
	} {
		for key, want := range map[string]string{r.key: "a-one b/two c3", limited: "a-one"} {
			header := append(tt.header[:len(tt.header):len(tt.header)], "Bearer "+key)
			got := r.send("GET", tt.path, "", header...)
			var list map[string]json.RawMessage
			var models []map[string]any
			if json.Unmarshal([]byte(got.body), &list) != nil || json.Unmarshal(list[tt.list], &models) != nil || got.status != 200 {
				t.Fatalf("%s: %d %s", tt.name, got.status, got.body)
			}
			var names []string
			for _, m := range models {
				id, _ := m[tt.id].(string)
				names = append(names, strings.TrimPrefix(id, tt.prefix))
			}
			if strings.Join(names, " ") != want {
				t.Errorf("%s: %s, want %s", tt.name, got.body, want)
			}
			got = r.send("GET", tt.path+"/b/two", "", header...)
			if key == r.key {
				var m map[string]any
				if err := json.Unmarshal([]byte(got.body), &m); err != nil || m[tt.id] != tt.prefix+"b/two" {
					t.Errorf("%s: %s", tt.name, got.body)
				}
				continue
			}
			if dialectError(t, tt.dialect, got.body); got.status != 404 {
				t.Errorf("%s: %d %s", tt.name, got.status, got.body)
			}
		}
		if got := r.send("GET", tt.path, "", tt.header[:len(tt.header)-1]...); got.status != 401 {
			t.Errorf("%s: %d %s", tt.name, got.status, got.body)
		} else {
			dialectError(t, tt.dialect, got.body)
		}
	}
	if calls := r.calls.all(); len(calls) != 0 {
		t.Errorf("recorded %+v", calls)
	}
}
