package responses_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/wiretest"
	"github.com/burncloud/burncloud/llm"
	"github.com/burncloud/burncloud/wire/responses"
)

var update = flag.Bool("update", false, "rewrite what the files in testdata/calls/responses expect")

// TestCalls runs the files of testdata/calls/responses. Sections:
//
//	request         what a client sends
//	body            what an upstream of the same dialect gets when the request is translated to it
//	lost            what does not reach it, one field a line
//	error           the refusal instead: kind, param, message
//	upstream        the upstream's stream, or its answer if it begins with a brace
//	client          the stream that the client gets; "fail" in its place if the answer is an error
func TestCalls(t *testing.T) {
	dir := filepath.Join("..", "..", "testdata", "calls", "responses")
	files, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files in %s: %v", dir, err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) { runFile(t, name) })
	}
}

func runFile(t *testing.T, name string) {
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	want := wiretest.Parse(data)
	got := wiretest.Parse(data)
	text, _, ok := want.Get("request")
	if !ok {
		t.Fatal("no request")
	}
	req, err := front.DecodeRequest([]byte(text))
	if err == nil {
		req.ID = "req1"
		err = runRequest(&got, req)
	}
	if err != nil {
		e := burncloud.AsError(err)
		got.Set("error", fmt.Sprintf("%s %s\n%s\n", e.Kind, e.Param, e.Message))
	} else if answer, _, ok := want.Get("upstream"); ok {
		got.Set("client", runAnswer(req, answer))
	}
	if out := got.Format(); !bytes.Equal(out, data) {
		if *update {
			if err := os.WriteFile(name, out, 0o644); err != nil {
				t.Fatal(err)
			}
			return
		}
		t.Errorf("got\n%s\nwant\n%s", out, data)
	}
}

func runRequest(got *wiretest.File, req *llm.Request) error {
	body, lost, err := responses.Back{}.EncodeRequest(req, target)
	if err != nil {
		return err
	}
	got.Set("body", string(body)+"\n")
	var list strings.Builder
	for _, l := range lost {
		fmt.Fprintf(&list, "%s: %s\n", l.Field, l.Why)
	}
	got.Set("lost", list.String())
	return nil
}

func runAnswer(req *llm.Request, answer string) string {
	enc := front.EncodeStream(req)
	var out []byte
	for e, err := range llm.Check(responses.Back{}.DecodeStream(req, target, strings.NewReader(answer))) {
		if err != nil {
			return string(enc.Fail(out, burncloud.AsError(err)))
		}
		out = enc.Encode(out, e)
	}
	return string(out)
}
