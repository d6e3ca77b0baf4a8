package sim_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/burncloud/burncloud/sim"
)

// FuzzChat wants every body answered: with JSON, or with a stream of JSON frames that ends in [DONE].
func FuzzChat(f *testing.F) {
	f.Add(0, "/chat/completions", `{"model":"gpt-4o","stream":true,`+hi)
	f.Add(1, "/chat/completions", `{"model":"deepseek-reasoner","max_tokens":7,`+tools)
	f.Add(2, "/embeddings", `{"model":"text-embedding-v4","input":[[1,2],[3]]}`)
	f.Add(0, "/completions", `{"model":"gpt-3.5-turbo-instruct","prompt":["a","b"],"n":2,"stream":true}`)
	f.Add(5, "/chat/completions", `{"model":"openai/gpt-4.1-mini","messages":[{"role":"user","content":[{"type":"text","text":"\u0000é"}]}]}`)
	all := flavors()
	bases := map[sim.Flavor]string{sim.Qwen: "/compatible-mode/v1", sim.Groq: "/openai/v1", sim.OpenRouter: "/api/v1"}
	f.Fuzz(func(t *testing.T, which int, path, body string) {
		flavor := all[uint(which)%uint(len(all))]
		base, ok := bases[flavor]
		if !ok {
			base = "/v1"
		}
		p := sim.New(flavor, sim.Options{})
		r := httptest.NewRequest(http.MethodPost, base+"/", strings.NewReader(body))
		r.URL.Path = base + path
		r.Header.Set("Authorization", "Bearer k")
		w := httptest.NewRecorder()
		p.ServeHTTP(w, r)
		answer := w.Body.String()
		if !strings.HasPrefix(w.Header().Get("Content-Type"), "text/event-stream") {
			if !json.Valid([]byte(answer)) {
				t.Errorf("%s %s: not JSON: %q", flavor, body, answer)
			}
			return
		}
		for _, frame := range strings.Split(strings.TrimSuffix(answer, "data: [DONE]\n\n"), "\n\n") {
			data, ok := strings.CutPrefix(frame, "data: ")
			if ok && !json.Valid([]byte(data)) {
				t.Errorf("%s %s: not JSON: %q", flavor, body, data)
			}
		}
		if s := p.Served(); len(s) != 1 || !s[0].Finished || s[0].Done.IsZero() || !strings.HasSuffix(answer, "data: [DONE]\n\n") {
			t.Errorf("%s %s: unfinished: %+v", flavor, body, s)
		}
	})
}
