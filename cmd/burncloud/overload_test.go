//go:build linux

package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/burncloud/burncloud/internal/alone"
	"github.com/burncloud/burncloud/sim"
)

// span is the length of a run, the short form by default.
func span(short, whole time.Duration) time.Duration {
	if os.Getenv("BURNCLOUD_CHAOS") != "" {
		return whole
	}
	return short
}

// memory is the resident size of the process in MiB, and how many descriptors it has open.
func (p *process) memory() (rss, fds int) {
	dir := "/proc/" + strconv.Itoa(p.cmd.Process.Pid)
	status, _ := os.ReadFile(dir + "/status")
	if _, rest, ok := bytes.Cut(status, []byte("VmRSS:")); ok {
		_, _ = fmt.Sscan(string(rest), &rss)
	}
	open, _ := os.ReadDir(dir + "/fd")
	return rss >> 10, len(open)
}

// cpu is how much processor time the process has used.
func (p *process) cpu() time.Duration {
	stat, _ := os.ReadFile("/proc/" + strconv.Itoa(p.cmd.Process.Pid) + "/stat")
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	var ticks time.Duration
	for _, f := range fields[11:13] { // utime and stime, in hundredths of a second
		n, _ := strconv.Atoi(f)
		ticks += time.Duration(n)
	}
	return ticks * 10 * time.Millisecond
}

// tally is what became of the calls of a load.
type tally struct {
	mu    sync.Mutex
	good  []time.Duration
	shed  []time.Duration // refused with 503
	other int
}

func (l *tally) add(status int, took time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch status {
	case 200:
		l.good = append(l.good, took)
	case 503:
		l.shed = append(l.shed, took)
	default:
		l.other++
	}
}

func quantile(all []time.Duration, q float64) time.Duration {
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return all[int(q*float64(len(all)-1))].Round(10 * time.Microsecond)
}

// call makes one plain call.
func (p *process) call(client *http.Client, key string, l *tally) {
	began := time.Now()
	req, _ := http.NewRequest("POST", p.base+"/v1/chat/completions", strings.NewReader(`{"model":"gpt-4o","messages":[{"role":"user","content":"hello"}]}`))
	req.Header.Set("Authorization", "Bearer "+key)
	status := 0
	if resp, err := client.Do(req); err == nil {
		_, _ = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
		status = resp.StatusCode
	}
	l.add(status, time.Since(began))
}

// open makes calls at a rate, whatever becomes of those before.
func (p *process) open(key string, rate int, during time.Duration) *tally {
	l := &tally{}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 1024}, Timeout: 30 * time.Second}
	defer client.CloseIdleConnections()
	var all sync.WaitGroup
	began, made := time.Now(), 0
	for tick := time.NewTicker(5 * time.Millisecond); time.Since(began) < during; <-tick.C {
		for ; made < int(time.Since(began).Seconds()*float64(rate)); made++ {
			all.Go(func() { p.call(client, key, l) })
		}
	}
	all.Wait()
	return l
}

// closed makes calls from so many clients, one after the other each.
func (p *process) closed(key string, clients int, during time.Duration) *tally {
	l := &tally{}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients}, Timeout: 30 * time.Second}
	defer client.CloseIdleConnections()
	var all sync.WaitGroup
	end := time.Now().Add(during)
	for range clients {
		all.Go(func() {
			for time.Now().Before(end) {
				p.call(client, key, l)
			}
		})
	}
	all.Wait()
	return l
}

// providing starts a simulated provider and the program over it.
func providing(t *testing.T, knobs sim.Knobs) (*process, string) {
	p, _, key, _ := busyWith(t, knobs, 0)
	return p, key
}

// TestChaosOverload is row P9: five times what the gateway may have under way comes, whatever it answers.
func TestChaosOverload(t *testing.T) {
	alone.Needed(t) // the clients' processor is the gateway's too
	const under, took = 64, 300 * time.Millisecond
	p, key := providing(t, sim.Knobs{FirstToken: took})
	rest{t, p.base, processToken}.do("PATCH", "/api/settings", fmt.Sprintf(`{"max_concurrent_calls":%d}`, under), 200)
	during := span(3*time.Second, time.Minute)
	calm := p.closed(key, under, span(2*time.Second, 5*time.Second))
	peak := float64(len(calm.good)) / span(2*time.Second, 5*time.Second).Seconds()
	before, _ := p.memory()
	stop := make(chan struct{})
	var most atomic.Int64
	var watching sync.WaitGroup
	watching.Go(func() {
		for {
			rss, _ := p.memory()
			most.Store(max(most.Load(), int64(rss)))
			select {
			case <-stop:
				return
			case <-time.After(50 * time.Millisecond):
			}
		}
	})
	worked := p.cpu()
	storm := p.open(key, int(5*peak), during)
	worked = p.cpu() - worked
	close(stop)
	watching.Wait()
	goodput := float64(len(storm.good)) / during.Seconds()
	median := quantile(storm.shed, .5)
	t.Logf("P9: peak %.0f good calls a second; at 5 x that %.0f (%.0f %%), %d refused p50 %v p99 %v, %d other; resident %d MiB before, %d MiB at most; %.0f µs of processor time a call",
		peak, goodput, 100*goodput/peak, len(storm.shed), median, quantile(storm.shed, .99), storm.other, before, most.Load(),
		float64(worked.Microseconds())/float64(len(storm.good)+len(storm.shed)))
	if goodput < .9*peak || len(storm.shed) == 0 || storm.other > 0 || most.Load() > int64(before)+200 {
		t.Error("want 90 % of the peak, refusals only of the kind that is meant, and bounded memory")
	}
	if median > 50*time.Millisecond {
		t.Errorf("a refusal takes %v", median)
	}
}

// TestChaosSlowloris is row P8: thousands of connections dribble heads and bodies, or do nothing.
func TestChaosSlowloris(t *testing.T) {
	alone.Needed(t)
	p, key := providing(t, sim.Knobs{})
	n := 900
	if os.Getenv("BURNCLOUD_CHAOS") != "" {
		n = 5000
	}
	calm := p.open(key, 50, span(2*time.Second, 5*time.Second))
	before, fdsBefore := p.memory()
	stop := make(chan struct{})
	var all sync.WaitGroup
	var up, cut atomic.Int64
	for i := range n {
		conn, err := net.Dial("tcp", strings.TrimPrefix(p.base, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		up.Add(1)
		all.Go(func() {
			defer conn.Close()
			dribble(conn, i%3, key, stop, &cut)
		})
	}
	good := p.open(key, 50, span(4*time.Second, 15*time.Second))
	rss, fds := p.memory()
	close(stop)
	all.Wait()
	t.Logf("P8: %d slow connections (%d were cut); good calls p50 %v p99 %v, without them p50 %v p99 %v; %d failed; resident %d MiB (before %d), descriptors %d (before %d)",
		up.Load(), cut.Load(), quantile(good.good, .5), quantile(good.good, .99), quantile(calm.good, .5), quantile(calm.good, .99), good.other+len(good.shed), rss, before, fds, fdsBefore)
	if good.other+len(good.shed) > 0 || quantile(good.good, .99) > 250*time.Millisecond || rss > before+200 {
		t.Error("real clients feel it")
	}
}

// dribble sends a byte of a head (kind 0) or of a body (1) at a time, or nothing after one whole request (2).
func dribble(conn net.Conn, kind int, key string, stop <-chan struct{}, cut *atomic.Int64) {
	head := "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + key + "\r\nContent-Length: 1000\r\n"
	switch kind {
	case 1:
		_, _ = io.WriteString(conn, head+"\r\n")
		head = strings.Repeat(" ", 1000)
	case 2:
		_, _ = io.WriteString(conn, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
	}
	for i := range len(head) {
		select {
		case <-stop:
			return
		case <-time.After(500 * time.Millisecond):
		}
		if kind == 2 {
			continue
		}
		if _, err := io.WriteString(conn, head[i:i+1]); err != nil {
			cut.Add(1)
			return
		}
	}
}
