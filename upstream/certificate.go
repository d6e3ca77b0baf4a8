package upstream

import (
	"crypto/tls"
	"net/netip"
	"sync"

	"github.com/burncloud/burncloud"
)

// certificates are those that upstreams showed last, by host. There are as many as operators have named hosts.
type certificates struct {
	mu   sync.Mutex
	seen map[string]burncloud.Certificate
}

// note keeps the certificate of a connection that is made, for tls.Config.VerifyConnection. A client that asks for an address
// sends no name: then it is kept for the addresses that it is for.
func (c *certificates) note(s tls.ConnectionState) error {
	leaf := s.PeerCertificates[0]
	hosts := []string{s.ServerName}
	if s.ServerName == "" {
		hosts = hosts[:0]
		for _, ip := range leaf.IPAddresses {
			hosts = append(hosts, ip.String())
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.seen == nil {
		c.seen = make(map[string]burncloud.Certificate)
	}
	for _, h := range hosts {
		c.seen[h] = burncloud.Certificate{Host: h, From: leaf.NotBefore.UTC(), Until: leaf.NotAfter.UTC()}
	}
	return nil
}

// Certificate is what the host showed when it was connected to last, nil where it was not, or not by TLS.
func (t *Transports) Certificate(host string) *burncloud.Certificate {
	if ip, err := netip.ParseAddr(host); err == nil {
		host = ip.Unmap().String()
	}
	t.certificates.mu.Lock()
	defer t.certificates.mu.Unlock()
	if c, ok := t.certificates.seen[host]; ok {
		return &c
	}
	return nil
}
