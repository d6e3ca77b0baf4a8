package upstream

import (
	"context"
	"net/http"

	"github.com/burncloud/burncloud"
)

// AuthType names how a provider is told who asks.
type AuthType string

// How the providers want their key (wire-facts §10).
const (
	AuthBearer    AuthType = "bearer"    // "Authorization: Bearer <key>", as OpenAI has it
	AuthAnthropic AuthType = "anthropic" // x-api-key
	AuthAzure     AuthType = "azure"     // api-key
	AuthGoogle    AuthType = "google"    // x-goog-api-key
	AuthVertex    AuthType = "vertex"    // a token bought with a service account's key, or x-goog-api-key
	AuthBedrock   AuthType = "bedrock"   // AWS Signature Version 4, or a bearer API key
)

// credential puts a channel's key on a request. Errors are *burncloud.Error in our words, without the key.
type credential interface {
	sign(ctx context.Context, r *http.Request, key burncloud.Secret, body []byte) error
}

// headerKey is a key that is sent as it is.
type headerKey struct {
	header string
	prefix string // before the key
}

var headerKeys = map[AuthType]headerKey{
	AuthBearer:    {header: "Authorization", prefix: "Bearer "},
	AuthAnthropic: {header: "X-Api-Key"},
	AuthAzure:     {header: "Api-Key"},
	AuthGoogle:    {header: "X-Goog-Api-Key"},
}

func (h headerKey) sign(_ context.Context, r *http.Request, key burncloud.Secret, _ []byte) error {
	r.Header[h.header] = []string{h.prefix + key.Reveal()}
	return nil
}

// credentialFor finds the credential of one of the channel's wires.
func credentialFor(a AuthType, ch *burncloud.Channel, region string, t *Transports) credential {
	switch a {
	case AuthVertex:
		return googleKey{tokens: &t.tokens, transports: t, class: classOf(ch)}
	case AuthBedrock:
		return awsKey{region: region, now: t.now}
	}
	return headerKeys[a]
}

// checkKey says what is wrong with the form of a key, "" when nothing is.
func checkKey(a AuthType, key burncloud.Secret) string {
	s := key.Reveal()
	switch {
	case a == AuthVertex && isServiceAccount(s):
		if _, err := parseAccount(s); err != nil {
			return err.Error()
		}
		return ""
	case a == AuthBedrock && isAccessKey(s):
		if _, err := parseAccessKey(s); err != nil {
			return err.Error()
		}
	}
	if !plainKey(s) {
		return "has a space or a character that cannot be in a key"
	}
	return ""
}

// plainKey reports whether the key can stand in a header.
func plainKey(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}
