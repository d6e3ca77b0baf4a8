package upstream

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/textproto"
	"net/url"
	"slices"

	"github.com/burncloud/burncloud"
)

// userAgent is what providers see, unless the channel's headers say otherwise.
const userAgent = "burncloud"

// Upstream is a channel made ready: everything that does not change from call to call is computed. It is immutable
// and safe for concurrent use.
type Upstream struct {
	Provider *Provider
	Class    TransportClass // which transport its calls go through

	base   string
	urls   map[Endpoint]*url.URL
	header http.Header // of every request; values are shared, never edited
	scheme scheme
}

// Compile makes the channel ready. The error is burncloud.Faults, as Check gives them.
func Compile(ch *burncloud.Channel) (*Upstream, error) {
	if faults := Check(ch); len(faults) > 0 {
		return nil, burncloud.Faults(faults)
	}
	p, _ := Lookup(ch.Provider)
	base, err := resolveBase(p, ch.BaseURL)
	if err != nil {
		return nil, burncloud.Faults{{Field: "base_url", Message: err.Error()}}
	}
	u := &Upstream{
		Provider: p, Class: classOf(ch), base: base.String(), scheme: schemes[p.Auth],
		urls: make(map[Endpoint]*url.URL, len(p.Endpoints)), header: presetHeader(p, ch),
	}
	for _, e := range p.Endpoints {
		to := *base
		to.Path += string(e)
		u.urls[e] = &to
	}
	return u, nil
}

func presetHeader(p *Provider, ch *burncloud.Channel) http.Header {
	h := http.Header{"Accept": {"application/json"}, "User-Agent": {userAgent}}
	given := optionValues(&ch.Options)
	for option, name := range schemes[p.Auth].options {
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

// optionValues are the channel's options that only some providers know, by name.
func optionValues(o *burncloud.ChannelOptions) map[string]string {
	return map[string]string{optionWorkspace: o.Workspace, optionOrganization: o.Organization, optionProject: o.Project}
}

// BaseURL is the address that the channel's settings come to, without a trailing slash.
func (u *Upstream) BaseURL() string { return u.base }

// Request makes the request that asks for the endpoint. The body is sent as it is and must stay unchanged until the
// call is over; nil sends none. An empty key sends no credential. The header is the caller's to add to, but values in
// it are shared: replace them, never edit them in place.
func (u *Upstream) Request(ctx context.Context, endpoint Endpoint, key burncloud.Secret, body []byte) (*http.Request, error) {
	to, ok := u.urls[endpoint]
	if !ok {
		return nil, &burncloud.Error{Kind: burncloud.KindUpstreamMissing, Message: fmt.Sprintf("the provider does not serve %s", endpoint)}
	}
	header := make(http.Header, len(u.header)+2)
	maps.Copy(header, u.header)
	if key != "" {
		header[u.scheme.header] = []string{u.scheme.prefix + key.Reveal()}
	}
	target := *to
	r := &http.Request{
		Method: endpoint.method(), URL: &target, Host: target.Host, Header: header,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}
	if body != nil {
		header["Content-Type"] = jsonType
		r.ContentLength = int64(len(body))
		r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	return r.WithContext(ctx), nil
}

// jsonType is shared by all requests, so its capacity must be its length.
var jsonType = []string{"application/json"}

// canonical is the form in which http.Header keys a name.
func canonical(name string) string { return textproto.CanonicalMIMEHeaderKey(name) }
