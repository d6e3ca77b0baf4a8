package admin_test

import (
	"net/http/httptest"
	"strings"
	"testing"
)

// Whatever a body holds, the answer is a judgement on it, never a failure, and what was accepted can be read back.
func FuzzMerge(f *testing.F) {
	w := newWorld(f)
	ch := "/api/channels/" + w.channel(`{"name":"n","provider":"openai"}`)
	handler := w.admin.Handler()
	for _, seed := range []string{
		`{"weight":3}`, `{"options":{"headers":{"A":"b"},"timeouts":{"idle":"1s"}}}`, `{"keys":["k",{"id":"key_1"}]}`, `{"model_mapping":null}`,
		`{"priority":1e99}`, `{"priority":1.5}`, `{"name":"\ud800"}`, `[{}]`, `null`, `{"tags":[null]}`, `{"keys":{}}`, `{"a":`, ``,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		for _, method := range []string{"PATCH", "GET"} {
			r := httptest.NewRequest(method, ch, strings.NewReader(body))
			r.Header.Set("Authorization", "Bearer "+bootstrap)
			res := httptest.NewRecorder()
			handler.ServeHTTP(res, r)
			ok := res.Code == 200 || method == "PATCH" && (res.Code == 400 || res.Code == 422 || res.Code == 413)
			if !ok {
				t.Errorf("%s %q = %d %s", method, body, res.Code, res.Body)
			}
		}
	})
}
