package upstream

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"regexp"
	"strings"

	"github.com/burncloud/burncloud"
)

// keyPattern is what keys of the known providers look like, masked ones included.
var keyPattern = regexp.MustCompile(`(?i)\bbearer\s+[^\s"',]{8,}` +
	`|\b(?:sk|gsk|xai|fw|pplx|hf|tgp|rk|nvapi|r8)[-_][A-Za-z0-9_\-.*…]{6,}` +
	`|\bAIza[A-Za-z0-9_\-]{20,}` +
	`|\bya29\.[A-Za-z0-9_\-.]{10,}` + // Google's access tokens
	`|\b(?:AKIA|ASIA)[A-Z0-9]{12,}|\bABSK[A-Za-z0-9+/=]{20,}` + // AWS
	`|-----BEGIN [A-Z ]*PRIVATE KEY-----[^"]*` +
	`|\beyJ[A-Za-z0-9_\-]{10,}\.[A-Za-z0-9_\-.]+` +
	`|\b[0-9a-f]{32}\.[A-Za-z0-9]{16}\b`)

// fragment is how much of a secret is too much, in bytes: providers cut keys short, and texts are cut through them.
const fragment = 12

// Scrub takes the secrets, and whatever looks like a key, out of a text: whole, as URLs, JSON and base64 write them, and
// in fragments of 12 bytes or more.
func Scrub(text string, secrets []burncloud.Secret) string {
	known := map[string]bool{}
	for _, s := range secrets {
		for _, part := range parts(s.Reveal()) {
			if len(part) < 4 { // no secret, and would tear words apart
				continue
			}
			text = strings.ReplaceAll(text, part, "***")
			for _, form := range forms(part) {
				for i := 0; i+fragment <= len(form); i++ {
					known[form[i:i+fragment]] = true
				}
			}
		}
	}
	return keyPattern.ReplaceAllString(withoutFragments(text, known), "***")
}

// parts are what is secret in a credential that may have several parts: of a service account its private key, of an AWS
// key what is between the colons.
func parts(s string) []string {
	if !isServiceAccount(s) {
		return append([]string{s}, strings.Split(s, ":")...)
	}
	var a struct {
		PEM string `json:"private_key"`
		ID  string `json:"private_key_id"`
	}
	if json.Unmarshal([]byte(s), &a) != nil {
		return []string{s}
	}
	out := []string{a.ID}
	for line := range strings.Lines(a.PEM) {
		if line = strings.TrimSpace(line); !strings.HasPrefix(line, "-----") {
			out = append(out, line)
		}
	}
	return out
}

// forms are the ways in which programs write a secret.
func forms(s string) []string {
	b := []byte(s)
	return []string{
		s, url.QueryEscape(s), url.PathEscape(s), strings.ReplaceAll(s, "/", `\/`),
		base64.RawStdEncoding.EncodeToString(b), base64.RawURLEncoding.EncodeToString(b),
	}
}

// withoutFragments replaces each run of known fragments.
func withoutFragments(text string, known map[string]bool) string {
	if len(known) == 0 {
		return text
	}
	var b strings.Builder
	kept := 0
	for i := 0; i+fragment <= len(text); i++ {
		if !known[text[i:i+fragment]] {
			continue
		}
		end := i + fragment
		for end < len(text) && known[text[end+1-fragment:end+1]] {
			end++
		}
		b.WriteString(text[kept:i])
		b.WriteString("***")
		kept, i = end, end-1
	}
	b.WriteString(text[kept:])
	return b.String()
}
