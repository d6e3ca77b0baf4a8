package catalogue_test

import (
	"encoding/csv"
	"os"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/catalogue"
)

// why is a row of the README's table: models of a provider of which two sources say different things.
type why struct{ provider, models string }

// TestReadings compares the catalogue with what public lists say of the same names. It prints where they differ, and
// fails where the README does not say which is taken and why, or explains what does not differ any more.
func TestReadings(t *testing.T) {
	file, err := os.Open("testdata/readings.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	entries, reasons, used := load(t), explained(t), map[why]bool{}
	same := 0
	for _, r := range rows[1:] {
		by, date, provider, model, currency := r[0], r[1], r[2], r[3], r[4]
		e := entryFor(entries, provider, model, currency)
		if e == nil {
			t.Errorf("%s %s in %s is not in the catalogue", provider, model, currency)
			continue
		}
		ours := []string{e.Price.Rates.Input.String(), "", e.Price.Rates.Output.String()}
		if c := e.Price.Rates.CacheRead; c != nil && r[6] != "" {
			ours[1] = c.String()
		} else {
			r[6] = ""
		}
		if equal(t, ours, r[5:8]) {
			same++
			continue
		}
		t.Logf("%s %s: %s by %s of %s; taken %s of %s", provider, model, strings.Join(r[5:8], " / "), by, date, strings.Join(ours, " / "), e.Date.Format(time.DateOnly))
		reason := reasonFor(reasons, provider, model)
		if reason == nil {
			t.Errorf("the README does not say why %s of %s differs", model, provider)
			continue
		}
		used[*reason] = true
	}
	for _, r := range reasons {
		if !used[r] {
			t.Errorf("nothing differs at %s %s any more", r.provider, r.models)
		}
	}
	t.Logf("%d readings of %d say the same", same, len(rows)-1)
}

// entryFor is the entry that prices the model on the day of the readings.
func entryFor(entries []catalogue.Entry, provider, model, currency string) (best *catalogue.Entry) {
	name := burncloud.ModelName(model)
	for i := range entries {
		e := &entries[i]
		if string(e.Price.Provider) != provider || e.Currency != currency || !e.Price.Matches(name) || !e.From.IsZero() {
			continue
		}
		if e.Price.Model == name {
			return e
		}
		if best == nil || len(e.Price.Model.LiteralPrefix()) > len(best.Price.Model.LiteralPrefix()) {
			best = e
		}
	}
	return best
}

func equal(t *testing.T, ours, theirs []string) bool {
	t.Helper()
	for i := range ours {
		if ours[i] == theirs[i] {
			continue
		}
		a, err := burncloud.ParseRate(ours[i])
		b, err2 := burncloud.ParseRate(theirs[i])
		if err != nil || err2 != nil {
			t.Errorf("%q, %q: %v, %v", ours[i], theirs[i], err, err2)
		}
		if a != b {
			return false
		}
	}
	return true
}

// explained reads the README's table of differences: | provider | `model`, `pattern` | which is taken, and why |
func explained(t *testing.T) (all []why) {
	t.Helper()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "## Where sources differ")
	for line := range strings.Lines(table) {
		cells := strings.Split(line, "|")
		if len(cells) != 5 || !strings.Contains(cells[2], "`") {
			continue
		}
		for i, name := range strings.Split(cells[2], "`") {
			if i%2 == 1 {
				all = append(all, why{strings.TrimSpace(cells[1]), name})
			}
		}
	}
	return all
}

func reasonFor(reasons []why, provider, model string) *why {
	for i := range reasons {
		if ok, err := path.Match(reasons[i].models, model); err == nil && ok && reasons[i].provider == provider {
			return &reasons[i]
		}
	}
	return nil
}
