package upstream

import (
	"context"
	"errors"
	"net"
	"sync"
	"time"
)

// goodFor is how long the last good address of a host serves after its name could first not be resolved.
const goodFor = 5 * time.Minute

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
