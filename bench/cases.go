package main

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// load is a case in which targets are compared by the CPU time that a unit of work costs them.
type load struct {
	name  string
	unit  string // "call" or "event"
	spec  spec
	size  int // of a request, in bytes
	conns int
	calls int // in a round
	// bar is how much of the CPU time of the proxy as it comes burncloud may take.
	bar float64
}

// loads are the cases at their full length.
var loads = []load{
	{"1 KB call, 64 at once", "call", spec{size: 500}, 1 << 10, 64, 800, 1.0},
	{"100 KB prompt, 16 at once", "call", spec{size: 500}, 100 << 10, 16, 400, 1.25},
	{"saturated stream, 16 × 400 pieces", "event", spec{stream: true, size: 400}, 1 << 10, 16, 128, 1.2},
	{"paced stream, 50 × 20 ms", "event", spec{stream: true, size: 60, gap: 20 * time.Millisecond}, 1 << 10, 50, 50, 1.2},
}

// moneyBar is what the money path may take of a call: 15 % more than without it.
const moneyBar = 1.15

// Cases beside the loads.
var (
	delivery = spec{stream: true, size: 600, gap: 5 * time.Millisecond}
	latency  = spec{size: 500, gap: 20 * time.Millisecond}
)

// models are the names that all cases call.
func (b *bench) models() []string {
	names := []string{b.delivery().model(), latency.model()}
	for _, l := range loads {
		names = append(names, l.spec.model())
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func (b *bench) delivery() spec {
	s := delivery
	s.size /= b.shorten
	return s
}

// compare measures the CPU time of a unit of work on each target, in many short rounds that take turns, and adds the ratios of
// each round. The processor of a shared machine gets slower and faster by the second: what is divided has its turns side by side.
func (b *bench) compare(l load) error {
	targets := []*target{b.plain, b.burncloud, b.kept}
	if l.unit == "call" {
		targets = []*target{b.plain, b.burncloud, b.free, b.process, b.kept}
	}
	crews := make([]*crew, len(targets))
	for i, t := range targets {
		crews[i] = newCrew(t, l.spec, l.size, l.conns)
		defer crews[i].close()
	}
	cost := make([][]float64, len(targets))
	for round := range b.rounds + 1 {
		for i := range targets {
			i = (i + round) % len(targets)
			calls := l.calls / b.shorten
			if round == 0 {
				calls = l.calls / 2
			}
			us, err := b.cost(crews[i], max(calls, l.conns))
			if err != nil {
				return fmt.Errorf("%s: %w", l.name, err)
			}
			if round > 0 { // the first warms up
				cost[i] = append(cost[i], us)
			}
		}
	}
	b.show(l, targets, cost)
	return nil
}

// show adds the costs of a case and their ratios to both proxies. The bar is set by the proxy as it comes.
func (b *bench) show(l load, targets []*target, cost [][]float64) {
	of := map[*target][]float64{}
	for i, t := range targets {
		of[t] = cost[i]
		b.report.over(l.name, t.name, cost[i], "CPU µs/"+l.unit)
	}
	for _, t := range targets {
		if t == b.plain || t == b.kept {
			continue
		}
		f := b.report.over(l.name, t.name, quotients(of[t], of[b.plain]), "× proxy")
		if t == b.burncloud {
			f.atMost(l.bar, b.report)
		}
		b.report.over(l.name, t.name, quotients(of[t], of[b.kept]), "× proxy that keeps connections")
	}
	if free := of[b.free]; free != nil {
		b.report.over(l.name, b.burncloud.name, quotients(of[b.burncloud], free), "× without money").atMost(moneyBar, b.report)
	}
}

// quotients divides round by round.
func quotients(a, b []float64) []float64 {
	out := make([]float64, len(a))
	for i := range a {
		out[i] = a[i] / b[i]
	}
	return out
}

// cost makes n calls and returns the target's CPU time for each unit of them, in µs, with all that it put off.
func (b *bench) cost(c *crew, n int) (float64, error) {
	if err := c.t.settle(); err != nil {
		return 0, err
	}
	before, err := cpuTime(c.t.pid())
	if err != nil {
		return 0, err
	}
	r := c.calls(n)
	b.report.note(r.errs...)
	if err := c.t.settle(); err != nil {
		return 0, err
	}
	after, err := cpuTime(c.t.pid())
	if err != nil {
		return 0, err
	}
	if r.events == 0 {
		return 0, fmt.Errorf("no call succeeded: %v", r.errs)
	}
	return float64((after - before).Nanoseconds()) / 1e3 / float64(r.events), nil
}

// deliver runs many slow streams at once: every event must arrive as it was sent, at the rate it was sent, in little
// memory. The gateway is a fresh process, so that the memory is that of the streams.
func (b *bench) deliver(ctx context.Context) error {
	const name, streams = "200 streams × 5 ms", 200
	fresh, err := b.gateway(ctx, "burncloud", "streams", "disk")
	if err != nil {
		return err
	}
	defer func() { b.report.note(fresh.stop()) }()
	s := b.delivery()
	direct := 0.0
	for _, t := range []*target{b.upstream, b.plain, fresh} {
		c := newCrew(t, s, 1<<10, streams)
		peak := watch(t)
		r := c.calls(streams)
		c.close()
		memory := peak()
		b.report.note(r.errs...)
		rate := float64(r.events) / r.took.Seconds()
		b.report.add(name, t.name, rate, "events/s")
		if t == b.upstream {
			direct = rate
			continue
		}
		share := b.report.add(name, t.name, 100*rate/direct, "% of direct")
		if t == fresh {
			share.atLeast(97, b.report)
		}
		lost := b.report.add(name, t.name, float64(r.failed), "streams lost or altered")
		if t == fresh {
			lost.atMost(0, b.report)
		}
		most := b.report.add(name, t.name, memory, "MB RSS")
		if t == fresh {
			most.atMost(80, b.report)
		}
	}
	return b.balance(fresh, "calls of the streams")
}

// watch samples a target's memory until the returned function is called, which gives the most that was seen, in MB.
func watch(t *target) func() float64 {
	stop, peak := make(chan struct{}), make(chan float64)
	go func() {
		most := int64(0)
		tick := time.NewTicker(50 * time.Millisecond)
		defer tick.Stop()
		for {
			if n, err := rss(t.pid()); err == nil {
				most = max(most, n)
			}
			select {
			case <-tick.C:
			case <-stop:
				peak <- float64(most) / 1e6
				return
			}
		}
	}()
	return func() float64 {
		close(stop)
		return <-peak
	}
}

// delay measures what targets add to a call's time at a moderate rate.
func (b *bench) delay() {
	const name = "500 calls/s, 20 ms upstream"
	n := 1000 / b.shorten
	targets := []*target{b.upstream, b.kept, b.burncloud}
	p50, p99 := make([][]float64, len(targets)), make([][]float64, len(targets))
	for range max(b.rounds/10, 1) {
		for i, t := range targets {
			c := newCrew(t, latency, 1<<10, 64)
			c.calls(len(c.clients))
			r := c.paced(n, 2*time.Millisecond)
			c.close()
			b.report.note(r.errs...)
			p50[i] = append(p50[i], float64(quantile(r.delays, 0.50).Microseconds())/1e3)
			p99[i] = append(p99[i], float64(quantile(r.delays, 0.99).Microseconds())/1e3)
		}
	}
	for i, t := range targets {
		if i == 0 {
			b.report.over(name, t.name, p50[0], "ms p50")
			b.report.over(name, t.name, p99[0], "ms p99")
			continue
		}
		b.report.over(name, t.name, minus(p50[i], p50[0]), "ms added to p50")
		b.report.over(name, t.name, minus(p99[i], p99[0]), "ms added to p99")
	}
}

func minus(a, b []float64) []float64 {
	out := make([]float64, len(a))
	for i := range a {
		out[i] = a[i] - b[i]
	}
	return out
}
