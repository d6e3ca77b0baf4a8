package admin_test

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestOpenAPI(t *testing.T) {
	w := newWorld(t)
	a := w.send(bootstrap, "GET", "/api/openapi.json", "")
	var doc map[string]any
	if err := json.Unmarshal([]byte(a.body), &doc); err != nil {
		t.Fatal(err)
	}
	if doc["openapi"] != "3.1.0" || a.header.Get("Content-Type") != "application/openapi+json" {
		t.Errorf("version %v, type %s", doc["openapi"], a.header.Get("Content-Type"))
	}
	paths := doc["paths"].(map[string]any)
	for _, path := range []string{
		"/api/channels", "/api/channels/{id}", "/api/channels/{id}/test", "/api/channels/{id}/upstream-models", "/api/channels/bulk",
		"/api/groups", "/api/groups/{id}", "/api/routes", "/api/routes/{id}", "/api/tokens", "/api/tokens/{id}", "/api/tokens/{id}/rotate",
		"/api/users", "/api/users/{id}", "/api/prices", "/api/prices/{id}", "/api/prices/bulk", "/api/prices/catalogue", "/api/prices/import", "/api/logs", "/api/logs/{id}", "/api/logs/export",
		"/api/logs/histogram",
		"/api/usage", "/api/overview", "/api/models", "/api/events", "/api/channels/health", "/api/channels/{id}/health",
		"/api/providers", "/api/settings", "/api/internal/reload", "/api/setup",
	} {
		if paths[path] == nil {
			t.Errorf("%s is not documented", path)
		}
	}
	schemas := doc["components"].(map[string]any)["schemas"].(map[string]any)
	if schemas["Problem"] == nil || schemas["ErrorModel"] != nil || schemas["ChannelPatch"] == nil {
		t.Error("the form of errors or patches is wrong")
	}
	if p := schemas["ChannelPatch"].(map[string]any); p["required"] != nil {
		t.Errorf("a patch requires %v", p["required"])
	}
	described(t, schemas, "", doc)
	described(t, schemas, "", paths)
}

// described walks a document: every property of an object schema and every parameter has a description, and every
// reference leads somewhere.
func described(t *testing.T, schemas map[string]any, at string, v any) {
	t.Helper()
	switch v := v.(type) {
	case map[string]any:
		if ref, ok := v["$ref"].(string); ok && schemas[strings.TrimPrefix(ref, "#/components/schemas/")] == nil {
			t.Errorf("%s refers to %s", at, ref)
		}
		if _, param := v["in"].(string); param && v["description"] == nil {
			t.Errorf("%s: parameter %v is not described", at, v["name"])
		}
		if props, ok := v["properties"].(map[string]any); ok && v["type"] == "object" {
			for name, p := range props {
				if p.(map[string]any)["description"] == nil {
					t.Errorf("%s.%s is not described", at, name)
				}
			}
		}
		for k, x := range v {
			described(t, schemas, at+"/"+k, x)
		}
	case []any:
		for _, x := range v {
			described(t, schemas, at, x)
		}
	}
}
