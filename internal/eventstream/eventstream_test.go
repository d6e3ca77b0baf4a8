package eventstream_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/burncloud/burncloud/internal/eventstream"
	"github.com/burncloud/burncloud/internal/wiretest"
)

// read reads all frames, one a line.
func read(r io.Reader) (out []string, err error) {
	er := eventstream.NewReader(r)
	for {
		m, err := er.Next()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			if _, again := er.Next(); again != err {
				return out, fmt.Errorf("errors differ: %v, %v", err, again)
			}
			return out, err
		}
		s := string(m.Payload)
		for _, h := range m.Headers {
			s += fmt.Sprintf(" %s=%s", h.Name, h.Value)
		}
		out = append(out, s)
	}
}

// framed makes a frame of raw headers.
func framed(headers, payload string) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(headers)+len(payload)+16))
	b = binary.BigEndian.AppendUint32(b, uint32(len(headers)))
	b = binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b))
	b = append(append(b, headers...), payload...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b))
}

func TestReader(t *testing.T) {
	good := wiretest.AppendFrame(nil, []byte(`{"a":1}`), ":event-type", "x", ":message-type", "event")
	flip := func(i int) []byte {
		b := bytes.Clone(good)
		b[i] ^= 1
		return b
	}
	long := binary.BigEndian.AppendUint32(nil, 0xffffffff)
	long = binary.BigEndian.AppendUint32(long, 4)
	long = binary.BigEndian.AppendUint32(long, crc32.ChecksumIEEE(long))
	const line = `{"a":1} :event-type=x :message-type=event`
	for _, tt := range []struct {
		name string
		in   []byte
		want string
		err  error
	}{
		{"nothing", nil, "", nil},
		{"one", good, line, nil},
		{"two", append(bytes.Clone(good), good...), line + "|" + line, nil},
		{"empty frame", framed("", ""), "", nil},
		{"cut in the prelude", good[:5], "", io.ErrUnexpectedEOF},
		{"cut after the prelude", good[:12], "", io.ErrUnexpectedEOF},
		{"cut in the payload", append(bytes.Clone(good), good[:len(good)-1]...), line, io.ErrUnexpectedEOF},
		{"length changed", flip(3), "", eventstream.ErrFrame},
		{"header changed", flip(14), "", eventstream.ErrFrame},
		{"payload changed", flip(len(good) - 6), "", eventstream.ErrFrame},
		{"checksum changed", flip(len(good) - 1), "", eventstream.ErrFrame},
		{"too long", long, "", eventstream.ErrFrame},
		{"other types", framed("\x01a\x00\x01b\x04\x00\x00\x00\x01\x01c\x06\x00\x01z\x01d\x07\x00\x01v\x01e\x09"+strings.Repeat("u", 16), "p"), "p d=v", nil},
		{"unknown type", framed("\x01a\x0a", ""), "", eventstream.ErrFrame},
		{"nameless header", framed("\x00\x00", ""), "", eventstream.ErrFrame},
		{"value over the headers", framed("\x01a\x07\x00\x09v", "padding padding"), "", eventstream.ErrFrame},
		{"half a length", framed("\x01a\x07\x00", "x"), "", eventstream.ErrFrame},
	} {
		for _, r := range []io.Reader{bytes.NewReader(tt.in), iotest.OneByteReader(bytes.NewReader(tt.in)), iotest.DataErrReader(bytes.NewReader(tt.in))} {
			got, err := read(r)
			if strings.Join(got, "|") != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("%s: %q, %v, want %q, %v", tt.name, got, err, tt.want, tt.err)
			}
		}
	}
}

func TestReaderError(t *testing.T) {
	reset := errors.New("reset")
	good := wiretest.AppendFrame(nil, []byte("p"))
	for _, n := range []int{0, 5, len(good)} {
		if _, err := read(io.MultiReader(bytes.NewReader(good[:n]), iotest.ErrReader(reset))); err != reset {
			t.Errorf("after %d bytes: %v", n, err)
		}
	}
}

func TestLimits(t *testing.T) {
	value := strings.Repeat("v", 70_000)
	got, err := read(bytes.NewReader(wiretest.AppendFrame(nil, nil, strings.Repeat("n", 300), value)))
	if want := " " + strings.Repeat("n", 255) + "=" + value[:65_535]; err != nil || len(got) != 1 || got[0] != want {
		t.Errorf("%d frames, %v", len(got), err)
	}
	b := wiretest.AppendFrame(nil, make([]byte, eventstream.MaxPayload+1))
	if _, err := read(bytes.NewReader(b)); !errors.Is(err, eventstream.ErrFrame) {
		t.Errorf("payload over the limit: %v", err)
	}
}

func TestRecorded(t *testing.T) {
	for _, name := range wiretest.Glob(t, "bedrock/*/*/response.eventstream") {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		events, err := os.ReadFile(strings.TrimSuffix(name, "eventstream") + "events.jsonl")
		if err != nil {
			t.Fatal(err)
		}
		got, err := read(bytes.NewReader(b))
		if n := bytes.Count(events, []byte("\n")); err != nil || len(got) != n {
			t.Errorf("%s: %d frames of %d, %v", name, len(got), n, err)
		}
		if slow, err := read(iotest.OneByteReader(bytes.NewReader(b))); err != nil || strings.Join(slow, "\n") != strings.Join(got, "\n") {
			t.Errorf("%s: frames depend on how the bytes arrive, %v", name, err)
		}
	}
}

func TestAllocates(t *testing.T) {
	in := bytes.Repeat(wiretest.AppendFrame(nil, []byte(`{"delta":{"text":"x"}}`), ":event-type", "contentBlockDelta"), 500)
	got := testing.AllocsPerRun(20, func() {
		r := eventstream.NewReader(bytes.NewReader(in))
		for {
			if _, err := r.Next(); err != nil {
				return
			}
		}
	})
	if got > 4 { // the bytes.Reader, the Reader, its buffer, the headers
		t.Errorf("%v allocations", got)
	}
}

func FuzzReader(f *testing.F) {
	f.Add(wiretest.AppendFrame(nil, []byte("p"), "a", "b"))
	f.Add(framed("\x01a\x05\x00", "x"))
	f.Fuzz(func(t *testing.T, in []byte) {
		once, err := read(bytes.NewReader(in))
		slow, err2 := read(iotest.OneByteReader(bytes.NewReader(in)))
		if strings.Join(once, "\n") != strings.Join(slow, "\n") || (err == nil) != (err2 == nil) {
			t.Fatalf("%q: %q, %v; in bytes %q, %v", in, once, err, slow, err2)
		}
	})
}

func FuzzAppend(f *testing.F) {
	f.Add([]byte("p"), "name", "value")
	f.Fuzz(func(t *testing.T, payload []byte, name, value string) {
		if name == "" || len(name) > 255 || len(value) > 65_535 {
			t.Skip()
		}
		got, err := read(bytes.NewReader(wiretest.AppendFrame([]byte{}, payload, name, value)))
		if want := string(payload) + " " + name + "=" + value; err != nil || len(got) != 1 || got[0] != want {
			t.Fatalf("%q, %v, want %q", got, err, want)
		}
	})
}
