package wiretest

import (
	"bytes"
	"errors"
	"io"
	"iter"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/llm"
)

// Dialect is both halves of a dialect and what its tests must know of it.
type Dialect struct {
	Front llm.Front
	Back  llm.Back

	Hosts      []string                          // its recorded APIs
	Unreadable map[string]string                 // recordings that fail to decode, and rightly so: name to why
	Wide       func(*llm.Request) *llm.Target    // a target that takes all that the dialect can say
	Request    func(*llm.Request) llm.Request    // makes equal what means the same
	Answer     func(*llm.Response) *llm.Response // makes equal what means the same
}

// Requests decodes and encodes the recorded requests, and wants the same requests back.
func (d *Dialect) Requests(t *testing.T) {
	n := 0
	for _, rec := range Load(t, d.Hosts...) {
		if rec.Request == nil {
			continue
		}
		req, err := d.Front.DecodeRequest(rec.Request)
		if why, known := d.Unreadable[rec.Name]; known || err != nil {
			if !known || err == nil {
				t.Errorf("%s: %v, expected: %q", rec.Name, err, why)
			}
			continue
		}
		n++
		body, _, err := d.Back.EncodeRequest(req, d.Wide(req))
		if err != nil {
			t.Errorf("%s: encode: %v", rec.Name, err)
			continue
		}
		again, err := d.Front.DecodeRequest(body)
		if err != nil {
			t.Errorf("%s: decode of %s: %v", rec.Name, body, err)
			continue
		}
		if a, b := d.Request(req), d.Request(again); !reflect.DeepEqual(a, b) {
			t.Errorf("%s: decode∘encode\ngot  %+v\nwant %+v\nbody %s", rec.Name, b, a, body)
		}
	}
	t.Logf("%d requests", n)
}

// Answers decodes the recorded answers, however their bytes arrive, and encodes them.
func (d *Dialect) Answers(t *testing.T) {
	n := 0
	for _, rec := range Load(t, d.Hosts...) {
		req := &llm.Request{Stream: true, IncludeUsage: true}
		target := &llm.Target{}
		var resp *llm.Response
		var err error
		switch {
		case rec.Stream != nil:
			resp, err = llm.Collect(llm.Check(d.Back.DecodeStream(req, target, bytes.NewReader(rec.Stream))))
		case rec.Response != nil:
			resp, err = d.Back.DecodeResponse(req, target, rec.Response)
		default:
			continue
		}
		if err != nil {
			d.checkFailure(t, rec, err)
			continue
		}
		n++
		d.checkAgain(t, rec, req, resp)
		if rec.Stream != nil && len(rec.Stream) < 64<<10 {
			for name, r := range map[string]io.Reader{
				"bytes":  iotest.OneByteReader(bytes.NewReader(rec.Stream)),
				"halves": iotest.HalfReader(bytes.NewReader(rec.Stream)),
			} {
				again, err := llm.Collect(llm.Check(d.Back.DecodeStream(req, target, r)))
				if err != nil || !reflect.DeepEqual(again, resp) {
					t.Errorf("%s: %s: %v\ngot  %+v\nwant %+v", rec.Name, name, err, again, resp)
				}
			}
		}
	}
	t.Logf("%d answers", n)
}

// checkFailure wants a failure to be one that was recorded, and an error body to be understood.
func (d *Dialect) checkFailure(t *testing.T, rec Recording, err error) {
	t.Helper()
	var e *burncloud.Error
	if !errors.As(err, &e) {
		t.Errorf("%s: unclassified: %v", rec.Name, err)
	}
	if _, known := d.Unreadable[rec.Name]; rec.Status < 400 && !rec.Failed && !known {
		t.Errorf("%s: status %d: %v", rec.Name, rec.Status, err)
	}
	if rec.Status < 400 {
		return
	}
	e = d.Back.DecodeError(rec.Status, nil, rec.Response)
	if e.Kind == burncloud.KindUpstreamInvalid || e.Message == "" || e.Err == nil && e.Message == "the upstream answered with status "+strconv.Itoa(rec.Status) {
		t.Errorf("%s: %d %s gives %v", rec.Name, rec.Status, rec.Response, e)
	}
}

// checkAgain encodes an answer, streamed and whole, and wants the same answer d.Back.
func (d *Dialect) checkAgain(t *testing.T, rec Recording, req *llm.Request, resp *llm.Response) {
	t.Helper()
	want := d.Answer(resp)
	enc := d.Front.EncodeStream(req)
	var sse []byte
	for e, err := range llm.Check(resp.Events()) {
		if err != nil {
			t.Fatalf("%s: %v", rec.Name, err)
		}
		sse = enc.Encode(sse, e)
	}
	got, err := llm.Collect(llm.Check(d.Back.DecodeStream(req, &llm.Target{}, bytes.NewReader(sse))))
	if err != nil {
		t.Errorf("%s: %v in %s", rec.Name, err, sse)
	} else if a := d.Answer(got); !reflect.DeepEqual(a, want) {
		t.Errorf("%s: stream\ngot  %+v\nwant %+v\n%s", rec.Name, a, want, sse)
	}
	body := d.Front.EncodeResponse(nil, req, resp)
	if !llm.Raw(body).IsValid() {
		t.Errorf("%s: not JSON: %s", rec.Name, body)
	}
	got, err = d.Back.DecodeResponse(req, &llm.Target{}, body)
	if err != nil {
		t.Errorf("%s: %v in %s", rec.Name, err, body)
	} else if a := d.Answer(got); !reflect.DeepEqual(a, want) {
		t.Errorf("%s: whole\ngot  %+v\nwant %+v\n%s", rec.Name, a, want, body)
	}
}

// Drain wants a sequence to be in order, or to end with a classified error, and to encode to JSON.
func (d *Dialect) Drain(t *testing.T, seq iter.Seq2[llm.Event, error]) {
	t.Helper()
	enc := d.Front.EncodeStream(&llm.Request{IncludeUsage: true})
	var out []byte
	for e, err := range llm.Check(seq) {
		if err != nil {
			checkKind(t, err)
			return
		}
		out = enc.Encode(out[:0], e)
		for line := range strings.Lines(string(out)) {
			data, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "data: ")
			if ok && data != "[DONE]" && !llm.Raw(data).IsValid() {
				t.Fatalf("not JSON: %s", line)
			}
		}
	}
}

func checkKind(t *testing.T, err error) {
	t.Helper()
	if strings.Contains(err.Error(), "out of order") {
		t.Fatal(err)
	}
}

// FuzzStream decodes streams, whole and in two parts. The seed is one more stream to start from.
func (d *Dialect) FuzzStream(f *testing.F, seed []byte) {
	f.Add(seed, byte(3))
	for _, rec := range d.recorded(f) {
		if rec.Stream != nil && len(rec.Stream) < 4<<10 {
			f.Add(rec.Stream, byte(7))
		}
	}
	f.Fuzz(func(t *testing.T, in []byte, cut byte) {
		d.Drain(t, d.Back.DecodeStream(&llm.Request{}, &llm.Target{}, bytes.NewReader(in)))
		i := min(int(cut), len(in))
		d.Drain(t, d.Back.DecodeStream(&llm.Request{}, &llm.Target{}, io.MultiReader(bytes.NewReader(in[:i]), bytes.NewReader(in[i:]))))
	})
}

// FuzzResponse decodes whole answers and errors.
func (d *Dialect) FuzzResponse(f *testing.F) {
	for _, rec := range d.recorded(f) {
		if rec.Response != nil && len(rec.Response) < 4<<10 {
			f.Add(rec.Response)
		}
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		d.Back.DecodeError(400, nil, in)
		resp, err := d.Back.DecodeResponse(&llm.Request{}, &llm.Target{}, in)
		if err != nil {
			checkKind(t, err)
			return
		}
		if out := d.Front.EncodeResponse(nil, &llm.Request{}, resp); !llm.Raw(out).IsValid() {
			t.Fatalf("not JSON: %s", out)
		}
	})
}

// FuzzRequest decodes requests; what is encoded of one must be read again.
func (d *Dialect) FuzzRequest(f *testing.F) {
	for _, rec := range d.recorded(f) {
		if rec.Request != nil && len(rec.Request) < 4<<10 {
			f.Add(rec.Request)
		}
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		req, err := d.Front.DecodeRequest(in)
		if err != nil {
			return
		}
		body, _, err := d.Back.EncodeRequest(req, d.Wide(req))
		if err != nil {
			return
		}
		if !llm.Raw(body).IsValid() {
			t.Fatalf("not JSON: %s", body)
		}
		if _, err := d.Front.DecodeRequest(body); err != nil {
			t.Fatalf("%v in %s", err, body)
		}
	})
}

// recorded are the recordings that seed a fuzzer, where there are any.
func (d *Dialect) recorded(f *testing.F) []Recording {
	if !HasRecordings() {
		return nil
	}
	return Load(f, d.Hosts...)
}
