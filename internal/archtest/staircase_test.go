package archtest_test

import (
	"fmt"
	"go/token"
	"path"
	"strconv"
	"strings"
	"testing"
)

// floors is the staircase: a package may import packages of lower floors only. A name may be a pattern of path.Match.
// Tests may import upwards: they run the real thing instead of a mock.
var floors = []struct {
	dir   string
	floor int
	why   string
}{
	{".", 0, "the vocabulary is spoken by every package, so it may know none of them"},
	{"internal/sse", 0, "event-stream frames mean nothing yet; who reads them gives the meaning"},
	{"internal/eventstream", 0, "AWS's frames mean nothing yet either"},
	{"internal/rawjson", 0, "it edits bytes and must not know whose bytes they are"},
	{"internal/onewrite", 0, "it holds bytes back on their way to a socket and knows nothing of them"},
	{"internal/secret", 0, "whoever can read secrets should be auditable without the rest of the program"},
	{"console", 0, "it is nothing but the built files of the web console"},

	{"llm", 1, "the canonical call is what dialects are translated to, so it knows no dialect"},
	{"tokenizer", 1, "counting tokens needs a call or a text and a family of models, nothing else"},
	{"journal", 1, "durability is easiest to trust where nothing else lives"},
	{"ledger", 1, "money moves here and nowhere else; no wire, route or web code may reach into it"},
	{"snapshot", 1, "a configuration is data; what is done with it is decided above"},
	{"store", 1, "SQL serves the vocabulary; services above declare what they need of it"},
	{"calllog", 1, "logs are read from the journal, never from the code that serves calls"},
	{"transcript", 1, "what was said in calls is kept apart from their money; who says and who asks is decided above"},
	{"catalogue", 1, "published prices are data; what is done with them is decided above"},
	{"metrics", 1, "it counts what it is told; who asks and who tells is decided above"},
	{"limit", 1, "a limit counts; who is limited and what a refusal looks like is decided above"},

	{"wire/*", 2, "a codec turns bytes into the canonical call and back, and can be tested with nothing around it"},
	{"route", 2, "choosing a target is a function of snapshot and health; sending is somebody else's work"},

	{"internal/alone", 3, "it asks the environment whether a test may judge times, and only tests use it"},
	{"internal/emptydb", 4, "it makes databases with the store, and only tests use it"},
	{"internal/faultdisk", 3, "it fails disks for the journal and the ledger, and only tests use it"},
	{"internal/wiretest", 3, "it plays calls through every wire, and only tests use it"},

	{"upstream", 3, "the provider table joins wires with addresses and signers"},
	{"sim", 3, "simulated providers speak the wires; the product must not depend on them, except to demonstrate itself"},

	{"gateway", 4, "the data plane uses everything below and nobody uses it but the command"},
	{"admin", 4, "the control plane meets the data plane in snapshot and ledger only"},

	{"cmd/*", 5, "a command wires everything together"},
	{"bench", 5, "the benchmark drives the whole program"},
	{"internal/conformance", 5, "it holds the dialects against each other and against what was recorded; nothing needs it"},
	{"internal/archtest", 5, "it reads the house and is no part of it"},
}

// neighbours are the imports allowed on one floor.
var neighbours = []struct{ from, to, why string }{
	{"ledger", "journal", "a hold is durable before the call it pays for is sent"},
	{"tokenizer", "llm", "what a call counts beside its texts depends on its provider, as its tokens do"},
	{"calllog", "journal", "the journal is where finished calls come from"},
	{"calllog", "ledger", "what the journal means in money is said in one place, and posted with the log rows"},
}

// banned are imports the floors alone would allow. To is a directory of the module, a standard package, or "modules":
// anything that is neither.
var banned = []struct{ from, to, why string }{
	{".", "os", "the vocabulary does no IO"},
	{".", "net", "the vocabulary does no IO"},
	{".", "database/sql", "the vocabulary is not shaped by how it is stored"},
	{".", "modules", "the vocabulary needs the standard library only"},
	{"internal/sse", "modules", "floor 0 needs the standard library only"},
	{"internal/rawjson", "modules", "floor 0 needs the standard library only"},
	{"console", "modules", "floor 0 needs the standard library only"},
	{"wire/*", "os", "codecs are pure: bytes in, events out"},
	{"wire/*", "net", "codecs are pure: bytes in, events out"},
	{"wire/*", "database/sql", "codecs are pure: bytes in, events out"},
	{"route", "store", "a plan reads the snapshot, never the database"},
	{"route", "database/sql", "a plan reads the snapshot, never the database"},
	{"gateway", "store", "no call waits for the database; the snapshot is all the configuration it sees"},
	{"gateway", "database/sql", "no call waits for the database"},
	{"gateway", "sim", "the product serves without its simulated providers"},
	{"admin", "store", "the control plane says in its own interfaces what it needs; cmd shows that *store.DB has it"},
	{"admin", "upstream", "the control plane sees providers through its own interfaces, not through their signers"},
	{"admin", "sim", "the product serves without its simulated providers"},
}

func TestImportsGoDownTheStaircase(t *testing.T) {
	pkgs := module(t)
	var found []finding
	for _, p := range pkgs {
		found = append(found, climbs(p)...)
	}
	report(t, "a package that knows only what is below it can be read, tested and replaced without what is above it", found)
}

// climbs lists the imports of a package's product files that the tables above do not allow.
func climbs(p *pkg) []finding {
	from, reason, known := floorOf(p.dir)
	if !known {
		return []finding{{where: p.dir, text: fmt.Sprintf(
			"no floor for this package: add a row {%q, floor, why} to the table floors in internal/archtest/staircase_test.go", p.dir)}}
	}
	var found []finding
	for _, s := range p.product() {
		for _, spec := range s.file.Imports {
			to, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				continue // the parser has refused it already
			}
			if why := refuse(p.dir, from, reason, to); why != "" {
				found = append(found, s.at(spec.Pos(), "%s", why))
			}
		}
	}
	return found
}

// floorOf looks a directory up in the staircase.
func floorOf(dir string) (floor int, why string, known bool) {
	for _, row := range floors {
		if matches(row.dir, dir) {
			return row.floor, row.why, true
		}
	}
	return 0, "", false
}

func matches(pattern, dir string) bool {
	ok, err := path.Match(pattern, dir)
	return err == nil && ok
}

// refuse says why the package in dir may not import to; empty when it may.
func refuse(dir string, floor int, reason, to string) string {
	name, ours := inModule(to)
	for _, ban := range banned {
		if matches(ban.from, dir) && (ban.to == name || ban.to == "modules" && !ours && foreign(to)) {
			return fmt.Sprintf("%s must not import %s: %s", dir, to, ban.why)
		}
	}
	if !ours {
		return ""
	}
	for _, row := range neighbours {
		if row.from == dir && row.to == name {
			return ""
		}
	}
	below, _, known := floorOf(name)
	if !known || below < floor {
		return "" // a package without a floor is reported where it lives
	}
	return fmt.Sprintf("%s (floor %d) must not import %s (floor %d): %s", dir, floor, name, below, reason)
}

// inModule gives the directory an import path of this module stands for, or the path itself when it is not ours.
func inModule(importPath string) (dir string, ours bool) {
	if importPath == modulePath {
		return ".", true
	}
	if rest, ok := strings.CutPrefix(importPath, modulePath+"/"); ok {
		return rest, true
	}
	return importPath, false
}

// foreign tells modules from the standard library, whose first path element never has a dot.
func foreign(importPath string) bool {
	first, _, _ := strings.Cut(importPath, "/")
	return strings.Contains(first, ".")
}

func TestStaircaseSeesClimbs(t *testing.T) {
	for _, row := range []struct {
		file, imports string
		want          string // part of the finding; empty: allowed
	}{
		{"route/plan.go", modulePath + "/snapshot", ""},
		{"route/plan.go", modulePath, ""},
		{"ledger/hold.go", modulePath + "/journal", ""},
		{"calllog/batch.go", modulePath + "/journal", ""},
		{"wire/openai/chat.go", modulePath + "/llm", ""},
		{"wire/openai/chat.go", "net/http", ""},
		{"gateway/serve.go", modulePath + "/route", ""},
		{"cmd/burncloud/main.go", modulePath + "/sim", ""},
		{"store/db_test.go", modulePath + "/gateway", ""},
		{"journal/log.go", modulePath + "/ledger", "journal (floor 1) must not import ledger (floor 1): durability"},
		{"money.go", modulePath + "/llm", ". (floor 0) must not import llm (floor 1): the vocabulary"},
		{"money.go", "os", "does no IO"},
		{"money.go", "example.com/decimal", "standard library only"},
		{"wire/openai/chat.go", modulePath + "/wire/gemini", "(floor 2)"},
		{"wire/openai/chat.go", modulePath + "/gateway", "(floor 4)"},
		{"sim/server.go", modulePath + "/upstream", "(floor 3)"},
		{"gateway/serve.go", modulePath + "/admin", "(floor 4)"},
		{"gateway/serve.go", modulePath + "/store", "no call waits for the database"},
		{"admin/channel.go", modulePath + "/store", "own interfaces"},
		{"attic/box.go", "fmt", "add a row {\"attic\", floor, why} to the table floors in internal/archtest/staircase_test.go"},
	} {
		s, err := parse(token.NewFileSet(), row.file, []byte("package x\n\nimport _ \""+row.imports+"\"\n"))
		if err != nil {
			t.Fatal(err)
		}
		got := fmt.Sprint(climbs(&pkg{dir: s.dir(), sources: []*source{s}}))
		if row.want == "" && got != "[]" || !strings.Contains(got, row.want) {
			t.Errorf("%s importing %s:\n got %s\nwant %q", row.file, row.imports, got, row.want)
		}
	}
}

func TestStaircaseTablesAgree(t *testing.T) {
	for _, row := range neighbours {
		from, _, okFrom := floorOf(row.from)
		to, _, okTo := floorOf(row.to)
		if !okFrom || !okTo || from != to {
			t.Errorf("neighbours %s → %s: both must stand on one floor", row.from, row.to)
		}
	}
	for _, row := range banned {
		if _, _, ok := floorOf(strings.ReplaceAll(row.from, "*", "any")); !ok {
			t.Errorf("banned %s → %s: %s is in no row of floors", row.from, row.to, row.from)
		}
	}
}
