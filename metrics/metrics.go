// Package metrics counts calls and writes the counts in Prometheus' text format.
package metrics

import (
	"sync"
	"sync/atomic"

	"github.com/burncloud/burncloud"
)

// Recorder keeps finished calls.
type Recorder interface {
	Record(*burncloud.Call) error
}

// Calls counts the calls that it passes on to a recorder. Its labels are dialects, providers, outcomes and kinds, of which
// there are few: nothing that a client may choose.
type Calls struct {
	// ProviderOf names the provider of a channel, "" when it is gone.
	ProviderOf func(burncloud.ChannelID) burncloud.ProviderName
	Next       Recorder

	mu        sync.RWMutex
	byCall    map[callLabels]*counter
	byKind    map[burncloud.Kind]*counter
	byFailure map[failureLabels]*counter
	durations map[burncloud.Dialect]*histogram
	firsts    map[burncloud.ProviderName]*histogram
	overhead  histogram
	tokens    [5]counter
	cost      counter // nano-dollars
	unlogged  counter
}

type callLabels struct {
	dialect  burncloud.Dialect
	outcome  burncloud.Outcome
	provider burncloud.ProviderName
}

type failureLabels struct {
	provider burncloud.ProviderName
	kind     burncloud.Kind
}

type counter struct{ atomic.Int64 }

// buckets of tokens, in the order of Calls.tokens.
var buckets = [...]string{"input", "cache_read", "cache_write", "output", "reasoning"}

// Record passes the call on and counts it.
func (m *Calls) Record(c *burncloud.Call) error {
	err := m.Next.Record(c)
	if err != nil {
		m.unlogged.Add(1)
	}
	provider := m.provider(c.ChannelID)
	outcome := burncloud.OutcomeOf(c.Status, c.ErrorKind)
	of(m, &m.byCall, callLabels{c.Dialect, outcome, provider}).Add(1)
	if c.ErrorKind != "" {
		of(m, &m.byKind, c.ErrorKind).Add(1)
	}
	for i := range c.Attempts {
		if a := &c.Attempts[i]; a.ErrorKind.OfUpstream() {
			of(m, &m.byFailure, failureLabels{m.provider(a.ChannelID), a.ErrorKind}).Add(1)
		}
	}
	of(m, &m.durations, c.Dialect).observe(c.Duration)
	if c.TTFT > 0 {
		of(m, &m.firsts, provider).observe(c.TTFT)
	}
	m.overhead.observe(c.Overhead)
	u := &c.Usage
	for i, n := range [...]int64{u.Input + u.AudioIn + u.ImageIn, u.CacheRead, u.CacheWrite + u.CacheWrite1h, u.Output + u.AudioOut + u.ImageOut, u.Reasoning} {
		m.tokens[i].Add(n)
	}
	if c.Cost != nil {
		m.cost.Add(int64(*c.Cost))
	}
	return err
}

func (m *Calls) provider(id burncloud.ChannelID) burncloud.ProviderName {
	if id == "" {
		return ""
	}
	return m.ProviderOf(id)
}

// of returns the value of the labels, making it at first sight.
func of[K comparable, V any](m *Calls, all *map[K]*V, k K) *V {
	m.mu.RLock()
	v := (*all)[k]
	m.mu.RUnlock()
	if v != nil {
		return v
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if v = (*all)[k]; v == nil {
		if *all == nil {
			*all = map[K]*V{}
		}
		v = new(V)
		(*all)[k] = v
	}
	return v
}

// bounds of the histograms' buckets, in microseconds.
var bounds = [...]burncloud.Micros{
	100, 250, 500, 1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000,
	1_000_000, 2_500_000, 5_000_000, 10_000_000, 30_000_000, 60_000_000, 120_000_000, 300_000_000,
}

// histogram counts durations by size.
type histogram struct {
	counts [len(bounds) + 1]atomic.Int64
	sum    atomic.Int64
}

func (h *histogram) observe(d burncloud.Micros) {
	i := 0
	for i < len(bounds) && d > bounds[i] {
		i++
	}
	h.counts[i].Add(1)
	h.sum.Add(int64(d))
}
