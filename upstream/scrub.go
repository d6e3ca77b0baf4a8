package upstream

import (
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

// Scrub takes the secrets, and whatever looks like a key, out of a text.
func Scrub(text string, secrets []burncloud.Secret) string {
	for _, s := range secrets {
		for _, part := range append([]string{s.Reveal()}, strings.Split(s.Reveal(), ":")...) { // an AWS key has parts
			if len(part) >= 4 { // shorter ones are no secret, and would tear words apart
				text = strings.ReplaceAll(text, part, "***")
			}
		}
	}
	return keyPattern.ReplaceAllString(text, "***")
}
