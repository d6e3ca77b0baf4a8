package wiretest

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/burncloud/burncloud/internal/rawjson"
)

// root is the directory of recorded provider traffic: $BURNCLOUD_WIRE, or ../shared/wire of this directory or one
// above it; "" if there is none.
func root() string {
	if dir := os.Getenv("BURNCLOUD_WIRE"); dir != "" {
		return dir
	}
	dir, err := os.Getwd()
	for err == nil {
		wire := filepath.Join(dir, "..", "shared", "wire")
		if fi, err := os.Stat(wire); err == nil && fi.IsDir() {
			return wire
		}
		if dir == filepath.Dir(dir) {
			break
		}
		dir = filepath.Dir(dir)
	}
	return ""
}

// HasRecordings reports whether Load would find recordings.
func HasRecordings() bool { return root() != "" }

// Recordings is the directory of the recorded traffic; the test is skipped where there is none.
func Recordings(t testing.TB) string {
	t.Helper()
	dir := root()
	if dir == "" {
		t.Skip("no recorded traffic here: set BURNCLOUD_WIRE to its directory")
	}
	return dir
}

// Recording is one recorded exchange. Bodies are nil where the recording lacks them.
type Recording struct {
	Name     string // provider/api/case
	Request  []byte
	Response []byte // one body
	Stream   []byte // text/event-stream
	Status   int
	Failed   bool // there is an error in spite of the status
}

// Glob returns the files of the recordings that match pattern, for tests of bodies that Load does not know. It skips and
// fails as Load does.
func Glob(t testing.TB, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(Recordings(t), filepath.FromSlash(pattern)))
	if err != nil || len(files) == 0 {
		t.Fatalf("no recordings %s: %v", pattern, err)
	}
	return files
}

// Load reads the recordings of the APIs, given as provider/api. The test is skipped where there are no recordings at
// all, and fails where those of the APIs are missing.
func Load(t testing.TB, apis ...string) []Recording {
	t.Helper()
	root := Recordings(t)
	var out []Recording
	for _, api := range apis {
		cases, err := os.ReadDir(filepath.Join(root, filepath.FromSlash(api)))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range cases {
			dir := filepath.Join(root, filepath.FromSlash(api), c.Name())
			r := Recording{
				Name:     api + "/" + c.Name(),
				Request:  read(dir, "request.json"),
				Response: read(dir, "response.json"),
				Stream:   read(dir, "response.sse"),
			}
			r.readMeta(read(dir, "meta.json"))
			out = append(out, r)
		}
	}
	if len(out) == 0 {
		t.Fatalf("no recordings of %s", strings.Join(apis, ", "))
	}
	return out
}

func read(dir, name string) []byte {
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		return nil
	}
	return b
}

func (r *Recording) readMeta(meta []byte) {
	for m := rawjson.Members(meta); m.Next(); {
		switch string(m.Key) {
		case "status":
			n, _ := rawjson.Int(m.Value) // null where nobody kept it
			r.Status = int(n)
		case "tags":
			r.Failed = bytes.Contains(m.Value, []byte(`"error-in-stream"`)) || bytes.Contains(m.Value, []byte(`"fin:error"`))
		}
	}
}
