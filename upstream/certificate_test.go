package upstream_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/burncloud/burncloud/upstream"
)

// serveTLS serves with a certificate of its own for localhost and 127.0.0.1, and returns it.
func serveTLS(t *testing.T, until time.Time) (*httptest.Server, *x509.Certificate) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: until.Add(-90 * 24 * time.Hour), NotAfter: until, DNSNames: []string{"localhost"}, IPAddresses: []net.IP{{127, 0, 0, 1}},
		IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, form, form, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "{}") }))
	srv.Config.ErrorLog = log.New(io.Discard, "", 0)
	srv.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	srv.StartTLS()
	t.Cleanup(srv.Close)
	return srv, cert
}

// TestCertificatesAreNoted: what a host showed is known from the calls that are made, by name and by address.
func TestCertificatesAreNoted(t *testing.T) {
	until := time.Now().Add(48 * time.Hour).UTC().Truncate(time.Second)
	srv, cert := serveTLS(t, until)
	var pool upstream.Transports
	defer pool.Close()
	roots := x509.NewCertPool()
	roots.AddCert(cert)
	pool.Trust(roots)
	if pool.Certificate("localhost") != nil {
		t.Error("a certificate is known before anything was asked")
	}
	for _, host := range []string{"localhost", "127.0.0.1"} {
		if _, err := call(t, &pool, channel("custom", strings.Replace(srv.URL, "127.0.0.1", host, 1)+"/v1")); err != nil {
			t.Fatal(err)
		}
		if c := pool.Certificate(host); c == nil || c.Host != host || !c.Until.Equal(until) || !c.From.Equal(until.Add(-90*24*time.Hour)) {
			t.Errorf("%s: %+v", host, c)
		}
	}
}

// A certificate that nobody vouches for ends the connection as before, and is not kept.
func TestUntrustedCertificatesAreNotNoted(t *testing.T) {
	srv, _ := serveTLS(t, time.Now().Add(48*time.Hour))
	var pool upstream.Transports
	defer pool.Close()
	pool.Trust(x509.NewCertPool())
	if _, err := call(t, &pool, channel("custom", srv.URL+"/v1")); err == nil || !strings.Contains(err.Error(), "unknown authority") {
		t.Errorf("asking gives %v", err)
	}
	if c := pool.Certificate("127.0.0.1"); c != nil {
		t.Errorf("noted %+v", c)
	}
}
