package upstream

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/burncloud/burncloud"
)

// Clocks of a connection that a channel's timeouts do not name.
const (
	defaultConnect = 3 * time.Second // TCP
	defaultTLS     = 5 * time.Second
	idleConn       = 90 * time.Second
	keepAlive      = 10 * time.Second // of silence, then the peer is asked for a sign of life
	keepAsking     = 5 * time.Second
	halfOpen       = 20 * time.Second // how long the peer may leave what was sent unacknowledged, a question among it
	bufferSize     = 32 << 10         // bytes, each way
)

// TransportClass is what makes two channels need different transports.
type TransportClass struct {
	ProxyURL string        // "" = none; the environment's proxies are not consulted
	Connect  time.Duration // for TCP, and again for TLS; 0 = the defaults
}

func classOf(ch *burncloud.Channel) TransportClass {
	return TransportClass{ProxyURL: ch.Options.ProxyURL, Connect: ch.Options.Timeouts.Connect}
}

// Transports keeps one connection pool for each class, and the access tokens bought with channels' keys. The zero value
// is ready; it must not be copied.
type Transports struct {
	Now      func() time.Time // nil = time.Now
	Resolver *net.Resolver    // nil = the machine's

	mu          sync.RWMutex
	pools       map[TransportClass]*http.Transport
	tokens      tokens
	plainTokens bool // tokens may be bought without TLS: only tests set it

	certificates certificates
	roots        *x509.CertPool // nil = the machine's: only tests set it
}

func (t *Transports) now() time.Time {
	if t.Now == nil {
		return time.Now()
	}
	return t.Now()
}

// Get returns the transport of the class, making it when needed. It has no time limit of its own beyond connecting:
// streams end by their context.
func (t *Transports) Get(c TransportClass) (*http.Transport, error) {
	t.mu.RLock()
	pool := t.pools[c]
	t.mu.RUnlock()
	if pool != nil {
		return pool, nil
	}
	made, err := newTransport(c, t.now, t.Resolver)
	if err != nil {
		return nil, err
	}
	made.TLSClientConfig = &tls.Config{RootCAs: t.roots, VerifyConnection: t.certificates.note}
	t.mu.Lock()
	defer t.mu.Unlock()
	if pool := t.pools[c]; pool != nil {
		return pool, nil
	}
	if t.pools == nil {
		t.pools = make(map[TransportClass]*http.Transport)
	}
	t.pools[c] = made
	return made, nil
}

// Retain drops the classes that none of the channels uses and closes their idle connections; calls under way finish.
// Tokens of keys that are gone are forgotten.
func (t *Transports) Retain(channels []*burncloud.Channel) {
	t.tokens.retain(channels)
	t.mu.Lock()
	defer t.mu.Unlock()
	for c, pool := range t.pools {
		if !slices.ContainsFunc(channels, func(ch *burncloud.Channel) bool { return classOf(ch) == c }) {
			delete(t.pools, c)
			pool.CloseIdleConnections()
		}
	}
}

// Close drops every class and closes the idle connections; calls under way finish.
func (t *Transports) Close() { t.Retain(nil) }

// newTransport tunes for many long answers from few hosts. HTTP/1.1 only: HTTP/2 puts all streams of a host on one
// connection, which costs more CPU and lets one slow stream hold up the others. No compression: it would buffer
// streams.
func newTransport(c TransportClass, now func() time.Time, names *net.Resolver) (*http.Transport, error) {
	dialer := &net.Dialer{
		Timeout:         cmp.Or(c.Connect, defaultConnect),
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: keepAlive, Interval: keepAsking, Count: 3},
		Control:         prepareSocket,
		Resolver:        names,
	}
	tr := &http.Transport{
		DialContext:         (&lastGood{dialer: dialer, now: now}).DialContext,
		TLSHandshakeTimeout: cmp.Or(c.Connect, defaultTLS),
		DisableCompression:  true,
		MaxIdleConnsPerHost: 1024,
		IdleConnTimeout:     idleConn,
		ReadBufferSize:      bufferSize,
		WriteBufferSize:     bufferSize,
		Protocols:           new(http.Protocols),
	}
	tr.Protocols.SetHTTP1(true)
	if c.ProxyURL != "" {
		u, err := url.Parse(c.ProxyURL)
		if err != nil {
			return nil, fmt.Errorf("proxy_url is not a URL") // without the cause, which repeats the proxy's password
		}
		tr.Proxy = http.ProxyURL(u)
	}
	return tr, nil
}

// prepareSocket looks at the address itself, after names are resolved, so no DNS answer leads around the guard.
func prepareSocket(_, address string, conn syscall.RawConn) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("address %q: %w", address, err)
	}
	if isMetadata(ap.Addr()) {
		return &burncloud.Error{Kind: burncloud.KindUpstreamConnect, Message: "the upstream's address " + errMetadata.Error()}
	}
	return noticeHalfOpen(conn, halfOpen)
}
