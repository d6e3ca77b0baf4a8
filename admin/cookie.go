package admin

import (
	"net/http"
	"time"
)

// The session's cookie. Browsers keep the first only where the connection is trustworthy, and then nobody but this host
// can have set it. The second is for plain HTTP on a network, where browsers refuse the first.
const (
	hostCookie  = "__Host-burncloud"
	plainCookie = "burncloud"
)

func (v *visit) cookieName() string {
	if v.secure() {
		return hostCookie
	}
	return plainCookie
}

// cookie is the credential of the browser, "" without one.
func (v *visit) cookie() string {
	c, err := v.r.Cookie(v.cookieName())
	if err != nil {
		return ""
	}
	return c.Value
}

// setCookie gives the browser its session; "" takes it away.
func (v *visit) setCookie(value string, expires time.Time) {
	c := &http.Cookie{
		Name: v.cookieName(), Value: value, Path: "/", Expires: expires, Secure: v.secure(), HttpOnly: true, SameSite: http.SameSiteStrictMode,
	}
	if value == "" {
		c.MaxAge = -1
	}
	http.SetCookie(v.w, c)
}
