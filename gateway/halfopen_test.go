package gateway_test

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
)

// netnsEnv tells the process that it has a network of its own.
const netnsEnv = "BURNCLOUD_TEST_NETNS"

// TestChaosHalfOpen is row P3: the upstream vanishes in the middle of a stream, so that nothing that is sent to it is ever
// acknowledged. It takes a network of its own, which this process starts itself again in.
func TestChaosHalfOpen(t *testing.T) {
	if os.Getenv(netnsEnv) != "" {
		halfOpen(t)
		return
	}
	if os.Getenv(chaosEnv) == "" {
		t.Skip("takes 20 s: make chaos")
	}
	t.Parallel()
	child := exec.Command("unshare", "-rn", os.Args[0], "-test.run=^TestChaosHalfOpen$", "-test.v")
	child.Env = append(os.Environ(), netnsEnv+"=1")
	out, err := child.CombinedOutput()
	if strings.Contains(string(out), "no network of our own") || err != nil && !strings.Contains(string(out), "TestChaosHalfOpen") {
		t.Skipf("no network of our own here: %v %s", err, out)
	}
	for line := range strings.Lines(string(out)) {
		if strings.Contains(line, "P3") {
			t.Log(strings.TrimSpace(line))
		}
	}
	if err != nil { // the goroutines that it left behind are among the reasons
		t.Errorf("%v\n%s", err, out)
	}
}

func halfOpen(t *testing.T) {
	const vanishes = "127.0.0.2"
	if out, err := exec.Command("ip", "link", "set", "lo", "up").CombinedOutput(); err != nil {
		t.Fatalf("no network of our own: %v %s", err, out)
	}
	l, err := net.Listen("tcp", vanishes+":0")
	if err != nil {
		t.Fatal(err)
	}
	over := make(chan struct{})
	srv := &httptest.Server{Listener: l, Config: &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, chunkText("x", 1))
		w.(http.Flusher).Flush()
		<-over
	})}}
	srv.Start()
	defer srv.Close()
	defer close(over)
	ch := channel("ch_1", "custom", "http://"+l.Addr().String()+"/v1", channel1, "m")
	ch.Options.Timeouts.Idle = 2 * time.Minute // it is to be found before the idle clock runs out
	r := newRig(t, ch)
	r.http.Timeout = time.Minute
	resp := r.open(`{"model":"m","stream":true}`)
	defer resp.Body.Close()
	if out, err := exec.Command("ip", "route", "add", "blackhole", vanishes+"/32", "table", "local").CombinedOutput(); err != nil {
		t.Fatalf("no network of our own: %v %s", err, out)
	}
	began := time.Now()
	body, err := io.ReadAll(resp.Body)
	took := time.Since(began)
	c := r.lastCall()
	t.Logf("P3: a vanished upstream was noticed after %v", took.Round(time.Millisecond))
	if err != nil || took > 25*time.Second || !strings.Contains(string(body), `{"error":`) || strings.Contains(string(body), "[DONE]") || c.ErrorKind != burncloud.KindUpstreamCut {
		t.Errorf("after %v: %v %s, recorded %+v", took, err, body, c)
	}
}
