package admin

import (
	"context"
	"net"
	"net/http"
	"net/netip"

	"github.com/burncloud/burncloud"
)

// visit is one request and who makes it. It travels in the request's context.
type visit struct {
	w      http.ResponseWriter
	r      *http.Request
	caller caller
}

type visitKey struct{}

// visitOf returns the visit that the handler serves.
func visitOf(ctx context.Context) *visit {
	return ctx.Value(visitKey{}).(*visit) // guard puts one into every request
}

// callerOf is who makes the request.
func callerOf(ctx context.Context) caller { return visitOf(ctx).caller }

// ip is the address of the peer. Forwarding headers are not believed: anybody can write them.
func (v *visit) ip() netip.Addr {
	ap, err := netip.ParseAddrPort(v.r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return ap.Addr().Unmap()
}

// address is the peer's address in words.
func (v *visit) address() string {
	if ip := v.ip(); ip.IsValid() {
		return ip.String()
	}
	return ""
}

// local reports whether the request was made on the machine itself: a proxy there would have said whom it speaks for.
func (v *visit) local() bool {
	h := v.r.Header
	return v.ip().IsLoopback() && h.Get("X-Forwarded-For") == "" && h.Get("Forwarded") == "" && h.Get("X-Real-Ip") == "" && h.Get("Via") == ""
}

// secure reports whether the browser takes the connection for trustworthy, so that it keeps cookies that are marked
// Secure: TLS, here or at a proxy that says so, or the browser's own machine. A client that lies harms itself only.
func (v *visit) secure() bool {
	if v.r.TLS != nil || v.r.Header.Get("X-Forwarded-Proto") == "https" {
		return true
	}
	host := v.r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}

// origin is the scheme and host that the browser sees.
func (v *visit) origin() string {
	if v.r.TLS != nil || v.r.Header.Get("X-Forwarded-Proto") == "https" {
		return "https://" + v.r.Host
	}
	return "http://" + v.r.Host
}

// about says for the audit log what the request changes. Documents hold no secrets; nil = none.
func about(ctx context.Context, object string, before, after any) {
	if c := burncloud.ChangeOf(ctx); c != nil {
		c.Object, c.Before, c.After = object, before, after
	}
}
