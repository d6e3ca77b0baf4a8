package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"runtime"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/metrics"
)

// openMetrics begins to count calls, on their way to the log.
func (s *server) openMetrics() {
	s.counts = &metrics.Calls{Next: &s.books, ProviderOf: func(id burncloud.ChannelID) burncloud.ProviderName {
		if c := s.snapshots.Load().Channel(id); c != nil {
			return c.Provider
		}
		return ""
	}}
}

// countedCalls counts the calls that end a hold, too.
type countedCalls struct {
	*metrics.Calls
	books *books
}

// CatchUp returns when what was recorded is in the store.
func (c countedCalls) CatchUp(ctx context.Context) error { return c.books.CatchUp(ctx) }

// listenMetrics opens the listener of their own, if there is to be one.
func (s *server) listenMetrics() error {
	if s.opts.metricsListen == "" {
		return nil
	}
	l := s.metricsListener // of a parent
	if l == nil {
		var err error
		if l, err = net.Listen("tcp", s.opts.metricsListen); err != nil {
			return fmt.Errorf("listen for metrics: %w", err)
		}
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", s.metricsHandler())
	s.metricsHTTP = &http.Server{Handler: mux, ReadHeaderTimeout: headerWait, IdleTimeout: keepAliveWait, MaxHeaderBytes: maxHeader, ErrorLog: s.http.ErrorLog}
	s.metricsListener = l
	return nil
}

// healthValues are what a channel's state is worth.
var healthValues = map[burncloud.HealthState]float64{burncloud.Healthy: 1, burncloud.Degraded: 0.5, burncloud.Dead: 0}

func (s *server) metricsHandler() http.Handler {
	began := time.Now()
	one := func(name, kind, help string, value func() float64) metrics.Family {
		return metrics.Family{Name: name, Type: kind, Help: help, Each: func(emit func([]string, float64)) { emit(nil, value()) }}
	}
	syncs := func() (float64, float64) {
		n, took := s.books.Syncs()
		return float64(n), took.Seconds()
	}
	return s.counts.Handler([]metrics.Family{
		one("burncloud_calls_in_flight", "gauge", "Calls under way.", func() float64 { return float64(s.gateway.UnderWay()) }),
		{
			Name: "burncloud_channel_health", Type: "gauge", Help: "1 healthy, 0.5 degraded, 0 dead; enabled channels only.",
			Each: func(emit func([]string, float64)) {
				for c := range s.snapshots.Load().Channels() {
					if c.Enabled {
						emit([]string{"channel", string(c.ID), "provider", string(c.Provider)}, healthValues[s.live.Health(c.ID).State])
					}
				}
			},
		},
		one("burncloud_journal_lag_records", "gauge", "Finished calls that are not in the log yet.", func() float64 { return float64(s.books.Lag()) }),
		one("burncloud_journal_unsynced_records", "gauge", "Records that are not on the disk yet.", func() float64 {
			durable := s.books.Durable() // first: it only grows
			return float64(s.books.Written() - durable)
		}),
		one("burncloud_journal_syncs_total", "counter", "Times that the journal was synced to the disk.", func() float64 { n, _ := syncs(); return n }),
		one("burncloud_journal_sync_seconds_total", "counter", "Time that these took.", func() float64 { _, took := syncs(); return took }),
		one("burncloud_journal_healthy", "gauge", "Whether the journal takes records.", func() float64 {
			if s.books.Healthy() != nil {
				return 0
			}
			return 1
		}),
		one("burncloud_bodies_kept_total", "counter", "Calls whose bodies were stored.", func() float64 { kept, _, _ := s.keeper.Counts(); return float64(kept) }),
		one("burncloud_bodies_dropped_total", "counter", "Calls whose bodies were to be kept and were not.", func() float64 { _, dropped, _ := s.keeper.Counts(); return float64(dropped) }),
		one("burncloud_bodies_waiting_bytes", "gauge", "Memory of bodies that are not stored yet.", func() float64 { _, _, waiting := s.keeper.Counts(); return float64(waiting) }),
		one("burncloud_snapshot_version", "gauge", "The configuration in force.", func() float64 { return float64(s.snapshots.Status().Version) }),
		one("burncloud_snapshot_age_seconds", "gauge", "Time since the configuration in force was built.", func() float64 { return s.snapshots.Status().Age.Seconds() }),
		one("burncloud_uptime_seconds", "gauge", "Time since the program began.", func() float64 { return time.Since(began).Seconds() }),
		one("go_goroutines", "gauge", "Goroutines.", func() float64 { return float64(runtime.NumGoroutine()) }),
		one("go_memory_bytes", "gauge", "Memory that the program has from the operating system.", func() float64 {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			return float64(m.Sys - m.HeapReleased)
		}),
	})
}
