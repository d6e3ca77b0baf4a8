package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/burncloud/burncloud/internal/alone"
)

// canary is a secret that is found again wherever it appears: it has no form that a pattern would know.
func canary(name string) string {
	sum := sha256.Sum256([]byte("canary " + name))
	text := hex.EncodeToString(sum[:])
	for i, c := range "ghijklmnopqrstuv" { // no hexadecimal number
		text = strings.ReplaceAll(text, string("0123456789abcdef"[i]), string(c))
	}
	return text[:44] // too long for a hash's prefix, short enough for a header
}

// place is one thing that somebody other than the secrets' owners may read.
type place struct {
	name string
	data []byte
}

// hunt keeps the canaries and the places to look for them.
type hunt struct {
	t        *testing.T
	mu       sync.Mutex
	canaries map[string]string
	places   []place
	said     int // calls whose kept bodies were looked at
}

func (h *hunt) canary(name string) string {
	v := canary(name)
	h.know(name, v)
	return v
}

func (h *hunt) know(name, value string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.canaries[name] = value
}

func (h *hunt) look(name string, data []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.places = append(h.places, place{name, data})
}

// forms are what a secret looks like when somebody wrote it down: whole, encoded, and in halves of at least 12 characters.
func forms(v string) []string {
	b := []byte(v)
	out := []string{v, url.QueryEscape(v), url.PathEscape(v), strings.ReplaceAll(v, "/", `\/`), hex.EncodeToString(b)}
	for _, e := range []*base64.Encoding{base64.StdEncoding, base64.RawStdEncoding, base64.URLEncoding, base64.RawURLEncoding} {
		out = append(out, e.EncodeToString(b))
	}
	if n := len(v) / 2; n >= 12 {
		out = append(out, v[:n], v[n:])
	}
	return out
}

// reason is the part of a place's name that tells apart what is worth telling.
var reason = regexp.MustCompile(`q-\w+|/api/\S+|file.*|output.*`)

// sign is a form of a secret that is looked for.
type sign struct{ name, form string }

// signs are the forms of all secrets by their first four bytes.
func (h *hunt) signs() (all map[[4]byte][]sign, first [1 << 16]bool) {
	all = map[[4]byte][]sign{}
	for name, v := range h.canaries {
		for _, form := range forms(v) {
			at := [4]byte([]byte(form))
			all[at] = append(all[at], sign{name, form})
			first[uint16(form[0])<<8|uint16(form[1])] = true
		}
	}
	return all, first
}

// report looks for every canary in every place, and tells the figures.
func (h *hunt) report() {
	h.t.Helper()
	signs, first := h.signs()
	hits, size, told := 0, 0, map[string]bool{}
	for _, p := range h.places {
		size += len(p.data)
		seen := map[string]bool{}
		for i := 0; i+4 <= len(p.data); i++ {
			if !first[uint16(p.data[i])<<8|uint16(p.data[i+1])] {
				continue
			}
			for _, s := range signs[[4]byte(p.data[i:])] {
				if seen[s.name] || !bytes.HasPrefix(p.data[i:], []byte(s.form)) {
					continue
				}
				seen[s.name] = true
				hits++
				if kind := reason.FindString(p.name) + s.name; !told[kind] && len(told) < 60 {
					told[kind] = true
					h.t.Errorf("%s tells %s: …%s…", p.name, s.name, p.data[max(0, i-120):min(len(p.data), i+len(s.form)+20)])
				}
			}
		}
	}
	h.t.Logf("S6: %d places (%d bytes) looked at for %d canaries: %d hits", len(h.places), size, len(h.canaries), hits)
}

// call makes a request and keeps all of the answer as a place.
func (h *hunt) call(method, address, body string, header ...string) (status int, answer []byte) {
	status, dump, answer := h.fetch(method, address, body, header...)
	h.look(fmt.Sprintf("answer %d to %s %.90s (%.60s)", status, method, address[strings.Index(address, "//"):], body), dump)
	return status, answer
}

// fetch makes a request whose answer is its owner's to read.
func (h *hunt) fetch(method, address, body string, header ...string) (status int, dump, answer []byte) {
	req, err := http.NewRequest(method, address, strings.NewReader(body))
	if err != nil {
		h.t.Error(err)
		return 0, nil, nil
	}
	req.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(req)
	if err != nil {
		h.t.Errorf("%s %s: %v", method, req.URL.Path, err)
		return 0, nil, nil
	}
	defer resp.Body.Close()
	head, _ := httputil.DumpResponse(resp, false)
	answer, _ = io.ReadAll(resp.Body) // cut ones are kept as they are
	return resp.StatusCode, append(head, answer...), answer
}

// question is one request of the data plane: %s stands for the model.
type question struct{ path, body, media string }

const boundary = "multipart/form-data; boundary=b"

func form(file string) string {
	part := "--b\r\nContent-Disposition: form-data; name=%q\r\n\r\n%s\r\n"
	return fmt.Sprintf(part, "model", "MODEL") + fmt.Sprintf(part, "prompt", "x") +
		"--b\r\nContent-Disposition: form-data; name=\"" + file + "\"; filename=\"f.bin\"\r\nContent-Type: application/octet-stream\r\n\r\nxx\r\n--b--\r\n"
}

// questions is every endpoint of the data plane, plain and streamed.
func questions() []question {
	const chat = `{"model":"MODEL","max_tokens":9,"messages":[{"role":"user","content":"hi"}]`
	const gemini = `{"contents":[{"role":"user","parts":[{"text":"hi"}]}]}`
	return []question{
		{"/v1/chat/completions", chat + `}`, ""},
		{"/v1/chat/completions", chat + `,"stream":true}`, ""},
		{"/v1/messages", chat + `}`, ""},
		{"/v1/messages", chat + `,"stream":true}`, ""},
		{"/v1/responses", `{"model":"MODEL","input":"hi"}`, ""},
		{"/v1/responses", `{"model":"MODEL","input":"hi","stream":true}`, ""},
		{"/v1beta/models/MODEL:generateContent", gemini, ""},
		{"/v1beta/models/MODEL:streamGenerateContent?alt=sse", gemini, ""},
		{"/v1beta/models/MODEL:streamGenerateContent", gemini, ""},
		{"/v1/completions", `{"model":"MODEL","prompt":"hi"}`, ""},
		{"/v1/completions", `{"model":"MODEL","prompt":"hi","stream":true}`, ""},
		{"/v1/embeddings", `{"model":"MODEL","input":"hi"}`, ""},
		{"/v1beta/models/MODEL:embedContent", `{"content":{"parts":[{"text":"hi"}]}}`, ""},
		{"/v1beta/models/MODEL:batchEmbedContents", `{"requests":[{"model":"models/MODEL","content":{"parts":[{"text":"hi"}]}}]}`, ""},
		{"/v1/messages/count_tokens", chat + `}`, ""},
		{"/v1beta/models/MODEL:countTokens", gemini, ""},
		{"/v1/moderations", `{"model":"MODEL","input":"hi"}`, ""},
		{"/v1/rerank", `{"model":"MODEL","query":"q","documents":["d"]}`, ""},
		{"/v1/images/generations", `{"model":"MODEL","prompt":"hi"}`, ""},
		{"/v1/images/edits", form("image"), boundary},
		{"/v1/audio/speech", `{"model":"MODEL","input":"hi","voice":"alloy"}`, ""},
		{"/v1/audio/transcriptions", form("file"), boundary},
		{"/v1/audio/translations", form("file"), boundary},
	}
}

// modelName names the model for one question: health is per model, so that every question reaches the upstream.
func modelName(s *slot, how string, q int) string { return fmt.Sprintf("%s-q-%s-%02d", s.name, how, q) }

// slots are channels of every kind of provider, each with secrets of its own.
func (h *hunt) slots() []slot {
	kinds := []struct{ name, provider, dialect, path, extra string }{
		{"openai", "openai", "openai", "/v1", ``},
		{"custom", "custom", "openai", "/v1", ``},
		{"azure", "azure", "openai", "/openai/v1", ``},
		{"dated", "azure", "openai", "", `"api_version":"2024-10-21",`},
		{"anthropic", "anthropic", "anthropic", "", ``},
		{"gemini", "gemini", "gemini", "", ``},
		{"express", "vertex", "gemini", "", ``},
		{"sigv4", "bedrock", "bedrock", "", `"region":"us-east-1",`},
		{"bearer", "bedrock", "bedrock", "", `"region":"us-east-1",`},
		{"dashscope", "dashscope", "dashscope", "/api/v1", ``},
		{"cohere", "cohere", "cohere", "/v2", ``},
		{"deepseek", "deepseek", "openai", "/v1", ``},
		{"qwen", "qwen", "openai", "/compatible-mode/v1", ``},
		{"ollama", "ollama", "ollama", "/api", ``},
		{"proxied", "openai", "openai", "/v1", ``},
		{"tunnelled", "openai", "openai", "/v1", ``},
	}
	var out []slot
	for _, k := range kinds {
		s := slot{name: k.name, provider: k.provider, dialect: k.dialect, base: k.path, extra: k.extra}
		s.key = h.canary(k.name + " key")
		s.secrets = []string{s.key}
		if k.name == "sigv4" {
			id, private, session := h.canary("access key id"), h.canary("access key secret")+"/+x", h.canary("session")+"+/=="
			h.know("access key secret", private)
			h.know("session", session)
			s.key, s.secrets = id+":"+private+":"+session, []string{private, id, session}
			delete(h.canaries, "sigv4 key")
		}
		credential := h.canary(k.name + " header")
		s.secrets = append(s.secrets, credential)
		s.extra += fmt.Sprintf(`"headers":{"X-Relay-Token":%q,"X-Plain":"plain"}`, credential)
		if k.name == "proxied" || k.name == "tunnelled" {
			password := h.canary(k.name + " proxy password")
			basic := base64.StdEncoding.EncodeToString([]byte("user:" + password))
			h.know(k.name+" proxy credential", basic)
			s.secrets = append(s.secrets, password, basic)
		}
		out = append(out, s)
	}
	return out
}

// addChannel makes the slot's channel, and returns its id.
func (h *hunt) addChannel(base string, s *slot, e *echo, auth ...string) string {
	h.t.Helper()
	at, extra := e.server.URL+"/"+s.name+s.base, s.extra
	if s.name == "proxied" || s.name == "tunnelled" {
		at = map[string]string{"proxied": "http", "tunnelled": "https"}[s.name] + "://" + s.name + ".invalid/v1"
		password := canary(s.name + " proxy password")
		extra += fmt.Sprintf(`,"proxy_url":"http://user:%s@%s"`, password, strings.TrimPrefix(e.server.URL, "http://"))
	}
	models := []string{"embed-" + s.name}
	for _, how := range behaviours {
		for i := range questions() {
			models = append(models, modelName(s, how, i))
		}
	}
	list, _ := json.Marshal(models)
	status, answer := h.call("POST", base+"/api/channels", fmt.Sprintf(`{"name":%q,"provider":%q,"base_url":%q,"keys":[%q],"models":%s,"model_mapping":{"embed-%s":"embed-q-s400-%s"},"options":{%s}}`,
		s.name, s.provider, at, s.key, list, s.name, s.name, extra), auth...)
	if status != 201 {
		h.t.Fatalf("channel %s: %d %s", s.name, status, answer)
	}
	var made struct{ ID string }
	_ = json.Unmarshal(answer, &made)
	return made.ID
}

// TestNobodyIsToldASecret puts a canary into every slot that holds a secret, behind upstreams that tell all they know,
// exercises the whole program at its most talkative, and looks for the canaries in all that leaves it (reliability S6).
func TestNobodyIsToldASecret(t *testing.T) {
	alone.Needed(t) // under the race detector it takes four times as long
	for _, format := range []string{"text", "json"} {
		t.Run(format, func(t *testing.T) { tellTale(t, format) })
	}
}

func tellTale(t *testing.T, format string) {
	h := &hunt{t: t, canaries: map[string]string{}}
	said := &lines{}
	log.SetOutput(said) // net/http's transport tells it what an upstream sent unasked
	defer log.SetOutput(os.Stderr)
	dir := t.TempDir()
	env := map[string]string{"BURNCLOUD_DATA_DIR": dir, "BURNCLOUD_LISTEN": "127.0.0.1:0", "BURNCLOUD_MASTER_KEY": h.canary("master key")}
	talkative := []string{"serve", "-durability", "process", "-log-level", "debug", "-log-format", format}
	h.firstStart(startIn(t, env, talkative...))

	env["BURNCLOUD_ADMIN_TOKEN"] = h.canary("admin token")
	p := startIn(t, env, talkative...)
	base := p.find(`url"?[=:]"?(http://[^\s"]+)`)
	admin := []string{"Authorization", "Bearer " + env["BURNCLOUD_ADMIN_TOKEN"]}
	slots := h.slots()
	e := newEcho(t, slots)
	ids := make([]string, len(slots))
	for i := range slots {
		ids[i] = h.addChannel(base, &slots[i], e, admin...)
	}
	h.call("POST", base+"/api/prices", `{"model":"*","input":"1","output":"2"}`, admin...)
	h.call("PATCH", base+"/api/settings", `{"bodies":"all"}`, admin...)
	key := h.token(base, "client token", nil, admin...)
	h.refusals(base, ids[0], admin...)
	h.carriers(base, slots, admin...)
	h.askAll(base, key, slots, map[string]int{"text": 5, "json": 12}[format])
	h.probes(base, slots, ids, admin...)
	h.accounts(base, admin...)
	h.readBack(base, ids, admin...)
	h.badReload(base, dir, admin...)
	p.end()

	h.look("the program's output, "+format, []byte(p.out.String()))
	h.look("the standard logger's output", []byte(said.String()))
	h.files(dir)
	h.report()
	if n := e.strays.Load(); n != 0 {
		t.Errorf("%d redirects were followed", n)
	}
	if n := int(e.reached.Load()); n < len(slots)*len(behaviours)*2 || int(e.carried.Load())*2 < n {
		t.Errorf("only %d requests reached an upstream, %d with its key", n, e.carried.Load())
	}
	t.Logf("%d requests reached an upstream, %d with its key", e.reached.Load(), e.carried.Load())
}

// firstStart uses the set-up link up, whose token the output shows once.
func (h *hunt) firstStart(p *running) {
	h.t.Helper()
	link := p.find(`(http://\S+/setup\?token=\S+)`)
	base, token, _ := strings.Cut(link, "/setup?token=")
	password := h.canary("password")
	h.know("set-up token", token)
	h.call("GET", link, "")
	for _, wrong := range []string{
		fmt.Sprintf(`{"token":%q,"username":"root","password":%q}`, token, strings.Repeat(password, 6)),
		fmt.Sprintf(`{"token":%q,"username":"bad name!","password":%q}`, token, password),
		fmt.Sprintf(`{"token":{"x":%q},"username":"root","password":[%q]}`, token, password),
		fmt.Sprintf(`{"token":%q,"username":"root","password":%q`, token, password),
	} {
		h.call("POST", base+"/api/setup", wrong)
	}
	made := fmt.Sprintf(`{"token":%q,"username":"root","password":%q}`, token, password)
	status, _, answer := h.fetch("POST", base+"/api/setup", made)
	var owner struct {
		Token string `json:"management_token"`
	}
	if err := json.Unmarshal(answer, &owner); err != nil || status != 201 {
		h.t.Fatalf("set-up: %d %s", status, answer)
	}
	h.know("management token", owner.Token)
	h.call("POST", base+"/api/setup", made)
	h.call("GET", link, "")
	h.call("GET", base+"/api/users", "", "Authorization", "Bearer "+owner.Token)
	p.end()
	h.look("the first start's output", []byte(strings.Replace(p.out.String(), link, "the link, once", 1)))
}

// token makes a token and returns its key, which that answer alone may tell.
func (h *hunt) token(base, name string, models []string, auth ...string) string {
	list, _ := json.Marshal(append([]string{}, models...))
	_, _, answer := h.fetch("POST", base+"/api/tokens", fmt.Sprintf(`{"name":%q,"unlimited":true,"models":%s}`, name, list), auth...)
	var made struct{ ID, Key string }
	if json.Unmarshal(answer, &made) != nil || made.Key == "" {
		h.t.Fatalf("token: %s", answer)
	}
	h.know(name, made.Key)
	return made.Key
}

// refusals sends the control plane what it must refuse, with secrets where it goes wrong.
func (h *hunt) refusals(base, channel string, auth ...string) {
	v := h.canary("refused secret")
	head := `{"name":"x","provider":"openai","models":["m"],`
	for _, body := range []string{
		head + `"keys":"` + v + `"}`, head + `"keys":[{"id":"nobody","value":"` + v + `"}]}`, head + `"keys":["` + v + ` \n x"]}`, head + `"keys":[["` + v + `"]]}`,
		head + `"base_url":"https://u:` + v + `@h/v1","keys":["k"]}`, head + `"base_url":"http://[` + v + `","keys":["k"]}`,
		head + `"base_url":"http://h/?key=` + v + `","keys":["k"]}`,
		head + `"keys":["k"],"options":{"proxy_url":"ftp://u:` + v + `@h"}}`, head + `"keys":["k"],"options":{"proxy_url":"http://u:` + v + `%zz@h"}}`,
		head + `"keys":["k"],"options":{"headers":{"X-Api-Key":"` + v + `"}}}`, head + `"keys":["k"],"options":{"headers":{"X-A-Token":"` + v + `\n"}}}`,
		head + `"keys":["k"],"options":{"headers":{"X-Token":{"v":"` + v + `"}}}}`, head + `"keys":["k"],"options":{"headers":"` + v + `"}}`,
		head + `"keys":["` + v + `"`, head + `"keys":["` + v + `"],"keys":[]}`, head + `"keys":["k"],"weight":"` + v + `"}`,
		strings.Replace(head, "openai", "vertex", 1) + `"keys":["{\"private_key\":\"` + v + `\"}"]}`,
		strings.Replace(head, "openai", "bedrock", 1) + `"keys":["` + v + `:"],"options":{"region":"us-east-1"}}`,
	} {
		if status, answer := h.call("POST", base+"/api/channels", body, auth...); status < 400 {
			h.t.Errorf("%s was taken: %s", body, answer)
		}
	}
	h.call("PATCH", base+"/api/channels/"+channel, `{"keys":[{"id":"k","value":"`+v+`"}],"weight":-1}`, auth...)
	for _, path := range []string{"/api/channels", "/api/nothing", "/api/tokens"} {
		h.call("GET", base+path, "", "Authorization", "Bearer "+v)
		h.call("GET", base+path+"?key="+v, "", "X-Api-Key", v)
		h.call("DELETE", base+path, "", "Cookie", "session="+v)
	}
}

// carriers sends client tokens in every way that SDKs know: a good one, a deleted one, and one that is garbled.
func (h *hunt) carriers(base string, slots []slot, auth ...string) {
	models := []string{modelName(&slots[0], "s400", 1)}
	for _, how := range behaviours[:6] {
		models = append(models, modelName(&slots[0], how, 0))
	}
	good, gone := h.token(base, "carried token", models, auth...), h.token(base, "deleted token", models, auth...)
	_, list := h.call("GET", base+"/api/tokens?limit=200", "", auth...)
	var tokens struct {
		Items []struct{ ID, Name string }
	}
	_ = json.Unmarshal(list, &tokens)
	for _, t := range tokens.Items {
		if t.Name == "deleted token" {
			h.call("DELETE", base+"/api/tokens/"+t.ID, "", auth...)
		} else {
			_, _, answer := h.fetch("POST", base+"/api/tokens/nobody/rotate", "", auth...)
			h.look("rotation of nobody", answer)
		}
	}
	for _, key := range []string{good, gone, h.canary("garbled token")} {
		for _, header := range [][]string{
			{"Authorization", "Bearer " + key},
			{"Authorization", "bearer  " + key},
			{"Authorization", key},
			{"Authorization", "Basic " + base64.StdEncoding.EncodeToString([]byte("u:"+key))},
			{"X-Api-Key", key},
			{"X-Goog-Api-Key", key},
			{"Api-Key", key},
			{"Anthropic-Version", "2023-06-01", "X-Api-Key", key},
		} {
			h.carry(base, "", slots, header...)
		}
		h.carry(base, "?key="+key, slots)
		protocol := []string{"Connection", "Upgrade", "Upgrade", "websocket", "Sec-Websocket-Version", "13", "Sec-Websocket-Key", "dGhlIHNhbXBsZSBub25jZQ==", "Sec-Websocket-Protocol", "realtime, openai-insecure-api-key." + key}
		for _, how := range behaviours[:6] {
			h.call("GET", base+"/v1/realtime?model="+modelName(&slots[0], how, 0), "", protocol...)
		}
	}
}

func (h *hunt) carry(base, query string, slots []slot, header ...string) {
	for _, path := range []string{"/v1/models", "/v1/models/nothing", "/v1beta/models", "/v1/nothing", "/v1beta/nothing", "/v1/messages/nothing"} {
		h.call("GET", base+path+query, "", header...)
	}
	model := modelName(&slots[0], "s400", 1)
	h.call("POST", base+"/v1/chat/completions"+query, `{"model":"`+model+`","messages":[{"role":"user","content":"hi"}]}`, header...)
	h.call("POST", base+"/v1beta/models/"+model+":generateContent"+query, `{"contents":[{"parts":[{"text":"hi"}]}]}`, header...)
	h.call("POST", base+"/v1/chat/completions"+query, `{"model":`, header...)
}

// askAll asks the questions at every behaviour of every slot: all of them, or one in every. An answer whose usage tells
// a secret is relayed as the provider wrote it, so it is no place to look at; what is logged of it is.
func (h *hunt) askAll(base, key string, slots []slot, every int) {
	work := make(chan func())
	var workers sync.WaitGroup
	for range 4 {
		workers.Go(func() {
			for f := range work {
				f()
			}
		})
	}
	for i := range slots {
		for _, how := range behaviours {
			for n, q := range questions() {
				model := modelName(&slots[i], how, n)
				path, body := strings.ReplaceAll(q.path, "MODEL", model), strings.ReplaceAll(q.body, "MODEL", model)
				header := []string{"Authorization", "Bearer " + key}
				if q.media != "" {
					header = append(header, "Content-Type", q.media)
				}
				if (i+n)%every != 0 {
					continue
				}
				work <- func() {
					if how == "usage" {
						h.fetch("POST", base+path, body, header...)
						return
					}
					h.call("POST", base+path, body, header...)
				}
			}
		}
	}
	close(work)
	workers.Wait()
}

// probes tests every channel and asks it for its models.
func (h *hunt) probes(base string, slots []slot, ids []string, auth ...string) {
	for i, id := range ids {
		for _, how := range behaviours {
			for _, stream := range []string{"false", "true"} {
				h.call("POST", base+"/api/channels/"+id+"/test", fmt.Sprintf(`{"model":%q,"stream":%s}`, modelName(&slots[i], how, 0), stream), auth...)
			}
		}
		h.call("POST", base+"/api/channels/"+id+"/test", `{"model":"embed-`+slots[i].name+`"}`, auth...)
		h.call("GET", base+"/api/channels/"+id+"/upstream-models", "", auth...)
	}
}
