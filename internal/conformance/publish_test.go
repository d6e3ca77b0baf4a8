package conformance_test

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
)

const published = "../../docs/fidelity.md"

// publish compares the table with docs/fidelity.md.
func (f *table) publish() {
	f.Helper()
	want := f.markdown()
	have, err := os.ReadFile(published)
	switch {
	case *update:
		err = os.WriteFile(published, want, 0o644)
	case err == nil && !bytes.Equal(have, want):
		f.Errorf("%s is not what is measured: run go test ./internal/conformance -run Fidelity -update and read the changes", published)
	}
	if err != nil {
		f.Error(err)
	}
}

const preface = `# What crosses between the dialects

This file is written by a test: ` + "`go test ./internal/conformance -run Fidelity -update`" + `. The test sends one small
request per feature, written natively in every dialect, through every pair of a client's and an upstream's dialect, and
native answers the other way, whole and streamed. It compares what arrives with what was meant, and fails where something
is lost without a word.

Each cell has three words: for the request, for the whole answer and for the streamed one.

| word | means |
|---|---|
| exact | the same meaning arrives; between equal dialects the bytes are forwarded as they are |
| mapped | it arrives changed, as the note says |
| said | it is lost, and named in the header ` + "`X-Burncloud-Dropped`" + `; a strict token gets a 400 instead |
| refused | the request fails with a 400 that names the field |
| – | the client's dialect has no word for it, or the upstream's answers have nothing like it |

A cell shows the worst of several probes. The notes under a table say for each number what happens; for ` + "`said`" + ` and
` + "`refused`" + ` they name the field in the client's words.
`

func (f *table) markdown() []byte {
	var b bytes.Buffer
	b.WriteString(preface)
	f.summary(&b)
	for _, cl := range f.clients {
		fmt.Fprintf(&b, "\n## %s clients\n\n", cl.title)
		f.grid(&b, cl, f.clients)
	}
	b.WriteString("\n# Upstreams that no client speaks like\n\nRequests to these cannot be read back: the words of the probes must be in " +
		"them, unless something is said or refused. Of their answers only what was recorded or documented is probed.\n")
	for _, cl := range f.clients {
		fmt.Fprintf(&b, "\n## %s clients, other upstreams\n\n", cl.title)
		f.grid(&b, cl, f.backs)
	}
	return b.Bytes()
}

// features are the rows, in the order of the probes.
func (f *table) features() []string {
	var out []string
	for _, p := range probes(f.T) {
		if !slices.Contains(out, p.feature) {
			out = append(out, p.feature)
		}
	}
	i := slices.Index(out, "refusals") + 1
	return slices.Insert(out, i, "errors")
}

// grid writes the table of one client's dialect and its notes.
func (f *table) grid(b *bytes.Buffer, cl dialect, ups []dialect) {
	b.WriteString("| |")
	for _, up := range ups {
		b.WriteString(" " + up.title + " |")
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(ups)) + "\n")
	var notes []string
	for _, feature := range f.features() {
		b.WriteString("| " + feature + " |")
		for _, up := range ups {
			b.WriteString(" " + f.words(f.cell(feature, cl.name, up.name), &notes) + " |")
		}
		b.WriteByte('\n')
	}
	b.WriteByte('\n')
	for i, n := range notes {
		fmt.Fprintf(b, "%d. %s\n", i+1, n)
	}
}

// words writes a cell, and numbers its notes.
func (f *table) words(c *[sides]result, notes *[]string) string {
	var words, numbers []string
	for _, r := range c {
		words = append(words, classNames[r.class])
		for _, n := range r.notes {
			i := slices.Index(*notes, n)
			if i < 0 {
				i = len(*notes)
				*notes = append(*notes, n)
			}
			if s := fmt.Sprint(i + 1); !slices.Contains(numbers, s) {
				numbers = append(numbers, s)
			}
		}
	}
	text := strings.Join(words, " · ")
	if len(numbers) > 0 {
		text += " <sup>" + strings.Join(numbers, " ") + "</sup>"
	}
	return text
}

// summary counts the cells by class.
func (f *table) summary(b *bytes.Buffer) {
	b.WriteString("\n| | exact | mapped | said | refused | – |\n|---|---|---|---|---|---|\n")
	for _, group := range []struct {
		title string
		ups   []dialect
	}{{"16 pairs", f.clients}, {"other upstreams", f.backs}} {
		for s, name := range sideNames {
			var n [refused + 1]int
			for _, feature := range f.features() {
				for _, cl := range f.clients {
					for _, up := range group.ups {
						n[f.cell(feature, cl.name, up.name)[s].class]++
					}
				}
			}
			fmt.Fprintf(b, "| %s, %s | %d | %d | %d | %d | %d |\n", group.title, name, n[exact], n[mapped], n[said], n[refused], n[none])
		}
	}
}
