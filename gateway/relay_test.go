package gateway_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
)

// A relay file is one call, byte for byte: a sentence that says what it shows, then sections that begin with
// "-- name --". Lines end with LF; "␍" stands for a CR, and "␄" at the end of a section says that its last line has no
// end. The sections:
//
//	channel   "provider name", "map public upstream", "price input output" (dollars per million)
//	request   the path, then the client's body
//	header    further headers of the client
//	seen      "target" and the request line's, and headers that the upstream is to see; without a value: that it is not to see
//	sent      the body that the upstream is to see; left out = the client's own
//	upstream  the raw answer with its head; a second section of that name is a second channel's
//	client    status, then the body that the client is to see; left out = 200 and the upstream's own body
//	record    "error kind", "attempts n", "cost dollars", and buckets of usage as "input n"; what is left out is zero
type relayFile struct {
	channel, sent, client, record string
	header, seen                  string
	path, request                 string
	upstream                      []string
	sentGiven, clientGiven        bool
}

func readRelayFile(t *testing.T, name string) relayFile {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var f relayFile
	sections := strings.Split("\n"+string(raw), "\n-- ")[1:]
	for i, section := range sections {
		title, body, ok := strings.Cut(section, " --\n")
		if !ok {
			t.Fatalf("%s: section without title: %.40q", name, section)
		}
		if i < len(sections)-1 {
			body += "\n" // taken by the split
		}
		body = strings.ReplaceAll(strings.TrimSuffix(body, "␄\n"), "␍", "\r")
		switch title {
		case "channel":
			f.channel = body
		case "request":
			f.path, f.request, _ = strings.Cut(body, "\n")
		case "header":
			f.header = body
		case "seen":
			f.seen = body
		case "sent":
			f.sent, f.sentGiven = body, true
		case "upstream":
			head, rest, _ := strings.Cut(body, "\n\n")
			f.upstream = append(f.upstream, strings.ReplaceAll(head, "\n", "\r\n")+"\r\n\r\n"+rest)
		case "client":
			f.client, f.clientGiven = body, true
		case "record":
			f.record = body
		default:
			t.Fatalf("%s: unknown section %q", name, title)
		}
	}
	return f
}

// want is what the client is to get.
func (f *relayFile) want(t *testing.T) (status int, body string) {
	t.Helper()
	if !f.clientGiven {
		_, body, _ = strings.Cut(f.upstream[len(f.upstream)-1], "\r\n\r\n")
		return 200, body
	}
	line, body, _ := strings.Cut(f.client, "\n")
	status, err := strconv.Atoi(line)
	if err != nil {
		t.Fatal(err)
	}
	return status, body
}

// TestRelay plays every file of testdata/relay with the upstream's bytes in one piece, and with them torn at random.
func TestRelay(t *testing.T) {
	files, err := filepath.Glob("../testdata/relay/*.txt")
	if err != nil || len(files) < 75 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) {
			f := readRelayFile(t, name)
			t.Parallel()
			for seed := range uint64(4) {
				f.play(t, seed)
			}
		})
	}
}

// play makes the call once. Seed 0 does not tear the answer.
func (f *relayFile) play(t *testing.T, seed uint64) {
	t.Helper()
	var channels []burncloud.Channel
	var ups []*rawUpstream
	model := burncloud.ModelName("m")
	mapped, price := map[burncloud.ModelName]burncloud.ModelName{}, []burncloud.Price(nil)
	provider := "custom"
	for line := range strings.Lines(f.channel) {
		switch w := strings.Fields(line); w[0] {
		case "provider":
			provider = w[1]
		case "map":
			model = burncloud.ModelName(w[1])
			mapped[model] = burncloud.ModelName(w[2])
		case "price":
			price = append(price, burncloud.Price{ID: "pr_1", Model: "*", Rates: burncloud.Rates{Input: rate(t, w[1]), Output: rate(t, w[2])}})
		default:
			t.Fatalf("unknown line %q", line)
		}
	}
	for i, raw := range f.upstream {
		up := newRawUpstream(t, []byte(raw), seed)
		ch := channel(fmt.Sprintf("ch_%d", i+1), provider, up.url, "upstream-key-"+strconv.Itoa(i), model)
		ch.ModelMapping, ch.Weight = mapped, max(1-i, 0)
		ups, channels = append(ups, up), append(channels, ch)
	}
	r := newRig(t, channels...)
	r.cfg.Prices = price
	r.reload()
	header := []string{"Authorization", "Bearer " + r.key}
	for line := range strings.Lines(f.header) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		header = append(header, name, value)
	}
	got := r.send("POST", f.path, f.request, header...)
	f.checkAnswer(t, seed, got)
	sent := f.request
	if f.sentGiven {
		sent = f.sent
	}
	for i, up := range ups {
		for _, q := range up.all() {
			if string(q.body) != sent {
				t.Errorf("seed %d: upstream %d was sent\n%q\nwant\n%q", seed, i, q.body, sent)
			}
			f.checkSeen(t, q)
		}
	}
	f.checkRecord(t, r, got)
}

// checkSeen compares what else an upstream saw with the section.
func (f *relayFile) checkSeen(t *testing.T, q rawRequest) {
	t.Helper()
	for line := range strings.Lines(f.seen) {
		name, want, _ := strings.Cut(strings.TrimSpace(line), " ")
		got := q.header.Get(strings.TrimSuffix(name, ":"))
		if name == "target" {
			got = q.target
		}
		if got != want {
			t.Errorf("the upstream saw %s %q, want %q", name, got, want)
		}
	}
}

func rate(t *testing.T, s string) burncloud.Rate {
	t.Helper()
	r, err := burncloud.ParseRate(s)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (f *relayFile) checkAnswer(t *testing.T, seed uint64, got answer) {
	t.Helper()
	status, body := f.want(t)
	if got.status != status || got.body != body {
		t.Fatalf("seed %d: the client got %d\n%q\nwant %d\n%q", seed, got.status, got.body, status, body)
	}
}

// checkRecord compares the one record of the call with the section.
func (f *relayFile) checkRecord(t *testing.T, r *rig, got answer) {
	t.Helper()
	all := r.calls.all()
	if len(all) != 1 {
		t.Fatalf("%d records", len(all))
	}
	c, want := all[0], burncloud.Call{Status: got.status}
	attempts, cost := 1, ""
	buckets := map[string]*int64{
		"input": &want.Usage.Input, "cache_read": &want.Usage.CacheRead, "cache_write": &want.Usage.CacheWrite, "audio_in": &want.Usage.AudioIn,
		"output": &want.Usage.Output, "reasoning": &want.Usage.Reasoning, "audio_out": &want.Usage.AudioOut,
		"cache_write_1h": &want.Usage.CacheWrite1h, "image_in": &want.Usage.ImageIn, "image_out": &want.Usage.ImageOut,
	}
	for line := range strings.Lines(f.record) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		n, _ := strconv.ParseInt(value, 10, 64)
		switch {
		case name == "error":
			want.ErrorKind = burncloud.Kind(value)
		case name == "attempts":
			attempts = int(n)
		case name == "cost":
			cost = value
		case name == "flag":
			want.Flags = append(want.Flags, value)
		case buckets[name] != nil:
			*buckets[name] = n
		default:
			t.Fatalf("unknown line %q", line)
		}
	}
	if c.Status != want.Status || c.ErrorKind != want.ErrorKind || c.Usage != want.Usage || len(c.Attempts) != attempts {
		t.Errorf("recorded status %d, error %q, usage %+v, %d attempts\nwant status %d, error %q, usage %+v, %d attempts",
			c.Status, c.ErrorKind, c.Usage, len(c.Attempts), want.Status, want.ErrorKind, want.Usage, attempts)
	}
	if !slices.Equal(c.Flags, want.Flags) {
		t.Errorf("recorded flags %q, want %q", c.Flags, want.Flags)
	}
	if c.BytesIn != int64(len(f.request)) || got.status == 200 && c.BytesOut != int64(len(got.body)) {
		t.Errorf("recorded %d bytes in, %d out; sent %d, got %d", c.BytesIn, c.BytesOut, len(f.request), len(got.body))
	}
	if (c.Cost == nil) != (cost == "") || c.Cost != nil && c.Cost.String() != cost {
		t.Errorf("recorded cost %v, want %q", c.Cost, cost)
	}
}

// rawUpstream answers every request with the same bytes and closes the connection.
type rawUpstream struct {
	url    string
	answer func(rawRequest) []byte

	mu   sync.Mutex
	seen []rawRequest
}

type rawRequest struct {
	target string // of the request line
	header http.Header
	body   []byte
}

func (u *rawUpstream) all() []rawRequest {
	u.mu.Lock()
	defer u.mu.Unlock()
	return slices.Clone(u.seen)
}

// newRawUpstream serves raw; with a seed other than 0 in pieces cut at random.
func newRawUpstream(t *testing.T, raw []byte, seed uint64) *rawUpstream {
	t.Helper()
	return newScript(t, seed, func(rawRequest) []byte { return raw })
}

// newScript serves what answer gives for a request.
func newScript(t *testing.T, seed uint64, answer func(rawRequest) []byte) *rawUpstream {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	u := &rawUpstream{url: "http://" + l.Addr().String() + "/v1", answer: answer}
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			serving.Go(func() { u.serve(conn, seed) })
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		serving.Wait()
	})
	return u
}

func (u *rawUpstream) serve(conn net.Conn, seed uint64) {
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	r, err := http.ReadRequest(bufio.NewReader(conn))
	if err != nil {
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	got := rawRequest{r.RequestURI, r.Header, body}
	u.mu.Lock()
	u.seen = append(u.seen, got)
	u.mu.Unlock()
	for i, piece := range tear(u.answer(got), seed) {
		if _, err := conn.Write(piece); err != nil {
			return
		}
		if seed > 0 && i%3 == 0 {
			time.Sleep(50 * time.Microsecond)
		}
	}
}

// tear cuts at random; small seeds into bytes and words, larger ones into lines.
func tear(raw []byte, seed uint64) [][]byte {
	if seed == 0 {
		return [][]byte{raw}
	}
	rnd := rand.New(rand.NewPCG(seed, uint64(len(raw))))
	limit := max(len(raw)/60, 3) * int(min(seed, 4))
	var pieces [][]byte
	for len(raw) > 0 {
		n := min(1+rnd.IntN(limit), len(raw))
		pieces, raw = append(pieces, raw[:n]), raw[n:]
	}
	return pieces
}

func TestTearKeepsBytes(t *testing.T) {
	raw := bytes.Repeat([]byte("0123456789"), 50)
	for seed := range uint64(6) {
		if got := bytes.Join(tear(raw, seed), nil); !bytes.Equal(got, raw) {
			t.Errorf("seed %d: %q", seed, got)
		}
	}
}
