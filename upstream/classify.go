package upstream

import (
	"cmp"
	"fmt"
	"net/http"
	"strings"

	"github.com/burncloud/burncloud"
)

// maxText bounds what is kept of a provider's words, in bytes.
const maxText = 1 << 10

// Classify turns a provider's answer into a classified error. It is nil for an answer below 400 that holds no error:
// with status 200 it finds those that some providers put into the body (Provider.ErrorInOK) or into a stream's event.
//
// When the caller's request is at fault, Message, Param and Code are the provider's. When it is the provider or our
// account there, Message says so in our words, and the provider's are in Err, for logs. The secrets, and whatever
// looks like a key, are taken out of both. The body may be cut: what does not parse is kept as text.
func Classify(p *Provider, status int, header http.Header, body []byte, secrets ...burncloud.Secret) *burncloud.Error {
	a, found := parseAnswer(body, status < 400)
	if status < 400 && !found {
		return nil
	}
	if name, _, _ := strings.Cut(header.Get("X-Amzn-Errortype"), ":"); name != "" { // Bedrock, whose body has only words
		a.code = name
	}
	a.text = Scrub(a.text, secrets)
	a.lower = strings.ToLower(a.text)
	if status >= 400 || a.status == 0 { // else an error inside a 200, which names its own status
		a.status = status
	}
	kind := kindOf(p, &a)
	e := &burncloud.Error{Kind: kind, Status: status, RetryAfter: retryAfter(header, &a)}
	text := cut(a.text, maxText)
	if message, ok := ours[kind]; ok {
		e.Message = message
		e.Err = fmt.Errorf("%s answered %d%s: %s", p.Name, status, label(&a, secrets), cmp.Or(text, "nothing"))
		return e
	}
	e.Message = text
	if !found || text == "" {
		e.Message = fmt.Sprintf("the provider refused the request with status %d and gave no reason", status)
		e.Err = fmt.Errorf("%s answered %d: %s", p.Name, status, cmp.Or(text, "nothing"))
	}
	e.Param, e.Code = cut(Scrub(a.param, secrets), 128), cut(Scrub(cmp.Or(a.code, a.typ), secrets), 128)
	return e
}

// label is the machine-readable part of an answer, for the log.
func label(a *answer, secrets []burncloud.Secret) string {
	if s := cut(Scrub(cmp.Or(a.code, a.typ), secrets), 128); s != "" {
		return " (" + s + ")"
	}
	return ""
}
