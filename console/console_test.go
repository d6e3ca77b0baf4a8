package console_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/burncloud/burncloud/console"
)

func get(t *testing.T, path, etag string) (*http.Response, string) {
	t.Helper()
	r := httptest.NewRequest("GET", path, nil)
	r.Header.Set("If-None-Match", etag)
	w := httptest.NewRecorder()
	console.Handler().ServeHTTP(w, r)
	res := w.Result()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(b)
}

func TestFiles(t *testing.T) {
	for _, c := range []struct {
		path, kind string
		status     int
	}{
		{"/console/", "text/html; charset=utf-8", 200},
		{"/console/index.html", "text/html; charset=utf-8", 200},
		{"/setup", "text/html; charset=utf-8", 200},
		{"/console/console.js", "text/javascript; charset=utf-8", 200},
		{"/console/setup.js", "text/javascript; charset=utf-8", 200},
		{"/console/words.js", "text/javascript; charset=utf-8", 200},
		{"/console/console.css", "text/css; charset=utf-8", 200},
		{"/console/icon.svg", "image/svg+xml", 200},
		{"/console/nothing", "text/plain; charset=utf-8", 404},
		{"/console/../console.go", "text/plain; charset=utf-8", 404},
	} {
		res, body := get(t, c.path, "")
		h := res.Header
		if res.StatusCode != c.status || h.Get("Content-Type") != c.kind || body == "" {
			t.Errorf("%s = %d %s, %d bytes", c.path, res.StatusCode, h.Get("Content-Type"), len(body))
		}
		if !strings.HasPrefix(h.Get("Content-Security-Policy"), "default-src 'self';") || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: headers %v", c.path, h)
		}
		if c.status != 200 {
			continue
		}
		if again, body := get(t, c.path, h.Get("ETag")); again.StatusCode != http.StatusNotModified || body != "" {
			t.Errorf("%s with its ETag = %d", c.path, again.StatusCode)
		}
	}
}

// The policy forbids what is inline, and text of others must never become markup.
func TestPagesKeepThePolicy(t *testing.T) {
	for path, forbidden := range map[string]string{
		"/console/":           `(?i)<script[^>]*>[^<]|<style|\sstyle=|\son[a-z]+=|https?://`,
		"/setup":              `(?i)<script[^>]*>[^<]|<style|\sstyle=|\son[a-z]+=|https?://`,
		"/console/console.js": `innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(`,
		"/console/setup.js":   `innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(`,
		"/console/words.js":   `innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(`,
	} {
		if _, body := get(t, path, ""); regexp.MustCompile(forbidden).MatchString(body) {
			t.Errorf("%s has %q", path, regexp.MustCompile(forbidden).FindString(body))
		}
	}
}

// Every word that a page asks for exists in both languages.
func TestWords(t *testing.T) {
	_, words := get(t, "/console/words.js", "")
	_, en, _ := strings.Cut(words, "en: {")
	en, zh, ok := strings.Cut(en, "zh: {")
	if !ok {
		t.Fatal("the languages are not where they were")
	}
	for _, path := range []string{"/console/", "/setup", "/console/console.js", "/console/setup.js"} {
		_, page := get(t, path, "")
		for _, m := range regexp.MustCompile(`data-word="(\w+)"|say\("(\w+)"\)`).FindAllStringSubmatch(page, -1) {
			word := m[1] + m[2]
			in := regexp.MustCompile(`\b` + word + `: "`)
			if !in.MatchString(en) || !in.MatchString(zh) {
				t.Errorf("%s: %q is missing in a language", path, word)
			}
		}
	}
}
