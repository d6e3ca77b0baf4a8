package main

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// readBack reads everything that the control plane shows, and the public pages.
func (h *hunt) readBack(base string, ids []string, auth ...string) {
	for _, path := range []string{
		"/", "/setup", "/setup?token=x", "/console/", "/channels/nothing", "/nothing", "/healthz", "/readyz", "/api/openapi.json", "/api/channels?limit=200", "/api/groups",
		"/api/routes", "/api/tokens?limit=200", "/api/users", "/api/prices", "/api/providers", "/api/settings", "/api/settings/environment", "/api/settings/general", "/api/console", "/api/nothing",
		"/api/logs/export?format=csv", "/api/logs/export?format=jsonl", "/metrics", "/debug/pprof/", "/debug/vars",
	} {
		h.call("GET", base+path, "", auth...)
		h.call("GET", base+path, "")
	}
	for _, id := range ids {
		h.call("GET", base+"/api/channels/"+id, "", auth...)
		h.call("PATCH", base+"/api/channels/"+id, `{"priority":1}`, auth...)
	}
	cursor := ""
	for range 200 {
		_, answer := h.call("GET", base+"/api/logs?limit=200&cursor="+url.QueryEscape(cursor), "", auth...)
		var page struct {
			Items []struct{ ID string }
			Next  string `json:"next_cursor"`
		}
		if err := json.Unmarshal(answer, &page); err != nil {
			h.t.Errorf("logs: %v", err)
			return
		}
		for i := 0; i < len(page.Items); i++ {
			h.call("GET", base+"/api/logs/"+page.Items[i].ID, "", auth...)
			_, said := h.call("GET", base+"/api/logs/"+page.Items[i].ID+"/bodies", "", auth...)
			if bytes.Contains(said, []byte(`"kept":true`)) {
				h.said++
			}
		}
		if cursor = page.Next; cursor == "" {
			if h.t.Logf("S6: the bodies of %d calls looked at", h.said); h.said < 50 {
				h.t.Errorf("the bodies of only %d calls are kept", h.said)
			}
			return
		}
	}
}

// badReload has an operator with a SQL client break the configuration, with secrets where it breaks.
func (h *hunt) badReload(base, dir string, auth ...string) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "burncloud.db")+"?_pragma=busy_timeout(5000)")
	if err != nil {
		h.t.Fatal(err)
	}
	defer db.Close()
	for _, broken := range []string{
		`UPDATE channels SET provider = 'nobody'`, `UPDATE channels SET provider = 'bedrock'`, `UPDATE channel_keys SET ciphertext = substr(ciphertext, 9)`,
		`UPDATE channels SET options = substr(options, 2)`, `UPDATE tokens SET hash = 'x' WHERE name = 'client token'`,
	} {
		if _, err := db.Exec(broken); err != nil {
			h.t.Logf("%s: %v", broken, err)
			continue
		}
		h.call("POST", base+"/api/internal/reload", "", auth...)
		h.call("GET", base+"/api/channels", "", auth...)
		time.Sleep(1100 * time.Millisecond) // longer than the polling, which logs
	}
	h.call("GET", base+"/readyz", "")
}

// files are the program's data as somebody with a copy of the directory sees them.
func (h *hunt) files(dir string) {
	err := filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		h.look("file "+strings.TrimPrefix(path, dir), b)
		return err
	})
	if err != nil {
		h.t.Error(err)
	}
}
