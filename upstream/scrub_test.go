package upstream_test

import (
	"encoding/base64"
	"net/url"
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/upstream"
)

func TestScrubKnowsWhatProgramsMakeOfASecret(t *testing.T) {
	const key = "plainLooking/secret+of/forty=characters/42"
	account := burncloud.Secret(`{"type":"service_account","token_uri":"https://oauth2.googleapis.com/token","private_key_id":"0f1e2d3c4b5a69788796","private_key":"-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0\nBAQEFAASCBKcwggSjAgEAAoIBAQ\n-----END PRIVATE KEY-----\n"}`)
	for _, tt := range []struct {
		name, text, want string
		secret           burncloud.Secret
	}{
		{"whole", "bad key " + key + "!", "bad key ***!", key},
		{"in a URL", "at ?key=" + url.QueryEscape(key) + "&x", "at ?key=***&x", key},
		{"in PHP's JSON", `"` + strings.ReplaceAll(key, "/", `\/`) + `"`, `"***"`, key},
		{"in base64", "basic " + base64.RawURLEncoding.EncodeToString([]byte(key)) + " end", "basic *** end", key},
		{"first half", "key " + key[:20] + "... is wrong", "key ***... is wrong", key},
		{"second half", "key ..." + key[20:] + " is wrong", "key ...*** is wrong", key},
		{"cut off", key + " " + key[:12], "*** ***", key},
		{"hint", "key ending in " + key[len(key)-4:], "key ending in " + key[len(key)-4:], key},
		{"part of an AWS key", "secret " + key[:15] + "?", "secret ***?", "AKID:" + key},
		{"line of a private key", "line BAQEFAASCBKcwggSjAgEAAoIBAQ", "line ***", account},
		{"address of a service account", "at https://oauth2.googleapis.com/token", "at https://oauth2.googleapis.com/token", account},
	} {
		if got := upstream.Scrub(tt.text, []burncloud.Secret{tt.secret}); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}
