// Package console is the web console: the built files, the addresses they are served under, and their headers.
package console

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"
)

//go:embed all:dist
var dist embed.FS

// policy lets the pages load nothing but the console's own files and nobody frame them. There is no inline script or style.
const policy = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' data: blob:; " +
	"object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'"

const (
	askAgain = "no-cache"                            // asked each time; the ETag makes that cheap
	forEver  = "public, max-age=31536000, immutable" // the name changes with the content
)

// file is one file as it is served. It is read when it is asked for first: a gateway whose console nobody opens keeps none of it.
type file struct {
	name    string
	caching string
	plain   func() content
	gzip    func() content // nil for what is compressed already
}

// content is what is sent, and its ETag.
type content struct {
	body []byte
	etag string
}

// site is the built console.
type site struct {
	files map[string]file // by path
	first map[string]bool // first segments of the addresses that the page answers for
}

// Handler serves the built files, and the page at each of its own addresses. Everything else is 404.
func Handler() http.Handler {
	s := site{files: map[string]file{}, first: map[string]bool{"": true}}
	root, err := fs.Sub(dist, "dist")
	if err == nil {
		err = fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			s.files["/"+name] = newFile(root, name)
			return nil
		})
	}
	if err != nil {
		panic("console: " + err.Error()) // the files are part of the program
	}
	for _, segment := range strings.Fields(string(s.files["/paths.txt"].plain().body)) {
		s.first[segment] = true
	}
	return s
}

func newFile(root fs.FS, name string) file {
	f := file{name: name, caching: askAgain}
	if strings.HasPrefix(name, "assets/") {
		f.caching = forEver
	}
	f.plain = sync.OnceValue(func() content {
		body, err := fs.ReadFile(root, name)
		if err != nil {
			panic("console: " + err.Error()) // the files are part of the program
		}
		sum := sha256.Sum256(body)
		return content{body, hex.EncodeToString(sum[:8])}
	})
	if path.Ext(name) != ".woff2" {
		f.gzip = sync.OnceValue(func() content {
			plain := f.plain()
			return content{pack(plain.body), plain.etag + "-gz"}
		})
	}
	return f
}

// pack compresses once what is sent many times.
func pack(body []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is valid
	_, _ = w.Write(body)                                  // a buffer takes everything
	_ = w.Close()
	return b.Bytes()
}

// find is the file of a path: itself, or the page for the console's own addresses.
func (s site) find(p string) (file, bool) {
	if f, ok := s.files[p]; ok {
		return f, true
	}
	segment, _, _ := strings.Cut(strings.TrimPrefix(p, "/"), "/")
	return s.files["/index.html"], s.first[segment]
}

// ServeHTTP answers one request.
func (s site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	f, ok := s.find(r.URL.Path)
	if !ok || (r.Method != http.MethodGet && r.Method != http.MethodHead) {
		h.Set("Cache-Control", askAgain)
		http.Error(w, "no such page", http.StatusNotFound)
		return
	}
	h.Set("Cache-Control", f.caching)
	h.Set("Content-Type", contentType(f.name))
	form := f.plain
	if f.gzip != nil {
		h.Set("Vary", "Accept-Encoding")
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			h.Set("Content-Encoding", "gzip")
			form = f.gzip
		}
	}
	c := form()
	h.Set("ETag", `"`+c.etag+`"`)
	http.ServeContent(w, r, f.name, time.Time{}, bytes.NewReader(c.body))
}

// contentType does not ask the machine's own table, which may be wrong.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".html":
		return "text/html; charset=utf-8"
	case ".woff2":
		return "font/woff2"
	default:
		return mime.TypeByExtension(path.Ext(name))
	}
}
