package responses_test

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/internal/sse"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/wire/responses"
)

var front = responses.Front{Now: func() time.Time { return time.Unix(1_800_000_000, 0) }}

var target = &llm.Target{Model: "up"}

func decode(t testing.TB, body string) *llm.Request {
	t.Helper()
	req, err := front.DecodeRequest([]byte(body))
	if err != nil {
		t.Fatalf("decode %.200s: %v", body, err)
	}
	req.ID = "req1"
	return req
}

func encode(t testing.TB, req *llm.Request, target *llm.Target) (string, []llm.Loss) {
	t.Helper()
	body, lost, err := responses.Back{}.EncodeRequest(req, target)
	if err != nil {
		t.Fatalf("encode: %v", err)
	}
	if !llm.Raw(body).IsValid() {
		t.Fatalf("encoded request is not JSON: %s", body)
	}
	return string(body), lost
}

// collect decodes a stream under Check.
func collect(stream io.Reader) (*llm.Response, error) {
	return llm.Collect(llm.Check(responses.Back{}.DecodeStream(&llm.Request{}, target, stream)))
}

// play writes the answer's events as a client's stream.
func play(req *llm.Request, resp *llm.Response) []byte {
	enc := front.EncodeStream(req)
	var out []byte
	for e := range llm.Check(resp.Events()) {
		out = enc.Encode(out, e)
	}
	return out
}

// wireEvent is one event of a written stream.
type wireEvent struct {
	name string
	data []byte
}

func (e wireEvent) str(path ...string) string { return str(e.data, path...) }

// str reads a value inside nested objects: the text of a string, else the JSON.
func str(v []byte, path ...string) string {
	for _, name := range path {
		var found []byte
		for c := rawjson.Members(v); c.Next(); {
			if string(c.Key) == name {
				found = c.Value
			}
		}
		if v = found; v == nil {
			return ""
		}
	}
	if s, err := rawjson.String(v); err == nil {
		return s
	}
	return string(v)
}

func parse(t testing.TB, stream []byte) []wireEvent {
	t.Helper()
	var out []wireEvent
	r := sse.NewReader(bytes.NewReader(stream), 64<<20)
	for {
		ev, err := r.Next()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		if !llm.Raw(ev.Data).IsValid() {
			t.Fatalf("event is not JSON: %s", ev.Data)
		}
		out = append(out, wireEvent{string(ev.Name), bytes.Clone(ev.Data)})
	}
}

func names(events []wireEvent) string {
	var list []string
	for _, e := range events {
		list = append(list, strings.TrimPrefix(e.name, "response."))
	}
	return strings.Join(list, " ")
}

func lines(events ...string) string { return "data: " + strings.Join(events, "\n\ndata: ") + "\n\n" }
