package gateway_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/secret"
	"github.com/burncloud/burncloud/sim"
)

const (
	chat     = "/v1/chat/completions"
	channel1 = "the-channels-own-key-1"
)

// guest adds a token of its own user and returns its key.
func (r *rig) guest(edit func(*burncloud.AccessToken, *burncloud.User)) string {
	r.t.Helper()
	n := len(r.cfg.Tokens) + 1
	key := secret.NewKey("sk-")
	u := burncloud.User{ID: burncloud.UserID(fmt.Sprintf("usr_%d", n)), Username: fmt.Sprintf("u%d", n), Role: burncloud.RoleUser, Group: burncloud.DefaultGroup, Enabled: true}
	tok := burncloud.AccessToken{ID: burncloud.TokenID(fmt.Sprintf("tok_%d", n)), UserID: u.ID, Name: "t", Hash: secret.Hash(key), Enabled: true}
	edit(&tok, &u)
	r.cfg.Users, r.cfg.Tokens = append(r.cfg.Users, u), append(r.cfg.Tokens, tok)
	r.reload()
	return key
}

// refused checks everything that holds for any refusal: status, shape, words, record and what must not be in them.
func (r *rig) refused(name string, got answer, status int, kind burncloud.Kind, says string, before int) {
	r.t.Helper()
	message, _, _ := openAIError(r.t, got.body)
	if got.status != status || !strings.Contains(message, says) {
		r.t.Errorf("%s: got %d %q, want %d %q", name, got.status, message, status, says)
	}
	if got.header.Get("Content-Type") != "application/json" || !strings.HasPrefix(got.header.Get("X-Request-Id"), "req_") {
		r.t.Errorf("%s: header %v", name, got.header)
	}
	calls := r.calls.all()[before:]
	if kind == "" {
		if len(calls) != 0 {
			r.t.Errorf("%s: recorded %+v", name, calls)
		}
		return
	}
	if len(calls) != 1 || calls[0].ErrorKind != kind || calls[0].Status != status || string(calls[0].RequestID) != got.header.Get("X-Request-Id") {
		r.t.Errorf("%s: recorded %+v, want one of kind %q and status %d", name, calls, kind, status)
	}
	r.tight(name, got)
}

// tight fails if a secret is in an answer or on a record.
func (r *rig) tight(name string, got answer) {
	r.t.Helper()
	b, err := json.Marshal(r.calls.all())
	if err != nil {
		r.t.Fatal(err)
	}
	all := got.body + fmt.Sprint(got.header) + string(b)
	secrets := []string{r.key}
	for _, ch := range r.cfg.Channels {
		for _, k := range ch.Keys {
			secrets = append(secrets, k.Value.Reveal())
		}
	}
	for _, s := range secrets {
		if strings.Contains(all, s) {
			r.t.Errorf("%s: a secret is in %s", name, all)
		}
	}
}

func TestBadCredentials(t *testing.T) {
	_, url := provider(t, sim.OpenAI, channel1, sim.Knobs{})
	r := newRig(t, channel("ch_1", "openai", url, channel1, "gpt-4o"))
	disabled := r.guest(func(tok *burncloud.AccessToken, _ *burncloud.User) { tok.Enabled = false })
	expired := r.guest(func(tok *burncloud.AccessToken, _ *burncloud.User) { tok.ExpiresAt = time.Now().Add(-time.Second) })
	noUser := r.guest(func(_ *burncloud.AccessToken, u *burncloud.User) { u.Enabled = false })
	elsewhere := r.guest(func(tok *burncloud.AccessToken, _ *burncloud.User) {
		tok.AllowedCIDRs = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	})
	limited := r.guest(func(tok *burncloud.AccessToken, _ *burncloud.User) { tok.Models = []burncloud.ModelName{"other"} })
	rotated := secret.NewKey("sk-")
	replaced := r.guest(func(tok *burncloud.AccessToken, _ *burncloud.User) {
		tok.Old = burncloud.OldKey{Hash: tok.Hash, Until: time.Now().Add(-time.Second)}
		tok.Hash = secret.Hash(rotated)
	})
	fresh := secret.NewKey("sk-")
	overlapping := r.guest(func(tok *burncloud.AccessToken, _ *burncloud.User) {
		tok.Old = burncloud.OldKey{Hash: tok.Hash, Until: time.Now().Add(time.Hour)}
		tok.Hash = secret.Hash(fresh)
	})
	flipped := []byte(r.key)
	flipped[len(flipped)-1] ^= 1
	for _, tt := range []struct {
		name, key string
		status    int
		kind      burncloud.Kind
		says      string
	}{
		{"missing", "", 401, burncloud.KindUnauthenticated, "you didn't provide an API key"},
		{"garbled", "Bearer " + string(flipped), 401, burncloud.KindUnauthenticated, "not a complete BurnCloud key"},
		{"cut", "Bearer " + r.key[:len(r.key)-3], 401, burncloud.KindUnauthenticated, "not a complete BurnCloud key"},
		{"another scheme", "Basic dTpw", 401, burncloud.KindUnauthenticated, "not a complete BurnCloud key"},
		{"unknown", "Bearer " + secret.NewKey("sk-"), 401, burncloud.KindUnauthenticated, "no such token"},
		{"disabled", "Bearer " + disabled, 401, burncloud.KindUnauthenticated, "token is disabled"},
		{"expired", "Bearer " + expired, 401, burncloud.KindUnauthenticated, "has expired"},
		{"replaced", "Bearer " + replaced, 401, burncloud.KindUnauthenticated, "was replaced"},
		{"disabled user", "Bearer " + noUser, 401, burncloud.KindUnauthenticated, "user of this token is disabled"},
		{"from elsewhere", "Bearer " + elsewhere, 403, burncloud.KindForbidden, "from your address"},
		{"model not allowed", "Bearer " + limited, 403, burncloud.KindForbidden, "may not use the model `gpt-4o`"},
	} {
		before := len(r.calls.all())
		got := r.send("POST", chat, `{"model":"gpt-4o",`+hello+`}`, "Authorization", tt.key)
		r.refused(tt.name, got, tt.status, tt.kind, tt.says, before)
	}
	for _, header := range [][]string{
		{"Authorization", "Bearer " + r.key},
		{"Authorization", "bearer  " + r.key},
		{"Authorization", r.key},
		{"X-Api-Key", r.key},
		{"X-Goog-Api-Key", r.key},
		{"Api-Key", r.key},
		nil,
		{"Api-Key", rotated},
		{"Api-Key", overlapping},
		{"Api-Key", fresh},
	} {
		path := chat
		if header == nil {
			path += "?key=" + r.key
		}
		if got := r.send("POST", path, `{"model":"gpt-4o",`+hello+`}`, header...); got.status != 200 {
			t.Errorf("%v: %d %s", header, got.status, got.body)
		}
	}
	if c := r.lastCall(); c.Endpoint != "POST "+chat {
		t.Errorf("recorded endpoint %q", c.Endpoint)
	}
	r.tight("carriers", answer{})
}

func TestBadRequests(t *testing.T) {
	p, url := provider(t, sim.OpenAI, channel1, sim.Knobs{})
	off := channel("ch_off", "openai", url, channel1, "sleeping")
	off.Enabled = false
	noKeys := channel("ch_nokeys", "openai", url, channel1, "keyless")
	noKeys.Keys[0].Enabled = false
	chatOnly := channel("ch_chat", "deepseek", url, channel1, "chat-only")
	r := newRig(t, channel("ch_1", "openai", url, channel1, "gpt-4o"), off, noKeys, chatOnly)
	const big = 1<<20 + 1
	bad, missing := burncloud.KindBadRequest, burncloud.KindModelNotFound
	for _, tt := range []struct {
		name, method, path, body string
		status                   int
		kind                     burncloud.Kind
		says                     string
	}{
		{"not JSON", "POST", chat, `model=gpt-4o`, 400, bad, "JSON"},
		{"empty", "POST", chat, ``, 400, bad, "empty"},
		{"cut", "POST", chat, `{"model":"gpt-4o","messages":[`, 400, bad, "JSON"},
		{"an array", "POST", chat, `[{"model":"gpt-4o"}]`, 400, bad, "object"},
		{"a text", "POST", chat, `"gpt-4o"`, 400, bad, "object"},
		{"null", "POST", chat, `null`, 400, bad, "object"},
		{"model twice", "POST", chat, `{"model":"gpt-4o","model":"other"}`, 400, bad, `"model"`},
		{"model in other case", "POST", chat, `{"model":"gpt-4o","Model":"other"}`, 400, bad, `"Model"`},
		{"stream twice", "POST", chat, `{"model":"gpt-4o","stream":true,"stream":false}`, 400, bad, `"stream"`},
		{"stream in other case", "POST", chat, `{"model":"gpt-4o","STREAM":true}`, 400, bad, `"STREAM"`},
		{"escaped twin", "POST", chat, `{"model":"gpt-4o","\u006dodel":"other"}`, 400, bad, `"model"`},
		{"no model", "POST", chat, `{"messages":[]}`, 400, bad, "model"},
		{"model is a number", "POST", chat, `{"model":4}`, 400, bad, "model"},
		{"stream is a text", "POST", chat, `{"model":"gpt-4o","stream":"true"}`, 400, bad, "stream"},
		{"too large", "POST", chat, strings.Repeat("x", big), 413, burncloud.KindTooLarge, "1048576 bytes"},
		{"unknown model", "POST", chat, `{"model":"gpt-99"}`, 404, missing, "`gpt-99` does not exist"},
		{"channels disabled", "POST", chat, `{"model":"sleeping"}`, 503, burncloud.KindNoChannel, "`sleeping`"},
		{"keys disabled", "POST", chat, `{"model":"keyless"}`, 503, burncloud.KindNoChannel, "`keyless`"},
		{"no such endpoint there", "POST", "/v1/embeddings", `{"model":"chat-only","input":"x"}`, 501, burncloud.KindUnsupported, "POST /v1/embeddings"},
		{"wrong method", "GET", chat, ``, 405, burncloud.KindMethod, "POST"},
		{"wrong method for models", "POST", "/v1/models", `{}`, 405, "", "GET"},
		{"unknown path", "POST", "/v1/chat/completion", `{}`, 404, "", "unknown request URL"},
		{"path with a slash too many", "POST", chat + "/", `{}`, 404, "", "unknown request URL"},
		{"unknown model looked up", "GET", "/v1/models/gpt-99", ``, 404, "", "`gpt-99`"},
	} {
		before := len(r.calls.all())
		got := r.send(tt.method, tt.path, tt.body, "Authorization", "Bearer "+r.key)
		r.refused(tt.name, got, tt.status, tt.kind, tt.says, before)
		if tt.status == 405 && got.header.Get("Allow") != tt.says {
			t.Errorf("%s: Allow %q, want %q", tt.name, got.header.Get("Allow"), tt.says)
		}
		if tt.status == 503 && got.header.Get("Retry-After") == "" {
			t.Errorf("%s: no Retry-After", tt.name)
		}
		if _, _, code := openAIError(t, got.body); tt.kind == missing && code != "model_not_found" {
			t.Errorf("%s: code %q", tt.name, code)
		}
	}
	if n := len(p.Served()); n != 0 {
		t.Errorf("%d bad requests reached the provider", n)
	}
}

// TestBadBodies sends what net/http's client does not: bodies that are packed, endless, short or never sent.
func TestBadBodies(t *testing.T) {
	_, url := provider(t, sim.OpenAI, channel1, sim.Knobs{})
	r := newRig(t, channel("ch_1", "openai", url, channel1, "gpt-4o"))
	before := len(r.calls.all())
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write([]byte(`{"model":"gpt-4o"}`))
	_ = z.Close()
	got := r.send("POST", chat, packed.String(), "Authorization", "Bearer "+r.key, "Content-Encoding", "gzip")
	r.refused("gzip", got, 400, burncloud.KindBadRequest, `"gzip" is not supported`, before)

	before++
	got = r.sendUnsized(strings.NewReader(strings.Repeat(" ", 1<<20+1)))
	r.refused("too large, length not told", got, 413, burncloud.KindTooLarge, "1048576 bytes", before)
	before++
	if got = r.sendUnsized(strings.NewReader(`{"model":"gpt-4o",` + hello + `}`)); got.status != 200 {
		t.Errorf("length not told: %d %s", got.status, got.body)
	}

	before++
	began := time.Now()
	got = r.raw("POST " + chat + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer nobody\r\nContent-Length: 9999\r\n\r\n{")
	if r.refused("refused before the body came", got, 401, burncloud.KindUnauthenticated, "incorrect API key", before); time.Since(began) > 8*time.Second {
		t.Errorf("the refusal took %v", time.Since(began))
	}
}

// sendUnsized posts a body without telling its length.
func (r *rig) sendUnsized(body io.Reader) answer {
	r.t.Helper()
	req, err := http.NewRequest("POST", r.url+chat, io.MultiReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+r.key)
	resp, err := r.http.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return answer{resp.StatusCode, resp.Header, string(b)}
}

// raw writes bytes to the gateway and reads one answer.
func (r *rig) raw(request string) answer {
	r.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(r.url, "http://"))
	if err != nil {
		r.t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	if _, err := io.WriteString(conn, request); err != nil {
		r.t.Fatal(err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return answer{resp.StatusCode, resp.Header, string(b)}
}

func TestModels(t *testing.T) {
	_, url := provider(t, sim.OpenAI, channel1, sim.Knobs{})
	r := newRig(t, channel("ch_1", "openai", url, channel1, "gpt-4o", "org/model", "b"))
	got := r.send("GET", "/v1/models", "", "Authorization", "Bearer "+r.key)
	const want = `{"object":"list","data":[{"id":"b","object":"model","created":0,"owned_by":"openai"},` +
		`{"id":"gpt-4o","object":"model","created":0,"owned_by":"openai"},{"id":"org/model","object":"model","created":0,"owned_by":"openai"}]}`
	if got.status != 200 || got.body != want {
		t.Errorf("got %d %s\nwant %s", got.status, got.body, want)
	}
	if got = r.send("GET", "/v1/models/org/model", "", "Authorization", "Bearer "+r.key); got.status != 200 || !strings.Contains(got.body, `"id":"org/model"`) {
		t.Errorf("got %d %s", got.status, got.body)
	}
}
