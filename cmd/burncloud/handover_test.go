//go:build unix

package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/burncloud/burncloud/sim"
)

// asProgram makes the test binary the program.
const asProgram = "BURNCLOUD_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// process is the program as a process of its own, which may be followed by others.
type process struct {
	t    *testing.T
	path string // of the executable
	log  string // file of the output: a pipe would not end before the last heir
	cmd  *exec.Cmd
	base string
	user string // path of the one who pays
}

const processToken = "bootstrap-token-123456"

// launch starts the program from a file of its own, which a test may replace; with changes how.
func launch(t *testing.T, dir string, with ...func(*exec.Cmd)) *process {
	t.Helper()
	own := t.TempDir()
	p := &process{t: t, path: filepath.Join(own, "burncloud"), log: filepath.Join(own, "log")}
	p.install()
	p.cmd = exec.Command(p.path, "serve", "-listen", "127.0.0.1:0", "-metrics-listen", "127.0.0.1:0", "-data-dir", dir, "-drain", "60s", "-drain-grace", "1s")
	p.cmd.Env = append(os.Environ(), asProgram+"=1", "BURNCLOUD_ADMIN_TOKEN="+processToken)
	out, err := os.Create(p.log)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	p.cmd.Stdout, p.cmd.Stderr = out, out
	for _, change := range with {
		change(p.cmd)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, pid := range append(p.heirs(), p.cmd.Process.Pid) {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
		_ = p.cmd.Wait()
	})
	p.base = p.says(`url=(\S+)`)
	return p
}

// install puts the program where it is started from.
func (p *process) install() {
	_ = os.Remove(p.path)
	self, err := os.Executable()
	if err == nil {
		err = os.Symlink(self, p.path)
	}
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *process) says(pattern string) string {
	p.t.Helper()
	re := regexp.MustCompile(pattern)
	for range 1200 {
		if m := re.FindStringSubmatch(p.said()); m != nil {
			return m[1]
		}
		time.Sleep(25 * time.Millisecond)
	}
	p.t.Fatalf("output never matched %s:\n%s", pattern, p.said())
	return ""
}

func (p *process) said() string {
	b, _ := os.ReadFile(p.log)
	return string(b)
}

// heirs are the processes that took over, in order.
func (p *process) heirs() (pids []int) {
	for _, m := range regexp.MustCompile(`taken over" pid=(\d+)`).FindAllStringSubmatch(p.said(), -1) {
		pid, _ := strconv.Atoi(m[1])
		pids = append(pids, pid)
	}
	return pids
}

// upgrade asks the program to let a new process take over, and returns that.
func (p *process) upgrade() int {
	p.t.Helper()
	_ = p.cmd.Process.Signal(syscall.SIGUSR2)
	pid, _ := strconv.Atoi(p.says(`taken over" pid=(\d+)`))
	http.DefaultClient.CloseIdleConnections() // to the old process
	return pid
}

func (p *process) configure(url string) (key string) {
	admin := rest{p.t, p.base, processToken}
	admin.do("POST", "/api/channels", fmt.Sprintf(`{"name":"c","provider":"openai","base_url":%q,"keys":["k-0123456789"],"models":["gpt-4o","text-embedding-3-small","gpt-realtime"]}`, url), 201)
	admin.do("POST", "/api/prices", `{"model":"*","input":"1","output":"2"}`, 201)
	id := admin.do("POST", "/api/users", `{"username":"payer"}`, 201)["id"].(string)
	p.user = "/api/users/" + id
	admin.do("POST", p.user+"/credit", `{"amount":"1000","reason":"test"}`, 200)
	return admin.do("POST", "/api/tokens", fmt.Sprintf(`{"name":"t","user_id":%q,"budget":"900"}`, id), 201)["key"].(string)
}

// streams begins n streams and returns a function that waits for their ends and counts those that were whole.
func (p *process) streams(n int, key string) (whole func() int) {
	var begun, over sync.WaitGroup
	var good atomic.Int64
	begun.Add(n)
	for range n {
		over.Go(func() {
			body, err := stream(p.base, key)
			if err != nil {
				p.t.Error(err)
				begun.Done()
				return
			}
			defer body.Close()
			r := bufio.NewReader(body)
			first, _ := r.ReadString('\n')
			begun.Done()
			rest, _ := io.ReadAll(r)
			if strings.HasSuffix(first+string(rest), "data: [DONE]\n\n") {
				good.Add(1)
			}
		})
	}
	begun.Wait()
	return func() int { over.Wait(); return int(good.Load()) }
}

// knock makes short calls, each over a connection of its own, until stop; it counts those that failed.
func (p *process) knock(key string, every time.Duration, stop <-chan struct{}) (calls, failed int) {
	var n, bad atomic.Int64
	var all sync.WaitGroup
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 30 * time.Second}
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-stop:
			all.Wait()
			return int(n.Load()), int(bad.Load())
		case <-tick.C:
		}
		all.Go(func() {
			n.Add(1)
			req, _ := http.NewRequest("POST", p.base+"/v1/embeddings", strings.NewReader(`{"model":"text-embedding-3-small","input":"x"}`))
			req.Header.Set("Authorization", "Bearer "+key)
			resp, err := client.Do(req)
			if err == nil {
				_, err = io.Copy(io.Discard, resp.Body)
				_ = resp.Body.Close()
			}
			if err != nil || resp.StatusCode != 200 {
				bad.Add(1)
				p.t.Logf("a call failed: %v %+v", err, resp)
			}
		})
	}
}

// busyWith starts the program over a provider that answers like this, and streams so many of its answers.
func busyWith(t *testing.T, knobs sim.Knobs, streams int, with ...func(*exec.Cmd)) (p *process, dir, key string, whole func() int) {
	t.Helper()
	provider := sim.New(sim.OpenAI, sim.Options{Knobs: knobs})
	providers, err := sim.Start(provider)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = providers.Close() })
	dir = t.TempDir()
	p = launch(t, dir, with...)
	key = p.configure(providers.URL(provider))
	return p, dir, key, p.streams(streams, key)
}

// TestChaosHandOver is row P12: a new process takes over from one with streams under way, for which money is held, while new
// connections come. Nothing is refused, no stream is cut, each call is recorded and charged once, also when the new process is killed
// then: what a process wrote outlives it, synced to the disk or not.
func TestChaosHandOver(t *testing.T) {
	streams, gap := 40, 20*time.Millisecond
	if os.Getenv("BURNCLOUD_CHAOS") != "" {
		streams, gap = 300, 100*time.Millisecond
	}
	for _, durability := range []string{"disk", "process"} {
		t.Run(durability, func(t *testing.T) {
			p, dir, key, whole := busyWith(t, sim.Knobs{Chunks: 100, Gap: gap}, streams, func(cmd *exec.Cmd) { cmd.Args = append(cmd.Args, "-durability", durability) })
			stop := make(chan struct{})
			type knocked struct{ calls, failed int }
			done := make(chan knocked)
			go func() {
				n, bad := p.knock(key, 5*time.Millisecond, stop)
				done <- knocked{n, bad}
			}()
			time.Sleep(200 * time.Millisecond)
			began := time.Now()
			heir := p.upgrade()
			took := time.Since(began)
			if p.held() == 0 {
				t.Error("the new process holds nothing for the calls of the old one")
			}
			p.agree()
			time.Sleep(500 * time.Millisecond)
			close(stop)
			k := <-done
			good := whole()
			if err := p.cmd.Wait(); err != nil {
				t.Errorf("the old process ended with %v", err)
			}
			_ = syscall.Kill(heir, syscall.SIGKILL)
			http.DefaultClient.CloseIdleConnections()
			last := launch(t, dir)
			last.user = p.user
			rows := last.rows(streams + k.calls)
			t.Logf("P12 hand-over, durable to the %s: %d streams, %d cut; %d new connections, %d refused; taken over after %v; %d calls recorded of %d",
				durability, streams, streams-good, k.calls, k.failed, took.Round(time.Millisecond), rows, streams+k.calls)
			if good != streams || k.failed > 0 || k.calls < 50 || rows != streams+k.calls {
				t.Errorf("output:\n%s", p.said())
			}
			last.charged(map[string]int{"chat": streams, "embeddings": k.calls})
			last.agree()
			last.doctorAgrees(dir)
		})
	}
}

// rows waits for so many rows in the log, and a moment for more, and counts them.
func (p *process) rows(n int) int {
	p.t.Helper()
	for range 100 {
		if len(p.logged()) >= n {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	time.Sleep(200 * time.Millisecond)
	return len(p.logged())
}

// TestHandOverFails: a new version that does not start leaves the old one serving; an heir that dies gives the journal
// back to the process that still drains.
func TestHandOverFails(t *testing.T) {
	p, dir, key, _ := busyWith(t, sim.Knobs{Chunks: 60, Gap: 50 * time.Millisecond}, 0)
	_ = os.Remove(p.path)
	if err := os.WriteFile(p.path, []byte("#!/bin/sh\nexit 1\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	_ = p.cmd.Process.Signal(syscall.SIGUSR2)
	p.says(`(this one serves on)`)
	embed := func() {
		rest{t, p.base, key}.do("POST", "/v1/embeddings", `{"model":"text-embedding-3-small","input":"x"}`, 200)
	}
	embed()
	if n := p.rows(1); n != 1 {
		t.Errorf("%d calls recorded after an heir that did not start", n)
	}
	p.install()
	whole := p.streams(5, key)
	heir := p.upgrade()
	embed()
	_ = syscall.Kill(heir, syscall.SIGKILL)
	if n := whole(); n != 5 {
		t.Errorf("%d of 5 streams ended well", n)
	}
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("the old process ended with %v\n%s", err, p.said())
	}
	again := launch(t, dir)
	if n := again.rows(7); n != 7 {
		t.Errorf("%d calls recorded, want 7\n%s", n, p.said())
	}
	again.user = p.user
	again.charged(map[string]int{"chat": 5, "embeddings": 2})
	again.agree()
}
