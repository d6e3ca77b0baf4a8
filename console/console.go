// Package console is the operator's page in a browser: static files and the headers they are served with.
package console

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"
)

//go:embed static
var static embed.FS

// policy lets the page load nothing but its own files, and nobody frame it.
const policy = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// page is one file as it is served.
type page struct {
	name string
	body []byte
	etag string
}

// Handler serves the files under /console/ and the set-up page at /setup.
func Handler() http.Handler {
	pages := map[string]page{}
	files, err := fs.ReadDir(static, "static")
	if err != nil {
		panic("console: " + err.Error()) // the files are part of the program
	}
	for _, f := range files {
		body, err := static.ReadFile(path.Join("static", f.Name()))
		if err != nil {
			panic("console: " + err.Error())
		}
		sum := sha256.Sum256(body)
		pages["/console/"+f.Name()] = page{f.Name(), body, `"` + hex.EncodeToString(sum[:8]) + `"`}
	}
	pages["/console/"] = pages["/console/index.html"]
	pages["/setup"] = pages["/console/setup.html"]
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p, ok := pages[r.URL.Path]
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-cache") // asked again each time; the ETag makes that cheap
		if !ok {
			http.Error(w, "no such page", http.StatusNotFound)
			return
		}
		h.Set("Content-Type", contentType(p.name))
		h.Set("ETag", p.etag)
		http.ServeContent(w, r, p.name, time.Time{}, bytes.NewReader(p.body))
	})
}

// contentType does not ask the machine's own table, which may be wrong.
func contentType(name string) string {
	switch {
	case strings.HasSuffix(name, ".js"):
		return "text/javascript; charset=utf-8"
	case strings.HasSuffix(name, ".css"):
		return "text/css; charset=utf-8"
	case strings.HasSuffix(name, ".svg"):
		return "image/svg+xml"
	case strings.HasSuffix(name, ".html"):
		return "text/html; charset=utf-8"
	default:
		return mime.TypeByExtension(path.Ext(name))
	}
}
