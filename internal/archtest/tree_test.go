package archtest_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"
	"testing"
)

// modulePath is the import path of the module under test; everything else with a dot in its first element is foreign.
const modulePath = "github.com/burncloud/burncloud"

// finding is one place that breaks one rule.
type finding struct {
	where string // file:line, or the directory when no line is to blame
	text  string
}

func (f finding) String() string { return f.where + ": " + f.text }

// source is one parsed Go file of the module.
type source struct {
	path      string // slash-separated, relative to the module root
	text      []byte
	fset      *token.FileSet
	file      *ast.File
	test      bool // name ends in _test.go
	generated bool // carries the standard "Code generated … DO NOT EDIT." line
}

// dir is the directory of the file relative to the module root, "." for the root itself.
func (s *source) dir() string { return path.Dir(s.path) }

func (s *source) line(pos token.Pos) int { return s.fset.Position(pos).Line }

func (s *source) at(pos token.Pos, format string, args ...any) finding {
	return finding{where: fmt.Sprintf("%s:%d", s.path, s.line(pos)), text: fmt.Sprintf(format, args...)}
}

// parse makes a source out of text as if it stood at name. Files of one package must share fset.
func parse(fset *token.FileSet, name string, text []byte) (*source, error) {
	file, err := parser.ParseFile(fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	return &source{
		path: name, text: text, fset: fset, file: file,
		test:      strings.HasSuffix(name, "_test.go"),
		generated: ast.IsGenerated(file),
	}, nil
}

// pkg is the Go files of one directory, external tests included.
type pkg struct {
	dir     string
	sources []*source
}

// product is the files that go into a binary.
func (p *pkg) product() []*source {
	var out []*source
	for _, s := range p.sources {
		if !s.test {
			out = append(out, s)
		}
	}
	return out
}

// group sorts files into packages by directory, in order of their names.
func group(sources []*source) []*pkg {
	byDir := map[string]*pkg{}
	for _, s := range sources {
		if byDir[s.dir()] == nil {
			byDir[s.dir()] = &pkg{dir: s.dir()}
		}
		byDir[s.dir()].sources = append(byDir[s.dir()].sources, s)
	}
	out := make([]*pkg, 0, len(byDir))
	for _, p := range byDir {
		out = append(out, p)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].dir < out[j].dir })
	return out
}

// root finds the module's directory: the first one upwards that holds go.mod.
func root(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for !exists(filepath.Join(dir, "go.mod")) {
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above the test's directory")
		}
		dir = filepath.Dir(dir)
	}
	return dir
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// skipDir says which directories hold nothing of ours: version control, other people's modules, build output.
func skipDir(rel string) bool {
	switch path.Base(rel) {
	case ".git", "node_modules", "vendor":
		return true
	}
	return rel == "bin" || rel == "data" || rel == "dist"
}

// walk calls visit with every regular file below the module root, by slash-separated relative name.
func walk(t *testing.T, top string, skip func(rel string) bool, visit func(rel string) error) {
	t.Helper()
	err := filepath.WalkDir(top, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(top, name)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if d.IsDir() {
			if rel != "." && skip(rel) {
				return filepath.SkipDir
			}
			return nil
		}
		if !d.Type().IsRegular() {
			return nil
		}
		return visit(rel)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// module parses every Go file of the module. Nested modules (tools, e2e/sdk) are no part of the product and are left
// out, as is what the go command ignores itself.
func module(t *testing.T) []*pkg {
	t.Helper()
	top := root(t)
	skip := func(rel string) bool {
		base := path.Base(rel)
		return skipDir(rel) || base == "testdata" || strings.HasPrefix(base, "_") || strings.HasPrefix(base, ".") ||
			exists(filepath.Join(top, rel, "go.mod"))
	}
	fset := token.NewFileSet()
	var sources []*source
	walk(t, top, skip, func(rel string) error {
		if !strings.HasSuffix(rel, ".go") {
			return nil
		}
		text, err := os.ReadFile(filepath.Join(top, rel))
		if err != nil {
			return err
		}
		s, err := parse(fset, rel, text)
		if err != nil {
			return err
		}
		sources = append(sources, s)
		return nil
	})
	return group(sources)
}

// report fails the test once for each finding, and says once what the rule is for.
func report(t *testing.T, why string, found []finding) {
	t.Helper()
	if len(found) == 0 {
		return
	}
	for _, f := range found {
		t.Error(f)
	}
	t.Logf("why: %s", why)
}
