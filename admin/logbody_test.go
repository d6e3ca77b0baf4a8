package admin_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
)

// say has the bodies of a call kept.
func (w *world) say(id string, at time.Time) {
	w.t.Helper()
	body := func(media, s string, marks ...burncloud.Mark) burncloud.Body {
		return burncloud.Body{ContentType: media, Size: int64(len(s)), Data: []byte(s), Marks: marks}
	}
	said := &burncloud.Transcript{
		RequestID: burncloud.RequestID(id), Time: at, Request: body("application/json", `{"model":"m"}`),
		Answer: body("text/event-stream", "data: a\n\ndata: b\n\n", burncloud.Mark{At: 1500, Bytes: 9}, burncloud.Mark{At: 2000, Bytes: 9}),
		Exchanges: []burncloud.Exchange{{
			ChannelID: "ch_secret", UpstreamModel: "upstream-secret", Dialect: "anthropic", Status: 200, Request: body("application/json", `{"model":"upstream-secret"}`), Answer: body("application/json", "{}"),
		}},
	}
	said.Request.Size = 99
	w.said.Keep(said, func([]byte) {}, w.said.Begin())
	ctx, cancel := context.WithCancel(w.t.Context())
	cancel()
	w.said.Run(ctx) // what is there, and no more
}

// TestBodies: what was said in a call is shown to operators, which is noted, and to its owner without the upstreams; to nobody else.
func TestBodies(t *testing.T) {
	w := newWorld(t)
	a, b := w.tenant("alpha"), w.tenant("beta")
	op, opID := w.session("op", burncloud.RoleOperator)
	at := w.clock()
	w.say("req_alpha", at)

	got := w.want(200, w.browse(op, "GET", "/api/logs/req_alpha/bodies", "")).object
	w.has(got, `{"id":"req_alpha","kept":true,"reason":"",
		"request":{"content_type":"application/json","bytes":99,"kept_bytes":13,"truncated":true,"encoding":"utf-8","text":"{\"model\":\"m\"}","frames":[]},
		"answer":{"content_type":"text/event-stream","bytes":18,"kept_bytes":18,"truncated":false,"encoding":"utf-8","text":"","frames":[{"at_ms":1.5,"bytes":9,"text":"data: a\n\n"},{"at_ms":2,"bytes":9,"text":"data: b\n\n"}]},
		"exchanges":[{"channel_id":"ch_secret","upstream_model":"upstream-secret","dialect":"anthropic","status":200,
			"request":{"content_type":"application/json","bytes":27,"kept_bytes":27,"truncated":false,"encoding":"utf-8","text":"{\"model\":\"upstream-secret\"}","frames":[]},
			"answer":{"content_type":"application/json","bytes":2,"kept_bytes":2,"truncated":false,"encoding":"utf-8","text":"{}","frames":[]}}]}`)
	if ends, err := time.Parse(time.RFC3339Nano, fmt.Sprint(got["expires_at"])); err != nil || ends.Sub(at).Round(time.Second) != 72*time.Hour {
		t.Errorf("expires at %v", got["expires_at"])
	}
	entries := w.audit("object=logs/req_alpha")
	if len(entries) != 1 {
		t.Fatalf("%d entries of the reading", len(entries))
	}
	w.has(entries[0].(map[string]any), `{"action":"get-log-bodies","actor":{"kind":"user","id":"`+string(opID)+`","name":"op"},"ip":"127.0.0.1"}`)

	own := w.want(200, w.browse(a.cookie, "GET", "/api/me/logs/req_alpha/bodies", ""))
	w.has(own.object, `{"id":"req_alpha","kept":true}`)
	if !strings.Contains(own.body, `"text":"{\"model\":\"m\"}"`) || strings.Contains(own.body, "secret") || strings.Contains(own.body, "exchanges") {
		t.Errorf("the owner sees the upstream: %s", own.body)
	}
	w.want(404, w.browse(b.cookie, "GET", "/api/me/logs/req_alpha/bodies", ""))
	w.want(403, w.browse(a.cookie, "GET", "/api/logs/req_alpha/bodies", ""))
	w.want(404, w.browse(op, "GET", "/api/logs/req_nobody/bodies", ""))
	w.has(w.do(200, "GET", "/api/logs/bodies", ""), `{"calls":1,"dropped":0}`)
	if n := len(w.audit("object=logs")); n != 1 {
		t.Errorf("%d entries, want the one", n)
	}

	w.want(403, w.browse(op, "DELETE", "/api/logs/bodies", ""))
	w.later(time.Minute)
	w.do(204, "DELETE", "/api/logs/bodies", "")
	w.has(w.do(200, "GET", "/api/logs/bodies", ""), `{"calls":0,"oldest":null}`)
	w.has(w.do(200, "GET", "/api/logs/req_alpha/bodies", ""), `{"kept":false}`)
	if n := len(w.audit("object=logs&action=delete-bodies")); n != 1 {
		t.Errorf("%d entries of the deletion", n)
	}
}

// TestBodiesUnsaid: of a call whose bodies are not kept the reason is told.
func TestBodiesUnsaid(t *testing.T) {
	w := newWorld(t)
	user := w.account("u", burncloud.RoleUser)
	now := w.clock()
	good := burncloud.Call{Time: now, UserID: user, Status: 200, Endpoint: "POST /v1/messages"}
	for i, tt := range []struct {
		reason, settings string
		change           func(*burncloud.Call)
	}{
		{"off", `{}`, func(*burncloud.Call) {}},
		{"unknown", `{"bodies":"all"}`, func(*burncloud.Call) {}},
		{"succeeded", `{"bodies":"errors"}`, func(*burncloud.Call) {}},
		{"unknown", `{"bodies":"errors"}`, func(c *burncloud.Call) { c.Status, c.ErrorKind = 500, burncloud.KindUpstreamServer }},
		{"unknown", `{"bodies":"errors"}`, func(c *burncloud.Call) {
			c.Attempts = []burncloud.Attempt{{ErrorKind: burncloud.KindUpstreamServer}, {}}
		}},
		{"not_sampled", `{"bodies":"sampled","bodies_one_in":7}`, func(*burncloud.Call) {}},
		{"other_user", `{"bodies":"all","bodies_users":["USER"]}`, func(c *burncloud.Call) { c.UserID = "usr_other" }},
		{"expired", `{"bodies":"all","bodies_retention_hours":1}`, func(c *burncloud.Call) { c.Time = now.Add(-2 * time.Hour) }},
		{"dropped", `{"bodies":"all"}`, func(c *burncloud.Call) { c.Flags = []string{burncloud.FlagBodiesDropped} }},
		{"not_read", `{"bodies":"all"}`, func(c *burncloud.Call) { c.UserID, c.Status, c.ErrorKind = "", 401, burncloud.KindUnauthenticated }},
		{"not_read", `{"bodies":"all"}`, func(c *burncloud.Call) { c.Endpoint = "GET /v1/realtime" }},
	} {
		w.do(200, "PUT", "/api/settings", strings.ReplaceAll(tt.settings, "USER", string(user)))
		c := good
		c.RequestID = burncloud.RequestID(fmt.Sprintf("req_%d", i))
		tt.change(&c)
		w.post(c)
		w.has(w.do(200, "GET", "/api/logs/"+string(c.RequestID)+"/bodies", ""), `{"kept":false,"expires_at":null,"reason":"`+tt.reason+`","exchanges":[]}`)
	}
	if n := len(w.audit("object=logs")); n != 0 {
		t.Errorf("%d entries of nothing read", n)
	}
	w.has(w.do(200, "GET", "/api/settings", ""), `{"bodies":"all","bodies_users":[],"bodies_max_bytes":0}`)
	w.has(w.do(200, "PATCH", "/api/settings", `{"bodies":null}`), `{"bodies":"off"}`)
}
