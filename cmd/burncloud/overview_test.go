//go:build unix

package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/internal/alone"
)

// overviewBar is how long the first page of the console may take, with a million calls in the log.
const overviewBar = time.Second

// filled is a gateway with so many channels, users and tokens, whose log has calls.
type filled struct {
	t         *testing.T
	api       rest
	server    *server
	channels  []burncloud.ChannelID
	users     []burncloud.UserID
	tokens    []burncloud.TokenID
	stop      context.CancelFunc
	finished  chan error
	modelsOut int
}

func newFilled(t *testing.T) *filled {
	t.Helper()
	const secret = "a-bootstrap-token-for-tests"
	env := map[string]string{"BURNCLOUD_DATA_DIR": t.TempDir(), "BURNCLOUD_ADMIN_TOKEN": secret, "BURNCLOUD_LISTEN": "127.0.0.1:0", "BURNCLOUD_DRAIN_GRACE": "0s", "BURNCLOUD_DURABILITY": "process"}
	p := &program{stdout: io.Discard, stderr: io.Discard, getenv: func(k string) string { return env[k] }, command: "serve"}
	o, err := parse(p, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := openServer(t.Context(), p, o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	z := &filled{t: t, server: s, api: rest{t, s.url(), secret}, stop: stop, finished: make(chan error, 1), modelsOut: 15}
	go func() { z.finished <- s.serve(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-z.finished; err != nil {
			t.Error(err)
		}
	})
	for i := range z.modelsOut {
		z.api.do("POST", "/api/prices", fmt.Sprintf(`{"model":"model-%d","input":"1","output":"2"}`, i), 201)
	}
	models := make([]string, z.modelsOut)
	for i := range models {
		models[i] = fmt.Sprintf(`"model-%d"`, i)
	}
	for i := range 20 {
		ch := z.api.do("POST", "/api/channels", fmt.Sprintf(`{"name":"channel %d","provider":"custom","base_url":"http://127.0.0.1:9/v1","keys":["k"],"models":[%s]}`, i, strings.Join(models, ",")), 201)
		z.channels = append(z.channels, burncloud.ChannelID(ch["id"].(string)))
	}
	for i := range 50 {
		u := z.api.do("POST", "/api/users", fmt.Sprintf(`{"username":"user%d"}`, i), 201)
		z.users = append(z.users, burncloud.UserID(u["id"].(string)))
		tok := z.api.do("POST", "/api/tokens", fmt.Sprintf(`{"name":"token %d","user_id":%q,"budget":"1000"}`, i, u["id"]), 201)
		z.tokens = append(z.tokens, burncloud.TokenID(tok["id"].(string)))
	}
	return z
}

// call is the i-th of n finished calls of the last 30 days.
func (z *filled) call(i, n int, now time.Time) *burncloud.Call {
	mixed := i * 7919
	cost, paid := burncloud.Money(1_000_000+i%977*1000), burncloud.Money(800_000+i%911*1000)
	ch := z.channels[mixed%len(z.channels)]
	c := &burncloud.Call{
		RequestID: burncloud.RequestID(burncloud.NewID("req", now)), Time: now.Add(-time.Duration(n-i) * (30 * 24 * time.Hour / time.Duration(n))),
		UserID: z.users[mixed%len(z.users)], TokenID: z.tokens[mixed%len(z.tokens)], Group: burncloud.DefaultGroup, ChannelID: ch,
		Model: burncloud.ModelName(fmt.Sprintf("model-%d", mixed%z.modelsOut)), Status: 200, Stream: true, Cost: &cost, PurchaseCost: &paid,
		Usage: burncloud.Usage{Input: int64(500 + i%977), Output: int64(100 + i%499), CacheRead: int64(i % 300)},
		TTFT:  burncloud.Micros(200_000 + i%977*3000), Duration: burncloud.Micros(900_000 + i%1009*9000),
		Attempts: []burncloud.Attempt{{ChannelID: ch, Status: 200}},
	}
	if i%97 == 0 {
		c.Status, c.ErrorKind, c.Cost = 502, burncloud.KindUpstreamServer, nil
		c.Attempts[0].ErrorKind = burncloud.KindUpstreamServer
	}
	return c
}

// fill records calls as the gateway does, and waits until they are posted.
func (z *filled) fill(n int) {
	z.t.Helper()
	const ahead = 20_000 // records that may wait
	now, begin := time.Now(), time.Now()
	wait := func(most uint64) {
		for z.server.books.Lag() > most {
			if time.Since(begin) > 20*time.Minute {
				z.t.Fatal("the log does not come along")
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
	for i := range n {
		if err := z.server.books.Record(z.call(i, n, now)); err != nil {
			z.t.Fatal(err)
		}
		if i%1000 == 0 {
			wait(ahead)
		}
	}
	wait(0)
	z.t.Logf("%d calls recorded and posted in %v", n, time.Since(begin).Round(time.Second))
}

// ask times a request of the page: the median and the slowest of several, and the CPU that one costs, here and in the
// client together, which says more on a machine that others use, too.
func (z *filled) ask(path string) (median, slowest, cpu time.Duration, size int) {
	z.t.Helper()
	const tries = 7
	var times []time.Duration
	before := usedCPU(z.t)
	for range tries {
		start := time.Now()
		req, err := http.NewRequest("GET", z.api.base+path, nil)
		if err != nil {
			z.t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+z.api.cred)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			z.t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		if err := res.Body.Close(); err != nil {
			z.t.Fatal(err)
		}
		if err != nil || res.StatusCode != 200 {
			z.t.Fatalf("%s = %d %s %v", path, res.StatusCode, body, err)
		}
		times, size = append(times, time.Since(start)), len(body)
	}
	slices.Sort(times)
	return times[len(times)/2], times[len(times)-1], (usedCPU(z.t) - before) / tries, size
}

// usedCPU is what this process has used so far.
func usedCPU(t *testing.T) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// TestOverviewOfALongLog times what the first page asks of a log of 10,000 calls, or $BURNCLOUD_ROWS, and with
// $BURNCLOUD_PAGE, a program that opens the page in a browser, the page itself. With a million it is to be there within a second.
func TestOverviewOfALongLog(t *testing.T) {
	alone.Needed(t)
	n, bar := 10_000, 5*time.Second // short: that nothing looks at everything
	if text := os.Getenv("BURNCLOUD_ROWS"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
		bar = overviewBar
	}
	z := newFilled(t)
	z.fill(n)
	for _, path := range []string{
		"/api/overview?range=1h", "/api/overview?range=6h", "/api/overview?range=24h", "/api/overview?range=7d", "/api/overview?range=30d",
		"/api/channels?limit=200", "/api/users?limit=200", "/api/console", "/api/models",
	} {
		median, slowest, cpu, size := z.ask(path)
		t.Logf("%-26s %8v (slowest of 7: %v, CPU of one: %v), %d KB", path, median.Round(100*time.Microsecond), slowest.Round(100*time.Microsecond), cpu.Round(100*time.Microsecond), size>>10)
		if median > bar {
			t.Errorf("%s takes %v", path, median)
		}
	}
	if program := os.Getenv("BURNCLOUD_PAGE"); program != "" {
		z.open(program, bar)
	}
}

// open lets a browser open the page: the program prints milliseconds, from the request to the first figures.
func (z *filled) open(program string, bar time.Duration) {
	z.t.Helper()
	words := strings.Fields(program)
	c := exec.CommandContext(z.t.Context(), words[0], words[1:]...)
	c.Env = append(os.Environ(), "BURNCLOUD_URL="+z.api.base, "BURNCLOUD_ADMIN_TOKEN="+z.api.cred)
	var said bytes.Buffer
	c.Stderr = &said
	out, err := c.Output()
	if err != nil {
		z.t.Fatalf("%v: %s", err, said.String())
	}
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		ms, name, _ := strings.Cut(line, " ")
		took, err := strconv.Atoi(ms)
		if err != nil {
			z.t.Fatalf("the browser says %q", line)
		}
		z.t.Logf("in Chromium: %-40s %5d ms", name, took)
		if d := time.Duration(took) * time.Millisecond; d > bar {
			z.t.Errorf("%s takes %v", name, d)
		}
	}
}
