package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

const (
	startTime = 10 * time.Second
	stopTime  = 15 * time.Second
	drainTime = 30 * time.Second
)

// target is a running process that calls are sent to.
type target struct {
	name    string
	addr    string
	key     string // the client's credential
	cmd     *exec.Cmd
	lag     func() (uint64, error) // log rows that are still to be written; nil = it writes none
	started time.Duration          // from start to ready
	log     string                 // file of its stderr
	served  int                    // calls that were answered rightly
}

// startSelf starts this program as one of its helpers, which prints its address and ends with its standard input.
func startSelf(ctx context.Context, dir, name string, args ...string) (*target, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	t := &target{name: name, key: "sk-bench", log: filepath.Join(dir, name+".log"), cmd: exec.CommandContext(ctx, self, args...)}
	if _, err := t.cmd.StdinPipe(); err != nil { // closes when we end
		return nil, err
	}
	out, err := t.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := t.start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("%s did not start: %w", name, errors.Join(err, t.stop()))
	}
	t.addr = strings.TrimSpace(line)
	return t, nil
}

// start starts the process with its stderr in a file.
func (t *target) start() error {
	f, err := os.OpenFile(t.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	t.cmd.Stderr = f
	return t.cmd.Start()
}

func (t *target) pid() int { return t.cmd.Process.Pid }

// stop ends the process, by force if it does not heed the request.
func (t *target) stop() error {
	_ = t.cmd.Process.Signal(syscall.SIGTERM)
	force := time.AfterFunc(stopTime, func() { _ = t.cmd.Process.Kill() })
	defer force.Stop()
	err := t.cmd.Wait()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.Sys().(syscall.WaitStatus).Signal() == syscall.SIGTERM {
		return nil
	}
	return err
}

// gateway is a burncloud process that is started on a data directory.
type gateway struct {
	bin, dir, durability string
}

// start starts burncloud and waits until it is ready.
func (g *gateway) start(ctx context.Context, name string) (*target, error) {
	addr, err := freeAddr()
	if err != nil {
		return nil, err
	}
	t := &target{name: name, addr: addr, log: g.dir + ".log", cmd: exec.CommandContext(ctx, g.bin, "serve")}
	t.cmd.Env = []string{
		"HOME=" + os.Getenv("HOME"), "PATH=" + os.Getenv("PATH"), "BURNCLOUD_LISTEN=" + addr, "BURNCLOUD_DATA_DIR=" + g.dir,
		"BURNCLOUD_ADMIN_TOKEN=" + adminToken, "BURNCLOUD_DURABILITY=" + g.durability,
	}
	t.lag = func() (uint64, error) { return logLag(t.addr) }
	began := time.Now()
	if err := t.start(); err != nil {
		return nil, err
	}
	for {
		_, err := t.lag()
		if t.started = time.Since(began); err == nil {
			return t, nil
		}
		if t.started > startTime {
			text, _ := os.ReadFile(t.log)
			return nil, errors.Join(fmt.Errorf("burncloud is not ready: %w\n%s", err, text), t.stop())
		}
		time.Sleep(time.Millisecond)
	}
}

// freeAddr is an address that nobody listens on now.
func freeAddr() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// settle waits until the target has done what it put off: its log rows are written and it is idle.
func (t *target) settle() error {
	const quiet = 50 * time.Millisecond
	if t.lag == nil {
		time.Sleep(quiet)
		return nil
	}
	for deadline := time.Now().Add(drainTime); ; {
		n, err := t.lag()
		if err != nil {
			return err
		}
		time.Sleep(quiet)
		if n == 0 {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("%s: %d log rows are still not written after %s", t.name, n, drainTime)
		}
	}
}

// build builds burncloud as the Makefile does.
func build(ctx context.Context, dir string) (string, error) {
	bin := filepath.Join(dir, "burncloud")
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w -X main.version=bench", "-o", bin,
		"github.com/burncloud/burncloud/cmd/burncloud")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build burncloud: %w\n%s", err, out)
	}
	return bin, nil
}

// drainBody reads a response to its end, so that its connection can be used again.
func drainBody(resp *http.Response) {
	_, _ = io.Copy(io.Discard, resp.Body)
	_ = resp.Body.Close()
}
