package gateway

import (
	"net/http"
	"net/netip"
	"strings"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/secret"
)

// credential is the client's key, wherever its SDK puts it; "" when there is none.
func credential(r *http.Request) string {
	if auth := r.Header.Get("Authorization"); auth != "" {
		scheme, key, _ := strings.Cut(auth, " ")
		if strings.EqualFold(scheme, "Bearer") {
			return strings.TrimSpace(key)
		}
		return auth
	}
	for _, name := range []string{"X-Api-Key", "X-Goog-Api-Key", "Api-Key"} {
		if key := r.Header.Get(name); key != "" {
			return key
		}
	}
	if strings.Contains(r.URL.RawQuery, "key=") {
		return r.URL.Query().Get("key")
	}
	return ""
}

func denied(msg string) *burncloud.Error {
	return &burncloud.Error{Kind: burncloud.KindUnauthenticated, Message: msg}
}

// authenticate finds the caller in the snapshot. A key whose checksum is wrong is refused before any look-up.
func (c *call) authenticate() *burncloud.Error {
	if c.view == nil {
		return &burncloud.Error{Kind: burncloud.KindOverloaded, Message: "the gateway has no configuration yet", RetryAfter: retrySoon}
	}
	key := credential(c.r)
	if key == "" {
		return denied("you didn't provide an API key: send it as Authorization: Bearer <key>")
	}
	if !secret.ValidKey(key) {
		return denied("incorrect API key: it is not a complete BurnCloud key")
	}
	caller, ok := c.view.Caller(secret.Hash(key))
	if !ok {
		return denied("incorrect API key: no such token")
	}
	c.rec.TokenID, c.rec.UserID, c.rec.Group = caller.Token.ID, caller.User.ID, caller.Group
	switch {
	case caller.Over(c.start):
		return denied("this API key was replaced by another one")
	case !caller.Token.Enabled:
		return denied("this token is disabled")
	case caller.Token.Expired(c.start):
		return denied("this token has expired")
	case !caller.User.Enabled:
		return denied("the user of this token is disabled")
	}
	if len(caller.Token.AllowedCIDRs) > 0 && !allowedFrom(caller.Token, c.rec.IP) {
		return &burncloud.Error{Kind: burncloud.KindForbidden, Message: "this token may not be used from your address", Code: "ip_not_allowed"}
	}
	c.caller = caller
	return nil
}

func allowedFrom(t *burncloud.AccessToken, ip string) bool {
	addr, err := netip.ParseAddr(ip)
	return err == nil && t.AllowsFrom(addr)
}

// remoteIP is the address of the peer. Forwarding headers are not believed: anybody can write them.
func remoteIP(r *http.Request) string {
	ap, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return ""
	}
	return ap.Addr().Unmap().String()
}
