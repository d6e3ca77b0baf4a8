//go:build linux

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/burncloud/burncloud/journal"
	"github.com/burncloud/burncloud/sim"
)

// moneySpan is the length of a run, the short form by default.
func moneySpan(short, whole time.Duration) time.Duration {
	if os.Getenv("BURNCLOUD_MONEY") == "1" {
		return whole
	}
	return short
}

// paidProvider is a simulated provider that keeps what it served, and its address.
func paidProvider(t *testing.T, knobs sim.Knobs) (*sim.Provider, string) {
	t.Helper()
	provider := sim.New(sim.OpenAI, sim.Options{Keep: 1_000_000, Knobs: knobs})
	providers, err := sim.Start(provider)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = providers.Close() })
	return provider, providers.URL(provider)
}

// finished counts the answers that the provider sent to their end.
func finished(p *sim.Provider) (n int) {
	for _, s := range p.Served() {
		if s.Finished {
			n++
		}
	}
	return n
}

// lag is how many records are not in the database yet, whether or not the program is ready.
func (p *process) lag() int {
	p.t.Helper()
	resp, err := http.Get(p.base + "/readyz")
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	var r struct {
		Lag *int `json:"log_lag_records"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&r); err != nil || r.Lag == nil {
		p.t.Fatalf("/readyz: %d, %v", resp.StatusCode, err)
	}
	return *r.Lag
}

// drained waits until everything is in the database, and returns how long that took.
func (p *process) drained() time.Duration {
	p.t.Helper()
	began := time.Now()
	for p.lag() > 0 {
		if time.Since(began) > 3*time.Minute {
			p.t.Fatalf("%d records still wait", p.lag())
		}
		time.Sleep(20 * time.Millisecond)
	}
	return time.Since(began)
}

// TestMoneyDatabaseAway is row B22: nothing can be written to the database for a while, as if it hung. Calls go on as before, and each
// is booked once when it is back. TestMoneyLogThatHangs compares how quickly.
func TestMoneyDatabaseAway(t *testing.T) {
	away, rate := moneySpan(13*time.Second, 10*time.Minute), 40 // longer than a writer of SQLite waits
	provider, url := paidProvider(t, sim.Knobs{})
	p := launch(t, t.TempDir())
	key := p.configure(url)
	before := p.open(key, rate, 4*time.Second)
	p.drained()

	free := p.locked()
	during := p.open(key, rate, away)
	waiting := p.lag()
	free()
	took := p.drained()

	calls := len(before.good) + len(during.good)
	bad := len(during.shed) + during.other + len(before.shed) + before.other
	t.Logf("B22 database away for %v at %d calls/s: %d errors of %d calls, %d records waited, booked %v after it was back", away, rate, bad, calls, waiting, took.Round(time.Millisecond))
	if bad > 0 || waiting < len(during.good) || finished(provider) != calls {
		t.Errorf("%d served by the provider, output:\n%s", finished(provider), p.said())
	}
	p.charged(map[string]int{"chat": calls})
	p.agree()
}

// dirOf is the data directory of the process.
func dirOf(p *process) string {
	for i, arg := range p.cmd.Args {
		if arg == "-data-dir" {
			return p.cmd.Args[i+1]
		}
	}
	return ""
}

// onSmallDisks has the data directory and the journal in file systems of their own and of so many bytes, which end with the
// process. The journal begins with what is in the directory prepared.
func onSmallDisks(dir, prepared string, database, journal int64) func(*exec.Cmd) {
	return func(cmd *exec.Cmd) {
		script := fmt.Sprintf(`mount -t tmpfs -o size=%d tmpfs %[3]q && mkdir %[3]q/journal && mount -t tmpfs -o size=%[2]d tmpfs %[3]q/journal && cp %[4]q/* %[3]q/journal/ && exec "$0" "$@"`,
			database, journal, dir, prepared)
		cmd.Args = append([]string{"sh", "-c", script, cmd.Path}, cmd.Args[1:]...)
		cmd.Path = "/bin/sh"
		cmd.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS}
		if os.Geteuid() != 0 {
			cmd.SysProcAttr.Cloneflags = syscall.CLONE_NEWUSER
			cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Geteuid(), Size: 1}}
			cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getegid(), Size: 1}}
		}
	}
}

// mayMount reports whether a process may have file systems of its own here.
func mayMount(t *testing.T) bool {
	dir := t.TempDir()
	cmd := exec.Command("true")
	onSmallDisks(dir, dir, 1<<20, 1<<20)(cmd)
	cmd.Args[2] = strings.Replace(cmd.Args[2], "cp ", ": ", 1)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Logf("%v %s", err, out)
	}
	return err == nil
}

// inside is a path as the process sees it.
func (p *process) inside(path ...string) string {
	return filepath.Join(append([]string{fmt.Sprintf("/proc/%d/root", p.cmd.Process.Pid)}, path...)...)
}

// fill takes all space of a file system, also what becomes free, until it is told to stop; then it gives everything back.
func (p *process) fill(dir string) (free func()) {
	p.t.Helper()
	path := filepath.Join(p.inside(dir), "filler")
	f, err := os.Create(path)
	if err != nil {
		p.t.Fatal(err)
	}
	full, stop := make(chan struct{}), make(chan struct{})
	var filling sync.WaitGroup
	filling.Go(func() {
		defer f.Close()
		some := make([]byte, 1<<16)
		for once := sync.OnceFunc(func() { close(full) }); ; {
			_, err := f.Write(some)
			if err == nil {
				continue
			}
			for err == nil || errors.Is(err, syscall.ENOSPC) {
				if _, err = f.Write(some[:4096]); err != nil { // the last page of it
					break
				}
			}
			once()
			select {
			case <-stop:
				return
			case <-time.After(2 * time.Millisecond):
			}
		}
	})
	<-full
	return sync.OnceFunc(func() {
		close(stop)
		filling.Wait()
		if err := os.Remove(path); err != nil {
			p.t.Error(err)
		}
	})
}

// nearlyFull is a journal whose segment has room for left bytes. What is in it means nothing to anybody and is not posted: the
// database's write-ahead log stays short, so that it has no room of its own to go on in when the disk is full.
func nearlyFull(t *testing.T, left int) string {
	t.Helper()
	dir := t.TempDir()
	j, err := journal.Open(journal.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	const strange journal.Kind = 200
	nothing := []byte(strings.Repeat("x", 100_000))
	for written := 0; written < journal.DefaultSegmentBytes-left; written += len(nothing) + 30 {
		if _, err := j.Append(strange, nothing); err != nil {
			t.Fatal(err)
		}
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestMoneyDiskFull is row B5: the disk of the database is full, and then that of the journal, in the middle of a load. Calls go on
// while only the log has no room; without room in the journal new ones are refused, those that run end as they would have, and
// the program recovers by itself. No call is lost.
func TestMoneyDiskFull(t *testing.T) {
	if !mayMount(t) {
		t.Skip("this machine lets nobody mount file systems: not tried")
	}
	provider, url := paidProvider(t, sim.Knobs{})
	dir := t.TempDir()
	p := launch(t, dir, onSmallDisks(dir, nearlyFull(t, 1_500_000), 192<<20, 140<<20))
	key := p.configure(url)
	load := func(d time.Duration) *tally { return p.open(key, 50, d) }
	served := len(load(time.Second).good)
	p.drained()

	free := p.fill(dir)
	l := load(3 * time.Second)
	for range 15 { // until the free pages of the database are used up
		if strings.Contains(p.said(), "disk is full") {
			break
		}
		more := load(time.Second)
		l.good, l.shed, l.other = append(l.good, more.good...), append(l.shed, more.shed...), l.other+more.other
	}
	waiting := p.lag()
	free()
	back := p.drained()
	served += len(l.good)
	t.Logf("B5 database's disk full: %d calls served, %d refused, %d records waited, booked %v after there was room", len(l.good), len(l.shed)+l.other, waiting, back.Round(time.Millisecond))
	if len(l.shed)+l.other > 0 || !strings.Contains(p.said(), "disk is full") {
		t.Errorf("output:\n%s", p.said())
	}
	p.agree()

	provider.Set(sim.Knobs{Chunks: 100, Gap: 150 * time.Millisecond})
	const streams = 50
	whole := p.streams(streams, key)
	provider.Set(sim.Knobs{})
	free = p.fill(filepath.Join(dir, "journal"))
	refused := 0
	for range 30 { // the segment that is there fills up first
		l := p.open(key, 200, time.Second/2)
		served += len(l.good)
		if refused += len(l.shed); refused >= 100 || l.other > 0 {
			break
		}
	}
	good := whole()
	free()
	began := time.Now()
	for p.one(key) != 200 {
		if time.Since(began) > 20*time.Second {
			t.Fatalf("it does not recover:\n%s", p.said())
		}
		time.Sleep(20 * time.Millisecond)
	}
	recovery := time.Since(began)
	served += len(load(time.Second).good) + 1
	p.drained()
	t.Logf("B5 journal's disk full: %d new calls refused with 503, %d of %d streams cut, recovered after %v", refused, streams-good, streams, recovery.Round(time.Millisecond))
	if refused < 100 || good != streams || finished(provider) != served+streams {
		t.Errorf("the provider finished %d, clients got %d; output:\n%s", finished(provider), served+good, p.said())
	}
	p.billed(served + streams)
	p.agree()
}

// one makes a call and returns its status.
func (p *process) one(key string) int {
	l := &tally{}
	p.call(http.DefaultClient, key, l)
	switch {
	case len(l.good) > 0:
		return 200
	case len(l.shed) > 0:
		return 503
	}
	return 0
}

// billed fails unless the log has so many calls that cost something, each once, and the user paid what they cost.
func (p *process) billed(calls int) {
	p.t.Helper()
	seen := map[string]bool{}
	sum := p.money("0")
	for _, row := range p.logged() {
		cost, _ := row["cost"].(string)
		if cost == "" || p.money(cost) == 0 {
			continue
		}
		if id := row["request_id"].(string); seen[id] {
			p.t.Errorf("%s is there twice", id)
		} else {
			seen[id] = true
		}
		sum += p.money(cost)
	}
	if len(seen) != calls {
		p.t.Errorf("%d calls are charged, %d were served", len(seen), calls)
	}
	p.paid(sum)
}

// TestMoneyKeyAcrossRestart is row B18 across kill -9: who lost an answer asks again with its key, and pays once. A call that the
// death cut short is either charged and told of, or free and made anew.
func TestMoneyKeyAcrossRestart(t *testing.T) {
	provider, url := paidProvider(t, sim.Knobs{})
	dir := t.TempDir()
	p := launch(t, dir)
	key := p.configure(url)
	ask := func(name, body string) (int, string, http.Header) {
		req, err := http.NewRequest("POST", p.base+"/v1/chat/completions", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+key)
		req.Header.Set("Idempotency-Key", name)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			return 0, err.Error(), nil
		}
		defer resp.Body.Close()
		b, _ := io.ReadAll(resp.Body)
		return resp.StatusCode, string(b), resp.Header
	}
	const plain, streamed = `{"model":"gpt-4o","messages":[{"role":"user","content":"hello"}]}`, `{"model":"gpt-4o","stream":true,"messages":[{"role":"user","content":"hello"}]}`
	status, answer, header := ask("plain", plain)
	if status != 200 {
		t.Fatal(status, answer)
	}
	if status, body, _ := ask("stream", streamed); status != 200 {
		t.Fatal(status, body)
	}
	provider.Set(sim.Knobs{FirstToken: time.Minute})
	var asking sync.WaitGroup
	asking.Go(func() { ask("running", plain) })
	for range 200 {
		if len(provider.Served()) == 3 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
	asking.Wait()
	provider.Set(sim.Knobs{})

	user := p.user
	p = launch(t, dir)
	p.user = user
	if got, body, h := ask("plain", plain); got != 200 || body != answer || h.Get("X-Burncloud-Replayed") != header.Get("X-Request-Id") {
		t.Errorf("the answer again: %d %s %v", got, body, h)
	}
	if got, body, _ := ask("plain", streamed); got != 422 {
		t.Errorf("another body: %d %s", got, body)
	}
	if got, body, _ := ask("stream", streamed); got != 409 || !strings.Contains(body, "idempotency_done") {
		t.Errorf("a stream again: %d %s", got, body)
	}
	if got, body, _ := ask("running", plain); got != 200 {
		t.Errorf("what the death cut short: %d %s", got, body)
	}
	p.drained()
	doubled := finished(provider) - 3
	t.Logf("B18 lost answers across a restart: doubled %d with a key", doubled)
	if doubled != 0 {
		t.Errorf("the provider finished %d", finished(provider))
	}
	p.billed(3)
	p.agree()
}
