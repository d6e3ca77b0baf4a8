package main

import (
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"slices"
	"text/tabwriter"
	"time"
)

// figure is one line of the report.
type figure struct {
	Name    string   `json:"name"`
	Target  string   `json:"target"`
	Value   float64  `json:"value"`
	Unit    string   `json:"unit"`
	Low     float64  `json:"low,omitempty"`  // over the rounds
	High    float64  `json:"high,omitempty"` // over the rounds
	Bar     *float64 `json:"bar,omitempty"`  // nil = no bar
	AtLeast bool     `json:"at_least,omitempty"`
	Pass    *bool    `json:"pass,omitempty"`
	Comment string   `json:"comment,omitempty"`
}

// report collects figures.
type report struct {
	Time    time.Time        `json:"time"`
	Go      string           `json:"go"`
	CPUs    int              `json:"cpus"`
	Figures []figure         `json:"figures"`
	Books   map[string]books `json:"books"`
	Failed  bool             `json:"failed"`

	Notes []string `json:"notes,omitempty"`
}

func newReport() *report {
	return &report{Time: time.Now().UTC().Truncate(time.Second), Go: runtime.Version(), CPUs: runtime.GOMAXPROCS(0), Books: map[string]books{}}
}

// add adds a figure that has no bar.
func (r *report) add(name, target string, value float64, unit string) *figure {
	r.Figures = append(r.Figures, figure{Name: name, Target: target, Value: value, Unit: unit})
	return &r.Figures[len(r.Figures)-1]
}

// over notes the median of the values of all rounds, with their spread: of many, the middle half.
func (r *report) over(name, target string, values []float64, unit string) *figure {
	v := slices.Sorted(slices.Values(values))
	f := r.add(name, target, v[len(v)/2], unit)
	if len(v)%2 == 0 {
		f.Value = (v[len(v)/2-1] + v[len(v)/2]) / 2
	}
	out := 0
	if len(v) >= 8 {
		out = len(v) / 4
	}
	f.Low, f.High = v[out], v[len(v)-1-out]
	return f
}

// atMost judges the figure by its bar.
func (f *figure) atMost(bar float64, r *report) { f.judge(bar, f.Value <= bar, r) }

// atLeast judges the figure by its bar.
func (f *figure) atLeast(bar float64, r *report) {
	f.AtLeast = true
	f.judge(bar, f.Value >= bar, r)
}

func (f *figure) judge(bar float64, pass bool, r *report) {
	f.Bar, f.Pass = &bar, &pass
	r.Failed = r.Failed || !pass
}

// note keeps a remark, such as the errors of a run.
func (r *report) note(errs ...error) {
	for _, err := range errs {
		if err != nil {
			r.Notes = append(r.Notes, err.Error())
		}
	}
}

func (r *report) json(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

func (r *report) text(w io.Writer) error {
	fmt.Fprintf(w, "%s, %d CPUs, %s\n\n", r.Go, r.CPUs, r.Time.Format(time.RFC3339))
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "figure\ttarget\tvalue\tspread\tbar\t")
	for _, f := range r.Figures {
		spread, bar := "", ""
		if f.High != f.Low {
			spread = fmt.Sprintf("%.3g–%.3g", f.Low, f.High)
		}
		if f.Bar != nil {
			bar = map[bool]string{true: "≥ ", false: "≤ "}[f.AtLeast] + fmt.Sprintf("%.4g ", *f.Bar) + map[bool]string{true: "PASS", false: "FAIL"}[*f.Pass]
		}
		fmt.Fprintf(t, "%s\t%s\t%s %s\t%s\t%s\t\n", f.Name, f.Target, number(f.Value), f.Unit, spread, bar)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, n := range r.Notes {
		fmt.Fprintln(w, "note:", n)
	}
	return nil
}

// number shows three digits, or a whole number.
func number(v float64) string {
	if v >= 1000 || v == float64(int(v)) {
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.3g", v)
}
