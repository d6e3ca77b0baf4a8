package upstream_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/upstream"
)

func TestTransportsAreOnePerClass(t *testing.T) {
	var pool upstream.Transports
	defer pool.Close()
	get := func(ch *burncloud.Channel) *http.Transport {
		tr, err := pool.Get(compile(t, ch).Class)
		if err != nil {
			t.Fatal(err)
		}
		return tr
	}
	plain, slow, proxied := channel("openai", ""), channel("openai", ""), channel("openai", "")
	slow.Options.Timeouts.Connect = time.Minute
	proxied.Options.ProxyURL = "http://127.0.0.1:9"
	first := get(plain)
	if first != get(channel("groq", "")) || first == get(slow) || first == get(proxied) || get(slow) == get(proxied) {
		t.Error("channels share transports wrongly")
	}
	if !first.DisableCompression || first.MaxIdleConnsPerHost != 1024 || first.ForceAttemptHTTP2 || first.Protocols.HTTP2() || first.Proxy != nil {
		t.Errorf("the transport is not tuned: %+v", first)
	}
	kept := get(slow)
	pool.Retain([]*burncloud.Channel{slow})
	if get(slow) != kept || get(plain) == first {
		t.Error("Retain keeps the wrong classes")
	}
	if _, err := pool.Get(upstream.TransportClass{ProxyURL: "http://u:pw@\x7f"}); err == nil || strings.Contains(err.Error(), "pw") {
		t.Errorf("a bad proxy gives %v", err)
	}
}

func TestTransportsUnderConcurrency(t *testing.T) {
	var pool upstream.Transports
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for range 50 {
				if _, err := pool.Get(upstream.TransportClass{Connect: time.Duration(i%3) * time.Second}); err != nil {
					t.Error(err)
				}
				pool.Retain([]*burncloud.Channel{channel("openai", "")})
			}
		})
	}
	wg.Wait()
	pool.Close()
}

// call sends a request of the channel through the pool and returns the answer's body.
func call(t *testing.T, pool *upstream.Transports, ch *burncloud.Channel) (string, error) {
	t.Helper()
	u := compile(t, ch)
	tr, err := pool.Get(u.Class)
	if err != nil {
		t.Fatal(err)
	}
	r, err := u.Request(t.Context(), chat("sk-123", `{"a":1}`))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := tr.RoundTrip(r)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return string(b), err
}

func TestCallEndToEnd(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		_, _ = io.WriteString(w, r.Proto+" "+r.Method+" "+r.URL.Path+" "+r.Header.Get("Authorization")+" "+r.Header.Get("Accept-Encoding")+" "+string(b))
	}))
	defer srv.Close()
	var pool upstream.Transports
	defer pool.Close()
	got, err := call(t, &pool, channel("custom", srv.URL))
	if want := `HTTP/1.1 POST /v1/chat/completions Bearer sk-123  {"a":1}`; err != nil || got != want {
		t.Errorf("got %q, %v; want %q", got, err, want)
	}
}

func TestCallThroughProxy(t *testing.T) {
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "proxied "+r.URL.String()+" "+r.Header.Get("Proxy-Authorization"))
	}))
	defer proxy.Close()
	var pool upstream.Transports
	defer pool.Close()
	ch := channel("custom", "http://nowhere.invalid/v1")
	ch.Options.ProxyURL = strings.Replace(proxy.URL, "http://", "http://u:p@", 1)
	if got, err := call(t, &pool, ch); err != nil || !strings.HasPrefix(got, "proxied http://nowhere.invalid/v1/chat/completions Basic ") {
		t.Errorf("got %q, %v", got, err)
	}
}

// A proxy URL is not looked at by Check's metadata rule: the guard in the dialer stops it, as it stops a name that
// resolves to such an address.
func TestDialerRefusesMetadata(t *testing.T) {
	var pool upstream.Transports
	defer pool.Close()
	for _, proxy := range []string{"http://169.254.169.254:80", "http://100.100.100.200:80", "http://[::ffff:169.254.169.254]:80", "http://[fd00:ec2::254]:80"} {
		ch := channel("custom", "http://nowhere.invalid/v1")
		ch.Options.ProxyURL = proxy
		_, err := call(t, &pool, ch)
		var e *burncloud.Error
		if !errors.As(err, &e) || e.Kind != burncloud.KindUpstreamConnect {
			if u, perr := url.Parse(proxy); perr == nil && strings.Contains(u.Host, "fd00") && err != nil {
				continue // a machine without IPv6 refuses on its own
			}
			t.Errorf("%s: %v", proxy, err)
		}
	}
}
