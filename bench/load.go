package main

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// run is what came of a number of calls.
type run struct {
	events int
	failed int
	errs   []error // the first few
	took   time.Duration
	delays []time.Duration // sorted; of the whole calls
}

// crew is a number of connections to one target with one kind of call.
type crew struct {
	t       *target
	job     *job
	clients []*client
}

// newCrew makes the connections, which are opened by their first call.
func newCrew(t *target, s spec, size, conns int) *crew {
	c := &crew{t: t, job: newJob(t, s, size)}
	for range conns {
		c.clients = append(c.clients, &client{addr: t.addr})
	}
	return c
}

func (c *crew) close() {
	for _, cl := range c.clients {
		cl.close()
	}
}

// calls makes n calls, each connection one after the other.
func (c *crew) calls(n int) run {
	var left atomic.Int64
	left.Store(int64(n))
	return c.each(func(cl *client, book func(time.Time, error)) {
		for left.Add(-1) >= 0 {
			began := time.Now()
			book(began, cl.do(c.job))
		}
	})
}

// paced makes n calls at a fixed rate, whether or not earlier ones are done. A call's time counts from when it was due.
func (c *crew) paced(n int, every time.Duration) run {
	due := make(chan time.Time, n)
	began := time.Now()
	go func() {
		for i := range n {
			at := began.Add(time.Duration(i) * every)
			time.Sleep(time.Until(at))
			due <- at
		}
		close(due)
	}()
	return c.each(func(cl *client, book func(time.Time, error)) {
		for at := range due {
			book(at, cl.do(c.job))
		}
	})
}

// each runs work on every connection and sums up.
func (c *crew) each(work func(*client, func(time.Time, error))) run {
	var wg sync.WaitGroup
	parts := make([]run, len(c.clients))
	began := time.Now()
	for i, cl := range c.clients {
		wg.Go(func() {
			p := &parts[i]
			work(cl, func(since time.Time, err error) {
				p.events += cl.events(c.job)
				if err != nil {
					p.failed++
					p.errs = append(p.errs, fmt.Errorf("%s: %w", c.t.name, err))
					return
				}
				p.delays = append(p.delays, time.Since(since))
			})
		})
	}
	wg.Wait()
	sum := run{took: time.Since(began)}
	for i := range parts {
		sum.events += parts[i].events
		sum.failed += parts[i].failed
		sum.errs = append(sum.errs, parts[i].errs...)
		sum.delays = append(sum.delays, parts[i].delays...)
	}
	sum.errs = sum.errs[:min(len(sum.errs), 3)]
	slices.Sort(sum.delays)
	c.t.served += len(sum.delays)
	return sum
}

// quantile is of sorted durations; 0 for none.
func quantile(sorted []time.Duration, q float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[int(q*float64(len(sorted)-1))]
}
