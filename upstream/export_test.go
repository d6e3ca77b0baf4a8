package upstream

import "crypto/x509"

// AllowPlainTokens lets access tokens be bought without TLS, from a loopback server.
func (t *Transports) AllowPlainTokens() { t.plainTokens = true }

// Trust makes connections accept certificates of these authorities alone.
func (t *Transports) Trust(roots *x509.CertPool) { t.roots = roots }
