package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/burncloud/burncloud/sim"
)

const applyToken = "a-management-token-for-apply"

// applied runs apply against a server and returns what it printed and its exit status.
func applied(t *testing.T, base, file string, env map[string]string, args ...string) (out, errs string, code int) {
	t.Helper()
	var o, e bytes.Buffer
	p := &program{stdout: &o, stderr: &e, getenv: func(name string) string {
		switch name {
		case "BURNCLOUD_ADMIN_TOKEN":
			return applyToken
		case "BURNCLOUD_URL":
			return base
		}
		return env[name]
	}}
	code = p.run(context.WithoutCancel(t.Context()), append([]string{"apply", "-f", file}, args...))
	return o.String(), e.String(), code
}

// applyServer is a server with nothing configured.
func applyServer(t *testing.T) rest {
	t.Helper()
	p := start(t, t.TempDir(), applyToken, "serve")
	return rest{t, p.find(`url=(http://\S+)`), applyToken}
}

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "burncloud.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestApplyExample applies the file of the documentation: a dry run changes nothing, the second run finds nothing to do,
// and a call goes where the file says.
func TestApplyExample(t *testing.T) {
	provider := sim.New(sim.OpenAI, sim.Options{Keys: []string{"a-reseller-key-0123"}})
	providers, err := sim.Start(provider)
	if err != nil {
		t.Fatal(err)
	}
	defer providers.Close()
	const file = "../../docs/apply.yaml"
	env := map[string]string{"OPENAI_KEY": "an-openai-key-4567", "RESELLER_KEY": "a-reseller-key-0123", "RESELLER_URL": providers.URL(provider)}
	s := applyServer(t)
	before := s.do("POST", "/api/internal/reload", "", 200)["version"]
	dry, errs, code := applied(t, s.base, file, env, "--dry-run")
	if code != 0 || !strings.Contains(dry, "11 created, 1 changed, 0 as they are (a dry run: nothing was changed)") || !strings.Contains(dry, "+ channel reseller") || !strings.Contains(dry, "+ sale price whisper-1") {
		t.Fatalf("dry run: %d\n%s%s", code, dry, errs)
	}
	if after := s.do("POST", "/api/internal/reload", "", 200)["version"]; after != before {
		t.Errorf("the dry run made version %v of %v", after, before)
	}
	out, errs, code := applied(t, s.base, file, env)
	_, key, made := strings.Cut(out, "key: ")
	if code != 0 || !made || !strings.Contains(out, "11 created, 1 changed, 0 as they are\n") {
		t.Fatalf("%d\n%s%s", code, out, errs)
	}
	again, errs, code := applied(t, s.base, file, env)
	if code != 0 || again != "0 created, 0 changed, 12 as they are\n" {
		t.Errorf("the second time: %d\n%s%s", code, again, errs)
	}
	for _, secret := range env {
		if strings.HasPrefix(secret, "a") && strings.Contains(dry+out+again, secret) {
			t.Errorf("the output tells %q", secret)
		}
	}
	key, _, _ = strings.Cut(key, " ")
	caller := rest{t, s.base, key}
	caller.do("POST", "/v1/chat/completions", `{"model":"gpt-4o-mini","messages":[{"role":"user","content":"x"}]}`, 200)
	env["OPENAI_KEY"] = "another-openai-key-89ab"
	changed, errs, code := applied(t, s.base, file, env)
	if code != 0 || !strings.Contains(changed, "~ channel openai\n    keys: 1 key → 1 key\n0 created, 1 changed, 11 as they are") {
		t.Errorf("a new key: %d\n%s%s", code, changed, errs)
	}
}

// TestApplyChanges shows what of an object is written: what the file names and no more.
func TestApplyChanges(t *testing.T) {
	s := applyServer(t)
	s.do("POST", "/api/channels", `{"name":"c","provider":"openai","keys":["a-key-of-a-provider"],"models":["a","b"],"model_mapping":{"a":"x","b":"y"},"weight":7,"limits":{"rpm":5}}`, 201)
	s.do("POST", "/api/groups", `{"name":"g","price_multiplier":"1.50"}`, 201)
	s.do("POST", "/api/tokens", `{"name":"t","unlimited":true}`, 201)
	file := write(t, `
groups: [{name: g, price_multiplier: 1.5000}]
channels:
  - {name: c, provider: openai, models: [b], model_mapping: {b: z}, limits: {tpm: 9}}
tokens: [{name: t, strict: true}]
prices: [{model: m, input: 1, output: 2, effective_from: 2026-01-01T00:00:00Z}]
`)
	out, errs, code := applied(t, s.base, file, nil)
	if code != 0 || !strings.Contains(out, "1 created, 2 changed, 1 as they are") {
		t.Fatalf("%d\n%s%s", code, out, errs)
	}
	ch := s.do("GET", "/api/channels?q=c", "", 200)["items"].([]any)[0].(map[string]any)
	mapping, limits := ch["model_mapping"].(map[string]any), ch["limits"].(map[string]any)
	if ch["weight"] != 7.0 || len(ch["keys"].([]any)) != 1 || len(mapping) != 1 || mapping["b"] != "z" || limits["rpm"] != 5.0 || limits["tpm"] != 9.0 {
		t.Errorf("%v", ch)
	}
	if out, errs, code = applied(t, s.base, file, nil); code != 0 || !strings.HasPrefix(out, "0 created, 0 changed") {
		t.Errorf("the second time: %d\n%s%s", code, out, errs)
	}
	pictures := write(t, `prices: [{model: p, images: [{size: 2K, quality: hd, per_image: 0.080}, {size: 1024x1024, per_image: 1}]}]`)
	for _, want := range []string{"1 created", "0 created"} {
		if out, errs, code := applied(t, s.base, pictures, nil); code != 0 || !strings.Contains(out, want) {
			t.Errorf("pictures: %d\n%s%s", code, out, errs)
		}
	}
	retired := write(t, `prices: [{model: m, retired: true}, {model: never, retired: true}]`)
	if out, errs, code = applied(t, s.base, retired, nil); code != 0 || !strings.Contains(out, "0 created, 1 changed, 1 as they are") {
		t.Errorf("retired: %d\n%s%s", code, out, errs)
	}
}

// TestApplyRefuses: what is wrong with a file is said with its line, all of it, and nothing is done.
func TestApplyRefuses(t *testing.T) {
	s := applyServer(t)
	s.do("POST", "/api/tokens", `{"name":"twice"}`, 201)
	s.do("POST", "/api/tokens", `{"name":"twice"}`, 201)
	before := s.do("POST", "/api/internal/reload", "", 200)["version"]
	for _, tt := range []struct{ yaml, says string }{
		{"", "the file is empty"},
		{"channels:\n  - name: c\n   provider: x\n", "line"},
		{"groups: []\n---\ngroups: []\n", "more than one document"},
		{"[1]", "must be a mapping"},
		{"chanels: []\n", `line 1: unknown section "chanels"`},
		{"channels: {name: c}\n", "line 1: channels must be a list"},
		{"channels:\n  - name: c\n    provider: openai\n    wieght: 1\n", `line 4: unknown field "wieght" in channels[0]`},
		{"channels:\n  - name: c\n    limits: {rps: 1}\n", `line 3: unknown field "rps" in channels[0].limits`},
		{"channels:\n  - name: c\n    id: ch_1\n", `unknown field "id"`},
		{"channels:\n  - name: c\n    weight: heavy\n", "line 3: channels[0].weight must be a whole number"},
		{"channels:\n  - name: c\n    weight: 1.5\n", "must be a whole number"},
		{"channels:\n  - name: c\n    enabled: maybe\n", "line 3: channels[0].enabled must be true or false"},
		{"channels:\n  - name: c\n    models: gpt-4o\n", "channels[0].models must be a list"},
		{"channels:\n  - provider: openai\n", "channels[0].name is required"},
		{"channels:\n  - name: c\n    name: d\n", `line 3: "name" is there twice`},
		{"groups:\n  - name: a\n    description: x\n  - name: a\n", "line 4: group a is there already, in line 2"},
		{"channels:\n  - name: c\n    keys: [\"${NO_SUCH_KEY}\"]\n", `line 3: channels[0].keys[0]: the environment has no "NO_SUCH_KEY"`},
		{"tokens:\n  - name: t\n    user: nobody\n", `line 2: there is no user "nobody"`},
		{"tokens:\n  - name: twice\n    strict: true\n", "there are 2 of that name"},
		{"prices:\n  - {channel: nowhere, model: m, input: 1, output: 1}\n", `line 2: there is no channel "nowhere"`},
		{"prices:\n  - {model: m, input: -1, output: 1}\n", "items[0].input"},
		{"groups:\n  - {name: a, price_multiplier: lots}\n", "line 2: group a: /api/groups answered 422"},
		{"x: &a [1,1,1]\ny: [*a, *a]\n", "unknown section"},
		{"users:\n  - username: u\n    limits: &l {rpm: 1}\n  - username: v\n    limits: *l\n    role: king\n", "role"},
	} {
		out, errs, code := applied(t, s.base, write(t, tt.yaml), nil, "--dry-run")
		if strings.Contains(tt.says, "422") || tt.says == "role" {
			out, errs, code = applied(t, s.base, write(t, tt.yaml), nil)
		}
		if code != 1 || !strings.Contains(errs, tt.says) {
			t.Errorf("%q: %d, %s%s want %q", tt.yaml, code, out, errs, tt.says)
		}
	}
	users := s.do("GET", "/api/users", "", 200)["items"].([]any)
	s.do("DELETE", "/api/users/"+users[len(users)-1].(map[string]any)["id"].(string), "", 204)
	if after := s.do("POST", "/api/internal/reload", "", 200)["version"].(float64); after-before.(float64) > 2 { // the user before the bad one, made and deleted
		t.Errorf("refused files made versions %v to %v", before, after)
	}
	for args, says := range map[string]string{"": "-f names no file", "-f x -url nowhere": "not the address of a server", "-f x y": "unexpected argument"} {
		var errs bytes.Buffer
		p := &program{stdout: &errs, stderr: &errs, getenv: func(string) string { return "" }}
		if code := p.run(t.Context(), append([]string{"apply"}, strings.Fields(args)...)); code != 2 || !strings.Contains(errs.String(), says) {
			t.Errorf("%q: %d %s", args, code, errs.String())
		}
	}
}
