package upstream

// AllowPlainTokens lets access tokens be bought without TLS, from a loopback server.
func (t *Transports) AllowPlainTokens() { t.plainTokens = true }
