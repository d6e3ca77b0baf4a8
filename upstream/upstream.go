package upstream

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/textproto"
	"slices"
	"strings"

	"github.com/burncloud/burncloud"
)

// userAgent is what providers see, unless the channel's headers say otherwise.
const userAgent = "burncloud"

// Upstream is a channel made ready: everything that does not change from call to call is computed. It is immutable
// and safe for concurrent use.
type Upstream struct {
	Provider *Provider
	Class    TransportClass // which transport its calls go through

	base    string
	secrets []burncloud.Secret   // of the channel's options
	calls   map[callName][]*call // by preference; more than one where it depends on the model
}

type callName struct {
	op   Operation
	wire burncloud.Dialect
}

// Compile makes the channel ready. Access tokens that its keys buy are kept in t. The error is burncloud.Faults, as
// Check gives them.
func Compile(ch *burncloud.Channel, t *Transports) (*Upstream, error) {
	if faults := Check(ch); len(faults) > 0 {
		return nil, burncloud.Faults(faults)
	}
	p, _ := Lookup(ch.Provider)
	s, err := settle(p, ch)
	if err != nil {
		return nil, burncloud.Faults{{Field: "base_url", Message: err.Error()}}
	}
	u := &Upstream{Provider: p, Class: classOf(ch), base: s.base.String(), secrets: ch.Options.Secrets(), calls: map[callName][]*call{}}
	for _, w := range s.wires {
		auth := credentialFor(cmp.Or(w.Auth, p.Auth), ch, s.region, t)
		for _, op := range w.Ops {
			name := callName{op, w.Dialect}
			c := newCall(s, w, op)
			c.auth, c.header = auth, presetHeader(p, w, op, ch)
			c.passed = passedOn(w.Dialect, ch)
			u.calls[name] = append(u.calls[name], c)
		}
	}
	return u, nil
}

// BaseURL is the address that the channel's settings come to, without a trailing slash.
func (u *Upstream) BaseURL() string { return u.base }

// Secrets are what a call with the key must not tell: the key, and the credentials among the channel's options.
func (u *Upstream) Secrets(key burncloud.Secret) []burncloud.Secret {
	return append(slices.Clip(u.secrets), key)
}

// Serves reports whether the operation can be asked for in the dialect, for some model.
func (u *Upstream) Serves(op Operation, wire burncloud.Dialect) bool {
	return len(u.calls[callName{op, wire}]) > 0
}

// WireFor chooses the dialect in which to ask for the operation. native says that it is the client's own, so that the
// client's bytes can be relayed (but see llm.Quirks: ModelInURL and Set ask for edits even then); otherwise they must
// be translated. ok is false when the provider cannot do the operation for the model.
func (u *Upstream) WireFor(op Operation, model burncloud.ModelName, client burncloud.Dialect) (wire burncloud.Dialect, native, ok bool) {
	if u.find(op, client, model) != nil {
		return client, true, true
	}
	for i := range u.Provider.Wires {
		if wire := u.Provider.Wires[i].Dialect; u.Serves(op, wire) && u.find(op, wire, model) != nil {
			return wire, false, true
		}
	}
	return "", false, false
}

func (u *Upstream) find(op Operation, wire burncloud.Dialect, model burncloud.ModelName) *call {
	for _, c := range u.calls[callName{op, wire}] {
		if c.models == nil || forModel(c.models, family(model)) {
			return c
		}
	}
	return nil
}

// Ask is one request to an upstream.
type Ask struct {
	Operation   Operation
	Wire        burncloud.Dialect   // the dialect of Body
	Model       burncloud.ModelName // as the upstream calls it
	Stream      bool
	Key         burncloud.Secret // "" sends no credential
	Body        []byte           // sent as it is, must stay unchanged until the call is over; nil sends none
	ContentType string           // of Body; "" = application/json
	Header      http.Header      // of a client that speaks Wire: what the dialect passes on is taken from it; nil otherwise
}

// Request makes the request. The header is the caller's to add to, but values in it are shared: replace them, never
// edit them in place. Of a signed request (Bedrock) the method, URL, body and content type must stay as they are.
// Errors are *burncloud.Error: KindUpstreamMissing when the provider does not serve this, KindUpstreamAuth and
// KindUpstreamConnect when the key could not be used. A Realtime request is a GET of a ws or wss URL, for a WebSocket
// client. ctx bounds buying a token, and the request.
func (u *Upstream) Request(ctx context.Context, ask Ask) (*http.Request, error) {
	c := u.find(ask.Operation, ask.Wire, ask.Model)
	if c == nil {
		return nil, &burncloud.Error{
			Kind:    burncloud.KindUpstreamMissing,
			Message: fmt.Sprintf("the provider does not serve %s for this model in the dialect %q", ask.Operation, ask.Wire),
		}
	}
	to, err := c.url(ask.Model, ask.Stream)
	if err != nil {
		return nil, err
	}
	header := make(http.Header, len(c.header)+3)
	maps.Copy(header, c.header)
	if ask.Stream {
		maps.Copy(header, streamHeaders[ask.Wire])
	}
	if ask.Header != nil {
		passOn(header, ask.Header, c.passed)
	}
	r := new(http.Request).WithContext(ctx)
	r.Method, r.URL, r.Host, r.Header = c.method, to, to.Host, header
	r.Proto, r.ProtoMajor, r.ProtoMinor = "HTTP/1.1", 1, 1
	if body := ask.Body; body != nil {
		header["Content-Type"] = jsonType
		if ask.ContentType != "" {
			header["Content-Type"] = []string{ask.ContentType}
		}
		r.ContentLength = int64(len(body))
		r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	if ask.Key != "" {
		if err := c.auth.sign(ctx, r, ask.Key, ask.Body); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// jsonType is shared by all requests, so its capacity must be its length.
var jsonType = []string{"application/json"}

// wireHeaders are what requests of a dialect carry unless the channel says otherwise (wire-facts §10).
var wireHeaders = map[burncloud.Dialect]http.Header{
	WireAnthropic: {"Anthropic-Version": {"2023-06-01"}},
}

// streamHeaders are what requests for a stream carry.
var streamHeaders = map[burncloud.Dialect]http.Header{
	WireDashScope: {"X-Dashscope-Sse": {"enable"}},
	WireBedrock:   {"Accept": {"application/vnd.amazon.eventstream"}},
}

// passable are the headers that a client of the dialect may send on to the provider. Lists are joined with the
// channel's; of others the channel's own comes first.
var passable = map[burncloud.Dialect][]string{
	burncloud.DialectOpenAI: {"Openai-Beta", "X-Client-Request-Id"},
	WireResponses:           {"Openai-Beta", "X-Client-Request-Id"},
	WireAnthropic:           {"Anthropic-Beta", "Anthropic-Version"},
}

// lists are headers that hold a list.
var lists = []string{"Anthropic-Beta", "Openai-Beta"}

func presetHeader(p *Provider, w *Wire, op Operation, ch *burncloud.Channel) http.Header {
	h := http.Header{"Accept": {"application/json"}, "User-Agent": {userAgent}}
	if op == Speech {
		h["Accept"] = []string{"*/*"}
	}
	if op == Realtime {
		delete(h, "Accept")
	}
	if p.Auth != AuthVertex { // where the version is in the body
		maps.Copy(h, wireHeaders[w.Dialect])
	}
	given := optionValues(&ch.Options)
	for option, name := range p.OptionHeaders {
		if v := given[option]; v != "" {
			h.Set(name, v)
		}
	}
	for name, v := range ch.Options.Headers {
		h.Set(name, v)
	}
	for name, values := range h {
		h[name] = slices.Clip(values)
	}
	return h
}

// passedOn are the headers that a client may send through the channel.
func passedOn(wire burncloud.Dialect, ch *burncloud.Channel) []string {
	own := make(map[string]bool, len(ch.Options.Headers))
	for name := range ch.Options.Headers {
		own[canonical(name)] = true
	}
	var names []string
	for _, name := range passable[wire] {
		if slices.Contains(lists, name) || !own[name] {
			names = append(names, name)
		}
	}
	return names
}

// maxPassed bounds a client's header that is passed on, in bytes.
const maxPassed = 4 << 10

// passOn adds what the client sent. Values that could not be in a header of ours are left out.
func passOn(to, client http.Header, names []string) {
	for _, name := range names {
		v := strings.Join(client[name], ",")
		if v == "" || len(v) > maxPassed || !validHeaderValue(v) {
			continue
		}
		if own := to.Get(name); own != "" && slices.Contains(lists, name) {
			v = joined(own, v)
		}
		to[name] = []string{v}
	}
}

// joined is the union of two comma lists; names differ in more than case.
func joined(a, b string) string {
	var out []string
	for part := range strings.SplitSeq(a+","+b, ",") {
		part = strings.TrimSpace(part)
		if part != "" && !slices.ContainsFunc(out, func(s string) bool { return strings.EqualFold(s, part) }) {
			out = append(out, part)
		}
	}
	return strings.Join(out, ",")
}

// canonical is the form in which http.Header keys a name.
func canonical(name string) string { return textproto.CanonicalMIMEHeaderKey(name) }
