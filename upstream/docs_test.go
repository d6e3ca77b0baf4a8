package upstream_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/upstream"
)

// keyForms says what a key looks like, and how it is sent.
var keyForms = map[upstream.AuthType]string{
	upstream.AuthBearer:    "API key (`Authorization: Bearer`)",
	upstream.AuthAnthropic: "API key (`x-api-key`)",
	upstream.AuthAzure:     "API key (`api-key`)",
	upstream.AuthGoogle:    "API key (`x-goog-api-key`)",
	upstream.AuthVertex:    "a service account's JSON, or an express-mode API key",
	upstream.AuthBedrock:   "`ACCESS_KEY_ID:SECRET[:SESSION_TOKEN]` (Signature Version 4), or a Bedrock API key",
}

// closing says what closing the connection does to the bill.
var closing = map[upstream.CancelBilling]string{
	upstream.CancelStops:        "ends the bill",
	upstream.CancelStopsStreams: "ends the bill of a stream",
	upstream.CancelBills:        "does not end the bill",
	upstream.CancelUnknown:      "is not documented, taken to end the bill",
}

func TestDocs(t *testing.T) {
	var b strings.Builder
	b.WriteString(`# Providers

This page is generated from the provider table (` + "`go test ./upstream -run TestDocs -update`" + `).

A channel's ` + "`base_url`" + ` is what the provider's official SDK takes; without one the first address is taken, and a bare origin gets
the provider's own path. A client is answered in its own dialect: where the provider speaks it too, bytes are relayed,
otherwise the call is translated to the provider's first dialect. Every provider knows the options ` + "`headers`, `proxy_url`, `timeouts`, `continues_prefill` and `context_windows`" + `.

| provider | dialects | base URL | options | key |
|---|---|---|---|---|
`)
	for _, p := range upstream.All() {
		fmt.Fprintf(&b, "| `%s` [%s](%s) | %s | %s | %s | %s |\n", p.Name, p.Title, p.Docs, spoken(&p), addresses(&p), code(p.Options), keyForm(&p))
	}
	b.WriteString("\n## Operations\n\n| provider | dialect | operations |\n|---|---|---|\n")
	for _, p := range upstream.All() {
		for _, w := range p.Wires {
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", p.Name, where(&w), operations(w.Ops))
		}
	}
	b.WriteString(`
## When a client leaves, and when a stream breaks

Where closing the connection ends the bill, the upstream is left with its client. Where the provider bills the whole answer in any
case, it is read to its usage. A stream that breaks is gone on with by a prefill where the model continues a final message of the
assistant; the channel option ` + "`continues_prefill`" + ` overrides the table.

| provider | closing the connection | models that continue a prefill |
|---|---|---|
`)
	for _, p := range upstream.All() {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", p.Name, closing[p.CancelStopsBilling], code(p.ContinuesPrefill))
	}
	b.WriteString("\n## Notes\n\n")
	for _, p := range upstream.All() {
		if p.Notes != "" {
			fmt.Fprintf(&b, "- `%s`: %s\n", p.Name, p.Notes)
		}
	}
	const file = "../docs/providers.md"
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != b.String() {
		t.Errorf("%s is not what the table says: run go test ./upstream -run TestDocs -update", file)
	}
}

func spoken(p *upstream.Provider) string {
	var list []string
	for _, w := range p.Wires {
		if s := string(w.Dialect); !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return strings.Join(list, ", ")
}

func addresses(p *upstream.Provider) string {
	list := slices.DeleteFunc(append([]string{p.BaseURL, p.RegionURL}, p.OtherURLs...), func(s string) bool { return s == "" })
	if len(list) == 0 {
		return "required"
	}
	return code(list)
}

func code(list []string) string {
	var out []string
	for _, s := range list {
		out = append(out, "`"+s+"`")
	}
	return strings.Join(out, " ")
}

func keyForm(p *upstream.Provider) string {
	if p.KeyOptional {
		return keyForms[p.Auth] + ", or none"
	}
	return keyForms[p.Auth]
}

func where(w *upstream.Wire) string {
	s := string(w.Dialect)
	if w.Only != "" {
		s += " at `…" + w.Only + "`"
	}
	if len(w.Models) > 0 {
		s += ", models " + code(w.Models)
	}
	return s
}

func operations(ops []upstream.Operation) string {
	var list []string
	for _, op := range ops {
		list = append(list, string(op))
	}
	return strings.Join(list, " ")
}

func TestEveryKeyFormIsTold(t *testing.T) {
	for _, p := range upstream.All() {
		if keyForms[p.Auth] == "" {
			t.Errorf("%s: %q", p.Name, p.Auth)
		}
		for _, w := range p.Wires {
			if w.Dialect == "" || len(w.Ops) == 0 || w.Dialect == burncloud.DialectOpenAI && w.Auth != "" {
				t.Errorf("%s: %+v", p.Name, w)
			}
		}
	}
}
