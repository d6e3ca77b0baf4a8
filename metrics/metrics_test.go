package metrics_test

import (
	"errors"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/metrics"
)

type journal struct{ err error }

func (j journal) Record(*burncloud.Call) error { return j.err }

func call() *burncloud.Call {
	cost := burncloud.Money(1_500_000_000)
	return &burncloud.Call{
		ChannelID: "ch_1", Dialect: "anthropic", Model: `m"\` + "\n", Status: 200, Cost: &cost,
		Attempts: []burncloud.Attempt{{ChannelID: "ch_2", ErrorKind: burncloud.KindUpstreamServer}, {ChannelID: "ch_1"}},
		Usage:    burncloud.Usage{Input: 10, CacheRead: 3, Output: 5}, TTFT: 300_000, Duration: 2_000_000, Overhead: 250,
	}
}

func newCalls(err error) *metrics.Calls {
	return &metrics.Calls{Next: journal{err}, ProviderOf: func(id burncloud.ChannelID) burncloud.ProviderName {
		return map[burncloud.ChannelID]burncloud.ProviderName{"ch_1": "anthropic", "ch_2": "openai"}[id]
	}}
}

func scrape(m *metrics.Calls, families ...metrics.Family) string {
	w := httptest.NewRecorder()
	m.Handler(families).ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	return w.Body.String()
}

func TestCounts(t *testing.T) {
	m := newCalls(nil)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for range 25 {
				_ = m.Record(call())
			}
		})
	}
	group.Wait()
	refused := &burncloud.Call{Dialect: "openai", Status: 402, ErrorKind: burncloud.KindNoFunds}
	if err := m.Record(refused); err != nil {
		t.Fatal(err)
	}
	got := scrape(m, metrics.Family{Name: "x", Type: "gauge", Help: "An x.", Each: func(emit func([]string, float64)) {
		emit([]string{"a", "q\"\\\n"}, 0.5)
	}})
	for _, want := range []string{
		`burncloud_calls_total{dialect="anthropic",outcome="completed",provider="anthropic"} 100`,
		`burncloud_calls_total{dialect="openai",outcome="refused",provider=""} 1`,
		`burncloud_call_errors_total{kind="no_funds"} 1`,
		`burncloud_attempts_failed_total{kind="upstream_server",provider="openai"} 100`,
		`burncloud_call_duration_seconds_bucket{dialect="anthropic",le="1"} 0`,
		`burncloud_call_duration_seconds_bucket{dialect="anthropic",le="2.5"} 100`,
		`burncloud_call_duration_seconds_bucket{dialect="anthropic",le="+Inf"} 100`,
		`burncloud_call_duration_seconds_sum{dialect="anthropic"} 200`,
		`burncloud_first_content_seconds_count{provider="anthropic"} 100`,
		`burncloud_overhead_seconds_bucket{le="0.00025"} 101`,
		`burncloud_tokens_total{bucket="input"} 1000`,
		`burncloud_charged_dollars_total 150.000000000`,
		`burncloud_calls_unrecorded_total 0`,
		"# TYPE x gauge\n" + `x{a="q\"\\\n"} 0.5`,
	} {
		if !strings.Contains(got, want+"\n") {
			t.Errorf("missing %s", want)
		}
	}
	if t.Failed() {
		t.Log(got)
	}
}

// TestFailureIsPassedOn: whoever records must know that the journal is full.
func TestFailureIsPassedOn(t *testing.T) {
	full := errors.New("full")
	m := newCalls(full)
	if err := m.Record(call()); !errors.Is(err, full) || !strings.Contains(scrape(m), "burncloud_calls_unrecorded_total 1\n") {
		t.Errorf("got %v", err)
	}
}

func TestCountingAllocatesNothing(t *testing.T) {
	m, c := newCalls(nil), call()
	_ = m.Record(c)
	if n := testing.AllocsPerRun(100, func() { _ = m.Record(c) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkRecord(b *testing.B) {
	m, c := newCalls(nil), call()
	for b.Loop() {
		_ = m.Record(c)
	}
}
