package admin

import (
	"net/http"
)

// setupPage serves the page of a set-up link. The steps after the account have no token; a link that is good for nothing
// any more gets the page, too, which says what to do, with the status 410.
func (s *Server) setupPage(pages http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		err := s.setupOpen(r.Context())
		if err != nil && q.Has("token") { // perhaps it lets an admin in again
			if state, serr := s.setupState(r.Context(), q.Get("token")); serr == nil && state.Body.Valid {
				err = nil
			}
		}
		if err == nil || problem(err, "").Status == http.StatusGone && q.Has("step") {
			pages.ServeHTTP(w, r)
			return
		}
		if p := problem(err, ""); p.Status != http.StatusGone {
			s.Log.ErrorContext(r.Context(), "set-up page", "err", err)
			w.Header().Set("X-Content-Type-Options", "nosniff")
			http.Error(w, p.Detail, p.Status)
			return
		}
		plain := r.Clone(r.Context())
		plain.Header.Del("If-None-Match") // a page that did not change is gone all the same
		plain.Header.Del("Range")
		pages.ServeHTTP(&gone{ResponseWriter: w}, plain)
	})
}

// gone sends a page with the status 410.
type gone struct{ http.ResponseWriter }

func (g *gone) WriteHeader(int) { g.ResponseWriter.WriteHeader(http.StatusGone) }
