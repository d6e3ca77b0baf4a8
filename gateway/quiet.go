package gateway

import (
	"errors"
	"strings"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/upstream"
)

// secrets are what nobody may learn from this attempt.
func (a *attempt) secrets() []burncloud.Secret { return a.up.Secrets(a.target.Key.Value) }

// scrubbed is the classified error with the target's secrets taken out of its text: providers echo keys.
func (a *attempt) scrubbed(err error) *burncloud.Error {
	return told(burncloud.AsError(err), a.secrets())
}

// told is the error without the secrets.
func told(err *burncloud.Error, secrets []burncloud.Secret) *burncloud.Error {
	e := *err
	e.Message, e.Param, e.Code = upstream.Scrub(e.Message, secrets), upstream.Scrub(e.Param, secrets), upstream.Scrub(e.Code, secrets)
	e.Err = quiet(e.Err, secrets)
	return &e
}

// quiet is the error without the secrets: net/http quotes what it cannot read.
func quiet(err error, secrets []burncloud.Secret) error {
	if err == nil {
		return nil
	}
	said := err.Error()
	if text := upstream.Scrub(said, secrets); text != said {
		return errors.New(text)
	}
	return err
}

// wordy reports whether a usage holds a string that is long enough for a secret: it should be numbers.
func wordy(usage string) bool {
	for {
		_, rest, found := strings.Cut(usage, `"`)
		text, rest, closed := strings.Cut(rest, `"`)
		if !found {
			return false
		}
		name := strings.HasPrefix(strings.TrimLeft(rest, " \t\r\n"), ":")
		if !closed || len(text) >= 12 && !name || strings.Contains(text, `\`) {
			return true
		}
		usage = rest
	}
}
