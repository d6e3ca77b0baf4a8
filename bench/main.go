// Command bench measures what burncloud costs next to Go's bare reverse proxy: both, the simulated provider and the load
// are processes of their own on the loopback interface.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// totalTime bounds a run, whatever happens.
const totalTime = 8 * time.Minute

// Names of the hidden subcommands that the benchmark starts itself with.
const (
	cmdUpstream  = "upstream"
	cmdProxy     = "proxy"
	cmdProxyKept = "proxy-kept"
)

func main() {
	err := start()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func start() error {
	if len(os.Args) > 1 {
		switch arg := os.Args[len(os.Args)-1]; os.Args[1] {
		case cmdUpstream:
			return runUpstream()
		case cmdProxy:
			return runProxy(arg, false)
		case cmdProxyKept:
			return runProxy(arg, true)
		}
	}
	short := flag.Bool("short", false, "a quarter of the load, for CI: the figures are rough")
	asJSON := flag.Bool("json", false, "print JSON")
	strict := flag.Bool("strict", false, "exit with status 1 when a bar is missed")
	bin := flag.String("bin", "", "the burncloud binary to measure (default: built from this tree)")
	only := flag.String("case", "", "measure only the loads whose name has this in it")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, totalTime)
	defer cancel()
	b := &bench{rounds: 24, shorten: 1, bin: *bin, only: *only, report: newReport()}
	if *short {
		b.rounds, b.shorten = 4, 4
	}
	if err := b.run(ctx); err != nil {
		return err
	}
	show := b.report.text
	if *asJSON {
		show = b.report.json
	}
	if err := show(os.Stdout); err != nil {
		return err
	}
	if *strict && b.report.Failed {
		return errors.New("a bar was missed")
	}
	return nil
}

// bench is one run.
type bench struct {
	rounds  int
	shorten int // divides the load
	bin     string
	only    string // a part of the names of the loads that are wanted; then nothing else is measured
	dir     string
	report  *report

	upstream           *target
	plain, kept        *target // the proxy as it comes, and keeping its connections
	burncloud, process *target // with disk and with process durability
	free               *target // the same with models that are free, so that no money is held or settled
}

func (b *bench) run(ctx context.Context) (err error) {
	if b.dir, err = os.MkdirTemp("", "burncloud-bench-"); err != nil {
		return err
	}
	defer os.RemoveAll(b.dir)
	if b.bin == "" {
		if b.bin, err = build(ctx, b.dir); err != nil {
			return err
		}
	}
	defer func() { err = errors.Join(err, b.stop()) }()
	if err := b.startAll(ctx); err != nil {
		return err
	}
	for _, l := range loads {
		if !strings.Contains(l.name, b.only) {
			continue
		}
		if err := errors.Join(b.compare(l), ctx.Err()); err != nil {
			return err
		}
	}
	if b.only != "" {
		return b.audit()
	}
	if err := b.deliver(ctx); err != nil {
		return err
	}
	b.delay()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return b.audit()
}

// startAll starts every process, the gateways several times to see how long that takes.
func (b *bench) startAll(ctx context.Context) (err error) {
	if b.upstream, err = startSelf(ctx, b.dir, "direct", cmdUpstream); err != nil {
		return err
	}
	if b.plain, err = startSelf(ctx, b.dir, "proxy", cmdProxy, b.upstream.addr); err != nil {
		return err
	}
	if b.kept, err = startSelf(ctx, b.dir, "proxy (keeps)", cmdProxyKept, b.upstream.addr); err != nil {
		return err
	}
	if b.only == "" {
		if err := b.starts(ctx); err != nil {
			return err
		}
	}
	if b.burncloud, err = b.gateway(ctx, "burncloud", "disk", "disk"); err != nil {
		return err
	}
	if b.process, err = b.gateway(ctx, "burncloud (process)", "process", "process"); err != nil {
		return err
	}
	g := gateway{bin: b.bin, dir: filepath.Join(b.dir, "free"), durability: "disk"}
	if b.free, err = g.start(ctx, "burncloud (no money)"); err != nil {
		return err
	}
	return configure(b.free, b.upstream.addr, b.models(), map[string]any{"model": "bench-*", "free": true})
}

// gateway starts and configures a gateway with a fresh data directory.
func (b *bench) gateway(ctx context.Context, name, dir, durability string) (*target, error) {
	g := gateway{bin: b.bin, dir: filepath.Join(b.dir, dir), durability: durability}
	t, err := g.start(ctx, name)
	if err != nil {
		return nil, err
	}
	return t, configure(t, b.upstream.addr, b.models(), map[string]any{"model": "bench-*", "input": "0.15", "output": "0.60", "cache_read": "0.075"})
}

// starts measures starting with a fresh and with an existing data directory, the memory then, and the binary.
func (b *bench) starts(ctx context.Context) error {
	var fresh, again, memory []float64
	for i := range max(b.rounds/5, 2) {
		g := gateway{bin: b.bin, dir: filepath.Join(b.dir, fmt.Sprint("start-", i)), durability: "disk"}
		for _, times := range []*[]float64{&fresh, &again} {
			t, err := g.start(ctx, "burncloud")
			if err != nil {
				return err
			}
			*times = append(*times, t.started.Seconds())
			time.Sleep(100 * time.Millisecond)
			n, err := rss(t.pid())
			if err := errors.Join(err, t.stop()); err != nil {
				return err
			}
			memory = append(memory, float64(n)/1e6)
		}
	}
	b.report.over("start to ready, fresh data", "burncloud", fresh, "s").atMost(0.3, b.report)
	b.report.over("start to ready, existing data", "burncloud", again, "s").atMost(0.3, b.report)
	b.report.over("memory when idle", "burncloud", memory, "MB RSS").atMost(30, b.report)
	info, err := os.Stat(b.bin)
	if err != nil {
		return err
	}
	b.report.add("binary", "burncloud", float64(info.Size())/1e6, "MB").atMost(40, b.report)
	return nil
}

// audit compares the logs with what was answered.
func (b *bench) audit() error {
	for _, t := range []*target{b.burncloud, b.process} {
		if err := b.balance(t, "calls"); err != nil {
			return err
		}
	}
	return nil
}

// balance compares one gateway's log with what it answered.
func (b *bench) balance(t *target, name string) error {
	if err := t.settle(); err != nil {
		return err
	}
	books, err := audit(t)
	if err != nil {
		return err
	}
	b.report.Books[name+", "+t.name] = books
	off := 0.0
	if !books.right() {
		off = 1
	}
	b.report.add(name, t.name, float64(books.Answered), "answered")
	b.report.add(name, t.name, float64(books.Priced), "logged and priced")
	b.report.add(name, t.name, off, "books off").atMost(0, b.report)
	return nil
}

// stop ends what was started.
func (b *bench) stop() error {
	var errs []error
	for _, t := range []*target{b.free, b.process, b.burncloud, b.kept, b.plain, b.upstream} {
		if t != nil {
			errs = append(errs, t.stop())
		}
	}
	return errors.Join(errs...)
}
