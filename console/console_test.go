package console_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/burncloud/burncloud/console"
)

var handler = console.Handler()

func get(t *testing.T, path string, header ...string) (*http.Response, string) {
	t.Helper()
	r := httptest.NewRequest("GET", path, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	res := w.Result()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(b)
}

// assets are the files that the page names.
func assets(t *testing.T, pattern string) []string {
	t.Helper()
	_, page := get(t, "/")
	var names []string
	for _, m := range regexp.MustCompile(`(?:src|href)="(`+pattern+`)"`).FindAllStringSubmatch(page, -1) {
		names = append(names, m[1])
	}
	if len(names) == 0 {
		t.Fatalf("the page names no %s", pattern)
	}
	return names
}

func TestFiles(t *testing.T) {
	script, style := assets(t, `/assets/[^"]+\.js`)[0], assets(t, `/assets/[^"]+\.css`)[0]
	for _, c := range []struct {
		path, kind string
		status     int
	}{
		{"/", "text/html; charset=utf-8", 200},
		{"/index.html", "text/html; charset=utf-8", 200},
		{"/login", "text/html; charset=utf-8", 200},
		{"/setup", "text/html; charset=utf-8", 200},
		{"/channels/ch_06h0scg7st6b4jybb65fvd0x70", "text/html; charset=utf-8", 200},
		{"/prices/gpt-4.1", "text/html; charset=utf-8", 200}, // a model, not a file
		{"/first.js", "text/javascript; charset=utf-8", 200},
		{script, "text/javascript; charset=utf-8", 200},
		{style, "text/css; charset=utf-8", 200},
		{"/icon.svg", "image/svg+xml", 200},
		{"/nothing", "text/plain; charset=utf-8", 404},
		{"/api/channels", "text/plain; charset=utf-8", 404},
		{"/v1/models", "text/plain; charset=utf-8", 404},
		{"/healthz", "text/plain; charset=utf-8", 404},
		{"/metrics", "text/plain; charset=utf-8", 404},
		{"/assets/nothing.js", "text/plain; charset=utf-8", 404},
		{"/../console.go", "text/plain; charset=utf-8", 404},
	} {
		res, body := get(t, c.path)
		h := res.Header
		if res.StatusCode != c.status || h.Get("Content-Type") != c.kind || body == "" {
			t.Errorf("%s = %d %s, %d bytes", c.path, res.StatusCode, h.Get("Content-Type"), len(body))
		}
		if !strings.HasPrefix(h.Get("Content-Security-Policy"), "default-src 'self'; script-src 'self';") || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: headers %v", c.path, h)
		}
		if c.status != 200 {
			continue
		}
		if again, body := get(t, c.path, "If-None-Match", h.Get("ETag")); again.StatusCode != http.StatusNotModified || body != "" {
			t.Errorf("%s with its ETag = %d", c.path, again.StatusCode)
		}
		if kept := strings.Contains(h.Get("Cache-Control"), "immutable"); kept != strings.HasPrefix(c.path, "/assets/") {
			t.Errorf("%s may be kept: %v", c.path, kept)
		}
	}
}

func TestCompressed(t *testing.T) {
	script := assets(t, `/assets/[^"]+\.js`)[0]
	plain, body := get(t, script)
	packed, small := get(t, script, "Accept-Encoding", "br, gzip")
	r, err := gzip.NewReader(strings.NewReader(small))
	if err != nil {
		t.Fatal(err)
	}
	unpacked, err := io.ReadAll(r)
	if err != nil || string(unpacked) != body || packed.Header.Get("Content-Encoding") != "gzip" {
		t.Errorf("the packed file is another: %v", err)
	}
	if packed.Header.Get("ETag") == plain.Header.Get("ETag") || packed.Header.Get("Vary") != "Accept-Encoding" {
		t.Errorf("caches cannot tell them apart: %v", packed.Header)
	}
}

// The first load is what everybody waits for: the page, and the scripts, styles and the font that it names.
func TestFirstLoadIsSmall(t *testing.T) {
	const most = 350 << 10
	total := 0
	for _, path := range append(assets(t, `/[^"]+`), "/") {
		_, body := get(t, path, "Accept-Encoding", "gzip")
		total += len(body)
	}
	if total > most {
		t.Errorf("the first load is %d bytes, more than %d", total, most)
	}
	t.Logf("%d bytes", total)
}

func TestOnlyReading(t *testing.T) {
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest("POST", "/channels", nil))
	if w.Code != http.StatusNotFound {
		t.Errorf("POST = %d", w.Code)
	}
}

// The policy forbids what is inline, and no file comes from elsewhere.
func TestPageKeepsThePolicy(t *testing.T) {
	_, page := get(t, "/")
	if bad := regexp.MustCompile(`(?i)<script[^>]*>[^<]|<style|\sstyle=|\son[a-z]+=|https?://`).FindString(page); bad != "" {
		t.Errorf("the page has %q", bad)
	}
}
