package upstream

import (
	"context"
	"errors"
	"net"
	"sync"
	"time"
)

const (
	// goodFor is how long the last good address of a host serves after its name could first not be resolved.
	goodFor = 5 * time.Minute
	// resolveTime is how long a name server may take where there is a last good address.
	resolveTime = time.Second
)

// lastGood dials, and where a name cannot be resolved, dials the address to which the last connection was made. There are
// as many names as the configuration has hosts.
type lastGood struct {
	dialer *net.Dialer
	now    func() time.Time

	mu    sync.Mutex
	known map[string]good // by host and port
}

// good is an address that worked.
type good struct {
	addr    string
	failing time.Time // since when the name is not resolved; zero = it is
}

// DialContext is net.Dialer's, but for names that are not resolved.
func (d *lastGood) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	if d.silent(ctx, address) {
		if conn, err := d.dialer.DialContext(ctx, network, d.fallback(address)); err == nil {
			return conn, nil
		}
	}
	conn, err := d.dialer.DialContext(ctx, network, address)
	if err == nil {
		d.mu.Lock()
		if d.known == nil {
			d.known = map[string]good{}
		}
		d.known[address] = good{addr: conn.RemoteAddr().String()}
		d.mu.Unlock()
		return conn, nil
	}
	var unresolved *net.DNSError
	if !errors.As(err, &unresolved) || ctx.Err() != nil {
		return nil, err
	}
	if addr := d.fallback(address); addr != "" {
		if conn, again := d.dialer.DialContext(ctx, network, addr); again == nil {
			return conn, nil
		}
	}
	return nil, err
}

// silent reports whether the name server says nothing, or nothing in time, of a name that has a last good address. Without this, every
// call would wait for the name server as long as the resolver does, which is longer than calls wait for a connection.
func (d *lastGood) silent(ctx context.Context, address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil || net.ParseIP(host) != nil {
		return false
	}
	d.mu.Lock()
	_, known := d.known[address]
	d.mu.Unlock()
	if !known {
		return false
	}
	soon, cancel := context.WithTimeout(ctx, resolveTime)
	defer cancel()
	_, err = d.dialer.Resolver.LookupHost(soon, host)
	return err != nil && ctx.Err() == nil && d.fallback(address) != ""
}

// fallback is the address that still serves for a name, "" if there is none.
func (d *lastGood) fallback(address string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	g, ok := d.known[address]
	now := d.now()
	switch {
	case !ok:
		return ""
	case g.failing.IsZero():
		g.failing = now
		d.known[address] = g
	case now.Sub(g.failing) >= goodFor:
		delete(d.known, address)
		return ""
	}
	return g.addr
}
