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
	`|\beyJ[A-Za-z0-9_\-]{10,}\.[A-Za-z0-9_\-.]+` +
	`|\b[0-9a-f]{32}\.[A-Za-z0-9]{16}\b`)

// scrub takes the secrets, and whatever looks like a key, out of a text.
func scrub(text string, secrets []burncloud.Secret) string {
	for _, s := range secrets {
		if len(s) >= 4 { // shorter ones are no secret, and would tear words apart
			text = strings.ReplaceAll(text, s.Reveal(), "***")
		}
	}
	return keyPattern.ReplaceAllString(text, "***")
}
