package archtest_test

import (
	"bytes"
	"go/ast"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	timedLine   = regexp.MustCompile(`(?m)^TIMED = (.*)$`)
	figuresLine = regexp.MustCompile(`(?m)-run '\$\(TIMED\)' (.*)$`)
)

// asksAlone reports whether a function asks package alone anything.
func asksAlone(f *ast.FuncDecl) (asks bool) {
	ast.Inspect(f.Body, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == "alone" {
				asks = true
			}
		}
		return !asks
	})
	return asks
}

// TestTimedTestsAreRun: make figures runs every test that judges a time only there.
func TestTimedTestsAreRun(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root(t), "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	timed, figures := timedLine.FindSubmatch(text), figuresLine.FindSubmatch(text)
	if timed == nil || figures == nil {
		t.Fatal("the Makefile has no target figures, or no TIMED")
	}
	chosen := regexp.MustCompile(strings.ReplaceAll(string(timed[1]), "$$", "$"))
	dirs := strings.Fields(string(figures[1]))
	asked := 0
	for _, p := range module(t) {
		for _, s := range p.sources {
			if !s.test || !bytes.Contains(s.text, []byte(`/internal/alone"`)) || s.dir() == "internal/archtest" {
				continue
			}
			for _, d := range s.file.Decls {
				f, ok := d.(*ast.FuncDecl)
				if !ok || f.Body == nil || !asksAlone(f) {
					continue
				}
				asked++
				if !chosen.MatchString(f.Name.Name) || !slices.Contains(dirs, "./"+s.dir()) {
					t.Error(s.at(f.Pos(), "%s judges times, and make figures does not run it", f.Name.Name))
				}
			}
		}
	}
	if asked < 10 {
		t.Errorf("only %d tests ask whether they are alone", asked)
	}
}
