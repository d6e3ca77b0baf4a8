package sse_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/burncloud/burncloud/internal/sse"
)

// frames splits a stream that arrives in the given pieces; what follows the
// last complete frame is the last element.
func frames(pieces ...string) []string {
	var s sse.Splitter
	var buf []byte
	var out []string
	for _, p := range pieces {
		buf = append(buf, p...)
		for {
			n, ok := s.Next(buf)
			if !ok {
				break
			}
			out = append(out, string(buf[:n]))
			buf = buf[n:]
		}
	}
	return append(out, string(buf))
}

func TestSplitter(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want []string
	}{
		{"", []string{""}},
		{"data: a", []string{"data: a"}},
		{"data: a\n", []string{"data: a\n"}},
		{"data: a\n\n", []string{"data: a\n\n", ""}},
		{"data: a\r\n\r\n", []string{"data: a\r\n\r\n", ""}},
		{"data: a\r\rx", []string{"data: a\r\r", "x"}},
		{"data: a\r\r", []string{"data: a\r\r"}},
		{"data: a\n\r", []string{"data: a\n\r"}},
		{"data: a\n\r\nb", []string{"data: a\n\r\n", "b"}},
		{"data: a\r\n\nb", []string{"data: a\r\n\n", "b"}},
		{"data: a\r\r\nb", []string{"data: a\r\r\n", "b"}},
		{"data: a\r\ndata: b\r\n\r\n", []string{"data: a\r\ndata: b\r\n\r\n", ""}},
		{": c\n\ndata: a\n\n", []string{": c\n\n", "data: a\n\n", ""}},
		{"\n\ndata: a\n\n\n", []string{"\n", "\n", "data: a\n\n", "\n", ""}},
		{"\r\n\r\n", []string{"\r\n", "\r\n", ""}},
		{"\xef\xbb\xbfdata: a\n\n", []string{"\xef\xbb\xbfdata: a\n\n", ""}},
	} {
		if got := frames(tt.in); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%q: %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestParse(t *testing.T) {
	for _, tt := range []struct {
		in, name, data string
		hasData        bool
	}{
		{"data: a\n\n", "", "a", true},
		{"data:a\r\n\r\n", "", "a", true},
		{"data:  a\r\r", "", " a", true},
		{"data: a", "", "a", true},
		{"data:\n\n", "", "", true},
		{"data\n\n", "", "", true},
		{"data: a\ndata:b\ndata\ndata: c\n\n", "", "a\nb\n\nc", true},
		{"data: a\rdata: b\r\ndata: c\n\n", "", "a\nb\nc", true},
		{"event: x\ndata: {}\n\n", "x", "{}", true},
		{"data: {}\nevent:error\n:HTTP_STATUS/400\n\n", "error", "{}", true},
		{"event: a\nevent: b\ndata: 1\n\n", "b", "1", true},
		{"id: 7\nretry: 10\nfoo: bar\n data: no\nDATA: no\ndata : no\n\n", "", "", false},
		{": OPENROUTER PROCESSING\n\n", "", "", false},
		{":data: x\n\n", "", "", false},
		{"event: ping\n\n", "ping", "", false},
		{"\n", "", "", false},
		{"", "", "", false},
		{"\xef\xbb\xbfdata: a\n\n", "", "a", true},
		{"data: a: b\n\n", "", "a: b", true},
		{"data: \x00\xff\n\n", "", "\x00\xff", true},
	} {
		in := []byte(tt.in)
		ev, _ := sse.Parse(in, nil)
		if string(ev.Name) != tt.name || string(ev.Data) != tt.data || (ev.Data != nil) != tt.hasData {
			t.Errorf("%q: name %q data %q (%v), want %q %q (%v)", tt.in, ev.Name, ev.Data, ev.Data != nil, tt.name, tt.data, tt.hasData)
		}
		if string(in) != tt.in {
			t.Errorf("%q: frame became %q", tt.in, in)
		}
	}
}

// events reads all events of r, as name=data.
func events(r io.Reader, limit int) (out []string, err error) {
	sr := sse.NewReader(r, limit)
	for {
		ev, err := sr.Next()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		out = append(out, fmt.Sprintf("%s=%s", ev.Name, ev.Data))
	}
}

// spec is the algorithm of the standard, done the slow way on the whole
// stream, with the last event delivered at the end.
func spec(in string) (out []string) {
	in = strings.TrimPrefix(in, "\xef\xbb\xbf")
	in = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(in)
	name, data, has := "", "", false
	for _, line := range append(strings.Split(in, "\n"), "") {
		if line == "" {
			if has {
				out = append(out, name+"="+strings.TrimSuffix(data, "\n"))
			}
			name, data, has = "", "", false
			continue
		}
		f, v, _ := strings.Cut(line, ":")
		v = strings.TrimPrefix(v, " ")
		switch f {
		case "event":
			name = v
		case "data":
			data += v + "\n"
			has = true
		}
	}
	return out
}

var streams = []string{
	"",
	"\xef\xbb\xbfdata: a\r\n\r\ndata: b\r\n\r\n",
	"event: x\rdata: 1\r\rdata: 2\r\r: c\r\rdata: 3\r",
	"data: a\n\r\ndata: b\r\n\ndata: c\n\rdata: d\r\r\n",
	": ping\n\n\n\nevent: é世\ndata: 😀\ndata:\ndata: x\n\ndata: [DONE]",
	"\n\r\r\n\n\rdata\n\nevent: only\n\nretry: 3\n\n",
	"data: " + strings.Repeat("y", 20) + "\n\nid: 1\ndata: z\r",
}

func TestCutAnywhere(t *testing.T) {
	for _, in := range streams {
		whole, want := frames(in), spec(in)
		for i := range len(in) + 1 {
			for j := i; j <= len(in); j++ {
				if got := frames(in[:i], in[i:j], in[j:]); !reflect.DeepEqual(got, whole) {
					t.Fatalf("%q cut at %d, %d: %q, want %q", in, i, j, got, whole)
				}
				r := io.MultiReader(strings.NewReader(in[:i]), strings.NewReader(in[i:j]), strings.NewReader(in[j:]))
				if got, err := events(r, 0); err != nil || !reflect.DeepEqual(got, want) {
					t.Fatalf("%q cut at %d, %d: %q, %v, want %q", in, i, j, got, err, want)
				}
			}
		}
	}
}

func TestReaderLimit(t *testing.T) {
	frame := "data: 0123456789\n\n"
	for _, tt := range []struct {
		in    string
		limit int
		n     int
		long  bool
	}{
		{frame + frame, len(frame), 2, false},
		{frame + frame, len(frame) - 1, 0, true},
		{frame + "data: 0123456789ab\n\n", len(frame), 1, true},
		{frame + "data: 0123456789abc", len(frame), 1, true},
		{frame + "data: 0123456789ab", len(frame), 2, false},
		{frame + strings.Replace(frame, "\n\n", "\r\r", 1) + frame, len(frame), 3, false},
		{"data: " + strings.Repeat("x", 300_000) + "\n\n" + frame, 0, 2, false},
		{"data: " + strings.Repeat("x", 1<<20) + "\n\n", 0, 0, true},
	} {
		for name, wrap := range map[string]func(io.Reader) io.Reader{
			"whole":   func(r io.Reader) io.Reader { return r },
			"bytes":   iotest.OneByteReader,
			"dataErr": iotest.DataErrReader,
		} {
			got, err := events(wrap(strings.NewReader(tt.in)), tt.limit)
			if len(got) != tt.n || errors.Is(err, sse.ErrTooLong) != tt.long {
				t.Errorf("%.40q limit %d %s: %d events, %v; want %d, too long %v", tt.in, tt.limit, name, len(got), err, tt.n, tt.long)
			}
		}
	}
}

func TestReaderError(t *testing.T) {
	broken := errors.New("connection reset")
	sr := sse.NewReader(io.MultiReader(strings.NewReader("data: a\n\ndata: half"), iotest.ErrReader(broken)), 0)
	if ev, err := sr.Next(); err != nil || string(ev.Data) != "a" {
		t.Fatalf("first: %q, %v", ev.Data, err)
	}
	for range 2 {
		if ev, err := sr.Next(); err != broken || ev.Data != nil {
			t.Fatalf("after the error: %q, %v", ev.Data, err)
		}
	}
	sr = sse.NewReader(stuck{}, 0)
	if _, err := sr.Next(); err != io.ErrNoProgress {
		t.Errorf("stuck reader: %v", err)
	}
	sr = sse.NewReader(strings.NewReader("data: 12345678\n\n"), 5)
	for range 2 {
		if _, err := sr.Next(); err != sse.ErrTooLong {
			t.Errorf("too long: %v", err)
		}
	}
}

type stuck struct{}

func (stuck) Read([]byte) (int, error) { return 0, nil }

func TestAppend(t *testing.T) {
	for _, tt := range []struct{ name, data, want string }{
		{"", "a", "data: a\n\n"},
		{"x", "{}", "event: x\ndata: {}\n\n"},
		{"x", "", "event: x\ndata: \n\n"},
		{"", "a\nb\r\nc\rd", "data: a\ndata: b\ndata: c\ndata: d\n\n"},
		{"", "a\n\n", "data: a\ndata: \ndata: \n\n"},
		{"", "\r\r\n", "data: \ndata: \ndata: \n\n"},
		{"", " a", "data:  a\n\n"},
		{"x\r\ndata: y\n\n", "1", "event: xdata: y\ndata: 1\n\n"},
		{"", "x\n\nevent: error\ndata: {}", "data: x\ndata: \ndata: event: error\ndata: data: {}\n\n"},
	} {
		if got := string(sse.Append([]byte("> "), tt.name, []byte(tt.data))); got != "> "+tt.want {
			t.Errorf("%q, %q: %q, want %q", tt.name, tt.data, got, tt.want)
		}
	}
}

// recordings returns the directory of recorded provider traffic.
func recordings(t *testing.T) string {
	if dir := os.Getenv("BURNCLOUD_WIRE"); dir != "" {
		return dir
	}
	dir, err := os.Getwd()
	for err == nil {
		if wire := filepath.Join(dir, "..", "shared", "wire"); isDir(wire) {
			return wire
		}
		if dir == filepath.Dir(dir) {
			break
		}
		dir = filepath.Dir(dir)
	}
	t.Skip("no recorded traffic here: set BURNCLOUD_WIRE to its directory")
	return ""
}

func isDir(path string) bool {
	fi, err := os.Stat(path)
	return err == nil && fi.IsDir()
}

func TestRecorded(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(recordings(t), "*", "*", "*", "response.sse"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no recordings: %v", err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	total := 0
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		in := string(b)
		whole, want := frames(in), spec(in)
		if strings.Join(whole, "") != in {
			t.Errorf("%s: frames are not the stream", file)
		}
		var pieces []string
		for rest := in; rest != ""; {
			n := min(1+r.IntN(200), len(rest))
			pieces = append(pieces, rest[:n])
			rest = rest[n:]
		}
		if got := frames(pieces...); !reflect.DeepEqual(got, whole) {
			t.Errorf("%s: cut frames differ", file)
		}
		got, err := events(iotest.HalfReader(strings.NewReader(in)), 64<<20)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %d events, %v; the standard says %d", file, len(got), err, len(want))
		}
		total += len(got)
	}
	t.Logf("%d files, %d events", len(files), total)
}

func FuzzStream(f *testing.F) {
	for _, s := range streams {
		f.Add(s, uint64(3))
	}
	f.Fuzz(func(t *testing.T, in string, seed uint64) {
		whole := frames(in)
		if strings.Join(whole, "") != in {
			t.Fatalf("%q: frames %q are not the stream", in, whole)
		}
		r := rand.New(rand.NewPCG(seed, 0))
		var pieces []string
		for rest := in; rest != ""; {
			n := 1 + r.IntN(min(len(rest), 20))
			pieces = append(pieces, rest[:n])
			rest = rest[n:]
		}
		if got := frames(pieces...); !reflect.DeepEqual(got, whole) {
			t.Fatalf("%q cut as %q: %q, want %q", in, pieces, got, whole)
		}
		if strings.Contains(strings.TrimPrefix(in, "\xef\xbb\xbf"), "\xef\xbb\xbf") {
			return // the reader ignores a mark before any frame, the standard only before the first
		}
		want := spec(in)
		got, err := events(iotest.OneByteReader(strings.NewReader(in)), 0)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("%q: %q, %v, want %q", in, got, err, want)
		}
	})
}

func FuzzAppend(f *testing.F) {
	f.Add("x", "a\r\nb\rc\n")
	f.Fuzz(func(t *testing.T, name, data string) {
		out := string(sse.Append(sse.Append(nil, name, []byte(data)), "", []byte("end")))
		name = strings.NewReplacer("\r", "", "\n", "").Replace(name)
		data = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(data)
		want := []string{name + "=" + data, "=end"}
		if got, err := events(strings.NewReader(out), 0); err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("%q: %q, %v, want %q", out, got, err, want)
		}
	})
}

func stream500() []byte {
	var b []byte
	for i := range 500 {
		b = sse.Append(b, "", fmt.Appendf(nil, `{"id":"chatcmpl-123","object":"chat.completion.chunk","created":1700000000,"model":"gpt-5-mini","choices":[{"index":0,"delta":{"content":"token %d"},"finish_reason":null}],"usage":null}`, i))
	}
	return b
}

func split(b []byte) (n int) {
	var s sse.Splitter
	for {
		k, ok := s.Next(b)
		if !ok {
			return n
		}
		b = b[k:]
		n++
	}
}

func parseAll(b, scratch []byte) (n int) {
	var s sse.Splitter
	for {
		k, ok := s.Next(b)
		if !ok {
			return n
		}
		var ev sse.Event
		ev, scratch = sse.Parse(b[:k], scratch)
		n += len(ev.Data)
		b = b[k:]
	}
}

func TestAllocates(t *testing.T) {
	in := stream500()
	multi := bytes.Repeat([]byte("event: x\ndata: a\ndata: b\n\n"), 500)
	scratch := make([]byte, 0, 1024)
	dst := make([]byte, 0, 1024)
	data := []byte("a\nb")
	for _, tt := range []struct {
		name string
		max  float64
		f    func()
	}{
		{"split", 0, func() { split(in) }},
		{"parse", 0, func() { parseAll(in, scratch) }},
		{"parse several lines", 0, func() { parseAll(multi, scratch) }},
		{"append", 0, func() { dst = sse.Append(dst[:0], "x", data) }},
		{"read", 3, func() { readAll(in) }}, // the bytes.Reader, the Reader, its buffer
		{"read several lines", 4, func() { readAll(multi) }},
	} {
		if got := testing.AllocsPerRun(20, tt.f); got > tt.max {
			t.Errorf("%s: %v allocations, want at most %v", tt.name, got, tt.max)
		}
	}
}

func readAll(b []byte) (n int) {
	r := sse.NewReader(bytes.NewReader(b), 0)
	for {
		ev, err := r.Next()
		if err != nil {
			return n
		}
		n += len(ev.Data)
	}
}

func bench(b *testing.B, in []byte, f func([]byte) int) {
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		f(in)
	}
}

func BenchmarkSplit500(b *testing.B)  { bench(b, stream500(), split) }
func BenchmarkReader500(b *testing.B) { bench(b, stream500(), readAll) }
func BenchmarkParse500(b *testing.B) {
	bench(b, stream500(), func(in []byte) int { return parseAll(in, nil) })
}

func BenchmarkCROnly(b *testing.B) {
	bench(b, bytes.Repeat([]byte("a\r\r"), 20<<10), split)
}

func BenchmarkLongFrame(b *testing.B) {
	bench(b, append(bytes.Repeat([]byte("x"), 1<<20), "\n\n"...), split)
}
