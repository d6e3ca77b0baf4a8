package upstream_test

import (
	"bytes"
	"encoding/base64"
	"net/url"
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/upstream"
)

// looksLikeKeys has one of everything that is taken for a key, and what is not.
var looksLikeKeys = []struct{ text, key string }{
	{`{"a":"Bearer abcdefgh12345678"}`, "Bearer abcdefgh12345678"},
	{"BEARER  abcdefgh12345678, x", "BEARER  abcdefgh12345678"},
	{`"sk-proj-abcdefghijkl"`, "sk-proj-abcdefghijkl"},
	{"is sk_live_12****89 wrong", "sk_live_12****89"},
	{"gsk_abcdefgh", "gsk_abcdefgh"},
	{"xai-abcdefgh", "xai-abcdefgh"},
	{"fw_abcdefgh", "fw_abcdefgh"},
	{"pplx-abcdefgh", "pplx-abcdefgh"},
	{"hf_abcdefgh", "hf_abcdefgh"},
	{"tgp_abcdefgh", "tgp_abcdefgh"},
	{"rk-abcdefgh", "rk-abcdefgh"},
	{"nvapi-abcdefgh", "nvapi-abcdefgh"},
	{"r8_abcdefgh", "r8_abcdefgh"},
	{"(AIzaSyA1234567890abcdefghij)", "AIzaSyA1234567890abcdefghij"},
	{"ya29.a0AfH6SMBx-1_2", "ya29.a0AfH6SMBx-1_2"},
	{"id AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE"},
	{"ASIAIOSFODNN7EXAMPLE", "ASIAIOSFODNN7EXAMPLE"},
	{"ABSKQmVkcm9ja0FQSUtleS0xMjM=", "ABSKQmVkcm9ja0FQSUtleS0xMjM="},
	{`"x-----BEGIN RSA PRIVATE KEY-----\nMIIE\n"`, `-----BEGIN RSA PRIVATE KEY-----\nMIIE\n`},
	{"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx.c2ln", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx.c2ln"},
	{"zhipu 0123456789abcdef0123456789abcdef.AbCdEfGh12345678 end", "0123456789abcdef0123456789abcdef.AbCdEfGh12345678"},
	{"the bearer of this, a risk-taker, asks: sky, skip, hf, r8, eye, 0123456789abcdef0123456789abcdef", ""},
	{"data: {\"id\":\"chatcmpl-9\",\"object\":\"chat.completion.chunk\"}\n\n", ""},
}

// TestMaskHidesInPlace: whatever Scrub takes out is hidden, in its place, and nothing else is.
func TestMaskHidesInPlace(t *testing.T) {
	const key = "plainLooking/secret+of/forty=characters/42"
	type row struct{ text, hide string }
	rows := []row{
		{"bad key " + key + "!", key},
		{"at ?key=" + url.QueryEscape(key) + "&x", url.QueryEscape(key)},
		{"basic " + base64.RawURLEncoding.EncodeToString([]byte(key)) + " end", base64.RawURLEncoding.EncodeToString([]byte(key))},
		{"key " + key[:20] + "... is wrong", key[:20]},
		{"key ending in " + key[len(key)-4:], ""},
		{"a short pass8 here", "pass8"},
	}
	for _, k := range looksLikeKeys {
		rows = append(rows, row{k.text, k.key})
	}
	m := upstream.NewMask([]burncloud.Secret{key, "user:pass8"})
	for _, tt := range rows {
		want := tt.text
		if tt.hide != "" {
			want = strings.ReplaceAll(tt.text, tt.hide, strings.Repeat("*", len(tt.hide)))
		}
		got := []byte(tt.text)
		if m.Hide(got); string(got) != want {
			t.Errorf("%q: %q, want %q", tt.text, got, want)
		}
		scrubbed := upstream.Scrub(tt.text, []burncloud.Secret{key, "user:pass8"})
		if hidden := tt.hide != ""; hidden != (scrubbed != tt.text) {
			t.Errorf("%q: a mask hides %q, Scrub leaves %q", tt.text, tt.hide, scrubbed)
		}
	}
}

func BenchmarkMask(b *testing.B) {
	text := bytes.Repeat([]byte(`data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"hello"},"finish_reason":null}],"usage":null}`+"\n\n"), 1600)
	m := upstream.NewMask([]burncloud.Secret{"plainLooking/secret+of/forty=characters/42"})
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		m.Hide(text)
	}
}
