package metrics

import (
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/burncloud/burncloud"
)

// Family is a measurement that is taken when somebody asks for it.
type Family struct {
	Name, Help string
	Type       string                                      // gauge or counter
	Each       func(emit func(labels []string, v float64)) // labels are names, each followed by its value
}

// Handler answers with the counts of calls and with what the families measure.
func (m *Calls) Handler(families []Family) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		var out text
		m.write(&out)
		for _, f := range families {
			out.head(f.Name, f.Type, f.Help)
			f.Each(func(labels []string, v float64) { out.sample(f.Name, labels, strconv.FormatFloat(v, 'g', -1, 64)) })
		}
		_, _ = io.WriteString(w, out.String()) // the scraper may have left
	})
}

// write writes what was counted.
func (m *Calls) write(out *text) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	counters(out, "burncloud_calls_total", "Finished calls.", m.byCall, func(k callLabels) []string {
		return []string{"dialect", string(k.dialect), "outcome", string(k.outcome), "provider", string(k.provider)}
	})
	counters(out, "burncloud_call_errors_total", "Finished calls with an error, by its class.", m.byKind, func(k burncloud.Kind) []string {
		return []string{"kind", string(k)}
	})
	counters(out, "burncloud_attempts_failed_total", "Attempts that failed by the provider's fault, whether or not another one answered.", m.byFailure, func(k failureLabels) []string {
		return []string{"kind", string(k.kind), "provider", string(k.provider)}
	})
	histograms(out, "burncloud_call_duration_seconds", "Duration of whole calls.", m.durations, func(d burncloud.Dialect) []string { return []string{"dialect", string(d)} })
	histograms(out, "burncloud_first_content_seconds", "Arrival of a call to the first content of its answer.", m.firsts, func(p burncloud.ProviderName) []string { return []string{"provider", string(p)} })
	histograms(out, "burncloud_overhead_seconds", "The gateway's own share of the duration of calls.", map[string]*histogram{"": &m.overhead}, func(string) []string { return nil })
	out.head("burncloud_tokens_total", "counter", "Tokens used.")
	for i, bucket := range buckets {
		out.sample("burncloud_tokens_total", []string{"bucket", bucket}, strconv.FormatInt(m.tokens[i].Load(), 10))
	}
	out.head("burncloud_charged_dollars_total", "counter", "Cost of calls.")
	out.sample("burncloud_charged_dollars_total", nil, burncloud.Money(m.cost.Load()).String())
	out.head("burncloud_calls_unrecorded_total", "counter", "Calls that the journal did not take.")
	out.sample("burncloud_calls_unrecorded_total", nil, strconv.FormatInt(m.unlogged.Load(), 10))
}

// text is the format: https://prometheus.io/docs/instrumenting/exposition_formats/
type text struct{ strings.Builder }

func (t *text) head(name, kind, help string) {
	t.WriteString("# HELP " + name + " " + help + "\n# TYPE " + name + " " + kind + "\n")
}

var escape = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)

func (t *text) sample(name string, labels []string, value string) {
	t.WriteString(name)
	for i := 0; i < len(labels); i += 2 {
		t.WriteByte("{,"[min(i, 1)])
		t.WriteString(labels[i] + `="` + escape.Replace(labels[i+1]) + `"`)
	}
	if len(labels) > 0 {
		t.WriteByte('}')
	}
	t.WriteString(" " + value + "\n")
}

func counters[K comparable](out *text, name, help string, all map[K]*counter, labels func(K) []string) {
	out.head(name, "counter", help)
	for _, k := range inOrder(all, labels) {
		out.sample(name, labels(k), strconv.FormatInt(all[k].Load(), 10))
	}
}

func histograms[K comparable](out *text, name, help string, all map[K]*histogram, labels func(K) []string) {
	out.head(name, "histogram", help)
	for _, k := range inOrder(all, labels) {
		h, with, n := all[k], labels(k), int64(0)
		for i := range h.counts {
			n += h.counts[i].Load()
			bound := "+Inf"
			if i < len(bounds) {
				bound = seconds(int64(bounds[i]))
			}
			out.sample(name+"_bucket", append(slices.Clone(with), "le", bound), strconv.FormatInt(n, 10))
		}
		out.sample(name+"_sum", with, seconds(h.sum.Load()))
		out.sample(name+"_count", with, strconv.FormatInt(n, 10))
	}
}

func seconds(us int64) string { return strconv.FormatFloat(float64(us)/1e6, 'g', -1, 64) }

func inOrder[K comparable, V any](all map[K]V, labels func(K) []string) []K {
	return slices.SortedFunc(maps.Keys(all), func(a, b K) int { return slices.Compare(labels(a), labels(b)) })
}
