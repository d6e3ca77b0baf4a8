package admin_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/burncloud/burncloud"
)

// sent is one event as a browser would see it.
type sent struct{ id, name, data string }

// reader is an open stream.
type reader struct {
	t      *testing.T
	events chan sent // closed at the end of the stream
	leave  context.CancelFunc
}

func (w *world) listen(t *testing.T, query, lastID, token string) *reader {
	t.Helper()
	ctx, leave := context.WithCancel(t.Context())
	t.Cleanup(leave)
	req, err := http.NewRequestWithContext(ctx, "GET", w.url+"/api/events"+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	if lastID != "" {
		req.Header.Set("Last-Event-ID", lastID)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if res.StatusCode != 200 {
		b, _ := io.ReadAll(res.Body)
		t.Fatalf("%d %s", res.StatusCode, b)
	}
	r := &reader{t, make(chan sent, 100), leave}
	lines := bufio.NewScanner(res.Body)
	if !lines.Scan() || lines.Text() != ": burncloud" {
		t.Fatalf("it begins with %q", lines.Text())
	}
	go func() {
		defer close(r.events)
		defer res.Body.Close()
		var e sent
		for lines.Scan() {
			name, value, _ := strings.Cut(lines.Text(), ": ")
			switch name {
			case "id":
				e.id = value
			case "event":
				e.name = value
			case "data":
				e.data = value
			case "":
				if e.name != "" {
					r.events <- e
				}
				e = sent{}
			}
		}
	}()
	return r
}

// next is the next event that is no tick; ok is false at the end of the stream.
func (r *reader) next() (e sent, ok bool) {
	r.t.Helper()
	for {
		select {
		case e, ok := <-r.events:
			if ok && e.name == "tick" {
				continue
			}
			return e, ok
		case <-time.After(10 * time.Second):
			r.t.Fatal("nothing comes")
		}
	}
}

func (r *reader) want(id, name, part string) {
	r.t.Helper()
	if e, ok := r.next(); !ok || e.id != id || e.name != name || !strings.Contains(e.data, part) {
		r.t.Errorf("got %+v, %v; want %s %s with %s", e, ok, id, name, part)
	}
}

// finish posts calls of the model, the first with the number lsn, and tells of them as the call log does.
func (w *world) finish(t *testing.T, lsn uint64, models ...string) {
	t.Helper()
	var all []burncloud.CallRecord
	for i, m := range models {
		c := burncloud.Call{
			RequestID: burncloud.RequestID(fmt.Sprintf("req_%d", lsn+uint64(i))), Time: w.clock(), Model: burncloud.ModelName(m),
			Status: 200, Usage: burncloud.Usage{Input: 1}, Duration: 1000,
		}
		b, err := json.Marshal(&c)
		if err != nil {
			t.Fatal(err)
		}
		r := burncloud.CallRecord{LSN: lsn + uint64(i), JSON: b}
		if err := json.Unmarshal(b, &r.CallKeys); err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	if err := w.db.Post(t.Context(), &burncloud.Batch{UpTo: all[len(all)-1].LSN, Calls: all}); err != nil {
		t.Fatal(err)
	}
	w.admin.Hub.Calls(all)
}

func TestEvents(t *testing.T) {
	w := newWorld(t)
	all := w.listen(t, "", "", bootstrap)
	some := w.listen(t, "?model=b&outcome=completed", "", bootstrap)
	w.finish(t, 1, "a", "b")
	all.want("1", "call", `"model":"a"`)
	all.want("2", "call", `"model":"b"`)
	some.want("2", "call", `"model":"b"`)
	w.admin.Hub.Health([]burncloud.HealthChange{{TargetKey: burncloud.TargetKey{Channel: "ch_1", Key: "key_1", Model: "m"}, Time: w.clock(), State: burncloud.Dead, Reason: "401"}})
	all.want("", "health", `"channel_id":"ch_1"`)
	w.admin.Hub.Version(9)
	all.want("", "version", `{"version":9}`)
	some.want("", "health", `"state":"dead"`)

	w.finish(t, 3, "b", "a", "b")
	back := w.listen(t, "?model=b", "2", bootstrap)
	back.want("3", "call", `"req_3"`)
	back.want("5", "call", `"req_5"`)
	w.finish(t, 6, "b")
	back.want("6", "call", `"req_6"`)
	w.admin.Hub.Close()
	if e, ok := back.next(); ok {
		t.Errorf("after the end comes %+v", e)
	}
	if a := w.send(bootstrap, "GET", "/api/events?min_cost=x", ""); a.status != 422 {
		t.Errorf("a bad filter gets %d", a.status)
	}
}

func TestEventsTellOfGaps(t *testing.T) {
	w := newWorld(t)
	w.finish(t, 1, "a")
	models := make([]string, 501)
	for i := range models {
		models[i] = "m"
	}
	w.finish(t, 2, models...)
	w.listen(t, "", "1", bootstrap).want("", "gap", `{"missed":0}`)
}

func TestEventsTick(t *testing.T) {
	w := newWorld(t)
	r := w.listen(t, "?model=a", "", bootstrap)
	w.finish(t, 1, "a", "b", "a")
	for {
		select {
		case e := <-r.events:
			if e.name != "tick" {
				continue
			}
			if !strings.Contains(e.data, `"requests":2,`) || !strings.Contains(e.data, `"backlog":7`) {
				t.Errorf("got %s", e.data)
			}
			return
		case <-time.After(10 * time.Second):
			t.Fatal("no tick comes")
		}
	}
}

// TestEventsEndWithTheCredential: who may not read any more is cut off within a second or so.
func TestEventsEndWithTheCredential(t *testing.T) {
	w := newWorld(t)
	w.management("root", burncloud.RoleAdmin)
	token, userID := w.management("second", burncloud.RoleOperator)
	r := w.listen(t, "", "", token)
	w.do(200, "PATCH", "/api/users/"+string(userID), `{"enabled":false}`)
	begin := time.Now()
	if e, ok := r.next(); ok {
		t.Errorf("got %+v", e)
	}
	if took := time.Since(begin); took > 4*time.Second {
		t.Errorf("it took %v", took)
	}
}

func TestStreamsAreBounded(t *testing.T) {
	w := newWorld(t)
	for range 200 {
		w.listen(t, "", "", bootstrap)
	}
	if a := w.send(bootstrap, "GET", "/api/events", ""); a.status != 503 {
		t.Errorf("one too many gets %d", a.status)
	}
}
